package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"filippo.io/age"
	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/channel"
	"example.org/tocsin/channel/mailbox"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/format/stix"
	"example.org/tocsin/harmcheck"
	"example.org/tocsin/keys"
	"example.org/tocsin/keys/file"
	"example.org/tocsin/ledger"
	"example.org/tocsin/marking"
	"example.org/tocsin/place"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
	"example.org/tocsin/report"
	"example.org/tocsin/store"
	"example.org/tocsin/warning"
	"example.org/tocsin/watch"
)

// A house is a holder with two officers and a recipient.
type house struct {
	desk      *desk.Desk
	store     *counting
	watch     *watch.Watch
	drafter   person
	approver  person
	recipient tocsin.RecipientID
	acts      atomic.Int64
}

// person is one officer with his key.
type person struct {
	id   tocsin.OfficerID
	sign *keys.OfficerSigner
}

// counting counts what goes into the store.
type counting struct {
	store.Store

	appends, events atomic.Int64
}

// Append counts and appends.
func (c *counting) Append(ctx context.Context, b store.Batch) error {
	err := c.Store.Append(ctx, b)
	if err == nil {
		c.appends.Add(1)
		for _, s := range b.Streams {
			c.events.Add(int64(len(s.Events)))
		}
	}
	return err
}

// build makes the house in a folder.
func build(ctx context.Context, dir string, keep keeping) (*house, error) {
	keyDir, box := filepath.Join(dir, "keys"), filepath.Join(dir, "mailbox")
	if err := os.MkdirAll(box, 0o700); err != nil {
		return nil, err
	}
	if err := file.Create(keyDir, file.CreateOptions{SenderName: "bench-sender", LogName: "bench-log"}); err != nil {
		return nil, err
	}
	ring, err := file.Open(keyDir)
	if err != nil {
		return nil, err
	}
	log := ring.Log().Signer
	kept, err := keep(ctx, dir, headSigner(log))
	if err != nil {
		return nil, err
	}
	h := &house{store: &counting{Store: kept}}
	h.desk, err = desk.Open(ctx, desk.Config{
		Store: h.store, KeyEncryption: ring.KeyEncryption(), Sender: ring.Sender().Signer,
		SenderKey: ring.Sender().Verifier, LogKey: ring.Log().Verifier,
		Reply: ring.Reply().Identity, ReplyTo: ring.Reply().Recipient, Clock: time.Now,
		Formats: map[report.Form]desk.Format{report.FormSTIX: stix.Import},
	})
	if err != nil {
		return nil, err
	}
	h.watch = watch.New(h.desk, "bench", map[string]channel.Channel{"mailbox": mailbox.Open()})
	return h, h.people(ctx, keyDir, ring, box)
}

// headSigner signs heads as app does.
func headSigner(log note.Signer) store.SignHead {
	return func(size int64, root ledger.Hash) ([]byte, error) {
		return ledger.SignCheckpoint(ledger.Checkpoint{Origin: log.Name(), Size: size, Root: root}, log)
	}
}

// people founds the holder and adds officer and recipient.
func (h *house) people(ctx context.Context, keyDir string, ring *file.Ring, box string) error {
	for _, name := range []string{"drafter", "approver"} {
		if _, err := file.AddOfficer(keyDir, name); err != nil {
			return err
		}
	}
	var err error
	if h.drafter.sign, err = ring.Officer("drafter"); err != nil {
		return err
	}
	if h.approver.sign, err = ring.Officer("approver"); err != nil {
		return err
	}
	founded, err := h.desk.Found(ctx, desk.Founding{
		Profile: policy.ProfileNGO, Packs: []string{string(packs.ForTwo())}, Name: "drafter", Key: h.drafter.sign.AuthorizedKey(),
		Sign: func(m []byte) (string, error) { return h.drafter.sign.Sign(act.Namespace, m) },
	})
	if err != nil {
		return err
	}
	h.drafter.id = founded.Officers[0].ID
	add := desk.NewOfficer("approver", tocsin.LevelSenior, h.approver.sign.AuthorizedKey(), "")
	h.approver.id = add.Officer.ID
	if err := h.do(ctx, h.drafter, add, nil); err != nil {
		return err
	}
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	recipient := desk.NewRecipient(directory.Recipient{
		Name: "recipient", Class: directory.ClassPolice, Keys: []string{identity.Recipient().String()},
		Enrolled: "in person", Channel: "mailbox", Address: box,
	})
	h.recipient = recipient.Recipient.ID
	return h.do(ctx, h.drafter, recipient, nil)
}

// do signs a request and has it done.
func (h *house) do(ctx context.Context, p person, r desk.Request, attached []byte) error {
	raw, err := h.desk.Prepare(ctx, p.id, r)
	if err != nil {
		return err
	}
	signature, err := p.sign.Sign(act.Namespace, raw)
	if err != nil {
		return err
	}
	h.acts.Add(1)
	_, err = h.desk.Do(ctx, act.Signed{Bytes: string(raw), Signature: signature}, attached)
	return err
}

// chain plays one whole chain but the hand-over, which the watch does.
func (h *house) chain(ctx context.Context, n int) error {
	id, err := h.threat(ctx, n)
	if err != nil {
		return err
	}
	return h.warn(ctx, id)
}

// threat files a report, assesses it and finds a duty to warn.
func (h *house) threat(ctx context.Context, n int) (tocsin.DossierID, error) {
	spoken := report.Spoken{
		fmt.Sprintf("People at gathering number %d", n), "An armed man means to shoot into the crowd",
		"in the square of the town", "on the coming market day", "unknown", "unknown",
	}
	filing := desk.NewFile(report.FormText, spoken.Bytes(), "")
	filing.Possessed, filing.Mark = tocsin.Second(time.Now()), marking.Marking{TLP: marking.Red}
	if err := h.do(ctx, h.drafter, filing, spoken.Bytes()); err != nil {
		return "", err
	}
	now := tocsin.Second(time.Now())
	where := &place.Place{Country: "Utopia", City: "Amaurot", Site: "the square"}
	when := &report.Window{From: now.Add(24 * time.Hour), Until: now.Add(48 * time.Hour)}
	assess := &desk.Assess{Dossier: filing.Dossier, Assessment: report.Assessment{
		Harm: report.HarmIntentionalKilling, TargetKind: report.TargetEvent, Reliability: "B", Credibility: 2,
		Facts: []report.Fact{
			{Field: report.FieldAct, Text: spoken[1], Report: filing.Report, Part: "what"},
			{Field: report.FieldVictim, Text: spoken[0], Report: filing.Report, Part: "victim"},
			{Field: report.FieldPlace, Place: where, Report: filing.Report, Part: "where"},
			{Field: report.FieldTime, Window: when, Report: filing.Report, Part: "when"},
		},
		LatestUseful: now.Add(20 * time.Hour), LatestUsefulBecause: "the square fills in the morning",
	}}
	if err := h.do(ctx, h.drafter, assess, nil); err != nil {
		return "", err
	}
	return filing.Dossier, h.do(ctx, h.drafter, &desk.Determine{Dossier: filing.Dossier}, nil)
}

// warn checks the recipient, drafts, approves and sends.
func (h *house) warn(ctx context.Context, id tocsin.DossierID) error {
	shown, err := h.desk.Show(ctx, string(id))
	if err != nil {
		return err
	}
	check := &desk.CheckRecipient{Dossier: id, HarmAnswers: dossier.HarmAnswers{Recipient: h.recipient, Of: shown.State.AssessmentHash()}}
	for _, q := range harmcheck.Questions() {
		if q.For(directory.ClassPolice) {
			check.Answers = append(check.Answers, harmcheck.Answer{Question: q.Question, Answer: q.Clears, Because: "it guards this square every week"})
		}
	}
	if err := h.do(ctx, h.drafter, check, nil); err != nil {
		return err
	}
	if shown, err = h.desk.Show(ctx, string(id)); err != nil {
		return err
	}
	draft, err := h.desk.NewDraft(ctx, shown.State, desk.DraftAsk{
		Kind: warning.KindWarning, Why: "it would show where we learned it",
		Releases: []warning.Release{
			{Field: report.FieldAct, Say: "A shooting"},
			{Field: report.FieldPlace, Place: place.City},
			{Field: report.FieldTime, Time: report.Day},
		},
		Wording: warning.Wording{Advice: []string{"Guard the gatherings of that day"}},
		Marking: marking.Marking{TLP: marking.AmberStrict}, ValidFrom: today(), UsefulUntil: today().Add(96 * time.Hour),
		Recipients: []tocsin.RecipientID{h.recipient},
	})
	if err != nil {
		return err
	}
	if err := h.do(ctx, h.drafter, draft, nil); err != nil {
		return err
	}
	if err := h.do(ctx, h.approver, &desk.Approve{Dossier: id, Draft: draft.Draft}, nil); err != nil {
		return err
	}
	return h.do(ctx, h.drafter, &desk.Send{Dossier: id, Of: draft.Draft.Hash(), Recipients: draft.Draft.Recipients, Plan: 1}, nil)
}

// today is the last midnight in UTC: whole days tell no time of day.
func today() time.Time { return time.Now().UTC().Truncate(24 * time.Hour) }

// measureChains plays whole chains at once and sets them beside the sum of their
// bare parts.
func measureChains(ctx context.Context, t *table, dir string, o options, b bare) error {
	dir = filepath.Join(dir, "chains")
	h, err := build(ctx, dir, o.keeping)
	if err != nil {
		return fmt.Errorf("building the house: %w", err)
	}
	defer func() { _ = h.store.Close() }() // everything measured is kept by then
	acts, appends, events, cpu := h.acts.Load(), h.store.appends.Load(), h.store.events.Load(), processor()
	began := time.Now()
	if err := profiled(o.profile, func() error { return h.play(ctx, o) }); err != nil {
		return err
	}
	took := time.Since(began)
	cpu = processor() - cpu
	files, err := os.ReadDir(filepath.Join(dir, "mailbox"))
	if err != nil {
		return err
	}
	if len(files) != o.chains {
		return fmt.Errorf("%d files lie in the mailbox for %d chains", len(files), o.chains)
	}
	n := float64(o.chains)
	c := counts{
		acts: float64(h.acts.Load()-acts) / n, appends: float64(h.store.appends.Load()-appends) / n,
		events: float64(h.store.events.Load()-events) / n,
	}
	t.head("Whole chains on %s, %d at once, %d in all", o.kept, o.concurrency, o.chains)
	t.row("chains per second", "%.0f", n/took.Seconds())
	t.row("processor time a chain", "%s", cpu/time.Duration(o.chains))
	t.row("acts, appends, events a chain", "%.1f, %.1f, %.1f", c.acts, c.appends, c.events)
	c.compare(t, b, cpu/time.Duration(o.chains), took/time.Duration(o.chains))
	return nil
}

// profiled runs do under the processor profiler where a file is named for it.
func profiled(name string, do func() error) error {
	if name == "" {
		return do()
	}
	f, err := os.Create(name) //nolint:gosec // named by whoever measures
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	err = do()
	pprof.StopCPUProfile()
	return errors.Join(err, f.Close())
}

// play plays the chains while the watch hands over, until all is handed over.
func (h *house) play(ctx context.Context, o options) error {
	var next atomic.Int64
	var faults errorList
	var players sync.WaitGroup
	for range o.concurrency {
		players.Go(func() {
			for n := next.Add(1); n <= int64(o.chains); n = next.Add(1) {
				faults.add(h.chain(ctx, int(n)))
			}
		})
	}
	done := make(chan struct{})
	go func() { players.Wait(); close(done) }()
	for {
		_, err := h.watch.Step(ctx)
		faults.add(err)
		select {
		case <-done:
			_, err := h.watch.Step(ctx)
			faults.add(err)
			return faults.join()
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// An errorList gathers the errors of many goroutines.
type errorList struct {
	mu  sync.Mutex
	all []error
}

func (l *errorList) add(err error) {
	if err != nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.all = append(l.all, err)
	}
}

func (l *errorList) join() error { return errors.Join(l.all...) }

// processor is the processor time of this process so far.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// counts is what one chain takes.
type counts struct{ acts, appends, events float64 }

// A part is one bare cost of a chain.
type part struct {
	name string
	cost time.Duration
}

// compare sets the processor time of a chain beside the bare costs of its parts.
func (c counts) compare(t *table, b bare, cpu, wall time.Duration) {
	times := func(n float64, d time.Duration) time.Duration { return time.Duration(n * float64(d)) }
	parts := []part{
		{"age seal, one", b.age},
		{"SSHSIG sign, one an act", times(c.acts, b.sign)},
		{"SSHSIG verify, one an act", times(c.acts, b.verify)},
		{"note signatures: warning", b.ed25519},
		{"encryption, one an event", times(c.events, b.encrypt)},
		{"data keys, two", 2 * b.newKey},
	}
	slices.SortFunc(parts, func(x, y part) int { return int(y.cost - x.cost) })
	sum := time.Duration(0)
	t.head("Which part takes what, of one chain's processor time")
	for _, p := range parts {
		sum += p.cost
		t.row(p.name, "%-12s %4.1f %%", p.cost.Round(time.Microsecond), 100*p.cost.Seconds()/cpu.Seconds())
	}
	t.row("sum of these bare costs", "%-12s %4.1f %%", sum.Round(time.Microsecond), 100*sum.Seconds()/cpu.Seconds())
	t.row("the rest: SQL, JSON, opening, ledger, mailbox", "%-12s %4.1f %%", (cpu - sum).Round(time.Microsecond), 100*(cpu-sum).Seconds()/cpu.Seconds())
	disk := times(c.appends, b.fsync) + b.mailbox
	t.row("durable writes a chain if each had its own fsync", "%s", disk.Round(time.Microsecond))
	t.row("wall time a chain, with group commit", "%s", wall.Round(time.Microsecond))
}
