package holder_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/holder"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
	"example.org/tocsin/threat"
)

// watched is an item for names. All names are synthetic.
func watched(word string, names ...string) threat.WatchItem {
	return threat.WatchItem{ID: id[threat.WatchItemID](word), Names: names, Reason: "why", Until: start.AddDate(1, 0, 0)}
}

// watchedPlace is an item with all that one can have.
func watchedPlace() threat.WatchItem {
	w := watched("place", "Ada Example")
	w.Place, w.Radius = &place.Place{City: "Lyon", Point: &place.Point{Lat: 45_760_000, Lon: 4_830_000}}, 500
	w.Dossier = id[tocsin.DossierID]("dossier")
	return w
}

// The commands about watch items, in few words.

func watchFor(w threat.WatchItem) holder.SetWatchItem {
	return holder.SetWatchItem{WatchItemSet: holder.WatchItemSet{Item: w}}
}

func endWatch(word, because string) holder.EndWatchItem {
	return holder.EndWatchItem{WatchItemEnded: holder.WatchItemEnded{Item: id[threat.WatchItemID](word), Because: because}}
}

// names is a report that names somebody.
func names(word, who string) threat.Said {
	return threat.Said{Report: id[tocsin.ReportID](word), Facts: []report.Fact{{Field: report.FieldActor, Text: who, Part: "by"}}}
}

// wake gives a report to the items as filing does, and counts what wakes.
func (s *script) wake(dossier string, said threat.Said) int {
	s.t.Helper()
	commands := s.h.Wake(s.now, id[tocsin.DossierID](dossier), said)
	for _, c := range commands {
		s.when("ana", c).then("WatchItemWoke")
	}
	return len(commands)
}

// watching puts items up.
func watching(t *testing.T) {
	t.Helper()
	s := staffed(t).when("omar", watchFor(watched("ada", "Ada Example"))).then("WatchItemSet")
	w, ok := s.h.WatchItem(id[threat.WatchItemID]("ada"))
	if !ok || w.Set.By != id[tocsin.OfficerID]("omar") || !w.Stands(s.now) || w.Stands(w.Until) {
		t.Errorf("it is listed as %+v", w)
	}
	s.when("ana", watchFor(watched("bea", "Bea Example"))).refused("watch-item/level", "analyst").
		when("sara", watchFor(watched("bea"))).refused("watch-item/what", "nothing").
		when("sara", watchFor(watched("ada", "Ada Example"))).refused("watch-item/id", "already")
	late := watched("bea", "Bea Example")
	for _, until := range []time.Time{s.now, s.now.Add(-time.Hour), s.now.AddDate(6, 0, 0)} {
		late.Until = until
		s.when("omar", watchFor(late)).refused("watch-item/until", "would stand until")
	}
	for n := range holder.MaxStanding - 1 {
		one := watched(fmt.Sprintf("x%c%c%c", 'a'+n%26, 'a'+n/26%26, 'a'+n/676), "Bea Example")
		s.h = holder.Evolve(s.h, tocsin.Stamp{At: s.now}, holder.WatchItemSet{Item: one})
	}
	s.when("omar", watchFor(watched("bea", "Bea Example"))).refused("watch-item/too-many", "1000 items stand")
	s.now = w.Until // all have ended by themselves
	late.Until = s.now.AddDate(1, 0, 0)
	s.when("omar", watchFor(late)).then("WatchItemSet")
}

// waking wakes an item once for each report, and not for its own dossier.
func waking(t *testing.T) {
	t.Helper()
	s := staffed(t)
	ada, bea := watched("ada", "Ada Example"), watched("bea", "Bea Beispiel")
	ada.Dossier = id[tocsin.DossierID]("own")
	s.when("omar", watchFor(ada)).then("WatchItemSet").when("omar", watchFor(bea)).then("WatchItemSet")
	if n := s.wake("own", names("one", "Ada Example")); n != 0 {
		t.Errorf("the reports of its own dossier wake %d", n)
	}
	if n := s.wake("other", names("two", "Cleo Primer")); n != 0 {
		t.Errorf("another name wakes %d", n)
	}
	if n := s.wake("other", names("three", "Ada Exampel")); n != 1 {
		t.Errorf("her name wakes %d", n)
	}
	if n := s.wake("other", names("three", "Ada Example")); n != 0 {
		t.Errorf("the same report wakes %d again", n)
	}
	if n := s.wake("third", names("four", "Ada Example")); n != 1 {
		t.Errorf("another report wakes %d", n)
	}
	w, _ := s.h.WatchItem(ada.ID)
	if len(w.Woken) != 2 || w.Woken[0].Report != id[tocsin.ReportID]("three") || w.Woken[1].Dossier != id[tocsin.DossierID]("third") || !w.Woken[1].At.Equal(s.now) {
		t.Errorf("it woke for %+v", w.Woken)
	}
	again := holder.WakeWatchItem{WatchItemWoke: w.Woken[0].WatchItemWoke}
	s.when("ana", again).then()
	var r *tocsin.Refusal
	for name, spoil := range map[string]func(*holder.WatchItemWoke){
		"no item":     func(e *holder.WatchItemWoke) { e.Item = "x" },
		"own dossier": func(e *holder.WatchItemWoke) { e.Dossier = ada.Dossier },
	} {
		c := again
		c.Report = id[tocsin.ReportID]("nine")
		spoil(&c.WatchItemWoke)
		if _, err := holder.Decide(s.h, tocsin.Stamp{At: s.now}, c); err == nil || errors.As(err, &r) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// One that everything wakes sleeps in the end, and can be ended still.
	for n := range holder.MaxWoken {
		said := names(fmt.Sprintf("x%c%c%c", 'a'+n%26, 'a'+n/26%26, 'a'+n/676), "Bea Beispiel")
		for _, c := range s.h.Wake(s.now, id[tocsin.DossierID]("other"), said) {
			s.h = holder.Evolve(s.h, tocsin.Stamp{At: s.now}, c.WatchItemWoke)
		}
	}
	if w, _ := s.h.WatchItem(bea.ID); len(w.Woken) != holder.MaxWoken || w.Stands(s.now) || s.wake("other", names("last", "Bea Beispiel")) != 0 {
		t.Errorf("it woke %d times", len(w.Woken))
	}
	s.when("omar", endWatch("bea", "too wide")).then("WatchItemEnded")
	// At its end it sleeps.
	s.now = ada.Until
	if n := s.wake("other", names("five", "Ada Example")); n != 0 {
		t.Errorf("after its end it wakes %d", n)
	}
}

// ending takes items down, once.
func ending(t *testing.T) {
	t.Helper()
	s := staffed(t).when("omar", watchFor(watched("ada", "Ada Example"))).then("WatchItemSet").
		when("omar", endWatch("bea", "why")).refused("watch-item/unknown", "no such item").
		when("ana", endWatch("ada", "why")).refused("watch-item/level", "analyst").
		when("omar", endWatch("ada", " ")).refused("watch-item/reason", "no reason")
	before := s.h
	s.when("omar", endWatch("ada", "it was somebody else")).then("WatchItemEnded").
		when("omar", endWatch("ada", "why")).refused("watch-item/ended", "ended already")
	w, _ := s.h.WatchItem(id[threat.WatchItemID]("ada"))
	if w.Stands(s.now) || w.Because != "it was somebody else" || !w.Ended.Equal(s.now) {
		t.Errorf("it is listed as %+v", w)
	}
	if n := s.wake("other", names("one", "Ada Example")); n != 0 {
		t.Errorf("it wakes %d", n)
	}
	if w, _ := before.WatchItem(w.ID); !w.Stands(s.now) {
		t.Error("the holder as it was before is changed")
	}
	s.when("omar", watchFor(watched("bea", "Bea Example"))).then("WatchItemSet")
	s.now = start.AddDate(1, 0, 0)
	s.when("omar", endWatch("bea", "why")).refused("watch-item/ended", "ended already")
}
