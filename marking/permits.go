package marking

import (
	"slices"

	"example.org/tocsin"
)

// A Class is what kind of recipient somebody is, seen from who holds the
// information.
type Class string

// The classes. Any other word is somebody outside, of whom nothing is known.
const (
	// ClassOwn is of the organization that holds the information.
	ClassOwn Class = "own"
	// ClassClient is of an organization that ours serves.
	ClassClient Class = "client"
	// ClassGovernment is an authority.
	ClassGovernment Class = "government"
	// ClassOrganization is another organization that protects people.
	ClassOrganization Class = "organization"
	// ClassPerson is a single person.
	ClassPerson Class = "person"
	// ClassPublic is everybody.
	ClassPublic Class = "public"
)

// An Audience is who would be told.
type Audience struct {
	// Country is his country, by two or three letters of ISO 3166; empty where it
	// is not known.
	Country string
	// Organization is the organization he is of, by its name.
	Organization string
	Class        Class
	// Named is true where who marked the thing named him as a recipient.
	Named bool
	// Filed is true where he is who filed the thing with us.
	Filed bool
	// Agreed are the originators who agreed that he be told. The empty name is
	// who marked the thing, where no caveat says who that is.
	Agreed []string
}

// agreed reports whether an originator agreed, or is told what is his own.
func (a Audience) agreed(by string) bool {
	if a.Filed || by != "" && fold(a.Organization) == fold(by) {
		return true
	}
	return slices.ContainsFunc(a.Agreed, func(name string) bool { return fold(name) == fold(by) })
}

// among reports whether the audience is one of those whom a list reaches.
func (a Audience) among(reached []string) bool {
	if three, ok := country(a.Country); ok && slices.Contains(reached, three) {
		return true
	}
	name := fold(a.Organization)
	// An organization is not a country because it is called like one.
	if _, land := country(name); land || name == "" {
		return false
	}
	return slices.Contains(reached, name)
}

// Permits reports whether something so marked may be told to somebody, and why
// not where it may not. The level and each caveat must permit it. The reason
// holds no words of a caveat that is not understood.
func Permits(m Marking, to Audience) (ok bool, why string) {
	if why := m.TLP.forbids(to); why != "" {
		return false, why
	}
	for _, c := range m.Controls() {
		if why := c.forbids(to); why != "" {
			return false, why
		}
	}
	return true, ""
}

// forbids says why a level does not let somebody know, "" where it does. The
// rules are those of TLP 2.0 (FIRST, August 2022): RED is for the eyes and ears
// of the recipients it was given to, and nobody else; AMBER+STRICT for who needs
// to know within their organization; AMBER for that and its clients; GREEN for
// the community, here all who protect, and not for the public; CLEAR for
// everybody. Who would share more widely asks the source for leave.
func (t TLP) forbids(to Audience) string {
	if to.Named || t == Clear || to.agreed("") {
		return ""
	}
	const ask = "; whoever marked it must agree first"
	switch t {
	case AmberStrict:
		if to.Class != ClassOwn {
			return "TLP:AMBER+STRICT stays within the organization that has it" + ask
		}
	case Amber:
		if to.Class != ClassOwn && to.Class != ClassClient {
			return "TLP:AMBER stays within the organization that has it and its clients" + ask
		}
	case Green:
		if !slices.Contains([]Class{ClassOwn, ClassClient, ClassGovernment, ClassOrganization}, to.Class) {
			return "TLP:GREEN stays within the community of those who protect" + ask
		}
	case Red:
		return "TLP:RED is for the recipients it was given to by name, and may not be told on" + ask
	case Unmarked, Clear:
		return "what nobody marked is held like TLP:RED" + ask
	default:
		return "the level is none of the Traffic Light Protocol"
	}
	return ""
}

// forbids says why a caveat does not let somebody know, "" where it does.
func (c Control) forbids(to Audience) string {
	three, _ := country(to.Country)
	home := three == unitedStates
	switch c.Kind {
	case ControlNoForeign:
		if !home {
			return "NOFORN lets nobody know who is not of the United States"
		}
	case ControlReleasable:
		if !to.among(reach(c.To)) {
			return "REL TO does not name the recipient's country or organization"
		}
	case ControlEyesOnly:
		switch {
		case len(c.To) > 0 && !to.among(reach(c.To)):
			return "EYES ONLY does not name the recipient's country or organization"
		case len(c.To) == 0 && !to.Named:
			return "EYES ONLY is for recipients who were named one by one"
		}
	case ControlOriginator:
		if !to.agreed(c.By) {
			return "ORCON asks for the originator's consent, which is not there"
		}
	case ControlProprietary:
		if to.Class != ClassGovernment && !to.agreed("") {
			return "PROPIN keeps it within governments, unless the owner agrees"
		}
	case ControlDisclosure:
		if !home {
			return "RELIDO leaves release abroad to an official, who marks it anew"
		}
	case ControlImagery:
		if !to.agreed("") {
			return "IMCON asks for the consent of who made the imagery, which is not there"
		}
	case ControlUnknown:
		if !to.Filed {
			return "it has a caveat that is not understood, which permits nobody but who filed it"
		}
	}
	return ""
}

// Conflict refuses a marking whose parts cannot be meant together. What it says
// names no caveat that is not understood.
func (m Marking) Conflict() error {
	has := func(kinds ...ControlKind) bool {
		return slices.ContainsFunc(m.Controls(), func(c Control) bool { return slices.Contains(kinds, c.Kind) })
	}
	refuse := func(why string) error {
		return tocsin.Refuse("marking/conflict", "ask whoever marked it which is meant, and mark it so", "%s", why)
	}
	left, bound := m.Releasable()
	switch {
	case bound && len(left) == 0:
		return refuse("its lists of release name nobody in common")
	case has(ControlNoForeign) && has(ControlReleasable):
		return refuse("NOFORN lets no foreigner know, and REL TO names some")
	case has(ControlNoForeign) && has(ControlDisclosure):
		return refuse("NOFORN lets no foreigner know, and RELIDO leaves that to an official")
	case has(ControlNoForeign) && bound && !slices.Contains(left, unitedStates):
		return refuse("NOFORN lets only the United States know, and EYES ONLY leaves them out")
	case m.TLP == Clear && has(ControlNoForeign, ControlReleasable, ControlEyesOnly, ControlOriginator,
		ControlProprietary, ControlDisclosure, ControlImagery):
		return refuse("TLP:CLEAR is for everybody, and a caveat is not")
	}
	return nil
}
