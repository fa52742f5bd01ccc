//go:build long

package watch_test

// The counts that are asked for.
const (
	thousand  = 100 // times ten
	bulk      = 10_000
	deadlines = 1_000_000
	onSQLite  = 100_000
)
