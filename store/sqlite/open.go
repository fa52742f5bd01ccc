package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
)

const (
	// patience is how long one process waits for another that writes.
	patience = 10 * time.Second
	// readers bounds the connections that read at the same time.
	readers = 4
	// walKept is the size in bytes down to which the write-ahead log is cut
	// after a large file has passed through it.
	walKept = 64 << 20
)

// Open opens the data file at path, making it if its folder is there and the
// file is not. Errors: store.ErrNewer for a file written by a newer version; a
// fault for a file that is not ours or cannot be written. Once it has returned
// the end of ctx does not matter.
func Open(ctx context.Context, path string, sign store.SignHead) (*Store, error) {
	if sign == nil {
		return nil, fmt.Errorf("opening %s: there is nobody to sign its heads", path)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	if err := create(path); err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	s, err := open(ctx, path, sign)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, explain(err))
	}
	return s, nil
}

// open opens a file that is there.
func open(ctx context.Context, path string, sign store.SignHead) (*Store, error) {
	writing, err := connect(path, 1, false)
	if err != nil {
		return nil, err
	}
	if err := prepareFile(ctx, writing); err != nil {
		return nil, errors.Join(err, writing.Close())
	}
	// The writer outlives the caller, and is never interrupted: whoever gave
	// up does not matter to those who share its group.
	w, err := newWriter(context.WithoutCancel(ctx), writing, sign)
	if err != nil {
		return nil, errors.Join(err, writing.Close())
	}
	reading, err := connect(path, readers, true)
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	r, err := newReader(ctx, reading)
	if err != nil {
		return nil, errors.Join(err, reading.Close(), w.close())
	}
	return start(w, r), nil
}

// create makes an empty file that only its owner can read. SQLite gives its
// companions the same permissions.
func create(path string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return errors.New("it is no file")
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	// The file is made under another name and closed before it has its own:
	// closing it later would drop the locks of a store that was quicker.
	empty, err := os.CreateTemp(filepath.Dir(path), ".empty-*")
	if err != nil {
		return fmt.Errorf("making it (nothing was kept): %w", err)
	}
	err = errors.Join(empty.Close(), os.Link(empty.Name(), path))
	if errors.Is(err, fs.ErrExist) {
		err = nil
	}
	return errors.Join(err, os.Remove(empty.Name()))
}

// connect gives up to most connections to the file at path. Nothing is opened
// yet. Those that only read are not opened with mode=ro: SQLite then forgets the
// constraints, and Check could not check them.
func connect(path string, most int, onlyRead bool) (*sql.DB, error) {
	query := url.Values{
		"mode":        {"rw"},
		"_query_only": {strconv.FormatBool(onlyRead)},
		"_defensive":  {"1"},
		"_dqs":        {"0"},
		"_error_rc":   {"1"},
		"_pragma": {
			"busy_timeout(" + strconv.FormatInt(patience.Milliseconds(), 10) + ")",
			"synchronous(FULL)",
			"foreign_keys(1)",
			"cell_size_check(1)",
			"trusted_schema(0)",
			"temp_store(MEMORY)",
			"cache_size(-16384)",
			"journal_size_limit(" + strconv.Itoa(walKept) + ")",
		},
	}
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: query.Encode()}
	connector, err := sqlite.NewConnector(name.String())
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	return db, nil
}

// prepareFile sees that the file is ours and of this version, writes the schema
// into an empty one, and sees that it can be written.
func prepareFile(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	empty, err := recognize(ctx, conn)
	if err == nil {
		err = writeAhead(ctx, conn)
	}
	if err == nil {
		err = inTransaction(ctx, conn, func() error {
			if empty {
				return writeSchema(ctx, conn)
			}
			// That it can be written shows only when it is. It is a token
			// that nobody gets.
			_, err := conn.ExecContext(ctx, "UPDATE fence SET token = token + 1")
			return err
		})
	}
	return errors.Join(err, conn.Close())
}

// recognize reports whether the file is empty; one that is not is an error
// unless it is ours and of this version.
func recognize(ctx context.Context, conn *sql.Conn) (empty bool, err error) {
	var id, version, tables int64
	const ask = `SELECT (SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version),
		(SELECT count(*) FROM sqlite_schema)`
	if err := conn.QueryRowContext(ctx, ask).Scan(&id, &version, &tables); err != nil {
		return false, err
	}
	switch {
	case id == 0 && version == 0 && tables == 0:
		return true, nil
	case id != applicationID:
		return false, errors.New("it is a database of another program")
	case version > schemaVersion:
		return false, fmt.Errorf("it has schema %d, this program knows %d: %w", version, schemaVersion, store.ErrNewer)
	case version < 1:
		return false, errors.New("it holds no schema")
	}
	return false, nil
}

// writeAhead switches the file to a write-ahead log, if it is not yet.
func writeAhead(ctx context.Context, conn *sql.Conn) error {
	var mode string
	// Two processes that make the same file may meet here; SQLite does not
	// wait for this lock by itself.
	err := patiently(ctx, patience, func() error {
		return conn.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode)
	})
	if err == nil && mode != "wal" {
		err = fmt.Errorf("its journal is %q and cannot be a write-ahead log", mode)
	}
	return err
}

// writeSchema fills an empty file, unless another process did since we looked.
func writeSchema(ctx context.Context, conn *sql.Conn) error {
	empty, err := recognize(ctx, conn)
	if err != nil || !empty {
		return err
	}
	root, err := ledger.Root(0, nil)
	if err != nil {
		return err
	}
	marks := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, schemaVersion)
	if _, err := conn.ExecContext(ctx, schema+marks); err != nil {
		return fmt.Errorf("writing the schema: %w", err)
	}
	_, err = conn.ExecContext(ctx, "INSERT INTO head (one, size, root, checkpoint) VALUES (1, 0, ?, x'')", root[:])
	return err
}

// inTransaction does something in one writing transaction.
func inTransaction(ctx context.Context, conn *sql.Conn, do func() error) error {
	if err := patiently(ctx, patience, func() error {
		_, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE")
		return err
	}); err != nil {
		return err
	}
	err := do()
	if err == nil {
		_, err = conn.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		// What is wrong is in err; a rollback that fails too adds nothing.
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	}
	return err
}

// primary gives the primary result code of SQLite in err, or 0.
func primary(err error) int {
	var fault *sqlite.Error
	if !errors.As(err, &fault) {
		return lib.SQLITE_OK
	}
	return fault.Code() & 0xff
}

// explain says in our words what SQLite says of a file that it cannot use.
func explain(err error) error {
	switch primary(err) {
	case lib.SQLITE_NOTADB:
		return fmt.Errorf("it is no data file of this program: %w", err)
	case lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN, lib.SQLITE_PERM:
		return fmt.Errorf("the file or its folder cannot be written, nothing was kept: %w", err)
	case lib.SQLITE_FULL:
		return fmt.Errorf("the disk is full, nothing was kept: %w", err)
	case lib.SQLITE_IOERR:
		return fmt.Errorf("the disk fails, nothing was kept: %w", err)
	case lib.SQLITE_CORRUPT:
		return fmt.Errorf("the file is damaged: %w", err)
	case lib.SQLITE_BUSY:
		return fmt.Errorf("another process writes and does not end, nothing was kept: %w", err)
	}
	return err
}
