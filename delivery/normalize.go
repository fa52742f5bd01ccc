package delivery

import (
	"slices"
	"strings"
)

// NormalizeAcknowledgement gives the lines of a hand-written acknowledgement in
// their one form, for ParseAcknowledgement. It undoes what editors and other
// systems do to lines: a byte order mark, CRLF, tabs, blanks around values,
// empty lines, no newline at the end, a hash in capitals as PowerShell prints
// it. It adds no line, drops no word and changes no letter of what the recipient
// says. What is kept as evidence is the text as it came.
func NormalizeAcknowledgement(text string) string {
	text = strings.TrimPrefix(text, "\ufeff")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(text)
	words := []string{"file", "token", "answer", "rung"}
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if name, value, ok := strings.Cut(line, " "); ok {
			value = strings.TrimSpace(value)
			if slices.Contains(words, name) {
				value = strings.ToLower(value)
			}
			line = name + " " + value
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}
