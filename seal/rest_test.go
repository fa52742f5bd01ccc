package seal_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/keys"
	"example.org/tocsin/ledger"
	"example.org/tocsin/seal"
)

// newKEK draws a key-encryption key.
func newKEK(tb testing.TB) keys.AEAD {
	tb.Helper()
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		tb.Fatal(err)
	}
	kek, err := aead.New(handle)
	if err != nil {
		tb.Fatal(err)
	}
	return kek
}

// newKey draws a data key under a new keeper.
func newKey(tb testing.TB) (*seal.Keeper, *seal.Key, []byte) {
	tb.Helper()
	keeper := seal.NewKeeper(newKEK(tb))
	key, wrapped, err := keeper.NewKey()
	if err != nil {
		tb.Fatal(err)
	}
	return keeper, key, wrapped
}

// The streams of these tests.
const (
	streamA = tocsin.StreamID("aaaaaaaaaaaaaaaaaaaaaaaaaa")
	streamB = tocsin.StreamID("bbbbbbbbbbbbbbbbbbbbbbbbbb")
)

// TestNewID draws ids that are valid and differ.
func TestNewID(t *testing.T) {
	t.Parallel()
	seen := map[tocsin.DossierID]bool{}
	for range 10_000 {
		id := seal.NewID[tocsin.DossierID]()
		if !tocsin.ValidID(id) || seen[id] {
			t.Fatalf("%q was drawn", id)
		}
		seen[id] = true
	}
}

// TestRest opens in its place everything that was sealed, with the leaf it was
// sealed with, by a keeper that starts from the wrapped key.
func TestRest(t *testing.T) {
	t.Parallel()
	kek := newKEK(t)
	key, wrapped, err := seal.NewKeeper(kek).NewKey()
	if err != nil {
		t.Fatal(err)
	}
	again, err := seal.NewKeeper(kek).Load(key.ID(), wrapped)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		stream := tocsin.StreamID(rapid.StringMatching(`[a-z2-7]{26}`).Draw(t, "stream"))
		version := rapid.Int64().Draw(t, "version")
		sealed, leaf, err := key.SealEvent(stream, version, plain)
		if err != nil {
			t.Fatal(err)
		}
		got, same, err := again.OpenEvent(stream, version, sealed)
		if err != nil || !bytes.Equal(got, plain) || same != leaf {
			t.Fatalf("it opened %x, %x for %x, %x (%v)", got, same, plain, leaf, err)
		}
		if len(plain) > 0 && leaf == ledger.Commit([ledger.SaltSize]byte{}, plain) {
			t.Fatal("the leaf is not salted")
		}
		second, other, err := key.SealEvent(stream, version, plain)
		if err != nil || bytes.Equal(second, sealed) || other == leaf {
			t.Fatalf("the same event sealed twice is the same (%v)", err)
		}
		file, err := key.SealFile(tocsin.FileID(stream), plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := again.OpenFile(tocsin.FileID(stream), file); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("the file opened as %x (%v)", got, err)
		}
		timer, err := key.SealTimer("timer", stream, plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := again.OpenTimer("timer", stream, timer); err != nil || !bytes.Equal(got, plain) {
			t.Fatalf("the timer opened as %x (%v)", got, err)
		}
	})
}

// damaged holds an error to be ErrDamaged.
func damaged(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, seal.ErrDamaged) {
		t.Errorf("%s: %v", what, err)
	}
}

// TestPlace opens nothing in another place than it was sealed for, be it of
// another sort.
func TestPlace(t *testing.T) {
	t.Parallel()
	keeper, key, _ := newKey(t)
	other, _, err := keeper.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	plain := bytes.Repeat([]byte("text"), 20)
	event, _, err := key.SealEvent(streamA, 1, plain)
	if err != nil {
		t.Fatal(err)
	}
	file, err := key.SealFile("aaaa", plain)
	if err != nil {
		t.Fatal(err)
	}
	timer, err := key.SealTimer("aaaa", streamA, plain)
	if err != nil {
		t.Fatal(err)
	}
	openEvent := func(key *seal.Key, stream tocsin.StreamID, version int64, sealed []byte) error {
		_, _, err := key.OpenEvent(stream, version, sealed)
		return err
	}
	openFile := func(key *seal.Key, id tocsin.FileID, sealed []byte) error {
		_, err := key.OpenFile(id, sealed)
		return err
	}
	openTimer := func(key *seal.Key, id tocsin.TimerID, stream tocsin.StreamID, sealed []byte) error {
		_, err := key.OpenTimer(id, stream, sealed)
		return err
	}
	for what, err := range map[string]error{
		"event": openEvent(key, streamA, 1, event),
		"file":  openFile(key, "aaaa", file),
		"timer": openTimer(key, "aaaa", streamA, timer),
	} {
		if err != nil {
			t.Errorf("%s does not open: %v", what, err)
		}
	}
	for what, err := range map[string]error{
		"event of another stream":        openEvent(key, streamB, 1, event),
		"event of another version":       openEvent(key, streamA, 2, event),
		"event of version 11":            openEvent(key, streamA, 11, event),
		"digit moved into the version":   openEvent(key, streamA+"1", 1, event),
		"event of a stream cut short":    openEvent(key, streamA[:25], 1, event),
		"event with another key":         openEvent(other, streamA, 1, event),
		"file as event":                  openEvent(key, "aaaa", 1, file),
		"file of another id":             openFile(key, "aaab", file),
		"file with another key":          openFile(other, "aaaa", file),
		"event as file":                  openFile(key, tocsin.FileID(streamA), event),
		"timer of another id":            openTimer(key, "aaab", streamA, timer),
		"timer of another stream":        openTimer(key, "aaaa", streamB, timer),
		"letter moved to the timer's id": openTimer(key, "aaaaa", streamA[:25], timer),
		"timer with another key":         openTimer(other, "aaaa", streamA, timer),
		"timer as file":                  openFile(key, "aaaa", timer),
		"file as timer":                  openTimer(key, "aaaa", "", file),
	} {
		damaged(t, what, err)
	}
	// What has no room for a salt is no event, though the key opens it.
	for _, n := range []int{0, 1, ledger.SaltSize - 1} {
		short, err := newShortEvent(t, n)
		damaged(t, fmt.Sprintf("event of %d bytes", n), openEvent(short.key, streamA, 1, short.sealed))
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A shortEvent is a sealed text in the place of an event, too short for one.
type shortEvent struct {
	key    *seal.Key
	sealed []byte
}

// newShortEvent seals n bytes in the place of streamA/1. The keeper takes a
// key-encryption key that hands out the data key, so that the test can seal
// what SealEvent would not.
func newShortEvent(t *testing.T, n int) (shortEvent, error) {
	t.Helper()
	spy := &spy{AEAD: newKEK(t)}
	key, _, err := seal.NewKeeper(spy).NewKey()
	if err != nil {
		return shortEvent{}, err
	}
	handle, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(spy.wrapped(t))), spy.AEAD, []byte("spy"))
	if err != nil {
		return shortEvent{}, err
	}
	dek, err := aead.New(handle)
	if err != nil {
		return shortEvent{}, err
	}
	var place []byte
	for _, part := range []string{"tocsin-event/v1", string(streamA), "1"} {
		place = append(append(place, 0, 0, 0, 0, 0, 0, 0, byte(len(part))), part...)
	}
	sealed, err := dek.Encrypt(make([]byte, n), place)
	return shortEvent{key, sealed}, err
}

// A spy remembers what was wrapped.
type spy struct {
	keys.AEAD
	plain []byte
}

func (s *spy) Encrypt(plain, associated []byte) ([]byte, error) {
	s.plain = bytes.Clone(plain)
	return s.AEAD.Encrypt(plain, associated)
}

// wrapped wraps again what was wrapped, for "spy".
func (s *spy) wrapped(t *testing.T) []byte {
	t.Helper()
	sealed, err := s.AEAD.Encrypt(s.plain, []byte("spy"))
	if err != nil {
		t.Fatal(err)
	}
	// EncryptedKeyset: field 2, bytes, behind a length in base 128.
	n := len(sealed)
	return append([]byte{0x12, byte(n&0x7f | 0x80), byte(n >> 7)}, sealed...)
}

// TestEveryBit changes every bit of sealed bytes and of a wrapped key, and
// cuts them at every place.
func TestEveryBit(t *testing.T) {
	t.Parallel()
	kek := newKEK(t)
	key, wrapped, err := seal.NewKeeper(kek).NewKey()
	if err != nil {
		t.Fatal(err)
	}
	event, _, err := key.SealEvent(streamA, 1, []byte("the exact bytes of an entry"))
	if err != nil {
		t.Fatal(err)
	}
	flip := func(b []byte, bit int) []byte {
		b = bytes.Clone(b)
		b[bit/8] ^= 1 << (bit % 8)
		return b
	}
	for bit := range len(event) * 8 {
		_, _, err := key.OpenEvent(streamA, 1, flip(event, bit))
		damaged(t, fmt.Sprintf("bit %d", bit), err)
	}
	for n := range event {
		_, _, err := key.OpenEvent(streamA, 1, event[:n])
		damaged(t, fmt.Sprintf("the first %d bytes", n), err)
	}
	_, _, err = key.OpenEvent(streamA, 1, append(event, 0))
	damaged(t, "a byte more", err)
	for bit := range len(wrapped) * 8 {
		_, err := seal.NewKeeper(kek).Load(key.ID(), flip(wrapped, bit))
		refused(t, err, "seal/key-folder")
	}
	for n := range len(wrapped) - 1 {
		_, err := seal.NewKeeper(kek).Load(key.ID(), wrapped[:n+1])
		refused(t, err, "seal/key-folder")
	}
}

// refused holds an error to be a refusal under a rule, with a remedy.
func refused(t *testing.T, err error, rule string) *tocsin.Refusal {
	t.Helper()
	r, ok := errors.AsType[*tocsin.Refusal](err)
	if !ok {
		t.Errorf("it is no refusal under %s but: %v", rule, err)
		return &tocsin.Refusal{}
	}
	if r.Rule != rule || r.Remedy == "" {
		t.Errorf("refused under %s, not %s: %v (%s)", r.Rule, rule, err, r.Remedy)
	}
	return r
}

func BenchmarkSealEvent(b *testing.B) {
	_, key, _ := newKey(b)
	entry := make([]byte, 2048)
	_, _ = rand.Read(entry)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := key.SealEvent(streamA, 1, entry); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpenEvent(b *testing.B) {
	_, key, _ := newKey(b)
	sealed, _, err := key.SealEvent(streamA, 1, make([]byte, 2048))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := key.OpenEvent(streamA, 1, sealed); err != nil {
			b.Fatal(err)
		}
	}
}
