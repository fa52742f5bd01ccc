package directory

import (
	"fmt"
	"strings"

	"example.org/tocsin"
)

// mostDescribed bounds what is described of changes, in bytes: it stands in the
// act that an officer signs, beside the hash of all of it.
const mostDescribed = 400_000

// Describe tells in lines what changes would do to the list: what is added, each
// field that changes with what it was, what ends. Sensitive fields are marked.
// It is what an officer reads before he signs, and the same each time.
func (l List) Describe(c Changes, retired []tocsin.RecipientID) string {
	byID := make(map[tocsin.RecipientID]Recipient, len(l))
	for _, r := range l {
		byID[r.ID] = r
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d added, %d changed, %d retired\n", len(c.Added), len(c.Changed), len(retired))
	left := 0
	say := func(format string, args ...any) {
		if text := fmt.Sprintf(format, args...); b.Len()+len(text) <= mostDescribed {
			b.WriteString(text)
			return
		}
		left++
	}
	for _, id := range retired {
		say("retired  %s\n", byID[id].Name)
	}
	// What is sensitive comes first: it is not what is left out.
	for _, wanted := range []bool{true, false} {
		for _, r := range c.Changed {
			if before := byID[r.ID]; Sensitive(before, r) == wanted {
				say("changed  %s\n%s", before.Name, fields(Diff(before, r)))
			}
		}
	}
	for _, r := range c.Added {
		say("added    %s\n%s", r.Name, fields(Diff(Recipient{ID: r.ID}, r)))
	}
	if left > 0 {
		fmt.Fprintf(&b, "and %d more that are not shown; the hash is of all\n", left)
	}
	return b.String()
}

// fields writes the fields of one entry.
func fields(changes []FieldChange) string {
	var b strings.Builder
	for _, f := range changes {
		mark := " "
		if f.Sensitive {
			mark = "!"
		}
		text := fmt.Sprintf("%q", f.After)
		if f.Before != "" {
			text = fmt.Sprintf("%q was %q", f.After, f.Before)
		}
		fmt.Fprintf(&b, "  %s %s: %s\n", mark, f.Field, text)
	}
	return b.String()
}
