package dossier

import (
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/directory"
	"example.org/tocsin/harmcheck"
	"example.org/tocsin/marking"
	"example.org/tocsin/policy"
	"example.org/tocsin/protect"
	"example.org/tocsin/release"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// Readers are who would read a warning, and what they were told before.
type Readers struct {
	// At is when, UTC: what time is left decides what can still be done.
	At time.Time
	To []directory.Recipient
	// Earlier is what any of them was told before about the sources of this
	// dossier: the same text goes to all of them, and they may speak.
	Earlier []release.Exposure
}

// Sources lists our names for the sources of the dossier's reports, sorted, each
// once.
func (d Dossier) Sources() []string {
	var all []string
	for _, s := range d.Assessment.Sourcing {
		if s.Source != "" && !slices.Contains(all, s.Source) {
			all = append(all, s.Source)
		}
	}
	slices.Sort(all)
	return all
}

// Problem is what may be said to readers: each fact at each rung, with who knows
// it, what it is worth to them, and what forbids it. It has none where the packs
// ask nothing.
func (d Dossier) Problem(to Readers) (release.Problem, bool, error) {
	t := d.tearline()
	if t == nil {
		return release.Problem{}, false, nil
	}
	s := release.Settings{
		Least: t.Least, Near: t.Near, Cover: t.Cover, Binding: release.Worst, Scope: string(d.ID), Goals: d.goals(to),
	}
	if t.Overlap == policy.Nested {
		s.Binding = release.Nested
	}
	for _, w := range t.Worth {
		for _, rung := range w.Field.Rungs() {
			s.Weights = append(s.Weights, release.Weight{Field: w.Field, Rung: rung, Worth: t.Of(w.Field, rung)})
		}
	}
	for _, f := range t.Floor {
		s.Floor = append(s.Floor, release.Need{Field: f.Field, Step: f.Field.Step(f.Rung)})
	}
	p, err := release.For(d.Assessment, s, d.bars(to), to.Earlier)
	return p, true, err
}

// goals are what any of the readers could act on in the time that is left.
func (d Dossier) goals(to Readers) [][]release.Need {
	var all [][]release.Need
	for _, r := range to.To {
		for _, goal := range protect.Goals(d.Acting(r), d.Lead(to.At).Left()) {
			needs := make([]release.Need, 0, len(goal))
			for _, n := range goal {
				needs = append(needs, release.Need{Field: n.Field, Step: n.Field.Step(n.Rung)})
			}
			if !slices.ContainsFunc(all, func(o []release.Need) bool { return slices.Equal(o, needs) }) {
				all = append(all, needs)
			}
		}
	}
	return all
}

// Acting is what an act of a reader must fit.
func (d Dossier) Acting(r directory.Recipient) protect.Situation {
	return protect.Situation{Harm: d.Assessment.Harm, Target: d.Assessment.TargetKind, By: protect.Class(r.Class)}
}

// Lead is how much time there was, and is.
func (d Dossier) Lead(at time.Time) protect.Lead {
	return protect.Lead{Possessed: d.Possessed(), LatestUseful: d.Assessment.LatestUseful, Now: at}
}

// rulePoor keeps reports that are too poor from naming a suspect.
const rulePoor = "policy/poor-reports"

// bars gives the rule that forbids telling readers a fact at a rung, empty for
// none: the originator's consent, the marks on it, and harm by any of them.
func (d Dossier) bars(to Readers) func(report.Fact, report.Rung) string {
	outcomes := make([]harmcheck.Outcome, len(to.To))
	for i, r := range to.To {
		outcomes[i] = d.HarmTo(r)
	}
	suspect := d.Form().NameNoSuspect
	return func(f report.Fact, rung report.Rung) string {
		if suspect && f.Field == report.FieldActor {
			return rulePoor
		}
		if rule := d.consentRule(f, rung); rule != "" {
			return rule
		}
		for i, r := range to.To {
			if ok, _ := marking.Permits(f.Marking, d.audience(f, r)); !ok {
				return "release/marking"
			}
			if bar, barred := outcomes[i].Bar(f, rung); barred {
				return bar.Rule
			}
		}
		return ""
	}
}

// audience is a reader as the marks of a fact see him. What is our own we have
// marked ourselves, and may tell; what is another's he has agreed to, or his
// consent would have forbidden it.
func (d Dossier) audience(f report.Fact, r directory.Recipient) marking.Audience {
	a := marking.Audience{Country: r.Country, Organization: r.Name, Class: marking.ClassOrganization, Agreed: []string{""}}
	if by := d.Originator(f); by != "" {
		a.Agreed = append(a.Agreed, by)
	}
	switch r.Class {
	case directory.ClassGovernment, directory.ClassService, directory.ClassPolice:
		a.Class = marking.ClassGovernment
	case directory.ClassPerson:
		a.Class = marking.ClassPerson
	case directory.ClassCompany, directory.ClassCERT, directory.ClassOrganization, directory.ClassIntermediary:
	}
	return a
}

// Marks are what stands on a text: what the drafter put there, and besides what
// the facts that it tells forbid to do and to whom they may go.
func (d Dossier) Marks(said marking.Marking, t warning.Tearline) marking.Marking {
	if d.tearline() == nil {
		return said
	}
	all := []marking.Marking{said}
	for _, r := range t.Released {
		if f, known := d.Assessment.Named(r.Field, r.Key); known {
			all = append(all, marking.Marking{PAP: f.Marking.PAP, Caveats: f.Marking.Caveats})
		}
	}
	return marking.Effective(all...)
}

// picks are what a tearline tells, as the search sees it. What a drafter worded
// for a fact that is not known tells no fact.
func (d Dossier) picks(t warning.Tearline) []release.Pick {
	var all []release.Pick
	for _, r := range t.Released {
		f, known := d.Assessment.Named(r.Field, r.Key)
		if !known {
			continue
		}
		rung := r.Told()
		if _, says := f.At(rung); !says {
			// Worded by the drafter at a rung that has no wording of its own: it is
			// taken for the next finer one.
			rung = finer(f, rung)
		}
		all = append(all, release.Pick{Fact: f.Name(), Rung: rung})
	}
	return all
}

// finer gives the coarsest rung, no coarser than the one given, at which a fact
// says something.
func finer(f report.Fact, rung report.Rung) report.Rung {
	for _, r := range f.Field.Rungs() {
		if _, says := f.At(r); says && f.Field.Step(r) >= f.Field.Step(rung) {
			return r
		}
	}
	return f.Rung()
}

// Judge gives the figures of what a tearline tells the readers of a problem, and
// names what it breaks.
func (d Dossier) Judge(p release.Problem, t warning.Tearline) (release.Judgement, error) {
	j, err := release.Judge(p, d.picks(t))
	if err == nil && len(j.Short) > 0 {
		j.Short = d.sparing(p, j.Short)
	}
	return j, err
}

// Exposes gives what a tearline tells about who each source can be, for the
// series of his warnings; false where the packs ask for no count.
func (d Dossier) Exposes(t warning.Tearline) ([]release.Exposure, bool, error) {
	p, asked, err := d.Problem(Readers{})
	if err != nil || !asked {
		return nil, false, err
	}
	all, err := release.Expose(p, d.picks(t))
	return all, true, err
}

// sparing keeps of what a text falls short of only what it could tell: what
// nobody knows, or the packs let nobody tell, is nobody's choice.
func (d Dossier) sparing(p release.Problem, short []release.Breach) []release.Breach {
	var all []release.Pick
	for _, f := range p.Facts {
		if n := len(f.Options); n > 0 && f.Options[n-1].Bar != rulePoor {
			all = append(all, release.Pick{Fact: f.Name, Rung: f.Options[n-1].Rung})
		}
	}
	full, err := release.Judge(p, all)
	if err != nil {
		return short
	}
	return slices.DeleteFunc(slices.Clone(short), func(b release.Breach) bool {
		return slices.ContainsFunc(full.Short, func(o release.Breach) bool { return o.Rule == b.Rule && o.Fact == b.Fact })
	})
}

// ruleOverlap is the weaker reading of how circles overlap.
const ruleOverlap = "release/overlap"

// overridable are the rules that officers may decide otherwise, in writing and
// together; all others hold.
var overridable = []string{release.RuleSource, ruleOverlap, release.RuleFloor, release.RuleGoal}

// needs lists the rules of a judgement that it takes an override to break, and
// refuses what none can.
func (d Dossier) needs(j release.Judgement) ([]string, error) {
	var rules []string
	add := func(rule string) {
		if !slices.Contains(rules, rule) {
			rules = append(rules, rule)
		}
	}
	for _, b := range j.Broken {
		switch {
		case b.Rule == release.RuleUnknown:
			// It is part of too few people, which is counted by itself.
		case b.Rule == release.RuleSource && j.People.Nested >= d.tearline().Least:
			add(ruleOverlap)
		case slices.Contains(overridable, b.Rule):
			add(b.Rule)
		default:
			return nil, tocsin.Refuse(b.Rule, Remedy(b.Rule), "%s", b.Why)
		}
	}
	for _, b := range j.Short {
		add(b.Rule)
	}
	return rules, nil
}

// Remedy says what to do about a release that breaks a rule, or falls short of it.
func Remedy(rule string) string {
	switch {
	case slices.Contains(overridable, rule):
		return "choose another release with tocsin draft, or have it decided: --override " + rule + "=WHY"
	case rule == release.RuleUnknown:
		return "say on the sheet who knows it, or leave it out"
	case strings.HasPrefix(rule, "release/originator"):
		return "ask the originator with tocsin consent, tell it more coarsely, or leave it out"
	case strings.HasPrefix(rule, "harm/"):
		return "see tocsin harm: choose another recipient, leave it out, or sign the balance"
	case rule == rulePoor:
		return "leave the suspect out, until reports are better"
	case rule == ruleOwnWords:
		return "word it more coarsely on the sheet, or tell it with words of your own: --release"
	case rule == ruleUnsaid:
		return "say on the sheet who knows it, or choose it all the same: --release"
	}
	return "leave it out, or choose a recipient whom its marks permit"
}

// weighed refuses a text that tells readers more, or less, than the packs let one
// officer decide. A drill goes to nobody who is in danger, and still must not tell
// who our source is; it is no warning that could tell too little, nor is a
// retraction.
func (d Dossier) weighed(draft warning.Draft, to Readers) error {
	return d.weigh(draft, to, warns(draft.Kind))
}

// Weigh holds a cleared text to what its readers were told since: the series of a
// source may have come to its end meanwhile. What time has taken away from its use
// does not hold it up.
func (d Dossier) Weigh(draft warning.Draft, to Readers) error { return d.weigh(draft, to, false) }

func (d Dossier) weigh(draft warning.Draft, to Readers, useful bool) error {
	if draft.Kind == warning.KindExercise {
		to.To = nil
	}
	p, asked, err := d.Problem(to)
	if err != nil || !asked {
		return err
	}
	j, err := d.Judge(p, draft.Tearline)
	if err != nil {
		return err
	}
	if !useful {
		j.Short = nil
	}
	rules, err := d.needs(j)
	if err != nil {
		return err
	}
	for _, rule := range rules {
		if !slices.ContainsFunc(draft.Overrides, func(o warning.Override) bool { return o.Rule == rule }) {
			return tocsin.Refuse(rule, Remedy(rule), "%s", whyNot(j, rule))
		}
	}
	if !useful && warns(draft.Kind) {
		return nil // it was held to the rest when it was drafted
	}
	return overrides(draft, rules)
}

// overrides refuses an override of what nothing breaks or nobody may override, and
// one without a reason in writing.
func overrides(draft warning.Draft, rules []string) error {
	for _, o := range draft.Overrides {
		switch leak := strings.HasPrefix(o.Rule, "leak/"); {
		case !leak && !slices.Contains(rules, o.Rule):
			return tocsin.Refuse("warning/override", "leave it out", "an override is about a rule that nothing in the text breaks")
		case leak && o.Of == "":
			return tocsin.Refuse("warning/override", "name the finding", "an override of the leak check names no finding")
		}
		if err := policy.Justify(o.Because); err != nil {
			return err
		}
	}
	return nil
}

// whyNot tells why a rule stands in the way.
func whyNot(j release.Judgement, rule string) string {
	for _, b := range slices.Concat(j.Broken, j.Short) {
		if b.Rule == rule || rule == ruleOverlap && b.Rule == release.RuleSource {
			return b.Why
		}
	}
	return "the packs ask for more"
}
