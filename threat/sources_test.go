package threat_test

import (
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/report"
	"example.org/tocsin/threat"
)

// TestSources counts sources and not reports.
func TestSources(t *testing.T) {
	t.Parallel()
	plan := says(report.FieldAct, "a plan")
	by := func(n int, source, originator string) threat.Said {
		s := said(n, source, plan)
		s.Sourcing.Originator = originator
		return s
	}
	with := func(s threat.Said, change func(*threat.Said)) threat.Said {
		change(&s)
		return s
	}
	for name, c := range map[string]struct {
		all         []threat.Said
		least, most int
	}{
		"none":                     {nil, 0, 0},
		"one":                      {[]threat.Said{by(1, "ALDER", "")}, 1, 1},
		"one unknown":              {[]threat.Said{by(1, "", "")}, 1, 1},
		"two sources":              {[]threat.Said{by(1, "ALDER", ""), by(2, "BIRCH", "")}, 2, 2},
		"one source twice":         {[]threat.Said{by(1, "ALDER", ""), by(2, " alder ", "")}, 1, 1},
		"one originator":           {[]threat.Said{by(1, "ALDER", "Partner"), by(2, "BIRCH", "partner")}, 1, 1},
		"two unknown":              {[]threat.Said{by(1, "", ""), by(2, "", "")}, 1, 2},
		"unknown with known":       {[]threat.Said{by(1, "ALDER", ""), by(2, "", ""), by(3, "BIRCH", "")}, 2, 3},
		"partners, source unknown": {[]threat.Said{by(1, "", "One"), by(2, "", "Two")}, 1, 2},
		"names another":            {[]threat.Said{by(1, "ALDER", ""), by(2, string(rid(1)), "")}, 1, 1},
		"names it in short": {[]threat.Said{
			with(by(1, "ALDER", ""), func(s *threat.Said) { s.Report = tocsin.ReportID(idOf("q", 1)) }), by(2, idOf("q", 1)[:8], ""),
		}, 1, 1},
		"a beginning of two":  {[]threat.Said{by(1, "ALDER", ""), by(2, "", ""), by(3, string(rid(1))[:8], "")}, 2, 3},
		"a short word":        {[]threat.Said{by(1, "ALDER", ""), by(2, string(rid(1))[:7], "")}, 2, 2},
		"names the other way": {[]threat.Said{by(1, string(rid(2)), ""), by(2, "ALDER", ""), by(3, "BIRCH", "")}, 2, 2},
		"names itself":        {[]threat.Said{by(1, string(rid(1)), ""), by(2, "ALDER", "")}, 1, 2},
		"round in a ring":     {[]threat.Said{by(1, string(rid(2)), ""), by(2, string(rid(3)), ""), by(3, string(rid(1)), "")}, 1, 1},
		"names as originator": {[]threat.Said{by(1, "ALDER", ""), by(2, "BIRCH", string(rid(1)))}, 1, 1},
		"the same bytes": {[]threat.Said{
			with(by(1, "ALDER", ""), func(s *threat.Said) { s.SHA256 = "00" }), with(by(2, "BIRCH", ""), func(s *threat.Said) { s.SHA256 = "00" }),
		}, 1, 1},
		"made from an object": {[]threat.Said{
			with(by(1, "ALDER", ""), func(s *threat.Said) { s.Holds = []string{"report--1"} }),
			with(by(2, "BIRCH", ""), func(s *threat.Said) { s.From = []string{"report--1"} }),
		}, 1, 1},
		"from one that nobody filed": {[]threat.Said{
			with(by(1, "", ""), func(s *threat.Said) { s.From = []string{"report--9"} }),
			with(by(2, "", ""), func(s *threat.Said) { s.From = []string{"report--9"} }),
		}, 1, 1},
		"holding the same": {[]threat.Said{
			with(by(1, "ALDER", ""), func(s *threat.Said) { s.Holds = []string{"malware--1"} }),
			with(by(2, "BIRCH", ""), func(s *threat.Said) { s.Holds = []string{"malware--1"} }),
		}, 2, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := fuse(t, report.Assessment{}, c.all...)
			if want := (threat.Count{Least: c.least, Most: c.most}); p.Sources != want {
				t.Errorf("it counts %+v, not %+v", p.Sources, want)
			} else if len(c.all) > 0 && fact(t, p, "what").Values[0].Sources != want {
				t.Errorf("the plan counts %+v", fact(t, p, "what").Values[0].Sources)
			}
			if (c.most < len(c.all)) != (len(p.Common) > 0) {
				t.Errorf("they count as one for %+v", p.Common)
			}
		})
	}
}

// TestSaidBy reads from a filed report what its origin is told by.
func TestSaidBy(t *testing.T) {
	t.Parallel()
	filed := report.ReportFiled{
		Title: "SYNTHETIC", Originator: "Partner", SHA256: "00", Proposed: []report.Fact{says(report.FieldAct, "a plan")},
		Objects: []report.Object{
			{ID: "identity--1", Type: "identity"},
			{ID: "report--1", Type: "report", Links: []report.Link{{Relation: "derived-from", To: "report--0"}, {Relation: "object", To: "malware--1"}}},
		},
	}
	s := threat.SaidBy(report.Report{ID: rid(1), Filed: filed}, report.Sourcing{Source: "ALDER"})
	if len(s.Holds) != 1 || s.Holds[0] != "report--1" || len(s.From) != 1 || s.From[0] != "report--0" {
		t.Errorf("it holds %v and comes from %v", s.Holds, s.From)
	}
	if s.Sourcing != (report.Sourcing{Report: rid(1), Source: "ALDER", Originator: "Partner"}) || len(s.Facts) != 1 {
		t.Errorf("it is by %+v", s.Sourcing)
	}
	s = threat.SaidBy(report.Report{ID: rid(1), Filed: filed}, report.Sourcing{Report: tocsin.ReportID("x"), Originator: "Another"})
	if s.Sourcing.Originator != "Another" || s.Sourcing.Report != rid(1) {
		t.Errorf("it is by %+v", s.Sourcing)
	}
}
