package desk_test

import (
	"slices"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

// TestSeriesOfTwo sends a warning from two sources: the series of each is told his
// own share and no other's, and the record is decided again to the same.
func TestSeriesOfTwo(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	var of tocsin.DossierID
	steps := careSteps(&of, "c1")
	steps[1] = asked("c1 assess", "ana", func(o *office) (desk.Request, []byte, error) {
		a := cared(o.state(of).Reports[0].Report)
		a.Circles = append(a.Circles, report.Circle{Name: "the divers", Size: 25, Most: 40})
		a.Facts[2].Report, a.Facts[2].Knowing[0].Circle = o.state(of).Reports[1].Report, "the divers"
		a.Sourcing = append(a.Sourcing, report.Sourcing{Report: a.Facts[2].Report, Source: "S-10"})
		return &desk.Assess{Dossier: of, Assessment: a}, nil, nil
	})
	steps[4] = asked("c1 consent", "ana", func(*office) (desk.Request, []byte, error) {
		return &desk.AnswerConsent{Dossier: of, ConsentAnswered: dossier.ConsentAnswered{Of: 1, Says: "Their duty officer agrees.", Allows: []dossier.Allowed{
			{Fact: "what", Rung: report.RungOutline}, {Fact: "where", Rung: "site"},
		}}}, nil, nil
	})
	second := asked("c1 file the second", "ana", func(o *office) (desk.Request, []byte, error) {
		original := report.Spoken{"guests of a club", "two men asked when the club opens", "Norway, Oslo", "on 9 January 2024", "unknown", "unknown"}.Bytes()
		f := desk.NewFile(report.FormText, original, of)
		f.Possessed, f.Synthetic, f.Reason = o.clock.now(), true, "it is about the same club"
		f.Mark = marking.Marking{TLP: marking.Amber}
		return f, original, nil
	})
	for _, s := range slices.Insert(steps, 1, second) {
		o.clock.add(time.Minute)
		o.run(s)
	}
	o.healthy("after a warning from two sources")
	if sent := o.state(of).Warned[0].Draft; sent.People != "25 people" || len(sent.Overrides) != 0 {
		t.Errorf("%s could have been a source", sent.People)
	}
	got := map[string][]string{}
	for _, s := range o.holder().Spent {
		if s.Recipient != o.police.id || s.Exposure.Source != "" || got[s.Source] != nil {
			t.Errorf("spent is %+v", s)
		}
		got[s.Source] = s.Exposure.Exposed
	}
	if len(got) != 2 || !slices.Equal(got["S-9"], []string{"the crew"}) || !slices.Equal(got["S-10"], []string{"the divers"}) {
		t.Errorf("spent are %v", got)
	}
	for source, circle := range map[string]string{"S-9": "the crew", "S-10": "the divers"} {
		if e := o.holder().Earlier(source, o.police.id); len(e) != 1 || e[0].Source != source || e[0].Circles[0].Name != circle {
			t.Errorf("of %s they were told %+v", source, e)
		}
	}
}
