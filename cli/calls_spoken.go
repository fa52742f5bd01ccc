package cli

import (
	"context"
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/contact"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
	"example.org/tocsin/warning"
)

type paperCmd struct {
	Dispatch string   `arg:"" help:"Dispatch, by the beginning of its id (tocsin status)."`
	At       string   `required:"" help:"Where he is reached: tel:+47.., person:WORDS or paper:WORDS." placeholder:"SPOT"`
	Check    string   `required:"" help:"Where he finds our number without us: a page, a printed directory; never the number." placeholder:"WORDS"`
	Lang     string   `default:"en" help:"Language of the script: en, fr, fa or ru." placeholder:"LANG"`
	From     string   `help:"Who speaks, as it may be said." placeholder:"WORDS"`
	Question string   `help:"What he is asked to say back; without it: where, and when." placeholder:"WORDS"`
	Onward   string   `help:"Who else must know." placeholder:"WORDS"`
	Spell    []string `help:"Name that is spelled for him; repeat it for others." sep:"none" placeholder:"NAME"`
	HTML     string   `name:"html" help:"Write the sheet for printing to FILE, in clear." placeholder:"FILE"`
	acting
}

// Help explains the command.
func (paperCmd) Help() string {
	return `It prints what an officer reads out by phone or hands over, with call-back words that only this file has, and the form of the note that two officers sign. The sheet is content in clear: it is printed when it is asked for and kept nowhere; that it was taken is on the record.`
}

// Run prints the sheet.
func (cmd *paperCmd) Run(ctx context.Context, c *call) error {
	spot, err := contact.ParseSpot(cmd.At)
	if err != nil {
		return err
	}
	lang, err := warning.ParseLanguage(cmd.Lang)
	if err != nil {
		return err
	}
	return c.record(ctx, func(s *Session) error {
		d, err := s.dispatch(ctx, cmd.Dispatch)
		if err != nil {
			return err
		}
		r := &desk.PrintScript{
			Dispatch: d.ID, Language: lang, From: cmd.From, Check: cmd.Check, Question: cmd.Question, Onward: cmd.Onward,
		}
		sheet, err := s.Desk.Sheet(ctx, r, spot, cmd.Spell)
		if err != nil {
			return err
		}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error { return c.printSheet(sheet, cmd.HTML) })
	})
}

// printSheet prints the sheet, or writes it for printing.
func (c *call) printSheet(sheet contact.Sheet, html string) error {
	if html != "" {
		raw, err := sheet.HTML()
		if err != nil {
			return err
		}
		if err := c.write(html, raw); err != nil {
			return err
		}
		return c.give(map[string]string{"sheet": html}, func(p *page) { p.field("sheet", "%s", html) })
	}
	text, err := sheet.Text()
	if err != nil {
		return err
	}
	return c.give(map[string]string{"sheet": text}, func(p *page) {
		for line := range strings.Lines(text) {
			p.line("%s", strings.TrimRight(line, "\n"))
		}
	})
}

type spokenCmd struct {
	Dispatch string        `arg:"" help:"Dispatch, by the beginning of its id."`
	How      string        `help:"phone, in-person or paper." enum:"phone,in-person,paper," default:"" placeholder:"HOW"`
	At       moment        `help:"When it was spoken." placeholder:"TIME"`
	To       string        `help:"Who answered, as he gave it: an office, a rank." placeholder:"WORDS"`
	Answer   string        `help:"acknowledged, denied, disputed, question or nobody." placeholder:"ANSWER"`
	Rung     delivery.Rung `help:"How far it came: read, read-with-authority, understood, acting or onward." placeholder:"RUNG"`
	Says     string        `help:"What he said back, on one line." placeholder:"WORDS"`
	Confirm  bool          `help:"Sign the note that waits, as the other officer who was there."`
	acting
}

// Help explains the command.
func (spokenCmd) Help() string {
	return `What was spoken counts once two officers have signed the same note of it: one writes it, the other confirms it with --confirm. That nobody answered is one officer's word, and is no evidence of anything but the attempt. The script must have been printed with paper.`
}

// Run keeps or confirms a note.
func (cmd *spokenCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		d, err := s.dispatch(ctx, cmd.Dispatch)
		if err != nil {
			return err
		}
		after := func() error { return c.dispatchAfter(ctx, s, d.ID) }
		if cmd.Confirm {
			if d.Note == "" {
				return tocsin.Refuse("delivery/spoken", "have one of those who spoke note it first", "no note waits for a second officer")
			}
			return c.ask(ctx, s, cmd.acting, demand{Request: &desk.ConfirmSpoken{Dispatch: d.ID, Note: d.Note}}, after)
		}
		rung := cmd.Rung
		if delivery.Answer(cmd.Answer) == delivery.AnswerNobody {
			rung = delivery.RungDispatched
		}
		to := cmd.To
		if to == "" && rung == delivery.RungDispatched {
			to = "nobody"
		}
		r, err := s.Desk.NewSpoken(ctx, d.ID, delivery.Spoken{
			At: cmd.At.Time, How: cmd.How, To: to, Answer: delivery.Answer(cmd.Answer), Rung: rung, Says: cmd.Says,
		})
		if err != nil {
			return err
		}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, after)
	})
}

type answerCmd struct {
	Dispatch string `arg:"" help:"Dispatch, by the beginning of its id."`
	Question int    `arg:"" help:"Which question, as status counts them."`
	With     string `help:"Warning that answers it: an update that was sent." placeholder:"ID"`
	Because  string `help:"Why nothing more can be said." placeholder:"WORDS"`
	acting
}

// Help explains the command.
func (answerCmd) Help() string {
	return `What is said to a recipient goes out as an update of the warning, through the same steps as the warning itself; this notes which update answers his question, or why nothing more can be said.`
}

// Run notes the answer.
func (cmd *answerCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		d, err := s.dispatch(ctx, cmd.Dispatch)
		if err != nil {
			return err
		}
		r := &desk.CloseQuestion{Dispatch: d.ID, QuestionAnswered: delivery.QuestionAnswered{
			Question: cmd.Question, With: tocsin.WarningID(cmd.With), Because: cmd.Because,
		}}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error { return c.dispatchAfter(ctx, s, d.ID) })
	})
}

type replanCmd struct {
	Dispatch string `arg:"" help:"Dispatch, by the beginning of its id."`
	Because  string `required:"" help:"What has changed." placeholder:"WORDS"`
	acting
}

// Help explains the command.
func (replanCmd) Help() string {
	return `What has not been tried is planned anew, by the ways that the directory knows now. The same sealed file goes; nothing is sealed to other keys.`
}

// Run plans anew.
func (cmd *replanCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		d, err := s.dispatch(ctx, cmd.Dispatch)
		if err != nil {
			return err
		}
		r := &desk.Replan{Dispatch: d.ID, Because: cmd.Because}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error { return c.dispatchAfter(ctx, s, d.ID) })
	})
}

// dispatchAfter tells how one dispatch stands.
func (c *call) dispatchAfter(ctx context.Context, s *Session, id tocsin.DispatchID) error {
	d, err := s.dispatch(ctx, string(id))
	if err != nil {
		return err
	}
	return c.give(d, func(p *page) { printProgress(p, d) })
}

// dispatch gives a dispatch by the beginning of its id.
func (s *Session) dispatch(ctx context.Context, prefix string) (desk.ShownDispatch, error) {
	found, err := s.Desk.Dispatches(ctx)
	if err != nil {
		return desk.ShownDispatch{}, err
	}
	fits := slices.DeleteFunc(found, func(d desk.ShownDispatch) bool { return !strings.HasPrefix(string(d.ID), prefix) })
	switch {
	case len(prefix) < 4 || len(fits) == 0:
		return desk.ShownDispatch{}, tocsin.Refuse("delivery/unknown", "take the id from tocsin status, four letters of it at least", "no dispatch begins so")
	case len(fits) > 1:
		return desk.ShownDispatch{}, tocsin.Refuse("delivery/unknown", "write more of its id", "%d dispatches begin so", len(fits))
	}
	return fits[0], nil
}
