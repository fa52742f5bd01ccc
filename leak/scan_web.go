package leak

import "bytes"

// web tells names of the network: addresses of mail, hosts, locators, handles.
func (s *scanner) web(i int) {
	if s.words[i].taken || s.inWeb(i) {
		return
	}
	if s.handle(i) {
		return
	}
	at, n, mail := s.webWords(i)
	if n < 2 {
		return
	}
	host := i
	if mail {
		s.tell(i, n, firm, s.webForm(s.begin(ruleID), i, n))
		host = at
	}
	if s.isHost(host, i+n) {
		s.host(host, i+n-host, mail)
		s.locator(host, i+n-host)
	}
}

// inWeb reports whether a word goes on from the one before it.
func (s *scanner) inWeb(i int) bool { return i > 0 && webGap(s.gap(i)) != 0 }

// webGap gives the one mark between two words of a name of the network, or 0.
func webGap(gap []byte) byte {
	if len(gap) == 1 && bytes.ContainsAny(gap, ".-_+%@") {
		return gap[0]
	}
	return 0
}

// webWords gives how many words may be a name of the network, and where its host
// begins if it is an address of mail.
func (s *scanner) webWords(i int) (host, n int, mail bool) {
	for n = 1; n < maxParts && i+n < len(s.words); n++ {
		switch webGap(s.gap(i + n)) {
		case 0:
			return host, n, mail
		case '@':
			if mail {
				return host, n, mail
			}
			host, mail = i+n, true
		}
	}
	return host, n, mail
}

// webForm writes words with the one mark between each two.
func (s *scanner) webForm(form []byte, i, n int) []byte {
	for j := i; j < i+n; j++ {
		if j > i {
			form = append(form, webGap(s.gap(j)))
		}
		form = append(form, s.short(j)...)
	}
	return form
}

// isHost reports whether words are labels of a host: at least two, the last of
// letters and longer than one, so that "e.g." and "9.40" are none.
func (s *scanner) isHost(i, end int) bool {
	dots := 0
	for j := i + 1; j < end; j++ {
		switch webGap(s.gap(j)) {
		case '.':
			dots++
		case '-', '_':
		default:
			return false
		}
	}
	last := s.words[end-1]
	return dots > 0 && webGap(s.gap(end-1)) == '.' && last.kind == ofLetters && last.to-last.from > 1
}

// host tells a host without "www", and the domains that it is in. A domain in a
// passage meets the hosts in it and the other way round, but two hosts do not
// meet in the domain that both are in: half the world is in "co.uk".
func (s *scanner) host(i, n int, mail bool) {
	w := firm
	if mail {
		w = part | asked
	}
	if n > 2 && string(s.text(i)) == "www" {
		i, n = i+1, n-1
	}
	s.tell(i, n, w, s.webForm(s.begin(ruleID), i, n))
	s.tell(i, n, part, s.webForm(append(s.begin(ruleID), "in "...), i, n))
	for j := i + 1; j+1 < i+n; j++ {
		if webGap(s.gap(j)) == '.' && s.isHost(j, i+n) {
			s.tell(j, i+n-j, part, s.webForm(s.begin(ruleID), j, i+n-j))
			s.tell(j, i+n-j, asked, s.webForm(append(s.begin(ruleID), "in "...), j, i+n-j))
		}
	}
}

// locator tells a host with the path behind it.
func (s *scanner) locator(i, n int) {
	last := s.words[i+n-1]
	rest := s.low[last.to:]
	if len(rest) < 2 || rest[0] != '/' {
		return
	}
	end := bytes.IndexAny(rest[:min(len(rest), maxID)], " \n\"<>|\\")
	if end < 0 {
		end = min(len(rest), maxID)
	}
	path := bytes.TrimRight(rest[:end], "./,;:!?)]}'")
	if len(path) < 2 {
		return
	}
	more := 0
	for i+n+more < len(s.words) && s.words[i+n+more].to <= last.to+len(path) {
		more++
	}
	s.tell(i, n+more, firm, append(s.webForm(s.begin(ruleID), i, n), path...))
}

// handle tells a name behind an "@" that is no address of mail.
func (s *scanner) handle(i int) bool {
	gap := s.gap(i)
	if !bytes.HasSuffix(gap, []byte("@")) || len(gap) == 1 && i > 0 {
		return false
	}
	n := 1
	for n < maxParts && i+n < len(s.words) && string(s.gap(i+n)) == "_" {
		n++
	}
	form := s.webForm(append(s.begin(ruleID), '@'), i, n)
	if len(form) < len(ruleID)+4 {
		return false
	}
	s.tell(i, n, firm, form)
	return true
}
