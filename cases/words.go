package cases

import (
	"fmt"
	"slices"
	"strings"
)

// words are the words that a file may use, for each kind of word.
var words = map[string][]string{
	"evidence":  {string(Read), string(Reported), string(FromMemory)},
	"helped":    {string(HelpedYes), string(HelpedNo), string(HelpedUnknown), string(HelpNotNeeded)},
	"precision": {string(About), string(Before), string(After), string(Inferred)},
	"role":      {string(RoleExposed), string(RoleProtector)},
	"party":     {string(ByHolder), string(ByRecipient), string(ByVictim), string(ByOther)},
	"kind":      {string(ToProtector), string(ToVictim), string(ToIntermediary), string(ToPublic), string(ToArmed)},
	"event":     {string(EventAttack), string(EventEarlier), string(EventFoiled), string(EventNone), string(EventFinding)},
	"act": {
		string(ActWarned), string(ActAlerted), string(ActAcknowledged), string(ActDenied), string(ActDisputed),
		string(ActHandedOn), string(ActActed), string(ActRaisedGuard), string(ActEasedGuard), string(ActProtected),
		string(ActAsked), string(ActAnswered), string(ActRefusedToSay), string(ActClaimed), string(ActServed),
		string(ActArgued), string(ActDismissed), string(ActTurned), string(ActReferred), string(ActDecided),
		string(ActClosed), string(ActRenewed), string(ActReviewed), string(ActDelayed), string(ActChannelFailed),
		string(ActUncounted), string(ActStated),
	},
	"way": {
		string(WayEmail), string(WayPortal), string(WayNotice), string(WayUntold), string(WayService), string(WayDiplomacy),
		string(WayPolice), string(WayPerson), string(WayMessenger), string(WayPaper), string(WayPhone), string(WayLetter),
		string(WayLiaison), string(WayWeb),
	},
	"question": {
		string(AskDecision), string(AskAcknowledgement), string(AskOnward), string(AskValidity), string(AskContent),
		string(AskReason), string(AskFollowUp), string(AskOthers), string(AskProfile), string(AskChannels),
		string(AskWatch), string(AskRenewal), string(AskTrace),
	},
}

// asWord holds that a word is one of its kind.
func asWord[T ~string](kind string, word T) error {
	if slices.Contains(words[kind], string(word)) {
		return nil
	}
	return fmt.Errorf("%q is no %s; they are %s", string(word), kind, strings.Join(words[kind], ", "))
}

// Number gives the number of a failure, zero for none.
func (f Failure) Number() int {
	for n := 1; n <= Failures; n++ {
		if f == failure(n) {
			return n
		}
	}
	return 0
}

// failure is the failure of a number.
func failure(n int) Failure { return Failure(fmt.Sprintf("F-%d", n)) }
