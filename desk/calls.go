package desk

import (
	"context"
	"errors"
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
	"example.org/tocsin/store"
)

// A dispatchRequest is a request that is one command of one dispatch. fsck gives
// the same command again.
type dispatchRequest interface {
	Request
	// of names the dispatch.
	ofDispatch() tocsin.DispatchID
	// command gives the command.
	command(of delivery.Dispatch) (delivery.Command, error)
}

// onDispatch performs a request on its dispatch, with its timers, and tells its
// dossier.
func onDispatch(ctx context.Context, s scene, r dispatchRequest) error {
	return performOnDispatch(ctx, s, r.ofDispatch(), r.command)
}

// performOnDispatch performs one command on a dispatch.
func performOnDispatch(
	ctx context.Context, s scene, id tocsin.DispatchID, command func(delivery.Dispatch) (delivery.Command, error),
) error {
	ps, err := load(ctx, s.desk, tocsin.StreamID(id), dispatchKind)
	if err != nil {
		return err
	}
	if done, err := ps.happened(s); err != nil || done {
		return err
	}
	c, err := command(ps.state)
	if err != nil {
		return err
	}
	before := ps.state
	events, err := delivery.Decide(ps.state, s.change.stamp, c)
	if err != nil || len(events) == 0 {
		return err
	}
	if err := add(s.change, ps, events...); err != nil {
		return err
	}
	if err := s.change.retime(before, ps); err != nil {
		return err
	}
	return mirror(ctx, s.change, ps.state)
}

// Spoken asks that an officer's note of what was spoken be kept. It counts once
// another officer has signed the same text.
type Spoken struct {
	Dispatch tocsin.DispatchID `json:"dispatch"`
	// Note is the text, line by line.
	Note string `json:"note"`
}

func (*Spoken) action() string                               { return "dispatch/spoken" }
func (r *Spoken) ofDispatch() tocsin.DispatchID              { return r.Dispatch }
func (r *Spoken) exhibit() string                            { return r.Note }
func (r *Spoken) perform(ctx context.Context, s scene) error { return onDispatch(ctx, s, r) }
func (r *Spoken) command(delivery.Dispatch) (delivery.Command, error) {
	return delivery.NoteSpoken{SpokenNoted: delivery.SpokenNoted{Note: r.Note}}, nil
}

// NewSpoken gives the request that keeps an officer's note: what he says of it, on
// the file of the dispatch and the script that was printed last where he names
// none.
func (d *Desk) NewSpoken(ctx context.Context, id tocsin.DispatchID, n delivery.Spoken) (*Spoken, error) {
	ps, err := load(ctx, d, tocsin.StreamID(id), dispatchKind)
	if err != nil {
		return nil, err
	}
	n.SHA256 = ps.state.Planned.SHA256
	if scripts := ps.state.Scripts; n.Script == "" && len(scripts) > 0 {
		n.Script = scripts[len(scripts)-1]
	}
	if n.Script == "" {
		return nil, tocsin.Refuse("delivery/script", "print the script with tocsin paper and read that out", "no script was printed for this dispatch")
	}
	if _, err := delivery.ParseSpoken(n.Text()); err != nil {
		return nil, tocsin.Refuse("delivery/spoken", "say it on one line, with one of the listed words", "%v", err)
	}
	return &Spoken{Dispatch: id, Note: n.Text()}, nil
}

// ConfirmSpoken asks that another officer's note be confirmed, by one who was
// there too.
type ConfirmSpoken struct {
	Dispatch tocsin.DispatchID `json:"dispatch"`
	Note     string            `json:"note"`
}

func (*ConfirmSpoken) action() string                               { return "dispatch/confirm-spoken" }
func (r *ConfirmSpoken) ofDispatch() tocsin.DispatchID              { return r.Dispatch }
func (r *ConfirmSpoken) exhibit() string                            { return r.Note }
func (r *ConfirmSpoken) perform(ctx context.Context, s scene) error { return onDispatch(ctx, s, r) }
func (r *ConfirmSpoken) command(delivery.Dispatch) (delivery.Command, error) {
	return delivery.ConfirmSpoken{Note: r.Note}, nil
}

// CloseQuestion asks that a recipient's question be noted as answered.
type CloseQuestion struct {
	Dispatch tocsin.DispatchID `json:"dispatch"`
	delivery.QuestionAnswered
}

func (*CloseQuestion) action() string                               { return "dispatch/answer" }
func (r *CloseQuestion) ofDispatch() tocsin.DispatchID              { return r.Dispatch }
func (r *CloseQuestion) perform(ctx context.Context, s scene) error { return onDispatch(ctx, s, r) }
func (r *CloseQuestion) command(delivery.Dispatch) (delivery.Command, error) {
	return delivery.CloseQuestion{QuestionAnswered: r.QuestionAnswered}, nil
}

// Replan asks that what has not been tried of a dispatch be planned anew, by the
// ways that the directory knows now.
type Replan struct {
	Dispatch tocsin.DispatchID `json:"dispatch"`
	Because  string            `json:"because"`
}

func (*Replan) action() string { return "dispatch/replan" }

func (r *Replan) perform(ctx context.Context, s scene) error {
	ps, err := load(ctx, s.desk, tocsin.StreamID(r.Dispatch), dispatchKind)
	if err != nil {
		return err
	}
	if done, err := ps.happened(s); err != nil || done {
		return err
	}
	of, err := s.desk.dossierOf(ctx, r.Dispatch)
	if err != nil {
		return err
	}
	return s.change.replan(ctx, ps, s.holder.state, of, r.Because)
}

// replan plans a dispatch anew, in the change that says why.
func (c *change) replan(
	ctx context.Context, ps *stream[delivery.Dispatch, delivery.Event], h holder.Holder, of dossier.Dossier, because string,
) error {
	steps, err := replanned(h, of, ps.state, c.stamp)
	if err != nil {
		return err
	}
	files, err := c.desk.redraw(ctx, h, ps.state, steps, c.stamp)
	if err != nil {
		return err
	}
	before := ps.state
	events, err := delivery.Decide(ps.state, c.stamp, delivery.Replan{Replanned: delivery.Replanned{Because: because, Steps: steps}})
	if err != nil || len(events) == 0 {
		return err
	}
	if err := add(c, ps, events...); err != nil {
		return err
	}
	for _, f := range files {
		if err := c.file(f.id, ps.key, f.bytes); err != nil {
			return err
		}
	}
	if err := c.retime(before, ps); err != nil {
		return err
	}
	return mirror(ctx, c, ps.state)
}

// replanned gives the steps that take the place of those that have not been tried.
// Ways that failed for good, or have the file already, are not taken again.
func replanned(h holder.Holder, ds dossier.Dossier, of delivery.Dispatch, s tocsin.Stamp) ([]delivery.Step, error) {
	if !of.Exists {
		return nil, tocsin.Refuse("delivery/unknown", "check which record it belongs to", "no such dispatch is kept")
	}
	to, ok := h.Recipients.Find(of.Planned.Recipient)
	if !ok {
		return nil, tocsin.Refuse("warning/recipients", "draft the warning again", "the recipient is not in the directory")
	}
	ways, err := openWays(h, to, ds, s.At)
	if err != nil {
		return nil, err
	}
	ways = slices.DeleteFunc(ways, func(w delivery.Way) bool {
		return slices.ContainsFunc(of.Steps, func(p delivery.Progress) bool {
			return p.Way == w && (p.State == delivery.StepDone || p.State == delivery.StepNever)
		})
	})
	steps, _ := delivery.Plan(delivery.PlanAsk{At: s.At, LatestUseful: of.Planned.LatestUseful, Life: of.Planned.Life, Ways: ways})
	// Whoever is called at the deadline and after it is called as planned.
	return slices.DeleteFunc(steps, func(o delivery.Step) bool {
		return o.Task == delivery.TaskDecide || o.Task == delivery.TaskExhausted
	}), nil
}

// redraw draws what is random in new steps of a dispatch, and seals its file to
// intermediaries who did not carry it yet.
func (d *Desk) redraw(
	ctx context.Context, h holder.Holder, of delivery.Dispatch, steps []delivery.Step, s tocsin.Stamp,
) ([]sealedFile, error) {
	p := of.Planned
	own := p.File
	if p.Through != "" {
		own = p.Inner
	}
	for i := range steps {
		drawStep(&steps[i], own)
	}
	if !slices.ContainsFunc(steps, func(o delivery.Step) bool { return o.Relay != "" }) {
		return nil, nil
	}
	inner, err := d.reader.File(ctx, own)
	if err != nil {
		return nil, err
	}
	to, _ := h.Recipients.Find(p.Recipient) // replanned has found him
	var files []sealedFile
	for i := range steps {
		step := &steps[i]
		if step.Relay == "" {
			continue
		}
		outer, err := d.wrap(h, s.At, delivery.Relay{ID: step.Relay, HandTo: to.Name, By: p.Deadline, SHA256: p.SHA256}, inner, step.Through)
		if err != nil {
			return nil, err
		}
		step.Outer = act.Hash(outer)
		files = append(files, sealedFile{step.File, outer})
	}
	return files, nil
}

// replanAgain decides again how a dispatch was planned anew: what was drawn and
// sealed as it says itself, all else decided again.
func (c *checkup) replanAgain(of delivery.Dispatch, r *Replan, s tocsin.Stamp, actual delivery.Replanned, at string) (delivery.Command, error) {
	ds, err := c.dossier(of.Planned.Dossier)
	if err != nil {
		return nil, err
	}
	steps, err := replanned(c.board.Holder, ds, of, s)
	if err != nil {
		return nil, err
	}
	own := of.Planned.File
	if of.Planned.Through != "" {
		own = of.Planned.Inner
	}
	drawn, files := stepsAgain(steps, actual.Steps, own)
	if err := c.drawnAgain(drawn, files, at); err != nil {
		return nil, err
	}
	return delivery.Replan{Replanned: delivery.Replanned{Because: r.Because, Steps: steps}}, nil
}

// openWays gives the ways that could be taken now: without those through somebody
// who is listed no more, or whose keys have expired. Where none is left an officer
// is called: that is a plan too, and no refusal.
func openWays(h holder.Holder, to directory.Recipient, ds dossier.Dossier, at time.Time) ([]delivery.Way, error) {
	left, _ := routesTo(to, ds, to.ID)
	return waysBy(h, slices.DeleteFunc(left, func(r directory.Route) bool {
		via, _ := h.Recipients.Find(r.Through)
		return r.Through != "" && len(via.UsableKeys(at)) == 0
	}))
}

// changedBecause is why the engine plans anew.
const changedBecause = "the ways that the directory knows have changed"

// follows reports whether the engine holds the plan of a dispatch to the directory:
// not that of a campaign, whose readers are its own list's.
func follows(of delivery.Dispatch) bool {
	return of.Planned.Plan > 0 && len(of.Planned.Rows) == 0 && !of.Settled()
}

// stale reports whether the plan of a dispatch is not that of the directory any
// more: a way that it would take is gone, or there is one that it does not know.
func stale(h holder.Holder, ds dossier.Dossier, of delivery.Dispatch, at time.Time) (bool, error) {
	to, ok := h.Recipients.Find(of.Planned.Recipient)
	if !ok || !follows(of) {
		return false, nil
	}
	ways, err := openWays(h, to, ds, at)
	if err != nil {
		return false, err
	}
	known := func(w delivery.Way) bool {
		return slices.ContainsFunc(of.Steps, func(p delivery.Progress) bool { return p.Way == w && p.State != delivery.StepDropped })
	}
	if slices.ContainsFunc(ways, func(w delivery.Way) bool { return !known(w) }) {
		return true, nil
	}
	return slices.ContainsFunc(of.Waits(), func(w delivery.Wait) bool {
		return w.Step >= 0 && of.Steps[w.Step].Kind != delivery.StepPage && !slices.Contains(ways, of.Steps[w.Step].Way)
	}), nil
}

// replanNow plans a dispatch anew whose plan is stale, before anything more goes by
// it, and reports whether it did. The timer that was leased is settled with it.
func (d *Desk) replanNow(ctx context.Context, lease store.Lease, of delivery.Dispatch) (bool, error) {
	if !follows(of) {
		return false, nil
	}
	done := false
	err := d.keep(ctx, func(c *change) error {
		ps, err := load(ctx, d, tocsin.StreamID(of.Planned.ID), dispatchKind)
		if err != nil {
			return err
		}
		h, err := load(ctx, d, tocsin.HolderStream, holderKind)
		if err != nil {
			return err
		}
		ds, err := d.dossierOf(ctx, of.Planned.ID)
		if err != nil {
			return err
		}
		c.stamp = tocsin.Stamp{At: d.now()}
		// Decided on what is there now: another may have planned it anew meanwhile.
		if done, err = stale(h.state, ds, ps.state, c.stamp.At); err != nil || !done {
			return err
		}
		c.batch.Settle = []store.Lease{lease}
		c.require(tocsin.HolderStream, h.version)
		return c.replan(ctx, ps, h.state, ds, changedBecause)
	})
	if errors.Is(err, store.ErrFenced) {
		return true, nil // another does it
	}
	return done, err
}
