package warning

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A word is one word of a text in the form in which words are compared.
type word struct {
	form string
	line int
}

// A token is one number, coordinate, time or id of a text, in every form in
// which it is compared: "number:12", "time:21:40", "coordinate:30.28",
// "id:xk41b".
type token struct {
	raw   string
	forms []string
	line  int
}

// scanned is a text as the leak check reads it.
type scanned struct {
	words  []word
	tokens []token
}

// scan reads a text: NFKC, lower case, digits of every script as ASCII digits,
// characters that have no width dropped.
func scan(text string) scanned {
	var s scanned
	for i, row := range strings.Split(fold(text), "\n") {
		for _, w := range strings.FieldsFunc(row, func(r rune) bool { return !isWord(r) }) {
			s.words = append(s.words, word{w, i + 1})
		}
		s.tokens = append(s.tokens, findTokens(row, i+1)...)
	}
	return s
}

// fold gives the form in which texts are compared.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.In(r, unicode.Cf, unicode.Mn):
			return -1
		case unicode.IsDigit(r):
			return asciiDigit(r)
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(text))
}

// asciiDigit gives the value of a decimal digit of any script as an ASCII
// digit. Unicode places each script's ten digits in one run of ten from zero.
func asciiDigit(r rune) rune {
	zero := r
	for unicode.IsDigit(zero-1) && r-zero < 9 {
		zero--
	}
	if d := r - zero; d >= 0 && d <= 9 && r > unicode.MaxLatin1 {
		return '0' + d
	}
	return r
}

// isWord reports whether a character is part of a word.
func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// The shapes of tokens, in the order in which they are looked for; what one
// takes, the next no longer sees.
var (
	shapeUUID    = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	shapeAddress = regexp.MustCompile(`[\pL\pN._%+-]+@[\pL\pN.-]+|(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}`)
	shapeStamp   = regexp.MustCompile(`(\d{4})-(\d{2})-(\d{2})t(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?`)
	shapePhone   = regexp.MustCompile(`\+?\d[\d ().-]{6,}\d`)
	shapeTime    = regexp.MustCompile(`\b(\d{1,2})(?:[:.h](\d{2}))(?::\d{2})?\s*([ap])?\.?m?\b|\b(\d{1,2})\s*([ap])\.?m\b|\b(\d{2})(\d{2})\s*(?:hrs|hours|h|z)\b`)
	shapeDecimal = regexp.MustCompile(`-?\d{1,3}[.,]\d{3,}`)
	shapeID      = regexp.MustCompile(`[\pL\pN_/-]*\d[\pL\pN_/-]*`)
	shapeNumber  = regexp.MustCompile(`\d+(?:[.,' ]\d{3})*(?:[.,]\d+)?`)
)

// findTokens reads the tokens of one folded line.
func findTokens(row string, line int) []token {
	var found []token
	take := func(shape *regexp.Regexp, forms func([]string) []string) {
		row = shape.ReplaceAllStringFunc(row, func(raw string) string {
			f := forms(shape.FindStringSubmatch(raw))
			if len(f) == 0 {
				return raw
			}
			found = append(found, token{strings.TrimSpace(raw), f, line})
			return strings.Repeat(" ", len(raw))
		})
	}
	take(shapeUUID, func(m []string) []string { return []string{"id:" + m[0]} })
	take(shapeAddress, func(m []string) []string { return []string{"id:" + m[0]} })
	take(shapeStamp, func(m []string) []string {
		return append(timeForms(m[4], m[5], ""), numberForms(m[1])[0], numberForms(m[2])[0], numberForms(m[3])[0])
	})
	take(shapeDecimal, func(m []string) []string { return decimalForms(m[0]) })
	take(shapeTime, func(m []string) []string {
		switch {
		case m[2] != "":
			return timeForms(m[1], m[2], m[3])
		case m[5] != "":
			return timeForms(m[4], "00", m[5])
		}
		return timeForms(m[6], m[7], "")
	})
	take(shapePhone, func(m []string) []string { return phoneForms(m[0]) })
	take(shapeID, func(m []string) []string { return idForms(m[0]) })
	take(shapeNumber, func(m []string) []string { return numberForms(m[0]) })
	return found
}

// timeForms gives the forms of a time of day.
func timeForms(hour, minute, half string) []string {
	h, err1 := strconv.Atoi(hour)
	m, err2 := strconv.Atoi(minute)
	if err1 != nil || err2 != nil || h > 24 || m > 59 {
		return nil
	}
	switch {
	case half == "p" && h < 12:
		h += 12
	case half == "a" && h == 12:
		h = 0
	}
	return []string{fmt.Sprintf("time:%02d:%02d", h%24, m)}
}

// decimalForms gives the forms of a decimal with three or more places, which may
// be a coordinate: itself, and cut to fewer places down to two.
func decimalForms(raw string) []string {
	digits := strings.TrimPrefix(strings.ReplaceAll(raw, ",", "."), "-")
	whole, places, _ := strings.Cut(digits, ".")
	var forms []string
	for n := len(places); n >= 2; n-- {
		forms = append(forms, "coordinate:"+whole+"."+places[:n])
	}
	return forms
}

// phoneForms gives the form of a run of digits long enough to be a telephone or
// account number.
func phoneForms(raw string) []string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, raw)
	if len(digits) < 7 {
		return nil
	}
	tail := digits[len(digits)-7:]
	return []string{"id:#" + digits, "id:#" + tail}
}

// idForms gives the form of a token that mixes letters and digits.
func idForms(raw string) []string {
	bare := strings.Trim(raw, "-_/")
	letters := strings.IndexFunc(bare, unicode.IsLetter) >= 0
	if !letters || len(bare) < 3 || ordinal(bare) {
		return nil
	}
	return []string{"id:" + strings.NewReplacer("-", "", "_", "", "/", "").Replace(bare)}
}

// ordinal reports whether a token is a number with an English ending.
func ordinal(s string) bool {
	for _, end := range []string{"st", "nd", "rd", "th"} {
		if n, ok := strings.CutSuffix(s, end); ok {
			if _, err := strconv.Atoi(n); err == nil {
				return true
			}
		}
	}
	return false
}

// numberForms gives the form of a number: its digits without separators and
// leading zeros.
func numberForms(raw string) []string {
	bare := strings.NewReplacer("'", "", " ", "", ",", "").Replace(raw)
	bare = strings.TrimLeft(bare, "0")
	if bare == "" {
		bare = "0"
	}
	return []string{"number:" + bare}
}
