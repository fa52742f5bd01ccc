package marking

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// levels are all levels, most restrictive first.
var levels = []TLP{Unmarked, Red, AmberStrict, Amber, Green, Clear}

// caveats are some that are understood, and some that are not.
var caveats = []string{
	"ORCON", "ORCON BY the ministry", "REL TO", "REL TO NOR, GBR", "REL TO FVEY", "REL TO NATO", "NOFORN", "RELIDO",
	"PROPIN", "IMCON", "EYES ONLY", "CAN/GBR EYES ONLY", "FISA", "a",
}

// drawMarking gives any marking, its caveats in any order and some twice.
func drawMarking(t *rapid.T, name string) Marking {
	return Marking{
		TLP:     rapid.SampledFrom(levels).Draw(t, name),
		PAP:     rapid.SampledFrom([]PAP{PAPUnstated, PAPRed, PAPAmber, PAPGreen, PAPClear}).Draw(t, name+" pap"),
		Caveats: rapid.SliceOfN(rapid.SampledFrom(caveats), 0, 3).Draw(t, name+" caveats"),
	}
}

// clean gives a marking as Meet writes it.
func clean(m Marking) Marking { return m.Meet(m) }

// wider reports whether a is shown more widely than b in any way: by level,
// where an unmarked thing is the least, or by a caveat that it lacks.
func wider(a, b Marking) bool {
	return a.TLP > b.TLP || allows(a.PAP) > allows(b.PAP) || slices.ContainsFunc(b.Caveats, func(c string) bool { return !slices.Contains(a.Caveats, c) })
}

// allows counts how much a level allows; what nobody said allows as much as the
// widest.
func allows(p PAP) int {
	if p == PAPUnstated {
		return int(PAPClear)
	}
	return int(p)
}

// TestMeet holds Meet to the laws of a meet.
func TestMeet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawMarking(t, "a"), drawMarking(t, "b"), drawMarking(t, "c")
		before := slices.Clone(a.Caveats)
		ab := a.Meet(b)
		for law, holds := range map[string]bool{
			"commutative":              reflect.DeepEqual(ab, b.Meet(a)),
			"associative":              reflect.DeepEqual(ab.Meet(c), a.Meet(b.Meet(c))),
			"idempotent":               reflect.DeepEqual(ab.Meet(ab), ab) && reflect.DeepEqual(clean(a).Meet(a), clean(a)),
			"never wider than a side":  !wider(ab, a) && !wider(ab, b),
			"no narrower than it must": (ab.TLP == a.TLP || ab.TLP == b.TLP) && (ab.PAP == a.PAP || ab.PAP == b.PAP),
			"no caveat from nowhere": !slices.ContainsFunc(ab.Caveats, func(c string) bool {
				return !slices.Contains(a.Caveats, c) && !slices.Contains(b.Caveats, c)
			}),
			"leaves its sides alone": slices.Equal(before, a.Caveats),
			"monotone":               !wider(ab.Meet(c), ab),
		} {
			if !holds {
				t.Errorf("Meet of %s and %s, %s, with %s: it is not %s", a, b, ab, c, law)
			}
		}
	})
}

// TestEffective holds Effective to being never wider than anything that is
// marked, and unmarked only if nothing has a level.
func TestEffective(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Marking { return drawMarking(t, "m") }), 0, 4).Draw(t, "all")
		e := Effective(all...)
		level := false
		for _, m := range all {
			if m.TLP == Unmarked {
				m.TLP = Clear // it says nothing of the level
			} else {
				level = true
			}
			if e.TLP != Unmarked && wider(e, m) {
				t.Errorf("Effective of %v is %s, wider than %s", all, e, m)
			}
		}
		if (e.TLP == Unmarked) == level {
			t.Errorf("Effective of %v is %s", all, e)
		}
		if back := Effective(backward(all)...); !reflect.DeepEqual(e, back) {
			t.Errorf("Effective of %v depends on their order: %s and %s", all, e, back)
		}
		if again := Effective(append(all, e)...); !reflect.DeepEqual(e, again) {
			t.Errorf("Effective of %v changes by itself: %s and %s", all, e, again)
		}
	})
}

// TestUnmarked sees that an unmarked thing is never shown more widely than a
// RED one.
func TestUnmarked(t *testing.T) {
	t.Parallel()
	var nobody Marking
	for _, level := range levels {
		if m := nobody.Meet(Marking{TLP: level}); m.TLP > Red || m.Open() {
			t.Errorf("nothing and %s together are %s", level, m)
		}
		if open := (Marking{TLP: level}).Open(); open != (level == Clear) {
			t.Errorf("%s is open: %v", level, open)
		}
	}
	if (Marking{TLP: Clear, Caveats: []string{"ORCON"}}).Open() {
		t.Error("CLEAR with a caveat is open")
	}
	for i, level := range levels {
		if int(level) != i {
			t.Errorf("%s is not above all that is more restrictive", level)
		}
	}
}

// TestWords reads and writes the words of levels.
func TestWords(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]TLP{
		"TLP:RED": Red, "red": Red, " TLP:Amber ": Amber, "amber+strict": AmberStrict, "TLP:AMBER+STRICT": AmberStrict,
		"green": Green, "TLP:CLEAR": Clear, "TLP:WHITE": Clear, "white": Clear, "unmarked": Unmarked,
	} {
		if got, err := ParseTLP(word); err != nil || got != want {
			t.Errorf("%q is read as %s, %v, not %s", word, got, err, want)
		}
	}
	for _, word := range []string{"", "TLP:", "blue", "amber strict", "TLP:TLP:RED", "red,green"} {
		if got, err := ParseTLP(word); err == nil || got != Unmarked {
			t.Errorf("%q is read as %s", word, got)
		}
	}
	for _, level := range levels {
		raw, err := json.Marshal(Marking{TLP: level, Caveats: []string{"ORCON"}})
		var back Marking
		if err != nil || json.Unmarshal(raw, &back) != nil || back.String() != level.String()+"//ORCON" {
			t.Errorf("%s is written %s and read %s, %v", level, raw, back, err)
		}
	}
	for _, level := range []TLP{-1, Clear + 1} {
		if _, err := json.Marshal(level); err == nil || level.String() != "invalid" {
			t.Errorf("%d is written as a level, %q", int8(level), level)
		}
	}
	if err := json.Unmarshal([]byte(`"TLP:MAUVE"`), new(TLP)); err == nil || !strings.Contains(err.Error(), "MAUVE") {
		t.Errorf("MAUVE is read: %v", err)
	}
}

// backward gives markings in the other order.
func backward(all []Marking) []Marking {
	all = slices.Clone(all)
	slices.Reverse(all)
	return all
}
