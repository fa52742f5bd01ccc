package seal_test

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"example.org/tocsin/contact"
	"example.org/tocsin/seal"
)

// TestPassphrase draws phrases of listed words, no two alike and all words of the
// list in the end.
func TestPassphrase(t *testing.T) {
	t.Parallel()
	list := contact.List()
	seen, words := map[string]bool{}, map[string]int{}
	const draws = 6000
	for range draws {
		phrase := seal.Passphrase()
		if checked, err := contact.CheckPhrase(phrase); err != nil || checked != phrase || seen[phrase] {
			t.Fatalf("%q (%v), seen before: %v", phrase, err, seen[phrase])
		}
		seen[phrase] = true
		for w := range strings.SplitSeq(phrase, "-") {
			words[w]++
		}
	}
	// 60,000 draws of 2,048: each is expected 29 times; none is missing and none comes
	// three times as often, but once in more than a million runs.
	for _, w := range list {
		if n := words[w]; n == 0 || n > 100 {
			t.Errorf("%s was drawn %d times", w, n)
		}
	}
}

// TestWarningToPassphrase seals to a phrase in the one size, and opens it however
// the phrase is typed.
func TestWarningToPassphrase(t *testing.T) {
	t.Parallel()
	phrase := seal.Passphrase()
	for _, length := range []int{2, 300, 15_500} {
		file, err := seal.WarningToPassphrase(note(length), phrase)
		if err != nil {
			t.Fatal(err)
		}
		if len(file) != seal.WarningSize {
			t.Errorf("the file has %d bytes", len(file))
		}
		if length > 300 {
			continue
		}
		for _, typed := range []string{phrase, strings.ToUpper(strings.ReplaceAll(phrase, "-", ", ")) + "\n"} {
			if got, err := seal.OpenWarningWithPassphrase(file, typed); err != nil || !bytes.Equal(got, note(length)) {
				t.Errorf("%d bytes opened as %d (%v)", length, len(got), err)
			}
		}
	}
	file, err := seal.WarningToPassphrase(note(300), phrase)
	if err != nil {
		t.Fatal(err)
	}
	_, err = seal.OpenWarningWithPassphrase(file, seal.Passphrase())
	refused(t, err, "seal/wrong-key")
	for _, typed := range []string{"", phrase + "-acorn", "x" + phrase, strings.Replace(phrase, "-", "", 1)} {
		_, err = seal.OpenWarningWithPassphrase(file, typed)
		if r := refused(t, err, "contact/words"); strings.Contains(r.Why, strings.Split(phrase, "-")[1]) {
			t.Errorf("it says: %s", r.Why)
		}
	}
	_, err = seal.OpenWarningWithPassphrase(file[1:], phrase)
	refused(t, err, "seal/size")
	changed := bytes.Clone(file)
	changed[len(changed)-1] ^= 1
	_, err = seal.OpenWarningWithPassphrase(changed, phrase)
	refused(t, err, "seal/damaged")
	_, err = seal.OpenWarning(file, x25519(t).private)
	if r := refused(t, err, "seal/wrong-key"); !strings.Contains(r.Why, "a passphrase") {
		t.Errorf("who has a key is not told that it takes a passphrase: %s", r.Why)
	}
	for _, made := range []string{"", "correct horse battery staple", strings.ReplaceAll(phrase, "-", " "), strings.ToUpper(phrase), phrase + "\n"} {
		_, err := seal.WarningToPassphrase(note(300), made)
		refused(t, err, "seal/passphrase")
	}
	_, err = seal.WarningToPassphrase(note(20_480), phrase)
	refused(t, err, "seal/too-long")
}

// TestWorkFactor does not spend the memory of the machine on a stranger's file, and
// leaves what ours needs to a small one.
func TestWorkFactor(t *testing.T) {
	t.Parallel()
	phrase := seal.Passphrase()
	file, err := seal.WarningToPassphrase(note(300), phrase)
	if err != nil {
		t.Fatal(err)
	}
	if stanza := slices.Collect(strings.Lines(string(file[:200])))[1]; !strings.HasSuffix(stanza, " 15\n") {
		t.Errorf("the work is %q", stanza)
	}
	// The work is read before it is done: no file of this factor need be made.
	for factor, rule := range map[string]string{" 19\n": "seal/damaged", " 30\n": "seal/damaged"} {
		costly := append(bytes.Clone(file[:0]), bytes.Replace(file, []byte(" 15\n"), []byte(factor), 1)...)
		_, err := seal.OpenWarningWithPassphrase(costly, phrase)
		refused(t, err, rule)
	}
}

// TestAgePassphrase opens a file with the age command and nothing of ours, at a
// terminal, where it asks for the passphrase.
func TestAgePassphrase(t *testing.T) {
	t.Parallel()
	terminal, err := exec.LookPath("script")
	if err != nil {
		t.Skip("THERE IS NO script COMMAND: no passphrase was typed into age")
	}
	phrase := seal.Passphrase()
	file, err := seal.WarningToPassphrase(note(9000), phrase)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "warning.age"), file, 0o600); err != nil {
		t.Fatal(err)
	}
	age := ageCommand(t)
	open := func(typed string) error {
		cmd := exec.CommandContext(t.Context(), terminal, "-qec", `"$AGE" -d -o opened warning.age`, "/dev/null")
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "AGE="+age)
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		cmd.Stdout = &prompted{ask: "passphrase", answer: func() {
			// What goes wrong here, the command tells.
			_, _ = io.WriteString(in, typed+"\n")
		}}
		err = cmd.Run()
		_ = in.Close()
		return err
	}
	if err := open(seal.Passphrase()); err == nil {
		t.Error("age opens it with another passphrase")
	}
	if err := open(phrase); err != nil {
		t.Fatal(err)
	}
	plain, err := os.ReadFile(filepath.Join(dir, "opened"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := seal.Unframe(plain); err != nil || !bytes.Equal(got, note(9000)) {
		t.Errorf("age opens it as %d bytes (%v)", len(got), err)
	}
}

// A prompted is the screen of a terminal; it answers once when it is asked.
type prompted struct {
	shown  []byte
	ask    string
	answer func()
}

func (p *prompted) Write(b []byte) (int, error) {
	p.shown = append(p.shown, b...)
	if p.answer != nil && bytes.Contains(p.shown, []byte(p.ask)) {
		p.answer()
		p.answer = nil
	}
	return len(b), nil
}

// TestAgeSealsToPhrase opens what somebody sealed with age to a phrase of ours.
func TestAgeSealsToPhrase(t *testing.T) {
	t.Parallel()
	phrase := seal.Passphrase()
	recipient, err := age.NewScryptRecipient(phrase)
	if err != nil {
		t.Fatal(err)
	}
	recipient.SetWorkFactor(10)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, recipient)
	if err != nil {
		t.Fatal(err)
	}
	plain := bytes.Repeat([]byte("\n"), seal.WarningSize-out.Len()-16)
	copy(plain, "text")
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := seal.OpenWarningWithPassphrase(out.Bytes(), phrase); err != nil || string(got) != "text\n" {
		t.Errorf("it opened as %q (%v)", got, err)
	}
}

func BenchmarkWarningToPassphrase(b *testing.B) {
	phrase := seal.Passphrase()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := seal.WarningToPassphrase(note(2000), phrase); err != nil {
			b.Fatal(err)
		}
	}
}
