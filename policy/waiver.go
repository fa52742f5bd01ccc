package policy

import (
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
)

// An Entity is what a waiver ground may be tested on.
type Entity string

// The entities.
const (
	EntityVictim     Entity = "intended-victim"
	EntityProtector  Entity = "responsible-protector"
	EntityHolder     Entity = "holder"
	EntityOriginator Entity = "originator"
	EntityChannels   Entity = "channels"
	EntityRecipient  Entity = "recipient"
)

// Entities lists the entities.
func Entities() []Entity {
	return []Entity{EntityVictim, EntityProtector, EntityHolder, EntityOriginator, EntityChannels, EntityRecipient}
}

// A Need is one kind of evidence that a ground takes.
type Need string

// The kinds of evidence.
const (
	NeedAcknowledged Need = "acknowledged-warning"
	NeedNoBystanders Need = "no-bystanders"
	NeedBasis        Need = "basis"
	NeedBalance      Need = "balance"
	NeedDraft        Need = "sanitized-draft"
	NeedOriginator   Need = "originator-asked"
	NeedChannels     Need = "channels-considered"
	NeedProtection   Need = "protective-act"
	NeedRefusal      Need = "refused-by-victim"
)

// Needs lists the kinds of evidence.
func Needs() []Need {
	return []Need{
		NeedAcknowledged, NeedNoBystanders, NeedBasis, NeedBalance, NeedDraft, NeedOriginator, NeedChannels, NeedProtection, NeedRefusal,
	}
}

// A Ground is a ground on which a found duty may be set aside.
type Ground struct {
	Rule
	// Tested is the entity that the ground is tested on, and no other.
	Tested Entity `json:"tested_on"`
	// If is what must be so besides, and IfSays the same in words; empty where
	// nothing is asked.
	If     string `json:"if,omitempty"`
	IfSays string `json:"if_says,omitempty"`
	// Needs is the evidence that the ground takes.
	Needs []Need `json:"needs"`
	// Approve is who must agree.
	Approve Quorum `json:"approve"`
	// Lasts is how long a waiver on this ground lasts at most.
	Lasts Span `json:"lasts"`

	when *logic
}

// needed says in words what a kind of evidence is.
var needed = map[Need]string{
	NeedAcknowledged: "an acknowledged warning of this threat",
	NeedNoBystanders: "that no bystander is in the same danger",
	NeedBasis:        "the basis, in words",
	NeedBalance:      "the danger weighed against the lives, in words",
	NeedDraft:        "a sanitized draft that was tried and is not enough",
	NeedOriginator:   "that the originator was asked, and the answer or its absence by the date set",
	NeedChannels:     "each channel that was considered and why it fails",
	NeedProtection:   "what was done to protect the victim instead, and by whom",
	NeedRefusal:      "how the victim refused, and to whom",
}

// String says in words what evidence it is.
func (n Need) String() string { return needed[n] }

// Evidence is what a waiver rests on; which parts are needed is the ground's to
// say.
type Evidence struct {
	// Acknowledged is a dispatch of this holder by which they already know.
	Acknowledged tocsin.DispatchID `json:"acknowledged,omitempty"`
	// Bystanders says whether others are in the same danger.
	Bystanders tocsin.Tri `json:"bystanders,omitempty"`
	// Basis is the reason in words that the ground asks for.
	Basis string `json:"basis,omitempty"`
	// Draft is the text hash of a draft of this dossier that was tried.
	Draft string `json:"draft,omitempty"`
	// Asked is when the originator was asked, AnswerBy the date set, and Answer
	// what he said; empty where he said nothing.
	Asked    time.Time `json:"asked,omitzero"`
	AnswerBy time.Time `json:"answer_by,omitzero"`
	Answer   string    `json:"answer,omitempty"`
	// Channels are those considered, each with why it fails.
	Channels []ChannelTried `json:"channels,omitempty"`
	// Protection is what was done to protect the victim instead.
	Protection string `json:"protection,omitempty"`
	// Refusal is how the victim refused to be told or helped.
	Refusal string `json:"refusal,omitempty"`
}

// A ChannelTried is a way of warning that was considered.
type ChannelTried struct {
	Channel string `json:"channel"`
	Fails   string `json:"fails"`
}

// A Waiver asks that a found duty be set aside.
type Waiver struct {
	// Pack is the pack whose duty it is; empty for the first version of the
	// record, which knew one.
	Pack string `json:"pack,omitempty"`
	// Ground is one of the listed grounds.
	Ground string `json:"ground"`
	// Tested is the entity the ground was tested on.
	Tested Entity `json:"tested"`
	// Justification is why, in writing.
	Justification string   `json:"justification"`
	Evidence      Evidence `json:"evidence"`
}

// A Recorded is what the record knows that bears on a waiver.
type Recorded struct {
	Situation
	// Acknowledged are the dispatches of this dossier that were acknowledged.
	Acknowledged []tocsin.DispatchID
	// Drafts are the text hashes of the drafts of this dossier.
	Drafts []string
}

// Ground gives a ground of the pack by its id.
func (p *Pack) Ground(id string) (Ground, bool) {
	i := slices.IndexFunc(p.Waivers, func(g Ground) bool { return g.ID == id })
	if i < 0 {
		return Ground{}, false
	}
	return p.Waivers[i], true
}

// CheckWaiver refuses a waiver whose ground is not listed, was tested on another
// entity than the one it names, does not fit the facts, or lacks its evidence.
func (p *Pack) CheckWaiver(w Waiver, r Recorded) error {
	g, ok := p.Ground(w.Ground)
	if !ok {
		ids := make([]string, 0, len(p.Waivers))
		for _, g := range p.Waivers {
			ids = append(ids, g.ID)
		}
		return tocsin.Refuse("policy/waiver-ground", "name one of "+strings.Join(ids, ", "), "%q is no ground for a waiver under %s", w.Ground, p.Ref.ID)
	}
	if w.Tested != g.Tested {
		return tocsin.Refuse(g.ID, "test it on the "+string(g.Tested)+", or name another ground",
			"the ground is about the %s, not about the %s", g.Tested, w.Tested)
	}
	if err := Justify(w.Justification); err != nil {
		return err
	}
	if g.when != nil {
		values, err := p.values(r.Situation)
		if err != nil {
			return err
		}
		state := p.newState(values)
		fits := state.eval(g.when)
		if state.err != nil {
			return state.err
		}
		if fits != tocsin.Yes {
			return tocsin.Refuse(g.ID, "warn, or name another ground", "the ground does not fit here, as it must: %s", g.IfSays)
		}
	}
	for _, need := range g.Needs {
		if err := checks[need](w, r); err != nil {
			return err
		}
	}
	return nil
}

// checks refuse a waiver without a kind of evidence.
var checks = map[Need]func(Waiver, Recorded) error{
	NeedAcknowledged: checkAcknowledged,
	NeedNoBystanders: checkBystanders,
	NeedBasis: func(w Waiver, _ Recorded) error {
		return lacksText(w, w.Evidence.Basis, "give the basis, about the entity that the ground names", "no reasonable basis is given")
	},
	NeedBalance: func(w Waiver, _ Recorded) error {
		return lacksText(w, w.Evidence.Basis, "weigh the danger against the lives", "nothing is weighed: the danger must be undue")
	},
	NeedDraft:      checkDraft,
	NeedOriginator: checkOriginator,
	NeedChannels:   checkChannels,
	NeedProtection: func(w Waiver, _ Recorded) error {
		return lacksText(w, w.Evidence.Protection, "say what was done instead, by whom and when", "no protective act is told")
	},
	NeedRefusal: func(w Waiver, _ Recorded) error {
		return lacksText(w, w.Evidence.Refusal, "say how the victim refused, to whom and when", "no refusal by the victim is told")
	},
}

// lacks refuses a waiver without its evidence.
func lacks(ground, remedy, why string) error { return tocsin.Refuse(ground, remedy, "%s", why) }

// lacksText refuses a text that says nothing.
func lacksText(w Waiver, text, remedy, why string) error {
	if written(text) != nil {
		return lacks(w.Ground, remedy, why)
	}
	return nil
}

func checkAcknowledged(w Waiver, r Recorded) error {
	if !slices.Contains(r.Acknowledged, w.Evidence.Acknowledged) {
		return lacks(w.Ground, "link the acknowledged warning by which they know of this threat",
			"general alertness is not knowledge of this threat: no acknowledged warning is linked")
	}
	return nil
}

// checkBystanders tests the ground on whom it names and nobody else: whoever
// merely stands near them is owed a warning all the same.
func checkBystanders(w Waiver, _ Recorded) error {
	if w.Evidence.Bystanders != tocsin.No {
		return lacks(w.Ground, "warn the bystanders", "others are, or may be, in the same danger without any part in it")
	}
	return nil
}

func checkDraft(w Waiver, r Recorded) error {
	if !slices.Contains(r.Drafts, w.Evidence.Draft) || w.Evidence.Draft == "" {
		return lacks(w.Ground, "draft a sanitized warning first, then say why it is not enough",
			"no sanitized draft of this dossier is attached")
	}
	return nil
}

func checkOriginator(w Waiver, r Recorded) error {
	e := w.Evidence
	switch {
	case e.Asked.IsZero() || e.Asked.After(r.At):
		return lacks(w.Ground, "ask the originator, with a date for the answer", "the originator was not asked")
	case !e.AnswerBy.IsZero() && !e.AnswerBy.After(e.Asked):
		return lacks(w.Ground, "set a date after the asking", "the date set for the answer lies before the asking")
	case strings.TrimSpace(e.Answer) == "" && (e.AnswerBy.IsZero() || e.AnswerBy.After(r.At)):
		return lacks(w.Ground, "wait for the answer or for its date", "the originator has not answered and the date set has not passed")
	}
	return nil
}

func checkChannels(w Waiver, _ Recorded) error {
	if len(w.Evidence.Channels) == 0 {
		return lacks(w.Ground, "list the channels considered, intermediaries among them", "no channel was considered")
	}
	for _, c := range w.Evidence.Channels {
		if strings.TrimSpace(c.Channel) == "" || written(c.Fails) != nil {
			return lacks(w.Ground, "say of each channel why it fails", "a channel is listed without a reason")
		}
	}
	return nil
}
