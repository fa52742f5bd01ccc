package leak

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// A hunt holds what stands in the outgoing text, by form, and what was found of
// it in passages. Its size is that of the outgoing text alone, and a passage is
// read once.
type hunt struct {
	text     string
	outgoing scanner
	suspects []suspect
	forms    map[string]*finding
	points   []spot
	runs     runs

	// passage reads what the text is held against; part and open say what it is
	// reading.
	passage scanner
	part    string
	open    bool
	piece   string
	// counted are what small numbers of the outgoing text count, by form; nil where
	// every number is looked for, whatever it counts.
	counted map[string][]string
}

// A finding is what passages say of one form of the outgoing text, wherever that
// stands in it.
type finding struct {
	// part is the first protected passage that says it; said tells that there is
	// one.
	part, source string
	said, public bool
}

// A spot is a coordinate in the outgoing text.
type spot struct {
	degrees
	*finding
}

// A suspect is one thing in the outgoing text under one rule, in all its forms.
type suspect struct {
	rule     string
	first, n int
	forms    []suspectForm
}

// A suspectForm is one form of a suspect with what it is good for.
type suspectForm struct {
	*finding
	weight
}

// newHunt reads the outgoing text.
func newHunt(outgoing string) *hunt {
	h := huntIn(warning.WithoutOwnLines(norm.NFC.String(outgoing)))
	h.counted = nil
	return h
}

// huntIn reads an outgoing text in NFC, without the engine's own lines.
func huntIn(text string) *hunt {
	h := &hunt{text: text, forms: map[string]*finding{}, counted: map[string][]string{}}
	h.outgoing.sink = collector{h}
	h.outgoing.read(h.text)
	h.outgoing.find()
	h.runs.index(&h.outgoing)
	h.passage.sink = h
	return h
}

// hold holds the outgoing text against a passage.
func (h *hunt) hold(p report.Passage) {
	h.part, h.open = p.Part, p.Marking.Open()
	pieces(p.Text, h.holdPiece)
}

// holdPiece holds it against a piece of a passage.
func (h *hunt) holdPiece(piece string, first, last bool) {
	h.read(piece, first, last)
	h.runs.each(&h.passage, func(run run, last, n int) {
		if f := h.runs.findings[run]; f != nil {
			h.mark(f, last-n+1, n)
		}
	})
}

// release makes the tokens of a value public; its words allow no run.
func (h *hunt) release(value string) {
	h.part, h.open = "", true
	pieces(value, h.read)
}

// read reads a piece of a passage.
func (h *hunt) read(piece string, first, last bool) {
	s := &h.passage
	h.piece = piece
	s.read(piece)
	if !first {
		s.from = edge
	}
	if !last {
		s.to -= edge
	}
	s.find()
}

// say takes what a passage says.
func (h *hunt) say(first, n int, w weight, form []byte) {
	if h.open && w&opens == 0 || !h.open && w&said == 0 {
		return
	}
	if f := h.forms[string(form)]; f != nil && h.counts(string(form), first, n) {
		h.mark(f, first, n)
	}
}

// point takes a coordinate of a passage. An open one makes public what is told
// no finer.
func (h *hunt) point(first, n int, d degrees) {
	for _, p := range h.points {
		if d.near(p.degrees) && (!h.open || d.unit <= p.unit) {
			h.mark(p.finding, first, n)
		}
	}
}

// mark notes that the passage says it, in n words from the word first on.
func (h *hunt) mark(f *finding, first, n int) {
	switch {
	case h.open:
		f.public = true
	case !f.said:
		f.said, f.part = true, h.part
		f.source = h.excerpt(first, n)
	}
}

// collector takes what stands in the outgoing text.
type collector struct{ *hunt }

// say keeps a form that protected passages will be searched for.
func (c collector) say(first, n int, w weight, form []byte) {
	if w&asked == 0 {
		return
	}
	f := c.forms[string(form)]
	if f == nil {
		f = &finding{}
		c.forms[string(form)] = f
	}
	rule, _, _ := strings.Cut(string(form), ":")
	if smallNumber(string(form)) {
		c.counted[string(form)] = append(c.counted[string(form)], counting(&c.outgoing, first, n)...)
	}
	c.suspect(rule, first, n, suspectForm{f, w})
}

// point keeps a coordinate.
func (c collector) point(first, n int, d degrees) {
	i := slices.IndexFunc(c.points, func(p spot) bool { return p.degrees == d })
	if i < 0 {
		i = len(c.points)
		c.points = append(c.points, spot{d, &finding{}})
	}
	c.suspect("coordinate", first, n, suspectForm{c.points[i].finding, firm})
}

// suspect adds a form to the suspect under a rule in the words.
func (h *hunt) suspect(rule string, first, n int, f suspectForm) {
	// What is told of the same words is told one after the other.
	for at := len(h.suspects) - 1; at >= max(0, len(h.suspects)-maxParts); at-- {
		if s := &h.suspects[at]; s.rule == rule && s.first == first && s.n == n {
			s.forms = append(s.forms, f)
			return
		}
	}
	h.suspects = append(h.suspects, suspect{rule: rule, first: first, n: n, forms: []suspectForm{f}})
}

// leaked gives the form that makes a suspect a leak, if one does: one that is
// sure before one that it may be read as.
func (s suspect) leaked() (suspectForm, bool) {
	var leaked []suspectForm
	for _, f := range s.forms {
		switch {
		case f.public && f.weight&whole != 0:
			return suspectForm{}, false
		case f.said && !f.public:
			leaked = append(leaked, f)
		}
	}
	if len(leaked) == 0 {
		return suspectForm{}, false
	}
	return slices.MinFunc(leaked, func(a, b suspectForm) int { return cmp.Compare(a.doubt(), b.doubt()) }), true
}

// doubt is 0 for a form that stands there beyond doubt, else 1.
func (f suspectForm) doubt() int {
	if f.weight&opens != 0 {
		return 0
	}
	return 1
}

// telling are the rules, from the one that says most of what was found.
var telling = []string{"coordinate", "time", "id", "number"}

// leaks gives what was found and is not public, by line. Of what stands in the
// same words the surest is told.
func (h *hunt) leaks() []Leak {
	type caught struct {
		suspect
		suspectForm
	}
	var all []caught
	for _, s := range h.suspects {
		if f, ok := s.leaked(); ok {
			all = append(all, caught{s, f})
		}
	}
	slices.SortStableFunc(all, func(a, b caught) int {
		return cmp.Or(a.first-b.first, b.n-a.n, a.doubt()-b.doubt(), slices.Index(telling, a.rule)-slices.Index(telling, b.rule))
	})
	leaks := h.runs.leaks(h)
	end := 0
	for _, c := range all {
		if c.first+c.n <= end {
			continue // What is part of a longer leak is told with that.
		}
		end = c.first + c.n
		leaks = append(leaks, h.leak("leak/"+c.rule, c.first, c.n, c.finding))
	}
	slices.SortStableFunc(leaks, func(a, b Leak) int { return a.Line - b.Line })
	return leaks
}

// leak makes a leak of words of the outgoing text.
func (h *hunt) leak(rule string, first, n int, f *finding) Leak {
	from, to := h.outgoing.words[first], h.outgoing.words[first+n-1]
	return Leak{
		Rule: rule, Line: from.line, Column: column(h.text, from.start), Found: oneLine(h.text[from.start:to.end]),
		Part: f.part, Source: f.source, Remedy: remedy(rule),
	}
}

// excerpt gives the words of a passage with what stands around them.
func (h *hunt) excerpt(first, n int) string {
	words := h.passage.words
	if first < 0 || first+n > len(words) || n < 1 {
		return ""
	}
	return excerpt(h.piece, words[first].start, words[first+n-1].end)
}

// around is how many bytes of a passage are shown on each side, and widest how
// many at most between them.
const (
	around = 120
	widest = 600
)

// excerpt gives a stretch of a text in one line, with what stands around it in
// the same paragraph.
func excerpt(text string, from, to int) string {
	to = min(to, from+widest)
	lower, upper := max(0, from-around), min(len(text), to+around)
	if i := strings.LastIndexByte(text[lower:from], '\n'); i >= 0 {
		lower += i + 1
	}
	if i := strings.IndexByte(text[to:upper], '\n'); i >= 0 {
		upper = to + i
	}
	return oneLine(strings.ToValidUTF8(text[lower:upper], ""))
}

// column counts the characters of the line before a place in a text, from 1.
func column(text string, at int) int {
	return utf8.RuneCountInString(text[strings.LastIndexByte(text[:at], '\n')+1:at]) + 1
}

// oneLine writes what stands there in one line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
