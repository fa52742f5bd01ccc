package policy_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
)

// drawQuorum draws who must agree.
func drawQuorum(t *rapid.T) policy.Quorum {
	return policy.Quorum{Others: rapid.IntRange(0, 3).Draw(t, "others"), Highest: tocsin.Level(rapid.IntRange(1, 4).Draw(t, "level"))}
}

// drawHandling draws what a pack could ask; a clock of zero is none.
func drawHandling(t *rapid.T) *policy.Handling {
	h := &policy.Handling{
		Warn: map[policy.Urgency]policy.Quorum{}, Silence: drawQuorum(t), Clocks: map[policy.Urgency]policy.Clocks{},
		ReviewBy: drawQuorum(t).Highest, ReviewWithin: rapid.Int64Range(0, 5).Draw(t, "review"), ResolvedBy: drawQuorum(t).Highest,
	}
	for _, u := range policy.Urgencies() {
		h.Warn[u], h.Clocks[u] = drawQuorum(t), policy.Clocks{}
		for _, s := range policy.Stages() {
			h.Clocks[u][s] = rapid.Int64Range(0, 5).Draw(t, "clock")
		}
	}
	return h
}

// TestStrictest holds that the strictest of several handlings satisfies each, and
// asks for nothing that none of them asks for.
func TestStrictest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(drawHandling), 1, 4).Draw(t, "handlings")
		s := policy.Strictest(all...)
		var quorums [][2][]policy.Quorum
		at := func(of func(*policy.Handling) policy.Quorum) {
			var each []policy.Quorum
			for _, h := range all {
				each = append(each, of(h))
			}
			quorums = append(quorums, [2][]policy.Quorum{{of(s)}, each})
		}
		at(func(h *policy.Handling) policy.Quorum { return h.Silence })
		at(func(h *policy.Handling) policy.Quorum { return policy.Quorum{Highest: h.ReviewBy} })
		at(func(h *policy.Handling) policy.Quorum { return policy.Quorum{Highest: h.ResolvedBy} })
		for _, u := range policy.Urgencies() {
			at(func(h *policy.Handling) policy.Quorum { return h.Warn[u] })
			at(func(h *policy.Handling) policy.Quorum { return h.Deciders(u).Warn })
			at(func(h *policy.Handling) policy.Quorum { return h.Deciders(u).Silence })
		}
		for _, q := range quorums {
			strictest, each := q[0][0], q[1]
			for _, o := range each {
				if !strictest.Covers(o) {
					t.Errorf("%v does not cover %v", strictest, o)
				}
			}
			if !slices.ContainsFunc(each, func(o policy.Quorum) bool { return o.Others == strictest.Others }) ||
				!slices.ContainsFunc(each, func(o policy.Quorum) bool { return o.Highest == strictest.Highest }) {
				t.Errorf("%v is asked for by none of %v", strictest, each)
			}
		}
		shortest := func(name string, got int64, of func(*policy.Handling) int64) {
			var each []int64
			for _, h := range all {
				if v := of(h); v > 0 {
					each = append(each, v)
				}
			}
			if len(each) == 0 && got != 0 || len(each) > 0 && got != slices.Min(each) {
				t.Errorf("%s is %d of %v", name, got, each)
			}
		}
		shortest("review", s.ReviewWithin, func(h *policy.Handling) int64 { return h.ReviewWithin })
		for _, u := range policy.Urgencies() {
			for _, stage := range policy.Stages() {
				shortest(string(stage), s.Clocks[u][stage], func(h *policy.Handling) int64 { return h.Clocks[u][stage] })
			}
		}
	})
}

// TestFloorTogether holds that what no pack lowers is not lowered by several in
// force at once.
func TestFloorTogether(t *testing.T) {
	t.Parallel()
	all, err := packs.All()
	if err != nil {
		t.Fatal(err)
	}
	for some := 1; some < 1<<len(all); some++ {
		var handlings []*policy.Handling
		for i, p := range all {
			if some>>i&1 == 1 {
				handlings = append(handlings, &p.Handling)
			}
		}
		h := policy.Strictest(handlings...)
		for _, u := range policy.Urgencies() {
			if d := h.Deciders(u); !d.Silence.Covers(d.Warn) || d.Silence.Others < 1 || u != policy.Exigent && d.Warn.Others < 1 {
				t.Errorf("%b: silence is cheaper than warning: %+v", some, d)
			}
			for stage, d := range h.Clocks[u] {
				if d <= 0 || h.Clocks[u].Of(stage) != time.Duration(d)*time.Second {
					t.Errorf("%b: %s takes %d", some, stage, d)
				}
			}
		}
		if h.Warn[policy.Exigent].Others == 0 && h.ReviewBy < h.Warn[policy.Exigent].Highest {
			t.Errorf("%b: who reviews is lower than who sent", some)
		}
	}
	for _, p := range append(policy.Profiles(), "", "bank") {
		h := policy.FirstHandling(p)
		for _, u := range policy.Urgencies() {
			if d := h.Deciders(u); !d.Silence.Covers(d.Warn) || d.Warn.Others < 1 || d.Silence.Highest < tocsin.LevelSenior {
				t.Errorf("%q: silence is cheaper than warning: %+v", p, d)
			}
		}
	}
}

// TestCovers holds that covering is an order, and which.
func TestCovers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawQuorum(t), drawQuorum(t), drawQuorum(t)
		more := a
		more.Others++
		higher := a
		higher.Highest++
		switch {
		case !a.Covers(a), !more.Covers(a), !higher.Covers(a), a.Covers(more), a.Covers(higher), more.Covers(higher), higher.Covers(more):
			t.Errorf("of %v", a)
		case a.Covers(b) && b.Covers(a) && a != b:
			t.Errorf("%v and %v cover each other", a, b)
		case a.Covers(b) && b.Covers(c) && !a.Covers(c):
			t.Errorf("%v, %v and %v", a, b, c)
		}
	})
}

// TestUrgency holds which urgency is faster, and how a pack tells it by the time
// that is left.
func TestUrgency(t *testing.T) {
	t.Parallel()
	order := policy.Urgencies()
	for i, u := range order {
		for j, o := range order {
			if got := u.Sooner(o); got != order[max(i, j)] {
				t.Errorf("of %s and %s %s is sooner", u, o, got)
			}
		}
		if got := u.Faster(); got != order[min(i+1, 2)] {
			t.Errorf("faster than %s is %s", u, got)
		}
	}
	p := pack(t, "icd-191")
	for minutes, want := range map[string]policy.Urgency{
		"unknown": policy.Routine, "-5": policy.Exigent, "0": policy.Exigent, "180": policy.Exigent, "181": policy.Urgent, "4320": policy.Urgent, "4321": policy.Routine,
	} {
		d, err := p.DetermineFacts(map[policy.Name]string{"minutes_left": minutes}, now)
		if err != nil || d.Urgency != want || d.Deciders != p.Handling.Deciders(want) || d.Handling != &p.Handling {
			t.Errorf("with %s minutes left it is %s, %v, %v", minutes, d.Urgency, d.Deciders, err)
		}
	}
	if d, err := pack(t, "uk-threat-to-life").DetermineFacts(nil, now); err != nil || d.Urgency != policy.Urgent {
		t.Errorf("with an unknown time it is %s, %v", d.Urgency, err)
	}
}

// TestManyReports holds that many reports on one target bring a higher officer and
// drop nothing: what is found is the same, and silence takes as many as before.
// Where one officer may warn alone, a flood of reports does not stop him.
func TestManyReports(t *testing.T) {
	t.Parallel()
	for _, p := range own4(t) {
		r := seeded(t)
		for range 100 {
			s := situation(r, p)
			s.Reports = 1
			one, err := p.Determine(s)
			if err != nil {
				t.Fatal(err)
			}
			s.Reports = p.Poor.Many
			many, err := p.Determine(s)
			if err != nil {
				t.Fatal(err)
			}
			if one.Verdict != many.Verdict || one.Urgency != many.Urgency || one.Deciders.Silence != many.Deciders.Silence || !many.Deciders.Warn.Covers(one.Deciders.Warn) ||
				many.Form.Many != p.Poor.ID || one.Form.Many != "" || many.Deciders.Warn.Others > 0 && many.Deciders.Warn.Highest < p.Poor.ManyBring {
				t.Fatalf("one report: %s\n%d: %s", one.Text, s.Reports, many.Text)
			}
			poor := one.Form.Rule != ""
			if f := one.Form; poor && (!slices.Equal(f.First, p.Poor.First) || f.StateGrade != p.Poor.StateGrade || f.ForceSignatures != p.Poor.ForceSignatures) {
				t.Fatalf("poor reports bind %+v", f)
			}
		}
	}
}

// TestOverall holds which verdict stands for several: the one that calls loudest.
func TestOverall(t *testing.T) {
	t.Parallel()
	for i, v := range policy.Verdicts() {
		for j, o := range policy.Verdicts() {
			if got := policy.Overall([]policy.Determination{{Verdict: v}, {Verdict: o}}); got != policy.Verdicts()[min(i, j)] {
				t.Errorf("%s and %s are %s", v, o, got)
			}
		}
		if v.Calls() != (i < 2) {
			t.Errorf("%s calls: %t", v, v.Calls())
		}
	}
	if got := policy.Overall(nil); got != policy.NoDuty {
		t.Errorf("nothing is %s", got)
	}
}
