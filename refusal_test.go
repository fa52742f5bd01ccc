package tocsin_test

import (
	"errors"
	"fmt"
	"testing"

	"example.org/tocsin"
)

func TestRefusal(t *testing.T) {
	t.Parallel()
	r := tocsin.Refuse("approval/two-person", "ask another approver", "officer %s drafted it", "ana")
	if want := (tocsin.Refusal{
		Rule: "approval/two-person", Why: "officer ana drafted it", Remedy: "ask another approver",
	}); *r != want {
		t.Errorf("the refusal is %#v, not %#v", *r, want)
	}
	if got, want := r.Error(), "refused under approval/two-person: officer ana drafted it"; got != want {
		t.Errorf("the refusal reads %q, not %q", got, want)
	}
	wrapped := fmt.Errorf("approving: %w", r)
	var found *tocsin.Refusal
	if !errors.As(wrapped, &found) || found != r {
		t.Errorf("the refusal is lost in %v", wrapped)
	}
	if errors.As(errors.New("refused under a/b: c"), &found) {
		t.Error("a fault is taken for a refusal")
	}
}

// TestRefusalHides holds that a refusal shows no protected text even where
// somebody formats it in.
func TestRefusalHides(t *testing.T) {
	t.Parallel()
	r := tocsin.Refuse("warning/leak", "take it out", "the text names %s (%q, %x)", secret, secret, secret)
	hides(t, r.Error())
	hides(t, fmt.Sprintf("%v %+v %#v", r, r, r))
}
