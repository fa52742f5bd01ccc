package directory

import (
	"encoding"
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.org/tocsin"
)

// A column is one field of an entry in a file, in CSV and in JSON.
type column struct {
	name string
	// list is true where it holds several items.
	list bool
	// needed is true where a new entry cannot be without it.
	needed bool
	// sensitive is true where a change takes two officers.
	sensitive bool
	// get gives the items, without empty ones; set takes them.
	get func(r Recipient, names naming) []string
	set func(r *Recipient, items []string, ids resolving) error
}

// A naming gives the name that stands for an id in a file, a resolving the id of
// a name or an id.
type (
	naming    func(tocsin.RecipientID) string
	resolving func(string) (tocsin.RecipientID, error)
)

// idNames names everybody by id.
func idNames(id tocsin.RecipientID) string { return string(id) }

// phraseColumn is the column that is written only where it is asked for.
const phraseColumn = "phrase"

// one is a column of one text.
func one(name string, sensitive bool, field func(*Recipient) *string) column {
	return column{
		name: name, sensitive: sensitive,
		get: func(r Recipient, _ naming) []string {
			if v := *field(&r); v != "" {
				return []string{v}
			}
			return nil
		},
		set: func(r *Recipient, items []string, _ resolving) error {
			*field(r) = strings.Join(items, "")
			return nil
		},
	}
}

// words is a column of texts.
func words(name string, sensitive bool, field func(*Recipient) *[]string) column {
	return column{
		name: name, list: true, sensitive: sensitive,
		get: func(r Recipient, _ naming) []string { return slices.Clone(*field(&r)) },
		set: func(r *Recipient, items []string, _ resolving) error {
			*field(r) = append([]string(nil), items...) // none is nil
			return nil
		},
	}
}

// A texter is what writes and reads itself as text.
type texter[T any] interface {
	*T
	encoding.TextUnmarshaler
	fmt.Stringer
}

// texts is a column of values that have a text of their own.
func texts[T any, P texter[T]](name string, sensitive bool, field func(*Recipient) *[]T) column {
	return column{
		name: name, list: true, sensitive: sensitive,
		get: func(r Recipient, _ naming) []string {
			var all []string
			for _, v := range *field(&r) {
				all = append(all, P(&v).String())
			}
			return all
		},
		set: func(r *Recipient, items []string, _ resolving) error {
			var all []T
			for _, item := range items {
				var v T
				if err := P(&v).UnmarshalText([]byte(item)); err != nil {
					return err
				}
				all = append(all, v)
			}
			*field(r) = all
			return nil
		},
	}
}

// as changes a column.
func (c column) as(change func(*column)) column {
	change(&c)
	return c
}

// needed marks a column that a new entry cannot be without.
func needed(c *column) { c.needed = true }

// columns are all columns, in the order in which they are written.
var columns = []column{
	one("id", false, func(r *Recipient) *string { return (*string)(&r.ID) }),
	one("name", true, func(r *Recipient) *string { return &r.Name }).as(needed),
	one("class", true, func(r *Recipient) *string { return (*string)(&r.Class) }).as(needed),
	one("country", false, func(r *Recipient) *string { return &r.Country }),
	one("org_id", false, func(r *Recipient) *string { return &r.OrgID }),
	one("protects", false, func(r *Recipient) *string { return &r.Protects }),
	texts("scopes", false, func(r *Recipient) *[]Scope { return &r.Scopes }).as(func(c *column) { c.set = setScopes }),
	one("relations", false, func(r *Recipient) *string { return &r.Relations }),
	texts("standing", false, func(r *Recipient) *[]Standing { return &r.Standing }),
	words("keys", true, func(r *Recipient) *[]string { return &r.Keys }).as(needed),
	texts("key_until", true, func(r *Recipient) *[]KeyUntil { return &r.KeyUntil }),
	one("verifier", true, func(r *Recipient) *string { return &r.Verifier }),
	one("enrolled", true, func(r *Recipient) *string { return &r.Enrolled }).as(needed),
	one("channel", true, func(r *Recipient) *string { return &r.Channel }),
	one("address", true, func(r *Recipient) *string { return &r.Address }),
	{name: "through", sensitive: true, get: getThrough, set: setThrough},
	{name: "others", list: true, sensitive: true, get: getOthers, set: setOthers},
	words("prefers", true, func(r *Recipient) *[]string { return &r.Prefers }),
	words("forbids", true, func(r *Recipient) *[]string { return &r.Forbids }),
	{name: "allows", list: true, sensitive: true, get: getAllows, set: setAllows},
	words("languages", false, func(r *Recipient) *[]string { return &r.Languages }),
	texts("hours", false, func(r *Recipient) *[]Hours { return &r.Hours }),
	one("accessibility", false, func(r *Recipient) *string { return &r.Accessibility }),
	one(phraseColumn, true, func(r *Recipient) *string { return (*string)(&r.Phrase) }),
}

// columnOf gives the place of a column by its name.
func columnOf(name string) int {
	return slices.IndexFunc(columns, func(c column) bool { return c.name == name })
}

// Columns lists the names of the columns, with the phrase or without.
func Columns(phrases bool) []string {
	var names []string
	for _, c := range columns {
		if phrases || c.name != phraseColumn {
			names = append(names, c.name)
		}
	}
	return names
}

// setScopes reads scopes as people write them.
func setScopes(r *Recipient, items []string, _ resolving) error {
	var all []Scope
	for i, item := range items {
		s, err := ParseScope(item)
		if err != nil {
			return fmt.Errorf("item %d: %w", i+1, err)
		}
		all = append(all, s)
	}
	r.Scopes = all
	return nil
}

func getThrough(r Recipient, names naming) []string {
	if r.Through == "" {
		return nil
	}
	return []string{names(r.Through)}
}

func setThrough(r *Recipient, items []string, ids resolving) error {
	r.Through = ""
	if len(items) == 0 {
		return nil
	}
	id, err := ids(strings.Join(items, ""))
	r.Through = id
	return err
}

func getAllows(r Recipient, names naming) []string {
	var all []string
	for _, id := range r.Allows {
		all = append(all, names(id))
	}
	return all
}

func setAllows(r *Recipient, items []string, ids resolving) error {
	var all []tocsin.RecipientID
	for _, item := range items {
		id, err := ids(item)
		if err != nil {
			return err
		}
		all = append(all, id)
	}
	r.Allows = all
	return nil
}

// A way in a file is its channel and its address, or the intermediary behind
// "through ", and "knock" where only a knock goes there, with " | " between.
func getOthers(r Recipient, names naming) []string {
	var all []string
	for _, w := range r.Others {
		var parts []string
		if w.Channel != "" || w.Address != "" {
			parts = append(parts, escape(w.Channel, '|'), escape(w.Address, '|'))
		}
		if w.Through != "" {
			parts = append(parts, "through "+escape(names(w.Through), '|'))
		}
		if w.Knock {
			parts = append(parts, "knock")
		}
		all = append(all, strings.Join(parts, " | "))
	}
	return all
}

func setOthers(r *Recipient, items []string, ids resolving) error {
	var all []Route
	for i, item := range items {
		w, err := readWay(item, ids)
		if err != nil {
			return fmt.Errorf("way %d: %w", i+1, err)
		}
		all = append(all, w)
	}
	r.Others = all
	return nil
}

// readWay reads one way of a file.
func readWay(item string, ids resolving) (Route, error) {
	parts, err := unescape(item, '|')
	if err != nil {
		return Route{}, err
	}
	var w Route
	if n := len(parts); n > 1 && parts[n-1] == "knock" {
		w.Knock, parts = true, parts[:n-1]
	}
	if n := len(parts); n > 0 {
		if name, ok := strings.CutPrefix(parts[n-1], "through "); ok {
			if w.Through, err = ids(strings.TrimSpace(name)); err != nil {
				return Route{}, err
			}
			parts = parts[:n-1]
		}
	}
	switch {
	case len(parts) == 2:
		w.Channel, w.Address = parts[0], parts[1]
	case len(parts) != 0 || w.Through == "":
		return Route{}, errors.New("write CHANNEL | ADDRESS, or through INTERMEDIARY, and | knock behind it where only a knock goes there")
	}
	return w, nil
}

// blanks are what is left out around an item.
const blanks = " \t\n"

// escape writes an item so that a separator in it is not one, and a blank at its
// ends is not left out.
func escape(item string, separator byte) string {
	var b strings.Builder
	first, last := len(item)-len(strings.TrimLeft(item, blanks)), len(strings.TrimRight(item, blanks))
	for i := range len(item) {
		if item[i] == separator || item[i] == '\\' || i < first || i >= last {
			b.WriteByte('\\')
		}
		b.WriteByte(item[i])
	}
	return b.String()
}

// unescape takes items apart; what stands around them is left out, and so are
// empty ones.
func unescape(text string, separator byte) ([]string, error) {
	var all []string
	var b strings.Builder
	end := 0 // up to where the item must not be trimmed
	take := func() {
		item := b.String()
		if item = item[:end] + strings.TrimRight(item[end:], blanks); item != "" {
			all = append(all, item)
		}
		b.Reset()
		end = 0
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == separator:
			take()
		case c == '\\':
			if i++; i == len(text) || text[i] != separator && strings.IndexByte(blanks+`\`, text[i]) < 0 {
				return nil, fmt.Errorf(`a \ stands only before \, a blank or %c; write \\ for one`, separator)
			}
			b.WriteByte(text[i])
			end = b.Len()
		case b.Len() == 0 && strings.IndexByte(blanks, c) >= 0: // before the item
		default:
			b.WriteByte(c)
		}
	}
	take()
	return all, nil
}
