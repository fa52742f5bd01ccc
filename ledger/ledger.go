package ledger

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// SaltSize is the length of a leaf's salt in bytes.
const SaltSize = 32

// A Leaf is what the tree holds for one event.
type Leaf [sha256.Size]byte

// Commit gives the leaf of an event's exact bytes under its salt.
func Commit(salt [SaltSize]byte, event []byte) Leaf {
	mac := hmac.New(sha256.New, salt[:])
	mac.Write(event)
	return Leaf(mac.Sum(nil))
}

// A Hash is a hash of the tree.
type Hash = tlog.Hash

// A HashReader reads stored hashes of the tree by their index
// (tlog.StoredHashIndex).
type HashReader = tlog.HashReader

// Grow gives the stored hashes that appending leaves to a tree of size leaves
// adds, to be written from index tlog.StoredHashCount(size) on, in order.
func Grow(size int64, leaves []Leaf, old HashReader) ([]Hash, error) {
	start := tlog.StoredHashCount(size)
	var added []Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) {
		return readBoth(indexes, start, added, old)
	})
	for i, leaf := range leaves {
		hashes, err := tlog.StoredHashes(size+int64(i), leaf[:], reader)
		if err != nil {
			return nil, fmt.Errorf("growing the ledger at leaf %d: %w", size+int64(i), err)
		}
		added = append(added, hashes...)
	}
	return added, nil
}

// readBoth reads hashes of which those from start on are in added.
func readBoth(indexes []int64, start int64, added []Hash, old HashReader) ([]Hash, error) {
	found := make([]Hash, len(indexes))
	var missing, places []int64
	for i, index := range indexes {
		if index < start {
			missing, places = append(missing, index), append(places, int64(i))
			continue
		}
		if index-start >= int64(len(added)) {
			return nil, fmt.Errorf("hash %d is not there yet", index)
		}
		found[i] = added[index-start]
	}
	if len(missing) == 0 {
		return found, nil
	}
	hashes, err := old.ReadHashes(missing)
	if err != nil {
		return nil, err
	}
	if len(hashes) != len(missing) {
		return nil, fmt.Errorf("%d hashes were read for %d", len(hashes), len(missing))
	}
	for i, place := range places {
		found[place] = hashes[i]
	}
	return found, nil
}

// Root is the root of the tree of size leaves; that of the empty tree is the
// SHA-256 of nothing (RFC 6962, 2.1).
func Root(size int64, hashes HashReader) (Hash, error) {
	if size == 0 {
		return sha256.Sum256(nil), nil
	}
	return tlog.TreeHash(size, hashes)
}

// Edge gives the indexes of the stored hashes that Grow and Root read of a tree
// of size leaves: its complete subtrees, at most one for each bit of size. Who
// holds them can grow the tree without the others.
func Edge(size int64) []int64 {
	var edge []int64
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]Hash, error) {
		edge = indexes
		return make([]Hash, len(indexes)), nil
	})
	// The reader never fails, so Root cannot; the root of zeros is of no use.
	_, _ = Root(size, reader)
	return edge
}
