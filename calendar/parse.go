package calendar

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// maxText bounds a text that is read.
const maxText = 200

// A Reading is what a text says of when.
type Reading struct {
	// From and Until are the interval in UTC, up to but not including Until.
	From, Until time.Time
	// Rough is true where the calendar itself is not sure of the day, for which
	// the interval allows.
	Rough bool
	// Exact is true where one minute or second was told.
	Exact bool
	// Zoned is true where the text says the zone of each of its ends.
	Zoned bool
}

// Parse reads when something is, from its first moment up to but not including
// the one after its last, both in UTC. Hours without a zone are of the zone that
// is given, and days with them; nil is UTC.
func Parse(text string, zone *time.Location) (from, until time.Time, err error) {
	r, err := Read(text, zone)
	return r.From, r.Until, err
}

// Read reads when something is, and says how sure that is.
func Read(text string, zone *time.Location) (Reading, error) {
	if zone == nil {
		zone = time.UTC
	}
	switch {
	case len(text) > maxText:
		return Reading{}, fmt.Errorf("reading a time: it has more than %d bytes", maxText)
	case !utf8.ValidString(text):
		return Reading{}, errors.New("reading a time: it is not UTF-8")
	}
	r, err := readSpan(plain(text), zone)
	if err != nil {
		return Reading{}, fmt.Errorf("reading a time: %w", err)
	}
	return r, nil
}

// plain writes a text with the digits of ASCII, in small letters, and spaces for
// commas.
func plain(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r >= '۰' && r <= '۹':
			r = '0' + r - '۰'
		case r >= '٠' && r <= '٩':
			r = '0' + r - '٠'
		case r == 'ي':
			r = 'ی'
		case r == ',' || r == '،':
			r = ' '
		case r == '−':
			r = '-'
		case r == '–' || r == '—':
			b.WriteString(" - ")
			continue
		}
		b.WriteRune(r)
	}
	s := strings.ToLower(strings.Join(strings.Fields(b.String()), " "))
	s = strings.NewReplacer("a.m.", "am", "p.m.", "pm").Replace(s)
	for _, j := range joins {
		s = j.apart.ReplaceAllString(s, j.together)
	}
	return s
}

// joins are words that belong together, and are written apart.
var joins = []struct {
	apart    *regexp.Regexp
	together string
}{
	{regexp.MustCompile(`(\d) (am|pm)\b`), "$1$2"},
	{regexp.MustCompile(`\b(\d{4}) (h|hrs|hours)\b`), "${1}hrs"},
	{regexp.MustCompile(`\b(utc|gmt) ?([+-]) ?(\d)`), "$1$2$3"},
}

// Where the two ends of an interval are parted.
var (
	dayRange = regexp.MustCompile(`^(\d{1,2}) ?- ?(\d{1,2}) (\D.*)$`)
	isoRange = regexp.MustCompile(`^(\d{4}-\S+)/(\d{4}-\S+)$`)
	joinedT  = regexp.MustCompile(`(\d)t(\d)`)
)

// ends parts a text into the two ends of an interval, or gives it whole.
func ends(text string) []string {
	if m := dayRange.FindStringSubmatch(text); m != nil {
		return []string{m[1], m[2] + " " + m[3]}
	}
	if m := isoRange.FindStringSubmatch(text); m != nil {
		return m[1:]
	}
	text = strings.TrimPrefix(text, "from ")
	if rest, ok := strings.CutPrefix(text, "between "); ok {
		return strings.Split(rest, " and ")
	}
	for _, between := range []string{" to ", " until ", " till ", " through ", " - ", " / "} {
		if strings.Contains(text, between) {
			return strings.Split(text, between)
		}
	}
	return []string{text}
}

// readSpan reads one time, or two with the interval between them.
func readSpan(text string, zone *time.Location) (Reading, error) {
	both := ends(text)
	if len(both) > 2 {
		return Reading{}, errors.New("an interval has two ends, and this has more")
	}
	words := 0
	all := make([]told, len(both))
	for i, end := range both {
		if err := all[i].readAll(end, &words); err != nil {
			return Reading{}, err
		}
	}
	if len(all) == 1 {
		return all[0].interval(zone)
	}
	share(&all[0], &all[1])
	first, err := all[0].interval(zone)
	if err != nil {
		return Reading{}, err
	}
	last, err := all[1].interval(zone)
	if err != nil {
		return Reading{}, err
	}
	r := Reading{From: first.From, Until: last.Until, Rough: first.Rough || last.Rough, Zoned: first.Zoned && last.Zoned}
	if last.Exact {
		r.Until = last.From
	}
	if first.From.After(last.From) || !r.Until.After(r.From) {
		return Reading{}, fmt.Errorf("the interval ends at %s, before it begins at %s", r.Until.Format(time.RFC3339), r.From.Format(time.RFC3339))
	}
	return r, nil
}

// readAll reads the words of one end. Words are counted over both.
func (t *told) readAll(text string, words *int) error {
	if m := dateGroup.FindStringSubmatch(text); m != nil {
		*words += len(strings.Fields(text))
		if err := t.readGroup(m); err != nil {
			return fmt.Errorf("%q: %w", text, err)
		}
		return nil
	}
	text = joinedT.ReplaceAllString(text, "$1 $2")
	if strings.TrimSpace(text) == "" {
		return errors.New("nothing is said")
	}
	for word := range strings.FieldsSeq(text) {
		*words++
		if err := t.read(word); err != nil {
			return fmt.Errorf("word %d, %q: %w", *words, word, err)
		}
	}
	return nil
}

// readGroup reads a date-time group: day, hour, minute, zone, month, year.
func (t *told) readGroup(m []string) error {
	named, ok := months[m[5]]
	if !ok || named.of != gregorian {
		return fmt.Errorf("%q is no month of a date-time group", m[5])
	}
	year := atoi(m[6])
	if len(m[6]) == 2 {
		// A group of two digits is of our own time.
		if year += 1900; year < 1970 {
			year += 100
		}
	}
	if err := t.setDate(year, named.number, atoi(m[1])); err != nil {
		return err
	}
	if err := t.setClock(m[2], m[3], "", ""); err != nil {
		return err
	}
	t.of = gregorian
	return t.setLetter(m[4])
}

// share gives each end of an interval what only the other says: "3 to 5 January
// 2024", "2024-01-03 06:00 to 08:00 UTC".
func share(a, b *told) {
	if b.year+b.month+b.day+b.week == 0 {
		b.of, b.hijri, b.year, b.month, b.day, b.week, b.weekday = a.of, a.hijri, a.year, a.month, a.day, a.week, a.weekday
	}
	if a.year == 0 && b.week == 0 {
		a.of, a.hijri, a.year = b.of, b.hijri, b.year
		if a.month == 0 {
			a.month = b.month
		}
	}
	if a.zone == nil {
		a.zone = b.zone
	}
	if b.zone == nil {
		b.zone = a.zone
	}
}
