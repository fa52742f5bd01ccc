package directory

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"example.org/tocsin"
)

// Changes are what a list would become: the bytes that an import is signed for.
type Changes struct {
	Added   List `json:"added,omitempty"`
	Changed List `json:"changed,omitempty"`
}

// Bytes writes the changes in their one form.
func (c Changes) Bytes() ([]byte, error) {
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("writing changes of the directory: %w", err)
	}
	return raw, nil
}

// ParseChanges reads what Bytes wrote, and nothing else.
func ParseChanges(raw []byte) (Changes, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	var c Changes
	if err := dec.Decode(&c); err != nil {
		return Changes{}, fmt.Errorf("reading changes of the directory: %w", err)
	}
	again, err := c.Bytes()
	if err != nil {
		return Changes{}, err
	}
	if !bytes.Equal(again, raw) {
		return Changes{}, fmt.Errorf("reading changes of the directory: they are not in their one form")
	}
	return c, nil
}

// Empty reports whether nothing would change.
func (c Changes) Empty() bool { return len(c.Added) == 0 && len(c.Changed) == 0 }

// With gives the list with entries added at its end, and changed in their place.
func (l List) With(added, changed List) List {
	out := slices.Concat(l, added)
	at := make(map[tocsin.RecipientID]int, len(out))
	for i, r := range out {
		at[r.ID] = i
	}
	for _, r := range changed {
		if i, ok := at[r.ID]; ok {
			out[i] = r
		}
	}
	return out
}

// Without gives the list without an entry.
func (l List) Without(id tocsin.RecipientID) List {
	return slices.DeleteFunc(slices.Clone(l), func(r Recipient) bool { return r.ID == id })
}

// Through gives those who are reached through an intermediary, or allow only him.
func (l List) Through(id tocsin.RecipientID) List {
	var all List
	for _, r := range l {
		if slices.ContainsFunc(r.Routes(), func(w Route) bool { return w.Through == id }) || slices.Contains(r.Allows, id) {
			all = append(all, r)
		}
	}
	return all
}

// A FieldChange is one field that changes, as it is read before it is signed.
type FieldChange struct {
	Field  string `json:"field"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	// Sensitive is true for who is sent to, how, and with which keys.
	Sensitive bool `json:"sensitive,omitempty"`
}

// Diff gives the fields in which two entries differ. A phrase is not told, only
// that it changes.
func Diff(before, after Recipient) []FieldChange {
	var all []FieldChange
	for _, c := range columns {
		a, b := c.get(before, idNames), c.get(after, idNames)
		if slices.Equal(a, b) {
			continue
		}
		change := FieldChange{Field: c.name, Before: brief(a), After: brief(b), Sensitive: c.sensitive}
		if c.name == phraseColumn {
			change.Before, change.After = hidden, hidden
		}
		if c.list {
			change.Before, change.After = brief(only(a, b)), brief(only(b, a))
		}
		all = append(all, change)
	}
	return all
}

// only gives the items of a list that another has not; where both have the same
// in another order, all of them.
func only(a, b []string) []string {
	has := make(map[string]bool, len(b))
	for _, item := range b {
		has[item] = true
	}
	out := slices.DeleteFunc(slices.Clone(a), func(item string) bool { return has[item] })
	if len(out) == 0 && len(a) == len(b) {
		return a
	}
	return out
}

// brief writes a few items of a list.
func brief(items []string) string {
	const most, wide = 5, 160
	cut := make([]string, 0, most)
	for _, item := range items[:min(len(items), most)] {
		if r := []rune(item); len(r) > wide {
			item = string(r[:wide]) + "..."
		}
		cut = append(cut, item)
	}
	text := strings.Join(cut, "; ")
	if more := len(items) - most; more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text
}

// Sensitive reports whether a change is one that takes two officers: of who it is,
// of keys, or of the ways on which messages go.
func Sensitive(before, after Recipient) bool {
	return slices.ContainsFunc(Diff(before, after), func(c FieldChange) bool { return c.Sensitive })
}

// Same reports whether two entries say the same.
func Same(a, b Recipient) bool { return reflect.DeepEqual(a, b) }
