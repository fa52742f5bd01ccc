package silence_test

import (
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
	"example.org/tocsin/silence"
)

// TestMain lets the collector wait: the walks keep what they have seen.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	m.Run()
}

// pack gives a pack that comes with Tocsin.
func pack(tb testing.TB, id string) *policy.Pack {
	tb.Helper()
	p, err := packs.Get(id)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// walked walks and holds that no breach is met.
func walked(t *testing.T, p *policy.Pack, o silence.Options) silence.Report {
	t.Helper()
	r, err := silence.Walk(p, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(r)
	if r.Breach != nil {
		t.Fatal("a breach was met")
	}
	return r
}

// TestSilenceIsNeverCheaper walks every pack that comes with Tocsin, and holds
// that everything was reached.
func TestSilenceIsNeverCheaper(t *testing.T) {
	t.Parallel()
	for _, id := range packs.IDs() {
		if underRace && id != "ngo-spyware-notice" {
			continue
		}
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			p := pack(t, id)
			o := silence.Options{}
			if underRace {
				o.Focuses = []silence.Focus{silence.FocusWaivers}
			}
			r := walked(t, p, o)
			if underRace {
				return
			}
			for _, f := range silence.Focuses() {
				t.Logf("%s: %+v", f, r.Walks[f])
			}
			everything(t, p, r)
		})
	}
}

// everything holds that every verdict that the pack can give, every status, every
// way of silence, every ground and every clock was met.
func everything(t *testing.T, p *policy.Pack, r silence.Report) {
	t.Helper()
	verdicts := []policy.Verdict{policy.Duty, policy.NoDuty, policy.OutOfScope}
	switch p.Mode {
	case policy.Shall:
	case policy.May:
		verdicts[0] = policy.Permitted
	case policy.ProhibitedUnless:
		verdicts = []policy.Verdict{policy.Permitted, policy.Prohibited, policy.NoDuty, policy.OutOfScope}
	}
	if !slices.Equal(r.Verdicts, verdicts) {
		t.Errorf("facts were found for %v, not for %v", r.Verdicts, verdicts)
	}
	for _, s := range dossier.Statuses() {
		if !slices.Contains(r.Statuses, s) {
			t.Errorf("no path reaches %s", s)
		}
	}
	for _, path := range []dossier.Path{
		dossier.PathNoDuty, dossier.PathOutOfScope, dossier.PathProhibited, dossier.PathWaiver, dossier.PathUnwarned,
	} {
		if !slices.Contains(r.Paths, path) && (path != dossier.PathProhibited || p.Unless != nil) {
			t.Errorf("no path settles %s", path)
		}
	}
	for _, g := range p.Waivers {
		if !slices.Contains(r.Grounds, g.ID) {
			t.Errorf("no path waives on %s", g.ID)
		}
	}
	for _, stage := range append(policy.Stages(), policy.StageReview, policy.StageWaiver) {
		if !slices.Contains(r.Passed, stage) {
			t.Errorf("no clock of %s runs out", stage)
		}
	}
	for _, f := range silence.Focuses() {
		if w := r.Walks[f]; w.States < 500 || w.Compared < 5 {
			t.Errorf("the walk about %s met %d states and held %d against each other", f, w.States, w.Compared)
		}
	}
}

// below reads a pack with a few lines changed, floor or no floor.
func below(t *testing.T, id string, changes ...string) *policy.Pack {
	t.Helper()
	source, _ := packs.Source(id)
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(string(source), changes[i]) {
			t.Fatalf("the pack does not say %q", changes[i])
		}
		source = []byte(strings.ReplaceAll(string(source), changes[i], changes[i+1]))
	}
	p, err := policy.ParseAbove(source)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestBelowTheFloor walks packs whose silence is cheaper than their warnings.
func TestBelowTheFloor(t *testing.T) {
	t.Parallel()
	const service, ngo = "icd-191", "ngo-spyware-notice"
	silence1 := []string{"silence: {others: 2, highest: head}", "silence: {others: 1, highest: head}"}
	for name, c := range map[string]struct {
		of      string
		changes []string
		says    string
	}{
		"fewer officers": {service, slices.Concat(silence1, []string{"approve: {others: 2", "approve: {others: 1"}), "with 2 officers, the highest a head, and a warning that is routine takes 3"},
		"lower officers": {service, []string{
			"silence: {others: 2, highest: head}", "silence: {others: 2, highest: officer}", "highest: head}\n    lasts", "highest: officer}\n    lasts",
		}, "takes 3, the highest a senior"},
		"one alone": {ngo, []string{
			"silence: {others: 1, highest: senior}", "silence: {others: 0, highest: analyst}",
			"approve: {others: 1, highest: senior}", "approve: {others: 0, highest: analyst}",
			"exigent: {others: 0, highest: officer}", "exigent: {others: 2, highest: officer}",
		}, "with 2 officers, the highest a officer, and a warning that is routine takes 2, the highest a senior"},
		"a head where many report": {ngo, []string{"many_bring: senior", "many_bring: head", "many: 10", "many: 2"}, "takes 2, the highest a head"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := silence.Walk(below(t, c.of, c.changes...), silence.Options{Focuses: []silence.Focus{silence.FocusSilence}})
			if err != nil {
				t.Fatal(err)
			}
			met(t, r, c.says)
		})
	}
}

// met holds that a breach was met and named, with the moves that lead to it.
func met(t *testing.T, r silence.Report, says string) {
	t.Helper()
	if r.Breach == nil {
		t.Fatalf("nothing was found: %s", r)
	}
	if !strings.Contains(r.Breach.Why, says) {
		t.Errorf("it says %q, and not %q", r.Breach.Why, says)
	}
	if len(r.Breach.Path) < 2 || !strings.Contains(r.String(), r.Breach.Path[len(r.Breach.Path)-1]) {
		t.Errorf("the path is %q", r.Breach.Path)
	}
	t.Log(r)
}
