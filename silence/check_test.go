package silence_test

import (
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/silence"
)

// TestChecks holds that a check of recipients which stands in the way of warning
// is found: one that only a head may make, and one that nobody can take back.
func TestChecks(t *testing.T) {
	t.Parallel()
	no := tocsin.Refuse("harm/officer", "ask somebody else", "not you")
	for name, m := range map[string]silence.Machine{
		"only a head checks": asked(func(_ dossier.Dossier, s tocsin.Stamp, _ dossier.CheckRecipient, events []dossier.Event, err error) ([]dossier.Event, error) {
			if s.Level < tocsin.LevelHead {
				return nil, no
			}
			return events, err
		}),
		"the worst answer stays": asked(func(d dossier.Dossier, _ tocsin.Stamp, c dossier.CheckRecipient, events []dossier.Event, err error) ([]dossier.Event, error) {
			if d.HarmOf(c.Recipient).Nothing {
				return nil, no
			}
			return events, err
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := silence.Walk(pack(t, "icd-191"), silence.Options{Machine: m, Focuses: []silence.Focus{silence.FocusSilence}})
			if err != nil {
				t.Fatal(err)
			}
			met(t, r, "an officer cannot check a recipient")
		})
	}
}
