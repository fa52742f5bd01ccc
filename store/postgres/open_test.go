package postgres_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/store"
	"example.org/tocsin/store/postgres"
	"example.org/tocsin/store/storetest"
)

// refused sees that a record is not made, and why.
func refused(t *testing.T, address, why string) error {
	t.Helper()
	s, err := postgres.Make(t.Context(), address, storetest.Sign)
	if err == nil {
		t.Fatalf("it is opened, want %q", errors.Join(errors.New(why), s.Close()))
	}
	if !strings.Contains(err.Error(), why) {
		t.Fatalf("got %v, want %q", err, why)
	}
	return err
}

// tables lists everything in a database that is not the server's own.
func tables(t *testing.T, address string) string {
	t.Helper()
	return ask[string](t, address, `SELECT coalesce(string_agg(relnamespace::regnamespace || '.' || relname, ' ' ORDER BY relname), '')
		FROM pg_class WHERE relnamespace::regnamespace::text !~ '^(pg_|information_schema)'`)
}

// TestOpenRefuses holds Open and Make to records that are ours.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	at := address(t)
	_, err := postgres.Open(t.Context(), at, storetest.Sign)
	if !errors.Is(err, store.ErrAbsent) || tables(t, at) != "" {
		t.Fatalf("got %v, and %q are there", err, tables(t, at))
	}
	execute(t, raw(t, at), "CREATE SCHEMA tocsin; CREATE TABLE tocsin.other (a int)")
	refused(t, at, "belongs to another program")
	execute(t, raw(t, at), "CREATE TABLE tocsin.about (a int)")
	refused(t, at, "belongs to another program")
	if got := tables(t, at); got != "tocsin.about tocsin.other" {
		t.Fatalf("what was not ours is now %q", got)
	}

	newer := address(t)
	s := open(t, newer, storetest.Sign)
	key := newKey(t, s)
	execute(t, raw(t, newer), "UPDATE tocsin.about SET version = 2")
	if err := refused(t, newer, "it has schema 2, this program knows 1"); !errors.Is(err, store.ErrNewer) {
		t.Fatalf("got %v, want ErrNewer", err)
	}
	// Nor does a process write that had it open before.
	if err := s.Append(t.Context(), one(key, "late")); !errors.Is(err, store.ErrNewer) {
		t.Fatalf("got %v, want ErrNewer", err)
	}
	if n := ask[int](t, newer, "SELECT count(*) FROM tocsin.events"); n != 0 {
		t.Fatalf("%d events are written", n)
	}

	refused(t, server(t).URL("nowhere"), "there is no such database; make it first")
	refused(t, "postgres:///db?host=/tmp/nowhere", "the server cannot be reached")
	reading := address(t)
	execute(t, raw(t, reading), fmt.Sprintf("ALTER DATABASE %s SET default_transaction_read_only = on", ask[string](t, reading, "SELECT current_database()")))
	refused(t, reading+"&target_session_attrs=read-write", "read only connection")
	refused(t, address(t)+"&nonsense=1", "unrecognized configuration parameter")
	refused(t, "postgres://localhost:1/db?sslmode=maybe", "option that is not understood")
	refused(t, address(t)+"&service=nowhere", "option that is not understood")
	refused(t, "mysql://host/db", "the address of the database cannot be read")
	refused(t, "", "the address of the database cannot be read")
}

// TestRelied holds which servers can be relied on.
func TestRelied(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		version      int
		fsync, pages string
		want         string
	}{
		{140000, "on", "on", ""},
		{180001, "on", "on", ""},
		{130022, "on", "on", "the server is PostgreSQL 13; 14 or newer is needed"},
		{90624, "on", "on", "the server is PostgreSQL 9; 14 or newer is needed"},
		{150000, "off", "on", "fsync off"},
		{150000, "on", "off", "full_page_writes off"},
	} {
		err := postgres.Relied(c.version, c.fsync, c.pages)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// TestSecrets sees that no error tells a password, however the address is
// written and whatever is wrong with it, nor does Place.
func TestSecrets(t *testing.T) {
	t.Parallel()
	const secret = "s3cr3t-9f1"
	dir := server(t).Dir
	for _, address := range []string{
		"postgres://someone:" + secret + "@%2Ftmp%2Fnowhere/db",
		"postgres://someone:" + secret + "@localhost:1/db",
		"postgres://someone:" + secret + "@localhost:port/db",
		"postgres://someone:" + secret + "@localhost/db?sslmode=maybe",
		"postgres://someone:" + secret + "%zz@localhost/db",
		"postgres://someone:" + secret + "@[::1/db",
		"postgres://localhost:1/db?password=" + secret,
		"postgres:///db?user=someone&host=" + dir + "&password=" + secret,
		"postgres://some one:" + secret + "@localhost/db",
		"host=localhost port=1 password=" + secret,
		"postgres://localhost:1/db?sslpassword=" + secret + "&sslmode=verify-full&sslrootcert=/nowhere",
		"postgres://localhost:1/db?sslcert=/nowhere&sslkey=" + secret + "&password=" + secret,
		"ftp://someone:" + secret + "@localhost/db",
	} {
		s, err := postgres.Make(t.Context(), address, storetest.Sign)
		if err == nil {
			t.Fatal(errors.Join(errors.New("it is opened"), s.Close()))
		}
		place, failed := postgres.Place(address)
		if told := fmt.Sprint(err, place, failed); strings.Contains(told, secret) {
			t.Errorf("it tells: %s", told)
		}
		// An operator's log has all the causes.
		for ; err != nil; err = errors.Unwrap(err) {
			if strings.Contains(fmt.Sprintf("%v %+v %q", err, err, err), secret) {
				t.Errorf("the cause tells: %v", err)
			}
		}
	}
}

// TestPassword lets a role in by a password from the address, from a file, and
// not by another; the role that owns nothing but an empty schema can do it all.
func TestPassword(t *testing.T) {
	t.Parallel()
	s := server(t)
	name := database(t)
	const password = "p@ss:w/rd ü"
	execute(t, raw(t, s.URL(name)), "CREATE ROLE clerk LOGIN PASSWORD '"+password+"'; CREATE SCHEMA tocsin AUTHORIZATION clerk")
	at := fmt.Sprintf("postgres://clerk@127.0.0.1:%s/%s?sslmode=disable", s.Port(), name)
	refused(t, at, "the server does not let us in")
	refused(t, strings.Replace(at, "clerk@", "clerk:wrong@", 1), "the server does not let us in")
	inAddress := open(t, strings.Replace(at, "clerk@", "clerk:p%40ss%3Aw%2Frd%20%C3%BC@", 1), storetest.Sign)
	if err := inAddress.Append(t.Context(), one(newKey(t, inAddress), "kept")); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "passes")
	if err := os.WriteFile(file, []byte("127.0.0.1:*:"+name+`:clerk:p@ss\:w/rd ü`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if rows := storetest.Consistent(t, open(t, at+"&passfile="+file, storetest.Sign)); len(rows) != 1 {
		t.Fatalf("%d events are there, want 1", len(rows))
	}
	place, err := postgres.Place(strings.Replace(at, "clerk@", "clerk:secret@", 1))
	if want := fmt.Sprintf("the database %q at 127.0.0.1:%s", name, s.Port()); err != nil || place != want {
		t.Fatalf("it is named %q, %v", place, err)
	}
}

// TestOpenTogether has several make the same record at once.
func TestOpenTogether(t *testing.T) {
	t.Parallel()
	for _, before := range []string{"", "CREATE SCHEMA tocsin"} {
		at := address(t)
		execute(t, raw(t, at), before)
		stores := make([]*postgres.Store, 12)
		var all sync.WaitGroup
		for i := range stores {
			all.Go(func() {
				s, err := postgres.Make(t.Context(), at, storetest.Sign)
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

// TestForward has several bring a record to a version of the future at once:
// each step is taken once, and what is kept stays.
func TestForward(t *testing.T) {
	t.Parallel()
	at := address(t)
	s := open(t, at, storetest.Sign)
	if err := s.Append(t.Context(), one(newKey(t, s), "kept")); err != nil {
		t.Fatal(err)
	}
	future := append(postgres.Steps(), "CREATE TABLE tocsin.second (a int)", "INSERT INTO tocsin.second (a) VALUES (1)")
	var all sync.WaitGroup
	for range 8 {
		conn := raw(t, at)
		all.Go(func() {
			if err := postgres.Bring(t.Context(), conn, future, false); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := ask[int](t, at, "SELECT count(*) FROM tocsin.second"); n != 1 {
		t.Fatalf("a step was taken %d times", n)
	}
	if n := ask[int](t, at, "SELECT version FROM tocsin.about"); n != len(future) {
		t.Fatalf("the record has version %d, want %d", n, len(future))
	}
	// A step that fails leaves the record as it was.
	broken := append(future, "CREATE TABLE tocsin.third (a int); SELECT 1/0")
	if err := postgres.Bring(t.Context(), raw(t, at), broken, false); err == nil {
		t.Fatal("a step that fails is no error")
	}
	if got := tables(t, at); strings.Contains(got, "third") {
		t.Fatalf("half a step is kept: %s", got)
	}
	if n := ask[int](t, at, "SELECT count(*) FROM tocsin.events"); n != 1 {
		t.Fatalf("%d events are there", n)
	}
}

// TestDurable sees that a database that is set to answer before it is durable is
// not followed, and that nobody can hold up the others for long.
func TestDurable(t *testing.T) {
	t.Parallel()
	at := address(t)
	name := ask[string](t, at, "SELECT current_database()")
	execute(t, raw(t, at), "ALTER DATABASE "+name+" SET synchronous_commit = off; ALTER DATABASE "+name+" SET default_transaction_isolation = serializable")
	if got := ask[string](t, at, "SHOW synchronous_commit"); got != "off" {
		t.Fatal("the database is not set")
	}
	s := open(t, at, storetest.Sign)
	key := newKey(t, s)
	execute(t, raw(t, at), `CREATE TABLE seen (how text);
		CREATE FUNCTION look() RETURNS trigger LANGUAGE plpgsql AS
		'BEGIN INSERT INTO seen VALUES (concat_ws('' '', current_setting(''synchronous_commit''), current_setting(''transaction_isolation''),
			current_setting(''idle_in_transaction_session_timeout''), current_setting(''lock_timeout''))); RETURN NEW; END';
		CREATE TRIGGER look BEFORE INSERT ON tocsin.events FOR EACH STATEMENT EXECUTE FUNCTION look()`)
	if err := s.Append(t.Context(), one(key, "kept")); err != nil {
		t.Fatal(err)
	}
	if got := ask[string](t, at, "SELECT how FROM seen"); got != "on read committed 15s 30s" {
		t.Fatalf("it was kept with %s", got)
	}
}
