package leak_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// A corpusPassage is protected text of a source.
type corpusPassage struct{ Part, Text, Marking string }

// A corpusReleased is what may be told of a source.
type corpusReleased struct{ Field, Rung, Value string }

// A corpusReport is a synthetic report.
type corpusReport struct {
	ID, Kind                      string
	Synthetic                     bool
	Passages                      []corpusPassage
	Released                      []corpusReleased
	Names, Codewords, Identifiers []string
}

// A corpusClean is a warning that tells released facts of its source only.
type corpusClean struct {
	ID, Source, Origin, Text string
	Synthetic                bool
}

// A corpusParaphrase is a warning with one sentence that leaks.
type corpusParaphrase struct {
	ID, Source, Part, Sentence, Leaked, Text, Kind string
	Synthetic                                      bool
}

// A corpusHalf is one half of the corpus: seen by those who build the check, or
// not.
type corpusHalf struct {
	Sources     []corpusReport
	Clean       []corpusClean
	Paraphrases []corpusParaphrase
}

// source gives a source by its id.
func (h corpusHalf) source(id string) (corpusReport, bool) {
	i := slices.IndexFunc(h.Sources, func(s corpusReport) bool { return s.ID == id })
	if i < 0 {
		return corpusReport{}, false
	}
	return h.Sources[i], true
}

// corpusFolder is where the corpus lies.
var corpusFolder = filepath.Join("testdata", "corpus")

// readCorpus reads the half of the corpus that is named "seen" or "unseen"; its
// error is fs.ErrNotExist where that half is not here.
func readCorpus(half string) (corpusHalf, error) {
	var h corpusHalf
	return h, errors.Join(
		readLines("sources_"+half, &h.Sources),
		readLines("clean_"+half, &h.Clean),
		readLines("paraphrases_"+half, &h.Paraphrases))
}

// readLines reads a file of JSON lines, each of which has no field but those of
// its type.
func readLines[T any](name string, into *[]T) error {
	file, err := os.Open(filepath.Join(corpusFolder, name+".jsonl"))
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var one T
		decoder := json.NewDecoder(strings.NewReader(lines.Text()))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&one); err != nil {
			return fmt.Errorf("reading %s, line %d: %w", name, len(*into)+1, err)
		}
		*into = append(*into, one)
	}
	return lines.Err()
}

// A corpusLeak is a clean text into which one leak was planted.
type corpusLeak struct {
	// Kind is what was planted, Way how it was written or hidden.
	Kind, Way string
	// Source holds the passages that must not leave; the last of them holds the
	// secret where the report itself did not.
	Source corpusReport
	// Clean is the text before, Text the text after.
	Clean, Text string
	// Secret is how the protected passage or list spells it, Planted how Text does.
	Secret, Planted string
	// At is the byte of Text at which Planted begins.
	At int
}

// A corpusPlanter plants leaks of one kind.
type corpusPlanter struct {
	kind  string
	plant func(r *rand.Rand, s corpusReport) (secret, way, planted string)
	// listed is true where the secret stands in the report already.
	listed bool
}

// corpusPlanters lists what is planted. The order is part of what a seed means.
var corpusPlanters = []corpusPlanter{
	{"run", plantRun, true},
	{"id", plantID, false},
	{"listed-id", func(r *rand.Rand, s corpusReport) (string, string, string) {
		id := pick(r, s.Identifiers)
		return id, "plain", id
	}, false},
	{"point", plantPoint, false},
	{"time", plantTime, false},
	{"date", plantDate, false},
	{"code-word", plantCodeword, false},
	{"name", plantName, false},
	{"hidden", plantHidden, true},
}

// plantLeaks plants each kind of leak n times, into clean texts and at places
// that the seed alone decides.
func plantLeaks(seed uint64, h corpusHalf, n int) []corpusLeak {
	r := rand.New(rand.NewPCG(seed, 20261122))
	var leaks []corpusLeak
	for _, planter := range corpusPlanters {
		for done := 0; done < n; {
			clean := pick(r, h.Clean)
			s, _ := h.source(clean.Source)
			secret, way, planted := planter.plant(r, s)
			if planted == "" {
				continue // this source has nothing of the kind: another draw
			}
			s.Passages = slices.Clone(s.Passages)
			if !planter.listed {
				s.Passages = append(s.Passages, corpusPassage{
					Part: "planted", Marking: "TLP:RED",
					Text: "Asked once more, the source wrote on a slip of paper: " + secret + ". The slip was destroyed.",
				})
			}
			text, at := plantAt(r, clean.Text, planted)
			leaks = append(leaks, corpusLeak{
				Kind: planter.kind, Way: way, Source: s, Clean: clean.Text, Text: text, Secret: secret, Planted: planted, At: at,
			})
			done++
		}
	}
	return leaks
}

// monthWord finds what belongs to a date, which a plant must not tear apart.
var monthWord = regexp.MustCompile(`[0-9]|January|February|March|April|May|June|July|August|September|October|November|December`)

// plantAt puts words between two words of a text, where neither belongs to a
// date or a number, and says where.
func plantAt(r *rand.Rand, text, planted string) (string, int) {
	var gaps []int
	for i := 1; i < len(text)-1; i++ {
		before, after := strings.LastIndexByte(text[:i], ' ')+1, strings.IndexByte(text[i+1:]+" ", ' ')
		if text[i] == ' ' && !monthWord.MatchString(text[before:i]) && !monthWord.MatchString(text[i+1:i+1+after]) {
			gaps = append(gaps, i+1)
		}
	}
	at := pick(r, gaps)
	return text[:at] + planted + " " + text[at:], at
}

// pick draws one of several.
func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// drawnRun draws eight words and more in a row of a passage.
func drawnRun(r *rand.Rand, s corpusReport) string {
	all := strings.Fields(pick(r, s.Passages).Text)
	n := 8 + r.IntN(9)
	from := r.IntN(len(all) - n + 1)
	return strings.Join(all[from:from+n], " ")
}

// plantRun plants words as they stand, or in another case, line break or
// punctuation.
func plantRun(r *rand.Rand, s corpusReport) (secret, way, planted string) {
	run := drawnRun(r, s)
	switch r.IntN(4) {
	case 0:
		return run, "upper-case", strings.ToUpper(run)
	case 1:
		return run, "broken-lines", strings.ReplaceAll(run, " ", "\n  ")
	case 2:
		return run, "no-stops", strings.NewReplacer(",", "", ".", "", ";", "").Replace(run)
	}
	return run, "plain", run
}

// draw replaces each # by a digit, each @ by a letter and each * by a hex digit.
func draw(r *rand.Rand, pattern string) string {
	return strings.Map(func(c rune) rune {
		switch c {
		case '#':
			return '1' + r.Int32N(9)
		case '@':
			return rune("ABCDEHKLMNPRTVXZ"[r.IntN(16)])
		case '*':
			return rune("0123456789abcdef"[r.IntN(16)])
		}
		return c
	}, pattern)
}

// defang writes an address so that nobody follows it by accident.
var defang = strings.NewReplacer(".", "[.]", "https", "hxxps")

// plantID makes an identifier for the source and writes it otherwise.
func plantID(r *rand.Rand, _ corpusReport) (secret, way, planted string) {
	bare := strings.NewReplacer(" ", "", "-", "", "(0)", "")
	switch r.IntN(10) {
	case 0:
		id := draw(r, "+32 4## ## ## ##")
		return id, "phone-close", bare.Replace(id)
	case 1:
		id := draw(r, "+49 15## ######")
		return id, "phone-00", "00" + strings.ReplaceAll(id[1:], " ", "-")
	case 2:
		id := draw(r, "#-@@@-###")
		return id, "plate-close", strings.ToLower(bare.Replace(id))
	case 3:
		id := draw(r, "@@ ### @@")
		return id, "plate-dashed", strings.ReplaceAll(id, " ", "-")
	case 4:
		id := draw(r, "203.0.113.1##")
		return id, "address-defanged", defang.Replace(id)
	case 5:
		id := draw(r, "relay-***#.example.net")
		return id, "domain-defanged", "hxxps://" + defang.Replace(id) + "/login"
	case 6:
		id := draw(r, "****************************************************************")
		return id, "hash-upper", strings.ToUpper(id)
	case 7:
		id := draw(r, "@@#######")
		return id, "passport-spaced", id[:2] + " " + id[2:5] + " " + id[5:]
	case 8:
		id := draw(r, "BE## #### #### ####")
		return id, "account-close", bare.Replace(id)
	}
	id := draw(r, "@@@-####-##")
	return id, "id-plain", id
}

// plantPoint makes a coordinate and writes it in another notation.
func plantPoint(r *rand.Rand, _ corpusReport) (secret, way, planted string) {
	lat, lon := 1+float64(r.IntN(69_0000))/10_000, 1+float64(r.IntN(169_0000))/10_000
	ns, ew, slat, slon := "N", "E", lat, lon
	if r.IntN(3) == 0 {
		ns, slat = "S", -lat
	}
	if r.IntN(3) == 0 {
		ew, slon = "W", -lon
	}
	secret = fmt.Sprintf("%.4f, %.4f", slat, slon)
	switch r.IntN(6) {
	case 0:
		return secret, "letters", fmt.Sprintf("%.4f%s %.4f%s", lat, ns, lon, ew)
	case 1:
		return secret, "seconds", fmt.Sprintf("%s%s %s%s", seconds(lat), ns, seconds(lon), ew)
	case 2:
		return secret, "minutes", fmt.Sprintf("%s%s, %s%s", minutes(lat), ns, minutes(lon), ew)
	case 3:
		return secret, "uri", fmt.Sprintf("geo:%.4f,%.4f", slat, slon)
	case 4:
		return secret, "iso-6709", fmt.Sprintf("%+08.4f%+09.4f/", slat, slon)
	}
	return secret, "plain", secret
}

// seconds writes degrees, minutes and seconds.
func seconds(angle float64) string {
	s := int(angle*3600 + 0.5)
	return fmt.Sprintf("%d°%02d'%02d\"", s/3600, s/60%60, s%60)
}

// minutes writes degrees and minutes with a fraction.
func minutes(angle float64) string {
	m := int(angle*60_00 + 0.5)
	return fmt.Sprintf("%d°%02d.%02d'", m/6000, m/100%60, m%100)
}

// plantTime makes a time of day, finer than what any source of the corpus
// releases, and writes it otherwise.
func plantTime(r *rand.Rand, _ corpusReport) (secret, way, planted string) {
	at := time.Date(2026, 1, 1, r.IntN(24), 1+r.IntN(59), 0, 0, time.UTC)
	secret = at.Format("15:04")
	way = pick(r, []string{"15:04", "3:04 pm", "1504 hrs", "15h04", "15.04 hrs"})
	return secret, way, "at " + at.Format(way)
}

// released takes the last day, month and year of what is released of when.
var released = regexp.MustCompile(`(?:(\d+) )?([A-Z][a-z]+ \d{4})$`)

// plantDate makes a day within the week or month that is released, never one of
// its ends, and writes it in one of the ways of writing dates.
func plantDate(r *rand.Rand, s corpusReport) (secret, way, planted string) {
	i := slices.IndexFunc(s.Released, func(f corpusReleased) bool { return f.Field == "when" && f.Rung != "day" })
	if i < 0 {
		return "", "", ""
	}
	said := released.FindStringSubmatch(s.Released[i].Value)
	month, err := time.Parse("January 2006", said[2])
	if err != nil {
		return "", "", ""
	}
	day := 2 + r.IntN(26)
	if last, err := strconv.Atoi(said[1]); err == nil {
		day = last - 1 - r.IntN(min(5, last-1))
	}
	on := month.AddDate(0, 0, day-1)
	way = pick(r, []string{"2 January 2006", "January 2, 2006", "2006-01-02", "02.01.2006", "2 Jan 2006", "Monday 2 January"})
	return on.Format("2 January 2006"), way, on.Format(way)
}

// plantCodeword writes a code word as it is, or so that it looks like plain text.
func plantCodeword(r *rand.Rand, s corpusReport) (secret, way, planted string) {
	word := pick(r, s.Codewords)
	switch r.IntN(4) {
	case 0:
		return word, "lower-case", strings.ToLower(word)
	case 1:
		return word, "dashed", strings.ReplaceAll(word, " ", "-")
	case 2:
		return word, "close", strings.ReplaceAll(word, " ", "")
	}
	return word, "plain", word
}

// cyrillic transliterates names; two letters before one.
var cyrillic = strings.NewReplacer("sh", "ш", "ch", "ч", "zh", "ж", "kh", "х", "ya", "я", "yu", "ю",
	"a", "а", "b", "б", "c", "к", "d", "д", "e", "е", "f", "ф", "g", "г", "h", "х", "i", "и", "j", "й", "k", "к", "l", "л", "m", "м",
	"n", "н", "o", "о", "p", "п", "q", "к", "r", "р", "s", "с", "t", "т", "u", "у", "v", "в", "w", "в", "x", "кс", "y", "й", "z", "з")

// variant spells names as another language's press would; accents adds marks.
var (
	variant = strings.NewReplacer("sh", "ch", "ck", "k", "v", "w", "w", "v", "ei", "ai", "y", "i", "k", "c", "ph", "f", "ou", "u")
	accents = strings.NewReplacer("a", "á", "e", "é", "o", "ö", "u", "ü", "i", "í")
)

// titles stand before a name and are not written in other letters.
var titles = regexp.MustCompile(`^(Doctor|Skipper|Broker|Aunt|Intern|Commander|Teacher|Porter|Storeman|Lieutenant|Private|Foreman|` +
	`Treasurer|Lineman|Inspector|Cellarmaster|Locksmith|Director|Trombonist|Conductor|Quartermaster|Sister|Tante|Young) `)

// plantName writes a name in full, by its last word, in Cyrillic letters, with
// marks, or as it is spelled elsewhere.
func plantName(r *rand.Rand, s corpusReport) (secret, way, planted string) {
	name := pick(r, s.Names)
	all := strings.Fields(name)
	last := all[len(all)-1]
	if len(all) != 2 || len(last) < 4 || strings.ToLower(last) == last {
		return "", "", ""
	}
	if titles.MatchString(name) {
		name = last
	}
	switch r.IntN(5) {
	case 0:
		return name, "last-word", last
	case 1:
		return name, "cyrillic", titled(cyrillic.Replace(strings.ToLower(name)))
	case 2:
		return name, "accents", accents.Replace(name)
	case 3:
		if other := titled(variant.Replace(strings.ToLower(name))); other != name {
			return name, "variant", other
		}
		return "", "", ""
	}
	return name, "plain", name
}

// titled gives each word a capital.
func titled(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		letters := []rune(w)
		letters[0] = unicode.ToUpper(letters[0])
		words[i] = string(letters)
	}
	return strings.Join(words, " ")
}

// homoglyphs are letters of another script that look the same.
var homoglyphs = strings.NewReplacer("a", "а", "e", "е", "o", "о", "p", "р", "c", "с", "x", "х", "y", "у", "i", "і",
	"A", "А", "B", "В", "C", "С", "E", "Е", "H", "Н", "K", "К", "M", "М", "O", "О", "P", "Р", "T", "Т", "X", "Х")

// plantHidden plants a run of words in a disguise that a reader does not see.
func plantHidden(r *rand.Rand, s corpusReport) (secret, way, planted string) {
	run := drawnRun(r, s)
	switch r.IntN(5) {
	case 0:
		return run, "zero-width", sown(r, run, "\u200b\u200c\u200d\u2060\ufeff\u00ad")
	case 1:
		return run, "bidi-marks", sown(r, run, "\u200e\u200f\u061c\u202a\u202c")
	case 2:
		letters := []rune(run)
		slices.Reverse(letters)
		return run, "reversed", "\u202e" + string(letters) + "\u202c"
	case 3:
		return run, "homoglyphs", homoglyphs.Replace(run)
	}
	return run, "full-width", strings.Map(func(c rune) rune {
		if c > ' ' && c < 0x7f {
			return c - '!' + '！'
		}
		return c
	}, run)
}

// sown puts one of some invisible characters into each word of two letters and
// more.
func sown(r *rand.Rand, text, seeds string) string {
	words := strings.Fields(text)
	for i, w := range words {
		if letters := []rune(w); len(letters) > 1 {
			at := 1 + r.IntN(len(letters)-1)
			words[i] = string(letters[:at]) + string(pick(r, []rune(seeds))) + string(letters[at:])
		}
	}
	return strings.Join(words, " ")
}
