package holder

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/release"
)

// A Spent is what one warning told one recipient about who a source can be. All
// of them together are the budget of the source: warnings that are safe one by
// one can burn him together.
type Spent struct {
	// Source is our name for the source, never his own.
	Source    string
	Recipient tocsin.RecipientID
	Dossier   tocsin.DossierID
	Warning   tocsin.WarningID
	At        time.Time
	Exposure  release.Exposure
}

// ExposeSource notes what a warning tells about a source as it is sent.
type ExposeSource struct {
	SourceExposed
}

// SourceExposed is what one warning told one recipient about who a source can
// be. The exposure itself does not name him again.
type SourceExposed struct {
	Source    string             `json:"source"`
	Recipient tocsin.RecipientID `json:"recipient"`
	Dossier   tocsin.DossierID   `json:"dossier"`
	Warning   tocsin.WarningID   `json:"warning"`
	Exposure  release.Exposure   `json:"exposure"`
}

func (c ExposeSource) decide(h Holder, _ tocsin.Stamp) ([]Event, error) {
	_, listed := h.Recipients.Find(c.Recipient)
	switch {
	case strings.TrimSpace(c.Source) == "" || len(c.Exposure.Exposed) == 0 && !c.Exposure.Unsaid:
		return nil, nil // it exposes nobody of whom we keep a budget
	case !listed:
		return nil, tocsin.Refuse("warning/recipients", "add the recipient first", "a recipient is not in the directory")
	case slices.ContainsFunc(h.Spent, func(s Spent) bool {
		return s.Source == c.Source && s.Recipient == c.Recipient && s.Warning == c.Warning
	}):
		return nil, nil
	}
	if c.Exposure.Source != "" && c.Exposure.Source != c.Source {
		return nil, fmt.Errorf("noting what was told of a source: it was told of another")
	}
	c.Exposure.Source = ""
	return []Event{c.SourceExposed}, nil
}

func (e SourceExposed) evolve(h Holder, s tocsin.Stamp) Holder {
	h.Spent = append(slices.Clip(h.Spent), Spent{
		Source: e.Source, Recipient: e.Recipient, Dossier: e.Dossier, Warning: e.Warning, At: s.At, Exposure: e.Exposure,
	})
	return h
}

// Earlier lists what recipients were told before about a source, in its order. The
// same text goes to all of them, so what one of them was told counts for each: they
// may speak with one another. What several of them were told by one warning is
// listed once.
func (h Holder) Earlier(source string, recipients ...tocsin.RecipientID) []release.Exposure {
	var all []release.Exposure
	var from []tocsin.WarningID
	for _, s := range h.Spent {
		if s.Source != source || !slices.Contains(recipients, s.Recipient) || slices.Contains(from, s.Warning) {
			continue
		}
		e := s.Exposure
		e.Source = source
		all, from = append(all, e), append(from, s.Warning)
	}
	return all
}
