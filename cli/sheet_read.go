package cli

import (
	"bytes"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"example.org/tocsin"
	"example.org/tocsin/report"
)

// The bounds of a sheet: its bytes, the bytes of a line, the marks that part its
// values, how deep values nest, and how many brackets may be open at once. The
// parser compares each key with all others, and takes very long over what nests.
const (
	maxSheet      = 1 << 20
	maxSheetLine  = 2000
	maxSheetMarks = 10_000
	sheetDeepest  = 6
	sheetBrackets = 16
)

// unclear refuses a line of a sheet. It tells what is wrong by its place, never by
// the words that stand there.
func unclear(line int, remedy, why string, args ...any) *tocsin.Refusal {
	return tocsin.Refuse("report/sheet", remedy, "line %d: "+why, append([]any{line}, args...)...)
}

// readSheet reads a sheet.
func readSheet(text []byte) (sheet, error) {
	var s sheet
	if err := plainSheet(text); err != nil {
		return s, err
	}
	const keys = "see tocsin help assess for the keys of a sheet"
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return s, unclear(lineOf(err), "mend it", "that is no YAML, or a key stands twice")
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return s, unclear(1, keys, "it holds nothing, or several documents")
	}
	body := file.Docs[0].Body
	if err := plainNode(body, 0); err != nil {
		return s, err
	}
	if err := yaml.NodeToValue(body, &s, yaml.Strict()); err != nil {
		return s, unclear(lineOf(err), keys, "%s", wrongIn(err))
	}
	if len(s.Overlaps) > report.MaxOverlaps {
		return s, unclear(1, "leave out what says least", "it has more than %d overlaps", report.MaxOverlaps)
	}
	if len(s.Facts) > report.MaxFacts || len(s.Circles) > report.MaxCircles || len(s.Sources) > report.MaxFacts {
		return s, unclear(1, "leave out what no warning needs", "it has more than %d facts, %d circles or %d sources", report.MaxFacts, report.MaxCircles, report.MaxFacts)
	}
	s.stand(body)
	return s, nil
}

// plainSheet refuses what the parser should not see.
func plainSheet(text []byte) error {
	if len(text) > maxSheet || !utf8.Valid(text) || bytes.ContainsRune(text, 0) {
		return tocsin.Refuse("report/sheet", "write it as YAML, in UTF-8, at most 1 MiB", "the sheet is no text that can be read")
	}
	open, marks := 0, 0
	for i, line := range bytes.Split(text, []byte("\n")) {
		if len(line) > maxSheetLine {
			return unclear(i+1, "break the line", "it has more than %d bytes", maxSheetLine)
		}
		marks++
		for _, b := range line {
			switch b {
			case ',', ':', '?':
				marks++
			case '[', '{':
				open++
			case ']', '}':
				open = max(0, open-1)
			}
			if open > sheetBrackets {
				return unclear(i+1, "write it flatter", "it opens more brackets than it closes")
			}
		}
		if marks > maxSheetMarks {
			return unclear(i+1, "leave out what no warning needs", "up to here it has more than %d lines, commas and colons", maxSheetMarks)
		}
	}
	return nil
}

// plainNode refuses what hides or repeats a value, anchors, aliases and tags, and
// what nests too deep.
func plainNode(n ast.Node, depth int) error {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return unclear(1, "write a value", "a value is missing")
	}
	line := n.GetToken().Position.Line
	if depth > sheetDeepest {
		return unclear(line, "write it flatter", "it nests too deep")
	}
	var below []ast.Node
	switch v := n.(type) {
	case *ast.MappingNode:
		for _, pair := range v.Values {
			below = append(below, pair.Key, pair.Value)
		}
	case *ast.MappingValueNode:
		below = []ast.Node{v.Key, v.Value}
	case *ast.SequenceNode:
		below = v.Values
	case *ast.StringNode, *ast.LiteralNode, *ast.IntegerNode, *ast.BoolNode, *ast.FloatNode:
	default:
		return unclear(line, "write the value out", "no value stands there, or one that hides another")
	}
	for _, b := range below {
		if err := plainNode(b, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// lineOf is where an error of the parser is.
func lineOf(err error) int {
	if e, ok := errors.AsType[yaml.Error](err); ok && e.GetToken() != nil && e.GetToken().Position != nil {
		return e.GetToken().Position.Line
	}
	return 1
}

// wrongIn says what is wrong with a value, without the words that the parser
// quotes.
func wrongIn(err error) string {
	if _, ok := errors.AsType[*yaml.UnknownFieldError](err); ok {
		return "there is no such key here"
	}
	if _, ok := errors.AsType[*yaml.DuplicateKeyError](err); ok {
		return "a key stands twice"
	}
	if _, ok := errors.AsType[*yaml.OverflowError](err); ok {
		return "the number is too large"
	}
	return "the value is of another kind than its key asks for"
}

// stand notes where each thing of the sheet stands.
func (s *sheet) stand(body ast.Node) {
	for _, pair := range pairs(body) {
		list, ok := pair.Value.(*ast.SequenceNode)
		if !ok {
			continue
		}
		for i, item := range list.Values {
			line := item.GetToken().Position.Line
			if first := pairs(item); len(first) > 0 {
				line = first[0].Key.GetToken().Position.Line
			}
			switch key := fmt.Sprint(pair.Key); {
			case key == "facts" && i < len(s.Facts):
				s.Facts[i].line = line
			case key == "circles" && i < len(s.Circles):
				s.Circles[i].line = line
			case key == "overlaps" && i < len(s.Overlaps):
				s.Overlaps[i].line = line
			case key == "sources" && i < len(s.Sources):
				s.Sources[i].line = line
			}
		}
	}
}

// pairs are the keys of a mapping with their values.
func pairs(n ast.Node) []*ast.MappingValueNode {
	switch v := n.(type) {
	case *ast.MappingNode:
		return v.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{v}
	}
	return nil
}
