//go:build !long && !race

package policy_test

// drawn is how many dossiers each property of fairness is held to, for each pack.
const drawn = 10_000
