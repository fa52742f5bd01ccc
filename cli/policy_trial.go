package cli

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/cases"
	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
	"example.org/tocsin/silence"
	"example.org/tocsin/trial"
)

type policyTestCmd struct {
	File []string `arg:"" help:"Pack, or the file of its tests beside it (NAME.test.yaml), or the id of a pack that comes along."`
}

// Help explains the command.
func (policyTestCmd) Help() string {
	return `It needs no record. Each test gives facts, and says the verdict and the values of rules; where something else comes out, both are printed with the facts that decided. At the end it tells which rules and branches were never seen yes, no or unknown although they can be. It ends with 3 where a test fails.`
}

// testsEnd is how the name of a file of tests ends.
const testsEnd, packEnd = ".test.yaml", ".yaml"

// Run runs the tests of packs.
func (cmd *policyTestCmd) Run(ctx context.Context, c *call) error {
	c.certain, c.noLog = "the tests could not be run", true
	var reports []trial.Report
	var text strings.Builder
	failed, ran := 0, 0
	for _, name := range cmd.File {
		r, file, err := c.try(ctx, name)
		if err != nil {
			return err
		}
		reports = append(reports, r)
		text.WriteString(r.Text(file))
		failed, ran = failed+r.Failed(), ran+len(r.Results)
	}
	if err := c.give(reports, func(p *page) { p.b.WriteString(text.String()) }); err != nil || failed == 0 {
		return err
	}
	return c.failed("policy/test", "mend the pack, or the test where it is wrong", "%d of %d tests failed", failed, ran)
}

// try runs the tests beside one pack.
func (c *call) try(ctx context.Context, name string) (r trial.Report, file string, err error) {
	file = name + testsEnd
	tests, known := packs.Tests(name)
	if !known {
		base, ok := strings.CutSuffix(name, testsEnd)
		if !ok {
			base = strings.TrimSuffix(name, packEnd)
		}
		name, file = base+packEnd, base+testsEnd
	}
	f, err := c.packFile(ctx, name)
	if err != nil {
		return r, file, err
	}
	p, err := c.parse(f, policy.Parse)
	if err != nil {
		return r, file, err
	}
	if !known {
		if tests, err = c.read(file, policy.MaxPack+1); err != nil {
			return r, file, err
		}
	}
	read, err := policy.ParseTests(tests, p)
	if err != nil {
		return r, file, c.flaws(file, "policy/test-file", err)
	}
	r, err = trial.Run(p, read)
	return r, file, err
}

type policyLintCmd struct {
	Pack     []string       `arg:"" optional:"" help:"Packs, by id or file; without any, those in force."`
	Quick    bool           `help:"Leave out the walk over the whole state machine, which takes up to a minute a pack."`
	Officers []tocsin.Level `help:"Levels of those who are there, such as head,senior,officer; without it, those of the record." placeholder:"LEVEL,..."`
}

// Help explains the command.
func (policyLintCmd) Help() string {
	return `It finds rules that can never hold, waivers that swallow the duty, deciders that no officer fills, clocks longer than the time there is, silence that takes less than a warning, grades and unknown facts that turn the wrong way. It walks everything that officers can do and clocks can bring about under the pack, and names the path where leaving a warning unsaid takes fewer or lower people than sending one. What a rule can be is found by trying every combination of the facts it reads; where there are too many, it says so. It ends with 3 where it finds a flaw; notes are for reading.`
}

// Run looks at packs.
func (cmd *policyLintCmd) Run(ctx context.Context, c *call) error {
	files, levels, err := cmd.subject(ctx, c)
	if err != nil {
		return err
	}
	var all []trial.Linted
	var text strings.Builder
	flaws := 0
	for _, f := range files {
		p, err := c.parse(f, policy.ParseAbove)
		if err != nil {
			return err
		}
		walk := silences
		if cmd.Quick {
			walk = nil
		}
		found, err := trial.Lint(p, levels, walk)
		if err != nil {
			return err
		}
		all = append(all, found)
		text.WriteString(found.Text(f.name))
		flaws += found.Flaws()
	}
	if err := c.give(all, func(p *page) { p.b.WriteString(text.String()) }); err != nil || flaws == 0 {
		return err
	}
	return c.failed("policy/lint", "mend what is called a flaw, or write down why it stays", "the packs have %d flaws", flaws)
}

// subject gives the packs to look at, and the levels of those who are there.
func (cmd *policyLintCmd) subject(ctx context.Context, c *call) (files []packFile, levels []tocsin.Level, err error) {
	h, there, err := c.holder(ctx)
	if err != nil {
		return nil, nil, err
	}
	if levels = cmd.Officers; len(levels) == 0 {
		for _, o := range h.Officers {
			if o.Active(tocsin.Second(c.deps.Now())) {
				levels = append(levels, o.Level)
			}
		}
	}
	for _, name := range cmd.Pack {
		f, err := c.packFile(ctx, name)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, f)
	}
	if len(cmd.Pack) > 0 {
		return files, levels, nil
	}
	if !there {
		return nil, nil, wrongUse("no record is open here: name packs")
	}
	for _, a := range h.Packs {
		files = append(files, packFile{a.Ref.ID, []byte(a.Source)})
	}
	return files, levels, nil
}

// silences looks for a cheap way to silence in all that can happen under a pack.
func silences(p *policy.Pack) error {
	found, err := silence.Walk(p, silence.Options{})
	if err != nil {
		return err
	}
	if b := found.Breach; b != nil {
		return tocsin.Refuse("silence/cheap", "ask for more, or for higher officers, where silence is affirmed", "%s", b)
	}
	return nil
}

type policyReplayCmd struct {
	Pack  []string `required:"" sep:"none" help:"Pack that would be in force, by id or file; repeat it for all that would." placeholder:"PACK"`
	Cases bool     `help:"Decide the public cases again instead of the record's dossiers; it needs no record."`
}

// Help explains the command.
func (policyReplayCmd) Help() string {
	return `It shows what other rules would have found: of every dossier that was determined, the verdict then and the verdict under the packs that are named, and where the two differ the rules that differ and the facts that decided. What was assessed anew and not determined is asked of the packs in force. Nothing is recorded.`
}

// A replayedPacks is what a replay came to, for programs.
type replayedPacks struct {
	Summary  trial.Summary   `json:"summary"`
	Outcomes []trial.Outcome `json:"outcomes"`
}

// Run decides again.
func (cmd *policyReplayCmd) Run(ctx context.Context, c *call) error {
	var next []*policy.Pack
	for _, name := range cmd.Pack {
		f, err := c.packFile(ctx, name)
		if err != nil {
			return err
		}
		p, err := c.parse(f, policy.Parse)
		if err != nil {
			return err
		}
		next = append(next, p)
	}
	if cmd.Cases {
		c.certain, c.noLog = "the cases could not be decided again", true
		all, err := cases.All()
		if err != nil {
			return err
		}
		return c.again(nil, next, theCases(all))
	}
	return c.record(ctx, func(s *Session) error {
		h, err := s.Desk.Holder(ctx)
		if err != nil {
			return err
		}
		inForce, err := h.Policies()
		if err != nil {
			return err
		}
		b, err := s.Desk.Board(ctx)
		if err != nil {
			return err
		}
		for _, u := range b.Unreadable {
			c.err.say("stream %s cannot be read and is left out; run tocsin fsck", u.Stream)
		}
		all := b.Dossiers()
		return c.again(inForce, next, c.dossiers(all))
	})
}

// again replays matters and prints what changes.
func (c *call) again(inForce, next []*policy.Pack, all iter.Seq2[trial.Matter, error]) error {
	out := replayedPacks{Outcomes: []trial.Outcome{}}
	var err error
	out.Summary, err = trial.Replay(inForce, next, all, func(o trial.Outcome) error {
		out.Outcomes = append(out.Outcomes, o)
		return nil
	})
	if err != nil {
		return err
	}
	return c.give(out, func(p *page) {
		for _, o := range out.Outcomes {
			p.b.WriteString(o.Text())
		}
		p.b.WriteString(out.Summary.Text())
	})
}

// dossiers gives the dossiers that were assessed as matters, and says how many
// were not.
func (c *call) dossiers(all []dossier.Dossier) iter.Seq2[trial.Matter, error] {
	return func(yield func(trial.Matter, error) bool) {
		skipped := 0
		for _, d := range all {
			if d.AssessedAt.IsZero() {
				skipped++
				continue
			}
			m := trial.Matter{ID: string(d.ID), Situation: policy.Situation{
				Assessment: d.Assessment, At: tocsin.Second(c.deps.Now()), Reports: len(d.Reports),
			}}
			if d.Current && len(d.Determinations) > 0 {
				m.Was, m.Situation.At = d.Determinations, d.Determinations[0].At
			}
			if !yield(m, nil) {
				return
			}
		}
		if skipped > 0 {
			c.err.say("%d dossiers are not assessed yet and left out", skipped)
		}
	}
}

// theCases gives the public cases as matters, each as it stood when the last
// thing became known before it happened, under the packs that the case names.
func theCases(all []cases.Case) iter.Seq2[trial.Matter, error] {
	return func(yield func(trial.Matter, error) bool) {
		for _, one := range all {
			learned := one.Learned()
			m := trial.Matter{
				ID: fmt.Sprintf("%02d %s", one.Number, one.Name), Facts: one.Facts(learned), Situation: policy.Situation{At: learned},
			}
			if !yield(m, m.Determine(one.Packs, packs.Get)) {
				return
			}
		}
	}
}
