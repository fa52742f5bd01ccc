package threat

import (
	"hash/fnv"
	"slices"
)

const (
	// shingleWords is how many words a run has that is compared.
	shingleWords = 3
	// sketchSize is how many runs a sketch keeps: those with the smallest hashes,
	// which is a fair sample of all.
	sketchSize = 256
	// maxWords bounds the words that a sketch is made of.
	maxWords = 200_000
)

// Shingles is a sketch of a text by which it is compared with others without
// being read again: the smallest hashes of its runs of words, ascending.
type Shingles []uint64

// Sketch makes the sketch of texts.
func Sketch(texts ...string) Shingles {
	var all Shingles
	words := 0
	for _, text := range texts {
		in := wordsOf(text[:min(len(text), 16*maxWords)])
		in = in[:min(len(in), maxWords-words)]
		words += len(in)
		for i := 0; i+shingleWords <= len(in); i++ {
			h := fnv.New64a()
			for _, w := range in[i : i+shingleWords] {
				_, _ = h.Write([]byte(w)) // a hash takes everything
				_, _ = h.Write([]byte{0})
			}
			all = append(all, mix(h.Sum64()))
		}
		if len(all) > 4*sketchSize {
			all = all.least()
		}
	}
	return all.least()
}

// mix spreads a hash, so that the smallest are a fair sample.
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// least keeps the smallest hashes, once each.
func (s Shingles) least() Shingles {
	slices.Sort(s)
	s = slices.Compact(s)
	return s[:min(len(s), sketchSize)]
}

// fewest is how many runs must be compared for a likeness to say anything.
const fewest = 4

// Likeness is what share of their runs of words two texts have in common, in
// percent: of the runs of the shorter one, so that a report inside a longer one
// is found.
func (s Shingles) Likeness(o Shingles) int {
	if len(s) < fewest || len(o) < fewest {
		return 0
	}
	// Up to the smaller of the two largest hashes both sketches are complete.
	limit := ^uint64(0)
	if len(s) == sketchSize {
		limit = s[len(s)-1]
	}
	if len(o) == sketchSize {
		limit = min(limit, o[len(o)-1])
	}
	inS, inO, both := 0, 0, 0
	for _, h := range s {
		if h <= limit {
			inS++
			if _, held := slices.BinarySearch(o, h); held {
				both++
			}
		}
	}
	for _, h := range o {
		if h <= limit {
			inO++
		}
	}
	if shorter := min(inS, inO); shorter >= fewest {
		return both * 100 / shorter
	}
	return 0
}
