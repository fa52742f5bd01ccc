package directory

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/tocsin"
)

// The bounds of one entry.
const (
	// MaxName is how many bytes a name may have.
	MaxName = 200
	// MaxText is how many bytes words about a recipient may have.
	MaxText = 4 << 10
	// MaxList is how many languages, channels, ways, hours and dates an entry has
	// at most.
	MaxList = 64
	// MaxScopes is how many scopes one entry has at most. Who protects more
	// prefixes than that is a network that announces larger ones.
	MaxScopes = 200_000
)

// Check refuses an entry that could not be used, as one to be added.
func (l List) Check(r Recipient) error { return l.CheckChanges(List{r}, nil) }

// CheckChanges refuses entries that could not be used once they are added to the
// list or changed in it, and changes by which another entry could not be used.
func (l List) CheckChanges(added, changed List) error {
	for _, r := range changed {
		if _, ok := l.Find(r.ID); !ok {
			return tocsin.Refuse("directory/unknown", "list the directory", "an entry that is to be changed is not listed")
		}
	}
	touched := slices.Concat(added, changed)
	c := l.With(added, changed).checker()
	for _, r := range touched {
		if err := c.check(r); err != nil {
			return err
		}
	}
	if len(changed) == 0 {
		return nil
	}
	moved := make(map[tocsin.RecipientID]bool, len(changed))
	for _, r := range changed {
		moved[r.ID] = r.Class == ClassIntermediary
		if old, _ := l.Find(r.ID); old.Class == ClassIntermediary {
			moved[r.ID] = true
		}
	}
	for _, r := range l {
		if slices.ContainsFunc(r.Routes(), func(w Route) bool { return moved[w.Through] }) {
			now, _ := c.find(r.ID)
			if err := c.checkRoutes(now); err != nil {
				return err
			}
		}
	}
	return nil
}

// checker makes ready to hold entries of the list against it.
func (l List) checker() checker {
	byID := make(map[tocsin.RecipientID]int, len(l))
	names, ids := make(map[string]int, len(l)), make(map[tocsin.RecipientID]int, len(l))
	for i, r := range l {
		byID[r.ID] = i
		names[r.Name]++
		ids[r.ID]++
	}
	return checker{
		find: func(id tocsin.RecipientID) (Recipient, bool) {
			i, ok := byID[id]
			if !ok {
				return Recipient{}, false
			}
			return l[i], true
		},
		taken: func(name string) bool { return names[name] > 1 },
		twice: func(id tocsin.RecipientID) bool { return ids[id] > 1 },
	}
}

// A checker holds one entry against a list.
type checker struct {
	find  func(tocsin.RecipientID) (Recipient, bool)
	taken func(name string) bool
	twice func(tocsin.RecipientID) bool
}

// check refuses an entry that could not be used.
func (c checker) check(r Recipient) error {
	switch {
	case !tocsin.ValidID(r.ID):
		return tocsin.Refuse("directory/id", "let the desk draw one", "the recipient has no valid id")
	case c.twice(r.ID):
		return tocsin.Refuse("directory/id", "change the entry that is there, or let the desk draw another id", "another recipient has this id")
	case !oneLine(r.Name):
		return tocsin.Refuse("directory/name", "name the recipient, on one line", "the recipient has no name that fits on a line")
	case c.taken(r.Name):
		return tocsin.Refuse("directory/name", "choose another name", "a recipient %q is listed already", r.Name)
	case !slices.Contains(Classes(), r.Class):
		return tocsin.Refuse("directory/class", "name one of the listed classes", "%q is no class of recipient", r.Class)
	case r.Country != "" && (len(r.Country) < 2 || len(r.Country) > 3 || strings.Trim(r.Country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != ""):
		return tocsin.Refuse("directory/country", "write two or three capital letters of ISO 3166, such as NOR", "%q is no country", r.Country)
	}
	for _, check := range []func(Recipient) error{checkKeys, checkText, checkLists, checkScopes, c.checkRoutes} {
		if err := check(r); err != nil {
			return err
		}
	}
	return nil
}

// checkKeys holds that there is something to seal to, and that somebody says how
// it came.
func checkKeys(r Recipient) error {
	if len(r.Keys) == 0 {
		return tocsin.Refuse("directory/key", "enroll at least one age key", "the recipient has no key to seal to")
	}
	if strings.TrimSpace(r.Enrolled) == "" {
		return tocsin.Refuse("directory/enrolled", "say how the key came to you: on paper, in person",
			"nobody says how the recipient's key was enrolled")
	}
	for _, key := range r.Keys {
		if kindOfKey(key) != kindOfKey(r.Keys[0]) {
			return tocsin.Refuse("directory/key", "keep the keys of one kind", "the recipient has keys of different kinds")
		}
	}
	for i, k := range r.KeyUntil {
		switch {
		case !slices.Contains(r.Keys, k.Key):
			return tocsin.Refuse("directory/key", "name a key of the entry, whole", "an expiry is of a key that the recipient has not")
		case k.Until.IsZero() || !k.Until.Equal(tocsin.Second(k.Until)):
			return tocsin.Refuse("directory/key", "give the time in UTC, in whole seconds", "the expiry of a key is no time")
		case slices.ContainsFunc(r.KeyUntil[:i], func(o KeyUntil) bool { return o.Key == k.Key }):
			return tocsin.Refuse("directory/key", "give one expiry for each key", "a key expires twice")
		}
	}
	return nil
}

// checkText holds that words can be shown on a line.
func checkText(r Recipient) error {
	for _, t := range []struct{ what, text string }{
		{"organization", r.OrgID}, {"accessibility", r.Accessibility}, {"phrase", string(r.Phrase)},
	} {
		if t.text != "" && (!oneLine(t.text) || len(t.text) > MaxText) {
			return tocsin.Refuse("directory/text", "write it on one line, with nothing around it", "the %s of %q does not fit on a line", t.what, r.Name)
		}
	}
	return nil
}

// checkLists holds languages, hours and dates to their form.
func checkLists(r Recipient) error {
	if n := max(len(r.Languages), len(r.Hours), len(r.Standing), len(r.Prefers), len(r.Forbids), len(r.Allows), len(r.Others)); n > MaxList {
		return tocsin.Refuse("directory/list", "leave out what is not needed", "%q has a list of %d; it may be %d", r.Name, n, MaxList)
	}
	for i, tag := range r.Languages {
		if err := checkLanguage(tag); err != nil || slices.Contains(r.Languages[:i], tag) {
			return tocsin.Refuse("directory/language", "write each language once, by its tag: fa, en, pt-BR", "language %d of %q is none", i+1, r.Name)
		}
	}
	for i, h := range r.Hours {
		if err := h.check(); err != nil {
			return tocsin.Refuse("directory/hours", "write them like mon-fri 08:00-16:00 +03:30", "hours %d of %q: %v", i+1, r.Name, err)
		}
	}
	for i, s := range r.Standing {
		if err := s.check(); err != nil {
			return tocsin.Refuse("directory/standing", "write it like liaison 2020-01-31..2024-12-31 WORDS", "relation %d of %q: %v", i+1, r.Name, err)
		}
	}
	return nil
}

// checkScopes holds scopes to their one form.
func checkScopes(r Recipient) error {
	if n := len(r.Scopes); n > MaxScopes {
		return tocsin.Refuse("directory/scope", "give the larger prefixes that hold them, or several entries of one organization",
			"%q has %d scopes; it may have %d", r.Name, n, MaxScopes)
	}
	seen := make(map[Scope]bool, len(r.Scopes))
	for i, s := range r.Scopes {
		// What is wrong with it is told by the import, and not here: a refusal holds
		// nothing of what it refuses.
		if canonical, err := ParseScope(s.String()); err != nil || canonical != s || seen[s] {
			return tocsin.Refuse("directory/scope", "import it from a file, which is told what is wrong; each scope once, as the export writes it",
				"scope %d of %q is none, or not in its one form", i+1, r.Name)
		}
		seen[s] = true
	}
	return nil
}

// checkRoutes holds that the entry can be reached, and that its ways do not
// contradict what else it says.
func (c checker) checkRoutes(r Recipient) error {
	routes := r.Routes()
	if len(routes) == 0 {
		routes = []Route{{}}
	}
	knocks := 0
	for i, way := range routes {
		if err := c.checkRoute(r, way); err != nil {
			return err
		}
		if slices.ContainsFunc(routes[:i], way.same) {
			return tocsin.Refuse("directory/route", "list each way once", "%q is reached the same way twice", r.Name)
		}
		if way.Knock {
			knocks++
		}
	}
	if knocks == len(routes) {
		return tocsin.Refuse("directory/route", "give a way for what the knock announces", "%q has ways that only knock", r.Name)
	}
	for i, ch := range slices.Concat(r.Prefers, r.Forbids) {
		if !isWord(ch) || i >= len(r.Prefers) && slices.Contains(r.Prefers, ch) {
			return tocsin.Refuse("directory/channel", "name each channel once, as one to use or as one not to use",
				"%q prefers or forbids something that is no channel, or both", r.Name)
		}
	}
	return nil
}

// same reports whether two ways are one way.
func (w Route) same(o Route) bool {
	if w.Through != "" {
		return w.Through == o.Through && w.Knock == o.Knock
	}
	return w == o
}

// checkRoute holds one way to the list: by a channel of its own, or through an
// intermediary who has one.
func (c checker) checkRoute(r Recipient, way Route) error {
	if way.Through == "" {
		switch {
		case way.Channel == "" || way.Address == "":
			return tocsin.Refuse("directory/route", "give a channel and an address, or an intermediary",
				"nothing says how %q is reached", r.Name)
		case slices.Contains(r.Forbids, way.Channel):
			return tocsin.Refuse("directory/route", "take the way out, or allow the channel",
				"%q is reached by %s, which is forbidden for it", r.Name, way.Channel)
		}
		return nil
	}
	if way.Through == r.ID {
		return tocsin.Refuse("directory/route", "name another, or give a channel and an address", "%q is reached through itself", r.Name)
	}
	via, ok := c.find(way.Through)
	switch {
	case !ok:
		return tocsin.Refuse("directory/route", "add the intermediary first", "the intermediary of %q is not listed", r.Name)
	case via.Class != ClassIntermediary:
		return tocsin.Refuse("directory/route", "name an intermediary", "%q is no intermediary", via.Name)
	case r.Class == ClassIntermediary, slices.ContainsFunc(via.Routes(), func(w Route) bool { return w.Through != "" }):
		return tocsin.Refuse("directory/route", "name one intermediary who is reached directly",
			"a route of more than one intermediary is not supported")
	case len(r.Allows) > 0 && !slices.Contains(r.Allows, via.ID):
		return tocsin.Refuse("directory/route", "allow the intermediary, or take the way out",
			"%q is reached through %q, who is not allowed for it", r.Name, via.Name)
	}
	if c.carries(r, via) {
		return nil
	}
	return tocsin.Refuse("directory/route", "take the way out, or allow a channel of the intermediary",
		"%q is reached through %q only by channels that are forbidden for it", r.Name, via.Name)
}

// carries reports whether an intermediary is reached by a channel that the
// recipient does not forbid.
func (checker) carries(r, via Recipient) bool {
	return slices.ContainsFunc(via.Routes(), func(w Route) bool { return !w.Knock && !slices.Contains(r.Forbids, w.Channel) })
}

// oneLine reports whether a name can stand on a line of what an intermediary
// reads: some text, nothing around it, nothing that breaks the line or turns the
// reading direction.
func oneLine(name string) bool {
	return name != "" && utf8.ValidString(name) && name == strings.TrimSpace(name) && !strings.ContainsFunc(name, func(r rune) bool {
		return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
	})
}

// isWord reports whether a text is one word of small letters, as channels are.
func isWord(s string) bool {
	return s != "" && len(s) <= 32 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// checkLanguage holds a tag to the form of BCP 47, roughly: letters and digits in
// groups of up to eight.
func checkLanguage(tag string) error {
	for i, part := range strings.Split(tag, "-") {
		if part == "" || len(part) > 8 || i == 0 && (len(part) < 2 || len(part) > 3) ||
			strings.Trim(strings.ToLower(part), "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return fmt.Errorf("%q is no tag of a language", tag)
		}
	}
	return nil
}

// kindOfKey tells keys that may be sealed to together from those that may not:
// what stands before the last "1" of an age key, the type of an SSH key.
func kindOfKey(key string) string {
	kind, _, ssh := strings.Cut(strings.TrimSpace(key), " ")
	if !ssh {
		kind = kind[:max(0, strings.LastIndexByte(kind, '1'))]
	}
	return kind
}
