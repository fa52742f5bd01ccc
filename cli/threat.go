package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/report"
	"example.org/tocsin/threat"
)

type threatCmd struct {
	ID string `arg:"" help:"Dossier, by the beginning of its id."`
}

// Help explains the command.
func (threatCmd) Help() string {
	return `It puts the reports of a dossier side by side, fact by fact: first the value that was assessed, marked with *, then every other that a report gives, with where it stands, how precise it is, its marking and its grades. Values that do not agree are listed under each other and never settled here. Sources are counted, not reports: at least so many, and at most so many where nobody knows whether two are one. Other dossiers that may be about the same threat are proposed with a score; nothing is merged.`
}

// Run tells the picture.
func (cmd *threatCmd) Run(ctx context.Context, c *call) error {
	if len(cmd.ID) < shortest {
		return wrongUse("%q is too short for an id: give at least %d characters", cmd.ID, shortest)
	}
	return c.record(ctx, func(s *Session) error {
		t, err := s.Desk.Threat(ctx, cmd.ID)
		if err != nil {
			return err
		}
		for _, u := range t.Unreadable {
			c.err.say("stream %s cannot be read and is left out; run tocsin fsck", u.Stream)
		}
		return c.give(t, func(p *page) { printThreat(p, t) })
	})
}

// printThreat tells a threat.
func printThreat(p *page, t desk.Threat) {
	p.field("dossier", "%s", t.ID)
	p.field("about", "%s", t.Title)
	p.field("status", "%s", t.Status)
	reports := "reports"
	if len(t.Picture.Reports) == 1 {
		reports = "report"
	}
	p.field("sources", "%s in %d %s", fromSources(t.Picture.Sources), len(t.Picture.Reports), reports)
	p.field("confidence", "%s", t.Picture.Confidence)
	p.gap()
	for _, r := range t.Picture.Reports {
		printTold(p, r)
	}
	for _, common := range t.Picture.Common {
		ids := make([]string, len(common.Reports))
		for i, id := range common.Reports {
			ids[i] = short(id)
		}
		p.field("count as one", "%s: %s", strings.Join(ids, ", "), common.Why)
	}
	for _, f := range t.Picture.Facts {
		p.gap()
		printFact(p, f)
	}
	p.gap()
	unknown := make([]string, len(t.Picture.Unknown))
	for i, field := range t.Picture.Unknown {
		unknown[i] = string(field)
	}
	p.field("unknown", "%s", strings.Join(unknown, ", "))
	for _, name := range t.Picture.Mixed {
		p.field("mixed", "%s tells in one sentence how likely and how sure; say each in its own", name)
	}
	if t.Picture.Left > 0 {
		p.field("left out", "%d values, which are more than are read", t.Picture.Left)
	}
	for _, d := range t.Duplicates {
		p.field("duplicate?", "%s %d of 100, %s: %s", short(d.ID), d.Score, d.Title, strings.Join(d.Why, "; "))
	}
	for _, w := range t.Woken {
		printWoken(p, t.ID, w)
	}
}

// printTold tells one report.
func printTold(p *page, r threat.Told) {
	parts := []string{short(r.Report), r.Marking.String(), at(r.Possessed)}
	if r.Title != "" {
		parts = append(parts, r.Title)
	}
	source := r.Source
	if source == "" {
		source = "source not known"
	}
	if r.Reliability != "" {
		source += " " + string(r.Reliability)
	}
	if r.Originator != "" {
		source += ", from " + r.Originator
	}
	if parts = append(parts, source); r.Reason != "" {
		parts = append(parts, "linked: "+r.Reason)
	}
	p.field("report", "%s", strings.Join(parts, " | "))
}

// fromSources tells from how many sources something comes.
func fromSources(c threat.Count) string {
	if c.Least == c.Most {
		return strconv.Itoa(c.Least)
	}
	return fmt.Sprintf("%d to %d", c.Least, c.Most)
}

// printFact tells one fact with all its values side by side, numbered, so that
// each can say which of the others it stands against.
func printFact(p *page, f threat.Fact) {
	head := "all agree"
	if f.Differ {
		head = "THE REPORTS DIFFER"
	}
	if len(f.Values) == 1 {
		head = "one value"
	}
	if _, taken := f.Taken(); !taken {
		head += ", none assessed"
	}
	p.field(f.Name, "%s", head)
	for i, v := range f.Values {
		mark := " "
		if v.Taken {
			mark = "*"
		}
		p.field(fmt.Sprintf("  %s %d.", mark, i+1), "%s (%s), %s", v.Value, v.Rung, sourced(v.Sources))
		for _, c := range v.Claims {
			p.field("", "%s", "  "+claimed(c))
		}
		if against := stands(v); against != "" {
			p.field("", "%s", "  "+against)
		}
	}
}

// sourced tells how many sources say a value.
func sourced(c threat.Count) string {
	switch c.Most {
	case 0:
		return "no report that is linked says so"
	case 1:
		return "1 source"
	}
	return fromSources(c) + " sources"
}

// claimed tells who says a value.
func claimed(c threat.Claim) string {
	by := "says"
	if c.Assessed {
		by = "assessed from"
	}
	parts := []string{by + " " + short(c.Report)}
	if c.Part != "" {
		parts[0] += " " + c.Part
	}
	parts = append(parts, "["+c.Marking.String()+"]")
	if grade := graded(c.Reliability, c.Credibility); grade != "" {
		parts = append(parts, grade)
	}
	if c.Likelihood != "" {
		parts = append(parts, string(c.Likelihood))
	}
	if c.Unlinked {
		parts = append(parts, "the report is linked no longer")
	}
	return strings.Join(parts, " ")
}

// graded tells the grades of a claim; what nobody graded is a dash.
func graded(r report.Reliability, c report.Credibility) string {
	if r == "" && c == 0 {
		return ""
	}
	source, information := "-", "-"
	if r != "" {
		source = string(r)
	}
	if c != 0 {
		information = strconv.Itoa(int(c))
	}
	return source + information
}

// relationWords say how a value stands to another that it does not agree with.
var relationWords = []struct {
	relation threat.Relation
	words    string
}{
	{threat.Contradicts, "contradicts"},
	{threat.Otherwise, "told otherwise than"},
	{threat.Overlaps, "overlaps with"},
	{threat.Same, "the same as"},
	{threat.Holds, "holds"},
	{threat.Within, "lies within"},
}

// stands tells how a value stands to the others, those that it does not agree
// with first.
func stands(v threat.Value) string {
	var parts []string
	for _, r := range relationWords {
		var numbers []string
		for _, o := range v.Others {
			if o.Relation == r.relation {
				numbers = append(numbers, strconv.Itoa(o.Value+1))
			}
		}
		if len(numbers) > 0 {
			parts = append(parts, r.words+" "+strings.Join(numbers, ", "))
		}
	}
	if v.More > 0 {
		parts = append(parts, fmt.Sprintf("and does not agree with %d more", v.More))
	}
	if v.Uncompared {
		parts = append(parts, "not compared: there are too many values")
	}
	return strings.Join(parts, "; ")
}

// printWoken tells what woke, seen from a dossier.
func printWoken(p *page, of tocsin.DossierID, w desk.Woken) {
	what := strings.Join(w.Names, ", ")
	if what == "" {
		what = w.Place
	}
	if w.By == of {
		from := ""
		if w.From != "" {
			from = " of dossier " + short(w.From)
		}
		p.field("woke", "item %s%s (%s, %s), %d of 100: %s", short(w.Item), from, what, w.Reason, w.Score, w.Why)
		return
	}
	p.field("woken by", "report %s of dossier %s woke item %s (%s), %d of 100: %s", short(w.Report), short(w.By), short(w.Item), what, w.Score, w.Why)
}
