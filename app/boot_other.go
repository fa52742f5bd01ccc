//go:build !linux

package app

import "time"

// sinceBoot counts from the start of the process by Go's own clock, which not
// everywhere goes on while the machine sleeps; each process is a run of its own.
// So each start is held against the newest time that the record knows, and after
// a sleep the wall clock comes to stand ahead.
func sinceBoot() (boot string, since time.Duration) { return "", sinceBegan() }
