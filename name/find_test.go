package name

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var wanted = []string{
	"Tamerlan Tsarnaev", "Qassem Rahimi", "Abdul Rahman Yasin", "May", "Will Rose", "Kerman", "John Smith",
	"Karim bin Jafar", "Ali", "Reza Hassanzadeh", "Анна Королёва", "Said Mansour", "Nuruddin Zengi", "Khachaturian", "Pakistan",
}

func TestFind(t *testing.T) {
	t.Parallel()
	f := NewFinder(wanted)
	for _, c := range []struct {
		text string
		name string
		at   string // what of the text, empty for nothing
		from int
	}{
		{"It was Tamerlan Tsarnaev's brother.", "Tamerlan Tsarnaev", "Tamerlan Tsarnaev's", 100},
		{"видели Тамерлана Царнаева вчера", "Tamerlan Tsarnaev", "Тамерлана Царнаева", 80},
		{"сказали Царнаеву, что", "Tamerlan Tsarnaev", "Царнаеву", 60},
		{"с Царнаевым", "Tamerlan Tsarnaev", "Царнаевым", 60},
		{"TSARNAYEV, Tamerlan", "Tamerlan Tsarnaev", "TSARNAYEV, Tamerlan", 90},
		{"tsarnaev", "Tamerlan Tsarnaev", "tsarnaev", 60},
		{"a Tsаrnaev", "Tamerlan Tsarnaev", "Tsаrnaev", 60},
		{"a Tsar\u200bnaev", "Tamerlan Tsarnaev", "Tsar\u200bnaev", 60},
		{"a Tsarn\xffaev", "Tamerlan Tsarnaev", "Tsarn\xffaev", 60},
		{"a Tsarnaew and", "Tamerlan Tsarnaev", "Tsarnaew", 60},
		{"Tamerlan\nTsarnaev", "Tamerlan Tsarnaev", "Tamerlan\nTsarnaev", 100},
		{"it was قاسم رحیمی there", "Qassem Rahimi", "قاسم رحیمی", 80},
		{"Ghasem Rahimi", "Qassem Rahimi", "Ghasem Rahimi", 80},
		{"استان کرمانِ ایران", "Kerman", "کرمانِ", 80},
		{"در کرمان\u200c", "Kerman", "کرمان", 80},
		{"لكرمان", "Kerman", "لكرمان", 80},
		{"в Кермане", "Kerman", "Кермане", 80},
		{"Kerman'da", "Kerman", "Kerman'da", 100},
		{"Abd al-Rahman Yasin", "Abdul Rahman Yasin", "Abd al-Rahman Yasin", 90},
		{"عبد الرحمن ياسين", "Abdul Rahman Yasin", "عبد الرحمن ياسين", 80},
		{"Anny Королевой Анны Королевой", "Анна Королёва", "Анны Королевой", 80},
		{"J. Smith", "John Smith", "J. Smith", 60},
		{"saw Khachatunian once", "Khachaturian", "Khachatunian", 60},
		{"في باكستان", "Pakistan", "باكستان", 80},
		{"Karim Jafar", "Karim bin Jafar", "Karim Jafar", 90},
		{"Hassan-Zadeh", "Reza Hassanzadeh", "Hassan-Zadeh", 60},
		{"Nur al-Din Zengi", "Nuruddin Zengi", "Nur al-Din Zengi", 80},
		{"we go. You may go in may", "May", "", 0},
		{"May I go?", "May", "", 0},
		{"We met in May", "May", "May", 80},
		{"he said so. Said he", "Said Mansour", "", 0},
		{"Will you? The rose", "Will Rose", "", 0},
		{"a rose", "Will Rose", "", 0},
		{"ask Will Rose", "Will Rose", "Will Rose", 100},
		{"all ale alley", "Ali", "", 0},
		{"call Aly", "Ali", "Aly", 80},
		{"Tamerlan was a king. Tsarnaev", "Tamerlan Tsarnaev", "Tamerlan", 60},
	} {
		i := slices.Index(wanted, c.name)
		var got []Hit
		for _, h := range f.Find(c.text, 60) {
			if h.Name == i {
				got = append(got, h)
			}
		}
		switch {
		case c.at == "" && len(got) > 0:
			t.Errorf("%q: found %v", c.text, got)
		case c.at == "":
		case len(got) == 0:
			t.Errorf("%q: %s is not found", c.text, c.name)
		case c.text[got[0].Start:got[0].End] != c.at || got[0].Score < c.from:
			t.Errorf("%q: found %q, %v", c.text, c.text[got[0].Start:got[0].End], got[0])
		}
	}
}

// prose is English without a name of the list, with many words that are like one.
const prose = `It was said that the men who came to the town in the rain had no money, and that all of them would
rather have gone home. The old harbor was closed on Monday, and the market at the north gate opened late. Nobody could
say how many cars stood near the station, or when the last of them left. Some hoped that the trains would run again
before the end of the week. Others had already made plans to walk, and marked the road on a map. Rose bushes grew along
the wall. He will ask the clerk to read the letter out. Had they known, they might have waited. Many a rumor was false. `

// Ordinary prose is not full of names.
func TestProseIsNotFullOfNames(t *testing.T) {
	t.Parallel()
	var names []string
	for n := range given {
		if !ordinary[n] {
			names = append(names, n)
		}
	}
	f := NewFinder(names)
	hits := f.Find(prose, 60)
	for _, h := range hits {
		t.Logf("%s in %q, %d, %s", names[h.Name], prose[h.Start:h.End], h.Score, h.Why)
	}
	t.Logf("%d names, %d words, %d hits", len(names), len(strings.Fields(prose)), len(hits))
	if len(hits) > 6 {
		t.Errorf("%d hits in prose without a name", len(hits))
	}
}

// A name that stands in a text is found, in each of its spellings.
func TestEverySpellingIsFound(t *testing.T) {
	t.Parallel()
	var all, found int
	for _, family := range families(t) {
		f := NewFinder(family[:1])
		for _, s := range family {
			text := "Then they saw " + s + " at the gate."
			all++
			at := strings.Index(text, s)
			if slices.ContainsFunc(f.Find(text, 60), func(h Hit) bool { return h.Start < at+len(s) && h.End > at }) {
				found++
			} else {
				t.Logf("%s is not found as %s", family[0], s)
			}
		}
	}
	t.Logf("%d of %d spellings are found, %.1f %%", found, all, share(found, all))
	if share(found, all) < 93 {
		t.Errorf("%d of %d spellings are found: too few", found, all)
	}
}

// What stands around a name does not hide it.
func TestSurroundingsHideNothing(t *testing.T) {
	t.Parallel()
	f := NewFinder(wanted)
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.SampledFrom([]int{0, 1, 5, 6, 7, 10, 12}).Draw(r, "name")
		before, after := rapid.String().Draw(r, "before"), rapid.String().Draw(r, "after")
		text := before + "; " + wanted[n] + "; " + after
		if !slices.ContainsFunc(f.Find(text, 100), func(h Hit) bool {
			return h.Name == n && h.Start == len(before)+2 && h.End == h.Start+len(wanted[n])
		}) {
			r.Fatalf("%s is not found whole in %q: %v", wanted[n], text, f.Find(text, 60))
		}
	})
}

// manyNames makes synthetic names, all different.
func manyNames(n int) []string {
	parts := []string{"ka", "ri", "mo", "shu", "tan", "bel", "gor", "dze", "pha", "lin", "ver", "ost", "nak", "zhu", "wa", "fir", "qad", "hem", "yul", "cas"}
	out := make([]string, n)
	for i := range out {
		p := func(k int) string { return parts[i/k%len(parts)] }
		out[i] = capital(p(1)+p(20)+p(7)) + " " + capital(p(400)+p(20)+p(1)+p(3))
	}
	return out
}

// The time is in proportion to the text, with 10,000 names too.
func TestFindIsLinear(t *testing.T) {
	t.Parallel()
	f := NewFinder(append(manyNames(10_000), "Tamerlan Tsarnaev"))
	text := strings.Repeat(prose, 5<<20/len(prose)) + "Тамерлан Царнаев"
	if hits := f.Find(text, 80); len(hits) == 0 || hits[len(hits)-1].Name != 10_000 {
		t.Errorf("the name at the end of %d bytes is not found, but %d others", len(text), len(hits))
	}
}

func BenchmarkFind(b *testing.B) {
	for _, n := range []int{10, 1000, 10_000} {
		f := NewFinder(manyNames(n))
		text := strings.Repeat(prose, 1<<20/len(prose))
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				f.Find(text, 80)
			}
		})
	}
}

func BenchmarkNewFinder(b *testing.B) {
	names := manyNames(10_000)
	for b.Loop() {
		NewFinder(names)
	}
}

func BenchmarkCompare(b *testing.B) {
	for b.Loop() {
		Compare("Tamerlan Tsarnaev", "Тамерлан Царнаев")
	}
}

func BenchmarkKeys(b *testing.B) {
	for b.Loop() {
		Keys("Khachaturian")
	}
}

func BenchmarkFold(b *testing.B) {
	text := strings.Repeat("Тамерлан Царнаев, كرمان, Pаvel. ", 1000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Fold(text)
	}
}
