package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// Waiting is how many jobs wait to be kept.
func (s *Store) Waiting() int { return len(s.batches.jobs) }

// SetPatience says how long the store tries again. Nothing may be under way.
func (s *Store) SetPatience(most time.Duration) {
	s.patience, s.batches.patience, s.leases.patience = most, most, most
}

// Relied is relied.
func Relied(version int, fsync, pages string) error { return relied(version, fsync, pages) }

// Resolved gives how many commits were asked after, and whether the last of them
// was kept. Nothing may be under way.
func (s *Store) Resolved() (asked int, kept bool) { return s.batches.asked, s.batches.kept }

// Steps are the steps of the schema.
func Steps() []string { return slices.Clone(steps) }

// Bring is bring.
func Bring(ctx context.Context, conn *pgx.Conn, steps []string, making bool) error {
	return bring(ctx, conn, steps, making)
}

// Check is check.
func Check(ctx context.Context, tx pgx.Tx) ([]string, error) { return check(ctx, tx) }
