package threat

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/tocsin"
	"example.org/tocsin/report"
)

// likelihoods are words that tell how likely something is, of ICD 203 and their
// like, in English, French, Russian and Persian. A word that ends in * stands for
// all that begin so: these languages bend their words.
var likelihoods = phrases(
	"almost no chance", "remote chance", "remotely possible", "highly unlikely", "very unlikely", "highly improbable", "very improbable",
	"unlikely", "improbabl*", "roughly even", "even chance", "even odds", "likely", "likelihood", "probable", "probably", "probabilit*",
	"almost certain", "almost certainly", "nearly certain", "nearly certainly",
	"peu probable", "probable*", "probablement", "probabilité*", "improbable*", "vraisemblabl*", "invraisemblabl*", "quasi certain*", "quasiment certain*",
	"presque certain*", "presque exclu*", "presque aucune chance", "une chance sur deux",
	"вероятн*", "маловероятн*", "невероятн*", "скорее всего", "почти наверняка", "почти исключен*", "практически исключен*", "шансы равны",
	"احتمال*", "محتمل*", "نامحتمل*", "بعید*", "تقریبا قطعی", "تقریبا حتمی",
)

// confidences are words that tell how sure an assessment is.
var confidences = phrases(
	"high confidence", "moderate confidence", "medium confidence", "low confidence", "full confidence", "great confidence", "little confidence",
	"some confidence", "with confidence", "our confidence", "confidence level", "confidence is", "confidence in this", "confident",
	"degré de confiance", "niveau de confiance", "confiance élevée", "confiance modérée", "confiance moyenne", "confiance faible", "confiance limitée",
	"haute confiance", "faible confiance", "grande confiance", "avec confiance",
	"уверенност*", "уверен", "уверена", "уверены",
	"اطمینان*", "مطمئن*", "مطمین*",
)

// phrases folds the words of a list.
func phrases(all ...string) [][]string {
	folded := make([][]string, len(all))
	for i, p := range all {
		stem, open := strings.CutSuffix(p, "*")
		folded[i] = wordsOf(stem)
		if open {
			folded[i][len(folded[i])-1] += "*"
		}
	}
	return folded
}

// CheckEstimate refuses a text of which one sentence tells both how likely
// something is and how sure the writer is: a reader takes one for the other
// (ICD 203). It names the sentence by its number and the words of the lists, and
// nothing else of the text.
func CheckEstimate(text string) error {
	n := 0
	for sentence := range sentences(text) {
		words := wordsOf(sentence)
		if len(words) == 0 {
			continue
		}
		n++
		likely, sure := found(words, likelihoods), found(words, confidences)
		if likely != "" && sure != "" {
			return tocsin.Refuse("threat/estimate", "say how likely it is in one sentence, and how sure you are in another",
				"sentence %d tells how likely (%q) and how sure (%q) in one", n, likely, sure)
		}
	}
	return nil
}

// found gives the first phrase of a list that words hold, as the list has it.
func found(words []string, list [][]string) string {
	for i := range words {
		for _, p := range list {
			if begins(words[i:], p) {
				return strings.TrimSuffix(strings.Join(p, " "), "*")
			}
		}
	}
	return ""
}

// begins reports whether words begin with a phrase.
func begins(words, phrase []string) bool {
	if len(words) < len(phrase) {
		return false
	}
	for i, p := range phrase {
		stem, open := strings.CutSuffix(p, "*")
		if words[i] != p && (!open || !strings.HasPrefix(words[i], stem)) {
			return false
		}
	}
	return true
}

// enders end a sentence.
const enders = ".!?؟。…"

// sentences cuts a text into its sentences. A full stop inside a word or a
// number, after a single letter, or before a small letter ends none; an empty
// line always does.
func sentences(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		from := 0
		for i, r := range text {
			end := i + utf8.RuneLen(r)
			if r == utf8.RuneError {
				end = i + 1
			}
			if !ends(text, i, end, r) {
				continue
			}
			if !yield(text[from:end]) {
				return
			}
			from = end
		}
		yield(text[from:])
	}
}

// ends reports whether the character between i and end ends a sentence.
func ends(text string, i, end int, r rune) bool {
	if r == '\n' {
		return strings.HasPrefix(strings.TrimLeft(text[end:], " \t\r"), "\n")
	}
	if !strings.ContainsRune(enders, r) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(text[end:])
	if end < len(text) && !unicode.IsSpace(next) && !strings.ContainsRune("\"'»”’)]", next) {
		return false
	}
	if r != '.' {
		return true
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text[end:], " \t\r\n\"'»”’)]«“‘(["))
	before, size := utf8.DecodeLastRuneInString(text[:i])
	earlier, _ := utf8.DecodeLastRuneInString(text[:i-size])
	initial := unicode.IsLetter(before) && (i == size || !unicode.IsLetter(earlier))
	return !initial && !unicode.IsLower(first)
}

// mixed names the texts of officers in an assessment that mix both kinds of
// estimate.
func mixed(a report.Assessment) []string {
	var names []string
	note := func(name string, texts ...string) {
		if slices.ContainsFunc(texts, func(text string) bool { return CheckEstimate(text) != nil }) {
			names = append(names, name)
		}
	}
	for _, f := range a.Told() {
		texts := []string{f.Text}
		for _, w := range f.Wordings {
			texts = append(texts, w.Text)
		}
		note(f.Name(), texts...)
	}
	note("latest useful", a.LatestUsefulBecause)
	for _, answer := range a.Answers {
		note("answer "+answer.Question, answer.Because)
	}
	return names
}
