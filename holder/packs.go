package holder

import (
	"fmt"
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/policy"
)

// An Adopted is a pack in force, with its whole file: a determination is decided
// again under the very pack that it names.
type Adopted struct {
	Ref    policy.PackRef
	Source string
}

// A PackProposal is a change of the packs in force that waits for another officer.
type PackProposal struct {
	// Ref is of the pack to adopt, or has only an id where one is retired.
	Ref    policy.PackRef
	Source string
	By     tocsin.OfficerID
}

// Policies gives the packs in force, read.
func (h Holder) Policies() ([]*policy.Pack, error) {
	packs := make([]*policy.Pack, 0, len(h.Packs))
	for _, a := range h.Packs {
		p, err := policy.Load([]byte(a.Source))
		if err != nil {
			return nil, fmt.Errorf("reading the adopted pack %s: %w", a.Ref.ID, err)
		}
		packs = append(packs, p)
	}
	return packs, nil
}

// Handling gives what the packs in force ask of a dossier, nil where there are
// none.
func (h Holder) Handling() (*policy.Handling, error) {
	packs, err := h.Policies()
	if err != nil || len(packs) == 0 {
		return nil, err
	}
	var all []*policy.Handling
	for _, p := range packs {
		all = append(all, &p.Handling)
	}
	return policy.Strictest(all...), nil
}

// Questions gives what officers may answer under the packs in force, each once.
func (h Holder) Questions() ([]policy.Question, error) {
	packs, err := h.Policies()
	if err != nil {
		return nil, err
	}
	all := policy.CommonQuestions()
	for _, p := range packs {
		for _, q := range p.Questions {
			if !slices.ContainsFunc(all, func(o policy.Question) bool { return o.Name == q.Name }) {
				all = append(all, q)
			}
		}
	}
	return all, nil
}

// adopt puts a pack in force, in the place of an older version of it.
func (h Holder) adopt(source string) Holder {
	p, err := policy.Load([]byte(source))
	if err != nil {
		// What was adopted was read before it was kept; a version that cannot
		// read it says so when it is needed.
		h.Packs = append(slices.Clip(h.Packs), Adopted{Source: source})
		return h
	}
	a := Adopted{p.Ref, source}
	if i := slices.IndexFunc(h.Packs, func(o Adopted) bool { return o.Ref.ID == p.Ref.ID }); i >= 0 {
		h.Packs = slices.Clone(h.Packs)
		h.Packs[i] = a
		return h
	}
	h.Packs = append(slices.Clip(h.Packs), a)
	return h
}

// readPack refuses a file that is no pack, with the place of what is wrong.
func readPack(source string) (*policy.Pack, error) {
	p, err := policy.Load([]byte(source))
	if err != nil {
		return nil, tocsin.Refuse("policy/pack", "mend it where it says, and check it with tocsin policy check", "the file is no pack: %v", err)
	}
	return p, nil
}

// ProposePack asks that a pack be adopted, or that one be retired. The head does.
type ProposePack struct {
	PackProposed
}

// PackProposed waits for another officer.
type PackProposed struct {
	// Source is the pack's file; empty where Retire names a pack.
	Source string `json:"source,omitempty"`
	Retire string `json:"retire,omitempty"`
}

func (c ProposePack) decide(h Holder, s tocsin.Stamp) ([]Event, error) {
	if err := headOnly(s); err != nil {
		return nil, err
	}
	if c.Retire != "" {
		i := slices.IndexFunc(h.Packs, func(a Adopted) bool { return a.Ref.ID == c.Retire })
		switch {
		case c.Source != "":
			return nil, tocsin.Refuse("policy/pack", "adopt one and then retire the other", "a pack is adopted and one retired at once")
		case i < 0:
			return nil, tocsin.Refuse("policy/pack", "list the packs", "the pack %q is not in force", c.Retire)
		case len(h.Packs) == 1:
			return nil, tocsin.Refuse("policy/pack", "adopt another first", "it is the last pack in force")
		}
		return []Event{c.PackProposed}, nil
	}
	p, err := readPack(c.Source)
	if err != nil {
		return nil, err
	}
	for _, a := range h.Packs {
		switch {
		case a.Ref == p.Ref:
			return nil, nil
		case a.Ref.ID == p.Ref.ID && a.Ref.Version >= p.Ref.Version:
			return nil, tocsin.Refuse("policy/version", "give what was changed a higher version",
				"version %d of %s is in force, and this is version %d", a.Ref.Version, p.Ref.ID, p.Ref.Version)
		}
	}
	return []Event{c.PackProposed}, nil
}

func (e PackProposed) evolve(h Holder, s tocsin.Stamp) Holder {
	proposal := &PackProposal{Ref: policy.PackRef{ID: e.Retire}, Source: e.Source, By: s.By}
	if p, err := policy.Load([]byte(e.Source)); e.Source != "" && err == nil {
		proposal.Ref = p.Ref
	}
	h.Proposed = proposal
	return h
}

// AffirmPack agrees to the change that is proposed, as somebody else than who
// proposed it.
type AffirmPack struct {
	PackAffirmed
}

// PackAffirmed puts the proposed change in force.
type PackAffirmed struct {
	// Of is the pack as it was read: its hash where one is adopted.
	Of policy.PackRef `json:"of"`
	// Because is why, in writing.
	Because string `json:"because"`
}

func (c AffirmPack) decide(h Holder, s tocsin.Stamp) ([]Event, error) {
	switch {
	case h.Proposed == nil:
		return nil, tocsin.Refuse("policy/nothing", "list the packs", "no change of the packs waits")
	case s.By == h.Proposed.By:
		return nil, tocsin.Refuse("approval/two-person", "ask another officer", "who proposed it may not approve it")
	case s.Level < tocsin.LevelOfficer:
		return nil, tocsin.Refuse("policy/level", "ask an officer", "an analyst does not change the packs in force")
	case c.Of != h.Proposed.Ref:
		return nil, tocsin.Refuse("approval/changed", "read it as it stands now and sign that", "what was signed is not what is proposed")
	}
	if err := policy.Justify(c.Because); err != nil {
		return nil, err
	}
	return []Event{c.PackAffirmed}, nil
}

func (PackAffirmed) evolve(h Holder, _ tocsin.Stamp) Holder {
	proposed := h.Proposed
	h.Proposed = nil
	switch {
	case proposed == nil:
	case proposed.Source != "":
		return h.adopt(proposed.Source)
	default:
		h.Packs = slices.DeleteFunc(slices.Clone(h.Packs), func(a Adopted) bool { return a.Ref.ID == proposed.Ref.ID })
	}
	return h
}
