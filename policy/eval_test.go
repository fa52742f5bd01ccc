package policy

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"

	"example.org/tocsin"
)

// packIDs are the packs that come with Tocsin; their room imports this one.
var packIDs = []string{"icd-191", "uk-threat-to-life", "cyber-pre-attack", "ngo-spyware-notice"}

// readPack reads a pack from its file.
func readPack(tb testing.TB, id string) *Pack {
	tb.Helper()
	source, err := os.ReadFile("packs/" + id + ".yaml")
	if err != nil {
		tb.Fatal(err)
	}
	p, err := Parse(source)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// chance is drawn anew each time, and told so that it can be had again.
func chance(tb testing.TB) *rand.Rand {
	tb.Helper()
	seed := uint64(time.Now().UnixNano())
	tb.Logf("the seed is %d", seed)
	return rand.New(rand.NewPCG(seed, 2))
}

// drawValues draws a value for each fact; a third is unknown.
func drawValues(r *rand.Rand, p *Pack) []Value {
	values := make([]Value, len(p.facts))
	for i, f := range p.facts {
		switch {
		case f.term >= 0:
		case f.Name == factHarms:
			values[i] = wordsValue(texts(p.Harms))
		case r.IntN(3) > 0:
			values[i] = drawValue(r, p, i)
		}
	}
	return values
}

// drawValue draws a value of one fact.
func drawValue(r *rand.Rand, p *Pack, i int) Value {
	f := p.facts[i]
	switch f.Kind {
	case KindWords:
		var some []string
		for _, w := range f.OneOf {
			if r.IntN(3) == 0 {
				some = append(some, w)
			}
		}
		return wordsValue(some)
	case KindNumber:
		if len(f.OneOf) == 0 && r.IntN(2) == 0 {
			n := r.IntN(9) - 1
			return Value{Known: true, Text: fmt.Sprint(n), val: types.Int(n)}
		}
	case KindYesNo, KindWord, KindText:
	}
	return p.variants[i][r.IntN(len(p.variants[i]))]
}

// byCEL evaluates a whole expression by CEL's own partial evaluation.
func byCEL(tb testing.TB, p *Pack, program cel.Program, s *state) tocsin.Tri {
	tb.Helper()
	known := map[string]any{}
	var patterns []*cel.AttributePatternType
	for i, f := range p.facts {
		if types.IsUnknown(s.vals[i]) {
			patterns = append(patterns, cel.AttributePattern(string(f.Name)))
		} else {
			known[string(f.Name)] = s.vals[i]
		}
	}
	vars, err := cel.PartialVars(known, patterns...)
	if err != nil {
		tb.Fatal(err)
	}
	v, _, err := program.Eval(vars)
	if err != nil {
		tb.Fatal(err)
	}
	switch b := v.(type) {
	case types.Bool:
		return tocsin.TriOf(bool(b))
	case *types.Unknown:
		return tocsin.Unknown
	}
	tb.Fatalf("CEL gives %v", v)
	return tocsin.Unknown
}

// A whole is an expression of a pack, taken apart and as CEL has it.
type whole struct {
	text    string
	logic   *logic
	program cel.Program
}

// wholes are all expressions of a pack.
func wholes(tb testing.TB, p *Pack) []whole {
	tb.Helper()
	var all []whole
	env, err := environment(p.facts)
	if err != nil {
		tb.Fatal(err)
	}
	add := func(text string, l *logic) {
		if l == nil {
			return
		}
		checked, issues := env.Compile(text)
		if issues.Err() != nil {
			tb.Fatal(issues.Err())
		}
		program, err := env.Program(checked, cel.EvalOptions(cel.OptPartialEval, cel.OptExhaustiveEval))
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, whole{text, l, program})
	}
	for _, test := range p.tests {
		add(test.Holds, test.holds)
		add(test.Fails, test.fails)
	}
	for _, term := range p.Terms {
		add(term.Is, term.logic)
	}
	for _, g := range p.Waivers {
		add(g.If, g.when)
	}
	add(p.Poor.When, p.Poor.when)
	return all
}

// sameAsCEL holds the engine to CEL on drawn facts, for every expression of a
// pack and every member that an explanation names.
func sameAsCEL(t *testing.T, r *rand.Rand, p *Pack, rounds int) {
	t.Helper()
	all := wholes(t, p)
	seen := map[tocsin.Tri]int{}
	for range rounds {
		s := p.newState(drawValues(r, p))
		for _, w := range all {
			got, want := s.eval(w.logic), byCEL(t, p, w.program, s)
			if got != want {
				t.Fatalf("%s: %s is %s, and CEL says %s", p.Ref.ID, w.text, got, want)
			}
			seen[got]++
			for _, l := range w.logic.all() {
				if l.op == opSome || l.op == opEvery {
					memberDecides(t, s, l)
				}
			}
		}
		for _, term := range p.Terms {
			if got, want := s.tri(s.vals[term.fact]), s.eval(term.logic); got != want {
				t.Fatalf("%s: the term %s was %s before the terms that it reads, and is %s", p.Ref.ID, term.Name, got, want)
			}
		}
		if s.err != nil {
			t.Fatal(s.err)
		}
	}
	if seen[tocsin.Yes] == 0 || seen[tocsin.No] == 0 || seen[tocsin.Unknown] == 0 {
		t.Errorf("%s: the answers are %v", p.Ref.ID, seen)
	}
}

// memberDecides holds that the member which is named has by itself the value of
// the whole, and that where none is named each has it, or the list is not known.
func memberDecides(t *testing.T, s *state, l *logic) {
	t.Helper()
	v, named := s.members(l)
	list, _, err := l.program.Eval(s)
	if err != nil {
		t.Fatal(err)
	}
	if types.IsUnknown(list) {
		if named != "" || v != tocsin.Unknown {
			t.Fatalf("%s over nothing known is %s for %q", l.text, v, named)
		}
		return
	}
	native, err := list.ConvertToNative(wordsType)
	if err != nil {
		t.Fatal(err)
	}
	members, _ := native.([]string)
	if named != "" && !slices.Contains(members, named) {
		t.Fatalf("%s is decided by %q, which is not among %v", l.text, named, members)
	}
	defer func() { s.element, s.member = "", nil }()
	for _, m := range members {
		s.element, s.member = l.element, types.String(m)
		one := s.run(l.each)
		if (named == "" || m == named) && one != v {
			t.Fatalf("%s over %v is %s by %q, and for %q it is %s", l.text, members, v, named, m, one)
		}
	}
	if empty := tocsin.TriOf(l.op == opEvery); len(members) == 0 && (v != empty || named != "") {
		t.Fatalf("%s over nothing is %s by %q", l.text, v, named)
	}
}

// TestEngineIsCEL holds that an expression which is taken apart has the value
// that CEL gives it as a whole: on all expressions of all packs.
func TestEngineIsCEL(t *testing.T) {
	t.Parallel()
	for _, id := range packIDs {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			sameAsCEL(t, chance(t), readPack(t, id), 1000)
		})
	}
}

// TestRandomExpressionsAreCELs holds the same of expressions that nobody would
// write.
func TestRandomExpressionsAreCELs(t *testing.T) {
	t.Parallel()
	r := chance(t)
	for range 12 {
		sameAsCEL(t, r, packOf(t, randomTerms(r, 25)), 60)
	}
}

// packOf gives icd-191 with two questions and more terms.
func packOf(tb testing.TB, terms []string) *Pack {
	tb.Helper()
	source, err := os.ReadFile("packs/icd-191.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("terms:\n")
	for i, text := range terms {
		fmt.Fprintf(&b, "  - name: drawn_%d\n    says: Drawn.\n    is: '%s'\n", i, strings.ReplaceAll(text, "'", "''"))
	}
	text := strings.Replace(string(source), "terms:\n", b.String(), 1)
	text = strings.Replace(text, "questions:\n", "questions:\n  - {name: signs, ask: A, kind: words, one_of: [a, b, c, d, e]}\n"+
		"  - {name: others, ask: A, kind: words, one_of: [a, b, c, d, e]}\n  - {name: count, ask: A, kind: number}\n", 1)
	p, err := Parse([]byte(text))
	if dear := (*Invalid)(nil); errors.As(err, &dear) && slices.ContainsFunc(dear.Flaws, func(f Flaw) bool { return strings.Contains(f.Why, "may cost") }) {
		cheap := slices.Clone(terms)
		for _, f := range dear.Flaws {
			i, _ := strconv.Atoi(strings.TrimPrefix(f.Rule, "drawn_")) // if it is none, the next parse says so
			cheap[i] = "victim_told"
		}
		return packOf(tb, cheap)
	}
	if err != nil {
		tb.Fatalf("%v in\n%s", err, b.String())
	}
	return p
}

// randomTerms draws expressions; each may read those before it.
func randomTerms(r *rand.Rand, n int) []string {
	var all []string
	for range n {
		all = append(all, randomExpression(r, 3, "", len(all)))
	}
	return all
}

// randomExpression draws an expression; member is the name of a member of a list
// that it may read, terms how many terms there are.
func randomExpression(r *rand.Rand, depth int, member string, terms int) string {
	pick := func(all ...string) string { return all[r.IntN(len(all))] }
	if depth > 0 {
		sub := func() string { return randomExpression(r, depth-1, member, terms) }
		switch r.IntN(7) {
		case 0, 1:
			return "(" + sub() + " && " + sub() + ")"
		case 2, 3:
			return "(" + sub() + " || " + sub() + ")"
		case 4:
			return "!(" + sub() + ")"
		case 5:
			if member == "" || depth > 1 {
				name := pick("m", "n", "o") + fmt.Sprint(depth)
				return pick("signs", "others", "harms", `["a", "c"]`, "[harm, reliability]") + pick(".exists(", ".all(") + name + ", " +
					randomExpression(r, min(depth-1, 1), name, terms) + ")"
			}
		}
	}
	compare := pick("==", "!=", "<", "<=", ">", ">=")
	leaves := []string{
		"possessed", "victim_told", "what_told", "window_over", "corroborated", "impending", "true", "false",
		"credibility " + compare + " " + pick("1", "2", "3", "5"),
		"count " + compare + " " + pick("0", "2", "credibility", "reports", "size(signs)"),
		"reliability " + compare + " " + pick(`"A"`, `"C"`),
		"harm in harms", `target_kind in ["person", "event"]`, `place_rung == "city"`, "victim_nationality == protector_identity",
		"size(signs) " + compare + " " + pick("1", "2", "size(others)"), `"a" in signs`, "signs == others",
		"corroborated == source_known", "reliability in signs",
	}
	if member != "" {
		leaves = []string{member + " " + compare + ` "b"`, member + " in " + pick("signs", "others"), member + " == harm", leaves[r.IntN(len(leaves))]}
	}
	if terms > 0 && r.IntN(5) == 0 {
		return fmt.Sprintf("drawn_%d", r.IntN(terms))
	}
	return pick(leaves...)
}
