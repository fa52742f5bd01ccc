package cli

import (
	"context"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/contact"
)

type wordsCmd struct {
	File  string `arg:"" help:"File as it was delivered, sealed; or a page as it was printed."`
	Token string `help:"Token that stands inside behind acknowledge-with: with it only who has opened the file knows the words." placeholder:"TOKEN"`
	Heard string `help:"What the other side said: words, or their numbers." placeholder:"WORDS"`
}

// Help explains the command.
func (wordsCmd) Help() string {
	return `Two people on the phone who hold the same file have the same words, and no others have them by chance. The recipient says the first six when he calls back; whoever answers says the other six. They prove that both speak of this file, not who either is: call a number that you looked up yourself.

With --heard it says whose words were heard. No record and no key is needed.`
}

// The words of a file, for programs.
type wordsJSON struct {
	SHA256    string    `json:"sha256"`
	Recipient codeJSON  `json:"recipient_says"`
	Holder    codeJSON  `json:"holder_says"`
	Heard     *heardWho `json:"heard,omitempty"`
}

type codeJSON struct {
	Words   []string `json:"words"`
	Numbers []string `json:"numbers"`
}

// A heardWho says whose words were heard.
type heardWho struct {
	By contact.Purpose `json:"by"`
}

// Run prints the words of a file.
func (cmd *wordsCmd) Run(_ context.Context, c *call) error {
	c.certain = "the words could not be made"
	raw, err := c.read(cmd.File, smallFile+1)
	if err != nil {
		return err
	}
	if len(raw) > smallFile {
		return tocsin.Refuse("contact/file", "give the file that was delivered", "the file is larger than any that is delivered")
	}
	out := wordsJSON{SHA256: act.Hash(raw)}
	recipient, err := contact.Words(out.SHA256, cmd.Token, contact.RecipientSays)
	if err != nil {
		return err
	}
	holder, err := contact.Words(out.SHA256, cmd.Token, contact.HolderSays)
	if err != nil {
		return err
	}
	out.Recipient, out.Holder = codeJSON{recipient.Words(), recipient.Numbers()}, codeJSON{holder.Words(), holder.Numbers()}
	if cmd.Heard != "" {
		if out.Heard, err = whose(cmd.Heard, recipient, holder); err != nil {
			return err
		}
	}
	return c.give(out, func(p *page) {
		if out.Heard != nil {
			who := map[contact.Purpose]string{contact.RecipientSays: "the recipient", contact.HolderSays: "the one who sent it"}[out.Heard.By]
			p.field("heard", "these are the words of %s for this file", who)
			return
		}
		p.field("file", "%s", out.SHA256)
		p.field("recipient says", "%s", recipient)
		p.field("in figures", "%s", strings.Join(out.Recipient.Numbers, " "))
		p.field("we say", "%s", holder)
		p.field("in figures", "%s", strings.Join(out.Holder.Numbers, " "))
	})
}

// whose tells whose words were heard, and refuses those of another file.
func whose(heard string, recipient, holder contact.Code) (*heardWho, error) {
	code, err := contact.ParseCode(heard)
	switch {
	case err != nil:
		return nil, err
	case code == recipient:
		return &heardWho{contact.RecipientSays}, nil
	case code == holder:
		return &heardWho{contact.HolderSays}, nil
	}
	return nil, tocsin.Refuse("contact/other-words", "say nothing more; check that both have the same file, then end the call and call the published number",
		"these are not the words of this file")
}
