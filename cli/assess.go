package cli

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/report"
)

type assessCmd struct {
	ID                  string       `arg:"" help:"Dossier, by the beginning of its id."`
	Harm                harm         `help:"intentional-killing, serious-bodily-injury, kidnapping, arrest-or-detention, targeted-surveillance, property-damage, data-or-operations, defamation-or-pressure or unknown." placeholder:"HARM"`
	TargetKind          targetKind   `help:"person, group, institution, business, structure, location, event or unknown." placeholder:"KIND"`
	Reliability         string       `help:"Grade of the source, A (reliable) to E, F where it cannot be judged." placeholder:"A-F"`
	Credibility         int          `help:"Grade of the information, 1 (confirmed) to 5, 6 where it cannot be judged." placeholder:"1-6"`
	Set                 []fieldValue `sep:"none" help:"Fact told in words: victim, target, what, how, by, source or basis; unknown takes it out. Repeat it." placeholder:"FIELD=WORDS"`
	Where               spot         `help:"Place: country=..,region=..,city=..,district=..,site=.." placeholder:"PLACE"`
	When                era          `help:"When, as people write it: 2024-01-03, 13 Dey 1402, 2024-W01, January 2024, 031200ZJAN24, 2024-01-03 06:00 to 08:00 UTC." placeholder:"TIME"`
	From                moment       `help:"When: from here on." placeholder:"TIME"`
	Until               moment       `help:"When: up to here, not included." placeholder:"TIME"`
	LatestUseful        moment       `help:"Last moment at which a warning helps." placeholder:"TIME"`
	LatestUsefulBecause string       `help:"Why not later." placeholder:"WORDS"`
	Answer              []answer     `sep:"none" help:"Answer of your own to a question of the rules: QUESTION=yes, no or unknown, and :WHY. Repeat it." placeholder:"QUESTION=ANSWER"`
	Sheet               string       `help:"File that says more of facts: who knows them, where they are public, how they are told more coarsely; or -." placeholder:"FILE"`
	Of                  string       `help:"Report that the given facts come from; without it, the first." placeholder:"REPORT"`
	DryRun              bool         `help:"Print what would be recorded, and record nothing."`
	acting
}

// Help explains the command.
func (assessCmd) Help() string {
	return `It begins with the newest assessment and with what the reports state in a form that a program reads; the flags override it. Without flags, and with --dry-run, it only prints. What nobody knows stays unknown, and unknown counts towards warning.

A sheet is YAML. What it leaves out stays as it is.

  confidence: moderate
  codewords: [BLUE HARBOR]
  sources:
    - {report: 7k3fq2mb, source: S-17, originator: a partner, reliability: B}
  circles:
    - {name: the cell, size: 40}
    - {name: the planners, size: 6, most: 8, within: the cell}
    - {name: the drivers, size: 9}
  overlaps:
    - {a: the cell, b: the drivers, least: 4}
  facts:
    - fact: where
      knows: {city: the cell, site: the planners}
      public: {country: a newspaper of 2 January 2024}
    - fact: how
      wordings: {kind: explosives, outline: explosives left in bags}
      knows: {kind: hundreds, outline: the cell, full: the planners}
    - {fact: victim.2, value: the stewards, report: 7k3fq2mb, likelihood: likely, credibility: 3}

A circle has at least as many people as its size; most is how many at most, where somebody knows. An overlap says how many at least are in both of two circles; where nobody says it, as few as can be are counted, and least: 0 takes it back. A fact that stands alone in its field has the field's name; others have a key, as victim.2. Who knows it is a circle of the sheet, or few (at least 2), tens, hundreds or public. The rungs are country, region, city, district, site, point for where; month, week, day, part-of-day, hour, minute for when; kind, outline, detail, full for all others. A fact may also have originator, aliases, private: true, reliability, credibility, mark, part.`
}

// harm, targetKind and answer read the words of the flags.
type harm struct{ word[report.Harm] }

// UnmarshalText reads a harm.
func (h *harm) UnmarshalText(text []byte) error { return h.read(text, report.ParseHarm) }

type targetKind struct{ word[report.TargetKind] }

// UnmarshalText reads a kind of target.
func (k *targetKind) UnmarshalText(text []byte) error { return k.read(text, report.ParseTargetKind) }

type answer struct{ report.Answer }

// UnmarshalText reads an answer to a question.
func (a *answer) UnmarshalText(text []byte) error {
	var p pair
	if err := p.UnmarshalText(text); err != nil {
		return err
	}
	word, because, _ := strings.Cut(p.value, ":")
	word = strings.TrimSpace(word)
	a.Answer = report.Answer{Question: p.name, Because: strings.TrimSpace(because)}
	if tri, err := tocsin.ParseTri(word); err == nil {
		a.Answer.Answer = tri
		return nil
	}
	// A word, a number or a list; whether the question takes it is the pack's to
	// say.
	if a.Value = word; word == "" {
		return errors.New("the answer is empty")
	}
	return nil
}

// Run assesses the dossier.
func (cmd *assessCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		shown, err := s.dossier(ctx, cmd.ID)
		if err != nil {
			return err
		}
		proposed, err := s.Desk.Propose(ctx, shown.State)
		if err != nil {
			return err
		}
		assessment, err := cmd.override(shown, proposed.Assessment)
		if err != nil {
			return err
		}
		if cmd.Sheet != "" {
			if assessment, err = cmd.withSheet(c, shown, assessment); err != nil {
				return err
			}
		}
		give := func(recorded bool) error { return c.giveAssessment(shown.ID, assessment, proposed.Others, recorded) }
		if cmd.DryRun || cmd.bare() {
			return give(false)
		}
		r := &desk.Assess{Dossier: shown.ID, Assessment: assessment}
		return c.ask(ctx, s, cmd.acting, demand{Request: r}, func() error { return give(true) })
	})
}

// bare reports whether no flag says anything.
func (cmd *assessCmd) bare() bool {
	return !cmd.Harm.given && !cmd.TargetKind.given && cmd.Reliability == "" && cmd.Credibility == 0 &&
		len(cmd.Set) == 0 && !cmd.Where.Known() && !cmd.When.Known() && cmd.From.IsZero() && cmd.Until.IsZero() &&
		cmd.LatestUseful.IsZero() && len(cmd.Answer) == 0 && cmd.Sheet == ""
}

// withSheet gives the assessment with what a sheet says.
func (cmd *assessCmd) withSheet(c *call, shown desk.Shown, a report.Assessment) (report.Assessment, error) {
	text, err := c.read(cmd.Sheet, maxSheet)
	if err != nil {
		return a, err
	}
	s, err := readSheet(text)
	if err != nil {
		return a, err
	}
	return s.apply(shown, a)
}

// override gives the assessment with what the flags say.
func (cmd *assessCmd) override(shown desk.Shown, a report.Assessment) (report.Assessment, error) {
	if cmd.Harm.given {
		a.Harm = cmd.Harm.value
	}
	if cmd.TargetKind.given {
		a.TargetKind = cmd.TargetKind.value
	}
	a.Reliability = cmp.Or(report.Reliability(cmd.Reliability), a.Reliability, "F")
	a.Credibility = cmp.Or(report.Credibility(cmd.Credibility), a.Credibility, 6)
	if !cmd.LatestUseful.IsZero() || cmd.LatestUsefulBecause != "" {
		a.LatestUseful, a.LatestUsefulBecause = cmd.LatestUseful.or(a.LatestUseful), cmd.LatestUsefulBecause
	}
	for _, given := range cmd.Answer {
		a.Answers = answered(a.Answers, given.Answer)
	}
	return cmd.facts(shown, a)
}
