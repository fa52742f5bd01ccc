package board

import (
	"crypto/sha256"
	"strconv"
	"testing"
)

// remembered keeps entries of a size, each in a place of its own, and counts those
// that are still known at the end.
func remembered(r *recall, n, size int) (known, bytes int) {
	places := make([][sha256.Size]byte, n)
	for i := range places {
		places[i] = sha256.Sum256([]byte(strconv.Itoa(i)))
		r.keep(places[i], Opened{Raw: make([]byte, size)})
	}
	for _, generation := range []map[[sha256.Size]byte]Opened{r.young, r.old} {
		for _, o := range generation {
			bytes += len(o.Raw)
		}
	}
	for _, at := range places {
		if _, ok := r.find(at); ok {
			known++
		}
	}
	return known, bytes
}

// TestRecall holds that what is large is remembered like what is small, and that no
// more is kept than the bounds allow.
func TestRecall(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ n, size, known int }{
		{100, 100, 100},
		{100, 200 << 10, 100}, // a founding with its packs, a determination
		{1, recallBytes/8 + 1, 0},
	} {
		if known, _ := remembered(&recall{}, c.n, c.size); known != c.known {
			t.Errorf("of %d entries of %d bytes %d are remembered", c.n, c.size, known)
		}
	}
	if _, bytes := remembered(&recall{}, 1000, 1<<20); bytes == 0 || bytes > 2*recallBytes {
		t.Errorf("%d bytes are kept", bytes)
	}
	// What is kept again is counted once.
	r := &recall{}
	at := sha256.Sum256(nil)
	for range 3 * recallBytes >> 20 {
		r.keep(at, Opened{Raw: make([]byte, 1<<20)})
	}
	if r.bytes != 1<<20 || len(r.old) != 0 {
		t.Errorf("one entry counts %d bytes", r.bytes)
	}
}
