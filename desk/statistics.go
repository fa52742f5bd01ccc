package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/board"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/report"
	"example.org/tocsin/review"
	"example.org/tocsin/warning"
)

// A StatisticsAsk is what is to be counted.
type StatisticsAsk struct {
	// From and Until bound when dossiers were first possessed; Until is not in it.
	From, Until time.Time
	// By breaks the counts down: class, country, pack or outcome; empty for not.
	By string
	// Least is below which a count is held back.
	Least int
}

// A Statistic is what may be told of a period. Dossiers, warnings and recipients
// are three units, which do not add up to each other; drills are counted apart.
type Statistic struct {
	From   time.Time      `json:"from"`
	Until  time.Time      `json:"until"`
	By     string         `json:"by,omitempty"`
	Least  int            `json:"least"`
	Tables []review.Table `json:"tables"`
	// Intervals are medians and quartiles of how long steps took, in seconds.
	Intervals []IntervalStatistic `json:"intervals"`
	// Unreadable says that some streams could not be read and are not counted.
	Unreadable bool `json:"unreadable,omitempty"`
}

// An IntervalStatistic is how long one step took.
type IntervalStatistic struct {
	From string `json:"from"`
	To   string `json:"to"`
	review.Quantiles
}

// The columns.
const (
	columnWarned    = "warned"
	columnNoDuty    = "no duty"
	columnReferred  = "referred"
	columnUndecided = "not decided"
	columnWaived    = "waived on "
	columnNone      = "none yet"
	rowUnknown      = "not known"
	columnDrill     = "drills"
)

// Breakdowns lists how counts may be broken down.
func Breakdowns() []string { return []string{"class", "country", "pack", "outcome"} }

// Statistics counts what was done about the dossiers of a period.
func (d *Desk) Statistics(ctx context.Context, ask StatisticsAsk) (Statistic, error) {
	if err := ask.check(); err != nil {
		return Statistic{}, err
	}
	b, err := d.Board(ctx)
	if err != nil {
		return Statistic{}, err
	}
	return count(b, ask)
}

// check refuses what cannot be counted.
func (a StatisticsAsk) check() error {
	switch {
	case a.By != "" && !slices.Contains(Breakdowns(), a.By):
		return tocsin.Refuse("statistics/by", "choose class, country, pack or outcome", "counts are not broken down by that")
	case !a.Until.After(a.From):
		return tocsin.Refuse("statistics/period", "give a period such as 2026-01..2026-06", "the period ends before it begins")
	}
	return review.CheckLeast(a.Least)
}

// A tally counts one kind of thing as it goes.
type tally struct {
	rows, columns []string
	cells         map[[2]string]int
}

// add counts one thing; rows and columns come into being as they are met.
func (t *tally) add(row, column string) {
	if t.cells == nil {
		t.cells = map[[2]string]int{}
	}
	if !slices.Contains(t.rows, row) {
		t.rows = append(t.rows, row)
	}
	if !slices.Contains(t.columns, column) {
		t.columns = append(t.columns, column)
	}
	t.cells[[2]string{row, column}]++
}

// partition gives the counts in the rows given.
func (t *tally) partition(rows []string) review.Partition {
	columns := slices.Sorted(slices.Values(t.columns))
	p := review.Partition{Columns: columns}
	for _, row := range rows {
		var cells []int
		for _, column := range columns {
			cells = append(cells, t.cells[[2]string{row, column}])
		}
		p.Cells = append(p.Cells, cells)
	}
	return p
}

// A counter counts all that is counted of dossiers.
type counter struct {
	endings, outcomes, messages, drills, told tally
	spans                                     map[[2]string][]int64
}

// add counts one dossier in a row.
func (c *counter) add(of dossier.Dossier, row string, dispatch func(tocsin.DispatchID) (delivery.Dispatch, bool)) {
	c.endings.add(row, ended(of))
	c.outcomes.add(row, outcomeOf(of))
	for _, sent := range of.Warned {
		if sent.Draft.Kind == warning.KindExercise {
			c.drills.add(row, columnDrill)
			continue
		}
		c.messages.add(row, string(sent.Draft.Kind))
	}
	for _, column := range reachedOf(of, dispatch) {
		c.told.add(row, column)
	}
	if c.spans == nil {
		c.spans = map[[2]string][]int64{}
	}
	for _, i := range timesOf(of, dispatch).Intervals() {
		step := [2]string{i.From, i.To}
		c.spans[step] = append(c.spans[step], i.Seconds)
	}
}

// count counts the dossiers of a board.
func count(b *board.Board, ask StatisticsAsk) (Statistic, error) {
	out := Statistic{
		From: ask.From, Until: ask.Until, By: ask.By, Least: ask.Least, Tables: []review.Table{}, Intervals: []IntervalStatistic{},
		Unreadable: len(b.Unreadable) > 0,
	}
	var c counter
	for _, of := range b.Dossiers() {
		if p := of.Possessed(); !p.Before(ask.From) && p.Before(ask.Until) {
			c.add(of, rowOf(of, ask.By), b.Dispatch)
		}
	}
	dossiers := []*tally{&c.endings}
	if ask.By != "outcome" {
		dossiers = append(dossiers, &c.outcomes)
	}
	for _, one := range []struct {
		of    string
		parts []*tally
	}{{"dossiers", dossiers}, {"warnings", []*tally{&c.messages}}, {"recipients", []*tally{&c.told}}, {"drills", []*tally{&c.drills}}} {
		counted := review.Counted{Of: one.of, Rows: slices.Sorted(slices.Values(one.parts[0].rows))}
		if len(counted.Rows) == 0 {
			continue // nothing of the kind has happened
		}
		for _, part := range one.parts {
			counted.Parts = append(counted.Parts, part.partition(counted.Rows))
		}
		table, err := review.Suppress(counted, ask.Least)
		if err != nil {
			return out, err
		}
		out.Tables = append(out.Tables, table)
	}
	out.Intervals = intervals(c.spans, ask.Least)
	return out, nil
}

// intervals gives the quantiles of spans, in the order of the steps.
func intervals(spans map[[2]string][]int64, least int) []IntervalStatistic {
	all := []IntervalStatistic{}
	steps := review.Steps()
	for i, from := range steps {
		for _, to := range steps[i+1:] {
			if of := spans[[2]string{from, to}]; len(of) > 0 {
				all = append(all, IntervalStatistic{from, to, review.Measure(of, least)})
			}
		}
	}
	return all
}

// rowOf is the row in which a dossier is counted: one, whatever it is broken down
// by, so that rows add up.
func rowOf(of dossier.Dossier, by string) string {
	row := ""
	switch by {
	case "class":
		row = string(of.Assessment.Harm)
	case "country":
		if where, known := of.Assessment.Fact(report.FieldPlace); known && where.Place != nil {
			row = where.Place.Country
		}
	case "pack":
		var packs []string
		for _, one := range of.Determinations {
			packs = append(packs, one.Pack.ID)
		}
		slices.Sort(packs)
		row = strings.Join(packs, " + ")
	case "outcome":
		return outcomeOf(of)
	default:
		return "all"
	}
	if row == "" {
		return rowUnknown
	}
	return row
}

// outcomeOf is how a dossier turned out.
func outcomeOf(of dossier.Dossier) string {
	if o := of.Outcome(); o != "" {
		return string(o)
	}
	return columnNone
}

// ended is what was decided about a dossier, in one word: a warning comes before
// all else, and of several waivers the first names the ground.
func ended(of dossier.Dossier) string {
	warned := slices.ContainsFunc(of.Warned, func(s dossier.Sent) bool { return s.Draft.Kind != warning.KindExercise })
	settled := of.Silence != nil && of.Silence.Affirmed
	switch {
	case warned:
		return columnWarned
	case len(of.Waived) > 0:
		return columnWaived + of.Waived[0].Ground
	case of.Owner != "" && (of.Status == dossier.StatusReferred || of.Status == dossier.StatusClosed):
		return columnReferred
	case settled && (of.Silence.Proposed.Path == dossier.PathNoDuty || of.Silence.Proposed.Path == dossier.PathProhibited):
		return columnNoDuty
	}
	return columnUndecided
}

// reachedOf says of each recipient of a dossier, once, how far its warnings came
// with him: in time is before the latest useful moment, where one is known.
func reachedOf(of dossier.Dossier, dispatch func(tocsin.DispatchID) (delivery.Dispatch, bool)) []string {
	const none, received, late, inTime = "not reached", "received", "acknowledged late", "acknowledged in time"
	order := []string{none, received, late, inTime}
	best := map[tocsin.RecipientID]int{}
	for _, sent := range of.Warned {
		if !sent.Draft.Kind.Warns() {
			continue
		}
		for _, leg := range sent.Dispatches {
			rank := 0
			p, ok := dispatch(leg.Dispatch)
			latest := of.Assessment.LatestUseful
			switch {
			case leg.State == delivery.StateAcknowledged && ok && (latest.IsZero() || !p.AnsweredAt.After(latest)):
				rank = 3
			case leg.State == delivery.StateAcknowledged:
				rank = 2
			case leg.State == delivery.StateReceived, leg.State == delivery.StateDenied, leg.State == delivery.StateDisputed:
				rank = 1
			}
			best[leg.Recipient] = max(best[leg.Recipient], rank)
		}
	}
	var all []string
	for _, rank := range best {
		all = append(all, order[rank])
	}
	slices.Sort(all)
	return all
}
