package cli

import (
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/marking"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
)

// A sheet is what an officer writes of facts beside their values: who knows them
// at which precision, where they are public, how they are told more coarsely,
// whose they are. It is YAML; what it leaves out stays as it is.
type sheet struct {
	Confidence report.Confidence `yaml:"confidence"`
	Sources    []sheetSource     `yaml:"sources"`
	Circles    []sheetCircle     `yaml:"circles"`
	Overlaps   []sheetOverlap    `yaml:"overlaps"`
	Facts      []sheetFact       `yaml:"facts"`
	Codewords  []string          `yaml:"codewords"`
}

type sheetSource struct {
	Report      string             `yaml:"report"`
	Source      string             `yaml:"source"`
	Originator  string             `yaml:"originator"`
	Reliability report.Reliability `yaml:"reliability"`
	line        int
}

type sheetCircle struct {
	Name   string `yaml:"name"`
	Size   int    `yaml:"size"`
	Most   int    `yaml:"most"`
	Within string `yaml:"within"`
	line   int
}

type sheetOverlap struct {
	A     string `yaml:"a"`
	B     string `yaml:"b"`
	Least int    `yaml:"least"`
	line  int
}

type sheetFact struct {
	Fact        string             `yaml:"fact"`
	Value       string             `yaml:"value"`
	Report      string             `yaml:"report"`
	Part        string             `yaml:"part"`
	Mark        string             `yaml:"mark"`
	Reliability report.Reliability `yaml:"reliability"`
	Credibility report.Credibility `yaml:"credibility"`
	Likelihood  report.Likelihood  `yaml:"likelihood"`
	Knows       map[string]string  `yaml:"knows"`
	Public      map[string]string  `yaml:"public"`
	Wordings    map[string]string  `yaml:"wordings"`
	Originator  string             `yaml:"originator"`
	Aliases     []string           `yaml:"aliases"`
	Private     bool               `yaml:"private"`
	// line is where it stands in the sheet.
	line int
}

// check refuses words of a sheet that stand in no list: grades, likelihoods, rungs,
// and who knows something.
func (f sheetFact) check(field report.Field, circles []report.Circle) error {
	switch {
	case f.Reliability != "" && !f.Reliability.Valid():
		return unclear(f.line, "grade the source A to F", "the reliability is none")
	case f.Credibility != 0 && !f.Credibility.Valid():
		return unclear(f.line, "grade the information 1 to 6", "the credibility is none")
	case f.Likelihood != "" && !slices.Contains(report.Likelihoods(), f.Likelihood):
		return unclear(f.line, "say almost-no-chance, very-unlikely, unlikely, roughly-even, likely, very-likely or almost-certain", "the likelihood is none")
	}
	for _, said := range []map[string]string{f.Knows, f.Public, f.Wordings} {
		for rung := range said {
			if field.Step(report.Rung(rung)) == 0 {
				return unclear(f.line, "see tocsin help assess for the rungs", "it names a rung that %s does not have", field)
			}
		}
	}
	for _, who := range f.Knows {
		named := slices.ContainsFunc(circles, func(c report.Circle) bool { return c.Name == who })
		if !named && !slices.Contains(report.Buckets(), report.Bucket(who)) {
			return unclear(f.line, "name a circle of the sheet, or few, tens, hundreds or public", "who knows %s is no circle", field)
		}
	}
	return nil
}

// apply gives the assessment with what the sheet says.
func (s sheet) apply(shown desk.Shown, a report.Assessment) (report.Assessment, error) {
	if s.Confidence != "" && !slices.Contains(report.Confidences(), s.Confidence) {
		return a, tocsin.Refuse("report/sheet", "say low, moderate or high", "the confidence of the sheet is none of them")
	}
	if s.Confidence != "" {
		a.Confidence = s.Confidence
	}
	if len(s.Codewords) > 0 {
		a.Codewords = s.Codewords
	}
	if err := s.circle(&a); err != nil {
		return a, err
	}
	a.Sourcing = slices.Clone(a.Sourcing)
	for i, one := range s.Sources {
		if one.Reliability != "" && !one.Reliability.Valid() {
			return a, unclear(one.line, "grade the source A to F", "the reliability is none")
		}
		id, _, err := reportOf(shown, one.line, one.Report)
		if err != nil {
			return a, err
		}
		if slices.ContainsFunc(s.Sources[:i], func(o sheetSource) bool { return o.Report == one.Report }) {
			return a, unclear(one.line, "keep one", "a report stands there twice")
		}
		a.Sourcing = slices.DeleteFunc(a.Sourcing, func(o report.Sourcing) bool { return o.Report == id })
		a.Sourcing = append(a.Sourcing, report.Sourcing{
			Report: id, Source: one.Source, Originator: one.Originator, Reliability: one.Reliability,
		})
	}
	a.Facts = slices.Clone(a.Facts)
	for i, f := range s.Facts {
		if slices.ContainsFunc(s.Facts[:i], func(o sheetFact) bool { return o.Fact == f.Fact }) {
			return a, unclear(f.line, "keep one", "a fact stands there twice")
		}
		var err error
		if a, err = f.apply(shown, a); err != nil {
			return a, err
		}
	}
	return a, nil
}

// circle takes over circles, and how they overlap: a least of 0 takes that back.
func (s sheet) circle(a *report.Assessment) error {
	a.Circles = slices.Clone(a.Circles)
	for i, c := range s.Circles {
		if slices.ContainsFunc(s.Circles[:i], func(o sheetCircle) bool { return o.Name == c.Name }) {
			return unclear(c.line, "keep one", "a circle stands there twice")
		}
		a.Circles = slices.DeleteFunc(a.Circles, func(o report.Circle) bool { return o.Name == c.Name })
		a.Circles = append(a.Circles, report.Circle{Name: c.Name, Size: c.Size, Most: c.Most, Within: c.Within})
	}
	a.Overlaps = slices.Clone(a.Overlaps)
	for i, one := range s.Overlaps {
		o := report.Overlap{A: one.A, B: one.B, Least: one.Least}
		if slices.ContainsFunc(s.Overlaps[:i], func(b sheetOverlap) bool { return o.Same(report.Overlap{A: b.A, B: b.B}) }) {
			return unclear(one.line, "keep one", "an overlap stands there twice")
		}
		a.Overlaps = slices.DeleteFunc(a.Overlaps, o.Same)
		if o.Least != 0 {
			a.Overlaps = append(a.Overlaps, o)
		}
	}
	return nil
}

// reportOf finds a report of a dossier by the beginning of its id, with its
// marking, for a line of a sheet.
func reportOf(shown desk.Shown, line int, prefix string) (tocsin.ReportID, marking.Marking, error) {
	for _, r := range shown.Reports {
		if len(prefix) >= shortest && strings.HasPrefix(string(r.ID), prefix) {
			m, err := marking.Parse(r.Marking)
			if r.Marking == marking.Unmarked.String() {
				m, err = marking.Marking{}, nil
			}
			return r.ID, m, err
		}
	}
	return "", marking.Marking{}, tocsin.Refuse("report/provenance", "see tocsin show "+short(shown.ID), "line %d: no report of this dossier begins so", line)
}

// apply puts one fact of the sheet into the assessment.
func (f sheetFact) apply(shown desk.Shown, a report.Assessment) (report.Assessment, error) {
	field, key, err := report.ParseName(f.Fact)
	if err != nil {
		return a, unclear(f.line, "name a field, and a key where there are several: victim.2", "that is no fact")
	}
	if err := f.check(field, a.Circles); err != nil {
		return a, err
	}
	i := slices.IndexFunc(a.Facts, func(o report.Fact) bool { return o.Field == field && o.Key == key })
	fact := report.Fact{Field: field, Key: key}
	if i >= 0 {
		fact = a.Facts[i]
	}
	if f.Value != "" {
		if err := f.value(&fact); err != nil {
			return a, err
		}
	}
	if f.Report != "" {
		if fact.Report, fact.Marking, err = reportOf(shown, f.line, f.Report); err != nil {
			return a, err
		}
		fact.Part = "an officer's reading"
	}
	if f.Part != "" {
		fact.Part = f.Part
	}
	if f.Mark != "" {
		said, err := marking.Parse(f.Mark)
		if err != nil {
			return a, unclear(f.line, "write a marking such as TLP:AMBER//NOFORN", "the marking of %s cannot be read", f.Fact)
		}
		fact.Marking = marking.Effective(fact.Marking, said) // a sheet makes nothing more open than its report
	}
	if !fact.Known() || fact.Report == "" {
		return a, tocsin.Refuse("report/provenance", "give its value, and the report it comes from", "line %d: nothing is known of %s, or nobody says where it comes from", f.line, f.Fact)
	}
	f.describe(&fact, a.Circles)
	if i < 0 {
		a.Facts = append(a.Facts, fact)
	} else {
		a.Facts[i] = fact
	}
	return a, nil
}

// describe takes over what the sheet says of a fact beside its value.
func (f sheetFact) describe(fact *report.Fact, circles []report.Circle) {
	fact.Private = fact.Private || f.Private
	set(&fact.Reliability, f.Reliability)
	set(&fact.Credibility, f.Credibility)
	set(&fact.Likelihood, f.Likelihood)
	set(&fact.Originator, f.Originator)
	if len(f.Aliases) > 0 {
		fact.Aliases = f.Aliases
	}
	if len(f.Knows) > 0 {
		fact.Knowing = nil
		byRung(fact.Field, f.Knows, func(rung report.Rung, who string) {
			k := report.Knowing{Rung: rung, Bucket: report.Bucket(who)}
			if slices.ContainsFunc(circles, func(c report.Circle) bool { return c.Name == who }) || !slices.Contains(report.Buckets(), k.Bucket) {
				k = report.Knowing{Rung: rung, Circle: who}
			}
			fact.Knowing = append(fact.Knowing, k)
		})
	}
	if len(f.Public) > 0 {
		fact.Public = nil
		byRung(fact.Field, f.Public, func(rung report.Rung, where string) {
			fact.Public = append(fact.Public, report.Cover{Rung: rung, Where: where})
		})
	}
	if len(f.Wordings) > 0 {
		fact.Wordings = nil
		byRung(fact.Field, f.Wordings, func(rung report.Rung, text string) {
			fact.Wordings = append(fact.Wordings, report.Wording{Rung: rung, Text: oneLine(text)})
		})
	}
}

// set takes over a value that is given.
func set[T comparable](to *T, given T) {
	var none T
	if given != none {
		*to = given
	}
}

// byRung visits what is said for each rung, coarsest first; a rung that the field
// does not have comes last, and is refused with the assessment.
func byRung(field report.Field, said map[string]string, visit func(report.Rung, string)) {
	rungs := make([]report.Rung, 0, len(said))
	for word := range said {
		rungs = append(rungs, report.Rung(word))
	}
	order := func(r report.Rung) int {
		if step := field.Step(r); step > 0 {
			return step
		}
		return len(field.Rungs()) + 1
	}
	slices.SortFunc(rungs, func(a, b report.Rung) int {
		if d := order(a) - order(b); d != 0 {
			return d
		}
		return strings.Compare(string(a), string(b))
	})
	for _, r := range rungs {
		visit(r, said[string(r)])
	}
}

// value reads the value of a fact: a place, a time, or words.
func (f sheetFact) value(fact *report.Fact) error {
	fact.Text, fact.Place, fact.Window = "", nil, nil
	switch fact.Field {
	case report.FieldPlace:
		var s spot
		if err := s.UnmarshalText([]byte(f.Value)); err != nil {
			return unclear(f.line, "write country=..,region=..,city=.., or a coordinate", "the value of %s is no place", f.Fact)
		}
		fact.Place = &place.Place{}
		*fact.Place = s.Place
	case report.FieldTime:
		var e era
		if err := e.UnmarshalText([]byte(f.Value)); err != nil {
			return unclear(f.line, "write 2024-01-03, or 2024-01-03 06:00 to 08:00 UTC, the beginning first", "the value of %s is no time, or its hours have no zone", f.Fact)
		}
		fact.Window = &e.Window
	case report.FieldAct, report.FieldVictim, report.FieldTarget, report.FieldMethod, report.FieldActor, report.FieldSource, report.FieldBasis:
		fact.Text = oneLine(f.Value)
	}
	return nil
}
