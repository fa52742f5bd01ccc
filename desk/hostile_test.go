package desk_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/desk"
)

// TestHostileActs makes every act of the full chain wrong in every way, and sees
// each refused under its rule and nothing kept, before the right one is done.
func TestHostileActs(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.people["eve"] = newPerson(t)
	for i, s := range fullChain() {
		o.clock.add(time.Minute)
		if i%slowly != 0 {
			o.run(s)
			continue
		}
		made, signed := o.sign(s)
		if !signed {
			o.run(s)
			continue
		}
		a, err := act.Parse([]byte(made.Bytes))
		if err != nil {
			t.Fatal(err)
		}
		by := o.nameOf(a.Officer)
		before, err := o.store.Head(o.ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hostile(o, a, made) {
			if h.signed.Bytes == "" {
				h.signed = o.people[by].sign(t, h.raw)
			}
			_, err := o.desk.Do(o.ctx, h.signed, h.attached)
			refusal, ok := err.(*tocsin.Refusal) //nolint:errorlint // a refusal is not wrapped
			if !ok || !strings.Contains(h.rule, refusal.Rule) {
				t.Errorf("%s, %s: got %v, want a refusal under %s", s.name, h.name, err, h.rule)
			}
		}
		o.clock.add(25 * time.Hour)
		_, err = o.desk.Do(o.ctx, made.Signed, made.attached)
		refused(t, err, "act/expired")
		o.clock.add(-25*time.Hour - 10*time.Minute)
		if _, err = o.desk.Do(o.ctx, made.Signed, made.attached); err == nil {
			t.Errorf("%s: an act that is made later was taken in", s.name)
		}
		o.clock.add(10 * time.Minute)
		if after, _ := o.store.Head(o.ctx); after.Size != before.Size {
			t.Fatalf("%s: a hostile act was kept", s.name)
		}
		o.run(s)
	}
	o.healthy("in the end")
}

// A wrong is an act that is wrong in one way.
type wrong struct {
	name, rule string
	// raw are bytes for the officer to sign; signed is there where he does not.
	raw      []byte
	signed   act.Signed
	attached []byte
}

// hostile gives what can be wrong with an act.
func hostile(o *office, a act.Act, made signedAct) []wrong {
	o.t.Helper()
	raw := []byte(made.Bytes)
	changed := func(how func(*act.Act)) []byte {
		b := a
		how(&b)
		bytes, err := b.Bytes()
		if err != nil {
			o.t.Fatal(err)
		}
		return bytes
	}
	body := func(with string) json.RawMessage {
		return json.RawMessage(strings.Replace(string(a.Body), "{", "{"+with+",", 1))
	}
	swap := func(old, with string) []byte { return []byte(strings.Replace(made.Bytes, old, with, 1)) }
	all := []wrong{
		{name: "another holder", rule: "act/holder", raw: changed(func(b *act.Act) { b.Holder = other(b.Holder) })},
		{name: "nobody's", rule: "act/officer", raw: changed(func(b *act.Act) { b.Officer = other(b.Officer) })},
		{name: "another action", rule: "act/action", raw: changed(func(b *act.Act) { b.Action = "dossier/forget" })},
		{name: "the founding", rule: "act/action", raw: changed(func(b *act.Act) { b.Action = "holder/found" })},
		{name: "an unknown field", rule: "act/body", raw: changed(func(b *act.Act) { b.Body = body(`"extra":1`) })},
		{name: "no body", rule: "act/body act/exhibit", raw: changed(func(b *act.Act) { b.Body = json.RawMessage(`null`) })},
		{name: "a list", rule: "act/body", raw: changed(func(b *act.Act) { b.Body = json.RawMessage(`[]`) })},
		{name: "another exhibit", rule: "act/exhibit", raw: changed(func(b *act.Act) { b.Exhibit += "Yes.\n" })},
		{name: "a field twice", rule: "act/form", raw: swap("{\n", "{\n  \"dossier\": 1,\n  \"dossier\": 1,\n")},
		{name: "another form", rule: "act/form", raw: swap("\naction: ", "\naction:  ")},
		{name: "cut", rule: "act/form", raw: raw[:len(raw)/2]},
		{name: "nothing", rule: "act/form", raw: nil},
		{
			name: "changed after signing", rule: "act/signature act/form",
			signed: act.Signed{Bytes: string(changed(func(b *act.Act) { b.ID = other(b.ID) })), Signature: made.Signature},
		},
		{name: "signed by a stranger", rule: "act/signature", signed: o.people["eve"].sign(o.t, raw)},
		{name: "not signed", rule: "act/signature", signed: act.Signed{Bytes: made.Bytes}},
		{
			name: "signed for something else", rule: "act/signature",
			signed: act.Signed{Bytes: made.Bytes, Signature: signIn(o, a.Officer, "file", raw)},
		},
	}
	if made.attached != nil {
		all = append(all,
			wrong{name: "other bytes", rule: "report/original delivery/evidence directory/attached campaign/list", signed: made.Signed, attached: append(slices.Clip(made.attached), ' ')},
			wrong{name: "no bytes", rule: "report/original delivery/evidence directory/attached campaign/list", signed: made.Signed},
		)
	}
	for i := range all {
		if all[i].attached == nil && all[i].name != "no bytes" {
			all[i].attached = made.attached
		}
		if all[i].raw == nil && all[i].signed.Bytes == "" {
			all[i].signed = act.Signed{Bytes: "-", Signature: made.Signature}
		}
	}
	return all
}

// sign gives the act of a step, without doing it.
func (o *office) sign(s step) (signedAct, bool) {
	o.t.Helper()
	gone := &refusing{o.store}
	store := o.store
	o.store = gone
	o.open()
	_ = s.do(o) // it is refused, and signed
	o.store = store
	o.open()
	made, ok := o.signed[s.name]
	return made, ok
}

// nameOf gives the name of an officer.
func (o *office) nameOf(id tocsin.OfficerID) string {
	for name, p := range o.people {
		if p.id == id {
			return name
		}
	}
	return ""
}

// signIn signs in another namespace.
func signIn(o *office, by tocsin.OfficerID, namespace string, raw []byte) string {
	o.t.Helper()
	armored, err := o.people[o.nameOf(by)].signer.Sign(namespace, raw)
	if err != nil {
		o.t.Fatal(err)
	}
	return armored
}

// TestSameID does two acts that bear the same id: the second is refused, not
// taken for the first.
func TestSameID(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	o.run(warnSteps()[:2]...)
	first := o.prepare("ana", &desk.Unlink{Dossier: o.dossier, Report: o.state(o.dossier).Reports[1].Report, Reason: "another matter"})
	if _, err := o.desk.Do(o.ctx, first, nil); err != nil {
		t.Fatal(err)
	}
	a, err := act.Parse([]byte(first.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	second, err := act.Parse([]byte(o.prepare("ben", &desk.Withdraw{Dossier: o.dossier, Because: "another"}).Bytes))
	if err != nil {
		t.Fatal(err)
	}
	second.ID = a.ID
	raw, err := second.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	_, err = o.desk.Do(o.ctx, o.people["ben"].sign(t, raw), nil)
	refused(t, err, "act/id")
	o.healthy("after")
}
