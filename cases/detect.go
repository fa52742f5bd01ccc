package cases

import (
	"slices"

	"example.org/tocsin/policy"
)

// A Detector says when the rules raise one kind of failure.
type Detector struct {
	Failure Failure `json:"failure"`
	// Says is what goes wrong.
	Says string `json:"says"`
	// Rule is the rule that raises it, of ours or, where ruleIn is set, of the
	// pack.
	Rule string `json:"rule"`
	// Built is "yes" where the system does this today, else what will bring it.
	Built string `json:"built"`
	// Noted says that it is raised only because somebody says the very thing;
	// the others follow from a clock, an order, or what a warning tells.
	Noted  bool `json:"noted,omitempty"`
	ruleIn func(*policy.Pack) string
	see    func(View) Answer
}

// RuleIn names the rule under a pack.
func (d Detector) RuleIn(p *policy.Pack) string {
	if d.ruleIn != nil {
		if id := d.ruleIn(p); id != "" {
			return id
		}
	}
	return d.Rule
}

// See asks the detector about a view.
func (d Detector) See(v View) Answer { return d.see(v) }

// What will bring a rule that is not built yet.
const (
	built      = "yes"
	withClocks = "yes"
	withRoutes = "issue 5"
	withProof  = "issue 6"
	afterwards = "later"
)

// Detectors gives the detectors, F-1 first.
func Detectors() []Detector { return slices.Clone(detectors) }

var detectors = []Detector{
	{Failure: "F-1", Says: "nobody can show whether a warning was owed, considered or given", Rule: "clock/determine", Built: withClocks, see: seeUndecided},
	{Failure: "F-2", Says: "even the existence of a record is held secret", Rule: "existence/proof", Built: withProof, Noted: true, see: seeSecret},
	{Failure: "F-3", Says: "the exact words are in dispute", Rule: "delivery/disputed", Built: built, Noted: true, see: seeDisputed},
	{Failure: "F-4", Says: "the recipient denies receipt", Rule: "delivery/denied", Built: built, Noted: true, see: seeDenied},
	{Failure: "F-5", Says: "sent, not seen", Rule: "delivery/acknowledge-by", Built: built, see: seeUnseen},
	{Failure: "F-6", Says: "stopped inside the recipient", Rule: "delivery/onward-passage", Built: withRoutes, see: seeStopped},
	{Failure: "F-7", Says: "the window passed, the guard dropped", Rule: "warning/validity", Built: withRoutes, see: seeExpired},
	{Failure: "F-8", Says: "too vague to act on", Rule: "release/goal", Built: built, see: seeVague},
	{Failure: "F-9", Says: "detail held back without a trace", Rule: "warning/withheld", Built: built, see: seeHeldBack},
	{Failure: "F-10", Says: "only insiders told", Rule: "equality", Built: withRoutes, ruleIn: equalityRule, see: seeUnequal},
	{Failure: "F-11", Says: "the protector learns it from the public alert", Rule: "recipients", Built: withRoutes, ruleIn: orderRule, see: seeOrder},
	{Failure: "F-12", Says: "a false record of delivery", Rule: "delivery/evidence", Built: built, see: seeClaimed},
	{Failure: "F-13", Says: "set aside for who warned", Rule: "review/source-alone", Built: withRoutes, Noted: true, see: seeDismissed},
	{Failure: "F-14", Says: "questions unanswered", Rule: "clock/consult", Built: withRoutes, see: seeUnanswered},
	{Failure: "F-15", Says: "a person alone was named, and it faded", Rule: "clock/watch", Built: withClocks, see: seeFaded},
	{Failure: "F-16", Says: "too many victims, so none told", Rule: "dossier/bulk", Built: withRoutes, see: seeMany},
	{Failure: "F-17", Says: "out of scope, so nobody's", Rule: "referral", Built: built, ruleIn: referralRule, see: seeUnowned},
	{Failure: "F-18", Says: "a ground argued against the wrong entity", Rule: "policy/waiver-ground", Built: built, see: seeGround},
	{Failure: "F-19", Says: "the warning may raise the danger", Rule: "harm/place", Built: built, see: seeHarmful},
	{Failure: "F-20", Says: "the recipient cannot take it in", Rule: "directory/profile", Built: withRoutes, see: seeProfile},
	{Failure: "F-21", Says: "a warning that only covers the sender", Rule: "dossier/outcome", Built: withRoutes, see: seeFormOnly},
	{Failure: "F-22", Says: "cannot be counted", Rule: "statistics", Built: withProof, Noted: true, see: seeUncounted},
	{Failure: "F-23", Says: "lead time unknown", Rule: "report/possessed", Built: built, see: seeLead},
	{Failure: "F-24", Says: "the attack came all the same, and nobody learned", Rule: "review/incident", Built: afterwards, Noted: true, see: seeUnreviewed},
	{Failure: "F-25", Says: "somebody who could stop it, or something he needs, left out", Rule: "directory/matching", Built: withRoutes, see: seeIncomplete},
	{Failure: "F-26", Says: "publicity turned against the warner", Rule: "existence/public-line", Built: withProof, Noted: true, see: seeTurned},
	{Failure: "F-27", Says: "one channel, down or closed", Rule: "delivery/fallback", Built: withRoutes, see: seeLoneChannel},
	{Failure: "F-28", Says: "delayed to protect a method", Rule: "delay/cap", Built: withRoutes, see: seeDelay},
}

func equalityRule(p *policy.Pack) string { return p.Equality.ID }
func orderRule(p *policy.Pack) string    { return p.Recipients.ID }
func referralRule(p *policy.Pack) string { return p.Referral.ID }
