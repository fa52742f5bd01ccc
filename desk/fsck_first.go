package desk

import (
	"errors"
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/board"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
	"example.org/tocsin/policy"
)

// The first version of the record had no packs: its rules were a part of the
// program and are held no longer. As long as a holder has adopted none, what the
// rules decided is counted and not decided again; all else is.

// undecidable are the actions that rules decide, with the kinds of event that
// may follow from them.
var undecidable = map[string][]string{
	"dossier/determine": {"Determined", "SilenceProposed"},
	"dossier/waive":     {"SilenceProposed"},
}

// packless reports whether no pack was in force.
func (c *checkup) packless() bool { return len(c.board.Holder.Packs) == 0 }

// undecided takes what an act of the first version came to as it stands, where
// it is of a kind that can follow from it.
func (c *checkup) undecided(a act.Act, of tocsin.StreamID, group []board.Opened) ([]wanted, error) {
	all := make([]wanted, 0, len(group))
	for _, o := range group {
		e := o.Entry
		if e.Stream != of || !slices.Contains(undecidable[a.Action], e.Kind) {
			return nil, errors.New("it does not follow from what caused it")
		}
		all = append(all, wanted{e.Stream, e.Kind, string(e.Body)})
	}
	c.health.Undecided++
	return all, nil
}

// firstFounding is the founding of the first version, which named no packs.
func firstFounding(err error, founded holder.HolderFounded) bool {
	refusal, ok := errors.AsType[*tocsin.Refusal](err)
	return ok && refusal.Rule == "policy/none" && len(founded.Packs) == 0
}

// firstAssess is an assessment of the first version: whatever was answered, the
// rules had asked.
func firstAssess(r *Assess) dossier.AssessFacts {
	command := dossier.AssessFacts{FactsAssessed: dossier.FactsAssessed{Assessment: r.Assessment}}
	for _, a := range r.Assessment.Answers {
		command.Questions = append(command.Questions, policy.Question{Name: policy.Name(a.Question), Kind: policy.KindYesNo})
	}
	return command
}

// firstOpening opens a dossier as the first version did: the profile alone said
// who decides.
func (c *checkup) firstOpening(into []wanted, r *File, s tocsin.Stamp) (dossier.Dossier, []wanted, error) {
	opened := dossier.DossierOpened{ID: r.Dossier, Profile: c.board.Holder.Profile}
	into, err := want(into, tocsin.StreamID(r.Dossier), dossier.Kinds, dossier.Event(opened))
	return dossier.Evolve(dossier.Dossier{}, s, opened), into, err
}
