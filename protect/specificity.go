package protect

import (
	"fmt"
	"slices"
	"strings"

	"example.org/tocsin/policy"
	"example.org/tocsin/report"
)

// A Precision is how precisely a text tells one field.
type Precision struct {
	Field report.Field `json:"field"`
	// Told is the finest rung told, Known the finest that is known; empty for none.
	Told  report.Rung `json:"told,omitempty"`
	Known report.Rung `json:"known,omitempty"`
	// Percent is what the rung is worth of all that the field could be: 0 untold,
	// 100 told to the end of its ladder. Share is what the field weighs among
	// all, in percent.
	Percent int `json:"percent"`
	Share   int `json:"share"`
	// Floor is the least that a warning tells of it; empty where nothing is asked.
	Floor report.Rung `json:"floor,omitempty"`
	// Below says that the text stays under that floor.
	Below bool `json:"below,omitempty"`
}

// String tells it in words: "where: told to the city, known to the site; 60 of 100".
func (p Precision) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", p.Field)
	switch {
	case p.Told == "" && p.Known == "":
		b.WriteString("not known")
	case p.Told == "":
		fmt.Fprintf(&b, "not told, known to the %s", p.Known)
	case p.Told == p.Known || p.Known == "":
		fmt.Fprintf(&b, "told to the %s", p.Told)
	default:
		fmt.Fprintf(&b, "told to the %s, known to the %s", p.Told, p.Known)
	}
	fmt.Fprintf(&b, "; %d of 100", p.Percent)
	if p.Below {
		fmt.Fprintf(&b, "; the rules ask for the %s", p.Floor)
	}
	return b.String()
}

// A Specificity is how precisely a text tells each field, frozen with the text.
type Specificity struct {
	// Fields are those that a warning may tell, in its order.
	Fields []Precision `json:"fields"`
	// Score is the whole, 0 to 100, by the weights of the pack; Best is what all
	// that is known would score.
	Score int `json:"score"`
	Best  int `json:"best"`
}

// Measure weighs what a text tells by what the rules say that each rung is worth.
// Told more often than once, a field counts at its finest.
func Measure(rules *policy.Tearline, told, known []Told) Specificity {
	var s Specificity
	var has, could, whole int
	for _, field := range report.Fields() {
		if !field.Releasable() {
			continue
		}
		ladder := field.Rungs()
		p := Precision{Field: field, Told: finest(told, field), Known: finest(known, field)}
		top := worth(rules, field, ladder[len(ladder)-1])
		if top > 0 {
			p.Percent = 100 * worth(rules, field, p.Told) / top
		}
		if rules != nil {
			i := slices.IndexFunc(rules.Floor, func(f policy.Floor) bool { return f.Field == field })
			if i >= 0 {
				p.Floor = rules.Floor[i].Rung
				p.Below = field.Step(p.Told) < field.Step(p.Floor)
			}
		}
		has, could, whole = has+worth(rules, field, p.Told), could+worth(rules, field, p.Known), whole+top
		s.Fields = append(s.Fields, p)
	}
	if whole == 0 {
		return s
	}
	s.Score, s.Best = 100*has/whole, 100*could/whole
	for i, p := range s.Fields {
		ladder := p.Field.Rungs()
		s.Fields[i].Share = 100 * worth(rules, p.Field, ladder[len(ladder)-1]) / whole
	}
	return s
}

// worth is what the rules give for a rung; where there are none, each field
// counts alike and each rung is a step.
func worth(rules *policy.Tearline, field report.Field, rung report.Rung) int {
	if rules == nil {
		return 100 * field.Step(rung) / len(field.Rungs())
	}
	return rules.Of(field, rung)
}

// Of gives the precision of one field.
func (s Specificity) Of(field report.Field) Precision {
	for _, p := range s.Fields {
		if p.Field == field {
			return p
		}
	}
	return Precision{Field: field}
}

// Below lists the fields that stay under what the rules ask, where that much is
// known: what nobody knows cannot be told.
func (s Specificity) Below() []Precision {
	var out []Precision
	for _, p := range s.Fields {
		if p.Below && p.Field.Step(p.Known) > p.Field.Step(p.Told) {
			out = append(out, p)
		}
	}
	return out
}

// Sentences tells it field by field.
func (s Specificity) Sentences() []string {
	out := []string{fmt.Sprintf("It tells %d of 100; all that is known would be %d.", s.Score, s.Best)}
	for _, p := range s.Fields {
		out = append(out, p.String())
	}
	return out
}
