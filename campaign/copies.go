package campaign

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/directory"
	"example.org/tocsin/warning"
)

// A Copy is one sealed file: the rows that it tells, and who opens it.
type Copy struct {
	// Rows are their places in the list, in the order in which they are told.
	Rows []int
	// To is who opens it, with keys that are in force and every way to him.
	To directory.Recipient
	// Hand is true where To is a provider or a CERT who tells the victims.
	Hand bool
	// Priority is the highest of its rows, LatestUseful the earliest; zero where
	// none says when.
	Priority     int
	LatestUseful time.Time
	Text         string
}

// A Plan is what is still to be sent of a list.
type Plan struct {
	// Copies are in the order in which they are sent.
	Copies []Copy
	// Unreached are the rows that nobody can open anything for: they need first
	// contact.
	Unreached []int
}

// MaxMerged is how many rows one copy tells at most.
const MaxMerged = 500

// Arrange gives the copies of the rows that were not sent, in triage order: by
// priority, then by the latest useful time, then by the order of the list. Only
// names the rows that are wanted; nil wants all. Find gives entries of the
// directory, whose keys count as they stand at a time.
func Arrange(l List, t Template, sent []bool, at time.Time, find func(tocsin.RecipientID) (directory.Recipient, bool)) Plan {
	var p Plan
	groups := map[string][]int{}
	readers := map[string]reader{}
	var order []string
	for n, row := range l.Rows {
		if n < len(sent) && sent[n] {
			continue
		}
		r, ok := readerOf(row, at, find)
		if !ok {
			p.Unreached = append(p.Unreached, n)
			continue
		}
		if _, known := readers[r.key]; !known {
			readers[r.key] = r
			order = append(order, r.key)
		}
		groups[r.key] = append(groups[r.key], n)
		readers[r.key] = readers[r.key].with(r)
	}
	for _, key := range order {
		rows := groups[key]
		slices.SortFunc(rows, func(a, b int) int { return triage(l.Rows[a], l.Rows[b], a, b) })
		for len(rows) > 0 {
			var c Copy
			c, rows = cut(l, t, readers[key], rows)
			p.Copies = append(p.Copies, c)
		}
	}
	slices.SortStableFunc(p.Copies, func(a, b Copy) int { return first(l, a, b) })
	return p
}

// triage orders rows.
func triage(a, b Row, atA, atB int) int {
	return cmp.Or(cmp.Compare(a.Priority, b.Priority), sooner(a.LatestUseful, b.LatestUseful), cmp.Compare(atA, atB))
}

// first orders copies, by the row that is first in each.
func first(l List, a, b Copy) int {
	return triage(l.Rows[a.Rows[0]], l.Rows[b.Rows[0]], a.Rows[0], b.Rows[0])
}

// sooner orders times; one that is not known comes last.
func sooner(a, b time.Time) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return a.Compare(b)
}

// A reader is who opens a copy, and under which key copies are merged.
type reader struct {
	key  string
	to   directory.Recipient
	hand bool
}

// with adds the ways of another row of the same reader.
func (r reader) with(o reader) reader {
	if r.hand {
		return r
	}
	had := r.to.Routes()
	for _, way := range o.to.Routes() {
		if !slices.Contains(had, way) && len(had) < directory.MaxList {
			had = append(had, way)
			r.to.Others = append(slices.Clip(r.to.Others), way)
		}
	}
	return r
}

// readerOf says who opens what a row is told: the victim by his own keys, else the
// hand that the row names; nobody where neither can.
func readerOf(row Row, at time.Time, find func(tocsin.RecipientID) (directory.Recipient, bool)) (reader, bool) {
	to := directory.Recipient{
		ID: row.Recipient(), Name: row.Name, Class: row.Class, Country: row.Country, Keys: row.Keys, OrgID: row.Organization,
		Channel: row.Channel, Address: row.Address,
	}
	if row.Entry != "" {
		entry, ok := find(row.Entry)
		if !ok {
			return reader{}, false
		}
		entry.Keys = entry.UsableKeys(at)
		to = entry
	}
	hand, handed := directory.Recipient{}, false
	if row.Through != "" {
		if hand, handed = find(row.Through); !handed {
			return reader{}, false
		}
		hand.Keys = hand.UsableKeys(at)
	}
	if len(to.Keys) > 0 {
		if handed && len(hand.Keys) > 0 {
			to = through(to, row.Through)
		}
		return reader{key: ownKey(to, row.Language), to: to}, slices.ContainsFunc(to.Routes(), func(w directory.Route) bool { return !w.Knock })
	}
	// An intermediary carries what he cannot read: he is no hand.
	can := handed && hand.Class != directory.ClassIntermediary && len(hand.Keys) > 0 &&
		slices.ContainsFunc(hand.Routes(), func(w directory.Route) bool { return !w.Knock })
	return reader{key: "hand " + string(hand.ID) + " " + row.Language, to: hand, hand: true}, can
}

// through puts the way through somebody behind the way that the row has, or in its
// place where it has none.
func through(to directory.Recipient, by tocsin.RecipientID) directory.Recipient {
	way := directory.Route{Through: by}
	if to.Channel == "" {
		to.Through = by
		return to
	}
	to.Others = append(slices.Clip(to.Others), way)
	return to
}

// ownKey is under which rows are merged: one organization, one set of keys, one
// language. Who names no organization stands alone.
func ownKey(to directory.Recipient, language string) string {
	keys := slices.Sorted(slices.Values(to.Keys))
	org := "alone " + string(to.ID)
	if to.OrgID != "" {
		org = "org " + strings.ToLower(to.OrgID)
	}
	return strings.Join(append([]string{"own", org, language}, keys...), "\n")
}

// cut takes as many rows of a reader as fit into one copy.
func cut(l List, t Template, r reader, rows []int) (Copy, []int) {
	n := min(len(rows), MaxMerged)
	text := t.Render(l, rows[:n], r.hand)
	for len(text) > warning.MaxText && n > 1 {
		// What a row takes is about the same for all.
		n = max(1, min(n-1, n*warning.MaxText/len(text)))
		text = t.Render(l, rows[:n], r.hand)
	}
	c := Copy{Rows: slices.Clone(rows[:n]), To: r.to, Hand: r.hand, Text: text, Priority: 9}
	for _, i := range c.Rows {
		c.Priority = min(c.Priority, l.Rows[i].Priority)
		if sooner(l.Rows[i].LatestUseful, c.LatestUseful) < 0 {
			c.LatestUseful = l.Rows[i].LatestUseful
		}
	}
	return c, rows[n:]
}

// Recipient is the id of a row's victim: that of the entry of the directory, or one
// that follows from the row.
func (r Row) Recipient() tocsin.RecipientID {
	if r.Entry != "" {
		return r.Entry
	}
	return tocsin.RecipientID(derived("row", r.ID, r.Name, strings.Join(r.Keys, " "), r.Channel, r.Address))
}

// Group is the id under which the harm is checked that a warning could do through
// any of those of one class and one country.
func Group(class directory.Class, country string) tocsin.RecipientID {
	return tocsin.RecipientID(derived("group", string(class), country))
}

// derived gives an id that follows from words.
func derived(words ...string) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "tocsin-campaign/v1\n%q\n", words))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:26])
}

// Groups are who would read it, by class and country, in order.
func (p Plan) Groups() []warning.Group {
	var all []warning.Group
	for _, c := range p.Copies {
		id := Group(c.To.Class, c.To.Country)
		i := slices.IndexFunc(all, func(g warning.Group) bool { return g.ID == id })
		if i < 0 {
			i = len(all)
			all = append(all, warning.Group{ID: id, Class: string(c.To.Class), Country: c.To.Country})
		}
		all[i].Copies++
	}
	slices.SortFunc(all, func(a, b warning.Group) int {
		return cmp.Or(strings.Compare(a.Class, b.Class), strings.Compare(a.Country, b.Country))
	})
	return all
}
