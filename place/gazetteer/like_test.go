package gazetteer

import (
	"strings"
	"testing"
)

// TestLike finds cities by names that are written in other scripts, and in
// spellings that the gazetteer does not have.
func TestLike(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		spelled string
		hints   []string
		want    string
	}{
		{"کرمان", []string{"IR"}, "Kerman"},
		{"Москва", nil, "Moscow"},
	} {
		if got := ByName(c.spelled, c.hints...); len(got) > 0 {
			t.Errorf("%s is in the gazetteer, so it shows nothing", c.spelled)
		}
		all := Like(c.spelled, c.hints...)
		if len(all) == 0 || len(all) > mostLike {
			t.Errorf("%s: %d cities", c.spelled, len(all))
			continue
		}
		// Of names that are alike the largest is first.
		if got := all[0]; got.Name != c.want {
			t.Errorf("%s is %s, not %s", c.spelled, got, c.want)
		}
		for _, one := range all {
			if !one.in(c.hints) {
				t.Errorf("%s in %q is %s", c.spelled, c.hints, one)
			}
		}
	}
	for _, none := range []string{"", "...", "\u200b", strings.Repeat("Kerman ", 40), "\xff"} {
		if got := Like(none); len(got) > 0 {
			t.Errorf("%q is %s", none, got[0])
		}
	}
}
