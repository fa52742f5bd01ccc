package seal

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"example.org/tocsin"
)

// Errors that sealing promises; compare with errors.Is.
var (
	// ErrNoKey says that a data key is not there: it was shredded, or never
	// kept. What it sealed can no longer be read.
	ErrNoKey = errors.New("the data key is not there")
	// ErrDamaged says that sealed bytes do not open in the place where they
	// were found: they were changed, moved there, or sealed with another key.
	ErrDamaged = errors.New("the sealed bytes were changed or moved")
)

// cacheSize is how many data keys a generation of the cache holds; there are
// two generations. A key takes a few kilobytes.
const cacheSize = 2048

// A Keeper makes and unwraps data keys. Many goroutines may use it at once.
type Keeper struct {
	kek tink.AEAD

	mu sync.Mutex
	// young and old are the two generations of unwrapped keys. A key that is
	// used moves to young; when young is full it becomes old, and what was old
	// is dropped.
	young, old map[tocsin.KeyID]*Key
}

// NewKeeper makes the keeper under a key-encryption key (keys.Ring).
func NewKeeper(kek tink.AEAD) *Keeper {
	return &Keeper{kek: kek, young: make(map[tocsin.KeyID]*Key)}
}

// A Key is one data key, ready for use by many goroutines at once.
type Key struct {
	id      tocsin.KeyID
	wrapped [sha256.Size]byte
	aead    tink.AEAD
}

// ID is the key's name in the store.
func (k *Key) ID() tocsin.KeyID { return k.id }

// Format hides the key from every verb of fmt.
func (k *Key) Format(s fmt.State, _ rune) {
	// fmt ignores what a state's writer returns, and so must we.
	_, _ = io.WriteString(s, "[data key "+string(k.id)+"]")
}

// Format hides the keys from every verb of fmt.
func (k *Keeper) Format(s fmt.State, _ rune) {
	// fmt ignores what a state's writer returns, and so must we.
	_, _ = io.WriteString(s, "[keeper of data keys]")
}

// NewKey draws a data key and gives it with its wrapped form, which is to be
// kept under the key's id in the same batch as the first thing it seals.
func (k *Keeper) NewKey() (key *Key, wrapped []byte, err error) {
	id := NewID[tocsin.KeyID]()
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, nil, fmt.Errorf("drawing data key %s: %w", id, err)
	}
	var out bytes.Buffer
	if err := handle.WriteWithAssociatedData(keyset.NewBinaryWriter(&out), k.kek, keyPlace(id)); err != nil {
		return nil, nil, fmt.Errorf("wrapping data key %s: %w", id, err)
	}
	primitive, err := aead.New(handle)
	if err != nil {
		return nil, nil, fmt.Errorf("drawing data key %s: %w", id, err)
	}
	key = &Key{id: id, wrapped: sha256.Sum256(out.Bytes()), aead: primitive}
	k.remember(key)
	return key, out.Bytes(), nil
}

// Load unwraps a data key as the store has it. Without a wrapped form it is
// ErrNoKey, remembered or not, so that a key shredded in the store is gone
// here too. It refuses a key that this ring did not wrap under this id.
func (k *Keeper) Load(id tocsin.KeyID, wrapped []byte) (*Key, error) {
	if len(wrapped) == 0 {
		k.Forget(id)
		return nil, fmt.Errorf("unwrapping data key %s: %w", id, ErrNoKey)
	}
	sum := sha256.Sum256(wrapped)
	if key := k.recall(id); key != nil && key.wrapped == sum {
		return key, nil
	}
	handle, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(wrapped)), k.kek, keyPlace(id))
	if err != nil {
		// Tink does not tell a foreign key from a damaged one; nobody can.
		return nil, tocsin.Refuse("seal/key-folder", "use the key folder that the data was made with; if it is that one, run fsck",
			"data key %s does not open with these keys", id)
	}
	primitive, err := aead.New(handle)
	if err != nil {
		return nil, fmt.Errorf("unwrapping data key %s: %w", id, err)
	}
	key := &Key{id: id, wrapped: sum, aead: primitive}
	k.remember(key)
	return key, nil
}

// Forget drops a data key from memory, because it was shredded.
func (k *Keeper) Forget(id tocsin.KeyID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.young, id)
	delete(k.old, id)
}

// recall gives a remembered key or nil, and makes it young.
func (k *Keeper) recall(id tocsin.KeyID) *Key {
	k.mu.Lock()
	defer k.mu.Unlock()
	if key, ok := k.young[id]; ok {
		return key
	}
	key, ok := k.old[id]
	if !ok {
		return nil
	}
	delete(k.old, id)
	k.insert(key)
	return key
}

// remember keeps a key in memory.
func (k *Keeper) remember(key *Key) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.old, key.id)
	k.insert(key)
}

// insert makes a key young; the caller holds the lock.
func (k *Keeper) insert(key *Key) {
	if len(k.young) >= cacheSize {
		k.old, k.young = k.young, make(map[tocsin.KeyID]*Key)
	}
	k.young[key.id] = key
}
