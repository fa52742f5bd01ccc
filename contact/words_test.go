package contact_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/contact"
)

// refused fails the test unless an error is a refusal under a rule with a remedy,
// and gives it.
func refused(tb interface {
	Helper()
	Fatalf(string, ...any)
}, err error, rule string,
) *tocsin.Refusal {
	tb.Helper()
	r, ok := errors.AsType[*tocsin.Refusal](err)
	if !ok || r.Rule != rule || r.Why == "" || r.Remedy == "" {
		tb.Fatalf("it is answered with %v and not refused under %s", err, rule)
	}
	return r
}

// What both sides of a call compute with is frozen.
const (
	listHash        = "60f35de8b1f5f650f4133da1f582e7c82b039be68c4e5277a789b67a107b2eca"
	frozenRecipient = "jackpot alphorn bowtie agenda episode roadster"
	frozenHolder    = "sandwich tinfoil pepper hickory bookworm sultry"
	frozenToken     = "terrier safari talcum monument beret spruce"
)

// slips is how many slips of the hand lie between two words: a letter more, less,
// other, or changed with its neighbor; it counts to 2.
func slips(a, b string) int {
	if len(a) < len(b) {
		a, b = b, a
	}
	if a == b {
		return 0
	}
	for i := range a {
		without := a[:i] + a[i+1:]
		if without == b {
			return 1
		}
		if len(a) != len(b) {
			continue
		}
		if without == b[:i]+b[i+1:] {
			return 1
		}
		if i+1 < len(a) && a[:i]+string([]byte{a[i+1], a[i]})+a[i+2:] == b {
			return 1
		}
	}
	return 2
}

// sound is how a word sounds, roughly: letters that are spoken alike are one, and
// vowels are one.
func sound(word string) string {
	word = strings.NewReplacer("ph", "f", "ck", "k", "gh", "", "kn", "n", "wr", "r", "mb", "m", "qu", "kw", "x", "ks", "dg", "j",
		"c", "k", "q", "k", "z", "s", "y", "a", "e", "a", "i", "a", "o", "a", "u", "a").Replace(word)
	var b strings.Builder
	for i := range word {
		if i == 0 || word[i] != word[i-1] {
			b.WriteByte(word[i])
		}
	}
	return b.String()
}

// TestList holds that no two words are taken for each other: by the hand, by the
// ear, or where one ends and the next begins.
func TestList(t *testing.T) {
	t.Parallel()
	list := contact.List()
	if len(list) != contact.WordCount || !slices.IsSorted(list) {
		t.Fatalf("there are %d words, sorted: %v", len(list), slices.IsSorted(list))
	}
	sounds := map[string]string{}
	for i, a := range list {
		if len(a) < 3 || len(a) > 9 || strings.Trim(a, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("%q is no short word in small letters", a)
		}
		if b, ok := sounds[sound(a)]; ok {
			t.Errorf("%s sounds like %s", a, b)
		}
		sounds[sound(a)] = a
		for _, b := range list[i+1:] {
			if abs(len(a)-len(b)) <= 1 && slips(a, b) < 2 {
				t.Errorf("%s is a slip from %s", a, b)
			}
			if strings.HasPrefix(b, a) {
				t.Errorf("%s begins %s", a, b)
			}
		}
	}
	for word, other := range map[string]string{"acorn": "acron", "lamp": "lamb", "apple": "aple", "pear": "spear"} {
		if slips(word, other) != 1 {
			t.Errorf("%s and %s are %d slips apart", word, other, slips(word, other))
		}
	}
	// Its order and words are frozen: both sides of a call compute with it.
	if got := act.Hash([]byte(strings.Join(list, "\n") + "\n")); got != listHash {
		t.Errorf("the list is another: %s", got)
	}
}

func abs(n int) int { return max(n, -n) }

// TestWordsFrozen holds the words of one file for ever: who has an old program
// says the same ones.
func TestWordsFrozen(t *testing.T) {
	t.Parallel()
	file := act.Hash([]byte("the file that was delivered"))
	for want, of := range map[string]struct {
		token string
		p     contact.Purpose
	}{
		frozenRecipient: {"", contact.RecipientSays},
		frozenHolder:    {"", contact.HolderSays},
		frozenToken:     {strings.Repeat("a", 26), contact.HolderSays},
	} {
		c, err := contact.Words(file, of.token, of.p)
		if err != nil || c.String() != want {
			t.Errorf("%+v: the words are %q (%v), not %q", of, c, err, want)
		}
	}
}

// TestWords holds that words name their file: any change of the file, the purpose
// or the token gives others, and both of their forms are read back however they
// were typed.
func TestWords(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	rapid.Check(t, func(r *rapid.T) {
		raw := rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(r, "hash")
		file := hex.EncodeToString(raw)
		token := rapid.SampledFrom([]string{"", strings.Repeat("a", 26), strings.Repeat("b", 26)}).Draw(r, "token")
		p := rapid.SampledFrom(contact.Purposes()).Draw(r, "purpose")
		c, err := contact.Words(file, token, p)
		if err != nil {
			r.Fatal(err)
		}
		if again, _ := contact.Words(file, token, p); again != c {
			r.Fatal("the same file has other words")
		}
		raw[rapid.IntRange(0, 31).Draw(r, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(r, "bit")
		other, _ := contact.Words(hex.EncodeToString(raw), token, p)
		for _, q := range contact.Purposes() {
			for _, o := range []string{"", strings.Repeat("a", 26), strings.Repeat("b", 26)} {
				if q != p || o != token {
					if d, _ := contact.Words(file, o, q); d == c {
						r.Fatal("another purpose or token has the same words")
					}
				}
			}
		}
		if other == c {
			r.Fatal("another file has the same words")
		}
		between := rapid.SampledFrom([]string{" ", ", ", " - ", "\n", "\u00a0", "; "}).Draw(r, "between")
		typed := strings.Join(c.Words(), between)
		if rapid.Bool().Draw(r, "capitals") {
			typed = strings.ToUpper(typed)
		}
		for _, heard := range []string{typed, strings.Join(c.Numbers(), between), c.Words()[0] + " " + strings.Join(c.Numbers()[1:], " "), persianDigits(strings.Join(c.Numbers(), " "))} {
			if got, err := contact.ParseCode(heard); err != nil || got != c {
				r.Fatalf("%q is read as %q (%v)", heard, got, err)
			}
		}
		for _, w := range c.Words() {
			seen[w] = true
		}
	})
	if len(seen) < 300 {
		t.Errorf("only %d words were ever drawn", len(seen))
	}
}

// persianDigits writes digits as Persians do.
func persianDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '۰' + r - '0'
		}
		return r
	}, s)
}

// TestOneSlip holds that a slip in one word is never another word of the list: it
// is told, by its place and without quoting it.
func TestOneSlip(t *testing.T) {
	t.Parallel()
	list := contact.List()
	rapid.Check(t, func(r *rapid.T) {
		said := make([]string, 0, contact.PhraseWords)
		for range contact.PhraseWords {
			said = append(said, rapid.SampledFrom(list).Draw(r, "word"))
		}
		phrase, err := contact.CheckPhrase(strings.Join(said, " "))
		if err != nil || phrase != strings.Join(said, "-") {
			r.Fatalf("%q (%v)", phrase, err)
		}
		at := rapid.IntRange(0, len(said)-1).Draw(r, "at")
		word := []byte(said[at])
		i := rapid.IntRange(0, len(word)-1).Draw(r, "letter")
		letter := byte('a' + rapid.IntRange(0, 25).Draw(r, "other"))
		switch rapid.IntRange(0, 3).Draw(r, "slip") {
		case 0:
			word[i] = letter
		case 1:
			word = slices.Delete(word, i, i+1)
		case 2:
			word = slices.Insert(word, i, letter)
		case 3:
			j := min(i+1, len(word)-1)
			word[i], word[j] = word[j], word[i]
		}
		if string(word) == said[at] {
			return
		}
		said[at] = string(word)
		_, err = contact.CheckPhrase(strings.Join(said, " "))
		why := refused(r, err, "contact/words")
		if strings.Contains(why.Why, string(word)) && len(word) > 4 || !strings.Contains(why.Why, "of 10") {
			r.Fatalf("it says: %s", why.Why)
		}
	})
}

// TestWordsRefused gives what is no file, no token, no purpose and no words.
func TestWordsRefused(t *testing.T) {
	t.Parallel()
	file := act.Hash([]byte("a"))
	for _, c := range []struct{ file, token, purpose, rule string }{
		{"", "", "recipient-says", "contact/file"},
		{file[1:], "", "recipient-says", "contact/file"},
		{file[2:], "", "recipient-says", "contact/file"},
		{strings.ToUpper(file), "", "recipient-says", "contact/file"},
		{"z" + file[1:], "", "recipient-says", "contact/file"},
		{file, "token", "recipient-says", "contact/token"},
		{file, "", "", "contact/purpose"},
		{file, "", "anybody-says", "contact/purpose"},
	} {
		_, err := contact.Words(c.file, c.token, contact.Purpose(c.purpose))
		refused(t, err, c.rule)
	}
	for _, heard := range []string{"", "acorn", strings.Repeat("acorn ", 5), strings.Repeat("acorn ", 7), strings.Repeat("0000 ", 6), strings.Repeat("2049 ", 6), strings.Repeat("00001 ", 6), strings.Repeat("-001 ", 6), strings.Repeat("+001 ", 6), strings.Repeat("a", 2000)} {
		_, err := contact.ParseCode(heard)
		refused(t, err, "contact/words")
	}
}

// FuzzParseCode: whatever was heard, it is read as words that say the same again,
// or refused.
func FuzzParseCode(f *testing.F) {
	f.Add("jackpot alphorn bowtie agenda episode roadster")
	f.Add("0001 2048 ۰۰۰۱ ٠٠٠١ apple, ACORN")
	f.Fuzz(func(t *testing.T, heard string) {
		c, err := contact.ParseCode(heard)
		if err != nil {
			refused(t, err, "contact/words")
			return
		}
		if again, err := contact.ParseCode(c.String()); err != nil || again != c {
			t.Fatalf("%q is read as %q, which is read as %q (%v)", heard, c, again, err)
		}
	})
}

func BenchmarkWords(b *testing.B) {
	file := hex.EncodeToString(sha256.New().Sum(nil))
	for b.Loop() {
		if _, err := contact.Words(file, "", contact.HolderSays); err != nil {
			b.Fatal(err)
		}
	}
}
