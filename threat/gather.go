package threat

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"example.org/tocsin/report"
)

// A gathering is every value with who says so, fact by fact.
type gathering struct {
	rows map[string]*row
	left int
}

// A row is one fact on its way into a picture.
type row struct {
	name   string
	field  report.Field
	key    string
	values []Value
	// at is the place of a value by its words.
	at map[string]int
}

// gather reads all values: the assessment's, then those of the reports, the
// report that was held longest first.
func gather(a report.Assessment, said []Said, from *sources) *gathering {
	g := &gathering{rows: map[string]*row{}}
	read := 0
	room := func() bool {
		read++
		if read > MaxClaims {
			g.left++
		}
		return read <= MaxClaims
	}
	for _, f := range a.Told() {
		if !room() {
			continue
		}
		sourcing, _ := a.SourceOf(f.Report)
		_, linked := from.at[f.Report]
		g.add(f.Field, f.Key, f, Claim{
			Report: f.Report, Part: f.Part, Marking: f.Marking, Likelihood: f.Likelihood, Assessed: true, Unlinked: !linked,
			Reliability: cmp.Or(f.Reliability, sourcing.Reliability, a.Reliability), Credibility: cmp.Or(f.Credibility, a.Credibility),
		})
	}
	byAge := slices.Clone(said)
	slices.SortStableFunc(byAge, func(a, b Said) int { return a.Possessed.Compare(b.Possessed) })
	sorts := sorter{a.Told(), map[string]string{}, MaxCompared * MaxCompared}
	for _, s := range byAge {
		for _, f := range s.Facts {
			if !f.Known() || !room() {
				continue
			}
			g.add(f.Field, sorts.key(f), f, Claim{
				Report: s.Report, Part: f.Part, Marking: f.Marking, Likelihood: f.Likelihood,
				Reliability: cmp.Or(f.Reliability, s.Sourcing.Reliability), Credibility: f.Credibility,
			})
		}
	}
	return g
}

// A sorter finds which assessed fact of its field a report's fact is about.
type sorter struct {
	assessed []report.Fact
	known    map[string]string
	// steps is how many values may still be held against assessed ones: many facts
	// of one field and many values of it would take their product.
	steps int
}

// key gives the key of the first assessed fact that a fact agrees with; where
// none does, it stands against the one without a key.
func (s *sorter) key(f report.Fact) string {
	if f.Key != "" {
		return f.Key
	}
	words := string(f.Field) + "\x00" + identity(f)
	if key, known := s.known[words]; known {
		return key
	}
	key := ""
	for _, a := range s.assessed {
		if a.Field != f.Field || s.steps <= 0 {
			continue
		}
		s.steps--
		if Relate(f, a).Agrees() {
			key = a.Key
			break
		}
	}
	s.known[words] = key
	return key
}

// add puts a claim to the value it makes. Of two writings of one value the one
// that was read first is shown: that of officers before all others.
func (g *gathering) add(field report.Field, key string, f report.Fact, c Claim) {
	name := report.Fact{Field: field, Key: key}.Name()
	r := g.rows[name]
	if r == nil {
		r = &row{name: name, field: field, key: key, at: map[string]int{}}
		g.rows[name] = r
	}
	words := identity(f)
	i, known := r.at[words]
	if !known {
		i = len(r.values)
		r.at[words] = i
		first := f
		first.Aliases = nil
		r.values = append(r.values, Value{Value: f.Value(), Rung: f.Rung(), fact: first})
	}
	v := &r.values[i]
	v.Taken = v.Taken || c.Assessed
	for _, alias := range f.Aliases {
		if at, found := slices.BinarySearch(v.fact.Aliases, alias); !found && len(v.fact.Aliases) < MaxOthers {
			v.fact.Aliases = slices.Insert(slices.Clone(v.fact.Aliases), at, alias)
		}
	}
	v.Claims = append(v.Claims, c)
}

// identity is what two facts share that say the same, whatever case and blanks
// they are written in.
func identity(f report.Fact) string {
	switch {
	case f.Place != nil:
		all := make([]string, 0, 6)
		for _, step := range steps(*f.Place) {
			all = append(all, strings.Join(wordsOf(step), " "))
		}
		if f.Place.Point != nil {
			all = append(all, f.Place.Point.String())
		}
		return strings.Join(all, "\x00")
	case f.Window != nil:
		return f.Window.From.UTC().Format(time.RFC3339) + "\x00" + f.Window.Until.UTC().Format(time.RFC3339)
	}
	return saying(f.Text)
}

// inOrder gives the rows in the order in which a warning tells them.
func (g *gathering) inOrder() []*row {
	all := make([]*row, 0, len(g.rows))
	for _, r := range g.rows {
		all = append(all, r)
	}
	order := report.Fields()
	slices.SortFunc(all, func(a, b *row) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.field), slices.Index(order, b.field)), strings.Compare(a.key, b.key))
	})
	return all
}
