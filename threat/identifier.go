package threat

import (
	"slices"
	"strings"
	"unicode"
)

// maxIdentifiers bounds the identifiers that are taken from one report or
// dossier.
const maxIdentifiers = 2000

// Identifiers finds what names one thing in the world or one object in the
// notations of others, however it is made harmless in writing: addresses of the
// internet, domains, mail, telephone numbers, plates, hashes, ids of STIX. Each
// comes with its kind before it, sorted and once.
func Identifiers(texts ...string) []string {
	var all []string
	for _, text := range texts {
		for token := range strings.FieldsFuncSeq(text, apart) {
			token = strings.Trim(strings.ToLower(unharmed.Replace(token)), ".,;:!?'\"-_*`´’“”«»")
			if id := identifier(token); id != "" {
				all = append(all, id)
			}
		}
		all = append(all, telephones(text)...)
		if len(all) > maxIdentifiers {
			break
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), maxIdentifiers)]
}

// unharmed undoes how analysts write addresses so that nobody clicks them.
var unharmed = strings.NewReplacer("[.]", ".", "(.)", ".", "[dot]", ".", "{.}", ".", "[:]", ":", "[@]", "@", "[at]", "@")

// apart reports whether a character stands between tokens.
func apart(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(",;<>\"|،؛", r)
}

// identifier gives the identifier that a token is, with its kind, or nothing.
func identifier(token string) string {
	if len(token) < 4 || len(token) > 300 {
		return ""
	}
	if host, ok := hostOf(token); ok {
		token = host
	}
	token = strings.Trim(token, "()[]{}")
	if kind, id, ok := strings.Cut(token, "--"); ok {
		if isUUID(id) && kind != "" && !slices.Contains(shared, kind) {
			return "stix " + token
		}
		return ""
	}
	if at := address(token); at != "" {
		return "address " + at
	}
	if user, host, ok := strings.Cut(token, "@"); ok {
		if user != "" && isDomain(host) {
			return "mail " + token
		}
		return ""
	}
	switch {
	case isDomain(token):
		return "domain " + strings.TrimPrefix(token, "www.")
	case isHash(token):
		return "hash " + token
	case isPlate(token):
		return "plate " + strings.Map(alphanumeric, token)
	}
	return ""
}

// hostOf gives the host of an address of the web, without its port.
func hostOf(token string) (string, bool) {
	scheme, rest, ok := strings.Cut(token, "://")
	if !ok || scheme == "" || len(scheme) > 6 {
		return "", false
	}
	rest = rest[:max(0, indexAny(rest, "/?#"))]
	if _, host, ok := strings.Cut(rest, "@"); ok {
		rest = host
	}
	if strings.Count(rest, ":") == 1 {
		rest, _, _ = strings.Cut(rest, ":")
	}
	return rest, true
}

// indexAny is where the first of some characters stands, or the end.
func indexAny(s, chars string) int {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return i
	}
	return len(s)
}

// isUUID reports whether a text has the form of a UUID.
func isUUID(s string) bool {
	return len(s) == 36 && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' && strings.Trim(s, "0123456789abcdef-") == ""
}

// notDomains are endings that files have and domains do not, or hardly.
var notDomains = []string{
	"pdf", "doc", "docx", "xls", "xlsx", "txt", "json", "xml", "html", "htm", "png", "jpg", "jpeg", "gif", "exe", "dll", "zip", "csv", "log", "php", "js", "bin",
}

// isDomain reports whether a token has the form of a domain.
func isDomain(s string) bool {
	labels := strings.Split(s, ".")
	if len(labels) < 2 || len(s) > 253 {
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || strings.Trim(l, "-") != l || strings.ContainsFunc(l, func(r rune) bool {
			return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}) {
			return false
		}
	}
	last := labels[len(labels)-1]
	return len(last) >= 2 && !strings.ContainsFunc(last, unicode.IsDigit) && !slices.Contains(notDomains, last) &&
		(len(labels[0]) > 1 || len(labels) > 2)
}

// isHash reports whether a token is a hash of MD5, SHA-1, SHA-256 or SHA-512.
func isHash(s string) bool {
	return slices.Contains([]int{32, 40, 64, 128}, len(s)) && strings.Trim(s, "0123456789abcdef") == ""
}

// isPlate reports whether a token could be the plate of a vehicle or the number
// of a document: five to ten letters and digits, two of each at least, in up to
// four groups.
func isPlate(s string) bool {
	letters, digits, groups := 0, 0, 1
	for _, r := range s {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		case r == '-':
			groups++
		default:
			return false
		}
	}
	return letters >= 2 && digits >= 2 && letters+digits >= 5 && letters+digits <= 10 && groups <= 4
}

// alphanumeric keeps letters and digits.
func alphanumeric(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return r
	}
	return -1
}

// telephones finds numbers of the telephone that begin with + or 00.
func telephones(text string) []string {
	var all []string
	for i := 0; i < len(text) && len(all) < maxIdentifiers; i++ {
		var lead int
		switch {
		case text[i] == '+':
			lead = 1
		case strings.HasPrefix(text[i:], "00") && (i == 0 || !digit(text[i-1])):
			lead = 2
		default:
			continue
		}
		number, end := "", i+lead
		for ; end < len(text) && len(number) < 16; end++ {
			if digit(text[end]) {
				number += text[end : end+1]
			} else if !strings.ContainsRune(" -./()", rune(text[end])) {
				break
			}
		}
		if len(number) >= 8 && len(number) <= 15 {
			all = append(all, "telephone +"+number)
			i = end - 1
		}
	}
	return all
}

// digit reports whether a byte is a digit.
func digit(b byte) bool { return b >= '0' && b <= '9' }
