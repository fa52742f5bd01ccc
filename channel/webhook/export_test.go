package webhook

import "net/netip"

// Lets reports whether a channel that is allowed a network may call a machine.
func Lets(ip, allowed string) bool {
	c := Channel{allowed: []netip.Prefix{netip.MustParsePrefix(allowed)}}
	return c.lets(netip.MustParseAddr(ip))
}

// ParseAddress reads an address.
func ParseAddress(s string) (url, host, port string, ok bool) {
	a, err := parseAddress(s)
	if err != nil {
		return "", "", "", false
	}
	return a.url.String(), a.host, a.port, true
}
