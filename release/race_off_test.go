//go:build !race

package release

// seeds is how many lattices are tried.
const seeds = 600
