package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin/calendar"
	"example.org/tocsin/marking"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
)

// A moment is a time on the command line; zero where none was given.
type moment struct{ time.Time }

// UnmarshalText reads a time as people write it. What names a day or less begins
// with it; what is longer, or not sure of its day, has no one beginning.
func (m *moment) UnmarshalText(text []byte) error {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", time.DateOnly} {
		if t, err := time.Parse(form, string(text)); err == nil {
			m.Time = t.UTC().Truncate(time.Second)
			return nil
		}
	}
	const write = "write 2024-01-03T06:00:00Z, 2024-01-03T06:00Z, 2024-01-03 or 13 Dey 1402"
	r, err := calendar.Read(string(text), nil)
	switch {
	case err != nil:
		return fmt.Errorf("%q is no time: %w; %s", text, err, write)
	case r.Rough || r.Until.Sub(r.From) > 24*time.Hour:
		return fmt.Errorf("%q is a time from %s to %s; name its beginning or its end: %s",
			text, r.From.Format(time.DateOnly), r.Until.Format(time.DateOnly), write)
	case r.Exact && !r.Zoned:
		return fmt.Errorf("%q does not say the zone of its hour; write Z or +03:30 behind it", text)
	}
	m.Time = r.From
	return nil
}

// or is the moment, or another where none was given.
func (m moment) or(other time.Time) time.Time {
	if m.IsZero() {
		return other
	}
	return m.Time
}

// An era is an interval on the command line; zero where none was given.
type era struct{ report.Window }

// UnmarshalText reads an interval as people write it.
func (e *era) UnmarshalText(text []byte) error {
	r, err := calendar.Read(string(text), nil)
	switch {
	case err != nil:
		return fmt.Errorf("%q is no time: %w", text, err)
	case !r.Zoned && (!r.From.Equal(r.From.Truncate(24*time.Hour)) || !r.Until.Equal(r.Until.Truncate(24*time.Hour))):
		return fmt.Errorf("%q does not say the zone of its hours; write UTC or +03:30 behind it", text)
	}
	e.Window = report.Window{From: r.From, Until: r.Until}
	return nil
}

// A mark is a marking on the command line: TLP:RED, or TLP:AMBER//PAP:GREEN//CAVEAT.
type mark struct{ marking.Marking }

// UnmarshalText reads a marking.
func (m *mark) UnmarshalText(text []byte) error {
	read, err := marking.Parse(string(text))
	if err != nil {
		return err
	}
	m.Marking = read
	return nil
}

// A spot is a place on the command line: country=..,region=..,city=.., a
// coordinate, or a city and its country. A value may hold commas: the next begins
// with the name of a step.
type spot struct{ place.Place }

// UnmarshalText reads a place. What is named step by step is taken as it is
// written, and held to its coordinate if it has one.
func (s *spot) UnmarshalText(text []byte) error {
	point := ""
	steps := map[string]*string{
		"country": &s.Country, "region": &s.Region, "city": &s.City, "district": &s.District, "site": &s.Site, "point": &point,
	}
	var at *string
	for part := range strings.SplitSeq(string(text), ",") {
		name, value, named := strings.Cut(part, "=")
		step := steps[strings.TrimSpace(name)]
		switch {
		case named && step != nil && *step != "":
			return fmt.Errorf("%s is given twice", strings.TrimSpace(name))
		case named && step != nil:
			at, *step = step, oneLine(value)
		case at == nil && !strings.Contains(string(text), "="):
			loose, err := loosePlace(string(text))
			s.Place = loose
			return err
		case at == nil:
			return errNoPlace
		default:
			*at += ", " + oneLine(part)
		}
	}
	if point != "" {
		read, err := place.ParsePoint(point)
		if err != nil {
			return err
		}
		s.Point = &read
		if _, err := completed(s.Place); err != nil {
			return err
		}
	}
	if !s.Known() {
		return fmt.Errorf("%q tells no place", text)
	}
	return nil
}

// A pair is NAME=VALUE on the command line.
type pair struct{ name, value string }

// UnmarshalText reads a pair.
func (p *pair) UnmarshalText(text []byte) error {
	name, value, ok := strings.Cut(string(text), "=")
	if p.name, p.value = strings.TrimSpace(name), strings.TrimSpace(value); !ok || p.name == "" || p.value == "" {
		return fmt.Errorf("%q is not NAME=VALUE", text)
	}
	return nil
}

// A fieldValue is FIELD=WORDS for a field that is told in words.
type fieldValue struct {
	field report.Field
	value string
}

// UnmarshalText reads a field with its words.
func (f *fieldValue) UnmarshalText(text []byte) error {
	var p pair
	if err := p.UnmarshalText(text); err != nil {
		return err
	}
	field, err := report.ParseField(p.name)
	if err != nil {
		return err
	}
	f.field, f.value = field, oneLine(p.value)
	return nil
}

// A factValue is FACT=WORDS for a fact that has a key or none.
type factValue struct {
	field report.Field
	key   string
	value string
}

// UnmarshalText reads a fact with words.
func (f *factValue) UnmarshalText(text []byte) error {
	var p pair
	if err := p.UnmarshalText(text); err != nil {
		return err
	}
	field, key, err := report.ParseName(p.name)
	if err != nil {
		return err
	}
	f.field, f.key, f.value = field, key, oneLine(p.value)
	return nil
}

// A keyName is the name of an officer whose key is made here; it is a file's too.
type keyName string

// UnmarshalText reads such a name.
func (k *keyName) UnmarshalText(text []byte) error {
	if len(text) < 1 || len(text) > 32 || strings.Trim(string(text), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return fmt.Errorf("%q is no name for a key that is made here: 1 to 32 of a-z, 0-9 and -", text)
	}
	*k = keyName(text)
	return nil
}

// A word is one word out of a list that a room knows, or none.
type word[T ~string] struct {
	value T
	given bool
}

// read takes the word if the room's own parser does.
func (w *word[T]) read(text []byte, parse func(string) (T, error)) error {
	value, err := parse(string(text))
	w.value, w.given = value, err == nil
	return err
}

// oneOf is a parser for a list.
func oneOf[T ~string](what string, list []T) func(string) (T, error) {
	return func(s string) (T, error) {
		if slices.Contains(list, T(s)) {
			return T(s), nil
		}
		words := make([]string, len(list))
		for i, w := range list {
			words[i] = string(w)
		}
		return "", fmt.Errorf("%q is no %s; they are %s", s, what, strings.Join(words, ", "))
	}
}
