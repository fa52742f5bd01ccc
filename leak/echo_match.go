package leak

import (
	"math"
	"slices"
)

// What makes a paraphrase. The figures were chosen on the half of the corpus
// that may be looked at, so that at most one clean text in fifty is stopped.
const (
	// leastShared is how many meanings two sentences share at least.
	leastShared = 3
	// leastScore is what they must weigh together with the part that they are of
	// the protected sentence; each further sentence of the window needs more.
	leastScore   = 0.8
	scorePerMore = 0.4
	// commonWeight is what a word counts that stands in sentences of every kind,
	// nearWeight one that means the same as a released value, synonymWeight one
	// that is only like another.
	commonWeight  = 0.2
	nearWeight    = 0.4
	synonymWeight = 0.75
	// reorderedShare is what part of the words of a protected sentence stand in
	// the text as they are where it is only reordered, reorderedWords how many at
	// least.
	reorderedShare = 0.8
	reorderedWords = 5
)

// A match is how a window of the outgoing text meets a protected sentence.
type match struct {
	candidate *candidate
	shared    []int
	first, n  int
	// weight is what the shared meanings weigh, part what part of the protected
	// sentence they are, same the part of its words that stand there unchanged.
	weight, part, same float64
}

// score orders matches: much that is shared, and much of what there is.
func (m match) score() float64 { return m.weight * m.part }

// plainWeight is what a word weighs before it is known how rare it is.
func plainWeight(common, near bool) float64 {
	w := 1.0
	if common {
		w = commonWeight
	}
	if near {
		w *= nearWeight
	}
	return w
}

// weigh gives what it tells that two sentences share a word: less where it is
// common in English, and less where many protected sentences hold it.
func (e *echo) weigh(n int) float64 {
	s := e.words[n]
	w := plainWeight(s.common, s.near)
	if e.sentences >= manySentences {
		rare := 1 - math.Log(float64(max(1, s.seen)))/math.Log(float64(e.sentences))
		w *= 0.3 + 0.7*rare
	}
	return w
}

// manySentences is from how many protected sentences on it says something that a
// word stands in few of them.
const manySentences = 50

// match gives the protected sentence that a window says again, if it does.
func (e *echo) match(window []utterance) match {
	var exact []int
	clear(e.within)
	for _, u := range window {
		for _, w := range u.words {
			e.within[w] = true
		}
		exact = append(exact, u.exact...)
	}
	best, open := match{}, match{}
	least := leastScore + scorePerMore*float64(len(window)-1)
	for i := range e.candidates {
		m := e.meet(&e.candidates[i], exact)
		switch {
		case m.score() < least || len(m.shared) < leastShared:
		case m.candidate.open && m.score() > open.score():
			open = m
		case !m.candidate.open && m.score() > best.score():
			best = m
		}
	}
	if open.score() >= best.score() {
		return match{} // Everybody knows it.
	}
	return best
}

// meet weighs what a sentence shares with a window. A word of the window counts
// once.
func (e *echo) meet(c *candidate, exact []int) match {
	m := match{candidate: c}
	total, same := c.others, 0
	clear(e.used)
	for _, h := range c.shared {
		if h.exact > 0 && slices.Contains(exact, h.exact) {
			same++
		}
		w, worth := -1, 1.0
		for i, n := range h.words {
			if e.within[n] && !e.used[n] {
				w = n
				if i > 0 || !h.itself {
					worth = synonymWeight
				}
				break
			}
		}
		full := e.weigh(h.words[0])
		total += full
		if w >= 0 {
			e.used[w] = true
			m.shared = append(m.shared, w)
			m.weight += min(full, e.weigh(w)) * worth
		}
	}
	if total > 0 {
		m.part = m.weight / total
	}
	m.same = float64(same) / float64(max(1, c.count))
	return m
}
