package report

import (
	"encoding/json"
	"testing"
)

// TestCircleMost holds that a circle has no fewer people at most than at least, and
// that what nobody counted is left out on the wire.
func TestCircleMost(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		size, most int
		ok         bool
	}{
		{40, 0, true},
		{40, 40, true},
		{40, 41, true},
		{1, MaxCircle, true},
		{MaxCircle, MaxCircle, true},
		{40, 39, false},
		{40, 1, false},
		{40, -1, false},
		{40, MaxCircle + 1, false},
	} {
		a := Assessment{Reliability: "B", Credibility: 2, Circles: []Circle{{Name: "crew", Size: c.size, Most: c.most}}}
		if err := a.Check(); (err == nil) != c.ok || !c.ok && ruleOf(err) == "" {
			t.Errorf("%d people at least and %d at most: %v", c.size, c.most, err)
		}
	}
	// A circle that holds another has room for it: at most no fewer than the other
	// has at least.
	a := Assessment{Reliability: "B", Credibility: 2, Circles: []Circle{{Name: "crew", Size: 40, Most: 40}, {Name: "cooks", Size: 41, Within: "crew"}}}
	if err := a.Check(); ruleOf(err) == "" {
		t.Errorf("more within than around: %v", err)
	}
	for circle, want := range map[Circle]string{
		{Name: "crew", Size: 40}:                             `{"name":"crew","size":40}`,
		{Name: "crew", Size: 40, Most: 50, Within: "harbor"}: `{"name":"crew","size":40,"most":50,"within":"harbor"}`,
	} {
		raw, err := json.Marshal(circle)
		if err != nil || string(raw) != want {
			t.Errorf("%+v is written %s, %v", circle, raw, err)
		}
		var back Circle
		if err := json.Unmarshal(raw, &back); err != nil || back != circle {
			t.Errorf("%s is read %+v, %v", raw, back, err)
		}
	}
}
