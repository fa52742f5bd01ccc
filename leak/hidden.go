package leak

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The kinds of what a reader does not see.
const (
	noWidth     = "characters that have no width"
	turned      = "characters that turn the direction of reading"
	tagged      = "tags or variation selectors, which may carry a message"
	oddSpace    = "spaces that are none of the keyboard"
	oddControl  = "control characters"
	noText      = "bytes that are no text"
	ownMeaning  = "characters that mean what somebody agreed on"
	piled       = "marks piled on one letter"
	endOfLine   = "white space at the end of a line"
	otherLetter = "letters that look like others"
)

// maxPiled is how many marks in a row a letter of any language bears at most.
const maxPiled = 4

// A veil is one thing in a text that its reader does not see, or takes for
// something else.
type veil struct {
	kind       string
	start, end int
}

// hiddenIn finds what a reader does not see in a text, once for each kind and
// line.
func hiddenIn(text string) []Leak {
	var leaks []Leak
	line := 0
	for from := 0; from < len(text); {
		line++
		end := from + strings.IndexByte(text[from:]+"\n", '\n')
		leaks = append(leaks, hiddenInLine(strings.TrimSuffix(text[from:min(end, len(text))], "\r"), line)...)
		from = end + 1
	}
	return leaks
}

// hiddenInLine finds it in one line.
func hiddenInLine(text string, line int) []Leak {
	var leaks []Leak
	seen := map[string]int{}
	for _, v := range append(veils(text), lookalikes(text)...) {
		if i, ok := seen[v.kind]; ok {
			if l := &leaks[i]; len(l.Found) < around {
				l.Found += " " + shown(text[v.start:v.end], v.kind)
			}
			continue
		}
		seen[v.kind] = len(leaks)
		leaks = append(leaks, Leak{
			Rule: RuleHidden, Line: line, Column: column(text, v.start),
			Found: shown(text[v.start:v.end], v.kind), Because: v.kind, Remedy: remedy(RuleHidden),
		})
	}
	return leaks
}

// shown writes what is hidden so that it is seen.
func shown(s, kind string) string {
	var b strings.Builder
	if kind == otherLetter {
		b.WriteString(s + " (")
	}
	for i, r := range s {
		switch {
		case kind == otherLetter && r < utf8.RuneSelf:
			continue
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "("):
			b.WriteByte(' ')
		}
		if r == utf8.RuneError {
			fmt.Fprintf(&b, "0x%02X", s[i])
			continue
		}
		fmt.Fprintf(&b, "U+%04X", r)
	}
	if kind == otherLetter {
		b.WriteByte(')')
	}
	return b.String()
}

// veils finds the characters of a line that are not seen.
func veils(text string) []veil {
	var found []veil
	piling := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.In(r, unicode.Mn, unicode.Me) {
			piling++
		} else {
			piling = 0
		}
		kind := unseen(r, size)
		switch {
		case kind == "" && piling > maxPiled:
			kind = piled
		case kind == noWidth && joins(text, i, size), kind == oddSpace && typographic(text, i, size):
			kind = ""
		}
		if kind != "" {
			found = append(found, veil{kind, i, i + size})
		}
		i += size
	}
	if bare := strings.TrimRight(text, " \t"); len(bare) < len(text) {
		found = append(found, veil{endOfLine, len(bare), len(text)})
	}
	return found
}

// unseen gives the kind of a character that is not seen, or nothing.
func unseen(r rune, size int) string {
	switch {
	case r == utf8.RuneError && size == 1:
		return noText
	case r < utf8.RuneSelf:
		if r != '\t' && unicode.IsControl(r) {
			return oddControl
		}
		return ""
	case unicode.Is(unicode.Bidi_Control, r):
		return turned
	case unicode.Is(unicode.Variation_Selector, r), r >= 0xe0000 && r <= 0xe0fff:
		return tagged
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r), r == 0x2800:
		return noWidth
	case unicode.In(r, unicode.Zs, unicode.Zl, unicode.Zp):
		return oddSpace
	case unicode.IsControl(r):
		return oddControl
	case unicode.In(r, unicode.Co, unicode.Cs, unicode.Noncharacter_Code_Point):
		return ownMeaning
	}
	return ""
}

// joins reports whether a character without width stands where a script needs
// it: a joiner between letters that are written joined.
func joins(text string, at, size int) bool {
	if r, _ := utf8.DecodeRuneInString(text[at:]); r != '\u200c' && r != '\u200d' {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at+size:])
	return unicode.In(before, joined...) && unicode.In(after, joined...)
}

// joined are the scripts that need joiners.
var joined = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati,
	unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala,
}

// typographic reports whether a space that does not break stands where French
// and the grouping of digits have it.
func typographic(text string, at, size int) bool {
	if r, _ := utf8.DecodeRuneInString(text[at:]); r != '\u00a0' && r != '\u202f' {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at+size:])
	return before == '«' || strings.ContainsRune("»:;!?%€", after) || unicode.IsDigit(before) && unicode.IsDigit(after)
}

// lookalikes finds the words of a line that hold letters which look like
// others: of two scripts in one word, or in forms that no keyboard types, or a
// word all of whose letters look Latin in a line of Latin letters.
func lookalikes(text string) []veil {
	latin, others := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.IsLetter(r):
			others++
		}
	}
	if others == 0 && !strings.ContainsFunc(text, disguised) {
		return nil
	}
	var found []veil
	eachWord(text, func(start, end int) {
		if masked(text[start:end], latin > others) {
			found = append(found, veil{otherLetter, start, end})
		}
	})
	return found
}

// eachWord visits the words of a text: letters, marks and what stands for
// letters.
func eachWord(text string, visit func(start, end int)) {
	start := -1
	for i, r := range text {
		in := unicode.In(r, unicode.L, unicode.M) || disguised(r)
		switch {
		case in && start < 0:
			start = i
		case !in && start >= 0:
			visit(start, i)
			start = -1
		}
	}
	if start >= 0 {
		visit(start, len(text))
	}
}

// masked reports whether a word is written so that it looks like another one.
func masked(word string, amongLatin bool) bool {
	latin, alike, others, odd := 0, 0, 0, 0
	for _, r := range word {
		switch {
		case disguised(r):
			odd++
		case unicode.Is(unicode.Latin, r):
			latin++
		case alikes[r] != 0:
			alike++
		case unicode.IsLetter(r):
			others++
		}
	}
	if unit := []rune(word); len(unit) == 1 && strings.ContainsRune("ªºµÅ℃℉№™ℓ", unit[0]) {
		return false
	}
	return odd > 0 || latin > 0 && alike > 0 || amongLatin && alike > 0 && latin+others == 0 && utf8.RuneCountInString(word) > 1
}

// disguised reports whether a character is a letter in a form that no keyboard
// types: mathematical, circled, of full width, small capital.
func disguised(r rune) bool {
	if r < 0x2b0 || r == 'ʼ' {
		return false
	}
	if smallCapitals[r] != 0 || r >= 0x1f130 && r <= 0x1f1ff {
		return true
	}
	var raw [utf8.UTFMax]byte
	d := norm.NFKD.Properties(raw[:utf8.EncodeRune(raw[:], r)]).Decomposition()
	first, _ := utf8.DecodeRune(d)
	compatible := len(d) > 0 && norm.NFD.Properties(raw[:utf8.EncodeRune(raw[:], r)]).Decomposition() == nil
	return compatible && unicode.Is(unicode.Latin, first) && (unicode.IsLetter(r) || unicode.Is(unicode.So, r)) && !strings.ContainsRune("™℠", r)
}

// unmask writes the words that look like others as what they look like, and
// leaves out what has no width, so that both are read as the reader reads them.
func unmask(text string) string {
	if isASCII(text) {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		done := 0
		for _, v := range lookalikes(line) {
			b.WriteString(withoutWidth(line[done:v.start]))
			for _, r := range withoutWidth(line[v.start:v.end]) {
				b.WriteRune(plain(r))
			}
			done = v.end
		}
		b.WriteString(withoutWidth(line[done:]))
	}
	return norm.NFC.String(b.String())
}

// isASCII reports whether a text holds nothing else.
func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}

// withoutWidth leaves out what has no width and no meaning of its own.
func withoutWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch unseen(r, 3) {
		case noWidth, turned, tagged:
			return -1
		}
		return r
	}, s)
}

// plain gives the letter that a character looks like.
func plain(r rune) rune {
	if p := alikes[r]; p != 0 {
		return p
	}
	if p := smallCapitals[r]; p != 0 {
		return p
	}
	for _, first := range []rune{0x1f130, 0x1f150, 0x1f170, 0x1f1e6} {
		if r >= first && r < first+26 {
			return 'A' + r - first
		}
	}
	var raw [utf8.UTFMax]byte
	if d := norm.NFKD.Properties(raw[:utf8.EncodeRune(raw[:], r)]).Decomposition(); disguised(r) && len(d) > 0 {
		first, _ := utf8.DecodeRune(d)
		return first
	}
	return r
}

// alikes are letters of other scripts that look like Latin ones.
var alikes = pairs(
	"аaвbеeкkмmнhоoрpсcтtуyхxѕsіiјjһhԁdԛqԝwьbгrпnɡgӏlԍgүyАAВBЕEКKМMНHОOРPСCТTУYХXЅSІIЈJԌGҺHԚQԜWӀIҮY" +
		"αaβbεeιiκkνvοoρpτtυuχxγyηnωwΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXϲcϳj" +
		"օoոnսuհhցgզqաwԱUՏSՕOᎪAᏴBᏟCᎠDᎬEᏀGᎻHᎥiᎫJᏦKᏞLᎷMᏢPᎡRᏚSᎢTᏙVᎳWᏃZ")

// smallCapitals are capitals of the size of small letters.
var smallCapitals = pairs("ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz")

// pairs reads letters, each with what it looks like behind it.
func pairs(s string) map[rune]rune {
	all, out := []rune(s), map[rune]rune{}
	for i := 0; i+1 < len(all); i += 2 {
		out[all[i]] = all[i+1]
	}
	return out
}
