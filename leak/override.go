package leak

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"example.org/tocsin/warning"
)

// Digest names a finding in one outgoing text: the text, the rule, where it
// stands, what was found and where that comes from. In another text, or in
// another place of the same one, it is another finding.
func (l Leak) Digest(outgoing string) string {
	h := sha256.New()
	text := sha256.Sum256([]byte(outgoing))
	h.Write([]byte("tocsin leak override v1\n"))
	h.Write(text[:])
	for _, field := range []string{l.Rule, strconv.Itoa(l.Line), strconv.Itoa(l.Column), l.Part, l.Found, l.Because} {
		h.Write([]byte(strconv.Itoa(len(field)) + ":" + field))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Remaining gives the findings in a text that no override names. An override
// without a reason names none. It names the finding by its digest, so that it can
// stand on the record and says nothing of what was found.
func Remaining(outgoing string, leaks []Leak, overrides []warning.Override) []Leak {
	var remaining []Leak
	for _, l := range leaks {
		digest := l.Digest(outgoing)
		if !slices.ContainsFunc(overrides, func(o warning.Override) bool {
			return o.Rule == l.Rule && o.Of == digest && o.Because != ""
		}) {
			remaining = append(remaining, l)
		}
	}
	return remaining
}
