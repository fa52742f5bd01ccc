package cli

import (
	"context"
	"strconv"

	"example.org/tocsin/desk"
)

type checkCmd struct {
	File    string `arg:"" help:"File that would leave: text, a document, a picture, or - for standard input."`
	Against string `required:"" help:"Dossier whose reports it is held against, by the beginning of its id." placeholder:"ID"`
}

// Help explains the command.
func (checkCmd) Help() string {
	return `It holds a file against everything of a dossier that must not leave: runs of words, reordered and paraphrased sentences, numbers, coordinates, times finer than approved, names in any spelling, code words, ids, hidden characters, and what a document carries besides its text. What it finds is told with its line, its rule, the passage that it comes from, and what to do; it ends with 3. A file whose text cannot be read is no clean file.`
}

// maxChecked bounds a file that is checked.
const maxChecked = 64 << 20

// Run checks a file.
func (cmd *checkCmd) Run(ctx context.Context, c *call) error {
	content, err := c.read(cmd.File, maxChecked)
	if err != nil {
		return err
	}
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.Against)
		if err != nil {
			return err
		}
		checked, err := s.Desk.CheckFile(ctx, shown.State, content)
		if err != nil {
			return err
		}
		if err := c.give(checked, func(p *page) { printChecked(p, checked) }); err != nil || len(checked.Leaks) == 0 {
			return err
		}
		return c.failed("warning/leak", "change the file, and check it again", "%s in the file must not leave", things(len(checked.Leaks)))
	})
}

// things counts what was found.
func things(n int) string {
	if n == 1 {
		return "1 thing"
	}
	return strconv.Itoa(n) + " things"
}

// printChecked tells what a check found.
func printChecked(p *page, checked desk.Checked) {
	for _, l := range checked.Leaks {
		p.line("%s", l.String())
		if l.Source != "" {
			p.line("    of: %s", l.Source)
		}
		if l.Remedy != "" {
			p.line("    next: %s", l.Remedy)
		}
	}
	if len(checked.Leaks) == 0 {
		p.field("clean", "nothing of the dossier stands in it")
	}
}
