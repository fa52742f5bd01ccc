package contact

import (
	"crypto/hkdf"
	"crypto/sha256"
	_ "embed" // the list of words
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"example.org/tocsin"
)

// wordList is the list, a word a line, in alphabetical order. Its order and its
// words never change: both sides of a call compute with it.
//
//go:embed words.txt
var wordList string

// words are the words of the list.
var words = strings.Fields(wordList)

// WordCount is how many words the list has: each says 11 bits.
const WordCount = 2048

// CodeWords is how many call-back words there are. Four would be 44 bits, and a
// file with the same four could be found in an hour by whoever wants to put his
// own in the place of ours; six are 66 bits.
const CodeWords = 6

// PhraseWords is how many words a generated passphrase has: 110 bits.
const PhraseWords = 10

// List gives the words in their order.
func List() []string { return slices.Clone(words) }

// A Purpose is who says call-back words. Each side has its own, so that nobody can
// answer with what he has just heard.
type Purpose string

// The purposes.
const (
	// RecipientSays: the recipient says them when he calls back.
	RecipientSays Purpose = "recipient-says"
	// HolderSays: our switchboard says them when it answers.
	HolderSays Purpose = "holder-says"
)

// Purposes lists the purposes.
func Purposes() []Purpose { return []Purpose{RecipientSays, HolderSays} }

// A Code is the call-back words of one file for one purpose, as places in the
// list.
type Code [CodeWords]uint16

// Words makes the call-back words of a delivered file from the hexadecimal SHA-256
// of its bytes. With the token that stands inside the file they are words that
// only who has opened it can say; without, that anybody can who has the file.
func Words(file, token string, p Purpose) (Code, error) {
	sum, err := hex.DecodeString(file)
	switch {
	case err != nil || len(sum) != sha256.Size || strings.ToLower(file) != file:
		return Code{}, tocsin.Refuse("contact/file", "give what sha256sum prints for the file as it was delivered",
			"the file is not named by its SHA-256 in hexadecimal")
	case token != "" && !tocsin.ValidID(token):
		return Code{}, tocsin.Refuse("contact/token", "copy it from the line acknowledge-with inside the file", "this is no token of a warning")
	case !slices.Contains(Purposes(), p):
		return Code{}, tocsin.Refuse("contact/purpose", "say recipient-says or holder-says", "nobody says words for that purpose")
	}
	drawn, err := hkdf.Key(sha256.New, append(sum, token...), nil, "tocsin-words/v1 "+string(p), 2*CodeWords)
	if err != nil {
		return Code{}, fmt.Errorf("making call-back words: %w", err)
	}
	var c Code
	for i := range c {
		c[i] = binary.BigEndian.Uint16(drawn[2*i:]) % WordCount
	}
	return c, nil
}

// Words are the words to say.
func (c Code) Words() []string {
	out := make([]string, 0, CodeWords)
	for _, place := range c {
		out = append(out, words[place%WordCount])
	}
	return out
}

// Numbers say the same to whoever speaks no English: the places of the words in
// the list, from 0001 to 2048.
func (c Code) Numbers() []string {
	out := make([]string, 0, CodeWords)
	for _, place := range c {
		out = append(out, fmt.Sprintf("%04d", place%WordCount+1))
	}
	return out
}

// String gives the words in a line.
func (c Code) String() string { return strings.Join(c.Words(), " ") }

// ParseCode reads call-back words as somebody typed what he heard: words or their
// numbers, in any case, with anything between them. What is wrong is told by its
// place and never quoted.
func ParseCode(heard string) (Code, error) {
	places, err := parse(heard, CodeWords)
	return Code(append(places, make([]uint16, max(0, CodeWords-len(places)))...)), err
}

// CheckPhrase gives a generated passphrase in its one form, as it is typed into
// age: small letters, a hyphen between words. Whoever types it may write it
// otherwise. What is wrong is told by its place and never quoted: the phrase opens
// the file.
func CheckPhrase(typed string) (string, error) {
	places, err := parse(typed, PhraseWords)
	if err != nil {
		return "", err
	}
	return Phrase(places), nil
}

// Phrase gives the passphrase of places in the list, which somebody drew.
func Phrase(places []uint16) string {
	out := make([]string, 0, len(places))
	for _, place := range places {
		out = append(out, words[place%WordCount])
	}
	return strings.Join(out, "-")
}

// maxHeard bounds what is read as words.
const maxHeard = 1000

// parse reads so many words or their numbers.
func parse(heard string, count int) ([]uint16, error) {
	if len(heard) > maxHeard {
		return nil, tocsin.Refuse("contact/words", "give the words alone", "there is more than %d words would be", count)
	}
	said := strings.FieldsFunc(strings.ToLower(heard), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(said) != count {
		return nil, tocsin.Refuse("contact/words", "ask for all of them again, one at a time", "there are %d words, not %d", len(said), count)
	}
	places := make([]uint16, 0, count)
	for i, word := range said {
		place, ok := placeOf(word)
		if !ok {
			return nil, tocsin.Refuse("contact/words", "ask for that word again, and have it spelled", "word %d of %d is not in the list", i+1, count)
		}
		places = append(places, place)
	}
	return places, nil
}

// placeOf finds a word, or the place that four digits of any script name.
func placeOf(word string) (uint16, bool) {
	if at, found := slices.BinarySearch(words, word); found {
		return uint16(at), true //nolint:gosec // the list has 2048 words
	}
	n, err := strconv.Atoi(latinDigits(word))
	if err != nil || len([]rune(word)) != 4 || n < 1 || n > WordCount {
		return 0, false
	}
	return uint16(n - 1), true
}

// latinDigits writes the digits of Arabic and Persian as those of ASCII.
func latinDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if d, ok := digitOf(r); ok {
			return rune("0123456789"[d])
		}
		return r
	}, s)
}

// digitOf gives the value of a digit.
func digitOf(r rune) (int, bool) {
	for _, zero := range []rune{'0', '٠', '۰'} {
		if r >= zero && r <= zero+9 {
			return int(r - zero), true
		}
	}
	return 0, false
}
