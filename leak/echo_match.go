package leak

import "slices"

// What makes a paraphrase. The figures were chosen on the half of the corpus
// that may be looked at, so that at most one clean text in fifty is stopped.
const (
	// leastShared is how many meanings two sentences share at least.
	leastShared = 3
	// leastWeight is what they weigh together at least, and leastPart what part
	// they are of what the protected sentence says; each further sentence of the
	// window needs a larger part.
	leastWeight  = 2.4
	leastPart    = 0.40
	partPerMore  = 0.08
	commonWeight = 0.35
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
	n         int
	// weight is what the shared meanings weigh, part what part of the protected
	// sentence they are, same the part of its words that stand there unchanged.
	weight, part, same float64
}

// score orders matches.
func (m match) score() float64 { return m.weight * m.part }

// match gives the protected sentence that a window says again, if it does.
func (e *echo) match(window []utterance) match {
	var meanings, exact []int
	for _, u := range window {
		meanings = append(meanings, u.meanings...)
		exact = append(exact, u.exact...)
	}
	best, open := match{}, match{}
	for i := range e.candidates {
		m := e.meet(&e.candidates[i], meanings, exact)
		if m.candidate == nil || m.part < leastPart+partPerMore*float64(len(window)-1) {
			continue
		}
		if m.candidate.open {
			if m.score() > open.score() {
				open = m
			}
		} else if m.score() > best.score() {
			best = m
		}
	}
	if open.score() >= best.score() {
		return match{} // Everybody knows it.
	}
	return best
}

// meet weighs what a sentence shares with a window.
func (e *echo) meet(c *candidate, meanings, exact []int) match {
	m := match{}
	total := float64(c.others) + commonWeight*float64(c.commonOthers)
	for _, s := range c.shared {
		w := e.weigh(s)
		total += w
		if slices.Contains(meanings, s) {
			m.shared = append(m.shared, s)
			m.weight += w
		}
	}
	if len(m.shared) < leastShared || m.weight < leastWeight {
		return match{}
	}
	same := 0
	for _, w := range c.exact {
		if slices.Contains(exact, w) {
			same++
		}
	}
	m.candidate, m.part, m.same = c, m.weight/total, float64(same)/float64(max(1, c.words))
	return m
}
