// Command peers measures a determination with its whole explanation beside the
// same expressions in bare cel-go, which tracks the value of every
// sub-expression, and in OPA, which traces its search: in one run, on the same
// facts, so that the ratios hold on any machine.
//
//	cd bench/peers && go run .
package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"cel.dev/cel-go/cel"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"

	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
	"example.org/tocsin/report"
)

// rules are the fifteen expressions, in CEL and in Rego.
var rules = []struct{ cel, rego string }{
	{`possessed`, `input.possessed`},
	{`harm in ["intentional-killing", "serious-bodily-injury", "kidnapping"]`, `input.harm in {"intentional-killing", "serious-bodily-injury", "kidnapping"}`},
	{`victim_told || target_kind in ["person", "group", "event"]`, `any_of([input.victim_told, input.target_kind in {"person", "group", "event"}])`},
	{`credibility <= 2 || (credibility <= 3 && reliability <= "C")`, `any_of([input.credibility <= 2, all_of([input.credibility <= 3, input.reliability <= "C"])])`},
	{`what_told && (victim_told || place_rung in ["city", "district", "site"])`, `all_of([input.what_told, any_of([input.victim_told, input.place_rung in {"city", "district", "site"}])])`},
	{`!window_over`, `input.window_over == false`},
	{`reports >= 1`, `input.reports >= 1`},
	{`source_known || corroborated`, `any_of([input.source_known, input.corroborated])`},
	{`place_told && time_told`, `all_of([input.place_told, input.time_told])`},
	{`minutes_left > 30`, `input.minutes_left > 30`},
	{`time_rung in ["day", "part-of-day", "hour", "minute"] || minutes_left < 10080`, `any_of([input.time_rung in {"day", "part-of-day", "hour", "minute"}, input.minutes_left < 10080])`},
	{`!(credibility == 5 && reliability == "E")`, `all_of([input.credibility == 5, input.reliability == "E"]) == false`},
	{`target_kind != "structure" || victim_told`, `any_of([input.target_kind != "structure", input.victim_told])`},
	{`method_told || actor_told || what_told`, `any_of([input.method_told, input.actor_told, input.what_told])`},
	{`reports < 50 || corroborated`, `any_of([input.reports < 50, input.corroborated])`},
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

// pack is icd-191 with the fifteen rules for its threshold.
func pack() (*policy.Pack, error) {
	source, _ := packs.Source("icd-191")
	text := string(source)
	before, rest, _ := strings.Cut(text, "\nthreshold:\n")
	_, after, _ := strings.Cut(rest, "\ndoubt:\n")
	var b strings.Builder
	for i, r := range rules {
		fmt.Fprintf(&b, "  - id: BENCH-%d\n    says: Rule %d of the measurement.\n    clause: {paragraph: \"%d\", wording: recalled, verified: false}\n    holds: '%s'\n",
			i+1, i+1, i+1, r.cel)
		if i == 1 {
			b.WriteString("    scope: true\n")
		}
	}
	return policy.Parse([]byte(before + "\nthreshold:\n" + b.String() + "\ndoubt:\n" + after))
}

// situations are dossiers that differ in what decides.
func situations(n int) []policy.Situation {
	harms, kinds := report.Harms(), report.TargetKinds()
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	out := make([]policy.Situation, n)
	for i := range out {
		a := report.Assessment{
			Harm: harms[i%3], TargetKind: kinds[i/3%len(kinds)], Reliability: report.Reliability("ABCDE"[i/21%5 : i/21%5+1]),
			Credibility: report.Credibility(1 + i/105%5), LatestUseful: at.Add(time.Duration(i) * time.Minute), LatestUsefulBecause: "measured",
			Facts: []report.Fact{{Field: report.FieldAct, Text: "an attack"}},
		}
		out[i] = policy.Situation{Assessment: a, At: at, Reports: 1 + i%3}
	}
	return out
}

// input gives the facts of a determination to the peers: those that are known.
func input(d policy.Determination) map[string]any {
	in := map[string]any{"possessed": true}
	for _, f := range d.Facts {
		switch f.Value {
		case "unknown":
		case "yes", "no":
			in[string(f.Fact)] = f.Value == "yes"
		default:
			in[string(f.Fact)] = f.Value
			var n int64
			if _, err := fmt.Sscanf(f.Value, "%d", &n); err == nil && fmt.Sprint(n) == f.Value {
				in[string(f.Fact)] = n
			}
		}
	}
	return in
}

// names are the facts that the expressions read, with their types.
var names = map[string]*cel.Type{
	"possessed": cel.BoolType, "harm": cel.StringType, "target_kind": cel.StringType, "reliability": cel.StringType, "credibility": cel.IntType,
	"corroborated": cel.BoolType, "source_known": cel.BoolType, "what_told": cel.BoolType, "victim_told": cel.BoolType, "place_told": cel.BoolType,
	"time_told": cel.BoolType, "method_told": cel.BoolType, "actor_told": cel.BoolType, "place_rung": cel.StringType, "time_rung": cel.StringType,
	"window_over": cel.BoolType, "minutes_left": cel.IntType, "reports": cel.IntType,
}

func run() error {
	p, err := pack()
	if err != nil {
		return err
	}
	few, many := situations(512), situations(40_000)
	inputs := make([]map[string]any, len(few))
	for i, s := range few {
		d, err := p.Determine(s)
		if err != nil {
			return err
		}
		inputs[i] = input(d)
	}
	programs, err := celPrograms()
	if err != nil {
		return err
	}
	query, err := regoQuery()
	if err != nil {
		return err
	}
	ours := measure("tocsin, whole explanation", func(i int) error { _, err := p.Determine(few[i%len(few)]); return err })
	cold := measure("tocsin, facts never seen before", func(i int) error { _, err := p.Determine(many[i%len(many)]); return err })
	bare := measure("cel-go, state tracking", celRun(programs, inputs))
	opa := measure("OPA, trace", regoRun(query, inputs))
	fmt.Printf("ratio to cel-go: %.2f (never seen: %.2f); OPA to ours: %.1f (never seen: %.1f)\n",
		ours/bare, cold/bare, opa/ours, opa/cold)
	return nil
}

// measure prints what one determination takes, and gives its nanoseconds.
func measure(what string, do func(i int) error) float64 {
	var failed error
	r := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if err := do(i); err != nil {
				failed = err
				b.FailNow()
			}
		}
	})
	if failed != nil {
		fmt.Fprintln(os.Stderr, "peers:", what, failed)
		os.Exit(1)
	}
	ns := float64(r.T.Nanoseconds()) / float64(r.N)
	fmt.Printf("%-34s %9.1f us %7d allocations %9d bytes\n", what, ns/1000, r.AllocsPerOp(), r.AllocedBytesPerOp())
	return ns
}

// celPrograms are the expressions in cel-go, each with the state of every
// sub-expression and with partial evaluation.
func celPrograms() ([]cel.Program, error) {
	var options []cel.EnvOption
	for name, kind := range names {
		options = append(options, cel.Variable(name, kind))
	}
	env, err := cel.NewEnv(options...)
	if err != nil {
		return nil, err
	}
	var out []cel.Program
	for _, r := range rules {
		checked, issues := env.Compile(r.cel)
		if issues.Err() != nil {
			return nil, issues.Err()
		}
		program, err := env.Program(checked, cel.EvalOptions(cel.OptTrackState, cel.OptPartialEval))
		if err != nil {
			return nil, err
		}
		out = append(out, program)
	}
	return out, nil
}

// celRun evaluates all expressions on one set of facts.
func celRun(programs []cel.Program, inputs []map[string]any) func(int) error {
	vars := make([]cel.PartialActivation, len(inputs))
	for i, in := range inputs {
		var unknown []*cel.AttributePatternType
		for name := range names {
			if _, ok := in[name]; !ok {
				unknown = append(unknown, cel.AttributePattern(name))
			}
		}
		v, err := cel.PartialVars(in, unknown...)
		if err != nil {
			return func(int) error { return err }
		}
		vars[i] = v
	}
	return func(i int) error {
		for _, p := range programs {
			if _, _, err := p.Eval(vars[i%len(vars)]); err != nil {
				return err
			}
		}
		return nil
	}
}

// regoQuery is the same in Rego.
func regoQuery() (rego.PreparedEvalQuery, error) {
	var b strings.Builder
	b.WriteString("package bench\n\nany_of(l) if { some x in l; x == true }\nall_of(l) := false if { some x in l; x == false } else := true\n\n")
	for i, r := range rules {
		fmt.Fprintf(&b, "rule[%d] if { %s }\n", i+1, r.rego)
	}
	return rego.New(rego.Query("data.bench.rule"), rego.Module("bench.rego", b.String())).PrepareForEval(context.Background())
}

// regoRun evaluates it with a trace.
func regoRun(query rego.PreparedEvalQuery, inputs []map[string]any) func(int) error {
	return func(i int) error {
		tracer := topdown.NewBufferTracer()
		_, err := query.Eval(context.Background(), rego.EvalInput(inputs[i%len(inputs)]), rego.EvalQueryTracer(tracer))
		if err == nil && len(*tracer) == 0 {
			return fmt.Errorf("nothing was traced")
		}
		return err
	}
}
