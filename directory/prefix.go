package directory

import (
	"cmp"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// An ip is an address of 128 bits; those of version 4 stand where they do when
// they are written in version 6.
type ip struct{ hi, lo uint64 }

// v4 is where the addresses of version 4 begin, v4Bits how many bits that is.
const (
	v4     = 0xffff << 32
	v4Bits = 96
)

// compare orders addresses.
func (a ip) compare(b ip) int { return cmp.Or(cmp.Compare(a.hi, b.hi), cmp.Compare(a.lo, b.lo)) }

// masked gives the address with all but its first bits cleared.
func (a ip) masked(n int) ip {
	switch {
	case n >= 128:
		return a
	case n > 64:
		return ip{a.hi, a.lo &^ (1<<(128-n) - 1)}
	case n == 64:
		return ip{a.hi, 0}
	case n == 0:
		return ip{}
	}
	return ip{a.hi &^ (1<<(64-n) - 1), 0}
}

// A prefix is a network: an address and how many of its bits it shares.
type prefix struct {
	at   ip
	bits int
}

// holds reports whether all of another network lies in this one.
func (p prefix) holds(o prefix) bool { return o.bits >= p.bits && o.at.masked(p.bits) == p.at }

// parsePrefix reads a network like 192.0.2.0/24 or 2001:db8::/32, or one address.
func parsePrefix(text string) (prefix, error) {
	host, size, sized := strings.Cut(text, "/")
	at, four, ok := parseIP(host)
	if !ok {
		return prefix{}, fmt.Errorf("%s is no address of the internet", quote(text))
	}
	p := prefix{at, 128}
	if sized {
		n, err := strconv.Atoi(size)
		if err != nil || n < 1 || n > 128 || four && n > 32 || strconv.Itoa(n) != size {
			return prefix{}, fmt.Errorf("%s is no network; behind the slash stand 1 to 32, or to 128 in version 6", quote(text))
		}
		if p.bits = n; four {
			p.bits += v4Bits
		}
	}
	if p.at.masked(p.bits) != p.at {
		return prefix{}, fmt.Errorf("%s has bits behind its length; the network is %s", quote(text), prefix{p.at.masked(p.bits), p.bits})
	}
	return p, nil
}

// parseIP reads an address.
func parseIP(text string) (at ip, four, ok bool) {
	if !strings.Contains(text, ":") {
		n, ok := parseV4(text)
		return ip{0, v4 | n}, true, ok
	}
	if at, ok = parseV6(text); at.hi == 0 && at.lo>>32 == 0xffff {
		return at, true, ok
	}
	return at, false, ok
}

// parseV4 reads four numbers.
func parseV4(text string) (uint64, bool) {
	var v uint64
	n := 0
	for part := range strings.SplitSeq(text, ".") {
		b, err := strconv.ParseUint(part, 10, 8)
		if err != nil || len(part) > 1 && part[0] == '0' {
			return 0, false
		}
		v, n = v<<8|b, n+1
	}
	return v, n == 4
}

// parseV6 reads eight groups, of which "::" leaves some out.
func parseV6(text string) (ip, bool) {
	left, right, open := strings.Cut(text, "::")
	if len(text) > 45 || strings.Contains(right, "::") {
		return ip{}, false
	}
	head, err1 := groups(left)
	tail, err2 := groups(right)
	n := len(head) + len(tail)
	if errors.Join(err1, err2) != nil || open && n > 7 || !open && n != 8 {
		return ip{}, false
	}
	all := slices.Concat(head, make([]uint64, 8-n), tail)
	var a ip
	for i, g := range all {
		if i < 4 {
			a.hi = a.hi<<16 | g
		} else {
			a.lo = a.lo<<16 | g
		}
	}
	return a, true
}

// groups reads groups of an address; the last may be written as four numbers.
func groups(text string) ([]uint64, error) {
	if text == "" {
		return nil, nil
	}
	parts := strings.Split(text, ":")
	var all []uint64
	for i, part := range parts {
		if four, ok := parseV4(part); ok && i == len(parts)-1 {
			return append(all, four>>16, four&0xffff), nil
		}
		g, err := strconv.ParseUint(part, 16, 16)
		if err != nil || len(part) > 4 {
			return nil, errors.New("it is no group of an address")
		}
		all = append(all, g)
	}
	return all, nil
}

// String writes the network in its one form (RFC 5952).
func (p prefix) String() string {
	if p.bits >= v4Bits && p.at.hi == 0 && p.at.lo>>32 == 0xffff {
		a := p.at.lo
		return fmt.Sprintf("%d.%d.%d.%d/%d", a>>24&255, a>>16&255, a>>8&255, a&255, p.bits-v4Bits)
	}
	var g [8]uint64
	for i := range 4 {
		g[i], g[i+4] = p.at.hi>>(48-16*i)&0xffff, p.at.lo>>(48-16*i)&0xffff
	}
	from, long := longestGap(g)
	var b strings.Builder
	for i := 0; i < len(g); i++ {
		if i == from && long > 1 {
			b.WriteString("::")
			i += long - 1
			continue
		}
		if i > 0 && (i != from+long || long < 2) {
			b.WriteByte(':')
		}
		b.WriteString(strconv.FormatUint(g[i], 16))
	}
	return b.String() + "/" + strconv.Itoa(p.bits)
}

// longestGap gives the first of the longest runs of groups that are nought.
func longestGap(g [8]uint64) (from, long int) {
	for i := 0; i < len(g); i++ {
		n := 0
		for i+n < len(g) && g[i+n] == 0 {
			n++
		}
		if n > long {
			from, long = i, n
		}
		i += n
	}
	return from, long
}

// A table finds networks: sorted, and each knows the next larger one that holds
// it.
type table struct {
	rows []tableRow
	// refs are the scopes of the rows, one row after another.
	refs []ref
}

// A tableRow is one network with its scopes.
type tableRow struct {
	prefix
	parent     int32 // -1 where nothing holds it
	first, end int32 // in refs
}

// A network is one prefix of one scope, on its way into a table.
type network struct {
	prefix
	ref ref
}

// newTable makes a table.
func newTable(all []network) *table {
	slices.SortFunc(all, func(a, b network) int {
		return cmp.Or(a.at.compare(b.at), cmp.Compare(a.bits, b.bits), a.ref.compare(b.ref))
	})
	t := &table{refs: make([]ref, 0, len(all))}
	var open []int32 // the rows that hold the one before
	for _, n := range all {
		if last := len(t.rows) - 1; last < 0 || t.rows[last].prefix != n.prefix {
			for len(open) > 0 && !t.rows[open[len(open)-1]].holds(n.prefix) {
				open = open[:len(open)-1]
			}
			row := tableRow{prefix: n.prefix, parent: -1, first: short(len(t.refs))}
			if len(open) > 0 {
				row.parent = open[len(open)-1]
			}
			open = append(open, short(len(t.rows)))
			t.rows = append(t.rows, row)
		}
		t.refs = append(t.refs, n.ref)
		t.rows[len(t.rows)-1].end = short(len(t.refs))
	}
	return t
}

// short is a place in a list; lists here have fewer than 2^31 entries.
func short(n int) int32 { return int32(n) } //nolint:gosec // bounded by memory

// of gives the scopes of a row.
func (t *table) of(row int32) []ref { return t.refs[t.rows[row].first:t.rows[row].end] }

// around calls found for all networks that hold one, the smallest first.
func (t *table) around(p prefix, found func(prefix, []ref)) {
	i, same := t.at(p)
	if !same {
		i--
	}
	for at := short(i); at >= 0; at = t.rows[at].parent {
		if row := t.rows[at]; row.holds(p) {
			found(row.prefix, t.of(at))
		}
	}
}

// inside calls found for all networks that lie in one, and are smaller, until it
// says that it has enough.
func (t *table) inside(p prefix, found func(prefix, []ref) bool) {
	i, same := t.at(p)
	if same {
		i++
	}
	for ; i < len(t.rows) && p.holds(t.rows[i].prefix); i++ {
		if !found(t.rows[i].prefix, t.of(short(i))) {
			return
		}
	}
}

// at is where a network stands or would stand.
func (t *table) at(p prefix) (int, bool) {
	return slices.BinarySearchFunc(t.rows, p, func(r tableRow, p prefix) int {
		return cmp.Or(r.at.compare(p.at), cmp.Compare(r.bits, p.bits))
	})
}

// reserved reports whether a network is one that many have alike, and nobody
// protects for others: private, one's own, multicast.
func (p prefix) reserved() bool {
	if p.bits >= v4Bits && p.at.hi == 0 && p.at.lo>>32 == 0xffff {
		a := uint32(p.at.lo) //nolint:gosec // the low half is the address
		first := a >> 24
		return first == 0 || first == 10 || first == 127 || first >= 224 || a>>16 == 0xc0a8 || a>>20 == 0xac1 || a>>16 == 0xa9fe
	}
	top := p.at.hi >> 48
	return top>>9 == 0xfc>>1 || top>>6 == 0xfe80>>6 || top>>8 == 0xff || p.at.hi == 0 && bits.Len64(p.at.lo) <= 1
}
