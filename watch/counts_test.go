//go:build !long

package watch_test

// The counts of what is quick enough for each run.
const (
	bulk      = 1_000
	deadlines = 10_000
	onSQLite  = 1_000
)
