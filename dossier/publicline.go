package dossier

import (
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/approval"
	"example.org/tocsin/policy"
	"example.org/tocsin/warning"
)

// maxLine bounds a public line in bytes.
const maxLine = 2_000

// A Line is a public line that waits for approval.
type Line struct {
	PublicLineProposed
	At       time.Time
	Proposal approval.Proposal
	Given    []approval.Given
}

// A PublicLine is one that may be said in public.
type PublicLine struct {
	Text    string
	Because string
	Reveals bool
	By      tocsin.OfficerID
	At      time.Time
}

// ProposeLine puts what may be said in public before the approvers. Nothing is
// ever said by itself.
type ProposeLine struct {
	PublicLineProposed
	// Packs are those in force: what they say of whether there was a warning at all.
	Packs []*policy.Pack
}

// PublicLineProposed is a public line that waits for approval; it takes the place
// of any other that does.
type PublicLineProposed struct {
	Text    string `json:"text"`
	Because string `json:"because"`
	// Reveals says that by this line the public learns that there was a warning.
	Reveals bool `json:"reveals,omitempty"`
	// Class is what the packs say of that: the strictest of them.
	Class string `json:"class"`
}

func (c ProposeLine) decide(d Dossier, _ tocsin.Stamp) ([]Event, error) {
	if !d.Exists {
		return nil, d.open()
	}
	if len(c.Packs) == 0 {
		return nil, tocsin.Refuse("policy/none", "adopt a pack", "no pack is in force, so nobody knows what may be said")
	}
	if err := warning.CheckText(c.Text); err != nil {
		return nil, err
	}
	if len(c.Text) > maxLine {
		return nil, tocsin.Refuse("public/text", "say it in at most 2000 bytes", "a public line is too long")
	}
	if err := policy.Justify(c.Because); err != nil {
		return nil, err
	}
	proposed := c.PublicLineProposed
	proposed.Class = class(c.Packs)
	return []Event{proposed}, nil
}

// class is the strictest that packs say of whether there was a warning at all.
func class(packs []*policy.Pack) string {
	classes, strictest := policy.ExistenceClasses(), 0
	for _, p := range packs {
		strictest = max(strictest, slices.Index(classes, p.Existence.Class))
	}
	return classes[strictest]
}

// lineQuorum is who must agree to a public line: the quorum of a warning for which
// there is time, never fewer than one other; and the quorum of silence besides
// where the public learns by it that there was a warning, and the packs do not
// leave that open: what is public cannot be taken back.
func (d Dossier) lineQuorum(e PublicLineProposed) policy.Quorum {
	q := d.handling().Warn[policy.Routine].Strictest(policy.Quorum{Others: 1, Highest: tocsin.LevelOfficer})
	if e.Reveals && e.Class != policy.ExistenceClasses()[0] {
		q = q.Strictest(d.handling().Silence)
	}
	return q
}

// hash identifies a public line as it was proposed.
func (e PublicLineProposed) hash() string {
	reveals := "reveals nothing"
	if e.Reveals {
		reveals = "reveals the warning"
	}
	return act.Hash([]byte(reveals + "\n" + e.Class + "\n" + e.Because + "\n\n" + e.Text))
}

func (e PublicLineProposed) evolve(d Dossier, s tocsin.Stamp) Dossier {
	d.Line = &Line{
		PublicLineProposed: e, At: s.At,
		Proposal: approval.Proposal{By: s.By, Level: s.Level, Of: e.hash(), Quorum: d.lineQuorum(e)},
	}
	return d
}

// ApproveLine agrees to the public line that stands, as it was read.
type ApproveLine struct {
	PublicLineApproved
}

// PublicLineApproved is one officer's agreement to a public line.
type PublicLineApproved struct {
	Of string `json:"of"`
}

func (c ApproveLine) decide(d Dossier, s tocsin.Stamp) ([]Event, error) {
	switch {
	case !d.Exists:
		return nil, d.open()
	case d.Line == nil:
		return nil, tocsin.Refuse("approval/nothing", "show the dossier", "no public line waits for approval")
	}
	if err := approval.Admit(d.Line.Proposal, d.Line.Given, approval.Given{By: s.By, Level: s.Level, Of: c.Of}); err != nil {
		return nil, err
	}
	events := []Event{c.PublicLineApproved}
	if after := c.evolve(d, s); approval.Met(after.Line.Proposal, after.Line.Given) {
		events = append(events, PublicLineAuthorized(c.PublicLineApproved))
	}
	return events, nil
}

func (e PublicLineApproved) evolve(d Dossier, s tocsin.Stamp) Dossier {
	if d.Line == nil {
		return d
	}
	line := *d.Line
	line.Given = append(slices.Clip(line.Given), approval.Given{By: s.By, Level: s.Level, Of: e.Of})
	d.Line = &line
	return d
}

// PublicLineAuthorized says that a line may be said in public, by a person.
type PublicLineAuthorized struct {
	Of string `json:"of"`
}

func (PublicLineAuthorized) evolve(d Dossier, s tocsin.Stamp) Dossier {
	if l := d.Line; l != nil {
		d.Lines = append(slices.Clip(d.Lines), PublicLine{l.Text, l.Because, l.Reveals, l.Proposal.By, s.At})
	}
	d.Line = nil
	return d
}
