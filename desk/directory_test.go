package desk_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
	"example.org/tocsin/holder"
)

// listed is the entry of an outsider as it is.
func (o *office) listed(of *outsider) directory.Recipient {
	o.t.Helper()
	r, ok := o.holder().Recipients.Find(of.id)
	if !ok {
		o.t.Fatal("it is not listed")
	}
	return r
}

// changed is the request that changes an entry.
func (o *office) changed(of *outsider, how func(*directory.Recipient)) *desk.ChangeRecipient {
	o.t.Helper()
	r := o.listed(of)
	how(&r)
	return &desk.ChangeRecipient{Recipient: r, Because: "they told us"}
}

// imported plans an import of a file and gives its request.
func (o *office) imported(file string) (desk.Request, []byte, error) {
	p, err := o.desk.PlanImport(o.ctx, directory.FormCSV, []byte(file), "the new list")
	if err != nil || len(p.Flaws) > 0 || p.Request == nil {
		return nil, nil, fmt.Errorf("it comes to nothing: %v, %w", p.Flaws, err)
	}
	return p.Request, p.Attached, nil
}

// agreeing is the request that agrees to what waits for outsiders.
func (o *office) agreeing(of ...*outsider) (desk.Request, []byte, error) {
	var ids []tocsin.RecipientID
	for _, one := range of {
		ids = append(ids, one.id)
	}
	r, err := desk.NewAffirmRecipients(o.holder(), ids, because1)
	return r, nil, err
}

// directorySteps change the directory in every way there is.
func directorySteps() []step {
	return []step{
		asked("d change", "ben", func(o *office) (desk.Request, []byte, error) {
			return o.changed(o.police, func(r *directory.Recipient) { r.Languages = []string{"fa"} }), nil, nil
		}),
		asked("d move", "ben", func(o *office) (desk.Request, []byte, error) {
			return o.changed(o.police, func(r *directory.Recipient) {
				r.Others = []directory.Route{{Channel: "email", Address: "p@example.org"}}
			}), nil, nil
		}),
		asked("d affirm", "dan", func(o *office) (desk.Request, []byte, error) { return o.agreeing(o.police) }),
		asked("d retire", "ben", func(o *office) (desk.Request, []byte, error) {
			return &desk.RetireRecipient{Recipient: o.embassy.id, Because: "they have closed"}, nil, nil
		}),
		asked("d drop", "ben", func(o *office) (desk.Request, []byte, error) {
			return &desk.DropRecipients{RecipientsDropped: holder.RecipientsDropped{Recipients: []tocsin.RecipientID{o.embassy.id}, Because: "they have not"}}, nil, nil
		}),
		asked("d import", "ben", func(o *office) (desk.Request, []byte, error) {
			return o.imported("name,class,keys,enrolled,channel,address,scopes\n" +
				"Coast guard,police," + newOutsider(o.t, "coast").identity.Recipient().String() + ",on paper,mailbox,/mailboxes/coast,country:IR\n" +
				"Police,police," + o.police.identity.Recipient().String() + ",on paper,mailbox,/mailboxes/elsewhere,country:IR\n")
		}),
		asked("d affirm import", "dan", func(o *office) (desk.Request, []byte, error) { return o.agreeing(o.police) }),
	}
}

// TestDirectory changes the directory in every way, with fsck after every step.
func TestDirectory(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	for _, s := range directorySteps() {
		o.clock.add(time.Minute)
		o.run(s)
		o.healthy("after " + s.name)
		o.run(s) // the same act again changes nothing
	}
	h := o.holder()
	police := o.listed(o.police)
	if len(h.Recipients) != 4 || len(h.Directing) != 0 || police.Address != "/mailboxes/elsewhere" || police.Languages[0] != "fa" || len(police.Others) != 1 {
		t.Errorf("%d are listed, %d wait, the police is %+v", len(h.Recipients), len(h.Directing), police)
	}
}

// TestDirectoryRefused refuses what was not signed for, and what one alone may
// not do.
func TestDirectoryRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	const file = "name,protects\nPolice,the harbor\n"
	r, attached, err := o.imported(file)
	if err != nil {
		t.Fatal(err)
	}
	request, ok := r.(*desk.ImportRecipients)
	if !ok {
		t.Fatal("it is another request")
	}
	with := func(how func(r *desk.ImportRecipients, b []byte) []byte) func(*office) (desk.Request, []byte) {
		return func(*office) (desk.Request, []byte) {
			c, b := *request, slices.Clone(attached)
			b = how(&c, b)
			return &c, b
		}
	}
	o.holds(t, []refusal{
		{"another file", "directory/attached", "ben", with(func(_ *desk.ImportRecipients, b []byte) []byte { b[9]++; return b })},
		{"no file", "directory/attached", "ben", with(func(*desk.ImportRecipients, []byte) []byte { return nil })},
		{"another text", "approval/changed", "ben", with(func(r *desk.ImportRecipients, b []byte) []byte { r.Text += "and nothing else\n"; return b })},
		{"an analyst", "directory/level", "ana", with(func(_ *desk.ImportRecipients, b []byte) []byte { return b })},
		{"no reason", "directory/reason", "ben", with(func(r *desk.ImportRecipients, b []byte) []byte { r.Because = ""; return b })},
		bare("a private key", "seal/recipient-key", "ben", func(o *office) desk.Request {
			return o.changed(o.police, func(r *directory.Recipient) { r.Keys = []string{o.police.identity.String()} })
		}),
		bare("a key of nobody", "directory/verifier", "ben", func(o *office) desk.Request {
			return o.changed(o.police, func(r *directory.Recipient) { r.Verifier = "fay+1+2" })
		}),
		bare("nothing waits", "directory/nothing", "dan", func(o *office) desk.Request {
			return &desk.AffirmRecipients{RecipientsAffirmed: holder.RecipientsAffirmed{Recipients: []tocsin.RecipientID{o.police.id}, Because: because1}}
		}),
	})
	// What is not in the order in which the record has it could not be checked again.
	ministry, police := o.listed(o.embassy), o.listed(o.police)
	ministry.Protects, police.Enrolled = "the embassy", "by hand"
	turned := directory.Changes{Changed: directory.List{police, ministry}}
	raw, err := turned.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	refused(t, o.do("ben", &desk.ImportRecipients{
		SHA256: act.Hash(raw), Size: int64(len(raw)), Because: "the new list", Text: o.holder().Recipients.Describe(turned, nil),
	}, raw), "approval/changed")
	// The list moves between reading and signing: what was read is not done.
	o.must("ben", o.changed(o.police, func(r *directory.Recipient) { r.Protects = "the airport" }), nil)
	refused(t, o.do("ben", request, attached), "approval/changed")
	o.must("ben", o.changed(o.police, func(r *directory.Recipient) { r.Address = "/mailboxes/other" }), nil)
	agreed, _, err := o.agreeing(o.police)
	if err != nil {
		t.Fatal(err)
	}
	refused(t, o.do("ben", agreed, nil), "approval/two-person")
	altered, ok := agreed.(*desk.AffirmRecipients)
	if !ok {
		t.Fatal("it is another request")
	}
	shown := *altered
	shown.Text = strings.ReplaceAll(shown.Text, "other", "police")
	refused(t, o.do("dan", &shown, nil), "approval/changed")
	o.must("dan", agreed, nil)
	o.healthy("in the end")
	if p, err := o.desk.PlanImport(o.ctx, directory.FormCSV, []byte("name\nNobody\n"), "why"); err != nil || len(p.Flaws) == 0 || p.Request != nil {
		t.Errorf("a file with flaws comes to %+v, %v", p, err)
	}
	if p, err := o.desk.PlanImport(o.ctx, directory.FormCSV, []byte("name\nPolice\n"), "why"); err != nil || len(p.Flaws) > 0 || p.Request != nil || p.Unchanged != 1 {
		t.Errorf("a file that changes nothing comes to %+v, %v", p, err)
	}
}

// TestWho asks who protects a threat, as the directory and the dossier change.
func TestWho(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	o.run(warnSteps()[:3]...)
	who := func() desk.Who {
		t.Helper()
		w, err := o.desk.Who(o.ctx, string(o.dossier))
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	w := who()
	if len(w.Matches) != 0 || len(w.Missing) == 0 || w.Missing[0].Kind != "place" || !strings.Contains(w.Missing[0].What, "Kerman") {
		t.Fatalf("nobody protects it, and it is answered %+v, %+v", w.Matches, w.Missing)
	}
	before := o.holder().Recipients
	o.must("ben", o.changed(o.police, func(r *directory.Recipient) {
		r.Scopes = []directory.Scope{{Kind: directory.ScopeRegion, Value: "IR/Kerman", Role: directory.RoleProtects}}
		r.Country = "IR"
	}), nil)
	w = who()
	if len(w.Matches) != 1 || w.Matches[0].ID != o.police.id || len(w.Missing) != 0 || !slices.Equal(w.Unplanned, []tocsin.RecipientID{o.police.id}) ||
		len(w.Tiers) != 1 || !w.Tiers[0].Public || w.Matches[0].Kind != directory.KindProtector {
		t.Fatalf("it is answered %+v", w)
	}
	concerns, err := o.desk.Concerned(o.ctx, before)
	if err != nil || len(concerns) != 1 || concerns[0].Recipient != o.police.id || !strings.Contains(concerns[0].Why, "protects the target now") {
		t.Errorf("%+v, %v", concerns, err)
	}
	o.run(warnSteps()[3:]...)
	o.run(sendSteps()[0])
	w = who()
	if len(w.Told) != 2 || len(w.Unplanned) != 0 || w.Told[0].Recipient != o.police.id {
		t.Errorf("told are %+v, unplanned %v", w.Told, w.Unplanned)
	}
	before = o.holder().Recipients
	o.must("ben", o.changed(o.power, func(r *directory.Recipient) { r.Address = "/mailboxes/moved" }), nil)
	agreed, _, err := o.agreeing(o.power)
	if err != nil {
		t.Fatal(err)
	}
	o.must("dan", agreed, nil)
	concerns, err = o.desk.Concerned(o.ctx, before)
	if err != nil || !slices.ContainsFunc(concerns, func(c desk.Concern) bool { return c.Dispatch != "" && c.Recipient == o.power.id }) {
		t.Errorf("%+v, %v", concerns, err)
	}
	// Keys that have expired are told, and leave the place without a protector.
	o.must("ben", o.changed(o.police, func(r *directory.Recipient) {
		r.KeyUntil = []directory.KeyUntil{{Key: r.Keys[0], Until: o.clock.now().Add(time.Hour)}}
	}), nil)
	if agreed, _, err = o.agreeing(o.police); err != nil {
		t.Fatal(err)
	}
	o.must("dan", agreed, nil)
	o.clock.add(2 * time.Hour)
	w = who()
	if len(w.Matches) != 1 || w.Matches[0].Reachable || !slices.Contains(w.Matches[0].Problems, "keys expired") ||
		len(w.Missing) == 0 || !strings.Contains(w.Missing[0].Why, "keys expired") {
		t.Errorf("it is answered %+v, %+v", w.Matches, w.Missing)
	}
	if same, err := o.desk.Concerned(o.ctx, o.holder().Recipients); err != nil || len(same) != 0 {
		t.Errorf("nothing has changed, and it concerns %+v, %v", same, err)
	}
}

// TestDirectoryRemembered makes the index once for each change of the directory.
func TestDirectoryRemembered(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	index := func() *directory.Index {
		t.Helper()
		x, err := o.desk.Directory(o.ctx)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	first := index()
	o.run(watchSteps()[0]) // it is about the holder, and not about the directory
	if index() != first {
		t.Error("it is made anew without a change")
	}
	o.must("ben", o.changed(o.police, func(r *directory.Recipient) { r.Protects = "the airport" }), nil)
	if index() == first {
		t.Error("it is not made anew after a change")
	}
	if _, err := newOffice(t, newMemory(t)).desk.Who(context.Background(), "aaaa"); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("without a holder: %v", err)
	}
}
