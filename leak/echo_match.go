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

// sum adds up, for each sentence of the outgoing text, what of the words of a
// protected sentence it may share at most.
func (e *echo) sum(words []heard) {
	clear(e.sums)
	for _, h := range words {
		for _, w := range h.words {
			for _, i := range e.words[w].in {
				e.sums[i] += h.most
			}
		}
	}
}

// bound gives the best score that a protected sentence can have with any window,
// total being what it weighs.
func (e *echo) bound(words []heard, total float64) float64 {
	e.sum(words)
	best := 0.0
	for i := range e.sums {
		best = max(best, e.windowSum(i, maxWindow))
	}
	best = min(best, total)
	return best * best / total
}

// windowSum adds up n sentences from one on.
func (e *echo) windowSum(i, n int) float64 {
	sum := 0.0
	for _, s := range e.sums[i:min(i+n, len(e.sums))] {
		sum += s
	}
	return sum
}

// matches gives for each window the protected sentence that it says again best,
// if it does. What an open sentence says as well everybody knows.
func (e *echo) matches() []match {
	best, open := make([]match, maxWindow*len(e.said)), make([]match, maxWindow*len(e.said))
	e.weights = e.weights[:0]
	for n := range e.words {
		e.weights = append(e.weights, e.weigh(n))
	}
	for i := range e.candidates {
		c := &e.candidates[i]
		e.sum(c.shared)
		if c.open {
			e.try(c, open)
		} else {
			e.try(c, best)
		}
	}
	var all []match
	for at, m := range best {
		if m.candidate != nil && m.score() > open[at].score() {
			all = append(all, m)
		}
	}
	return all
}

// try lays a sentence beside each window, and keeps where it is the best so far.
func (e *echo) try(c *candidate, best []match) {
	for i := range e.said {
		for n := 1; n <= maxWindow && i+n <= len(e.said); n++ {
			least := leastScore + scorePerMore*float64(n-1)
			// What is shared cannot score more than this by itself.
			if e.windowSum(i, n) < least {
				continue
			}
			m := e.meet(c, e.said[i:i+n])
			if at := i*maxWindow + n - 1; len(m.shared) >= leastShared && m.score() >= max(least, best[at].score()) {
				m.first, m.n, m.shared = i, n, slices.Clone(m.shared)
				best[at] = m
			}
		}
	}
}

// meet weighs what a sentence shares with a window. A word of the window counts
// once. What is shared is good until the next call.
func (e *echo) meet(c *candidate, window []utterance) match {
	m := match{candidate: c, shared: e.shared[:0]}
	total, same := c.others, 0
	e.open(window, true)
	for _, h := range c.shared {
		if h.exact > 0 && slices.ContainsFunc(window, func(u utterance) bool { return slices.Contains(u.exact, h.exact) }) {
			same++
		}
		full := e.weights[h.words[0]]
		total += full
		at := slices.IndexFunc(h.words, func(w int) bool { return e.within[w] && !e.used[w] })
		if at < 0 {
			continue
		}
		w, worth := h.words[at], synonymWeight
		if at == 0 && h.itself {
			worth = 1
		}
		e.used[w] = true
		m.shared = append(m.shared, w)
		m.weight += min(full, e.weights[w]) * worth
	}
	e.open(window, false)
	e.shared = m.shared
	if total > 0 {
		m.part = m.weight / total
	}
	m.same = float64(same) / float64(max(1, c.count))
	return m
}

// open marks the words of a window as there and not used, or as gone.
func (e *echo) open(window []utterance, there bool) {
	for _, u := range window {
		for _, w := range u.words {
			e.within[w], e.used[w] = there, false
		}
	}
}
