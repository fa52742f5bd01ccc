package policy_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
)

// A bench tries facts on a pack.
type bench struct {
	*testing.T
	*policy.Pack
	told map[policy.Name]string
	// values are what is tried for each fact.
	values map[policy.Name][]string
}

// newBench draws facts and the values to try.
func newBench(t *testing.T, r *rand.Rand, p *policy.Pack) *bench {
	t.Helper()
	b := &bench{T: t, Pack: p, told: facts(r, p), values: map[policy.Name][]string{}}
	for _, name := range p.Read() {
		b.values[name] = p.Tried(name)
	}
	for _, q := range p.AllQuestions() {
		// Of lists, also those with one word more or less than there are.
		has := b.told[q.Name]
		if q.Kind != policy.KindWords || b.values[q.Name] == nil || has == "" || has == "none" || has == "unknown" {
			continue
		}
		for _, w := range q.OneOf {
			words := strings.Split(has, ",")
			if i := slices.Index(words, w); i >= 0 {
				words = slices.Delete(words, i, i+1)
			} else {
				words = append(words, w)
			}
			if len(words) > 0 {
				b.values[q.Name] = append(slices.Clone(b.values[q.Name]), strings.Join(words, ","))
			}
		}
	}
	return b
}

// verdict is what is found where some facts are other than they are told.
func (b *bench) verdict(changes ...policy.Change) policy.Verdict {
	b.Helper()
	told := maps.Clone(b.told)
	for _, c := range changes {
		if told[c.Fact] = c.To; c.To == "unknown" {
			delete(told, c.Fact)
		}
	}
	o, err := b.OutlineFacts(told)
	if err != nil {
		b.Fatal(err)
	}
	return o.Verdict
}

// determined is what is found.
func (b *bench) determined() policy.Determination {
	b.Helper()
	d, err := b.DetermineFacts(b.told, now)
	if err != nil {
		b.Fatal(err)
	}
	return d
}

// singly are all verdicts that one fact alone could lead to, by fact and value.
func (b *bench) singly() map[policy.Change]bool {
	out := map[policy.Change]bool{}
	for _, name := range b.Read() {
		for _, v := range b.values[name] {
			out[policy.Change{Fact: name, To: v, Verdict: b.verdict(policy.Change{Fact: name, To: v})}] = true
		}
	}
	return out
}

// flipsRight holds the flips that are told to what is found by trying.
func (b *bench) flipsRight(d policy.Determination) {
	b.Helper()
	told := map[policy.Change]bool{}
	size := 0
	for _, f := range d.Flips {
		if size = len(f.Changes); len(f.Changes) != len(d.Flips[0].Changes) {
			b.Fatalf("flips of many sizes are told: %v", d.Flips)
		}
		if size == 1 {
			for v := range strings.SplitSeq(f.Changes[0].To, " or ") {
				told[policy.Change{Fact: f.Changes[0].Fact, To: v, Verdict: f.Verdict}] = true
			}
			continue
		}
		if got := b.verdict(f.Changes...); got != f.Verdict || got == d.Verdict {
			b.Fatalf("on %v: %v leads to %s", b.told, f, got)
		}
	}
	for c := range told {
		if got := b.verdict(c); got != c.Verdict || got == d.Verdict {
			b.Fatalf("on %v: %v leads to %s", b.told, c, got)
		}
	}
	for c := range b.singly() {
		if c.Verdict != d.Verdict && !told[c] && len(d.Flips) < 12 {
			b.Fatalf("on %v: %v would flip %s, and is not told in %v", b.told, c, d.Verdict, d.Flips)
		}
	}
	if size != 1 {
		b.pairsRight(d)
	}
}

// pairsRight tries all pairs of facts: those that flip the verdict are told, or
// there are more than are ever told.
func (b *bench) pairsRight(d policy.Determination) {
	b.Helper()
	names := b.Read()
	for i, one := range names {
		for _, two := range names[i+1:] {
			for _, v := range b.values[one] {
				for _, w := range b.values[two] {
					to := b.verdict(policy.Change{Fact: one, To: v}, policy.Change{Fact: two, To: w})
					if to == d.Verdict || len(d.Flips) == 12 {
						continue
					}
					if !slices.ContainsFunc(d.Flips, func(f policy.Flip) bool {
						return f.Verdict == to && len(f.Changes) == 2 && f.Changes[0].Fact == one && f.Changes[1].Fact == two
					}) {
						b.Fatalf("on %v: %s=%s and %s=%s lead to %s, not told in %v", b.told, one, v, two, w, to, d.Flips)
					}
				}
			}
		}
	}
}

// openRight holds the open questions: every fact that nobody knows and could
// tell, and whether any answer would change the verdict.
func (b *bench) openRight(d policy.Determination) {
	b.Helper()
	open := map[policy.Name]policy.Open{}
	for _, o := range d.Open {
		open[o.Fact] = o
		to := map[policy.Change]bool{}
		for _, c := range o.To {
			for v := range strings.SplitSeq(c.To, " or ") {
				to[policy.Change{Fact: o.Fact, To: v, Verdict: c.Verdict}] = true
			}
		}
		changes := false
		for _, v := range b.values[o.Fact] {
			c := policy.Change{Fact: o.Fact, To: v}
			c.Verdict = b.verdict(c)
			if changes = changes || c.Verdict != d.Verdict; to[c] != (c.Verdict != d.Verdict) {
				b.Fatalf("on %v: %s answered %s leads to %s; told is %v", b.told, o.Fact, v, c.Verdict, o)
			}
		}
		if changes != o.WouldChange || o.Ask == "" || o.Answer == "" {
			b.Fatalf("on %v: %v is told as open", b.told, o)
		}
	}
	for _, seen := range d.Facts {
		if _, ok := open[seen.Fact]; ok != (seen.Value == "unknown") && slices.Contains(b.Read(), seen.Fact) {
			b.Fatalf("on %v: %s is %s and open is %t", b.told, seen.Fact, seen.Value, ok)
		}
	}
}

// TestFlips holds, for every pack, that what is told to flip a verdict does, and
// that nothing as small does which is not told.
func TestFlips(t *testing.T) {
	t.Parallel()
	for _, id := range packs.IDs() {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			p, r := own(t, id), seeded(t)
			sizes := map[int]int{}
			pairs := 0
			for range drawn / 20 {
				b := newBench(t, r, p)
				d := b.determined()
				size := 0
				if len(d.Flips) > 0 {
					size = len(d.Flips[0].Changes)
				}
				sizes[size]++
				if size == 1 && len(d.Flips) >= 12 {
					t.Errorf("so many flips that some may be left out: %v", d.Flips)
				}
				if size != 1 {
					// All pairs are many: a few of those are enough.
					if pairs++; pairs > 10 {
						continue
					}
				}
				b.flipsRight(d)
				b.openRight(d)
			}
			t.Logf("sizes of flips: %v", sizes)
		})
	}
}

// TestFlipsTogether holds the same of a pack in which two facts must change for
// anything to change, also where the set is about the scope and something else
// fails.
func TestFlipsTogether(t *testing.T) {
	t.Parallel()
	source := string(pack(t, "icd-191").Bytes())
	for old, now := range map[string]string{
		oldQuestions:               oldQuestions + "  - {name: abroad, ask: A, kind: yes-no}\n  - {name: drill, ask: A, kind: yes-no}\n",
		oldHarm:                    "holds: harm in harms || abroad",
		"    question: directed\n": "", "    question: credible\n": "", "    question: specific\n": "", "    question: impending\n": "",
		oldSpecific: `holds: "!drill"`,
	} {
		if !strings.Contains(source, old) {
			t.Fatalf("%q does not stand in the pack", old)
		}
		source = strings.Replace(source, old, now, 1)
	}
	p, err := policy.Parse([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{T: t, Pack: p, values: map[policy.Name][]string{}}
	for _, name := range p.Read() {
		b.values[name] = p.Tried(name)
	}
	for i, told := range []map[policy.Name]string{
		{"harm": "kidnapping", "abroad": "yes", "window_over": "yes", "passed": "yes", "drill": "yes", "victim_told": "yes", "credibility": "1"},
		{"harm": "kidnapping", "abroad": "yes", "window_over": "no", "drill": "no", "victim_told": "yes", "credibility": "1"},
	} {
		b.told = told
		d := b.determined()
		if want := []policy.Verdict{policy.NoDuty, policy.Duty}[i]; d.Verdict != want {
			t.Errorf("%v is %s", told, d.Verdict)
		}
		b.flipsRight(d)
		b.openRight(d)
	}
	b.told = map[policy.Name]string{"harm": "kidnapping", "abroad": "yes", "window_over": "yes", "passed": "yes", "drill": "yes", "victim_told": "yes", "credibility": "1"}
	if d := b.determined(); len(d.Flips) < 2 || len(d.Flips[0].Changes) != 2 || !strings.Contains(d.Text, "if harm were ") || !strings.Contains(d.Text, ", and if abroad were no, and not yes") {
		t.Errorf("the flips are %v:\n%s", d.Flips, d.Text)
	}
}

// TestMemo holds that what was determined before, and how often, changes nothing:
// the same facts give the same bytes, with what is remembered and without, and
// from many goroutines at once. What cannot be told from the facts that count is
// no reason to be remembered as the same: whether the holder has it, and whether
// somebody answered what would follow from a grade.
func TestMemo(t *testing.T) {
	t.Parallel()
	for _, id := range packs.IDs() {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			p, fresh, r := own(t, id), own(t, id), seeded(t)
			var all []map[policy.Name]string
			var want []string
			for range 150 {
				told := facts(r, p)
				for _, name := range []policy.Name{"", "possessed", "corroborated", "source_known"} {
					told := maps.Clone(told)
					if name != "" {
						told[name] = pick(r, "no", "yes", "unknown")
					}
					fresh.Forget()
					d, err := fresh.DetermineFacts(told, now)
					if err != nil {
						t.Fatal(err)
					}
					all, want = append(all, told), append(want, bytesOf(t, d))
				}
			}
			var all8 sync.WaitGroup
			for range 8 {
				order := r.Perm(len(all))
				all8.Go(func() {
					for _, i := range order {
						d, err := p.DetermineFacts(all[i], now)
						if err != nil {
							t.Error(err)
						} else if got := bytesOf(t, d); got != want[i] {
							t.Errorf("%v gives\n%s\nand before\n%s", all[i], got, want[i])
							return
						}
					}
				})
			}
			all8.Wait()
		})
	}
}

// TestFlipsFollowGrades holds the flips of a pack whose rules turn on what follows
// from a grade: another grade takes that along, and an officer's own answer stands
// whatever the grade is. Both are determined by one pack, which must not remember
// the one for the other.
func TestFlipsFollowGrades(t *testing.T) {
	t.Parallel()
	source := string(pack(t, "icd-191").Bytes())
	for old, now := range map[string]string{
		oldSpecific: `holds: "!corroborated"`, oldImpending + "\n    fails: window_over && passed": "holds: source_known || !window_over",
		"    question: specific\n": "", "    question: impending\n": "",
	} {
		if !strings.Contains(source, old) {
			t.Fatalf("%q does not stand in the pack", old)
		}
		source = strings.Replace(source, old, now, 1)
	}
	p, err := policy.Parse([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	r := seeded(t)
	for range 300 {
		b := newBench(t, r, p)
		for _, answer := range []string{"", "yes", "no"} {
			if b.told["corroborated"] = answer; answer == "" {
				delete(b.told, "corroborated")
			}
			if d := b.determined(); len(d.Flips) > 0 && len(d.Flips[0].Changes) == 1 {
				b.flipsRight(d)
				b.openRight(d)
			}
		}
	}
}
