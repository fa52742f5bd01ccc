package policy

import (
	"slices"
	"strconv"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/report"
)

// An Overlap is how circles of people are taken to overlap where nobody knows.
type Overlap string

// The overlaps.
const (
	// WorstCase takes them to overlap as little as they can: the source may be
	// the only one who is in both.
	WorstCase Overlap = "worst-case"
	// Nested takes the smaller to lie within the larger.
	Nested Overlap = "nested"
)

// A Default is what an originator's silence means.
type Default string

// The defaults.
const (
	Withhold Default = "withhold"
	Tell     Default = "tell"
)

// A Tearline is what a pack asks of what may be said: how many people could at
// least have been the source, what each field is worth to a recipient at each
// rung, the least that is told, and who decides where that cannot be had.
type Tearline struct {
	// ID and Says are of the rule.
	ID   string `json:"id"`
	Says string `json:"says"`
	// Least is how many people could at least have been the source; below Near
	// the budget of the source is near its end.
	Least int `json:"least"`
	Near  int `json:"near"`
	// Overlap is the reading that binds where nobody knows how circles overlap.
	Overlap Overlap `json:"overlap"`
	// Cover is how much usefulness, in percent of the best, is given up for a
	// release that public facts alone explain.
	Cover int `json:"cover"`
	// Consent is how long an originator has to answer, in seconds, and Silence
	// what it means when he does not.
	Consent int64   `json:"consent_within"`
	Silence Default `json:"consent_silence"`
	// Override is who must agree, besides the drafter, to the weaker reading, to
	// less than Least, to a leak that the check finds, and to a balance of harm.
	Override Quorum `json:"override"`
	// Worth is the usefulness of each rung of each field, Floor the least that a
	// warning tells.
	Worth []Worth `json:"worth"`
	Floor []Floor `json:"floor,omitempty"`
}

// A Worth is what a field is worth at each of its rungs, coarsest first, in
// hundredths of the pack's weight.
type Worth struct {
	Field report.Field `json:"field"`
	Rungs []int        `json:"rungs"`
}

// A Floor is the least that a warning tells of one field: a rung.
type Floor struct {
	Field report.Field `json:"field"`
	Rung  report.Rung  `json:"rung"`
}

// Of gives what a field is worth at a rung; 0 where the pack gives it no weight.
func (t *Tearline) Of(field report.Field, rung report.Rung) int {
	i := slices.IndexFunc(t.Worth, func(w Worth) bool { return w.Field == field })
	step := field.Step(rung)
	if i < 0 || step == 0 || step > len(t.Worth[i].Rungs) {
		return 0
	}
	return t.Worth[i].Rungs[step-1]
}

// ConsentWithin is how long an originator has to answer.
func (t *Tearline) ConsentWithin() time.Duration { return time.Duration(t.Consent) * time.Second }

// anythingTold is the word of a floor for a field in words: anything is told of it.
const anythingTold = "told"

// tearline reads the section of that name, which older packs do not have, and
// with what the specificity says makes it part of the handling.
func (r *packReader) tearline(s *section) {
	n, ok := s.has("tearline")
	if !ok {
		return
	}
	before := r.rule
	r.rule = "tearline"
	o := r.section(n)
	t := &Tearline{
		ID: r.id(o), Says: o.says("says"), Least: o.number("least", 1), Near: o.number("near", 1),
		Overlap: oneOf(o, "overlap", []Overlap{WorstCase, Nested}), Cover: o.number("cover", 0),
	}
	if t.Near < t.Least {
		r.flaw(o.at, "make near at least as large as least", "the budget would be near only when it is spent")
	}
	if t.Cover > 100 {
		r.flaw(o.at, "write 0 to 100", "a cover of %d percent", t.Cover)
	}
	if c := o.must("consent"); c != nil {
		consent := r.section(c)
		t.Consent = int64(consent.span("within") / time.Second)
		t.Silence = oneOf(consent, "silence", []Default{Withhold, Tell})
		consent.end()
	}
	t.Override = r.quorum(o, "override")
	if over := o.at.fields["override"]; over != nil && (t.Override.Others < 1 || t.Override.Highest < tocsin.LevelSenior) {
		r.flaw(over, "ask for one other, at least a senior", "one officer, or a low one, could burn a source alone")
	}
	o.end()
	r.rule = before
	t.weigh(&r.pack.Specificity)
	r.pack.Handling.Tearline = t
}

// rungShares reads how much of a field's weight each rung is worth, in percent.
func (r *packReader) rungShares(s *section) {
	sp := &r.pack.Specificity
	n, ok := s.has("rungs")
	if !ok {
		return
	}
	w := r.section(n)
	for _, key := range w.keysOf() {
		field, err := report.ParseField(key)
		if err != nil || !field.Releasable() {
			continue // an unknown key, told at the end
		}
		w.has(key)
		one := r.section(w.at.fields[key])
		shares := make([]int, 0, len(field.Rungs()))
		for _, rung := range field.Rungs() {
			share := one.number(string(rung), 0)
			at, is := one.has(string(rung))
			if is && (share > 100 || len(shares) > 0 && share < shares[len(shares)-1]) {
				r.flaw(at, "write 0 to 100, none less than that of a coarser rung", "the share of %s is %d", rung, share)
			}
			shares = append(shares, share)
		}
		one.end()
		sp.Rungs = append(sp.Rungs, Worth{Field: field, Rungs: shares})
	}
	w.end()
}

// weigh takes over what the specificity says: the weight of each field in equal
// steps, or in the shares that the pack names.
func (t *Tearline) weigh(sp *Specificity) {
	for _, field := range report.Fields() {
		weight := sp.Weights[field]
		steps := len(field.Rungs())
		worth := Worth{Field: field}
		for i := range steps {
			share := 100 * (i + 1) / steps
			if at := slices.IndexFunc(sp.Rungs, func(w Worth) bool { return w.Field == field }); at >= 0 {
				share = sp.Rungs[at].Rungs[i]
			}
			worth.Rungs = append(worth.Rungs, weight*share)
		}
		if weight > 0 {
			t.Worth = append(t.Worth, worth)
		}
		switch floor := sp.Floor[field]; {
		case floor == anythingTold:
			t.Floor = append(t.Floor, Floor{field, field.Rungs()[0]})
		case floor != "":
			t.Floor = append(t.Floor, Floor{field, report.Rung(floor)})
		}
	}
}

// strictestTearline gives what satisfies both: more people, the worst case, both
// floors. What a field is worth is a question of degree, and the larger counts.
func strictestTearline(a, b *Tearline) *Tearline {
	if a == nil || b == nil {
		if a == nil {
			return b
		}
		return a
	}
	out := *a
	out.ID, out.Says = a.ID+"+"+b.ID, a.Says+" "+b.Says
	if a.ID == b.ID {
		out.ID, out.Says = a.ID, a.Says
	}
	out.Least, out.Near, out.Cover = max(a.Least, b.Least), max(a.Near, b.Near), max(a.Cover, b.Cover)
	out.Consent, out.Override = shorter(a.Consent, b.Consent), a.Override.Strictest(b.Override)
	if b.Overlap == WorstCase {
		out.Overlap = WorstCase
	}
	if b.Silence == Withhold {
		out.Silence = Withhold
	}
	out.Worth, out.Floor = slices.Clone(a.Worth), slices.Clone(a.Floor)
	for _, w := range b.Worth {
		i := slices.IndexFunc(out.Worth, func(o Worth) bool { return o.Field == w.Field })
		if i < 0 {
			out.Worth = append(out.Worth, w)
			continue
		}
		rungs := slices.Clone(out.Worth[i].Rungs)
		for n := range rungs {
			rungs[n] = max(rungs[n], w.Rungs[n])
		}
		out.Worth[i].Rungs = rungs
	}
	for _, f := range b.Floor {
		i := slices.IndexFunc(out.Floor, func(o Floor) bool { return o.Field == f.Field })
		switch {
		case i < 0:
			out.Floor = append(out.Floor, f)
		case f.Field.Step(f.Rung) > f.Field.Step(out.Floor[i].Rung):
			out.Floor[i] = f
		}
	}
	order := func(f report.Field) int { return slices.Index(report.Fields(), f) }
	slices.SortFunc(out.Worth, func(a, b Worth) int { return order(a.Field) - order(b.Field) })
	slices.SortFunc(out.Floor, func(a, b Floor) int { return order(a.Field) - order(b.Field) })
	return &out
}

// Words tells the demand on the people who could have been the source.
func (t *Tearline) Words() string {
	return "at least " + strconv.Itoa(t.Least) + " people could have been the source, taken as " + string(t.Overlap)
}
