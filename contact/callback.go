package contact

import (
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
)

// A Spot is where somebody is reached without a channel of bytes.
type Spot struct {
	// How is delivery.ByPhone, delivery.InPerson or delivery.OnPaper.
	How string
	// Where is the number, or the place in words.
	Where string
}

// ParseSpot reads the address of a way by hand or phone: "tel:+4722123456",
// "person:the duty desk of the mission", "paper:letter box at the gate".
func ParseSpot(address string) (Spot, error) {
	scheme, where, _ := strings.Cut(address, ":")
	s := Spot{How: map[string]string{"tel": delivery.ByPhone, "person": delivery.InPerson, "paper": delivery.OnPaper}[scheme], Where: where}
	switch {
	case s.How == "" || !line(where):
		return Spot{}, tocsin.Refuse("contact/address", "write tel:NUMBER, person:PLACE or paper:PLACE",
			"the address says neither how nor where somebody is reached")
	case s.How == delivery.ByPhone && !validNumber(where):
		return Spot{}, tocsin.Refuse("contact/number", "write it with its country, like +4722123456", "the number is none that can be called from everywhere")
	}
	return s, nil
}

// String gives the address of a spot.
func (s Spot) String() string {
	for _, scheme := range [][2]string{{delivery.ByPhone, "tel"}, {delivery.InPerson, "person"}, {delivery.OnPaper, "paper"}} {
		if scheme[0] == s.How {
			return scheme[1] + ":" + s.Where
		}
	}
	return ""
}

// validNumber reports whether a number is one of E.164: a plus sign and 7 to 15
// digits, the first not zero.
func validNumber(s string) bool {
	digits, ok := strings.CutPrefix(s, "+")
	return ok && len(digits) >= 7 && len(digits) <= 15 && digits[0] != '0' && strings.Trim(digits, "0123456789") == ""
}

// NormalNumber writes a telephone number as it is published, such as a tel URI or
// "+47 22 12 34 56", in the one form in which it is called. It adds no country:
// what has none is refused.
func NormalNumber(published string) (string, error) {
	s := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(published)), "tel:")
	s, _, _ = strings.Cut(s, ";")
	s = strings.NewReplacer(" ", "", "\u00a0", "", "-", "", ".", "", "(0)", "", "(", "", ")", "", "/", "").Replace(latinDigits(s))
	if !validNumber(s) {
		return "", tocsin.Refuse("contact/number", "find the number with its country, like +4722123456", "what is published is no number that can be called from everywhere")
	}
	return s, nil
}

// A Source is where the contact of a recipient was found.
type Source string

// The sources.
const (
	// SecurityTxt: on the recipient's own web server (RFC 9116).
	SecurityTxt Source = "security.txt"
	// RDAP: in the register of domains or addresses (RFC 9083).
	RDAP Source = "rdap"
	// Printed: in a directory on paper, or one that an officer reads himself.
	Printed Source = "printed"
)

// A Published is one way to reach somebody that he himself has published. It is a
// suggestion for an officer and is never used by itself: who writes into a
// register can write anything there.
type Published struct {
	// Kind is "phone", "email" or "page"; Value the number, address or page.
	Kind  string `json:"kind"`
	Value string `json:"value"`
	// Role says whose it is, where the source does: "abuse", "technical".
	Role string `json:"role,omitempty"`
	// Name is who stands beside it there.
	Name string `json:"name,omitempty"`
	// Source, At and Found say in what, at which page and when it was found.
	Source Source    `json:"source"`
	At     string    `json:"at"`
	Found  time.Time `json:"found"`
	// Doubt says what an officer should know before he relies on it: that the page
	// has expired, that nobody checked its signature.
	Doubt string `json:"doubt,omitempty"`
}

// A Looked is what was found about a recipient, and what asking has told others.
type Looked struct {
	// Subject is the domain, addresses or system that was asked for.
	Subject string `json:"subject"`
	// Contacts are what was found, in the order of the source.
	Contacts []Published `json:"contacts"`
	// Languages are those that the recipient prefers, where he says so.
	Languages []string `json:"languages,omitempty"`
	// Seen says who can see of the question what.
	Seen []string `json:"seen"`
}

// CallFresh is how long a number that was looked up may be called.
const CallFresh = 7 * 24 * time.Hour

// A CallBack is a call to a number that the recipient himself publishes. He need
// not believe it: he calls back through our switchboard, at the number that he
// finds where we publish it, and says the call-back words.
type CallBack struct {
	// Number is the one to call; Source, At and Found say where it is published.
	Number string
	Source Source
	At     string
	Found  time.Time
	// Switchboard is where our own number is published, in words or as a page.
	Switchboard string
}

// Check refuses a call whose number nobody can trace to the recipient.
func (c CallBack) Check(now time.Time) error {
	switch {
	case !validNumber(c.Number):
		return tocsin.Refuse("contact/number", "write it with its country, like +4722123456", "the number is none that can be called from everywhere")
	case c.Source != SecurityTxt && c.Source != RDAP && c.Source != Printed:
		return tocsin.Refuse("contact/source", "look it up in security.txt, in RDAP or in a printed directory", "nobody says where the recipient publishes the number")
	case c.Source == Printed && !line(c.At), c.Source != Printed && !isPage(c.At):
		return tocsin.Refuse("contact/source", "note the page, or the directory, in which it stands", "it is not said at which place the number stands")
	case c.Found.IsZero() || c.Found.After(now.Add(time.Minute)):
		return tocsin.Refuse("contact/source", "note when it was looked up", "the number was looked up at no time that has passed")
	case now.Sub(c.Found) > CallFresh:
		return tocsin.Refuse("contact/stale", "look it up again", "the number was looked up %d days ago", int(now.Sub(c.Found)/(24*time.Hour)))
	case !line(c.Switchboard):
		return tocsin.Refuse("contact/switchboard", "publish the number of the switchboard, and say where", "nobody says where the recipient finds our own number")
	}
	return nil
}

// isPage reports whether a source is a page over HTTPS, without a name or password
// before its host.
func isPage(s string) bool {
	rest, ok := strings.CutPrefix(s, "https://")
	host, _, _ := strings.Cut(rest, "/")
	return ok && line(s) && !strings.ContainsAny(s, " <>\"\\") && strings.Trim(host, ".:") != "" && !strings.Contains(host, "@")
}

// Lines tells the officer where the number is from.
func (c CallBack) Lines() []string {
	return []string{
		c.Number + ", published in " + string(c.Source) + " at " + c.At + ", looked up " + stamp(c.Found),
		"he calls back at our number, which he finds at " + c.Switchboard,
	}
}
