package directory

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"example.org/tocsin"
)

// The bounds of a file.
const (
	// MaxFile is how many bytes a file may have: a million prefixes and a hundred
	// thousand recipients fit.
	MaxFile = 64 << 20
	// MaxRows is how many entries a file may have.
	MaxRows = 200_000
	// MaxFlaws is how many mistakes are told; the rest is counted.
	MaxFlaws = 200
)

// A Form is a notation of lists.
type Form string

// The forms.
const (
	FormCSV  Form = "csv"
	FormJSON Form = "json"
)

// A Flaw is one mistake in a file.
type Flaw struct {
	// Line and Column say where the mistake begins, in the file as an editor shows
	// it; for JSON, Line is the number of the entry.
	Line   int    `json:"line"`
	Column int    `json:"column,omitempty"`
	Field  string `json:"field,omitempty"`
	Why    string `json:"why"`
}

// String tells the flaw.
func (f Flaw) String() string {
	at := fmt.Sprintf("line %d", f.Line)
	if f.Column > 0 {
		at += fmt.Sprintf(", column %d", f.Column)
	}
	if f.Field != "" {
		at += ", " + f.Field
	}
	return at + ": " + f.Why
}

// A Row is one entry of a file: the fields that it tells. A field that is not
// there leaves what is there; one that is there and empty takes it away.
type Row struct {
	Line  int
	cells []cell
}

// A cell is one field of a row.
type cell struct {
	column int // in columns
	items  []string
	place  int // the column of the file, 0 where it is not known
}

// text gives the one item of a field.
func (r Row) text(name string) string {
	for _, c := range r.cells {
		if columns[c.column].name == name {
			return strings.Join(c.items, "")
		}
	}
	return ""
}

// LineOf gives the line on which a file tells an entry; 0 where it does not.
func LineOf(rows []Row, r Recipient) int {
	for _, row := range rows {
		if row.text("id") == string(r.ID) || row.text("name") == r.Name {
			return row.Line
		}
	}
	return 0
}

// Read reads a file. What it cannot read it tells as flaws, with their places;
// then there are no rows to go on with.
func Read(form Form, raw []byte) ([]Row, []Flaw) {
	var rows []Row
	var flaws []Flaw
	switch {
	case len(raw) > MaxFile:
		return nil, []Flaw{{Line: 1, Why: fmt.Sprintf("the file has more than %d MB; split it", MaxFile>>20)}}
	case !utf8.Valid(raw):
		return nil, []Flaw{{Line: bytes.Count(raw[:invalid(raw)], []byte("\n")) + 1, Why: "the file is not UTF-8"}}
	case form == FormCSV:
		rows, flaws = readCSV(bytes.TrimPrefix(raw, []byte("\ufeff")))
	case form == FormJSON:
		rows, flaws = readJSON(raw)
	default:
		flaws = []Flaw{{Line: 1, Why: fmt.Sprintf("%s is no form of a list; they are csv and json", quote(string(form)))}}
	}
	if len(flaws) > 0 {
		return nil, flaws
	}
	return rows, nil
}

// invalid is where the first byte stands that is not UTF-8.
func invalid(raw []byte) int {
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(raw)
}

// readCSV reads comma-separated values with their header.
func readCSV(raw []byte) ([]Row, []Flaw) {
	r := csv.NewReader(bytes.NewReader(raw))
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		return nil, []Flaw{csvFlaw(err, "the file has no header")}
	}
	at, flaws := header(head, r)
	if len(flaws) > 0 {
		return nil, flaws
	}
	var rows []Row
	for {
		record, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return rows, flaws
		case err != nil:
			return nil, append(flaws, csvFlaw(err, ""))
		case len(rows) >= MaxRows || len(flaws) >= MaxFlaws:
			return nil, append(flaws, Flaw{Line: lineOf(r), Why: fmt.Sprintf("the file has more than %d rows or %d mistakes", MaxRows, MaxFlaws)})
		}
		row := Row{Line: lineOf(r)}
		for i, text := range record {
			line, place := r.FieldPos(i)
			c := columns[at[i]]
			one := cell{column: at[i], place: place}
			if text = plain(text); c.list {
				if one.items, err = unescape(text, ';'); err != nil {
					flaws = append(flaws, Flaw{line, place, c.name, err.Error()})
				}
			} else if text != "" {
				one.items = []string{text}
			}
			row.cells = append(row.cells, one)
		}
		rows = append(rows, row)
	}
}

// lineOf is the line on which the record that was read last begins.
func lineOf(r *csv.Reader) int {
	line, _ := r.FieldPos(0)
	return line
}

// csvFlaw tells why a line could not be read.
func csvFlaw(err error, or string) Flaw {
	if p, ok := errors.AsType[*csv.ParseError](err); ok {
		return Flaw{Line: p.Line, Column: p.Column, Why: p.Err.Error()}
	}
	return Flaw{Line: 1, Why: or}
}

// header reads the names of the columns.
func header(head []string, r *csv.Reader) ([]int, []Flaw) {
	at := make([]int, len(head))
	var flaws []Flaw
	for i, name := range head {
		at[i] = columnOf(name)
		line, place := r.FieldPos(i)
		switch {
		case at[i] < 0:
			flaws = append(flaws, Flaw{line, place, "", quote(name) + " is no column; they are " + strings.Join(Columns(true), ",")})
		case slices.Contains(at[:i], at[i]):
			flaws = append(flaws, Flaw{line, place, name, "the column is there twice"})
		}
	}
	if !slices.Contains(head, "name") && !slices.Contains(head, "id") {
		flaws = append(flaws, Flaw{Line: 1, Column: 1, Why: "there is no column name or id, so nobody knows whom a row is about"})
	}
	return at, flaws
}

// risky are the first characters by which a program of tables takes a cell for a
// formula, and the one that keeps it from it.
const risky = "=+-@\t\r'"

// plain takes away the apostrophe that keeps a cell from being a formula.
func plain(text string) string {
	if len(text) > 1 && text[0] == '\'' && strings.IndexByte(risky, text[1]) >= 0 {
		return text[1:]
	}
	return text
}

// safe puts an apostrophe before a cell that could be taken for a formula.
func safe(text string) string {
	if text != "" && strings.IndexByte(risky, text[0]) >= 0 {
		return "'" + text
	}
	return text
}

// WriteCSV writes a list, with the phrases or without. It refuses what CSV cannot
// hold.
func (l List) WriteCSV(phrases bool) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	names := Columns(phrases)
	if err := w.Write(names); err != nil {
		return nil, fmt.Errorf("writing a list: %w", err)
	}
	called := l.names()
	for _, r := range l {
		record := make([]string, 0, len(names))
		for _, name := range names {
			c := columns[columnOf(name)]
			items := c.get(r, called)
			text := strings.Join(items, "")
			if c.list {
				for i := range items {
					items[i] = escape(items[i], ';')
				}
				text = strings.Join(items, "; ")
			}
			if strings.Contains(text, "\r") {
				return nil, tocsin.Refuse("directory/csv", "export it as JSON", "%s of %q holds a character that CSV changes", name, r.Name)
			}
			record = append(record, safe(text))
		}
		if err := w.Write(record); err != nil {
			return nil, fmt.Errorf("writing a list: %w", err)
		}
	}
	w.Flush()
	return b.Bytes(), nil
}

// names gives the name of an entry for its id, and the id where nobody has it.
func (l List) names() naming {
	byID := make(map[tocsin.RecipientID]string, len(l))
	for _, r := range l {
		byID[r.ID] = r.Name
	}
	return func(id tocsin.RecipientID) string {
		if name, ok := byID[id]; ok && !tocsin.ValidID(name) {
			return name
		}
		return string(id)
	}
}

// WriteJSON writes a list, with the phrases or without: every field of each entry,
// so that reading it back takes away what was taken out.
func (l List) WriteJSON(phrases bool) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("[")
	called := l.names()
	for i, r := range l {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n  {")
		for j, name := range Columns(phrases) {
			c := columns[columnOf(name)]
			items := c.get(r, called)
			var value any = strings.Join(items, "")
			if c.list {
				value = append([]string{}, items...)
			}
			raw, err := json.Marshal(value)
			if err != nil {
				return nil, fmt.Errorf("writing a list: %w", err)
			}
			if j > 0 {
				b.WriteString(",")
			}
			fmt.Fprintf(&b, "\n    %q: %s", name, raw)
		}
		b.WriteString("\n  }")
	}
	b.WriteString("\n]\n")
	return b.Bytes(), nil
}

// readJSON reads an array of objects whose fields are the columns.
func readJSON(raw []byte) ([]Row, []Flaw) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return nil, []Flaw{{Line: 1, Why: "the file is no JSON array of objects"}}
	}
	var rows []Row
	var flaws []Flaw
	for dec.More() {
		if len(rows) >= MaxRows || len(flaws) >= MaxFlaws {
			return nil, append(flaws, Flaw{Line: len(rows) + 1, Why: fmt.Sprintf("the file has more than %d entries or %d mistakes", MaxRows, MaxFlaws)})
		}
		row := Row{Line: len(rows) + 1}
		wrong, err := row.readJSON(dec)
		if flaws = append(flaws, wrong...); err != nil {
			return nil, append(flaws, Flaw{Line: row.Line, Why: "from here on it is no JSON object: " + jsonWhy(err)})
		}
		rows = append(rows, row)
	}
	if _, err := dec.Token(); err != nil {
		return nil, append(flaws, Flaw{Line: len(rows) + 1, Why: "the array does not end"})
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		flaws = append(flaws, Flaw{Line: len(rows) + 1, Why: "something stands behind the array"})
	}
	return rows, flaws
}

// jsonWhy tells what is wrong with JSON, without what stands there.
func jsonWhy(err error) string {
	if s, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Sprintf("at byte %d", s.Offset)
	}
	return "it ends too early, or is of another type"
}

// readJSON reads one object, in which a field may stand once.
func (r *Row) readJSON(dec *json.Decoder) ([]Flaw, error) {
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, cmpErr(err)
	}
	var flaws []Flaw
	for dec.More() {
		t, err := dec.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return flaws, cmpErr(err)
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return flaws, err
		}
		at := columnOf(name)
		if at < 0 {
			flaws = append(flaws, Flaw{Line: r.Line, Field: quote(name), Why: "it is no field; they are " + strings.Join(Columns(true), ",")})
			continue
		}
		if slices.ContainsFunc(r.cells, func(c cell) bool { return c.column == at }) {
			flaws = append(flaws, Flaw{Line: r.Line, Field: name, Why: "the field is there twice"})
		}
		c, ok := fieldOfJSON(at, value)
		if !ok {
			flaws = append(flaws, Flaw{Line: r.Line, Field: name, Why: "a list holds texts that are not empty, and all other fields are a text"})
		}
		r.cells = append(r.cells, c)
	}
	_, err := dec.Token()
	return flaws, err
}

// fieldOfJSON reads the value of one field.
func fieldOfJSON(at int, value json.RawMessage) (cell, bool) {
	c := cell{column: at}
	if bytes.Equal(value, []byte("null")) {
		return c, false
	}
	if columns[at].list {
		err := json.Unmarshal(value, &c.items)
		return c, err == nil && !slices.Contains(c.items, "")
	}
	var text string
	err := json.Unmarshal(value, &text)
	if text != "" {
		c.items = []string{text}
	}
	return c, err == nil
}

// cmpErr gives the error, or says that something else stands there.
func cmpErr(err error) error {
	if err != nil {
		return err
	}
	return errors.New("it is of another type")
}
