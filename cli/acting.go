package cli

import (
	"context"
	"encoding/json"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/desk"
)

// acting is what every command takes that asks something in an officer's name.
type acting struct {
	Request string `help:"Write what is to be signed to FILE, and do nothing." placeholder:"FILE"`
}

// A demand is one request with the bytes that belong to it.
type demand struct {
	desk.Request
	attached []byte
	// name says where attached is, for who brings the signature; empty where
	// it is in no file yet.
	name string
}

// ask asks the desk in the officer's name and then prints what came of it. With
// --request it writes the bytes to sign instead, and prints how to go on.
func (c *call) ask(ctx context.Context, s *Session, a acting, d demand, after func() error) error {
	word := c.place().As
	if word == "" {
		return wrongUse("nobody is named who acts; name the officer with --as")
	}
	h, err := s.Desk.Holder(ctx)
	if err != nil {
		return err
	}
	who, err := officer(h, word)
	if err != nil {
		return err
	}
	if a.Request != "" {
		return c.writeRequest(ctx, s, a, d, who.ID)
	}
	sign, err := s.Signer(who.Name)
	if err != nil {
		return err
	}
	raw, err := s.Desk.Prepare(ctx, who.ID, d.Request)
	if err != nil {
		return err
	}
	armored, err := sign(raw)
	if err != nil {
		return err
	}
	if err := c.keep(ctx, s, act.Signed{Bytes: string(raw), Signature: armored}, d.attached); err != nil {
		return err
	}
	return after()
}

// askDossier asks the desk, and tells where the dossier stands after it.
func (c *call) askDossier(ctx context.Context, s *Session, a acting, r desk.Request, id tocsin.DossierID) error {
	return c.ask(ctx, s, a, demand{Request: r}, func() error {
		where, err := s.stand(ctx, id)
		if err != nil {
			return err
		}
		return c.give(where, where.tell)
	})
}

// keep has the desk take a signed act in.
func (c *call) keep(ctx context.Context, s *Session, signed act.Signed, attached []byte) error {
	c.certain = "the record could not be kept; nothing was sent"
	if _, err := s.Desk.Do(ctx, signed, attached); err != nil {
		return err
	}
	c.certain = "it is kept, but what follows could not all be done"
	return nil
}

// A written is a request that waits for its signature.
type written struct {
	Request string    `json:"request"`
	Attach  string    `json:"attach,omitempty"`
	Action  string    `json:"action"`
	Sign    string    `json:"sign"`
	Submit  string    `json:"submit"`
	Expires time.Time `json:"expires"`
}

// writeRequest writes the bytes that an officer signs elsewhere.
func (c *call) writeRequest(ctx context.Context, s *Session, a acting, d demand, who tocsin.OfficerID) error {
	raw, err := s.Desk.Prepare(ctx, who, d.Request)
	if err != nil {
		return err
	}
	made, err := act.Parse(raw)
	if err != nil {
		return err
	}
	w := written{
		Request: a.Request, Attach: d.name, Action: made.Action, Expires: made.Expires,
		Sign:   "ssh-keygen -Y sign -n " + act.Namespace + " -f KEY " + a.Request,
		Submit: "tocsin submit " + a.Request + " " + a.Request + ".sig",
	}
	if d.attached != nil && d.name == "" {
		w.Attach = a.Request + ".attached"
		if err := c.write(w.Attach, d.attached); err != nil {
			return err
		}
	}
	if w.Attach != "" {
		w.Submit += " --attach " + w.Attach
	}
	if err := c.write(a.Request, raw); err != nil {
		return err
	}
	return c.give(w, func(p *page) {
		p.field("written", "%s, and nothing else is done", w.Request)
		p.field("asks", "%s", w.Action)
		p.field("read it", "it is what the officer agrees to, to the letter")
		p.field("sign it", "%s", w.Sign)
		p.field("bring it", "%s", w.Submit)
		p.field("until", "%s", at(w.Expires))
	})
}

// subject is what the body of an act is about.
type subject struct {
	Dossier  tocsin.DossierID  `json:"dossier"`
	Report   tocsin.ReportID   `json:"report"`
	Dispatch tocsin.DispatchID `json:"dispatch"`
}

// subjectOf reads what an act is about; parts that it does not name are empty.
func subjectOf(a act.Act) (subject, error) {
	var about subject
	err := json.Unmarshal(a.Body, &about)
	return about, err
}

// A stand is where a dossier stands after an act.
type stand struct {
	Dossier tocsin.DossierID `json:"dossier"`
	Status  string           `json:"status"`
	Waits   string           `json:"waits,omitempty"`
}

// stand reads where a dossier stands.
func (s *Session) stand(ctx context.Context, id tocsin.DossierID) (stand, error) {
	shown, err := s.Desk.Show(ctx, string(id))
	return stand{shown.ID, string(shown.Status), shown.Waits}, err
}

// tell says where a dossier stands.
func (d stand) tell(p *page) {
	p.field("dossier", "%s", d.Dossier)
	p.field("status", "%s", d.Status)
	p.field("waits for", "%s", d.Waits)
}
