package leak

import (
	_ "embed" // The words of the thesaurus are files.
	"slices"
	"strings"
	"sync"
)

// A thesaurus gives which stems may mean the same: those of one line of synonyms.
// A stem may stand in several.
type thesaurus struct {
	// groups are the lines of a stem, and members the stems of each line.
	groups  map[string][]int
	members [][]string
	// common are stems that half of all sentences hold, idle those that say
	// nothing at all.
	common, idle map[string]bool
}

// english is the thesaurus, made by hand for what reports of threats speak of.
// It is small on purpose: each line can be explained to the drafter. It is read
// when the first text is checked.
var english = sync.OnceValue(func() *thesaurus { return readThesaurus(threatWords+lifeWords, commonWords, idleWords) })

// The words of the thesaurus. Of synonyms a line is one meaning: threatWords is
// what reports of threats speak of, lifeWords what everything else does.
// commonWords stand in reports and warnings of every kind, and idleWords are the
// words of grammar, as they stand in a text.
var (
	//go:embed english/threats.txt
	threatWords string
	//go:embed english/life.txt
	lifeWords string
	//go:embed english/common.txt
	commonWords string
	//go:embed english/idle.txt
	idleWords string
)

// readThesaurus reads it.
func readThesaurus(lines, common, idle string) *thesaurus {
	t := &thesaurus{groups: map[string][]int{}, common: map[string]bool{}, idle: map[string]bool{}}
	for line := range strings.Lines(lines) {
		var members []string
		for word := range strings.FieldsSeq(line) {
			if s := string(stem([]byte(word))); !slices.Contains(members, s) {
				t.groups[s] = append(t.groups[s], len(t.members))
				members = append(members, s)
			}
		}
		if len(members) > 0 {
			t.members = append(t.members, members)
		}
	}
	for word := range strings.FieldsSeq(common) {
		t.common[string(stem([]byte(word)))] = true
	}
	for word := range strings.FieldsSeq(idle) {
		t.idle[word] = true
	}
	return t
}

// meanings gives the stems that may mean the same, the stem itself first.
func (t *thesaurus) meanings(s string) []string {
	all := []string{s}
	for _, g := range t.groups[s] {
		all = append(all, t.members[g]...)
	}
	return all
}
