package ledger_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/bits"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"example.org/tocsin/ledger"
)

// A slice reads hashes from a slice; those that are not allowed are missing.
type slice struct {
	hashes  []ledger.Hash
	allowed map[int64]bool // nil allows all
}

// ReadHashes reads hashes.
func (s slice) ReadHashes(indexes []int64) ([]ledger.Hash, error) {
	var found []ledger.Hash
	for _, index := range indexes {
		if index >= int64(len(s.hashes)) || s.allowed != nil && !s.allowed[index] {
			return nil, fmt.Errorf("hash %d is not to be read", index)
		}
		found = append(found, s.hashes[index])
	}
	return found, nil
}

// leaf makes the n-th leaf.
func leaf(n int) ledger.Leaf { return sha256.Sum256(fmt.Appendf(nil, "leaf %d", n)) }

// leaves makes count leaves from the n-th on.
func leaves(n, count int) (all []ledger.Leaf) {
	for i := range count {
		all = append(all, leaf(n+i))
	}
	return all
}

// plain is the tree of n leaves as RFC 6962, 2.1 defines it.
func plain(from, n int) ledger.Hash {
	switch n {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		data := leaf(from)
		return sha256.Sum256(append([]byte{0}, data[:]...))
	}
	left := 1 << (bits.Len(uint(n-1)) - 1)
	a, b := plain(from, left), plain(from+left, n-left)
	return sha256.Sum256(append(append([]byte{1}, a[:]...), b[:]...))
}

// TestCommit holds the leaf to a value that was computed elsewhere: printf
// event | openssl dgst -sha256 -mac HMAC -macopt hexkey:0001...1f.
func TestCommit(t *testing.T) {
	t.Parallel()
	var salt [ledger.SaltSize]byte
	for i := range salt {
		salt[i] = byte(i)
	}
	const want = "e2ba5ff05fa8619c82d8d99f6242084a5b17b329381722ad100792a14dc8aedc"
	if got := ledger.Commit(salt, []byte("event")); hex.EncodeToString(got[:]) != want {
		t.Fatalf("got %x, want %s", got, want)
	}
	other := salt
	other[0]++
	if a, b := ledger.Commit(salt, []byte("event")), ledger.Commit(other, []byte("event")); hmac.Equal(a[:], b[:]) {
		t.Fatal("two salts give one leaf")
	}
}

// TestGrowth grows a tree in groups of any sizes, from its edge alone, and
// compares it with the definition; every proof verifies.
func TestGrowth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var hashes []ledger.Hash
		roots := map[int64]ledger.Hash{0: plain(0, 0)}
		size := int64(0)
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 40), 1, 8).Draw(t, "groups") {
			edge := make(map[int64]bool)
			for _, index := range ledger.Edge(size) {
				edge[index] = true
			}
			added, err := ledger.Grow(size, leaves(int(size), n), slice{hashes, edge})
			if err != nil {
				t.Fatal(err)
			}
			hashes = append(hashes, added...)
			size += int64(n)
			if int64(len(hashes)) != tlog.StoredHashCount(size) {
				t.Fatalf("%d hashes are stored for %d leaves", len(hashes), size)
			}
			root, err := ledger.Root(size, slice{hashes: hashes})
			if err != nil || root != plain(0, int(size)) {
				t.Fatalf("the root of %d leaves is %s, %v", size, root, err)
			}
			roots[size] = root
		}
		prove(t, slice{hashes: hashes}, size, roots)
	})
}

// prove verifies the inclusion of each leaf and the consistency with each
// earlier tree.
func prove(t *rapid.T, hashes slice, size int64, roots map[int64]ledger.Hash) {
	for n := range size {
		data := leaf(int(n))
		proof, err := tlog.ProveRecord(size, n, hashes)
		if err == nil {
			err = tlog.CheckRecord(proof, size, roots[size], n, tlog.RecordHash(data[:]))
		}
		if err != nil {
			t.Fatalf("inclusion of %d in %d: %v", n, size, err)
		}
	}
	for old, root := range roots {
		if old == 0 {
			continue
		}
		proof, err := tlog.ProveTree(size, old, hashes)
		if err == nil {
			err = tlog.CheckTree(proof, size, roots[size], old, root)
		}
		if err != nil {
			t.Fatalf("consistency of %d with %d: %v", size, old, err)
		}
	}
}

// TestGrowFaults sees that a reader that fails or lies about its length is
// noticed.
func TestGrowFaults(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	for _, reader := range []tlog.HashReaderFunc{
		func([]int64) ([]ledger.Hash, error) { return nil, broken },
		func([]int64) ([]ledger.Hash, error) { return nil, nil },
	} {
		if _, err := ledger.Grow(3, leaves(3, 1), reader); err == nil {
			t.Error("a tree grows out of nothing")
		}
		if _, err := ledger.Root(3, reader); err == nil {
			t.Error("a root comes out of nothing")
		}
	}
}

// TestEdge holds the edge to one hash for each bit of the size.
func TestEdge(t *testing.T) {
	t.Parallel()
	for size := range int64(300) {
		if got := len(ledger.Edge(size)); got != bits.OnesCount64(uint64(size)) {
			t.Fatalf("the edge of %d has %d hashes", size, got)
		}
	}
}
