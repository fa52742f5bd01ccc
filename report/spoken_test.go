package report

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/marking"
)

// red is how the reports of these tests are marked.
var red = marking.Marking{TLP: marking.Red}

// ruleOf gives the rule of a refusal, or what else an error is.
func ruleOf(err error) string {
	var r *tocsin.Refusal
	switch {
	case err == nil:
		return ""
	case !errors.As(err, &r):
		return "a fault: " + err.Error()
	}
	return r.Rule
}

// TestSpoken imports six answers.
func TestSpoken(t *testing.T) {
	t.Parallel()
	s := Spoken{"shoppers", "  one two three four five six seven eight nine ", "the market", "Friday", "UNKNOWN", "unknown"}
	in, err := s.Import(red)
	if err != nil {
		t.Fatal(err)
	}
	if in.Form != FormText || in.Marking.TLP != marking.Red || in.Title != "one two three four five six seven eight …" {
		t.Errorf("it is %s, %s, %q", in.Form, in.Marking, in.Title)
	}
	var told []string
	for _, f := range in.Proposed {
		told = append(told, string(f.Field)+": "+f.Text)
		if err := f.Check(); err != nil || f.Marking.TLP != marking.Red || f.Part != string(f.Field) {
			t.Errorf("proposed is %+v: %v", f, err)
		}
	}
	if want := []string{"victim: shoppers", "what: one two three four five six seven eight nine"}; !slices.Equal(told, want) {
		t.Errorf("proposed is %q, not %q", told, want)
	}
	var parts []string
	for _, p := range in.Passages {
		parts = append(parts, p.Part+"="+p.Text)
	}
	if want := []string{
		"victim=shoppers", "what=one two three four five six seven eight nine", "where=the market", "when=Friday",
		"source=UNKNOWN", "basis=unknown",
	}; !slices.Equal(parts, want) {
		t.Errorf("passages are %q, not %q", parts, want)
	}
}

// TestSpokenRefused refuses answers that are none.
func TestSpokenRefused(t *testing.T) {
	t.Parallel()
	answers := func(i int, answer string) Spoken {
		s := Spoken{"a", "b", "c", "d", "e", "f"}
		s[i] = answer
		return s
	}
	for name, c := range map[string]struct {
		s    Spoken
		rule string
	}{
		"all is well":             {answers(0, "x"), ""},
		"nothing":                 {answers(3, ""), "report/six-questions"},
		"white space":             {answers(3, " \n\t"), "report/six-questions"},
		"nothing known":           {Spoken{"unknown", "Unknown", "unknown", "unknown", "unknown", " unknown "}, "report/six-questions"},
		"no UTF-8":                {answers(1, "a\xff"), "report/text"},
		"as long as may be":       {answers(1, strings.Repeat("x", MaxAnswer)), ""},
		"too long":                {answers(1, strings.Repeat("x", MaxAnswer+1)), "report/text"},
		"the next question":       {answers(0, "x\n\nWhat is meant to happen?\ny"), "report/text"},
		"the question at its end": {answers(0, "x\n\nWhat is meant to happen?"), "report/text"},
		"another question":        {answers(4, "x\n\nWho is in danger?\n"), "report/text"},
		"a question in a line":    {answers(0, "He said:\nWhat is meant to happen?\nnothing"), "report/text"},
		"a question before":       {answers(0, "What is meant to happen?\ny"), "report/text"},
		"its own question":        {answers(5, "How do they know?"), "report/text"},
		"a question in words":     {answers(0, "x\n\nWhat is meant to happen? nothing\n Where?"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, err := c.s.Import(red)
			if got := ruleOf(err); got != c.rule {
				t.Fatalf("refused under %q, not %q: %v", got, c.rule, err)
			}
			// What is filed is read back from its bytes, and reads the same.
			back, errBack := ParseSpoken(c.s.Bytes(), red)
			if err == nil && (errBack != nil || !reflect.DeepEqual(in, back)) {
				t.Errorf("read back it is %+v, %v", back, errBack)
			}
			if err != nil && errBack == nil {
				t.Errorf("what was refused is read back as %+v", back.Passages)
			}
		})
	}
}

// TestParseSpokenRefused refuses bytes that are no spoken report.
func TestParseSpokenRefused(t *testing.T) {
	t.Parallel()
	sound := string(Spoken{"a", "b", "c", "d", "e", "f"}.Bytes())
	for name, original := range map[string]string{
		"nothing": "", "other words": "hello", "cut short": sound[:60], "without a question": strings.Replace(sound, "Where?\n", "", 1),
		"in another order": strings.Replace(sound, "Where?", "When?", 1), "with words before": "x" + sound,
		"the first alone": "Who is in danger?\nx\n",
	} {
		if _, err := ParseSpoken([]byte(original), red); ruleOf(err) != "report/six-questions" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSpokenRoundTrip reads back whatever is taken, made of what would confuse
// a reader.
func TestSpokenRoundTrip(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{
		"a", "unknown", "\n", "\n\n", "\r\n", " ", "Where?", "When?", "Who is in danger?", "What is meant to happen?",
		"Who says so?", "How do they know?", "?", "é",
	})
	taken := 0
	rapid.Check(t, func(t *rapid.T) {
		var s Spoken
		for i := range s {
			s[i] = strings.Join(rapid.SliceOfN(piece, 1, 5).Draw(t, "answer"), "")
			if rapid.IntRange(0, 3).Draw(t, "plain") > 0 {
				s[i] = "plain"
			}
		}
		in, err := s.Import(red)
		back, errBack := ParseSpoken(s.Bytes(), red)
		if err == nil {
			taken++
			if errBack != nil || !reflect.DeepEqual(in, back) {
				t.Fatalf("%q is read back as %+v, %v", s, back, errBack)
			}
			return
		}
		if errBack == nil {
			t.Fatalf("%q is refused (%v) but its bytes are read", s, err)
		}
	})
	if taken == 0 {
		t.Error("nothing that was drawn was taken")
	}
}

// FuzzParseSpoken reads anything: it refuses, or what it read is written back
// and read the same.
func FuzzParseSpoken(f *testing.F) {
	for _, s := range []Spoken{
		{"a", "b", "c", "d", "e", "f"}, {"x\n\nWhere?\n", "b", "c", "d", "e", "f"}, {"\n", "unknown", "c\n\n", "d", "e", "f\n\n"},
	} {
		f.Add(s.Bytes())
	}
	f.Add([]byte("Who is in danger?\n"))
	f.Fuzz(func(t *testing.T, original []byte) {
		in, err := ParseSpoken(original, red)
		if err != nil {
			if !strings.HasPrefix(ruleOf(err), "report/") {
				t.Fatalf("no refusal: %v", err)
			}
			return
		}
		if len(in.Passages) != 6 || in.Form != FormText {
			t.Fatalf("%d passages, %s", len(in.Passages), in.Form)
		}
		for _, fact := range in.Proposed {
			if err := fact.Check(); err != nil {
				t.Fatal(err)
			}
		}
		var s Spoken
		for i, p := range in.Passages {
			s[i] = p.Text
		}
		again, err := ParseSpoken(s.Bytes(), red)
		if err != nil || !reflect.DeepEqual(in, again) {
			t.Fatalf("written again it is %+v, %v", again, err)
		}
	})
}
