package email

import (
	"errors"
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// An address is where mail goes, in the form in which servers take it.
type address struct {
	local  string
	domain string // in ASCII
	utf8   bool   // the local part is not ASCII
}

// String writes it.
func (a address) String() string { return a.local + "@" + a.domain }

// The bounds of RFC 5321.
const (
	maxLocal  = 64
	maxDomain = 253
	maxTotal  = 254
)

// The reasons why an address is never reached. None repeats it.
var (
	errNoAddress = errors.New("the address is not of the form name@domain")
	errLocal     = errors.New("the part of the address before the @ has a sign that mail servers do not agree on")
	errDomain    = errors.New("the part of the address after the @ is no domain")
	errLong      = errors.New("the address is longer than mail servers take")
)

// parseAddress reads an address: name@domain and nothing else, no quotes, no
// comment, no display name. What breaks a line cannot be in it.
func parseAddress(s string) (address, error) {
	local, domain, ok := strings.Cut(s, "@")
	switch {
	case len(s) > 4*maxTotal:
		return address{}, errLong
	case !ok || local == "" || domain == "" || !utf8.ValidString(s):
		return address{}, errNoAddress
	}
	if !isLocal(local) {
		return address{}, errLocal
	}
	ascii, err := idna.Lookup.ToASCII(domain)
	switch {
	case err != nil || !isDomain(ascii) || !stable(ascii):
		return address{}, errDomain
	case len(local) > maxLocal || len(ascii) > maxDomain || len(local)+1+len(ascii) > maxTotal:
		return address{}, errLong
	}
	return address{local: local, domain: ascii, utf8: !isASCII(local)}, nil
}

// stable reports whether a domain in ASCII is read as itself again.
func stable(ascii string) bool {
	again, err := idna.Lookup.ToASCII(ascii)
	return err == nil && again == ascii
}

// isLocal reports whether a part is what RFC 5321 and 6531 call a dot-string:
// words of letters, digits and some signs with single dots between them.
// Letters of other scripts are taken in one form only.
func isLocal(s string) bool {
	for word := range strings.SplitSeq(s, ".") {
		if word == "" {
			return false
		}
	}
	return norm.NFC.IsNormalString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		switch {
		case r < utf8.RuneSelf:
			letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
			return !letter && !strings.ContainsRune(".!#$%&'*+-/=?^_`{|}~", r)
		}
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
	})
}

// isDomain reports whether a domain in ASCII has at least two labels of letters,
// digits and inner dashes, and is no number of a machine.
func isDomain(s string) bool {
	labels := strings.Split(s, ".")
	if _, err := netip.ParseAddr(s); err == nil || len(labels) < 2 {
		return false
	}
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.Trim(label, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
			return false
		}
	}
	return true
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// validName reports whether a name is one that every attachment takes: letters
// and digits of ASCII, with dots, dashes and underscores after the first.
func validName(name string) bool {
	for i, c := range []byte(name) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && (i == 0 || c != '.' && c != '-' && c != '_') {
			return false
		}
	}
	return name != "" && len(name) <= 128
}
