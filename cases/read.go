package cases

import (
	"embed"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"example.org/tocsin/place"
	"example.org/tocsin/report"
)

// library are the files.
//
//go:embed data/*.yaml
var library embed.FS

// caseName is the form of a case's name.
var caseName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// All reads the library: every case, in the order of their numbers.
func All() ([]Case, error) {
	entries, err := library.ReadDir("data")
	if err != nil {
		return nil, fmt.Errorf("reading the library: %w", err)
	}
	all := make([]Case, 0, len(entries))
	for _, e := range entries {
		source, err := library.ReadFile(path.Join("data", e.Name()))
		if err != nil {
			return nil, fmt.Errorf("reading the library: %w", err)
		}
		c, err := Parse(source)
		if err != nil {
			return nil, fmt.Errorf("reading the case %s: %w", e.Name(), err)
		}
		if want := fmt.Sprintf("%02d-%s.yaml", c.Number, c.Name); e.Name() != want {
			return nil, fmt.Errorf("reading the case %s: by its number and name it is %s", e.Name(), want)
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b Case) int { return a.Number - b.Number })
	return all, nil
}

// Parse reads one case. What is wrong with it is told with its line.
func Parse(source []byte) (Case, error) {
	var c Case
	if err := yaml.UnmarshalWithOptions(source, &c, yaml.Strict()); err != nil {
		return Case{}, errors.New(inLine(err))
	}
	file, err := parser.ParseBytes(source, 0)
	if err != nil {
		return Case{}, errors.New(inLine(err))
	}
	k := checker{file: file}
	k.check(c)
	return c, k.err
}

// inLine tells a YAML error with its line and without the text around it.
func inLine(err error) string {
	if known, ok := errors.AsType[yaml.Error](err); ok && known.GetToken() != nil {
		return fmt.Sprintf("line %d: %s", known.GetToken().Position.Line, known.GetMessage())
	}
	return strings.SplitN(err.Error(), "\n", 2)[0]
}

// A checker holds a case to what the replay takes for granted. It keeps the
// first thing that is wrong.
type checker struct {
	file *ast.File
	err  error
}

// wrong notes what is wrong at a path of the file.
func (k *checker) wrong(at, why string, args ...any) {
	if k.err == nil {
		k.err = fmt.Errorf("line %d: %s: %s", k.line(at), at, fmt.Sprintf(why, args...))
	}
}

// word notes an error at a path of the file.
func (k *checker) word(at string, err error) {
	if err != nil {
		k.wrong(at, "%v", err)
	}
}

// line is the line of a path, or of what holds it where it is missing.
func (k *checker) line(at string) int {
	for at != "" {
		if p, err := yaml.PathString("$." + at); err == nil {
			if node, err := p.FilterFile(k.file); err == nil && node.GetToken() != nil {
				return node.GetToken().Position.Line
			}
		}
		at = at[:max(0, strings.LastIndexAny(at, ".["))]
	}
	return 1
}

// told notes what must not be empty.
func (k *checker) told(at, value string) {
	if strings.TrimSpace(value) == "" {
		k.wrong(at, "it is not told")
	}
}

func (k *checker) check(c Case) {
	if c.Number < 1 {
		k.wrong("number", "a case has a number from 1 on")
	}
	if !caseName.MatchString(c.Name) {
		k.wrong("name", "%q is no name: words of a-z and 0-9 with dashes between", c.Name)
	}
	k.told("title", c.Title)
	k.told("holder", c.Holder)
	k.told("really", c.Really)
	k.told("why", c.Why)
	k.word("evidence", asWord("evidence", c.Evidence))
	k.word("helped", asWord("helped", c.Helped))
	if len(c.Sources) == 0 || slices.Contains(c.Sources, "") {
		k.wrong("sources", "a case names its sources")
	}
	if len(c.Packs) == 0 {
		k.wrong("packs", "a case names the pack it is replayed under")
	}
	k.labels(c.Needed)
	k.timeline(c.Timeline)
}

func (k *checker) labels(all []Label) {
	seen := map[Failure]bool{}
	for i, l := range all {
		at := fmt.Sprintf("needed[%d]", i)
		switch {
		case l.Failure.Number() == 0:
			k.wrong(at+".failure", "%q is none of F-1 to F-%d", string(l.Failure), Failures)
		case seen[l.Failure]:
			k.wrong(at+".failure", "%s is named twice", l.Failure)
		}
		seen[l.Failure] = true
		k.told(at+".because", l.Because)
	}
}

func (k *checker) timeline(all []Entry) {
	if len(all) == 0 {
		k.wrong("timeline", "a case begins with what was known")
	}
	concerned := []string{}
	for i, e := range all {
		at := fmt.Sprintf("timeline[%d]", i)
		if e.Known != nil {
			for _, who := range e.Known.Concerned {
				concerned = append(concerned, who.Who)
			}
		}
		k.entry(at, e, concerned)
		if i > 0 && e.Moment().Before(all[i-1].Moment()) {
			k.wrong(at+".at", "it was so before the entry above it: put them in their order")
		}
	}
}

func (k *checker) entry(at string, e Entry, concerned []string) {
	k.told(at+".says", e.Says)
	k.word(at+".at", e.At.check())
	if e.Precision != Exact {
		k.word(at+".precision", asWord("precision", e.Precision))
	}
	if e.Evidence != "" {
		k.word(at+".evidence", asWord("evidence", e.Evidence))
	}
	for i, q := range e.Untold {
		k.word(fmt.Sprintf("%s.untold[%d]", at, i), asWord("question", q))
	}
	switch {
	case e.Known != nil && e.Did == nil && e.Happened == nil:
		k.known(at, e)
	case e.Known == nil && e.Did != nil && e.Happened == nil:
		k.did(at+".did", *e.Did, concerned)
	case e.Known == nil && e.Did == nil && e.Happened != nil:
		k.word(at+".happened.event", asWord("event", e.Happened.Event))
	default:
		k.wrong(at, "an entry is one of known, did and happened")
	}
}

// derived are the facts that follow from the time that is told.
var derived = []string{"place_told", "time_told", "time_rung", "window_over", "minutes_left"}

func (k *checker) known(at string, e Entry) {
	// What was so after a date may have been known later still.
	if e.Precision == After {
		k.wrong(at+".precision", "what was known must have a last date")
	}
	at += ".known"
	for name := range e.Known.Facts {
		if slices.Contains(derived, name) {
			k.wrong(at+".facts."+name, "it follows from window and place_rung; leave it out")
		}
	}
	if w := e.Known.Window; w != nil {
		k.word(at+".window.from", w.From.check())
		k.word(at+".window.until", w.Until.check())
	}
	if w := e.Known.Window; w != nil && !w.Until.Until.After(w.From.From) {
		k.wrong(at+".window", "it ends before it begins")
	}
	for i, c := range e.Known.Concerned {
		k.told(fmt.Sprintf("%s.concerned[%d]", at, i), c.Who)
		k.word(fmt.Sprintf("%s.concerned[%d].as", at, i), asWord("role", c.As))
	}
}

func (k *checker) did(at string, d Did, concerned []string) {
	k.word(at+".act", asWord("act", d.Act))
	k.word(at+".by", asWord("party", d.By))
	if d.As != "" {
		k.word(at+".as", asWord("kind", d.As))
	}
	if (d.Act == ActWarned || d.Act == ActAlerted) && (d.As == "" || d.To == "" || len(d.Ways) == 0) {
		k.wrong(at, "a warning says to whom it went, as what, and by which ways")
	}
	if !d.ValidUntil.IsZero() {
		k.word(at+".valid_until", d.ValidUntil.check())
	}
	for i, w := range d.Ways {
		k.word(fmt.Sprintf("%s.ways[%d]", at, i), asWord("way", w))
	}
	for field, rung := range d.Told {
		k.word(at+".told", tellable(field, rung))
	}
	for i, who := range d.Reached {
		if !slices.Contains(concerned, who) {
			k.wrong(fmt.Sprintf("%s.reached[%d]", at, i), "%q is nobody who was concerned by then", who)
		}
	}
}

// tellable holds that a field may be told so.
func tellable(field report.Field, rung string) error {
	if !slices.Contains(report.Fields(), field) || !field.Releasable() {
		return fmt.Errorf("%q is no field that can be told", string(field))
	}
	if field == report.FieldPlace {
		_, err := place.ParseRung(rung)
		return err
	}
	if field == report.FieldTime {
		_, err := report.ParseTimeRung(rung)
		return err
	}
	if rung != "told" {
		return fmt.Errorf("%s is told, or left out", field)
	}
	return nil
}
