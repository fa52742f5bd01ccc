package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/harmcheck"
	"example.org/tocsin/marking"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
	"example.org/tocsin/store/pgtest"
	"example.org/tocsin/warning"
)

// manyText is a synthetic text for many.
const manyText = `Somebody means to attack people of your street on the coming market day, in Amaurot.
Your place in their list: {{entry}}
Marked there as: {{mark}}
Stay away from the market on that day, and tell the police what you see.
`

// runCampaign measures a campaign on both stores.
func runCampaign(ctx context.Context, t *table, dir string, o options) error {
	if err := measureCampaign(ctx, t, filepath.Join(dir, "sqlite"), o); err != nil {
		return err
	}
	server, err := pgtest.Start(ctx)
	if errors.Is(err, pgtest.ErrMissing) {
		t.head("PostgreSQL is not installed here: no campaign on it")
		return nil
	}
	if err != nil {
		return err
	}
	o.keeping, o.kept = onServer(server), "PostgreSQL on a socket"
	return errors.Join(measureCampaign(ctx, t, filepath.Join(dir, "postgres"), o), server.Stop())
}

// measureCampaign tells many victims, from the approval to the last mailbox.
func measureCampaign(ctx context.Context, t *table, dir string, o options) error {
	h, err := build(ctx, dir, o.keeping)
	if err != nil {
		return fmt.Errorf("building the house: %w", err)
	}
	defer func() { _ = h.store.Close() }() // everything measured is kept by then
	id, err := h.threat(ctx, 0)
	if err != nil {
		return err
	}
	list, err := victims(filepath.Join(dir, "mailbox"), o.victims)
	if err != nil {
		return err
	}
	t.head("One threat, %d victims with a key and a mailbox each, on %s", o.victims, o.kept)
	began := time.Now()
	draft, err := h.propose(ctx, id, list, o.victims)
	if err != nil {
		return err
	}
	t.row("proposing: every text held against the gates, twice", "%s", time.Since(began).Round(time.Millisecond))
	if err := h.agree(ctx, id, draft); err != nil {
		return err
	}
	began = time.Now()
	cpu := processor()
	if err := h.tellAll(ctx, id); err != nil {
		return err
	}
	sealed := time.Since(began)
	if err := h.handAll(ctx, filepath.Join(dir, "mailbox"), o.victims); err != nil {
		return err
	}
	took := time.Since(began)
	t.row("from the approval until all are sealed and kept", "%s", sealed.Round(time.Millisecond))
	t.row("from the approval to the last mailbox", "%s, %.0f a second", took.Round(time.Millisecond), float64(o.victims)/took.Seconds())
	t.row("processor time a victim", "%s", ((processor() - cpu) / time.Duration(o.victims)).Round(time.Microsecond))
	began = time.Now()
	if err := h.desk.ReportCampaign(ctx, id); err != nil {
		return err
	}
	t.row("counting how all of them stand", "%s", time.Since(began).Round(time.Millisecond))
	began = time.Now()
	health, err := h.desk.Fsck(ctx)
	if err != nil {
		return err
	}
	t.row("fsck: every batch decided again", "%s, %d flaws", time.Since(began).Round(time.Millisecond), len(health.Flaws))
	return nil
}

// victims is a synthetic list, with a folder for each.
func victims(box string, n int) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("id,name,class,keys,channel,address,priority,slot.entry,slot.mark\n")
	for i := range n {
		identity, err := age.GenerateX25519Identity()
		if err != nil {
			return nil, err
		}
		at := filepath.Join(box, fmt.Sprintf("v%d", i))
		if err := os.MkdirAll(at, 0o700); err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "v%d,Victim Sample %d,person,%s,mailbox,%s,%d,entry %d,row %d\n", i, i, identity.Recipient(), at, 1+i%9, i, i%40)
	}
	return b.Bytes(), nil
}

// propose proposes the campaign.
func (h *house) propose(ctx context.Context, id tocsin.DossierID, list []byte, n int) (warning.Draft, error) {
	shown, err := h.desk.Show(ctx, string(id))
	if err != nil {
		return warning.Draft{}, err
	}
	r, err := h.desk.NewCampaign(ctx, shown.State, desk.CampaignAsk{DraftAsk: desk.DraftAsk{
		Kind: warning.KindWarning, Why: "it would show where we learned it", Text: manyText,
		Releases: []warning.Release{
			{Field: report.FieldAct, Say: "An attack"}, {Field: report.FieldPlace, Place: place.City}, {Field: report.FieldTime, Time: report.Day},
		},
		Marking: marking.Marking{TLP: marking.AmberStrict}, ValidFrom: today(), UsefulUntil: today().Add(96 * time.Hour),
	}, Ceiling: n, Expires: time.Now().Add(24 * time.Hour)}, list)
	if err != nil {
		return warning.Draft{}, err
	}
	return r.Draft, h.do(ctx, h.drafter, r, list)
}

// agree checks the groups and approves.
func (h *house) agree(ctx context.Context, id tocsin.DossierID, draft warning.Draft) error {
	shown, err := h.desk.Show(ctx, string(id))
	if err != nil {
		return err
	}
	for _, g := range draft.Campaign.Groups {
		check := &desk.CheckRecipient{Dossier: id, HarmAnswers: dossier.HarmAnswers{Recipient: g.ID, Of: shown.State.AssessmentHash()}}
		for _, q := range harmcheck.Questions() {
			if q.For(directory.Class(g.Class)) {
				check.Answers = append(check.Answers, harmcheck.Answer{Question: q.Question, Answer: q.Clears, Because: "they are those aimed at"})
			}
		}
		if err := h.do(ctx, h.drafter, check, nil); err != nil {
			return err
		}
	}
	return h.do(ctx, h.approver, &desk.Approve{Dossier: id, Draft: draft}, nil)
}

// tellAll sends batch after batch.
func (h *house) tellAll(ctx context.Context, id tocsin.DossierID) error {
	for {
		shown, err := h.desk.Show(ctx, string(id))
		if err != nil {
			return err
		}
		r, err := h.desk.NewSendCampaign(shown.State, desk.MostCopies)
		if err != nil {
			return err
		}
		err = h.do(ctx, h.drafter, r, nil)
		if refusal, ok := errors.AsType[*tocsin.Refusal](err); ok && refusal.Rule == "campaign/done" {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// handAll does rounds until every victim has his file.
func (h *house) handAll(ctx context.Context, box string, n int) error {
	handed := 0
	for handed < n {
		done, err := h.watch.Step(ctx)
		if err != nil {
			return err
		}
		if handed += done.Handed; done.Handed == 0 {
			return fmt.Errorf("only %d of %d are handed over", handed, n)
		}
	}
	files, err := filepath.Glob(filepath.Join(box, "v*", "*.age"))
	if err == nil && len(files) != n {
		err = fmt.Errorf("%d files lie in the mailboxes of %d victims", len(files), n)
	}
	return err
}
