package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/report"
)

// Parse reads a pack and checks all of it: its form, its expressions, and the
// floor that no pack lowers. The error is an *Invalid with the place of every
// flaw.
func Parse(source []byte) (*Pack, error) { return parse(source, true) }

// ParseAbove reads a pack as Parse does, without holding it to the floor: so
// that what lies below can be shown.
func ParseAbove(source []byte) (*Pack, error) { return parse(source, false) }

func parse(source []byte, floor bool) (*Pack, error) {
	r := &packReader{reader: &reader{}, pack: &Pack{source: slices.Clone(source)}}
	root := r.tree(source)
	if root == nil || len(r.flaws) > 0 {
		return nil, &Invalid{r.flaws}
	}
	sum := sha256.Sum256(source)
	r.pack.Ref.Hash = hex.EncodeToString(sum[:])
	r.read(r.section(root))
	r.compileAll()
	if floor {
		r.floor(root)
	}
	if len(r.flaws) > 0 {
		slices.SortStableFunc(r.flaws, func(a, b Flaw) int { return (a.Line-b.Line)*10_000 + a.Column - b.Column })
		return nil, &Invalid{r.flaws}
	}
	return r.pack, nil
}

// A packReader fills a pack.
type packReader struct {
	*reader
	pack *Pack
	ids  []string
	// later are the expressions with their places, compiled when all names are
	// known.
	later []pending
}

// A pending is an expression that waits.
type pending struct {
	rule string
	at   *node
	into **logic
}

var (
	packID   = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)
	ruleID   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]{1,39}$`)
	factName = regexp.MustCompile(`^[a-z][a-z0-9_]{1,39}$`)
	wordForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)
)

func (r *packReader) read(s *section) {
	p := r.pack
	r.rule = "format"
	oneOf(s, "format", []string{FormatV1})
	r.rule = "pack"
	p.Ref.ID = s.text("pack")
	if n := s.must("pack"); n != nil && !packID.MatchString(p.Ref.ID) {
		s.flaw(n, "write small letters, digits and dashes", "%q is no id for a pack", p.Ref.ID)
	}
	p.Ref.Version = s.number("version", 1)
	p.Title, p.Source, p.About = s.says("title"), s.says("source"), s.says("about")
	p.Mode = oneOf(s, "mode", []Mode{Shall, May, ProhibitedUnless})
	p.Knowledge = oneOf(s, "knowledge", []Knowledge{Actual, OughtToHaveKnown})
	p.Discharge = oneOf(s, "discharge", []string{dischargeWarn, dischargeProtect})
	p.Harms = someOf(s, "harms", report.Harms(), 1)
	r.questions(s)
	r.terms(s)
	r.threshold(s)
	r.waivers(s)
	r.deciders(s)
	r.clocks(s)
	r.conduct(s)
	r.rule = ""
	s.end()
}

// id reads an id, one of its kind in the file.
func (r *packReader) id(s *section) string {
	n := s.must("id")
	if n == nil {
		return ""
	}
	r.rule = n.text
	switch {
	case !ruleID.MatchString(n.text):
		r.flaw(n, "write letters, digits and dashes", "%q is no id", n.text)
	case slices.Contains(r.ids, n.text):
		r.flaw(n, "give it an id of its own", "the id %q stands twice", n.text)
	}
	r.ids = append(r.ids, n.text)
	return n.text
}

// said reads the id and the sentence of a rule, and its clause.
func (r *packReader) said(s *section) Rule {
	rule := Rule{ID: r.id(s), Says: s.says("says")}
	n := s.must("clause")
	if n == nil {
		return rule
	}
	c := r.section(n)
	rule.Clause.Source = c.maybe("source")
	if rule.Clause.Source == "" {
		rule.Clause.Source = r.pack.Source
	}
	rule.Clause.Paragraph = c.text("paragraph")
	rule.Clause.Quoted = oneOf(c, "wording", []string{wordingQuoted, wordingRecalled}) == wordingQuoted
	rule.Clause.Verified = c.flag("verified", false)
	c.end()
	return rule
}

// expression notes an expression for later.
func (r *packReader) expression(s *section, key string, optional bool, into **logic) string {
	n, ok := s.has(key)
	if !ok {
		if !optional {
			s.must(key)
		}
		return ""
	}
	if !n.scalar || n.text == "" {
		r.flaw(n, "write an expression", "%s is no expression", key)
		return ""
	}
	r.later = append(r.later, pending{r.rule, n, into})
	return n.text
}

// each reads the members of a list, each a section.
func (r *packReader) each(s *section, key string, least int, optional bool, read func(*section)) {
	before := r.rule
	r.rule = key
	defer func() { r.rule = before }()
	n, ok := s.has(key)
	if !ok {
		if !optional {
			s.must(key)
		}
		return
	}
	switch {
	case !n.list:
		r.flaw(n, "write a list", "%s is no list", key)
	case len(n.items) < least:
		r.flaw(n, "write a list", "%s has fewer than %d members", key, least)
	}
	for _, item := range n.items {
		r.rule = key
		one := r.section(item)
		read(one)
		one.end()
	}
}

// in reads one section of the file.
func (r *packReader) in(s *section, key string, read func(*section)) {
	before := r.rule
	r.rule = key
	if n := s.must(key); n != nil {
		one := r.section(n)
		read(one)
		one.end()
	}
	r.rule = before
}

func (r *packReader) questions(s *section) {
	r.each(s, "questions", 0, true, func(q *section) {
		n := q.must("name")
		name := Name(q.text("name"))
		r.rule = string(name)
		if n != nil && !factName.MatchString(string(name)) {
			r.flaw(n, "write small letters, digits and underscores", "%q is no name", name)
		}
		question := Question{Name: name, Ask: q.says("ask"), Kind: oneOf(q, "kind", []Kind{KindYesNo, KindWord, KindWords, KindNumber})}
		r.oneOf(q, &question)
		if q.flag("personal", true) {
			question.Personal = true
		}
		r.name(n, name)
		r.pack.Questions = append(r.pack.Questions, question)
	})
}

// reserved are the names that mean something else in an expression.
var reserved = []Name{
	"as", "bool", "break", "bytes", "const", "continue", "double", "dyn", "else", "false", "for", "function", "if", "import", "in", "int", "let",
	"list", "loop", "map", "namespace", "null", "null_type", "package", "return", "size", "string", "true", "type", "uint", "unknown", "var",
	"void", "while",
}

// oneOf reads the words that answer a question.
func (r *packReader) oneOf(q *section, question *Question) {
	list, given := q.has("one_of")
	if words := question.Kind == KindWord || question.Kind == KindWords; words != given {
		r.flaw(q.at, "list the words under one_of, for the kinds word and words", "the words that answer it do not fit its kind")
	}
	if !given {
		return
	}
	for _, item := range list.items {
		if !wordForm.MatchString(item.text) || item.text == "unknown" || item.text == "none" || slices.Contains(question.OneOf, item.text) {
			r.flaw(item, "write one word of small letters, digits and dashes, once", "%q is no word for an answer", item.text)
		}
		question.OneOf = append(question.OneOf, item.text)
	}
	if len(question.OneOf) == 0 || len(question.OneOf) > maxWords {
		r.flaw(list, "list 1 to "+strconv.Itoa(maxWords)+" words", "one_of has %d words", len(question.OneOf))
	}
}

// name refuses a name that is taken.
func (r *packReader) name(at *node, name Name) {
	taken := func(f fact) bool { return f.Name == name }
	if slices.Contains(reserved, name) || slices.ContainsFunc(vocabulary(), taken) ||
		slices.ContainsFunc(r.pack.Questions, func(q Question) bool { return q.Name == name }) ||
		slices.ContainsFunc(r.pack.Terms, func(t Term) bool { return t.Name == name }) {
		r.flaw(at, "choose another name", "the name %q is taken", name)
	}
}

func (r *packReader) terms(s *section) {
	// The members are pointed at, so there is room for all before the first.
	if n, ok := s.has("terms"); ok {
		r.pack.Terms = make([]Term, 0, len(n.items))
	}
	r.each(s, "terms", 0, true, func(t *section) {
		n := t.must("name")
		name := Name(t.text("name"))
		r.rule = string(name)
		if n != nil && !factName.MatchString(string(name)) {
			r.flaw(n, "write small letters, digits and underscores", "%q is no name", name)
		}
		r.name(n, name)
		r.pack.Terms = append(r.pack.Terms, Term{Name: name, Says: t.says("says")})
		term := &r.pack.Terms[len(r.pack.Terms)-1]
		term.Is = r.expression(t, "is", false, &term.logic)
	})
}

func (r *packReader) threshold(s *section) {
	if n, ok := s.has("threshold"); ok {
		r.pack.Threshold = make([]Test, 0, len(n.items))
	}
	r.each(s, "threshold", 1, false, func(t *section) {
		r.pack.Threshold = append(r.pack.Threshold, Test{Rule: r.said(t)})
		test := &r.pack.Threshold[len(r.pack.Threshold)-1]
		r.test(t, test)
		test.Scope = t.flag("scope", true)
	})
	unless, given := s.has("unless")
	r.rule = "unless"
	if prohibits := r.pack.Mode == ProhibitedUnless; prohibits != given {
		r.flaw(s.at, "write unless for the mode prohibited-unless, and for no other", "what lifts the prohibition does not fit the mode")
	}
	if given {
		u := r.section(unless)
		r.pack.Unless = &Test{Rule: r.said(u)}
		r.test(u, r.pack.Unless)
		u.end()
	}
	r.in(s, "doubt", func(d *section) {
		r.pack.Doubt = r.said(d)
		oneOf(d, "resolve", []string{resolveInform})
	})
}

// test reads the expressions of a rule.
func (r *packReader) test(s *section, t *Test) {
	t.Holds = r.expression(s, "holds", false, &t.holds)
	t.Fails = r.expression(s, "fails", true, &t.fails)
	t.question = -1
	if n, ok := s.has("question"); ok {
		t.Question = Name(n.text)
		if !slices.ContainsFunc(r.pack.AllQuestions(), func(q Question) bool { return q.Name == t.Question && q.Kind == KindYesNo }) {
			r.flaw(n, "name a question of the kind yes-no", "%q is no such question", n.text)
		}
	}
}

func (r *packReader) waivers(s *section) {
	if n, ok := s.has("waivers"); ok {
		r.pack.Waivers = make([]Ground, 0, len(n.items))
	}
	r.each(s, "waivers", 0, false, func(w *section) {
		r.pack.Waivers = append(r.pack.Waivers, Ground{Rule: r.said(w)})
		g := &r.pack.Waivers[len(r.pack.Waivers)-1]
		g.Tested = oneOf(w, "tested_on", Entities())
		g.If = r.expression(w, "if", true, &g.when)
		if g.If != "" {
			g.IfSays = w.says("if_says")
		}
		g.Needs = someOf(w, "needs", Needs(), 1)
		g.Approve = r.quorum(w, "approve")
		g.Lasts = Span(w.span("lasts"))
	})
}

// quorum reads who must agree.
func (r *packReader) quorum(s *section, key string) Quorum {
	n := s.must(key)
	if n == nil {
		return Quorum{Highest: tocsin.LevelHead}
	}
	q := r.section(n)
	out := Quorum{Others: q.number("others", 0), Highest: q.level("highest")}
	q.end()
	return out
}

func (r *packReader) deciders(s *section) {
	p := r.pack
	h := &p.Handling
	h.Warn = map[Urgency]Quorum{}
	r.in(s, "deciders", func(d *section) {
		p.Decide = r.said(d)
		r.in(d, "warn", func(w *section) {
			for _, u := range Urgencies() {
				h.Warn[u] = r.quorum(w, string(u))
			}
		})
		h.Silence = r.quorum(d, "silence")
	})
	r.in(s, "urgency", func(u *section) {
		p.UrgentIn, p.ExigentIn = Span(u.span("urgent_within")), Span(u.span("exigent_within"))
		p.TimeUnknown = oneOf(u, "time_unknown", Urgencies())
		if p.UrgentIn <= p.ExigentIn {
			r.flaw(u.at, "make urgent_within longer", "what is urgent begins no earlier than what is exigent")
		}
	})
	r.in(s, "exigent", func(e *section) {
		p.Exigent = r.said(e)
		h.ReviewBy = e.level("review_by")
		h.ReviewWithin = int64(e.span("review_within") / time.Second)
	})
	r.in(s, "dispute", func(d *section) {
		p.Dispute = r.said(d)
		h.ResolvedBy = d.level("resolved_by")
	})
	r.in(s, "referral", func(d *section) { p.Referral = r.said(d) })
}

func (r *packReader) clocks(s *section) {
	h := &r.pack.Handling
	h.Clocks = map[Urgency]Clocks{}
	r.in(s, "clocks", func(c *section) {
		r.pack.ShortestLead = Span(c.span("shortest_lead"))
		for _, u := range Urgencies() {
			h.Clocks[u] = Clocks{}
			r.in(c, string(u), func(one *section) {
				for _, stage := range Stages() {
					h.Clocks[u][stage] = int64(one.span(string(stage)) / time.Second)
				}
				for _, stage := range OptionalStages() {
					if _, given := one.has(string(stage)); given {
						h.Clocks[u][stage] = int64(one.span(string(stage)) / time.Second)
					}
				}
			})
		}
	})
}
