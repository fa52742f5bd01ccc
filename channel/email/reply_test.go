package email_test

import (
	"strings"
	"testing"
	"time"

	"example.org/tocsin/channel/email"
	"example.org/tocsin/delivery"
)

// parcelName is one of a parcel.
const parcelName = "abcdefghijklmnopqrstuvwxyz.age"

// TestEvidence keeps what servers call a message and nobody's name.
func TestEvidence(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"2.0.0 Ok: queued as 4XyZ12":                                              "250 2.0.0 Ok: queued as 4XyZ12",
		"OK id=1tEsT-000abc-XY\nmore":                                             "250 OK id=1tEsT-000abc-XY",
		"2.6.0 <ref@plain.example> [InternalId=12] Queued mail for delivery":      "250 2.6.0 [InternalId=12] Queued mail for delivery",
		"2.1.5 <Synthetic-Reader@post.example> taken":                             "250 2.1.5 taken",
		"taken for SYNTHETIC-READER at mx.post.example":                           "250 taken for at",
		"has " + strings.ToUpper(parcelName) + " abcdefghijklmnopqrstuvwxyz kept": "250 has kept",
		"\x1b[2J \u202e ok":                                                       "250 ok",
		"":                                                                        "250",
	} {
		if got := email.EvidenceOf(said, parcelName, box); got != want {
			t.Errorf("of %q is kept %q, not %q", said, got, want)
		}
	}
	if got := email.EvidenceOf("Ok: queued a as 5 (a)", parcelName, "a@post.example"); got != "250 Ok: queued as 5" {
		t.Errorf("with a short name is kept %q", got)
	}
}

// FuzzReply is told anything as an answer: every one has an outcome, and neither
// reason nor evidence tells of the recipient or breaks a line.
func FuzzReply(f *testing.F) {
	for _, words := range []string{"5.1.1 <" + box + ">: no such user", "2.0.0 Ok: queued as 1", "\x1b]0;x\x07", "5.999.9999 x", "4.2.2"} {
		for _, code := range []int{250, 421, 452, 550, 552, 554, 0, 999} {
			f.Add(code, words, true)
		}
	}
	f.Fuzz(func(t *testing.T, code int, words string, message bool) {
		kept := email.EvidenceOf(words, parcelName, box)
		o := email.JudgeReply(code, words, message)
		switch {
		case o.Kind == delivery.OutcomeHanded, o.Stage == "", o.Reason == "", (o.Kind == delivery.OutcomeAgain) != (o.After > 0), o.After > time.Hour:
			t.Errorf("%d %q: %+v", code, words, o)
		case o.Kind == delivery.OutcomeNever && (code < 500 || code > 599):
			t.Errorf("%d %q: %+v", code, words, o)
		}
		for _, said := range []string{kept, o.Reason} {
			if strings.ContainsFunc(said, func(r rune) bool { return r < ' ' || r > '~' }) || len(said) > 200 ||
				strings.Contains(strings.ToLower(said), "synthetic-reader") || strings.Contains(said, "@") {
				t.Errorf("of %d %q is told %q", code, words, said)
			}
		}
	})
}

// FuzzAddress reads addresses as people write them: what is taken can break no
// line of SMTP or of a header, and is read as itself again.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{box, "чтец@почта.example", "a@b@c.example", `"a b"@c.example`, "a@c.example>", "a\r\n@c.example", "a@xn--0-q10i.example", "a@c.example."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		local, domain, ok := email.ParseAddress(s)
		if !ok {
			return
		}
		whole := local + "@" + domain
		if strings.ContainsAny(whole, "\r\n\x00 <>()[],;:\\\"") || strings.Count(whole, "@") != 1 || len(whole) > 254 {
			t.Fatalf("%q is %q", s, whole)
		}
		if l, d, ok := email.ParseAddress(whole); !ok || l != local || d != domain {
			t.Fatalf("%q is %q, and that is %q@%q", s, whole, l, d)
		}
	})
}
