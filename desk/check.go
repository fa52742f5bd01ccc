package desk

import (
	"context"

	"example.org/tocsin/dossier"
	"example.org/tocsin/leak"
	"example.org/tocsin/place"
)

// A Checked is what the leak check finds in a file.
type Checked struct {
	// Text is true where the text of the file could be read.
	Text  bool        `json:"text_read"`
	Leaks []leak.Leak `json:"leaks"`
}

// CheckFile holds a file, of whatever form, against everything of a dossier that
// must not leave: its text and what it carries besides. What the draft or the
// newest warning of the dossier tells, the file may tell too.
func (d *Desk) CheckFile(ctx context.Context, of dossier.Dossier, content []byte) (Checked, error) {
	g, err := d.gate(ctx, of)
	if err != nil {
		return Checked{}, err
	}
	may := leak.Cleared{AnyPrecision: true, Place: place.Exact}
	switch {
	case of.Draft != nil:
		may, err = cleared(*of.Draft)
	case len(of.Warned) > 0:
		may, err = cleared(of.Warned[len(of.Warned)-1].Draft)
	}
	if err != nil {
		return Checked{}, err
	}
	read, found := g.File(content, may)
	return Checked{Text: read, Leaks: append([]leak.Leak{}, found...)}, nil
}
