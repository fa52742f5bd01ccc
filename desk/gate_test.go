package desk

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
	"example.org/tocsin/leak"
	"example.org/tocsin/marking"
	"example.org/tocsin/report"
	"example.org/tocsin/seal"
	"example.org/tocsin/warning"
)

// TestSendGate reads outgoing bytes that are not what was cleared, or say what
// must not leave.
func TestSendGate(t *testing.T) {
	t.Parallel()
	private, _, err := note.GenerateKey(rand.Reader, "holder")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	draft := warning.Draft{
		Kind: warning.KindWarning, Text: "WARNING\n\nStay away.\n", Marking: marking.Marking{TLP: marking.Amber},
		ValidFrom: day, UsefulUntil: day.AddDate(0, 0, 2),
	}
	render := func(how func(*warning.Note)) []byte {
		n := outgoing(draft)
		n.ID, n.To, n.Issued = seal.NewID[tocsin.WarningID](), strings.Repeat("0", 16), day
		n.Token, n.ReplyTo = seal.NewID[string](), "age1reply"
		how(&n)
		signed, err := n.Sign(signer)
		if err != nil {
			t.Fatal(err)
		}
		return signed
	}
	if err := sendGate(render(func(*warning.Note) {}), draft, leak.NewChecker(leak.Material{})); err != nil {
		t.Errorf("what was cleared does not pass: %v", err)
	}
	for name, how := range map[string]func(*warning.Note){
		"text":    func(n *warning.Note) { n.Text += "More.\n" },
		"kind":    func(n *warning.Note) { n.Kind = warning.KindExercise },
		"marking": func(n *warning.Note) { n.Marking = "TLP:CLEAR" },
		"from":    func(n *warning.Note) { n.ValidFrom = n.ValidFrom.Add(time.Hour) },
		"until":   func(n *warning.Note) { n.UsefulUntil = n.UsefulUntil.Add(time.Hour) },
		"older":   func(n *warning.Note) { n.Kind, n.Supersedes = warning.KindUpdate, seal.NewID[tocsin.WarningID]() },
	} {
		if err := sendGate(render(how), draft, leak.NewChecker(leak.Material{})); err == nil {
			t.Errorf("%s: what was not cleared passes", name)
		}
	}
	if err := sendGate([]byte("WARNING\n"), draft, leak.NewChecker(leak.Material{})); err == nil {
		t.Error("what is no note passes")
	}
	draft.Text = "WARNING\n\nCall 202-555-0143.\n"
	err = sendGate(render(func(*warning.Note) {}), draft, leak.NewChecker(leak.Material{Passages: []report.Passage{
		{Part: "a", Text: "reached on 202-555-0143", Marking: marking.Marking{TLP: marking.Red}},
	}}))
	refusal, ok := errors.AsType[*tocsin.Refusal](err)
	if !ok || refusal.Rule != "warning/leak" || strings.Contains(refusal.Why, "0143") {
		t.Errorf("got %v", err)
	}
}
