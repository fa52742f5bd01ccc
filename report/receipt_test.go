package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
)

// zeros is a reader of nothing but one byte, so that keys of tests are the same
// every time.
type zeros byte

// Read fills p.
func (z zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(z)
	}
	return len(p), nil
}

// noteKey makes the key of a holder in a test.
func noteKey(tb testing.TB, seed byte, name string) (note.Signer, note.Verifier) {
	tb.Helper()
	private, public, err := note.GenerateKey(zeros(seed), name)
	if err != nil {
		tb.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		tb.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		tb.Fatal(err)
	}
	return signer, verifier
}

// filed is a report of a test.
func filed() Report {
	sum := sha256.Sum256([]byte("the original bytes"))
	at := time.Date(2023, 12, 26, 9, 30, 0, 0, time.UTC)
	return Report{
		ID: tocsin.ReportID(strings.Repeat("r", 26)), Exists: true, Stamp: tocsin.Stamp{At: at.Add(time.Hour)},
		Filed: ReportFiled{
			Holder: tocsin.HolderID(strings.Repeat("h", 26)), SHA256: hex.EncodeToString(sum[:]), Possessed: at,
			Title: "secret title",
		},
	}
}

// TestReceipt signs a receipt and reads it again.
func TestReceipt(t *testing.T) {
	t.Parallel()
	signer, verifier := noteKey(t, 1, "holder.example")
	receipt := ReceiptOf(filed())
	signed, err := receipt.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	back, err := OpenReceipt(signed, verifier)
	if err != nil || back != receipt {
		t.Errorf("it is read as %+v, %v", back, err)
	}
	if strings.Contains(string(signed), "secret") {
		t.Errorf("the receipt says what the report says: %s", signed)
	}
	want := "tocsin-intake-receipt/v1\nholder " + strings.Repeat("h", 26) + "\nreport " + strings.Repeat("r", 26) +
		"\nsha256 " + receipt.SHA256 + "\npossessed 2023-12-26T09:30:00Z\nfiled 2023-12-26T10:30:00Z\n\n"
	if !strings.HasPrefix(string(signed), want) {
		t.Errorf("the receipt is\n%s\nnot\n%s", signed, want)
	}
	// Times of another zone are told in UTC.
	receipt.Filed = receipt.Filed.In(time.FixedZone("", 3*3600))
	if other, err := receipt.Sign(signer); err != nil || !bytes.Equal(other, signed) {
		t.Errorf("in another zone it is\n%s, %v", other, err)
	}
}

// TestReceiptTampered changes every byte of a receipt, and its signer.
func TestReceiptTampered(t *testing.T) {
	t.Parallel()
	signer, verifier := noteKey(t, 1, "holder.example")
	receipt := ReceiptOf(filed())
	signed, err := receipt.Sign(signer)
	if err != nil {
		t.Fatal(err)
	}
	for i := range signed {
		changed := bytes.Clone(signed)
		changed[i] ^= 1
		if got, err := OpenReceipt(changed, verifier); err == nil {
			t.Errorf("byte %d changed, it is read as %+v", i, got)
		}
		if got, err := OpenReceipt(signed[:i], verifier); err == nil {
			t.Errorf("cut at %d, it is read as %+v", i, got)
		}
	}
	_, other := noteKey(t, 2, "holder.example")
	if _, err := OpenReceipt(signed, other); err == nil {
		t.Error("it is read with another holder's key of the same name")
	}
	_, renamed := noteKey(t, 1, "other.example")
	if _, err := OpenReceipt(signed, renamed); err == nil {
		t.Error("it is read with the same key under another name")
	}
	// What is signed but is no receipt in its one form.
	text := receipt.text()
	for name, text := range map[string]string{
		"another header":       strings.Replace(text, "/v1", "/v2", 1),
		"a line more":          text + "more x\n",
		"the header alone":     receiptHeader + "\n",
		"a line less":          strings.Replace(text, "filed 2023-12-26T10:30:00Z\n", "", 1),
		"lines in disorder":    strings.Replace(text, "holder", "report", 1),
		"a time in other form": strings.Replace(text, "10:30:00Z", "10:30:00.0Z", 1),
		"a time in other zone": strings.Replace(text, "10:30:00Z", "10:30:00+00:00", 1),
		"no time":              strings.Replace(text, "2023-12-26T10:30:00Z", "then", 1),
		"no first time":        strings.Replace(text, "2023-12-26T09:30:00Z", "then", 1),
		"a trailing space":     strings.Replace(text, "10:30:00Z", "10:30:00Z ", 1),
	} {
		other, err := note.Sign(&note.Note{Text: text}, signer)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := OpenReceipt(other, verifier); err == nil {
			t.Errorf("%s: it is read as %+v", name, got)
		}
	}
}

// FuzzOpenReceipt signs anything as a receipt: what is read is written the
// same.
func FuzzOpenReceipt(f *testing.F) {
	signer, verifier := noteKey(f, 1, "holder.example")
	f.Add(ReceiptOf(filed()).text())
	f.Add("tocsin-intake-receipt/v1\nholder \nreport \nsha256 \npossessed 0000-01-01T00:00:00Z\nfiled 9999-12-31T23:59:59Z\n")
	f.Add("\n")
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := OpenReceipt([]byte(text), verifier); err == nil {
			t.Fatalf("%q is read without a signature", text)
		}
		signed, err := note.Sign(&note.Note{Text: text}, signer)
		if err != nil {
			return // no text that can be signed
		}
		receipt, err := OpenReceipt(signed, verifier)
		if err != nil {
			return
		}
		again, err := receipt.Sign(signer)
		if err != nil || !bytes.Equal(again, signed) {
			t.Fatalf("%q is written again as %q, %v", signed, again, err)
		}
	})
}
