package contact_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"example.org/tocsin/act"
	"example.org/tocsin/contact"
	"example.org/tocsin/delivery"
	"example.org/tocsin/warning"
)

// start is when the scripts of these tests are issued.
var start = time.Date(2026, 11, 22, 9, 5, 0, 0, time.UTC)

// sent is the file of these tests.
var sent = act.Hash([]byte("the file that was sent"))

// texts are synthetic warnings, one a language, and names in them.
var texts = map[warning.Language][2]string{
	warning.English: {"An armed group plans to attack a public gathering in Kerman. We expect it on 3 January 2027, between 18:00 and 24:00. They may come in one white van, with a plate that ends in 47, from the northern road, or on foot through the gardens behind the mosque.\n", "Kerman"},
	warning.French:  {"Un groupe armé prépare une attaque contre un rassemblement à Kerman. Nous l'attendons le 3 janvier 2027, entre 18:00 et 24:00.\n", "Zürich"},
	warning.Russian: {"Вооружённая группа готовит нападение на собрание в Кермане. Мы ожидаем его 3 января 2027 года, с 18:00 до 24:00.\n", "Щёлково"},
	warning.Persian: {"گروهی مسلح قصد حمله به گردهمایی در کرمان دارد. احتمالاً 3 ژانویه 2027 از ساعت 18:00 تا 24:00 خواهد بود.\n", "کرمان"},
}

// script is a whole script in a language.
func script(tb interface {
	Helper()
	Fatal(...any)
}, l warning.Language,
) contact.Script {
	tb.Helper()
	code, err := contact.Words(sent, "", contact.RecipientSays)
	if err != nil {
		tb.Fatal(err)
	}
	return contact.Script{
		Language: l, From: "the holder", Marking: "TLP:AMBER", Issued: start, UsefulUntil: start.Add(48 * time.Hour),
		Text: texts[l][0], Question: "1 ? 2 ?", Onward: "the police of the city", Check: "the page Contact of our ministry", Code: code,
	}
}

// sheet is a whole sheet in a language.
func sheet(tb interface {
	Helper()
	Fatal(...any)
}, l warning.Language,
) contact.Sheet {
	tb.Helper()
	return contact.Sheet{
		Script: script(tb, l), File: sent, To: "duty officer, <Ministry> & Sons", Spot: contact.Spot{How: delivery.ByPhone, Where: "+4722123456"},
		Call: &contact.CallBack{
			Number: "+4722123456", Source: contact.RDAP, At: "https://rdap.example/domain/a.example", Found: start.Add(-time.Hour),
			Switchboard: "the page Contact of our ministry",
		},
		Printed: start.Add(time.Minute), Names: []string{texts[l][1]},
	}
}

// TestGolden prints what an officer has before him in each language; when it
// fails, what is read out has changed, and so its hash.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, l := range warning.Languages() {
		s := sheet(t, l)
		text, err := s.Text()
		if err != nil {
			t.Fatal(err)
		}
		page, err := s.HTML()
		if err != nil {
			t.Fatal(err)
		}
		read, err := s.Script.Read()
		if err != nil {
			t.Fatal(err)
		}
		h := contact.Handout{Language: l, Marking: "TLP:AMBER", Text: s.Script.Text, Onward: s.Script.Onward, Check: s.Script.Check, Code: s.Script.Code}
		plain, err := h.Plain()
		if err != nil {
			t.Fatal(err)
		}
		handout, err := h.HTML()
		if err != nil {
			t.Fatal(err)
		}
		for name, got := range map[string]string{
			"sheet.txt": text, "sheet.html": string(page), "read.txt": read, "handout.txt": plain, "handout.html": string(handout),
		} {
			path := filepath.Join("testdata", string(l)+"-"+name)
			want, err := os.ReadFile(path)
			if *update {
				err = os.WriteFile(path, []byte(got), 0o600)
				want = []byte(got)
			}
			if err != nil || string(want) != got {
				t.Errorf("%s is another (%v); see with -update", path, err)
			}
		}
	}
}

// TestLines holds that breaking a text into breaths loses and moves no word, keeps
// to the length where a word lets it, and never puts two rows on one line.
func TestLines(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.StringMatching(`([A-Za-zа-яآ-ی0-9]{1,15}[.!?؟,;:،]?[ \n]{1,2}){0,60}`).Draw(r, "text")
		lines := contact.Lines(text)
		if got, want := strings.Fields(strings.Join(lines, " ")), strings.Fields(text); !slices.Equal(got, want) {
			r.Fatalf("%q is read out as %q", want, got)
		}
		for i, l := range lines {
			if l == "" || utf8.RuneCountInString(l) > contact.LineRunes && strings.Contains(l, " ") {
				r.Fatalf("line %d has %d letters: %q", i, utf8.RuneCountInString(l), l)
			}
		}
		rows := 0
		for row := range strings.Lines(text) {
			if strings.TrimSpace(row) != "" {
				rows++
			}
		}
		if len(lines) < rows {
			r.Fatalf("%d rows are read as %d lines", rows, len(lines))
		}
	})
	for text, want := range map[string][]string{
		"One. Two! Three?":         {"One.", "Two!", "Three?"},
		"At 3.5 km, by J. Smith. ": {"At 3.5 km, by J. Smith."},
		"«Un.» Deux":               {"«Un.»", "Deux"},
		"چه؟ این. آن":              {"چه؟", "این.", "آن"},
		strings.Repeat("long words and more, ", 6): {
			"long words and more, long words and more, long words and more,", "long words and more, long words and more, long words and more,",
		},
		strings.Repeat("x", 100) + " y": {strings.Repeat("x", 100), "y"},
	} {
		if got := contact.Lines(text); !slices.Equal(got, want) {
			t.Errorf("%q is read as %q", text, got)
		}
	}
}

// TestScript holds that what is read out holds all that it must, in every language,
// and that its hash changes with each part of it.
func TestScript(t *testing.T) {
	t.Parallel()
	for _, l := range warning.Languages() {
		s := script(t, l)
		read, err := s.Read()
		if err != nil {
			t.Fatal(err)
		}
		one := strings.Join(strings.Fields(read), " ")
		for _, part := range []string{s.Text, s.Question, s.Onward, s.Check, s.From, s.Marking, s.Code.String(), strings.Join(s.Code.Numbers(), " "), "2026", "09:05"} {
			if !strings.Contains(one, strings.Join(strings.Fields(part), " ")) {
				t.Errorf("%s: %q is not read out", l, part)
			}
		}
		if strings.ContainsAny(read, "{}") || strings.Contains(read, "%!") {
			t.Errorf("%s: a slot is not filled:\n%s", l, read)
		}
		hashes := map[string]bool{}
		for _, change := range []func(*contact.Script){
			func(*contact.Script) {},
			func(s *contact.Script) { s.From = "" },
			func(s *contact.Script) { s.Marking = "TLP:RED" },
			func(s *contact.Script) { s.Issued = s.Issued.Add(time.Minute) },
			func(s *contact.Script) { s.UsefulUntil = s.UsefulUntil.Add(time.Minute) },
			func(s *contact.Script) { s.Text += "x\n" },
			func(s *contact.Script) { s.Question = "a" },
			func(s *contact.Script) { s.Onward = "" },
			func(s *contact.Script) { s.Check = "a printed list" },
			func(s *contact.Script) { s.Code[5] ^= 1 },
		} {
			c := s
			change(&c)
			h, err := c.Hash()
			if err != nil || hashes[h] {
				t.Errorf("%s: the hash is %s (%v), seen before: %v", l, h, err, hashes[h])
			}
			hashes[h] = true
		}
	}
}

// TestScriptRefused leaves out or hides something.
func TestScriptRefused(t *testing.T) {
	t.Parallel()
	for rule, changes := range map[string][]func(*contact.Script){
		"contact/language": {func(s *contact.Script) { s.Language = "de" }, func(s *contact.Script) { s.Language = "" }},
		"warning/text":     {func(s *contact.Script) { s.Text = "" }, func(s *contact.Script) { s.Text = "a\u202eb\n" }, func(s *contact.Script) { s.Text = "no newline" }},
		"contact/marking":  {func(s *contact.Script) { s.Marking = "" }, func(s *contact.Script) { s.Marking = "secret" }},
		"contact/check": {
			func(s *contact.Script) { s.Check = "call +47 22 12 34 56" },
			func(s *contact.Script) { s.Check = "۰۲۱۱۲۳۴۵۶۷" },
		},
		"contact/script": {
			func(s *contact.Script) { s.Question = "" },
			func(s *contact.Script) { s.Question = " a" },
			func(s *contact.Script) { s.Question = "a\nb" },
			func(s *contact.Script) { s.Check = "" },
			func(s *contact.Script) { s.From = "a\u2066b" },
			func(s *contact.Script) { s.Onward = strings.Repeat("a", 601) },
			func(s *contact.Script) { s.Issued = time.Time{} },
			func(s *contact.Script) { s.UsefulUntil = s.Issued },
		},
	} {
		for _, change := range changes {
			s := script(t, warning.English)
			change(&s)
			_, err := s.Read()
			refused(t, err, rule)
			full := sheet(t, warning.English)
			full.Script = s
			_, err = full.HTML()
			refused(t, err, rule)
		}
	}
}

// TestSheet holds that either form of a sheet has everything that an officer needs
// and the form of the note as it is read back, and that nothing of it breaks out of
// its place.
func TestSheet(t *testing.T) {
	t.Parallel()
	for _, l := range warning.Languages() {
		s := sheet(t, l)
		page, err := s.HTML()
		if err != nil {
			t.Fatal(err)
		}
		text, err := s.Text()
		if err != nil {
			t.Fatal(err)
		}
		hash, _ := s.Script.Hash()
		answer, _ := contact.Words(sent, "", contact.HolderSays)
		for _, part := range []string{hash, sent, s.Script.Code.String(), answer.String(), "TLP:AMBER", "tocsin-spoken/v1", "First officer", "Second officer", "2026-11-22 09:06 UTC", "https://rdap.example/domain/a.example"} {
			if !strings.Contains(string(page), part) || !strings.Contains(text, part) {
				t.Errorf("%s: a sheet lacks %q", l, part)
			}
		}
		if dir := map[bool]string{true: "rtl", false: "ltr"}[l == warning.Persian]; !strings.Contains(string(page), `lang="`+string(l)+`" dir="`+dir+`"`) {
			t.Errorf("%s is not read %s", l, dir)
		}
		if code := strings.Join(s.Script.Code.Numbers(), " "); !strings.Contains(string(page), `<span dir="ltr">`+code) {
			t.Errorf("%s: the figures of the code may turn around", l)
		}
		for _, bad := range []string{"<Ministry>", "<script", "src=", "href=", "url(", "http:"} {
			if strings.Contains(string(page), bad) {
				t.Errorf("%s: the page holds %q", l, bad)
			}
		}
		// What stands in the form is read back once the blanks are filled.
		_, note, _ := strings.Cut(text, "tocsin-spoken/v1\n")
		note, _, _ = strings.Cut("tocsin-spoken/v1\n"+note, "\n\n")
		filled := strings.NewReplacer("at ____", "at 2026-11-22T09:10:00Z", "to ____", "to duty officer", "answer ____", "answer acknowledged", "rung ____", "rung understood", "says ____", "says -").
			Replace(strings.ReplaceAll(note, "________________", "____"))
		n, err := delivery.ParseSpoken(filled + "\n")
		if err != nil || n.SHA256 != sent || n.Script != hash || n.How != delivery.ByPhone {
			t.Errorf("the note reads as %+v (%v):\n%s", n, err, filled)
		}
	}
}

// TestSheetRefused gives sheets that would mislead.
func TestSheetRefused(t *testing.T) {
	t.Parallel()
	for rule, changes := range map[string][]func(*contact.Sheet){
		"contact/file": {func(s *contact.Sheet) { s.File = "" }},
		"contact/sheet": {
			func(s *contact.Sheet) { s.To = "" }, func(s *contact.Sheet) { s.To = "a\nb" }, func(s *contact.Sheet) { s.Printed = time.Time{} },
			func(s *contact.Sheet) { s.Spot.Where = "+4722999999" }, func(s *contact.Sheet) { s.Names = make([]string, 41) },
			func(s *contact.Sheet) { s.Names = slices.Repeat([]string{"a"}, 41) },
		},
		"contact/stale":  {func(s *contact.Sheet) { s.Printed = s.Printed.Add(8 * 24 * time.Hour) }},
		"contact/source": {func(s *contact.Sheet) { s.Call.Found = s.Printed.Add(time.Hour) }},
	} {
		for _, change := range changes {
			s := sheet(t, warning.English)
			change(&s)
			_, err := s.Text()
			refused(t, err, rule)
		}
	}
}

// TestSpell spells names in every script, and figures in every language.
func TestSpell(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		l    warning.Language
		name string
		want string
	}{
		{warning.English, "Kerman", "Kilo Echo Romeo Mike Alfa November"},
		{warning.English, "Zürich 8", "Zulu Uniform Romeo India Charlie Hotel eight"},
		{warning.French, "Ève-12", "Eugène Victor Eugène tiret un deux"},
		{warning.Russian, "Щёлково", "Щука Елена Леонид Константин Ольга Василий Ольга"},
		{warning.Russian, "Oslo", "Oscar Sierra Lima Oscar"},
		{warning.English, "Щ", "Щука"},
		{warning.Persian, "کرمان", "کاف ر میم الف نون"},
		{warning.Persian, "۱۸:۰۰", "یک هشت دونقطه صفر صفر"},
		{warning.English, "192.0.2.1/24", "one nine two point zero point two point one slash two four"},
		{warning.English, "中!", "中 !"},
		{warning.English, " \t\u200c", ""},
	} {
		got, err := contact.Spell(c.name, c.l)
		if err != nil || strings.Join(got, " ") != c.want {
			t.Errorf("%q in %s is spelled %q (%v)", c.name, c.l, strings.Join(got, " "), err)
		}
	}
	_, err := contact.Spell("a", "de")
	refused(t, err, "contact/language")
	// Every letter of a language has a word of its own, and no two have the same.
	for l, letters := range map[warning.Language]string{
		warning.English: "abcdefghijklmnopqrstuvwxyz", warning.French: "abcdefghijklmnopqrstuvwxyz",
		warning.Russian: "абвгдежзийклмнопрстуфхцчшщъыьэюя", warning.Persian: "آابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
	} {
		seen := map[string]bool{}
		for _, r := range letters {
			got, err := contact.Spell(string(r), l)
			if err != nil || len(got) != 1 || seen[got[0]] || !unicode.IsLetter([]rune(got[0])[0]) {
				t.Errorf("%s: %c is spelled %q (%v)", l, r, got, err)
			}
			seen[strings.Join(got, " ")] = true
		}
	}
}

// TestTongues holds that every language has the same lines with the same slots, and
// that each line is short enough to be said at once.
func TestTongues(t *testing.T) {
	t.Parallel()
	lines := map[warning.Language]map[string]string{}
	for _, l := range warning.Languages() {
		raw, err := os.ReadFile(filepath.Join("texts", string(l)+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		lines[l] = map[string]string{}
		for row := range strings.Lines(string(raw)) {
			key, say, _ := strings.Cut(strings.TrimSuffix(row, "\n"), " ")
			lines[l][key] = say
			if err := warning.CheckText(say + "\n"); err != nil && key != "alphabet" {
				t.Errorf("%s %s: %v", l, key, err)
			}
			for _, said := range contact.Lines(say) {
				if key != "alphabet" && utf8.RuneCountInString(said) > contact.LineRunes {
					t.Errorf("%s %s: %q is too long to be said at once", l, key, said)
				}
			}
		}
	}
	for l, all := range lines {
		if len(all) != len(lines[warning.English]) {
			t.Errorf("%s has %d lines, not %d", l, len(all), len(lines[warning.English]))
		}
		for key, say := range lines[warning.English] {
			for _, slot := range []string{"{from}", "{marking}", "{time}", "{day}", "{month}", "{year}", "{clock}"} {
				if strings.Contains(say, slot) != strings.Contains(all[key], slot) {
					t.Errorf("%s %s: the slot %s is on one side only", l, key, slot)
				}
			}
		}
	}
}
