package dossier_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/marking"
	"example.org/tocsin/place"
	"example.org/tocsin/policy"
	"example.org/tocsin/release"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// thePolice is the police as the directory has them.
var thePolice = directory.Recipient{ID: police, Name: "The police", Class: directory.ClassPolice, Country: "NOR"}

// reading is the police, who were told nothing before.
func reading(s *script, earlier ...release.Exposure) dossier.Readers {
	return dossier.Readers{At: s.now, To: []directory.Recipient{thePolice}, Earlier: earlier}
}

// guarded is an assessment in which the cell knows the city and the day, and the
// planners the site and the hour.
func guarded() report.Assessment {
	a := dutiful()
	a.Circles = []report.Circle{{Name: "the cell", Size: 40}, {Name: "the planners", Size: 3, Within: "the cell"}}
	from := start.Add(15 * time.Hour)
	a.Facts = []report.Fact{
		{
			Field: report.FieldPlace, Report: id[tocsin.ReportID]("rone"),
			Place:   &place.Place{Country: "Norway", Region: "Oslo", City: "Oslo", District: "Frogner", Site: "the park"},
			Knowing: []report.Knowing{{Rung: "city", Circle: "the cell"}, {Rung: "site", Circle: "the planners"}},
		},
		{
			Field: report.FieldTime, Report: id[tocsin.ReportID]("rone"), Window: &report.Window{From: from, Until: from.Add(time.Hour)},
			Knowing: []report.Knowing{{Rung: "day", Circle: "the cell"}, {Rung: "hour", Circle: "the planners"}},
		},
		{
			Field: report.FieldAct, Text: "Two bombs in bags.", Report: id[tocsin.ReportID]("rone"),
			Wordings: []report.Wording{{Rung: report.RungKind, Text: "an attack"}, {Rung: report.RungOutline, Text: "an attack with explosives"}},
			Knowing:  []report.Knowing{{Rung: report.RungOutline, Circle: "the cell"}, {Rung: report.RungFull, Circle: "the planners"}},
		},
	}
	return a
}

// releasing drafts a release of an assessment.
func releasing(tb testing.TB, a report.Assessment, overrides []warning.Override, releases ...warning.Release) dossier.DraftWarning {
	tb.Helper()
	t, err := warning.Tear(a, releases, "it would show who told us")
	if err != nil {
		tb.Fatal(err)
	}
	d := text(warning.KindWarning, "", "An attack is being prepared.", "police")
	d.Tearline, d.Overrides = t, overrides
	return dossier.DraftWarning{WarningDrafted: dossier.WarningDrafted{Draft: d}, Readers: dossier.Readers{To: []directory.Recipient{thePolice}}}
}

// begins is a dossier with a guarded assessment, determined.
func begins(tb testing.TB, a report.Assessment) *script {
	tb.Helper()
	return given(tb, policy.ProfileService).when("ana", assess(a)).when("ana", determine("ana"))
}

// atCity tells the city, the day, and roughly what.
func atCity() []warning.Release { return at(place.City) }

// atSite tells the site as well.
func atSite() []warning.Release { return at(place.Site) }

// at tells where to a rung, the day, and roughly what.
func at(rung place.Rung) []warning.Release {
	return []warning.Release{
		{Field: report.FieldAct, Rung: report.RungOutline}, {Field: report.FieldPlace, Place: rung}, {Field: report.FieldTime, Time: report.Day},
	}
}

// because is an override of a rule.
func because(rule string) []warning.Override {
	return []warning.Override{{Rule: rule, Because: "the guards at the gate can only search who comes if they know the gate"}}
}

// TestOffer holds that what is offered leaves the source one of many, is of most
// use, and can be drafted as it is.
func TestOffer(t *testing.T) {
	t.Parallel()
	s := begins(t, guarded())
	s.check()
	_, result, asked, err := s.d.Offer(reading(s))
	if err != nil || !asked {
		t.Fatal(asked, err)
	}
	told := map[string]report.Rung{}
	for _, p := range result.Offered.Release {
		told[p.Fact] = p.Rung
	}
	if told["where"] != "city" || told["when"] != "day" && told["when"] != "part-of-day" || told["what"] != report.RungOutline {
		t.Errorf("offered is %v", told)
	}
	if result.Offered.People.Worst < 10 || !result.Exact || len(result.Steps) == 0 || len(result.Withheld) == 0 {
		t.Errorf("the result is %+v", result)
	}
	releases, err := dossier.Releases(result.Offered.Release)
	if err != nil {
		t.Fatal(err)
	}
	s.when("ana", releasing(t, guarded(), nil, releases...)).then("WarningDrafted")
	if q := s.d.DraftedBy.Quorum; q.Others != 2 {
		t.Errorf("the quorum is %+v", q)
	}
	if got := dossier.Reasons(result); len(got) != len(result.Withheld) || !strings.Contains(got[0].Why, "release/source") {
		t.Errorf("the reasons are %+v", got)
	}
}

// refusedRelease is refused in every way in which a release is.
func refusedRelease(t *testing.T) {
	t.Helper()
	begins(t, guarded()).
		when("ana", releasing(t, guarded(), nil, atSite()...)).refused(release.RuleSource).
		when("ana", releasing(t, guarded(), because(release.RuleSource), atCity()...)).refused("warning/override").
		when("ana", releasing(t, guarded(), because("leak/run"), atCity()...)).refused("warning/override").
		when("ana", releasing(t, guarded(), nil, warning.Release{Field: report.FieldPlace, Place: place.Region})).refused(release.RuleFloor)
	marked := guarded()
	marked.Facts[0].Marking = marking.Marking{TLP: marking.Amber, Caveats: []string{"NOFORN"}}
	begins(t, marked).when("ana", releasing(t, marked, nil, atCity()...)).refused("release/marking").
		when("ana", releasing(t, marked, because("release/marking"), atCity()...)).refused("release/marking")
	refusedConsent(t)
}

// TestOverride holds that who tells more than the packs let one officer decide
// needs those whom they name for it, and that it is on the record.
func TestOverride(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		a     report.Assessment
		rule  string
		told  []warning.Release
		ask   []string
		least int
	}{
		{"too few people", guarded(), release.RuleSource, atSite(), []string{"omar", "sara"}, 2},
		{"too little", guarded(), release.RuleFloor, []warning.Release{{Field: report.FieldPlace, Place: place.Region}}, nil, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			overrides := because(c.rule)
			if c.rule == release.RuleFloor {
				overrides = append(overrides, because(release.RuleGoal)...)
			}
			s := begins(t, c.a).when("ana", releasing(t, c.a, overrides, c.told...)).then("WarningDrafted")
			if q := s.d.DraftedBy.Quorum; q.Others < c.least || q.Highest < tocsin.LevelSenior {
				t.Errorf("it takes %+v", q)
			}
			if got := s.d.Draft.Overrides; len(got) != len(overrides) || got[0].Because == "" {
				t.Errorf("on the record is %+v", got)
			}
		})
	}
}

// TestOverrideAlone holds that one officer who may warn alone may not burn a
// source alone, and may tell too little alone.
func TestOverrideAlone(t *testing.T) {
	t.Parallel()
	soon := guarded()
	soon.LatestUseful = start.Add(20 * time.Minute)
	s := given(t, policy.ProfileService).when("omar", assess(soon)).when("omar", determine("omar"))
	s.when("omar", releasing(t, soon, because(release.RuleSource), atSite()...))
	if s.settle(); s.d.Status != dossier.StatusDrafted || s.d.DraftedBy.Quorum.Others < 1 || s.d.DraftedBy.Quorum.Highest < tocsin.LevelSenior {
		t.Errorf("burnt alone: it is %s, and takes %+v", s.d.Status, s.d.DraftedBy.Quorum)
	}
	s.when("omar", releasing(t, soon, nil, atCity()...)).stands(dossier.StatusCleared)
}

// TestWeaker holds that the nested reading is an override of its own.
func TestWeaker(t *testing.T) {
	t.Parallel()
	a := guarded()
	// Two circles of which nobody knows how they overlap.
	a.Circles = []report.Circle{{Name: "the cell", Size: 40}, {Name: "the drivers", Size: 30}, {Name: "the planners", Size: 3, Within: "the cell"}}
	a.Facts[1].Knowing[0].Circle = "the drivers"
	s := begins(t, a)
	s.when("ana", releasing(t, a, nil, atCity()...)).refused("release/overlap").
		when("ana", releasing(t, a, because(release.RuleSource), atCity()...)).refused("release/overlap").
		when("ana", releasing(t, a, because("release/overlap"), atCity()...)).then("WarningDrafted")
	// Where somebody knows it, nothing is decided.
	a.Overlaps = []report.Overlap{{A: "the drivers", B: "the cell", Least: 25}}
	begins(t, a).when("ana", releasing(t, a, nil, atCity()...)).then("WarningDrafted")
}

// TestSeries holds that what the same readers were told before counts.
func TestSeries(t *testing.T) {
	t.Parallel()
	s := begins(t, guarded())
	earlier := release.Exposure{Exposed: []string{"the boatmen"}, Circles: []release.Circle{{Name: "the boatmen", Size: 12}}}
	c := releasing(t, guarded(), nil, atCity()...)
	c.Readers.Earlier = []release.Exposure{earlier}
	s.when("ana", c).refused("release/overlap")
	_, result, _, err := s.d.Offer(reading(s, earlier))
	if err != nil || !result.Near || result.Offered.People.Worst < 10 {
		t.Errorf("after an earlier warning: %+v, %v", result.Offered, err)
	}
	e, asked, err := s.d.Exposes(c.Draft.Tearline)
	if err != nil || !asked || len(e) != 1 || !slices.Equal(e[0].Exposed, []string{"the cell"}) {
		t.Errorf("it exposes %+v, %v", e, err)
	}
}

// TestLedger holds that each withheld fact says by which rule, and what it would
// have been worth.
func TestLedger(t *testing.T) {
	t.Parallel()
	s := begins(t, guarded())
	s.check()
	p, _, err := s.d.Problem(reading(s))
	if err != nil {
		t.Fatal(err)
	}
	line, err := s.d.Ledger(releasing(t, guarded(), nil, atCity()...).Draft.Tearline, p)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]warning.Withheld{}
	for _, w := range line.Withheld {
		byName[w.Name()] = w
	}
	if w := byName["where"]; w.Rule != release.RuleSource || w.Worth != 5*(80-60) || w.Effect == "" || w.Reason == "" {
		t.Errorf("of where it says %+v", w)
	}
	if w := byName["what"]; w.Rule != release.RuleSource || w.Worth != 3*(75-50) && w.Worth != 3*(100-50) {
		t.Errorf("of what it says %+v", w)
	}
}

// TestOffersNoValue holds that changing the words of facts changes neither what is
// offered nor why.
func TestOffersNoValue(t *testing.T) {
	t.Parallel()
	plain := begins(t, guarded())
	plain.check()
	_, want, _, err := plain.d.Offer(reading(plain))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		word := func(name string) string { return rapid.StringMatching(`[A-Z][a-z]{3,12}`).Draw(r, name) }
		a := guarded()
		a.Facts[0].Place = &place.Place{Country: word("country"), Region: word("region"), City: word("city"), District: word("district"), Site: word("site")}
		a.Facts[2].Text, a.Facts[2].Aliases = word("what"), []string{word("alias")}
		s := begins(t, a)
		s.check()
		_, got, _, err := s.d.Offer(reading(s))
		if err != nil || !slices.Equal(got.Why, want.Why) || !slices.Equal(got.Offered.Release, want.Offered.Release) {
			r.Fatalf("offered is %+v, %v, and was %+v", got.Offered, err, want.Offered)
		}
	})
}

// TestOtherKinds holds that neither a retraction nor a drill is a way to tell what
// a warning may not.
func TestOtherKinds(t *testing.T) {
	t.Parallel()
	s := begins(t, guarded())
	drill := releasing(t, guarded(), nil, atSite()...)
	drill.Draft.Kind = warning.KindExercise
	s.when("ana", drill).refused(release.RuleSource)
	coarse := releasing(t, guarded(), nil, warning.Release{Field: report.FieldPlace, Place: place.Region})
	coarse.Draft.Kind = warning.KindExercise
	s.when("ana", coarse).then("WarningDrafted")
	first := releasing(t, guarded(), nil, atCity()...).Draft
	s.when("ana", releasing(t, guarded(), nil, atCity()...)).when("omar", approve(first)).when("sara", approveAnyway(s, first)).
		when("ana", send(first, "wone")).stands(dossier.StatusSent)
	back := releasing(t, guarded(), nil, atSite()...)
	back.Draft.Kind, back.Draft.Supersedes = warning.KindRetraction, id[tocsin.WarningID]("wone")
	s.when("ana", back).refused(release.RuleSource)
}

// TestOverrideInWriting holds that an override has a reason that can be read, and is
// of a rule that can be overridden.
func TestOverrideInWriting(t *testing.T) {
	t.Parallel()
	s := begins(t, guarded())
	s.when("ana", releasing(t, guarded(), []warning.Override{{Rule: release.RuleSource, Because: "ok"}}, atSite()...)).refused("DTW-JUSTIFY").
		when("ana", releasing(t, guarded(), because("harm/actor"), atCity()...)).refused("warning/override").
		when("ana", releasing(t, guarded(), because("leak/run"), atCity()...)).refused("warning/override")
}

// TestEstimate holds that a text does not tell how likely and how sure in one
// sentence.
func TestEstimate(t *testing.T) {
	t.Parallel()
	both, apart := textA(), textA()
	both.Text = "It is very likely, and we say so with high confidence.\n"
	apart.Text = "It is very likely. We say so with high confidence.\n"
	s := given(t, policy.ProfileNGO).determined(dutiful()).when("ana", draft(both))
	if _, refused := errors.AsType[*tocsin.Refusal](s.err); !refused {
		t.Fatalf("both in one sentence: %v", s.err)
	}
	s.err = nil
	s.when("ana", draft(apart)).then("WarningDrafted")
}

// TestUnsaid holds that where nobody has said who could have known anything, the
// offer stays coarse, and a drafter may still tell more.
func TestUnsaid(t *testing.T) {
	t.Parallel()
	a := guarded()
	for i := range a.Facts {
		a.Facts[i].Knowing = nil
	}
	s := begins(t, a)
	s.check()
	_, result, _, err := s.d.Offer(reading(s))
	if err != nil || !result.Offered.People.Unsaid {
		t.Fatalf("offered is %+v, %v", result.Offered, err)
	}
	for _, p := range result.Offered.Release {
		if p.Fact == "where" && p.Rung != "city" || p.Fact == "when" && p.Rung != "day" || p.Fact == "what" && p.Rung == report.RungFull {
			t.Errorf("offered is %v", p)
		}
	}
	s.when("ana", releasing(t, a, nil, atSite()...)).then("WarningDrafted")
}

// TestPoorOffer holds that where reports are too poor to name a suspect, none is
// offered, and leaving him out is nobody's choice.
func TestPoorOffer(t *testing.T) {
	t.Parallel()
	a := guarded()
	a.Reliability, a.Credibility = "F", 6
	a.Facts = append(a.Facts, report.Fact{
		Field: report.FieldActor, Text: "The crew.", Report: id[tocsin.ReportID]("rone"), Knowing: []report.Knowing{{Rung: report.RungFull, Circle: "the cell"}},
		Wordings: []report.Wording{{Rung: report.RungKind, Text: "a group"}},
	})
	s := begins(t, a)
	s.check()
	if !s.d.Form().NameNoSuspect {
		t.Fatal("the reports are not poor")
	}
	_, result, _, err := s.d.Offer(reading(s))
	if err != nil || slices.ContainsFunc(result.Offered.Release, func(p release.Pick) bool { return p.Fact == "by" }) {
		t.Errorf("offered is %+v, %v", result.Offered.Release, err)
	}
	if !slices.ContainsFunc(result.Withheld, func(w release.Withheld) bool {
		return w.Fact == "by" && slices.Contains(w.Rules, "policy/poor-reports")
	}) {
		t.Errorf("withheld is %+v", result.Withheld)
	}
}
