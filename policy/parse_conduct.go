package policy

import (
	"slices"
	"strconv"

	"example.org/tocsin/place"
	"example.org/tocsin/report"
)

// Words that the sections about conduct use.
var (
	recipientKinds = []string{"responsible-protector", "intended-victim", "intermediary", "clearinghouse"}
	channelKinds   = []string{
		"service-to-service", "diplomatic", "law-enforcement", "response-team", "hotline", "in-person", "intermediary", "secure-messenger", "public",
	}
	attributions = []string{"open", "agency", "government", "anonymous"}
	rungs        = []string{"dispatched", "handed-to-carrier", "received", "read", "understood", "action-stated", "onward-confirmed"}
	reviewedOn   = []string{"exigent", "incident", "window-end", "waiver", "referral", "overdue"}
	askedFor     = []string{"not-needed", "asked", "required"}
	delays       = []string{delayNone, "jitter", "batch"}
	existences   = []string{existenceOpen, existenceRestrict, existenceNCND}
)

// ExistenceClasses lists what packs say of whether there was a warning at all,
// most open first.
func ExistenceClasses() []string { return slices.Clone(existences) }

// Rungs lists the rungs of acknowledgement, lowest first.
func Rungs() []string { return slices.Clone(rungs) }

// conduct reads how a warning is given, and what is kept of it.
func (r *packReader) conduct(s *section) {
	p := r.pack
	r.in(s, "poor_reports", func(o *section) {
		p.Poor.ID, p.Poor.Says = r.id(o), o.says("says")
		p.Poor.When = r.expression(o, "when", false, &p.Poor.when)
		p.Poor.First = someOf(o, "first", recipientKinds, 1)
		p.Poor.StateGrade, p.Poor.NameNoSuspect = o.flag("state_grade", false), o.flag("name_no_suspect", false)
		p.Poor.ForceSignatures, p.Poor.Many = o.number("force_signatures", 1), o.number("many", 2)
		p.Poor.ManyBring = o.level("many_bring")
	})
	r.in(s, "recipients", func(o *section) {
		p.Recipients.Rule = r.said(o)
		p.Recipients.Order = someOf(o, "order", recipientKinds, 1)
	})
	r.in(s, "delivery", func(o *section) {
		p.Delivery.Rule = r.said(o)
		p.Delivery.Channels = someOf(o, "channels", channelKinds, 1)
		p.Delivery.Attribution = someOf(o, "attribution", attributions, 1)
		p.Delivery.TargetRung = oneOf(o, "target_rung", rungs)
	})
	r.in(s, "specificity", r.specificity)
	r.tearline(s)
	r.in(s, "equality", func(o *section) {
		if p.Equality.None = o.flag("none", true); !p.Equality.None {
			p.Equality.ID, p.Equality.Says, p.Equality.Within = r.id(o), o.says("says"), Span(o.span("within"))
		}
	})
	r.in(s, "delay", func(o *section) {
		if p.Delay.Kind = oneOf(o, "kind", delays); p.Delay.Kind != delayNone {
			p.Delay.Cap, p.Delay.NeverWithin = Span(o.span("cap")), Span(o.span("never_within"))
			if p.Delay.Cap >= p.Delay.NeverWithin {
				r.flaw(o.at, "make never_within longer than cap", "a delay could use up all the time that is left")
			}
		}
	})
	r.in(s, "counter_notice", func(o *section) {
		if p.CounterNotice.Allowed = o.flag("allowed", false); p.CounterNotice.Allowed {
			p.CounterNotice.ID, p.CounterNotice.Says = r.id(o), o.says("says")
			p.CounterNotice.Decider = o.level("decider")
		}
	})
	r.in(s, "consent", func(o *section) {
		p.Consent = Consent{oneOf(o, "passing_on", askedFor), oneOf(o, "publishing", askedFor), oneOf(o, "keeping", askedFor)}
	})
	r.in(s, "help", func(o *section) {
		if p.Help.HandOff = o.flag("hand_off", false); p.Help.HandOff {
			p.Help.Says, p.Help.To = o.says("says"), o.says("to")
		}
	})
	r.in(s, "existence", func(o *section) {
		p.Existence = Existence{oneOf(o, "class", existences), o.says("public_line")}
	})
	r.in(s, "retention", func(o *section) {
		p.Retention.Rule, p.Retention.Keep = r.said(o), Span(o.span("keep"))
	})
	r.in(s, "review", func(o *section) {
		p.Review = Review{someOf(o, "on", reviewedOn, 1), Span(o.span("within"))}
	})
}

// specificity reads what each field is worth, and the least that is told.
func (r *packReader) specificity(s *section) {
	sp := &r.pack.Specificity
	sp.Weights, sp.Floor = map[report.Field]int{}, map[report.Field]string{}
	r.in(s, "weights", func(w *section) {
		for _, key := range w.keysOf() {
			field, err := report.ParseField(key)
			if err != nil || !field.Releasable() {
				continue // an unknown key, told at the end
			}
			if v := w.number(key, 0); v > 100 {
				r.flaw(w.at.fields[key], "write 0 to 100", "a weight of %d", v)
			}
			w.read = append(w.read, key)
			sp.Weights[field], _ = strconv.Atoi(w.at.fields[key].text)
		}
		if len(sp.Weights) == 0 {
			r.flaw(w.at, "weigh at least one field", "no field has a weight")
		}
	})
	r.rungShares(s)
	r.in(s, "floor", func(f *section) {
		for _, key := range f.keysOf() {
			field, err := report.ParseField(key)
			if err != nil || !field.Releasable() {
				continue
			}
			n, _ := f.has(key)
			if !isFloor(field, n.text) {
				r.flaw(n, "write a rung for where and when, and told for the others", "%q is no floor for %s", n.text, field)
			}
			sp.Floor[field] = n.text
		}
	})
}

// isFloor reports whether a word is a floor for a field: a rung for where and
// when, and told for the others.
func isFloor(field report.Field, word string) bool {
	if field == report.FieldPlace {
		rung, err := place.ParseRung(word)
		return err == nil && rung > place.None && rung <= place.Site
	}
	if field == report.FieldTime {
		rung, err := report.ParseTimeRung(word)
		return err == nil && rung > report.NoTime
	}
	return word == anythingTold
}

// keysOf lists the keys of a section.
func (s *section) keysOf() []string {
	if s.at == nil {
		return nil
	}
	return s.at.keys
}
