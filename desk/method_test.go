package desk_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
	"example.org/tocsin/format/stix"
)

// telltales are what a message must not hold, by what it is: who of us wrote it,
// where it is filed, and who said so.
func (o *office) telltales() map[string]string {
	o.t.Helper()
	h, d := o.holder(), o.state(o.dossier)
	all := map[string]string{
		"the holder's id": string(h.ID), "the dossier's id": string(d.ID), "the originator": "Office of the Larch",
	}
	for _, p := range h.Officers {
		all["the id of "+p.Name] = string(p.ID)
	}
	for _, link := range d.Reports {
		all["the id of report "+string(link.Report)] = string(link.Report)
	}
	raw, err := os.ReadFile(filepath.Join("..", "examples", "kerman-2024", "bundle.json"))
	if err != nil {
		o.t.Fatal(err)
	}
	in, err := stix.Import(raw)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, object := range in.Objects {
		all["the id of object "+object.ID] = object.ID
	}
	return all
}

// TestMethodTells holds that what reaches a recipient, as he opens it, holds none
// of the telltales, nor the name of an officer as a word.
func TestMethodTells(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	o.run(warnSteps()...)
	o.run(sendSteps()[0])
	for range 2 {
		if err := o.attempt(delivery.OutcomeHanded); err != nil {
			t.Fatal(err)
		}
	}
	direct, err := o.mail(o.police, "police")
	if err != nil {
		t.Fatal(err)
	}
	carried, err := o.mail(o.power, "power")
	if err != nil {
		t.Fatal(err)
	}
	inner, err := desk.OpenFile(carried.Inner, o.embassy.identity.String(), ring(t).Sender().Verifier)
	if err != nil {
		t.Fatal(err)
	}
	for to, raw := range map[string][]byte{"police": direct.Plain, "embassy": inner.Plain, "power": carried.Plain} {
		text := string(raw)
		if len(text) < 200 {
			t.Errorf("only %d bytes went to %s", len(text), to)
		}
		for what, word := range o.telltales() {
			if strings.Contains(text, word) {
				t.Errorf("what went to %s holds %s", to, what)
			}
		}
		for _, p := range o.holder().Officers {
			if strings.Contains(" "+strings.ToLower(strings.Join(strings.FieldsFunc(text, notLetter), " "))+" ", " "+strings.ToLower(p.Name)+" ") {
				t.Errorf("what went to %s holds the name of an officer, %s", to, p.Name)
			}
		}
	}
}

// notLetter reports whether a rune parts words.
func notLetter(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') }

// TestMethodStops holds that a drafter who writes one of them down is stopped, and
// that the refusal does not repeat it.
func TestMethodStops(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	add := desk.NewOfficer("Quillon Thistlewood", tocsin.LevelAnalyst, newPerson(t).key, "")
	o.must("head", add, nil)
	o.run(warnSteps()[:6]...)
	if _, err := o.desk.NewDraft(o.ctx, o.state(o.dossier), ask(o)); err != nil {
		t.Fatalf("without any of them it is stopped: %v", err)
	}
	tried := o.telltales()
	tried["the name of an officer"] = "Quillon Thistlewood"
	for what, word := range tried {
		asks := ask(o)
		asks.Wording.Advice = []string{"Guard the commemoration and call " + word + " about it."}
		_, err := o.desk.NewDraft(o.ctx, o.state(o.dossier), asks)
		refused(t, err, "warning/leak")
		if err != nil && strings.Contains(err.Error(), word) {
			t.Errorf("the refusal repeats %s", what)
		}
	}
	if len(tried) < 12 {
		t.Errorf("only %d were tried", len(tried))
	}
}
