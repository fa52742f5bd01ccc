package leak_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin/leak"
	"example.org/tocsin/marking"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// allKinds are all kinds of warnings.
var allKinds = warning.Kinds()

// secret is a passage that nobody marked.
func secret(text string) report.Passage { return report.Passage{Part: "part", Text: text} }

// public is a passage for everybody.
func public(text string) report.Passage {
	return report.Passage{Part: "public", Text: text, Marking: marking.Marking{TLP: marking.Clear}}
}

// rules are the rules of leaks, sorted, once each.
func rules(leaks []leak.Leak) string {
	var all []string
	for _, l := range leaks {
		all = append(all, strings.TrimPrefix(l.Rule, "leak/"))
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), " ")
}

// notations are groups of texts that say the same thing under a rule: each must
// be found where any other is protected.
var notations = map[string][][]string{
	"time": {
		{"21:40", "9.40 pm", "9:40 p.m.", "9:40pm", "2140 hrs", "2140Z", "2140 hours", "21h40", "twenty to ten", "9.40 in the evening", "twenty-one forty hours", "21:40:17", "۲۱:۴۰", "２１：４０"},
		{"9.40", "9:40", "nine forty", "twenty to ten"},
		{"9.40 am", "09:40", "0940 hrs", "9h40"},
		{"2024-01-03T21:40:00Z", "21:40", "9.40 pm", "2024-01-03T21:40:00.123Z", "20240103T214000Z", "032140ZJAN24", "032140Z JAN 24"},
		{"2024-01-03T21:40:00+03:30", "18:10 UTC", "6.10 pm"},
		{"21:00", "9 pm", "9pm", "9 p.m.", "2100 hrs", "nine o'clock in the evening", "twenty-one hundred hours", "21h00", "9 at night"},
		{"12:00", "noon", "midday", "12 noon", "twelve o'clock"},
		{"half past nine", "9:30"},
		{"a quarter to ten", "9:45", "quarter to 10"},
		{"2024-01-03", "3 January 2024", "January 3, 2024", "3rd of January 2024", "03.01.2024", "3/1/2024", "01/03/2024", "3-Jan-24", "03JAN2024", "20240103", "Jan. 3 2024", "the third of January, 2024", "2024/01/03", "3 January", "Jan 3rd", "January the third", "3.1.2024", "032140ZJAN24", "2024-01-03T09:00:00Z", "3\nJanuary 2024", "3 to 5 January 2024", "3, 4 and 5 January", "3/4 January 2024", "January 3-5"},
		{"5 January 2024", "from 3 to 5 January 2024", "2024-01-05", "between the 3rd and the 5th of January"},
		{"23 May", "May 23", "23/5", "2031-05-23", "the twenty-third of May"},
	},
	"number": {
		{"12 vests", "twelve vests", "12-vest load", "a dozen", "12kg", "Twelve", "(12)", "No.12", "$12.00", "10-12 men", "12/14", "12,14,16", "012", "۱۲", "१२", "１２", "the 12th", "the twelfth", "12 may carry", "12½"},
		{"1,200", "1200", "1 200", "1'200", "1.200", "twelve hundred", "one thousand two hundred", "1\u202f200", "1.2 thousand", "1200kg"},
		{"3,000,000", "3 million", "three million", "3000000", "3 000 000"},
		{"7.62 mm", "7,62", "7.62mm", "07.620"},
		{"99", "ninety-nine", "Ninety nine"},
		{"100", "a hundred", "one hundred", "hundredth of 100"},
		{"250", "two hundred and fifty", "two hundred fifty"},
		{"24", "two dozen", "twenty-four", "24"},
	},
	"coordinate": {
		{"30.283937", "30.284", "30.2839", "30,283937", "30.28° N", "30°17'02\"N", "30° 17′ 02″ N", "30º17'2.2''", "N30.283937", "30 17 02 N", "301702N", "30 degrees 17 minutes 2 seconds north", "30°17.036'", "-30.283937", "lat 30.28", "30.28393N", "30.283937123"},
		{"57.083361", "57.083", "0570500E", "57°05'00\"E", "57:05:00 E"},
	},
	"id": {
		{"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f", "8E2E2D2B-17D4-4CBF-938F-98EE46B3CD3F", "8e2e2d2b17d44cbf938f98ee46b3cd3f", "{8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f}"},
		{"+98 34 3211 4567", "034-32114567", "(034) 3211 4567", "+98 34 32 11 45 67", "+98 34\n3211 4567", "3211 4567", "0098.34.3211.4567", "03432114567", "۰۳۴ ۳۲۱۱ ۴۵۶۷"},
		{"XK-41-B", "xk41b", "XK 41 B", "xk_41_b", "xk-41-b", "XK/41/B"},
		{"12 ب 345-67", "12ب34567"},
		{"AB12 CDE", "AB12CDE", "ab12cde"},
		{"IR655", "IR 655", "ir-655"},
		{"gate B7", "B-7", "b7"},
		{"10.0.12.7", "10.0.12.7:8080", "010.000.012.007", "10[.]0[.]12[.]7", "10.0.12.7/24", "::ffff:10.0.12.7"},
		{"2001:db8::7", "2001:0DB8:0:0:0:0:0:7", "[2001:db8:0::7]:443"},
		{"00:1a:2b:3c:4d:5e", "00-1A-2B-3C-4D-5E", "001a2b3c4d5e"},
		{"evil.example.com", "https://evil.example.com/x?y=1", "hxxp://EVIL[.]example[dot]com", "www.evil.example.com", "ali@evil.example.com", "c2.evil.example.com"},
		{"ali.reza@mail.example", "ALI.REZA@mail.example", "ali.reza[at]mail[.]example"},
		{"https://t.me/kermanchannel", "t.me/kermanchannel"},
		{"@kerman_news", "@Kerman_News"},
		{"d41d8cd98f00b204e9800998ecf8427e", "D41D8CD98F00B204E9800998ECF8427E"},
		{"IR820540102680020817909002", "IR82 0540 1026 8002 0817 9090 02"},
		{"8f3a91", "ref 8F3A91."},
	},
	"run": {
		{"the grey van waits behind the north mosque until dawn", "THE GREY VAN, WAITS - behind the north mosque; until", "grey\u200b van waits\nbehind\n\nthe north mosque until dawn", "grey van waits behind the nórth mosque until dawn"},
		{"он ждёт за северной мечетью до самого рассвета завтра", "Он ждет за северной мечетью до самого рассвета завтра!"},
		{"خودروی خاکستری پشت مسجد شمالی تا سپیده دم می\u200cماند", "خودروی خاکستری پشت مسجد شمالی تا سپیده دم می\u200cماند."},
		{"그들은 북쪽 사원 뒤에서 새벽까지 회색 차를 기다린다", "\u1100\u1173\u1103\u1173\u11af은 북쪽 사원 뒤에서 새벽까지 회색 차를 기다린다"},
		{"伊朗的灰色货车在北清真寺后面等待到天亮", "据说灰色货车在北清真寺后面等待到天亮。"},
	},
}

// oneWay are texts that are found where another is protected, and not the other
// way round: the first is coarser, or a part of it.
var oneWay = map[string][][2]string{
	"time": {
		{"in January 2024", "2024-01-03"},
		{"on the 3rd", "3 January 2024"},
		{"3 January 2024", "in January 2024"},
		{"9.40", "21:40"},
		{"21:40", "9.40"},
		{"nine forty", "0940 hrs"},
		{"9:40 am", "9:40"},
		{"21:30", "half past nine"},
		{"21:45", "a quarter to ten"},
		{"number 2140 there", "21:40"},
		{"21:40", "about 2140 by the mill"},
		{"21:40", "at 2140"},
		{"20:15", "at 2015"},
		{"21:40", "2140-2230hrs"},
		{"21:40", "2140 to 2230 hrs"},
		{"22:30", "between 2140 and 2230"},
		{"they came 2024 strong", "20:24"},
	},
	"number": {
		{"14 men", "12,14"},
		{"6 men", "half a dozen"},
		{"3000 came", "two thousand three thousand"},
		{"17 guards", "30°\n\n17 guards"},
		{"in 2024", "2024-01-03"},
		{"ends in 4567", "+98 34 3211 4567"},
		{"12 vests", "+98 34 3211 4567\n12 vests"},
		{"12 vests", "+98 211 4567\n12 vests"},
		{"12 vests", "+98 34 3211 4567 12 vests"},
		{"flight 655", "IR655"},
		{"by 5 March 2024", "in 2024"},
	},
	"coordinate": {
		{"30.28", "30.283937"}, {"30.283937", "30.28"}, {"57.08", "57°05'00\"E"}, {"30.29", "30.288937"},
	},
	"id": {
		{"evil.example", "c2.evil.example"}, {"mail.example", "ali@mail.example"}, {"xk41b", "https://t.me/xk41b"},
	},
}

// TestNotations finds each thing in every notation of it.
func TestNotations(t *testing.T) {
	t.Parallel()
	for rule, groups := range notations {
		for _, group := range groups {
			for _, out := range group {
				for _, in := range group {
					found(t, rule, "They say "+out+" there.\n", "He knew of "+in+" before.")
				}
			}
		}
		for _, pair := range oneWay[rule] {
			found(t, rule, "They say "+pair[0]+" there.\n", "He knew of "+pair[1]+" before.")
		}
	}
}

// found fails where a leak of the rule is not among those found.
func found(t *testing.T, rule, out, in string) {
	t.Helper()
	leaks := leak.Same(out, []report.Passage{secret("nothing here"), secret(in)}, nil)
	// A number may be found as the time or the coordinate that it may be too.
	if !slices.ContainsFunc(leaks, func(l leak.Leak) bool { return l.Rule == "leak/"+rule || rule == "number" }) {
		t.Errorf("%q is not found as a %s in %q: %v", in, rule, out, rules(leaks))
	}
}

// TestNoFalseAlarm holds that what is not the same is not found.
func TestNoFalseAlarm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ out, in string }{
		{"Keep everybody away from the square.", "the square, 12 men, 21:40, 3 January 2024"},
		{"One guard at the first gate, a second at the next.", "1 guard, 2 gates, 1st, 2nd"},
		{"Several hundred people, dozens of cars.", "100 people, 12 cars"},
		{"Ring 7 bells.", "the 3rd of 7:15 and 2024-07-07, +7 912 345 6789"},
		{"10:40", "22:41, 9:40"},
		{"9:40 am", "21:40"},
		{"09:40", "21:40"},
		{"21:40", "40 men, 21 cars"},
		{"Take 3 cars and 40 men.", "2024-01-03T21:40:00Z"},
		{"4 January 2024", "3 January 2024, 4 cars"},
		{"by 5 March 2024", "on 3 January 2024"},
		{"January 2024", "the 3rd, 2023-01-03, 5 January"},
		{"3 January 2025", "3 January 2024"},
		{"30.28", "30.30, 30.27, 30.2"},
		{"30.289", "30.283937"},
		{"30.30 N", "30.283937"},
		{"12 cars", "half a dozen"},
		{"30.2", "30.283937"},
		{"e.g. i.e. U.S.", "e.g. i.e. U.S."},
		{"Falcon waits for Eagle", "Falcon met Eagle"},
		{"police.gov.ir", "mfa.gov.ir"},
		{"Call the police.", "the police call"},
		{"midnight", "2024-01-03T00:00:00Z"},
		{"it may rain", "May 12"},
		{"15:53", "gathering number 1553"},
		{"20:24", "by 2024"},
		{"Answer with sha1sum.", "SHA-256"},
		{"the grey van waits behind the north mosque", "the grey van waits behind the north mosque"}, // eight words
		{"grey van waits behind the north mosque", "grey van waits behind the north mosque"},
		{"灰色货车在北清真寺后面", "灰色货车在北清真寺后面"},
		{"grey van waits behind north mosque until dawn", "grey van there waits behind that north mosque until early dawn"},
		{"the a van waits behind the b north mosque until dawn", "the van waits behind the north mosque until dawn"},
	} {
		leaks := leak.Same(c.out+"\n", []report.Passage{secret(c.in)}, nil)
		want := ""
		if len(strings.Fields(c.out)) == 8 && c.out == c.in {
			want = "run"
		}
		if got := rules(leaks); got != want {
			t.Errorf("%q against %q: found %q, not %q", c.out, c.in, got, want)
		}
	}
}

// TestPublic holds that what is public is no leak, and that what is public in
// another sense does not make it so.
func TestPublic(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, out, in, open string
		released            []string
		want                string
	}{
		{name: "nothing is public", out: "12 at 21:40", in: "12 at 21:40", want: "number time"},
		{name: "an open passage says it", out: "12 at 21:40", in: "12 at 21:40", open: "twelve; 21:40"},
		{name: "an open passage says half of it", out: "12 at 21:40", in: "12 at 21:40", open: "12", want: "time"},
		{name: "an open run", out: "a b c d e f g h", in: "a b c d e f g h i", open: "a b c d e f g h"},
		{name: "an open run of other words", out: "a b c d e f g h", in: "a b c d e f g h i", open: "b c d e f g h i", want: "run"},
		{name: "half a run is open", out: "a b c d e f g h i", in: "a b c d e f g h i", open: "a b c d e f g h", want: "run"},
		{name: "a released date", out: "3 January 2024", in: "2024-01-03T21:40:00Z", released: []string{"3 January 2024"}},
		{name: "a released date in another notation", out: "03.01.2024", in: "2024-01-03", released: []string{"3 January 2024"}},
		{name: "its month, its year, its day", out: "January 2024, 2024, the 3rd", in: "2024-01-03, 2024", released: []string{"3 January 2024"}},
		{name: "another day", out: "4 January 2024", in: "4 January", released: []string{"3 January 2024"}, want: "time"},
		{name: "a released range", out: "3 January to 5 January", in: "3 January, 5 January", released: []string{"from 3 to 5 January 2024"}},
		{name: "a day within a released range", out: "4 January", in: "4 January", released: []string{"from 3 to 5 January 2024"}, want: "time"},
		{name: "a released window", out: "18:00 to 24:00 UTC", in: "18:00, 00:00, 21:40", released: []string{"3 January 2024, 18:00 to 24:00 UTC"}},
		{name: "a released value allows no run", out: "a b c d e f g h", in: "a b c d e f g h", released: []string{"a b c d e f g h"}, want: "run"},
		{name: "a released point", out: "30.283937 30.28", in: "30.283937", released: []string{"30.283937, 57.083361"}},
		{name: "a released point is told more finely", out: "30.283937", in: "30.283937", released: []string{"30.28, 57.08"}, want: "coordinate"},
		{name: "the morning is open, the evening is not", out: "21:40", in: "21:40", open: "at 9.40", want: "time"},
		{name: "a time that may be either is open", out: "9.40", in: "21:40", open: "at 9.40"},
		{name: "a price is open, the time is not", out: "9.40", in: "21:40", open: "9.4 km", want: "time"},
		{name: "a number is open, the time is not", out: "2140 hrs", in: "21:40", open: "2140 people", want: "time"},
		{name: "a domain is open, a host in it is not", out: "c2.evil.example", in: "c2.evil.example", open: "evil.example", want: "id"},
		{name: "an exercise of words", out: "IR 655", in: "IR655", open: "ir-655"},
		{name: "one end of a range is open", out: "3 to 5 January", in: "5 January", open: "3 January", want: "time"},
		{name: "either reading of a date is open", out: "03/01/2024", in: "3 January 2024", open: "1 March 2024"},
		{name: "a length is open, the time is not", out: "9:40", in: "21:40", open: "9.40 km", want: "time"},
		{name: "a host is open, a page of it is not", out: "t.me/kermanchannel", in: "https://t.me/kermanchannel", open: "t.me", want: "id"},
		{name: "a host is open, a mailbox there is not", out: "ali@mail.example", in: "Ali@mail.example", open: "mail.example", want: "id"},
		{name: "the year alone", out: "5 March 2024", in: "the plan of 2024", want: "number"},
	} {
		passages := []report.Passage{secret(c.in), public(c.open)}
		for range 2 {
			slices.Reverse(passages)
			if got := rules(leak.Same(c.out+"\n", passages, c.released)); got != c.want {
				t.Errorf("%s: found %q, not %q", c.name, got, c.want)
			}
		}
	}
	for _, m := range []marking.Marking{{}, {TLP: marking.Red}, {TLP: marking.Green}, {TLP: marking.Clear, Caveats: []string{"ORCON"}}} {
		p := []report.Passage{{Part: "p", Text: "12", Marking: m}}
		if got := rules(leak.Same("12\n", p, nil)); got != "number" {
			t.Errorf("a passage marked %s is taken for public", m)
		}
	}
}

// TestLeak holds what a leak says of itself, and to whom.
func TestLeak(t *testing.T) {
	t.Parallel()
	out := "First line.\n\nAbout noon on the Feast, nine\u200b-forty,\nthe «grey van waits behind the\nnorth mosque until dawn» with twelve men.\n"
	passages := []report.Passage{
		{Part: "a", Text: "12 men"}, {Part: "b", Text: "Grey van waits behind the north mosque until dawn, 12 men"}, {Part: "c", Text: "0940 hrs"},
	}
	got := leak.Same(out, passages, nil)
	want := []leak.Leak{
		{Rule: "leak/time", Line: 3, Found: "nine\u200b-forty", Part: "c"},
		{Rule: "leak/run", Line: 4, Found: "grey van waits behind the north mosque until dawn", Part: "b"},
		{Rule: "leak/number", Line: 5, Found: "twelve", Part: "a"},
	}
	if len(got) != len(want) {
		t.Fatalf("found\n%q\nnot\n%q", texts(got), texts(want))
	}
	for i, l := range got {
		if l.Rule != want[i].Rule || l.Line != want[i].Line || l.Found != want[i].Found || l.Part != want[i].Part {
			t.Errorf("found\n%q\nnot\n%q", texts(got), texts(want))
		}
	}
	if got[0].Column != 26 || got[2].Column != 31 || got[1].Source != "Grey van waits behind the north mosque until dawn, 12 men" || got[2].Remedy == "" {
		t.Errorf("the places or the sources are not those: %q", got)
	}
	var logged bytes.Buffer
	slog.New(slog.NewTextHandler(&logged, nil)).InfoContext(t.Context(), "leak", slog.Any("leak", got[2]), slog.Any("all", got))
	shown := fmt.Sprintf("%v %+v %#v %s %q %v %v", got[2], got[2], got[2], got[2], got[2], got, &got[2]) + logged.String() + fmt.Errorf("%v", got).Error()
	if strings.Contains(shown, "twelve") || strings.Contains(shown, "mosque") || !strings.Contains(shown, "line 5 (leak/number)") {
		t.Errorf("a leak is shown as %s", shown)
	}
	if s := got[2].String(); s != `line 5: "twelve" stands in a (leak/number)` {
		t.Errorf("the drafter is told %s", s)
	}
	if raw, err := json.Marshal(got[2]); err != nil || string(raw) != `{"rule":"leak/number","line":5,"column":31,"found":"twelve","part":"a","source":"12 men","remedy":"leave the number out, or tell it roughly"}` {
		t.Errorf("a leak is written as %s (%v)", raw, err)
	}
}

// texts are leaks as the drafter reads them.
func texts(leaks []leak.Leak) []string {
	var all []string
	for _, l := range leaks {
		all = append(all, l.String())
	}
	return all
}

// TestOwnLines holds that the engine's own wording is no leak, and nothing that
// a person adds to it is public through it.
func TestOwnLines(t *testing.T) {
	t.Parallel()
	tear := warning.Tearline{Released: []warning.Released{{Field: report.FieldAct, Value: "A shooting"}}}
	supersedes := map[warning.Kind]string{}
	for _, kind := range allKinds {
		text, err := warning.Compose(kind, tear, warning.Wording{})
		if err != nil {
			t.Fatal(err)
		}
		supersedes[kind] = text
	}
	for _, text := range supersedes {
		quoted := []report.Passage{secret(strings.ReplaceAll(text, "A shooting", "")), secret("SHA-256 sha256sum v1")}
		if leaks := leak.Same(text, quoted, nil); len(leaks) > 0 {
			t.Errorf("our own words are found: %q", texts(leaks))
		}
		if got := rules(leak.Same(text+"Run sha256sum.\n", quoted, nil)); got != "id" {
			t.Errorf("a line that a person added is not looked at: %q", got)
		}
	}
}

// TestWindow holds the header of a note to the passages.
func TestWindow(t *testing.T) {
	t.Parallel()
	at := func(clock string) time.Time {
		v, err := time.Parse(time.RFC3339, "2024-01-03T"+clock+":00Z")
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct {
		from, until, text, in, want string
	}{
		{"00:00", "00:00", "", "00:00, midnight, 2024-01-03, 3 January", ""},
		{"09:00", "21:40", "", "10:00", ""},
		{"09:00", "21:40", "", "9.40 pm", "time"},
		{"21:40", "23:00", "", "9.40 pm", "time"},
		{"09:00", "21:40", "From 18:00 to 21:40 UTC.", "9.40 pm", ""},
		{"09:40", "23:00", "", "21:40", ""},
	} {
		n := warning.Note{ValidFrom: at(c.from), UsefulUntil: at(c.until).In(time.FixedZone("", 3600)), Text: c.text}
		leaks := leak.NewChecker(leak.Material{Passages: []report.Passage{secret(c.in)}}).Window(n)
		if got := rules(leaks); got != c.want {
			t.Errorf("%+v: found %q", c, got)
		}
		for _, l := range leaks {
			if l.Line != 0 {
				t.Errorf("%+v: a leak of the header is said to stand in line %d", c, l.Line)
			}
		}
	}
}
