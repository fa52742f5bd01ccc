// Package approval says who must agree before something leaves, or is left
// unsaid.
//
// The floor that no pack lowers: who drafts does not approve; at least one other
// does, but on the exigent path; nobody approves the same thing twice, an approval is bound to the exact
// text, and the engine is no officer. Leaving a warning unsaid takes a higher
// officer who writes down why.
//
// Promises: a quorum is met only by distinct officers other than the proposer;
// an approval of another text counts for nothing.
package approval

import (
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/policy"
)

// A Given is one officer's agreement to one thing.
type Given struct {
	By    tocsin.OfficerID `json:"by"`
	Level tocsin.Level     `json:"level"`
	// Of is the hash of the thing agreed to.
	Of string `json:"of"`
	// Because is the officer's own reason, where one is needed.
	Because string `json:"because,omitempty"`
}

// A Proposal is one thing that others must agree to.
type Proposal struct {
	By    tocsin.OfficerID `json:"by"`
	Level tocsin.Level     `json:"level"`
	// Of is the hash of the thing proposed.
	Of string `json:"of"`
	// Silence is true where the thing proposed leaves a warning unsaid.
	Silence bool `json:"silence,omitempty"`
	// Quorum is who must agree.
	Quorum policy.Quorum `json:"quorum"`
}

// highest is the level that at least one who agrees must have: that of the
// quorum; for silence also one above the proposer, or as high where nobody can
// be higher.
func (p Proposal) highest() tocsin.Level {
	if !p.Silence {
		return p.Quorum.Highest
	}
	return max(p.Quorum.Highest, min(p.Level+1, tocsin.LevelHead))
}

// others is how many must agree besides the proposer: at least one, but for a
// warning where a pack's exigent path asks for none.
func (p Proposal) others() int {
	if p.Silence {
		return max(1, p.Quorum.Others)
	}
	return max(0, p.Quorum.Others)
}

// alone reports whether the proposer is enough: nobody else is asked, and he
// stands high enough himself.
func (p Proposal) alone() bool { return p.others() == 0 && p.By != "" && p.Level >= p.highest() }

// Admit refuses an agreement that cannot count.
func Admit(p Proposal, given []Given, g Given) error {
	switch {
	case p.By == "" || g.By == "":
		return tocsin.Refuse("approval/officer", "ask an officer", "the engine is no officer: it neither proposes nor agrees")
	case g.By == p.By:
		return tocsin.Refuse("approval/two-person", "ask another officer", "who proposed it may not approve it")
	case slices.ContainsFunc(given, func(o Given) bool { return o.By == g.By && o.Of == p.Of }):
		return tocsin.Refuse("approval/twice", "ask another officer", "this officer has approved it already")
	case g.Of != p.Of:
		return tocsin.Refuse("approval/changed", "read it as it stands now and sign that",
			"the signed text is not the one that stands in the dossier")
	}
	if p.Silence {
		others := make([]string, 0, len(given))
		for _, o := range given {
			others = append(others, o.Because)
		}
		return policy.JustifyApart(g.Because, others...)
	}
	return nil
}

// Met reports whether the quorum is met.
func Met(p Proposal, given []Given) bool { return len(Missing(p, given)) == 0 }

// A Lack is one thing that is missing for a quorum.
type Lack struct {
	// Officers is how many more must agree.
	Officers int
	// Level is the level that one of them must have; LevelNone for any.
	Level tocsin.Level
}

// Missing says what is missing for the quorum: nothing, or one lack.
func Missing(p Proposal, given []Given) []Lack {
	if p.alone() {
		return nil
	}
	var counted []tocsin.OfficerID
	high := tocsin.LevelNone
	for _, g := range given {
		if g.By == "" || g.By == p.By || g.Of != p.Of || slices.Contains(counted, g.By) {
			continue
		}
		counted = append(counted, g.By)
		high = max(high, g.Level)
	}
	// Who is not enough alone needs another, however few are asked.
	lack := Lack{Officers: max(0, max(1, p.others())-len(counted))}
	if high < p.highest() {
		lack.Level = p.highest()
		lack.Officers = max(lack.Officers, 1)
	}
	if lack.Officers == 0 {
		return nil
	}
	return []Lack{lack}
}
