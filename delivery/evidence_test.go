package delivery_test

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"example.org/tocsin/delivery"
)

// signer is a note signer that is the same in every run, with its verifier.
func signer(tb testing.TB, name string) (note.Signer, note.Verifier) {
	tb.Helper()
	seed := sha256.Sum256([]byte(name))
	private, public, err := note.GenerateKey(bytes.NewReader(seed[:]), name)
	if err != nil {
		tb.Fatal(err)
	}
	s, err := note.NewSigner(private)
	if err != nil {
		tb.Fatal(err)
	}
	v, err := note.NewVerifier(public)
	if err != nil {
		tb.Fatal(err)
	}
	return s, v
}

func relay() delivery.Relay {
	return delivery.Relay{ID: "relayone", HandTo: "Ministry of the Interior, night desk", By: start, SHA256: sent}
}

func custody() delivery.Receipt {
	return delivery.Receipt{Relay: "relayone", SHA256: sent, Status: delivery.ReceiptHanded, At: start}
}

// TestRelay signs a relay, reads it back, and reads it from nobody else and not
// changed.
func TestRelay(t *testing.T) {
	t.Parallel()
	ours, verifier := signer(t, "holder.example")
	_, stranger := signer(t, "forger.example")
	raw, err := relay().Sign(ours)
	if err != nil {
		t.Fatal(err)
	}
	got, err := delivery.OpenRelay(raw, verifier)
	if err != nil || got != relay() {
		t.Fatalf("it is read as %+v (%v)", got, err)
	}
	if got, err := delivery.OpenRelay(raw, stranger); err == nil {
		t.Errorf("with another's key it is read as %+v", got)
	}
	for _, change := range [][2]string{
		{"night desk", "day desk"}, {sent, other}, {"2026", "2027"}, {"relayone", "relaytwo"}, {"tocsin-relay", "tocsin-delay"},
	} {
		if got, err := delivery.OpenRelay(bytes.Replace(raw, []byte(change[0]), []byte(change[1]), 1), verifier); err == nil {
			t.Errorf("with %q for %q it is read as %+v", change[1], change[0], got)
		}
	}
	for _, r := range []delivery.Relay{
		{},
		{ID: "r", HandTo: "him", By: start},
		{ID: "r", HandTo: "him\nby 2030-01-01T00:00:00Z", By: start, SHA256: sent},
		{ID: "r", HandTo: " him", By: start, SHA256: sent},
		{ID: "r", HandTo: "him\x1b[2J", By: start, SHA256: sent},
		{ID: "r", HandTo: "him\xff", By: start, SHA256: sent},
		{ID: "r\n", HandTo: "him", By: start, SHA256: sent},
	} {
		if raw, err := r.Sign(ours); err == nil {
			t.Errorf("%+v is signed as\n%s", r, raw)
		}
	}
	// What is signed in good order and says something else is no relay.
	for _, text := range []string{
		"tocsin-relay/v1\n", "tocsin-relay/v2\nrelay a\nhand-to b\nby 2026-11-22T09:00:00Z\nfile c\n",
		"tocsin-relay/v1\nrelay a\nhand-to b\nby 2026-11-22\nfile c\n",
		"tocsin-relay/v1\nrelay a\nhand-to b\nby 2026-11-22T10:00:00+01:00\nfile c\n",
		"tocsin-relay/v1\nrelay a\nhand-to b\nby 2026-11-22T09:00:00.5Z\nfile c\n",
		"tocsin-relay/v1\nhand-to b\nrelay a\nby 2026-11-22T09:00:00Z\nfile c\n",
		"tocsin-relay/v1\nrelay a\nhand-to b\nby 2026-11-22T09:00:00Z\nfile c\nmore d\n",
		"tocsin-receipt/v1\nrelay a\nfile b\nstatus handed\nat 2026-11-22T09:00:00Z\n",
	} {
		raw, err := note.Sign(&note.Note{Text: text}, ours)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := delivery.OpenRelay(raw, verifier); err == nil {
			t.Errorf("%q is read as %+v", text, got)
		}
	}
}

// TestReceipt does the same for receipts.
func TestReceipt(t *testing.T) {
	t.Parallel()
	theirs, verifier := signer(t, "mission.example")
	forger, stranger := signer(t, "forger.example")
	for _, status := range []delivery.ReceiptStatus{delivery.ReceiptAccepted, delivery.ReceiptHanded, delivery.ReceiptRefused} {
		r := custody()
		r.Status = status
		raw, err := r.Sign(theirs)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := delivery.OpenReceipt(raw, verifier); err != nil || got != r {
			t.Errorf("it is read as %+v (%v)", got, err)
		}
		if got, err := delivery.RelayOf(raw); err != nil || got != "relayone" {
			t.Errorf("it claims to be about %q (%v)", got, err)
		}
		if got, err := delivery.OpenReceipt(raw, stranger); err == nil {
			t.Errorf("with another's key it is read as %+v", got)
		}
		forged, err := r.Sign(forger)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := delivery.OpenReceipt(forged, verifier); err == nil {
			t.Errorf("signed by another it is read as %+v", got)
		}
		for _, change := range [][2]string{{string(status), "accepted "}, {sent, other}, {"09:00", "08:00"}, {"relayone", "relaytwo"}} {
			if got, err := delivery.OpenReceipt(bytes.Replace(raw, []byte(change[0]), []byte(change[1]), 1), verifier); err == nil {
				t.Errorf("with %q for %q it is read as %+v", change[1], change[0], got)
			}
		}
	}
	for _, r := range []delivery.Receipt{
		{}, {Relay: "r", SHA256: sent, Status: "eaten", At: start}, {Relay: "r\nfile x", SHA256: sent, Status: delivery.ReceiptHanded, At: start},
	} {
		if raw, err := r.Sign(theirs); err == nil {
			t.Errorf("%+v is signed as\n%s", r, raw)
		}
	}
	for _, text := range []string{"", "\n\n", "a\n\nb", "tocsin-receipt/v1\nrelay a\n\n", "tocsin-relay/v1\nrelay a\nfile b\nstatus handed\nat x\n\n"} {
		if got, err := delivery.RelayOf([]byte(text)); err == nil {
			t.Errorf("%q claims to be about %q", text, got)
		}
	}
}

// other_ is the hash of another file.

// text is an acknowledgement as a person writes it.
func text() string {
	return strings.Join([]string{
		"tocsin-acknowledgement/v1", "file " + sent, "token " + id[string]("token"), "answer acknowledged",
		"rung read-with-authority", "by Night desk, رئیس پلیس", "says We are going there.", "",
	}, "\n")
}

// TestAcknowledgement reads what a person wrote, in its one form.
func TestAcknowledgement(t *testing.T) {
	t.Parallel()
	want := delivery.Acknowledgement{
		SHA256: sent, Token: id[string]("token"), Answer: delivery.AnswerAcknowledged, Rung: delivery.RungAuthority,
		By: "Night desk, رئیس پلیس", Says: "We are going there.",
	}
	if got, err := delivery.ParseAcknowledgement(text()); err != nil || got != want {
		t.Errorf("it is read as %+v (%v)", got, err)
	}
	silent := strings.Replace(text(), "We are going there.", "-", 1)
	if got, err := delivery.ParseAcknowledgement(silent); err != nil || got.Says != "" || got.Text() != silent {
		t.Errorf("%q is read as %+v (%v)", silent, got, err)
	}
	for _, change := range [][2]string{
		{"v1", "v2"},
		{"answer acknowledged", "answer yes"},
		{"read-with-authority", "skimmed"},
		{"by Night", "by\tNight"},
		{"by Night desk, رئیس پلیس", "by "},
		{"by Night desk, رئیس پلیس", "by"},
		{"says ", "says  "},
		{"there.\n", "there. \n"},
		{"there.\n", "there."},
		{"there.\n", "there.\n\n"},
		{"there.\n", "there.\nmore x\n"},
		{"\n", "\r\n"},
		{"We are", "We\x1b[31m are"},
		{"We are", "We\x00are"},
		{"We are", "We\xffare"},
		{"We are", "We\u0085are"},
		{"answer acknowledged\n", ""},
		{"answer acknowledged", "answer acknowledged\nanswer denied"},
		{sent, sent[:63]},
		{sent, strings.ToUpper(sent)},
		{sent, sent + "0"},
		{sent, ""},
		{"token ", "Token "},
		{"tocsin-", "\ufefftocsin-"},
	} {
		changed := strings.ReplaceAll(text(), change[0], change[1])
		if changed == text() {
			t.Errorf("%q changes nothing", change)
		}
		if got, err := delivery.ParseAcknowledgement(changed); err == nil {
			t.Errorf("with %q for %q it is read as %+v", change[1], change[0], got)
		}
	}
}

// TestNormalize undoes what editors and other systems do to the lines, and
// nothing that the recipient says.
func TestNormalize(t *testing.T) {
	t.Parallel()
	for name, written := range map[string]string{
		"as it is":           text(),
		"CRLF":               strings.ReplaceAll(text(), "\n", "\r\n"),
		"CR":                 strings.ReplaceAll(text(), "\n", "\r"),
		"a byte order mark":  "\ufeff" + text(),
		"trailing blanks":    strings.ReplaceAll(text(), "\n", " \t \n"),
		"leading blanks":     "  " + strings.ReplaceAll(text(), "\n", "\n\t"),
		"empty lines":        "\n\n" + strings.ReplaceAll(text(), "\n", "\n\n"),
		"no last newline":    strings.TrimSuffix(text(), "\n"),
		"a hash in capitals": strings.Replace(text(), sent, strings.ToUpper(sent), 1),
		"tabs":               strings.NewReplacer("file ", "file\t", "by ", "by\t\t").Replace(text()),
		"words in capitals":  strings.Replace(text(), "answer acknowledged", "answer Acknowledged", 1),
	} {
		if got := delivery.NormalizeAcknowledgement(written); got != text() {
			t.Errorf("%s: %q is taken for %q", name, written, got)
		}
	}
	for _, change := range [][2]string{
		{"answer acknowledged", "answer acknowledge"},
		{"rung read-with-authority\n", ""},
		{"tocsin-", "> tocsin-"},
		{"We are", "We\x1b[31m are"},
		{"token", "the token"},
		{"v1", "v2"},
	} {
		changed := strings.Replace(text(), change[0], change[1], 1)
		if got, err := delivery.ParseAcknowledgement(delivery.NormalizeAcknowledgement(changed)); err == nil {
			t.Errorf("with %q for %q it is read as %+v", change[1], change[0], got)
		}
	}
}

// TestNormalizeProperties: normal text stays, twice is once, and what the
// recipient says keeps its words.
func TestNormalizeProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := delivery.Acknowledgement{
			SHA256: sent, Token: id[string]("token"),
			Answer: rapid.SampledFrom([]delivery.Answer{delivery.AnswerAcknowledged, delivery.AnswerDenied, delivery.AnswerDisputed}).Draw(t, "answer"),
			Rung:   rapid.SampledFrom([]delivery.Rung{delivery.RungRead, delivery.RungAuthority, delivery.RungActing}).Draw(t, "rung"),
			By:     rapid.String().Draw(t, "by"), Says: rapid.String().Draw(t, "says"),
		}
		written := a.Text()
		once := delivery.NormalizeAcknowledgement(written)
		if twice := delivery.NormalizeAcknowledgement(once); twice != once {
			t.Fatalf("normalized twice it is %q", twice)
		}
		if read, err := delivery.ParseAcknowledgement(written); err == nil {
			if once != written {
				t.Fatalf("%q is in its one form and is taken for %q", written, once)
			}
			if a.Says == "-" {
				a.Says = ""
			}
			if read != a {
				t.Fatalf("%+v is read as %+v", a, read)
			}
		}
	})
}

// TestAcknowledgeBy holds the deadline between the sending and the latest
// useful time.
func TestAcknowledgeBy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ left, want time.Duration }{
		{time.Second, time.Second},
		{2 * time.Second, time.Second},
		{3 * time.Second, time.Second},
		{4 * time.Second, 2 * time.Second},
		{time.Hour, 30 * time.Minute},
		{48 * time.Hour, 24 * time.Hour},
		{49 * time.Hour, 24 * time.Hour},
		{0, time.Hour},
		{-time.Second, time.Hour},
		{-1000 * time.Hour, time.Hour},
	} {
		if got := delivery.AcknowledgeBy(start, start.Add(c.left)).Sub(start); got != c.want {
			t.Errorf("with %s left it is due after %s, not %s", c.left, got, c.want)
		}
	}
	if got := delivery.AcknowledgeBy(start, time.Time{}).Sub(start); got != 4*time.Hour {
		t.Errorf("where nobody knows the latest useful time it is due after %s", got)
	}
	far := time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	if got := delivery.AcknowledgeBy(start, far).Sub(start); got != 24*time.Hour {
		t.Errorf("with all the time of the world it is due after %s", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		// Whole seconds are the record's; fractions come from a careless caller.
		sent := start.Add(time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "sent")))
		latest := start.Add(time.Duration(rapid.Int64Range(-int64(time.Hour), int64(80*time.Hour)).Draw(t, "latest")))
		if rapid.Bool().Draw(t, "near") {
			latest = sent.Add(time.Duration(rapid.Int64Range(0, int64(5*time.Second)).Draw(t, "left")))
		}
		if rapid.Bool().Draw(t, "whole") {
			sent, latest = sent.Truncate(time.Second), latest.Truncate(time.Second)
		}
		by := delivery.AcknowledgeBy(sent, latest)
		switch {
		case !by.After(sent):
			t.Fatalf("sent at %s it is due at %s", sent, by)
		case by.Sub(sent) > 24*time.Hour:
			t.Fatalf("sent at %s it is due at %s, more than a day on", sent, by)
		case by.After(latest) && latest.Truncate(time.Second).After(sent.Truncate(time.Second)):
			t.Fatalf("it is due at %s, after %s, when it helps last", by, latest)
		case !by.Equal(by.Truncate(time.Second)) || by.Location() != time.UTC:
			t.Fatalf("it is due at %s, which is not whole seconds in UTC", by)
		}
	})
}

// FuzzParseAcknowledgement: nothing panics, and what is read writes back to the
// same bytes, so that evidence has one form.
func FuzzParseAcknowledgement(f *testing.F) {
	f.Add(text())
	f.Add(strings.ReplaceAll(text(), "\n", "\r\n"))
	f.Add("\ufeff" + text() + "\n")
	f.Add(strings.Replace(text(), "\ntoken ", "\ntoken A", 1)) // read in capitals, it would have two forms
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		if a, err := delivery.ParseAcknowledgement(text); err == nil && a.Text() != text {
			t.Fatalf("%q is read as %+v, which writes %q", text, a, a.Text())
		}
		normal := delivery.NormalizeAcknowledgement(text)
		a, err := delivery.ParseAcknowledgement(normal)
		if err == nil && a.Text() != normal {
			t.Fatalf("%q is read as %+v, which writes %q", normal, a, a.Text())
		}
		if _, strict := delivery.ParseAcknowledgement(text); strict == nil && normal != text {
			t.Fatalf("%q is in its one form and is taken for %q", text, normal)
		}
	})
}

// FuzzReceiptText: whatever a signed text says, it is read in one form or not
// at all; for relays the same.
func FuzzReceiptText(f *testing.F) {
	theirs, verifier := signer(f, "mission.example")
	for _, sign := range []func(note.Signer) ([]byte, error){custody().Sign, relay().Sign} {
		raw, err := sign(theirs)
		if err != nil {
			f.Fatal(err)
		}
		text, _, _ := strings.Cut(string(raw), "\n\n")
		f.Add(text + "\n")
	}
	f.Add("tocsin-receipt/v1\nrelay a\nfile b\nstatus refused\nat 2026-11-22T09:00:00Z\n")
	f.Fuzz(func(t *testing.T, text string) {
		raw, err := note.Sign(&note.Note{Text: text}, theirs)
		if err != nil {
			return // no text of a note
		}
		if r, err := delivery.OpenReceipt(raw, verifier); err == nil {
			again, err := r.Sign(theirs)
			if err != nil || !bytes.Equal(again, raw) {
				t.Fatalf("%q is read as %+v, which is signed as %q (%v)", text, r, again, err)
			}
			if of, err := delivery.RelayOf(raw); err != nil || of != r.Relay {
				t.Fatalf("%q claims to be about %q (%v) and is about %q", text, of, err, r.Relay)
			}
		}
		if r, err := delivery.OpenRelay(raw, verifier); err == nil {
			if again, err := r.Sign(theirs); err != nil || !bytes.Equal(again, raw) {
				t.Fatalf("%q is read as %+v, which is signed as %q (%v)", text, r, again, err)
			}
		}
	})
}

// FuzzOpen: whatever bytes come back, nothing panics and nothing opens that was
// not signed.
func FuzzOpen(f *testing.F) {
	theirs, _ := signer(f, "mission.example")
	_, verifier := signer(f, "holder.example")
	raw, err := custody().Sign(theirs)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte("tocsin-receipt/v1\n\n— a b\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if r, err := delivery.OpenReceipt(raw, verifier); err == nil {
			t.Fatalf("%q opens as %+v", raw, r)
		}
		if r, err := delivery.OpenRelay(raw, verifier); err == nil {
			t.Fatalf("%q opens as %+v", raw, r)
		}
		_, _ = delivery.RelayOf(raw)
	})
}
