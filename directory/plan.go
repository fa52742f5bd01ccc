package directory

import (
	"errors"
	"fmt"

	"example.org/tocsin"
)

// A Plan is what a file comes to, held against a list.
type Plan struct {
	Changes
	// Unchanged counts the rows that say what is there.
	Unchanged int
	// Notes are what is in order and ought to be seen: a polygon on both sides of
	// the 180th meridian, a single key.
	Notes []string
}

// Plan holds the rows of a file against the list. An entry is known by its id, or
// by its name where the row has none. draw draws ids for new entries. With any
// flaw there are no changes.
func (l List) Plan(rows []Row, draw func() tocsin.RecipientID) (Plan, []Flaw) {
	p := planning{
		list: l, byID: make(map[tocsin.RecipientID]int, len(l)), byName: make(map[string]tocsin.RecipientID, len(l)+len(rows)),
		seen: make(map[tocsin.RecipientID]int, len(rows)),
	}
	for i, r := range l {
		p.byID[r.ID], p.byName[r.Name] = i, r.ID
	}
	ids := make([]tocsin.RecipientID, len(rows))
	for i, row := range rows {
		ids[i] = p.identify(row, draw)
	}
	for i, row := range rows {
		if ids[i] != "" {
			p.row(row, ids[i])
		}
	}
	if len(p.flaws) == 0 {
		p.check(rows, ids)
	}
	if len(p.flaws) > 0 {
		if more := len(p.flaws) - MaxFlaws; more > 0 {
			p.flaws = append(p.flaws[:MaxFlaws], Flaw{Line: p.flaws[MaxFlaws].Line, Why: fmt.Sprintf("and %d more from here on", more)})
		}
		return Plan{}, p.flaws
	}
	return p.plan, nil
}

// A planning is a plan on its way.
type planning struct {
	list   List
	byID   map[tocsin.RecipientID]int
	byName map[string]tocsin.RecipientID
	seen   map[tocsin.RecipientID]int // the line of each entry
	plan   Plan
	flaws  []Flaw
}

// flaw adds a flaw of a row.
func (p *planning) flaw(row Row, field string, err error) {
	f := Flaw{Line: row.Line, Field: field, Why: err.Error()}
	if refusal, ok := errors.AsType[*tocsin.Refusal](err); ok {
		f.Why = refusal.Why + " (" + refusal.Remedy + ")"
	}
	for _, c := range row.cells {
		if columns[c.column].name == field {
			f.Column = c.place
		}
	}
	p.flaws = append(p.flaws, f)
}

// identify finds which entry a row is about, or draws an id for it.
func (p *planning) identify(row Row, draw func() tocsin.RecipientID) tocsin.RecipientID {
	id, name := tocsin.RecipientID(row.text("id")), row.text("name")
	switch _, known := p.byID[id]; {
	case id != "" && !tocsin.ValidID(id):
		p.flaw(row, "id", errors.New("it is no id; leave it empty for a new entry"))
		return ""
	case id == "" && name == "":
		p.flaw(row, "name", errors.New("the row has neither a name nor an id"))
		return ""
	case id == "":
		if id = p.byName[name]; id == "" {
			id = draw()
		}
	case !known && name == "":
		p.flaw(row, "id", errors.New("no entry of the list has this id, and a new one has a name"))
		return ""
	}
	if line, twice := p.seen[id]; twice {
		p.flaw(row, "name", fmt.Errorf("the entry is on line %d already", line))
		return ""
	}
	p.seen[id] = row.Line
	if _, taken := p.byName[name]; name != "" && !taken {
		p.byName[name] = id
	}
	return id
}

// row makes the entry of a row, and says what becomes of it.
func (p *planning) row(row Row, id tocsin.RecipientID) {
	var r Recipient
	at, known := p.byID[id]
	if known {
		r = p.list[at]
	}
	whole := true
	for _, c := range row.cells {
		column := columns[c.column]
		if err := column.set(&r, c.items, p.resolve); err != nil {
			p.flaw(row, column.name, err)
			whole = false
		}
	}
	r.ID = id
	for _, c := range columns {
		if c.needed && !known && len(c.get(r, idNames)) == 0 {
			p.flaw(row, c.name, errors.New("a new entry needs it"))
			whole = false
		}
	}
	switch {
	case !whole:
	case !known:
		p.plan.Added = append(p.plan.Added, r)
	case Same(p.list[at], r):
		p.plan.Unchanged++
		return
	default:
		p.plan.Changed = append(p.plan.Changed, r)
	}
	p.notes(r)
}

// resolve gives the entry that a name or an id stands for.
func (p *planning) resolve(word string) (tocsin.RecipientID, error) {
	if id, ok := p.byName[word]; ok {
		return id, nil
	}
	id := tocsin.RecipientID(word)
	_, known := p.byID[id]
	if _, seen := p.seen[id]; known || seen {
		return id, nil
	}
	return "", fmt.Errorf("nobody is called %s, in the list or in the file", quote(word))
}

// notes adds what ought to be seen of an entry.
func (p *planning) notes(r Recipient) {
	if len(r.Keys) == 1 {
		p.plan.Notes = append(p.plan.Notes, r.Name+": only one identity is enrolled")
	}
	for _, s := range r.Scopes {
		if s.Kind != ScopePolygon {
			continue
		}
		if poly, err := parsePolygon(s.Value); err == nil && poly.crossesMeridian() {
			p.plan.Notes = append(p.plan.Notes, r.Name+": a polygon lies on both sides of the 180th meridian")
		}
	}
}

// check holds each entry against the list as it would be.
func (p *planning) check(rows []Row, ids []tocsin.RecipientID) {
	err := p.list.CheckChanges(p.plan.Added, p.plan.Changed)
	if err == nil {
		return
	}
	// Something is wrong: each entry is asked by itself, to say where.
	c := p.list.With(p.plan.Added, p.plan.Changed).checker()
	for i, row := range rows {
		r, _ := c.find(ids[i])
		if err := c.check(r); err != nil {
			p.flaw(row, fieldOf(err), err)
		}
		if len(p.flaws) >= MaxFlaws {
			return
		}
	}
	if len(p.flaws) == 0 {
		// What does not fit any more is an entry that the file does not name.
		p.flaw(rows[0], "", err)
	}
}

// fieldOf is the column that a rule is about.
func fieldOf(err error) string {
	refusal, ok := errors.AsType[*tocsin.Refusal](err)
	if !ok {
		return ""
	}
	return map[string]string{
		"directory/id": "id", "directory/name": "name", "directory/class": "class", "directory/country": "country", "directory/key": "keys",
		"directory/enrolled": "enrolled", "directory/route": "channel", "directory/scope": "scopes", "directory/language": "languages",
		"directory/hours": "hours", "directory/standing": "standing", "directory/channel": "prefers",
	}[refusal.Rule]
}
