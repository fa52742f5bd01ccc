package sqlite

import "time"

// Waiting is how many jobs wait for the writer.
func (s *Store) Waiting() int { return len(s.jobs) }

// SetPatience says how long the writer waits for another process. No Append may
// be under way.
func (s *Store) SetPatience(most time.Duration) { s.w.patience = most }
