package board_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/board"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
	"example.org/tocsin/holder"
	"example.org/tocsin/report"
	"example.org/tocsin/seal"
	"example.org/tocsin/store"
)

// filled gives a board of all that is kept.
func filled(t *testing.T, w *writer) *board.Board {
	t.Helper()
	b := board.NewBoard(w.reader())
	if err := b.Update(t.Context()); err != nil {
		t.Fatal(err)
	}
	return b
}

// seen is what a board shows, in an order of its own.
func seen(b *board.Board) []any {
	all := []any{b.Holder, b.Dossiers(), b.Unreadable, b.Streams()}
	reports, dispatches := b.Reports(), b.Dispatches()
	slices.SortFunc(reports, func(x, y report.Report) int { return strings.Compare(string(x.ID), string(y.ID)) })
	slices.SortFunc(dispatches, func(x, y delivery.Dispatch) int {
		return strings.Compare(string(x.Planned.ID), string(y.Planned.ID))
	})
	return append(all, reports, dispatches)
}

// TestIncremental updates a board after every event, and it shows what one from
// the beginning shows.
func TestIncremental(t *testing.T) {
	t.Parallel()
	w := newWriter(t)
	b := board.NewBoard(w.reader())
	check := func() {
		t.Helper()
		if err := b.Update(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, want := seen(b), seen(filled(t, w)); !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	}
	check()
	w.found()
	check()
	var order []tocsin.DossierID
	for i := range 200 { // more events than a page
		l := w.live()
		order = append(order, l.dossier)
		if i%40 == 0 {
			w.raw(l.streams()[i%3], []byte("{}"))
			check()
		}
	}
	check()
	var got []tocsin.DossierID
	for _, d := range b.Dossiers() {
		got = append(got, d.ID)
	}
	for i := 0; i < 200; i += 40 {
		if i%3 == 0 {
			order[i] = ""
		}
	}
	if !slices.Equal(got, slices.DeleteFunc(order, func(id tocsin.DossierID) bool { return id == "" })) {
		t.Error("the dossiers are not in the order in which they were opened")
	}
}

// TestUnreadable writes what no board can read into one stream after another:
// it is listed, once, without a word of it, and the rest goes on.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	secret := "PEWTER WREN"
	for name, spoil := range map[string]func(w *writer, id tocsin.StreamID){
		"no entry":      func(w *writer, id tocsin.StreamID) { w.raw(id, []byte(`{"v":1,"stream":"`+secret+`"}`)) },
		"a bad time":    func(w *writer, id tocsin.StreamID) { w.raw(id, []byte(`{"v":1,"at":"`+secret+`"}`)) },
		"another form":  func(w *writer, id tocsin.StreamID) { w.raw(id, []byte(`{"v":2,"body":"`+secret+`"}`)) },
		"unknown kind":  func(w *writer, id tocsin.StreamID) { w.entry(id, w.next(id, "SecretTold", `{"a":"`+secret+`"}`)) },
		"unknown field": func(w *writer, id tocsin.StreamID) { w.entry(id, w.next(id, "AttemptMade", `{"a":"`+secret+`"}`)) },
		"a bad time inside": func(w *writer, id tocsin.StreamID) {
			w.entry(id, w.next(id, "DeadlinePassed", `{"deadline":"`+secret+`"}`))
		},
		"broken chain": func(w *writer, id tocsin.StreamID) {
			e := w.next(id, "AttemptMade", `{"outcome":"again"}`)
			e.Prev = entry.Hash(nil)
			w.entry(id, e)
		},
		"another version": func(w *writer, id tocsin.StreamID) {
			e := w.next(id, "AttemptMade", `{"outcome":"again"}`)
			e.Version++
			w.entry(id, e)
		},
		"another stream's entry": func(w *writer, id tocsin.StreamID) {
			e := w.next(id, "AttemptMade", `{"outcome":"again"}`)
			e.Stream = tocsin.HolderStream
			w.entry(id, e)
		},
		"the first event again": func(w *writer, id tocsin.StreamID) {
			write(w, id, delivery.Kinds, delivery.Event(delivery.DispatchPlanned{ID: tocsin.DispatchID(id)}))
		},
		"the holder's event": func(w *writer, id tocsin.StreamID) {
			write(w, id, holder.Kinds, holder.Event(holder.OfficerRetired{}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWriter(t)
			w.found()
			sound, bad := w.live(), w.live()
			spoil(w, tocsin.StreamID(bad.dispatch))
			write(w, tocsin.StreamID(bad.dispatch), delivery.Kinds, delivery.Event(delivery.DeadlinePassed{}))
			last := w.live()
			b := filled(t, w)
			if len(b.Unreadable) != 1 || b.Unreadable[0].Stream != tocsin.StreamID(bad.dispatch) {
				t.Fatalf("unreadable: %+v", b.Unreadable)
			}
			if strings.Contains(b.Unreadable[0].Why, secret) {
				t.Errorf("it says %q", b.Unreadable[0].Why)
			}
			if _, ok := b.Dispatch(bad.dispatch); ok {
				t.Error("a dispatch is shown that cannot be read to its end")
			}
			if len(b.Dossiers()) != 3 || len(b.Reports()) != 3 || len(b.Dispatches()) != 2 {
				t.Errorf("%d dossiers, %d reports, %d dispatches", len(b.Dossiers()), len(b.Reports()), len(b.Dispatches()))
			}
			for _, l := range []life{sound, last} {
				if d, ok := b.Dispatch(l.dispatch); !ok || d.State != delivery.StateDispatched {
					t.Errorf("%+v, %t", d, ok)
				}
			}
			if _, err := w.reader().Stream(t.Context(), tocsin.StreamID(bad.dispatch)); err == nil && name != "unknown kind" &&
				name != "unknown field" && name != "a bad time inside" && name != "the first event again" && name != "the holder's event" {
				t.Error("the stream can be read by itself")
			}
		})
	}
}

// next gives the next entry of a stream.
func (w *writer) next(id tocsin.StreamID, kind, body string) entry.Entry {
	return entry.Entry{Stream: id, Version: w.at[id] + 1, Kind: kind, At: noon, Prev: w.prev[id], Body: []byte(body)}
}

// TestWrongBeginning begins streams with what begins no such stream.
func TestWrongBeginning(t *testing.T) {
	t.Parallel()
	w := newWriter(t)
	w.found()
	id := seal.NewID[tocsin.StreamID]
	write(w, id(), holder.Kinds, holder.Event(holder.HolderFounded{}))
	write(w, id(), dossier.Kinds, dossier.Event(dossier.DossierOpened{ID: seal.NewID[tocsin.DossierID]()}))
	write(w, id(), delivery.Kinds, delivery.Event(delivery.DispatchPlanned{ID: seal.NewID[tocsin.DispatchID]()}))
	write(w, id(), delivery.Kinds, delivery.Event(delivery.AttemptMade{}))
	write(w, id(), dossier.Kinds, dossier.Event(dossier.NoDutyAffirmed{}))
	b := filled(t, w)
	if len(b.Unreadable) != 5 || len(b.Dossiers())+len(b.Dispatches()) != 0 || len(b.Holder.Officers) != 1 {
		t.Errorf("unreadable: %+v", b.Unreadable)
	}
}

// TestKeyGone shreds the key of a dossier: its streams are listed.
func TestKeyGone(t *testing.T) {
	t.Parallel()
	w := newWriter(t)
	w.found()
	sound, gone := w.live(), w.live()
	b := board.NewBoard(board.NewReader(shredded{w.store, w.keys[tocsin.StreamID(gone.dossier)].ID()}, w.keeper))
	if err := b.Update(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(b.Unreadable) != 1 || b.Readable(tocsin.StreamID(gone.dossier)) || !b.Readable(tocsin.StreamID(sound.dossier)) {
		t.Errorf("unreadable: %+v", b.Unreadable)
	}
	_, err := b.FindDossier(string(gone.dossier[:8]))
	refused(t, err, "dossier/unreadable")
}

// A shredded store has lost a key.
type shredded struct {
	store.Store
	gone tocsin.KeyID
}

func (s shredded) Key(ctx context.Context, id tocsin.KeyID) (store.Key, error) {
	if id == s.gone {
		return store.Key{}, store.ErrAbsent
	}
	return s.Store.Key(ctx, id)
}

// TestLeafAltered finds an event whose leaf is another, also by a reader that
// has seen the row before.
func TestLeafAltered(t *testing.T) {
	t.Parallel()
	w := newWriter(t)
	l := w.live()
	reader := w.reader()
	rows, err := w.store.Read(t.Context(), tocsin.StreamID(l.dispatch))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if _, err := reader.Open(t.Context(), row); err != nil {
			t.Fatal(err)
		}
		altered := row
		altered.Leaf[0] ^= 1
		if _, err := reader.Open(t.Context(), altered); err == nil {
			t.Error("a row of another leaf opens")
		}
		altered = row
		altered.Version++
		if _, err := reader.Open(t.Context(), altered); err == nil {
			t.Error("a row of another version opens")
		}
		altered = row
		altered.Stream = tocsin.StreamID(l.report)
		if _, err := reader.Open(t.Context(), altered); err == nil {
			t.Error("a row of another stream opens")
		}
		altered = row
		altered.Sealed = slices.Clone(row.Sealed)
		altered.Sealed[len(altered.Sealed)-1] ^= 1
		if _, err := reader.Open(t.Context(), altered); err == nil {
			t.Error("a row of other bytes opens")
		}
	}
}

// TestFindDossier finds a dossier by the beginning of its id.
func TestFindDossier(t *testing.T) {
	t.Parallel()
	w := newWriter(t)
	ids := []tocsin.DossierID{"abcaaaaaaaaaaaaaaaaaaaaaaa", "abdaaaaaaaaaaaaaaaaaaaaaaa", "zzzzaaaaaaaaaaaaaaaaaaaaaa"}
	for _, id := range ids {
		write(w, tocsin.StreamID(id), dossier.Kinds, dossier.Event(dossier.DossierOpened{ID: id}))
	}
	w.live()
	w.raw(tocsin.StreamID(ids[1]), []byte("{}"))
	b := filled(t, w)
	for prefix, want := range map[string]any{
		"abc": ids[0], string(ids[0]): ids[0], "z": nil, "zzzz": ids[2],
		"ab": "dossier/ambiguous", "abd": "dossier/unreadable", "": "dossier/unknown", "9": "dossier/unknown",
		"abcz": "dossier/unknown", "PEWTER WREN": "dossier/unknown", string(ids[0]) + "a": "dossier/unknown",
	} {
		if want == nil {
			continue
		}
		d, err := b.FindDossier(prefix)
		if id, ok := want.(tocsin.DossierID); ok {
			if err != nil || d.ID != id {
				t.Errorf("%q: %v, %v", prefix, d.ID, err)
			}
			continue
		}
		refused(t, err, fmt.Sprint(want))
		if strings.Contains(err.Error(), "WREN") {
			t.Errorf("%q is quoted", prefix)
		}
	}
}

// refused fails the test unless err is a refusal under rule.
func refused(t *testing.T, err error, rule string) {
	t.Helper()
	if refusal, ok := errors.AsType[*tocsin.Refusal](err); !ok || refusal.Rule != rule {
		t.Errorf("got %v, want a refusal under %s", err, rule)
	}
}

// TestLoad loads the streams of one dossier and no other.
func TestLoad(t *testing.T) {
	t.Parallel()
	w := newWriter(t)
	w.found()
	mine, other := w.live(), w.live()
	b := board.NewBoard(w.reader())
	for _, id := range append(mine.streams(), tocsin.HolderStream, seal.NewID[tocsin.StreamID]()) {
		if err := b.Load(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	all := filled(t, w)
	d, _ := b.Dossier(mine.dossier)
	want, _ := all.Dossier(mine.dossier)
	if !reflect.DeepEqual(d, want) || b.Title(d) != all.Title(want) || !reflect.DeepEqual(b.Holder, all.Holder) {
		t.Errorf("got %+v, want %+v", d, want)
	}
	if _, ok := b.Dossier(other.dossier); ok || b.Streams() != 4 {
		t.Errorf("%d streams were loaded", b.Streams())
	}
}

// TestTornStore has a store that fails: a board says so and goes on later.
func TestTornStore(t *testing.T) {
	t.Parallel()
	w := newWriter(t)
	w.found()
	w.live()
	b := board.NewBoard(w.reader())
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Update(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := b.Load(gone, tocsin.HolderStream); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := b.Update(t.Context()); err != nil || len(b.Unreadable) != 0 || len(b.Dossiers()) != 1 {
		t.Errorf("%v, %+v", err, b.Unreadable)
	}
}

// BenchmarkBoard folds 10,000 dossiers, 70,001 events, from the beginning.
func BenchmarkBoard(b *testing.B) {
	w := newWriter(b)
	w.found()
	lives := make([]life, 10_000)
	for i := range lives {
		lives[i] = w.live()
	}
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			all := board.NewBoard(w.reader())
			if err := all.Update(b.Context()); err != nil || len(all.Dossiers()) != len(lives) {
				b.Fatal(err)
			}
		}
	})
	b.Run("one", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			one := board.NewBoard(w.reader())
			for _, id := range append(lives[i%len(lives)].streams(), tocsin.HolderStream) {
				if err := one.Load(b.Context(), id); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("more", func(b *testing.B) {
		all := board.NewBoard(w.reader())
		for b.Loop() {
			w.live()
			if err := all.Update(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	})
}
