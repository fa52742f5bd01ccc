package warning

import "strings"

// Section gives the part of a text that is in one language, without its heading;
// the whole text where it has no headings. It gives nothing for a language that
// the text is not in.
func Section(text string, languages []Language, l Language) (string, error) {
	if len(languages) <= 1 {
		if only := append(languages, English)[0]; only != l {
			return "", nil
		}
		return text, nil
	}
	var headings []string
	mine := ""
	for _, o := range languages {
		t, err := speak(o)
		if err != nil {
			return "", err
		}
		headings = append(headings, t.heading())
		if o == l {
			mine = t.heading()
		}
	}
	if mine == "" {
		return "", nil
	}
	_, rest, found := strings.Cut("\n"+text, "\n"+mine+"\n")
	if !found {
		return "", nil
	}
	for _, h := range headings {
		if h != mine {
			rest, _, _ = strings.Cut(rest, "\n"+h+"\n")
		}
	}
	return strings.TrimSpace(rest) + "\n", nil
}
