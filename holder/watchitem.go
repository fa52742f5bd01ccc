package holder

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/threat"
)

// The bounds of what is watched.
const (
	// MaxStanding is how many watch items stand at once.
	MaxStanding = 1000
	// MaxWoken is how often one item wakes. One that so many reports name tells
	// nothing; it says so, and wakes no more.
	MaxWoken = 500
	// longestWatch is how long an item stands at most: who is watched for longer is
	// asked about anew.
	longestWatch = 5 * 366 * 24 * time.Hour
)

// A Watched is a watch item with what became of it.
type Watched struct {
	threat.WatchItem
	Set tocsin.Stamp
	// Ended is when it was ended before its time, zero where it was not.
	Ended   time.Time
	Because string
	Woken   []Woke
}

// A Woke is one report that woke an item.
type Woke struct {
	At time.Time
	WatchItemWoke
}

// Stands reports whether the item can wake at a time.
func (w Watched) Stands(at time.Time) bool {
	return w.Ended.IsZero() && at.Before(w.Until) && len(w.Woken) < MaxWoken
}

// WatchItem gives a watch item by id.
func (h Holder) WatchItem(id threat.WatchItemID) (Watched, bool) {
	i := slices.IndexFunc(h.Watching, func(w Watched) bool { return w.ID == id })
	if i < 0 {
		return Watched{}, false
	}
	return h.Watching[i], true
}

// Wake gives what is said to every item that stands, and the commands for those
// that wake. An item that comes from the dossier itself sleeps on: its officers
// have the report before them.
func (h Holder) Wake(at time.Time, of tocsin.DossierID, said threat.Said) []WakeWatchItem {
	var standing []threat.WatchItem
	for _, w := range h.Watching {
		if w.Stands(at) && w.Dossier != of && !w.wokenBy(said.Report) {
			standing = append(standing, w.WatchItem)
		}
	}
	if len(standing) == 0 {
		return nil
	}
	var commands []WakeWatchItem
	for _, woken := range threat.Waken(standing, said) {
		commands = append(commands, WakeWatchItem{WatchItemWoke{Item: woken.Item, Report: said.Report, Dossier: of, Score: woken.Score, Why: woken.Why}})
	}
	return commands
}

// wokenBy reports whether a report has woken the item before.
func (w Watched) wokenBy(id tocsin.ReportID) bool {
	return slices.ContainsFunc(w.Woken, func(o Woke) bool { return o.Report == id })
}

// SetWatchItem asks that an item stand.
type SetWatchItem struct {
	WatchItemSet
}

// WatchItemSet puts a watch item up.
type WatchItemSet struct {
	Item threat.WatchItem `json:"item"`
}

func (c SetWatchItem) decide(h Holder, s tocsin.Stamp) ([]Event, error) {
	if s.Level < tocsin.LevelOfficer {
		return nil, tocsin.Refuse("watch-item/level", "ask an officer", "an analyst does not watch for people")
	}
	if err := c.Item.Check(); err != nil {
		return nil, err
	}
	if _, ok := h.WatchItem(c.Item.ID); ok {
		return nil, tocsin.Refuse("watch-item/id", "make the act again", "an item of that id is there already")
	}
	standing := 0
	for _, w := range h.Watching {
		if w.Stands(s.At) {
			standing++
		}
	}
	switch {
	case !c.Item.Until.After(s.At), c.Item.Until.After(s.At.Add(longestWatch)):
		return nil, tocsin.Refuse("watch-item/until", "give a time from now on and within five years",
			"it would stand until %s", c.Item.Until.Format(time.RFC3339))
	case standing >= MaxStanding:
		return nil, tocsin.Refuse("watch-item/too-many", "end those that are needed no longer", "%d items stand already", standing)
	}
	return []Event{c.WatchItemSet}, nil
}

func (e WatchItemSet) evolve(h Holder, s tocsin.Stamp) Holder {
	h.Watching = append(slices.Clip(h.Watching), Watched{WatchItem: e.Item, Set: s})
	return h
}

// EndWatchItem asks that an item stand no longer.
type EndWatchItem struct {
	WatchItemEnded
}

// WatchItemEnded takes a watch item down; what it woke for stays.
type WatchItemEnded struct {
	Item    threat.WatchItemID `json:"item"`
	Because string             `json:"because"`
}

func (c EndWatchItem) decide(h Holder, s tocsin.Stamp) ([]Event, error) {
	w, ok := h.WatchItem(c.Item)
	switch {
	case !ok:
		return nil, tocsin.Refuse("watch-item/unknown", "list the items", "no such item is listed")
	case s.Level < tocsin.LevelOfficer:
		return nil, tocsin.Refuse("watch-item/level", "ask an officer", "an analyst does not end a watch")
	case !w.Ended.IsZero() || !s.At.Before(w.Until):
		return nil, tocsin.Refuse("watch-item/ended", "list the items", "the item has ended already")
	case strings.TrimSpace(c.Because) == "":
		return nil, tocsin.Refuse("watch-item/reason", "say why it is needed no longer", "no reason is given")
	}
	return []Event{c.WatchItemEnded}, nil
}

func (e WatchItemEnded) evolve(h Holder, s tocsin.Stamp) Holder {
	return h.watched(e.Item, func(w Watched) Watched {
		w.Ended, w.Because = s.At, e.Because
		return w
	})
}

// watched gives the holder with one item changed.
func (h Holder) watched(id threat.WatchItemID, change func(Watched) Watched) Holder {
	i := slices.IndexFunc(h.Watching, func(w Watched) bool { return w.ID == id })
	if i >= 0 {
		h.Watching = slices.Clone(h.Watching)
		h.Watching[i] = change(h.Watching[i])
	}
	return h
}

// WakeWatchItem notes that a report wakes an item.
type WakeWatchItem struct {
	WatchItemWoke
}

// WatchItemWoke says which report woke an item, in which dossier, and why.
type WatchItemWoke struct {
	Item    threat.WatchItemID `json:"item"`
	Report  tocsin.ReportID    `json:"report"`
	Dossier tocsin.DossierID   `json:"dossier"`
	Score   int                `json:"score"`
	Why     string             `json:"why"`
}

// decide notes it once for each report: what is assessed of a report later wakes
// nothing twice. What cannot wake any more is a fault of whoever asks, who was
// told by Wake.
func (c WakeWatchItem) decide(h Holder, s tocsin.Stamp) ([]Event, error) {
	w, ok := h.WatchItem(c.Item)
	switch {
	case ok && w.wokenBy(c.Report):
		return nil, nil
	case !ok || !w.Stands(s.At) || w.Dossier == c.Dossier:
		return nil, fmt.Errorf("waking watch item %s: it does not stand for dossier %s", c.Item, c.Dossier)
	}
	return []Event{c.WatchItemWoke}, nil
}

func (e WatchItemWoke) evolve(h Holder, s tocsin.Stamp) Holder {
	return h.watched(e.Item, func(w Watched) Watched {
		w.Woken = append(slices.Clip(w.Woken), Woke{s.At, e})
		return w
	})
}
