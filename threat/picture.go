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

// reportsOf gives the reports that make claims; those that are linked no longer
// are counted for nothing.
func reportsOf(claims []Claim) []tocsin.ReportID {
	ids := make([]tocsin.ReportID, len(claims))
	for i, c := range claims {
		ids[i] = c.Report
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
