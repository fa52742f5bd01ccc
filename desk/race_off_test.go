//go:build !race

package desk_test

// slowly is how much of what is exhaustive is left out: nothing.
const slowly = 1
