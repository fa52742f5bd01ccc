package leak

import "strconv"

// tellDate tells the days of n words.
func (s *scanner) tellDate(i, n int, d dates) {
	w := firm
	switch {
	case !d.sure:
		form := s.begin(ruleTime)
		for j := i; j < i+n; j++ {
			form = append(append(form, s.text(j)...), '?')
		}
		s.tell(i, n, firm, form)
		w = reading
	case len(d.days) > 1:
		// That one end of a range is public does not make the other so.
		w = firm &^ whole
	}
	for _, one := range d.days {
		s.tellDay(i, n, w, one)
	}
	if !d.rough {
		s.take(i, n)
		return
	}
	for j := i; j < i+n; j++ {
		if digits, _ := s.lead(j); len(digits) > 0 {
			s.tell(j, 1, loose, appendNumber(s.begin(ruleNumber), digits, nil))
		}
	}
}

// tellDay tells one day. A day without a year is that day of any year. What
// gives a day away gives its month, its year and "the 3rd" away with it; and a
// month or a year that a passage tells alone stands in a day of it. But two
// days of one month do not meet in the month.
func (s *scanner) tellDay(i, n int, w weight, d day) {
	year := strconv.AppendInt(nil, int64(d.year), 10)
	month := appendTwo(append(year, '-'), d.month)
	if d.year > 0 {
		s.tellWithin(i, n, w, ruleNumber, year)
	}
	if d.day == 0 {
		s.tell(i, n, w, append(s.begin(ruleTime), month...))
		s.tell(i, n, w&part, append(s.begin(ruleTime+alone), month...))
		return
	}
	if d.year > 0 {
		s.tellWithin(i, n, w, ruleTime, month)
		s.tell(i, n, w, appendTwo(append(append(s.begin(ruleTime), month...), '-'), d.day))
		s.tellAnyYear(i, n, w&part, "any ", d)
		s.tellAnyYear(i, n, w&(asked|opens), "none ", d)
	} else {
		s.tellAnyYear(i, n, w, "any ", d)
		s.tellAnyYear(i, n, w&part, "none ", d)
	}
	s.tell(i, n, w&part, strconv.AppendInt(append(s.begin(ruleTime), "day "...), int64(d.day), 10))
}

// alone begins the form of a month or a year that is told without a day.
const alone = "alone "

// tellWithin tells the month or the year that a day lies in.
func (s *scanner) tellWithin(i, n int, w weight, rule string, form []byte) {
	s.tell(i, n, w&part, append(s.begin(rule), form...))
	s.tell(i, n, w&(asked|opens), append(s.begin(rule+alone), form...))
}

// tellAnyYear tells a day without its year.
func (s *scanner) tellAnyYear(i, n int, w weight, kind string, d day) {
	form := appendTwo(append(s.begin(ruleTime), kind...), d.month)
	s.tell(i, n, w, appendTwo(append(form, '-'), d.day))
}
