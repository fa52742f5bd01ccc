package desk

import (
	"context"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/leak"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// gate is the check of everything of a dossier that must not leave: the words of
// its reports, the names that officers gave to what is in them, who said it, our
// own people, and the ids of all of it.
func (d *Desk) gate(ctx context.Context, of dossier.Dossier) (*leak.Checker, error) {
	passages, err := d.passages(ctx, of)
	if err != nil {
		return nil, err
	}
	h, err := d.Holder(ctx)
	if err != nil {
		return nil, err
	}
	m := leak.Material{Passages: passages}
	m.Assess(of.Assessment)
	for _, word := range of.Assessment.Codewords {
		m.Codewords = append(m.Codewords, leak.Term{Text: word, Part: "the code words of the assessment"})
	}
	id := func(text, part string) { m.IDs = append(m.IDs, leak.Term{Text: text, Part: part}) }
	id(string(h.ID), "the id of the holder")
	id(string(of.ID), "the id of the dossier")
	for _, o := range h.Officers {
		m.Names = append(m.Names, leak.Term{Text: o.Name, Part: "the list of officers"})
		id(string(o.ID), "the list of officers")
	}
	for _, link := range of.Reports {
		id(string(link.Report), "the id of a report")
		rs, err := load(ctx, d, tocsin.StreamID(link.Report), reportKind)
		if err != nil {
			return nil, err
		}
		if by := rs.state.Filed.Originator; by != "" {
			m.Originators = append(m.Originators, leak.Term{Text: by, Part: string(link.Report) + " originator"})
		}
		for _, o := range rs.state.Filed.Objects {
			id(o.ID, string(link.Report))
		}
	}
	for _, l := range legs(of) {
		id(string(l), "the id of a dispatch")
	}
	return leak.NewChecker(m), nil
}

// leaks holds what a drafter decides of a note against what must not leave: text,
// marking, window. A leak in the marking stands on line 0.
func leaks(n warning.Note, d warning.Draft, g *leak.Checker) ([]leak.Leak, error) {
	may, err := cleared(d)
	if err != nil {
		return nil, err
	}
	found := g.Check(n.Text, may)
	for _, l := range g.Check(n.Marking+"\n", leak.Cleared{AnyPrecision: true, Place: place.Exact}) {
		l.Line, l.Column = 0, 0
		found = append(found, l)
	}
	return append(found, g.Window(n)...), nil
}

// cleared is what a draft may tell: the values of its tearline that the engine
// made by coarsening, and the grade, which an approver sees and agrees to; words
// of the drafter are told on purpose too, and are held against the words of
// reports all the same.
func cleared(d warning.Draft) (leak.Cleared, error) {
	var c leak.Cleared
	if d.Grade != "" {
		c.Values = append(c.Values, d.Grade)
	}
	for _, r := range d.Tearline.Released {
		step := r.Field.Step(r.Told())
		switch r.Field {
		case report.FieldPlace:
			c.Values = append(c.Values, r.Value)
			c.Place = max(c.Place, place.None+place.Rung(step)) //nolint:gosec // a ladder has six steps
		case report.FieldTime:
			c.Values = append(c.Values, r.Value)
			c.Time = max(c.Time, report.NoTime+report.TimeRung(step)) //nolint:gosec // a ladder has six steps
		case report.FieldAct, report.FieldVictim, report.FieldTarget, report.FieldMethod, report.FieldActor,
			report.FieldSource, report.FieldBasis:
			c.Wordings = append(c.Wordings, r.Value)
		}
	}
	if d.Front != nil {
		for _, r := range d.Front.Released {
			if r.Field == report.FieldPlace || r.Field == report.FieldTime {
				c.Values = append(c.Values, r.Value)
			} else {
				c.Wordings = append(c.Wordings, r.Value)
			}
		}
	}
	// A text in another language tells places and times in its own forms.
	values, err := warning.ValuesIn(d.Languages, d.Tearline)
	if err != nil {
		return leak.Cleared{}, err
	}
	c.Values = append(c.Values, values...)
	return c, nil
}
