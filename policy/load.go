package policy

import (
	"crypto/sha256"
	"sync"
)

// loaded remembers packs that were read: reading one takes milliseconds, and the
// record names the same few in every dossier. The same bytes are the same pack.
var loaded = struct {
	sync.Mutex
	packs map[[sha256.Size]byte]*Pack
}{packs: map[[sha256.Size]byte]*Pack{}}

// maxLoaded bounds how many are remembered.
const maxLoaded = 64

// Load reads a pack as Parse does, and remembers it.
func Load(source []byte) (*Pack, error) {
	hash := sha256.Sum256(source)
	loaded.Lock()
	p := loaded.packs[hash]
	loaded.Unlock()
	if p != nil {
		return p, nil
	}
	p, err := Parse(source)
	if err != nil {
		return nil, err
	}
	loaded.Lock()
	defer loaded.Unlock()
	if len(loaded.packs) >= maxLoaded {
		clear(loaded.packs)
	}
	loaded.packs[hash] = p
	return p, nil
}
