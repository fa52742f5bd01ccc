package contact_test

import (
	"flag"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin/contact"
	"example.org/tocsin/warning"
)

var update = flag.Bool("update", false, "write what is printed anew")

// unsigned is an unsigned page.
func unsigned() contact.Handout {
	return contact.Handout{
		Language: warning.English, Unsigned: true, Text: "Do not go to the market on Friday.\n\nTell your brother.\n",
		Kept: []string{"Holder of Examples", "Ana Synthetic", "holder.example"},
	}
}

// TestUnsigned holds that an unsigned page holds nothing but its words, in either
// form.
func TestUnsigned(t *testing.T) {
	t.Parallel()
	h := unsigned()
	plain, err := h.Plain()
	if err != nil || plain != "Please read this at once\n\nDo not go to the market on Friday.\n\nTell your brother.\n" {
		t.Errorf("it says %q (%v)", plain, err)
	}
	page, err := h.HTML()
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"TLP", "tocsin", "Tocsin", "generator", "author", "2026"} {
		if strings.Contains(string(page), bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	h.Check = "the desk of the mission"
	with, err := h.Plain()
	if err != nil || !strings.Contains(with, h.Code.String()) || strings.Contains(plain, h.Code.String()) {
		t.Errorf("where he can ask the words stand on it: %q (%v)", with, err)
	}
	a, _ := h.Hash()
	h.Text += "More.\n"
	if b, err := h.Hash(); a == b || err != nil {
		t.Errorf("another page has the same hash (%v)", err)
	}
}

// TestUnsignedTells puts what tells whose it is at any place of a page, in any
// letters: it is refused, and not quoted.
func TestUnsignedTells(t *testing.T) {
	t.Parallel()
	telling := []string{
		"Holder of Examples", "holder  of\nexamples", "ANA SYNTHETIC", "holder.example", "Tocsin", "TLP:AMBER", "tlp:red",
		"abcdefghijklmnopqrstuvwxyz", strings.Repeat("0a", 32), "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqq", "AGE1PQ1QQQQQQQQQQQQ",
	}
	rapid.Check(t, func(r *rapid.T) {
		what := rapid.SampledFrom(telling).Draw(r, "what")
		h := unsigned()
		before := rapid.StringMatching(`[a-zA-Z ]{0,30}`).Draw(r, "before")
		words := strings.Join(strings.Fields(before+" x "+what+" y"), " ")
		switch rapid.IntRange(0, 2).Draw(r, "where") {
		case 0:
			h.Text += strings.ReplaceAll("z "+before+" x "+what+" y", " \n", "\n")
			h.Text = strings.Join(strings.Fields(h.Text), " ") + "\n"
		case 1:
			h.Onward = words
		case 2:
			h.Check = words
			if strings.Contains(what, "0a") {
				return // so many digits are taken for a number to call
			}
		}
		_, err := h.Plain()
		if why := refused(r, err, "contact/unsigned"); strings.Contains(why.Why, what) {
			r.Fatalf("it says %s", why.Why)
		}
	})
	h := unsigned()
	h.Marking = "TLP:AMBER"
	_, err := h.HTML()
	refused(t, err, "contact/unsigned")
	h = unsigned()
	h.Unsigned = false
	_, err = h.Plain()
	refused(t, err, "contact/marking")
	h.Marking, h.Onward = "TLP:AMBER", "a\nb"
	_, err = h.Plain()
	refused(t, err, "contact/page")
	h.Onward, h.Check = "", "+4722123456"
	_, err = h.Hash()
	refused(t, err, "contact/check")
	h.Check, h.Text = "", ""
	_, err = h.Plain()
	refused(t, err, "warning/text")
}
