// Package marking says what may be shown to whom.
//
// Levels are those of the Traffic Light Protocol 2.0 (FIRST); STIX 2.1 and
// TLP 1 spell some of them otherwise and are read into these. Beside the level
// stands what the recipient may do (PAP), and caveats. A caveat is kept as it is
// written, whether it is understood or not; what is understood of it is read
// anew each time it is asked for. The effective marking of anything is the most
// restrictive of all that apply to it, and what nobody marked is held like RED
// until somebody does.
//
// Permits answers whether something may be told to somebody. Each mark must
// permit it: of two lists of countries those on both remain. A caveat that is not
// understood permits nobody but who filed it. Conflict refuses marks that cannot
// be meant together.
//
// Promises: Meet is commutative, associative and never less restrictive than
// either side; an unmarked thing is never shown more widely than a RED one;
// another mark never permits more; no caveat is dropped; what parses is written
// so that it parses to the same.
package marking

import (
	"fmt"
	"slices"
	"strings"
)

// TLP is a level of the Traffic Light Protocol 2.0. The zero value is
// Unmarked.
type TLP int8

// The levels, from what nobody marked to the least restrictive. RED is for
// named recipients only, AMBER+STRICT for their own organization, AMBER for it
// and its clients on a need to know, GREEN for the community, CLEAR for
// everybody.
const (
	Unmarked TLP = iota
	Red
	AmberStrict
	Amber
	Green
	Clear
)

// tlpWords are the words of the levels.
var tlpWords = [...]string{"unmarked", "TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR"}

// String gives the label as TLP 2.0 writes it, or "unmarked".
func (t TLP) String() string {
	if t < 0 || int(t) >= len(tlpWords) {
		return "invalid"
	}
	return tlpWords[t]
}

// ParseTLP reads a label of TLP 2.0 or TLP 1, with or without "TLP:", in any
// case. TLP:WHITE of TLP 1 is CLEAR.
func ParseTLP(word string) (TLP, error) {
	bare := strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(word)), "TLP:")
	if bare == "WHITE" {
		return Clear, nil
	}
	for i, label := range tlpWords {
		if bare == strings.TrimPrefix(strings.ToUpper(label), "TLP:") {
			return TLP(i), nil
		}
	}
	return Unmarked, fmt.Errorf("%q is no level of the Traffic Light Protocol", word)
}

// MarshalText writes the label.
func (t TLP) MarshalText() ([]byte, error) {
	if t < Unmarked || t > Clear {
		return nil, fmt.Errorf("writing a marking: %d is no level", int8(t))
	}
	return []byte(t.String()), nil
}

// UnmarshalText reads the label.
func (t *TLP) UnmarshalText(text []byte) error {
	v, err := ParseTLP(string(text))
	if err != nil {
		return err
	}
	*t = v
	return nil
}

// A Marking is what stands on a thing: a level and what goes beyond level.
type Marking struct {
	// TLP is the level.
	TLP TLP `json:"tlp"`
	// PAP is what the recipient may do; PAPUnstated where nobody says.
	PAP PAP `json:"pap,omitzero"`
	// Caveats are dissemination controls beyond the level, as written on the
	// thing, sorted and without repeats.
	Caveats []string `json:"caveats,omitempty"`
}

// Meet gives the marking that honors both: the more restrictive level and the
// caveats of both. It is for things of which each is marked; see Effective for
// what inherits.
func (m Marking) Meet(o Marking) Marking {
	return Marking{TLP: min(m.TLP, o.TLP), PAP: m.PAP.meet(o.PAP), Caveats: union(m.Caveats, o.Caveats)}
}

// Effective is the most restrictive of the markings that stand on one thing; a
// marking without a level adds only its caveats. With none, the thing is
// unmarked.
func Effective(marks ...Marking) Marking {
	var e Marking
	for _, m := range marks {
		level := e.TLP
		if level == Unmarked || (m.TLP != Unmarked && m.TLP < level) {
			level = m.TLP
		}
		e = Marking{TLP: level, PAP: e.PAP.meet(m.PAP), Caveats: union(e.Caveats, m.Caveats)}
	}
	return e
}

// union gives the caveats of both, sorted and once each.
func union(a, b []string) []string {
	both := slices.Concat(a, b)
	slices.Sort(both)
	if both = slices.Compact(both); len(both) == 0 {
		return nil
	}
	return both
}

// Open reports whether the thing may be shown to everybody and its words used as
// they stand: CLEAR, without caveats, and nothing said against acting on it.
func (m Marking) Open() bool {
	return m.TLP == Clear && len(m.Caveats) == 0 && (m.PAP == PAPUnstated || m.PAP == PAPClear)
}

// String gives the labels and the caveats, as they stand in an artifact:
// "TLP:AMBER//PAP:GREEN//NOFORN".
func (m Marking) String() string {
	parts := []string{m.TLP.String()}
	if m.PAP != PAPUnstated {
		parts = append(parts, m.PAP.String())
	}
	return strings.Join(append(parts, m.Caveats...), "//")
}
