package desk

import (
	"context"
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/contact"
	"example.org/tocsin/delivery"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/warning"
)

// PrintScript asks for the script of a dispatch in one language: what an officer
// reads out by phone, or hands over on paper. It is on the record that it was
// taken; what was spoken is noted of it.
type PrintScript struct {
	Dispatch tocsin.DispatchID `json:"dispatch"`
	Language warning.Language  `json:"language"`
	// From is who speaks, as it may be said; Check where the recipient finds our
	// number without us.
	From  string `json:"from,omitempty"`
	Check string `json:"check"`
	// Question is what he is asked to say back.
	Question string `json:"question"`
	Onward   string `json:"onward,omitempty"`
}

// questions are what is asked where the officer says nothing else.
var questions = map[warning.Language]string{
	warning.English: "Please say in your own words: where is it, and when?",
	warning.French:  "Veuillez redire avec vos mots : où est-ce, et quand ?",
	warning.Persian: "لطفاً به زبان خودتان بگویید: کجا است و چه وقت؟",
	warning.Russian: "Повторите, пожалуйста, своими словами: где это и когда?",
}

func (*PrintScript) action() string { return "dispatch/script" }

// script gives what is read out of a dispatch.
func (r *PrintScript) script(of dossier.Dossier, d delivery.Dispatch) (contact.Script, error) {
	i := slices.IndexFunc(of.Warned, func(w dossier.Sent) bool { return w.Warning == d.Planned.Warning })
	if !d.Exists || i < 0 {
		return contact.Script{}, tocsin.Refuse("delivery/unknown", "check which record it belongs to", "no such dispatch is kept")
	}
	draft := of.Warned[i].Draft
	if d.Planned.Text != "" {
		draft.Text = d.Planned.Text // of a campaign, which has slots
	}
	text, err := warning.Section(draft.Text, draft.Languages, r.Language)
	switch {
	case err != nil:
		return contact.Script{}, err
	case text == "":
		return contact.Script{}, tocsin.Refuse("delivery/script", "name a language that the warning was cleared in", "the warning says nothing in that language")
	}
	code, err := contact.Words(d.Planned.SHA256, d.Planned.Token, contact.RecipientSays)
	if err != nil {
		return contact.Script{}, err
	}
	question := r.Question
	if question == "" {
		question = questions[r.Language]
	}
	return contact.Script{
		Language: r.Language, From: r.From, Marking: draft.Marking.String(), Issued: of.Warned[i].At, UsefulUntil: draft.UsefulUntil,
		Text: text, Question: question, Onward: r.Onward, Check: r.Check, Code: code,
	}, nil
}

// command gives the command of a script.
func (r *PrintScript) command(of dossier.Dossier, d delivery.Dispatch) (delivery.Command, error) {
	script, err := r.script(of, d)
	if err != nil {
		return nil, err
	}
	hash, err := script.Hash()
	return delivery.PrintScript{ScriptPrinted: delivery.ScriptPrinted{Language: string(r.Language), Hash: hash}}, err
}

func (r *PrintScript) perform(ctx context.Context, s scene) error {
	of, err := s.desk.dossierOf(ctx, r.Dispatch)
	if err != nil {
		return err
	}
	return performOnDispatch(ctx, s, r.Dispatch, func(d delivery.Dispatch) (delivery.Command, error) { return r.command(of, d) })
}

// dossierOf gives the dossier of a dispatch.
func (d *Desk) dossierOf(ctx context.Context, id tocsin.DispatchID) (dossier.Dossier, error) {
	ps, err := load(ctx, d, tocsin.StreamID(id), dispatchKind)
	if err != nil || !ps.state.Exists {
		return dossier.Dossier{}, err
	}
	ds, err := load(ctx, d, tocsin.StreamID(ps.state.Planned.Dossier), dossierKind)
	if err != nil {
		return dossier.Dossier{}, err
	}
	return ds.state, nil
}

// Sheet gives the sheet of a script that was printed, for the officer who speaks:
// content, in clear. It is kept nowhere.
func (d *Desk) Sheet(ctx context.Context, r *PrintScript, spot contact.Spot, names []string) (contact.Sheet, error) {
	of, err := d.dossierOf(ctx, r.Dispatch)
	if err != nil {
		return contact.Sheet{}, err
	}
	ps, err := load(ctx, d, tocsin.StreamID(r.Dispatch), dispatchKind)
	if err != nil {
		return contact.Sheet{}, err
	}
	script, err := r.script(of, ps.state)
	if err != nil {
		return contact.Sheet{}, err
	}
	h, err := d.Holder(ctx)
	if err != nil {
		return contact.Sheet{}, err
	}
	to, _ := h.Recipients.Find(ps.state.Planned.Recipient)
	way := directory.Route{Channel: contact.PaperChannel, Address: spot.String()}
	if harm, balances, answered := of.Answered(to.ID); answered {
		if err := contact.Allowed(to, way, harm, balances...); err != nil {
			return contact.Sheet{}, err
		}
	}
	return contact.Sheet{Script: script, File: ps.state.Planned.SHA256, To: to.Name, Spot: spot, Printed: d.now(), Names: names}, nil
}
