package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	lib "modernc.org/sqlite/lib"

	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
)

// checkAtOnce is how many leaves Check reads at a time.
const checkAtOnce = 4096

// Check looks for damage, all of it in one view of the file: pages, indexes and
// constraints; keys that are named and not there; versions and positions with
// gaps; a ledger whose hashes do not follow from its leaves, or whose root is
// not that of the head. It cannot see a change within sealed bytes: who opens
// them does.
func (s *Store) Check(ctx context.Context) ([]string, error) {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("checking: %w", err)
	}
	found, err := check(ctx, conn)
	if err = errors.Join(err, conn.Close()); err != nil {
		return found, fmt.Errorf("checking: %w", err)
	}
	return found, nil
}

// check checks on one connection.
func check(ctx context.Context, conn *sql.Conn) ([]string, error) {
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return damage("the file", err)
	}
	var found []string
	for _, look := range []struct {
		at string
		do func(context.Context, *sql.Conn) ([]string, error)
	}{
		{"the pages", checkPages},
		{"the keys", checkKeys},
		{"the streams", checkStreams},
		{"the ledger", checkLedger},
	} {
		lines, err := look.do(ctx, conn)
		if err != nil {
			lines, err = damage(look.at, err)
		}
		if err != nil {
			return found, errors.Join(err, endCheck(ctx, conn))
		}
		found = append(found, lines...)
	}
	return found, endCheck(ctx, conn)
}

// endCheck lets the view go.
func endCheck(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	return err
}

// damage makes a line of an error that says that the file is damaged; all other
// errors mean that the check could not be done.
func damage(at string, err error) ([]string, error) {
	switch primary(err) {
	case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB:
		return []string{fmt.Sprintf("%s cannot be read: %v", at, err)}, nil
	}
	if errors.Is(err, errDamaged) {
		return []string{fmt.Sprintf("%s: %v", at, err)}, nil
	}
	return nil, err
}

// errDamaged says that what was read cannot have been written like this.
var errDamaged = errors.New("it is damaged")

// checkPages has SQLite look over its pages.
func checkPages(ctx context.Context, conn *sql.Conn) ([]string, error) {
	rows, err := conn.QueryContext(ctx, "PRAGMA integrity_check")
	lines, err := collect(rows, err, scanLine)
	if err == nil && len(lines) == 1 && lines[0] == "ok" {
		return nil, nil
	}
	return lines, err
}

// scanLine reads a line.
func scanLine(from row) (line string, err error) {
	err = from.Scan(&line)
	return line, err
}

// checkKeys looks for keys that are named and not there.
func checkKeys(ctx context.Context, conn *sql.Conn) ([]string, error) {
	rows, err := conn.QueryContext(ctx, `SELECT format('row %d of %s names a key that is not there', rowid, "table") FROM pragma_foreign_key_check`)
	return collect(rows, err, scanLine)
}

// checkStreams looks for gaps in versions and positions.
func checkStreams(ctx context.Context, conn *sql.Conn) ([]string, error) {
	rows, err := conn.QueryContext(ctx, `
		SELECT format('stream %s has %d events up to version %d', stream, count(*), max(version))
		FROM events GROUP BY stream HAVING count(*) <> max(version)
		UNION ALL
		SELECT format('%d events are kept up to position %d, the head counts %d', total, last, size)
		FROM head, (SELECT count(*) AS total, coalesce(max(position), -1) AS last FROM events)
		WHERE total <> size OR last <> size - 1`)
	return collect(rows, err, scanLine)
}

// checkLedger computes the tree from the leaves and compares.
func checkLedger(ctx context.Context, conn *sql.Conn) ([]string, error) {
	head, err := scanHead(conn.QueryRowContext(ctx, "SELECT size, root, checkpoint FROM head"))
	if err != nil {
		return nil, err
	}
	root, err := ledger.Root(0, nil)
	if err != nil {
		return nil, err
	}
	tree := edge{root: root}
	for tree.size < head.Size {
		leaves, err := readLeaves(ctx, conn, tree.size)
		if err != nil {
			return nil, err
		}
		if len(leaves) == 0 {
			return []string{fmt.Sprintf("the leaves end at %d of %d", tree.size, head.Size)}, nil
		}
		grown, lines, err := checkGrowth(ctx, conn, tree, leaves)
		if err != nil || len(lines) > 0 {
			return lines, err
		}
		tree = grown
	}
	return checkHead(ctx, conn, head, tree.root)
}

// checkHead compares the head with the root that was computed.
func checkHead(ctx context.Context, conn *sql.Conn, head store.Head, root ledger.Hash) ([]string, error) {
	var found []string
	if root != head.Root {
		found = append(found, fmt.Sprintf("the leaves have the root %s, the head says %s", root, head.Root))
	}
	var hashes int64
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM hashes").Scan(&hashes); err != nil {
		return found, err
	}
	if want := tlog.StoredHashCount(head.Size); hashes != want {
		found = append(found, fmt.Sprintf("a ledger of size %d has %d hashes, %d are kept", head.Size, want, hashes))
	}
	return found, nil
}

// readLeaves reads some leaves from a position on.
func readLeaves(ctx context.Context, conn *sql.Conn, from int64) ([]ledger.Leaf, error) {
	rows, err := conn.QueryContext(ctx, "SELECT leaf FROM events WHERE position >= ? ORDER BY position LIMIT ?", from, checkAtOnce)
	return collect(rows, err, func(from row) (ledger.Leaf, error) {
		hash, err := scanHash(from)
		return ledger.Leaf(hash), err
	})
}

// scanHash reads 32 bytes.
func scanHash(from row) (hash ledger.Hash, err error) {
	var raw []byte
	if err := from.Scan(&raw); err != nil {
		return hash, err
	}
	if len(raw) != len(hash) {
		return hash, fmt.Errorf("a hash has %d bytes: %w", len(raw), errDamaged)
	}
	return ledger.Hash(raw), nil
}

// checkGrowth compares the hashes that the leaves add to the tree with those
// that are kept.
func checkGrowth(ctx context.Context, conn *sql.Conn, tree edge, leaves []ledger.Leaf) (edge, []string, error) {
	added, err := ledger.Grow(tree.size, leaves, tree)
	if err != nil {
		return edge{}, nil, err
	}
	start := tlog.StoredHashCount(tree.size)
	rows, err := conn.QueryContext(ctx, "SELECT hash FROM hashes WHERE idx >= ? ORDER BY idx LIMIT ?", start, len(added))
	kept, err := collect(rows, err, scanHash)
	if err != nil {
		return edge{}, nil, err
	}
	for i, hash := range added {
		if i >= len(kept) || kept[i] != hash {
			line := fmt.Sprintf("hash %d of the ledger does not follow from the leaves", start+int64(i))
			return edge{}, []string{line}, nil
		}
	}
	grown, err := tree.grown(start, added, tree.size+int64(len(leaves)))
	return grown, nil, err
}
