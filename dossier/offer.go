package dossier

import (
	"slices"
	"strings"

	"example.org/tocsin/harmcheck"
	"example.org/tocsin/place"
	"example.org/tocsin/release"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// The rules that bind what is offered, and not what a drafter chooses.
const (
	// ruleOwnWords keeps words of reports from being told as they stand.
	ruleOwnWords = "warning/own-words"
	// ruleUnsaid keeps what nobody said who knows from being told finely of
	// itself.
	ruleUnsaid = "release/unsaid"
)

// Offer searches what may be said to readers, and offers the release that is of
// most use to them. It reads no value of a fact. There is none where the packs ask
// nothing.
func (d Dossier) Offer(to Readers) (release.Problem, release.Result, bool, error) {
	p, asked, err := d.Problem(to)
	if err != nil || !asked {
		return p, release.Result{}, false, err
	}
	unsaid := d.unsaid(to)
	for i, f := range p.Facts {
		field, key, err := report.ParseName(f.Name)
		if err != nil {
			return p, release.Result{}, false, err
		}
		fact, _ := d.Assessment.Named(field, key)
		f.Options = slices.Clone(f.Options)
		for n, o := range f.Options {
			if o.Bar == "" {
				f.Options[n].Bar = offering(fact, o.Rung, unsaid)
			}
			f.Options[n].Firm = o.Bar != "" && !d.lifted(o.Bar, to)
		}
		p.Facts[i] = f
	}
	r, err := release.Search(p)
	return p, r, true, err
}

// lifted reports whether somebody may decide otherwise than a rule that forbids
// telling something: by signing the balance of a harm to any of the readers that
// it stands against. Consent and marks are nobody's here to decide.
func (d Dossier) lifted(rule string, to Readers) bool {
	if !strings.HasPrefix(rule, "harm/") {
		return false
	}
	for _, r := range to.To {
		outcome := d.HarmTo(r)
		barred := slices.ContainsFunc(outcome.Barred, func(b harmcheck.Bar) bool { return b.Rule == rule })
		if _, can := outcome.Balances(rule); barred && !can {
			return false
		}
	}
	return true
}

// unsaid reports whether nobody has said of anything who could have known it.
func (d Dossier) unsaid(to Readers) bool {
	return len(to.Earlier) == 0 && !slices.ContainsFunc(d.Assessment.Facts, func(f report.Fact) bool {
		return len(f.Knowing)+len(f.Public) > 0
	})
}

// offering is the rule by which a fact is not offered at a rung although it might
// be told at it.
func offering(f report.Fact, rung report.Rung, unsaid bool) string {
	switch {
	case f.Place == nil && f.Window == nil && rung == report.RungFull && !f.Marking.Open():
		return ruleOwnWords
	case unsaid && f.Place != nil && f.Field.Step(rung) > int(place.City),
		unsaid && f.Window != nil && f.Field.Step(rung) > int(report.Day):
		return ruleUnsaid
	}
	return ""
}

// Releases puts a release of the search as a drafter would.
func Releases(picks []release.Pick) ([]warning.Release, error) {
	var all []warning.Release
	for _, p := range picks {
		field, key, err := report.ParseName(p.Fact)
		if err != nil {
			return nil, err
		}
		r := warning.Release{Field: field, Key: key}
		switch field {
		case report.FieldPlace:
			r.Place, err = place.ParseRung(string(p.Rung))
		case report.FieldTime:
			r.Time, err = report.ParseTimeRung(string(p.Rung))
		case report.FieldAct, report.FieldVictim, report.FieldTarget, report.FieldMethod, report.FieldActor,
			report.FieldSource, report.FieldBasis:
			if r.Rung = p.Rung; p.Rung == report.RungFull {
				r.Rung = "" // the fact's own words
			}
		}
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// Reasons says of each fact that the search withholds or coarsens which rule does
// it, for the ledger of what is withheld.
func Reasons(r release.Result) []warning.Reason {
	var all []warning.Reason
	for _, w := range r.Withheld {
		field, key, err := report.ParseName(w.Fact)
		if err != nil {
			continue // the search names facts of the assessment alone
		}
		why := "offered so by the search: " + strings.Join(w.Rules, ", ")
		if !w.Then.Unsaid {
			why += "; telling all of it leaves " + w.Then.String()
		}
		all = append(all, warning.Reason{Field: field, Key: key, Why: why})
	}
	return all
}

// Ledger completes the ledger of what a tearline withholds: by which rule the next
// finer rung of each fact is forbidden, and what it would have added.
func (d Dossier) Ledger(t warning.Tearline, p release.Problem) (warning.Tearline, error) {
	picks := d.picks(t)
	t.Withheld = slices.Clone(t.Withheld)
	for i, w := range t.Withheld {
		at := slices.IndexFunc(p.Facts, func(f release.Fact) bool { return f.Name == w.Name() })
		if at < 0 {
			continue // who said it, and how they know, is never released
		}
		var err error
		if t.Withheld[i].Rule, t.Withheld[i].Worth, err = next(p, p.Facts[at], picks); err != nil {
			return t, err
		}
	}
	return t, nil
}

// next is what one rung more of a fact would be worth, and the rule that forbids
// it, empty for none.
func next(p release.Problem, f release.Fact, picks []release.Pick) (rule string, worth int, err error) {
	told := slices.IndexFunc(picks, func(o release.Pick) bool { return o.Fact == f.Name })
	now := -1
	if told >= 0 {
		now = slices.IndexFunc(f.Options, func(o release.Option) bool { return o.Rung == picks[told].Rung })
	}
	if now+1 >= len(f.Options) {
		return "", 0, nil
	}
	more := f.Options[now+1]
	if worth = more.Worth; now >= 0 {
		worth = max(0, more.Worth-f.Options[now].Worth)
	}
	if more.Bar != "" {
		return more.Bar, worth, nil
	}
	picks = slices.Clone(picks)
	if told >= 0 {
		picks[told].Rung = more.Rung
	} else {
		picks = append(picks, release.Pick{Fact: f.Name, Rung: more.Rung})
	}
	j, err := release.Judge(p, picks)
	if err == nil && slices.ContainsFunc(j.Broken, func(b release.Breach) bool { return b.Rule == release.RuleSource }) {
		rule = release.RuleSource
	}
	return rule, worth, err
}
