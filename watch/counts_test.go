//go:build !long

package watch_test

// The counts of what is quick enough for each run.
const (
	thousand  = 20 // times ten
	bulk      = 1_000
	deadlines = 10_000
	onSQLite  = 1_000
)
