package report

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/place"
)

// TestFile files a report once, and refuses what is none.
func TestFile(t *testing.T) {
	t.Parallel()
	now := time.Date(2023, 12, 26, 10, 0, 0, 0, time.UTC)
	stamp := tocsin.Stamp{At: now}
	for name, c := range map[string]struct {
		change func(*ReportFiled)
		rule   string
	}{
		"all is well":          {func(*ReportFiled) {}, ""},
		"held just now":        {func(f *ReportFiled) { f.Possessed = now }, ""},
		"as large as may be":   {func(f *ReportFiled) { f.Size = MaxOriginal }, ""},
		"empty":                {func(f *ReportFiled) { f.Size = 0 }, "report/empty"},
		"too large":            {func(f *ReportFiled) { f.Size = MaxOriginal + 1 }, "report/too-large"},
		"never held":           {func(f *ReportFiled) { f.Possessed = time.Time{} }, "report/possessed"},
		"held in the future":   {func(f *ReportFiled) { f.Possessed = now.Add(time.Second) }, "report/possessed"},
		"a fact of no field":   {func(f *ReportFiled) { f.Proposed = []Fact{{Text: "x"}} }, `a fault: filing the report: proposed fact 1: "" is no field`},
		"a fact of no value":   {func(f *ReportFiled) { f.Proposed = []Fact{{Field: FieldAct, Text: "x"}, {Field: FieldAct}} }, "a fault: filing the report: proposed fact 2:"},
		"where told in words":  {func(f *ReportFiled) { f.Proposed = []Fact{{Field: FieldPlace, Text: "x"}} }, "a fault: filing the report: proposed fact 1: where is told as a place"},
		"when told in words":   {func(f *ReportFiled) { f.Proposed = []Fact{{Field: FieldTime, Text: "x"}} }, "a fault: filing the report: proposed fact 1: when is told as a window"},
		"who told as a place":  {func(f *ReportFiled) { f.Proposed = []Fact{{Field: FieldActor, Place: &place.Place{City: "x"}}} }, "a fault: filing the report: proposed fact 1: by is told in words"},
		"who told as a window": {func(f *ReportFiled) { f.Proposed = []Fact{{Field: FieldActor, Window: &Window{From: now}}} }, "a fault: filing the report: proposed fact 1: by is told in words"},
		"two values":           {func(f *ReportFiled) { f.Proposed = []Fact{{Field: FieldPlace, Text: "x", Place: &place.Place{}}} }, "a fault: filing the report: proposed fact 1: a fact of where has 2 values"},
		"off the earth": {func(f *ReportFiled) {
			f.Proposed = []Fact{{Field: FieldPlace, Place: &place.Place{Point: &place.Point{Lat: 91_000_000}}}}
		}, "a fault: filing the report: proposed fact 1: the point"},
		"a window backward": {func(f *ReportFiled) {
			f.Proposed = []Fact{{Field: FieldTime, Window: &Window{From: now, Until: now}}}
		}, "a fault: filing the report: proposed fact 1: the window ends"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := ReportFiled{Size: 1, Possessed: now.Add(-time.Hour)}
			c.change(&f)
			events, err := Decide(Report{}, stamp, FileReport{f})
			if got := ruleOf(err); c.rule == "" && got != "" || !strings.HasPrefix(got, c.rule) {
				t.Fatalf("refused under %q, not %q", got, c.rule)
			}
			if err != nil {
				return
			}
			if len(events) != 1 || !reflect.DeepEqual(events[0], f) {
				t.Fatalf("the events are %+v", events)
			}
			r := Evolve(Report{}, stamp, events[0])
			if !r.Exists || r.Stamp != stamp || !reflect.DeepEqual(r.Filed, f) {
				t.Errorf("the report is %+v", r)
			}
			if again, err := Decide(r, stamp, FileReport{f}); err != nil || again != nil {
				t.Errorf("filed twice, the events are %+v, %v", again, err)
			}
		})
	}
}

// TestFields reads the words of fields, and sees that who said it and how they
// know are never released.
func TestFields(t *testing.T) {
	t.Parallel()
	for _, f := range Fields() {
		if got, err := ParseField(string(f)); err != nil || got != f {
			t.Errorf("%s is read as %s, %v", f, got, err)
		}
		if want := f != FieldSource && f != FieldBasis; f.Releasable() != want {
			t.Errorf("%s may be released: %v", f, f.Releasable())
		}
	}
	if _, err := ParseField("whom"); err == nil {
		t.Error("whom is read as a field")
	}
}

// TestFactKnown sees what says nothing.
func TestFactKnown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		f     Fact
		value string
		known bool
	}{
		"nothing": {Fact{}, "", false}, "unknown": {Fact{Text: "Unknown"}, "Unknown", false}, "words": {Fact{Text: "x"}, "x", true},
		"no place": {Fact{Place: &place.Place{}}, "", false}, "a place": {Fact{Place: &place.Place{City: "Kerman"}}, "Kerman", true},
		"no time": {Fact{Window: &Window{}}, "unknown", false},
		"a time":  {Fact{Window: &Window{From: time.Date(2024, 1, 3, 0, 0, 0, 0, time.UTC)}}, "from 3 January 2024 on", true},
	} {
		if c.f.Known() != c.known || c.f.Value() != c.value {
			t.Errorf("%s: known %v, %q", name, c.f.Known(), c.f.Value())
		}
	}
}
