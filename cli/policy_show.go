package cli

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/tocsin"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
)

type policyShowCmd struct {
	Pack string `arg:"" help:"Pack, by the id of one that comes along or is in force, or its file."`
}

// Help explains the command.
func (policyShowCmd) Help() string {
	return `It needs no record for a pack that comes along, or for a file. Every section of the pack stands in plain sentences, each rule with its paragraph, whether that was checked against the primary document, and whether the wording was read or is recalled. With --json it is the pack as it was read.`
}

// Run shows a pack.
func (cmd *policyShowCmd) Run(ctx context.Context, c *call) error {
	f, err := c.packFile(ctx, cmd.Pack)
	if err != nil {
		return err
	}
	p, err := c.parse(f, policy.Parse)
	if err != nil {
		return err
	}
	return c.give(p, func(out *page) {
		sheet := packPage{out, p}
		for _, section := range []func(){
			sheet.head, sheet.threshold, sheet.words, sheet.waivers, sheet.deciders, sheet.clocks, sheet.warning, sheet.after,
		} {
			section()
		}
	})
}

// A packPage is a pack on its way to a page.
type packPage struct {
	*page
	pack *policy.Pack
}

// section begins a section.
func (p packPage) section(title string) {
	p.gap()
	p.line("%s", title)
}

// rule tells a rule with where it comes from; more stands between the two.
func (p packPage) rule(r policy.Rule, more ...string) {
	p.line("  %s: %s", r.ID, r.Says)
	for _, m := range more {
		if m != "" {
			p.line("      %s", m)
		}
	}
	p.line("      From %s.", r.Clause)
}

// modes are the first sentences of a pack.
var modes = map[policy.Mode]string{
	policy.Shall:            "Where all rules below hold, or it is not known that one fails, there is a duty to warn.",
	policy.May:              "Where all rules below hold, or it is not known that one fails, a warning may be given; to leave it unsaid takes what it takes under a duty.",
	policy.ProhibitedUnless: "Where all rules below hold, or it is not known that one fails, a warning is prohibited, unless the condition below holds.",
}

func (p packPage) head() {
	k := p.pack
	p.line("%s", k.Ref)
	p.line("%s", k.Title)
	p.line("Source: %s.", k.Source)
	p.line("%s", k.About)
	p.gap()
	p.line("%s", modes[k.Mode])
	knows := "Only what the holder knows counts."
	if k.Knowledge == policy.OughtToHaveKnown {
		knows = "What the holder ought to have known counts as known."
	}
	meets := "Nothing but a warning meets the duty."
	if k.Discharge != "warn" {
		meets = "A warning meets the duty, or another act that protects."
	}
	p.line("%s %s", knows, meets)
	p.line("It is about %s. Any other harm is out of scope.", list(k.Harms))
}

func (p packPage) threshold() {
	p.section("WHEN")
	tests := p.pack.Threshold
	for i := range tests {
		p.test(tests[i])
	}
	if u := p.pack.Unless; u != nil {
		p.line("  The prohibition is lifted where this holds:")
		p.test(*u)
	}
	p.line("  What nobody knows:")
	p.rule(p.pack.Doubt)
}

// test tells a rule of the threshold.
func (p packPage) test(t policy.Test) {
	fails := "It fails where that is not so."
	if t.Fails != "" {
		fails = "It fails where this is so: " + t.Fails + " (what neither holds nor fails is unknown)"
	}
	scope, asked := "", ""
	if t.Scope {
		scope = "A no means that the threat is out of scope and is referred."
	}
	for _, q := range p.pack.AllQuestions() {
		if q.Name == t.Question {
			asked = "An officer's own answer stands for it: " + q.Ask
		}
	}
	p.rule(t.Rule, "It holds where this is so: "+t.Holds, fails, asked, scope)
}

func (p packPage) words() {
	if len(p.pack.Terms) > 0 {
		p.section("TERMS")
	}
	for _, t := range p.pack.Terms {
		p.line("  %s: %s", t.Name, t.Says)
		p.line("      That is: %s", t.Is)
	}
	if len(p.pack.Questions) > 0 {
		p.section("QUESTIONS THAT OFFICERS ANSWER")
	}
	for _, q := range p.pack.Questions {
		p.line("  %s: %s (%s%s)", q.Name, q.Ask, q.Kind, after(": ", strings.Join(q.OneOf, ", "), ""))
	}
}

func (p packPage) waivers() {
	p.section("GROUNDS ON WHICH IT MAY BE LEFT UNSAID")
	if len(p.pack.Waivers) == 0 {
		p.line("  None.")
	}
	for _, g := range p.pack.Waivers {
		needs := make([]string, len(g.Needs))
		for i, n := range g.Needs {
			needs[i] = n.String()
		}
		p.rule(g.Rule, "It is tested on the "+string(g.Tested)+" and on nobody else.", g.IfSays,
			"It takes: "+strings.Join(needs, "; ")+".", fmt.Sprintf("%s. It lasts at most %s.", upper(agreed(g.Approve)), g.Lasts))
	}
}

// agreed tells who must agree to a thing.
func agreed(q policy.Quorum) string {
	if q.Others == 0 {
		return orHigher(q.Highest) + " does it alone"
	}
	if q.Others == 1 {
		return "another officer must agree, who is " + orHigher(q.Highest)
	}
	return counted(q.Others, "other officer") + " must agree, one of whom is " + orHigher(q.Highest)
}

// orHigher tells the least level that is asked for.
func orHigher(l tocsin.Level) string {
	switch l {
	case tocsin.LevelSenior:
		return "a senior officer or higher"
	case tocsin.LevelHead:
		return "the head"
	case tocsin.LevelNone, tocsin.LevelAnalyst, tocsin.LevelOfficer:
	}
	return "an " + l.String() + " or higher"
}

// upper begins a sentence.
func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// line adds a line; where it is long, it goes on below, a little further in.
func (p packPage) line(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	indent := len(text) - len(strings.TrimLeft(text, " "))
	row := strings.Repeat(" ", indent)
	width := indent
	for word := range strings.FieldsSeq(text) {
		if n := utf8.RuneCountInString(word); width+n > pageWidth && width > indent {
			p.page.line("%s", row)
			row, width = strings.Repeat(" ", indent+2), indent+2
		}
		row += word + " "
		width += utf8.RuneCountInString(word) + 1
	}
	p.page.line("%s", row)
}

// pageWidth is how wide the page of a pack is.
const pageWidth = 110

// counted tells a number of things.
func counted(n int, thing string) string {
	words := []string{"no", "one", "two", "three", "four", "five"}
	if n == 1 {
		return "one " + thing
	}
	if n < len(words) {
		return words[n] + " " + thing + "s"
	}
	return strconv.Itoa(n) + " " + thing + "s"
}

func (p packPage) deciders() {
	k := p.pack
	p.section("WHO DECIDES")
	more := make([]string, 0, 4)
	for _, u := range policy.Urgencies() {
		more = append(more, fmt.Sprintf("A warning that is %s: %s.", u, agreed(k.Handling.Warn[u])))
	}
	silence := "To leave it unsaid, at any hour: " + agreed(k.Handling.Silence)
	if k.Handling.Silence.Highest < tocsin.LevelHead {
		silence += " and stands above the proposer, or is the head"
	}
	more = append(more, silence+".")
	p.rule(k.Decide, more...)
	p.rule(k.Exigent, fmt.Sprintf("%s, other than the sender, looks at it within %s.", upper(orHigher(k.Handling.ReviewBy)), seconds(k.Handling.ReviewWithin)))
	p.rule(k.Dispute, upper(orHigher(k.Handling.ResolvedBy))+" resolves it.")
	p.rule(k.Referral)
	if n := k.CounterNotice; n.Allowed {
		p.line("  %s: %s", n.ID, n.Says)
		p.line("      %s decides that.", upper(orHigher(n.Decider)))
	} else {
		p.line("  The suspected attacker is never told.")
	}
}

// seconds tells a number of seconds as the pack writes it.
func seconds(n int64) string { return policy.Span(time.Duration(n) * time.Second).String() }

func (p packPage) clocks() {
	k := p.pack
	p.section("HOW LONG IT MAY TAKE")
	p.line("  It is urgent with %s left or less, and exigent with %s left or less; where no time is known, it is %s.", k.UrgentIn, k.ExigentIn, k.TimeUnknown)
	p.line("  The clocks are made for a lead time of at least %s. When one runs out, the next decider is paged; none sends anything.", k.ShortestLead)
	for _, u := range policy.Urgencies() {
		stages := make([]string, 0, len(policy.Stages()))
		for _, s := range policy.Stages() {
			stages = append(stages, fmt.Sprintf("%s %s", s, seconds(k.Handling.Clocks[u][s])))
		}
		p.line("  %s: %s.", u, strings.Join(stages, ", "))
	}
	if d := k.Delay; d.Kind == "none" {
		p.line("  A warning is never delayed on purpose.")
	} else {
		p.line("  To protect a method, a warning may be delayed by up to %s (%s), and never with %s left or less.", d.Cap, d.Kind, d.NeverWithin)
	}
}

func (p packPage) warning() {
	k := p.pack
	p.section("THE WARNING")
	p.rule(k.Recipients.Rule, "The order is "+list(k.Recipients.Order)+".")
	p.rule(k.Delivery.Rule, "The ways are "+list(k.Delivery.Channels)+".",
		"It may be sent as "+list(k.Delivery.Attribution)+"; "+k.Delivery.Attribution[0]+" where nobody says otherwise.",
		"It is delivered when the answer reaches: "+k.Delivery.TargetRung+".")
	weights := make([]string, 0, len(k.Specificity.Weights))
	for _, f := range slices.Sorted(maps.Keys(k.Specificity.Weights)) {
		weights = append(weights, fmt.Sprintf("%s %d", f, k.Specificity.Weights[f]))
	}
	floor := make([]string, 0, len(k.Specificity.Floor))
	for _, f := range slices.Sorted(maps.Keys(k.Specificity.Floor)) {
		floor = append(floor, least(f, k.Specificity.Floor[f]))
	}
	p.line("  What each field is worth to a recipient: %s. The least that a warning tells: %s.", list(weights), cmp.Or(list(floor), "nothing is laid down"))
	p.tearline()
	p.poor()
	if e := k.Equality; e.None {
		p.line("  The pack has no rule about others who are exposed too.")
	} else {
		p.line("  %s: %s That is within %s.", e.ID, e.Says, e.Within)
	}
	p.line("  Consent of the victim: to passing it on %s, to publishing %s, to keeping %s.", k.Consent.PassingOn, k.Consent.Publishing, k.Consent.Keeping)
	if h := k.Help; h.HandOff {
		p.line("  %s The victim is handed on to %s.", h.Says, h.To)
	}
}

// tearline tells what may be said without burning the source.
func (p packPage) tearline() {
	t := p.pack.Handling.Tearline
	if t == nil {
		p.line("  The pack does not say how many people could have been the source at least.")
		return
	}
	p.line("  %s: %s", t.ID, t.Says)
	p.line("      At least %d people could have been the source; below %d it is near. Where nobody knows how circles overlap, %s binds.",
		t.Least, t.Near, map[policy.Overlap]string{policy.WorstCase: "the worst case", policy.Nested: "that they are nested"}[t.Overlap])
	p.line("      Up to %d percent of the usefulness is given up for what public facts alone explain. To tell more, or what a check finds, takes %s and %s.",
		t.Cover, counted(t.Override.Others, "other officer"), orHigher(t.Override.Highest))
	p.line("      A partner whose fact it is has %s to agree; silence means: %s.", policy.Span(t.ConsentWithin()),
		map[policy.Default]string{policy.Withhold: "it is withheld", policy.Tell: "it is told"}[t.Silence])
}

// least tells the least that a warning tells of a field.
func least(f report.Field, rung string) string {
	if rung == "told" {
		return string(f)
	}
	return string(f) + ", to the " + rung
}

// poor tells what poor reports bind.
func (p packPage) poor() {
	o := p.pack.Poor
	p.line("  %s: %s", o.ID, o.Says)
	p.line("      It binds where this is so or not known: %s", o.When)
	bound := []string{"told first: " + list(o.First)}
	if o.StateGrade {
		bound = append(bound, "the grade is stated")
	}
	if o.NameNoSuspect {
		bound = append(bound, "no suspect is named")
	}
	bound = append(bound, "words that suggest force take "+counted(o.ForceSignatures, "other signature"),
		fmt.Sprintf("from %d reports on one target on, %s is among those who agree", o.Many, orHigher(o.ManyBring)))
	p.line("      Then: %s.", strings.Join(bound, "; "))
}

func (p packPage) after() {
	k := p.pack
	p.section("AFTERWARDS")
	p.line("  Whether there was a warning at all is %s. What is said in public: %s", map[string]string{
		"open": "open", "restricted": "told to few", "neither-confirm-nor-deny": "neither confirmed nor denied",
	}[k.Existence.Class], k.Existence.PublicLine)
	p.line("  How it turned out is looked at within %s after: %s.", k.Review.Within, list(k.Review.On))
	p.rule(k.Retention.Rule, fmt.Sprintf("The record is kept for %s.", k.Retention.Keep))
}

// list tells words divided by commas.
func list[T ~string](all []T) string {
	words := make([]string, len(all))
	for i, w := range all {
		words[i] = string(w)
	}
	return strings.Join(words, ", ")
}
