package threat

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

// The bounds of one picture.
const (
	// MaxClaims is how many values it reads, those of the assessment first and
	// then report by report, longest held first.
	MaxClaims = 20_000
	// MaxCompared is how many values of one fact it holds against each other.
	MaxCompared = 200
)

// A Picture is what is known of a threat, fact by fact, with nothing left out
// but what Left counts.
type Picture struct {
	Reports []Told `json:"reports"`
	Facts   []Fact `json:"facts"`
	// Sources counts those of all reports together; Common says which reports count
	// as one, and why.
	Sources Count    `json:"sources"`
	Common  []Common `json:"count_as_one,omitempty"`
	// Unknown are the fields of which nobody says anything.
	Unknown []report.Field `json:"unknown,omitempty"`
	// Confidence is how sure the assessment is; how likely is told fact by fact.
	Confidence report.Confidence `json:"confidence,omitempty"`
	// Mixed names texts of officers that tell in one sentence how likely and how
	// sure.
	Mixed []string `json:"mixed_estimates,omitempty"`
	// Left is how many values were too many to read.
	Left int `json:"left,omitempty"`
}

// A Told is one report of a picture.
type Told struct {
	Report      tocsin.ReportID    `json:"report"`
	Title       string             `json:"title,omitempty"`
	Marking     marking.Marking    `json:"marking"`
	Possessed   time.Time          `json:"possessed"`
	Reason      string             `json:"linked_because,omitempty"`
	Source      string             `json:"source,omitempty"`
	Originator  string             `json:"originator,omitempty"`
	Reliability report.Reliability `json:"reliability,omitempty"`
}

// A Fact is one fact with every value that anybody gives it.
type Fact struct {
	Name  string       `json:"name"`
	Field report.Field `json:"field"`
	// Values are all values side by side: the one that officers took first, then
	// by how many sources say so.
	Values []Value `json:"values"`
	// Differ is true where two values do not agree, or were too many to compare.
	Differ bool `json:"differ"`
}

// Taken gives the value that officers took.
func (f Fact) Taken() (Value, bool) {
	if len(f.Values) > 0 && f.Values[0].Taken {
		return f.Values[0], true
	}
	return Value{}, false
}

// A Value is one value of a fact, with all who say so.
type Value struct {
	Value string      `json:"value"`
	Rung  report.Rung `json:"rung"`
	// Taken is true for the value of the assessment.
	Taken  bool    `json:"taken,omitempty"`
	Claims []Claim `json:"claims"`
	// Sources counts those that say this or something finer that it holds.
	Sources Count `json:"sources"`
	// Others say how the other values of the fact stand to this one, those that do
	// not agree first; at most MaxOthers, and More counts the rest of those that do
	// not agree.
	Others []Other `json:"others,omitempty"`
	More   int     `json:"more_against,omitempty"`
	// Uncompared is true where there were too many values to compare this one.
	Uncompared bool `json:"uncompared,omitempty"`
	fact       report.Fact
}

// MaxOthers is how many other values one value lists.
const MaxOthers = 50

// An Other is how another value stands to one: Holds says that this one holds it.
type Other struct {
	// Value is its place among the values of the fact.
	Value    int      `json:"value"`
	Relation Relation `json:"relation"`
}

// Against reports whether any other value does not agree with this one.
func (v Value) Against() bool {
	return v.Uncompared || slices.ContainsFunc(v.Others, func(o Other) bool { return !o.Relation.Agrees() })
}

// A Claim is one report saying one value.
type Claim struct {
	Report  tocsin.ReportID `json:"report"`
	Part    string          `json:"part,omitempty"`
	Marking marking.Marking `json:"marking"`
	// Reliability grades the source, Credibility the information; empty where
	// nobody graded them.
	Reliability report.Reliability `json:"reliability,omitempty"`
	Credibility report.Credibility `json:"credibility,omitempty"`
	Likelihood  report.Likelihood  `json:"likelihood,omitempty"`
	// Assessed is true where officers read it so in the report.
	Assessed bool `json:"assessed,omitempty"`
	// Unlinked is true where the report has been taken out of the dossier since:
	// it counts no longer.
	Unlinked bool `json:"unlinked,omitempty"`
}

// Fuse puts an assessment and the reports it was made of into one picture. It
// refuses facts that do not say where they come from.
func Fuse(a report.Assessment, said []Said) (Picture, error) {
	if err := check(a, said); err != nil {
		return Picture{}, err
	}
	said = slices.Clone(said)
	slices.SortFunc(said, func(a, b Said) int { return strings.Compare(string(a.Report), string(b.Report)) })
	from := trace(said)
	p := Picture{Confidence: a.Confidence, Common: from.common, Reports: make([]Told, 0, len(said)), Facts: []Fact{}, Mixed: mixed(a)}
	ids := make([]tocsin.ReportID, 0, len(said))
	for _, s := range said {
		ids = append(ids, s.Report)
		p.Reports = append(p.Reports, Told{
			Report: s.Report, Title: s.Title, Marking: s.Marking, Possessed: s.Possessed, Reason: s.Reason,
			Source: s.Sourcing.Source, Originator: s.Sourcing.Originator, Reliability: s.Sourcing.Reliability,
		})
	}
	p.Sources = from.count(ids)
	slices.SortStableFunc(p.Reports, func(a, b Told) int { return a.Possessed.Compare(b.Possessed) })
	g := gather(a, said, from)
	p.Left = g.left
	for _, row := range g.inOrder() {
		p.Facts = append(p.Facts, row.tell(from))
	}
	for _, field := range report.Fields() {
		if !slices.ContainsFunc(p.Facts, func(f Fact) bool { return f.Field == field }) {
			p.Unknown = append(p.Unknown, field)
		}
	}
	return p, nil
}

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

// add puts a claim to the value it makes.
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
	// Of two writings of one value the one that sorts first is shown, so that the
	// order of reports does not matter; what officers wrote is shown before it.
	if !v.Taken && f.Value() < v.Value {
		aliases := v.fact.Aliases
		v.Value, v.fact = f.Value(), f
		v.fact.Aliases = aliases
	}
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
	return strings.Join(wordsOf(f.Text), " ")
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

// tell gives the fact of a row, its values counted and held against each other.
func (r *row) tell(from *sources) Fact {
	f := Fact{Name: r.name, Field: r.field, Values: r.values}
	for i := range f.Values {
		v := &f.Values[i]
		v.Claims = tidy(v.Claims)
		v.Sources = from.count(reportsOf(v.Claims))
	}
	slices.SortFunc(f.Values, func(a, b Value) int {
		return cmp.Or(
			cmp.Compare(rank(a), rank(b)), cmp.Compare(b.Sources.Least, a.Sources.Least), cmp.Compare(b.Sources.Most, a.Sources.Most),
			cmp.Compare(r.field.Step(b.Rung), r.field.Step(a.Rung)), strings.Compare(a.Value, b.Value),
			strings.Compare(identity(a.fact), identity(b.fact)),
		)
	})
	f.Differ = weigh(f.Values, from)
	return f
}

// rank puts the value that officers took first.
func rank(v Value) int {
	if v.Taken {
		return 0
	}
	return 1
}

// tidy orders claims and leaves out repeats.
func tidy(claims []Claim) []Claim {
	order := func(a, b Claim) int {
		return cmp.Or(
			cmp.Compare(rank(Value{Taken: a.Assessed}), rank(Value{Taken: b.Assessed})),
			strings.Compare(string(a.Report), string(b.Report)), strings.Compare(a.Part, b.Part),
			strings.Compare(a.Marking.String(), b.Marking.String()), strings.Compare(string(a.Reliability), string(b.Reliability)),
			cmp.Compare(a.Credibility, b.Credibility), strings.Compare(string(a.Likelihood), string(b.Likelihood)),
		)
	}
	slices.SortFunc(claims, order)
	return slices.CompactFunc(claims, func(a, b Claim) bool { return order(a, b) == 0 })
}

// reportsOf gives the reports that make claims and are linked still.
func reportsOf(claims []Claim) []tocsin.ReportID {
	var ids []tocsin.ReportID
	for _, c := range claims {
		if !c.Unlinked {
			ids = append(ids, c.Report)
		}
	}
	return ids
}

// weigh holds every value against every other, as far as they may be compared,
// and counts who says each or something that it holds. It reports whether any
// two do not agree.
func weigh(values []Value, from *sources) bool {
	compared := min(len(values), MaxCompared)
	differ := len(values) > compared
	saying := make([][]tocsin.ReportID, compared)
	for i := range compared {
		saying[i] = append(saying[i], reportsOf(values[i].Claims)...)
	}
	for i := range compared {
		for j := i + 1; j < compared; j++ {
			relation := Relate(values[i].fact, values[j].fact)
			if relation == Same || relation == Holds {
				saying[i] = append(saying[i], reportsOf(values[j].Claims)...)
			}
			if relation == Same || relation == Within {
				saying[j] = append(saying[j], reportsOf(values[i].Claims)...)
			}
			differ = differ || !relation.Agrees()
			values[i].Others = append(values[i].Others, Other{j, relation})
			values[j].Others = append(values[j].Others, Other{i, relation.turned()})
		}
	}
	for i := range values {
		v := &values[i]
		if v.Uncompared = i >= compared; !v.Uncompared {
			v.Sources = from.count(saying[i])
		}
		v.shorten()
	}
	return differ
}

// weight orders relations: what cannot be true together first.
var weight = map[Relation]int{Contradicts: 0, Otherwise: 1, Overlaps: 2, Same: 3, Holds: 4, Within: 5}

// shorten puts the values that stand against this one first and keeps so many as
// a person reads; the rest of those is counted.
func (v *Value) shorten() {
	slices.SortStableFunc(v.Others, func(a, b Other) int { return cmp.Compare(weight[a.Relation], weight[b.Relation]) })
	for len(v.Others) > MaxOthers {
		last := v.Others[len(v.Others)-1]
		if !last.Relation.Agrees() {
			v.More++
		}
		v.Others = v.Others[:len(v.Others)-1]
	}
}
