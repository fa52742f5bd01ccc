package mailbox_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"example.org/tocsin/channel"
	"example.org/tocsin/channel/mailbox"
	"example.org/tocsin/delivery"
)

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// TestReplayed delivers one parcel again and again, by many at once, by several
// channels as after restarts: one message is visible in the box, and it is the
// one.
func TestReplayed(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	file := sealed(t, "Synthetic warning.", p.key.Recipient(), another(t))
	parcel := channel.Parcel{Name: letters() + ".age", Address: filepath.Join(p.root, p.box), Bytes: file}
	before := p.list(p.box)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range replays / 8 {
				ends(t, mailbox.Open().Deliver(t.Context(), parcel), delivery.OutcomeHanded, parcel.Address)
			}
		})
	}
	all.Wait()
	seen := 0
	for _, hash := range p.list(p.box) {
		_, got := p.get("/v1/file/" + p.box + "/" + hash)
		if _, ok := p.opens(got); ok {
			seen++
			if hash != hashOf(file) || !bytes.Equal([]byte(got), file) {
				t.Error("another file opens")
			}
		}
	}
	if entries, err := os.ReadDir(parcel.Address); seen != 1 || len(before) != 8 || err != nil || len(entries) != 2 {
		t.Errorf("%d are visible, of %v, %v", seen, entries, err)
	}
}
