package desk_test

import (
	"fmt"
	"slices"
	"testing"

	"example.org/tocsin/entry"
)

// The loose kinds of event are those of which one stands in the quiet or the talk
// chain that nothing else hangs on. Whoever has all keys of the machine can make
// it that such an act never was, and only an older checkpoint in other hands
// shows it.
var (
	looseQuiet = []string{
		"OfficerRetired", "ReportUnlinked", "Determined", "SilenceAffirmed", "SilenceWithdrawn", "DutyWaived", "Referred",
		"DossierClosed", "AttemptMade", "PersonPaged",
	}
	looseTalk = []string{
		"OfficerAdded", "RecipientAdded", "ConsultAnswered", "DisputeResolved", "DissentKept", "ReferralTaken", "PackAffirmed",
		"DossierClosed", "ClockPassed", "Replanned",
	}
	looseCare = []string{"OfficerAdded", "RecipientAdded"}
)

// TestForgeScripts takes events out, puts them in again, and changes their
// order.
func TestForgeScripts(t *testing.T) {
	t.Parallel()
	t.Run("quiet", func(t *testing.T) {
		t.Parallel()
		forgeScripts(t, sound(t, quietChain()), looseQuiet)
	})
	t.Run("talk", func(t *testing.T) {
		t.Parallel()
		forgeScripts(t, sound(t, talkChain()), looseTalk)
	})
	t.Run("care", func(t *testing.T) {
		t.Parallel()
		forgeScripts(t, sound(t, careChain()), looseCare)
	})
}

// forgeScripts changes which events a record has; loose are the kinds on which
// nothing else hangs in it.
func forgeScripts(t *testing.T, n *snapshot, loose []string) {
	t.Helper()
	entries := n.entries(t)
	last := len(entries) - 1
	t.Run("gone", func(t *testing.T) {
		t.Parallel()
		for i, e := range entries[:last] {
			if i%slowly != 0 || slices.Contains(loose, e.Kind) {
				continue
			}
			forged := slices.Delete(slices.Clone(entries), i, i+1)
			n.forge(t, forged).found(t, fmt.Sprintf("%s %s/%d", e.Kind, e.Stream, e.Version))
		}
	})
	t.Run("whole act gone", func(t *testing.T) {
		t.Parallel()
		for i, e := range entries {
			if i%slowly != 0 || e.Signed == nil || slices.ContainsFunc(entries, func(o entry.Entry) bool {
				return o.Act == e.Act && slices.Contains(loose, o.Kind)
			}) {
				continue
			}
			forged := slices.DeleteFunc(slices.Clone(entries), func(o entry.Entry) bool { return o.Act == e.Act })
			n.forge(t, forged).found(t, fmt.Sprintf("%s %s/%d", e.Kind, e.Stream, e.Version))
		}
	})
	t.Run("done again", func(t *testing.T) {
		t.Parallel()
		for i, e := range entries {
			if i%slowly != 0 || e.Signed == nil {
				continue
			}
			forged := slices.Clone(entries)
			for _, o := range entries {
				if o.Act == e.Act {
					forged = append(forged, o)
				}
			}
			n.forge(t, forged).found(t, fmt.Sprintf("%s %s/%d", e.Kind, e.Stream, e.Version))
		}
	})
	t.Run("engine again", func(t *testing.T) {
		t.Parallel()
		for _, e := range entries {
			if e.By == "" {
				n.forge(t, append(slices.Clone(entries), e)).found(t, fmt.Sprintf("%s %s/%d", e.Kind, e.Stream, e.Version))
			}
		}
	})
}
