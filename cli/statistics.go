package cli

import (
	"context"
	"errors"
	"strings"
	"time"

	"example.org/tocsin/desk"
	"example.org/tocsin/review"
)

type statisticsCmd struct {
	Period period `required:"" help:"Months or days, the last one too: 2026-01..2026-06." placeholder:"FROM..UNTIL"`
	By     string `help:"Break the counts down by class, country, pack or outcome." placeholder:"WHAT"`
	Least  int    `default:"5" help:"Below which a count is held back; 3 or more (${default})." placeholder:"N"`
}

// Help explains the command.
func (statisticsCmd) Help() string {
	return `Dossiers, warnings and recipients are counted each by itself; drills are counted apart. A count below the least is told as <5. Others are told as x, so that no sum of the same answer gives a small one away. Answers for periods that overlap can still be held against each other: publish one.`
}

// UnmarshalText reads a period.
func (p *period) UnmarshalText(text []byte) error {
	from, until, ok := strings.Cut(string(text), "..")
	first, _, err := readPeriod(from)
	_, last, wrong := readPeriod(until)
	if !ok || err != nil || wrong != nil {
		return errors.New("write 2026-01..2026-06, or 2026-01-15..2026-02-14")
	}
	p.from, p.until = first, last
	return nil
}

// readPeriod reads a month or a day, and gives its beginning and its end.
func readPeriod(s string) (from, until time.Time, err error) {
	if from, err = time.Parse(month, s); err == nil {
		return from, from.AddDate(0, 1, 0), nil
	}
	from, err = time.Parse(time.DateOnly, s)
	return from, from.AddDate(0, 0, 1), err
}

// Run counts.
func (cmd *statisticsCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		got, err := s.Desk.Statistics(ctx, desk.StatisticsAsk{
			From: cmd.Period.from, Until: cmd.Period.until, By: cmd.By, Least: cmd.Least,
		})
		if err != nil {
			return err
		}
		return c.give(got, func(p *page) { printStatistics(p, got) })
	})
}

// printStatistics tells the tables, one under the other.
func printStatistics(p *page, s desk.Statistic) {
	p.field("period", "%s to %s", s.From.Format(time.DateOnly), s.Until.AddDate(0, 0, -1).Format(time.DateOnly))
	if s.Unreadable {
		p.field("not counted", "streams that cannot be read; see tocsin fsck")
	}
	for _, t := range s.Tables {
		p.gap()
		for _, r := range t.Rows {
			printRow(p, t, r)
		}
		if t.Total != nil {
			printRow(p, t, *t.Total)
		}
	}
	p.gap()
	for _, i := range s.Intervals {
		switch {
		case !i.Enough:
			p.field("took", "%s to %s: too few to tell", i.From, i.To)
		case i.Lower == 0 && i.Upper == 0:
			p.field("took", "%s to %s: median %s", i.From, i.To, time.Duration(i.Median)*time.Second)
		default:
			p.field("took", "%s to %s: median %s, quartiles %s and %s", i.From, i.To, time.Duration(i.Median)*time.Second,
				time.Duration(i.Lower)*time.Second, time.Duration(i.Upper)*time.Second)
		}
	}
}

// printRow tells one row: its sum, and the counts of its columns.
func printRow(p *page, t review.Table, r review.Row) {
	p.field(t.Of, "%s: %s", r.Name, r.Sum)
	for n, figures := range r.Parts {
		for i, f := range figures {
			p.line("    %s: %s", t.Columns[n][i], f)
		}
	}
}
