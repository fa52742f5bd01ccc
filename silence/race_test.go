//go:build race

package silence_test

// underRace is true where every memory access is watched: the walks have no
// concurrency and would take minutes.
const underRace = true
