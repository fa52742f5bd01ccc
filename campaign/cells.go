package campaign

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"example.org/tocsin"
	"example.org/tocsin/directory"
	"example.org/tocsin/warning"
)

// cell takes over one cell, and says what is wrong with it.
func (p *parser) cell(row *Row, name, cell string) string {
	switch name {
	case colID:
		if !isRowID(cell) {
			return "an id has up to 64 letters, digits, dots, hyphens and underscores"
		}
		row.ID = cell
	case colEntry:
		entry, ok := p.find(cell)
		if !ok {
			return "no such entry is in the directory"
		}
		if row.Entry = entry.ID; entry.Class == directory.ClassIntermediary {
			return "an intermediary is no victim; name him as the one it goes through"
		}
	case colName:
		row.Name = cell
		if len(cell) > directory.MaxName {
			return "the name is too long"
		}
	case colOrganization:
		row.Organization = cell
	case colClass:
		if row.Class = directory.Class(cell); !slices.Contains(directory.Classes(), row.Class) {
			return "it is no class of recipient"
		}
	case colCountry:
		row.Country = cell
		if len(cell) < 2 || len(cell) > 3 || strings.Trim(cell, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return "a country has two or three capital letters"
		}
	case colKeys:
		row.Keys = strings.Fields(cell)
		return badKeys(row.Keys)
	case colChannel:
		row.Channel = cell
		if len(cell) > 32 || strings.Trim(cell, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return "a channel is a word of small letters"
		}
	case colAddress:
		row.Address = cell
	case colThrough:
		entry, ok := p.find(cell)
		if !ok {
			return "no such entry is in the directory"
		}
		row.Through = entry.ID
	default:
		return more(row, name, cell)
	}
	return ""
}

// more takes over the cells that order a row.
func more(row *Row, name, cell string) string {
	switch name {
	case colLanguage:
		row.Language = cell
		if len(cell) > 35 || strings.Trim(cell, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
			return "a language is told by its tag"
		}
	case colPriority:
		if len(cell) != 1 || cell[0] < '1' || cell[0] > '9' {
			return "a priority is from 1, the highest, to 9"
		}
		row.Priority = int(cell[0] - '0')
	case colUseful:
		t, err := time.Parse(time.RFC3339, cell)
		if err != nil || t.UTC().Format(time.RFC3339) != cell {
			return "a time is in UTC, like 2027-01-31T12:00:00Z"
		}
		row.LatestUseful = tocsin.Second(t)
	}
	return ""
}

// badKeys says what is wrong with keys: that they are whole is held where they are
// sealed to.
func badKeys(keys []string) string {
	for i, key := range keys {
		switch {
		case strings.HasPrefix(strings.ToLower(key), "age-secret"), strings.HasPrefix(key, "AGE-"):
			return "it holds a private key"
		case !strings.HasPrefix(key, "age1"):
			return "a key is an age recipient, age1..., and several are parted by spaces"
		case slices.Contains(keys[:i], key):
			return "a key stands twice"
		}
	}
	return ""
}

// badLine says why a text does not fit on one line.
func badLine(text string, most int) string {
	switch {
	case len(text) > most:
		return "it is too long"
	case !utf8.ValidString(text):
		return "it is not UTF-8"
	case text != strings.TrimSpace(text):
		return "there are spaces around it"
	case strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
	}):
		return "it holds something that is not seen"
	}
	return ""
}

// badValue says why a value cannot fill a slot: it is one line of plain words, as
// a warning may hold them, and no slot.
func badValue(value string) string {
	if value == "" {
		return "the slot is empty"
	}
	if why := badLine(value, MaxValue); why != "" {
		return why
	}
	switch {
	case warning.CheckText(value+"\n") != nil:
		return "it is no plain text in normal form"
	case strings.ContainsAny(value, "{}"):
		return "it holds a brace"
	}
	return ""
}

// isRowID reports whether a text can name a row.
func isRowID(text string) bool {
	return len(text) <= 64 && strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") == ""
}

// isSlotName reports whether a text can name a slot.
func isSlotName(text string) bool {
	return text != "" && len(text) <= 32 && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}
