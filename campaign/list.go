package campaign

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/directory"
)

// The bounds of a list.
const (
	// MaxList is how many bytes a list may have, MaxRows how many rows.
	MaxList = 32 << 20
	MaxRows = 100_000
	// MaxSlots is how many slots a template may have.
	MaxSlots = 32
	// MaxValue is how many bytes one value may have, MaxCell any other cell.
	MaxValue = 300
	MaxCell  = 8 << 10
	// MaxFlaws is how many mistakes are told; the rest is counted.
	MaxFlaws = 50
)

// Routine is the priority of a row that names none; 1 is the highest.
const Routine = 5

// A Row is one victim.
type Row struct {
	// ID names the row in the list, Line is where it stands there.
	ID   string
	Line int
	// Entry is the entry of the directory that the row names; empty where the row
	// says itself who he is.
	Entry        tocsin.RecipientID
	Name         string
	Organization string
	Class        directory.Class
	Country      string
	Keys         []string
	Channel      string
	Address      string
	// Through is the entry of the directory that tells him: an intermediary, or a
	// provider or CERT that opens what is sealed where he has no key.
	Through  tocsin.RecipientID
	Language string
	// Priority is from 1, the highest, to 9.
	Priority int
	// LatestUseful is the last moment at which the warning helps him; zero for
	// that of the threat.
	LatestUseful time.Time
	// Values are what fills the slots, in the order of the list's slots.
	Values []string
}

// A List is the rows with the names of their slots, sorted.
type List struct {
	Slots []string
	Rows  []Row
}

// A Flaw is one mistake in a list. It quotes nothing of it.
type Flaw struct {
	// Line is where, as an editor shows it; 0 for the whole file.
	Line int `json:"line"`
	// Column is which, by its number from 1; 0 for the whole row.
	Column int    `json:"column,omitempty"`
	Why    string `json:"why"`
}

// String tells the flaw.
func (f Flaw) String() string {
	switch {
	case f.Line == 0:
		return f.Why
	case f.Column == 0:
		return fmt.Sprintf("line %d: %s", f.Line, f.Why)
	}
	return fmt.Sprintf("line %d, column %d: %s", f.Line, f.Column, f.Why)
}

// slotPrefix begins the name of a column that fills a slot.
const slotPrefix = "slot."

// The columns besides slots.
const (
	colID           = "id"
	colEntry        = "recipient"
	colName         = "name"
	colOrganization = "organization"
	colClass        = "class"
	colCountry      = "country"
	colKeys         = "keys"
	colChannel      = "channel"
	colAddress      = "address"
	colThrough      = "through"
	colLanguage     = "language"
	colPriority     = "priority"
	colUseful       = "latest_useful"
)

// columns are the names that a list may have.
var columns = []string{
	colID, colEntry, colName, colOrganization, colClass, colCountry, colKeys, colChannel, colAddress, colThrough,
	colLanguage, colPriority, colUseful,
}

// Parse reads a list and tells every mistake in it. Find gives an entry of the
// directory by its id, or by its name; there is no list where there is a flaw.
func Parse(raw []byte, find func(word string) (directory.Recipient, bool)) (List, []Flaw) {
	if len(raw) > MaxList {
		return List{}, []Flaw{{Why: fmt.Sprintf("it has more than %d bytes", MaxList)}}
	}
	p := &parser{find: find, reader: csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff")))), ids: map[string]bool{}}
	p.reader.FieldsPerRecord, p.reader.ReuseRecord = -1, true
	if p.header() {
		p.rows()
	}
	if p.more > 0 {
		p.flaws = append(p.flaws, Flaw{Why: fmt.Sprintf("and %d more mistakes", p.more)})
	}
	if len(p.flaws) > 0 {
		return List{}, p.flaws
	}
	return p.list, nil
}

// A parser reads one list.
type parser struct {
	find   func(string) (directory.Recipient, bool)
	reader *csv.Reader
	list   List
	// head is the names of the columns; order gives, for each slot, its column.
	head  []string
	order []int
	ids   map[string]bool
	flaws []Flaw
	more  int
}

// flaw notes a mistake.
func (p *parser) flaw(line, column int, why string, args ...any) {
	if len(p.flaws) >= MaxFlaws {
		p.more++
		return
	}
	p.flaws = append(p.flaws, Flaw{line, column, fmt.Sprintf(why, args...)})
}

// header reads the names of the columns.
func (p *parser) header() bool {
	record, err := p.reader.Read()
	if err != nil {
		p.flaw(1, 0, "the names of the columns cannot be read")
		return false
	}
	p.head = slices.Clone(record)
	for i, name := range p.head {
		slot, isSlot := strings.CutPrefix(name, slotPrefix)
		switch {
		case slices.Contains(p.head[:i], name):
			p.flaw(1, i+1, "the column stands twice")
		case isSlot && !isSlotName(slot):
			p.flaw(1, i+1, "a slot is named with small letters, digits and underscores")
		case isSlot:
			p.list.Slots = append(p.list.Slots, slot)
		case !slices.Contains(columns, name):
			p.flaw(1, i+1, "no such column is known; they are %s and %sNAME", strings.Join(columns, ", "), slotPrefix)
		}
	}
	if len(p.list.Slots) > MaxSlots {
		p.flaw(1, 0, "there are more than %d slots", MaxSlots)
	}
	if !slices.Contains(p.head, colID) {
		p.flaw(1, 0, "there is no column %s", colID)
	}
	slices.Sort(p.list.Slots)
	for _, slot := range p.list.Slots {
		p.order = append(p.order, slices.Index(p.head, slotPrefix+slot))
	}
	return len(p.flaws) == 0
}

// rows reads the rows.
func (p *parser) rows() {
	for {
		record, err := p.reader.Read()
		line, _ := p.reader.FieldPos(0)
		switch bad, isBad := errors.AsType[*csv.ParseError](err); {
		case errors.Is(err, io.EOF):
			if len(p.list.Rows) == 0 && len(p.flaws) == 0 {
				p.flaw(0, 0, "it has no rows")
			}
			return
		case isBad:
			p.flaw(bad.Line, 0, "it is not in the form of CSV")
			return
		case err != nil:
			p.flaw(0, 0, "it cannot be read")
			return
		case len(record) != len(p.head):
			p.flaw(line, 0, "the row has %d columns, not %d", len(record), len(p.head))
			continue
		case len(p.list.Rows) >= MaxRows:
			p.flaw(line, 0, "it has more than %d rows", MaxRows)
			return
		}
		if row, ok := p.row(line, record); ok {
			p.list.Rows = append(p.list.Rows, row)
		}
	}
}

// row reads one row.
func (p *parser) row(line int, record []string) (Row, bool) {
	before := len(p.flaws) + p.more
	row := Row{Line: line, Priority: Routine}
	for i, cell := range record {
		name := p.head[i]
		if strings.HasPrefix(name, slotPrefix) {
			if why := badValue(cell); why != "" {
				p.flaw(line, i+1, "%s", why)
			}
			continue
		}
		if cell == "" {
			continue
		}
		if why := badLine(cell, MaxCell); why != "" {
			p.flaw(line, i+1, "%s", why)
			continue
		}
		if why := p.cell(&row, name, strings.Clone(cell)); why != "" {
			p.flaw(line, i+1, "%s", why)
		}
	}
	for _, i := range p.order {
		row.Values = append(row.Values, strings.Clone(record[i]))
	}
	if len(p.flaws)+p.more > before {
		return row, false
	}
	if why := p.whole(row); why != "" {
		p.flaw(line, 0, "%s", why)
		return row, false
	}
	p.ids[row.ID] = true
	return row, true
}

// whole says what is wrong with a row as a whole.
func (p *parser) whole(row Row) string {
	own := row.Name != "" || row.Class != "" || row.Country != "" || len(row.Keys) > 0 || row.Channel != "" || row.Address != ""
	switch {
	case row.ID == "":
		return "the row has no id"
	case p.ids[row.ID]:
		return "another row has this id"
	case row.Entry != "" && (own || row.Through != "" || row.Organization != ""):
		return "it names an entry of the directory, and says itself who he is"
	case row.Entry != "":
		return ""
	case row.Name == "" || row.Class == "":
		return "it names no entry of the directory, and no name and class"
	case row.Class == directory.ClassIntermediary:
		return "an intermediary is no victim; name him as the one it goes through"
	case (row.Channel == "") != (row.Address == ""):
		return "a channel and an address stand together"
	}
	return ""
}
