package silence_test

import (
	"testing"
	"time"

	"example.org/tocsin/policy/packs"
	"example.org/tocsin/silence"
)

func TestTry(t *testing.T) {
	for _, id := range ids() {
		p, err := packs.Get(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range focuses() {
			at := time.Now()
			r, err := silence.Walk(p, silence.Options{Focuses: []silence.Focus{f}})
			if err != nil {
				t.Fatal(err)
			}
			t.Log(f, time.Since(at), r)
			t.Log(r.Verdicts, r.Statuses, r.Paths, r.Grounds, r.Passed, r.Compared)
		}
	}
}

func ids() []string { return packs.IDs()[:1] }

func focuses() []silence.Focus { return []silence.Focus{silence.FocusClocks, silence.FocusSilence} }
