package dossier_test

import (
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/warning"
)

// toMany is a text for a list of five rows, of whom four may be told.
func toMany() warning.Draft {
	d := textA()
	d.Campaign = &warning.Campaign{
		List: act.Hash([]byte("list")), File: id[tocsin.FileID]("fone"), Rows: 5, Ceiling: 4, Expires: start.Add(5 * 24 * time.Hour),
		Groups: []warning.Group{{ID: d.Recipients[0], Class: "police", Copies: 5}},
	}
	return d
}

// batch sends rows of a campaign as a warning, one copy each.
func batch(d warning.Draft, as string, rows ...int) dossier.Command {
	b := dossier.CampaignBatchSent{Warning: id[tocsin.WarningID](as), Of: d.Hash()}
	for _, row := range rows {
		b.Copies = append(b.Copies, dossier.CampaignLeg{Dispatch: id[tocsin.DispatchID]("p" + string(rune('a'+row))), Recipient: id[tocsin.RecipientID]("victim"), Rows: []int{row}})
	}
	return dossier.SendBatch{CampaignBatchSent: b}
}

// counted reports the campaign that was sent as the warning one.
func counted(at int64, t dossier.Tally) dossier.Command {
	return dossier.ReportCampaign{CampaignReported: dossier.CampaignReported{Warning: id[tocsin.WarningID]("wone"), As: at, Tally: t}}
}

// stopped stops a campaign.
func stopped(as, because string) dossier.Command {
	return dossier.StopCampaign{CampaignStopped: dossier.CampaignStopped{Warning: id[tocsin.WarningID](as), Because: because}}
}

// TestCampaign tells a campaign's life: agreed to, sent in parts, counted.
func TestCampaign(t *testing.T) {
	t.Parallel()
	cleared := func() *script {
		return given(t, policy.ProfileNGO).when("ana", assess(dutiful())).when("ana", determine("ana")).
			when("ana", draft(toMany())).when("omar", approve(toMany())).stands(dossier.StatusCleared)
	}
	s := cleared().when("ana", batch(toMany(), "wone", 3, 1)).then("CampaignBatchSent").stands(dossier.StatusSent)
	s.when("", counted(9, dossier.Tally{Acknowledged: 2})).then("CampaignReported").stands(dossier.StatusSent).
		when("", counted(9, dossier.Tally{Acknowledged: 1})).then().
		when("", counted(10, dossier.Tally{Acknowledged: 2})).then().
		when("ana", batch(toMany(), "wone", 0)).then("CampaignBatchSent").
		when("", counted(12, dossier.Tally{Acknowledged: 2, Disputed: 1})).stands(dossier.StatusDisputed).
		when("", counted(13, dossier.Tally{Acknowledged: 2, Dispatched: 1, Overdue: 1})).stands(dossier.StatusSent)
	if c := s.d.Warned[0].Campaign; c.Sent != 3 || c.Copies != 3 || !s.d.Overdue() {
		t.Errorf("the campaign is %+v", c)
	}

	// The whole of a list that is smaller than its ceiling.
	small := toMany()
	small.Campaign.Rows = 2
	all := given(t, policy.ProfileNGO).when("ana", assess(dutiful())).when("ana", determine("ana")).when("ana", draft(small)).
		when("omar", approve(small)).when("ana", batch(small, "wone", 0, 1))
	all.when("", counted(5, dossier.Tally{Received: 1, Acknowledged: 1})).stands(dossier.StatusReceived).
		when("", counted(6, dossier.Tally{Denied: 1, Acknowledged: 1})).stands(dossier.StatusDenied).
		when("", counted(7, dossier.Tally{Acknowledged: 2})).stands(dossier.StatusAcknowledged)
}

// refusedCampaigns reaches every refusal of a campaign.
func refusedCampaigns(t *testing.T) {
	t.Helper()
	drafted := func() *script {
		return given(t, policy.ProfileNGO).when("ana", assess(dutiful())).when("ana", determine("ana")).when("ana", draft(toMany()))
	}
	cleared := func() *script { return drafted().when("omar", approve(toMany())).stands(dossier.StatusCleared) }
	given(t, policy.ProfileNGO).when("ana", batch(toMany(), "wone", 1)).refused("campaign/none")
	for _, change := range []func(c *warning.Campaign){
		func(c *warning.Campaign) { c.List = act.Hash(nil) },
		func(c *warning.Campaign) { c.File = "another" },
		func(c *warning.Campaign) { c.Ceiling++ },
		func(c *warning.Campaign) { c.Expires = c.Expires.Add(time.Minute) },
		func(c *warning.Campaign) { c.Slots = []string{"more"} },
		func(c *warning.Campaign) { c.Rows++ },
		func(c *warning.Campaign) { c.Groups = nil },
	} {
		other := toMany()
		change(other.Campaign)
		drafted().when("omar", approve(other)).refused("approval/changed")
		cleared().when("ana", batch(other, "wone", 1)).refused("approval/changed")
	}
	drafted().when("ana", batch(toMany(), "wone", 1)).refused("dossier/not-cleared")
	cleared().when("ana", send(toMany(), "wone")).refused("campaign/send").
		when("ana", batch(toMany(), "wone")).refused("campaign/done").
		when("ana", batch(toMany(), "wone", 5)).refused("campaign/row").
		when("ana", batch(toMany(), "wone", 2, 2)).refused("campaign/row").
		when("ana", dossier.SendBatch{CampaignBatchSent: dossier.CampaignBatchSent{
			Of: toMany().Hash(), Copies: []dossier.CampaignLeg{{Dispatch: "p"}},
		}}).refused("campaign/row").
		when("ana", batch(toMany(), "wone", 0, 1, 2, 3, 4)).refused("campaign/ceiling").
		when("ana", batch(toMany(), "wone", 0, 1, 2)).
		when("ana", batch(toMany(), "wtwo", 3)).refused("campaign/none").
		when("ana", batch(toMany(), "wone", 1)).refused("campaign/row").
		when("ana", batch(toMany(), "wone", 3, 4)).refused("campaign/ceiling").
		when("omar", stopped("wtwo", "why")).refused("campaign/none").
		when("ana", stopped("wone", "why")).refused("campaign/officer").
		when("omar", stopped("wone", "")).refused("campaign/reason").
		later(5*24*time.Hour).when("ana", batch(toMany(), "wone", 3)).refused("campaign/expired")
	cleared().when("ana", batch(toMany(), "wone", 1)).when("omar", stopped("wone", "why")).then("CampaignStopped").
		when("omar", stopped("wone", "why")).then().
		when("ana", batch(toMany(), "wone", 3)).refused("campaign/stopped")
	long := toMany()
	long.Campaign.Expires = start.Add(30 * 24 * time.Hour)
	given(t, policy.ProfileNGO).when("ana", assess(dutiful())).when("ana", determine("ana")).when("ana", draft(long)).
		when("omar", approve(long)).when("ana", batch(long, "wone", 1)).
		later(11*24*time.Hour).when("ana", batch(long, "wone", 3)).refused("warning/validity")
	over := text(warning.KindRetraction, "wone", "It is over.", "police")
	cleared().when("ana", batch(toMany(), "wone", 1)).when("ana", draft(over)).when("omar", approve(over)).
		when("ana", send(over, "wtwo")).when("ana", batch(toMany(), "wone", 3)).refused("campaign/superseded")
	(&script{t: t, now: start}).when("omar", stopped("wone", "why")).refused("dossier/unknown")
}

// manyFuzzed is what is asked of campaigns in a fuzzed life.
func manyFuzzed(d dossier.Dossier, arg byte) (dossier.Command, bool) {
	var begun string
	for _, w := range d.Warned {
		if w.Campaign != nil {
			begun = string(w.Warning)
		}
	}
	switch {
	case d.Draft != nil && d.Draft.Campaign != nil:
		return batch(*d.Draft, "wone", int(arg%5)), true
	case begun == "":
		return nil, false
	case arg%3 == 0:
		t := dossier.Tally{}.Add(dossier.Standing{State: delivery.StateReceived, Rung: delivery.RungReceived, Overdue: arg%2 == 0}, 1)
		return dossier.ReportCampaign{CampaignReported: dossier.CampaignReported{Warning: tocsin.WarningID(begun), As: int64(arg), Tally: t}}, true
	case arg%7 == 0:
		return dossier.StopCampaign{CampaignStopped: dossier.CampaignStopped{Warning: tocsin.WarningID(begun), Because: "why"}}, true
	}
	return batch(toMany(), begun[:4], int(arg%6)), true
}
