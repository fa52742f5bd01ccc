package desk_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
	"example.org/tocsin/marking"
	"example.org/tocsin/report"
	"example.org/tocsin/seal"
	"example.org/tocsin/store"
)

// torn serves a store in which some streams do not open.
type torn struct {
	store.Store
	bad []tocsin.StreamID
}

func (s torn) Read(ctx context.Context, id tocsin.StreamID) ([]store.Row, error) {
	rows, err := s.Store.Read(ctx, id)
	return s.tear(rows), err
}

func (s torn) Follow(ctx context.Context, from int64, limit int) ([]store.Row, error) {
	rows, err := s.Store.Follow(ctx, from, limit)
	return s.tear(rows), err
}

func (s torn) tear(rows []store.Row) []store.Row {
	for i := range rows {
		if slices.Contains(s.bad, rows[i].Stream) {
			flip(rows[i].Sealed, 0)
		}
	}
	return rows
}

// TestList gives what waits longest past its time first.
func TestList(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	steps := chain()
	o.run(steps[:len(steps)-5]...) // sent, and nobody answers
	sent := o.dossier
	open := func(useful time.Duration) tocsin.DossierID {
		f, original := red("", o.clock.now())
		o.must("ana", f, original)
		if useful != 0 {
			a := report.Assessment{
				Reliability: "A", Credibility: 1, LatestUseful: o.clock.now().Add(useful), LatestUsefulBecause: "it begins",
			}
			o.must("ana", &desk.Assess{Dossier: f.Dossier, Assessment: a}, nil)
		}
		return f.Dossier
	}
	unknown, late, soon := open(0), open(300*time.Hour), open(200*time.Hour)
	order := func() []tocsin.DossierID {
		list, err := o.desk.List(o.ctx)
		if err != nil {
			t.Fatal(err)
		}
		var ids []tocsin.DossierID
		for _, d := range list.Dossiers {
			ids = append(ids, d.ID)
		}
		return ids
	}
	o.clock.add(100 * time.Hour)
	if got, want := order(), []tocsin.DossierID{sent, soon, late, unknown}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	o.must("ana", &desk.Close{Dossier: soon, Because: because1, Closing: dossier.DossierClosed{
		Outcome: dossier.OutcomeFalse, Summary: "It was nothing.",
	}}, nil)
	s := o.state(soon).Silence
	for by, because := range map[string]string{"ben": because2, "dan": because3} {
		o.must(by, &desk.Affirm{Dossier: soon, Of: s.Proposal.Of, Proposed: s.Proposed, Because: because}, nil)
	}
	if got, want := order(), []tocsin.DossierID{sent, late, unknown, soon}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestTornViews shows what can be read of a record in which streams are damaged,
// and says what cannot.
func TestTornViews(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	steps := chain()
	o.run(steps[:len(steps)-5]...)
	d := o.state(o.dossier)
	kept := o.store
	tear := func(ids ...tocsin.StreamID) {
		o.store = torn{kept, ids}
		o.open()
	}
	for _, prefix := range []string{string(d.ID), string(d.ID[:7])} {
		tear(tocsin.StreamID(d.Reports[0].Report), tocsin.StreamID(d.Warned[0].Dispatches[0].Dispatch))
		shown, err := o.desk.Show(o.ctx, prefix)
		if err != nil || len(shown.Reports) != 1 || len(shown.Dispatches) != 1 || len(shown.Unreadable) != 2 {
			t.Errorf("%v, %+v", err, shown.Unreadable)
		}
		o.clock.add(100 * time.Hour)
		if list, err := o.desk.List(o.ctx); err != nil || !list.Dossiers[0].Overdue || len(list.Unreadable) != 2 {
			t.Errorf("%+v, %v", list, err)
		}
		tear(tocsin.StreamID(d.ID))
		_, err = o.desk.Show(o.ctx, prefix)
		refused(t, err, "dossier/unreadable")
	}
	tear()
	for _, id := range []string{string(d.Reports[0].Report), string(tocsin.HolderStream), string(seal.NewID[tocsin.DossierID]()), ""} {
		_, err := o.desk.Show(o.ctx, id)
		refused(t, err, "dossier/unknown")
	}
	a, err := o.desk.Show(o.ctx, string(d.ID))
	if err != nil {
		t.Fatal(err)
	}
	b, err := o.desk.Show(o.ctx, string(d.ID[:20]))
	if err != nil || !sameJSON(t, a, b) {
		t.Errorf("the whole id shows another than its beginning: %v", err)
	}
}

// TestBrokenStore has a store that fails in the middle of fsck: it is a flaw.
func TestBrokenStore(t *testing.T) {
	t.Parallel()
	n := sound(t, staffSteps())
	d := desk.Inspect(configure(t, unread{frozen{n}}, func() time.Time { return start }))
	h, err := d.Fsck(t.Context())
	if err != nil || len(h.Flaws) != 2 || h.Flaws[0].Check != "store" || !strings.Contains(h.Flaws[1].Why, "fire") {
		t.Errorf("%+v, %v", h, err)
	}
}

// unread is a store whose events cannot be read.
type unread struct{ store.Store }

func (unread) Check(context.Context) ([]string, error) { return []string{"page 3 is damaged"}, nil }

func (unread) Follow(context.Context, int64, int) ([]store.Row, error) { return nil, errFault }

// TestPropose gives what reports say to the same field apart.
func TestPropose(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	o.run(warnSteps()[:2]...)
	p, err := o.desk.Propose(o.ctx, o.state(o.dossier))
	if err != nil {
		t.Fatal(err)
	}
	act, _ := p.Assessment.Fact(report.FieldAct)
	if act.Marking.TLP != marking.Clear || len(p.Others) == 0 {
		t.Errorf("%+v", p)
	}
	for _, f := range append(p.Others, p.Assessment.Facts...) {
		if !tocsin.ValidID(f.Report) {
			t.Errorf("%s comes from no report", f.Field)
		}
	}
}
