package marking

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin"
)

// drawAudience gives anybody.
func drawAudience(t *rapid.T) Audience {
	return Audience{
		Country:      rapid.SampledFrom([]string{"", "NO", "NOR", "gbr", "USA", "IRN", "CAN", "??"}).Draw(t, "country"),
		Organization: rapid.SampledFrom([]string{"", "NATO", "nor", "The Ministry", "Red Cross"}).Draw(t, "organization"),
		Class: rapid.SampledFrom([]Class{
			ClassOwn, ClassClient, ClassGovernment, ClassOrganization, ClassPerson, ClassPublic, "", "somebody",
		}).Draw(t, "class"),
		Named:  rapid.Bool().Draw(t, "named"),
		Filed:  rapid.Bool().Draw(t, "filed"),
		Agreed: rapid.SliceOfN(rapid.SampledFrom([]string{"", "the ministry", "another"}), 0, 2).Draw(t, "agreed"),
	}
}

// TestPermitsIsMonotone holds that another mark never lets anybody know more.
func TestPermitsIsMonotone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b, to := drawMarking(t, "a"), drawMarking(t, "b"), drawAudience(t)
		together, _ := Permits(a.Meet(b), to)
		alone, why := Permits(a, to)
		other, _ := Permits(b, to)
		if together && !alone {
			t.Errorf("%s and %s permit %+v, and %s alone does not: %s", a, b, to, a, why)
		}
		if together != (alone && other) {
			t.Errorf("%s permits %v, %s %v, both %v", a, alone, b, other, together)
		}
		if e, _ := Permits(Effective(a, b), to); e && a.TLP != Unmarked && !alone {
			t.Errorf("the effective marking of %s and %s permits %+v, and %s does not", a, b, to, a)
		}
		if alone == (why != "") {
			t.Errorf("%s permits %v and says %q", a, alone, why)
		}
		if unmarked, _ := Permits(Marking{Caveats: a.Caveats}, to); unmarked {
			if red, why := Permits(Marking{TLP: Red, Caveats: a.Caveats}, to); !red {
				t.Errorf("unmarked is told to %+v, RED is not: %s", to, why)
			}
		}
	})
}

// TestPermits holds what each mark lets whom know.
func TestPermits(t *testing.T) {
	t.Parallel()
	norway := Audience{Country: "NO", Class: ClassGovernment}
	british := Audience{Country: "GBR", Organization: "Home Office", Class: ClassGovernment}
	american := Audience{Country: "US", Class: ClassGovernment}
	person := Audience{Country: "NOR", Class: ClassPerson}
	with := func(a Audience, agreed ...string) Audience { a.Agreed = agreed; return a }
	named := func(a Audience) Audience { a.Named = true; return a }
	for _, c := range []struct {
		mark string
		to   Audience
		want bool
	}{
		{"TLP:CLEAR", Audience{Class: ClassPublic}, true},
		{"TLP:GREEN", norway, true},
		{"TLP:GREEN", Audience{Class: ClassOrganization}, true},
		{"TLP:GREEN", person, false},
		{"TLP:GREEN", with(person, ""), true},
		{"TLP:GREEN", Audience{Class: ClassPublic}, false},
		{"TLP:GREEN", Audience{}, false},
		{"TLP:AMBER", norway, false},
		{"TLP:AMBER", Audience{Class: ClassClient}, true},
		{"TLP:AMBER", Audience{Class: ClassOwn}, true},
		{"TLP:AMBER+STRICT", Audience{Class: ClassClient}, false},
		{"TLP:AMBER+STRICT", Audience{Class: ClassOwn}, true},
		{"TLP:AMBER+STRICT", named(norway), true},
		{"TLP:RED", Audience{Class: ClassOwn}, false},
		{"TLP:RED", norway, false},
		{"TLP:RED", named(norway), true},
		{"TLP:RED", with(norway, ""), true},
		{"TLP:RED", with(norway, "another"), false},
		{"unmarked", Audience{Class: ClassOwn}, false},
		{"TLP:GREEN//NOFORN", american, true},
		{"TLP:GREEN//NOFORN", norway, false},
		{"TLP:GREEN//NOFORN", named(Audience{}), false},
		{"TLP:GREEN//REL TO NOR, GBR", norway, true},
		{"TLP:GREEN//REL TO NOR, GBR", american, false},
		{"TLP:GREEN//REL TO NO", norway, true},
		{"TLP:GREEN//REL TO FVEY", british, true},
		{"TLP:GREEN//REL TO FVEY", norway, false},
		{"TLP:GREEN//REL TO NATO", norway, true},
		{"TLP:GREEN//REL TO FVEY//REL TO NATO", british, true},
		{"TLP:GREEN//REL TO FVEY//REL TO EU", british, false},
		{"TLP:GREEN//REL TO Red Cross", Audience{Organization: "red  cross", Class: ClassOrganization}, true},
		{"TLP:GREEN//REL TO NOR", Audience{Organization: "nor", Class: ClassOrganization}, false},
		{"TLP:GREEN//REL TO NOR", Audience{Class: ClassGovernment}, false},
		{"TLP:GREEN//ORCON", norway, false},
		{"TLP:GREEN//ORCON", with(norway, ""), true},
		{"TLP:GREEN//ORCON BY Home Office", with(norway, ""), false},
		{"TLP:GREEN//ORCON BY Home Office", with(norway, "home office"), true},
		{"TLP:GREEN//ORCON BY Home Office", british, true},
		{"TLP:GREEN//PROPIN", norway, true},
		{"TLP:GREEN//PROPIN", Audience{Class: ClassOrganization}, false},
		{"TLP:GREEN//IMCON", norway, false},
		{"TLP:GREEN//RELIDO", norway, false},
		{"TLP:GREEN//RELIDO", american, true},
		{"TLP:GREEN//EYES ONLY", norway, false},
		{"TLP:GREEN//EYES ONLY", named(norway), true},
		{"TLP:GREEN//CAN/GBR EYES ONLY", british, true},
		{"TLP:GREEN//CAN/GBR EYES ONLY", named(norway), false},
		{"TLP:GREEN//FISA", with(named(american), ""), false},
		{"TLP:CLEAR//a word", Audience{Class: ClassOwn}, false},
		{"TLP:RED//FISA", Audience{Country: "USA", Filed: true}, true},
		{"TLP:GREEN//PAP:RED", norway, true},
	} {
		m, err := Parse(c.mark)
		if err != nil {
			t.Fatal(err)
		}
		if ok, why := Permits(m, c.to); ok != c.want {
			t.Errorf("%s permits %+v: %v, %s", c.mark, c.to, ok, why)
		}
	}
	if ok, why := Permits(Marking{TLP: Clear, Caveats: []string{"GAMMA secret word"}}, norway); ok || strings.Contains(why, "GAMMA") {
		t.Errorf("the reason names what is not understood: %s", why)
	}
	for _, level := range []TLP{-1, Clear + 1} {
		if ok, _ := Permits(Marking{TLP: level}, norway); ok {
			t.Errorf("the level %d permits", int8(level))
		}
	}
}

// TestConflict refuses what cannot be meant together, and nothing else.
func TestConflict(t *testing.T) {
	t.Parallel()
	for mark, want := range map[string]bool{
		"TLP:RED//NOFORN":                           false,
		"TLP:CLEAR":                                 false,
		"TLP:CLEAR//some words of a statement":      false,
		"TLP:CLEAR//NOFORN":                         true,
		"TLP:CLEAR//REL TO NOR":                     true,
		"TLP:CLEAR//ORCON BY somebody":              true,
		"TLP:AMBER//REL TO NOR//NOFORN":             true,
		"TLP:AMBER//REL TO USA//NOFORN":             true,
		"TLP:AMBER//RELIDO//NOFORN":                 true,
		"TLP:AMBER//CAN/GBR EYES ONLY//NOFORN":      true,
		"TLP:AMBER//CAN/USA EYES ONLY//NOFORN":      false,
		"TLP:AMBER//REL TO NOR, GBR//REL TO GBR":    false,
		"TLP:AMBER//REL TO NOR//REL TO GBR":         true,
		"TLP:AMBER//REL TO FVEY//REL TO EU":         true,
		"TLP:AMBER//REL TO NATO//REL TO FI":         false,
		"TLP:AMBER//REL TO NOR//GBR/CAN EYES ONLY":  true,
		"TLP:AMBER//ORCON//PROPIN//RELIDO//PAP:RED": false,
	} {
		m, err := Parse(mark)
		if err != nil {
			t.Fatal(err)
		}
		err = m.Conflict()
		refusal, ok := errors.AsType[*tocsin.Refusal](err)
		if (err != nil) != want || want && (!ok || refusal.Rule != "marking/conflict" || refusal.Remedy == "") {
			t.Errorf("%s: %v", mark, err)
		}
	}
	if (Marking{TLP: Amber, Caveats: []string{"REL TO"}}).Conflict() == nil {
		t.Error("a list that names nobody is no conflict")
	}
}

// TestParse reads the line of a marking and writes it in its usual form.
func TestParse(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"TLP:AMBER+STRICT//PAP:GREEN//REL TO NOR, GBR": "TLP:AMBER+STRICT//PAP:GREEN//REL TO GBR, NOR",
		"amber":                           "TLP:AMBER",
		"TLP:WHITE//PAP:WHITE":            "TLP:CLEAR//PAP:CLEAR",
		"red//nf":                         "TLP:RED//NOFORN",
		"TLP:RED//ORCON/NOFORN":           "TLP:RED//NOFORN//ORCON",
		"TLP:RED//OC/REL TO NO/GB":        "TLP:RED//OC/REL TO NO/GB",
		"TLP:RED//REL TO NO/GB":           "TLP:RED//REL TO GBR, NOR",
		"TLP:RED//rel to fvey":            "TLP:RED//REL TO FVEY",
		"TLP:RED//can/gbr eyes only":      "TLP:RED//EYES ONLY CAN, GBR",
		"TLP:RED//EYES ONLY":              "TLP:RED//EYES ONLY",
		"TLP:RED//originator controlled":  "TLP:RED//ORCON",
		"TLP:RED//Orcon by  the Ministry": "TLP:RED//ORCON BY the Ministry",
		"TLP:RED//FISA":                   "TLP:RED//FISA",
		"TLP:RED//and/or":                 "TLP:RED//and/or",
		"TLP:RED//orcon by ":              "TLP:RED//orcon by",
		"TLP:RED// a  b // c":             "TLP:RED//a b//c",
	} {
		m, err := Parse(line)
		if err != nil || m.String() != want {
			t.Errorf("%q is read as %s, %v, not %s", line, m, err, want)
		}
	}
	for _, line := range []string{
		"", "//TLP:RED", "SECRET", "TLP:RED//", "TLP:RED////NOFORN", "TLP:RED//TLP:GREEN", "TLP:RED//PAP:MAUVE",
		"TLP:RED//PAP:RED//PAP:GREEN", "TLP:RED//REL TO", "TLP:RED//REL TO NOO", "TLP:RED//REL TO XX", "TLP:RED//a/",
		"TLP:RED///a", "TLP:RED//PAP:unstated", strings.Repeat("a", MaxLine+1),
	} {
		if m, err := Parse(line); err == nil {
			t.Errorf("%q is read as %s", line, m)
		}
	}
}

// TestParseIsStable holds that a line that parses is written so that it parses
// to the same, and that nothing that bound is lost by it.
func TestParseIsStable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := drawMarking(t, "m").Meet(drawMarking(t, "o"))
		stable(t, m.String())
	})
}

// stable holds a line to the laws of parsing.
func stable(t interface{ Errorf(string, ...any) }, line string) {
	m, err := Parse(line)
	if err != nil {
		return
	}
	again, err := Parse(m.String())
	if err != nil || !reflect.DeepEqual(m, again) {
		t.Errorf("%q is %s, and then %s, %v", line, m, again, err)
	}
	raw, err := json.Marshal(m)
	var back Marking
	if err != nil || json.Unmarshal(raw, &back) != nil || !reflect.DeepEqual(m, back) {
		t.Errorf("%q is written %s and read %s, %v", line, raw, back, err)
	}
}

// FuzzParse reads any line.
func FuzzParse(f *testing.F) {
	for _, line := range []string{
		"TLP:AMBER+STRICT//PAP:GREEN//REL TO NOR, GBR", "TLP:RED//ORCON/NOFORN", "red//CAN/GBR EYES ONLY", "TLP:RED//orcon by \u212a",
		"TLP:RED//eyes only ,", "TLP:RED//REL TO \u0131r", "RED//\x85",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) { stable(t, line) })
}

// TestCaveatsStay holds that a caveat that nobody understands is kept as it is,
// and that the wire form of a marking without PAP is what it was.
func TestCaveatsStay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.String().Draw(t, "caveat")
		c := ReadControl(word)
		if c.Kind == ControlUnknown && c.Written != word {
			t.Errorf("%q is kept as %q", word, c.Written)
		}
		if got := ReadControl(c.Written); !reflect.DeepEqual(got, c) {
			t.Errorf("%q is %+v, and then %+v", word, c, got)
		}
	})
	raw, err := json.Marshal(Marking{TLP: Amber, Caveats: []string{"NOFORN"}})
	if err != nil || string(raw) != `{"tlp":"TLP:AMBER","caveats":["NOFORN"]}` {
		t.Errorf("a marking is written %s, %v", raw, err)
	}
	var m Marking
	if err := json.Unmarshal([]byte(`{"tlp":"TLP:RED","pap":"PAP:AMBER"}`), &m); err != nil || m.PAP != PAPAmber {
		t.Errorf("a marking is read %s, %v", m, err)
	}
	if json.Unmarshal([]byte(`{"tlp":"TLP:RED","pap":"mauve"}`), &m) == nil {
		t.Error("mauve is read")
	}
}

// TestPAP holds that each level is read as it is written, and nothing else is.
func TestPAP(t *testing.T) {
	t.Parallel()
	for p := PAPUnstated; p <= PAPClear; p++ {
		back, err := ParsePAP(p.String())
		if (err != nil) != (p == PAPUnstated) || back != p {
			t.Errorf("%s is read as %s, %v", p, back, err)
		}
	}
	for _, p := range []PAP{-1, PAPClear + 1} {
		if _, err := p.MarshalText(); err == nil || p.String() != "invalid" {
			t.Errorf("%d is a level", int8(p))
		}
	}
	if (Marking{TLP: Clear, PAP: PAPAmber}).Open() || !(Marking{TLP: Clear, PAP: PAPClear}).Open() {
		t.Error("what may not be acted on openly is open")
	}
}
