//go:build race

package policy_test

// drawn is how many dossiers each property of fairness is held to, for each pack:
// a sample, since the detector looks for races and takes ten times as long.
const drawn = 300
