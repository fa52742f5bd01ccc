package holder

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/directory"
	"example.org/tocsin/policy"
)

// AddRecipient adds an entry to the directory.
type AddRecipient struct {
	RecipientAdded
}

// RecipientAdded puts a recipient on the list.
type RecipientAdded struct {
	Recipient directory.Recipient `json:"recipient"`
}

func (c AddRecipient) decide(h Holder, s tocsin.Stamp) ([]Event, error) {
	if r, ok := h.Recipients.Find(c.Recipient.ID); ok && reflect.DeepEqual(r, c.Recipient) {
		return nil, nil
	}
	if s.Level < tocsin.LevelOfficer {
		return nil, tocsin.Refuse("directory/level", "ask an officer", "an %s may not enroll recipients", s.Level)
	}
	if err := h.Recipients.Check(c.Recipient); err != nil {
		return nil, err
	}
	return []Event{c.RecipientAdded}, nil
}

func (e RecipientAdded) evolve(h Holder, _ tocsin.Stamp) Holder {
	h.Recipients = append(slices.Clip(h.Recipients), e.Recipient)
	return h
}

// A RecipientProposal is a change of who is sent to, how or with which keys, or
// the end of an entry, which waits for another officer: one person alone must
// be able neither to turn a warning aside nor to silence it.
type RecipientProposal struct {
	// Recipient is the whole new entry; only its id counts where Retire is true.
	Recipient directory.Recipient `json:"recipient"`
	Retire    bool                `json:"retire,omitempty"`
	// By proposed it, At that time, and Because is why.
	By      tocsin.OfficerID `json:"by"`
	At      time.Time        `json:"at"`
	Because string           `json:"because"`
}

// Proposal gives the change that waits for a recipient.
func (h Holder) Proposal(id tocsin.RecipientID) (RecipientProposal, bool) {
	i := slices.IndexFunc(h.Directing, func(p RecipientProposal) bool { return p.Recipient.ID == id })
	if i < 0 {
		return RecipientProposal{}, false
	}
	return h.Directing[i], true
}

// Proposals gives the changes that wait for recipients, in the order of the ids
// that are named, and the hash by which another officer agrees to just these.
func (h Holder) Proposals(of []tocsin.RecipientID) ([]RecipientProposal, string, error) {
	all := make([]RecipientProposal, 0, len(of))
	for i, id := range of {
		p, ok := h.Proposal(id)
		if !ok || slices.Contains(of[:i], id) {
			return nil, "", tocsin.Refuse("directory/nothing", "see tocsin directory list --waiting", "no change of a recipient waits that is named, or one is named twice")
		}
		all = append(all, p)
	}
	raw, err := json.Marshal(all)
	if err != nil {
		return nil, "", fmt.Errorf("writing the changes that wait: %w", err)
	}
	return all, act.Hash(raw), nil
}

// ChangeRecipient changes an entry, or ends it. A change of who is sent to, how or
// with which keys waits for another officer, and so does the end of an entry; all
// else is in force at once.
type ChangeRecipient struct {
	Recipient directory.Recipient
	Retire    bool
	Because   string
}

// RecipientChanged puts a whole new entry in the place of an old one.
type RecipientChanged struct {
	Recipient directory.Recipient `json:"recipient"`
	Because   string              `json:"because"`
}

// RecipientsProposed has changes wait for another officer.
type RecipientsProposed struct {
	// Changed are whole new entries, Retired those that end.
	Changed directory.List       `json:"changed,omitempty"`
	Retired []tocsin.RecipientID `json:"retired,omitempty"`
	Because string               `json:"because"`
}

func (c ChangeRecipient) decide(h Holder, s tocsin.Stamp) ([]Event, error) {
	old, ok := h.Recipients.Find(c.Recipient.ID)
	if err := mayDirect(s, c.Because); err != nil {
		return nil, err
	}
	if !ok {
		return nil, tocsin.Refuse("directory/unknown", "list the directory", "no such recipient is listed")
	}
	if c.Retire {
		if err := h.mayRetire([]tocsin.RecipientID{c.Recipient.ID}); err != nil {
			return nil, err
		}
		return []Event{RecipientsProposed{Retired: []tocsin.RecipientID{c.Recipient.ID}, Because: c.Because}}, nil
	}
	changed := directory.List{c.Recipient}
	if err := h.Recipients.CheckChanges(nil, changed); err != nil {
		return nil, err
	}
	switch {
	case directory.Same(old, c.Recipient):
		return nil, nil
	case directory.Sensitive(old, c.Recipient):
		return []Event{RecipientsProposed{Changed: changed, Because: c.Because}}, nil
	}
	if err := h.noneWaits(changed); err != nil {
		return nil, err
	}
	return []Event{RecipientChanged{c.Recipient, c.Because}}, nil
}

// mayDirect refuses who may not change the directory, and who does not say why.
func mayDirect(s tocsin.Stamp, because string) error {
	if s.Level < tocsin.LevelOfficer {
		return tocsin.Refuse("directory/level", "ask an officer", "an %s may not change the directory", s.Level)
	}
	if strings.TrimSpace(because) == "" {
		return tocsin.Refuse("directory/reason", "say why in a few words", "no reason is given")
	}
	return nil
}

// noneWaits refuses to change an entry beside a change of it that waits: agreeing
// to that one would take this one back.
func (h Holder) noneWaits(changed directory.List) error {
	for _, r := range changed {
		if _, waits := h.Proposal(r.ID); waits {
			return tocsin.Refuse("directory/waits", "affirm or drop that one first, or propose both together", "a change of %q waits for another officer", r.Name)
		}
	}
	return nil
}

// mayRetire refuses to end entries that others are reached through.
func (h Holder) mayRetire(ids []tocsin.RecipientID) error {
	for _, id := range ids {
		r, ok := h.Recipients.Find(id)
		if !ok {
			return tocsin.Refuse("directory/unknown", "list the directory", "a recipient that is to end is not listed")
		}
		for _, o := range h.Recipients.Through(id) {
			if !slices.Contains(ids, o.ID) {
				return tocsin.Refuse("directory/route", "give that one another way first", "%q is reached through %q, or allows it", o.Name, r.Name)
			}
		}
	}
	return nil
}

func (e RecipientChanged) evolve(h Holder, _ tocsin.Stamp) Holder {
	h.Recipients = h.Recipients.With(nil, directory.List{e.Recipient})
	return h
}

func (e RecipientsProposed) evolve(h Holder, s tocsin.Stamp) Holder {
	return h.propose(e, s)
}

// propose has changes wait, in the place of older ones of the same recipients.
func (h Holder) propose(e RecipientsProposed, s tocsin.Stamp) Holder {
	fresh := make([]RecipientProposal, 0, len(e.Changed)+len(e.Retired))
	again := make(map[tocsin.RecipientID]bool, cap(fresh))
	for _, r := range e.Changed {
		fresh, again[r.ID] = append(fresh, RecipientProposal{Recipient: r, By: s.By, At: s.At, Because: e.Because}), true
	}
	for _, id := range e.Retired {
		fresh = append(fresh, RecipientProposal{Recipient: directory.Recipient{ID: id}, Retire: true, By: s.By, At: s.At, Because: e.Because})
		again[id] = true
	}
	old := slices.DeleteFunc(slices.Clone(h.Directing), func(p RecipientProposal) bool { return again[p.Recipient.ID] })
	h.Directing = append(old, fresh...)
	return h
}

// AffirmRecipients agrees to changes that wait, as somebody else than who proposed
// them.
type AffirmRecipients struct {
	RecipientsAffirmed
}

// RecipientsAffirmed puts changes that waited in force.
type RecipientsAffirmed struct {
	Recipients []tocsin.RecipientID `json:"recipients"`
	// Of is the hash of the changes as they were read.
	Of      string `json:"of"`
	Because string `json:"because"`
}

func (c AffirmRecipients) decide(h Holder, s tocsin.Stamp) ([]Event, error) {
	if err := mayDirect(s, c.Because); err != nil {
		return nil, err
	}
	if err := policy.Justify(c.Because); err != nil {
		return nil, err
	}
	all, hash, err := h.Proposals(c.Recipients)
	switch {
	case err != nil:
		return nil, err
	case len(all) == 0:
		return nil, tocsin.Refuse("directory/nothing", "see tocsin directory list --waiting", "no change is named")
	case hash != c.Of:
		return nil, tocsin.Refuse("approval/changed", "read the changes as they stand now and sign that", "what was signed is not what is proposed")
	case slices.ContainsFunc(all, func(p RecipientProposal) bool { return p.By == s.By }):
		return nil, tocsin.Refuse("approval/two-person", "ask another officer", "who proposed it may not approve it")
	}
	changed, retired := split(all)
	if err := h.mayRetire(retired); err != nil {
		return nil, err
	}
	left := h.without(retired)
	if err := left.Recipients.CheckChanges(nil, changed); err != nil {
		return nil, err
	}
	return []Event{c.RecipientsAffirmed}, nil
}

// split takes changes and ends apart.
func split(all []RecipientProposal) (changed directory.List, retired []tocsin.RecipientID) {
	for _, p := range all {
		if p.Retire {
			retired = append(retired, p.Recipient.ID)
		} else {
			changed = append(changed, p.Recipient)
		}
	}
	return changed, retired
}

// without gives the holder without some recipients.
func (h Holder) without(ids []tocsin.RecipientID) Holder {
	if len(ids) > 0 {
		gone := make(map[tocsin.RecipientID]bool, len(ids))
		for _, id := range ids {
			gone[id] = true
		}
		h.Recipients = slices.DeleteFunc(slices.Clone(h.Recipients), func(r directory.Recipient) bool { return gone[r.ID] })
	}
	return h
}

func (e RecipientsAffirmed) evolve(h Holder, _ tocsin.Stamp) Holder {
	all, _, err := h.Proposals(e.Recipients)
	if err != nil {
		return h
	}
	changed, retired := split(all)
	h = h.without(retired)
	h.Recipients = h.Recipients.With(nil, changed)
	return h.settle(e.Recipients)
}

// settle takes changes off those that wait.
func (h Holder) settle(ids []tocsin.RecipientID) Holder {
	done := make(map[tocsin.RecipientID]bool, len(ids))
	for _, id := range ids {
		done[id] = true
	}
	h.Directing = slices.DeleteFunc(slices.Clone(h.Directing), func(p RecipientProposal) bool { return done[p.Recipient.ID] })
	return h
}

// DropRecipients takes changes back that wait. Any officer may: what is not
// agreed to changes nothing.
type DropRecipients struct {
	RecipientsDropped
}

// RecipientsDropped takes changes back that waited.
type RecipientsDropped struct {
	Recipients []tocsin.RecipientID `json:"recipients"`
	Because    string               `json:"because"`
}

func (c DropRecipients) decide(h Holder, s tocsin.Stamp) ([]Event, error) {
	if err := mayDirect(s, c.Because); err != nil {
		return nil, err
	}
	all, _, err := h.Proposals(c.Recipients)
	switch {
	case err != nil:
		return nil, err
	case len(all) == 0:
		return nil, tocsin.Refuse("directory/nothing", "see tocsin directory list --waiting", "no change is named")
	}
	return []Event{c.RecipientsDropped}, nil
}

func (e RecipientsDropped) evolve(h Holder, _ tocsin.Stamp) Holder { return h.settle(e.Recipients) }
