package place

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// maxCoordinate is how many bytes a coordinate may have as it is written.
const maxCoordinate = 96

// The unit in which a coordinate is put together: a billionth of a second.
const (
	perUnit   = 1_000_000_000
	perSecond = 3_600 // seconds a degree
)

// Mistakes in a coordinate. None of them repeats what was written: where
// something is may be what must not be said.
var (
	errNoPoint   = errors.New("it is no coordinate; write 30.2839, 57.0834, or 30.2839N 57.0834E, or 30°17'02\"N 57°05'00\"E")
	errOffEarth  = errors.New("the coordinate is not on the earth: latitude is -90 to 90 and stands first, longitude -180 to 180")
	errMinutes   = errors.New("minutes and seconds of a coordinate are below 60, and only the last number has decimals")
	errTwoSigns  = errors.New("a coordinate has a sign or a letter N, S, E or W, not both")
	errSameAxis  = errors.New("a coordinate has one of N and S and one of E and W")
	errTooFine   = errors.New("a number of a coordinate has at most 9 decimals")
	errTooLong   = fmt.Errorf("a coordinate has at most %d bytes", maxCoordinate)
	errMalformed = errors.New("the coordinate is not valid UTF-8")
)

// marks are other ways to write what a coordinate is made of.
var marks = strings.NewReplacer(
	"−", "-", "–", "-", "º", "°", "˚", "°", "′", "'", "’", "'", "ʹ", "'", "″", `"`, "”", `"`, "''", `"`, "ʺ", `"`,
	"٫", ".", "،", ",", "；", ",", ";", ",",
)

// IsPoint reports whether a text is meant as a coordinate: it has a digit, and
// nothing that a coordinate has not.
func IsPoint(text string) bool {
	if len(text) > maxCoordinate || !strings.ContainsFunc(text, unicode.IsDigit) {
		return false
	}
	return !strings.ContainsFunc(marks.Replace(text), func(r rune) bool {
		return !unicode.IsDigit(r) && !unicode.IsSpace(r) && !strings.ContainsRune("+-.,:°'\"NSEWnsewd", r)
	})
}

// ParsePoint reads a coordinate: decimal degrees, or degrees with minutes and
// seconds, latitude first unless letters say otherwise. It is rounded to the
// millionth of a degree. Digits may be of any script.
func ParsePoint(text string) (Point, error) {
	switch {
	case len(text) > maxCoordinate:
		return Point{}, errTooLong
	case strings.ToValidUTF8(text, "") != text:
		return Point{}, errMalformed
	case !IsPoint(text):
		return Point{}, errNoPoint
	}
	first, second, err := halves(strings.ToUpper(marks.Replace(latinDigits(text))))
	if err != nil {
		return Point{}, err
	}
	a, axisA, err := parseAngle(first)
	if err != nil {
		return Point{}, err
	}
	b, axisB, err := parseAngle(second)
	if err != nil {
		return Point{}, err
	}
	switch {
	case axisA != 0 && axisA == axisB || (axisA == 0) != (axisB == 0):
		return Point{}, errSameAxis
	case axisA == 'E':
		a, b = b, a
	}
	p := Point{Lat: a, Lon: b}
	if !p.Valid() {
		return Point{}, errOffEarth
	}
	return p, nil
}

// latinDigits writes the digits of all scripts as 0 to 9: in each of them the
// ten stand together.
func latinDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII || !unicode.IsDigit(r) {
			return r
		}
		value := rune('0')
		for unicode.IsDigit(r-1) && value < '9' {
			value, r = value+1, r-1
		}
		return value
	}, text)
}

// halves splits a coordinate in two: at its comma, at its letters, or at its one
// space.
func halves(text string) (first, second string, err error) {
	text = strings.TrimSpace(text)
	const letters = "NSEW"
	if first, second, ok := strings.Cut(text, ","); ok {
		return first, second, nil
	}
	at := strings.IndexAny(text, letters)
	if at == 0 {
		at = strings.IndexAny(text[1:], letters)
	}
	if at >= 0 && at+1 < len(text) {
		return text[:at+1], text[at+1:], nil
	}
	if fields := strings.Fields(text); len(fields) == 2 {
		return fields[0], fields[1], nil
	}
	return "", "", errNoPoint
}

// parseAngle reads one half: its millionths of a degree, and N or E where a
// letter says which axis it is of.
func parseAngle(text string) (e6 int64, axis byte, err error) {
	text = strings.TrimSpace(text)
	var letter byte
	if i := strings.IndexAny(text, "NSEW"); i == 0 || i >= 0 && i == len(text)-1 {
		letter, text = text[i], strings.TrimSpace(text[:i]+text[i+1:])
	}
	sign := int64(1)
	rest, negative := strings.CutPrefix(text, "-")
	if negative {
		sign = -1
	} else {
		rest = strings.TrimPrefix(rest, "+")
	}
	if letter != 0 && rest != text {
		return 0, 0, errTwoSigns
	}
	switch letter {
	case 'S', 'W':
		sign = -1
	}
	units, err := parseParts(rest)
	if err != nil {
		return 0, 0, err
	}
	const perMillionth = perSecond * perUnit / 1_000_000
	e6 = sign * ((units + perMillionth/2) / perMillionth)
	return e6, map[byte]byte{'N': 'N', 'S': 'N', 'E': 'E', 'W': 'E'}[letter], nil
}

// parseParts reads degrees, minutes and seconds, in billionths of a second.
func parseParts(text string) (int64, error) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("°'\":D", r) })
	if len(parts) < 1 || len(parts) > 3 {
		return 0, errNoPoint
	}
	if !inOrder(text) {
		return 0, errNoPoint
	}
	var units int64
	scale := int64(perSecond)
	for i, part := range parts {
		whole, decimals, dotted := strings.Cut(part, ".")
		value, err := parseDecimal(whole, decimals, dotted)
		if err != nil {
			return 0, err
		}
		if i > 0 && value >= 60*perUnit || dotted && i < len(parts)-1 {
			return 0, errMinutes
		}
		units += value * scale
		scale /= 60
	}
	return units, nil
}

// inOrder reports whether the marks of degrees, minutes and seconds stand in
// that order, each once and behind a number.
func inOrder(text string) bool {
	last, number := -1, false
	for _, r := range text {
		i := strings.IndexRune("°'\"", r)
		if r == 'D' {
			i = 0
		}
		switch {
		case i >= 0 && (i <= last || !number):
			return false
		case i >= 0:
			last, number = i, false
		case !unicode.IsSpace(r) && r != ':':
			number = true
		}
	}
	return true
}

// parseDecimal reads a number of at most three digits and nine decimals, in
// billionths.
func parseDecimal(whole, decimals string, dotted bool) (int64, error) {
	switch {
	case len(decimals) > 9:
		return 0, errTooFine
	case len(whole) < 1 || len(whole) > 3 || dotted && decimals == "" || strings.Trim(whole+decimals, "0123456789") != "":
		return 0, errNoPoint
	}
	var value int64
	for _, digit := range whole + decimals + strings.Repeat("0", 9-len(decimals)) {
		value = value*10 + int64(digit-'0')
	}
	return value, nil
}
