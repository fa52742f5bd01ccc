// Package directory says who protects whom: recipients with their keys, their
// routes and what they are responsible for.
//
// It is a plain list for now; matching a threat to all who protect its target
// comes with the delivery rooms.
//
// Promises: keys of one recipient are of one kind; a route ends at the
// recipient and goes through intermediaries only.
package directory

import (
	"slices"
	"strings"
	"unicode"

	"example.org/tocsin"
)

// A Class is what a recipient is.
type Class string

// The classes.
const (
	ClassGovernment   Class = "government"
	ClassService      Class = "service"
	ClassPolice       Class = "police"
	ClassCompany      Class = "company"
	ClassCERT         Class = "cert"
	ClassOrganization Class = "organization"
	ClassPerson       Class = "person"
	// ClassIntermediary carries sealed messages to others and cannot read
	// them: a protecting power, a third service, a mission.
	ClassIntermediary Class = "intermediary"
)

// Classes lists the classes.
func Classes() []Class {
	return []Class{
		ClassGovernment, ClassService, ClassPolice, ClassCompany, ClassCERT,
		ClassOrganization, ClassPerson, ClassIntermediary,
	}
}

// A Recipient is one entry of the directory.
type Recipient struct {
	ID    tocsin.RecipientID `json:"id"`
	Name  string             `json:"name"`
	Class Class              `json:"class"`
	// Country is where the recipient belongs, by two or three letters of ISO 3166;
	// empty where it is not known.
	Country string `json:"country,omitempty"`
	// Protects says in words whom or what the recipient is responsible for.
	Protects string `json:"protects,omitempty"`
	// Relations says in words how we stand with the recipient: "none since
	// 1980", "liaison".
	Relations string `json:"relations,omitempty"`
	// Keys are age recipients of one kind. Two enrolled identities are better
	// than one.
	Keys []string `json:"keys"`
	// Verifier is the note verifier key with which the recipient signs receipts
	// and acknowledgements; empty for none.
	Verifier string `json:"verifier,omitempty"`
	// Enrolled says how the keys came to us: on paper, in person.
	Enrolled string `json:"enrolled"`
	// Channel and Address say how messages reach the recipient, or the
	// intermediary who goes there: "mailbox" and a folder.
	Channel string `json:"channel,omitempty"`
	Address string `json:"address,omitempty"`
	// Through is the intermediary who carries messages to the recipient; empty
	// where we reach the recipient ourselves.
	Through tocsin.RecipientID `json:"through,omitempty"`
	// Others are further ways to the recipient, in the order in which they are
	// tried where Channel, Address and Through are tried first.
	Others []Route `json:"others,omitempty"`
}

// A Route is one way to a recipient.
type Route struct {
	// Channel and Address say how messages reach the recipient, or the intermediary
	// who goes there.
	Channel string `json:"channel,omitempty"`
	Address string `json:"address,omitempty"`
	// Through is the intermediary who carries messages on; empty for none.
	Through tocsin.RecipientID `json:"through,omitempty"`
	// Knock is true where only a knock goes this way, and the content waits at the
	// first way that is not a knock.
	Knock bool `json:"knock,omitempty"`
}

// Routes gives all ways to a recipient, the first first.
func (r Recipient) Routes() []Route {
	first := Route{Channel: r.Channel, Address: r.Address, Through: r.Through}
	if first == (Route{}) {
		return slices.Clone(r.Others)
	}
	return append([]Route{first}, r.Others...)
}

// A List is the entries in the order in which they were added.
type List []Recipient

// Find gives an entry.
func (l List) Find(id tocsin.RecipientID) (Recipient, bool) {
	i := slices.IndexFunc(l, func(r Recipient) bool { return r.ID == id })
	if i < 0 {
		return Recipient{}, false
	}
	return l[i], true
}

// Check refuses an entry that could not be used.
func (l List) Check(r Recipient) error {
	switch {
	case !tocsin.ValidID(r.ID):
		return tocsin.Refuse("directory/id", "let the desk draw one", "the recipient has no valid id")
	case slices.ContainsFunc(l, func(o Recipient) bool { return o.ID == r.ID }):
		return tocsin.Refuse("directory/id", "add the changed entry under an id of its own", "another recipient has this id")
	case !oneLine(r.Name):
		return tocsin.Refuse("directory/name", "name the recipient, on one line", "the recipient has no name that fits on a line")
	case slices.ContainsFunc(l, func(o Recipient) bool { return o.Name == r.Name }):
		return tocsin.Refuse("directory/name", "choose another name", "a recipient %q is listed already", r.Name)
	case !slices.Contains(Classes(), r.Class):
		return tocsin.Refuse("directory/class", "name one of the listed classes", "%q is no class of recipient", r.Class)
	case r.Country != "" && (len(r.Country) < 2 || len(r.Country) > 3 || strings.Trim(r.Country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != ""):
		return tocsin.Refuse("directory/country", "write two or three capital letters of ISO 3166, such as NOR", "%q is no country", r.Country)
	case len(r.Keys) == 0:
		return tocsin.Refuse("directory/key", "enroll at least one age key", "the recipient has no key to seal to")
	case strings.TrimSpace(r.Enrolled) == "":
		return tocsin.Refuse("directory/enrolled", "say how the key came to you: on paper, in person",
			"nobody says how the recipient's key was enrolled")
	}
	for _, key := range r.Keys {
		if kindOfKey(key) != kindOfKey(r.Keys[0]) {
			return tocsin.Refuse("directory/key", "keep the keys of one kind", "the recipient has keys of different kinds")
		}
	}
	return l.checkRoute(r)
}

// oneLine reports whether a name can stand on a line of what an intermediary
// reads: some text, nothing around it, nothing that breaks the line or turns the
// reading direction.
func oneLine(name string) bool {
	return name != "" && name == strings.TrimSpace(name) && !strings.ContainsFunc(name, func(r rune) bool {
		return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
	})
}

// kindOfKey tells keys that may be sealed to together from those that may not:
// what stands before the last "1" of an age key, the type of an SSH key.
func kindOfKey(key string) string {
	kind, _, ssh := strings.Cut(strings.TrimSpace(key), " ")
	if !ssh {
		kind = kind[:max(0, strings.LastIndexByte(kind, '1'))]
	}
	return kind
}

// checkRoute holds that the entry can be reached: by a channel of its own or
// through an intermediary who has one.
func (l List) checkRoute(r Recipient) error {
	if r.Through == "" {
		if r.Channel == "" || r.Address == "" {
			return tocsin.Refuse("directory/route", "give a channel and an address, or an intermediary",
				"nothing says how %q is reached", r.Name)
		}
		return nil
	}
	via, ok := l.Find(r.Through)
	switch {
	case !ok:
		return tocsin.Refuse("directory/route", "add the intermediary first", "the intermediary of %q is not listed", r.Name)
	case via.Class != ClassIntermediary:
		return tocsin.Refuse("directory/route", "name an intermediary", "%q is no intermediary", via.Name)
	case r.Class == ClassIntermediary, via.Through != "":
		return tocsin.Refuse("directory/route", "name one intermediary who is reached directly",
			"a route of more than one intermediary is not supported")
	}
	return nil
}
