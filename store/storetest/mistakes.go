package storetest

import (
	"maps"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/store"
)

// A mistake makes a good batch bad. It gives the error it must cause; nil for
// any.
type mistake func(b *store.Batch, f fixture, kept store.Batch) error

// mistakes are the ways in which a batch goes wrong.
func mistakes() map[string]mistake {
	all := streamMistakes()
	maps.Copy(all, vaultMistakes())
	maps.Copy(all, timerMistakes())
	return all
}

// streamMistakes are those in events.
func streamMistakes() map[string]mistake {
	return map[string]mistake{
		"second stream moved": func(b *store.Batch, f fixture, kept store.Batch) error {
			b.Streams = append(b.Streams, f.events(kept.Streams[0].ID, 0, "late"))
			return store.ErrMoved
		},
		"second stream ahead": func(b *store.Batch, f fixture, _ store.Batch) error {
			b.Streams = append(b.Streams, f.events(ID[tocsin.StreamID](), 1, "early"))
			return store.ErrMoved
		},
		"a stream twice": func(b *store.Batch, f fixture, _ store.Batch) error {
			b.Streams = append(b.Streams, f.events(b.Streams[0].ID, 2, "twice"))
			return nil
		},
		"a negative version": func(b *store.Batch, f fixture, _ store.Batch) error {
			b.Streams = append(b.Streams, f.events(ID[tocsin.StreamID](), -1, "no"))
			return nil
		},
		"no id of a stream": func(b *store.Batch, f fixture, _ store.Batch) error {
			b.Streams = append(b.Streams, f.events("plaintext", 0, "no"))
			return nil
		},
		"an event of nothing": func(b *store.Batch, f fixture, _ store.Batch) error {
			b.Streams = append(b.Streams, f.events(ID[tocsin.StreamID](), 0, ""))
			return nil
		},
		"an unknown key": func(b *store.Batch, f fixture, _ store.Batch) error {
			stream := f.events(ID[tocsin.StreamID](), 0, "sealed with what")
			stream.Key = ID[tocsin.KeyID]()
			b.Streams = append(b.Streams, stream)
			return nil
		},
	}
}

// vaultMistakes are those in keys and files.
func vaultMistakes() map[string]mistake {
	return map[string]mistake{
		"a key there already": func(b *store.Batch, _ fixture, kept store.Batch) error {
			b.Keys = append(b.Keys, kept.Keys[0])
			return nil
		},
		"a key twice": func(b *store.Batch, _ fixture, _ store.Batch) error {
			b.Keys = append(b.Keys, b.Keys[0])
			return nil
		},
		"a file there already": func(b *store.Batch, _ fixture, kept store.Batch) error {
			b.Files = append(b.Files, kept.Files[0])
			return nil
		},
		"a file twice": func(b *store.Batch, _ fixture, _ store.Batch) error {
			b.Files = append(b.Files, b.Files[0])
			return nil
		},
		"a file under an unknown key": func(b *store.Batch, f fixture, _ store.Batch) error {
			file := f.file("no")
			file.Key = ID[tocsin.KeyID]()
			b.Files = append(b.Files, file)
			return nil
		},
	}
}

// timerMistakes are those in timers and leases.
func timerMistakes() map[string]mistake {
	return map[string]mistake{
		"a timer there already": func(b *store.Batch, _ fixture, kept store.Batch) error {
			b.Timers = append(b.Timers, kept.Timers[2])
			return nil
		},
		"a timer twice": func(b *store.Batch, _ fixture, _ store.Batch) error {
			b.Timers = append(b.Timers, b.Timers[0])
			return nil
		},
		"a timer under an unknown key": func(b *store.Batch, f fixture, _ store.Batch) error {
			timer := f.timer(noon())
			timer.Key = ID[tocsin.KeyID]()
			b.Timers = append(b.Timers, timer)
			return nil
		},
		"a timer due between milliseconds": func(b *store.Batch, f fixture, _ store.Batch) error {
			b.Timers = append(b.Timers, f.timer(noon().Add(time.Microsecond)))
			return nil
		},
		"a lease of nothing": func(b *store.Batch, f fixture, _ store.Batch) error {
			b.Settle = append(b.Settle, store.Lease{Timer: f.timer(noon()), Token: 1})
			return store.ErrFenced
		},
		"a timer that nobody leased": func(b *store.Batch, _ fixture, kept store.Batch) error {
			b.Settle = append(b.Settle, store.Lease{Timer: kept.Timers[0]})
			return store.ErrFenced
		},
		"a lease with a token of the future": func(b *store.Batch, _ fixture, _ store.Batch) error {
			b.Settle[0].Token++
			return store.ErrFenced
		},
		"a lease settled twice": func(b *store.Batch, _ fixture, _ store.Batch) error {
			b.Settle = append(b.Settle, b.Settle[0])
			return store.ErrFenced
		},
	}
}
