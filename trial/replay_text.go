package trial

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/policy"
)

func asRefusal(err error) (*tocsin.Refusal, bool) { return errors.AsType[*tocsin.Refusal](err) }

// modes tells what packs say of warning.
func modes(packs []*policy.Pack) string {
	out := make([]string, len(packs))
	for i, p := range packs {
		out[i] = fmt.Sprintf("%s says %s", p.Ref.ID, p.Mode)
	}
	return strings.Join(out, ", ")
}

// Text tells one matter that changes, with why.
func (o Outcome) Text() string {
	var b strings.Builder
	mark := ""
	switch {
	case o.Silences():
		mark = "  SILENCED"
	case o.Calls():
		mark = "  CALLED FOR"
	}
	fmt.Fprintf(&b, "%s  %s > %s%s\n", o.ID, o.Was, o.Is, mark)
	for _, r := range o.Rules {
		fmt.Fprintf(&b, "    %s: %s > %s\n", r.Rule, or(r.Was), or(r.Is))
		for _, why := range r.Before {
			fmt.Fprintf(&b, "        before: %s\n", why)
		}
		for _, why := range r.After {
			fmt.Fprintf(&b, "        after:  %s\n", why)
		}
	}
	if o.Mode != "" {
		fmt.Fprintf(&b, "    %s\n", o.Mode)
	}
	return b.String()
}

// or tells a value that may not be there.
func or(value string) string {
	if value == "" {
		return "no such rule"
	}
	return value
}

// Text tells what a replay came to.
func (s Summary) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "before   %s\nafter    %s\n", refs(s.Before), refs(s.After))
	fmt.Fprintf(&b, "decided  %d again: %d change, %d of them to silence and %d to a warning; %d keep the verdict for other reasons; %d could not be decided\n",
		s.Total, s.Changed, s.Silenced, s.Called, s.Shifted, s.Refused)
	var columns []policy.Verdict
	for _, to := range policy.Verdicts() {
		if slices.ContainsFunc(policy.Verdicts(), func(from policy.Verdict) bool { return s.Matrix[from][to] > 0 }) {
			columns = append(columns, to)
		}
	}
	if len(columns) > 0 {
		fmt.Fprintf(&b, "%-14s", "was \\ is")
		for _, to := range columns {
			fmt.Fprintf(&b, "%14s", to)
		}
		b.WriteByte('\n')
	}
	for _, from := range policy.Verdicts() {
		if s.Matrix[from] == nil {
			continue
		}
		fmt.Fprintf(&b, "%-14s", from)
		for _, to := range columns {
			fmt.Fprintf(&b, "%14d", s.Matrix[from][to])
		}
		b.WriteByte('\n')
	}
	for _, rule := range slices.SortedFunc(maps.Keys(s.Rules), func(x, y string) int {
		if s.Rules[x] != s.Rules[y] {
			return s.Rules[y] - s.Rules[x]
		}
		return strings.Compare(x, y)
	}) {
		fmt.Fprintf(&b, "rule     %s is part of %d changes\n", rule, s.Rules[rule])
	}
	for _, h := range s.Handling {
		fmt.Fprintf(&b, "always   %s\n", h)
	}
	return b.String()
}

func refs(all []policy.PackRef) string {
	out := make([]string, len(all))
	for i, r := range all {
		out[i] = r.String()
	}
	if len(out) == 0 {
		return "what was found at the time"
	}
	return strings.Join(out, ", ")
}

// handling tells what differs whatever the facts are: who agrees, how long each
// stage takes, and which grounds set a duty aside.
func handling(before, after []*policy.Pack) []string {
	was, is := strictest(before), strictest(after)
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if len(before) == 0 || len(after) == 0 {
		return nil
	}
	for _, u := range policy.Urgencies() {
		if a, b := was.Warn[u], is.Warn[u]; a != b {
			say("a warning that is %s took %s and takes %s", u, quorum(a), quorum(b))
		}
	}
	if a, b := was.Silence, is.Silence; a != b {
		say("leaving it unsaid took %s and takes %s", quorum(a), quorum(b))
	}
	for _, u := range policy.Urgencies() {
		var a, b time.Duration
		for _, stage := range policy.ToWarning() {
			a, b = a+was.Clocks[u].Of(stage), b+is.Clocks[u].Of(stage)
		}
		if a != b {
			say("the way to a warning that is %s took up to %s and takes up to %s", u, span(a), span(b))
		}
	}
	grounds := func(packs, others []*policy.Pack, words string) {
		for _, p := range packs {
			for _, g := range p.Waivers {
				if !slices.ContainsFunc(others, func(o *policy.Pack) bool { _, ok := o.Ground(g.ID); return ok }) {
					say("the ground %s %s: %s", g.ID, words, g.Says)
				}
			}
		}
	}
	grounds(before, after, "sets nothing aside any more")
	grounds(after, before, "is new")
	return out
}

func strictest(packs []*policy.Pack) *policy.Handling {
	all := make([]*policy.Handling, len(packs))
	for i, p := range packs {
		all[i] = &p.Handling
	}
	return policy.Strictest(all...)
}
