package trial

import (
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/policy"
)

// Limit is how many combinations of facts are tried to find what an expression
// can be.
const Limit = 200_000

// A Set is some of the three answers.
type Set struct {
	Yes     bool `json:"yes"`
	No      bool `json:"no"`
	Unknown bool `json:"unknown"`
}

// of points at the place of an answer in the set.
func (s *Set) of(v tocsin.Tri) *bool {
	switch v {
	case tocsin.Yes:
		return &s.Yes
	case tocsin.No:
		return &s.No
	case tocsin.Unknown:
	}
	return &s.Unknown
}

// Len gives how many answers are in the set.
func (s Set) Len() int { return len(s.words()) }

// Without gives the answers that are not in another set.
func (s Set) Without(o Set) Set {
	return Set{s.Yes && !o.Yes, s.No && !o.No, s.Unknown && !o.Unknown}
}

func (s Set) words() []string {
	var out []string
	for _, v := range []tocsin.Tri{tocsin.Yes, tocsin.No, tocsin.Unknown} {
		if *s.of(v) {
			out = append(out, v.String())
		}
	}
	return out
}

// String lists the answers.
func (s Set) String() string { return strings.Join(s.words(), ", ") }

// reach gives what an expression can be. Where not every combination could be
// tried, open says why; what was found holds all the same.
func reach(p *policy.Pack, e policy.Expression) (can Set, open string, err error) {
	space := p.Space(e)
	if space.Size > Limit {
		return can, tooMany(space), nil
	}
	for _, is := range space.All() {
		*can.of(is[0]) = true
	}
	return can, space.Partial, space.Err()
}
