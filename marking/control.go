package marking

import (
	"slices"
	"strings"
)

// A Control is what a caveat says, as far as it is understood.
type Control struct {
	Kind ControlKind
	// To are the countries and organizations that a list names, as written.
	To []string
	// By is the originator whom the caveat names; empty where it names none.
	By string
	// Written is the caveat in its usual form: an unknown one as it stands.
	Written string
}

// A ControlKind is a kind of caveat.
type ControlKind string

// The kinds of caveat that are understood, of the register of ICD 710, and the
// one that is for all others.
const (
	// ControlNoForeign lets nobody know who is not of the United States.
	ControlNoForeign ControlKind = "NOFORN"
	// ControlReleasable lets those know whom its list names.
	ControlReleasable ControlKind = "REL TO"
	// ControlEyesOnly lets those know whom its list names; without a list, only
	// recipients who were named one by one.
	ControlEyesOnly ControlKind = "EYES ONLY"
	// ControlOriginator asks the originator before anybody else is told.
	ControlOriginator ControlKind = "ORCON"
	// ControlProprietary keeps what somebody owns within governments.
	ControlProprietary ControlKind = "PROPIN"
	// ControlDisclosure leaves release to others than the United States to an
	// official who decides on disclosure; he marks it anew.
	ControlDisclosure ControlKind = "RELIDO"
	// ControlImagery asks the originator of imagery before anybody else is told.
	ControlImagery ControlKind = "IMCON"
	// ControlUnknown is what nobody here understands. It is kept, and permits
	// nobody but who filed it.
	ControlUnknown ControlKind = "unknown"
)

// bareControls are the caveats that are words alone, in all their spellings.
var bareControls = []struct {
	kind   ControlKind
	spelt  []string
	before []string // Those that name somebody behind them.
}{
	{ControlNoForeign, []string{"NOFORN", "NF", "NOT RELEASABLE TO FOREIGN NATIONALS"}, nil},
	{ControlOriginator, []string{"ORCON", "OC", "ORIGINATOR CONTROLLED"}, []string{"ORCON BY ", "ORIGINATOR CONTROLLED BY "}},
	{ControlProprietary, []string{"PROPIN", "PR", "PROPRIETARY INFORMATION"}, nil},
	{ControlDisclosure, []string{"RELIDO"}, nil},
	{ControlImagery, []string{"IMCON", "IMC", "CONTROLLED IMAGERY"}, nil},
	{ControlEyesOnly, []string{"EYES ONLY"}, nil},
}

// ReadControl reads a caveat. What is not understood is unknown, never an error:
// a caveat stands on the thing whether we know it or not.
func ReadControl(caveat string) Control {
	line := oneLine(caveat)
	upper := fold(caveat)
	for _, c := range bareControls {
		if slices.Contains(c.spelt, upper) {
			return Control{Kind: c.kind, Written: string(c.kind)}
		}
		for _, before := range c.before {
			// Capitals may have another length than what they stand for, so the
			// name is cut from the line as it is written.
			if by := line[min(len(before), len(line)):]; strings.EqualFold(line[:len(line)-len(by)], before) && by != "" {
				return Control{Kind: c.kind, By: by, Written: string(c.kind) + " BY " + by}
			}
		}
	}
	for _, before := range []string{"REL TO", "RELEASABLE TO"} {
		if rest, ok := strings.CutPrefix(upper, before); ok && (rest == "" || rest[0] == ' ') {
			return listed(ControlReleasable, rest)
		}
	}
	if rest, ok := strings.CutSuffix(upper, " EYES ONLY"); ok {
		return listed(ControlEyesOnly, rest)
	}
	if rest, ok := strings.CutPrefix(upper, "EYES ONLY "); ok {
		return listed(ControlEyesOnly, rest)
	}
	return Control{Kind: ControlUnknown, Written: caveat}
}

// listed reads a list of countries and organizations.
func listed(kind ControlKind, list string) Control {
	c := Control{Kind: kind}
	for _, name := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == '/' || r == ';' }) {
		if name = oneLine(name); name == "" {
			continue
		}
		if three, ok := country(name); ok && !isAlliance(name) {
			name = three
		}
		c.To = append(c.To, name)
	}
	slices.Sort(c.To)
	c.To = slices.Compact(c.To)
	c.Written = strings.TrimSpace(string(kind) + " " + strings.Join(c.To, ", "))
	return c
}

// isAlliance reports whether a name is that of a group of countries.
func isAlliance(name string) bool {
	_, ok := alliance(name)
	return ok
}

// Controls reads all caveats of a marking, in their order.
func (m Marking) Controls() []Control {
	all := make([]Control, 0, len(m.Caveats))
	for _, c := range m.Caveats {
		all = append(all, ReadControl(c))
	}
	return all
}

// Releasable gives everybody whom the lists of release of a marking leave,
// countries by their three letters, and whether there is such a list at all. Of
// several lists those who stand on each remain.
func (m Marking) Releasable() (to []string, bound bool) {
	for _, c := range m.Controls() {
		if c.Kind != ControlReleasable && (c.Kind != ControlEyesOnly || len(c.To) == 0) {
			continue
		}
		next := reach(c.To)
		if bound {
			next = slices.DeleteFunc(next, func(name string) bool { return !slices.Contains(to, name) })
		}
		to, bound = next, true
	}
	return to, bound
}
