package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/approval"
	"example.org/tocsin/board"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// A Summary is one dossier in a list.
type Summary struct {
	ID     tocsin.DossierID `json:"id"`
	Title  string           `json:"title"`
	Status dossier.Status   `json:"status"`
	// Waits says what the dossier waits for, empty where for nothing.
	Waits     string    `json:"waits,omitempty"`
	Overdue   bool      `json:"overdue"`
	Possessed time.Time `json:"possessed"`
	// LatestUseful is the last moment at which a warning helps, where known.
	LatestUseful time.Time `json:"latest_useful,omitzero"`
}

// A Listing is all dossiers, and what could not be read.
type Listing struct {
	At         time.Time          `json:"at"`
	Dossiers   []Summary          `json:"dossiers"`
	Unreadable []board.Unreadable `json:"unreadable,omitempty"`
}

// List gives all dossiers: those first that are overdue, then by the latest
// useful time, then by how long they are held; those that wait for nothing come
// last.
func (d *Desk) List(ctx context.Context) (Listing, error) {
	b, err := d.Board(ctx)
	if err != nil {
		return Listing{}, err
	}
	list := Listing{At: d.now(), Dossiers: []Summary{}, Unreadable: b.Unreadable}
	for _, one := range b.Dossiers() {
		list.Dossiers = append(list.Dossiers, summary(b, one, list.At))
	}
	slices.SortStableFunc(list.Dossiers, urgency)
	return list, nil
}

// summary gives one line of a list.
func summary(b *board.Board, of dossier.Dossier, now time.Time) Summary {
	return Summary{
		ID: of.ID, Title: b.Title(of), Status: of.Status, Waits: waits(b, of, now),
		Overdue: overdue(b, of, now), Possessed: of.Possessed(), LatestUseful: of.Assessment.LatestUseful,
	}
}

// urgency orders a list.
func urgency(a, b Summary) int {
	rank := func(s Summary) int {
		switch {
		case s.Overdue && s.Status != dossier.StatusClosed:
			return 0
		case s.Waits != "":
			return 1
		}
		return 2
	}
	latest := func(s Summary) time.Time {
		if s.LatestUseful.IsZero() {
			return time.Unix(1<<40, 0) // nobody knows when: after all that is known
		}
		return s.LatestUseful
	}
	return cmp.Or(
		cmp.Compare(rank(a), rank(b)), latest(a).Compare(latest(b)), a.Possessed.Compare(b.Possessed),
	)
}

// overdue reports whether a dispatch of the dossier is past its deadline without
// an answer, noted by the watch or not. Where the dispatch cannot be read, what
// the dossier was told of it counts.
func overdue(b *board.Board, of dossier.Dossier, now time.Time) bool {
	for _, w := range of.Warned {
		for _, leg := range w.Dispatches {
			if p, ok := b.Dispatch(leg.Dispatch); ok && !p.Answered() && p.LateAt(now) {
				return true
			}
		}
	}
	return of.Overdue()
}

// waits says in words what a dossier waits for.
func waits(b *board.Board, of dossier.Dossier, now time.Time) string {
	switch {
	case of.Disputed() > 0 && of.Status != dossier.StatusClosed:
		return "dispute " + itoa(of.Disputed()) + " waits to be resolved by a " + of.ResolvedBy().String()
	case of.Review != nil:
		return "a warning sent by one officer alone waits to be looked at by a " + of.ReviewBy().String()
	case of.Silence != nil && !of.Silence.Affirmed:
		return string(of.Silence.Proposed.Path) + " waits for affirmation by " + lack(of.Silence.Proposal, of.Silence.Given)
	case of.WaiverExpired(now):
		return "the waiver has expired: look again"
	case overdue(b, of, now):
		return "overdue: nobody has acknowledged"
	}
	switch of.Status {
	case dossier.StatusFiled:
		return "to be assessed"
	case dossier.StatusAssessed:
		return "to be determined"
	case dossier.StatusDuty:
		return "to be drafted"
	case dossier.StatusDrafted:
		return "approval by " + lack(of.DraftedBy, of.Approvals)
	case dossier.StatusCleared:
		return "to be sent"
	case dossier.StatusSent, dossier.StatusReceived:
		return "not acknowledged"
	case dossier.StatusReferred:
		if of.Taken == "" {
			return "the new owner has not answered"
		}
		return "on watch, or to be closed with its outcome"
	case dossier.StatusNoDuty, dossier.StatusWaived, dossier.StatusAcknowledged,
		dossier.StatusDenied, dossier.StatusDisputed:
		return "to be closed with its outcome"
	case dossier.StatusClosed:
	}
	return ""
}

// lack says in words who is missing for a quorum.
func lack(p approval.Proposal, given []approval.Given) string {
	missing := approval.Missing(p, given)
	if len(missing) == 0 {
		return "nobody"
	}
	words := itoa(missing[0].Officers) + " more"
	if missing[0].Level != tocsin.LevelNone {
		words += ", one of them at least " + missing[0].Level.String()
	}
	return words
}

// A Shown is one dossier with everything that belongs to it.
type Shown struct {
	Summary
	Milestones []Interval        `json:"milestones"`
	Reports    []ShownReport     `json:"reports"`
	Assessment report.Assessment `json:"assessment"`
	// Verdict is what the newest determinations come to, one a pack; Overruled is
	// why an officer found a duty all the same.
	Verdict        policy.Verdict         `json:"verdict,omitempty"`
	Determinations []policy.Determination `json:"determinations,omitempty"`
	Overruled      string                 `json:"overruled,omitempty"`
	Urgency        policy.Urgency         `json:"urgency"`
	// Clocks are those that run, Paged whom the last that ran out has paged.
	Clocks     []dossier.Clock   `json:"clocks,omitempty"`
	Passed     []dossier.Passed  `json:"passed,omitempty"`
	Paged      tocsin.Level      `json:"paged,omitempty"`
	Consults   []dossier.Consult `json:"consults,omitempty"`
	Consents   []dossier.Consent `json:"consents,omitempty"`
	Disputes   []dossier.Dispute `json:"disputes,omitempty"`
	Dissents   []dossier.Dissent `json:"dissents,omitempty"`
	Review     *dossier.Review   `json:"review,omitempty"`
	Silence    *dossier.Silence  `json:"silence,omitempty"`
	Draft      *warning.Draft    `json:"draft,omitempty"`
	Approvals  []approval.Given  `json:"approvals,omitempty"`
	Dispatches []ShownDispatch   `json:"dispatches,omitempty"`
	Closing    any               `json:"closing,omitempty"`
	Officers   map[string]string `json:"officers"`
	// Unreadable are the streams that belong to it and cannot be read.
	Unreadable []board.Unreadable `json:"unreadable,omitempty"`
	State      dossier.Dossier    `json:"-"`
	Holder     holder.Holder      `json:"-"`
}

// A ShownReport is a report of a dossier.
type ShownReport struct {
	ID            tocsin.ReportID  `json:"id"`
	Form          report.Form      `json:"form"`
	Title         string           `json:"title"`
	Synthetic     bool             `json:"synthetic,omitempty"`
	Possessed     time.Time        `json:"possessed"`
	Marking       string           `json:"marking"`
	SHA256        string           `json:"sha256"`
	Understood    int              `json:"objects_understood"`
	NotUnderstood []report.Residue `json:"not_understood,omitempty"`
}

// A ShownDispatch is one dispatch of a dossier.
type ShownDispatch struct {
	Recipient string           `json:"recipient"`
	Through   string           `json:"through,omitempty"`
	Warning   tocsin.WarningID `json:"warning"`
	State     delivery.State   `json:"state"`
	Overdue   bool             `json:"overdue"`
	Deadline  time.Time        `json:"deadline"`
	SentAt    time.Time        `json:"handed_at,omitzero"`
	Received  time.Time        `json:"received_at,omitzero"`
	Answered  time.Time        `json:"answered_at,omitzero"`
	By        string           `json:"answered_by,omitempty"`
	Rung      delivery.Rung    `json:"rung,omitempty"`
	Says      string           `json:"says,omitempty"`
	Failed    string           `json:"last_failure,omitempty"`
	SHA256    string           `json:"sha256"`
	Name      string           `json:"name"`

	// ID names the dispatch; what follows is its plan and how far it has come.
	ID        tocsin.DispatchID   `json:"dispatch"`
	Reached   delivery.Rung       `json:"reached"`
	Target    delivery.Rung       `json:"target,omitempty"`
	Life      bool                `json:"threat_to_life,omitempty"`
	NoReply   bool                `json:"no_reply_expected,omitempty"`
	Settled   bool                `json:"settled"`
	Exhausted bool                `json:"every_way_tried,omitempty"`
	Steps     []ShownStep         `json:"steps,omitempty"`
	Questions []delivery.Question `json:"questions,omitempty"`
	// Note is what one officer noted of a call, waiting for another.
	Note string `json:"note,omitempty"`
}

// Show gives one dossier by the beginning of its id. A whole id is found without
// reading all others.
func (d *Desk) Show(ctx context.Context, prefix string) (Shown, error) {
	b, err := d.boardOf(ctx, prefix)
	if err != nil {
		return Shown{}, err
	}
	of, err := b.FindDossier(prefix)
	if err != nil {
		return Shown{}, err
	}
	now := d.now()
	s := Shown{
		Summary: summary(b, of, now), Milestones: Milestones(of), Assessment: of.Assessment, Silence: of.Silence,
		Draft: of.Draft, Approvals: of.Approvals, Officers: map[string]string{}, State: of, Holder: b.Holder,
		Determinations: of.Determinations, Overruled: of.Overruled, Urgency: policy.Routine.Sooner(of.Urgency),
		Clocks: of.Clocks(), Passed: of.Passed, Paged: of.Paged,
		Consults: of.Consults, Consents: of.Consents, Disputes: of.Disputes, Dissents: of.Dissents, Review: of.Review,
	}
	if len(of.Determinations) > 0 {
		s.Verdict = of.Verdict()
	}
	if of.Closing != nil {
		s.Closing = of.Closing
	}
	for _, o := range b.Holder.Officers {
		s.Officers[string(o.ID)] = o.Name
	}
	belongs := []tocsin.StreamID{tocsin.HolderStream}
	for _, link := range of.Reports {
		belongs = append(belongs, tocsin.StreamID(link.Report))
		if r, ok := b.Report(link.Report); ok {
			s.Reports = append(s.Reports, shownReport(r))
		}
	}
	for _, id := range legs(of) {
		belongs = append(belongs, tocsin.StreamID(id))
		if p, ok := b.Dispatch(id); ok {
			s.Dispatches = append(s.Dispatches, shownDispatch(b.Holder, p, now))
		}
	}
	for _, bad := range b.Unreadable {
		if slices.Contains(belongs, bad.Stream) {
			s.Unreadable = append(s.Unreadable, bad)
		}
	}
	return s, nil
}

// legs names the dispatches of a dossier.
func legs(of dossier.Dossier) []tocsin.DispatchID {
	var ids []tocsin.DispatchID
	for _, w := range of.Warned {
		for _, leg := range w.Dispatches {
			ids = append(ids, leg.Dispatch)
		}
	}
	return ids
}

// boardOf gives a board that holds at least what belongs to the dossier whose id
// begins with prefix.
func (d *Desk) boardOf(ctx context.Context, prefix string) (*board.Board, error) {
	if !tocsin.ValidID(prefix) {
		return d.Board(ctx)
	}
	b := board.NewBoard(d.reader)
	for _, id := range []tocsin.StreamID{tocsin.HolderStream, tocsin.StreamID(prefix)} {
		if err := b.Load(ctx, id); err != nil {
			return nil, err
		}
	}
	of, _ := b.Dossier(tocsin.DossierID(prefix))
	for _, link := range of.Reports {
		if err := b.Load(ctx, tocsin.StreamID(link.Report)); err != nil {
			return nil, err
		}
	}
	for _, id := range legs(of) {
		if err := b.Load(ctx, tocsin.StreamID(id)); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func shownReport(r report.Report) ShownReport {
	f := r.Filed
	return ShownReport{
		ID: r.ID, Form: f.Form, Title: f.Title, Synthetic: f.Synthetic, Possessed: f.Possessed,
		Marking: f.Marking.String(), SHA256: f.SHA256, Understood: len(f.Objects), NotUnderstood: f.NotUnderstood,
	}
}

func shownDispatch(h holder.Holder, p delivery.Dispatch, now time.Time) ShownDispatch {
	to, _ := h.Recipients.Find(p.Planned.Recipient)
	via, _ := h.Recipients.Find(p.Planned.Through)
	return ShownDispatch{
		Recipient: to.Name, Through: via.Name, Warning: p.Planned.Warning, State: p.State, Overdue: p.LateAt(now),
		Deadline: p.Planned.Deadline, SentAt: p.HandedAt, Received: p.ReceivedAt, Answered: p.AnsweredAt,
		By: p.Answer.By, Rung: p.Answer.Rung, Says: p.Answer.Says, Failed: p.LastReason,
		SHA256: p.Planned.SHA256, Name: p.Planned.Name,
		ID: p.Planned.ID, Reached: p.Rung, Target: p.Planned.Target, Life: p.Planned.Life, NoReply: p.Planned.NoReply,
		Settled: p.Settled(), Exhausted: p.Exhausted, Steps: shownSteps(h, p), Questions: p.Questions, Note: noteOf(p),
	}
}
