package policy

import (
	"strings"
	"unicode"
)

// pinpoint gives where in the file the part of an expression stands that begins
// after so many characters of its text. YAML folds lines and takes quotes away,
// so that the text is walked along the file, blanks aside. Where the two part
// ways, it is the beginning of the expression.
func (r *reader) pinpoint(at *node, offset int) (line, column int) { //nolint:gocognit // one walk along two texts, which reads worse in parts
	line, column = at.line, at.column
	text := []rune(at.text)
	if offset > len(text) || line < 1 || line > len(r.lines) {
		return line, column
	}
	row, col := at.line-1, at.column-1+at.quoted
	if at.block {
		row, col = row+1, 0
	}
	for i := 0; ; i++ {
		if i == offset && offset == len(text) && i > 0 {
			return row + 1, col + 1 // after the last one
		}
		for i < offset && unicode.IsSpace(text[i]) {
			i++
		}
		for row < len(r.lines) && (col >= len(r.lines[row]) || unicode.IsSpace(r.lines[row][col])) {
			if col++; col >= len(r.lines[row]) {
				row, col = row+1, 0
			}
		}
		if row >= len(r.lines) {
			return line, column
		}
		if i >= offset {
			return row + 1, col + 1
		}
		src := r.lines[row]
		if escaped := at.quoted > 0 && col+1 < len(src) && src[col+1] == text[i]; escaped && (src[col] == '\\' || src[col] == '\'' && text[i] == '\'') {
			col++
		}
		if src[col] != text[i] {
			return line, column
		}
		col++
	}
}

// add notes a flaw, within the file: the parser of YAML tells what is missing at
// the end behind it.
func (r *reader) add(f Flaw) {
	f.Line = max(1, min(f.Line, len(r.lines)))
	if f.Line <= len(r.lines) {
		f.Column = min(f.Column, len(r.lines[f.Line-1])+1)
	}
	f.Column = max(1, f.Column)
	r.flaws = append(r.flaws, f)
}

// linesOf divides a file into lines of characters.
func linesOf(source []byte) [][]rune {
	var out [][]rune
	for l := range strings.Lines(string(source)) {
		out = append(out, []rune(strings.TrimRight(l, "\r\n")))
	}
	return out
}

// offsetOf gives how many characters of a text stand before a line, counted from
// 1, and a column, counted from 0.
func offsetOf(text string, line, column int) int {
	n := 0
	for l := range strings.Lines(text) {
		if line--; line == 0 {
			break
		}
		n += len([]rune(l))
	}
	return n + column
}
