package stix

import (
	"strconv"
	"strings"
	"time"
)

// validType reports whether a word may be the type of an object.
func validType(s string) bool {
	if len(s) < 3 || len(s) > 250 || strings.Contains(s, "--") {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c != '-' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// validID reports whether a text is an identifier: a type, two hyphens and a
// UUID. Which version the UUID is does not matter to us.
func validID(s string) bool {
	kind, uuid, ok := strings.Cut(s, "--")
	if !ok || len(uuid) != 36 || !validType(kind) {
		return false
	}
	for i := range len(uuid) {
		c := uuid[i]
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
			continue
		}
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return false
		}
	}
	return true
}

// typeOf is the type that an identifier names.
func typeOf(id string) string {
	kind, _, _ := strings.Cut(id, "--")
	return kind
}

// validVerb reports whether a word may be the type of a relationship.
func validVerb(s string) bool {
	if s == "" || len(s) > 250 {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// plainName reports whether the name of a property is one that STIX allows, so
// that it may be told where what stands under it may not.
func plainName(s string) bool {
	if s == "" || len(s) > 250 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c != '-' && c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// parseTime reads a timestamp: RFC 3339 in UTC, written with Z. A leap second
// is the second after the one before it.
func parseTime(s string) (time.Time, bool) {
	const layout = "2006-01-02T15:04:05Z"
	if len(s) < len(layout) || s[len(s)-1] != 'Z' || strings.IndexByte(s, ',') >= 0 {
		return time.Time{}, false
	}
	leap := s[17:19] == "60"
	if leap {
		s = s[:17] + "59" + s[19:]
	}
	t, err := time.Parse(layout, s)
	if err != nil {
		return time.Time{}, false
	}
	if leap {
		t = t.Add(time.Second)
	}
	return t, true
}

// time gives the time of a member.
func (t *tape) time(at uint32, name string) (time.Time, bool) {
	i, ok := t.member(at, name)
	if !ok || t.kind(i) != isText {
		return time.Time{}, false
	}
	return parseTime(t.text(i))
}

// maxDigits is how long a number may be written.
const maxDigits = 400

// number gives the number of a value, if it is one that STIX can hold.
func (t *tape) number(at uint32) (float64, bool) {
	text := t.text(at)
	if t.kind(at) != isNumber || len(text) > maxDigits {
		return 0, false
	}
	// ParseFloat refuses what is too large, such as 1e999.
	f, err := strconv.ParseFloat(text, 64)
	return f, err == nil
}

// whole reports whether a value is a whole number in the range in which every
// reader of JSON agrees.
func (t *tape) whole(at uint32) bool {
	if t.kind(at) != isNumber {
		return false
	}
	n, err := strconv.ParseInt(t.text(at), 10, 64)
	const most = 1<<53 - 1
	return err == nil && n >= -most && n <= most
}

// numberOf gives the number of a member.
func (t *tape) numberOf(at uint32, name string) (float64, bool) {
	i, ok := t.member(at, name)
	if !ok {
		return 0, false
	}
	return t.number(i)
}
