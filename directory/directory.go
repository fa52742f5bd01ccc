package directory

import (
	"slices"

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

	// OrgID is a word that all entries of one organization share: their addresses
	// are merged where many are warned; empty where the entry stands alone.
	OrgID string `json:"org_id,omitempty"`
	// KeyUntil says of keys when they expire; a key that is not named here does
	// not.
	KeyUntil []KeyUntil `json:"key_until,omitempty"`
	// Scopes are what the recipient protects, and what it is exposed with.
	Scopes []Scope `json:"scopes,omitempty"`
	// Languages are those the recipient reads, best first, by their tags of BCP 47.
	Languages []string `json:"languages,omitempty"`
	// Hours are when the recipient may be reached without putting anybody at risk;
	// at any time where there are none.
	Hours []Hours `json:"hours,omitempty"`
	// Accessibility says what reaching the recipient must fit: deaf, blind, no
	// telephone.
	Accessibility string `json:"accessibility,omitempty"`
	// Phrase was agreed with the recipient in person, and shows that a word is from
	// us. It is not printed where nobody asks for it.
	Phrase Phrase `json:"phrase,omitempty"`
	// Standing is how we stand with the recipient, by dates, oldest first.
	Standing []Standing `json:"standing,omitempty"`
	// Prefers are channels to try first, Forbids those that are never used: one
	// that the actor reads.
	Prefers []string `json:"prefers,omitempty"`
	Forbids []string `json:"forbids,omitempty"`
	// Allows are the only intermediaries who may carry to the recipient; all may
	// where it is empty.
	Allows []tocsin.RecipientID `json:"allows,omitempty"`
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
