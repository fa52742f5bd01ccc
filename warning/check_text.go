package warning

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"example.org/tocsin"
)

// maxMarks is how many combining marks may stand in a row. No spelling needs as
// many; more make one line cover others.
const maxMarks = 8

// CheckText refuses a text that is not plain canonical text, so that nobody can
// hide anything in it and everybody reads the same: UTF-8 in NFC, lines ended
// by newlines, none of them empty at the end or with spaces at the end; only
// characters that are seen, and of the spaces only the common one and that of
// Chinese and Japanese; none longer than MaxText, and no line that could be
// taken for a signature.
//
// One character that is not seen is let through where spelling needs it: the
// zero-width non-joiner of Persian (U+200C), and only where it changes what is
// seen, between letters of Arabic script of which the first would join.
func CheckText(text string) error {
	switch {
	case strings.TrimSpace(text) == "" || !strings.HasSuffix(text, "\n"):
		return tocsin.Refuse("warning/text", "write the text and end it with a newline", "the text is empty or its last line is not ended")
	case len(text) > MaxText:
		return tocsin.Refuse("warning/too-long", "shorten it", "the text has %d bytes, more than %d", len(text), MaxText)
	case strings.HasSuffix(text, "\n\n") || text[0] == '\n':
		return tocsin.Refuse("warning/text", "take them out", "the text begins or ends with empty lines")
	}
	row := 0
	for line := range strings.Lines(text) {
		row++
		if why, r := checkLine(strings.TrimSuffix(line, "\n")); why != "" {
			return tocsin.Refuse("warning/text", "write the line otherwise", "line %d holds U+%04X, %s", row, r, why)
		}
		if bare := strings.TrimSuffix(line, "\n"); strings.TrimRight(bare, " \u3000") != bare {
			return tocsin.Refuse("warning/text", "take them out", "line %d ends in spaces, which nobody sees", row)
		}
		// C2SP signed-note marks a signature so.
		if strings.HasPrefix(line, "— ") {
			return tocsin.Refuse("warning/text", "begin the line otherwise", "line %d begins like a signature", row)
		}
	}
	if !norm.NFC.IsNormalString(text) {
		return tocsin.Refuse("warning/text", "normalize it to NFC", "the text is not in Unicode normal form C")
	}
	return nil
}

// checkLine says why a character is not plain text, and which; "" for a line
// that is.
func checkLine(line string) (why string, which rune) {
	var before rune // The last character that is no mark.
	marks := 0
	for i, r := range line {
		switch {
		case r == utf8.RuneError:
			return "which is not UTF-8 or says that it was not", r
		case r == nonJoiner && joinsArabic(before) && beginsArabic(line[i+len("\u200c"):]):
			before, marks = r, 0
			continue
		case hidden(r):
			return "which is not seen as a character", r
		}
		if !unicode.IsMark(r) {
			before, marks = r, 0
			continue
		}
		if marks++; marks > maxMarks {
			return "one mark too many on a letter", r
		}
	}
	return "", 0
}

// hidden reports whether a character is not seen, or seen only as some space:
// what controls, formats, joins, fills, chooses a variant, or is no character
// (yet) or only somebody's own.
func hidden(r rune) bool {
	switch r {
	case ' ', '\u3000':
		return false
	case '\u2800', '\ufffc': // An empty pattern of Braille, a stand-in for an object.
		return true
	}
	return unicode.In(r, unicode.C, unicode.Z, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// nonJoiner keeps two letters of Arabic script from joining.
const nonJoiner = '\u200c'

// beginsArabic reports whether text begins with a letter of Arabic script.
func beginsArabic(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r)
}

// joinsArabic reports whether a letter of Arabic script joins the letter after
// it. Behind any other the non-joiner changes nothing that is seen.
func joinsArabic(r rune) bool {
	return unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r) && !unicode.Is(unjoined, r)
}

// unjoined are the letters of Arabic script that do not join the letter after
// them (Joining_Type R or U in ArabicShaping.txt), of the blocks Arabic and
// Arabic Supplement.
var unjoined = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x0621, Hi: 0x0625, Stride: 1},
	{Lo: 0x0627, Hi: 0x0629, Stride: 2},
	{Lo: 0x062f, Hi: 0x0632, Stride: 1},
	{Lo: 0x0648, Hi: 0x0648, Stride: 1},
	{Lo: 0x0671, Hi: 0x0677, Stride: 1},
	{Lo: 0x0688, Hi: 0x0699, Stride: 1},
	{Lo: 0x06c0, Hi: 0x06c0, Stride: 1},
	{Lo: 0x06c3, Hi: 0x06cb, Stride: 1},
	{Lo: 0x06cd, Hi: 0x06cf, Stride: 2},
	{Lo: 0x06d2, Hi: 0x06d5, Stride: 1},
	{Lo: 0x06ee, Hi: 0x06ef, Stride: 1},
	{Lo: 0x0759, Hi: 0x075b, Stride: 1},
	{Lo: 0x076b, Hi: 0x076c, Stride: 1},
	{Lo: 0x0771, Hi: 0x0771, Stride: 1},
	{Lo: 0x0773, Hi: 0x0774, Stride: 1},
	{Lo: 0x0778, Hi: 0x0779, Stride: 1},
}}
