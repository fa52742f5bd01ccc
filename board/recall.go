package board

import (
	"crypto/sha256"
	"encoding/binary"
	"sync"

	"example.org/tocsin/store"
)

// The bounds of what is remembered: how many entries and bytes a generation holds,
// of which there are two. The founding has the packs in it and a determination
// its whole explanation: what is read again most is what is large.
const (
	recallEntries = 4096
	recallBytes   = 32 << 20
)

// A recall remembers rows that were opened, by their exact sealed bytes and
// their place, so that a stream which is read again and again is decrypted and
// parsed once. The data key is asked for all the same, every time: what was
// shredded is not remembered.
type recall struct {
	mu sync.Mutex
	// young and old are the two generations; see seal.Keeper.
	young, old map[[sha256.Size]byte]Opened
	// bytes are those of the young.
	bytes int
}

// An event that was decoded from an entry, kept beside it.
type decoded struct {
	mu    sync.Mutex
	event any
}

// place identifies a row: stream, version, key, leaf and sealed bytes.
func placeOf(row store.Row) [sha256.Size]byte {
	h := sha256.New()
	var number [8]byte
	for _, part := range []string{string(row.Stream), string(row.Key), string(row.Leaf[:]), string(row.Sealed)} {
		binary.BigEndian.PutUint64(number[:], uint64(len(part)))
		h.Write(number[:])
		h.Write([]byte(part))
	}
	binary.BigEndian.PutUint64(number[:], uint64(row.Version)) //nolint:gosec // a version is not negative
	h.Write(number[:])
	binary.BigEndian.PutUint64(number[:], uint64(row.Position)) //nolint:gosec // a position is not negative
	h.Write(number[:])
	return [sha256.Size]byte(h.Sum(nil))
}

// find gives a remembered row.
func (r *recall) find(at [sha256.Size]byte) (Opened, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if o, ok := r.young[at]; ok {
		return o, true
	}
	o, ok := r.old[at]
	if ok {
		r.insert(at, o)
	}
	return o, ok
}

// keep remembers a row, unless it alone would drive out many others.
func (r *recall) keep(at [sha256.Size]byte, o Opened) {
	if len(o.Raw) > recallBytes/8 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.insert(at, o)
}

// insert makes a row young; the caller holds the lock.
func (r *recall) insert(at [sha256.Size]byte, o Opened) {
	if r.young == nil || len(r.young) >= recallEntries || r.bytes+len(o.Raw) > recallBytes {
		r.old, r.young, r.bytes = r.young, make(map[[sha256.Size]byte]Opened), 0
	}
	if _, there := r.young[at]; !there {
		r.bytes += len(o.Raw)
	}
	r.young[at] = o
}
