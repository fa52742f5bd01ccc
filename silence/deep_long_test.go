//go:build long

package silence_test

import (
	"testing"

	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
	"example.org/tocsin/silence"
)

// TestDeep walks every pack with more facts, texts and clocks at once.
func TestDeep(t *testing.T) {
	t.Parallel()
	for _, id := range packs.IDs() {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			walked(t, pack(t, id), silence.Options{Deep: true})
		})
	}
}

// TestTogether walks two packs that are in force together.
func TestTogether(t *testing.T) {
	t.Parallel()
	walked(t, pack(t, "cyber-pre-attack"), silence.Options{Also: []*policy.Pack{pack(t, "ngo-spyware-notice")}})
}
