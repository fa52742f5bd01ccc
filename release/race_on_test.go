//go:build race

package release

// seeds is how many lattices are tried: under the race detector few, since a search
// is the work of one goroutine.
const seeds = 60
