package tocsin_test

import (
	"encoding/json"
	"testing"

	"example.org/tocsin"
)

var answers = []tocsin.Tri{tocsin.No, tocsin.Unknown, tocsin.Yes}

// TestTriTables writes Kleene's tables out.
func TestTriTables(t *testing.T) {
	t.Parallel()
	const n, u, y = tocsin.No, tocsin.Unknown, tocsin.Yes
	for _, c := range []struct{ a, b, and, or tocsin.Tri }{
		{n, n, n, n},
		{n, u, n, u},
		{n, y, n, y},
		{u, n, n, u},
		{u, u, u, u},
		{u, y, u, y},
		{y, n, n, y},
		{y, u, u, y},
		{y, y, y, y},
	} {
		if got := c.a.And(c.b); got != c.and {
			t.Errorf("%s and %s is %s, not %s", c.a, c.b, got, c.and)
		}
		if got := c.a.Or(c.b); got != c.or {
			t.Errorf("%s or %s is %s, not %s", c.a, c.b, got, c.or)
		}
	}
	for _, c := range []struct{ a, not tocsin.Tri }{{n, y}, {u, u}, {y, n}} {
		if got := c.a.Not(); got != c.not {
			t.Errorf("not %s is %s, not %s", c.a, got, c.not)
		}
	}
}

// TestTriLaws holds the laws over all triples.
func TestTriLaws(t *testing.T) {
	t.Parallel()
	for _, a := range answers {
		if a.And() != a || a.Or() != a {
			t.Errorf("%s with nothing beside it is %s and %s", a, a.And(), a.Or())
		}
		if a.Not().Not() != a {
			t.Errorf("%s denied twice is %s", a, a.Not().Not())
		}
		for _, b := range answers {
			if got, want := a.And(b).Not(), a.Not().Or(b.Not()); got != want {
				t.Errorf("De Morgan: not (%s and %s) is %s, not %s", a, b, got, want)
			}
			if got, want := a.Or(b).Not(), a.Not().And(b.Not()); got != want {
				t.Errorf("De Morgan: not (%s or %s) is %s, not %s", a, b, got, want)
			}
			if a.And(b) != b.And(a) || a.Or(b) != b.Or(a) {
				t.Errorf("%s and %s do not commute", a, b)
			}
			if a.And(a.Or(b)) != a || a.Or(a.And(b)) != a {
				t.Errorf("%s is not absorbed by %s", b, a)
			}
			for _, c := range answers {
				if a.And(b, c) != a.And(b).And(c) || a.And(b, c) != a.And(b.And(c)) ||
					a.Or(b, c) != a.Or(b).Or(c) || a.Or(b, c) != a.Or(b.Or(c)) {
					t.Errorf("%s, %s and %s do not associate", a, b, c)
				}
				if a.And(b.Or(c)) != a.And(b).Or(a.And(c)) || a.Or(b.And(c)) != a.Or(b).And(a.Or(c)) {
					t.Errorf("%s does not distribute over %s and %s", a, b, c)
				}
			}
		}
	}
}

// TestTriUnknown holds that what nobody answered is neither yes nor no.
func TestTriUnknown(t *testing.T) {
	t.Parallel()
	var zero tocsin.Tri
	if zero != tocsin.Unknown || zero.Not() != tocsin.Unknown {
		t.Errorf("the zero value is %s", zero)
	}
	var facts struct{ Specific, Credible tocsin.Tri }
	if err := json.Unmarshal([]byte(`{"Specific":"no"}`), &facts); err != nil {
		t.Fatal(err)
	}
	if facts.Specific != tocsin.No || facts.Credible != tocsin.Unknown {
		t.Errorf("an answer that is not there is read as %s", facts.Credible)
	}
	if tocsin.TriOf(true) != tocsin.Yes || tocsin.TriOf(false) != tocsin.No {
		t.Error("a known answer is turned into another")
	}
}

func TestTriWords(t *testing.T) {
	t.Parallel()
	for i, word := range []string{"no", "unknown", "yes"} {
		want := answers[i]
		if want.String() != word {
			t.Errorf("%d is written %q, not %q", want, want.String(), word)
		}
		got, err := tocsin.ParseTri(word)
		if err != nil || got != want {
			t.Errorf("%q is read as %s, %v", word, got, err)
		}
		raw, err := json.Marshal(map[tocsin.Tri]tocsin.Tri{want: want})
		if err != nil || string(raw) != `{"`+word+`":"`+word+`"}` {
			t.Errorf("%s is written as %s, %v", word, raw, err)
		}
		var back map[tocsin.Tri]tocsin.Tri
		if err := json.Unmarshal(raw, &back); err != nil || back[want] != want {
			t.Errorf("%s is read back as %v, %v", raw, back, err)
		}
	}
	for _, word := range []string{"", "Yes", "true", "1", " yes", "yes\n", "invalid"} {
		got, err := tocsin.ParseTri(word)
		if err == nil || got != tocsin.Unknown {
			t.Errorf("%q is read as %s, %v", word, got, err)
		}
		answer := tocsin.Yes
		if err := answer.UnmarshalText([]byte(word)); err == nil || answer != tocsin.Yes {
			t.Errorf("%q is taken for %s, %v", word, answer, err)
		}
	}
	for _, wrong := range []tocsin.Tri{-2, 2, 127, -128} {
		if wrong.String() != "invalid" {
			t.Errorf("%d is written %s", int8(wrong), wrong)
		}
		if raw, err := json.Marshal(wrong); err == nil {
			t.Errorf("%d is written as %s", int8(wrong), raw)
		}
	}
}
