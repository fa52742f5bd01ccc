package lookup

import (
	"context"
	"encoding/json"
	"net/mail"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/contact"
)

// roles are those whose contacts are of use: who looks after abuse, and after the
// machines.
var roles = []string{"abuse", "technical"}

// maxDepth bounds how deep contacts stand in contacts.
const maxDepth = 4

// An entity is somebody in an answer of a register (RFC 9083, 5.1).
type entity struct {
	Class    string            `json:"objectClassName"`
	Roles    []string          `json:"roles"`
	VCard    []json.RawMessage `json:"vcardArray"`
	Entities []entity          `json:"entities"`
}

// A record is an answer of a register, as far as it is of use.
type record struct {
	Class    string   `json:"objectClassName"`
	Name     string   `json:"ldhName"`
	Start    string   `json:"startAddress"`
	End      string   `json:"endAddress"`
	First    *uint32  `json:"startAutnum"`
	Last     *uint32  `json:"endAutnum"`
	Entities []entity `json:"entities"`
}

// Domain asks the register of a domain who looks after it.
func (c *Client) Domain(ctx context.Context, domain string) (contact.Looked, error) {
	domain, err := validDomain(domain)
	if err != nil {
		return contact.Looked{}, err
	}
	return c.ask(ctx, question{
		list: "dns.json", subject: domain, path: "domain/" + domain,
		server: func(l list) (string, bool) { return l.forDomain(domain) },
		is: func(r record) bool {
			return r.Class == "domain" && strings.EqualFold(strings.TrimSuffix(r.Name, "."), domain)
		},
	})
}

// Prefix asks the register of addresses who looks after them: an address, or a
// prefix, which tells less.
func (c *Client) Prefix(ctx context.Context, addresses string) (contact.Looked, error) {
	p, err := netip.ParsePrefix(addresses)
	if a, single := netip.ParseAddr(addresses); err != nil && single == nil && a.Zone() == "" {
		p, err = netip.PrefixFrom(a, a.BitLen()), nil
	}
	if err != nil || p != p.Masked() || p.Addr().Is4In6() || p.Bits() == 0 {
		return contact.Looked{}, tocsin.Refuse("lookup/subject", "write it like 192.0.2.0/24 or 2001:db8::/32", "these are no addresses")
	}
	path, name := "ip/"+p.String(), "ipv6.json"
	if p.IsSingleIP() {
		path = "ip/" + p.Addr().String()
	}
	if p.Addr().Is4() {
		name = "ipv4.json"
	}
	return c.ask(ctx, question{
		list: name, subject: strings.TrimPrefix(path, "ip/"), path: path,
		server: func(l list) (string, bool) { return l.forPrefix(p) },
		is: func(r record) bool {
			start, err1 := netip.ParseAddr(r.Start)
			end, err2 := netip.ParseAddr(r.End)
			return r.Class == "ip network" && err1 == nil && err2 == nil && start.BitLen() == p.Addr().BitLen() && start.Compare(p.Addr()) <= 0 && end.Compare(p.Addr()) >= 0
		},
	})
}

// AS asks the register of autonomous systems who looks after one: "AS64500".
func (c *Client) AS(ctx context.Context, system string) (contact.Looked, error) {
	digits := strings.TrimPrefix(strings.ToUpper(system), "AS")
	n, err := strconv.ParseUint(digits, 10, 32)
	if err != nil || digits != strconv.FormatUint(n, 10) || n == 0 {
		return contact.Looked{}, tocsin.Refuse("lookup/subject", "write it like AS64500", "this is no autonomous system")
	}
	number := uint32(n)
	return c.ask(ctx, question{
		list: "asn.json", subject: "AS" + digits, path: "autnum/" + digits,
		server: func(l list) (string, bool) { return l.forAS(number) },
		is: func(r record) bool {
			if r.First == nil || r.Last == nil {
				// A register may leave them out where it is the one number.
				return r.Class == "autnum" && r.First == r.Last
			}
			return r.Class == "autnum" && *r.First <= number && number <= *r.Last
		},
	})
}

// A question is one question to a register.
type question struct {
	list, subject, path string
	server              func(list) (string, bool)
	is                  func(record) bool
}

// ask asks the register that is in charge.
func (c *Client) ask(ctx context.Context, q question) (contact.Looked, error) {
	l, err := c.list(ctx, q.list)
	if err != nil {
		return contact.Looked{}, err
	}
	server, ok := q.server(l)
	if !ok {
		return contact.Looked{}, tocsin.Refuse("lookup/none", "look in security.txt, or in a printed directory", "no register says that it is in charge of that")
	}
	got, err := c.get(ctx, server+q.path, "application/rdap+json", maxRecord)
	switch {
	case err != nil:
		return contact.Looked{}, err
	case got.missing:
		return contact.Looked{}, tocsin.Refuse("lookup/none", "ask for the registered name above it, look in security.txt, or in a printed directory",
			"the register knows nothing of that")
	}
	found, err := parseRecord(got.body, q.is)
	if err != nil {
		return contact.Looked{}, err
	}
	looked := contact.Looked{Subject: q.subject, Contacts: found, Seen: seen(q.subject, server, c.config.Lists == nil)}
	doubt := ""
	if u, err := url.Parse(server); err == nil && u.Hostname() != got.at.Hostname() {
		doubt = "the register leads to another server for it"
		looked.Seen = append(looked.Seen, got.at.Hostname()+": that somebody in our network asked for "+q.subject+", and when")
	}
	now := tocsin.Second(c.config.Now())
	for i := range looked.Contacts {
		p := &looked.Contacts[i]
		p.Source, p.At, p.Found, p.Doubt = contact.RDAP, got.at.String(), now, doubt
	}
	if len(looked.Contacts) == 0 {
		return contact.Looked{}, tocsin.Refuse("lookup/none", "look in security.txt, or in a printed directory", "the register names nobody who looks after abuse or the machines")
	}
	return looked, nil
}

// seen says who can see of a question what.
func seen(subject, server string, fetches bool) []string {
	host := server
	if u, err := url.Parse(server); err == nil {
		host = u.Hostname()
	}
	all := []string{host + ": that somebody in our network asked for " + subject + ", and when"}
	if fetches {
		all = append(all, "IANA: that somebody in our network reads its list of registers, not for what")
	}
	return append(all, "those who answer names for us: that somebody asked for the name "+host)
}

// parseRecord reads the contacts out of an answer that is about what was asked.
func parseRecord(raw []byte, is func(record) bool) ([]contact.Published, error) {
	var r record
	if len(raw) > maxRecord {
		return nil, refuseForm("the answer of the register", "it is too long")
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		return nil, refuseForm("the answer of the register", "it is no object of JSON as it must be")
	}
	if !is(r) {
		return nil, refuseForm("the answer of the register", "it is about something else")
	}
	var found []contact.Published
	for _, role := range roles {
		found = gather(found, r.Entities, role, 0)
	}
	return found, nil
}

// gather adds the contacts of those with a role, also where they stand within
// others.
func gather(found []contact.Published, all []entity, role string, depth int) []contact.Published {
	if depth >= maxDepth {
		return found
	}
	for _, e := range all {
		if e.Class == "entity" && slices.Contains(e.Roles, role) {
			found = e.contacts(found, role)
		}
		found = gather(found, e.Entities, role, depth+1)
	}
	return found
}

// contacts adds what the card of an entity says (RFC 7095). What is not in its form
// is left out: the rest of a card may still be of use.
func (e entity) contacts(found []contact.Published, role string) []contact.Published {
	var kind string
	var properties [][]json.RawMessage
	if len(e.VCard) != 2 || json.Unmarshal(e.VCard[0], &kind) != nil || kind != "vcard" || json.Unmarshal(e.VCard[1], &properties) != nil {
		return found
	}
	name := cardName(properties)
	for _, p := range properties {
		one, ok := reach(p)
		one.Role, one.Name = role, name
		if ok && len(found) < maxContacts && !slices.Contains(found, one) {
			found = append(found, one)
		}
	}
	return found
}

// cardName gives the name on a card: of a person, else of an organization.
func cardName(properties [][]json.RawMessage) string {
	name := ""
	for _, p := range properties {
		if key, value, ok := property(p); ok && (key == "fn" || key == "org" && name == "") {
			name = value
		}
	}
	return name
}

// reach gives a property of a card by which somebody is reached.
func reach(p []json.RawMessage) (one contact.Published, ok bool) {
	key, value, ok := property(p)
	if !ok {
		return one, false
	}
	switch key {
	case "tel":
		number, err := contact.NormalNumber(value)
		return contact.Published{Kind: "phone", Value: number}, err == nil
	case "email":
		address, err := mail.ParseAddress(value)
		return contact.Published{Kind: "email", Value: value}, err == nil && address.Address == value
	case "contact-uri", "url":
		u, err := url.Parse(value)
		return contact.Published{Kind: "page", Value: value}, err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil
	}
	return one, false
}

// property reads one property of a card: name, parameters, type, value.
func property(p []json.RawMessage) (key, value string, ok bool) {
	if len(p) < 4 || json.Unmarshal(p[0], &key) != nil || json.Unmarshal(p[3], &value) != nil {
		return "", "", false
	}
	value = plain(value)
	return strings.ToLower(key), value, value != ""
}
