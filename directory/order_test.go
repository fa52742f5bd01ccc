package directory_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/directory"
	"example.org/tocsin/place"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
)

// rulesOf are the rules of packs that come along.
func rulesOf(t *testing.T, form policy.Form, ids ...string) directory.Rules {
	t.Helper()
	var all []*policy.Pack
	for _, id := range ids {
		source, ok := packs.Source(id)
		p, err := policy.Load(source)
		if !ok || err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		all = append(all, p)
	}
	return directory.RulesOf(all, form)
}

// matches are one of each kind: a protector, a team, a victim by name, one exposed
// by where it is.
func matches(t *testing.T) []directory.Match {
	t.Helper()
	x := index(t, with(t, "Police", "police", "country:IR"), with(t, "Team", directory.ClassCERT, "country:IR"),
		with(t, "Example Bank", "company"), with(t, "Neighbors", "organization", "exposed country:IR"))
	target := at(place.Place{Country: "Iran"})
	target.Names = []directory.TargetName{{Words: "Example Bank", From: "victim"}}
	return x.Match(target, noon).Matches
}

// inTiers writes tiers in short.
func inTiers(tiers []directory.Tier, all []directory.Match) string {
	var out []string
	for _, tier := range tiers {
		var names []string
		for _, id := range tier.Recipients {
			names = append(names, all[slices.IndexFunc(all, func(m directory.Match) bool { return m.ID == id })].Name)
		}
		slices.Sort(names)
		text := strings.Join(names, "+")
		if tier.Public {
			text += "!"
		}
		if !tier.Told {
			text = "(" + text + ")"
		}
		out = append(out, text)
	}
	return strings.Join(out, " < ")
}

// TestOrder tells protectors before victims or after them as the packs say, and
// together where they do not agree. A public alert is never before the protector.
func TestOrder(t *testing.T) {
	t.Parallel()
	all := matches(t)
	for _, c := range []struct {
		packs string
		form  policy.Form
		want  string
	}{
		{"icd-191", policy.Form{}, "Police! < Example Bank+Neighbors < (Team)"},
		{"uk-threat-to-life", policy.Form{}, "Example Bank+Neighbors < Police! < (Team)"},
		{"icd-191 uk-threat-to-life", policy.Form{}, "Example Bank+Neighbors+Police! < (Team)"},
		{"cyber-pre-attack", policy.Form{}, "Example Bank+Neighbors < Team < Police!"},
		{"icd-191 cyber-pre-attack", policy.Form{}, "Example Bank+Neighbors+Police+Team!"},
		{"ngo-spyware-notice", policy.Form{}, "Example Bank+Neighbors! < (Police+Team)"},
		{"icd-191", policy.Form{Rule: "DTW-POOR", First: []string{"intended-victim"}}, "Example Bank+Neighbors+Police! < (Team)"},
		{"cyber-pre-attack", policy.Form{Rule: "CPA-POOR", First: []string{"intended-victim", "clearinghouse"}}, "Example Bank+Neighbors < Team < Police!"},
	} {
		if got := inTiers(directory.Order(all, rulesOf(t, c.form, strings.Fields(c.packs)...)), all); got != c.want {
			t.Errorf("%s, first %v: %s, not %s", c.packs, c.form.First, got, c.want)
		}
	}
	if tiers := directory.Order(nil, rulesOf(t, policy.Form{}, "icd-191")); len(tiers) != 0 {
		t.Errorf("nobody is in %+v", tiers)
	}
	circle := directory.Rules{Orders: []directory.KindOrder{{ID: "a", Kinds: []string{"x", "responsible-protector", "intended-victim"}}, {ID: "b", Kinds: []string{"intended-victim", "x"}}}}
	if got := inTiers(directory.Order(all, circle), all); got != "Police! < Example Bank+Neighbors < (Team)" {
		t.Errorf("rules in a circle: %s", got)
	}
}

// TestTooEarly finds who would be passed over, and lets nobody wait for those who
// cannot be reached.
func TestTooEarly(t *testing.T) {
	t.Parallel()
	all := matches(t)
	tiers := directory.Order(all, rulesOf(t, policy.Form{}, "icd-191"))
	bank, guard, team := id("examplebank"), id("police"), id("team")
	early := func(all []directory.Match, told []directory.Told, now ...tocsin.RecipientID) int {
		return len(directory.TooEarly(tiers, all, told, now))
	}
	switch {
	case early(all, nil, bank) != 1, early(all, nil, bank, guard) != 0, early(all, []directory.Told{{Recipient: guard, At: noon}}, bank) != 0:
		t.Error("the bank is not told after the police, or with it")
	case early(all, nil, guard) != 0, early(all, nil, team) != 1:
		t.Error("the police has nobody before it, the team has")
	}
	for _, spoil := range []func(*directory.Match){func(m *directory.Match) { m.Reachable = false }, func(m *directory.Match) { m.Perhaps = true }} {
		changed := slices.Clone(all)
		i := slices.IndexFunc(changed, func(m directory.Match) bool { return m.ID == guard })
		spoil(&changed[i])
		if early(changed, nil, bank) != 0 {
			t.Errorf("the bank waits for %+v", changed[i])
		}
	}
}

// TestEqual finds who is exposed and not decided on, and by when.
func TestEqual(t *testing.T) {
	t.Parallel()
	all := matches(t)
	bank, near := id("examplebank"), id("neighbors")
	rules := rulesOf(t, policy.Form{}, "icd-191", "cyber-pre-attack")
	if u := directory.Equal(all, rules, nil, nil); len(u.Recipients) != 2 || !u.Due.IsZero() || len(u.Rules) != 2 {
		t.Errorf("before anybody is told: %+v", u)
	}
	u := directory.Equal(all, rules, []directory.Told{{Recipient: bank, At: noon}}, nil)
	if !slices.Equal(u.Recipients, []tocsin.RecipientID{near}) || !u.Since.Equal(noon) || !u.Due.Equal(noon.Add(2*time.Hour)) {
		t.Errorf("after the bank is told: %+v", u)
	}
	if u := directory.Equal(all, rules, []directory.Told{{Recipient: bank, At: noon}}, []tocsin.RecipientID{near}); len(u.Recipients) != 0 {
		t.Errorf("after all are decided on: %+v", u)
	}
	if u := directory.Equal(all, rulesOf(t, policy.Form{}, "ngo-spyware-notice"), nil, nil); len(u.Recipients) != 0 {
		t.Errorf("a pack without the rule: %+v", u)
	}
	all[0].OrgID, all[2].OrgID = "one", "one"
	if merged := directory.Merge(all); len(merged) != 3 || len(merged[0].Members) != 2 {
		t.Errorf("they are %+v", merged)
	}
}
