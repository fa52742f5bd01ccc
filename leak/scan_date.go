package leak

// A day is a date as it stands in a text: year 0 where none is said, day 0 for
// a whole month.
type day struct{ year, month, day int }

// dates are the days that words may mean.
type dates struct {
	days []day
	// sure is true where all of them are meant, not one of them.
	sure bool
	// rough is true where the words may be no date but numbers.
	rough bool
}

// valid reports whether there can be such a day.
func (d day) valid() bool {
	return d.month >= 1 && d.month <= 12 && d.day >= 0 && d.day <= 31 && (d.year == 0 || d.year >= 1900 && d.year < 2100)
}

// century gives the year that two digits mean.
func century(year, width int) int {
	switch {
	case width != 2:
		return year
	case year < 70:
		return 2000 + year
	}
	return 1900 + year
}

// date reads a date that begins with digits.
func (s *scanner) date(i int) (dates, int) {
	named, n := s.dayFirst(i)
	if d, m := s.numericDate(i); m > n {
		return d, m
	}
	return named, n
}

// numericDate reads 2024-01-03, 03.01.2024, 01/03/24, 20240103, 3/1, 2024-01.
func (s *scanner) numericDate(i int) (dates, int) {
	a, wa, ok := s.number(i)
	if !ok {
		return dates{}, 0
	}
	if d := (day{a / 10000, a / 100 % 100, a % 100}); wa == 8 && d.year >= 1990 && d.year < 2050 && d.day > 0 && d.valid() {
		return dates{days: []day{d}, sure: true}, 1
	}
	sep := string(s.gap(i + 1))
	if sep != "-" && sep != "/" && sep != "." && sep != " " || s.digitsAcross(i, sep) {
		return dates{}, 0
	}
	b, wb, ok := s.number(i + 1)
	switch {
	case !ok:
		return dates{}, 0
	case !s.digitsAcross(i+2, sep):
		return twoNumbers([2]int{a, b}, [2]int{wa, wb}, sep)
	case s.digitsAcross(i+3, sep) && sep != " ":
		return dates{}, 0
	}
	c, wc, ok := s.number(i + 2)
	if !ok {
		return dates{}, 0
	}
	return threeNumbers([3]int{a, b, c}, [3]int{wa, wb, wc}, sep)
}

// digitsAcross reports whether the words before and at i are numbers with sep
// between them.
func (s *scanner) digitsAcross(i int, sep string) bool {
	if i == 0 || i >= len(s.words) || string(s.gap(i)) != sep {
		return false
	}
	before, _ := cutDigits(s.text(i - 1))
	after, _ := cutDigits(s.text(i))
	return len(before) > 0 && len(after) > 0 && s.words[i-1].kind == ofDigits && !s.words[i-1].taken
}

// threeNumbers reads year, month and day in one of the usual orders.
func threeNumbers(v, width [3]int, sep string) (dates, int) {
	if width[0] == 4 && width[1] <= 2 && width[2] <= 2 {
		d := day{v[0], v[1], v[2]}
		if d.day == 0 || !d.valid() {
			return dates{}, 0
		}
		return dates{days: []day{d}, sure: sep != " ", rough: sep == " "}, 3
	}
	if width[0] > 2 || width[1] > 2 || width[2] != 4 && (width[2] != 2 || sep == " ") {
		return dates{}, 0
	}
	year := century(v[2], width[2])
	var days []day
	for _, d := range []day{{year, v[1], v[0]}, {year, v[0], v[1]}} {
		if d.day > 0 && d.valid() {
			days = append(days, d)
		}
	}
	switch {
	case len(days) == 0:
		return dates{}, 0
	case sep == "." || days[0] == days[len(days)-1]:
		days = days[:1]
	}
	rough := sep == " " || width[2] == 2
	return dates{days: days, sure: len(days) == 1 && !rough, rough: rough}, 3
}

// twoNumbers reads day and month without a year, or a month of a year. Either
// may be something else.
func twoNumbers(v, width [2]int, sep string) (dates, int) {
	found := dates{rough: true}
	var days []day
	switch {
	case sep == " ":
	case width[0] == 4 && width[1] == 2 && sep != ".":
		days = []day{{v[0], v[1], 0}}
	case width[0] <= 2 && width[1] == 4 && sep != "-":
		days = []day{{v[1], v[0], 0}}
	case width[0] <= 2 && width[1] <= 2 && sep == "/":
		days = []day{{0, v[1], v[0]}, {0, v[0], v[1]}}
	case width[0] == 2 && width[1] == 2 && sep == ".":
		days = []day{{0, v[1], v[0]}}
	}
	for _, d := range days {
		if d.valid() && (d.year > 0 || d.day > 0) {
			found.days = append(found.days, d)
		}
	}
	if len(found.days) == 0 {
		return dates{}, 0
	}
	return found, 2
}

// dayFirst reads 3 January 2024, 3rd of January, 3-Jan-24, 03JAN2024, 1 to 5
// January.
func (s *scanner) dayFirst(i int) (dates, int) {
	all, n, rough := s.dayWords(i)
	if n == 0 {
		return s.gluedDate(i)
	}
	month, took := s.monthWord(i+n, true)
	if took == 0 {
		return dates{}, 0
	}
	n += took
	vague := s.vagueMonth(i + n - 1)
	year, m := s.yearWord(i + n)
	return daysOf(year, month, all, rough || vague && m == 0), n + m
}

// monthFirst reads January 3rd, 2024, January 3 to 5, January 2024.
func (s *scanner) monthFirst(i int) (dates, int) {
	month, n := s.monthWord(i, false)
	if n == 0 {
		return dates{}, 0
	}
	if year, m := s.yearWord(i + n); m > 0 {
		if day, took := s.date(i + n); took > m && day.sure {
			return dates{}, 0 // "may 2027-05-15" is no month of that year.
		}
		return daysOf(year, month, []int{0}, false), n + m
	}
	at := i + n
	if string(s.text(at)) == "the" && string(s.gap(at)) == " " {
		at++
	}
	if gap := string(s.gap(at)); gap != " " && gap != "." && gap != ". " && gap != "-" {
		return dates{}, 0
	}
	all, m, _ := s.dayWords(at)
	if m == 0 {
		return dates{}, 0
	}
	at += m
	year, m := s.yearWord(at)
	// "January 3 and 12 vests": what follows a first day may be anything.
	return daysOf(year, month, all, len(all) > 1 || s.vagueMonth(i) && m == 0), at + m - i
}

// dayWords reads days of one month: 3, 3rd, 3 to 5, 3, 4 and 5. What only a
// comma ties to them may be no day.
func (s *scanner) dayWords(i int) (all []int, n int, rough bool) {
	first, n := s.dayWord(i)
	if n == 0 {
		return nil, 0, false
	}
	all = append(all, first)
	for len(all) < maxParts {
		next, m := s.nextDay(i + n)
		if m == 0 {
			break
		}
		rough = rough || string(s.gap(i+n)) == ", "
		all, n = append(all, next), n+m
	}
	return all, n, rough
}

// daysOf gives the days of one month.
func daysOf(year, month int, all []int, rough bool) dates {
	found := dates{sure: true, rough: rough}
	for _, d := range all {
		found.days = append(found.days, day{year, month, d})
	}
	return found
}

// dayWord reads a day of a month: 3, 3rd, third.
func (s *scanner) dayWord(i int) (value, n int) {
	digits, rest := s.lead(i)
	if len(digits) == 0 {
		v, n, ordinal := s.cardinal(i)
		if !ordinal || v > 31 {
			return 0, 0
		}
		return int(v), n
	}
	if len(digits) > 2 || len(rest) > 0 && !isOrdinal(rest) {
		return 0, 0
	}
	if value = atoi(digits); value < 1 || value > 31 {
		return 0, 0
	}
	return value, 1
}

// nextDay reads another day of the same month: "to 5", "-5", ", 5", "and 5".
func (s *scanner) nextDay(i int) (value, n int) {
	at := i
	switch string(s.gap(i)) {
	case "-", "/", " - ", " / ", "&", " & ", ", ":
	case " ":
		switch string(s.text(i)) {
		case "to", "and", "or", "until", "till", "through":
			at++
		default:
			return 0, 0
		}
	default:
		return 0, 0
	}
	if string(s.text(at)) == "the" {
		at++
	}
	value, m := s.dayWord(at)
	if m == 0 {
		return 0, 0
	}
	return value, at + m - i
}

// monthWord reads the name of a month, behind a day also with "of".
func (s *scanner) monthWord(i int, behind bool) (month, n int) {
	at := i
	if behind {
		switch string(s.gap(i)) {
		case " ", "-", "", ".", ". ", "/":
		default:
			return 0, 0
		}
		if string(s.text(i)) == "of" {
			at++
		}
	}
	if !s.is(at, ofLetters) {
		return 0, 0
	}
	entry := lexicon[string(s.text(at))]
	if !entry.names() {
		return 0, 0
	}
	return int(entry.value), at + 1 - i
}

// vagueMonth reports whether the name of a month is a word of its own too.
func (s *scanner) vagueMonth(i int) bool { return lexicon[string(s.text(i))].class == aVagueMonth }

// yearWord reads a year behind day and month; two digits only where a hyphen
// or an apostrophe ties them.
func (s *scanner) yearWord(i int) (year, n int) {
	value, width, ok := s.number(i)
	if !ok {
		return 0, 0
	}
	switch string(s.gap(i)) {
	case " ", ", ", ",", "-", "", ".", ". ", "/":
		if width == 4 && value >= 1900 && value < 2100 {
			return value, 1
		}
	}
	switch string(s.gap(i)) {
	case "-", " '", "'", "":
		if width == 2 {
			return century(value, width), 1
		}
	}
	return 0, 0
}

// gluedDate reads 03jan24, 3jan2024 and 3jan, one word each.
func (s *scanner) gluedDate(i int) (dates, int) {
	digits, rest := s.lead(i)
	if len(digits) == 0 || len(digits) > 2 {
		return dates{}, 0
	}
	month, year, ok := monthYear(rest)
	d := day{year, month, atoi(digits)}
	if !ok || d.day == 0 || !d.valid() {
		return dates{}, 0
	}
	if year, n := s.yearWord(i + 1); d.year == 0 && n > 0 {
		d.year = year
		return dates{days: []day{d}, sure: true}, 1 + n
	}
	return dates{days: []day{d}, sure: true}, 1
}

// monthYear reads jan, jan24 and jan2024; the year is 0 where none is said.
func monthYear(b []byte) (month, year int, ok bool) {
	name, digits := cutLetters(b)
	entry := lexicon[string(name)]
	if !entry.names() || len(onlyDigits(digits)) != len(digits) {
		return 0, 0, false
	}
	switch len(digits) {
	case 0:
		return int(entry.value), 0, true
	case 2, 4:
		return int(entry.value), century(atoi(digits), len(digits)), true
	}
	return 0, 0, false
}

// group reads and tells a date-time group: 032140ZJAN24, 032140Z JAN 24.
func (s *scanner) group(i int) int {
	digits, _ := s.lead(i)
	if len(digits) != 6 {
		return 0
	}
	var all []byte
	for n := 1; n <= 4 && i+n <= len(s.words); n++ {
		if gap := string(s.gap(i + n - 1)); n > 1 && gap != " " && gap != "" {
			return 0
		}
		all = append(all, s.text(i+n-1)...)
		rest := all[6:]
		month, year, ok := monthYear(rest)
		if !ok && len(rest) > 1 {
			month, year, ok = monthYear(rest[1:])
		}
		d := day{year, month, atoi(all[:2])}
		c := clock{hour: atoi(all[2:4]), minute: atoi(all[4:6]), exact: true}
		if ok && year != 0 && d.day > 0 && d.valid() && c.hour < 24 && c.minute < 60 {
			s.tellDate(i, n, dates{days: []day{d}, sure: true})
			s.tellTime(i, n, c)
			return n
		}
	}
	return 0
}
