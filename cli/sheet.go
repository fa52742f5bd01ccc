package cli

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"example.org/tocsin"
	"example.org/tocsin/calendar"
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
	Facts      []sheetFact       `yaml:"facts"`
	Codewords  []string          `yaml:"codewords"`
}

type sheetSource struct {
	Report      string             `yaml:"report"`
	Source      string             `yaml:"source"`
	Originator  string             `yaml:"originator"`
	Reliability report.Reliability `yaml:"reliability"`
}

type sheetCircle struct {
	Name   string `yaml:"name"`
	Size   int    `yaml:"size"`
	Most   int    `yaml:"most"`
	Within string `yaml:"within"`
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
}

// maxSheet bounds a sheet in bytes.
const maxSheet = 1 << 20

// readSheet reads a sheet.
func readSheet(text []byte) (sheet, error) {
	var s sheet
	if len(text) > maxSheet || !utf8.Valid(text) || bytes.ContainsAny(text, "\x00") {
		return s, tocsin.Refuse("report/sheet", "write it as YAML, in UTF-8, at most 1 MiB", "the sheet is no text that can be read")
	}
	if err := yaml.UnmarshalWithOptions(text, &s, yaml.Strict()); err != nil {
		// What is wrong is told by its place and not by its words.
		return s, tocsin.Refuse("report/sheet", "see tocsin help assess for the keys of a sheet", "the sheet cannot be read: %s", placeOf(err))
	}
	return s, nil
}

// placeOf tells an error of YAML by its line and column, without the text that
// it quotes.
func placeOf(err error) string {
	if e, ok := err.(yaml.Error); ok && e.GetToken() != nil && e.GetToken().Position != nil { //nolint:errorlint // it is the error itself that has the place
		at := e.GetToken().Position
		return fmt.Sprintf("line %d, column %d: %s", at.Line, at.Column, firstLine(e.GetMessage()))
	}
	return "it is no YAML of a sheet"
}

// firstLine gives the first line of a message.
func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// apply gives the assessment with what the sheet says.
func (s sheet) apply(shown desk.Shown, a report.Assessment) (report.Assessment, error) {
	if s.Confidence != "" {
		a.Confidence = s.Confidence
	}
	if len(s.Codewords) > 0 {
		a.Codewords = s.Codewords
	}
	a.Circles = slices.Clone(a.Circles)
	for _, c := range s.Circles {
		a.Circles = slices.DeleteFunc(a.Circles, func(o report.Circle) bool { return o.Name == c.Name })
		a.Circles = append(a.Circles, report.Circle{Name: c.Name, Size: c.Size, Most: c.Most, Within: c.Within})
	}
	a.Sourcing = slices.Clone(a.Sourcing)
	for _, one := range s.Sources {
		id, _, err := reportOf(shown, one.Report)
		if err != nil {
			return a, err
		}
		a.Sourcing = slices.DeleteFunc(a.Sourcing, func(o report.Sourcing) bool { return o.Report == id })
		a.Sourcing = append(a.Sourcing, report.Sourcing{
			Report: id, Source: one.Source, Originator: one.Originator, Reliability: one.Reliability,
		})
	}
	a.Facts = slices.Clone(a.Facts)
	for _, f := range s.Facts {
		var err error
		if a, err = f.apply(shown, a); err != nil {
			return a, err
		}
	}
	return a, nil
}

// reportOf finds a report of a dossier by the beginning of its id, with its
// marking.
func reportOf(shown desk.Shown, prefix string) (tocsin.ReportID, marking.Marking, error) {
	for _, r := range shown.Reports {
		if len(prefix) >= shortest && strings.HasPrefix(string(r.ID), prefix) {
			m, err := marking.Parse(r.Marking)
			if r.Marking == marking.Unmarked.String() {
				m, err = marking.Marking{}, nil
			}
			return r.ID, m, err
		}
	}
	return "", marking.Marking{}, tocsin.Refuse("report/provenance", "see tocsin show "+short(shown.ID), "no report of this dossier begins with %q", prefix)
}

// apply puts one fact of the sheet into the assessment.
func (f sheetFact) apply(shown desk.Shown, a report.Assessment) (report.Assessment, error) {
	field, key, err := report.ParseName(f.Fact)
	if err != nil {
		return a, tocsin.Refuse("report/sheet", "name a field, and a key where there are several: victim.2", "%v", err)
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
		if fact.Report, fact.Marking, err = reportOf(shown, f.Report); err != nil {
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
			return a, tocsin.Refuse("report/sheet", "write a marking such as TLP:AMBER//NOFORN", "the marking of %s cannot be read", f.Fact)
		}
		fact.Marking = marking.Effective(fact.Marking, said) // a sheet makes nothing more open than its report
	}
	if !fact.Known() || fact.Report == "" {
		return a, tocsin.Refuse("report/provenance", "give its value, and the report it comes from", "nothing is known of %s, or nobody says where it comes from", f.Fact)
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
			return tocsin.Refuse("report/sheet", "write country=..,region=..,city=.., or a coordinate", "%s is no place", f.Fact)
		}
		fact.Place = &place.Place{}
		*fact.Place = s.Place
	case report.FieldTime:
		from, until, err := calendar.Parse(f.Value, nil)
		if err != nil {
			return err
		}
		fact.Window = &report.Window{From: from, Until: until}
	case report.FieldAct, report.FieldVictim, report.FieldTarget, report.FieldMethod, report.FieldActor, report.FieldSource, report.FieldBasis:
		fact.Text = oneLine(f.Value)
	}
	return nil
}
