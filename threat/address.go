package threat

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// address gives an address of the internet in its one form; nothing for what is
// none, and for what many networks have alike: private ones, loopback, multicast.
func address(token string) string {
	if v4, ok := parseV4(token); ok {
		switch {
		case v4[0] == 0, v4[0] == 10, v4[0] == 127, v4[0] >= 224, v4[0] == 192 && v4[1] == 168,
			v4[0] == 172 && v4[1]>>4 == 1, v4[0] == 169 && v4[1] == 254:
			return ""
		}
		return fmt.Sprintf("%d.%d.%d.%d", v4[0], v4[1], v4[2], v4[3])
	}
	v6, ok := parseV6(token)
	switch {
	case !ok, v6[0]>>9 == 0xfc>>1, v6[0]>>6 == 0xfe80>>6, v6[0]>>8 == 0xff:
		return ""
	case v6[7] <= 1 && !slices.ContainsFunc(v6[:7], func(n uint16) bool { return n != 0 }):
		return "" // nobody's, and one's own
	case v6[5] == 0xffff && !slices.ContainsFunc(v6[:5], func(n uint16) bool { return n != 0 }):
		return address(fmt.Sprintf("%d.%d.%d.%d", v6[6]>>8, v6[6]&0xff, v6[7]>>8, v6[7]&0xff))
	}
	groups := make([]string, len(v6))
	for i, n := range v6 {
		groups[i] = strconv.FormatUint(uint64(n), 16)
	}
	return strings.Join(groups, ":")
}

// parseV4 reads four numbers.
func parseV4(s string) (v4 [4]uint16, ok bool) {
	parts := strings.Split(s, ".")
	if len(parts) != len(v4) {
		return v4, false
	}
	for i, p := range parts {
		n, err := strconv.ParseUint(p, 10, 8)
		if err != nil || len(p) > 3 || len(p) > 1 && p[0] == '0' {
			return v4, false
		}
		v4[i] = uint16(n)
	}
	return v4, true
}

// parseV6 reads eight groups, of which "::" leaves some out, and the last two of
// which may be written like four numbers.
func parseV6(s string) (v6 [8]uint16, ok bool) {
	if strings.Count(s, ":") < 2 || strings.Count(s, "::") > 1 || len(s) > 45 {
		return v6, false
	}
	left, right, open := strings.Cut(s, "::")
	head, ok := groupsOf(left, !open)
	if !ok {
		return v6, false
	}
	tail, ok := groupsOf(right, true)
	n := len(head) + len(tail)
	if !ok || open && n >= len(v6) || !open && n != len(v6) {
		return v6, false
	}
	copy(v6[:], head)
	copy(v6[len(v6)-len(tail):], tail)
	return v6, true
}

// groupsOf reads groups of an address; the last of an address may be written like
// four numbers.
func groupsOf(s string, last bool) ([]uint16, bool) {
	var all []uint16
	if s == "" {
		return nil, true
	}
	parts := strings.Split(s, ":")
	for i, p := range parts {
		if v4, ok := parseV4(p); ok && last && i == len(parts)-1 {
			return append(all, v4[0]<<8|v4[1], v4[2]<<8|v4[3]), true
		}
		n, err := strconv.ParseUint(p, 16, 16)
		if err != nil || len(p) > 4 {
			return nil, false
		}
		all = append(all, uint16(n))
	}
	return all, true
}
