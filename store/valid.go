package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.org/tocsin"
)

// Empty reports whether the batch asks for nothing at all.
func (b Batch) Empty() bool {
	return len(b.Streams)+len(b.Keys)+len(b.Files)+len(b.Timers)+len(b.Settle)+len(b.Cancel) == 0
}

// Weight is about how many bytes the batch brings; stores bound their groups
// by it.
func (b Batch) Weight() int {
	weight := 0
	for _, stream := range b.Streams {
		for _, event := range stream.Events {
			weight += len(event.Sealed)
		}
	}
	for _, key := range b.Keys {
		weight += len(key.Wrapped)
	}
	for _, file := range b.Files {
		weight += len(file.Sealed)
	}
	for _, timer := range b.Timers {
		weight += len(timer.Sealed)
	}
	return weight
}

// Valid checks what can be checked without looking at what is kept; every
// store calls it first. Its errors are faults of the program.
func (b Batch) Valid() error {
	return errors.Join(b.validStreams(), b.validVault(), b.validTimers())
}

// validStreams checks the events; a stream that comes twice would leave open
// which of the two expects what.
func (b Batch) validStreams() error {
	seen := make(map[tocsin.StreamID]bool, len(b.Streams))
	for _, stream := range b.Streams {
		switch {
		case !tocsin.ValidID(stream.ID):
			return fmt.Errorf("%q is no id of a stream", stream.ID)
		case seen[stream.ID]:
			return fmt.Errorf("stream %s comes twice in one batch", stream.ID)
		case stream.Expect < 0:
			return fmt.Errorf("stream %s cannot be at version %d", stream.ID, stream.Expect)
		case len(stream.Events) > 0 && !tocsin.ValidID(stream.Key):
			return fmt.Errorf("%q of stream %s is no id of a key", stream.Key, stream.ID)
		}
		seen[stream.ID] = true
		for i, event := range stream.Events {
			if len(event.Sealed) == 0 {
				return fmt.Errorf("event %d for stream %s holds nothing", i, stream.ID)
			}
		}
	}
	return nil
}

// validVault checks keys and files.
func (b Batch) validVault() error {
	for _, key := range b.Keys {
		if !tocsin.ValidID(key.ID) || len(key.Wrapped) == 0 {
			return fmt.Errorf("key %q has no id or holds nothing", key.ID)
		}
	}
	for _, file := range b.Files {
		if !tocsin.ValidID(file.ID) || !tocsin.ValidID(file.Key) || len(file.Sealed) == 0 {
			return fmt.Errorf("file %q under key %q has no ids or holds nothing", file.ID, file.Key)
		}
	}
	return nil
}

// validTimers checks timers, settlements and cancellations.
func (b Batch) validTimers() error {
	for _, timer := range b.Timers {
		switch {
		case !tocsin.ValidID(timer.ID), !tocsin.ValidID(timer.Stream), !tocsin.ValidID(timer.Key):
			return fmt.Errorf("timer %q of stream %q under key %q has no ids", timer.ID, timer.Stream, timer.Key)
		case len(timer.Sealed) == 0:
			return fmt.Errorf("timer %s holds nothing", timer.ID)
		}
		if err := ValidDue(timer.Due); err != nil {
			return fmt.Errorf("timer %s: %w", timer.ID, err)
		}
	}
	for _, lease := range b.Settle {
		if !tocsin.ValidID(lease.ID) {
			return fmt.Errorf("%q, to be settled, is no id of a timer", lease.ID)
		}
	}
	for _, id := range b.Cancel {
		if !tocsin.ValidID(id) {
			return fmt.Errorf("%q, to be canceled, is no id of a timer", id)
		}
	}
	return nil
}

// ValidDue checks that a due time has whole milliseconds, so that what is read
// back is what was written.
func ValidDue(due time.Time) error {
	if !due.Equal(time.UnixMilli(due.UnixMilli())) {
		return fmt.Errorf("due time %s has parts of a millisecond", due)
	}
	return nil
}

// Valid checks what is asked of Lease.
func (a LeaseAsk) Valid() error {
	switch {
	case a.Owner == "":
		return errors.New("a lease needs an owner")
	case a.For < time.Millisecond:
		return fmt.Errorf("a lease of %s is none", a.For)
	case a.Limit < 1:
		return fmt.Errorf("%d leases cannot be given", a.Limit)
	}
	return nil
}

// Valid checks what is asked of Due.
func (a DueAsk) Valid() error {
	if a.Limit < 1 {
		return fmt.Errorf("%d timers cannot be listed", a.Limit)
	}
	return nil
}

// Chosen sorts what was found of Only, each once, and cuts it to Limit, for a
// store that looks for one after the other.
func (a LeaseAsk) Chosen(found []Lease) []Lease {
	slices.SortFunc(found, func(x, y Lease) int { return cmp.Or(x.Due.Compare(y.Due), cmp.Compare(x.ID, y.ID)) })
	found = slices.CompactFunc(found, func(x, y Lease) bool { return x.ID == y.ID })
	return found[:min(a.Limit, len(found))]
}
