package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"

	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
)

// checkAtOnce is how many leaves Check reads at a time.
const checkAtOnce = 4096

// Check looks for damage, all of it in one view of the database: rows that
// cannot be read; rules of the schema that were taken away; keys that are named
// and not there; versions and positions with gaps; a ledger whose hashes do not
// follow from its leaves, or whose root is not that of the head. It cannot see a
// change within sealed bytes: who opens them does. What the disk did to an index
// amcheck finds, which is the operator's.
func (s *Store) Check(ctx context.Context) (found []string, err error) {
	err = s.inView(ctx, func(tx pgx.Tx) (err error) {
		found, err = check(ctx, tx)
		return err
	})
	if err != nil {
		return found, fmt.Errorf("checking: %w", explain(err))
	}
	return found, nil
}

// check checks within one transaction, which it leaves as it was.
func check(ctx context.Context, tx pgx.Tx) (found []string, err error) {
	for _, look := range []struct {
		at string
		do func(context.Context, pgx.Tx) ([]string, error)
	}{
		{"the rows", checkRows},
		{"the rules", checkRules},
		{"the keys", checkKeys},
		{"the streams", checkStreams},
		{"the ledger", checkLedger},
	} {
		var lines []string
		// After what cannot be read a transaction reads nothing more; a
		// savepoint does.
		err := pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) (err error) {
			lines, err = look.do(ctx, tx)
			return err
		})
		if err != nil {
			lines, err = damage(look.at, err)
		}
		if err != nil {
			return found, err
		}
		found = append(found, lines...)
	}
	return found, nil
}

// damage makes a line of an error that says that the data is damaged; all other
// errors mean that the check could not be done.
func damage(at string, err error) ([]string, error) {
	if said := code(err); strings.HasPrefix(said, "XX") || said == "42P01" || said == "42703" || errors.Is(err, errDamaged) {
		return []string{fmt.Sprintf("%s cannot be read: %v", at, err)}, nil
	}
	return nil, err
}

// lines reads the lines of a query.
func lines(ctx context.Context, tx pgx.Tx, text string, args ...any) ([]string, error) {
	rows, err := tx.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// checkRows reads every byte that is kept: a page that is damaged says so then,
// by its checksum if the server has them, or by what it cannot be.
func checkRows(ctx context.Context, tx pgx.Tx) ([]string, error) {
	return lines(ctx, tx, `
		SELECT 'never' FROM tocsin.events WHERE sha256(sealed) IS NULL OR sha256(leaf) IS NULL
		UNION ALL SELECT 'never' FROM tocsin.files WHERE sha256(sealed) IS NULL
		UNION ALL SELECT 'never' FROM tocsin.timers WHERE sha256(sealed) IS NULL
		UNION ALL SELECT 'never' FROM tocsin.keys WHERE sha256(wrapped) IS NULL
		UNION ALL SELECT 'never' FROM tocsin.writers WHERE id IS NULL`)
}

// The rules of the schema, as many as schema1 makes of each.
const (
	ruleTriggers    = 7
	ruleConstraints = 38
)

// checkRules looks for rules of the schema that are gone, asleep or not valid.
func checkRules(ctx context.Context, tx pgx.Tx) ([]string, error) {
	return lines(ctx, tx, `
		WITH ours AS (SELECT oid, relname FROM pg_class WHERE relnamespace = 'tocsin'::regnamespace)
		SELECT format('the trigger %s of %s is asleep', tgname, relname)
		FROM pg_trigger JOIN ours ON ours.oid = tgrelid WHERE NOT tgisinternal AND tgenabled <> 'A'
		UNION ALL
		SELECT format('a reference of %s is asleep', relname)
		FROM pg_trigger JOIN ours ON ours.oid = tgrelid WHERE tgisinternal AND tgenabled <> 'O'
		UNION ALL
		SELECT format('%s triggers are there, %s are needed', count(*), $1::int)
		FROM pg_trigger JOIN ours ON ours.oid = tgrelid WHERE NOT tgisinternal HAVING count(*) <> $1
		UNION ALL
		SELECT format('the rule %s of %s is not valid', conname, relname)
		FROM pg_constraint JOIN ours ON ours.oid = conrelid WHERE NOT convalidated
		UNION ALL
		SELECT format('%s rules are there, %s are needed', count(*), $2::int)
		FROM pg_constraint JOIN ours ON ours.oid = conrelid WHERE contype <> 'n' HAVING count(*) <> $2
		UNION ALL
		SELECT format('the index %s is not valid', relname)
		FROM pg_index JOIN ours ON ours.oid = indexrelid WHERE NOT (indisvalid AND indisready)`, ruleTriggers, ruleConstraints)
}

// checkKeys looks for keys that are named and not there.
func checkKeys(ctx context.Context, tx pgx.Tx) ([]string, error) {
	return lines(ctx, tx, `
		WITH named AS (
			SELECT key, format('event %s', position) AS who FROM tocsin.events
			UNION ALL SELECT key, format('file %s', id) FROM tocsin.files
			UNION ALL SELECT key, format('timer %s', id) FROM tocsin.timers
		)
		SELECT format('%s names a key that is not there', who) FROM named
		WHERE NOT EXISTS (SELECT FROM tocsin.keys WHERE keys.id = named.key)`)
}

// checkStreams looks for gaps in versions and positions.
func checkStreams(ctx context.Context, tx pgx.Tx) ([]string, error) {
	return lines(ctx, tx, `
		SELECT format('stream %s has %s events up to version %s', stream, count(*), max(version))
		FROM tocsin.events GROUP BY stream HAVING count(*) <> max(version) OR min(version) <> 1 OR count(DISTINCT version) <> count(*)
		UNION ALL
		SELECT format('%s events are kept up to position %s, the head counts %s', total, last, size)
		FROM tocsin.head, (SELECT count(*) AS total, coalesce(max(position), -1) AS last FROM tocsin.events) AS there
		WHERE total <> size OR last <> size - 1`)
}

// checkLedger computes the tree from the leaves and compares.
func checkLedger(ctx context.Context, tx pgx.Tx) ([]string, error) {
	rows, err := tx.Query(ctx, "SELECT size, root, checkpoint FROM tocsin.head")
	if err != nil {
		return nil, err
	}
	said, err := pgx.CollectExactlyOneRow(rows, scanHead)
	if errors.Is(err, pgx.ErrNoRows) {
		return []string{"the head is not there"}, nil
	}
	if err != nil {
		return nil, err
	}
	root, err := ledger.Root(0, nil)
	if err != nil {
		return nil, err
	}
	tree := head{root: root}
	for tree.size < said.Size {
		leaves, err := leavesFrom(ctx, tx, tree.size, said.Size)
		if err != nil {
			return nil, err
		}
		if len(leaves) == 0 {
			return []string{fmt.Sprintf("the leaves end at %d of %d", tree.size, said.Size)}, nil
		}
		grown, found, err := checkGrowth(ctx, tx, tree, leaves)
		if err != nil || len(found) > 0 {
			return found, err
		}
		tree = grown
	}
	return checkHead(ctx, tx, said, tree)
}

// checkHead compares the head with the tree that was computed.
func checkHead(ctx context.Context, tx pgx.Tx, said store.Head, tree head) ([]string, error) {
	var found []string
	if tree.root != said.Root {
		found = append(found, fmt.Sprintf("the leaves have the root %s, the head says %s", tree.root, said.Root))
	}
	var kept head
	if err := kept.scan(tx.QueryRow(ctx, "SELECT size, root, edge FROM tocsin.head")); err != nil && code(err) == "" && !lost(err) {
		found = append(found, fmt.Sprintf("the head cannot be grown: %v", err))
	} else if err != nil {
		return found, err
	}
	var hashes int64
	if err := tx.QueryRow(ctx, "SELECT count(*) FROM tocsin.hashes").Scan(&hashes); err != nil {
		return found, err
	}
	if want := tlog.StoredHashCount(said.Size); hashes != want {
		found = append(found, fmt.Sprintf("a ledger of size %d has %d hashes, %d are kept", said.Size, want, hashes))
	}
	return found, nil
}

// leavesFrom reads some leaves from a position on.
func leavesFrom(ctx context.Context, tx pgx.Tx, from, to int64) ([]ledger.Leaf, error) {
	rows, err := tx.Query(ctx, "SELECT leaf FROM tocsin.events WHERE position >= $1 AND position < $2 ORDER BY position LIMIT $3", from, to, checkAtOnce)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (ledger.Leaf, error) {
		hash, err := scanHash(row)
		return ledger.Leaf(hash), err
	})
}

// checkGrowth compares the hashes that the leaves add to the tree with those
// that are kept.
func checkGrowth(ctx context.Context, tx pgx.Tx, tree head, leaves []ledger.Leaf) (head, []string, error) {
	next, start, added, err := tree.add(leaves)
	if err != nil {
		return head{}, nil, err
	}
	rows, err := tx.Query(ctx, "SELECT hash FROM tocsin.hashes WHERE idx >= $1 ORDER BY idx LIMIT $2", start, len(added))
	if err != nil {
		return head{}, nil, err
	}
	kept, err := pgx.CollectRows(rows, scanHash)
	if err != nil {
		return head{}, nil, err
	}
	for i, hash := range added {
		if i >= len(kept) || kept[i] != hash {
			return head{}, []string{fmt.Sprintf("hash %d of the ledger does not follow from the leaves", start+int64(i))}, nil
		}
	}
	return next, nil, nil
}
