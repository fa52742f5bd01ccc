package cases

import (
	"time"

	"example.org/tocsin/report"
)

// Failures is how many failures there are: F-1 to F-28.
const Failures = 28

// A Failure names one kind of failure: F-1 to F-28.
type Failure string

// Evidence is how well something is attested.
type Evidence string

// The evidence marks.
const (
	// Read: the wording itself was read.
	Read Evidence = "V"
	// Reported: a report, a court record or a news item states it.
	Reported Evidence = "R"
	// FromMemory: check it against the primary document before relying on it.
	FromMemory Evidence = "M"
)

// A Helped says whether the system would have helped against what went wrong.
type Helped string

// The answers. NotNeeded is for a warning that was given, and worked, without
// it.
const (
	HelpedYes     Helped = "yes"
	HelpedNo      Helped = "no"
	HelpedUnknown Helped = "unknown"
	HelpNotNeeded Helped = "not-needed"
)

// A Case is what was publicly reported of one matter.
type Case struct {
	Number   int      `yaml:"number" json:"number"`
	Name     string   `yaml:"name" json:"name"`
	Title    string   `yaml:"title" json:"title"`
	Sources  []string `yaml:"sources" json:"sources"`
	Evidence Evidence `yaml:"evidence" json:"evidence"`
	// Doubt says what is disputed, inferred, or from memory only.
	Doubt string `yaml:"doubt,omitempty" json:"doubt,omitempty"`
	// Holder is who had the information, as far as that is public.
	Holder string `yaml:"holder" json:"holder"`
	// Packs are the rules it is replayed under; the first decides the table.
	Packs []string `yaml:"packs" json:"packs"`
	// Bound says whether the first pack's regime bound the holder at the time.
	// Where it did not, the replay shows what the rules would have said.
	Bound bool `yaml:"bound" json:"bound"`
	// Needed are the failures that went wrong in it: the labels, which no
	// detector sees.
	Needed []Label `yaml:"needed" json:"needed"`
	// Really says in one line what happened.
	Really string `yaml:"really" json:"really"`
	Helped Helped `yaml:"helped" json:"helped"`
	Why    string `yaml:"why" json:"why"`
	// Timeline is in the order in which it was so.
	Timeline []Entry `yaml:"timeline" json:"timeline"`
}

// A Label says that a failure went wrong in a case.
type Label struct {
	Failure Failure `yaml:"failure" json:"failure"`
	// Named says that the list of failures names this case; otherwise its words
	// fit, in our reading.
	Named   bool   `yaml:"named" json:"named"`
	Because string `yaml:"because" json:"because"`
}

// An Entry is one thing that was so from one moment on: what was known, what
// somebody did, or what happened; exactly one of the three.
type Entry struct {
	At        Date      `yaml:"at" json:"at"`
	Precision Precision `yaml:"precision,omitempty" json:"precision,omitempty"`
	Known     *Known    `yaml:"known,omitempty" json:"known,omitempty"`
	Did       *Did      `yaml:"did,omitempty" json:"did,omitempty"`
	Happened  *Happened `yaml:"happened,omitempty" json:"happened,omitempty"`
	// Evidence is the mark of this entry where it is not the case's.
	Evidence Evidence `yaml:"evidence,omitempty" json:"evidence,omitempty"`
	// Says tells the entry in words.
	Says string `yaml:"says" json:"says"`
	// Untold are the questions on which the public record is silent, so that
	// nothing later in the timeline does not mean that nothing was done.
	Untold []Question `yaml:"untold,omitempty" json:"untold,omitempty"`
}

// A Known is what the holder knew from then on.
type Known struct {
	// Facts are by the names that policy packs read.
	Facts map[string]string `yaml:"facts,omitempty" json:"facts,omitempty"`
	// Window is the time that was told, both days included.
	Window *Window `yaml:"window,omitempty" json:"window,omitempty"`
	// From says that another warned the holder.
	From string `yaml:"from,omitempty" json:"from,omitempty"`
	// Victims is how many persons are each in danger for themselves.
	Victims int `yaml:"victims,omitempty" json:"victims,omitempty"`
	// Concerned are those who could suffer the act or stop it.
	Concerned []Concerned `yaml:"concerned,omitempty" json:"concerned,omitempty"`
}

// A Window is a time that was told, from the beginning of one date to the end
// of another.
type Window struct {
	From  Date `yaml:"from" json:"from"`
	Until Date `yaml:"until" json:"until"`
}

// Report gives the window as a report has it.
func (w Window) Report() report.Window {
	return report.Window{From: w.From.From, Until: w.Until.Until}
}

// A Concerned is somebody whom the threat concerns.
type Concerned struct {
	Who string `yaml:"who" json:"who"`
	As  Role   `yaml:"as" json:"as"`
}

// A Role is what somebody is to the threat.
type Role string

// The roles.
const (
	// RoleExposed could suffer the act.
	RoleExposed Role = "exposed"
	// RoleProtector could stop it.
	RoleProtector Role = "protector"
)

// An Act is what somebody did.
type Act string

// The acts.
const (
	ActWarned        Act = "warned"         // told somebody of the threat
	ActAlerted       Act = "alerted"        // told the public
	ActAcknowledged  Act = "acknowledged"   // said that they have it
	ActDenied        Act = "denied"         // said that they never got it
	ActDisputed      Act = "disputed"       // contradicted what it said
	ActHandedOn      Act = "handed-on"      // the recipient passed it to others
	ActActed         Act = "acted"          // the recipient arrested, guarded, canceled
	ActRaisedGuard   Act = "raised-guard"   // guarded more
	ActEasedGuard    Act = "eased-guard"    // guarded less again
	ActProtected     Act = "protected"      // protected the victim
	ActAsked         Act = "asked"          // asked for more, or for the record
	ActAnswered      Act = "answered"       // answered what was asked
	ActRefusedToSay  Act = "refused-to-say" // would neither confirm nor deny
	ActClaimed       Act = "claimed"        // told a third party that it was delivered
	ActServed        Act = "served"         // showed evidence of delivery
	ActArgued        Act = "argued"         // argued that a ground applies
	ActDismissed     Act = "dismissed"      // set it aside for who said it
	ActTurned        Act = "turned"         // used the warning in public against the warner
	ActReferred      Act = "referred"       // gave it to another owner
	ActDecided       Act = "decided"        // decided that nobody is warned
	ActClosed        Act = "closed"         // closed the matter
	ActRenewed       Act = "renewed"        // extended, updated, canceled or stood down
	ActReviewed      Act = "reviewed"       // looked at it again
	ActDelayed       Act = "delayed"        // held it back to protect a method
	ActChannelFailed Act = "channel-failed" // found the way closed
	ActUncounted     Act = "uncounted"      // could not say how many were warned
	ActStated        Act = "stated"         // anything else that was said
)

// A Party is who did something, seen from the holder.
type Party string

// The parties.
const (
	ByHolder    Party = "holder"
	ByRecipient Party = "recipient"
	ByVictim    Party = "victim"
	ByOther     Party = "other"
)

// A Kind is what a recipient is.
type Kind string

// The kinds of recipient.
const (
	ToProtector    Kind = "responsible-protector"
	ToVictim       Kind = "intended-victim"
	ToIntermediary Kind = "intermediary"
	ToPublic       Kind = "public"
	// ToArmed is a party to the conflict that the victim is to be spared by.
	ToArmed Kind = "armed-party"
)

// A Way is how it traveled: the channels of the packs, and those that the cases
// name besides.
type Way string

// The ways that end in a box somebody may or may not look into.
const (
	WayEmail  Way = "e-mail"
	WayPortal Way = "portal"
	WayNotice Way = "notice"
)

// The ways that reach a person or a service.
const (
	WayUntold    Way = "untold"
	WayService   Way = "service-to-service"
	WayDiplomacy Way = "diplomatic"
	WayPolice    Way = "law-enforcement"
	WayPerson    Way = "in-person"
	WayMessenger Way = "secure-messenger"
	WayPaper     Way = "paper"
	WayPhone     Way = "phone"
	WayLetter    Way = "letter"
	WayLiaison   Way = "liaison-office"
	WayWeb       Way = "public"
)

// A Question is what the public record may be silent on.
type Question string

// The questions.
const (
	AskDecision        Question = "decision"        // whether anybody decided on it
	AskAcknowledgement Question = "acknowledgement" // whether anybody acknowledged it
	AskOnward          Question = "onward"          // whether it was passed on inside
	AskValidity        Question = "validity"        // until when it was to hold
	AskContent         Question = "content"         // what it said
	AskReason          Question = "reason"          // why it was set aside
	AskFollowUp        Question = "follow-up"       // what came after delivery
	AskOthers          Question = "others"          // whether the others were told
	AskProfile         Question = "profile"         // language, age, fears of the recipient
	AskChannels        Question = "channels"        // which ways there were
	AskWatch           Question = "watch"           // whether it stayed on watch
	AskRenewal         Question = "renewal"         // whether it was renewed or stood down
	AskTrace           Question = "trace"           // whether it is on record what was held back
)

// A Did is what somebody did.
type Did struct {
	Act Act   `yaml:"act" json:"act"`
	By  Party `yaml:"by" json:"by"`
	// To and As say who was told.
	To string `yaml:"to,omitempty" json:"to,omitempty"`
	As Kind   `yaml:"as,omitempty" json:"as,omitempty"`
	// Ways are the channels.
	Ways []Way `yaml:"ways,omitempty" json:"ways,omitempty"`
	// Told are the fields that were told: a rung for where and when, "told" for
	// the others.
	Told map[report.Field]string `yaml:"told,omitempty" json:"told,omitempty"`
	// ValidUntil is the last day or hour for which it held.
	ValidUntil Date `yaml:"valid_until,omitzero" json:"valid_until,omitzero"`
	// HeldBack is what was left out to protect a source, Traced whether that
	// was written down; LeftOut is what was left out otherwise.
	HeldBack []string `yaml:"held_back,omitempty" json:"held_back,omitempty"`
	Traced   bool     `yaml:"traced,omitempty" json:"traced,omitempty"`
	LeftOut  []string `yaml:"left_out,omitempty" json:"left_out,omitempty"`
	// Reached are those of the concerned who were told by it.
	Reached []string `yaml:"reached,omitempty" json:"reached,omitempty"`
	// Count is how many of the victims were told by it.
	Count int `yaml:"count,omitempty" json:"count,omitempty"`
	// NoTies says that the two have no relations of their own.
	NoTies bool `yaml:"no_ties,omitempty" json:"no_ties,omitempty"`
	// Needs is what the recipient needs in order to take it in; Met, what of it
	// was seen to.
	Needs []string `yaml:"needs,omitempty" json:"needs,omitempty"`
	Met   []string `yaml:"met,omitempty" json:"met,omitempty"`
	// Front says that those who would act on it had it.
	Front bool `yaml:"front,omitempty" json:"front,omitempty"`
	// Ground is the ground that was argued, On the entity it was tested on.
	Ground string `yaml:"ground,omitempty" json:"ground,omitempty"`
	On     string `yaml:"tested_on,omitempty" json:"tested_on,omitempty"`
	// For is how long it was held back.
	For string `yaml:"for,omitempty" json:"for,omitempty"`
}

// An Event is what happened.
type Event string

// The events.
const (
	EventAttack  Event = "attack"         // what had been threatened
	EventEarlier Event = "earlier-attack" // an attack on another, before
	EventFoiled  Event = "foiled"         // it was prevented, as governments said
	EventNone    Event = "nothing"        // nothing was reported
	EventFinding Event = "finding"        // a court or an inquiry said so
)

// A Happened is what happened.
type Happened struct {
	Event Event `yaml:"event" json:"event"`
	// Killed is the number of dead in words, as reported; it varies.
	Killed string `yaml:"killed,omitempty" json:"killed,omitempty"`
}

// Cut gives the case as it stood at a moment: what came later is not in it.
func (c Case) Cut(at time.Time) Case {
	n := 0
	for n < len(c.Timeline) && !c.Timeline[n].Moment().After(at) {
		n++
	}
	c.Timeline = c.Timeline[:n:n]
	return c
}

// End is the moment of the last entry.
func (c Case) End() time.Time {
	if len(c.Timeline) == 0 {
		return time.Time{}
	}
	return c.Timeline[len(c.Timeline)-1].Moment()
}
