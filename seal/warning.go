package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"

	"example.org/tocsin"
)

// The sizes of sealed files in bytes.
const (
	// WarningSize is that of every sealed warning.
	WarningSize = 20480
	// RelaySize is that of every envelope for an intermediary, which holds a
	// sealed warning.
	RelaySize = 24576
	// ReplySize is that of every acknowledgement we seal.
	ReplySize = 4096
)

// maxReply bounds an acknowledgement made by others.
const maxReply = WarningSize

// tagSize is what age adds behind a text of up to 64 KiB: the tag of its one
// chunk (age-encryption.org/v1, "Payload").
const tagSize = 16

// Warning seals a signed note to the keys of one recipient, in a file of
// exactly WarningSize bytes. The note ends in exactly one newline.
//
// It refuses no key, a key that is none (seal/recipient-key), keys of several
// kinds (seal/one-kind-of-key), and a note that does not fit (seal/too-long).
func Warning(note []byte, recipients []string) ([]byte, error) {
	return sealTo(WarningSize, recipients, func(room int) ([]byte, error) {
		return frame(note, room)
	})
}

// OpenWarning opens a sealed warning with the text of a file of private keys:
// of age, or one of OpenSSH without a passphrase. It gives the note as it was
// signed. Everything wrong with the file or the keys is a refusal: seal/size,
// seal/identity, seal/wrong-key, seal/damaged, seal/frame.
func OpenWarning(file []byte, identities string) ([]byte, error) {
	plain, err := openSized(file, WarningSize, identities)
	if err != nil {
		return nil, err
	}
	return Unframe(plain)
}

// Relay seals a sealed warning to an intermediary, behind a header that the
// intermediary reads, in a file of exactly RelaySize bytes. The header ends in
// exactly one newline. What opens the file without us: age -d -i KEY FILE |
// tail -c 20480. Its refusals are those of Warning.
func Relay(header, inner []byte, recipients []string) ([]byte, error) {
	if len(inner) != WarningSize {
		return nil, fmt.Errorf("sealing for an intermediary: the sealed warning has %d bytes, not %d", len(inner), WarningSize)
	}
	return sealTo(RelaySize, recipients, func(room int) ([]byte, error) {
		framed, err := frame(header, room-WarningSize)
		return slices.Concat(framed, inner), err
	})
}

// OpenRelay opens an envelope as its intermediary, and gives the header and
// the sealed warning in it. Its refusals are those of OpenWarning.
func OpenRelay(file []byte, identities string) (header, inner []byte, err error) {
	plain, err := openSized(file, RelaySize, identities)
	if err != nil {
		return nil, nil, err
	}
	if len(plain) <= WarningSize {
		return nil, nil, tocsin.Refuse("seal/frame", "ask the sender to send it again", "there is no sealed warning in the file")
	}
	cut := len(plain) - WarningSize
	header, err = Unframe(plain[:cut])
	if err != nil {
		return nil, nil, err
	}
	return header, plain[cut:], nil
}

// Reply seals a short signed note, such as an acknowledgement, to the one key
// the sender of a warning named, in a file of exactly ReplySize bytes. The
// note ends in exactly one newline. Its refusals are those of Warning.
func Reply(note []byte, recipient string) ([]byte, error) {
	return sealTo(ReplySize, []string{recipient}, func(room int) ([]byte, error) {
		return frame(note, room)
	})
}

// OpenReply opens an acknowledgement with our own identity (keys.Ring). People
// may make one by hand with age: it may be armored, of any size up to
// WarningSize, and end in any number of newlines, of which one is given. Its
// refusals are those of OpenWarning.
func OpenReply(file []byte, identity age.Identity) ([]byte, error) {
	if len(file) > maxReply {
		return nil, tocsin.Refuse("seal/size", "send the acknowledgement alone", "the file has %d bytes, more than %d", len(file), maxReply)
	}
	var in io.Reader = bytes.NewReader(file)
	if bytes.HasPrefix(bytes.TrimSpace(file), []byte(armor.Header)) {
		in = armor.NewReader(in)
	}
	plain, err := open(in, identity)
	if err != nil {
		return nil, err
	}
	return Unframe(append(plain, '\n'))
}

// Room is how many bytes of note a sealed warning to these keys of one
// recipient holds. It refuses keys as Warning does, so that they can be
// checked on the day they are entered.
func Room(recipients []string) (int, error) {
	var room int
	_, err := sealTo(WarningSize, recipients, func(free int) ([]byte, error) {
		room = free
		return frame([]byte(".\n"), free)
	})
	return room, err
}

// sealTo seals to the keys of one recipient what fill gives for the room there
// is, in a file of exactly size bytes.
func sealTo(size int, lines []string, fill func(room int) ([]byte, error)) ([]byte, error) {
	recipients, err := parseRecipients(lines)
	if err != nil {
		return nil, err
	}
	return sealWith(size, recipients, fill)
}

// sealWith is sealTo for recipients that were read already.
//
// age writes its header and nonce before it is given any text, so that the
// room is measured and not computed from the kind and number of the keys.
func sealWith(size int, recipients []age.Recipient, fill func(room int) ([]byte, error)) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(size)
	w, err := age.Encrypt(&out, recipients...)
	if err != nil {
		return nil, refuseWrap(recipients, err)
	}
	plain, err := fill(size - out.Len() - tagSize)
	if err != nil {
		return nil, err
	}
	_, err = w.Write(plain)
	if err := errors.Join(err, w.Close()); err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	if out.Len() != size {
		return nil, fmt.Errorf("sealing: the file has %d bytes, not %d", out.Len(), size)
	}
	return out.Bytes(), nil
}

// openSized opens a file that must be of one size.
func openSized(file []byte, size int, identities string) ([]byte, error) {
	if len(file) != size {
		return nil, tocsin.Refuse("seal/size", "get the file again, whole and as a file: mail and editors change such bytes",
			"the file has %d bytes, not %d", len(file), size)
	}
	ids, err := parseIdentities(identities)
	if err != nil {
		return nil, err
	}
	return open(bytes.NewReader(file), ids...)
}

// open decrypts a whole file; nothing of it is given unless all of it is
// genuine.
func open(in io.Reader, identities ...age.Identity) ([]byte, error) {
	r, err := age.Decrypt(in, identities...)
	if nobody, ok := errors.AsType[*age.NoIdentityMatchError](err); ok {
		return nil, tocsin.Refuse("seal/wrong-key", "use the private key of a public key that the sender has",
			"none of the keys opens the file, which is sealed to %s", kinds(nobody.StanzaTypes))
	}
	if err != nil {
		return nil, refuseDamaged()
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return nil, refuseDamaged()
	}
	return plain, nil
}

// refuseDamaged refuses bytes that age did not make or somebody changed.
func refuseDamaged() error {
	return tocsin.Refuse("seal/damaged", "get the file again, whole and as a file: mail and editors change such bytes",
		"the file is not one that age sealed, or it was changed")
}

// kinds says what kinds of key a file is sealed to. Kinds we do not know are
// not quoted: who changed the file could write anything there.
func kinds(stanzas []string) string {
	known := map[string]string{"X25519": kindX25519, "mlkem768x25519": kindHybrid, "ssh-ed25519": kindSSH, "scrypt": "a passphrase"}
	words := make([]string, 0, len(stanzas))
	for _, stanza := range stanzas {
		word, ok := known[stanza]
		if !ok {
			word = "a key of an unknown kind"
		}
		words = append(words, word)
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), ", ")
}
