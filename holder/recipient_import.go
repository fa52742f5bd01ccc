package holder

import (
	"slices"

	"example.org/tocsin"
	"example.org/tocsin/directory"
)

// ImportRecipients takes over what a file comes to: all of it, or nothing.
type ImportRecipients struct {
	directory.Changes
	Because string
}

// RecipientsImported is a part of an import: an event holds only so many entries.
// Those of Changed whose change is sensitive are not among them; they wait in a
// RecipientsProposed.
type RecipientsImported struct {
	Added   directory.List `json:"added,omitempty"`
	Changed directory.List `json:"changed,omitempty"`
	Because string         `json:"because"`
}

func (c ImportRecipients) decide(h Holder, s tocsin.Stamp) ([]Event, error) {
	if err := mayDirect(s, c.Because); err != nil {
		return nil, err
	}
	byID := make(map[tocsin.RecipientID]directory.Recipient, len(h.Recipients))
	for _, r := range h.Recipients {
		byID[r.ID] = r
	}
	var now, wait directory.List
	seen := make(map[tocsin.RecipientID]bool, len(c.Changed))
	for _, r := range c.Changed {
		old, ok := byID[r.ID]
		switch {
		case !ok || seen[r.ID]:
			return nil, tocsin.Refuse("directory/unknown", "import the file again", "an entry that is to be changed is not listed, or is changed twice")
		case directory.Same(old, r):
		case directory.Sensitive(old, r):
			wait = append(wait, r)
		default:
			now = append(now, r)
		}
		seen[r.ID] = true
	}
	// What is in force at once must hold without what waits, and all of it together.
	if err := h.Recipients.CheckChanges(c.Added, now); err != nil {
		return nil, err
	}
	if err := h.Recipients.CheckChanges(c.Added, slices.Concat(now, wait)); err != nil {
		return nil, err
	}
	if err := h.noneWaits(now); err != nil {
		return nil, err
	}
	var events []Event
	for _, part := range parts(c.Added) {
		events = append(events, RecipientsImported{Added: part, Because: c.Because})
	}
	for _, part := range parts(now) {
		events = append(events, RecipientsImported{Changed: part, Because: c.Because})
	}
	for _, part := range parts(wait) {
		events = append(events, RecipientsProposed{Changed: part, Because: c.Because})
	}
	return events, nil
}

// The bounds of one event of an import, so that what is read most is remembered.
const (
	mostOfImport   = 1000
	scopesOfImport = 20_000
)

// parts cuts a list into parts that an event holds; what is not cut is one
// recipient.
func parts(l directory.List) []directory.List {
	var all []directory.List
	for len(l) > 0 {
		n, scopes := 0, 0
		for n < len(l) && n < mostOfImport && (n == 0 || scopes+len(l[n].Scopes) <= scopesOfImport) {
			scopes += len(l[n].Scopes)
			n++
		}
		all, l = append(all, l[:n:n]), l[n:]
	}
	return all
}

func (e RecipientsImported) evolve(h Holder, _ tocsin.Stamp) Holder {
	h.Recipients = h.Recipients.With(e.Added, e.Changed)
	return h
}
