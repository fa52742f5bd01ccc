package stix

import "iter"

// A tape is a text of JSON that was read: its values in the order in which
// they stand. The first is the whole.
type tape struct {
	src   string
	nodes []node
}

// children gives the values that stand directly in an object or a list.
func (t *tape) children(at uint32) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		if k := t.nodes[at].kind; k != isObject && k != isList {
			return
		}
		for i := at + 1; i < t.nodes[at].next; i = t.nodes[i].next {
			if !yield(i) {
				return
			}
		}
	}
}

// kind is what a value is.
func (t *tape) kind(at uint32) kind { return t.nodes[at].kind }

// name is the name of a member.
func (t *tape) name(at uint32) string {
	n := &t.nodes[at]
	name := t.src[n.nameStart:n.nameEnd]
	if n.nameEscaped {
		return unescape(name)
	}
	return name
}

// text is what a text says, and of any other value its own characters.
func (t *tape) text(at uint32) string {
	n := &t.nodes[at]
	text := t.src[n.start:n.end]
	if n.escaped {
		return unescape(text)
	}
	return text
}

// member finds a member by its exact name.
func (t *tape) member(at uint32, name string) (uint32, bool) {
	if t.kind(at) != isObject {
		return 0, false
	}
	for i := range t.children(at) {
		if t.name(i) == name {
			return i, true
		}
	}
	return 0, false
}

// words gives the text of a member, empty where it is absent or no text.
func (t *tape) words(at uint32, name string) string {
	if i, ok := t.member(at, name); ok && t.kind(i) == isText {
		return t.text(i)
	}
	return ""
}

// length is how many values stand directly in an object or a list.
func (t *tape) length(at uint32) int {
	n := 0
	for range t.children(at) {
		n++
	}
	return n
}

// scalars is how many texts and numbers there are.
func (t *tape) scalars() int {
	n := 0
	for i := range t.nodes {
		if k := t.nodes[i].kind; k == isText || k == isNumber {
			n++
		}
	}
	return n
}

// same reports whether two values say the same in the same characters, white
// space aside.
func (t *tape) same(a, b uint32) bool {
	n := t.nodes[a].next - a
	if t.nodes[b].next-b != n {
		return false
	}
	for i := range n {
		x, y := &t.nodes[a+i], &t.nodes[b+i]
		if x.kind != y.kind || x.next-a != y.next-b || i > 0 && t.name(a+i) != t.name(b+i) {
			return false
		}
		if x.kind != isObject && x.kind != isList && t.text(a+i) != t.text(b+i) {
			return false
		}
	}
	return true
}
