package policy

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"example.org/tocsin"
)

const (
	// MaxPack bounds the file of a pack, in bytes.
	MaxPack = 256 << 10
	// maxLine bounds a line of it, in characters.
	maxLine = 2000
)

// A Flaw is one thing that is wrong with a pack, and where.
type Flaw struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	// Rule is the id of the rule or the name of the section.
	Rule string `json:"rule,omitempty"`
	// Why says what is wrong, Remedy what to do.
	Why    string `json:"why"`
	Remedy string `json:"remedy"`
}

// String tells the flaw with its place.
func (f Flaw) String() string {
	at := fmt.Sprintf("%d:%d: ", f.Line, f.Column)
	if f.Rule != "" {
		at += f.Rule + ": "
	}
	return at + f.Why + "; " + f.Remedy
}

// Invalid says why a pack is refused: every flaw that was found.
type Invalid struct {
	Flaws []Flaw
}

// Error tells the first flaw, and how many more there are.
func (e *Invalid) Error() string {
	if len(e.Flaws) == 1 {
		return e.Flaws[0].String()
	}
	return fmt.Sprintf("%s (and %d more)", e.Flaws[0], len(e.Flaws)-1)
}

// A node is one value of the file with its place.
type node struct {
	line, column int
	// quoted is 1 where the text begins after a quote, block where it stands on
	// lines of its own.
	quoted int
	block  bool
	text   string
	scalar bool
	keys   []string
	fields map[string]*node
	// named is where each key itself stands.
	named map[string]*node
	items []*node
	list  bool
}

// A reader reads a file and gathers what is wrong with it.
type reader struct {
	flaws []Flaw
	// rule is what is being read.
	rule string
	// lines are those of the file.
	lines [][]rune
}

// flaw notes what is wrong at a node.
func (r *reader) flaw(at *node, remedy, why string, args ...any) {
	line, column := 1, 1
	if at != nil {
		line, column = at.line, at.column
	}
	r.add(Flaw{line, column, r.rule, fmt.Sprintf(why, args...), remedy})
}

// tree reads the YAML of a file. What hides or repeats a value is refused:
// anchors, aliases, tags, a key twice.
func (r *reader) tree(source []byte) *node {
	if len(source) > MaxPack {
		r.flaw(nil, "keep it readable", "the file has %d bytes, more than %d", len(source), MaxPack)
		return nil
	}
	r.lines = linesOf(source)
	for i, l := range r.lines {
		if len(l) > maxLine {
			r.flaw(&node{line: i + 1, column: maxLine + 1}, "break the line", "the line has %d characters, more than %d", len(l), maxLine)
			return nil // what nests on one line takes the parser very long
		}
	}
	file, err := parser.ParseBytes(source, 0)
	if err != nil {
		line, column, why := yamlError(err)
		r.add(Flaw{line, column, "", why, "mend the YAML"})
		return nil
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		r.flaw(nil, "write one document", "the file holds %d documents", len(file.Docs))
		return nil
	}
	return r.node(file.Docs[0].Body, 0)
}

// yamlPlace is how the parser of YAML tells a place.
var yamlPlace = regexp.MustCompile(`(?s)^\[(\d+):(\d+)\] ([^\n]*)`)

// yamlError gives the place of a syntax error.
func yamlError(err error) (line, column int, why string) {
	if m := yamlPlace.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])   // digits
		column, _ = strconv.Atoi(m[2]) // digits
		return line, column, m[3]
	}
	return 1, 1, "it is no YAML"
}

// deepest bounds how deep values nest.
const deepest = 8

func (r *reader) node(n ast.Node, depth int) *node {
	out := &node{line: 1, column: 1}
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		r.flaw(out, "write a value", "a value is missing")
		return out
	}
	out.line, out.column = n.GetToken().Position.Line, n.GetToken().Position.Column
	if depth > deepest {
		r.flaw(out, "write it flatter", "it nests too deep")
		return out
	}
	switch v := n.(type) {
	case *ast.MappingNode:
		r.mapping(out, v.Values, depth)
	case *ast.MappingValueNode:
		r.mapping(out, []*ast.MappingValueNode{v}, depth)
	case *ast.SequenceNode:
		out.list = true
		for _, item := range v.Values {
			out.items = append(out.items, r.node(item, depth+1))
		}
	case *ast.StringNode:
		out.scalar, out.text = true, v.Value
		if text := n.GetToken().Origin; strings.ContainsAny(strings.TrimSpace(text)[:min(1, len(strings.TrimSpace(text)))], `"'`) {
			out.quoted = 1
		}
	case *ast.LiteralNode:
		out.scalar, out.block, out.text = true, true, strings.TrimSpace(v.Value.Value)
	case *ast.IntegerNode, *ast.BoolNode, *ast.FloatNode:
		out.scalar, out.text = true, n.GetToken().Value
	default:
		r.flaw(out, "write the value out", "a %s stands here", strings.ToLower(strings.TrimSuffix(fmt.Sprint(n.Type()), "Node")))
	}
	return out
}

func (r *reader) mapping(out *node, values []*ast.MappingValueNode, depth int) {
	out.fields, out.named = map[string]*node{}, map[string]*node{}
	if len(values) > 0 && values[0].Key != nil && values[0].Key.GetToken() != nil {
		at := values[0].Key.GetToken().Position
		out.line, out.column = at.Line, at.Column
	}
	for _, v := range values {
		key := r.node(v.Key, depth+1)
		if !key.scalar {
			continue // told already
		}
		value := r.node(v.Value, depth+1)
		if _, twice := out.fields[key.text]; twice {
			r.flaw(key, "keep one", "the key %q stands twice", key.text)
			continue
		}
		out.keys = append(out.keys, key.text)
		out.fields[key.text], out.named[key.text] = value, key
	}
}

// A section is a mapping that is read key by key; what nobody asked for is
// unknown and refused at the end.
type section struct {
	*reader
	at   *node
	read []string
}

// section begins to read a mapping.
func (r *reader) section(at *node) *section {
	if at != nil && at.fields == nil {
		r.flaw(at, "write keys with values", "it is no mapping")
	}
	return &section{reader: r, at: at}
}

// has gives the value of a key that may be left out.
func (s *section) has(key string) (*node, bool) {
	if !slices.Contains(s.read, key) {
		s.read = append(s.read, key)
	}
	if s.at == nil || s.at.fields == nil {
		return nil, false
	}
	n, ok := s.at.fields[key]
	return n, ok
}

// must gives the value of a key; nil where it is missing, which is a flaw.
func (s *section) must(key string) *node {
	n, ok := s.has(key)
	if !ok && s.at != nil && s.at.fields != nil {
		s.flaw(s.at, "add "+key, "%s is missing", key)
	}
	return n
}

// end refuses the keys that nobody read.
func (s *section) end() {
	if s.at == nil {
		return
	}
	for _, key := range s.at.keys {
		if !slices.Contains(s.read, key) {
			s.flaw(s.at.named[key], "leave it out, or use one of "+strings.Join(s.read, ", "), "there is no key %q here", key)
		}
	}
}

// text reads one line of text.
func (s *section) text(key string) string { return s.line(s.must(key), key) }

// maybe reads one line of text that may be left out.
func (s *section) maybe(key string) string {
	n, ok := s.has(key)
	if !ok {
		return ""
	}
	return s.line(n, key)
}

func (r *reader) line(n *node, key string) string {
	if n == nil {
		return ""
	}
	text := strings.TrimSpace(n.text)
	switch {
	case !n.scalar:
		r.flaw(n, "write words", "%s is no text", key)
	case onLine(text) != text:
		r.flaw(n, "write it in one paragraph", "%s holds line breaks or control characters", key)
	}
	return text
}

// says reads a text that may not be empty.
func (s *section) says(key string) string {
	text := s.text(key)
	if n := s.at; n != nil && n.fields[key] != nil && text == "" {
		s.flaw(n.fields[key], "write it in plain words", "%s is empty", key)
	}
	return text
}

// flag reads true or false.
func (s *section) flag(key string, optional bool) bool {
	n, ok := s.has(key)
	if !ok {
		if !optional {
			s.must(key)
		}
		return false
	}
	switch n.text {
	case "true":
		return true
	case "false":
		return false
	}
	s.flaw(n, "write true or false", "%s is %q", key, n.text)
	return false
}

// number reads a whole number not below least.
func (s *section) number(key string, least int) int {
	n := s.must(key)
	if n == nil {
		return least
	}
	v, err := strconv.Atoi(n.text)
	if err != nil || v < least || v > 1_000_000 {
		s.flaw(n, fmt.Sprintf("write a whole number, at least %d", least), "%s is %q", key, n.text)
		return least
	}
	return v
}

// span reads a duration, which is never zero.
func (s *section) span(key string) time.Duration {
	n := s.must(key)
	if n == nil {
		return 0
	}
	d, err := parseSpan(n.text)
	if err != nil {
		s.flaw(n, "write a whole number with m, h or d, such as 30m", "%s: %v", key, err)
	}
	return d
}

// spans are the units of a duration.
var spans = map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}

// parseSpan reads a duration: a whole number with its unit.
func parseSpan(text string) (time.Duration, error) {
	if text == "" {
		return 0, errors.New("there is no duration")
	}
	unit, ok := spans[text[len(text)-1]]
	v, err := strconv.Atoi(text[:len(text)-1])
	switch {
	case !ok || err != nil || v < 0 || v > 100_000:
		return 0, fmt.Errorf("%q is no duration", text)
	case v == 0:
		return 0, errors.New("a clock of zero runs out before anybody can act")
	}
	return time.Duration(v) * unit, nil
}

// oneOf reads one of some words.
func oneOf[T ~string](s *section, key string, words []T) T {
	n := s.must(key)
	if n == nil {
		return ""
	}
	return word(s.reader, n, key, words)
}

func word[T ~string](r *reader, n *node, key string, words []T) T {
	if !n.scalar || !slices.Contains(words, T(n.text)) {
		r.flaw(n, "write one of "+join(words), "%q is no %s", n.text, strings.ReplaceAll(key, "_", " "))
	}
	return T(n.text)
}

// someOf reads a list of some words, each once.
func someOf[T ~string](s *section, key string, words []T, least int) []T {
	n := s.must(key)
	if n == nil {
		return nil
	}
	if !n.list || len(n.items) < least {
		s.flaw(n, fmt.Sprintf("write a list of at least %d of %s", least, join(words)), "%s is no such list", key)
	}
	var all []T
	for _, item := range n.items {
		w := word(s.reader, item, key, words)
		if slices.Contains(all, w) {
			s.flaw(item, "keep one", "%q stands twice", w)
		}
		all = append(all, w)
	}
	return all
}

// join lists words for people.
func join[T ~string](words []T) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, ", ")
}

// level reads an officer's level.
func (s *section) level(key string) tocsin.Level {
	n := s.must(key)
	if n == nil {
		return tocsin.LevelHead
	}
	l, ok := tocsin.ParseLevel(n.text)
	if !ok {
		s.flaw(n, "write analyst, officer, senior or head", "%q is no level", n.text)
	}
	return l
}
