package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/directory"
	"example.org/tocsin/holder"
	"example.org/tocsin/policy"
	"example.org/tocsin/seal"
	"example.org/tocsin/store"
)

// A Signer signs the exact bytes of an act for one officer; app fills it.
type Signer func(message []byte) (armored string, err error)

// A Founding is what a new holder begins with.
type Founding struct {
	Profile policy.Profile
	// Packs are the files of the packs in force from the beginning.
	Packs []string
	// Name is the first officer's name, Key his public key.
	Name string
	Key  string
	// Sign signs with that key.
	Sign Signer
}

// found is the request that a founding act signs.
type found struct {
	Founded holder.HolderFounded `json:"founded"`
}

func (found) action() string { return "holder/found" }

func (found) perform(context.Context, scene) error {
	return tocsin.Refuse("holder/founded", "use the holder that is there", "there is a holder already")
}

// Found makes the holder with its first officer, once.
func (d *Desk) Found(ctx context.Context, f Founding) (holder.Holder, error) {
	id := seal.NewID[tocsin.HolderID]()
	event := holder.HolderFounded{
		ID: id, Profile: f.Profile, Packs: f.Packs, Sender: d.config.SenderKey, Log: d.config.LogKey, ReplyTo: d.config.ReplyTo,
		First: holder.Officer{ID: seal.NewID[tocsin.OfficerID](), Name: f.Name, Level: tocsin.LevelHead, Key: f.Key},
	}
	raw, err := d.write(id, event.First.ID, found{event})
	if err != nil {
		return holder.Holder{}, err
	}
	armored, err := f.Sign(raw)
	if err != nil {
		return holder.Holder{}, err
	}
	signed := act.Signed{Bytes: string(raw), Signature: armored}
	a, err := signed.Verify(f.Key)
	if err != nil {
		return holder.Holder{}, tocsin.Refuse("act/signature", "sign with the key that is enrolled", "%v", err)
	}
	c := &change{
		desk: d, stamp: tocsin.Stamp{At: d.now(), By: event.First.ID, Level: tocsin.LevelHead}, act: a.ID, signed: &signed,
	}
	events, err := holder.Decide(holder.Holder{}, c.stamp, holder.FoundHolder{HolderFounded: event})
	if err != nil {
		return holder.Holder{}, err
	}
	key, err := c.newKey()
	if err != nil {
		return holder.Holder{}, err
	}
	s := &stream[holder.Holder, holder.Event]{kind: holderKind, id: tocsin.HolderStream, key: key}
	if err := add(c, s, events...); err != nil {
		return holder.Holder{}, err
	}
	err = d.config.Store.Append(ctx, c.batch)
	switch {
	case errors.Is(err, store.ErrMoved):
		return holder.Holder{}, tocsin.Refuse("holder/founded", "use the holder that is there, or name another --data",
			"there is a holder already")
	case err != nil:
		return holder.Holder{}, fmt.Errorf("keeping the founding: %w", err)
	}
	return s.state, nil
}

// A holderRequest is a request that is one command of the holder. fsck gives the
// same command again.
type holderRequest interface {
	Request
	command() holder.Command
}

// onHolder performs a request on the holder's stream.
func onHolder(s scene, r holderRequest) error {
	if done, err := s.holder.happened(s); err != nil || done {
		return err
	}
	events, err := holder.Decide(s.holder.state, s.change.stamp, r.command())
	if err != nil {
		return err
	}
	return add(s.change, s.holder, events...)
}

// AddOfficer asks that an officer be added.
type AddOfficer struct {
	Officer holder.Officer `json:"officer"`
}

// NewOfficer gives the request that adds an officer.
func NewOfficer(name string, level tocsin.Level, key, partner string) *AddOfficer {
	return &AddOfficer{holder.Officer{
		ID: seal.NewID[tocsin.OfficerID](), Name: name, Level: level, Key: key, Partner: partner,
	}}
}

func (*AddOfficer) action() string { return "officer/add" }

func (r *AddOfficer) command() holder.Command {
	return holder.AddOfficer{OfficerAdded: holder.OfficerAdded(*r)}
}

func (r *AddOfficer) perform(_ context.Context, s scene) error { return onHolder(s, r) }

// RetireOfficer asks that an officer be retired.
type RetireOfficer struct {
	Officer tocsin.OfficerID `json:"officer"`
}

func (*RetireOfficer) action() string { return "officer/retire" }

func (r *RetireOfficer) command() holder.Command {
	return holder.RetireOfficer{OfficerRetired: holder.OfficerRetired{ID: r.Officer}}
}

func (r *RetireOfficer) perform(_ context.Context, s scene) error { return onHolder(s, r) }

// AddRecipient asks that a recipient be added to the directory.
type AddRecipient struct {
	Recipient directory.Recipient `json:"recipient"`
}

// NewRecipient gives the request that adds a recipient, with an id of its own.
func NewRecipient(r directory.Recipient) *AddRecipient {
	r.ID = seal.NewID[tocsin.RecipientID]()
	r.Verifier = strings.TrimSpace(r.Verifier)
	return &AddRecipient{r}
}

func (*AddRecipient) action() string { return "recipient/add" }

// perform also seals something to the keys, so that a key which cannot be used
// is refused when it is enrolled and not when it is needed.
func (r *AddRecipient) perform(_ context.Context, s scene) error {
	if len(r.Recipient.Keys) > 0 {
		if _, err := seal.Room(r.Recipient.Keys); err != nil {
			return err
		}
	}
	if err := checkVerifier(r.Recipient.Verifier); err != nil {
		return err
	}
	return onHolder(s, r)
}

func (r *AddRecipient) command() holder.Command {
	return holder.AddRecipient{RecipientAdded: holder.RecipientAdded{Recipient: r.Recipient}}
}
