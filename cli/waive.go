package cli

import (
	"context"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/policy"
)

type waiveCmd struct {
	ID           string     `arg:"" help:"Dossier, by the beginning of its id."`
	Ground       string     `required:"" help:"A ground that the pack lists, such as DTW-W-f." placeholder:"GROUND"`
	Pack         string     `help:"Pack whose duty is to be set aside, where several call for a warning." placeholder:"PACK"`
	Tested       entity     `required:"" help:"What the ground was tested on: intended-victim, responsible-protector, holder, originator, channels or recipient." placeholder:"ENTITY"`
	Because      string     `required:"" help:"Justification, in writing." placeholder:"WORDS"`
	Acknowledged string     `help:"Dispatch by which they already know." placeholder:"DISPATCH"`
	Bystanders   tocsin.Tri `default:"unknown" help:"Whether others are in the same danger: yes, no or unknown." placeholder:"ANSWER"`
	Basis        string     `help:"The reason that the ground asks for." placeholder:"WORDS"`
	Draft        string     `help:"Beginning of the SHA-256 of a sanitized draft that was tried." placeholder:"HASH"`
	Asked        moment     `help:"When the originator was asked." placeholder:"TIME"`
	AnswerBy     moment     `help:"Date set for the originator's answer." placeholder:"TIME"`
	Answer       string     `help:"What the originator said." placeholder:"WORDS"`
	Protection   string     `help:"What was done to protect the victim instead, by whom and when." placeholder:"WORDS"`
	Refusal      string     `help:"How the victim refused, to whom and when." placeholder:"WORDS"`
	Channel      []pair     `sep:"none" help:"Way of warning that was considered, and why it fails; repeat it." placeholder:"WAY=WHY"`
	acting
}

// An entity is what a ground was tested on.
type entity struct{ word[policy.Entity] }

// UnmarshalText reads an entity.
func (e *entity) UnmarshalText(text []byte) error {
	return e.read(text, oneOf("entity", policy.Entities()))
}

// Help explains the command.
func (waiveCmd) Help() string {
	return `A waiver sets a duty that a pack found aside, once others have agreed in writing, and for a time. The grounds are the pack's, each with what it is tested on and what it needs: tocsin policy show PACK prints them. Where several packs call for a warning, each duty takes a waiver of its own.`
}

// Run asks for the waiver.
func (cmd *waiveCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		waiver := policy.Waiver{
			Pack: cmd.Pack, Ground: cmd.Ground, Tested: cmd.Tested.value, Justification: cmd.Because,
			Evidence: policy.Evidence{
				Acknowledged: tocsin.DispatchID(cmd.Acknowledged), Bystanders: cmd.Bystanders, Basis: cmd.Basis,
				Draft: cmd.Draft, Asked: cmd.Asked.Time, AnswerBy: cmd.AnswerBy.Time, Answer: cmd.Answer,
				Protection: cmd.Protection, Refusal: cmd.Refusal,
			},
		}
		for _, hash := range shown.State.Drafts {
			if len(cmd.Draft) >= shortest && strings.HasPrefix(hash, cmd.Draft) {
				waiver.Evidence.Draft = hash
			}
		}
		for _, id := range shown.State.Acknowledged() {
			if len(cmd.Acknowledged) >= shortest && strings.HasPrefix(string(id), cmd.Acknowledged) {
				waiver.Evidence.Acknowledged = id
			}
		}
		for _, tried := range cmd.Channel {
			waiver.Evidence.Channels = append(waiver.Evidence.Channels, policy.ChannelTried{Channel: tried.name, Fails: tried.value})
		}
		return c.askDossier(ctx, s, cmd.acting, &desk.Waive{Dossier: shown.ID, Waiver: waiver}, shown.ID)
	})
}
