package name

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// A spot is a word of the text that was taken for a part of a name.
type spot struct {
	part, word int
	likeness
}

// try lays a name around the word i, which is like an entry of it.
func (s *search) try(k known, i int, l likeness) {
	spots := []spot{{slices.Index(k.entry, l.entry), i, l}}
	for step := 1; step <= window && len(spots) < len(k.parts); step++ {
		for _, j := range [...]int{i + step, i - step} {
			if j >= 0 && j < len(s.words) && !s.parted(spots, j) {
				spots = s.extend(k, j, spots)
			}
		}
	}
	s.judge(k, spots)
}

// parted reports whether more than one word that is no particle stands between
// the word j and the nearest that was taken, or the end of a sentence.
func (s *search) parted(spots []spot, j int) bool {
	near := spots[0].word
	for _, p := range spots {
		if apart(p.word, j) < apart(near, j) {
			near = p.word
		}
	}
	between := 0
	for x := min(near, j) + 1; x <= max(near, j); x++ {
		if s.words[x].opens {
			return true
		}
		if x < max(near, j) && !s.words[x].light {
			between++
		}
	}
	return between > 1
}

// extend takes the word j for the part of the name that it is most like, if
// that part has none yet.
func (s *search) extend(k known, j int, spots []spot) []spot {
	best := spot{part: -1}
	for part, e := range k.entry {
		if slices.ContainsFunc(spots, func(x spot) bool { return x.part == part || x.word == j }) {
			continue
		}
		for _, l := range s.words[j].like {
			if l.entry == e && l.score > best.score {
				best = spot{part, j, l}
			}
		}
		if best.part < 0 && s.initial(k.parts[part], j) {
			best = spot{part, j, likeness{e, scoreLetter, s.words[j].start}}
		}
	}
	if best.part < 0 {
		return spots
	}
	return append(spots, best)
}

// initial reports whether a word of the text is the first letter of a part, or
// the part the first letter of the word.
func (s *search) initial(p part, j int) bool {
	w := s.words[j]
	one := utf8.RuneCountInString(w.fold) == 1
	if one == p.initial || one && !hasCapital(w.raw) && cased(w.raw) {
		return false
	}
	if p.initial && !hasCapital(w.raw) {
		return false
	}
	return first(w.fold) == first(p.fold)
}

// judge scores what was laid, and keeps it if it is enough.
func (s *search) judge(k known, spots []spot) {
	slices.SortFunc(spots, func(a, b spot) int { return cmp.Compare(a.word, b.word) })
	l := layout{}
	text := make([]part, 0, len(spots))
	for _, p := range spots {
		w := makeSpot(s.words[p.word], p.score, k.parts[p.part])
		l.to, l.score = append(l.to, p.part), append(l.score, p.score)
		text = append(text, w)
	}
	m := l.match(text, k.parts)
	if exact(l, k) {
		m = Match{100, "the same words"}
	}
	if len(spots) == 1 {
		m = s.alone(k, spots[0], m)
	}
	if m.Score >= s.least {
		start := spots[0].from
		for _, p := range spots {
			start = min(start, p.from)
		}
		s.hits = append(s.hits, Hit{k.id, start, s.words[spots[len(spots)-1].word].end, m.Score, m.Why})
	}
}

// makeSpot is the part that a word of the text stands for in a layout.
func makeSpot(w seen, score int, p part) part {
	q := part{word: word{fold: w.fold, script: scriptOf([]rune(w.fold))}, initial: p.initial}
	if score == scoreLetter && (p.initial || utf8.RuneCountInString(w.fold) == 1) {
		q.initial = !p.initial
	}
	return q
}

// exact reports whether all words of the name stand there in their order.
func exact(l layout, k known) bool {
	for i, to := range l.to {
		if to != i || l.score[i] < 100 {
			return false
		}
	}
	return len(l.to) == len(k.parts)
}

// alone judges one word that stands for a whole name. A word that many people
// bear, or that is a word of a language too, proves less.
func (s *search) alone(k known, p spot, m Match) Match {
	w := s.words[p.word]
	if p.from != w.start {
		return m
	}
	if ordinary[w.fold] && cased(w.raw) && (!hasCapital(w.raw) || w.opens) {
		return Match{}
	}
	if len(k.parts) == 1 || len(k.parts) == 2 && k.parts[1-p.part].initial {
		return m
	}
	if given[k.parts[p.part].fold] || k.parts[p.part].patronymic || ordinary[w.fold] {
		return Match{min(m.Score, scoreGiven), "a given name alone"}
	}
	return m
}
