package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
	"example.org/tocsin/marking"
	"example.org/tocsin/place"
	"example.org/tocsin/policy"
	"example.org/tocsin/release"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// partner is a synthetic report of a partner, which has a source on the other side.
func partner(at time.Time) (*desk.File, []byte) {
	s := report.Spoken{
		"the guests of the boat club", "two of the crew mean to open the valves at the pier by night",
		"Norway, Bergen, the pier of the boat club", "on 9 January 2024", "unknown", "unknown",
	}
	original := s.Bytes()
	f := desk.NewFile(report.FormText, original, "")
	f.Possessed, f.Originator, f.Synthetic = at, "The harbor service", true
	f.Mark = marking.Marking{TLP: marking.Amber, Caveats: []string{"ORCON"}}
	return f, original
}

// cared is what an officer makes of the partner's report: the crew know the city
// and the day, the two the rest.
func cared(from tocsin.ReportID) report.Assessment {
	day := time.Date(2024, 1, 9, 0, 0, 0, 0, time.UTC)
	mark := marking.Marking{TLP: marking.Amber, Caveats: []string{"ORCON"}}
	return report.Assessment{
		Reliability: "B", Credibility: 2, Harm: report.HarmIntentionalKilling, TargetKind: report.TargetGroup,
		LatestUseful: time.Date(2024, 1, 8, 18, 0, 0, 0, time.UTC), LatestUsefulBecause: "the club opens then",
		Circles:  []report.Circle{{Name: "the crew", Size: 30}, {Name: "the two", Size: 2, Within: "the crew"}},
		Sourcing: []report.Sourcing{{Report: from, Source: "S-9", Originator: "The harbor service", Reliability: "B"}},
		Facts: []report.Fact{
			{
				Field: report.FieldAct, Text: "They open the valves.", Report: from, Part: "what", Marking: mark,
				Wordings: []report.Wording{{Rung: report.RungKind, Text: "sabotage"}, {Rung: report.RungOutline, Text: "sabotage of a boat with people on board"}},
				Knowing:  []report.Knowing{{Rung: report.RungOutline, Circle: "the crew"}, {Rung: report.RungFull, Circle: "the two"}},
			},
			{
				Field: report.FieldPlace, Report: from, Part: "where", Marking: mark,
				Place:   &place.Place{Country: "Norway", Region: "Vestland", City: "Bergen", Site: "the pier of the boat club"},
				Knowing: []report.Knowing{{Rung: "city", Circle: "the crew"}, {Rung: "site", Circle: "the two"}},
			},
			{
				Field: report.FieldTime, Report: from, Part: "when", Marking: mark, Window: &report.Window{From: day, Until: day.AddDate(0, 0, 1)},
				Knowing: []report.Knowing{{Rung: "day", Circle: "the crew"}},
			},
		},
	}
}

// careAsk is what the drafter decides, who leaves it to the search.
func careAsk(o *office) desk.DraftAsk {
	return desk.DraftAsk{
		Kind: warning.KindWarning, Marking: marking.Marking{TLP: marking.AmberStrict}, ValidFrom: start.Truncate(24 * time.Hour),
		UsefulUntil: time.Date(2024, 1, 10, 0, 0, 0, 0, time.UTC), Recipients: []tocsin.RecipientID{o.police.id},
		Front: &desk.FrontAsk{To: "the watch at the pier", Marking: marking.Marking{TLP: marking.Green}},
	}
}

// careSteps warn of a partner's report with care for its source.
func careSteps(of *tocsin.DossierID, name string) []step {
	return []step{
		asked(name+" file", "ana", func(o *office) (desk.Request, []byte, error) {
			f, original := partner(o.clock.now())
			*of = f.Dossier
			return f, original, nil
		}),
		asked(name+" assess", "ana", func(o *office) (desk.Request, []byte, error) {
			return &desk.Assess{Dossier: *of, Assessment: cared(o.state(*of).Reports[0].Report)}, nil, nil
		}),
		asked(name+" determine", "ana", func(*office) (desk.Request, []byte, error) { return &desk.Determine{Dossier: *of}, nil, nil }),
		asked(name+" ask consent", "ana", func(o *office) (desk.Request, []byte, error) {
			return &desk.AskConsent{Dossier: *of, ConsentAsked: o.state(*of).Asks("The harbor service")}, nil, nil
		}),
		asked(name+" consent", "ana", func(*office) (desk.Request, []byte, error) {
			return &desk.AnswerConsent{Dossier: *of, ConsentAnswered: dossier.ConsentAnswered{Of: 1, Says: "Their duty officer agrees.", Allows: []dossier.Allowed{
				{Fact: "what", Rung: report.RungOutline}, {Fact: "where", Rung: "site"}, {Fact: "when", Rung: "day"},
			}}}, nil, nil
		}),
		checkStep(name+" check", of),
		asked(name+" draft", "ana", func(o *office) (desk.Request, []byte, error) {
			d, err := o.desk.NewDraft(o.ctx, o.state(*of), careAsk(o))
			return d, nil, err
		}),
		asked(name+" approve ben", "ben", func(o *office) (desk.Request, []byte, error) {
			return &desk.Approve{Dossier: *of, Draft: *o.state(*of).Draft}, nil, nil
		}),
		asked(name+" approve dan", "dan", func(o *office) (desk.Request, []byte, error) {
			return &desk.Approve{Dossier: *of, Draft: *o.state(*of).Draft}, nil, nil
		}),
		asked(name+" send", "ben", func(o *office) (desk.Request, []byte, error) {
			s, err := o.desk.NewSend(o.state(*of))
			return s, nil, err
		}),
	}
}

// careChain is a record in which one warning was given with care for its source.
func careChain() []step {
	return append(staffSteps(), careSteps(new(tocsin.DossierID), "c1")...)
}

// TestCare goes the whole way of a partner's report: what is offered leaves the
// source one of many, no more is told than the partner agreed to, and the series
// of the source knows of it.
func TestCare(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	var first tocsin.DossierID
	steps := careSteps(&first, "c1")
	for i, s := range steps {
		o.clock.add(time.Minute)
		if i == 3 {
			_, err := o.desk.NewDraft(o.ctx, o.state(first), careAsk(o))
			refused(t, err, "warning/nothing-released")
		}
		o.run(s)
		o.healthy("after " + s.name)
	}
	sent := o.state(first).Warned[0].Draft
	if sent.People != "30 people" || len(sent.Overrides) != 0 {
		t.Errorf("%s could have been the source", sent.People)
	}
	told := map[string]string{}
	for _, r := range sent.Tearline.Released {
		told[r.Name()] = r.Value
	}
	if told["where"] != "Bergen, Vestland, Norway" || told["when"] != "9 January 2024" || told["what"] != "sabotage of a boat with people on board" {
		t.Errorf("told is %v", told)
	}
	if f := sent.Front; f == nil || !strings.Contains(sent.Text, "the watch at the pier") || len(f.Released) == 0 {
		t.Errorf("the front line gets %+v", f)
	}
	for _, w := range sent.Tearline.Withheld {
		if w.Name() == "where" && (w.Rule != "harm/place" || w.Worth == 0 || !strings.Contains(w.Reason, release.RuleSource)) {
			t.Errorf("of where it says %+v", w)
		}
	}
	spent := o.holder().Spent
	if len(spent) != 1 || spent[0].Source != "S-9" || spent[0].Recipient != o.police.id || !slices.Equal(spent[0].Exposure.Exposed, []string{"the crew"}) {
		t.Fatalf("spent is %+v", spent)
	}
	all := desk.Withheld(o.state(first))
	if len(all) != 1 || len(all[0].Facts) != 3 || all[0].Facts[1].Known != "the crew (30)" || all[0].Facts[1].Finer != "the two (2)" || all[0].Facts[1].By == "" {
		t.Errorf("side by side: %+v", all)
	}

	// A second dossier from the same source: what the police were told counts.
	var second tocsin.DossierID
	o.run(careSteps(&second, "c2")[:6]...)
	a := o.state(second).Assessment
	a.Circles = []report.Circle{{Name: "the divers", Size: 30}, {Name: "the two", Size: 2, Within: "the divers"}}
	for i := range a.Facts {
		for k := range a.Facts[i].Knowing {
			if a.Facts[i].Knowing[k].Circle == "the crew" {
				a.Facts[i].Knowing[k].Circle = "the divers"
			}
		}
	}
	o.must("ana", &desk.Assess{Dossier: second, Assessment: a}, nil)
	o.must("ana", &desk.Determine{Dossier: second}, nil)
	o.run(checkStep("c2 check again", &second))
	offering, err := o.desk.Offer(o.ctx, o.state(second), []tocsin.RecipientID{o.police.id})
	if err != nil || len(offering.Result.Offered.Release) != 0 || offering.Result.Alternative == nil || offering.Result.Before.Worst != 30 || offering.Rules.Overlap != policy.WorstCase {
		t.Errorf("offered after an earlier warning is %+v, %v", offering.Result, err)
	}
	ask := careAsk(o)
	ask.Front = nil
	ask.Why = "it would show who told us"
	ask.Releases = []warning.Release{{Field: report.FieldAct, Rung: report.RungOutline}, {Field: report.FieldPlace, Place: place.City}, {Field: report.FieldTime, Time: report.Day}}
	refused(t, o.draft(second, ask), "release/overlap")
	ask.Overrides = []warning.Override{{Rule: "release/overlap", Because: "the divers and the crew are the same people, says the partner"}}
	if err := o.draft(second, ask); err != nil {
		t.Fatal(err)
	}
	if q := o.state(second).DraftedBy.Quorum; q.Highest < tocsin.LevelSenior {
		t.Errorf("the weaker reading takes %+v", q)
	}
	o.healthy("in the end")
}

// draft drafts as ana.
func (o *office) draft(of tocsin.DossierID, ask desk.DraftAsk) error {
	o.t.Helper()
	d, err := o.desk.NewDraft(o.ctx, o.state(of), ask)
	if err != nil {
		return err
	}
	return o.do("ana", d, nil)
}
