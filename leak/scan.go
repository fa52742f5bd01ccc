package leak

// A kind says what a word is made of.
type kind uint8

const (
	ofLetters kind = iota
	ofDigits
	ofBoth
	// ofOne is a single character of a script that does not part words.
	ofOne
)

// A word is one run of letters and digits.
type word struct {
	from, to   int // in the folded text
	start, end int // in the text as it was given
	line       int
	kind       kind
	// upper is true where every letter is a capital.
	upper bool
	// taken is true for part of a date, a time, an address: it is no number.
	taken bool
}

// A scanner reads one piece of text and tells what stands in it. It is used
// again for the next piece.
type scanner struct {
	sink sink
	// low is the folded text: lower case, without accents and without
	// characters that have no width; digits of every script are ASCII digits,
	// every dash is "-", white space is one space, or one newline between
	// paragraphs.
	low   []byte
	words []word
	// line counts from 1. open is true within a word; space and newlines are
	// white space that was read and is not written yet.
	line     int
	open     bool
	space    bool
	newlines int
	// from and to bound where what is found begins, in bytes of the piece; what
	// lies outside another piece tells.
	from, to int
	// form is where forms are built.
	form []byte
}

// A weight says what a form is good for.
type weight uint8

const (
	// said: a protected passage with the form gives the form away.
	said weight = 1 << iota
	// asked: outgoing text with the form must not find it in a protected
	// passage.
	asked
	// opens: an open passage with the form makes the form public.
	opens
	// whole: where the form is public, so is all that stands in the same words.
	whole

	// firm is what stands there beyond doubt, loose what it may be read as,
	// reading the same where one public reading is enough; part is a coarser
	// thing that it gives away with it, guess what only outgoing text is
	// suspected of.
	firm    = said | asked | opens | whole
	loose   = said | asked
	reading = said | asked | whole
	part    = said | opens
	guess   = asked
)

// The rules, as forms begin.
const (
	ruleTime   = "time:"
	ruleNumber = "number:"
	ruleID     = "id:"
)

// A sink is told what a scanner finds in n words from the word first on.
type sink interface {
	// say is told one form: its rule and in what notation-free way it reads.
	say(first, n int, w weight, form []byte)
	// point is told a coordinate.
	point(first, n int, p degrees)
}

// tell hands a form on, unless the other piece does.
func (s *scanner) tell(first, n int, w weight, form []byte) {
	s.form = form
	if at := s.words[first].start; at >= s.from && at < s.to {
		s.sink.say(first, n, w, form)
	}
}

// begin begins a form.
func (s *scanner) begin(rule string) []byte { return append(s.form[:0], rule...) }

// find tells everything that stands in the piece: first what takes words, then
// what is made of those that are left.
func (s *scanner) find() {
	for i := 0; i < len(s.words); {
		i += s.at(i)
	}
	for i := range s.words {
		s.web(i)
		s.code(i)
		s.trail(i)
	}
}

// at tells what begins at a word, and gives how many words that takes.
func (s *scanner) at(i int) int {
	if n := s.address(i); n > 0 {
		return n
	}
	switch s.words[i].kind {
	case ofDigits, ofBoth:
		return s.atDigits(i)
	case ofLetters:
		return s.atLetters(i)
	case ofOne:
	}
	return 1
}

// atDigits reads a word that holds digits as all that it may be. What takes
// most words is taken; what takes fewer would be a part of it.
func (s *scanner) atDigits(i int) int {
	if n := s.group(i); n > 0 {
		return n
	}
	if n := s.isoPoint(i); n > 0 {
		return n
	}
	day, days := s.date(i)
	clock, clocks := s.time(i)
	place, places := s.coordinate(i)
	number, numbers := s.numeral(i)
	phones := s.phone(i)
	n := max(1, days, clocks, places, numbers, phones)
	switch {
	case phones == n:
		s.tellPhone(i, n)
		return n
	case days == n && day.sure && !day.rough:
		s.tellDate(i, n, day)
		return n
	case clocks == n && !clock.loose && places < n:
		s.tellTime(i, n, clock)
		return n
	}
	// What takes the words comes last.
	if numbers == n {
		s.tellNumber(i, n, number)
	}
	if days == n {
		s.tellDate(i, n, day)
	}
	if clocks == n {
		s.tellTime(i, n, clock)
	}
	if places == n {
		s.tellCoordinate(i, n, place)
	}
	return n
}

// atLetters reads a word of letters: a month, a time or a number in words.
func (s *scanner) atLetters(i int) int {
	if _, known := lexicon[string(s.text(i))]; !known {
		return 1
	}
	if day, n := s.monthFirst(i); n > 0 {
		s.tellDate(i, n, day)
		return n
	}
	if day, n := s.dayFirst(i); n > 0 {
		s.tellDate(i, n, day)
		return n
	}
	if n := s.spokenTime(i); n > 0 {
		return n
	}
	return s.spokenNumber(i)
}

// text gives the folded text of a word; past the last one it is empty.
func (s *scanner) text(i int) []byte {
	if i < 0 || i >= len(s.words) {
		return nil
	}
	return s.low[s.words[i].from:s.words[i].to]
}

// gap gives what stands between the word and the one before it.
func (s *scanner) gap(i int) []byte {
	from, to := 0, len(s.low)
	if i > 0 && i <= len(s.words) {
		from = s.words[i-1].to
	}
	if i < len(s.words) {
		to = s.words[i].from
	}
	return s.low[from:to]
}

// is reports whether a word is there, of that kind and free.
func (s *scanner) is(i int, k kind) bool {
	return i >= 0 && i < len(s.words) && s.words[i].kind == k && !s.words[i].taken
}

// number gives the value of a word of at most nine digits, and how many.
func (s *scanner) number(i int) (value, width int, ok bool) {
	if !s.is(i, ofDigits) {
		return 0, 0, false
	}
	text := s.text(i)
	if len(text) > 9 {
		return 0, 0, false
	}
	return atoi(text), len(text), true
}

// atoi reads at most nine digits.
func atoi(digits []byte) int {
	n := 0
	for _, d := range digits {
		n = n*10 + int(d-'0')
	}
	return n
}

// take marks words as part of something that is no number.
func (s *scanner) take(i, n int) {
	for j := i; j < min(i+n, len(s.words)); j++ {
		s.words[j].taken = true
	}
}
