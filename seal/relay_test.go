package seal_test

import (
	"bytes"
	"errors"
	mathrand "math/rand/v2"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"example.org/tocsin"
	"example.org/tocsin/keys"
	"example.org/tocsin/seal"
)

// TestRelay seals a warning within a warning, in files of one size, that age
// and tail open.
func TestRelay(t *testing.T) {
	t.Parallel()
	random := mathrand.New(mathrand.NewPCG(3, 4))
	to := hybrid(t)
	inner, err := seal.Warning(note(12_000), []string{to.public})
	if err != nil {
		t.Fatal(err)
	}
	for _, draw := range anyKind {
		for n := 1; n <= 2; n++ {
			all, public := people(t, draw, n)
			for _, length := range []int{2, 200, 600, 2 + random.IntN(600)} {
				file, err := seal.Relay(note(length), inner, public)
				if err != nil {
					t.Fatalf("%s: %v", all[0].kind, err)
				}
				if len(file) != seal.RelaySize {
					t.Errorf("the envelope has %d bytes", len(file))
				}
				header, got, err := seal.OpenRelay(file, all[n-1].private)
				if err != nil || !bytes.Equal(header, note(length)) || !bytes.Equal(got, inner) {
					t.Errorf("%s: it opened as %d and %d bytes (%v)", all[0].kind, len(header), len(got), err)
				}
				if all[0].kind != "SSH" {
					plain := ageOpen(t, file, all[0].private)
					if !bytes.Equal(plain[len(plain)-seal.WarningSize:], inner) || !bytes.HasPrefix(plain, note(length)) {
						t.Errorf("%s: age opens it as something else", all[0].kind)
					}
				}
			}
			_, err := seal.Relay(note(5000), inner, public)
			refused(t, err, "seal/too-long")
		}
	}
	got, err := seal.OpenWarning(inner, to.private)
	if err != nil || !bytes.Equal(got, note(12_000)) {
		t.Errorf("the inner warning opened as %d bytes (%v)", len(got), err)
	}
}

// TestRelayRefuses gives an intermediary files that are not right.
func TestRelayRefuses(t *testing.T) {
	t.Parallel()
	p, other := x25519(t), x25519(t)
	inner, err := seal.Warning(note(100), []string{other.public})
	if err != nil {
		t.Fatal(err)
	}
	file, err := seal.Relay(note(100), inner, []string{p.public})
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][]byte{nil, inner[1:], append(bytes.Clone(inner), 0)} {
		if _, err := seal.Relay(note(100), bad, []string{p.public}); err == nil {
			t.Errorf("an inner file of %d bytes was sealed", len(bad))
		}
	}
	if _, err := seal.Relay([]byte("no newline"), inner, []string{p.public}); err == nil {
		t.Error("a header without a newline was sealed")
	}
	open := func(file []byte, private string) error {
		_, _, err := seal.OpenRelay(file, private)
		return err
	}
	refused(t, open(file, other.private), "seal/wrong-key")
	refused(t, open(inner, other.private), "seal/size")
	refused(t, open(file[:len(file)-1], p.private), "seal/size")
	changed := bytes.Clone(file)
	changed[len(changed)-1] ^= 1
	refused(t, open(changed, p.private), "seal/damaged")
	_, err = seal.OpenWarning(file, p.private)
	refused(t, err, "seal/size")

	room := seal.RelaySize - len(ageSeal(t, nil, p.public))
	noFrame := append(bytes.Repeat([]byte("a"), room-seal.WarningSize), inner...)
	refused(t, open(ageSeal(t, noFrame, p.public), p.private), "seal/frame")
	_, recipients := people(t, x25519, 45)
	var tooShort bytes.Buffer
	all := make([]age.Recipient, 0, len(recipients))
	for _, line := range append(recipients, p.public) {
		r, err := age.ParseX25519Recipient(line)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	w, err := age.Encrypt(&tooShort, all...)
	if err != nil {
		t.Fatal(err)
	}
	// So many keys that the text is no longer than a sealed warning.
	if _, err := w.Write(bytes.Repeat([]byte("a"), seal.RelaySize-tooShort.Len()-16)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	refused(t, open(tooShort.Bytes(), p.private), "seal/frame")
}

// identity gives the identity in a person's file.
func identity(tb testing.TB, p person) age.Identity {
	tb.Helper()
	identities, err := age.ParseIdentities(strings.NewReader(p.private))
	if err != nil {
		tb.Fatal(err)
	}
	return keys.Hide(identities[0])
}

// TestReply seals acknowledgements in files of one size, and opens those and
// the ones that people make by hand.
func TestReply(t *testing.T) {
	t.Parallel()
	for _, p := range []person{x25519(t), hybrid(t)} {
		for _, length := range []int{2, 21, 500, 2000} {
			file, err := seal.Reply(note(length), p.public)
			if err != nil {
				t.Fatal(err)
			}
			if len(file) != seal.ReplySize {
				t.Errorf("the acknowledgement has %d bytes", len(file))
			}
			if got, err := seal.OpenReply(file, identity(t, p)); err != nil || !bytes.Equal(got, note(length)) {
				t.Errorf("it opened as %q (%v)", got, err)
			}
		}
		_, err := seal.Reply(note(5000), p.public)
		refused(t, err, "seal/too-long")
		_, err = seal.Reply(note(50), "ana")
		refused(t, err, "seal/recipient-key")
		for plain, want := range map[string]string{
			"received": "received\n", "received\n": "received\n", "received\n\n\n\n": "received\n",
			"\n\nreceived\n\non Friday": "\n\nreceived\n\non Friday\n",
		} {
			file := ageSeal(t, []byte(plain), p.public)
			for _, file := range [][]byte{file, armored(t, file), append([]byte("\r\n \n"), bytes.ReplaceAll(armored(t, file), []byte("\n"), []byte("\r\n"))...)} {
				if got, err := seal.OpenReply(file, identity(t, p)); string(got) != want || err != nil {
					t.Errorf("%q opened as %q (%v)", plain, got, err)
				}
			}
		}
	}
}

// armored is a file in the armor of age.
func armored(tb testing.TB, file []byte) []byte {
	tb.Helper()
	var out bytes.Buffer
	w := armor.NewWriter(&out)
	if _, err := w.Write(file); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// TestOpenReplyRefuses gives us acknowledgements that are none.
func TestOpenReplyRefuses(t *testing.T) {
	t.Parallel()
	p, other := x25519(t), x25519(t)
	file := ageSeal(t, []byte("received\n"), p.public)
	ours := identity(t, p)
	for _, c := range []struct {
		rule string
		file []byte
	}{
		{"seal/wrong-key", ageSeal(t, []byte("received\n"), other.public)},
		{"seal/size", bytes.Repeat([]byte("a"), seal.WarningSize+1)},
		{"seal/size", ageSeal(t, make([]byte, seal.WarningSize), p.public)},
		{"seal/damaged", nil},
		{"seal/damaged", []byte("received\n")},
		{"seal/damaged", file[:len(file)-1]},
		{"seal/damaged", append(bytes.Clone(file), '\n')},
		{"seal/damaged", armored(t, file)[:200]},
		{"seal/damaged", append(armored(t, file), "more"...)},
		{"seal/frame", ageSeal(t, nil, p.public)},
		{"seal/frame", ageSeal(t, []byte("\n\n\n"), p.public)},
	} {
		got, err := seal.OpenReply(c.file, ours)
		if err == nil {
			t.Errorf("it opened as %q", got)
		}
		refused(t, err, c.rule)
	}
	for i := range file {
		changed := bytes.Clone(file)
		changed[i] ^= 1 << (i % 8)
		if got, err := seal.OpenReply(changed, ours); err == nil {
			t.Errorf("byte %d may be changed: %q", i, got)
		}
	}
}

// TestUnknownKinds does not repeat what a stranger wrote into the head of a
// file.
func TestUnknownKinds(t *testing.T) {
	t.Parallel()
	p := x25519(t)
	file := bytes.Replace(ageSeal(t, []byte("text\n"), p.public), []byte("-> X25519"), []byte("-> PWNED-X"), 1)
	_, err := seal.OpenReply(file, identity(t, p))
	if r := refused(t, err, "seal/wrong-key"); strings.Contains(r.Why, "PWNED") || !strings.Contains(r.Why, "unknown kind") {
		t.Errorf("it says: %s", r.Why)
	}
}

// FuzzOpenReply gives any text, sealed, and any bytes, unsealed.
func FuzzOpenReply(f *testing.F) {
	p := x25519(f)
	ours := identity(f, p)
	for _, seed := range []string{"", "\n", "received", "received\n\n", "-----BEGIN AGE ENCRYPTED FILE-----\n", "age-encryption.org/v1\n-> X25519 A\n"} {
		f.Add([]byte(seed))
	}
	f.Add(ageSeal(f, []byte("received\n"), x25519(f).public))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if got, err := seal.OpenReply(raw, ours); err == nil {
			t.Fatalf("what nobody sealed opened as %q", got)
		} else if _, ok := errors.AsType[*tocsin.Refusal](err); !ok {
			t.Fatalf("%q is a fault: %v", raw, err)
		}
		file := ageSeal(t, raw, p.public)
		if len(file) > seal.WarningSize {
			return
		}
		text := bytes.TrimRight(raw, "\n")
		got, err := seal.OpenReply(file, ours)
		if len(text) == 0 {
			refused(t, err, "seal/frame")
			return
		}
		if want := append(bytes.Clone(text), '\n'); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%q opened as %q (%v)", raw, got, err)
		}
	})
}
