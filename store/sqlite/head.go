package sqlite

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"example.org/tocsin/ledger"
	"example.org/tocsin/store"
)

// hashesAtOnce is how many hashes one statement adds.
const hashesAtOnce = 32

// addHashes gives the statement that adds n hashes.
func addHashes(n int) string {
	return "INSERT INTO hashes (idx, hash) VALUES " + strings.Repeat("(?, ?), ", n-1) + "(?, ?)"
}

// An edge is the part of the tree that it grows from. It is kept from one group
// to the next and used only if the head that a transaction reads is still its
// own: another process may have grown the tree since.
type edge struct {
	size   int64
	root   ledger.Hash
	hashes map[int64]ledger.Hash
}

// ReadHashes reads hashes of the edge and those that were added to it.
func (e edge) ReadHashes(indexes []int64) ([]ledger.Hash, error) {
	found := make([]ledger.Hash, len(indexes))
	for i, index := range indexes {
		hash, there := e.hashes[index]
		if !there {
			return nil, fmt.Errorf("hash %d is not on the edge", index)
		}
		found[i] = hash
	}
	return found, nil
}

// readHead reads the head as it is inside the transaction.
func (w *writer) readHead() (store.Head, error) {
	head, err := scanHead(w.st.readHead.QueryRowContext(w.ctx))
	if err != nil {
		return store.Head{}, fmt.Errorf("reading the head: %w", err)
	}
	return head, nil
}

// A row is what is scanned: one row, or the next of several.
type row interface{ Scan(to ...any) error }

// scanHead reads a head.
func scanHead(from row) (head store.Head, err error) {
	var root []byte
	if err = from.Scan(&head.Size, &root, &head.Checkpoint); err != nil {
		return store.Head{}, err
	}
	if len(root) != len(head.Root) {
		return store.Head{}, fmt.Errorf("the root has %d bytes: %w", len(root), errDamaged)
	}
	head.Root = ledger.Hash(root)
	return head, nil
}

// grow writes the hashes that the leaves add, and the signed head.
func (w *writer) grow(head store.Head, leaves []ledger.Leaf) error {
	old, err := w.edgeOf(head)
	if err != nil {
		return err
	}
	added, err := ledger.Grow(head.Size, leaves, old)
	if err != nil {
		return err
	}
	start := tlog.StoredHashCount(head.Size)
	if err := w.writeHashes(start, added); err != nil {
		return fmt.Errorf("writing hashes from %d: %w", start, err)
	}
	next, err := old.grown(start, added, head.Size+int64(len(leaves)))
	if err != nil {
		return err
	}
	checkpoint, err := w.sign(next.size, next.root)
	if err != nil {
		return fmt.Errorf("signing the head of size %d: %w", next.size, err)
	}
	// Nil would be NULL.
	checkpoint = append([]byte{}, checkpoint...)
	if err := w.exec(w.st.writeHead, next.size, next.root[:], checkpoint); err != nil {
		return fmt.Errorf("writing the head: %w", err)
	}
	w.edge = next
	return nil
}

// edgeOf gives the edge of the tree of a head: the one we have if it still is,
// or else it is read and checked against the head.
func (w *writer) edgeOf(head store.Head) (edge, error) {
	if w.edge.hashes != nil && w.edge.size == head.Size && w.edge.root == head.Root {
		return w.edge, nil
	}
	indexes := ledger.Edge(head.Size)
	e := edge{size: head.Size, root: head.Root, hashes: make(map[int64]ledger.Hash, len(indexes))}
	for _, index := range indexes {
		hash, err := scanHash(w.st.readHash.QueryRowContext(w.ctx, index))
		if err != nil {
			return edge{}, fmt.Errorf("reading hash %d: %w", index, err)
		}
		e.hashes[index] = hash
	}
	root, err := ledger.Root(head.Size, e)
	if err != nil {
		return edge{}, err
	}
	if root != head.Root {
		return edge{}, errors.New("the ledger does not have the root of its head; run fsck")
	}
	return e, nil
}

// grown gives the edge of the tree of size leaves that came of adding these
// hashes from index start on.
func (e edge) grown(start int64, added []ledger.Hash, size int64) (edge, error) {
	next := edge{size: size, hashes: make(map[int64]ledger.Hash)}
	for _, index := range ledger.Edge(size) {
		if index >= start {
			next.hashes[index] = added[index-start]
			continue
		}
		next.hashes[index] = e.hashes[index]
	}
	var err error
	next.root, err = ledger.Root(size, next)
	return next, err
}

// writeHashes writes hashes from index start on.
func (w *writer) writeHashes(start int64, hashes []ledger.Hash) error {
	args := make([]any, 0, 2*hashesAtOnce)
	for len(hashes) >= hashesAtOnce {
		args = args[:0]
		for i, hash := range hashes[:hashesAtOnce] {
			args = append(args, start+int64(i), hash[:])
		}
		if err := w.exec(w.st.addHashs, args...); err != nil {
			return err
		}
		hashes, start = hashes[hashesAtOnce:], start+hashesAtOnce
	}
	for i, hash := range hashes {
		if err := w.exec(w.st.addHash, start+int64(i), hash[:]); err != nil {
			return err
		}
	}
	return nil
}
