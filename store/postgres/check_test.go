package postgres_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/store"
	"example.org/tocsin/store/postgres"
	"example.org/tocsin/store/storetest"
)

// filled makes a record with 60 events on 3 streams, files and timers, and gives
// the name of its database.
func filled(t *testing.T) string {
	t.Helper()
	name := database(t)
	s := open(t, server(t).URL(name), storetest.Sign)
	key := newKey(t, s)
	for range 3 {
		stream := store.Stream{ID: storetest.ID[tocsin.StreamID](), Key: key}
		for i := range 20 {
			stream.Events = append(stream.Events, storetest.Event(strings.Repeat(fmt.Sprint(i), 400)))
		}
		batch := store.Batch{
			Streams: []store.Stream{stream},
			Files:   []store.File{{ID: storetest.ID[tocsin.FileID](), Key: key, Sealed: []byte("kept")}},
			Timers: []store.Timer{{
				ID: storetest.ID[tocsin.TimerID](), Stream: stream.ID, Key: key, Due: time.UnixMilli(0), Sealed: []byte("kept"),
			}},
		}
		if err := s.Append(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestCheckFinds makes damage that the server does not notice and sees that
// Check finds it.
func TestCheckFinds(t *testing.T) {
	t.Parallel()
	const (
		noTriggers = "ALTER TABLE tocsin.events DISABLE TRIGGER USER; ALTER TABLE tocsin.hashes DISABLE TRIGGER USER; ALTER TABLE tocsin.head DISABLE TRIGGER USER; "
		zeros      = `decode(repeat('00', 32), 'hex')`
	)
	conn := raw(t, server(t).URL(filled(t)))
	for damage, want := range map[string]string{
		noTriggers + "UPDATE tocsin.events SET leaf = " + zeros + " WHERE position = 17":          "hash 32 of the ledger does not follow",
		noTriggers + "DELETE FROM tocsin.events WHERE position = 59":                              "events are kept up to position 58, the head counts 60",
		noTriggers + "DELETE FROM tocsin.events WHERE position = 5":                               "has 19 events up to version 20",
		noTriggers + "UPDATE tocsin.hashes SET hash = " + zeros + " WHERE idx = 2":                "hash 2 of the ledger does not follow",
		noTriggers + "DELETE FROM tocsin.hashes WHERE idx = 100":                                  "hash 100 of the ledger does not follow",
		"INSERT INTO tocsin.hashes (idx, hash) VALUES (10000, " + zeros + ")":                     "a ledger of size 60 has 116 hashes, 117 are kept",
		noTriggers + "UPDATE tocsin.head SET root = " + zeros:                                     "the head says",
		noTriggers + "UPDATE tocsin.head SET edge = substr(edge, 33)":                             "the head cannot be grown",
		noTriggers + "UPDATE tocsin.head SET edge = " + zeros + " || substr(edge, 33)":            "the head cannot be grown",
		noTriggers + "UPDATE tocsin.head SET size = 59":                                           "the head counts 59",
		"UPDATE tocsin.head SET size = 61":                                                        "the leaves end at 60 of 61",
		noTriggers + "DELETE FROM tocsin.head":                                                    "the head is not there",
		noTriggers:                                                                                "the trigger events_stand of events is asleep",
		"DROP TRIGGER files_stand ON tocsin.files":                                                "6 triggers are there, 7 are needed",
		"ALTER TABLE tocsin.timers DISABLE TRIGGER ALL":                                           "a reference of timers is asleep",
		"ALTER TABLE tocsin.keys DISABLE TRIGGER ALL; DELETE FROM tocsin.keys":                    "names a key that is not there",
		"ALTER TABLE tocsin.events DROP CONSTRAINT events_leaf_check":                             "37 rules are there, 38 are needed",
		"UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'tocsin.timers_due'::regclass": "the index timers_due is not valid",
		"DROP TABLE tocsin.timers":                                                                "the rows cannot be read",
	} {
		tx, err := conn.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		execute(t, conn, damage)
		lines, err := postgres.Check(t.Context(), tx)
		if err := tx.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err != nil || !strings.Contains(strings.Join(lines, "\n"), want) {
			t.Errorf("%s: Check finds %q, %v; want %q", damage, lines, err, want)
		}
	}
}

// TestForeignGrowth sees that a ledger that does not fit its head is not grown.
func TestForeignGrowth(t *testing.T) {
	t.Parallel()
	at := server(t).URL(filled(t))
	execute(t, raw(t, at), "ALTER TABLE tocsin.head DISABLE TRIGGER USER; UPDATE tocsin.head SET root = sha256('another')")
	s := open(t, at, storetest.Sign)
	err := s.Append(t.Context(), one(newKey(t, s), "kept"))
	if err == nil || errors.Is(err, store.ErrMoved) {
		t.Fatalf("got %v, want a fault", err)
	}
	if rows := storetest.All(t, s); len(rows) != 60 {
		t.Fatalf("%d events are kept, want 60", len(rows))
	}
}

// TestConstraints sees that the database itself refuses what the store would
// never write.
func TestConstraints(t *testing.T) {
	t.Parallel()
	at := address(t)
	s := open(t, at, storetest.Sign)
	key := newKey(t, s)
	batch := one(key, "kept")
	batch.Files = []store.File{{ID: storetest.ID[tocsin.FileID](), Key: key, Sealed: []byte("kept")}}
	if err := s.Append(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	conn := raw(t, at)
	stream := batch.Streams[0].ID
	other := storetest.ID[tocsin.StreamID]()
	for _, bad := range []string{
		"DELETE FROM tocsin.events",
		"TRUNCATE tocsin.events",
		"SET session_replication_role = replica; DELETE FROM tocsin.events",
		"UPDATE tocsin.events SET sealed = 'x'",
		"DELETE FROM tocsin.hashes",
		"TRUNCATE tocsin.hashes",
		"UPDATE tocsin.hashes SET hash = sha256('')",
		"UPDATE tocsin.files SET sealed = 'x'",
		"DELETE FROM tocsin.keys",
		"DELETE FROM tocsin.head",
		"UPDATE tocsin.head SET size = 0",
		"UPDATE tocsin.head SET size = 1, root = sha256('another')",
		"UPDATE tocsin.head SET size = 2, root = 'x'",
		"UPDATE tocsin.head SET size = 2, edge = 'x'",
		"INSERT INTO tocsin.head (one, size, root, edge, checkpoint) VALUES (2, 0, sha256(''), '', '')",
		"INSERT INTO tocsin.about (one, program, version) VALUES (2, 'tocsin', 1)",
		fmt.Sprintf("INSERT INTO tocsin.keys (id, wrapped) VALUES ('%s', 'x')", key),
		"INSERT INTO tocsin.keys (id, wrapped) VALUES ('short', 'x')",
		insertEvent(0, other, 1, string(key)),
		insertEvent(1, stream, 1, string(key)),
		insertEvent(1, other, 0, string(key)),
		insertEvent(-1, other, 1, string(key)),
		insertEvent(1, other, 1, string(other)),
		fmt.Sprintf("INSERT INTO tocsin.timers (id, stream, key, due, sealed, token) VALUES ('%s', '%s', '%s', 0, 'x', 1)", other, other, key),
	} {
		if _, err := conn.PgConn().Exec(t.Context(), "BEGIN; "+bad).ReadAll(); err == nil {
			t.Errorf("the database takes: %s", bad)
		}
		execute(t, conn, "ROLLBACK")
	}
	execute(t, conn, insertEvent(1, other, 1, string(key)))
}

// insertEvent gives a statement.
func insertEvent(position int, stream tocsin.StreamID, version int, key string) string {
	return fmt.Sprintf("INSERT INTO tocsin.events (position, stream, version, key, leaf, sealed) VALUES (%d, '%s', %d, '%s', sha256(''), 'x')",
		position, stream, version, key)
}
