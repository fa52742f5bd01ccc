package leak

// stem takes the endings off an English word in small letters, in place. It is
// rough: words of one root mostly meet, and now and then two others do. What
// holds anything but letters of ASCII is left alone.
func stem(w []byte) []byte {
	if len(w) < 4 || !isSmallASCII(w) {
		return w
	}
	w = withoutPlural(w)
	w = withoutTense(w)
	for _, end := range []string{"fully", "ously", "ively", "ingly", "edly", "ation", "ition", "ments", "ment", "ness", "ably", "ibly", "ally", "ly", "ion", "ors", "ers", "er", "or"} {
		if cut := len(w) - len(end); cut >= 4 && string(w[cut:]) == end {
			w = w[:cut]
			break
		}
	}
	if n := len(w); n > 3 && w[n-1] == 'e' {
		w = w[:n-1]
	}
	n := len(w)
	if n > 4 && w[n-1] == w[n-2] && !isVowel(w[n-1]) {
		w = w[:n-1]
		n--
	}
	if n > 2 && w[n-1] == 'y' {
		w[n-1] = 'i'
	}
	return w
}

// isSmallASCII reports whether a word is of small letters of ASCII alone.
func isSmallASCII(w []byte) bool {
	for _, c := range w {
		if c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}

// withoutPlural takes the ending of a plural off.
func withoutPlural(w []byte) []byte {
	n := len(w)
	if w[n-1] != 's' || w[n-2] == 's' || w[n-2] == 'u' || w[n-2] == 'i' {
		return w
	}
	if n > 4 && w[n-2] == 'e' {
		switch {
		case w[n-3] == 'i':
			w[n-3] = 'y'
			return w[:n-2]
		case w[n-3] == 's', w[n-3] == 'x', w[n-3] == 'z', w[n-3] == 'h' && (w[n-4] == 'c' || w[n-4] == 's'):
			return w[:n-2]
		}
	}
	return w[:n-1]
}

// withoutTense takes "ing" and "ed" off where a vowel is left.
func withoutTense(w []byte) []byte {
	n := len(w)
	switch {
	case n > 5 && string(w[n-3:]) == "ing" && hasVowel(w[:n-3]):
		return w[:n-3]
	case n > 4 && string(w[n-3:]) == "ied":
		w[n-3] = 'y'
		return w[:n-2]
	case n > 4 && string(w[n-2:]) == "ed" && hasVowel(w[:n-2]):
		return w[:n-2]
	}
	return w
}

// hasVowel reports whether a vowel stands in a word.
func hasVowel(w []byte) bool {
	for _, c := range w {
		if isVowel(c) || c == 'y' {
			return true
		}
	}
	return false
}

// isVowel reports whether a letter is a vowel.
func isVowel(c byte) bool { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' }
