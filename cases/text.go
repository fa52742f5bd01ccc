package cases

import (
	"fmt"
	"slices"
	"strings"

	"example.org/tocsin/policy"
)

// Text tells all results for people: one block a case, then the confusion.
func Text(results []Result) string {
	var b strings.Builder
	for _, r := range results {
		r.block(&b)
		b.WriteString("\n")
	}
	Confuse(results).text(&b)
	return b.String()
}

// field writes a named value, wrapped under itself.
func field(b *strings.Builder, name, value string) {
	const width, label = 110, 9
	line := fmt.Sprintf("    %-*s", label, name)
	for word := range strings.FieldsSeq(value) {
		if len([]rune(line))+1+len([]rune(word)) > width {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = strings.Repeat(" ", 4+label)
		}
		line += " " + word
	}
	b.WriteString(strings.TrimRight(line, " ") + "\n")
}

// block tells one case.
func (r Result) block(b *strings.Builder) {
	fmt.Fprintf(b, "%2d  %s (%s)\n", r.Case.Number, r.Case.Title, r.Case.Name)
	field(b, "under", r.under())
	field(b, "duty", r.dutyText())
	if r.Duty != nil && len(r.Duty.Open) > 0 {
		field(b, "unknown", "duty: it could be another with an answer to "+strings.Join(r.Duty.Open, ", "))
	}
	if r.Lead != "" {
		field(b, "lead", fmt.Sprintf("%s from then to the attack; from the first warning: %s", r.Lead, r.Warned))
	}
	for _, f := range r.Raised {
		field(b, "raised", fmt.Sprintf("%-4s %s: %s [%s%s]", f.Failure, f.timing(), f.Because, f.Rule, notYet(f.Built)))
	}
	for _, m := range r.Unknown {
		field(b, "unknown", fmt.Sprintf("%-4s not known is %s", m.Failure, m.Fact))
	}
	for _, l := range r.missed() {
		field(b, "missed", fmt.Sprintf("%-4s %s", l.Failure, l.Because))
	}
	field(b, "really", r.Case.Really)
	field(b, "helped", fmt.Sprintf("%s. %s", r.Case.Helped, r.Case.Why))
}

// under tells the rules and for whom.
func (r Result) under() string {
	as := ""
	if !r.Case.Bound {
		as = ", as if it had bound the holder"
	}
	parts := []string{r.Pack.ID + as, "holder: " + r.Case.Holder}
	for _, o := range r.Others {
		parts = append(parts, fmt.Sprintf("under %s it is %s%s", o.Pack.ID, o.Verdict, doubted(o.Doubt)))
	}
	return strings.Join(parts, "; ")
}

func doubted(doubt bool) string {
	if doubt {
		return ", in doubt"
	}
	return ""
}

// dutyText tells when the duty arose and what decided.
func (r Result) dutyText() string {
	text := fmt.Sprintf("none: %s", r.Verdict)
	if r.Duty != nil {
		text = fmt.Sprintf("%s %s, %s; %s", r.Duty.Verdict, r.Duty.When, r.Duty.Urgency, r.Duty.Decided)
	}
	if r.Turned != "" {
		text += "; " + r.Turned
	}
	return text
}

// timing tells when something was raised, and how long before the attack.
func (r Raise) timing() string {
	if r.Lead == "" {
		return r.When()
	}
	return r.When() + ", " + r.Lead
}

// notYet says what will bring a rule, nothing where it is built.
func notYet(b string) string {
	if b == built {
		return ""
	}
	return ", " + b
}

// missed are the labels that were neither raised nor unknown.
func (r Result) missed() []Label {
	var out []Label
	for _, l := range r.Case.Needed {
		row := Row{Failure: l.Failure}
		row.count(r)
		if row.Named.Missed+row.Fits.Missed > 0 {
			out = append(out, l)
		}
	}
	return out
}

// Detail tells one case in full: what is beside the table, and every step.
func (r Result) Detail() string {
	var b strings.Builder
	r.block(&b)
	field(&b, "evidence", string(r.Case.Evidence)+". Sources: "+strings.Join(r.Case.Sources, "; "))
	if r.Case.Doubt != "" {
		field(&b, "in doubt", r.Case.Doubt)
	}
	for _, l := range r.Case.Needed {
		named := "fits, in our reading"
		if l.Named {
			named = "named"
		}
		field(&b, "needed", fmt.Sprintf("%-4s %s (%s)", l.Failure, l.Because, named))
	}
	b.WriteString("\n")
	var last policy.Verdict
	for _, s := range r.Steps {
		b.WriteString(s.When + "\n")
		field(&b, s.kind(r.Case), s.Says)
		if s.Verdict != last || len(s.Changed) > 0 {
			field(&b, "verdict", fmt.Sprintf("%s%s, %s", s.Verdict, doubted(s.Doubt), s.Urgency))
		}
		last = s.Verdict
		for _, change := range s.Changed {
			field(&b, "rule", change)
		}
		if len(s.Changed) > 0 && len(s.Open) > 0 {
			field(&b, "open", "another verdict could come of: "+strings.Join(s.Open, ", "))
		}
		for _, f := range s.Raised {
			field(&b, "raised", fmt.Sprintf("%-4s %s [%s%s]", f.Failure, f.Because, f.Rule, notYet(f.Built)))
		}
		for _, m := range s.Missing {
			field(&b, "unknown", fmt.Sprintf("%-4s not known is %s", m.Failure, m.Fact))
		}
	}
	return b.String()
}

// kind says what kind of thing a step is.
func (s Step) kind(c Case) string {
	switch {
	case s.entry < 0:
		return "clock"
	case c.Timeline[s.entry].Known != nil:
		return "known"
	case c.Timeline[s.entry].Did != nil:
		return string(c.Timeline[s.entry].Did.By)
	}
	return "happened"
}

// text tells the confusion as a table.
func (c Confusion) text(b *strings.Builder) {
	b.WriteString("What the cases needed, and what was raised\n\n")
	const form = "%-6s %-24s %-8s %6s %6s %7s %6s | %5s %6s %7s %6s | %6s %5s %5s\n"
	fmt.Fprintf(b, form, "", "rule", "built", "named", "raised", "unknown", "missed", "fits", "raised", "unknown", "missed", "beyond", "open", "quiet")
	for _, w := range append(slices.Clip(c.Rows), c.Total) {
		name := string(w.Failure)
		if name == "" {
			name = "all"
		}
		fmt.Fprintf(
			b, form, name, w.Rule, w.Built,
			number(w.Named.Needed), number(w.Named.Raised), number(w.Named.Unknown), number(w.Named.Missed),
			number(w.Fits.Needed), number(w.Fits.Raised), number(w.Fits.Unknown), number(w.Fits.Missed),
			number(w.Beyond), number(w.Open), number(w.Quiet),
		)
	}
	b.WriteString("\n" + strings.Join(c.summary(), "\n") + "\n")
}

// numbers names cases.
func numbers(all []int) string {
	if len(all) == 0 {
		return "in no case"
	}
	text := make([]string, len(all))
	for i, n := range all {
		text[i] = fmt.Sprint(n)
	}
	return "case " + strings.Join(text, ", case ")
}

// number tells a count, and a dot for none.
func number(n int) string {
	if n == 0 {
		return "."
	}
	return fmt.Sprint(n)
}

// summary tells what the numbers come to, and what they are not.
func (c Confusion) summary() []string {
	n, f := c.Total.Named, c.Total.Fits
	return []string{
		fmt.Sprintf("Of the %d failures that the list names in these cases, raised: %d (by rules that are built: %d); unknown for want of a fact: %d; missed: %d.",
			n.Needed, n.Raised, c.Today, n.Unknown, n.Missed),
		fmt.Sprintf("Of the %d raised, %d only because somebody said the very thing, such as that it never came; the others follow from a clock, an order, or what was told.",
			n.Raised, c.Noted),
		fmt.Sprintf("An attack came in %d cases; in %d of them at least one named failure was surely raised before it.", c.Attacks, c.Ahead),
		fmt.Sprintf("Of %d more whose words fit in our reading, raised: %d; unknown: %d; missed: %d. Raised beyond all labels: %d; the record is silent on %d.",
			f.Needed, f.Raised, f.Unknown, f.Missed, c.Total.Beyond, c.Total.Open),
		fmt.Sprintf("A duty or leave to warn is found in %d of %d cases, in %d of them only because doubt counts as duty: public facts seldom grade a source.",
			c.Duties, c.Cases, c.Doubted),
		fmt.Sprintf("The duty lapsed when the time that was told had passed, and the attack came later: %s.", numbers(c.Lapsed)),
		fmt.Sprintf("Would it have helped? Yes: %d, each against one failure and not against an attack; no: %d; not needed: %d; unknown: %d.",
			c.Helped[HelpedYes], c.Helped[HelpedNo], c.Helped[HelpNotNeeded], c.Helped[HelpedUnknown]),
		"Cases, labels and detectors were written by the same hands from the same page: this shows what the rules can express, not how well they foresee.",
	}
}

// Markdown tells all results as the tables of the README.
func Markdown(results []Result) string {
	var b strings.Builder
	b.WriteString("| # | case | duty | lead | raised | not known | what really happened | would it have helped |\n|---|---|---|---|---|---|---|---|\n")
	for _, r := range results {
		var raised, unknown []string
		for _, f := range r.Raised {
			raised = append(raised, fmt.Sprintf("%s%s %s", f.Failure, mark(f.Built), f.timing()))
		}
		for _, l := range r.missed() {
			raised = append(raised, fmt.Sprintf("*%s missed*", l.Failure))
		}
		for _, m := range r.Unknown {
			unknown = append(unknown, fmt.Sprintf("%s %s", m.Failure, m.Fact))
		}
		as := ""
		if !r.Case.Bound {
			as = "as if under "
		}
		row(&b, fmt.Sprint(r.Case.Number), r.Case.Title+" ("+string(r.Case.Evidence)+")", as+r.Pack.ID+": "+r.dutyText(), r.Lead,
			strings.Join(raised, "<br>"), strings.Join(unknown, "<br>"), r.Case.Really, string(r.Case.Helped)+": "+r.Case.Why)
	}
	c := Confuse(results)
	b.WriteString("\n| | what goes wrong | rule | built | named | raised | unknown | missed | fits | raised | beyond |\n|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, w := range c.Rows {
		w.markdown(&b)
	}
	w := c.Total
	w.Says = "all"
	w.markdown(&b)
	for _, s := range c.summary() {
		b.WriteString("\n" + s)
	}
	b.WriteString("\n")
	return b.String()
}

// mark marks what is not built.
func mark(b string) string {
	if b == built {
		return ""
	}
	return "†"
}

func (w Row) markdown(b *strings.Builder) {
	rule := w.Rule
	if rule != "" {
		rule = "`" + rule + "`"
	}
	row(b, string(w.Failure), w.Says, rule, w.Built, number(w.Named.Needed), number(w.Named.Raised), number(w.Named.Unknown),
		number(w.Named.Missed), number(w.Fits.Needed), number(w.Fits.Raised), number(w.Beyond))
}

// row writes one row of a Markdown table.
func row(b *strings.Builder, cells ...string) {
	for _, cell := range cells {
		b.WriteString("| " + strings.TrimSpace(strings.ReplaceAll(cell, "|", `\|`)) + " ")
	}
	b.WriteString("|\n")
}
