package policy_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
)

// FuzzParse holds that no file breaks us: it is a pack, of which every
// determination and waiver is answered, or it is refused at places that are in
// the file. A file is a pack in which something is replaced, so that what is
// drawn stays small, or what is drawn itself.
func FuzzParse(f *testing.F) {
	var all []string
	for _, id := range packs.IDs() {
		all = append(all, string(pack(f, id).Bytes()))
		f.Add(uint8(len(all)-1), uint16(0), uint16(0), "", uint64(1))
	}
	for _, c := range wrong() {
		f.Add(uint8(0), uint16(strings.Index(all[0], c.old)), uint16(len(c.old)), strings.ReplaceAll(c.now, "‹", ""), uint64(2))
	}
	for _, source := range files {
		if len(source) < 5000 {
			f.Add(uint8(255), uint16(0), uint16(0), source, uint64(3))
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, at, length uint16, written string, seed uint64) {
		source := []byte(written)
		if int(which) < len(all) {
			old := all[which]
			from := min(int(at), len(old))
			source = []byte(old[:from] + written + old[min(from+int(length), len(old)):])
		}
		p, err := policy.Parse(source)
		if err != nil {
			var invalid *policy.Invalid
			if !errors.As(err, &invalid) || len(invalid.Flaws) == 0 {
				t.Fatalf("it is refused with %v", err)
			}
			lines := strings.Split(string(source), "\n")
			for _, flaw := range invalid.Flaws {
				if flaw.Line < 1 || flaw.Line > len(lines) || flaw.Column < 1 || flaw.Column > utf8.RuneCountInString(lines[flaw.Line-1])+1 {
					t.Fatalf("a flaw is told outside the file: %s", flaw)
				}
			}
			return
		}
		r := rand.New(rand.NewPCG(seed, 3))
		for range 5 {
			s := situation(r, p)
			d, err := p.Determine(s)
			if err != nil {
				t.Fatalf("on %+v: %v", s, err)
			}
			if again, err := p.Determine(s); err != nil || bytesOf(t, again) != bytesOf(t, d) {
				t.Fatalf("again it is %v, %v", again, err)
			}
			if _, err := p.DetermineFacts(facts(r, p), now); err != nil {
				t.Fatal(err)
			}
			for _, g := range p.Waivers {
				a := full(p, g)
				a.r.Assessment = s.Assessment
				_ = p.CheckWaiver(a.w, a.r) // refused or not, it does not break
			}
		}
	})
}

// FuzzValue holds that a value which is read says the same when it is read again,
// and that nothing else is known than what was said.
func FuzzValue(f *testing.F) {
	kinds := []policy.Question{
		{Name: "a", Kind: policy.KindYesNo},
		{Name: "b", Kind: policy.KindWord, OneOf: []string{"one", "two"}},
		{Name: "c", Kind: policy.KindWords, OneOf: []string{"one", "two", "three"}},
		{Name: "d", Kind: policy.KindNumber},
		{Name: "e", Kind: policy.KindNumber, OneOf: []string{"1", "2"}},
		{Name: "f", Kind: policy.KindText},
	}
	for i := range kinds {
		for _, text := range []string{"", "yes", "no", "true", "unknown", " unknown ", "one", "two,one", "one,,two", "none", "1", "+1", "-0", "999999999999", "\x00", "1e3"} {
			f.Add(uint8(i), text)
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, text string) {
		q := kinds[int(kind)%len(kinds)]
		v, err := q.ParseValue(text)
		if err != nil {
			return
		}
		if v.Known == (strings.TrimSpace(text) == "unknown") || v.Known && v.Text == "" || len(v.Text) > 256 {
			t.Fatalf("%q is %+v", text, v)
		}
		again, err := q.ParseValue(v.Text)
		if err != nil || again.Known != v.Known || again.Text != v.Text {
			t.Fatalf("%q is %+v, and again %+v, %v", text, v, again, err)
		}
	})
}
