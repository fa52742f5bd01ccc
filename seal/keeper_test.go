package seal_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/seal"
)

// TestKeys tells a key that is gone from one that is of another folder, or of
// another id, and does not let the memory of one stand in for it.
func TestKeys(t *testing.T) {
	t.Parallel()
	keeper, key, wrapped := newKey(t)
	other, otherWrapped, err := keeper.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	if key.ID() == other.ID() || !tocsin.ValidID(key.ID()) {
		t.Errorf("the ids are %s and %s", key.ID(), other.ID())
	}
	if got, err := keeper.Load(key.ID(), wrapped); got != key || err != nil {
		t.Errorf("a remembered key was unwrapped anew (%v)", err)
	}
	_, err = keeper.Load(key.ID(), otherWrapped)
	refused(t, err, "seal/key-folder")
	_, err = seal.NewKeeper(newKEK(t)).Load(key.ID(), wrapped)
	refused(t, err, "seal/key-folder")

	for _, shredded := range [][]byte{nil, {}} {
		if _, err := keeper.Load(key.ID(), shredded); !errors.Is(err, seal.ErrNoKey) {
			t.Errorf("a shredded key: %v", err)
		}
	}
	var none *seal.Key
	if _, _, err := none.OpenEvent(streamA, 1, nil); !errors.Is(err, seal.ErrNoKey) {
		t.Errorf("opened without a key: %v", err)
	}
	if _, _, err := none.SealEvent(streamA, 1, nil); !errors.Is(err, seal.ErrNoKey) {
		t.Errorf("sealed without a key: %v", err)
	}
	if _, err := keeper.Load(key.ID(), wrapped); err != nil {
		t.Errorf("a key that came back: %v", err)
	}
}

// TestManyKeys holds the memory of a keeper to its bound, and every key to
// load all the same.
func TestManyKeys(t *testing.T) {
	t.Parallel()
	keeper := seal.NewKeeper(newKEK(t))
	stored := map[tocsin.KeyID][]byte{}
	for range 5000 {
		key, wrapped, err := keeper.NewKey()
		if err != nil {
			t.Fatal(err)
		}
		stored[key.ID()] = wrapped
		if n := keeper.Remembered(); n > 4096 {
			t.Fatalf("%d keys are remembered", n)
		}
	}
	for id, wrapped := range stored {
		if key, err := keeper.Load(id, wrapped); err != nil || key.ID() != id {
			t.Fatal(err)
		}
	}
}

// TestAtOnce uses one keeper from many goroutines (run with -race).
func TestAtOnce(t *testing.T) {
	t.Parallel()
	keeper, key, wrapped := newKey(t)
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for j := range 50 {
				loaded, err := keeper.Load(key.ID(), wrapped)
				if err != nil {
					t.Error(err)
					return
				}
				entry := fmt.Appendf(nil, "entry %d of %d", j, i)
				sealed, leaf, err := loaded.SealEvent(streamA, int64(j), entry)
				if err != nil {
					t.Error(err)
					return
				}
				got, same, err := key.OpenEvent(streamA, int64(j), sealed)
				if err != nil || !bytes.Equal(got, entry) || same != leaf {
					t.Errorf("it opened %q (%v)", got, err)
				}
				if j%10 == 0 {
					keeper.Forget(key.ID())
					if _, _, err := keeper.NewKey(); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
}

// TestKeysAreHidden prints keys and keepers and finds no key.
func TestKeysAreHidden(t *testing.T) {
	t.Parallel()
	spy := &spy{AEAD: newKEK(t)}
	keeper := seal.NewKeeper(spy)
	key, _, err := keeper.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		for _, printed := range []string{fmt.Sprintf(verb, keeper), fmt.Sprintf(verb, key)} {
			if !strings.HasPrefix(printed, "[") || len(printed) > 50 {
				t.Errorf("%s prints %.80s", verb, printed)
			}
		}
	}
}

func BenchmarkNewKey(b *testing.B) {
	keeper := seal.NewKeeper(newKEK(b))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := keeper.NewKey(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for name, forget := range map[string]bool{"remembered": false, "unwrapped": true} {
		b.Run(name, func(b *testing.B) {
			keeper, key, wrapped := newKey(b)
			b.ReportAllocs()
			for b.Loop() {
				if forget {
					keeper.Forget(key.ID())
				}
				if _, err := keeper.Load(key.ID(), wrapped); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
