//go:build !race

package dossier_test

// underRace is true where every memory access is watched.
const underRace = false
