package leak

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// The bounds of what an echo remembers of protected sentences: how many, and how
// many words of one sentence are looked at.
const (
	maxCandidates = 4096
	maxSentence   = 120
	// maxWindow is how many sentences of the outgoing text are read as one.
	maxWindow = 3
)

// An echo finds sentences of passages that the outgoing text says again, in
// another order or in other words. It compares what words mean, not where they
// stand. Its size is that of the outgoing text and of a bounded number of
// protected sentences.
type echo struct {
	// senses are what stems of passages mean, in words of the outgoing text.
	senses map[string]sense
	// words are the words of the outgoing text that say something, in order of
	// their number.
	words     []spoken
	sentences int

	said       []utterance
	candidates []candidate
	// least is what a sentence must weigh to be remembered.
	least float64

	// scratch is reused for each word, sentence and window.
	word   []byte
	heard  []heard
	within []bool
	used   []bool
	sums   []float64
	// weights are what the words weigh, once all passages are read.
	weights []float64
	shared  []int
}

// A sense is what a stem may mean: words of the outgoing text, itself first
// where it is one of them.
type sense struct {
	words []int
	// itself is true where the first word is the stem itself.
	itself bool
	// told is true for what a released value says, idle for words of grammar;
	// near is true for what means the same as something told.
	told, near bool
}

// A spoken is a word of the outgoing text, with how many protected sentences hold
// what it means.
type spoken struct {
	text, stem string
	common     bool
	near       bool
	seen       int
	// in are the sentences of the outgoing text that hold it.
	in []int
}

// An utterance is a sentence of the outgoing text: its words by number, and as
// they are written.
type utterance struct {
	first, n     int
	words, exact []int
}

// A heard is a word of a protected sentence with what of the outgoing text it may
// mean, and with its number there if it is written the same.
type heard struct {
	sense
	exact int
	most  float64 // what it weighs at most
}

// A candidate is a sentence of a passage that shares meanings with the outgoing
// text.
type candidate struct {
	part, text string
	open       bool
	shared     []heard
	// others weighs what it says beside; count counts its words that say something;
	// most is the best score that it could have with any window.
	others float64
	count  int
	most   float64
}

// newEcho reads the outgoing text that a hunt holds.
func newEcho(h *hunt, cleared Cleared) *echo {
	e := &echo{senses: map[string]sense{}, least: leastScore}
	for word := range english().idle {
		e.senses[word] = sense{told: true}
	}
	var told scanner
	told.read(norm.NFC.String(strings.Join(slices.Concat(cleared.Values, cleared.Wordings), "\n\n")))
	for i := range told.words {
		s := e.stemOf(told.text(i))
		for _, m := range english().meanings(s) {
			if old := e.senses[m]; !old.told {
				e.senses[m] = sense{near: true}
			}
		}
		e.senses[s] = sense{told: true}
	}
	s := &h.outgoing
	first := 0
	for i := 1; i <= len(s.words); i++ {
		if i < len(s.words) && !endsSentence(s.gap(i)) && !beginsItem(h.text, s.words[i-1], s.words[i]) {
			continue
		}
		e.utter(h, first, i-first)
		first = i
	}
	e.within, e.used = make([]bool, len(e.words)), make([]bool, len(e.words))
	e.sums = make([]float64, len(e.said))
	return e
}

// utter takes in a sentence of the outgoing text.
func (e *echo) utter(h *hunt, first, n int) {
	u := utterance{first: first, n: n}
	for i := first; i < min(first+n, len(h.outgoing.words)); i++ {
		text := h.outgoing.text(i)
		w := e.learn(text)
		if w < 0 {
			continue
		}
		if !slices.Contains(u.words, w) {
			u.words = append(u.words, w)
			e.words[w].in = append(e.words[w].in, len(e.said))
		}
		u.exact = append(u.exact, h.runs.vocabulary[string(text)])
	}
	e.said = append(e.said, u)
}

// learn gives the number of a word of the outgoing text, and takes in all that
// may mean the same; -1 is a word that says nothing.
func (e *echo) learn(text []byte) int {
	if len(text) < 2 || e.senses[string(text)].told {
		return -1
	}
	s := e.stemOf(text)
	own := e.senses[s]
	switch {
	case own.told:
		return -1
	case own.itself:
		return own.words[0]
	}
	w := len(e.words)
	e.words = append(e.words, spoken{text: string(text), stem: s, common: english().common[s], near: own.near})
	for i, other := range english().meanings(s) {
		o := e.senses[other]
		switch {
		case o.told:
			continue
		case i == 0:
			o.itself, o.words = true, append([]int{w}, o.words...)
		case !slices.Contains(o.words, w):
			o.words = append(o.words, w)
		}
		e.senses[other] = o
	}
	return w
}

// stemOf gives the stem of a word.
func (e *echo) stemOf(text []byte) string {
	e.word = append(e.word[:0], text...)
	return string(stem(e.word))
}

// endsSentence reports whether a sentence ends in what stands between two words.
func endsSentence(gap []byte) bool {
	if bytes.IndexByte(gap, '\n') >= 0 {
		return true
	}
	i := bytes.IndexAny(gap, ".!?;")
	return i >= 0 && i+1 < len(gap) && bytes.IndexByte(gap[i:], ' ') >= 0
}

// beginsItem reports whether a word begins an item of a list, or a line with a
// label.
func beginsItem(text string, before, next word) bool {
	if before.line == next.line {
		return false
	}
	start := strings.LastIndexByte(text[:next.start], '\n') + 1
	if strings.ContainsAny(text[start:next.start], "-*•+") {
		return true
	}
	label, _, found := strings.Cut(text[start:min(len(text), start+around/3)], ":")
	return found && !strings.Contains(label, "\n")
}

// hold takes in the sentences of the piece that a hunt has read.
func (e *echo) hold(h *hunt) {
	if len(e.said) == 0 {
		return
	}
	s := &h.passage
	first := 0
	for i := 1; i <= len(s.words); i++ {
		if i < len(s.words) && i-first < maxSentence && !endsSentence(s.gap(i)) {
			continue
		}
		e.hear(h, first, i)
		first = i
	}
}

// hear takes in one sentence of a passage.
func (e *echo) hear(h *hunt, first, end int) {
	c := e.listen(h, first, end)
	if c.count == 0 {
		return
	}
	if !h.open {
		e.sentences++
		for _, w := range e.heard {
			for _, n := range w.words {
				e.words[n].seen++
			}
		}
	}
	if len(e.heard) < leastShared {
		return
	}
	shared := 0.0
	for _, w := range e.heard {
		shared += w.most
	}
	if shared*shared/(shared+c.others) < e.least {
		return
	}
	if c.most = e.bound(e.heard, shared+c.others); c.most < e.least {
		return
	}
	c.shared = slices.Clone(e.heard)
	c.text = excerptOf(h.piece, h.passage.words[first].start, h.passage.words[end-1].end)
	e.candidates = append(e.candidates, c)
	if len(e.candidates) >= 2*maxCandidates {
		e.prune()
	}
}

// listen reads the words of a sentence: heard are those that the outgoing text
// may mean too.
func (e *echo) listen(h *hunt, first, end int) candidate {
	e.heard = e.heard[:0]
	c := candidate{part: h.part, open: h.open}
	for i := first; i < end; i++ {
		text := h.passage.text(i)
		if len(text) < 2 || e.senses[string(text)].told {
			continue
		}
		e.word = append(e.word[:0], text...)
		root := stem(e.word)
		s := e.senses[string(root)]
		if s.told {
			continue
		}
		c.count++
		weight := plainWeight(english().common[string(root)], s.near)
		if len(s.words) > 0 {
			e.heard = append(e.heard, heard{s, h.runs.vocabulary[string(text)], weight})
		} else {
			c.others += weight
		}
	}
	return c
}

// excerptOf gives a sentence as it stands in a passage.
func excerptOf(piece string, from, to int) string { return piece[from:min(to, from+widest)] }

// prune keeps the sentences that may score best.
func (e *echo) prune() {
	slices.SortStableFunc(e.candidates, func(a, b candidate) int { return cmp.Compare(b.most, a.most) })
	clear(e.candidates[maxCandidates:])
	e.candidates = e.candidates[:maxCandidates]
	e.least = max(e.least, e.candidates[maxCandidates-1].most)
}

// leaks gives the sentences of the outgoing text that say a protected sentence
// again, each once, with the best that there is for it. What stands in a run of
// words that was found is told with that.
func (e *echo) leaks(h *hunt) []Leak {
	all := e.matches()
	slices.SortStableFunc(all, func(a, b match) int {
		return cmp.Or(cmp.Compare(b.score(), a.score()), cmp.Compare(a.n, b.n), cmp.Compare(a.first, b.first))
	})
	var leaks []Leak
	taken := make([]bool, len(e.said))
	for _, m := range all {
		if slices.Contains(taken[m.first:m.first+m.n], true) {
			continue
		}
		for i := range m.n {
			taken[m.first+i] = true
		}
		first, last := e.said[m.first], e.said[m.first+m.n-1]
		l := e.leak(h, first.first, last.first+last.n-first.first, m)
		if !h.runs.leakWithin(first.first, last.first+last.n) {
			leaks = append(leaks, l)
		}
	}
	return leaks
}

// leak makes a finding that names the words that are shared.
func (e *echo) leak(h *hunt, first, n int, m match) Leak {
	rule := RuleParaphrase
	if m.same >= reorderedShare && m.candidate.count >= reorderedWords {
		rule = RuleReordered
	}
	l := h.leak(rule, first, n, &finding{part: m.candidate.part, source: oneLine(strings.ToValidUTF8(m.candidate.text, ""))})
	if len(l.Found) > widest {
		l.Found = strings.ToValidUTF8(l.Found[:widest], "")
	}
	var words []string
	for _, shared := range m.shared {
		words = append(words, e.words[shared].text)
	}
	l.Because = fmt.Sprintf("both speak of %s", strings.Join(words, ", "))
	return l
}
