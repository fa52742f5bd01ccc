package threat

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"example.org/tocsin"
	"example.org/tocsin/name"
	"example.org/tocsin/place"
	"example.org/tocsin/place/gazetteer"
	"example.org/tocsin/report"
)

// A WatchItemID names one watch item.
type WatchItemID tocsin.ID

// A WatchItem stands for a person, a group or a place of which a report may come
// in again: tips that name only a person fade, and what was known of them is
// needed years later under another spelling.
type WatchItem struct {
	ID WatchItemID `json:"id"`
	// Names are those of one person or group, in any spelling.
	Names []string `json:"names,omitempty"`
	// Place is the place that is watched; with Radius, everything so many meters
	// around its point.
	Place  *place.Place `json:"place,omitempty"`
	Radius int64        `json:"radius_m,omitempty"`
	// Reason says why it stands.
	Reason string `json:"reason"`
	// Dossier is the threat that it comes from: its own reports wake nothing.
	Dossier tocsin.DossierID `json:"dossier,omitempty"`
	// Until is when it ends by itself, UTC.
	Until time.Time `json:"until"`
}

// The bounds of a watch item.
const (
	MaxWatchNames  = 20
	maxNameLength  = 200
	maxReason      = 4 << 10
	MaxWatchRadius = 200_000
	fewestLetters  = 3
)

// Check refuses an item that nothing could wake, or everything would.
func (w WatchItem) Check() error {
	switch {
	case !tocsin.ValidID(w.ID), w.Dossier != "" && !tocsin.ValidID(w.Dossier):
		return tocsin.Refuse("watch-item/id", "make the act again", "the item or its dossier has no valid id")
	case len(w.Names) == 0 && w.Place == nil:
		return tocsin.Refuse("watch-item/what", "name a person, a group or a place", "it watches for nothing")
	case len(w.Names) > MaxWatchNames:
		return tocsin.Refuse("watch-item/what", "leave out spellings of one name: they are found by themselves",
			"%d names; at most %d are taken", len(w.Names), MaxWatchNames)
	case !line(w.Reason, maxReason):
		return tocsin.Refuse("watch-item/reason", "say on one line why it stands", "no reason is given that fits on a line")
	case w.Until.IsZero() || !w.Until.Equal(tocsin.Second(w.Until)) || w.Until.Location() != time.UTC:
		return tocsin.Refuse("watch-item/until", "give a time in UTC, in whole seconds", "it has no time at which it ends")
	}
	for i, n := range w.Names {
		if !line(n, maxNameLength) || letters(n) < fewestLetters {
			return tocsin.Refuse("watch-item/what", fmt.Sprintf("give at least %d letters, on one line", fewestLetters),
				"name %d is no name that could be found", i+1)
		}
	}
	return w.checkPlace()
}

// checkPlace refuses a place that is nowhere, or so wide that everything lies in
// it.
func (w WatchItem) checkPlace() error {
	if w.Place == nil {
		if w.Radius != 0 {
			return tocsin.Refuse("watch-item/where", "give the point that it is around", "a radius is given without a point")
		}
		return nil
	}
	for _, step := range steps(*w.Place) {
		if step != "" && !line(step, maxNameLength) {
			return tocsin.Refuse("watch-item/where", "tell each step on one line", "a step of the place is no name")
		}
	}
	switch p := w.Place.Point; {
	case w.Place.Finest() <= place.Country:
		return tocsin.Refuse("watch-item/where", "name a region, a city or a site", "a whole country is named by too many reports")
	case p != nil && !p.Valid():
		return tocsin.Refuse("watch-item/where", "check the coordinate", "the point is not on the earth")
	case (p == nil) != (w.Radius == 0), w.Radius < 0, w.Radius > MaxWatchRadius:
		return tocsin.Refuse("watch-item/where", fmt.Sprintf("give a point with a radius of up to %d meters, or neither", MaxWatchRadius),
			"the radius does not fit the point")
	}
	return nil
}

// line reports whether a text is one line that says something.
func line(s string, longest int) bool {
	return s != "" && len(s) <= longest && utf8.ValidString(s) && s == strings.Join(strings.Fields(s), " ") &&
		!strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control) })
}

// letters counts the letters of a text.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// A Waking is one item that a report wakes.
type Waking struct {
	Item  WatchItemID `json:"item"`
	Score int         `json:"score"`
	// Why says what was found where. It holds words of the report.
	Why string `json:"why"`
}

// Wakes reports whether what is said wakes an item, with why and a score from 0
// to 100.
func Wakes(item WatchItem, said Said) (why string, score int, ok bool) {
	all := Waken([]WatchItem{item}, said)
	if len(all) == 0 {
		return "", 0, false
	}
	return all[0].Why, all[0].Score, true
}

// Waken finds the items that what is said wakes, each once with what fits best,
// in the order of the items. The words are read once, however many items there
// are.
func Waken(items []WatchItem, said Said) []Waking {
	w := newWaker(items)
	for _, f := range said.Facts {
		if f.Place != nil {
			w.place(*f.Place, f.Part)
		}
		w.words(f.Text, f.Part)
		for _, alias := range f.Aliases {
			w.words(alias, f.Part)
		}
	}
	w.words(said.Title, "its title")
	for _, p := range said.Passages {
		w.words(p.Text, p.Part)
	}
	var all []Waking
	for _, found := range w.best {
		if found.Score > 0 {
			all = append(all, found)
		}
	}
	return all
}

// The scores of a place; those of a name are the name's own.
const (
	scoreInside = 90 // what is told lies in the place
	scoreAround = 70 // what is told is coarser, down to the city
	scoreNamed  = 60 // the words name it
)

// A waker holds items against what is said.
type waker struct {
	items  []WatchItem
	best   []Waking
	finder *name.Finder
	// owner says of each name that is looked for whose it is, and what the most is
	// that it scores.
	owner []owner
}

// An owner is the item that a name belongs to.
type owner struct {
	item  int
	most  int
	words string
}

// mostTowns is how many places around a point are looked for by name.
const mostTowns = 30

// newWaker lists the names of items.
func newWaker(items []WatchItem) *waker {
	w := &waker{items: items, best: make([]Waking, len(items))}
	var names []string
	add := func(item, most int, n string) {
		if letters(n) >= fewestLetters {
			names = append(names, n)
			w.owner = append(w.owner, owner{item, most, n})
		}
	}
	for i, item := range items {
		w.best[i].Item = item.ID
		for _, n := range item.Names {
			add(i, 100, n)
		}
		if item.Place == nil {
			continue
		}
		if all := item.Place.At(place.Site).Steps(); len(all) > 0 && item.Radius == 0 {
			add(i, scoreNamed, all[0])
		}
		if item.Radius > 0 {
			towns := gazetteer.Within(*item.Place.Point, item.Radius)
			for _, town := range towns[:min(len(towns), mostTowns)] {
				add(i, scoreNamed, town.City.Name)
			}
		}
	}
	w.finder = name.NewFinder(names)
	return w
}

// note keeps what fits an item best; of two that fit as well, the first.
func (w *waker) note(item, score int, why string) {
	if score > w.best[item].Score {
		w.best[item].Score, w.best[item].Why = score, why
	}
}

// longestShown bounds the words of a report that a reason repeats.
const longestShown = 100

// words looks for names in words.
func (w *waker) words(text, part string) {
	if text == "" || len(w.owner) == 0 {
		return
	}
	for _, hit := range w.finder.Find(text, alike) {
		of := w.owner[hit.Name]
		as := clip(text[hit.Start:hit.End], longestShown)
		w.note(of.item, min(of.most, hit.Score), fmt.Sprintf("%q is named in %s as %q", of.words, cmp.Or(part, "the report"), as))
	}
}

// clip cuts a text to a length, between two characters.
func clip(s string, longest int) string {
	if len(s) <= longest {
		return s
	}
	for longest > 0 && !utf8.RuneStart(s[longest]) {
		longest--
	}
	return s[:longest]
}

// place holds a place that is said against those that are watched.
func (w *waker) place(said place.Place, part string) {
	for i, item := range w.items {
		if item.Place == nil {
			continue
		}
		if item.Radius > 0 {
			if at, ok := nearby(*item.Place.Point, item.Radius, said); ok {
				w.note(i, scoreInside, fmt.Sprintf("%s names a place %d km from the point: %s", part, (at+500)/1000, said))
			}
			continue
		}
		switch relation := relatePlaces(*item.Place, said); {
		case relation == Same || relation == Holds:
			w.note(i, scoreInside, fmt.Sprintf("%s names a place in it: %s", part, said))
		case relation == Within && said.Finest() >= place.City:
			w.note(i, scoreAround, fmt.Sprintf("%s names a place that holds it: %s", part, said))
		}
	}
}

// nearby reports whether a place lies within a radius, and how far: by its point,
// or by the points that its city has in the gazetteer.
func nearby(center place.Point, radius int64, said place.Place) (int64, bool) {
	if said.Point != nil {
		d := gazetteer.Distance(center, *said.Point)
		return d, d <= radius
	}
	if said.City == "" {
		return 0, false
	}
	hints := slices.DeleteFunc([]string{said.Region, said.Country}, func(s string) bool { return s == "" })
	for _, city := range gazetteer.ByName(said.City, hints...) {
		if d := gazetteer.Distance(center, city.Point); d <= radius {
			return d, true
		}
	}
	return 0, false
}

// SaidIn gives what an assessment takes from each of its reports, in the order of
// their ids.
func SaidIn(a report.Assessment) []Said {
	var all []Said
	for _, f := range a.Told() {
		i := slices.IndexFunc(all, func(s Said) bool { return s.Report == f.Report })
		if i < 0 {
			i = len(all)
			all = append(all, Said{Report: f.Report})
		}
		all[i].Facts = append(all[i].Facts, f)
	}
	slices.SortFunc(all, func(a, b Said) int { return strings.Compare(string(a.Report), string(b.Report)) })
	return all
}
