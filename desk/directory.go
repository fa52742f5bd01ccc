package desk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/board"
	"example.org/tocsin/directory"
	"example.org/tocsin/holder"
	"example.org/tocsin/seal"
)

// ChangeRecipient asks that an entry of the directory be changed. Where the change
// is of who is sent to, how or with which keys, it waits for another officer.
type ChangeRecipient struct {
	Recipient directory.Recipient `json:"recipient"`
	Because   string              `json:"because"`
}

func (*ChangeRecipient) action() string { return "recipient/change" }

func (r *ChangeRecipient) command() holder.Command {
	return holder.ChangeRecipient{Recipient: r.Recipient, Because: r.Because}
}

// perform also seals something to the keys.
func (r *ChangeRecipient) perform(_ context.Context, s scene) error {
	if err := usable(r.Recipient); err != nil {
		return err
	}
	return onHolder(s, r)
}

// usable refuses keys that nothing can be sealed to or checked with, on the day on
// which they are entered.
func usable(r directory.Recipient) error {
	if len(r.Keys) > 0 {
		if _, err := seal.Room(r.Keys); err != nil {
			return err
		}
	}
	return checkVerifier(r.Verifier)
}

// RetireRecipient asks that an entry of the directory end; another officer has to
// agree.
type RetireRecipient struct {
	Recipient tocsin.RecipientID `json:"recipient"`
	Because   string             `json:"because"`
}

func (*RetireRecipient) action() string { return "recipient/retire" }

func (r *RetireRecipient) command() holder.Command {
	return holder.ChangeRecipient{Recipient: directory.Recipient{ID: r.Recipient}, Retire: true, Because: r.Because}
}

func (r *RetireRecipient) perform(_ context.Context, s scene) error { return onHolder(s, r) }

// AffirmRecipients asks that changes of the directory that wait be put in force.
// The act shows them, so that the officer signs what he reads.
type AffirmRecipients struct {
	holder.RecipientsAffirmed
	Text string `json:"text"`
}

// NewAffirmRecipients gives the request that agrees to changes as they wait.
func NewAffirmRecipients(h holder.Holder, of []tocsin.RecipientID, because string) (*AffirmRecipients, error) {
	text, hash, err := waitingText(h, of)
	return &AffirmRecipients{holder.RecipientsAffirmed{Recipients: of, Of: hash, Because: because}, text}, err
}

// waitingText tells changes that wait, and gives their hash.
func waitingText(h holder.Holder, of []tocsin.RecipientID) (text, hash string, err error) {
	all, hash, err := h.Proposals(of)
	if err != nil {
		return "", "", err
	}
	var c directory.Changes
	var retired []tocsin.RecipientID
	for _, p := range all {
		if p.Retire {
			retired = append(retired, p.Recipient.ID)
		} else {
			c.Changed = append(c.Changed, p.Recipient)
		}
	}
	return h.Recipients.Describe(c, retired), hash, nil
}

func (*AffirmRecipients) action() string    { return "recipient/affirm" }
func (r *AffirmRecipients) exhibit() string { return r.Text }
func (r *AffirmRecipients) command() holder.Command {
	return holder.AffirmRecipients{RecipientsAffirmed: r.RecipientsAffirmed}
}

func (r *AffirmRecipients) perform(_ context.Context, s scene) error {
	if done, err := s.holder.happened(s); err != nil || done {
		return err
	}
	if text, _, err := waitingText(s.holder.state, r.Recipients); err == nil && text != r.Text {
		return tocsin.Refuse("approval/changed", "read the changes as they stand now and sign that", "what was read is not what waits")
	}
	return onHolder(s, r)
}

// DropRecipients asks that changes of the directory that wait be taken back.
type DropRecipients struct {
	holder.RecipientsDropped
}

func (*DropRecipients) action() string { return "recipient/drop" }

func (r *DropRecipients) command() holder.Command {
	return holder.DropRecipients{RecipientsDropped: r.RecipientsDropped}
}

func (r *DropRecipients) perform(_ context.Context, s scene) error { return onHolder(s, r) }

// ImportRecipients asks that what a file comes to be taken over, all or nothing.
// The changes come attached; the act has their hash, and tells them.
type ImportRecipients struct {
	SHA256  string `json:"sha256"`
	Size    int64  `json:"size"`
	Because string `json:"because"`
	Text    string `json:"text"`
}

func (*ImportRecipients) action() string    { return "directory/import" }
func (r *ImportRecipients) exhibit() string { return r.Text }

// An Imported is what a file would do to the directory.
type Imported struct {
	directory.Plan
	// Flaws are what is refused; with any of them nothing would happen.
	Flaws []directory.Flaw
	// Text tells the changes, Of is its hash: what an officer agrees to.
	Text, Of string
	// Waits counts the changes that wait for another officer.
	Waits int
	// Before is the list that the file was held against.
	Before directory.List
	// Request and Attached bring the import about; nil where nothing changes.
	Request  *ImportRecipients
	Attached []byte
}

// PlanImport reads a file and holds it against the directory.
func (d *Desk) PlanImport(ctx context.Context, form directory.Form, raw []byte, because string) (Imported, error) {
	h, err := d.Holder(ctx)
	if err != nil {
		return Imported{}, err
	}
	rows, flaws := directory.Read(form, raw)
	out := Imported{Flaws: flaws, Before: h.Recipients}
	if len(flaws) > 0 {
		return out, nil
	}
	out.Plan, out.Flaws = h.Recipients.Plan(rows, seal.NewID[tocsin.RecipientID])
	for _, r := range slices.Concat(out.Added, out.Changed) {
		if err := usable(r); err != nil {
			out.Flaws = append(out.Flaws, directory.Flaw{Line: directory.LineOf(rows, r), Field: "keys", Why: r.Name + ": " + err.Error()})
		}
	}
	if len(out.Flaws) > 0 || out.Empty() {
		return out, nil
	}
	// What waits stands behind what does not: in this order the record has it.
	sensitive := func(r directory.Recipient) bool {
		old, _ := h.Recipients.Find(r.ID)
		return directory.Sensitive(old, r)
	}
	var now, wait directory.List
	for _, r := range out.Changed {
		if sensitive(r) {
			wait = append(wait, r)
		} else {
			now = append(now, r)
		}
	}
	out.Changed, out.Waits = slices.Concat(now, wait), len(wait)
	out.Text = h.Recipients.Describe(out.Changes, nil)
	out.Of = act.Hash([]byte(out.Text))
	if out.Attached, err = out.Bytes(); err != nil {
		return Imported{}, err
	}
	out.Request = &ImportRecipients{SHA256: act.Hash(out.Attached), Size: int64(len(out.Attached)), Because: because, Text: out.Text}
	return out, nil
}

// check holds the attached changes to the act, and gives them.
func (r *ImportRecipients) check(attached []byte) (directory.Changes, error) {
	if int64(len(attached)) != r.Size || len(attached) > directory.MaxFile || act.Hash(attached) != r.SHA256 {
		return directory.Changes{}, tocsin.Refuse("directory/attached", "attach the file that was written with the act", "what is attached is not what was signed for")
	}
	c, err := directory.ParseChanges(attached)
	if err != nil {
		return c, tocsin.Refuse("directory/attached", "import the file again with this version of tocsin", "what is attached are no changes of a directory")
	}
	return c, nil
}

// decide decides an import on a holder, and holds that what it comes to is what
// was told and no more.
func (r *ImportRecipients) decide(h holder.Holder, s tocsin.Stamp, c directory.Changes) ([]holder.Event, error) {
	events, err := holder.Decide(h, s, holder.ImportRecipients{Changes: c, Because: r.Because})
	if err != nil {
		return nil, err
	}
	if raw, err := changesOf(events).Bytes(); err != nil || act.Hash(raw) != r.SHA256 || h.Recipients.Describe(c, nil) != r.Text {
		return nil, tocsin.Refuse("approval/changed", "import the file again, and read what it would change now",
			"what was signed is not what the file would change")
	}
	return events, nil
}

// changesOf gives the changes that events of an import came from.
func changesOf(events []holder.Event) directory.Changes {
	var c directory.Changes
	for _, event := range events {
		switch e := event.(type) {
		case holder.RecipientsImported:
			c.Added, c.Changed = append(c.Added, e.Added...), append(c.Changed, e.Changed...)
		case holder.RecipientsProposed:
			c.Changed = append(c.Changed, e.Changed...)
		}
	}
	return c
}

func (r *ImportRecipients) perform(_ context.Context, s scene) error {
	if done, err := s.holder.happened(s); err != nil || done {
		return err
	}
	c, err := r.check(s.attached)
	if err != nil {
		return err
	}
	for _, one := range slices.Concat(c.Added, c.Changed) {
		if err := usable(one); err != nil {
			return err
		}
	}
	events, err := r.decide(s.holder.state, s.change.stamp, c)
	if err != nil {
		return err
	}
	return add(s.change, s.holder, events...)
}

// again decides an import again: what was attached is what its events hold, by the
// hash that was signed.
func (r *ImportRecipients) again(h holder.Holder, s tocsin.Stamp, group []board.Opened) ([]wanted, error) {
	var kept []holder.Event
	for _, o := range group {
		event, err := holder.Kinds.Decode(o.Entry)
		if err != nil {
			return nil, errors.New("it says something of the holder that does not follow from it")
		}
		kept = append(kept, event)
	}
	events, err := r.decide(h, s, changesOf(kept))
	if err != nil {
		return nil, err
	}
	return want(nil, tocsin.HolderStream, holder.Kinds, events...)
}

// touched are the kinds of event that change the directory.
const touched = "Recipient"

// directed is the version of the last event of the holder's stream that changed
// the directory.
func directed(entries []board.Opened) int64 {
	for i, o := range slices.Backward(entries) {
		if strings.HasPrefix(o.Entry.Kind, touched) {
			return int64(i) + 1
		}
	}
	return 0
}
