package desk

import (
	"context"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
)

// CheckRecipient asks that answers about one recipient be kept: whether the
// warning could harm somebody through him.
type CheckRecipient struct {
	Dossier tocsin.DossierID `json:"dossier"`
	dossier.HarmAnswers
}

func (*CheckRecipient) action() string         { return "dossier/harm" }
func (r *CheckRecipient) of() tocsin.DossierID { return r.Dossier }

// command takes what the recipient is from the directory as it stands, or from the
// campaign of which he is a group.
func (r *CheckRecipient) command(of dossier.Dossier, h holder.Holder) (dossier.Command, error) {
	to, ok := h.Recipients.Find(r.Recipient)
	if !ok {
		to.Class = of.ClassOfGroup(r.Recipient)
	}
	return dossier.CheckRecipient{HarmAnswers: r.HarmAnswers, Class: to.Class}, nil
}

func (r *CheckRecipient) perform(ctx context.Context, s scene) error {
	return onDossier(ctx, s, r, nil)
}
