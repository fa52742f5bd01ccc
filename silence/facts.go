package silence

import (
	"slices"
	"strconv"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/marking"
	"example.org/tocsin/place"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
)

// maxTries bounds how many assessments are tried for one verdict.
const maxTries = 40_000

// together is how many facts are told otherwise at once in the search.
const together = 3

// A change tells one fact otherwise.
type change struct {
	fact policy.Name
	tell func(*report.Assessment)
}

// base is the assessment that the search sets out from: known to be as the pack
// wants it, well graded, and in good time.
func (w *world) base() report.Assessment {
	return report.Assessment{
		Harm: w.packs[0].Harms[0], TargetKind: report.TargetPerson, Reliability: "B", Credibility: 2,
		LatestUseful: w.lastly(), LatestUsefulBecause: "the gathering ends then",
	}
}

// search gives the assessment nearest to the base that is wanted.
func (w *world) search(want func(report.Assessment) bool) (report.Assessment, bool) {
	changes, tries := w.changes(), 0
	var found report.Assessment
	var try func(a report.Assessment, from, more int) bool
	try = func(a report.Assessment, from, more int) bool {
		if more == 0 {
			tries++
			found = a
			return want(a)
		}
		for i := from; i < len(changes) && tries < maxTries; i++ {
			next := a
			next.Facts, next.Answers = slices.Clone(a.Facts), slices.Clone(a.Answers)
			changes[i].tell(&next)
			after := i + 1
			for after < len(changes) && changes[after].fact == changes[i].fact {
				after++
			}
			if try(next, after, more-1) {
				return true
			}
		}
		return false
	}
	for n := 0; n <= together; n++ {
		if try(w.base(), 0, n) {
			return found, true
		}
	}
	return report.Assessment{}, false
}

// changes are all that the rules of the packs can tell apart, fact by fact.
func (w *world) changes() []change { //nolint:gocognit // one table of what may change
	var out []change
	var seen []string
	for _, p := range w.packs {
		for _, e := range slices.Concat(p.Expressions(policy.RoleRule), p.Expressions(policy.RoleIf)) {
			for _, axis := range p.Space(e).Axes {
				for _, value := range axis.Values {
					if name := string(axis.Fact) + "=" + value; !slices.Contains(seen, name) && value != "unknown" {
						seen = append(seen, name)
						if tell := w.teller(p, axis.Fact, value); tell != nil {
							out = append(out, change{axis.Fact, tell})
						}
					}
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b change) int { return slices.Compare([]byte(a.fact), []byte(b.fact)) })
	return out
}

// fields are the facts that say whether a field is told in words.
var fields = map[policy.Name]report.Field{
	"what_told": report.FieldAct, "victim_told": report.FieldVictim, "target_told": report.FieldTarget,
	"method_told": report.FieldMethod, "actor_told": report.FieldActor,
}

// teller gives what tells a fact in an assessment; nil where none can.
func (w *world) teller(p *policy.Pack, name policy.Name, value string) func(*report.Assessment) {
	if f, ok := fields[name]; ok && value == "yes" {
		return func(a *report.Assessment) { tell(a, report.Fact{Field: f, Text: "as the report says"}) }
	}
	switch name {
	case "harm":
		return func(a *report.Assessment) { a.Harm = report.Harm(value) }
	case "target_kind":
		return func(a *report.Assessment) { a.TargetKind = report.TargetKind(value) }
	case "reliability":
		return func(a *report.Assessment) { a.Reliability = report.Reliability(value) }
	case "credibility":
		n, _ := strconv.Atoi(value) // a number by its kind
		return func(a *report.Assessment) { a.Credibility = report.Credibility(n) }
	case "minutes_left":
		n, _ := strconv.Atoi(value) // a number by its kind
		return func(a *report.Assessment) { a.LatestUseful = begin.Add(time.Duration(n) * time.Minute) }
	case "place_told", "place_rung":
		return w.tellPlace(value)
	case "time_told", "time_rung", "window_over":
		return w.tellTime(value)
	case "possessed", "harms", "reports":
		return nil
	}
	return tellAnswer(p, name, value)
}

// tell puts a fact in the place of another of its field.
func tell(a *report.Assessment, f report.Fact) {
	f.Report, f.Part, f.Marking = reportID(0), "said", marking.Marking{TLP: marking.Green}
	a.Facts = append(slices.DeleteFunc(a.Facts, func(o report.Fact) bool { return o.Field == f.Field }), f)
}

// tellPlace tells a place so precisely.
func (w *world) tellPlace(value string) func(*report.Assessment) {
	at := place.Place{Country: "Here", Region: "North", City: "Haven", District: "Harbor", Site: "Hall"}
	rung, err := place.ParseRung(value)
	if err != nil {
		rung = place.Country
	}
	at = at.At(rung)
	return func(a *report.Assessment) { tell(a, report.Fact{Field: report.FieldPlace, Place: &at}) }
}

// tellTime tells a time so precisely, ahead or over.
func (w *world) tellTime(value string) func(*report.Assessment) {
	from := w.lastly()
	lasts, ok := map[string]time.Duration{
		"minute": time.Minute, "hour": time.Hour, "part-of-day": 6 * time.Hour, "day": 24 * time.Hour,
		"week": 7 * 24 * time.Hour, "month": 30 * 24 * time.Hour,
	}[value]
	window := report.Window{From: from, Until: from.Add(lasts)}
	switch {
	case value == "yes":
		window = report.Window{From: begin.Add(-2 * time.Hour), Until: begin.Add(-time.Hour)}
	case !ok:
		window.Until = from.Add(time.Hour)
	}
	return func(a *report.Assessment) { tell(a, report.Fact{Field: report.FieldTime, Window: &window}) }
}

// tellAnswer answers a question of the pack.
func tellAnswer(p *policy.Pack, name policy.Name, value string) func(*report.Assessment) {
	i := slices.IndexFunc(p.AllQuestions(), func(q policy.Question) bool { return q.Name == name })
	if i < 0 {
		return nil
	}
	answer := report.Answer{Question: string(name), Because: "it was looked into and found so"}
	if p.AllQuestions()[i].Kind == policy.KindYesNo {
		answer.Answer = tocsin.TriOf(value == "yes")
	} else {
		answer.Value = value
	}
	return func(a *report.Assessment) {
		a.Answers = append(slices.DeleteFunc(a.Answers, func(o report.Answer) bool { return o.Question == answer.Question }), answer)
	}
}

// outline gives what the packs find, at a time.
func (w *world) outline(a report.Assessment, at time.Time) (policy.Verdict, policy.Urgency) {
	urgency := policy.Routine
	var all []policy.Determination
	for _, p := range w.packs {
		o, err := p.Outline(policy.Situation{Assessment: a, At: at, Reports: 1})
		if err != nil {
			return "", urgency
		}
		all = append(all, policy.Determination{Verdict: o.Verdict})
		urgency = urgency.Sooner(o.Urgency)
	}
	return policy.Overall(all), urgency
}

// formed reports whether the facts are so poor that they bind the form.
func (w *world) formed(a report.Assessment) bool {
	for _, p := range w.packs {
		if d, err := p.Determine(policy.Situation{Assessment: a, At: begin, Reports: 1}); err == nil && d.Form.Rule != "" {
			return true
		}
	}
	return false
}
