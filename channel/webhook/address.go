package webhook

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// An address is where requests go.
type address struct {
	url  *url.URL
	host string // in ASCII, as in the certificate
	port string
	ip   netip.Addr // where the host is one
}

// maxAddress is how long an address can be.
const maxAddress = 2000

// The reasons why an address is never reached. None repeats it.
var (
	errNoAddress = errors.New("the address is not of the form https://host/path")
	errPlain     = errors.New("the address is not of https, and nothing else is private")
	errUser      = errors.New("the address has a user or a password in it, which would stand where addresses are read")
	errHost      = errors.New("the address has no host that can be looked for")
	errNetwork   = errors.New("the address leads into a network that requests are not allowed to go to")
)

// parseAddress reads an address.
func parseAddress(s string) (address, error) {
	if len(s) > maxAddress || !utf8.ValidString(s) {
		return address{}, errNoAddress
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f }):
		return address{}, errNoAddress
	case u.Scheme != "https":
		return address{}, errPlain
	case u.User != nil:
		return address{}, errUser
	case u.Opaque != "" || strings.Contains(s, "#") || !isASCII(strings.Replace(s, u.Host, "", 1)):
		return address{}, errNoAddress
	}
	a := address{url: u, port: u.Port()}
	if a.port == "" {
		a.port = "443"
	}
	if n, err := strconv.Atoi(a.port); err != nil || n < 1 || n > 65535 || strings.HasSuffix(u.Host, ":") {
		return address{}, errHost
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && ip.Zone() == "" {
		a.ip, a.host = ip.Unmap(), u.Hostname()
		return a, nil
	}
	a.host, err = idna.Lookup.ToASCII(u.Hostname())
	if err != nil || !isHost(a.host) {
		return address{}, errHost
	}
	if again, err := idna.Lookup.ToASCII(a.host); err != nil || again != a.host {
		return address{}, errHost // two readers would read two hosts
	}
	// What is sent names the host in ASCII as well.
	u.Host = a.host
	if a.port != "443" {
		u.Host = net.JoinHostPort(a.host, a.port)
	}
	return a, nil
}

// isHost reports whether a name in ASCII is made of labels, the last of which is
// no number: what looks like part of an IP address is read as one by some.
func isHost(s string) bool {
	labels := strings.Split(s, ".")
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	last := labels[len(labels)-1]
	return len(s) <= 253 && !strings.HasPrefix(last, "0x") && strings.Trim(last, "0123456789") != ""
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 0x7e })
}

// reachable refuses an address that is a machine in a network that is not
// allowed. Where a name leads is seen when it is called.
func (c *Channel) reachable(a address) error {
	if a.ip.IsValid() && !c.lets(a.ip) {
		return errNetwork
	}
	return nil
}

// inner are the networks that are nobody's on the internet, or lead back to one.
var inner = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"),
	netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("169.254.0.0/16"), netip.MustParsePrefix("172.16.0.0/12"),
	netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("224.0.0.0/3"),
	netip.MustParsePrefix("::/96"), netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"),
	netip.MustParsePrefix("100::/64"), netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("fc00::/7"), netip.MustParsePrefix("fe80::/9"),
	netip.MustParsePrefix("ff00::/8"),
}

// lets reports whether a machine may be called: one of the internet, or one that
// the operator has named.
func (c *Channel) lets(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	holds := func(p netip.Prefix) bool { return p.Contains(ip) }
	return slices.ContainsFunc(c.allowed, holds) || ip.IsValid() && !slices.ContainsFunc(inner, holds)
}
