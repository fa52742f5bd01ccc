package cli

import (
	"context"
	"path/filepath"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
)

// directoryCmd is the directory as a whole.
type directoryCmd struct {
	List   directoryListCmd   `cmd:"" help:"List everybody, what they protect, and what keeps them from being reached."`
	Who    directoryWhoCmd    `cmd:"" help:"Say who must be told of a threat, in which order, and who is missing."`
	Import directoryImportCmd `cmd:"" help:"Show what a file would change, and take it over."`
	Export directoryExportCmd `cmd:"" help:"Write the directory to a file."`
	Retire directoryRetireCmd `cmd:"" help:"Ask that an entry end."`
	Affirm directoryAffirmCmd `cmd:"" help:"Agree to changes that wait, as another officer."`
	Drop   directoryDropCmd   `cmd:"" help:"Take changes back that wait."`
}

// formOf gives the form of a file: what is asked for, or what its name says.
func formOf(format, file string) (directory.Form, error) {
	if format == "" {
		format = strings.TrimPrefix(strings.ToLower(filepath.Ext(file)), ".")
	}
	switch form := directory.Form(format); form {
	case directory.FormCSV, directory.FormJSON:
		return form, nil
	}
	return "", wrongUse("the name of the file does not say what it is; give --format csv or json")
}

type directoryImportCmd struct {
	File    string `arg:"" help:"File to read: CSV or JSON; - is stdin."`
	Format  string `help:"csv or json, where the name of the file does not say it." placeholder:"FORM"`
	Of      string `help:"Beginning of the hash that is printed with what would change: do it." placeholder:"HASH"`
	Because string `help:"Why, in a few words." placeholder:"WORDS"`
	acting
}

// Help explains the command.
func (directoryImportCmd) Help() string {
	return `Without --of it shows what the file would change, and changes nothing. Entries are known by their id, or by their name where they have none; who is not in the file stays as he is. A column that is not in the file leaves what is there; an empty cell takes it away. The whole file is taken over, or nothing of it. A change of who somebody is, of keys or of ways, marked with !, waits until another officer affirms it. docs/directory.md describes the columns.`
}

// An importShown is what a file would change, or has changed.
type importShown struct {
	Of        string           `json:"of,omitempty"`
	Done      bool             `json:"done"`
	Added     int              `json:"added"`
	Changed   int              `json:"changed"`
	Waits     int              `json:"wait_for_another_officer"`
	Unchanged int              `json:"unchanged"`
	Refused   []directory.Flaw `json:"refused"`
	Notes     []string         `json:"notes"`
	Text      string           `json:"text"`
	Concerned []desk.Concern   `json:"concerned,omitempty"`
}

// Run shows what a file would change, or takes it over.
func (cmd *directoryImportCmd) Run(ctx context.Context, c *call) error {
	if (cmd.Of == "") != (cmd.Because == "") {
		return wrongUse("give --of and --because together, after reading what would change")
	}
	form, err := formOf(cmd.Format, cmd.File)
	if err != nil {
		return err
	}
	raw, err := c.read(cmd.File, directory.MaxFile+1)
	if err != nil {
		return err
	}
	return c.record(ctx, func(s *Session) error {
		p, err := s.Desk.PlanImport(ctx, form, raw, cmd.Because)
		if err != nil {
			return err
		}
		shown := importShown{
			Of: p.Of, Added: len(p.Added), Changed: len(p.Changed), Waits: p.Waits, Unchanged: p.Unchanged,
			Refused: append([]directory.Flaw{}, p.Flaws...), Notes: append([]string{}, p.Notes...), Text: p.Text,
		}
		switch {
		case len(p.Flaws) > 0:
			if err := c.give(shown, shown.tell); err != nil {
				return err
			}
			return c.failed("directory/file", "mend the file where it says, and import it again", "%d places of the file cannot be taken over", len(p.Flaws))
		case p.Request == nil || cmd.Of == "":
			return c.give(shown, shown.tell)
		case len(cmd.Of) < shortest || !strings.HasPrefix(p.Of, cmd.Of):
			return tocsin.Refuse("approval/changed", "import it without --of, read what would change, and name what it prints", "what the file would change has no hash that begins so")
		}
		return c.ask(ctx, s, cmd.acting, demand{Request: p.Request, attached: p.Attached}, func() error {
			shown.Done = true
			if shown.Concerned, err = s.Desk.Concerned(ctx, p.Before); err != nil {
				return err
			}
			return c.give(shown, shown.tell)
		})
	})
}

// tell tells what a file would change.
func (i importShown) tell(p *page) {
	for _, f := range i.Refused {
		p.field("refused", "%s", f)
	}
	if len(i.Refused) > 0 {
		p.field("changed", "nothing")
		return
	}
	p.text(i.Text)
	for _, n := range i.Notes {
		p.field("note", "%s", n)
	}
	p.field("unchanged", "%d", i.Unchanged)
	switch {
	case i.Of == "":
		p.field("changed", "nothing: the directory says what the file says")
	case !i.Done:
		p.field("changed", "nothing yet; to do it, add --of %s --because WORDS", i.Of[:12])
	default:
		p.field("changed", "%d added, %d changed", i.Added, i.Changed-i.Waits)
	}
	if i.Waits > 0 {
		p.field("waits", "%d changes for another officer: tocsin directory list --waiting", i.Waits)
	}
	tellConcerned(p, i.Concerned)
}

// tellConcerned tells what is to be planned anew.
func tellConcerned(p *page, all []desk.Concern) {
	for _, one := range all {
		what := "dossier " + short(one.Dossier)
		if one.Dispatch != "" {
			what += ", dispatch " + short(one.Dispatch)
		}
		p.field("plan anew", "%s: %s, recipient %s", what, one.Why, short(one.Recipient))
	}
}

type directoryExportCmd struct {
	File        string `arg:"" optional:"" help:"File to write; it must not be there. Without it, to the screen." placeholder:"FILE"`
	Format      string `help:"csv or json, where the name of the file does not say it." placeholder:"FORM"`
	WithPhrases bool   `help:"Write the phrases too by which recipients know us."`
}

// Help explains the command.
func (directoryExportCmd) Help() string {
	return `What is written can be imported again and changes nothing. Cells that a program of tables would take for a formula begin with an apostrophe, which the import takes away. Without --with-phrases the phrases are left out, and an import leaves them as they are.`
}

// Run writes the directory.
func (cmd *directoryExportCmd) Run(ctx context.Context, c *call) error {
	if cmd.Format == "" && (cmd.File == "" || cmd.File == "-") {
		cmd.Format = string(directory.FormCSV)
		if c.flags.JSON {
			cmd.Format = string(directory.FormJSON)
		}
	}
	form, err := formOf(cmd.Format, cmd.File)
	if err != nil {
		return err
	}
	if err := c.free(cmd.File); err != nil {
		return err
	}
	return c.record(ctx, func(s *Session) error {
		h, err := s.Desk.Holder(ctx)
		if err != nil {
			return err
		}
		write := h.Recipients.WriteCSV
		if form == directory.FormJSON {
			write = h.Recipients.WriteJSON
		}
		raw, err := write(cmd.WithPhrases)
		if err != nil {
			return err
		}
		if cmd.File == "" || cmd.File == "-" {
			_, _ = c.out.Write(raw) // c.out keeps its error
			return nil
		}
		if err := c.write(cmd.File, raw); err != nil {
			return err
		}
		return c.give(map[string]any{"written": cmd.File, "recipients": len(h.Recipients)}, func(p *page) {
			p.field("written", "%s, %d recipients", cmd.File, len(h.Recipients))
		})
	})
}
