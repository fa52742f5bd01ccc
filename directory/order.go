package directory

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/policy"
)

// The kinds of recipient as packs call them, and the one that they do not.
const (
	KindProtector     = "responsible-protector"
	KindVictim        = "intended-victim"
	KindIntermediary  = "intermediary"
	KindClearinghouse = "clearinghouse"
	// KindExposed is in the same danger without being named: the equality rules
	// are about it, and it is told with the victims.
	KindExposed = "exposed"
)

// kindOf says what a match is to the packs: who is named, or owns what is named
// and is exposed with it, is a victim; a response team that protects is a
// clearinghouse; all others who protect are protectors. What is not sure counts
// only where nothing is.
func kindOf(r Recipient, reasons []Reason) string {
	if sure := slices.DeleteFunc(slices.Clone(reasons), func(o Reason) bool { return o.Perhaps }); len(sure) > 0 {
		reasons = sure
	}
	byPlace := func(k ScopeKind) bool {
		return k == ScopeCountry || k == ScopeRegion || k == ScopePolygon || k == ScopeCircle
	}
	switch {
	case r.Class == ClassIntermediary:
		return KindIntermediary
	case slices.ContainsFunc(reasons, func(o Reason) bool { return o.Role == RoleExposed && !byPlace(o.kind) }):
		return KindVictim
	case !slices.ContainsFunc(reasons, func(o Reason) bool { return o.Role == RoleProtects }):
		return KindExposed
	case r.Class == ClassCERT:
		return KindClearinghouse
	}
	return KindProtector
}

// Rules are what the packs in force say of who is told when.
type Rules struct {
	// Orders are one a pack: the kinds of recipient in the order in which they are
	// told.
	Orders []KindOrder `json:"orders"`
	// Equality are the rules by which whoever is exposed too is decided on.
	Equality []EqualityRule `json:"equality,omitempty"`
}

// A KindOrder is the order of one rule.
type KindOrder struct {
	ID    string   `json:"id"`
	Kinds []string `json:"kinds"`
	// Open is true where kinds that the rule does not name follow after it.
	Open bool `json:"open,omitempty"`
}

// An EqualityRule says within which time after one exposed group is told all
// others are decided on.
type EqualityRule struct {
	ID     string        `json:"id"`
	Says   string        `json:"says"`
	Within time.Duration `json:"-"`
}

// RulesOf gives the rules of packs, with what they ask of poor reports.
func RulesOf(packs []*policy.Pack, form policy.Form) Rules {
	var r Rules
	for _, p := range packs {
		r.Orders = append(r.Orders, KindOrder{ID: p.Recipients.ID, Kinds: slices.Clone(p.Recipients.Order)})
		if !p.Equality.None {
			r.Equality = append(r.Equality, EqualityRule{p.Equality.ID, p.Equality.Says, time.Duration(p.Equality.Within)})
		}
	}
	if form.Rule != "" && len(form.First) > 0 {
		r.Orders = append(r.Orders, KindOrder{ID: form.Rule, Kinds: slices.Clone(form.First), Open: true})
	}
	return r
}

// says reports whether any order tells one kind before another.
func (r Rules) says(a, b string) bool {
	return slices.ContainsFunc(r.Orders, func(o KindOrder) bool {
		i, j := slices.Index(o.Kinds, a), slices.Index(o.Kinds, b)
		return i >= 0 && (j > i || j < 0 && o.Open)
	})
}

// reaches gives, of kinds, those that one is told before, directly or by others
// between.
func (r Rules) reaches(from string, kinds []string) []string {
	reached, open := []string{}, []string{from}
	for len(open) > 0 {
		next := open[0]
		open = open[1:]
		for _, k := range kinds {
			if r.says(next, k) && !slices.Contains(reached, k) {
				reached, open = append(reached, k), append(open, k)
			}
		}
	}
	return reached
}

// named reports whether any order names a kind.
func (r Rules) named(kind string) bool {
	return slices.ContainsFunc(r.Orders, func(o KindOrder) bool { return slices.Contains(o.Kinds, kind) })
}

// A Tier is all who are told together.
type Tier struct {
	// Kinds are the kinds of recipient in it.
	Kinds      []string             `json:"kinds"`
	Recipients []tocsin.RecipientID `json:"recipients"`
	// Public is true where a public alert goes out with this tier and no earlier.
	Public bool `json:"public,omitempty"`
	// Told is false where the packs in force do not name these kinds: they are not
	// told instead of the others, and only where an officer decides so.
	Told bool   `json:"told"`
	Why  string `json:"why"`
}

// Order lays the rules over those who match: tier by tier, who is told before
// whom. Kinds that packs order differently are told together. A public alert goes
// with the protectors and never before them: nobody learns from it what they must
// act on.
func Order(matches []Match, rules Rules) []Tier {
	var kinds []string
	for _, m := range matches {
		if k := m.kind(); !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	slices.Sort(kinds)
	var tiers []Tier
	left := slices.DeleteFunc(slices.Clone(kinds), func(k string) bool { return !rules.named(k) })
	for len(left) > 0 {
		// Nobody is told before the first but those who are also told after them:
		// where rules go round in a circle, all in it are told together.
		first := slices.DeleteFunc(slices.Clone(left), func(k string) bool {
			return slices.ContainsFunc(left, func(o string) bool {
				return slices.Contains(rules.reaches(o, left), k) && !slices.Contains(rules.reaches(k, left), o)
			})
		})
		tiers = append(tiers, tierOf(matches, first, true, rules.why(first)))
		left = slices.DeleteFunc(slices.Clone(left), func(k string) bool { return slices.Contains(first, k) })
	}
	if rest := slices.DeleteFunc(slices.Clone(kinds), rules.named); len(rest) > 0 {
		tiers = append(tiers, tierOf(matches, rest, false, "no pack in force names them: an officer decides"))
	}
	if i := max(0, slices.IndexFunc(tiers, func(t Tier) bool { return t.Told && slices.Contains(t.Kinds, KindProtector) })); len(tiers) > 0 {
		tiers[i].Public = true
	}
	return tiers
}

// kind is what the order counts a match as: who is exposed is told with the
// victims.
func (m Match) kind() string {
	if m.Kind == KindExposed {
		return KindVictim
	}
	return m.Kind
}

// tierOf makes a tier of kinds.
func tierOf(matches []Match, kinds []string, told bool, why string) Tier {
	t := Tier{Kinds: kinds, Told: told, Why: why, Recipients: []tocsin.RecipientID{}}
	for _, m := range matches {
		if slices.Contains(kinds, m.kind()) {
			t.Recipients = append(t.Recipients, m.ID)
		}
	}
	return t
}

// why names the rules that name kinds of a tier.
func (r Rules) why(kinds []string) string {
	var ids []string
	for _, o := range r.Orders {
		if slices.ContainsFunc(kinds, func(k string) bool { return slices.Contains(o.Kinds, k) }) {
			ids = append(ids, o.ID)
		}
	}
	return "by " + strings.Join(ids, ", ")
}

// A Told is a recipient who was told, and when.
type Told struct {
	Recipient tocsin.RecipientID `json:"recipient"`
	At        time.Time          `json:"at"`
}

// An Early is a recipient who would be told before somebody who comes first.
type Early struct {
	Recipient tocsin.RecipientID `json:"recipient"`
	Before    tocsin.RecipientID `json:"before"`
	Why       string             `json:"why"`
}

// TooEarly finds who of those that would be told now comes after somebody who can
// be reached, is sure to belong there, is not told yet and would not be told now.
// Who cannot be reached holds nobody up.
func TooEarly(tiers []Tier, matches []Match, told []Told, now []tocsin.RecipientID) []Early {
	var early []Early
	for i, tier := range tiers {
		for _, id := range tier.Recipients {
			if !slices.Contains(now, id) {
				continue
			}
			if first, ok := waiting(tiers[:i], matches, told, now); ok {
				early = append(early, Early{id, first.ID, fmt.Sprintf("%s comes before %s", first.Kind, strings.Join(tier.Kinds, ", "))})
			}
		}
	}
	return early
}

// waiting gives the first who would be passed over.
func waiting(tiers []Tier, matches []Match, told []Told, now []tocsin.RecipientID) (Match, bool) {
	for _, tier := range tiers {
		for _, id := range tier.Recipients {
			i := slices.IndexFunc(matches, func(m Match) bool { return m.ID == id })
			known := slices.Contains(now, id) || slices.ContainsFunc(told, func(t Told) bool { return t.Recipient == id })
			if i >= 0 && !known && matches[i].Reachable && !matches[i].Perhaps {
				return matches[i], true
			}
		}
	}
	return Match{}, false
}

// An Undecided is what equality asks for.
type Undecided struct {
	// Recipients are exposed and not decided on.
	Recipients []tocsin.RecipientID `json:"recipients"`
	// Rules are those that ask for it; none where no pack does.
	Rules []EqualityRule `json:"rules"`
	// Since is when the first of the exposed was told, Due by when the others are
	// decided on; both zero while nobody was told.
	Since time.Time `json:"since,omitzero"`
	Due   time.Time `json:"due,omitzero"`
}

// Equal finds who is exposed and not decided on, among those who match. decided
// are those of whom somebody decided, whichever way.
func Equal(matches []Match, rules Rules, told []Told, decided []tocsin.RecipientID) Undecided {
	u := Undecided{Recipients: []tocsin.RecipientID{}, Rules: rules.Equality}
	if len(rules.Equality) == 0 {
		return u
	}
	within := rules.Equality[0].Within
	for _, r := range rules.Equality {
		within = min(within, r.Within)
	}
	for _, m := range matches {
		if !m.Exposed() {
			continue
		}
		i := slices.IndexFunc(told, func(t Told) bool { return t.Recipient == m.ID })
		switch {
		case i >= 0 && (u.Since.IsZero() || told[i].At.Before(u.Since)):
			u.Since, u.Due = told[i].At, told[i].At.Add(within)
		case i < 0 && !slices.Contains(decided, m.ID):
			u.Recipients = append(u.Recipients, m.ID)
		}
	}
	return u
}

// A Merged is the entries of one organization that match together.
type Merged struct {
	OrgID   string               `json:"org_id"`
	Members []tocsin.RecipientID `json:"members"`
}

// Merge puts those who match together by their organization, in their order; who
// belongs to none stands alone.
func Merge(matches []Match) []Merged {
	var all []Merged
	for _, m := range matches {
		i := slices.IndexFunc(all, func(o Merged) bool { return o.OrgID == m.OrgID })
		if m.OrgID == "" || i < 0 {
			all = append(all, Merged{m.OrgID, []tocsin.RecipientID{m.ID}})
			continue
		}
		all[i].Members = append(all[i].Members, m.ID)
	}
	return all
}
