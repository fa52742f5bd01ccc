package lookup

import (
	"bytes"
	"context"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/tocsin"
	"example.org/tocsin/contact"
)

// A SecurityTxt is what a security.txt says (RFC 9116), as far as it is of use.
type SecurityTxt struct {
	// Contacts are URIs in the order in which they are preferred: mailto, tel, https.
	Contacts []string
	// Expires is until when it holds.
	Expires time.Time
	// Encryption says where keys are, Canonical at which pages this text belongs.
	Encryption, Canonical []string
	// Languages are those that are preferred, as the text gives them.
	Languages []string
	// Signed is true where it is wrapped in a signature of OpenPGP, which nobody has
	// checked.
	Signed bool
}

// maxContacts bounds what is taken from one answer.
const maxContacts = 50

// refuseForm refuses a text that is not in the form of its standard; nothing of it
// is quoted.
func refuseForm(what, why string, args ...any) error {
	return tocsin.Refuse("lookup/form", "read the page yourself, or look it up by another way", what+" is not in the form of its standard: "+why, args...)
}

// ParseSecurityTxt reads a security.txt. Everything that the standard demands must
// be there; fields that it does not name are left out.
func ParseSecurityTxt(raw []byte) (SecurityTxt, error) {
	var s SecurityTxt
	if len(raw) > maxPage || !utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0 {
		return s, refuseForm("security.txt", "it is too long, or no text in UTF-8")
	}
	text := strings.ReplaceAll(strings.TrimPrefix(string(raw), "\ufeff"), "\r\n", "\n")
	text, signed, err := unsign(text)
	if err != nil {
		return s, err
	}
	s.Signed = signed
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, " \t\n")
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		if !ok || plain(value) == "" || !token(name) {
			return s, refuseForm("security.txt", "line %d is no field", number)
		}
		if err := s.field(strings.ToLower(name), value, number); err != nil {
			return s, err
		}
	}
	switch {
	case len(s.Contacts) == 0:
		return s, refuseForm("security.txt", "it names no contact")
	case s.Expires.IsZero():
		return s, refuseForm("security.txt", "it does not say when it expires")
	}
	return s, nil
}

// field reads one field; those that are of no use are let be.
func (s *SecurityTxt) field(name, value string, number int) error {
	switch name {
	case "contact":
		return s.contact(value, number)
	case "expires":
		at, err := time.Parse(time.RFC3339, strings.ToUpper(value))
		switch {
		case !s.Expires.IsZero():
			return refuseForm("security.txt", "it expires twice")
		case err != nil || at.IsZero():
			return refuseForm("security.txt", "line %d is no time", number)
		}
		s.Expires = at
	case "encryption":
		return addURI(&s.Encryption, value, number, "https", "dns", "openpgp4fpr")
	case "canonical":
		return addURI(&s.Canonical, value, number, "https")
	case "preferred-languages":
		return s.languages(value, number)
	}
	return nil
}

// token reports whether a field's name is one.
func token(name string) bool {
	return name != "" && len(name) <= 64 && strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// contact adds a contact.
func (s *SecurityTxt) contact(value string, number int) error {
	if !contactURI(value) {
		return refuseForm("security.txt", "line %d names no contact", number)
	}
	if len(s.Contacts) < maxContacts {
		s.Contacts = append(s.Contacts, value)
	}
	return nil
}

// contactURI reports whether a value is a contact: the standard asks for HTTPS of
// pages.
func contactURI(value string) bool {
	u, err := url.Parse(value)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "mailto":
		address, err := mail.ParseAddress(u.Opaque)
		return err == nil && address.Address == u.Opaque
	case "tel":
		return u.Opaque != ""
	case "https":
		return u.Host != "" && u.User == nil
	}
	return false
}

// addURI adds a URI of one of some schemes.
func addURI(to *[]string, value string, number int, schemes ...string) error {
	u, err := url.Parse(value)
	if err != nil || !slices.Contains(schemes, u.Scheme) || u.User != nil {
		return refuseForm("security.txt", "line %d is no URI as it must be", number)
	}
	if len(*to) < maxContacts {
		*to = append(*to, value)
	}
	return nil
}

// languages reads the languages that are preferred.
func (s *SecurityTxt) languages(value string, number int) error {
	if len(s.Languages) > 0 {
		return refuseForm("security.txt", "it names languages twice")
	}
	for l := range strings.SplitSeq(value, ",") {
		l = strings.TrimSpace(l)
		if !token(l) || len(l) > 35 {
			return refuseForm("security.txt", "line %d names no languages", number)
		}
		if len(s.Languages) < maxContacts {
			s.Languages = append(s.Languages, l)
		}
	}
	return nil
}

// The lines of a text with a signature around it (RFC 9580, 7).
const (
	beginSigned    = "-----BEGIN PGP SIGNED MESSAGE-----"
	beginSignature = "-----BEGIN PGP SIGNATURE-----"
	endSignature   = "-----END PGP SIGNATURE-----"
)

// unsign takes a text out of the signature around it, unchecked. What stands outside
// of the signature is refused: nobody signed it, and readers would take it for
// signed.
func unsign(text string) (inside string, signed bool, err error) {
	if !strings.Contains(text, "-----BEGIN PGP") {
		return text, false, nil
	}
	refuse := refuseForm("security.txt", "the signature is not around all of it")
	rest, ok := strings.CutPrefix(text, beginSigned+"\n")
	if !ok {
		return "", false, refuse
	}
	head, rest, ok := strings.Cut(rest, "\n\n")
	for line := range strings.SplitSeq(head, "\n") {
		ok = ok && strings.HasPrefix(line, "Hash: ")
	}
	body, after, cut := strings.Cut(rest, "\n"+beginSignature+"\n")
	armor, end, closed := strings.Cut(after, endSignature)
	if !ok || !cut || !closed || strings.Contains(armor, "-----") || strings.TrimSpace(end) != "" {
		return "", false, refuse
	}
	var b strings.Builder
	for line := range strings.Lines(body + "\n") {
		if strings.HasPrefix(line, "-") && !strings.HasPrefix(line, "- ") {
			return "", false, refuse
		}
		b.WriteString(strings.TrimPrefix(line, "- "))
	}
	return b.String(), true, nil
}

// SecurityTxt asks the web server of a domain for the contacts that its owner
// publishes there.
func (c *Client) SecurityTxt(ctx context.Context, domain string) (contact.Looked, error) {
	domain, err := validDomain(domain)
	if err != nil {
		return contact.Looked{}, err
	}
	got, err := c.get(ctx, "https://"+domain+"/.well-known/security.txt", "text/plain", maxPage)
	switch {
	case err != nil:
		return contact.Looked{}, err
	case got.missing:
		return contact.Looked{}, tocsin.Refuse("lookup/none", "look in RDAP, or in a printed directory", "the server of the domain has no security.txt")
	}
	s, err := ParseSecurityTxt(got.body)
	if err != nil {
		return contact.Looked{}, err
	}
	looked := contact.Looked{Subject: domain, Languages: s.Languages, Seen: []string{
		"the owner of " + domain + ": that somebody in our network read his security.txt, and when",
		"those who answer names for us: that somebody asked for the name " + domain,
	}}
	now := c.config.Now()
	doubt := s.doubt(domain, got.at, now)
	for _, uri := range s.Contacts {
		looked.Contacts = append(looked.Contacts, published(uri, contact.Published{
			Role: "security", Source: contact.SecurityTxt, At: got.at.String(), Found: tocsin.Second(now), Doubt: doubt,
		}))
	}
	return looked, nil
}

// doubt says what is doubtful in a text.
func (s SecurityTxt) doubt(domain string, at *url.URL, now time.Time) string {
	var all []string
	if !now.Before(s.Expires) {
		all = append(all, "it expired on "+s.Expires.UTC().Format(time.DateOnly))
	}
	if at.Hostname() != domain {
		all = append(all, "the server of the domain leads to another one for it")
	}
	if len(s.Canonical) > 0 && !slices.Contains(s.Canonical, at.String()) {
		all = append(all, "it says that it belongs at another page")
	}
	if s.Signed {
		all = append(all, "it is signed, and nobody has checked the signature")
	}
	return strings.Join(all, "; ")
}

// published gives a URI as a way to reach somebody.
func published(uri string, p contact.Published) contact.Published {
	scheme, rest, _ := strings.Cut(uri, ":")
	switch strings.ToLower(scheme) {
	case "mailto":
		p.Kind, p.Value = "email", rest
	case "tel":
		p.Kind, p.Value = "phone", rest
		if number, err := contact.NormalNumber(uri); err == nil {
			p.Value = number
		}
	default:
		p.Kind, p.Value = "page", uri
	}
	return p
}
