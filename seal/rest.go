package seal

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/ledger"
)

// What is sealed, as the first part of the place that it is bound to. These
// words and the layout of a place are on disk for ever.
const (
	sealedKey   = "tocsin-key/v1"
	sealedEvent = "tocsin-event/v1"
	sealedFile  = "tocsin-file/v1"
	sealedTimer = "tocsin-timer/v1"
)

// place names where something is sealed for, as associated data: each part
// behind its length in 8 bytes, so that no two lists of parts give the same
// bytes.
func place(parts ...string) []byte {
	var b []byte
	for _, part := range parts {
		b = binary.BigEndian.AppendUint64(b, uint64(len(part)))
		b = append(b, part...)
	}
	return b
}

// keyPlace is what a wrapped data key is bound to.
func keyPlace(id tocsin.KeyID) []byte { return place(sealedKey, string(id)) }

// eventPlace is what a sealed event is bound to.
func eventPlace(stream tocsin.StreamID, version int64) []byte {
	return place(sealedEvent, string(stream), fmt.Sprint(version))
}

// SealEvent seals the exact bytes of an entry for its place in its stream,
// behind a salt drawn for it, and gives the leaf that commits to both.
func (k *Key) SealEvent(stream tocsin.StreamID, version int64, entry []byte) (sealed []byte, leaf ledger.Leaf, err error) {
	var salt [ledger.SaltSize]byte
	// crypto/rand.Read never fails: it ends the program first.
	_, _ = rand.Read(salt[:])
	sealed, err = k.seal(slices.Concat(salt[:], entry), eventPlace(stream, version))
	if err != nil {
		return nil, ledger.Leaf{}, fmt.Errorf("sealing event %s/%d: %w", stream, version, err)
	}
	return sealed, ledger.Commit(salt, entry), nil
}

// OpenEvent gives the exact bytes of an entry that was sealed for this place,
// and the leaf that commits to them, to be compared with the one in the
// ledger. It is ErrDamaged when the bytes were not sealed with this key for
// this place, ErrNoKey without a key.
func (k *Key) OpenEvent(stream tocsin.StreamID, version int64, sealed []byte) (entry []byte, leaf ledger.Leaf, err error) {
	plain, err := k.open(sealed, eventPlace(stream, version))
	if err == nil && len(plain) < ledger.SaltSize {
		err = ErrDamaged
	}
	if err != nil {
		return nil, ledger.Leaf{}, fmt.Errorf("opening event %s/%d: %w", stream, version, err)
	}
	entry = plain[ledger.SaltSize:]
	return entry, ledger.Commit([ledger.SaltSize]byte(plain), entry), nil
}

// SealFile seals a file under its id.
func (k *Key) SealFile(id tocsin.FileID, plain []byte) ([]byte, error) {
	sealed, err := k.seal(plain, place(sealedFile, string(id)))
	if err != nil {
		return nil, fmt.Errorf("sealing file %s: %w", id, err)
	}
	return sealed, nil
}

// OpenFile opens a file that was sealed under this id; its errors are those of
// OpenEvent.
func (k *Key) OpenFile(id tocsin.FileID, sealed []byte) ([]byte, error) {
	plain, err := k.open(sealed, place(sealedFile, string(id)))
	if err != nil {
		return nil, fmt.Errorf("opening file %s: %w", id, err)
	}
	return plain, nil
}

// SealTimer seals what a timer of a stream is for.
func (k *Key) SealTimer(id tocsin.TimerID, stream tocsin.StreamID, plain []byte) ([]byte, error) {
	sealed, err := k.seal(plain, place(sealedTimer, string(id), string(stream)))
	if err != nil {
		return nil, fmt.Errorf("sealing timer %s: %w", id, err)
	}
	return sealed, nil
}

// OpenTimer opens what was sealed for this timer of this stream; its errors
// are those of OpenEvent.
func (k *Key) OpenTimer(id tocsin.TimerID, stream tocsin.StreamID, sealed []byte) ([]byte, error) {
	plain, err := k.open(sealed, place(sealedTimer, string(id), string(stream)))
	if err != nil {
		return nil, fmt.Errorf("opening timer %s: %w", id, err)
	}
	return plain, nil
}

// seal encrypts for a place.
func (k *Key) seal(plain, where []byte) ([]byte, error) {
	if k == nil || k.aead == nil {
		return nil, ErrNoKey
	}
	return k.aead.Encrypt(plain, where)
}

// open decrypts what was sealed for a place.
func (k *Key) open(sealed, where []byte) ([]byte, error) {
	if k == nil || k.aead == nil {
		return nil, ErrNoKey
	}
	plain, err := k.aead.Decrypt(sealed, where)
	if err != nil {
		// Tink says only that it did not open, and there is no more to say.
		return nil, ErrDamaged
	}
	return plain, nil
}
