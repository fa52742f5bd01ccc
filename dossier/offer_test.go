package dossier_test

import (
	"strings"
	"testing"

	"example.org/tocsin/dossier"
	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

// TestFirm holds which rules are put to somebody who decides: what binds offers
// alone and what a signed balance lifts, and never marks or another's consent.
func TestFirm(t *testing.T) {
	t.Parallel()
	a := guarded()
	a.Facts[0].Marking = marking.Marking{TLP: marking.Amber, Caveats: []string{"NOFORN"}}
	a.Facts[1].Originator, a.Facts[1].Marking = "The harbor service", marking.Marking{TLP: marking.Amber, Caveats: []string{"ORCON"}}
	a.Facts = append(a.Facts, report.Fact{Field: report.FieldActor, Text: "somebody of the cell", Report: a.Facts[0].Report})
	s := begins(t, a)
	to := reading(s)
	firm := map[string]bool{}
	p, _, _, err := s.d.Offer(to)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range p.Facts {
		for _, o := range f.Options {
			if o.Bar == "" {
				continue
			}
			if was, seen := firm[o.Bar]; seen && was != o.Firm {
				t.Errorf("%s is firm or not", o.Bar)
			}
			firm[o.Bar] = o.Firm
			if dossier.Remedy(o.Bar) == "" || strings.Contains(dossier.Remedy(o.Bar), "--override") {
				t.Errorf("of %s it is said: %s", o.Bar, dossier.Remedy(o.Bar))
			}
		}
	}
	for rule, want := range map[string]bool{
		"release/marking": true, "release/originator": true, "warning/own-words": false, "harm/suspect": false,
	} {
		if got, seen := firm[rule]; !seen || got != want {
			t.Errorf("%s: firm %v, found %v, not %v: %v", rule, got, seen, want, firm)
		}
	}
}
