package cli

import (
	"context"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
	"example.org/tocsin/holder"
)

// shortest is how many characters of an id name it.
const shortest = 4

// dossier gives the dossier whose id begins so.
func (s *Session) dossier(ctx context.Context, prefix string) (desk.Shown, error) {
	if len(prefix) < shortest {
		return desk.Shown{}, wrongUse("%q is too short for an id: give at least %d characters", prefix, shortest)
	}
	return s.Desk.Show(ctx, prefix)
}

// find picks the one of list that word names: by its whole name, or by the
// beginning of its id.
func find[T any](list []T, word string, names func(T) (name, id string)) (found T, count int) {
	for _, one := range list {
		if name, _ := names(one); name == word {
			return one, 1
		}
	}
	for _, one := range list {
		if _, id := names(one); len(word) >= shortest && strings.HasPrefix(id, word) {
			found = one
			count++
		}
	}
	return found, count
}

// officer gives the officer that a word names.
func officer(h holder.Holder, word string) (holder.Officer, error) {
	found, count := find(h.Officers, word, func(o holder.Officer) (string, string) { return o.Name, string(o.ID) })
	switch count {
	case 1:
		return found, nil
	case 0:
		return found, tocsin.Refuse("holder/officer", "see tocsin officer list", "no officer %q is listed", word)
	}
	return found, tocsin.Refuse("holder/officer", "give more of the id", "%d officers have an id that begins with %q", count, word)
}

// recipient gives the entry of the directory that a word names.
func recipient(h holder.Holder, word string) (directory.Recipient, error) {
	found, count := find(h.Recipients, word, func(r directory.Recipient) (string, string) { return r.Name, string(r.ID) })
	switch count {
	case 1:
		return found, nil
	case 0:
		return found, tocsin.Refuse("directory/unknown", "see tocsin recipient list, or add it", "no recipient %q is listed", word)
	}
	return found, tocsin.Refuse("directory/unknown", "give more of the id", "%d recipients have an id that begins with %q", count, word)
}
