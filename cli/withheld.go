package cli

import (
	"context"
	"strconv"

	"example.org/tocsin/desk"
	"example.org/tocsin/report"
)

type withheldCmd struct {
	ID string `arg:"" help:"Dossier, by the beginning of its id."`
}

// Help explains the command.
func (withheldCmd) Help() string {
	return `It lays each fact of the reports beside what is told of it, text by text, the newest first: what is known and how finely, what leaves, what is withheld and why, by which rule and by whom, what the next finer rung would have been worth to the recipient, and who on the other side could have known what is told. It is for those who may read the reports.`
}

// Run tells what is withheld.
func (cmd *withheldCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		all := desk.Withheld(shown.State)
		return c.give(all, func(p *page) {
			if len(all) == 0 {
				p.line("nothing was drafted, so nothing is told or withheld")
			}
			for i, t := range all {
				if i > 0 {
					p.gap()
				}
				printTearing(p, shown, t)
			}
		})
	})
}

// besideWidths are the columns of a fact beside what is told of it.
var besideWidths = []int{10, 34, 34, 24}

// printTearing tells one text's tearline beside its source.
func printTearing(p *page, shown desk.Shown, t desk.Tearing) {
	head := "draft"
	if t.Warning != "" {
		head = "warning " + string(t.Warning)
	}
	p.field("text of", "%s", head)
	p.field("could be", "%s", t.People)
	for _, o := range t.Overrides {
		p.field("overridden", "%s: %s", o.Rule, o.Because)
	}
	p.gap()
	p.row(besideWidths, "FACT", "KNOWN", "TOLD", "WHO KNOWS THAT")
	for _, f := range t.Facts {
		told, who := "withheld", f.Finer
		if f.Told != "" {
			told, who = cut(f.Told)+" ["+string(f.ToldRung)+"]", f.Known
		}
		if field, _, err := report.ParseName(f.Fact); err == nil && !field.Releasable() {
			told, who = "never told", ""
		}
		p.row(besideWidths, f.Fact, cut(f.Value)+" ["+string(f.Rung)+"]", told, who)
		if f.Effect != "" {
			p.row(besideWidths, "", "  "+f.Effect+": "+f.Reason+ledgerTail(f)+", "+name(shown, string(f.By)))
		}
	}
}

// ledgerTail tells the rule and the worth of what is withheld.
func ledgerTail(f desk.Beside) string {
	tail := ""
	if f.Rule != "" {
		tail += ", under " + f.Rule
	}
	if f.Worth > 0 {
		tail += ", worth " + strconv.Itoa(f.Worth)
	}
	return tail
}

// cut shortens a value so that columns stand beside each other.
func cut(s string) string {
	const most = 24
	runes := []rune(oneLine(s))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most-3]) + "..."
}
