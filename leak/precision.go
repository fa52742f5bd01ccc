package leak

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"example.org/tocsin/place"
	"example.org/tocsin/report"
)

// A gauge collects the times and the coordinates of a text.
type gauge struct {
	scanner
	spots []gauged
}

// A gauged is one time or coordinate with how fine it is.
type gauged struct {
	first, n int
	form     string
	time     report.TimeRung
	point    bool
	degrees  degrees
}

// gaugeText reads a text.
func gaugeText(text string) *gauge {
	g := &gauge{}
	g.sink = g
	g.read(norm.NFC.String(text))
	g.find()
	return g
}

// say takes a time that stands there beyond doubt.
func (g *gauge) say(first, n int, w weight, form []byte) {
	rest, ok := bytes.CutPrefix(form, []byte(ruleTime))
	if !ok || w&(said|asked) != said|asked {
		return
	}
	if rung := rungOfForm(string(rest)); rung != report.NoTime && !g.spoken(first, n) && !g.fraction(first) {
		g.spots = append(g.spots, gauged{first: first, n: n, form: string(rest), time: rung})
	}
}

// spoken reports whether a time is noon or midnight in one word, which is how
// people divide the day and no finer than that.
func (g *gauge) spoken(first, n int) bool {
	return n == 1 && g.words[first].kind == ofLetters
}

// fraction reports whether what reads like a day is a part of a month: "the last
// third of September".
func (g *gauge) fraction(first int) bool {
	if string(g.text(first)) != "third" {
		return false
	}
	switch string(g.text(first - 1)) {
	case "last", "final", "middle", "second", "first":
		return true
	}
	return false
}

// point takes a coordinate that can be nothing else.
func (g *gauge) point(first, n int, d degrees) {
	if d.strong {
		g.spots = append(g.spots, gauged{first: first, n: n, point: true, degrees: d})
	}
}

// rungOfForm gives how fine a time is, by its form: "21:40", "2024-01-03",
// "any 01-03", "2024-01". What may be something else is none.
func rungOfForm(form string) report.TimeRung {
	clock := strings.TrimSuffix(form, "?")
	switch {
	case strings.HasPrefix(form, alone), strings.HasPrefix(form, "none "), strings.HasPrefix(form, "day "), strings.HasSuffix(clock, "?"):
		return report.NoTime
	case len(clock) == 5 && clock[2] == ':':
		if clock[3:] == "00" {
			return report.Hour
		}
		return report.Minute
	case len(form) == len("2024-01-03") && form[4] == '-', strings.HasPrefix(form, "any "):
		return report.Day
	case len(form) == len("2024-01") && form[4] == '-':
		return report.Month
	}
	return report.NoTime
}

// precision finds the times and the places that are told finer than was
// approved. What a released value tells is approved as it stands there.
func precision(h *hunt, cleared Cleared) []Leak {
	if cleared.AnyPrecision {
		return nil
	}
	told := gaugeText(strings.Join(cleared.Values, "\n\n"))
	var leaks []Leak
	done := 0
	text := gaugeText(h.text)
	for _, s := range text.spots {
		if s.first < done || s.toldIn(told.spots) || s.otherToldIn(text.spots, told.spots) {
			continue
		}
		var because string
		switch {
		case s.point && cleared.Place < place.Exact:
			because = "a coordinate is finer than " + rungOf(cleared.Place)
		case !s.point && s.time > cleared.Time:
			because = fmt.Sprintf("it tells the %s; %s was approved", s.time, approvedTime(cleared.Time))
		default:
			continue
		}
		l := h.leak(RulePrecision, s.first, s.n, &finding{})
		l.Because = because
		leaks = append(leaks, l)
		done = s.first + s.n
	}
	if cleared.Place < place.Exact {
		leaks = append(leaks, grids(h, cleared)...)
	}
	return leaks
}

// approvedTime names the finest time that was approved.
func approvedTime(r report.TimeRung) string {
	if r == report.NoTime {
		return "no time"
	}
	return "the " + r.String()
}

// toldIn reports whether a released value tells the same time, or the same
// coordinate as finely.
func (s gauged) toldIn(told []gauged) bool {
	for _, t := range told {
		if s.point && t.point && s.degrees.near(t.degrees) && t.degrees.unit <= s.degrees.unit {
			return true
		}
		if !s.point && !t.point && (s.form == t.form || s.anyForm() == t.anyForm() && (s.anyForm() == s.form || t.anyForm() == t.form)) {
			return true
		}
	}
	return false
}

// anyForm gives the form of a day without its year, and of a time without the
// doubt about it.
func (s gauged) anyForm() string {
	if len(s.form) == len("2024-01-03") && s.form[4] == '-' {
		return "any " + s.form[5:]
	}
	return strings.TrimSuffix(s.form, "?")
}

// otherToldIn reports whether the same words may be read as a time that a
// released value tells.
func (s gauged) otherToldIn(all, told []gauged) bool {
	for _, o := range all {
		if o.first == s.first && o.n == s.n && o.toldIn(told) {
			return true
		}
	}
	return false
}

// The grids in which a place is told without degrees: squares of the military
// grid, open location codes, three words.
var (
	militaryGrid = regexp.MustCompile(`\b\d{1,2}\s?[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?(?:\d{4}|\d{6}|\d{8}|\d{10}|\d{2} \d{2}|\d{3} \d{3}|\d{4} \d{4}|\d{5} \d{5})\b`)
	openLocation = regexp.MustCompile(`\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b`)
	threeWords   = regexp.MustCompile(`///\pL+\.\pL+\.\pL+`)
)

// grids finds places that are told in a grid and stand in no released value.
func grids(h *hunt, cleared Cleared) []Leak {
	var leaks []Leak
	for _, grid := range []*regexp.Regexp{militaryGrid, openLocation, threeWords} {
		for _, at := range grid.FindAllStringIndex(h.text, -1) {
			found := h.text[at[0]:at[1]]
			if strings.Contains(strings.Join(cleared.Values, "\n"), found) {
				continue
			}
			leaks = append(leaks, Leak{
				Rule: RulePrecision, Line: 1 + strings.Count(h.text[:at[0]], "\n"), Column: column(h.text, at[0]),
				Found: oneLine(found), Because: "a square of a grid is finer than " + rungOf(cleared.Place), Remedy: remedy(RulePrecision),
			})
		}
	}
	return leaks
}
