package warning

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"example.org/tocsin"
)

// CheckText refuses a text that is not plain canonical text: UTF-8 in NFC,
// lines ended by newlines, no control, format, private-use or unassigned
// character (zero-width and bidi marks hide things), none longer than MaxText,
// and no line that could be taken for a signature.
func CheckText(text string) error {
	switch {
	case text == "" || !strings.HasSuffix(text, "\n") || strings.TrimSpace(text) == "":
		return tocsin.Refuse("warning/text", "write the text and end it with a newline", "the text is empty or its last line is not ended")
	case len(text) > MaxText:
		return tocsin.Refuse("warning/too-long", "shorten it", "the text has %d bytes, more than %d", len(text), MaxText)
	case !utf8.ValidString(text):
		return tocsin.Refuse("warning/text", "write it again as UTF-8", "the text is not UTF-8")
	case !norm.NFC.IsNormalString(text):
		return tocsin.Refuse("warning/text", "normalize it to NFC", "the text is not in Unicode normal form C")
	case strings.HasSuffix(text, "\n\n"):
		return tocsin.Refuse("warning/text", "end it with one newline", "the text ends in empty lines")
	}
	row := 1
	for _, r := range text {
		switch {
		case r == '\n':
			row++
		case r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Zl, unicode.Zp) ||
			!unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Zs):
			return tocsin.Refuse("warning/text", "take it out", "line %d holds the character U+%04X, which is not plain text", row, r)
		}
	}
	if strings.HasPrefix(text, "— ") || strings.Contains(text, "\n— ") {
		return tocsin.Refuse("warning/text", "begin the line otherwise", "a line begins like a signature")
	}
	return nil
}
