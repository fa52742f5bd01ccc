package app

import "time"

// Clock is the one clock of the program.
func Clock() time.Time { return time.Now() }
