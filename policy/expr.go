package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/parser"
)

// An op is how a logic joins what is under it.
type op int8

const (
	opLeaf op = iota
	opNot
	opAnd
	opOr
	// opSome and opEvery are exists and all over a list.
	opSome
	opEvery
)

// A logic is one expression: its connectives stand open, so that what decided
// can be told, and its leaves are CEL programs. Both give what CEL's own partial
// evaluation gives for the whole; a test holds them together.
type logic struct {
	op   op
	text string
	kids []*logic
	// program evaluates a leaf, or the list of an exists or all.
	program cel.Program
	// element is the name under which each, the predicate, sees a member.
	element string
	each    cel.Program
	// reads are the facts that it names, terms among them.
	reads []int
	// term is the fact of the term that this leaf is, or -1.
	term int
	// number is its place among all of the pack.
	number int
}

const (
	// costLimit bounds what an expression may cost in the worst case, in CEL's
	// units: a comparison is one.
	costLimit = 2000
	// maxExpression bounds the text of an expression.
	maxExpression = 1000
	// maxNesting bounds how deep it nests.
	maxNesting = 24
)

// functions are what an expression may call.
var functions = []string{
	"_&&_", "_||_", "!_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in", "size",
}

// celType is the type of a fact in an expression.
func (f fact) celType() *cel.Type {
	switch f.Kind {
	case KindYesNo:
		return cel.BoolType
	case KindNumber:
		return cel.IntType
	case KindWords:
		return cel.ListType(cel.StringType)
	case KindWord, KindText:
	}
	return cel.StringType
}

// environment declares the facts to CEL, and nothing that does not belong in a
// rule.
func environment(facts []fact) (*cel.Env, error) {
	options := []cel.EnvOption{
		cel.StdLib(cel.StdLibSubset(nil)), cel.ClearMacros(), cel.Macros(cel.ExistsMacro, cel.AllMacro), cel.EnableMacroCallTracking(),
		cel.HomogeneousAggregateLiterals(), // a list of this and that breaks only when it is evaluated
		cel.ParserRecursionLimit(maxNesting), cel.ParserExpressionSizeLimit(maxExpression),
	}
	for _, f := range facts {
		options = append(options, cel.Variable(string(f.Name), f.celType()))
	}
	return cel.NewCustomEnv(options...)
}

// A compiler turns the text of expressions into logic.
type compiler struct {
	*reader
	env   *cel.Env
	facts []fact
	index map[Name]int
	// at is the place of the expression that is compiled.
	at *node
	// nodes counts what was compiled; constants are the words that facts are
	// compared with, and the numbers around those.
	nodes     int
	constants map[int][]string
}

// compile reads one expression; nil where it is flawed.
func (c *compiler) compile(at *node) *logic {
	if at == nil {
		return nil
	}
	c.at = at
	before := len(c.flaws)
	checked, issues := c.env.Compile(at.text)
	if issues != nil && issues.Err() != nil {
		for _, e := range issues.Errors() {
			c.wrong(e.Location.Line(), e.Location.Column(), "use the facts, questions and terms that docs/packs.md and the pack name", "%s", e.Message)
		}
		return nil
	}
	if !checked.OutputType().IsExactType(types.BoolType) {
		c.wrong(1, 0, "write what is yes or no", "the expression gives a %s", checked.OutputType())
		return nil
	}
	estimate, err := c.env.EstimateCost(checked, sizes{})
	if err != nil {
		c.wrong(1, 0, "write it more simply", "what the expression costs cannot be told")
		return nil
	}
	if estimate.Max > costLimit {
		c.wrong(1, 0, "write it more simply, or split it into rules", "the expression may cost %d units, more than %d", estimate.Max, costLimit)
		return nil
	}
	rep := checked.NativeRep()
	c.functions(rep)
	if len(c.flaws) > before {
		return nil
	}
	l, err := c.logic(rep.Expr(), rep.SourceInfo())
	if err != nil {
		c.wrong(1, 0, "write it more simply", "the expression cannot be taken apart: %v", err)
		return nil
	}
	return l
}

// wrong notes a flaw within the expression: CEL counts lines from 1 and columns
// from 0.
func (c *compiler) wrong(line, column int, remedy, why string, args ...any) {
	at := *c.at
	at.line, at.column = c.pinpoint(c.at, offsetOf(c.at.text, line, column))
	c.flaw(&at, remedy, why, args...)
}

// sizes bounds what facts hold, for the estimate of cost.
type sizes struct{}

// EstimateSize gives how large a fact or its members are at most.
func (sizes) EstimateSize(n cost.AstNode) *cost.SizeEstimate {
	if n.Type() != nil && n.Type().Kind() == types.ListKind {
		return &cost.SizeEstimate{Max: maxWords}
	}
	// Words are short; what is longer is compared once.
	return &cost.SizeEstimate{Max: 16}
}

// EstimateCallCost leaves the cost of calls to CEL.
func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}

// functions refuses calls that are not listed, and words that a fact never has:
// a misspelled word would make a rule that never holds.
func (c *compiler) functions(a *ast.AST) {
	info := a.SourceInfo()
	members := map[string]int{} // of an exists or all, by name: the list they are of
	ast.PostOrderVisit(a.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.ComprehensionKind || e.AsComprehension().IterRange().Kind() != ast.IdentKind {
			return
		}
		if i, ok := c.index[Name(e.AsComprehension().IterRange().AsIdent())]; ok {
			members[e.AsComprehension().IterVar()] = i
		}
	}))
	const remedy = "compare facts, and join comparisons with &&, || and !"
	ast.PostOrderVisit(a.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		at := info.GetStartLocation(e.ID())
		switch e.Kind() {
		case ast.MapKind, ast.StructKind, ast.SelectKind:
			c.wrong(at.Line(), at.Column(), remedy, "only facts, words, numbers and lists may be used in a rule")
			return
		case ast.ComprehensionKind:
			if element := e.AsComprehension().IterVar(); c.declared(Name(element)) {
				c.wrong(at.Line(), at.Column(), "choose another name", "the name %q is taken", element)
			}
			return
		case ast.UnspecifiedExprKind, ast.IdentKind, ast.ListKind, ast.LiteralKind:
			return
		case ast.CallKind:
		}
		call := e.AsCall()
		name := call.FunctionName()
		hidden := name == "@not_strictly_false" // of exists and all
		if !hidden && !slices.Contains(functions, name) {
			c.wrong(at.Line(), at.Column(), remedy, "%s may not be used in a rule", strings.Trim(name, "_@"))
		}
		if args := call.Args(); len(args) == 2 && name != "_&&_" && name != "_||_" {
			c.compared(args[0], args[1], info, members)
			c.compared(args[1], args[0], info, members)
		}
	}))
}

// declared reports whether a name is that of a fact.
func (c *compiler) declared(name Name) bool {
	_, ok := c.index[name]
	return ok
}

// compared refuses a word that is compared with a fact which never has it, and
// notes the numbers and texts that a fact is compared with.
func (c *compiler) compared(subject, other ast.Expr, info *ast.SourceInfo, members map[string]int) {
	if subject.Kind() != ast.IdentKind {
		return
	}
	i, ok := c.index[Name(subject.AsIdent())]
	if member, is := members[subject.AsIdent()]; is {
		i, ok = member, true
	}
	if !ok {
		return
	}
	literals := []ast.Expr{other}
	if other.Kind() == ast.ListKind {
		literals = other.AsList().Elements()
	}
	for _, l := range literals {
		if l.Kind() != ast.LiteralKind {
			continue
		}
		switch v := l.AsLiteral().Value().(type) {
		case string:
			c.constants[i] = append(c.constants[i], v)
			if known := c.facts[i].OneOf; len(known) > 0 && !slices.Contains(known, v) {
				at := info.GetStartLocation(l.ID())
				c.wrong(at.Line(), at.Column(), "use one of "+join(known), "%s is never %q", c.facts[i].Name, v)
			}
		case int64:
			for near := v - 1; near <= v+1; near++ {
				c.constants[i] = append(c.constants[i], strconv.FormatInt(near, 10))
			}
		}
	}
}

// logic opens the connectives of an expression.
func (c *compiler) logic(e ast.Expr, info *ast.SourceInfo) (*logic, error) {
	text, err := parser.Unparse(e, info)
	if err != nil {
		return nil, fmt.Errorf("writing an expression out: %w", err)
	}
	l := &logic{text: text, term: -1, reads: c.reads(e), number: c.nodes}
	c.nodes++
	if call, ok := info.GetMacroCall(e.ID()); ok && e.Kind() == ast.ComprehensionKind {
		return l, c.quantify(l, call.AsCall(), info)
	}
	if e.Kind() == ast.CallKind {
		switch e.AsCall().FunctionName() {
		case "_&&_":
			l.op = opAnd
		case "_||_":
			l.op = opOr
		case "!_":
			l.op = opNot
		}
	}
	if l.op == opLeaf {
		if e.Kind() == ast.IdentKind {
			if i := c.index[Name(e.AsIdent())]; c.facts[i].term >= 0 {
				l.term = i
			}
		}
		l.program, err = c.program(c.env, text)
		return l, err
	}
	for _, arg := range e.AsCall().Args() {
		kid, err := c.logic(arg, info)
		if err != nil {
			return nil, err
		}
		if kid.op == l.op && l.op != opNot {
			l.kids = append(l.kids, kid.kids...) // a && b && c is one sentence
		} else {
			l.kids = append(l.kids, kid)
		}
	}
	return l, nil
}

// quantify opens an exists or all: the list and the predicate over each member.
func (c *compiler) quantify(l *logic, call ast.CallExpr, info *ast.SourceInfo) error {
	l.op = opSome
	if call.FunctionName() == "all" {
		l.op = opEvery
	}
	list, err := parser.Unparse(call.Target(), info)
	if err != nil {
		return fmt.Errorf("writing a list out: %w", err)
	}
	if l.program, err = c.program(c.env, list); err != nil {
		return err
	}
	l.element = call.Args()[0].AsIdent()
	predicate, err := parser.Unparse(call.Args()[1], info)
	if err != nil {
		return fmt.Errorf("writing a predicate out: %w", err)
	}
	inner, err := c.env.Extend(cel.Variable(l.element, cel.StringType))
	if err != nil {
		return fmt.Errorf("naming a member: %w", err)
	}
	l.each, err = c.program(inner, predicate)
	return err
}

// program compiles a part of an expression by itself.
func (c *compiler) program(env *cel.Env, text string) (cel.Program, error) { //nolint:ireturn // CEL gives no other type
	checked, issues := env.Compile(text)
	if issues != nil && issues.Err() != nil {
		return nil, issues.Err()
	}
	return env.Program(checked, cel.EvalOptions(cel.OptOptimize))
}

// reads gives the facts that an expression names.
func (c *compiler) reads(e ast.Expr) []int {
	var all []int
	ast.PostOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.IdentKind {
			return
		}
		if i, ok := c.index[Name(e.AsIdent())]; ok && !slices.Contains(all, i) {
			all = append(all, i)
		}
	}))
	slices.Sort(all)
	return all
}
