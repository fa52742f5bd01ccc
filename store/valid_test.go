package store_test

import (
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/store"
)

// TestValid lists what no store may be asked; storetest has the mistakes that
// show only beside what is kept.
func TestValid(t *testing.T) {
	t.Parallel()
	const (
		id    = "abcdefghijklmnopqrstuvwxyz"
		other = "bbcdefghijklmnopqrstuvwxyz"
		short = "abc"
	)
	some := []byte("sealed")
	due := time.UnixMilli(1).UTC()
	good := store.Batch{
		Streams: []store.Stream{{ID: id, Key: id, Events: []store.Event{{Sealed: some}}}, {ID: other, Expect: 3}},
		Keys:    []store.Key{{ID: id, Wrapped: some}},
		Files:   []store.File{{ID: id, Key: id, Sealed: some}},
		Timers:  []store.Timer{{ID: id, Stream: id, Key: id, Due: due, Sealed: some}},
		Settle:  []store.Lease{{Timer: store.Timer{ID: id}}},
		Cancel:  []tocsin.TimerID{id},
	}
	if err := good.Valid(); err != nil || good.Empty() || good.Weight() != 4*len(some) {
		t.Fatalf("%v, empty %t, weight %d", err, good.Empty(), good.Weight())
	}
	if empty := (store.Batch{}); empty.Valid() != nil || !empty.Empty() {
		t.Fatal("an empty batch is not empty")
	}
	for name, bad := range map[string]store.Batch{
		"stream id":         {Streams: []store.Stream{{ID: short}}},
		"stream twice":      {Streams: []store.Stream{{ID: id}, {ID: id}}},
		"negative version":  {Streams: []store.Stream{{ID: id, Expect: -1}}},
		"events, no key":    {Streams: []store.Stream{{ID: id, Events: []store.Event{{Sealed: some}}}}},
		"event of nothing":  {Streams: []store.Stream{{ID: id, Key: id, Events: []store.Event{{}}}}},
		"key id":            {Keys: []store.Key{{ID: short, Wrapped: some}}},
		"key of nothing":    {Keys: []store.Key{{ID: id}}},
		"file id":           {Files: []store.File{{ID: short, Key: id, Sealed: some}}},
		"file's key":        {Files: []store.File{{ID: id, Key: short, Sealed: some}}},
		"file of nothing":   {Files: []store.File{{ID: id, Key: id}}},
		"timer id":          {Timers: []store.Timer{{ID: short, Stream: id, Key: id, Due: due, Sealed: some}}},
		"timer's stream":    {Timers: []store.Timer{{ID: id, Stream: short, Key: id, Due: due, Sealed: some}}},
		"timer's key":       {Timers: []store.Timer{{ID: id, Stream: id, Key: short, Due: due, Sealed: some}}},
		"timer of nothing":  {Timers: []store.Timer{{ID: id, Stream: id, Key: id, Due: due}}},
		"timer due between": {Timers: []store.Timer{{ID: id, Stream: id, Key: id, Due: due.Add(1), Sealed: some}}},
		"settle id":         {Settle: []store.Lease{{Token: 1}}},
		"cancel id":         {Cancel: []tocsin.TimerID{short}},
	} {
		if err := bad.Valid(); err == nil {
			t.Errorf("%s: it is valid", name)
		}
	}
}
