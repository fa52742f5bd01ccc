package app

import (
	"time"

	"example.org/tocsin/watch"
)

// A Reading is what the clocks of a machine say at one moment.
type Reading = watch.Reading

// Clock is the wall clock.
func Clock() time.Time { return time.Now() }

// Read reads the clocks of this machine: the one that anybody can set, and the one
// that counts from its start, also while it sleeps.
func Read() Reading {
	boot, since := sinceBoot()
	return Reading{Boot: boot, Since: since, Wall: Clock()}
}

// reading reads the clocks that the environment has. One that is given for itself
// runs on without a jump: whoever gives it decides how much time has passed.
func (e Environment) reading() Reading {
	if e.Read != nil {
		return e.Read()
	}
	now := e.Now().Round(0)
	return Reading{Boot: "given", Since: now.Sub(time.Unix(0, 0)), Wall: now}
}
