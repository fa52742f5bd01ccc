package desk_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/campaign"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/harmcheck"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// template is a synthetic text for many.
const template = `Somebody means to commit arson.
Your entry in their list: {{account}}
Marked by them as: {{mark}}
Lock what can be locked, and tell your guards.
`

// A crowdOf is a campaign with its victims.
type crowdOf struct {
	dossier tocsin.DossierID
	list    []byte
	victims []*outsider
}

// victimList is a synthetic list: single victims, two rows of one organization with
// one key, one told by the police, and one whom nobody reaches.
func victimList(tb testing.TB, singles int) *crowdOf {
	tb.Helper()
	c := &crowdOf{}
	var b bytes.Buffer
	b.WriteString("id,name,organization,class,country,keys,channel,address,through,priority,latest_useful,slot.account,slot.mark\n")
	victim := func() string {
		v := newOutsider(tb, "victim")
		c.victims = append(c.victims, v)
		return v.identity.Recipient().String()
	}
	for i := range singles {
		fmt.Fprintf(&b, "s%d,Sample House %d,,company,NOR,%s,mailbox,/mailboxes/s%d,,%d,,depot %d,row %d\n", i, i, victim(), i, 9-i%5, i, i)
	}
	shared := victim()
	for i := range 2 {
		fmt.Fprintf(&b, "g%d,Gate %d of Grove,Grove,company,NOR,%s,mailbox,/mailboxes/grove,,3,,gate %d,north\n", i, i, shared, i)
	}
	b.WriteString("h1,Hut Without Key,,person,NOR,,,,Police,2,,hut,east\n")
	b.WriteString("n1,Nobody Reaches,,person,NOR,,,,,1,,loft,west\n")
	c.list = b.Bytes()
	return c
}

// campaignAsk is what somebody decides who proposes it.
func campaignAsk(o *office) desk.CampaignAsk {
	a := desk.CampaignAsk{DraftAsk: aloneAsk(o), Ceiling: 100, Expires: o.clock.now().Add(72 * time.Hour)}
	a.Recipients, a.Text = nil, template
	return a
}

// groupCheck answers about a group that nothing speaks against it.
func groupCheck(o *office, of tocsin.DossierID, g warning.Group) *desk.CheckRecipient {
	r := &desk.CheckRecipient{Dossier: of, HarmAnswers: dossier.HarmAnswers{Recipient: g.ID, Of: o.state(of).AssessmentHash()}}
	for _, q := range harmcheck.Questions() {
		if q.For(directory.Class(g.Class)) {
			r.Answers = append(r.Answers, harmcheck.Answer{Question: q.Question, Answer: q.Clears, Because: "they are on the list of those aimed at"})
		}
	}
	return r
}

// proposeSteps bring a campaign to be cleared.
func proposeSteps(c *crowdOf) []step {
	check := func(i int) step {
		return asked(fmt.Sprintf("m1 check %d", i), "ben", func(o *office) (desk.Request, []byte, error) {
			groups := o.state(c.dossier).Draft.Campaign.Groups
			return groupCheck(o, c.dossier, groups[min(i, len(groups)-1)]), nil, nil
		})
	}
	return []step{
		quietReport("m1 file", &c.dossier),
		quietAssess("m1 assess", &c.dossier, report.HarmIntentionalKilling, 2),
		plain("m1 determine", func() desk.Request { return &desk.Determine{Dossier: c.dossier} }),
		asked("m1 propose", "ana", func(o *office) (desk.Request, []byte, error) {
			if c.list == nil {
				*c = *victimListOf(o, c.dossier, 3)
			}
			r, err := o.desk.NewCampaign(o.ctx, o.state(c.dossier), campaignAsk(o), c.list)
			return r, c.list, err
		}),
		check(0), check(1),
		asked("m1 approve ben", "ben", func(o *office) (desk.Request, []byte, error) {
			return &desk.Approve{Dossier: c.dossier, Draft: *o.state(c.dossier).Draft}, nil, nil
		}),
		asked("m1 approve dan", "dan", func(o *office) (desk.Request, []byte, error) {
			return &desk.Approve{Dossier: c.dossier, Draft: *o.state(c.dossier).Draft}, nil, nil
		}),
	}
}

// victimListOf keeps the dossier.
func victimListOf(o *office, id tocsin.DossierID, singles int) *crowdOf {
	c := victimList(o.t, singles)
	c.dossier = id
	return c
}

// batch is a step that sends the next copies.
func batch(name string, c *crowdOf, most int) step {
	return asked(name, "ben", func(o *office) (desk.Request, []byte, error) {
		r, err := o.desk.NewSendCampaign(o.state(c.dossier), most)
		return r, nil, err
	})
}

// campaignSteps propose, send, hand over, count, call and stop.
func campaignSteps(c *crowdOf) []step {
	steps := proposeSteps(c)
	return append(steps,
		batch("m1 batch 1", c, 2),
		step{"m1 hand over", func(o *office) error { return o.attempt(delivery.OutcomeHanded) }},
		step{"m1 count", func(o *office) error { return o.desk.ReportCampaign(o.ctx, c.dossier) }},
		batch("m1 batch 2", c, 64),
		step{"m1 all that is due", func(o *office) error {
			o.clock.add(5 * time.Hour)
			return o.allDue()
		}},
		asked("m1 take a call", "ben", func(o *office) (desk.Request, []byte, error) {
			o.clock.add(3 * time.Minute) // leases that a fault left have run out
			if err := o.allDue(); err != nil {
				return nil, nil, err
			}
			calls, err := o.desk.Calls(o.ctx)
			if err != nil || len(calls) == 0 {
				return nil, nil, errors.Join(err, errors.New("nobody is to be called"))
			}
			for _, call := range calls {
				if call.Dossier == c.dossier {
					return o.desk.NewTakeCall(call.Dispatch), nil, nil
				}
			}
			return nil, nil, errors.New("no call of the campaign waits")
		}),
		plainBy("m1 stop", "ben", func() desk.Request {
			return &desk.StopCampaign{Dossier: c.dossier, CampaignStopped: dossier.CampaignStopped{Because: because1}}
		}, func(o *office, r desk.Request) {
			r.(*desk.StopCampaign).Warning = o.state(c.dossier).Warned[0].Warning
		}),
	)
}

// plainBy is a step whose request is filled in from the record.
func plainBy(name, who string, ask func() desk.Request, fill func(*office, desk.Request)) step {
	return asked(name, who, func(o *office) (desk.Request, []byte, error) {
		r := ask()
		fill(o, r)
		return r, nil, nil
	})
}

// allDue does all that is due, and hands over what is to be.
func (o *office) allDue() error {
	for {
		work, err := o.desk.Due(o.ctx, "test", 100)
		if err != nil || len(work) == 0 {
			return err
		}
		for _, w := range work {
			made := delivery.AttemptMade{}
			if w.Deliver() {
				made.Outcome = delivery.OutcomeHanded
				o.handed[w.Address] = w.Bytes
			}
			if err := o.desk.Settle(o.ctx, w, made, 0); err != nil {
				return err
			}
		}
	}
}

// TestCampaign goes from the list to the last call, with fsck after every step.
func TestCampaign(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	c := &crowdOf{}
	for _, s := range campaignSteps(c) {
		o.clock.add(time.Minute)
		o.run(s)
		o.healthy("after " + s.name)
	}
	shown, err := o.desk.Campaign(o.ctx, c.dossier)
	if err != nil {
		t.Fatal(err)
	}
	// Three singles, the two of the grove in one, and the police for the hut.
	if shown.Sent != 6 || shown.Copies != 5 || shown.Left != 1 || shown.Tally.Dispatched != 5 || shown.Calls != 5 {
		t.Errorf("shown: %+v", shown)
	}
	if len(shown.Contact) != 1 || shown.Contact[0].Row != "n1" {
		t.Errorf("first contact: %+v", shown.Contact)
	}
	if d := o.state(c.dossier); d.Status != dossier.StatusSent || d.Warned[0].Campaign.Tally.Total() != 2 {
		t.Errorf("the dossier is %s, with %+v reported", d.Status, d.Warned[0].Campaign.Tally)
	}
	got, err := desk.OpenFile(o.handed["/mailboxes/grove"], c.victims[3].identity.String(), ring(t).Sender().Verifier)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"gate 0", "gate 1"} {
		if !strings.Contains(got.Note.Text, want) {
			t.Errorf("the copy of the grove does not hold %q:\n%s", want, got.Note.Text)
		}
	}
	if strings.Contains(got.Note.Text, "depot") {
		t.Error("the copy of the grove tells of others")
	}
	hand, err := o.mail(o.police, "police")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(hand.Note.Text, "For Hut Without Key:\nYour entry in their list: hut\n") {
		t.Errorf("the police read\n%s", hand.Note.Text)
	}
}

// TestCampaignOrder sends one by one: what is urgent first.
func TestCampaignOrder(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	c := &crowdOf{}
	o.run(proposeSteps(c)...)
	l, flaws := campaign.Parse(c.list, func(word string) (directory.Recipient, bool) {
		return directory.Recipient{ID: o.police.id}, word == "Police"
	})
	if len(flaws) > 0 {
		t.Fatal(flaws)
	}
	var order []string
	for n := range 5 {
		o.clock.add(time.Second)
		o.run(batch(fmt.Sprint("b", n), c, 1))
		for i, sent := range o.state(c.dossier).Warned[0].Campaign.Rows {
			if row := l.Rows[i].ID; sent && !strings.Contains(strings.Join(order, " "), row) {
				order = append(order, row)
			}
		}
	}
	if got := strings.Join(order, " "); got != "h1 g0 g1 s2 s1 s0" {
		t.Errorf("sent in the order %s", got)
	}
	_, err := o.desk.NewSendCampaign(o.state(c.dossier), 1)
	if err != nil {
		t.Fatal(err)
	}
	refused(t, batch("too much", c, 1).do(o), "campaign/done")
	o.healthy("in the end")
}

// TestCampaignBounds refuses whatever lies outside of what was agreed to.
func TestCampaignBounds(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	c := &crowdOf{}
	steps := proposeSteps(c)
	o.run(steps[:3]...)
	c = victimListOf(o, c.dossier, 3)
	propose := func(change func(*desk.ProposeCampaign)) desk.Request {
		r, err := o.desk.NewCampaign(o.ctx, o.state(c.dossier), campaignAsk(o), c.list)
		if err != nil {
			t.Fatal(err)
		}
		change(r)
		return r
	}
	with := func(name, rule string, change func(*desk.ProposeCampaign)) refusal {
		return refusal{name, rule, "ana", func(*office) (desk.Request, []byte) { return propose(change), c.list }}
	}
	o.holds(t, []refusal{
		{"another list", "campaign/list", "ana", func(*office) (desk.Request, []byte) {
			return propose(func(*desk.ProposeCampaign) {}), append(bytes.Clone(c.list), '\n')
		}},
		with("a low ceiling", "campaign/ceiling", func(r *desk.ProposeCampaign) { r.Ask.Ceiling, r.Draft.Campaign.Ceiling = 2, 2 }),
		with("no ceiling", "campaign/ceiling", func(r *desk.ProposeCampaign) { r.Ask.Ceiling, r.Draft.Campaign.Ceiling = 0, 0 }),
		with("another ceiling", "approval/changed", func(r *desk.ProposeCampaign) { r.Draft.Campaign.Ceiling = 99 }),
		with("in the past", "campaign/expires", func(r *desk.ProposeCampaign) {
			r.Ask.Expires = start.Add(-time.Hour)
			r.Draft.Campaign.Expires = r.Ask.Expires
		}),
		with("another text", "approval/changed", func(r *desk.ProposeCampaign) { r.Draft.Text += "And run.\n" }),
		with("no campaign", "campaign/none", func(r *desk.ProposeCampaign) { r.Draft.Campaign = nil }),
		with("no file", "campaign/list", func(r *desk.ProposeCampaign) { r.Draft.Campaign.File = "x" }),
		bare("send nothing", "campaign/none", "ben", func(*office) desk.Request {
			return &desk.SendCampaign{Dossier: c.dossier, Of: act.Hash(nil), List: act.Hash(c.list), Most: 1}
		}),
		bare("stop nothing", "campaign/none", "ben", func(*office) desk.Request { return &desk.StopCampaign{Dossier: c.dossier} }),
	})
	p := proposeSteps(c)
	o.run(p[3:7]...)
	agreed := *o.state(c.dossier).Draft
	send := func(name, rule string, change func(*desk.SendCampaign)) refusal {
		return bare(name, rule, "ben", func(*office) desk.Request {
			r := &desk.SendCampaign{Dossier: c.dossier, Of: agreed.Hash(), List: agreed.Campaign.List, Most: 1}
			change(r)
			return r
		})
	}
	o.holds(t, []refusal{
		send("before all agree", "dossier/not-cleared", func(*desk.SendCampaign) {}),
		bare("approve another ceiling", "approval/changed", "dan", func(*office) desk.Request {
			other := agreed
			terms := *agreed.Campaign
			terms.Ceiling++
			other.Campaign = &terms
			return &desk.Approve{Dossier: c.dossier, Draft: other}
		}),
	})
	o.run(p[7])
	o.holds(t, []refusal{
		send("another list", "campaign/list", func(r *desk.SendCampaign) { r.List = act.Hash([]byte("x")) }),
		send("another campaign", "approval/changed", func(r *desk.SendCampaign) { r.Of = act.Hash([]byte("x")) }),
		send("too many at once", "campaign/list", func(r *desk.SendCampaign) { r.Most = 65 }),
		bare("as one warning", "campaign/send", "ben", func(*office) desk.Request {
			return &desk.Send{Dossier: c.dossier, Of: agreed.Hash(), Recipients: agreed.Recipients, Plan: 1}
		}),
	})
	o.run(batch("one", c, 1))
	o.clock.add(73 * time.Hour)
	o.holds(t, []refusal{send("after it has expired", "campaign/expired", func(*desk.SendCampaign) {})})
}

// TestCampaignLeaks refuses what must not leave, in the template and in a value,
// and one victim's name in another's text.
func TestCampaignLeaks(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	c := &crowdOf{}
	o.run(proposeSteps(c)[:3]...)
	c = victimListOf(o, c.dossier, 2)
	propose := func(rule, old, next, text string) {
		t.Helper()
		ask := campaignAsk(o)
		ask.Text = text
		_, err := o.desk.NewCampaign(o.ctx, o.state(c.dossier), ask, bytes.Replace(c.list, []byte(old), []byte(next), 1))
		if rule == "" {
			if err != nil {
				t.Error(err)
			}
			return
		}
		refused(t, err, rule)
	}
	propose("", "", "", template)
	propose("campaign/text", "", "", template+"We have it from the night watch, in the words: a fire is to be set in the store at the harbor.\n")
	propose("campaign/text", ",depot 1,", ",it was said that a fire is to be set in the store,", template)
	propose("campaign/crossed", ",depot 1,", ",beside Sample House 0,", template)
	propose("campaign/crossed", "", "", template+"So does Sample House 1.\n")
	propose("campaign/slot", "slot.account", "slot.other", template)
	propose("campaign/list", ",mailbox,/mailboxes/s0,", ",mailbox,,", template)
	propose("campaign/text", c.victims[0].identity.Recipient().String(), "age1qqqq", template)
}
