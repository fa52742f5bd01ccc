package warning_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/warning"
)

// refused fails unless err is a refusal under the rule.
func refused(t *testing.T, what string, err error, rule string) {
	t.Helper()
	refusal, ok := errors.AsType[*tocsin.Refusal](err)
	switch {
	case rule == "" && err != nil:
		t.Errorf("%s: %v", what, err)
	case rule != "" && (!ok || refusal.Rule != rule):
		t.Errorf("%s: %v, where %s was expected", what, err, rule)
	case ok && (refusal.Why == "" || refusal.Remedy == ""):
		t.Errorf("%s: %+v says not why, or not what to do", what, refusal)
	}
}

// TestCheckText holds what is plain text in which script.
func TestCheckText(t *testing.T) {
	t.Parallel()
	const text, long = "warning/text", "warning/too-long"
	for _, c := range []struct{ name, text, rule string }{
		{"one line", "a\n", ""},
		{"paragraphs", "a\n\nb\n\n\nc\n", ""},
		{"as long as may be", strings.Repeat("a", warning.MaxText-1) + "\n", ""},
		{"German", "Straße, Öl – „gut“\n", ""},
		{"Vietnamese", "Tiếng Việt\n", ""},
		{"Russian", "Ёлка, подъезд\n", ""},
		{"Arabic with vowels", "تَحْذِيرٌ مِنْ تَهْدِيدٍ\n", ""},
		{"Persian", "تهدید علیه مردم: ۱۲ نفر\n", ""},
		{"Persian with the non-joiner", "می\u200cخواهند به خانه\u200cها حمله کنند\n", ""},
		{"Persian with a vowel before the non-joiner", "نَرمِ\u200cها\n", ""},
		{"Hebrew with points", "בְּרֵאשִׁית\n", ""},
		{"Hindi", "यह चेतावनी है\n", ""},
		{"Thai", "คำเตือน\n", ""},
		{"Chinese", "这是警告，今天。　下一句\n", ""},
		{"Korean", "경고입니다\n", ""},
		{"emoji", "danger ⚠ 🔥\n", ""},
		{"a dash that is no signature", "a — b\n—\n", ""},
		{"a header of ours", "tocsin-warning/v1\nid x\n", ""},

		{"nothing", "", text},
		{"no end", "a", text},
		{"only white space", " \n \n", text},
		{"only ideographic spaces", "\u3000\n", text},
		{"empty lines at the end", "a\n\n", text},
		{"empty lines at the beginning", "\na\n", text},
		{"too long", strings.Repeat("a", warning.MaxText) + "\n", long},
		{"a space at the end of a line", "a \nb\n", text},
		{"an ideographic space at the end of a line", "a\u3000\nb\n", text},
		{"a tab", "a\tb\n", text},
		{"a carriage return", "a\r\n", text},
		{"a null", "a\x00b\n", text},
		{"an escape", "a\x1b[2Jb\n", text},
		{"delete", "a\x7fb\n", text},
		{"a control character of Latin-1", "a\u009bb\n", text},
		{"no UTF-8", "a\xff\n", text},
		{"half a character", "a\xe2\x80\n", text},
		{"half a character at the end", "a\n\xe2\n", text},
		{"a lone surrogate", "a\xed\xa0\x80\n", text},
		{"an overlong form", "a\xc0\x80\n", text},
		{"the replacement character", "a\ufffd\n", text},
		{"no NFC", "e\u0301\n", text},
		{"an Angstrom sign", "\u212b\n", text},
		{"zero-width space", "a\u200bb\n", text},
		{"zero-width joiner", "👩\u200d🚒\n", text},
		{"zero-width non-joiner in Latin", "a\u200cb\n", text},
		{"non-joiner behind a letter that does not join", "کار\u200cها\n", text},
		{"non-joiner at the end of a word", "می\u200c خ\n", text},
		{"non-joiner at the end of a line", "می\u200c\n", text},
		{"non-joiner at the beginning", "\u200cمی\n", text},
		{"non-joiner twice", "می\u200c\u200cخ\n", text},
		{"non-joiner before Latin", "می\u200ca\n", text},
		{"byte order mark", "\ufeffa\n", text},
		{"word joiner", "a\u2060b\n", text},
		{"soft hyphen", "a\u00adb\n", text},
		{"left-to-right mark", "a\u200eb\n", text},
		{"override of direction", "a\u202eb\n", text},
		{"isolate", "a\u2066b\n", text},
		{"Arabic letter mark", "a\u061cb\n", text},
		{"tag characters", "a\U000e0041\n", text},
		{"variation selector", "⚠\ufe0f\n", text},
		{"supplementary variation selector", "a\U000e0100\n", text},
		{"Mongolian variation selector", "ᠠ\u180b\n", text},
		{"grapheme joiner", "a\u034fb\n", text},
		{"Hangul filler", "a\u3164b\n", text},
		{"Khmer vowel that is not seen", "ក\u17b4\n", text},
		{"empty Braille", "a\u2800b\n", text},
		{"no-break space", "a\u00a0b\n", text},
		{"narrow space", "a\u202fb\n", text},
		{"line separator", "a\u2028b\n", text},
		{"paragraph separator", "a\u2029b\n", text},
		{"private use", "a\ue000\n", text},
		{"unassigned", "a\u0378\n", text},
		{"not a character", "a\ufffe\n", text},
		{"eight marks", "a" + strings.Repeat("\u0316", 8) + "\n", ""},
		{"nine marks", "a" + strings.Repeat("\u0316", 9) + "\n", text},
		{"a signature first", "— a b\n", text},
		{"a signature", "a\n— a b\n", text},
		{"a signature behind an empty line", "a\n\n— holder AAAA\n", text},
	} {
		refused(t, c.name, warning.CheckText(c.text), c.rule)
	}
}

// TestCheckTextIsCanonical holds that nothing that passes is changed by what
// carries and shows texts, and that nobody can hide a character in it.
func TestCheckTextIsCanonical(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[\x{600}-\x{6ff}\x{200c}\x{300}-\x{340}a -]{1,40}`)).Draw(t, "text") + "\n"
		if warning.CheckText(text) != nil {
			return
		}
		if !utf8.ValidString(text) || norm.NFC.String(text) != text || strings.ContainsFunc(text, func(r rune) bool {
			return r != '\n' && r != ' ' && r != '\u3000' && r != '\u200c' && !unicode.IsGraphic(r)
		}) {
			t.Fatalf("%q passes", text)
		}
		for line := range strings.Lines(text) {
			if strings.TrimSuffix(line, "\n") != strings.TrimRight(line, " \u3000\n") {
				t.Fatalf("%q passes", text)
			}
		}
	})
}
