//go:build race

package desk_test

// slowly is how much of what is exhaustive is left out under the race detector,
// which finds nothing in what one goroutine does alone.
const slowly = 5
