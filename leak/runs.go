package leak

// runLength is how many words in a row may not stand in both texts. In scripts
// that do not part words a character is taken for half a word.
const (
	runLength = 8
	runSigns  = 2 * runLength
)

// A run is words in a row, by their number in the vocabulary; what a shorter
// run leaves is 0.
type run [runSigns]int

// runs are the runs of words of the outgoing text, and what passages say of
// them.
type runs struct {
	vocabulary map[string]int
	findings   map[run]*finding
	// at are the runs by the word that they begin with.
	at []placedRun
}

// A placedRun is a run of n words; n is 0 where none begins.
type placedRun struct {
	*finding
	n int
}

// index takes in the words of the outgoing text.
func (r *runs) index(s *scanner) {
	r.vocabulary, r.findings = map[string]int{}, map[run]*finding{}
	r.at = make([]placedRun, len(s.words))
	for i := range s.words {
		if text := s.text(i); r.vocabulary[string(text)] == 0 {
			r.vocabulary[string(text)] = len(r.vocabulary) + 1
		}
	}
	r.each(s, func(run run, last, n int) {
		if r.findings[run] == nil {
			r.findings[run] = &finding{}
		}
		r.at[last-n+1] = placedRun{r.findings[run], n}
	})
}

// each gives every run of a text that is made of words of the outgoing text.
func (r *runs) each(s *scanner, visit func(run run, last, n int)) {
	var recent run // The last words, the latest at the end.
	known, spaced := 0, 0
	for i := range s.words {
		number := r.vocabulary[string(s.text(i))]
		if number == 0 {
			known, spaced = 0, 0
			continue
		}
		copy(recent[:], recent[1:])
		recent[runSigns-1] = number
		known++
		spaced++
		if s.words[i].kind == ofOne {
			spaced = 0
		}
		if spaced >= runLength {
			var short run
			copy(short[runSigns-runLength:], recent[runSigns-runLength:])
			visit(short, i, runLength)
		} else if known >= runSigns {
			visit(recent, i, runSigns)
		}
	}
}

// leaked reports whether a run that must not leave begins at a word.
func (r *runs) leaked(i int) bool { return r.at[i].n > 0 && r.at[i].said && !r.at[i].public }

// leakWithin reports whether one begins between two words.
func (r *runs) leakWithin(from, to int) bool {
	for i := from; i < min(to, len(r.at)); i++ {
		if r.leaked(i) {
			return true
		}
	}
	return false
}

// leaks gives the runs that were found and are not public; those that touch are
// one.
func (r *runs) leaks(h *hunt) []Leak {
	leaked := r.leaked
	var leaks []Leak
	for i := 0; i < len(r.at); i++ {
		if !leaked(i) {
			continue
		}
		end := i + r.at[i].n
		for j := i + 1; j < len(r.at) && j <= end; j++ {
			if leaked(j) {
				end = max(end, j+r.at[j].n)
			}
		}
		leaks = append(leaks, h.leak(RuleRun, i, end-i, r.at[i].finding))
		i = end - 1
	}
	return leaks
}
