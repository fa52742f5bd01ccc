package holder_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/directory"
	"example.org/tocsin/holder"
)

// reason is why, in writing.
const reason = "the chief of the station told both of us in person yesterday"

// change is the command that changes an entry.
func change(how func(*directory.Recipient)) holder.ChangeRecipient {
	r := police()
	how(&r)
	return holder.ChangeRecipient{Recipient: r, Because: "they told us"}
}

// agree agrees to what waits for recipients.
func (s *script) agree(ids ...tocsin.RecipientID) holder.AffirmRecipients {
	s.t.Helper()
	_, hash, err := s.h.Proposals(ids)
	if err != nil {
		s.t.Fatal(err)
	}
	return holder.AffirmRecipients{RecipientsAffirmed: holder.RecipientsAffirmed{Recipients: ids, Of: hash, Because: reason}}
}

// enrolled has the police and a carrier, who goes to the ministry.
func enrolled(t *testing.T) *script {
	t.Helper()
	carrier, ministry := police(), police()
	carrier.ID, carrier.Name, carrier.Class = id[tocsin.RecipientID]("carrier"), "Carrier", directory.ClassIntermediary
	ministry.ID, ministry.Name, ministry.Channel, ministry.Address = id[tocsin.RecipientID]("ministry"), "Ministry", "", ""
	ministry.Through = carrier.ID
	s := staffed(t)
	for _, r := range []directory.Recipient{police(), carrier, ministry} {
		s.when("omar", enroll(r)).then("RecipientAdded")
	}
	return s
}

// changing changes at once what turns nothing aside, and has all else wait for
// another officer.
func changing(t *testing.T) {
	t.Helper()
	s := enrolled(t)
	scoped := change(func(r *directory.Recipient) { r.Languages = []string{"fa"} })
	s.when("ana", scoped).refused("directory/level", "may not change")
	s.when("omar", holder.ChangeRecipient{Recipient: scoped.Recipient, Because: " "}).refused("directory/reason", "no reason")
	s.when("omar", scoped).then("RecipientChanged").when("omar", scoped).then()
	if r, _ := s.h.Recipients.Find(police().ID); len(r.Languages) != 1 || len(s.h.Recipients) != 3 {
		t.Errorf("it is %+v", r)
	}
	unknown := change(func(r *directory.Recipient) { r.ID = id[tocsin.RecipientID]("unknown") })
	s.when("omar", unknown).refused("directory/unknown", "no such recipient")
	unusable := change(func(r *directory.Recipient) { r.Name = "Carrier" })
	s.when("omar", unusable).refused("directory/name", "listed already")

	moved := change(func(r *directory.Recipient) { r.Address = "another"; r.Languages = []string{"fa"} })
	s.when("omar", moved).then("RecipientsProposed")
	if r, _ := s.h.Recipients.Find(police().ID); r.Address != "out" {
		t.Errorf("it is at %s before anybody agreed", r.Address)
	}
	s.when("omar", change(func(r *directory.Recipient) { r.Languages = []string{"en"} })).refused("directory/waits", "waits")
	good := s.agree(police().ID)
	s.when("omar", good).refused("approval/two-person", "may not approve")
	s.when("ana", good).refused("directory/level", "may not change")
	short := good
	short.Because = "fine"
	s.when("sara", short).refused("DTW-JUSTIFY", "does not say why")
	other := good
	other.Of = strings.Repeat("0", 64)
	s.when("sara", other).refused("approval/changed", "what was signed")
	s.when("sara", holder.AffirmRecipients{RecipientsAffirmed: holder.RecipientsAffirmed{Because: reason}}).refused("directory/nothing", "no change is named")
	both := good
	both.Recipients = append(both.Recipients, police().ID)
	s.when("sara", both).refused("directory/nothing", "twice")
	// What is proposed again is another change: nobody agreed to it.
	again := moved
	again.Recipient.Address = "a third"
	s.when("sara", again).then("RecipientsProposed").when("sara", good).refused("approval/changed", "what was signed")
	s.when("omar", s.agree(police().ID)).then("RecipientsAffirmed")
	if r, _ := s.h.Recipients.Find(police().ID); r.Address != "a third" || len(s.h.Directing) != 0 {
		t.Errorf("it is at %s, and %d wait", r.Address, len(s.h.Directing))
	}
	s.when("omar", good).refused("directory/nothing", "no change")
}

// dropping takes back what waits, and changes nothing else.
func dropping(t *testing.T) {
	t.Helper()
	s := enrolled(t)
	before := s.h.Recipients
	drop := holder.DropRecipients{RecipientsDropped: holder.RecipientsDropped{Recipients: []tocsin.RecipientID{police().ID}, Because: "it was the wrong key"}}
	s.when("omar", drop).refused("directory/nothing", "no change")
	s.when("omar", change(func(r *directory.Recipient) { r.Keys = []string{"age1other"} })).then("RecipientsProposed")
	s.when("ana", drop).refused("directory/level", "may not change")
	s.when("omar", holder.DropRecipients{RecipientsDropped: holder.RecipientsDropped{Because: "it was the wrong key"}}).refused("directory/nothing", "no change is named")
	s.when("omar", drop).then("RecipientsDropped")
	if len(s.h.Directing) != 0 || !reflect.DeepEqual(s.h.Recipients, before) {
		t.Error("something else has changed")
	}
}

// ending ends an entry when two agree, and not while others go through it.
func endingEntries(t *testing.T) {
	t.Helper()
	s := enrolled(t)
	carrier, ministry := id[tocsin.RecipientID]("carrier"), id[tocsin.RecipientID]("ministry")
	end := func(of tocsin.RecipientID) holder.ChangeRecipient {
		return holder.ChangeRecipient{Recipient: directory.Recipient{ID: of}, Retire: true, Because: "they are no more"}
	}
	s.when("omar", end(carrier)).refused("directory/route", "is reached through")
	s.when("omar", end(police().ID)).then("RecipientsProposed").when("omar", end(ministry)).then("RecipientsProposed")
	if len(s.h.Recipients) != 3 {
		t.Error("an entry has ended before anybody agreed")
	}
	agreed := s.agree(police().ID, ministry)
	s.when("omar", agreed).refused("approval/two-person", "may not approve")
	s.when("sara", agreed).then("RecipientsAffirmed").when("sara", end(carrier)).then("RecipientsProposed")
	// Somebody comes who goes through the one that was to end.
	late := police()
	late.Through, late.Channel, late.Address = carrier, "", ""
	s.when("omar", enroll(late)).then("RecipientAdded").when("omar", s.agree(carrier)).refused("directory/route", "is reached through")
	s.when("omar", end(police().ID)).then("RecipientsProposed").when("hana", end(carrier)).refused("directory/route", "is reached through")
	s.when("hana", s.agree(police().ID)).then("RecipientsAffirmed").when("omar", s.agree(carrier)).then("RecipientsAffirmed")
	if len(s.h.Recipients) != 0 || len(s.h.Directing) != 0 {
		t.Errorf("%d are left and %d wait", len(s.h.Recipients), len(s.h.Directing))
	}
	// An end that waits for nobody any more.
	lost := holder.Holder{Directing: []holder.RecipientProposal{{Recipient: directory.Recipient{ID: carrier}, Retire: true, By: "x"}}}
	_, hash, err := lost.Proposals([]tocsin.RecipientID{carrier})
	if err != nil {
		t.Fatal(err)
	}
	s.h.Directing = lost.Directing
	s.when("sara", holder.AffirmRecipients{RecipientsAffirmed: holder.RecipientsAffirmed{Recipients: []tocsin.RecipientID{carrier}, Of: hash, Because: reason}}).
		refused("directory/unknown", "is to end is not listed")
	s.h.Directing = nil
}

// importing takes over all of a file or nothing, in parts that an event holds.
func importing(t *testing.T) {
	t.Helper()
	s := enrolled(t)
	before := s.h
	var many directory.List
	for i := range 1250 {
		r := police()
		r.ID, r.Name = tocsin.RecipientID(fmt.Sprintf("%s%c%c%c", strings.Repeat("b", 23), 'a'+i/625, 'a'+i/25%25, 'a'+i%25)), fmt.Sprintf("Station %d", i)
		many = append(many, r)
	}
	widened := police()
	widened.Protects = "the harbor"
	rerouted, _ := s.h.Recipients.Find(id[tocsin.RecipientID]("ministry"))
	rerouted.Through, rerouted.Channel, rerouted.Address = "", "mailbox", "out/ministry"
	all := holder.ImportRecipients{Changes: directory.Changes{Added: many, Changed: directory.List{widened, rerouted}}, Because: "the new list"}
	s.when("ana", all).refused("directory/level", "may not change")
	// One entry that cannot be used, and none is taken.
	many[999].Keys = nil
	s.when("omar", all).refused("directory/key", "no key")
	many[999].Keys = police().Keys
	broken := all
	broken.Changed = directory.List{widened, widened}
	s.when("omar", broken).refused("directory/unknown", "changed twice")
	rerouted.Forbids = []string{"mailbox"}
	broken.Changed = directory.List{rerouted}
	s.when("omar", broken).refused("directory/route", "forbidden")
	s.when("omar", all).then("RecipientsImported", "RecipientsImported", "RecipientsImported", "RecipientsProposed")
	if len(s.h.Recipients) != 1253 || len(s.h.Directing) != 1 || len(before.Recipients) != 3 {
		t.Errorf("%d are listed and %d wait", len(s.h.Recipients), len(s.h.Directing))
	}
	if r, _ := s.h.Recipients.Find(police().ID); r.Protects != "the harbor" {
		t.Errorf("it protects %q", r.Protects)
	}
	widened.Protects = "the port"
	ministry := rerouted
	ministry.Channel, ministry.Address, ministry.Through, ministry.Forbids, ministry.Protects = "", "", id[tocsin.RecipientID]("carrier"), nil, "the city"
	s.when("omar", holder.ImportRecipients{Changes: directory.Changes{Changed: directory.List{widened, ministry}}, Because: "the new list"}).refused("directory/waits", "waits")
	s.when("sara", s.agree(id[tocsin.RecipientID]("ministry"))).then("RecipientsAffirmed")
	if r, _ := s.h.Recipients.Find(id[tocsin.RecipientID]("ministry")); r.Through != "" || r.Address != "out/ministry" {
		t.Errorf("it is reached by %+v", r.Routes())
	}
	s.when("omar", holder.ImportRecipients{Because: "nothing is new"}).then()
}
