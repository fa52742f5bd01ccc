package name

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"Ｍａｙ", "may"},
		{"𝓜𝓪𝔂", "may"},
		{"ⓜⓐⓨ", "may"},
		{"José", "jose"},
		{"Straße", "strasse"},
		{"Łódź", "lodz"},
		{"كَرْمَان", "کرمان"},
		{"مصطفى", "مصطفی"},
		{"فاطمة", "فاطمه"},
		{"أحمد", "احمد"},
		{"علاء", "علا"},
		{"مـحـمـد", "محمد"},
		{"١٢٣", "123"},
		{"۴۵۶", "456"},
		{"１２", "12"},
		{"९", "9"},
		{"Ts\u200ba\u00adrn\u2060aev", "tsarnaev"},
		{"\u202eabc\u202c", "abc"},
		{"a\ufe0fb", "ab"},
		{"pаypаl", "paypal"},
		{"Κate", "kate"},
		{"ѕсоре", "scope"},
		{"Ꭰavid", "david"},
		{"mаrкet", "market"},
		{"հello", "hello"},
		{"Москва", "москва"},
		{"НАТО", "нато"},
		{"Κέρκυρα", "κερκυρα"},
		{"a\xffb", "ab"},
		{"ЁЖ", "еж"},
		{"한국", "한국"},
		{"தமிழ்", "தமிழ்"},
	} {
		if got, want := Fold(c[0]), Fold(c[1]); got != want {
			t.Errorf("Fold(%q) = %q, and that of %q is %q", c[0], got, c[1], want)
		}
	}
	for s, want := range map[string]string{"Ｍａｙ": "may", "١٢": "12", "pаypаl": "paypal", "Москва": "москва", "ЁЖ": "еж", "தமிழ்": "தமிழ்"} {
		if got := Fold(s); got != want {
			t.Errorf("Fold(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestCompareMeans(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b     string
		from, to int
	}{
		{"John Smith", "john  SMITH", 99, 100},
		{"Smith, John", "John Smith", 95, 99},
		{"J. Smith", "John Smith", 60, 79},
		{"Smith", "John Smith", 60, 79},
		{"J. S.", "John Smith", 0, 59},
		{"Ivan Petrovich Sidorov", "Ivan Sidorov", 90, 99},
		{"Ivan Petrovich", "Ivan Sidorov", 0, 59},
		{"John Fitzgerald Kennedy", "John Kennedy", 80, 95},
		{"Ludwig van Beethoven", "Ludwig Beethoven", 90, 99},
		{"Osama bin Laden", "Usama Binladin", 60, 99},
		{"Bashar al-Assad", "Bashar Assad", 90, 99},
		{"Tamerlan Tsarnaev", "Dzhokhar Tsarnaev", 0, 59},
		{"Hassan", "Hussein", 0, 59},
		{"حسن", "Hussein", 0, 65},
		{"Samir", "Samira", 0, 79},
		{"Shevchenko", "Shevchenco", 80, 97},
		{"Khachaturian", "Khachadurian", 80, 97},
		{"Khachaturian", "Khachaturiam", 70, 97},
		{"Tsarnaeva", "Царнаев", 80, 97},
		{"Yusuf", "Joseph", 0, 89},
		{"Mohammed Ali", "Mohammed Hassan", 0, 59},
		{"Ivan", "Iran", 0, 59},
		{"", "John", 0, 0},
		{"!!!", "John", 0, 0},
		{"Pаvel", "Pavel", 100, 100},
		{"Сара", "Sara", 80, 97},
		{"王小明", "王小明", 100, 100},
		{"王小明", "王大明", 0, 59},
	} {
		if m := Compare(c.a, c.b); m.Score < c.from || m.Score > c.to {
			t.Errorf("%s / %s: %d (%s), not from %d to %d", c.a, c.b, m.Score, m.Why, c.from, c.to)
		}
	}
}

func TestVariants(t *testing.T) {
	t.Parallel()
	for s, want := range map[string][]string{
		"محمد":     {"Mohammed", "Muhammad", "محمد", "Мухаммад"},
		"Пушкин":   {"Pushkin", "Puschkin", "Пушкин"},
		"Tsarnaev": {"Tsarnaev", "Царнаев"},
		"Kerman":   {"Керман", "کرمن"},
	} {
		got := Variants(s)
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("Variants(%s) = %q, without %s", s, got, w)
			}
		}
	}
}

// What the promises of the room say of any text.
func checkAny(tb testing.TB, a, b string) {
	tb.Helper()
	if f := Fold(a); Fold(f) != f || !utf8.ValidString(f) {
		tb.Errorf("Fold(%q) = %q, and folded again %q", a, f, Fold(f))
	}
	k := Keys(a)
	if len(k) > maxKeys || !slices.IsSorted(k) || len(slices.Compact(slices.Clone(k))) != len(k) {
		tb.Errorf("Keys(%q) = %q", a, k)
	}
	m, n := Compare(a, b), Compare(b, a)
	if m != n || m.Score < 0 || m.Score > 100 || m.Why == "" {
		tb.Errorf("Compare(%q, %q) = %v, and the other way round %v", a, b, m, n)
	}
	if s := Compare(a, a).Score; s != 100 {
		tb.Errorf("%q is not itself but %d", a, s)
	}
	v := Variants(a)
	if len(v) > maxVariants || !slices.IsSorted(v) || len(slices.Compact(slices.Clone(v))) != len(v) {
		tb.Errorf("Variants(%q) = %q", a, v)
	}
	last := Hit{}
	for _, h := range NewFinder([]string{a, "May", "Царнаев"}).Find(b, 60) {
		if h.Start < last.Start || h.End <= h.Start || h.End > len(b) || h.Score < 60 || h.Score > 100 || h.Name < 0 || h.Name > 2 {
			tb.Errorf("Find(%q) in %q has %v after %v", a, b, h, last)
		}
		last = h
	}
}

func anyName() *rapid.Generator[string] {
	return rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.RuneFrom([]rune("abdhklmnsuy ABJ'-.аеиоснрхвйьابحمعيةىو \u200c\u064eאבגהοανκ")), 0, 20, -1))
}

func TestAnyText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		a, b := anyName().Draw(r, "a"), anyName().Draw(r, "b")
		if f := Fold(a); Fold(f) != f {
			r.Fatalf("Fold(%q) = %q, and folded again %q", a, f, Fold(f))
		}
		if m, n := Compare(a, b), Compare(b, a); m != n {
			r.Fatalf("%v and %v", m, n)
		}
		if s := Compare(a, a).Score; s != 100 {
			r.Fatalf("%q is not itself but %d", a, s)
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "Pаvel", "محمّد\u200c", "\xff\xfe", "𝓜ᎠΚ", "ﷺ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := Fold(s); Fold(got) != got {
			t.Errorf("Fold(%q) = %q, and folded again %q", s, got, Fold(got))
		}
	})
}

func FuzzKeys(f *testing.F) {
	f.Add("schtschukin")
	f.Add("عبدالرحمن")
	f.Fuzz(func(t *testing.T, s string) {
		if k := Keys(s); len(k) > maxKeys || !slices.IsSorted(k) {
			t.Errorf("Keys(%q) = %q", s, k)
		}
	})
}

func FuzzCompare(f *testing.F) {
	f.Add("Abd al-Rahman", "عبد الرحمن")
	f.Add("J. Smith", "John Smith")
	f.Add("بن", "bin")
	f.Fuzz(func(t *testing.T, a, b string) { checkAny(t, a, b) })
}

func FuzzFind(f *testing.F) {
	f.Add("Abdul Rahman bin Ali", "then Abd al-Rahman's son")
	f.Add("May", "may May. May")
	f.Fuzz(func(t *testing.T, a, b string) { checkAny(t, a, b) })
}

// Bad and huge input takes bounded work.
func TestHugeInput(t *testing.T) {
	t.Parallel()
	word := strings.Repeat("aб", 1<<18)
	for name, work := range map[string]func(){
		"fold a word":    func() { Fold(word) },
		"keys of a word": func() { Keys(word) },
		"compare words":  func() { Compare(word, word+"x") },
		"variants":       func() { Variants(word) },
		"find in a word": func() { NewFinder([]string{word, "May"}).Find(word, 60) },
		"many words":     func() { Compare(strings.Repeat("bin ali ", 1<<15), strings.Repeat("ali bin ", 1<<15)) },
		"joined words":   func() { Compare(strings.Repeat("ali zadeh ", 1<<10), strings.Repeat("abd ali ", 1<<10)) },
		"one long join":  func() { Compare("a"+strings.Repeat(" zadeh", 1<<13), "b") },
		"apostrophes":    func() { NewFinder([]string{"May"}).Find(strings.Repeat("a'", 1<<17), 60) },
		"marks":          func() { Fold("a" + strings.Repeat("\u0301\u0323", 1<<18)) },
		"bytes":          func() { NewFinder([]string{"May"}).Find(strings.Repeat("a\xff", 1<<19), 60) },
	} {
		start := time.Now()
		work()
		if d := time.Since(start); d > 30*time.Second {
			t.Errorf("%s took %v", name, d)
		}
	}
}
