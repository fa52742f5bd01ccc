package warning

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"example.org/tocsin"
	"example.org/tocsin/calendar"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
)

// ValuesIn gives what the engine itself tells in a text of some languages: the
// places and the times, as they stand there.
func ValuesIn(languages []Language, t Tearline) ([]string, error) {
	var values []string
	for _, l := range languages {
		in, err := speak(l)
		if err != nil {
			return nil, err
		}
		for _, r := range t.Released {
			if r.Field != report.FieldPlace && r.Field != report.FieldTime {
				continue
			}
			told, err := in.line(r, Words{})
			if err != nil {
				return nil, err
			}
			values = append(values, told.Value)
		}
	}
	return values, nil
}

// line tells one released field.
func (t tongue) line(r Released, words Words) (line, error) {
	label := t.words[string(r.Field)]
	value := oneLine(r.Value)
	if label == "" || value == "" {
		return line{}, tocsin.Refuse("warning/source", "leave it out", "%s is never released, or has no value", r.Field)
	}
	told := line{Label: label, Value: value}
	switch {
	case t.is == English:
		return told, nil
	case r.Field == report.FieldPlace:
		steps := t.place(r)
		told.Value = strings.Join(steps, ", ")
		if t.leftward && ltr(told.Value) {
			told.Apart = apart(steps)
		}
		return told, nil
	case r.Field == report.FieldTime:
		window, err := readWindow(value)
		if err != nil {
			return line{}, err
		}
		told.Value, err = t.window(window)
		return told, err
	}
	i := slices.IndexFunc(words.Say, func(s Said) bool { return s.Fact == r.Name() })
	if i >= 0 {
		told.Value = oneLine(words.Say[i].Words)
	}
	if i < 0 || told.Value == "" {
		return line{}, tocsin.Refuse("warning/translation", "give its words in that language, or leave the language out",
			"%s is told in words, and there are none in %s", r.Name(), t.is)
	}
	if t.leftward && ltr(told.Value) {
		told.Apart = []string{told.Value}
	}
	return told, t.written(r.Name(), told.Value)
}

// apart gives steps of a place so that no line is read in two directions: the
// steps in one kind of letters stay together.
func apart(steps []string) []string {
	var lines []string
	for i, s := range steps {
		if i > 0 && ltr(s) == ltr(steps[i-1]) {
			lines[len(lines)-1] += ", " + s
			continue
		}
		lines = append(lines, s)
	}
	return lines
}

// place gives the steps of a place, finest first, with the country by its name in
// the language. All other names stay as they are told.
func (t tongue) place(r Released) []string {
	steps := strings.Split(oneLine(r.Value), ", ")
	last := len(steps) - 1
	region, ok := countries()[steps[last]]
	// Georgia is a country and a state of another.
	if ok && (r.Rung == place.Country.String() || steps[last] != "Georgia") {
		if name := display.Regions(t.tag).Name(region); name != "" {
			steps[last] = oneLine(name)
		}
	}
	return steps
}

// countries gives countries by their names in English.
var countries = sync.OnceValue(func() map[string]language.Region {
	all := map[string]language.Region{}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			region, err := language.ParseRegion(string([]rune{a, b}))
			if err != nil || !region.IsCountry() {
				continue
			}
			if name := display.English.Regions().Name(region); name != "" {
				all[name] = region.Canonicalize()
			}
		}
	}
	return all
})

// window tells a time in the forms of the language.
func (t tongue) window(w report.Window) (string, error) {
	switch {
	case w.From.IsZero():
		return t.form("before", slot{"until", t.instant(w.Until)})
	case w.Until.IsZero():
		return t.form("since", slot{"from", t.instant(w.From)})
	case w.Finest() <= report.Day:
		last := w.Until.AddDate(0, 0, -1)
		if last.Equal(w.From) {
			return t.day(w.From)()
		}
		return t.form("days", slot{"from", t.day(w.From)}, slot{"until", t.day(last)})
	case w.From.Format(time.DateOnly) == w.Until.Add(-time.Second).Format(time.DateOnly):
		end := w.Until.Format("15:04")
		if end == "00:00" {
			end = "24:00"
		}
		return t.form("hours", slot{"day", t.day(w.From)}, slot{"from", plainly(w.From.Format("15:04"))}, slot{"until", plainly(end)})
	}
	return t.form("span", slot{"from", t.instant(w.From)}, slot{"until", t.instant(w.Until)})
}

// A piece is a part of a text that may be missing from the words of a language.
type piece func() (string, error)

// plainly gives a piece that stands as it is.
func plainly(s string) piece { return func() (string, error) { return s, nil } }

// A slot is where a form takes a piece.
type slot struct {
	name string
	is   piece
}

// form fills one of the forms of a language.
func (t tongue) form(name string, slots ...slot) (string, error) {
	form, err := t.word(name)
	if err != nil {
		return "", err
	}
	var old []string
	for _, s := range slots {
		said, err := s.is()
		if err != nil {
			return "", err
		}
		old = append(old, "{"+s.name+"}", said)
	}
	return strings.NewReplacer(old...).Replace(form), nil
}

// day tells a day.
func (t tongue) day(d time.Time) piece {
	return func() (string, error) {
		months := strings.Fields(t.words["months"])
		if len(months) != 12 {
			return "", fmt.Errorf("the texts of %s have %d months", t.is, len(months))
		}
		number := strconv.Itoa(d.Day())
		if first := t.words["first"]; d.Day() == 1 && first != "" {
			number = first
		}
		form, err := t.word("day")
		if err != nil {
			return "", err
		}
		solar := ""
		if y, m, day, ok := calendar.Solar(d); ok {
			solar = fmt.Sprintf("%d %s %d", day, calendar.SolarMonth(m), y)
		} else {
			form = strings.Replace(form, " ({solar})", "", 1)
		}
		return strings.NewReplacer("{day}", number, "{month}", months[d.Month()-1], "{year}", strconv.Itoa(d.Year()),
			"{solar}", solar).Replace(form), nil
	}
}

// instant tells a moment; midnight is told as the day alone.
func (t tongue) instant(at time.Time) piece {
	if at.Format("15:04") == "00:00" {
		return t.day(at)
	}
	return func() (string, error) {
		return t.form("instant", slot{"day", t.day(at)}, slot{"hour", plainly(at.Format("15:04"))})
	}
}

// readWindow reads what report.Window tells back into the window. What a window
// does not tell so is refused: nothing is guessed.
func readWindow(value string) (report.Window, error) {
	var w report.Window
	rest, from := strings.CutPrefix(value, "from ")
	begins, since := strings.CutSuffix(rest, " on")
	first, last, two := strings.Cut(rest, " to ")
	day, hours, within := strings.Cut(value, ", ")
	until, before := strings.CutPrefix(value, "before ")
	switch {
	case before:
		w.Until = readInstant(until)
	case from && since:
		w.From = readInstant(begins)
	case from && two:
		// "from 1 to 5 January 2024" tells the month and the year once.
		w.From, w.Until = readInstant(first), readInstant(last)
		if words := strings.Fields(last); w.From.IsZero() && len(words) == 3 {
			w.From = readInstant(strings.Join(append(strings.Fields(first), words[len(strings.Fields(first)):]...), " "))
		}
		if inclusive := (report.Window{From: w.From, Until: w.Until.AddDate(0, 0, 1)}); inclusive.String() == value {
			w = inclusive
		}
	case within:
		start, end, _ := strings.Cut(strings.TrimSuffix(hours, " UTC"), " to ")
		w.From = readInstant(day + ", " + start + " UTC")
		if end == "24:00" {
			w.Until = readInstant(day).AddDate(0, 0, 1)
			break
		}
		w.Until = readInstant(day + ", " + end + " UTC")
	default:
		w.From = readInstant(value)
		w.Until = w.From.AddDate(0, 0, 1)
	}
	if !w.Known() || w.Check() != nil || w.String() != value {
		return report.Window{}, tocsin.Refuse("warning/language", "draft it again, or in English alone",
			"the time that is told is in no form that can be told in another language")
	}
	return w, nil
}

// readInstant reads one time as report.Window tells it; zero for what is none.
func readInstant(value string) time.Time {
	for _, form := range []string{"2 January 2006", "2 January 2006, 15:04 UTC"} {
		if t, err := time.Parse(form, value); err == nil {
			return t
		}
	}
	return time.Time{}
}
