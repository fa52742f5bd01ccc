package cases

import (
	"fmt"
	"strings"
	"testing"
)

// plain is a case with nothing wrong.
const plain = `number: 1
name: a-case
title: A case
sources: [somebody]
evidence: R
holder: Somebody
packs: [icd-191]
bound: true
needed:
  - {failure: F-5, named: true, because: not seen}
really: Nothing.
helped: unknown
why: Nobody knows.
timeline:
  - at: 2020-01-01
    says: Something is known.
    known:
      facts: {harm: kidnapping}
      window: {from: 2020-01-02, until: 2020-01-03}
      concerned: [{who: police, as: protector}]
  - at: 2020-01-02
    precision: about
    says: They are told.
    did: {act: warned, by: holder, to: police, as: responsible-protector, ways: [e-mail], told: {where: city}, reached: [police]}
    untold: [onward]
  - at: 2020-01-03
    says: Nothing happens.
    happened: {event: nothing}
`

// TestParse refuses what is not a case, with the line that is wrong.
func TestParse(t *testing.T) {
	t.Parallel()
	if _, err := Parse([]byte(plain)); err != nil {
		t.Fatalf("a plain case is refused: %v", err)
	}
	for _, c := range []struct {
		from, to string
		line     int
		why      string
	}{
		{"name: a-case", "nome: a-case", 2, "unknown field"},
		{"name: a-case", "name: A Case", 2, "no name"},
		{"title: A case", "title: ''", 3, "not told"},
		{"number: 1", "number: 0", 1, "from 1 on"},
		{"number: 1", "number: one", 1, ""},
		{"number: 1\n", "number: 1\nnumber: 1\n", 2, "already defined"},
		{"sources: [somebody]", "sources: []", 4, "names its sources"},
		{"evidence: R", "evidence: Q", 5, "no evidence"},
		{"holder: Somebody", "holder: ' '", 6, "not told"},
		{"packs: [icd-191]", "packs: []", 7, "names the pack"},
		{"failure: F-5", "failure: F-29", 10, "none of F-1 to F-28"},
		{"failure: F-5", "failure: F-05", 10, "none of F-1 to F-28"},
		{"because: not seen}", "because: not seen}\n  - {failure: F-5, named: true, because: again}", 11, "twice"},
		{"because: not seen", "because: ''", 10, "not told"},
		{"helped: unknown", "helped: perhaps", 12, "no helped"},
		{"at: 2020-01-01", "at: 1 January", 15, "no date"},
		{"  - at: 2020-01-01\n    says", "  - says", 15, "no date"},
		{"says: Something is known.", "says: ''", 16, "not told"},
		{"says: They are told.", "says: ''", 23, "not told"},
		{"facts: {harm: kidnapping}", "facts: {minutes_left: 5}", 18, "follows from"},
		{"until: 2020-01-03}", "until: 2020-01-01}", 19, "before it begins"},
		{"until: 2020-01-03}", "until: soon}", 19, "no date"},
		{"told: {where: city}", "valid_until: soon", 24, "no date"},
		{"as: protector}", "as: bystander}", 20, "no role"},
		{"precision: about", "precision: roughly", 22, "no precision"},
		{"act: warned", "act: wondered", 24, "no act"},
		{"by: holder", "by: somebody", 24, "no party"},
		{"as: responsible-protector", "as: friend", 24, "no kind"},
		{"ways: [e-mail]", "ways: [pigeon]", 24, "no way"},
		{"to: police, ", "", 24, "to whom"},
		{"told: {where: city}", "told: {where: town}", 24, "no rung"},
		{"told: {where: city}", "told: {when: city}", 24, "no rung"},
		{"told: {where: city}", "told: {by: perhaps}", 24, "or left out"},
		{"told: {where: city}", "told: {source: told}", 24, "no field"},
		{"reached: [police]", "reached: [army]", 24, "concerned"},
		{"untold: [onward]", "untold: [weather]", 25, "no question"},
		{"at: 2020-01-03\n    says: N", "at: 2020-01-01\n    says: N", 26, "order"},
		{"happened: {event: nothing}", "happened: {event: rain}", 28, "no event"},
		{"    happened: {event: nothing}\n", "", 26, "one of known, did and happened"},
		{"  - at: 2020-01-01\n", "  - at: 2020-01-01\n    precision: after\n", 16, "last date"},
		{"  - at: 2020-01-01\n", "  - at: 2020-01-01\n    evidence: X\n", 16, "no evidence"},
		{"bound: true", "bound: [", 8, ""},
	} {
		bad := strings.Replace(plain, c.from, c.to, 1)
		if bad == plain {
			t.Fatalf("%q is not in the plain case", c.from)
		}
		_, err := Parse([]byte(bad))
		if err == nil {
			t.Errorf("%q for %q is taken", c.to, c.from)
			continue
		}
		if want := fmt.Sprintf("line %d: ", c.line); !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%q for %q is refused as %q, not on line %d for %q", c.to, c.from, err, c.line, c.why)
		}
	}
	for i := range []byte(plain) {
		_, _ = Parse([]byte(plain[:i])) // it does not panic
	}
}
