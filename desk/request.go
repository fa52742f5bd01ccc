package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/holder"
	"example.org/tocsin/seal"
)

// A Request is one thing that a person may ask. Its JSON is the body of the act
// that the officer signs.
type Request interface {
	// action names it in the act, such as "dossier/approve".
	action() string
	// perform decides it and puts what follows into the change.
	perform(ctx context.Context, s scene) error
}

// A scene is what a request is performed in.
type scene struct {
	desk   *Desk
	change *change
	act    act.Act
	holder *stream[holder.Holder, holder.Event]
	// attached are bytes that came with the act, which names their hash.
	attached []byte
}

// requests makes an empty request of each action.
var requests = map[string]func() Request{
	"officer/add":             func() Request { return &AddOfficer{} },
	"officer/retire":          func() Request { return &RetireOfficer{} },
	"recipient/add":           func() Request { return &AddRecipient{} },
	"recipient/change":        func() Request { return &ChangeRecipient{} },
	"recipient/retire":        func() Request { return &RetireRecipient{} },
	"recipient/affirm":        func() Request { return &AffirmRecipients{} },
	"recipient/drop":          func() Request { return &DropRecipients{} },
	"directory/import":        func() Request { return &ImportRecipients{} },
	"report/file":             func() Request { return &File{} },
	"dossier/unlink":          func() Request { return &Unlink{} },
	"dossier/assess":          func() Request { return &Assess{} },
	"dossier/determine":       func() Request { return &Determine{} },
	"dossier/draft":           func() Request { return &Draft{} },
	"dossier/approve":         func() Request { return &Approve{} },
	"dossier/affirm":          func() Request { return &Affirm{} },
	"dossier/waive":           func() Request { return &Waive{} },
	"dossier/withdraw":        func() Request { return &Withdraw{} },
	"dossier/send":            func() Request { return &Send{} },
	"dossier/receive":         func() Request { return &Receive{} },
	"officer/on-call":         func() Request { return &SetRoster{} },
	"dispatch/script":         func() Request { return &PrintScript{} },
	"campaign/propose":        func() Request { return &ProposeCampaign{} },
	"campaign/send":           func() Request { return &SendCampaign{} },
	"campaign/stop":           func() Request { return &StopCampaign{} },
	"dispatch/take-call":      func() Request { return &TakeCall{} },
	"dispatch/spoken":         func() Request { return &Spoken{} },
	"dispatch/confirm-spoken": func() Request { return &ConfirmSpoken{} },
	"dispatch/answer":         func() Request { return &CloseQuestion{} },
	"dispatch/replan":         func() Request { return &Replan{} },
	"dossier/close":           func() Request { return &Close{} },
	"dossier/consult":         func() Request { return &Consult{} },
	"dossier/answer":          func() Request { return &AnswerConsult{} },
	"dossier/dispute":         func() Request { return &RaiseDispute{} },
	"dossier/resolve":         func() Request { return &ResolveDispute{} },
	"dossier/dissent":         func() Request { return &Dissent{} },
	"dossier/review":          func() Request { return &Review{} },
	"dossier/taken":           func() Request { return &TakeReferral{} },
	"dossier/ask-consent":     func() Request { return &AskConsent{} },
	"dossier/answer-consent":  func() Request { return &AnswerConsent{} },
	"dossier/harm":            func() Request { return &CheckRecipient{} },
	"dossier/incident":        func() Request { return &RecordIncident{} },
	"dossier/review-outcome":  func() Request { return &RecordReview{} },
	"dossier/public-line":     func() Request { return &ProposeLine{} },
	"dossier/approve-line":    func() Request { return &ApproveLine{} },
	"policy/propose":          func() Request { return &ProposePack{} },
	"policy/affirm":           func() Request { return &AffirmPack{} },
	"texts/review":            func() Request { return &ReviewTexts{} },
	"texts/affirm":            func() Request { return &AffirmTexts{} },
	"watch-item/set":          func() Request { return &SetWatchItem{} },
	"watch-item/end":          func() Request { return &EndWatchItem{} },
	"clock/confirm":           func() Request { return &ConfirmClock{} },
}

// actLife is how long an act may be taken in after it was made.
const actLife = 24 * time.Hour

// Prepare gives the exact bytes that an officer signs for a request.
func (d *Desk) Prepare(ctx context.Context, officer tocsin.OfficerID, r Request) ([]byte, error) {
	h, err := d.Holder(ctx)
	if err != nil {
		return nil, err
	}
	return d.write(h.ID, officer, r)
}

// write gives the bytes of an act.
func (d *Desk) write(h tocsin.HolderID, officer tocsin.OfficerID, r Request) ([]byte, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("writing the act: %w", err)
	}
	a := act.Act{
		ID: seal.NewID[act.ID](), Holder: h, Officer: officer, Action: r.action(),
		Made: d.now(), Expires: d.now().Add(actLife), Body: body,
	}
	a.Exhibit = exhibitOf(r)
	return a.Bytes()
}

// exhibitOf gives the text that is shown with a request, empty where none is.
func exhibitOf(r Request) string {
	if e, ok := r.(interface{ exhibit() string }); ok {
		return e.exhibit()
	}
	return ""
}

// Do takes in a signed act with the bytes that belong to it, if any. When it
// returns, everything is kept, or nothing is.
func (d *Desk) Do(ctx context.Context, signed act.Signed, attached []byte) (act.Act, error) {
	var done act.Act
	err := d.keep(ctx, func(c *change) error {
		hs, err := load(ctx, d, tocsin.HolderStream, holderKind)
		if err != nil {
			return err
		}
		a, stamp, err := hs.state.Admit(signed, d.now())
		if err != nil {
			return err
		}
		done = a
		request, err := parse(a)
		if err != nil {
			return err
		}
		c.stamp, c.act, c.signed = stamp, a.ID, &signed
		err = request.perform(ctx, scene{desk: d, change: c, act: a, holder: hs, attached: attached})
		if err == nil && !c.empty() {
			// Who may act, and where things go, is as it was when it was decided.
			c.require(tocsin.HolderStream, hs.version)
		}
		return err
	})
	return done, err
}

// parse reads the request of an act.
func parse(a act.Act) (Request, error) {
	empty, ok := requests[a.Action]
	if !ok {
		return nil, tocsin.Refuse("act/action", "make the act with this version of tocsin", "the action %q is not known here", a.Action)
	}
	r := empty()
	dec := json.NewDecoder(bytes.NewReader(a.Body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(r); err != nil {
		return nil, tocsin.Refuse("act/body", "make the act again", "the body of the act is not that of %q", a.Action)
	}
	again, err := json.Marshal(r)
	if err != nil || !bytes.Equal(again, a.Body) {
		return nil, tocsin.Refuse("act/body", "make the act again", "the body of the act is not in its one form")
	}
	if exhibitOf(r) != a.Exhibit {
		return nil, tocsin.Refuse("act/exhibit", "sign the act as it was written", "the text shown is not the text signed for")
	}
	return r, nil
}
