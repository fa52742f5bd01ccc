// Package holder is who we are: the organization that holds knowledge of
// threats, its officers with their levels and dated keys, and its directory.
//
// An officer is an id that never changes; keys are attributes with dates, so
// that a signature made while a key was in force stays good after the key is
// retired.
//
// Promises: a retired officer signs nothing more; the last head cannot be
// retired; what an officer signed is checked against the key in force at that
// time.
package holder

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/directory"
	"example.org/tocsin/entry"
	"example.org/tocsin/policy"
)

// An Officer is one person who acts for the holder.
type Officer struct {
	ID    tocsin.OfficerID `json:"id"`
	Name  string           `json:"name"`
	Level tocsin.Level     `json:"level"`
	// Key is the officer's public key as an authorized_keys line.
	Key string `json:"key"`
	// Partner names the partner organization the officer belongs to, empty for
	// our own.
	Partner string `json:"partner,omitempty"`
	// From and Until bound when the officer acts; Until is zero while he does.
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// Active reports whether the officer acts at a time.
func (o Officer) Active(at time.Time) bool {
	return !at.Before(o.From) && (o.Until.IsZero() || at.Before(o.Until))
}

// A Holder is the state of the holder's stream.
type Holder struct {
	ID         tocsin.HolderID
	Profile    policy.Profile
	Founded    time.Time
	Sender     string
	Log        string
	ReplyTo    string
	Officers   []Officer
	Recipients directory.List
	// Roster is who is on call, as it was set last.
	Roster []Shift
	// Directing are changes of the directory that wait for another officer, one a
	// recipient.
	Directing []RecipientProposal
	// Packs are those in force, in the order in which they were adopted; Proposed
	// is a change of them that waits for another officer.
	Packs    []Adopted
	Proposed *PackProposal
	// Spent is what earlier warnings told about who our sources can be.
	Spent []Spent
	// Watching are the watch items, those that stand and those that ended.
	Watching []Watched
	// Texts are the reviews of the texts of languages, those in force and those
	// that wait.
	Texts []TextReview
	// Jumps are the jumps of the clocks of our machines.
	Jumps []Jump
}

// Officer gives an officer by id.
func (h Holder) Officer(id tocsin.OfficerID) (Officer, bool) {
	i := slices.IndexFunc(h.Officers, func(o Officer) bool { return o.ID == id })
	if i < 0 {
		return Officer{}, false
	}
	return h.Officers[i], true
}

// Admit checks a signed act: that it is for this holder, in time, and by the key
// of an officer who acts. It gives the act with the stamp of whoever made it.
func (h Holder) Admit(signed act.Signed, at time.Time) (act.Act, tocsin.Stamp, error) {
	claimed, err := act.Parse([]byte(signed.Bytes))
	if err != nil {
		return act.Act{}, tocsin.Stamp{}, tocsin.Refuse("act/form", "make the act again", "%v", err)
	}
	officer, ok := h.Officer(claimed.Officer)
	switch {
	case claimed.Holder != h.ID:
		return act.Act{}, tocsin.Stamp{}, tocsin.Refuse("act/holder", "sign an act for this holder", "the act is for another holder")
	case !ok:
		return act.Act{}, tocsin.Stamp{}, tocsin.Refuse("act/officer", "ask a head to add the officer", "no such officer is listed")
	case !officer.Active(at):
		return act.Act{}, tocsin.Stamp{}, tocsin.Refuse("act/officer", "ask another officer", "the officer is retired")
	case at.Before(claimed.Made.Add(-MaxSkew)):
		return act.Act{}, tocsin.Stamp{}, tocsin.Refuse("act/made", "set the clocks and sign again",
			"the act was made at %s, which lies ahead", claimed.Made.Format(time.RFC3339))
	case at.After(claimed.Expires):
		return act.Act{}, tocsin.Stamp{}, tocsin.Refuse("act/expired", "make and sign it again",
			"the act expired at %s", claimed.Expires.Format(time.RFC3339))
	}
	verified, err := signed.Verify(officer.Key)
	if err != nil {
		return act.Act{}, tocsin.Stamp{}, tocsin.Refuse("act/signature",
			"sign these very bytes with the officer's key: ssh-keygen -Y sign -n "+act.Namespace, "%v", err)
	}
	return verified, tocsin.Stamp{At: at, By: officer.ID, Level: officer.Level}, nil
}

// MaxSkew is how far the clock of another machine may run ahead of ours.
const MaxSkew = 5 * time.Minute

// An Event is what happens to the holder.
type Event interface {
	evolve(Holder, tocsin.Stamp) Holder
}

// A Command is what is asked of the holder.
type Command interface {
	decide(Holder, tocsin.Stamp) ([]Event, error)
}

// Kinds is the contents page of the holder's stream.
var Kinds = entry.Kinds[Event]{
	entry.Of[HolderFounded, Event]("HolderFounded"),
	entry.Of[OfficerAdded, Event]("OfficerAdded"),
	entry.Of[OfficerRetired, Event]("OfficerRetired"),
	entry.Of[RecipientAdded, Event]("RecipientAdded"),
	entry.Of[RecipientChanged, Event]("RecipientChanged"),
	entry.Of[RecipientsImported, Event]("RecipientsImported"),
	entry.Of[RecipientsProposed, Event]("RecipientsProposed"),
	entry.Of[RecipientsAffirmed, Event]("RecipientsAffirmed"),
	entry.Of[RecipientsDropped, Event]("RecipientsDropped"),
	entry.Of[PackProposed, Event]("PackProposed"),
	entry.Of[PackAffirmed, Event]("PackAffirmed"),
	entry.Of[WatchItemSet, Event]("WatchItemSet"),
	entry.Of[WatchItemEnded, Event]("WatchItemEnded"),
	entry.Of[WatchItemWoke, Event]("WatchItemWoke"),
	entry.Of[SourceExposed, Event]("SourceExposed"),
	entry.Of[TextsReviewed, Event]("TextsReviewed"),
	entry.Of[TextsAffirmed, Event]("TextsAffirmed"),
	entry.Of[RosterSet, Event]("RosterSet"),
	entry.Of[ClockJumped, Event]("ClockJumped"),
	entry.Of[ClockConfirmed, Event]("ClockConfirmed"),
}

// Decide answers a command with the events that follow from it.
func Decide(h Holder, s tocsin.Stamp, c Command) ([]Event, error) { return c.decide(h, s) }

// Evolve gives the holder after an event. It cannot fail.
func Evolve(h Holder, s tocsin.Stamp, e Event) Holder { return e.evolve(h, s) }

// FoundHolder founds the holder with its first officer, who is its head.
type FoundHolder struct {
	HolderFounded
}

// HolderFounded is the first event of every record.
type HolderFounded struct {
	ID      tocsin.HolderID `json:"id"`
	Profile policy.Profile  `json:"profile"`
	// Sender and Log are our note verifier keys: of warnings and receipts, and
	// of checkpoints. ReplyTo is the age recipient of acknowledgements.
	Sender  string  `json:"sender"`
	Log     string  `json:"log"`
	ReplyTo string  `json:"reply_to"`
	First   Officer `json:"first"`
	// Packs are the files of the packs in force from the beginning; absent in the
	// first version of the record.
	Packs []string `json:"packs,omitempty"`
}

func (c FoundHolder) decide(h Holder, _ tocsin.Stamp) ([]Event, error) {
	if h.ID != "" {
		return nil, tocsin.Refuse("holder/founded", "use the holder that is there", "there is a holder already")
	}
	if !tocsin.ValidID(c.ID) {
		return nil, tocsin.Refuse("holder/id", "let the desk draw one", "the holder has no valid id")
	}
	if !slices.Contains(policy.Profiles(), c.Profile) {
		return nil, tocsin.Refuse("holder/profile", "choose ngo, cert, service or police", "%q is no profile", c.Profile)
	}
	if len(c.Packs) == 0 {
		return nil, tocsin.Refuse("policy/none", "name the packs to begin with", "no pack is in force, so nobody knows who decides")
	}
	for i, source := range c.Packs {
		p, err := readPack(source)
		if err != nil {
			return nil, err
		}
		for _, other := range c.Packs[:i] {
			if q, err := readPack(other); err == nil && q.Ref.ID == p.Ref.ID {
				return nil, tocsin.Refuse("policy/pack", "name it once", "the pack %s is named twice", p.Ref.ID)
			}
		}
	}
	if c.First.Level != tocsin.LevelHead {
		return nil, tocsin.Refuse("holder/head", "make the first officer head", "the first officer is not its head")
	}
	if err := h.checkOfficer(c.First); err != nil {
		return nil, err
	}
	return []Event{c.HolderFounded}, nil
}

func (e HolderFounded) evolve(h Holder, s tocsin.Stamp) Holder {
	first := e.First
	first.From = s.At
	founded := Holder{
		ID: e.ID, Profile: e.Profile, Founded: s.At, Sender: e.Sender, Log: e.Log, ReplyTo: e.ReplyTo,
		Officers: []Officer{first}, Recipients: h.Recipients,
	}
	for _, source := range e.Packs {
		founded = founded.adopt(source)
	}
	return founded
}

// checkOfficer refuses an officer who could not act, or stands for another.
func (h Holder) checkOfficer(o Officer) error {
	key, err := act.Fingerprint(o.Key)
	switch {
	case err != nil:
		return tocsin.Refuse("holder/key", "give one line of an ed25519 public key", "%v", err)
	case !tocsin.ValidID(o.ID):
		return tocsin.Refuse("holder/officer", "let the desk draw one", "the officer has no valid id")
	case o.Name == "", o.Name != strings.TrimSpace(o.Name), strings.ContainsFunc(o.Name, unicode.IsControl):
		return tocsin.Refuse("holder/officer", "name the officer, on one line", "the officer has no name that fits on a line")
	case o.Level < tocsin.LevelAnalyst || o.Level > tocsin.LevelHead:
		return tocsin.Refuse("holder/level", "choose analyst, officer, senior or head", "the officer has no level")
	case !o.From.IsZero() || !o.Until.IsZero():
		// Who has an end already is never retired, and counts for no head.
		return tocsin.Refuse("holder/dates", "leave them out; retire the officer when the time has come",
			"when an officer begins and ends is what the record says")
	}
	for _, other := range h.Officers {
		known, err := act.Fingerprint(other.Key)
		switch {
		case err != nil:
			return err
		case other.ID == o.ID:
			return tocsin.Refuse("holder/officer", "let the desk draw an id; to change an officer, retire him and add him anew",
				"an officer with this id is listed already")
		case known == key:
			return tocsin.Refuse("holder/one-person-one-key", "use a key of that officer alone",
				"the key belongs to another officer: one person with two names is one person")
		case other.Name == o.Name:
			return tocsin.Refuse("holder/officer", "choose another name", "an officer %q is listed already", o.Name)
		}
	}
	return nil
}

// headOnly refuses all but the head.
func headOnly(s tocsin.Stamp) error {
	if s.Level < tocsin.LevelHead {
		return tocsin.Refuse("holder/head", "ask the head", "only the head does this, not a %s", s.Level)
	}
	return nil
}

// AddOfficer adds an officer with his public key.
type AddOfficer struct {
	OfficerAdded
}

// OfficerAdded puts an officer on the list.
type OfficerAdded struct {
	Officer Officer `json:"officer"`
}

func (c AddOfficer) decide(h Holder, s tocsin.Stamp) ([]Event, error) {
	if o, ok := h.Officer(c.Officer.ID); ok && o.Until.IsZero() && o.added() == c.Officer {
		return nil, nil
	}
	if err := headOnly(s); err != nil {
		return nil, err
	}
	if err := h.checkOfficer(c.Officer); err != nil {
		return nil, err
	}
	return []Event{c.OfficerAdded}, nil
}

// added is the officer as he was asked for, without the dates that the record
// gives him.
func (o Officer) added() Officer {
	o.From, o.Until = time.Time{}, time.Time{}
	return o
}

func (e OfficerAdded) evolve(h Holder, s tocsin.Stamp) Holder {
	o := e.Officer
	o.From = s.At
	h.Officers = append(slices.Clip(h.Officers), o)
	return h
}

// RetireOfficer ends an officer's service.
type RetireOfficer struct {
	OfficerRetired
}

// OfficerRetired takes an officer out of service; what he signed stays.
type OfficerRetired struct {
	ID tocsin.OfficerID `json:"id"`
}

func (c RetireOfficer) decide(h Holder, s tocsin.Stamp) ([]Event, error) {
	o, ok := h.Officer(c.ID)
	if !ok {
		return nil, tocsin.Refuse("holder/officer", "list the officers", "no such officer is listed")
	}
	if !o.Until.IsZero() {
		return nil, nil
	}
	if err := headOnly(s); err != nil {
		return nil, err
	}
	heads := 0
	for _, other := range h.Officers {
		if other.Level == tocsin.LevelHead && other.Until.IsZero() {
			heads++
		}
	}
	if o.Level == tocsin.LevelHead && heads == 1 {
		return nil, tocsin.Refuse("holder/head", "add another head first", "the last head cannot be retired")
	}
	return []Event{c.OfficerRetired}, nil
}

func (e OfficerRetired) evolve(h Holder, s tocsin.Stamp) Holder {
	h.Officers = slices.Clone(h.Officers)
	for i := range h.Officers {
		if h.Officers[i].ID == e.ID {
			h.Officers[i].Until = s.At
		}
	}
	return h
}
