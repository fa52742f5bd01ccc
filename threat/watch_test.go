package threat_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"example.org/tocsin"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
	"example.org/tocsin/threat"
)

// watches makes an item.
func watches(n int, names ...string) threat.WatchItem {
	return threat.WatchItem{ID: threat.WatchItemID(idOf("w", n)), Names: names, Reason: "SYNTHETIC: a tip that names only a person", Until: start.AddDate(1, 0, 0)}
}

// watchesPlace makes an item for a place.
func watchesPlace(names ...string) threat.WatchItem {
	w := watches(1)
	w.Place = at(names...).Place
	return w
}

// around makes an item for everything around a point.
func around(lat, lon, radius int64) threat.WatchItem {
	w := watches(1)
	w.Place, w.Radius = &place.Place{Point: &place.Point{Lat: lat, Lon: lon}}, radius
	return w
}

// passage makes a report of words.
func passage(text string) threat.Said {
	s := said(1, "")
	s.Title, s.Passages = "", []report.Passage{{Part: "basis", Text: text}}
	return s
}

// TestWakes wakes an item when the person or the place is named again, in
// whatever spelling.
func TestWakes(t *testing.T) {
	t.Parallel()
	point := said(1, "", report.Fact{Field: report.FieldPlace, Part: "where", Place: &place.Place{Point: &place.Point{Lat: 45_750_000, Lon: 4_850_000}}})
	alias := says(report.FieldActor, "the tall one")
	alias.Aliases = []string{"Karpenko, Oleksandr"}
	for name, c := range map[string]struct {
		item threat.WatchItem
		said threat.Said
		why  string
	}{
		"the same name":       {watches(1, "Aleksandr Karpenko"), said(1, "", says(report.FieldActor, "Aleksandr Karpenko")), `in by as "Aleksandr Karpenko"`},
		"in Cyrillic":         {watches(1, "Aleksandr Karpenko"), passage("Вчера видели Александра Карпенко у ворот."), "in basis as"},
		"an alias":            {watches(1, "Oleksandr Karpenko"), said(1, "", alias), "in by as"},
		"in Persian":          {watches(1, "Behrouz Tavakkol"), passage("آن مرد بهروز توکل نام داشت"), "in basis as"},
		"in the title":        {watches(1, "Behrouz Tavakkol"), threat.Said{Report: rid(1), Title: "SYNTHETIC: Behruz Tavakol again"}, "in its title as"},
		"second of its names": {watches(1, "the Harbor Group", "Behrouz Tavakkol"), passage("Behrouz Tavakkol was seen"), `"Behrouz Tavakkol" is named`},
		"somebody else":       {watches(1, "Aleksandr Karpenko"), said(1, "", says(report.FieldActor, "Beatriz Olmedo")), ""},
		"nothing":             {watches(1, "Aleksandr Karpenko"), threat.Said{Report: rid(1)}, ""},

		"the city":            {watchesPlace("France", "", "Lyon"), said(1, "", at("France", "", "Lyon")), "names a place in it"},
		"a site in it":        {watchesPlace("France", "", "Lyon"), said(1, "", at("FR", "", "Lyon", "", "Gare")), "names a place in it"},
		"the city of a site":  {watchesPlace("France", "", "Lyon", "", "Gare"), said(1, "", at("France", "", "Lyon")), "names a place that holds it"},
		"only its country":    {watchesPlace("France", "", "Lyon"), said(1, "", at("France")), ""},
		"another city":        {watchesPlace("France", "", "Lyon"), said(1, "", at("France", "", "Paris")), ""},
		"named in words":      {watchesPlace("Iran", "", "Kerman"), passage("Они говорили о Кермане."), `"Kerman" is named in basis`},
		"a point in reach":    {around(45_760_000, 4_830_000, 20_000), point, "2 km from the point"},
		"a point out of it":   {around(45_760_000, 4_830_000, 1000), point, ""},
		"a city in reach":     {around(45_760_000, 4_830_000, 20_000), said(1, "", at("France", "", "Lyon")), "from the point: Lyon, France"},
		"a city out of it":    {around(45_760_000, 4_830_000, 20_000), said(1, "", at("France", "", "Paris")), ""},
		"a town in words":     {around(45_760_000, 4_830_000, 20_000), passage("They meet in Villeurbanne at night."), `"Villeurbanne" is named`},
		"a namesake far away": {around(45_760_000, 4_830_000, 20_000), said(1, "", at("United States", "", "Lyons")), ""},
	} {
		why, score, ok := threat.Wakes(c.item, c.said)
		if ok != (c.why != "") || !strings.Contains(why, c.why) || ok != (score > 0) || score > 100 {
			t.Errorf("%s: %q, %d, %t", name, why, score, ok)
		}
	}
}

// TestWaken wakes each item once, in their order, with what fits best.
func TestWaken(t *testing.T) {
	t.Parallel()
	items := []threat.WatchItem{watches(2, "Behrouz Tavakkol"), watches(1, "Aleksandr Karpenko"), watches(3, "Beatriz Olmedo")}
	s := said(1, "", says(report.FieldActor, "Beatrice Olmedo"), says(report.FieldVictim, "Beatriz Olmedo"), says(report.FieldTarget, "Beatrize Olmedo"), says(report.FieldSource, "Behruz Tavakkol"))
	got := threat.Waken(items, s)
	if len(got) != 2 || got[0].Item != items[0].ID || got[1].Item != items[2].ID || got[1].Score != 100 || !strings.Contains(got[1].Why, "victim") {
		t.Errorf("it wakes %+v", got)
	}
	if got := threat.Waken(nil, s); len(got) != 0 {
		t.Errorf("nothing wakes %+v", got)
	}
	// As many items as stand at most, and a long text, are bounded work.
	var many []threat.WatchItem
	for n := range 1000 {
		many = append(many, watches(n, fmt.Sprintf("Person%c%c%c Number%c%c", 'a'+n%26, 'a'+n/26%26, 'b'+n%7, 'a'+n%26, 'a'+n/26%26)))
	}
	many = append(many, watches(1001, "Aleksandr Karpenko"))
	long := passage(strings.Repeat("Nobody of that name was seen there on any day of the year. ", 20_000) + "Then came Aleksandr Karpenko.")
	began := time.Now()
	if got := threat.Waken(many, long); len(got) != 1 || time.Since(began) > 2*time.Minute {
		t.Errorf("in %s it wakes %+v", time.Since(began), got)
	}
}

// TestWatchItem refuses items that nothing could wake, or everything.
func TestWatchItem(t *testing.T) {
	t.Parallel()
	for _, good := range []threat.WatchItem{watches(1, "Ada"), watchesPlace("France", "Rhône"), around(0, 0, 1)} {
		if err := good.Check(); err != nil {
			t.Errorf("%+v: %v", good, err)
		}
	}
	for name, c := range map[string]struct {
		rule  string
		spoil func(*threat.WatchItem)
	}{
		"no id":            {"watch-item/id", func(w *threat.WatchItem) { w.ID = "x" }},
		"odd dossier":      {"watch-item/id", func(w *threat.WatchItem) { w.Dossier = "x" }},
		"nothing":          {"watch-item/what", func(w *threat.WatchItem) { w.Names = nil }},
		"short name":       {"watch-item/what", func(w *threat.WatchItem) { w.Names = []string{"Al"} }},
		"digits":           {"watch-item/what", func(w *threat.WatchItem) { w.Names = []string{"12345"} }},
		"two lines":        {"watch-item/what", func(w *threat.WatchItem) { w.Names = []string{"Ada\nSECRET"} }},
		"turned":           {"watch-item/what", func(w *threat.WatchItem) { w.Names = []string{"SECRET\u202eAda"} }},
		"malformed":        {"watch-item/what", func(w *threat.WatchItem) { w.Names = []string{"SECRET\xff"} }},
		"long":             {"watch-item/what", func(w *threat.WatchItem) { w.Names = []string{strings.Repeat("SECRET", 50)} }},
		"many":             {"watch-item/what", func(w *threat.WatchItem) { w.Names = make([]string, threat.MaxWatchNames+1) }},
		"no reason":        {"watch-item/reason", func(w *threat.WatchItem) { w.Reason = " " }},
		"no end":           {"watch-item/until", func(w *threat.WatchItem) { w.Until = time.Time{} }},
		"part of a second": {"watch-item/until", func(w *threat.WatchItem) { w.Until = w.Until.Add(1) }},
		"other zone":       {"watch-item/until", func(w *threat.WatchItem) { w.Until = w.Until.In(time.FixedZone("", 3600)) }},
		"a whole country":  {"watch-item/where", func(w *threat.WatchItem) { w.Place = at("SECRET").Place }},
		"no place":         {"watch-item/where", func(w *threat.WatchItem) { w.Place = &place.Place{} }},
		"two-line step":    {"watch-item/where", func(w *threat.WatchItem) { w.Place = at("SECRET", "", "a\nb").Place }},
		"off the earth":    {"watch-item/where", func(w *threat.WatchItem) { *w = around(91_000_000, 0, 5) }},
		"no radius":        {"watch-item/where", func(w *threat.WatchItem) { *w = around(0, 0, 0) }},
		"below zero":       {"watch-item/where", func(w *threat.WatchItem) { *w = around(0, 0, -1) }},
		"too far":          {"watch-item/where", func(w *threat.WatchItem) { *w = around(0, 0, threat.MaxWatchRadius+1) }},
		"radius of a city": {"watch-item/where", func(w *threat.WatchItem) { w.Place, w.Radius = at("SECRET", "", "Lyon").Place, 5 }},
		"radius alone":     {"watch-item/where", func(w *threat.WatchItem) { w.Radius = 5 }},
	} {
		w := watches(1, "SECRET Ada")
		c.spoil(&w)
		r, ok := errors.AsType[*tocsin.Refusal](w.Check())
		if !ok || r.Rule != c.rule || strings.Contains(r.Why+r.Remedy, "SECRET") {
			t.Errorf("%s: %v", name, w.Check())
		}
	}
}

// TestSaidIn takes an assessment apart by its reports.
func TestSaidIn(t *testing.T) {
	t.Parallel()
	a := assessed(says(report.FieldActor, "Ada"), at("France"), says(report.FieldVictim, "Bea"))
	a.Facts[1].Report = rid(0)
	a.Facts = append(a.Facts, report.Fact{Field: report.FieldAct, Text: "unknown", Report: rid(7)})
	got := threat.SaidIn(a)
	if len(got) != 2 || got[0].Report != rid(0) || got[1].Report != rid(1) || !reflect.DeepEqual(got[1].Facts, []report.Fact{a.Facts[2], a.Facts[0]}) {
		t.Errorf("it says %+v", got)
	}
}

// FuzzWakes holds any report against any name: no name wakes on nothing, and what
// it says is text.
func FuzzWakes(f *testing.F) {
	f.Add("Aleksandr Karpenko", "Вчера Александр Карпенко")
	f.Add("May", "in may\x00\xff")
	f.Add("\u202e", strings.Repeat("a", 5000))
	f.Fuzz(func(t *testing.T, name, text string) {
		item := watches(1, name)
		why, score, ok := threat.Wakes(item, passage(text))
		if ok != (score > 0) || score > 100 || ok && utf8.ValidString(text) && utf8.ValidString(name) && !utf8.ValidString(why) {
			t.Errorf("%q, %d, %t", why, score, ok)
		}
	})
}
