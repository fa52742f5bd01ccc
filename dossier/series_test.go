package dossier_test

import (
	"reflect"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/policy"
	"example.org/tocsin/release"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// ofTwo is an assessment in which one source of the cell told the act and the
// place, and one of the drivers the time.
func ofTwo() report.Assessment {
	a := guarded()
	a.Circles = append(a.Circles, report.Circle{Name: "the drivers", Size: 30})
	a.Facts[1].Report = id[tocsin.ReportID]("rtwo")
	a.Facts[1].Knowing = []report.Knowing{{Rung: "day", Circle: "the drivers"}}
	a.Sourcing = []report.Sourcing{{Report: id[tocsin.ReportID]("rone"), Source: "S-2"}, {Report: id[tocsin.ReportID]("rtwo"), Source: "S-1"}}
	return a
}

// beginsWithTwo begins a dossier of two reports.
func beginsWithTwo(tb testing.TB, a report.Assessment) *script {
	tb.Helper()
	return given(tb, policy.ProfileService).when("ana", link("rtwo")).when("ana", assess(a)).when("ana", determine("ana"))
}

// judged judges what a tearline tells the police after what they were told before.
func judged(s *script, line warning.Tearline, earlier ...release.Exposure) (release.Judgement, error) {
	p, _, err := s.d.Problem(reading(s, earlier...))
	if err != nil {
		return release.Judgement{}, err
	}
	return s.d.Judge(p, line)
}

// TestSeriesOfTwo holds that each source is counted by what is from him, that each
// is exposed by it alone, and that what was told of one before is not the other's.
func TestSeriesOfTwo(t *testing.T) {
	t.Parallel()
	a := ofTwo()
	s := beginsWithTwo(t, a)
	c := releasing(t, a, nil, atCity()...)
	j, err := judged(s, c.Draft.Tearline)
	if err != nil || j.People != (release.People{Worst: 30, Nested: 30}) {
		t.Fatalf("the judgement is %+v, %v", j, err)
	}
	cell := release.Exposure{Source: "S-2", Exposed: []string{"the cell"}, Circles: []release.Circle{{Name: "the cell", Size: 40}}}
	drivers := release.Exposure{Source: "S-1", Exposed: []string{"the drivers"}, Circles: []release.Circle{{Name: "the drivers", Size: 30}}}
	if e, asked, err := s.d.Exposes(c.Draft.Tearline); err != nil || !asked || !reflect.DeepEqual(e, []release.Exposure{drivers, cell}) {
		t.Errorf("it exposes %+v, %v", e, err)
	}
	boatmen := release.Exposure{Exposed: []string{"the boatmen"}, Circles: []release.Circle{{Name: "the boatmen", Size: 12}}}
	for source, want := range map[string]int{"S-1": 1, "S-2": 1, "S-3": 30, "": 1} {
		boatmen.Source = source
		if j, err := judged(s, c.Draft.Tearline, boatmen); err != nil || j.People.Worst != want {
			t.Errorf("after a warning of %q: %+v, %v", source, j, err)
		}
	}
	// Once nobody knows whose the time is, it may be his of the cell too.
	a.Sourcing = a.Sourcing[:1]
	s = beginsWithTwo(t, a)
	if j, err := judged(s, releasing(t, a, nil, atCity()...).Draft.Tearline); err != nil || j.People.Worst != 1 {
		t.Errorf("of one, and of nobody known: %+v, %v", j, err)
	}
}
