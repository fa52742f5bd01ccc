package policy

import (
	"time"

	"example.org/tocsin"
	"example.org/tocsin/report"
)

// A Verdict is what a determination finds.
type Verdict string

// The verdicts.
const (
	// Duty: there is a duty to warn.
	Duty Verdict = "duty"
	// NoDuty: a trigger test is answered no. It binds only once affirmed.
	NoDuty Verdict = "no-duty"
	// OutOfScope: the harm is not one of this pack's. It ends in a referral,
	// never in silence.
	OutOfScope Verdict = "out-of-scope"
)

// A Clause says where a rule comes from.
type Clause struct {
	// Source is the directive, Paragraph its paragraph as far as known.
	Source    string `json:"source"`
	Paragraph string `json:"paragraph,omitempty"`
	// Verified says whether the paragraph was checked against the primary
	// document.
	Verified bool `json:"verified"`
	// Quoted says that the wording was read where others quote it; otherwise
	// it is recalled, sure in substance and not in letter.
	Quoted bool `json:"quoted"`
}

// A PackRef names the exact rules that were applied.
type PackRef struct {
	ID      string `json:"id"`
	Version int    `json:"version"`
	// Hash is the hexadecimal SHA-256 of the rules as data.
	Hash string `json:"hash"`
}

// A Finding is one rule with its value.
type Finding struct {
	Rule   string `json:"rule"`
	Clause Clause `json:"clause"`
	// Sentence is the rule in plain words.
	Sentence string     `json:"sentence"`
	Value    tocsin.Tri `json:"value"`
	// Because are the facts that decided, in words that name no value which is
	// protected beyond the dossier.
	Because []string `json:"because"`
}

// A Determination is the formal finding with its whole explanation. It is
// stored as it is and never made again.
type Determination struct {
	Verdict Verdict   `json:"verdict"`
	Pack    PackRef   `json:"pack"`
	At      time.Time `json:"at"`
	// Findings are all rules that were tested, in the order of the pack.
	Findings []Finding `json:"findings"`
	// Doubt is true when unknown answers were resolved in favor of informing.
	Doubt bool `json:"doubt"`
	// Text is the explanation in plain language.
	Text string `json:"text"`
	// Deciders are who must agree from here on.
	Deciders Deciders `json:"deciders"`
}

// A Quorum is who must agree to one thing, besides who proposed it.
type Quorum struct {
	// Others is how many officers other than the proposer.
	Others int `json:"others"`
	// Highest is the level that at least one of them has.
	Highest tocsin.Level `json:"highest"`
}

// Deciders is who must agree before a warning leaves, and before it is left
// unsaid.
type Deciders struct {
	Warn    Quorum `json:"warn"`
	Silence Quorum `json:"silence"`
}

// A Profile is the kind of holder; it sets who must agree.
type Profile string

// The profiles.
const (
	// ProfileNGO is a small organization: two people warn.
	ProfileNGO Profile = "ngo"
	// ProfileCERT is a national or sectoral response team: two people warn.
	ProfileCERT Profile = "cert"
	// ProfileService is a service or police: the drafter and two others, one of
	// them a senior officer.
	ProfileService Profile = "service"
)

// DecidersOf gives who must agree under a profile. Leaving unsaid never takes
// fewer or lower people than saying.
func DecidersOf(p Profile) (Deciders, bool) {
	switch p {
	case ProfileNGO:
		return Deciders{
			Warn:    Quorum{Others: 1, Highest: tocsin.LevelOfficer},
			Silence: Quorum{Others: 1, Highest: tocsin.LevelSenior},
		}, true
	case ProfileCERT:
		return Deciders{
			Warn:    Quorum{Others: 1, Highest: tocsin.LevelOfficer},
			Silence: Quorum{Others: 1, Highest: tocsin.LevelHead},
		}, true
	case ProfileService:
		return Deciders{
			Warn:    Quorum{Others: 2, Highest: tocsin.LevelSenior},
			Silence: Quorum{Others: 2, Highest: tocsin.LevelHead},
		}, true
	}
	return Deciders{}, false
}

// facts is what the rules see: the assessment and the time.
type facts struct {
	report.Assessment
	at time.Time
}
