package sqlite_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/store"
	"example.org/tocsin/store/sqlite"
	"example.org/tocsin/store/storetest"
)

// filled makes a closed data file with 60 events on 3 streams.
func filled(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "data")
	s := open(t, path, storetest.Sign)
	key := newKey(t, s)
	for range 3 {
		stream := store.Stream{ID: storetest.ID[tocsin.StreamID](), Key: key}
		for i := range 20 {
			stream.Events = append(stream.Events, storetest.Event(strings.Repeat(fmt.Sprint(i), 400)))
		}
		if err := s.Append(t.Context(), store.Batch{Streams: []store.Stream{stream}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestCheckFinds makes damage that keeps the pages whole and sees that Check
// finds it.
func TestCheckFinds(t *testing.T) {
	t.Parallel()
	for damage, want := range map[string]string{
		"DROP TRIGGER events_stand; UPDATE events SET leaf = zeroblob(32) WHERE position = 17":                                     "hash 32 of the ledger does not follow",
		"DROP TRIGGER events_stay; DELETE FROM events WHERE position = 59":                                                         "events are kept up to position 58, the head counts 60",
		"DROP TRIGGER events_stay; DELETE FROM events WHERE position = 5":                                                          "has 19 events up to version 20",
		"DROP TRIGGER hashes_stand; UPDATE hashes SET hash = zeroblob(32) WHERE idx = 2":                                           "hash 2 of the ledger does not follow",
		"DROP TRIGGER hashes_stay; DELETE FROM hashes WHERE idx = 100":                                                             "hash 100 of the ledger does not follow",
		"INSERT INTO hashes (idx, hash) VALUES (10000, zeroblob(32))":                                                              "a ledger of size 60 has 116 hashes, 117 are kept",
		"UPDATE head SET root = zeroblob(32)":                                                                                      "the head says",
		"UPDATE head SET size = 59":                                                                                                "the head counts 59",
		"UPDATE head SET size = 61":                                                                                                "the leaves end at 60 of 61",
		"PRAGMA foreign_keys = 0; DELETE FROM keys":                                                                                "names a key that is not there",
		"PRAGMA ignore_check_constraints = 1; DROP TRIGGER events_stand; UPDATE events SET leaf = zeroblob(31) WHERE position = 3": "CHECK constraint failed in events",
		"PRAGMA ignore_check_constraints = 1; UPDATE head SET root = x''":                                                          "the root has 0 bytes",
	} {
		path := filled(t)
		conn := raw(t, path)
		execute(t, conn, damage)
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
		lines, err := open(t, path, storetest.Sign).Check(t.Context())
		if err != nil || !strings.Contains(strings.Join(lines, "\n"), want) {
			t.Errorf("%s: Check finds %q, %v; want %q", damage, lines, err, want)
		}
	}
}

// TestCheckPages overwrites each page of a file in turn: Open fails, or Check
// says so.
func TestCheckPages(t *testing.T) {
	t.Parallel()
	const page = 4096
	path := filled(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(whole) < 20*page || len(whole)%page != 0 {
		t.Fatalf("the file has %d bytes", len(whole))
	}
	for at := 0; at < len(whole); at += page {
		for fill, with := range map[string][]byte{"zeros": make([]byte, page), "noise": bytes.Repeat([]byte("noise..."), page/8)} {
			spoiled := bytes.Clone(whole)
			copy(spoiled[at:], with)
			folder := filepath.Join(t.TempDir(), "data")
			if err := os.WriteFile(folder, spoiled, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := sqlite.Open(t.Context(), folder, storetest.Sign)
			if err != nil {
				continue
			}
			lines, err := s.Check(t.Context())
			if err != nil || len(lines) == 0 {
				t.Errorf("page %d full of %s: Check finds %q, %v", at/page+1, fill, lines, err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestForeignGrowth sees that a ledger that does not fit its head is not grown.
func TestForeignGrowth(t *testing.T) {
	t.Parallel()
	path := filled(t)
	conn := raw(t, path)
	execute(t, conn, "UPDATE head SET root = zeroblob(32)")
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	s := open(t, path, storetest.Sign)
	err := s.Append(t.Context(), one(newKey(t, s), "kept"))
	if err == nil || errors.Is(err, store.ErrMoved) {
		t.Fatalf("got %v, want a fault", err)
	}
	if rows := storetest.All(t, s); len(rows) != 60 {
		t.Fatalf("%d events are kept, want 60", len(rows))
	}
}
