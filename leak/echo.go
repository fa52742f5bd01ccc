package leak

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
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
	meaning map[string]int // by stem, from 1; 0 is unknown, -1 is told or idle
	// names are the meanings in words of the outgoing text, seen how many protected
	// sentences hold each; sentences counts those.
	names     []string
	common    []bool
	seen      []int
	sentences int

	said       []utterance
	candidates []candidate
	least      int

	// scratch is reused for each word and sentence.
	word  []byte
	heard []int
	exact []int
}

// An utterance is a sentence of the outgoing text: its words, and what they
// mean.
type utterance struct {
	first, n int
	meanings []int
	exact    []int
}

// A candidate is a sentence of a passage that shares meanings with the outgoing
// text.
type candidate struct {
	part, text string
	open       bool
	shared     []int
	exact      []int
	// others and commonOthers count what it says beside; words counts all of its
	// words that say something.
	others, commonOthers, words int
}

// newEcho reads the outgoing text that a hunt holds.
func newEcho(h *hunt, cleared Cleared) *echo {
	e := &echo{meaning: map[string]int{}, names: []string{""}, common: []bool{false}, seen: []int{0}}
	for word := range english.idle {
		e.meaning[word] = -1
	}
	var told scanner
	told.read(norm.NFC.String(strings.Join(cleared.Values, "\n\n")))
	for i := range told.words {
		stem := e.stemOf(told.text(i))
		for _, m := range english.meanings(stem) {
			e.meaning[m] = -1
		}
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
	return e
}

// utter takes in a sentence of the outgoing text.
func (e *echo) utter(h *hunt, first, n int) {
	u := utterance{first: first, n: n}
	for i := first; i < first+n; i++ {
		text := h.outgoing.text(i)
		m := e.learn(text)
		if m <= 0 {
			continue
		}
		if !slices.Contains(u.meanings, m) {
			u.meanings = append(u.meanings, m)
		}
		u.exact = append(u.exact, h.runs.vocabulary[string(text)])
	}
	e.said = append(e.said, u)
}

// learn gives the meaning of a word of the outgoing text, and takes in all that
// mean the same.
func (e *echo) learn(text []byte) int {
	if e.meaning[string(text)] == -1 {
		return -1
	}
	s := e.stemOf(text)
	if m, known := e.meaning[s]; known {
		return m
	}
	if len(s) < 2 {
		return -1
	}
	m := len(e.names)
	e.names = append(e.names, string(text))
	e.common = append(e.common, english.common[s])
	e.seen = append(e.seen, 0)
	for _, other := range english.meanings(s) {
		if _, taken := e.meaning[other]; !taken {
			e.meaning[other] = m
		}
	}
	return m
}

// stemOf gives the stem of a word, and of a number in words its digits.
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
	e.heard, e.exact = e.heard[:0], e.exact[:0]
	c := candidate{part: h.part, open: h.open}
	for i := first; i < end; i++ {
		text := h.passage.text(i)
		if len(text) < 2 || e.meaning[string(text)] == -1 {
			continue
		}
		e.word = append(e.word[:0], text...)
		root := stem(e.word)
		m := e.meaning[string(root)]
		switch {
		case m < 0:
			continue
		case m > 0 && !slices.Contains(e.heard, m):
			e.heard = append(e.heard, m)
			if v := h.runs.vocabulary[string(text)]; v > 0 {
				e.exact = append(e.exact, v)
			}
		case m > 0:
		case english.common[string(root)]:
			c.commonOthers++
		default:
			c.others++
		}
		c.words++
	}
	if c.words == 0 {
		return
	}
	if !h.open {
		e.sentences++
		for _, m := range e.heard {
			e.seen[m]++
		}
	}
	if len(e.heard) < leastShared || len(e.heard) < e.least {
		return
	}
	c.shared, c.exact = slices.Clone(e.heard), slices.Clone(e.exact)
	c.text = excerptOf(h.piece, h.passage.words[first].start, h.passage.words[end-1].end)
	e.candidates = append(e.candidates, c)
	if len(e.candidates) > 2*maxCandidates {
		e.prune()
	}
}

// excerptOf gives a sentence as it stands in a passage.
func excerptOf(piece string, from, to int) string { return piece[from:min(to, from+widest)] }

// prune keeps the sentences that share most.
func (e *echo) prune() {
	slices.SortStableFunc(e.candidates, func(a, b candidate) int { return cmp.Compare(len(b.shared), len(a.shared)) })
	e.candidates = slices.Clip(e.candidates[:maxCandidates])
	e.least = len(e.candidates[maxCandidates-1].shared)
}

// weigh gives what it tells that two sentences share a meaning: less where it is
// common in English, and less where many protected sentences hold it.
func (e *echo) weigh(m int) float64 {
	w := 1.0
	if e.common[m] {
		w = commonWeight
	}
	if e.sentences >= 50 {
		rare := 1 - math.Log(float64(max(1, e.seen[m])))/math.Log(float64(e.sentences))
		w *= 0.3 + 0.7*rare
	}
	return w
}

// leaks gives the sentences of the outgoing text that say a protected sentence
// again, each once, with the best that there is for it. What stands in a run of
// words that was found is told with that.
func (e *echo) leaks(h *hunt, found []Leak) []Leak {
	var leaks []Leak
	for i := 0; i < len(e.said); i++ {
		best := match{}
		for n := 1; n <= maxWindow && i+n <= len(e.said); n++ {
			if m := e.match(e.said[i : i+n]); m.score() > best.score() {
				best = m
				best.n = n
			}
		}
		if best.candidate == nil {
			continue
		}
		first, last := e.said[i], e.said[i+best.n-1]
		l := e.leak(h, first.first, last.first+last.n-first.first, best)
		end := h.outgoing.words[last.first+last.n-1].line
		if !slices.ContainsFunc(found, func(o Leak) bool { return o.Rule == RuleRun && o.Line >= l.Line && o.Line <= end }) {
			leaks = append(leaks, l)
		}
		i += best.n - 1
	}
	return leaks
}

// leak makes a finding that names the words that are shared.
func (e *echo) leak(h *hunt, first, n int, m match) Leak {
	rule := RuleParaphrase
	if m.same >= reorderedShare && len(m.candidate.exact) >= reorderedWords {
		rule = RuleReordered
	}
	l := h.leak(rule, first, n, &finding{part: m.candidate.part, source: oneLine(strings.ToValidUTF8(m.candidate.text, ""))})
	if len(l.Found) > widest {
		l.Found = strings.ToValidUTF8(l.Found[:widest], "")
	}
	var words []string
	for _, shared := range m.shared {
		words = append(words, e.names[shared])
	}
	l.Because = fmt.Sprintf("both speak of %s", strings.Join(words, ", "))
	return l
}
