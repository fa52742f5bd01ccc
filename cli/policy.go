package cli

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/holder"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
)

// policyCmd is the tools of those who write policy.
type policyCmd struct {
	List    policyListCmd    `cmd:"" help:"List the packs that come along, and those in force."`
	Show    policyShowCmd    `cmd:"" help:"Print a pack in plain sentences, with where each comes from."`
	Check   policyCheckCmd   `cmd:"" help:"Read a pack and say what is wrong with it, with line and column."`
	Explain policyExplainCmd `cmd:"" help:"Print what was determined in a dossier, with all facts that were seen."`
	Test    policyTestCmd    `cmd:"" help:"Run the tests that stand beside a pack."`
	Lint    policyLintCmd    `cmd:"" help:"Look for what is legal in a pack and unwise."`
	Replay  policyReplayCmd  `cmd:"" help:"Decide all dossiers, or the public cases, again under other packs."`
	Adopt   policyAdoptCmd   `cmd:"" help:"Put a pack in force, or take one out of it."`
}

// A packFile is a pack's file and where it comes from.
type packFile struct {
	// name is the file, or the id of a pack that comes along or is in force.
	name   string
	source []byte
}

// packFile finds a pack: by the id of one that comes along or is in force, or by
// its file.
func (c *call) packFile(ctx context.Context, name string) (packFile, error) {
	if source, ok := packs.Source(name); ok {
		return packFile{name, source}, nil
	}
	source, err := c.read(name, policy.MaxPack+1)
	refusal, refused := errors.AsType[*tocsin.Refusal](err)
	if !refused || refusal.Rule != "file/missing" || strings.ContainsAny(name, "./") {
		return packFile{name, source}, err
	}
	h, _, err := c.holder(ctx)
	if err != nil {
		return packFile{}, err
	}
	for _, a := range h.Packs {
		if a.Ref.ID == name {
			return packFile{name, []byte(a.Source)}, nil
		}
	}
	return packFile{}, tocsin.Refuse("policy/unknown", "name a file, or one of "+strings.Join(packs.IDs(), ", "),
		"no pack %q comes along or is in force, and there is no such file", name)
}

// noRecord are the refusals to open a record that is not there.
var noRecord = []string{"data/missing", "data/folder", "keys/missing"}

// holder gives the holder, and whether there is a record at all.
func (c *call) holder(ctx context.Context) (h holder.Holder, there bool, err error) {
	err = c.record(ctx, func(s *Session) error {
		var err error
		h, err = s.Desk.Holder(ctx)
		return err
	})
	if refusal, ok := errors.AsType[*tocsin.Refusal](err); ok && slices.Contains(noRecord, refusal.Rule) {
		return h, false, nil
	}
	return h, err == nil, err
}

// flawed tells a flaw with its file.
func flawed(name string, f policy.Flaw) string {
	at := name + ":" + strconv.Itoa(f.Line) + ":" + strconv.Itoa(f.Column) + ": "
	if f.Rule != "" {
		at += f.Rule + ": "
	}
	return at + f.Why
}

// parse reads a pack. Of what is wrong with it, the first is the refusal, and the
// others stand before it.
func (c *call) parse(f packFile, read func([]byte) (*policy.Pack, error)) (*policy.Pack, error) {
	p, err := read(f.source)
	return p, c.flaws(f.name, "policy/pack", err)
}

// flaws makes a refusal of what is wrong with a file.
func (c *call) flaws(name, rule string, err error) error {
	invalid, ok := errors.AsType[*policy.Invalid](err)
	if !ok || len(invalid.Flaws) == 0 {
		return err
	}
	for _, f := range invalid.Flaws[1:] {
		c.err.say("%s", flawed(name, f))
		c.err.say("next: %s", f.Remedy)
	}
	first := invalid.Flaws[0]
	return tocsin.Refuse(rule, first.Remedy, "%s", flawed(name, first))
}

type policyCheckCmd struct {
	File string `arg:"" help:"File of the pack."`
}

// Help explains the command.
func (policyCheckCmd) Help() string {
	return `It needs no record. It ends with 0 where the pack is in order, and with 3 where it is not: each flaw with its line and column, the rule it is in, and what to do. What it checks is also checked whenever a pack is read.`
}

// A checked is a pack that is in order.
type checked struct {
	File string         `json:"file"`
	Pack policy.PackRef `json:"pack"`
}

// Run checks a pack.
func (cmd *policyCheckCmd) Run(ctx context.Context, c *call) error {
	c.certain, c.noLog = "the pack could not be checked", true
	f, err := c.packFile(ctx, cmd.File)
	if err != nil {
		return err
	}
	p, err := c.parse(f, policy.Parse)
	if err != nil {
		return err
	}
	return c.give(checked{f.name, p.Ref}, func(page *page) { page.line("%s: %s is in order", f.name, p.Ref) })
}

type policyExplainCmd struct {
	ID string `arg:"" help:"Dossier, by the beginning of its id."`
}

// Help explains the command.
func (policyExplainCmd) Help() string {
	return `It prints the determinations as they were recorded, one a pack, and under each every fact that it saw, with where it came from. Nothing is decided again.`
}

// Run explains a dossier.
func (cmd *policyExplainCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		all := shown.State.Determinations
		if len(all) == 0 {
			return tocsin.Refuse("dossier/undetermined", "determine it first: tocsin determine "+short(shown.ID), "nothing was determined in this dossier")
		}
		return c.give(all, func(p *page) {
			p.field("dossier", "%s", shown.ID)
			for _, d := range all {
				p.gap()
				p.field("determined", "%s under %s", at(d.At), d.Pack)
				p.text(d.Text)
				for _, f := range d.Facts {
					p.field("fact", "%s is %s%s", f.Fact, f.Value, after(" (", f.From, ")"))
				}
				p.field("to warn", "%s", agreed(d.Deciders.Warn))
				p.field("to say nothing", "%s", agreed(d.Deciders.Silence))
			}
			if !shown.State.Current {
				p.gap()
				p.line("Something was assessed anew since: it has not been determined again.")
			}
			p.field("overruled", "%s", shown.State.Overruled)
		})
	})
}

// after puts words around a text, where there is one.
func after(before, text, behind string) string {
	if text == "" {
		return ""
	}
	return before + text + behind
}
