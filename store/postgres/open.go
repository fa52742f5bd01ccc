package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.org/tocsin/store"
)

const (
	// oldest is the oldest server, as it numbers itself.
	oldest = 140000
	// patience is how long something is tried again while the server is away
	// or others are in the way.
	patience = time.Minute
	// readers and writers bound the connections of one store.
	readers = 4
	writers = 2
	// reaching is how long a server may take to be reached, unless its address
	// says otherwise.
	reaching = 10 * time.Second
)

// Open opens the record in the database at an address, postgres://... as the
// programs of PostgreSQL take it; what it leaves out, the password above all,
// may stand in the files and variables that those read. Errors:
// store.ErrAbsent where there is no record; store.ErrNewer for one written by a
// newer version; else a fault, which never tells the address. Once it has
// returned the end of ctx does not matter.
func Open(ctx context.Context, address string, sign store.SignHead) (*Store, error) {
	return open(ctx, address, sign, false)
}

// Make is Open that makes an empty record where there is none. The database is
// there already.
func Make(ctx context.Context, address string, sign store.SignHead) (*Store, error) {
	return open(ctx, address, sign, true)
}

// Place names the database at an address for people: without user, password or
// options.
func Place(address string) (string, error) {
	config, err := parse(address)
	if err != nil {
		return "", err
	}
	return placeOf(config), nil
}

// open opens a record, or makes it.
func open(ctx context.Context, address string, sign store.SignHead, making bool) (*Store, error) {
	if sign == nil {
		return nil, errors.New("opening a record: there is nobody to sign its heads")
	}
	config, err := parse(address)
	if err != nil {
		return nil, fmt.Errorf("opening a record: %w", err)
	}
	place := placeOf(config)
	s, err := connect(ctx, config, sign)
	if err == nil {
		if err = s.prepare(ctx, making); err != nil {
			s.abandon()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", place, explain(err))
	}
	s.start() //nolint:contextcheck // the lanes outlive the caller
	return s, nil
}

// connect prepares the connections; none is made yet.
func connect(ctx context.Context, config *pgxpool.Config, sign store.SignHead) (*Store, error) {
	ctx = context.WithoutCancel(ctx)
	// Who asked for durability gets it, whatever the role or the database is
	// set to; a standby that is waited for is the server's own matter.
	writing, err := pool(ctx, config, writers, "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'")
	if err != nil {
		return nil, err
	}
	reading, err := pool(ctx, config, readers, "SET default_transaction_read_only = on")
	if err != nil {
		writing.Close()
		return nil, err
	}
	return newStore(ctx, reading, writing, sign), nil
}

// pool gives up to most connections, each of them told something first.
func pool(ctx context.Context, config *pgxpool.Config, most int32, first string) (*pgxpool.Pool, error) {
	config = config.Copy()
	config.MaxConns, config.MinConns, config.MinIdleConns = most, 0, 0
	config.PingTimeout = reaching
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, first)
		return err
	}
	return pgxpool.NewWithConfig(ctx, config)
}

// prepare sees that the server can be relied on and that the record is ours and
// of this version, and makes or brings forward what it may.
func (s *Store) prepare(ctx context.Context, making bool) error {
	conn, err := s.writing.Acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	if err := reliable(ctx, conn.Conn()); err != nil {
		return err
	}
	return bring(ctx, conn.Conn(), steps, making)
}

// reliable refuses a server that cannot keep what the store promises.
func reliable(ctx context.Context, conn *pgx.Conn) error {
	var version int
	var fsync, pages string
	const ask = "SELECT current_setting('server_version_num')::int, current_setting('fsync'), current_setting('full_page_writes')"
	if err := conn.QueryRow(ctx, ask).Scan(&version, &fsync, &pages); err != nil {
		return err
	}
	return relied(version, fsync, pages)
}

// relied judges what reliable has read.
func relied(version int, fsync, pages string) error {
	switch {
	case version < oldest:
		return fmt.Errorf("the server is PostgreSQL %d; 14 or newer is needed", version/10000)
	case fsync != "on":
		return errors.New("the server runs with fsync off: what it keeps would not outlive a failure of the power")
	case pages != "on":
		return errors.New("the server runs with full_page_writes off: what it keeps would not outlive a failure of the power")
	}
	return nil
}

// explain says in our words what the server says, or what it means that it says
// nothing. The message of an error may hold names of host, role and database;
// never a password, nor the address as it was given.
func explain(err error) error {
	if server, ok := errors.AsType[*pgconn.PgError](err); ok {
		if why, known := explained(server.Code); known {
			return fmt.Errorf("%s: %w", why, err)
		}
		return err
	}
	if _, failed := errors.AsType[*pgconn.ConnectError](err); failed {
		return fmt.Errorf("the server cannot be reached: %w", err)
	}
	return err
}

// explained is what a code of the server means to whoever runs the program.
func explained(code string) (why string, known bool) {
	switch code {
	case "3D000":
		return "there is no such database; make it first, with createdb", true
	case "28000", "28P01":
		return "the server does not let us in; look at user and password, and at its pg_hba.conf", true
	case "42501":
		return "the role may not do what is needed here; it must own the database or its schema tocsin", true
	case "25006":
		return "the server only reads, as a standby does; nothing was kept", true
	case "53100":
		return "the server's disk is full, nothing was kept", true
	case "53300":
		return "the server has no connection left, nothing was kept", true
	case "55P03":
		return "another process writes and does not end, nothing was kept", true
	case "57P03":
		return "the server is starting up or shutting down, nothing was kept", true
	case "XX001", "XX002":
		return "the data is damaged", true
	}
	return "", false
}
