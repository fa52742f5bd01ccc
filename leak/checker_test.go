package leak_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin/leak"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// checked gives the rules under which a text is found, as rule@line:column.
func checked(m leak.Material, c leak.Cleared, text string) string {
	var all []string
	for _, l := range leak.NewChecker(m).Check(text, c) {
		all = append(all, fmt.Sprintf("%s@%d:%d", strings.TrimPrefix(l.Rule, "leak/"), l.Line, l.Column))
	}
	return strings.Join(all, " ")
}

// TestHidden holds what a reader does not see, and what only looks like it.
func TestHidden(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Plain words.\nAnd more: 50 %, naïve, «Élan», don’t.": "",
		"zero\u200bwidth":       "hidden@1:5",
		"soft\u00adhyphen":      "hidden@1:5",
		"\ufeffmark":            "hidden@1:1",
		"one\n two\u202emirror": "hidden@2:5",
		"tag\U000e0041":         "hidden@1:4",
		"variant\ufe0f":         "hidden@1:8",
		"odd\u2009space":        "hidden@1:4",
		"n\u00b0\u00a0: «\u00a0mot\u00a0» 1\u202f000": "",
		"word\u00a0next":                        "hidden@1:5",
		"bell\a":                                "hidden@1:5",
		"bad\xff":                               "hidden@1:4",
		"end \nof line\t\n":                     "hidden@1:4 hidden@2:8",
		"private \ue000":                        "hidden@1:9",
		"z\u0300\u0301\u0302\u0303\u0304\u0305": "hidden@1:6",
		"The b\u043emb is there":                "hidden@1:5",
		"\u0441\u043e\u0440 on the corner":      "hidden@1:1",
		"Он ждёт у моста. Сор и рос.": "",
		"Ο Θεός και η χώρα":           "",
		"ｆｕｌｌ width":                  "hidden@1:1",
		"𝐛𝐨𝐥𝐝 words":                  "hidden@1:1",
		"ꜱᴍᴀʟʟ caps":                  "hidden@1:1",
		"می\u200cرود":                 "",
		"ab\u200ccd":                  "hidden@1:3",
		"\u3164blank":                 "hidden@1:1",
		"line\r\nnext":                "",
		"a\u2800b":                    "hidden@1:2",
		"№ 5 ™ ½ m² 20 ℃":             "",
	} {
		if got := checked(leak.Material{}, leak.Cleared{AnyPrecision: true}, text); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
}

// TestTerms holds names, code words, originators, ids and steps of places, in
// whatever way their words are parted or dressed.
func TestTerms(t *testing.T) {
	t.Parallel()
	m := leak.Material{
		Names:       []leak.Term{{Text: "Karim Nazari", Part: "fact by"}},
		Codewords:   []leak.Term{{Text: "GREY HERON", Part: "ours"}, {Text: "ABLE", Part: "ours"}},
		Originators: []leak.Term{{Text: "Service Nord", Part: "sourcing"}},
		IDs:         []leak.Term{{Text: "abcdefghijklmnopqrstuvwxyz", Part: "the dossier"}, {Text: "XK-41-B", Part: "a system"}},
		Places: []leak.PlaceTerm{
			{Term: leak.Term{Text: "Kerman", Part: "where"}, Rung: place.City},
			{Term: leak.Term{Text: "Golzar Shohada", Part: "where"}, Rung: place.Site},
			{Term: leak.Term{Text: "Shahrak", Part: "where"}, Rung: place.District},
		},
	}
	cleared := leak.Cleared{Values: []string{"Kerman, Iran"}, Place: place.City, AnyPrecision: true}
	for text, want := range map[string]string{
		"A warning for Kerman.":            "",
		"From gray-heron we know.":         "",
		"From grey-heron we know.":         "codeword@1:6",
		"GREYHERON's word":                 "codeword@1:1",
		"G R E Y H E R O N":                "codeword@1:1",
		"grey\nheron":                      "codeword@1:1",
		"GRE\u200bY HERON":                 "codeword@1:1 hidden@1:4",
		"GR\u0415Y HERON":                  "codeword@1:1 hidden@1:1",
		"ᴳᴿᴱʸ ᴴᴱᴿᴼᴺ":                       "codeword@1:1 hidden@1:1",
		"Able men came.":                   "codeword@1:1",
		"As Service Nord says":             "originator@1:4",
		"See abcdefghijklmnopqrstuvwxyz":   "id@1:5",
		"See abcdefgh":                     "id@1:5",
		"See abcdefg":                      "",
		"ref xk 41 b":                      "id@1:5",
		"Mr. Nazari":                       "name@1:5",
		"Назари":                           "name@1:1",
		"Kareem Nazary":                    "name@1:1",
		"at Golzar-e Shohada":              "",
		"in Shahrak, Kerman":               "precision@1:4",
		"at Golzar Shohada":                "precision@1:4",
		"at golzar\nshohada, by the grave": "precision@1:4",
	} {
		if got := checked(m, cleared, text); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
	cleared.Names = []string{"Karim Nazari"}
	cleared.Place = place.Site
	if got := checked(m, cleared, "Karim Nazari at Golzar Shohada"); got != "" {
		t.Errorf("what is released is found: %q", got)
	}
}

// TestPrecision holds times and places to what was approved, though they stand in
// no passage.
func TestPrecision(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, value, want string
		time              report.TimeRung
		place             place.Rung
	}{
		{"On 3 January 2024.", "", "", report.Day, 0},
		{"On 3 January 2024.", "", "precision@1:4", report.Week, 0},
		{"On 3 January 2024.", "", "precision@1:4", report.NoTime, 0},
		{"On 3 January.", "1 to 3 January 2024", "", report.Week, 0},
		{"In January 2024.", "", "", report.Month, 0},
		{"In the last third of January 2024.", "", "", report.Month, 0},
		{"On the third of January 2024.", "", "precision@1:8", report.Month, 0},
		{"In January 2024.", "", "precision@1:4", report.NoTime, 0},
		{"At 21:40.", "", "precision@1:4", report.Hour, 0},
		{"At 21:00.", "", "", report.Hour, 0},
		{"At 9 pm.", "", "precision@1:4", report.PartOfDay, 0},
		{"At 21:40.", "", "", report.Minute, 0},
		{"From 18:00 UTC.", "3 January 2024, 18:00 to 24:00 UTC", "", report.PartOfDay, 0},
		{"By noon.", "", "", report.Day, 0},
		{"At 30.283937, 57.083361.", "", "precision@1:4 precision@1:15", report.Day, place.Site},
		{"At 30.283937, 57.083361.", "", "", report.Day, place.Exact},
		{"At 30.28, 57.08.", "", "", report.Day, place.Site},
		{"At 30.2839, 57.0834.", "30.283937, 57.083361", "", report.Day, place.Site},
		{"At 30.283937, 57.083361.", "30.283, 57.083", "precision@1:4 precision@1:15", report.Day, place.Site},
		{"At 38S MB 4484 7123.", "", "precision@1:4", report.Day, place.City},
		{"At 8FVC9G8F+6X.", "", "precision@1:4", report.Day, place.City},
		{"At ///filled.count.soap.", "", "precision@1:4", report.Day, place.City},
		{"At 30°17'02\"N, 57°05'00\"E.", "", "precision@1:4 precision@1:16", report.Day, place.City},
	} {
		cleared := leak.Cleared{Time: c.time, Place: c.place}
		if c.value != "" {
			cleared.Values = []string{c.value}
		}
		if got := checked(leak.Material{}, cleared, c.text); got != c.want {
			t.Errorf("%q, the %s and the %s approved: %q, not %q", c.text, c.time, c.place, got, c.want)
		}
	}
}

// TestStyle holds habits that protected documents show, and those of the holder.
func TestStyle(t *testing.T) {
	t.Parallel()
	protected := []report.Passage{
		secret("UNCLAS//FOUO\n1. (U) The man left.  He came back.\n2. (U) \u201cNothing,\u201d he said.  DTG 031200ZJAN24"),
		secret("SECRET//REL\n3. (S) Source Karim NAZARI, then Ali REZAEI.  031400Z JAN 24"),
	}
	m := leak.Material{Passages: protected, Style: []string{"kindly revert", "hitherto"}}
	for text, want := range map[string]string{
		"Guard the gate. Watch the road.":  "",
		"Guard the gate.  Watch the road.": "style@1:15",
		"Please Kindly revert to us.":      "style@1:8",
		"The Hithertos are gone.":          "",
		"Any hitherto will do.":            "style@1:5",
		"It is \u201cclosed\u201d.":        "style@1:7",
		"CONF//NF follows":                 "style@1:1",
		"(U) Guard it.":                    "style@1:1",
		"Ask Jan NOVAKOVA.":                "style@1:5",
	} {
		if got := checked(m, leak.Cleared{AnyPrecision: true}, text); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
	// Once is no habit.
	m.Passages = []report.Passage{secret("He left.  He came.")}
	if got := checked(m, leak.Cleared{AnyPrecision: true}, "Guard the gate.  Watch the road."); got != "" {
		t.Errorf("once is taken for a habit: %q", got)
	}
}

// TestEchoExplains holds that a sentence said again is told with the words that
// are shared, and that what is public or released is none.
func TestEchoExplains(t *testing.T) {
	t.Parallel()
	m := leak.Material{Passages: []report.Passage{secret("The welder complained that the grey paint would not dry on the truck.")}}
	text := "Guard the gate.\nWe hear of a metal worker who grumbled because varnish on his lorry stayed wet and gray.\n"
	leaks := leak.NewChecker(m).Check(text, leak.Cleared{})
	if len(leaks) != 1 || leaks[0].Rule != leak.RuleParaphrase || leaks[0].Line != 2 || !strings.Contains(leaks[0].Because, "grumbled") ||
		!strings.Contains(leaks[0].Source, "welder complained") || leaks[0].Part != "part" {
		t.Errorf("found %v %q", leaks, texts(leaks))
	}
	same := "On the truck the paint would not dry, the grey one, the welder complained."
	if leaks := leak.NewChecker(m).Check(same, leak.Cleared{}); len(leaks) != 1 || leaks[0].Rule != leak.RuleReordered {
		t.Errorf("words in another order: %q", texts(leaks))
	}
	open := leak.Material{Passages: append(m.Passages, public(m.Passages[0].Text))}
	if leaks := leak.NewChecker(open).Check(same, leak.Cleared{}); len(leaks) != 0 {
		t.Errorf("everybody knows it: %q", texts(leaks))
	}
	told := leak.Cleared{Values: []string{"a welder complained of paint on a truck"}}
	if leaks := leak.NewChecker(m).Check(same, told); len(leaks) != 0 {
		t.Errorf("it is released: %q", texts(leaks))
	}
}

// TestOverride holds that an override lets one finding of one text pass, and says
// nothing of it.
func TestOverride(t *testing.T) {
	t.Parallel()
	m := leak.Material{Codewords: []leak.Term{{Text: "NIGHTJAR"}}}
	text := "Nightjar and nightjar."
	leaks := leak.NewChecker(m).Check(text, leak.Cleared{})
	if len(leaks) != 2 {
		t.Fatalf("found %q", texts(leaks))
	}
	of := func(text string) warning.Override {
		return warning.Override{Rule: leaks[0].Rule, Of: leaks[0].Digest(text), Because: "it is a bird here"}
	}
	o := of(text)
	if got := leak.Remaining(text, leaks, []warning.Override{o}); len(got) != 1 || got[0] != leaks[1] {
		t.Errorf("there remain %q", texts(got))
	}
	if strings.Contains(strings.ToLower(fmt.Sprintf("%+v", o)), "nightjar") {
		t.Errorf("an override quotes what was found: %+v", o)
	}
	for name, bad := range map[string]warning.Override{
		"of another rule":  {Rule: leak.RuleName, Of: o.Of, Because: o.Because},
		"without a reason": {Rule: o.Rule, Of: o.Of},
		"of another text":  of(text + " "),
		"that is empty":    {},
	} {
		if got := leak.Remaining(text, leaks, []warning.Override{bad}); len(got) != 2 {
			t.Errorf("an override %s lets something pass", name)
		}
	}
}

// TestTooLong holds that a text that is too long to be read is not let through.
func TestTooLong(t *testing.T) {
	t.Parallel()
	leaks := leak.NewChecker(leak.Material{}).Check(strings.Repeat("of the ", 5<<20/7), leak.Cleared{})
	if len(leaks) != 1 || leaks[0].Rule != leak.RuleUnreadable {
		t.Errorf("found %v", leaks)
	}
}

// TestEveryRule holds that each rule has a remedy and says so in its own words.
func TestEveryRule(t *testing.T) {
	t.Parallel()
	rules := leak.Rules()
	if len(rules) != 15 || len(slices.Compact(slices.Sorted(slices.Values(rules)))) != len(rules) {
		t.Errorf("the rules are %q", rules)
	}
}

// TestAssess holds that what an assessment knows is protected unless released.
func TestAssess(t *testing.T) {
	t.Parallel()
	var m leak.Material
	m.Assess(report.Assessment{
		Facts: []report.Fact{
			{Field: report.FieldActor, Text: "Karim Nazari", Aliases: []string{"Abu Seif"}, Originator: "Service Nord"},
			{Field: report.FieldVictim, Text: "Lena Okafor", Private: true},
			{Field: report.FieldPlace, Place: &place.Place{Country: "Iran", City: "Kerman", Site: "Azadi Hall", Point: &place.Point{Lat: 30_283_937, Lon: 57_083_361}}},
			{Field: report.FieldAct, Text: "an attack"},
		},
		Sourcing: []report.Sourcing{{Source: "Lighthouse", Originator: "Office Sud"}},
	})
	cleared := leak.Cleared{Place: place.City, Time: report.Day}
	for text, want := range map[string]string{
		"an attack in Kerman":  "",
		"Abu Seif is there":    "name@1:1",
		"Karim Nazari comes":   "name@1:1",
		"for Lena Okafor":      "name@1:5",
		"in Azadi Hall":        "precision@1:4",
		"as Office Sud says":   "originator@1:4",
		"as Service Nord says": "originator@1:4",
		"Lighthouse told us":   "codeword@1:1",
		"near 30.284":          "coordinate@1:6 precision@1:6",
	} {
		if got := checked(m, cleared, text); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
}

// TestCheckHolds plants a run of a passage into words of other texts, in any
// place, and has it found there.
func TestCheckHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlant(t)
		in, out := rapid.SampledFrom(p.ways).Draw(t, "in the report"), rapid.SampledFrom(p.ways).Draw(t, "in the text")
		text := within(t, out, "outgoing")
		m := leak.Material{Passages: []report.Passage{secret(within(t, in, "report"))}}
		found := leak.NewChecker(m).Check(text, leak.Cleared{AnyPrecision: true})
		plain := leak.Same(text, m.Passages, nil)
		for _, l := range plain {
			if l.Rule != leak.RuleNumber && !slices.ContainsFunc(found, func(o leak.Leak) bool { return o.Rule == l.Rule && o.Line == l.Line }) {
				t.Fatalf("%q is found alone, and not with all else: %q", l.String(), texts(found))
			}
		}
	})
}

// FuzzCheck holds that no text and no material makes the check fail, that what it
// finds stands where it says, and that a protected code word is always found.
func FuzzCheck(f *testing.F) {
	f.Add("Guard the gate at 21:40.", "The man waits behind the gate until dawn.", "NIGHTJAR", "Kerman, Iran")
	f.Add("G\u0435t\u200b out 30.2839+057.0833/", "1. (U) He left.  He came.\xff", "ab", "3 to 9 January 2024")
	f.Add("\u202e\U000e0001 may 2027-05-15", "\u0301\u0301\u0301\u0301\u0301\u0301", "\u3164", "\x00")
	f.Fuzz(func(t *testing.T, text, protected, word, value string) {
		if len(text)+len(protected)+len(word)+len(value) > 8<<10 {
			return
		}
		m := leak.Material{
			Passages: []report.Passage{secret(protected)}, Names: []leak.Term{{Text: word}}, Codewords: []leak.Term{{Text: word}},
			IDs: []leak.Term{{Text: word}}, Style: []string{word}, Places: []leak.PlaceTerm{{Term: leak.Term{Text: word}, Rung: place.Site}},
		}
		cleared := leak.Cleared{Values: []string{value}}
		lines := 1 + strings.Count(text, "\n")
		for _, l := range leak.NewChecker(m).Check(text, cleared) {
			if l.Line < 0 || l.Line > lines || l.Column < 0 || !slices.Contains(leak.Rules(), l.Rule) || l.Remedy == "" {
				t.Errorf("a finding stands nowhere: %q", l.String())
			}
			if shown := fmt.Sprintf("%v %+v %#v", l, l, l); len(l.Found) > 8 && strings.Contains(shown, l.Found) {
				t.Errorf("a finding shows itself: %s", shown)
			}
		}
		m.Codewords = []leak.Term{{Text: "NIGHTJAR"}}
		if !strings.Contains(checked(m, leak.Cleared{}, text+"\n\nthe nightjar\n\n"), "codeword@") {
			t.Errorf("a code word is not found behind %q", text)
		}
	})
}

// TestToldWhole holds that a released value may have eight words, and that a run
// that goes on beyond it is found.
func TestToldWhole(t *testing.T) {
	t.Parallel()
	const told = "3 January 2024, 14:00 to 15:00 UTC"
	c := leak.NewChecker(leak.Material{Passages: []report.Passage{{Part: "when", Text: "They come on " + told + " by boat"}}})
	may := leak.Cleared{Values: []string{told}, Time: report.Hour}
	for text, want := range map[string]bool{
		"When: " + told + "\n": false, "They come on " + told + "\n": true, told + " by boat\n": true,
	} {
		found := slices.ContainsFunc(c.Check(text, may), func(l leak.Leak) bool { return l.Rule == leak.RuleRun })
		if found != want {
			t.Errorf("%q: found is %v", text, found)
		}
	}
}
