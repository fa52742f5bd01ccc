package postgres

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"

	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
)

// errDamaged says that what was read cannot have been written like this.
var errDamaged = errors.New("it is damaged")

// A head is the row of the head with the edge of the tree, the hashes that it
// grows from: whoever has the row needs nothing else to add leaves, and holds it
// the shorter.
type head struct {
	size int64
	root ledger.Hash
	edge map[int64]ledger.Hash
}

// scan reads the head and sees that its edge has its root.
func (h *head) scan(from pgx.Row) error {
	var root, edge []byte
	if err := from.Scan(&h.size, &root, &edge); err != nil {
		return fmt.Errorf("reading the head: %w", err)
	}
	indexes := ledger.Edge(h.size)
	if len(root) != len(h.root) || len(edge) != len(indexes)*len(h.root) {
		return fmt.Errorf("the head has %d and %d bytes: %w", len(root), len(edge), errDamaged)
	}
	h.root = ledger.Hash(root)
	h.edge = make(map[int64]ledger.Hash, len(indexes))
	for i, index := range indexes {
		h.edge[index] = ledger.Hash(edge[i*len(h.root):])
	}
	found, err := ledger.Root(h.size, h)
	if err != nil {
		return err
	}
	if found != h.root {
		return errors.New("the ledger does not have the root of its head; run fsck")
	}
	return nil
}

// ReadHashes reads hashes of the edge.
func (h *head) ReadHashes(indexes []int64) ([]ledger.Hash, error) {
	found := make([]ledger.Hash, len(indexes))
	for i, index := range indexes {
		hash, there := h.edge[index]
		if !there {
			return nil, fmt.Errorf("hash %d is not on the edge", index)
		}
		found[i] = hash
	}
	return found, nil
}

// add gives the head with more leaves, and the hashes that they add from index
// start on.
func (h *head) add(leaves []ledger.Leaf) (next head, start int64, added []ledger.Hash, err error) {
	added, err = ledger.Grow(h.size, leaves, h)
	if err != nil {
		return next, 0, nil, err
	}
	start = tlog.StoredHashCount(h.size)
	next = head{size: h.size + int64(len(leaves)), edge: make(map[int64]ledger.Hash)}
	for _, index := range ledger.Edge(next.size) {
		if index >= start {
			next.edge[index] = added[index-start]
			continue
		}
		next.edge[index] = h.edge[index]
	}
	next.root, err = ledger.Root(next.size, &next)
	return next, start, added, err
}

// grow writes the hashes that the leaves add, and the signed head.
func (h *head) grow(b *pgx.Batch, leaves []ledger.Leaf, sign store.SignHead) error {
	next, start, added, err := h.add(leaves)
	if err != nil {
		return err
	}
	hashes := make([][]byte, len(added))
	for i := range added {
		hashes[i] = added[i][:]
	}
	b.Queue("INSERT INTO tocsin.hashes (idx, hash) SELECT $1 + n - 1, hash FROM unnest($2::bytea[]) WITH ORDINALITY AS h (hash, n)", start, hashes)
	checkpoint, err := sign(next.size, next.root)
	if err != nil {
		return &unsignedError{next.size, err}
	}
	var edge []byte
	for _, index := range ledger.Edge(next.size) {
		hash := next.edge[index]
		edge = append(edge, hash[:]...)
	}
	// Nil would be NULL.
	checkpoint = append([]byte{}, checkpoint...)
	b.Queue("UPDATE tocsin.head SET size = $1, root = $2, edge = $3, checkpoint = $4", next.size, next.root[:], edge, checkpoint)
	return nil
}

// An unsignedError says that a head was not signed. Whoever signs may be far
// away as the server is; that he cannot be reached is no reason to try again.
type unsignedError struct {
	size  int64
	cause error
}

// Error gives both.
func (u *unsignedError) Error() string {
	return fmt.Sprintf("signing the head of size %d: %v", u.size, u.cause)
}

// Unwrap gives the cause.
func (u *unsignedError) Unwrap() error { return u.cause }
