package gazetteer

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"example.org/tocsin/name"
)

// mostLike is how many cities Like gives at most, and leastLike how like their
// names are at least, as name.Compare has it.
const (
	mostLike  = 20
	leastLike = 84
)

// Like gives the cities whose name may be another spelling of one that ByName
// does not know, in whatever script: the likest first, and of those the largest,
// 20 at most. Hints are those of ByName. It reads every name there is, which
// takes about a second: it is for a person who asks, and only he can say which of
// them is meant.
func Like(spelled string, hints ...string) []City {
	if len(spelled) > MaxName || name.Fold(spelled) == "" {
		return nil
	}
	t := cities()
	text, starts := t.list()
	likest := map[int32]int{}
	for _, hit := range name.NewFinder([]string{spelled}).Find(text, leastLike) {
		line := sort.SearchInts(starts, hit.Start+1) - 1
		called, of := t.line(line)
		if score := name.Compare(spelled, called).Score; score >= leastLike {
			likest[of] = max(likest[of], score)
		}
	}
	for called, key := range alsoCalled {
		of := names().find(t, key)
		if score := name.Compare(spelled, called).Score; score >= leastLike && len(of) > 0 {
			likest[of[0]] = max(likest[of[0]], score)
		}
	}
	type like struct {
		City
		score int
	}
	var found []like
	for of, score := range likest {
		if c := t.city(of); c.in(hints) {
			found = append(found, like{c, score})
		}
	}
	slices.SortFunc(found, func(a, b like) int {
		return cmp.Or(b.score-a.score, cmp.Compare(b.Population, a.Population), cmp.Compare(a.Point.String(), b.Point.String()))
	})
	var all []City
	for _, l := range found[:min(len(found), mostLike)] {
		all = append(all, l.City)
	}
	return all
}

// list writes all names, one a line, and says where each line begins: those of
// the cities in their order, and then the others.
func (t *cityTable) list() (text string, starts []int) {
	var b strings.Builder
	for i := range len(t.ends) + len(t.others) {
		called, _ := t.line(i)
		starts = append(starts, b.Len())
		b.WriteString(called)
		b.WriteByte('\n')
	}
	return b.String(), starts
}

// line gives the name on a line of the list, and the city that it is of.
func (t *cityTable) line(i int) (string, int32) {
	if n := len(t.ends); i >= n {
		return t.others[i-n].name, t.others[i-n].city
	}
	return t.name(int32(i)), int32(i) //nolint:gosec // there are 171,000 cities
}
