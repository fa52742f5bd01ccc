package threat_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/report"
	"example.org/tocsin/threat"
)

// drawn are a few reports that agree and disagree.
func drawn(t *rapid.T) (report.Assessment, []threat.Said) {
	places := []report.Fact{at("France"), at("France", "", "Lyon"), at("France", "", "Lyon", "", "Gare"), at("France", "", "Paris"), at("Spain"), at("", "", "lyon")}
	times := []report.Fact{when(1, 2), when(1, 8), when(0, 30), when(5, 6), when(7, 12)}
	words := []report.Fact{
		says(report.FieldActor, "Aleksandr Karpenko"), says(report.FieldActor, "Alexander Karpenko"), says(report.FieldActor, "the Harbor Group"),
		says(report.FieldAct, "a robbery"), says(report.FieldAct, "A robbery"), says(report.FieldAct, "no robbery"),
	}
	pool := slices.Concat(places, times, words)
	var all []threat.Said
	for n := range rapid.IntRange(1, 6).Draw(t, "reports") {
		s := said(n+1, rapid.SampledFrom([]string{"", "", "ALDER", "BIRCH", string(rid(1)), string(rid(2))}).Draw(t, "source"))
		s.Sourcing.Originator = rapid.SampledFrom([]string{"", "", "", "Partner One", string(rid(3))}).Draw(t, "originator")
		s.SHA256 = rapid.SampledFrom([]string{"", "", "aa", "bb"}).Draw(t, "bytes")
		s.Holds = rapid.SliceOfN(rapid.SampledFrom([]string{"o1", "o2", "o3"}), 0, 2).Draw(t, "holds")
		s.From = rapid.SliceOfN(rapid.SampledFrom([]string{"o1", "o2", "o9", string(rid(1))}), 0, 1).Draw(t, "from")
		for range rapid.IntRange(0, 4).Draw(t, "facts") {
			s.Facts = append(s.Facts, rapid.SampledFrom(pool).Draw(t, "fact"))
		}
		all = append(all, s)
	}
	var taken []report.Fact
	for _, from := range [][]report.Fact{places, times, words[:3]} {
		if rapid.Bool().Draw(t, "assessed") {
			taken = append(taken, rapid.SampledFrom(from).Draw(t, "taken"))
		}
	}
	return assessed(taken...), all
}

// TestProperties holds what the room promises of any reports.
func TestProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		a, all := drawn(r)
		p, err := threat.Fuse(a, all)
		if err != nil {
			r.Fatal(err)
		}
		shuffled, err := threat.Fuse(a, rapid.Permutation(all).Draw(r, "order"))
		if err != nil || !reflect.DeepEqual(p, shuffled) {
			r.Fatalf("in another order it is\n%s\nand was\n%s", text(shuffled), text(p))
		}
		counts := []threat.Count{p.Sources}
		for _, f := range p.Facts {
			differ := false
			for i, v := range f.Values {
				counts = append(counts, v.Sources)
				listed := map[int]threat.Relation{}
				for _, o := range v.Others {
					listed[o.Value] = o.Relation
				}
				for j, w := range f.Values {
					if i == j {
						continue
					}
					want := relate(f, v, w, all, a)
					differ = differ || !want.Agrees()
					if listed[j] != want {
						r.Fatalf("%s: %s to %s is %q, not %q", f.Name, v.Value, w.Value, listed[j], want)
					}
				}
				for _, c := range v.Claims {
					if !c.Assessed && !states(all, c.Report, v.Value) {
						r.Fatalf("%s does not say %s", c.Report, v.Value)
					}
				}
			}
			if f.Differ != differ {
				r.Fatalf("%s differs: %t", f.Name, f.Differ)
			}
		}
		for _, c := range counts {
			if c.Least > c.Most || c.Least < 0 || c.Most > len(all) || (c.Least == 0) != (c.Most == 0) {
				r.Fatalf("it is counted as %+v of %d", c, len(all))
			}
		}
		for _, s := range all {
			for _, f := range s.Facts {
				shown := slices.ContainsFunc(p.Facts, func(o threat.Fact) bool {
					return slices.ContainsFunc(o.Values, func(v threat.Value) bool {
						return o.Field == f.Field && slices.ContainsFunc(v.Claims, func(c threat.Claim) bool { return c.Report == s.Report && c.Part == f.Part && !c.Assessed }) &&
							strings.EqualFold(strings.Join(strings.Fields(v.Value), " "), f.Value())
					})
				})
				if !shown {
					r.Fatalf("what %s says of %s is lost: %s", s.Report, f.Field, f.Value())
				}
			}
		}
	})
}

// relate relates two values of a fact again, from the facts they were made of.
func relate(f threat.Fact, v, w threat.Value, all []threat.Said, a report.Assessment) threat.Relation {
	find := func(v threat.Value) report.Fact {
		facts := slices.Clone(a.Facts)
		for _, s := range all {
			facts = append(facts, s.Facts...)
		}
		i := slices.IndexFunc(facts, func(o report.Fact) bool { return o.Field == f.Field && o.Value() == v.Value })
		return facts[i]
	}
	return threat.Relate(find(v), find(w))
}

// states reports whether a report says a value.
func states(all []threat.Said, id tocsin.ReportID, value string) bool {
	return slices.ContainsFunc(all, func(s threat.Said) bool {
		return s.Report == id && slices.ContainsFunc(s.Facts, func(f report.Fact) bool { return strings.EqualFold(f.Value(), value) })
	})
}

// text writes a picture.
func text(p threat.Picture) string {
	raw, err := json.MarshalIndent(p, "", " ")
	if err != nil {
		return err.Error()
	}
	return string(raw)
}

// TestUnlinked holds that a report which is taken out leaves the picture as it
// was without it, save that what officers took from it says so.
func TestUnlinked(t *testing.T) {
	t.Parallel()
	a := assessed(at("France", "", "Lyon"))
	one, two := said(1, "ALDER", at("France", "", "Lyon")), said(2, "BIRCH", at("France", "", "Paris"))
	before, with := fuse(t, a, two), fuse(t, a, one, two)
	v, _ := fact(t, before, "where").Taken()
	if !v.Claims[0].Unlinked || v.Sources.Most != 0 {
		t.Errorf("without its report Lyon is %+v", v)
	}
	if v, _ := fact(t, with, "where").Taken(); v.Claims[0].Unlinked || v.Sources.Most != 1 {
		t.Errorf("with its report Lyon is %+v", v)
	}
	// What another fact takes from it hangs on nothing else of the dossier.
	again := fuse(t, a, slices.DeleteFunc([]threat.Said{one, two}, func(s threat.Said) bool { return s.Report == rid(1) })...)
	if !reflect.DeepEqual(again, before) {
		t.Errorf("it is\n%s\nand was\n%s", text(again), text(before))
	}
}
