package name

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Match says how likely two writings are of one name.
type Match struct {
	// Score is from 0 to 100. 100 is the same letters. From 80 it is the same
	// name: spelled otherwise, in another script or order, or without a middle
	// name. From 60 it may be: a family name alone, an initial, a letter that is
	// wrong. Below 60 it is another name.
	Score int
	// Why says what made the score, without a word of the names.
	Why string
}

// What a difference costs in points, and where a score ends that has it.
const (
	priceOrder  = 3
	priceLight  = 2
	priceFather = 4
	priceMiddle = 12
	capPart     = 70 // one word of a name stands for all
	capInitial  = 76 // a word is its first letter
	scoreLetter = 72
	samePart    = 60 // below this two words are different names
)

// Compare says how likely a and b are writings of one name, whichever of the
// two comes first.
func Compare(a, b string) Match {
	fa, fb := Fold(a), Fold(b)
	if fa == fb {
		return Match{100, "the same letters"}
	}
	if fa > fb {
		a, b = b, a
	}
	pa, pb := partsOf(a), partsOf(b)
	if len(pa) == 0 || len(pb) == 0 {
		return Match{0, "a side without letters"}
	}
	best := comparePartsOf(pa, pb)
	if len(pa) != len(pb) && len(pa)+len(pb) <= maxParts {
		if s := alike(run(pa), run(pb)); s > best.Score && s >= samePart {
			best = Match{s, "the same name with its words joined"}
		}
	}
	return best
}

// run joins the words of a name into one.
func run(parts []part) word {
	var s strings.Builder
	for _, p := range parts {
		s.WriteString(p.fold)
	}
	return makeWord(s.String())
}

// heavy gives the parts that a name cannot be without: all, where all are light.
func heavy(parts []part) (kept []part, left int) {
	for _, p := range parts {
		if !p.light {
			kept = append(kept, p)
		}
	}
	if len(kept) == 0 {
		return parts, 0
	}
	return kept, len(parts) - len(kept)
}

// comparePartsOf lays the words of two names beside each other.
func comparePartsOf(a, b []part) Match {
	a, leftA := heavy(a)
	b, leftB := heavy(b)
	if len(a) > maxParts || len(b) > maxParts {
		return Match{0, "more words than a name has, and not the same ones"}
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	l := lay(a, b)
	l.light = leftA != leftB
	return l.match(a, b)
}

// A layout is which word of one name was laid beside which of the other.
type layout struct {
	to    []int // for each word of the shorter name
	score []int
	light bool
}

// lay pairs the words of two names, the most alike first.
func lay(a, b []part) layout {
	type pair struct{ i, j, score int }
	pairs := make([]pair, 0, len(a)*len(b))
	for i, p := range a {
		for j, q := range b {
			if p.initial != q.initial {
				pairs = append(pairs, pair{i, j, initialOf(p, q)})
			} else {
				pairs = append(pairs, pair{i, j, p.like(q)})
			}
		}
	}
	slices.SortFunc(pairs, func(p, q pair) int {
		return cmp.Or(cmp.Compare(q.score, p.score), cmp.Compare(apart(p.i, p.j), apart(q.i, q.j)), cmp.Compare(p.i+p.j, q.i+q.j), cmp.Compare(p.i, q.i))
	})
	l := layout{to: make([]int, len(a)), score: make([]int, len(a))}
	for i := range l.to {
		l.to[i] = -1
	}
	taken := make([]bool, len(b))
	for _, p := range pairs {
		if l.to[p.i] < 0 && !taken[p.j] {
			l.to[p.i], l.score[p.i], taken[p.j] = p.j, p.score, true
		}
	}
	return l
}

// apart is how far two places are from each other.
func apart(i, j int) int { return max(i-j, j-i) }

// initialOf scores a letter that may stand for a word.
func initialOf(p, q part) int {
	if q.initial {
		p, q = q, p
	}
	if p.fold == first(q.fold) {
		return scoreLetter
	}
	for _, x := range p.readings {
		for _, y := range q.readings {
			if x.letters[0].is&y.letters[0].is != 0 && p.script != q.script {
				return scoreLetter
			}
		}
	}
	return 0
}

// first is the first letter of a word.
func first(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n]
}

// match turns a layout into a score.
func (l layout) match(a, b []part) Match {
	var sum, weight, worst, full int
	worst = 100
	limit := 100
	var why []string
	scripts := false
	for i, j := range l.to {
		if a[i].initial != b[j].initial {
			limit = min(limit, capInitial)
			worst = min(worst, l.score[i])
			why = append(why, "an initial")
			continue
		}
		w := max(2, min(8, utf8.RuneCountInString(a[i].fold)))
		sum += w * l.score[i]
		weight += w
		worst = min(worst, l.score[i])
		full++
		scripts = scripts || a[i].script != b[j].script
	}
	if full == 0 {
		return Match{min(worst, samePart-1), "initials alone"}
	}
	score := sum / weight
	switch {
	case worst < samePart && l.score != nil:
		return Match{min(score, worst*2/3, samePart-1), "a word that is another name"}
	case score == 100:
		why = append(why, "the same words")
	default:
		why = append(why, "another spelling")
	}
	if scripts {
		why = append(why, "another script")
	}
	if l.light {
		score -= priceLight
		why = append(why, "a particle that only one has")
	}
	if !slices.IsSorted(l.to) {
		score -= priceOrder
		why = append(why, "words in another order")
	}
	price, missing := l.leftOver(b)
	score -= price
	why = append(why, missing...)
	if len(b) > len(a) && full == 1 && !slices.Equal(missing, []string{fatherMissing}) {
		limit = min(limit, capPart)
	}
	slices.Sort(why)
	return Match{max(0, min(score, limit, 99)), strings.Join(slices.Compact(why), "; ")}
}

const fatherMissing = "a patronymic that only one has"

// leftOver prices the words that only the longer name has.
func (l layout) leftOver(b []part) (price int, why []string) {
	for j, p := range b {
		switch {
		case slices.Contains(l.to, j):
		case p.patronymic:
			price += priceFather
			why = append(why, fatherMissing)
		case p.initial:
			price += priceFather
			why = append(why, "an initial that only one has")
		default:
			price += priceMiddle
			why = append(why, "a word that only one has")
		}
	}
	slices.Sort(why)
	return price, slices.Compact(why)
}
