package contact_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/contact"
	"example.org/tocsin/delivery"
	"example.org/tocsin/directory"
	"example.org/tocsin/harmcheck"
)

// why is a balance in words.
const why = "a hundred people are to die tomorrow and nobody else can stop it in time"

// harm is what comes of one answer to the question of watched devices, all other
// questions being cleared, with how he is reached without them.
func harm(watched tocsin.Tri, reach string, balances ...harmcheck.Signed) harmcheck.Outcome {
	c := harmcheck.Case{Class: directory.ClassPerson, Reach: reach, Balances: balances}
	for _, q := range harmcheck.Questions() {
		a := harmcheck.Answer{Question: q.Question, Answer: q.Clears, Because: "two desks looked into it and agree"}
		if q.Question == harmcheck.AskWatched {
			a.Answer = watched
		}
		c.Answers = append(c.Answers, a)
	}
	return harmcheck.Check(c)
}

// ways are ways of every kind, and whether people alone stand at the end.
var ways = []struct {
	directory.Route
	people bool
}{
	{directory.Route{Channel: "mailbox", Address: "/srv/box"}, false},
	{directory.Route{Channel: "email", Address: "a@recipient.example"}, false},
	{directory.Route{Channel: "email", Address: "a@recipient.example", Knock: true}, false},
	{directory.Route{Channel: "webhook", Address: "https://recipient.example/in"}, false},
	{directory.Route{Channel: "paper", Address: "tel:+4722123456"}, false},
	{directory.Route{Channel: "paper", Address: "tel:+4722123456", Knock: true}, false},
	{directory.Route{Channel: "paper", Address: "nowhere"}, false},
	{directory.Route{Channel: "unheard-of", Address: "person:somebody"}, false},
	{directory.Route{Through: "recipient"}, false}, // he is no intermediary of his own
	{directory.Route{Channel: "paper", Address: "person:his shop"}, true},
	{directory.Route{Channel: "paper", Address: "paper:the letter box"}, true},
	{directory.Route{Through: "mission"}, true},
}

// TestWatched sends nothing to a device that is watched or may be, not even a
// knock; people may go, and where nobody knows a senior may sign.
func TestWatched(t *testing.T) {
	t.Parallel()
	to := directory.Recipient{ID: "recipient"}
	signed := harmcheck.Signed{Balance: harmcheck.Balance{Rule: harmcheck.RuleWatched, Because: why}, Level: tocsin.LevelHead}
	const reach = "his sister is told in her shop, and she goes to him without any telephone"
	for _, way := range ways {
		for _, outcome := range []harmcheck.Outcome{harm(tocsin.Yes, ""), harm(tocsin.Yes, reach), harm(tocsin.Yes, reach, signed), harm(tocsin.Unknown, ""), harm(tocsin.Unknown, reach)} {
			err := contact.Allowed(to, way.Route, outcome)
			if way.people != (err == nil) {
				t.Errorf("%+v: %v", way, err)
			}
			if err != nil {
				r := refused(t, err, "contact/watched")
				if strings.Contains(r.Error(), way.Address) && way.Address != "" || strings.Contains(r.Why, "knock") != way.Knock {
					t.Errorf("it says %s", r.Why)
				}
			}
		}
		// Known to be watched: nobody's signature opens it. Not known: a senior's does.
		if err := contact.Allowed(to, way.Route, harm(tocsin.Yes, reach, signed), signed); way.people != (err == nil) {
			t.Errorf("%+v: a head signs, and what is watched rings: %v", way, err)
		}
		for level, ok := range map[tocsin.Level]bool{tocsin.LevelOfficer: false, tocsin.LevelSenior: true} {
			b := signed
			b.Level = level
			if err := contact.Allowed(to, way.Route, harm(tocsin.Unknown, "", b), b); (err == nil) != (ok || way.people) {
				t.Errorf("%+v: signed by a %s: %v", way, level, err)
			}
			b.Because = "yes"
			if err := contact.Allowed(to, way.Route, harm(tocsin.Unknown, "", b), b); (err == nil) != way.people {
				t.Errorf("%+v: a balance that does not say why opens it", way)
			}
			b.Rule, b.Because = harmcheck.RuleVictim, why
			if err := contact.Allowed(to, way.Route, harm(tocsin.Unknown, "", b), b); (err == nil) != way.people {
				t.Errorf("%+v: a balance of another rule opens it", way)
			}
		}
		if err := contact.Allowed(to, way.Route, harm(tocsin.No, "")); err != nil {
			t.Errorf("%+v is not watched: %v", way, err)
		}
		if err := contact.Allowed(to, way.Route, harmcheck.Outcome{Nothing: true}, signed); err == nil {
			t.Errorf("%+v leads to the actor", way)
		} else {
			refused(t, err, "contact/actor")
		}
	}
}

// TestForbidden holds what the directory forbids shut whatever is known, and opens
// the other channels of a recipient only where it names the watched one and it is on
// the record how he is reached.
func TestForbidden(t *testing.T) {
	t.Parallel()
	const reach = "the duty officer is called on the line that was laid last week"
	to := directory.Recipient{ID: "recipient", Forbids: []string{"email"}, Allows: []tocsin.RecipientID{"mission"}}
	for _, watched := range []tocsin.Tri{tocsin.Yes, tocsin.Unknown, tocsin.No} {
		for _, way := range ways {
			email := way.Channel == "email"
			open := watched == tocsin.No || way.people
			if err := contact.Allowed(to, way.Route, harm(watched, "")); way.Through == "recipient" || email {
				refused(t, err, "contact/forbidden")
				continue
			} else if (err == nil) != open {
				t.Errorf("%s, nothing is said of how he is reached: %+v: %v", watched, way, err)
			}
			if err := contact.Allowed(to, way.Route, harm(watched, reach)); err != nil {
				t.Errorf("%s, e-mail is the watched one: %+v: %v", watched, way, err)
			}
		}
		err := contact.Allowed(to, directory.Route{Through: "another"}, harm(watched, reach))
		refused(t, err, "contact/forbidden")
	}
}

// TestWays divides the ways of a recipient and loses none.
func TestWays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		to := directory.Recipient{ID: "recipient"}
		people, all := 0, rapid.IntRange(0, 8).Draw(r, "ways")
		for range all {
			way := rapid.SampledFrom(ways).Draw(r, "way")
			to.Others = append(to.Others, way.Route)
			if way.people {
				people++
			}
		}
		left, no := contact.Ways(to, harm(rapid.SampledFrom([]tocsin.Tri{tocsin.Yes, tocsin.Unknown}).Draw(r, "watched"), ""))
		if len(left) != people || len(no) != all-people {
			r.Fatalf("of %d ways with %d by people %d are left, %d refused", all, people, len(left), len(no))
		}
		if left, no := contact.Ways(to, harm(tocsin.No, "")); len(left) != all || len(no) != 0 {
			r.Fatalf("nothing is watched, and %d ways are left", len(left))
		}
	})
}

// TestSpot reads addresses of people in their one form, and numbers as they are
// published.
func TestSpot(t *testing.T) {
	t.Parallel()
	for address, how := range map[string]string{"tel:+4722123456": delivery.ByPhone, "person:the duty desk": delivery.InPerson, "paper:box 3": delivery.OnPaper} {
		s, err := contact.ParseSpot(address)
		if err != nil || s.How != how || s.String() != address {
			t.Errorf("%s is read as %+v (%v), written %q", address, s, err, s)
		}
	}
	for address, rule := range map[string]string{
		"": "contact/address", "tel:": "contact/address", "fax:+4722123456": "contact/address", "person:": "contact/address", "person: a": "contact/address",
		"person:a\nb": "contact/address", "person:a\u202eb": "contact/address", "tel:22123456": "contact/number", "tel:+0722123456": "contact/number",
		"tel:+47221": "contact/number", "tel:+47 22123456": "contact/number", "tel:+4722123456;ext=1": "contact/number",
	} {
		_, err := contact.ParseSpot(address)
		refused(t, err, rule)
	}
	for published, want := range map[string]string{
		"tel:+47-22-12-34-56": "+4722123456", "+47 22 12 34 56": "+4722123456", "+44 (0)20 7946 0000": "+442079460000", "TEL:+1.202.555.0100;ext=5": "+12025550100",
		"+۹۸۲۱۱۲۳۴۵۶۷۸": "+982112345678",
	} {
		if got, err := contact.NormalNumber(published); err != nil || got != want {
			t.Errorf("%q is called as %q (%v)", published, got, err)
		}
	}
	for _, bad := range []string{"", "22 12 34 56", "0047 22123456", "call me", "+", "+1234567890123456", "+47 22 12 3x 56"} {
		_, err := contact.NormalNumber(bad)
		refused(t, err, "contact/number")
	}
}

// TestCallBack refuses a call whose number nobody can trace.
func TestCallBack(t *testing.T) {
	t.Parallel()
	good := *sheet(t, "en").Call
	if err := good.Check(start); err != nil {
		t.Fatal(err)
	}
	printed := good
	printed.Source, printed.At = contact.Printed, "the yellow book of 2026, page 12"
	if err := printed.Check(start); err != nil {
		t.Error(err)
	}
	for rule, changes := range map[string][]func(*contact.CallBack){
		"contact/number": {func(c *contact.CallBack) { c.Number = "22123456" }},
		"contact/source": {
			func(c *contact.CallBack) { c.Source = "" }, func(c *contact.CallBack) { c.Source = "the message itself" },
			func(c *contact.CallBack) { c.At = "" }, func(c *contact.CallBack) { c.At = "http://rdap.example/" }, func(c *contact.CallBack) { c.At = "https://" },
			func(c *contact.CallBack) { c.At = "https://a@b/" }, func(c *contact.CallBack) { c.At = "https://a b/" },
			func(c *contact.CallBack) { c.Found = time.Time{} }, func(c *contact.CallBack) { c.Found = start.Add(time.Hour) },
			func(c *contact.CallBack) { c.Source, c.At = contact.Printed, "a\nb" },
		},
		"contact/stale":       {func(c *contact.CallBack) { c.Found = start.Add(-contact.CallFresh - time.Second) }},
		"contact/switchboard": {func(c *contact.CallBack) { c.Switchboard = "" }},
	} {
		for _, change := range changes {
			c := good
			change(&c)
			refused(t, c.Check(start), rule)
		}
	}
}
