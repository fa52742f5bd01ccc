package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"example.org/tocsin/store"
)

// A standing is what a database holds of ours.
type standing int

// The standings.
const (
	// nothing: not even our schema, or one that is empty.
	nothing standing = iota
	// foreign: a schema of our name that another program has filled.
	foreign
	// ours: a record, of some version.
	ours
)

// mostRaces is how often it is looked again: each time another was quicker.
const mostRaces = 100

// bring has the record at the version of these steps. One that is not there is
// made, if that is asked for. Several processes may do so at once: the others
// wait for the one that was first, are told that it is there, and look again.
func bring(ctx context.Context, conn *pgx.Conn, steps []string, making bool) error {
	var err error
	for range mostRaces {
		var done bool
		done, err = bringOnce(ctx, conn, steps, making)
		if done || err != nil && !raced(err) {
			return err
		}
	}
	return err
}

// bringOnce is bring without another try; done says that another would end
// alike.
func bringOnce(ctx context.Context, conn *pgx.Conn, steps []string, making bool) (done bool, err error) {
	is, version, err := look(ctx, conn)
	switch {
	case err != nil:
		return false, err
	case is == foreign:
		return true, errors.New("its schema tocsin belongs to another program")
	case is == nothing && !making:
		return true, fmt.Errorf("there is no record in it: %w", store.ErrAbsent)
	case version > len(steps):
		return true, fmt.Errorf("it has schema %d, this program knows %d: %w", version, len(steps), store.ErrNewer)
	case is == ours && version == len(steps):
		return true, nil
	}
	return false, pgx.BeginTxFunc(ctx, conn, readCommitted(), func(tx pgx.Tx) error {
		if is == nothing {
			if err := found(ctx, tx); err != nil {
				return err
			}
		}
		return forward(ctx, tx, steps)
	})
}

// look sees what is there.
func look(ctx context.Context, conn *pgx.Conn) (is standing, version int, err error) {
	var marked bool
	var things int
	const ask = `SELECT to_regclass('tocsin.about') IS NOT NULL,
		(SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace('tocsin'))`
	if err := conn.QueryRow(ctx, ask).Scan(&marked, &things); err != nil {
		return nothing, 0, err
	}
	switch {
	case things == 0:
		return nothing, 0, nil
	case !marked:
		return foreign, 0, nil
	}
	var program string
	err = conn.QueryRow(ctx, "SELECT program, version FROM tocsin.about").Scan(&program, &version)
	if code(err) == "42703" || err == nil && program != "tocsin" {
		return foreign, 0, nil
	}
	return ours, version, err
}

// found makes the schema with our mark, at version 0. Somebody who may not make
// a schema may have been given an empty one.
func found(ctx context.Context, tx pgx.Tx) error {
	var there bool
	if err := tx.QueryRow(ctx, "SELECT to_regnamespace('tocsin') IS NOT NULL").Scan(&there); err != nil {
		return err
	}
	if !there {
		if _, err := tx.Exec(ctx, "CREATE SCHEMA tocsin"); err != nil {
			return err
		}
	}
	_, err := tx.Conn().PgConn().Exec(ctx, schemaAbout).ReadAll()
	return err
}

// forward takes the steps that are missing. Whoever else wants to waits for the
// row, and then finds that there is nothing left to do.
func forward(ctx context.Context, tx pgx.Tx, steps []string) error {
	var version int
	if err := tx.QueryRow(ctx, "SELECT version FROM tocsin.about FOR UPDATE").Scan(&version); err != nil {
		return err
	}
	for ; version < len(steps); version++ {
		if _, err := tx.Conn().PgConn().Exec(ctx, steps[version]).ReadAll(); err != nil {
			return fmt.Errorf("bringing the schema to version %d: %w", version+1, err)
		}
		if _, err := tx.Exec(ctx, "UPDATE tocsin.about SET version = $1", version+1); err != nil {
			return err
		}
	}
	return nil
}

// readCommitted is how every transaction that writes begins: whatever the
// database is set to, each statement sees what was committed before it.
func readCommitted() pgx.TxOptions {
	return pgx.TxOptions{IsoLevel: pgx.ReadCommitted, AccessMode: pgx.ReadWrite}
}

// raced reports whether another process has made at the same time what we were
// about to make.
func raced(err error) bool {
	switch code(err) {
	case "23505", "42P06", "42P07", "42710", "42723", "40001", "40P01":
		return true
	case "XX000":
		// Two that make the same grant or schema may meet in the catalog
		// ("tuple concurrently updated").
		return true
	}
	return false
}
