package seal_test

import (
	"bytes"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"example.org/tocsin"
	"example.org/tocsin/seal"
)

// TestOneSize seals notes of every length to people with every kind and number
// of keys, and finds files of one size that every key opens to the note.
func TestOneSize(t *testing.T) {
	t.Parallel()
	random := mathrand.New(mathrand.NewPCG(1, 2))
	sizes := map[int]int{}
	for _, draw := range anyKind {
		for n := 1; n <= 5; n++ {
			all, public := people(t, draw, n)
			room, err := seal.Room(public)
			if err != nil {
				t.Fatal(err)
			}
			lengths := []int{2, 3, 21, 22, room - 1, room}
			for range 8 {
				lengths = append(lengths, 2+random.IntN(room-1))
			}
			for _, length := range lengths {
				file, err := seal.Warning(note(length), public)
				if err != nil {
					t.Fatalf("%d bytes to %d keys of %s: %v", length, n, all[0].kind, err)
				}
				sizes[len(file)]++
				got, err := seal.OpenWarning(file, all[random.IntN(n)].private)
				if err != nil || !bytes.Equal(got, note(length)) {
					t.Fatalf("%d bytes to %d keys of %s opened as %d (%v)", length, n, all[0].kind, len(got), err)
				}
			}
			for over, words := range map[int]string{1: "by 1 bytes", 7: "by 7 bytes"} {
				_, err = seal.Warning(note(room+over), public)
				if r := refused(t, err, "seal/too-long"); !strings.Contains(r.Why, words) {
					t.Errorf("the refusal does not say how much to cut: %s", r.Why)
				}
			}
			if n < 3 && room < 15_500 {
				t.Errorf("%d keys of %s leave room for %d bytes", n, all[0].kind, room)
			}
			t.Logf("%d keys of %s leave room for %d bytes", n, all[0].kind, room)
		}
	}
	if len(sizes) != 1 || sizes[seal.WarningSize] == 0 {
		t.Errorf("sealed warnings have these sizes: %v", sizes)
	}
}

// TestTwoKeys seals the longest text there is, 14,000 bytes with 1,500 of
// header and signature, to two keys of every kind.
func TestTwoKeys(t *testing.T) {
	t.Parallel()
	for _, draw := range anyKind {
		all, public := people(t, draw, 2)
		file, err := seal.Warning(note(15_500), public)
		if err != nil {
			t.Fatalf("%s: %v", all[0].kind, err)
		}
		for _, p := range all {
			if got, err := seal.OpenWarning(file, p.private); err != nil || !bytes.Equal(got, note(15_500)) {
				t.Errorf("%s: it opened as %d bytes (%v)", p.kind, len(got), err)
			}
		}
	}
}

// TestNotes holds the form of a note.
func TestNotes(t *testing.T) {
	t.Parallel()
	p := x25519(t)
	for _, bad := range []string{"", "\n", "\n\n", "text", "text\n\n", "text\r"} {
		file, err := seal.Warning([]byte(bad), []string{p.public})
		if _, refusal := errors.AsType[*tocsin.Refusal](err); err == nil || refusal {
			t.Errorf("%q was sealed in %d bytes (%v)", bad, len(file), err)
		}
	}
	good := []byte("\n\nblank lines first\n\nand inside\r\n")
	file, err := seal.Warning(good, []string{p.public})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := seal.OpenWarning(file, p.private); err != nil || !bytes.Equal(got, good) {
		t.Errorf("it opened as %q (%v)", got, err)
	}
}

// TestRecipients refuses keys that are none, and says which.
func TestRecipients(t *testing.T) {
	t.Parallel()
	a, b, h, s := x25519(t), x25519(t), hybrid(t), secureShell(t)
	if _, err := seal.Warning(note(9), []string{a.public, " " + b.public + "\n"}); err != nil {
		t.Error(err)
	}
	for _, mixed := range [][]string{{a.public, h.public}, {h.public, a.public}, {a.public, s.public}, {s.public, h.public}, {a.public, b.public, h.public}} {
		_, err := seal.Warning(note(9), mixed)
		refused(t, err, "seal/one-kind-of-key")
	}
	_, err := seal.Warning(note(9), nil)
	refused(t, err, "seal/recipient-key")
	_, err = seal.Room(nil)
	refused(t, err, "seal/recipient-key")

	// The point of order one: it parses, and age will not seal to it.
	low := "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z"
	if _, err := age.ParseX25519Recipient(low); err != nil {
		t.Fatalf("the key of low order does not parse: %v", err)
	}
	for name, bad := range map[string]string{
		"nothing":          "",
		"a word":           "ana",
		"a letter changed": a.public[:20] + swap(a.public[20]) + a.public[21:],
		"cut":              a.public[:len(a.public)-1],
		"hybrid cut":       h.public[:len(h.public)-1],
		"hybrid changed":   h.public[:900] + swap(h.public[900]) + h.public[901:],
		"two in one":       a.public + "\n" + b.public,
		"capitals":         strings.ToUpper(a.public),
		"private":          strings.TrimSpace(strings.Split(a.private, "\n")[2]),
		"private of SSH":   s.private,
		"RSA":              "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==",
		"SSH with options": `no-pty ` + s.public,
		"SSH cut":          s.public[:40],
		"SSH on two lines": strings.Replace(s.public, " ", " \n", 1),
		"SSH twice":        s.public + s.public,
		"SSH as an option": "ssh-ed25519 " + s.public,
		"plugin":           "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t",
		"of low order":     low,
	} {
		first := a.public
		switch {
		case strings.HasPrefix(bad, "age1pq"):
			first = h.public
		case strings.HasPrefix(bad, "ssh-ed25519"):
			first = s.public
		}
		for _, list := range [][]string{{first, bad}, {first, bad, first}} {
			_, err := seal.Warning(note(9), list)
			r := refused(t, err, "seal/recipient-key")
			if !strings.Contains(r.Why, "key 2") {
				t.Errorf("%s: the refusal does not say which key: %s", name, r.Why)
			}
			if len(bad) > 30 && strings.Contains(r.Why+r.Remedy, bad[5:25]) {
				t.Errorf("%s: the refusal quotes the key: %s", name, r.Why)
			}
		}
	}
	_, many := people(t, hybrid, 14)
	_, err = seal.Warning(note(9), many)
	refused(t, err, "seal/too-many-keys")
}

// swap gives another letter of bech32, in the same case.
func swap(c byte) string {
	switch c {
	case 'q':
		return "p"
	case 'Q':
		return "P"
	}
	if c >= 'A' && c <= 'Z' {
		return "Q"
	}
	return "q"
}

// TestOpenWarningRefuses gives a recipient files and keys that are not right.
func TestOpenWarningRefuses(t *testing.T) {
	t.Parallel()
	for _, draw := range anyKind {
		p, other := draw(t), draw(t)
		file, err := seal.Warning(note(500), []string{p.public})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{0, 1, 200, seal.WarningSize - 1} {
			_, err := seal.OpenWarning(file[:n], p.private)
			refused(t, err, "seal/size")
		}
		_, err = seal.OpenWarning(append(bytes.Clone(file), '\n'), p.private)
		refused(t, err, "seal/size")
		_, err = seal.OpenWarning(bytes.Repeat([]byte("a"), seal.WarningSize), p.private)
		refused(t, err, "seal/damaged")
		_, err = seal.OpenWarning(file, other.private)
		refused(t, err, "seal/wrong-key")
		for _, kind := range anyKind {
			_, err = seal.OpenWarning(file, kind(t).private)
			refused(t, err, "seal/wrong-key")
		}
		moved := bytes.Clone(file)
		copy(moved[seal.WarningSize-600:], file[seal.WarningSize-300:])
		_, err = seal.OpenWarning(moved, p.private)
		refused(t, err, "seal/damaged")
	}
}

// TestEveryByte changes a bit of every byte of a sealed warning.
func TestEveryByte(t *testing.T) {
	t.Parallel()
	for _, draw := range anyKind {
		p := draw(t)
		file, err := seal.Warning(note(500), []string{p.public})
		if err != nil {
			t.Fatal(err)
		}
		room, err := seal.Room([]string{p.public})
		if err != nil {
			t.Fatal(err)
		}
		rules := map[string]int{}
		step := 1
		for i := 0; i < len(file); i += step {
			if i > len(file)-room {
				step = 101 // behind the head, one tag holds all
			}
			changed := bytes.Clone(file)
			changed[i] ^= 1 << (i % 8)
			got, err := seal.OpenWarning(changed, p.private)
			if err == nil {
				t.Errorf("%s: byte %d may be changed: %q", p.kind, i, got)
				continue
			}
			r, ok := errors.AsType[*tocsin.Refusal](err)
			if !ok {
				t.Errorf("%s: byte %d: %v", p.kind, i, err)
				continue
			}
			rules[r.Rule]++
		}
		if rules["seal/damaged"]+rules["seal/wrong-key"] == 0 || len(rules) > 2 {
			t.Errorf("%s: the refusals were %v", p.kind, rules)
		}
	}
}

// TestPadding opens nothing that is not a note and newlines up to the size.
func TestPadding(t *testing.T) {
	t.Parallel()
	p := x25519(t)
	room, err := seal.Room([]string{p.public})
	if err != nil {
		t.Fatal(err)
	}
	for name, plain := range map[string][]byte{
		"only newlines":       bytes.Repeat([]byte("\n"), room),
		"no newline":          bytes.Repeat([]byte("a"), room),
		"padded by zeros":     append([]byte("text\n"), make([]byte, room-5)...),
		"padded by spaces":    append([]byte("text\n"), bytes.Repeat([]byte(" "), room-5)...),
		"a space at the end":  append(bytes.Repeat([]byte("\n"), room-1), ' '),
		"carriage return end": append(bytes.Repeat([]byte("\n"), room-1), '\r'),
	} {
		file := ageSeal(t, plain, p.public)
		if len(file) != seal.WarningSize {
			t.Fatalf("%s: the file has %d bytes", name, len(file))
		}
		_, err := seal.OpenWarning(file, p.private)
		if r := refused(t, err, "seal/frame"); strings.Contains(r.Why, "text\n") {
			t.Errorf("%s: the refusal quotes the text", name)
		}
	}
	by := append([]byte("by hand\n"), bytes.Repeat([]byte("\n"), room-8)...)
	if got, err := seal.OpenWarning(ageSeal(t, by, p.public), p.private); string(got) != "by hand\n" || err != nil {
		t.Errorf("what age alone sealed opened as %q (%v)", got, err)
	}
}

// TestIdentities refuses private keys that are none, and quotes nothing.
func TestIdentities(t *testing.T) {
	t.Parallel()
	p, s := x25519(t), secureShell(t)
	file, err := seal.Warning(note(500), []string{p.public})
	if err != nil {
		t.Fatal(err)
	}
	key := strings.TrimSpace(strings.Split(p.private, "\n")[2])
	for _, good := range []string{p.private, key, "\r\n" + strings.ReplaceAll(p.private, "\n", "\r\n"), hybrid(t).private + p.private} {
		if _, err := seal.OpenWarning(file, good); err != nil {
			t.Errorf("%v", err)
		}
	}
	var armored bytes.Buffer
	w := armor.NewWriter(&armored)
	if _, err := w.Write(ageSeal(t, []byte(p.private), p.public)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]string{
		"nothing":        "",
		"a comment":      "# key\n",
		"a word":         "SECRET-WORD-THAT-IS-NO-KEY",
		"cut":            key[:len(key)-1],
		"changed":        key[:30] + swap(key[30]) + key[31:],
		"public":         p.public,
		"half of SSH":    s.private[:len(s.private)/2],
		"other PEM":      "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n",
		"encrypted":      string(ageSeal(t, []byte(p.private), p.public)),
		"armored":        armored.String(),
		"plugin":         "AGE-PLUGIN-YUBIKEY-1QQPQQZQQQQQQQQQQQQQ",
		"not UTF-8":      "\xff" + key,
		"a line besides": p.private + "SECRET-WORD-THAT-IS-NO-KEY\n",
	} {
		_, err := seal.OpenWarning(file, bad)
		r := refused(t, err, "seal/identity")
		if said := r.Why + r.Remedy; strings.Contains(said, "SECRET-WORD") || strings.Contains(said, key[20:40]) {
			t.Errorf("%s: the refusal quotes the key: %s", name, said)
		}
	}
}

// FuzzUnframe holds that what unframes frames again to the same bytes, and
// that only one note does.
func FuzzUnframe(f *testing.F) {
	for _, seed := range []string{"", "\n", "a", "a\n", "a\n\n\n", "\n\na\n", "a\r\n", "a\n \n", "a\x00\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, plain []byte) {
		got, err := seal.Unframe(plain)
		if err != nil {
			if bytes.HasSuffix(plain, []byte("\n")) && len(bytes.Trim(plain, "\n")) > 0 {
				t.Fatalf("%q is refused: %v", plain, err)
			}
			return
		}
		again, err := seal.Frame(got, len(plain))
		if err != nil || !bytes.Equal(again, plain) {
			t.Fatalf("%q unframes as %q and frames as %q (%v)", plain, got, again, err)
		}
		for _, near := range [][]byte{got[:len(got)-1], append(bytes.Clone(got), '\n')} {
			if framed, err := seal.Frame(near, len(plain)); err == nil && bytes.Equal(framed, plain) {
				t.Fatalf("%q is a padding of %q and of %q", plain, got, near)
			}
		}
	})
}

func BenchmarkWarning(b *testing.B) {
	for _, draw := range anyKind {
		for n := 1; n <= 2; n++ {
			all, public := people(b, draw, n)
			b.Run(fmt.Sprintf("seal/%s-%d", all[0].kind, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := seal.Warning(note(2048), public); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		p := draw(b)
		file, err := seal.Warning(note(2048), []string{p.public})
		if err != nil {
			b.Fatal(err)
		}
		b.Run("open/"+p.kind, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := seal.OpenWarning(file, p.private); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
