package desk_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin/store"
)

// sound is the record of the chain up to where deadlines and an attempt are
// still pending, made once.
func sound(t *testing.T, steps []step) *snapshot {
	t.Helper()
	o := newOffice(t, newMemory(t))
	for _, s := range steps {
		o.clock.add(time.Minute)
		o.run(s)
	}
	o.healthy("before anything was changed")
	return snap(t, o.store)
}

// found fails the test unless fsck finds something in a changed record.
func (n *snapshot) found(t *testing.T, name string) {
	t.Helper()
	if h := n.fsck(t); len(h.Flaws) == 0 {
		t.Errorf("%s: fsck finds nothing", name)
	}
}

// flip flips one bit of bytes.
func flip(b []byte, at int) { b[at] ^= 1 }

// TestFsckRows changes every row of a record in every way that one with a
// database in hand can, and sees each found.
func TestFsckRows(t *testing.T) {
	t.Parallel()
	n := sound(t, chain())
	changes := map[string]func(c *snapshot, i int){
		"first byte":  func(c *snapshot, i int) { flip(c.rows[i].Sealed, 0) },
		"middle byte": func(c *snapshot, i int) { flip(c.rows[i].Sealed, len(c.rows[i].Sealed)/2) },
		"last byte":   func(c *snapshot, i int) { flip(c.rows[i].Sealed, len(c.rows[i].Sealed)-1) },
		"cut":         func(c *snapshot, i int) { c.rows[i].Sealed = c.rows[i].Sealed[:len(c.rows[i].Sealed)-1] },
		"leaf":        func(c *snapshot, i int) { flip(c.rows[i].Leaf[:], i%32) },
		"version":     func(c *snapshot, i int) { c.rows[i].Version++ },
		"position":    func(c *snapshot, i int) { c.rows[i].Position++ },
		"gone":        func(c *snapshot, i int) { c.rows = slices.Delete(c.rows, i, i+1) },
		"twice":       func(c *snapshot, i int) { c.rows = slices.Insert(c.rows, i, c.rows[i]) },
		"gone, positions closed": func(c *snapshot, i int) {
			c.rows = slices.Delete(c.rows, i, i+1)
			for j := range c.rows {
				c.rows[j].Position = int64(j)
			}
		},
		"swapped": func(c *snapshot, i int) {
			j := (i + 1) % len(c.rows)
			c.rows[i], c.rows[j] = c.rows[j], c.rows[i]
		},
		"bytes swapped": func(c *snapshot, i int) {
			j := (i + 1) % len(c.rows)
			c.rows[i].Event, c.rows[j].Event = c.rows[j].Event, c.rows[i].Event
		},
		"other stream": func(c *snapshot, i int) { c.rows[i].Stream = c.rows[(i+len(c.rows)/2)%len(c.rows)].Stream },
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i := range n.rows {
				if i%slowly != 0 {
					continue
				}
				c := n.clone()
				change(c, i)
				if name == "other stream" && c.rows[i].Stream == n.rows[i].Stream {
					continue
				}
				c.found(t, fmt.Sprintf("row %d", i))
			}
		})
	}
}

// TestFsckHead changes the head, the tree and the checkpoint.
func TestFsckHead(t *testing.T) {
	t.Parallel()
	older := sound(t, chain()[:12])
	n := sound(t, chain()[:13])
	t.Run("checkpoint", func(t *testing.T) {
		t.Parallel()
		for i := range n.head.Checkpoint {
			for bit := range 8 {
				if bit != i%8 && i < len(n.head.Checkpoint)-8 {
					continue // in the end of a signature are bits that nobody need read
				}
				c := n.clone()
				c.head.Checkpoint[i] ^= 1 << bit
				c.found(t, fmt.Sprintf("byte %d, bit %d", i, bit))
			}
		}
	})
	changes := map[string]func(c *snapshot){
		"no checkpoint":    func(c *snapshot) { c.head.Checkpoint = nil },
		"older checkpoint": func(c *snapshot) { c.head.Checkpoint = older.head.Checkpoint },
		"more checkpoint":  func(c *snapshot) { c.head.Checkpoint = append(c.head.Checkpoint, "— x AAAAAAAA\n"...) },
		"unread bits": func(c *snapshot) {
			const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
			last := &c.head.Checkpoint[bytes.LastIndexByte(c.head.Checkpoint, '=')-1]
			*last = letters[strings.IndexByte(letters, *last)|1]
		},
		"older head":   func(c *snapshot) { c.head = older.head },
		"larger":       func(c *snapshot) { c.head.Size++ },
		"smaller":      func(c *snapshot) { c.head.Size-- },
		"empty":        func(c *snapshot) { c.head = store.Head{} },
		"root":         func(c *snapshot) { flip(c.head.Root[:], 3) },
		"hash missing": func(c *snapshot) { c.hashes = c.hashes[:len(c.hashes)-1] },
		"nothing but a head": func(c *snapshot) {
			c.rows, c.files, c.timers, c.keys = nil, nil, nil, nil
		},
	}
	for i := range n.hashes {
		changes[fmt.Sprintf("hash %d", i)] = func(c *snapshot) { flip(c.hashes[i][:], i%32) }
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := n.clone()
			change(c)
			c.found(t, name)
		})
	}
}

// TestFsckRest changes keys, files and timers.
func TestFsckRest(t *testing.T) {
	t.Parallel()
	waiting := len(chain()) - 6 // one attempt failed, one was made, nobody has answered
	n := sound(t, chain()[:waiting])
	if len(n.timers) != 10 {
		t.Fatalf("%d timers are pending", len(n.timers))
	}
	changes := map[string]func(c *snapshot){}
	for i, timer := range n.timers {
		name := func(what string) string { return fmt.Sprintf("timer %d %s", i, what) }
		changes[name("gone")] = func(c *snapshot) { c.timers = slices.Delete(c.timers, i, i+1) }
		changes[name("later")] = func(c *snapshot) { c.timers[i].Due = timer.Due.Add(time.Millisecond) }
		changes[name("earlier")] = func(c *snapshot) { c.timers[i].Due = timer.Due.Add(-time.Hour) }
		changes[name("flipped")] = func(c *snapshot) { flip(c.timers[i].Sealed, 9) }
		changes[name("of another id")] = func(c *snapshot) { c.timers[i].ID = other(timer.ID) }
		changes[name("twice, of another id")] = func(c *snapshot) {
			twin := timer
			twin.ID = other(timer.ID)
			c.timers = append(c.timers, twin)
		}
		changes[name("of another stream")] = func(c *snapshot) { c.timers[i].Stream = other(timer.Stream) }
		for _, text := range []string{
			"deliver 2024-01-01T00:00:00.000Z", "deadline 2024-01-01T00:00:00.000Z", "deliver", "", "deadline now",
		} {
			changes[name("sealed again as "+text)] = func(c *snapshot) {
				at := &c.timers[i]
				if due, err := time.Parse("2006-01-02T15:04:05.000Z", text[min(len(text), 8):]); err == nil {
					at.Due = due
				}
				sealed, err := c.key(t, at.Key).SealTimer(at.ID, at.Stream, []byte(text))
				if err != nil {
					t.Error(err)
				}
				at.Sealed = sealed
			}
		}
	}
	ids := slices.Sorted(maps.Keys(n.files))
	for i, id := range ids {
		name := func(what string) string { return fmt.Sprintf("file %d %s", i, what) }
		change := func(what string, how func(f *store.File)) {
			changes[name(what)] = func(c *snapshot) {
				f := c.files[id]
				how(&f)
				c.files[id] = f
			}
		}
		change("flipped", func(f *store.File) { flip(f.Sealed, len(f.Sealed)/3) })
		change("cut", func(f *store.File) { f.Sealed = f.Sealed[:len(f.Sealed)-1] })
		change("swapped", func(f *store.File) { *f = n.files[ids[(i+1)%len(ids)]] })
		changes[name("gone")] = func(c *snapshot) { delete(c.files, id) }
		changes[name("twice")] = func(c *snapshot) { c.files[other(id)] = c.files[id] }
		changes[name("sealed again with one byte changed")] = func(c *snapshot) {
			key := c.key(t, c.files[id].Key)
			plain, err := key.OpenFile(id, c.files[id].Sealed)
			if err != nil {
				t.Error(err)
			}
			flip(plain, len(plain)/2)
			sealed, err := key.SealFile(id, plain)
			if err != nil {
				t.Error(err)
			}
			c.files[id] = store.File{ID: id, Key: c.files[id].Key, Sealed: sealed}
		}
	}
	for i, id := range slices.Sorted(maps.Keys(n.keys)) {
		changes[fmt.Sprintf("key %d gone", i)] = func(c *snapshot) { delete(c.keys, id) }
		changes[fmt.Sprintf("key %d flipped", i)] = func(c *snapshot) { flip(c.keys[id].Wrapped, 20) }
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := n.clone()
			change(c)
			c.found(t, name)
		})
	}
}

// other gives another id than id.
func other[T ~string](id T) T {
	last := "a"
	if id[len(id)-1] == 'a' {
		last = "b"
	}
	return id[:len(id)-1] + T(last)
}

// TestFsckNamesNothing sees that what fsck says holds no word of the record.
func TestFsckNamesNothing(t *testing.T) {
	t.Parallel()
	n := sound(t, chain())
	secrets := append([]string{"Head", "Police", "Embassy", "commemoration", "We are on our way"}, spoken[:]...)
	for i := range n.rows {
		c := n.clone()
		flip(c.rows[i].Sealed, 30)
		for _, f := range c.fsck(t).Flaws {
			for _, secret := range secrets {
				if contains(f.Why, secret) || contains(f.Place, secret) {
					t.Errorf("row %d: %s %s: %s", i, f.Check, f.Place, f.Why)
				}
			}
		}
	}
}

// TestFsckWhileOthersWrite runs fsck again and again beside a desk at work.
func TestFsckWhileOthersWrite(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	done := make(chan struct{})
	checked := make(chan error)
	go func() {
		defer close(checked)
		for {
			h, err := o.desk.Fsck(o.ctx)
			if err != nil || len(h.Flaws) > 0 {
				checked <- fmt.Errorf("%v, %w", h.Flaws, err)
				return
			}
			select {
			case <-done:
				return
			default:
			}
		}
	}()
	for _, s := range fullChain() {
		o.clock.add(time.Minute)
		o.run(s)
	}
	close(done)
	if err := <-checked; err != nil {
		t.Error(err)
	}
}

// TestFsckDamagedHolder checks a record whose holder cannot be read: the desk
// opens so that it can be checked, and nothing can be done.
func TestFsckDamagedHolder(t *testing.T) {
	t.Parallel()
	n := sound(t, chain())
	o := newOffice(t, newMemory(t))
	for _, i := range []int{0, 1} {
		c := n.clone()
		flip(c.rows[i].Sealed, 30)
		o.store = frozen{c}
		o.open()
		h, err := o.desk.Fsck(o.ctx)
		if err != nil || len(h.Flaws) != 1 {
			t.Errorf("row %d: %v, %v", i, h.Flaws, err)
		}
		if _, err := o.desk.Holder(o.ctx); err == nil {
			t.Error("a holder is given that cannot be read")
		}
	}
}

// TestOtherKeys opens a record with the keys of another.
func TestOtherKeys(t *testing.T) {
	t.Parallel()
	n := sound(t, staffSteps())
	c := configure(t, frozen{n}, func() time.Time { return start })
	c.SenderKey = c.LogKey
	_, err := openDesk(t, c)
	refused(t, err, "desk/key-folder")
	for id, k := range n.keys {
		flip(k.Wrapped, 20)
		n.keys[id] = k
	}
	_, err = openDesk(t, configure(t, frozen{n}, func() time.Time { return start }))
	refused(t, err, "seal/key-folder")
}
