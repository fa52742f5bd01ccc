package warning_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// others are the languages that are translated.
var others = []warning.Language{warning.French, warning.Persian, warning.Russian}

// translated is the wording of the golden files, in all languages.
func translated() warning.Wording {
	say := func(words ...string) []warning.Said {
		var all []warning.Said
		for i, fact := range []string{"by", "what", "victim", "target", "how"} {
			all = append(all, warning.Said{Fact: fact, Words: words[i]})
		}
		return all
	}
	return warning.Wording{
		Advice: []string{"Guard the places where many people will be.", "Search bags at the gates."},
		Onward: "the police of the city; all of this may be passed on",
		Grade:  "F6",
		In: []warning.Words{
			{
				Language: warning.French,
				Say:      say("un groupe armé", "une fusillade", "les participants au rassemblement", "un rassemblement public", "des armes à feu"),
				Advice:   []string{"Faites garder les lieux de grande affluence.", "Faites fouiller les sacs\naux entrées."},
				Onward:   "la police de la ville ; tout ceci peut être transmis",
			},
			{
				Language: warning.Persian,
				Say:      say("گروهی مسلح", "تیراندازی", "شرکت\u200cکنندگان در گردهمایی", "گردهمایی عمومی", "سلاح گرم"),
				Advice:   []string{"از مکان\u200cهای پرجمعیت محافظت کنید.", "کیف\u200cها را در ورودی\u200cها بازرسی کنید."},
				Onward:   "پلیس شهر؛ همه این\u200cها را می\u200cتوان منتقل کرد",
			},
			{
				Language: warning.Russian,
				Say:      say("вооруженная группа", "стрельба", "участники собрания", "публичное собрание", "огнестрельное оружие"),
				Advice:   []string{"Возьмите под охрану места скопления людей.", "Досматривайте сумки у входов."},
				Onward:   "полиция города; все это можно передать дальше",
			},
		},
	}
}

// wordingIn is a wording for a text of some languages alone.
func wordingIn(languages ...warning.Language) warning.Wording {
	w := translated()
	w.In = slices.DeleteFunc(w.In, func(o warning.Words) bool { return !slices.Contains(languages, o.Language) })
	return w
}

// TestGoldenLanguages holds the words of every kind in every language, and of all
// languages in one text.
func TestGoldenLanguages(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds {
		for _, l := range others {
			got, err := warning.ComposeIn([]warning.Language{l}, kind, all(t), fitting(kind, wordingIn(l)))
			if err != nil {
				t.Fatal(l, kind, err)
			}
			golden(t, string(l)+"-"+string(kind)+".golden", got)
		}
		got, err := warning.ComposeIn(warning.Languages(), kind, all(t), fitting(kind, translated()))
		if err != nil {
			t.Fatal(kind, err)
		}
		golden(t, "all-"+string(kind)+".golden", got)
		if room := warning.MaxText - len(got); room < 2_500 {
			t.Errorf("a %s in all languages leaves %d bytes for what is said", kind, room)
		}
		english, err := warning.Compose(kind, all(t), fitting(kind, wordingIn()))
		if err != nil || !strings.HasPrefix(got, "=== English ===\n\n"+english+"\n=== Français ===\n\n") {
			t.Errorf("a %s of all languages does not begin with the English text, %v", kind, err)
		}
	}
}

// TestAnswerInEveryLanguage holds that what a machine reads stands in every
// language as it stands in English.
func TestAnswerInEveryLanguage(t *testing.T) {
	t.Parallel()
	lines := "\n\ntocsin-acknowledgement/v1\nfile HASH\ntoken TOKEN\nanswer acknowledged\nrung read\nby OFFICE\nsays -\n\n"
	for _, l := range warning.Languages() {
		for _, kind := range kinds {
			text, err := warning.ComposeIn([]warning.Language{l}, kind, all(t), fitting(kind, wordingIn(l)))
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range []string{lines, "\n\nage -r KEY -o answer.age answer.txt\n\n", "sha256sum", "acknowledge-with", "acknowledge-to", "disputed", "F6"} {
				if !strings.Contains(text, part) {
					t.Errorf("a %s in %s does not hold %q", kind, l, part)
				}
			}
			if strings.Contains(text, "supersedes") != kind.Replaces() {
				t.Errorf("a %s in %s names what it replaces, or does not", kind, l)
			}
		}
	}
}

// TestOneDirection holds that no line of a Persian text is read in two
// directions, and that nothing unseen turns them.
func TestOneDirection(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds {
		text, err := warning.ComposeIn([]warning.Language{warning.Persian}, kind, all(t), fitting(kind, wordingIn(warning.Persian)))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(text) {
			in := func(table *unicode.RangeTable) bool {
				return strings.ContainsFunc(line, func(r rune) bool { return unicode.Is(table, r) && unicode.IsLetter(r) })
			}
			if in(unicode.Arabic) && in(unicode.Latin) {
				t.Errorf("a %s has the line %q", kind, line)
			}
		}
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }) {
			t.Errorf("a %s turns the direction", kind)
		}
		if !strings.Contains(text, "\nKerman, Kerman Province\nایران\n") {
			t.Errorf("a %s tells the place in one line of two directions", kind)
		}
	}
}

// told is a tearline of one value.
func told(field report.Field, value, rung string) warning.Tearline {
	return warning.Tearline{Released: []warning.Released{{Field: field, Value: value, Rung: rung}}}
}

// TestValuesIn tells times and places in each language.
func TestValuesIn(t *testing.T) {
	t.Parallel()
	at := func(s string) time.Time {
		got, err := time.Parse("2006-01-02 15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	var never time.Time
	for _, c := range []struct {
		from, until time.Time
		want        [3]string
	}{
		{at("2024-01-01 00:00"), at("2024-01-02 00:00"), [3]string{"1er janvier 2024", "1 ژانویه 2024 (11 دی 1402)", "1 января 2024 года"}},
		{at("2024-01-01 00:00"), at("2024-01-06 00:00"), [3]string{
			"du 1er janvier 2024 au 5 janvier 2024", "از 1 ژانویه 2024 (11 دی 1402) تا 5 ژانویه 2024 (15 دی 1402)", "с 1 января 2024 года по 5 января 2024 года",
		}},
		{at("2023-12-30 00:00"), at("2024-03-01 00:00"), [3]string{
			"du 30 décembre 2023 au 29 février 2024", "از 30 دسامبر 2023 (9 دی 1402) تا 29 فوریه 2024 (10 اسفند 1402)", "с 30 декабря 2023 года по 29 февраля 2024 года",
		}},
		{at("2024-01-30 00:00"), at("2024-02-03 00:00"), [3]string{
			"du 30 janvier 2024 au 2 février 2024", "از 30 ژانویه 2024 (10 بهمن 1402) تا 2 فوریه 2024 (13 بهمن 1402)", "с 30 января 2024 года по 2 февраля 2024 года",
		}},
		{at("2024-01-03 18:00"), at("2024-01-04 00:00"), [3]string{
			"3 janvier 2024, de 18:00 à 24:00 UTC", "3 ژانویه 2024 (13 دی 1402)، از ساعت 18:00 تا 24:00 به وقت جهانی", "3 января 2024 года, с 18:00 до 24:00 UTC",
		}},
		{at("2024-01-03 18:00"), at("2024-01-04 06:00"), [3]string{
			"du 3 janvier 2024, 18:00 UTC au 4 janvier 2024, 06:00 UTC",
			"از 3 ژانویه 2024 (13 دی 1402)، ساعت 18:00 به وقت جهانی تا 4 ژانویه 2024 (14 دی 1402)، ساعت 06:00 به وقت جهانی",
			"с 3 января 2024 года, 18:00 UTC до 4 января 2024 года, 06:00 UTC",
		}},
		{never, at("2024-01-03 06:30"), [3]string{"avant le 3 janvier 2024, 06:30 UTC", "پیش از 3 ژانویه 2024 (13 دی 1402)، ساعت 06:30 به وقت جهانی", "до 3 января 2024 года, 06:30 UTC"}},
		{at("2024-01-03 00:00"), never, [3]string{"à partir du 3 janvier 2024", "از 3 ژانویه 2024 (13 دی 1402) به بعد", "начиная с 3 января 2024 года"}},
		{at("1900-01-03 00:00"), at("1900-01-04 00:00"), [3]string{"3 janvier 1900", "3 ژانویه 1900", "3 января 1900 года"}},
	} {
		value := report.Window{From: c.from, Until: c.until}.String()
		got, err := warning.ValuesIn(others, told(report.FieldTime, value, "x"))
		if err != nil || !slices.Equal(got, c.want[:]) {
			t.Errorf("%s is told as\n%q, %v, not\n%q", value, got, err, c.want)
		}
	}
	for value, want := range map[string][3]string{
		"Iran":                          {"Iran", "ایران", "Иран"},
		"Kerman, Kerman Province, Iran": {"Kerman, Kerman Province, Iran", "Kerman, Kerman Province, ایران", "Kerman, Kerman Province, Иран"},
		"Atlanta, Georgia":              {"Atlanta, Georgia", "Atlanta, Georgia", "Atlanta, Georgia"},
		"Hampshire, United Kingdom":     {"Hampshire, Royaume-Uni", "Hampshire, بریتانیا", "Hampshire, Великобритания"},
	} {
		got, err := warning.ValuesIn(others, told(report.FieldPlace, value, "city"))
		if err != nil || !slices.Equal(got, want[:]) {
			t.Errorf("%s is told as %q, %v, not %q", value, got, err, want)
		}
	}
	if got, err := warning.ValuesIn(others, told(report.FieldPlace, "Georgia", place.Country.String())); err != nil || got[2] != "Грузия" {
		t.Errorf("the country Georgia is told as %q, %v", got, err)
	}
	for _, odd := range []string{"tomorrow", "unknown", "3 January 2024 or later", "from 5 to 3 January 2024", "31 February 2024", "before"} {
		_, err := warning.ValuesIn(others, told(report.FieldTime, odd, "day"))
		refused(t, odd, err, "warning/language")
	}
}

// TestEveryWindowIsTold holds that whatever time can be told in English can be
// told in every language, no more finely and no more coarsely: two windows that
// are told alike in one are told alike in all.
func TestEveryWindowIsTold(t *testing.T) {
	t.Parallel()
	draw := func(t *rapid.T, name string) report.Window {
		from := time.Unix(rapid.Int64Range(-1e9, 5e9).Draw(t, name), 0).UTC()
		w := report.Window{From: from, Until: from.Add(time.Duration(rapid.Int64Range(1, 4e6).Draw(t, name+" lasts")) * time.Second)}
		switch rapid.IntRange(0, 5).Draw(t, name+" open") {
		case 0:
			w.From = time.Time{}
		case 1:
			w.Until = time.Time{}
		}
		return w.At(report.TimeRung(rapid.IntRange(int(report.Month), int(report.Minute)).Draw(t, name+" rung")))
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw(t, "a"), draw(t, "b")
		x, err := warning.ValuesIn(warning.Languages(), told(report.FieldTime, a.String(), "x"))
		if err != nil {
			t.Fatalf("%s: %v", a, err)
		}
		y, err := warning.ValuesIn(warning.Languages(), told(report.FieldTime, b.String(), "x"))
		if err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		for i := range x {
			if (x[i] == y[i]) != (a.String() == b.String()) || strings.ContainsAny(x[i], "{}") {
				t.Fatalf("%s and %s are told as %q and %q", a, b, x, y)
			}
		}
	})
}

// TestTranslationRefused refuses a text that would not say the same in all of its
// languages.
func TestTranslationRefused(t *testing.T) {
	t.Parallel()
	both := []warning.Language{warning.English, warning.Persian}
	edit := func(f func(*warning.Words)) warning.Wording {
		w := wordingIn(warning.Persian)
		f(&w.In[0])
		return w
	}
	for _, c := range []struct {
		name string
		in   []warning.Language
		w    warning.Wording
		rule string
	}{
		{"all is said", both, wordingIn(warning.Persian), ""},
		{"in no language", nil, wordingIn(), "warning/language"},
		{"in another language", []warning.Language{"de"}, wordingIn(), "warning/language"},
		{"in one twice", []warning.Language{"fa", "fa"}, wordingIn(warning.Persian), "warning/language"},
		{"nothing in it", both, wordingIn(), "warning/translation"},
		{"a fact without words", both, edit(func(w *warning.Words) { w.Say = w.Say[1:] }), "warning/translation"},
		{"a fact with empty words", both, edit(func(w *warning.Words) { w.Say[0].Words = " " }), "warning/translation"},
		{"a fact in English", both, edit(func(w *warning.Words) { w.Say[0].Words = "an armed group" }), "warning/translation"},
		{"a number", both, edit(func(w *warning.Words) { w.Say[0].Words = "12" }), ""},
		{"a Latin name within", both, edit(func(w *warning.Words) { w.Say[0].Words = "گروه ABC" }), ""},
		{"advice in English", both, edit(func(w *warning.Words) { w.Advice[0] = "Go." }), "warning/translation"},
		{"less advice", both, edit(func(w *warning.Words) { w.Advice = w.Advice[1:] }), "warning/translation"},
		{"nobody else", both, edit(func(w *warning.Words) { w.Onward = "" }), "warning/translation"},
		{"a fact that is not told", both, edit(func(w *warning.Words) { w.Say[0].Fact = "source" }), "warning/translation"},
		{"a place", both, edit(func(w *warning.Words) { w.Say[0].Fact = "where" }), "warning/translation"},
		{"a fact twice", both, edit(func(w *warning.Words) { w.Say = append(w.Say, w.Say[0]) }), "warning/translation"},
		{"words of English", both, edit(func(w *warning.Words) { w.Language = warning.English }), "warning/translation"},
		{"words of another", []warning.Language{"en"}, wordingIn(warning.Persian), "warning/translation"},
		{"a hidden character", both, edit(func(w *warning.Words) { w.Say[0].Words = "گروه\u202e" }), "warning/text"},
	} {
		_, err := warning.ComposeIn(c.in, warning.KindWarning, all(t), c.w)
		refused(t, c.name, err, c.rule)
	}
	twice := wordingIn(warning.Persian)
	twice.In = append(twice.In, twice.In[0])
	_, err := warning.ComposeIn(both, warning.KindWarning, all(t), twice)
	refused(t, "one language twice", err, "warning/translation")
	french := wordingIn(warning.French)
	french.In[0].Say = french.In[0].Say[1:]
	_, err = warning.ComposeIn([]warning.Language{warning.French}, warning.KindWarning, all(t), french)
	refused(t, "a fact left in English", err, "warning/translation")
	if refusal, ok := errors.AsType[*tocsin.Refusal](err); !ok || !strings.HasPrefix(refusal.Why, "by is told in words") {
		t.Errorf("the field is not named: %v", err)
	}
	_, err = warning.ComposeIn(both, warning.KindWarning, all(t), edit(func(w *warning.Words) { w.Say[0].Words = strings.Repeat("آ", warning.MaxText/2) }))
	refused(t, "too long", err, "warning/too-long")
	_, err = warning.ComposeIn([]warning.Language{warning.Persian}, "facts", all(t), wordingIn(warning.Persian))
	refused(t, "no kind", err, "warning/kind")
	if _, err := warning.ParseLanguage("de"); err == nil {
		t.Error("de is a language")
	}
}

// TestTextsHash holds that each language has a hash of its own, which is of what
// a reviewer reads, and that all that stands in a text unsaid by the drafter
// stands there.
func TestTextsHash(t *testing.T) {
	t.Parallel()
	var seen []string
	for _, l := range warning.Languages() {
		texts, err := warning.TextsOf(l)
		if err != nil {
			t.Fatal(err)
		}
		hash, err := warning.TextsHash(l)
		if err != nil || len(hash) != 64 || slices.Contains(seen, hash) {
			t.Errorf("%s has the hash %s, %v", l, hash, err)
		}
		seen = append(seen, hash)
		name, err := warning.LanguageName(l)
		if err != nil || !strings.Contains(texts, "language = "+name+"\n") {
			t.Errorf("%s is called %q, %v", l, name, err)
		}
		for _, file := range []string{"answer", "exercise", "extension", "facts", "retraction", "stand-down", "update", "warning", "words"} {
			if !strings.Contains(texts, fmt.Sprintf("# %s/%s.txt ", l, file)) {
				t.Errorf("the texts of %s have no %s", l, file)
			}
		}
	}
	if _, err := warning.TextsHash("de"); err == nil {
		t.Error("German has a hash")
	}
}

// TestOwnLinesOfEveryLanguage holds that what the engine says itself in any
// language is known as its own, and no value is.
func TestOwnLinesOfEveryLanguage(t *testing.T) {
	t.Parallel()
	text, err := warning.ComposeIn(warning.Languages(), warning.KindWarning, all(t), translated())
	if err != nil {
		t.Fatal(err)
	}
	left := warning.WithoutOwnLines(text)
	for _, own := range []string{"=== Français ===", "AVERTISSEMENT", "ПРЕДУПРЕЖДЕНИЕ", "هشدار\n", "valid-from", "age -r KEY"} {
		if strings.Contains(left, own) {
			t.Errorf("%q is left", own)
		}
	}
	for _, value := range []string{"Kerman", "ایران", "Иран", "(13 دی 1402)", "стрельба", "13:", "Досматривайте"} {
		if value != "13:" && !strings.Contains(left, value) {
			t.Errorf("%q is not left", value)
		}
	}
	if strings.Count(left, "\n") != strings.Count(text, "\n") {
		t.Error("lines are lost")
	}
}

// TestSameForEverybody holds that a text is made of what is told and of nothing
// else: made again, it is the same bytes.
func TestSameForEverybody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		languages := rapid.Permutation(warning.Languages()).Draw(t, "languages")[:rapid.IntRange(1, 4).Draw(t, "many")]
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		tear := told(report.FieldPlace, rapid.SampledFrom([]string{"Iran", "Kerman, Iran", "Oslo, Norway"}).Draw(t, "where"), "city")
		first, err := warning.ComposeIn(languages, kind, tear, warning.Wording{Grade: "B2"})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			again, err := warning.ComposeIn(slices.Clone(languages), kind, tear, warning.Wording{Grade: "B2"})
			if err != nil || again != first {
				t.Fatalf("made again it is\n%s, %v, not\n%s", again, err, first)
			}
		}
	})
}
