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

// command takes what the recipient is from the directory as it stands.
func (r *CheckRecipient) command(_ dossier.Dossier, h holder.Holder) (dossier.Command, error) {
	to, _ := h.Recipients.Find(r.Recipient)
	return dossier.CheckRecipient{HarmAnswers: r.HarmAnswers, Class: to.Class}, nil
}

func (r *CheckRecipient) perform(ctx context.Context, s scene) error {
	return onDossier(ctx, s, r, nil)
}
