package leak

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"example.org/tocsin/place"
)

// The bounds of a term: how many words of the outgoing text it may be written
// in, and how many where each is one letter.
const (
	maxTermWords   = 10
	maxTermLetters = 40
	// shortTerm is the length under which a term is looked for as it is written,
	// capitals too: a shorter one is half of all words.
	shortTerm = 3
)

// A protectedTerm is a term with the rule that it is found under.
type protectedTerm struct {
	Term
	rule    string
	because string
}

// terms finds names, code words, originators, ids and places.
func (c *Checker) terms(h *hunt, cleared Cleared) []Leak {
	told := termsIn(strings.Join(append(append([]string(nil), cleared.Values...), cleared.Names...), "\n\n"))
	byForm := map[string]protectedTerm{}
	add := func(rule, because string, terms ...Term) {
		for _, t := range terms {
			form := formOf(t.Text)
			if _, there := byForm[form]; form == "" || there || told[form] {
				continue
			}
			byForm[form] = protectedTerm{t, rule, because}
		}
	}
	add(RuleCodeword, "", c.material.Codewords...)
	add(RuleOriginator, "", c.material.Originators...)
	add(RuleName, "", c.material.Names...)
	for _, id := range c.material.IDs {
		add(RuleID, "", id)
		for n := shortID; n < len(id.Text); n++ {
			add(RuleID, "it is the beginning of an id", Term{id.Text[:n], id.Part})
		}
	}
	for _, p := range c.material.Places {
		if p.Rung > cleared.Place {
			add(RulePrecision, "a "+p.Rung.String()+" is finer than "+rungOf(cleared.Place), p.Term)
		}
	}
	if len(byForm) == 0 {
		return nil
	}
	var leaks []Leak
	eachTerm(&h.outgoing, func(form string, first, n int) bool {
		t, ok := byForm[form]
		if !ok || utf8.RuneCountInString(form) < shortTerm && !strings.Contains(h.text[h.outgoing.words[first].start:h.outgoing.words[first+n-1].end], t.Text) {
			return false
		}
		l := h.leak(t.rule, first, n, &finding{part: t.Part, source: t.Text})
		l.Because = t.because
		leaks = append(leaks, l)
		return true
	})
	return leaks
}

// shortID is how many characters of an id give it away.
const shortID = 8

// rungOf names the finest rung of a place that was approved.
func rungOf(r place.Rung) string {
	if r == place.None {
		return "nothing, which is what was approved"
	}
	return "the " + r.String() + " that was approved"
}

// formOf writes a term without what parts its words.
func formOf(term string) string {
	var s scanner
	s.read(norm.NFC.String(term))
	var b strings.Builder
	for i := range s.words {
		b.Write(s.text(i))
	}
	return b.String()
}

// termsIn gives the forms of all terms that stand in a text.
func termsIn(text string) map[string]bool {
	var s scanner
	s.read(norm.NFC.String(text))
	all := map[string]bool{}
	eachTerm(&s, func(form string, _, _ int) bool {
		all[form] = true
		return false
	})
	return all
}

// eachTerm visits what the words of a text are when nothing parts them, from
// each word on, the longest first until one is taken. A plural or a genitive is
// visited as the word too.
func eachTerm(s *scanner, visit func(form string, first, n int) bool) {
	for i := 0; i < len(s.words); {
		i += max(1, termAt(s, i, visit))
	}
}

// termAt visits the terms that begin at a word, and gives how many words the one
// that was taken has.
func termAt(s *scanner, i int, visit func(form string, first, n int) bool) int {
	var form []byte
	var ends [maxTermLetters + 1]int
	letters, n := true, 0
	for n < maxTermLetters && i+n < len(s.words) {
		text := s.text(i + n)
		letters = letters && utf8.RuneCount(text) == 1
		if n > 0 && (n >= maxTermWords && !letters || len(form)+len(text) > maxID) {
			break
		}
		form = append(form, text...)
		n++
		ends[n] = len(form)
	}
	for ; n > 0; n-- {
		word := string(form[:ends[n]])
		if visit(word, i, n) {
			return n
		}
		if bare := strings.TrimSuffix(word, "s"); len(bare) < len(word) && len(bare) > shortTerm && visit(bare, i, n) {
			return n
		}
	}
	return 0
}
