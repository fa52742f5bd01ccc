package marking

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxLine bounds the line of a marking in bytes.
const MaxLine = 4 << 10

// Parse reads the line of a marking as it stands in an artifact: a level, then
// what the recipient may do, then caveats, with "//" between them:
// "TLP:AMBER+STRICT//PAP:GREEN//REL TO NOR, GBR". Caveats that are understood
// are written in their usual form, and all others kept as they are.
func Parse(line string) (Marking, error) {
	switch {
	case len(line) > MaxLine:
		return Marking{}, fmt.Errorf("reading a marking: it has more than %d bytes", MaxLine)
	case !utf8.ValidString(line):
		return Marking{}, errors.New("reading a marking: it is not UTF-8")
	}
	parts := strings.Split(line, "//")
	level, err := ParseTLP(parts[0])
	if err != nil {
		return Marking{}, fmt.Errorf("%w; the levels are TLP:RED, TLP:AMBER+STRICT, TLP:AMBER, TLP:GREEN, TLP:CLEAR, and //PAP:LEVEL and //CAVEAT may follow", err)
	}
	m := Marking{TLP: level}
	var caveats []string
	for i, part := range parts[1:] {
		part = oneLine(part)
		switch {
		case part == "":
			return Marking{}, fmt.Errorf("reading a marking: part %d is empty", i+2)
		case part[0] == '/' || part[len(part)-1] == '/':
			return Marking{}, fmt.Errorf("reading a marking: part %d begins or ends with a stroke", i+2)
		case strings.HasPrefix(strings.ToUpper(part), "TLP:"):
			return Marking{}, fmt.Errorf("reading a marking: part %d is a second level", i+2)
		case strings.HasPrefix(strings.ToUpper(part), "PAP:"):
			if m.PAP != PAPUnstated {
				return Marking{}, fmt.Errorf("reading a marking: part %d says again what may be done", i+2)
			}
			if m.PAP, err = ParsePAP(part); err != nil {
				return Marking{}, err
			}
		default:
			read, err := caveatsOf(part)
			if err != nil {
				return Marking{}, fmt.Errorf("reading a marking: part %d: %w", i+2, err)
			}
			caveats = append(caveats, read...)
		}
	}
	m.Caveats = union(caveats, nil)
	return m, nil
}

// caveatsOf reads one part of a line. A banner writes several caveats with a
// single stroke between them: ORCON/NOFORN.
func caveatsOf(part string) ([]string, error) {
	whole := ReadControl(part)
	if whole.Kind != ControlUnknown {
		return []string{whole.Written}, whole.check()
	}
	var all []string
	for piece := range strings.SplitSeq(part, "/") {
		c := ReadControl(piece)
		if c.Kind == ControlUnknown {
			return []string{part}, nil
		}
		if err := c.check(); err != nil {
			return nil, err
		}
		all = append(all, c.Written)
	}
	return all, nil
}

// check refuses a list that names nobody, or a country that is none.
func (c Control) check() error {
	if c.Kind == ControlReleasable && len(c.To) == 0 {
		return fmt.Errorf("%s names nobody", c.Kind)
	}
	for _, name := range c.To {
		_, land := country(name)
		if len(name) <= 3 && !land && !isAlliance(name) {
			return fmt.Errorf("%s names %q, which is no country of ISO 3166", c.Kind, name)
		}
	}
	return nil
}
