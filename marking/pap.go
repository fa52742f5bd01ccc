package marking

import (
	"fmt"
	"strings"
)

// PAP is a level of the Permissible Actions Protocol: what the recipient may do
// with what he is told, whatever he may tell others. The zero value is
// PAPUnstated, which asks nothing.
type PAP int8

// The levels, from what nobody said to the least restrictive. RED allows only
// what nobody outside can notice, such as reading one's own logs; AMBER also
// passive checks with services of others; GREEN also what touches the other
// side, such as blocking him; CLEAR everything.
const (
	PAPUnstated PAP = iota
	PAPRed
	PAPAmber
	PAPGreen
	PAPClear
)

// papWords are the words of the levels.
var papWords = [...]string{"unstated", "PAP:RED", "PAP:AMBER", "PAP:GREEN", "PAP:CLEAR"}

// String gives the label, or "unstated".
func (p PAP) String() string {
	if p < 0 || int(p) >= len(papWords) {
		return "invalid"
	}
	return papWords[p]
}

// ParsePAP reads a label with or without "PAP:", in any case. PAP:WHITE of the
// first version is CLEAR.
func ParsePAP(word string) (PAP, error) {
	bare := strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(word)), "PAP:")
	if bare == "WHITE" {
		return PAPClear, nil
	}
	for i, label := range papWords[1:] {
		if bare == strings.TrimPrefix(label, "PAP:") {
			return PAPRed + PAP(i), nil
		}
	}
	return PAPUnstated, fmt.Errorf("%q is no level of the Permissible Actions Protocol; they are PAP:RED, PAP:AMBER, PAP:GREEN, PAP:CLEAR", word)
}

// MarshalText writes the label.
func (p PAP) MarshalText() ([]byte, error) {
	if p <= PAPUnstated || p > PAPClear {
		return nil, fmt.Errorf("writing a marking: %d is no level of permissible actions", int8(p))
	}
	return []byte(p.String()), nil
}

// UnmarshalText reads the label.
func (p *PAP) UnmarshalText(text []byte) error {
	v, err := ParsePAP(string(text))
	if err != nil {
		return err
	}
	*p = v
	return nil
}

// meet gives the more restrictive of two levels; where nobody says, the other.
func (p PAP) meet(o PAP) PAP {
	if p == PAPUnstated || o == PAPUnstated {
		return max(p, o)
	}
	return min(p, o)
}
