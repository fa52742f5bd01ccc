//go:build !race

package silence_test

// underRace is true where every memory access is watched.
const underRace = false
