package sqlite_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/store"
	"example.org/tocsin/store/sqlite"
	"example.org/tocsin/store/storetest"
)

// refused sees that a file is not opened, why, and that it is left as it is.
func refused(t *testing.T, path, why string) error {
	t.Helper()
	before, errBefore := os.ReadFile(path)
	s, err := sqlite.Open(t.Context(), path, storetest.Sign)
	if err == nil {
		t.Fatalf("%s is opened, want %q", path, errors.Join(errors.New(why), s.Close()))
	}
	if !strings.Contains(err.Error(), why) || !strings.Contains(err.Error(), path) {
		t.Fatalf("got %v, want %q", err, why)
	}
	after, errAfter := os.ReadFile(path)
	if !bytes.Equal(before, after) || (errBefore == nil) != (errAfter == nil) {
		t.Fatalf("%s is not as it was", path)
	}
	return err
}

// TestOpenRefuses holds Open to files that are ours.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := func(name string) string { return filepath.Join(folder, name) }

	refused(t, path("nowhere/data"), "no such file")
	refused(t, folder, "it is no file")

	if err := os.WriteFile(path("garbage"), bytes.Repeat([]byte("garbage "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, path("garbage"), "it is no data file of this program")
	if err := os.WriteFile(path("text"), []byte("a line\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused(t, path("text"), "it is no data file of this program")

	execute(t, raw(t, path("other")), "CREATE TABLE events (a)")
	refused(t, path("other"), "it is a database of another program")
	execute(t, raw(t, path("marked")), "PRAGMA application_id = 1")
	refused(t, path("marked"), "it is a database of another program")
	execute(t, raw(t, path("hollow")), "PRAGMA application_id = 0x5443534e")
	refused(t, path("hollow"), "it holds no schema")

	s := open(t, path("newer"), storetest.Sign)
	if err := errors.Join(s.Append(t.Context(), one(newKey(t, s), "kept")), s.Close()); err != nil {
		t.Fatal(err)
	}
	later := raw(t, path("newer"))
	execute(t, later, "PRAGMA user_version = 2")
	if err := later.Close(); err != nil {
		t.Fatal(err)
	}
	err := refused(t, path("newer"), "it has schema 2, this program knows 1")
	if !errors.Is(err, store.ErrNewer) {
		t.Fatalf("got %v, want ErrNewer", err)
	}
}

// TestOpenMakes sees what Open makes: one file that only its owner reads, under
// any name, out of nothing or an empty file.
func TestOpenMakes(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"data", "with space", "a?mode=memory", "100%25#x", "ünïcödé", ":memory:"} {
		folder := t.TempDir()
		path := filepath.Join(folder, name)
		if name == "with space" {
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		s := open(t, path, storetest.Sign)
		if err := s.Append(t.Context(), one(newKey(t, s), "kept")); err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			info, err := entry.Info()
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasPrefix(entry.Name(), name) || info.Mode().Perm() != 0o600 {
				t.Fatalf("%q makes %q, %s", name, entry.Name(), info.Mode())
			}
		}
		if len(entries) != 3 {
			t.Fatalf("%q makes %d files, want 3", name, len(entries))
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if rows := storetest.Consistent(t, open(t, path, storetest.Sign)); len(rows) != 1 {
			t.Fatalf("%q has %d events, want 1", name, len(rows))
		}
	}
}

// TestOpenTogether has several make the same file at once.
func TestOpenTogether(t *testing.T) {
	t.Parallel()
	for range 5 {
		path := filepath.Join(t.TempDir(), "data")
		stores := make([]*sqlite.Store, 8)
		var all sync.WaitGroup
		for i := range stores {
			all.Go(func() {
				s, err := sqlite.Open(t.Context(), path, storetest.Sign)
				if err != nil {
					t.Error(err)
					return
				}
				stores[i] = s
				key := store.Key{ID: storetest.ID[tocsin.KeyID](), Wrapped: []byte("wrapped")}
				batch := one(key.ID, "kept")
				batch.Keys = []store.Key{key}
				if err := s.Append(t.Context(), batch); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if t.Failed() {
			return
		}
		if rows := storetest.Consistent(t, stores[0]); len(rows) != len(stores) {
			t.Fatalf("%d events are kept, want %d", len(rows), len(stores))
		}
		for _, s := range stores {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestConstraints sees that the database itself refuses what the store would
// never write.
func TestConstraints(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data")
	s := open(t, path, storetest.Sign)
	key := newKey(t, s)
	batch := one(key, "kept")
	batch.Files = []store.File{{ID: storetest.ID[tocsin.FileID](), Key: key, Sealed: []byte("kept")}}
	if err := s.Append(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	conn := raw(t, path)
	execute(t, conn, "PRAGMA foreign_keys = 1")
	stream := batch.Streams[0].ID
	other := storetest.ID[tocsin.StreamID]()
	for _, bad := range []string{
		"DELETE FROM events",
		"UPDATE events SET sealed = x'00'",
		"DELETE FROM hashes",
		"UPDATE hashes SET hash = zeroblob(32)",
		"UPDATE files SET sealed = x'00'",
		"DELETE FROM keys",
		"INSERT INTO head (one, size, root, checkpoint) VALUES (2, 0, zeroblob(32), x'')",
		"INSERT INTO fence (one, token) VALUES (2, 0)",
		"UPDATE head SET size = -1",
		"UPDATE head SET root = x'00'",
		fmt.Sprintf("INSERT INTO keys (id, wrapped) VALUES ('%s', x'00')", key),
		"INSERT INTO keys (id, wrapped) VALUES ('short', x'00')",
		insertEvent(0, other, 1, string(key)),
		insertEvent(1, stream, 1, string(key)),
		insertEvent(1, other, 0, string(key)),
		insertEvent(-1, other, 1, string(key)),
		insertEvent(1, other, 1, string(other)),
		fmt.Sprintf("INSERT INTO timers (id, stream, key, due, sealed, token) VALUES ('%s', '%s', '%s', 0, x'00', 1)", other, other, key),
	} {
		if _, err := conn.ExecContext(t.Context(), bad); err == nil {
			t.Errorf("the database takes: %s", bad)
		}
	}
	execute(t, conn, insertEvent(1, other, 1, string(key)))
}

// insertEvent gives a statement.
func insertEvent(position int, stream tocsin.StreamID, version int, key string) string {
	return fmt.Sprintf("INSERT INTO events (position, stream, version, key, leaf, sealed) VALUES (%d, '%s', %d, '%s', zeroblob(32), x'00')",
		position, stream, version, key)
}
