package stix

import (
	"slices"
	"strings"
	"unicode/utf8"

	"example.org/tocsin"
)

// The bounds of a bundle, so that reading one takes bounded work.
const (
	// maxDepth is how deep objects and lists may stand in each other. STIX
	// itself needs about eight.
	maxDepth = 64
	// maxValues is how many values a bundle may have: twice what the largest
	// bundle of ordinary objects holds.
	maxValues = 3_000_000
)

// A kind is what a value of JSON is.
type kind uint8

// The kinds.
const (
	isObject kind = iota + 1
	isList
	isText
	isNumber
	isBool
	isNull
)

// A node is one value of the source. The values within it follow it, up to
// next. Nodes hold positions and no pointers: a bundle of 64 MiB has a million
// of them.
type node struct {
	// start and end are the value in the source; of a text, what stands
	// between its quotes.
	start, end uint32
	// nameStart and nameEnd are the name of a member between its quotes.
	nameStart, nameEnd uint32
	// next is the first node after this one and all within it.
	next uint32
	kind kind
	// escaped and nameEscaped say that there are escapes to be undone.
	escaped, nameEscaped bool
}

// A scanner reads JSON by RFC 8259, more strictly than the standard library:
// it refuses equal names in one object and unpaired surrogates.
type scanner struct {
	src   string
	at    int
	nodes []node
}

// scan reads a whole text of JSON.
func scan(src string) (*tape, error) {
	s := &scanner{src: src, nodes: make([]node, 0, len(src)/32+16)}
	s.space()
	if err := s.value(0); err != nil {
		return nil, err
	}
	s.space()
	if s.at < len(src) {
		return nil, s.refuse("stix/json", "file one bundle at a time", "something follows the bundle")
	}
	return &tape{src: src, nodes: s.nodes}, nil
}

// refuse tells what is wrong at a place by line, column and byte; it never
// repeats what stands there.
func (s *scanner) refuse(rule, remedy, what string) error {
	before := s.src[:min(s.at, len(s.src))]
	line := strings.Count(before, "\n") + 1
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return tocsin.Refuse(rule, remedy, "line %d, column %d (byte %d): %s", line, column, s.at, what)
}

// broken refuses what is no JSON.
func (s *scanner) broken(what string) error {
	if s.at >= len(s.src) {
		what = "the file ends before the bundle does"
	}
	return s.refuse("stix/json", "ask for the file again; it may have been cut short or edited", what)
}

// space skips white space.
func (s *scanner) space() {
	for s.at < len(s.src) {
		switch s.src[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

// peek is the next byte, or zero at the end. A zero byte is never part of JSON
// but in text, where it is refused too.
func (s *scanner) peek() byte {
	if s.at >= len(s.src) {
		return 0
	}
	return s.src[s.at]
}

// take passes over a byte if it is the next.
func (s *scanner) take(b byte) bool {
	if s.peek() != b {
		return false
	}
	s.at++
	return true
}

// value reads one value.
func (s *scanner) value(depth int) error {
	if len(s.nodes) >= maxValues {
		return s.refuse("stix/too-many", "file it in parts", "the bundle has too many values")
	}
	switch c := s.peek(); {
	case c == '{' || c == '[':
		if depth >= maxDepth {
			return s.refuse("stix/too-deep", "ask for a bundle that another tool has written",
				"objects and lists stand too deep in each other")
		}
		return s.container(c, depth)
	case c == '"':
		start, escaped, err := s.text()
		if err != nil {
			return err
		}
		s.add(node{start: start, end: offset(s.at - 1), kind: isText, escaped: escaped})
		return nil
	case c == '-' || c >= '0' && c <= '9':
		return s.number()
	}
	for _, w := range [...]struct {
		word string
		kind kind
	}{{"true", isBool}, {"false", isBool}, {"null", isNull}} {
		if strings.HasPrefix(s.src[s.at:], w.word) {
			s.word(len(w.word), w.kind)
			return nil
		}
	}
	return s.broken("no value of JSON begins here")
}

// offset is a position as a tape holds it.
func offset(n int) uint32 {
	return uint32(n) //nolint:gosec // G115: a source has at most report.MaxOriginal bytes, a tape maxValues nodes
}

// add appends a node without children.
func (s *scanner) add(n node) {
	n.next = offset(len(s.nodes) + 1)
	s.nodes = append(s.nodes, n)
}

// word adds a value of n bytes that begins here.
func (s *scanner) word(n int, k kind) {
	s.add(node{start: offset(s.at), end: offset(s.at + n), kind: k})
	s.at += n
}

// container reads an object or a list.
func (s *scanner) container(opened byte, depth int) error {
	at, k, closed := len(s.nodes), isObject, byte('}')
	if opened == '[' {
		k, closed = isList, ']'
	}
	s.word(1, k)
	s.space()
	for first := true; !s.take(closed); first = false {
		if !first && !s.take(',') {
			return s.broken("a comma or the end of an object or list is missing")
		}
		s.space()
		if err := s.member(k, depth); err != nil {
			return err
		}
		s.space()
	}
	s.nodes[at].end = offset(s.at)
	s.nodes[at].next = offset(len(s.nodes))
	if k == isList {
		return nil
	}
	return s.unique(offset(at))
}

// member reads one value of a container, in an object with its name.
func (s *scanner) member(k kind, depth int) error {
	if k == isList {
		return s.value(depth + 1)
	}
	if s.peek() != '"' {
		return s.broken("a name in quotes is missing")
	}
	start, escaped, err := s.text()
	if err != nil {
		return err
	}
	end := s.at - 1
	s.space()
	if !s.take(':') {
		return s.broken("a colon after a name is missing")
	}
	s.space()
	at := len(s.nodes)
	if err := s.value(depth + 1); err != nil {
		return err
	}
	n := &s.nodes[at]
	n.nameStart, n.nameEnd, n.nameEscaped = start, offset(end), escaped
	return nil
}

// unique refuses an object in which two members have one name, however it is
// escaped.
func (s *scanner) unique(at uint32) error {
	t := &tape{src: s.src, nodes: s.nodes}
	// A handful of names is compared in place; only more need a set.
	var few [24]string
	var many map[string]bool
	n := 0
	for i := range t.children(at) {
		name := t.name(i)
		if many[name] || slices.Contains(few[:min(n, len(few))], name) {
			s.at = int(t.nodes[i].nameStart)
			return s.refuse("stix/duplicate-key", "ask the sender which of the two is meant",
				"an object has the same name twice; readers would differ on which one counts")
		}
		if n < len(few) {
			few[n] = name
		} else {
			if many == nil {
				many = map[string]bool{}
			}
			many[name] = true
		}
		n++
	}
	return nil
}

// number reads a number.
func (s *scanner) number() error {
	start := s.at
	s.take('-')
	if !s.take('0') && !s.digits() {
		return s.broken("a number has no digits")
	}
	if s.take('.') && !s.digits() {
		return s.broken("a number has no digits after its point")
	}
	if s.take('e') || s.take('E') {
		if !s.take('+') {
			s.take('-')
		}
		if !s.digits() {
			return s.broken("a number has no digits in its exponent")
		}
	}
	n := s.at - start
	s.at = start
	s.word(n, isNumber)
	return nil
}

// digits passes over digits and reports whether there was one.
func (s *scanner) digits() bool {
	start := s.at
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		s.at++
	}
	return s.at > start
}
