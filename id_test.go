package tocsin_test

import (
	"regexp"
	"strings"
	"testing"

	"example.org/tocsin"
)

func TestValidID(t *testing.T) {
	t.Parallel()
	const good = "abcdefghijklmnopqrstuv2345"
	for _, c := range []struct {
		id   string
		want bool
	}{
		{good, true},
		{"zzzzzzzzzzzzzzzzzzzzzzzzzz", true},
		{"77777777777777777777777777", true},
		{"", false},
		{good[:25], false},
		{good + "a", false},
		{strings.ToUpper(good), false},
		{good[:25] + "0", false},
		{good[:25] + "1", false},
		{good[:25] + "8", false},
		{good[:25] + "9", false},
		{good[:25] + "=", false},
		{good[:25] + "/", false},
		{good[:25] + "\n", false},
		{" " + good[:25], false},
		{good[:25] + "\x00", false},
		{good[:24] + "é", false},
		{good[:12] + ".." + good[14:], false},
	} {
		if got := tocsin.ValidID(c.id); got != c.want {
			t.Errorf("%q is valid: %t, not %t", c.id, got, c.want)
		}
		if got := tocsin.ValidID(tocsin.DossierID(c.id)); got != c.want {
			t.Errorf("the dossier %q is valid: %t, not %t", c.id, got, c.want)
		}
	}
}

// FuzzValidID holds the check to the form as RFC 4648 gives it.
func FuzzValidID(f *testing.F) {
	form := regexp.MustCompile(`\A[a-z2-7]{26}\z`)
	f.Add("abcdefghijklmnopqrstuv2345")
	f.Add("abcdefghijklmnopqrstuv234")
	f.Add("abcdefghijklmnopqrstuv234\n")
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := tocsin.ValidID(s), form.MatchString(s); got != want {
			t.Errorf("%q is valid: %t, not %t", s, got, want)
		}
	})
}
