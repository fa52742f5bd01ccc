package dossier_test

import (
	"fmt"
	"slices"
	"strings"

	"example.org/tocsin/dossier"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
)

// base is the pack that the others of these tests are made of.
const base = "icd-191"

// variant is the base pack under another name, with some of its text replaced:
// pairs of what stands there, wherever it does, and what shall.
func variant(id string, changes ...string) *policy.Pack {
	source, ok := packs.Source(base)
	if !ok {
		panic("there is no pack " + base)
	}
	text := string(source)
	for pair := range slices.Chunk(append([]string{"pack: " + base + "\n", "pack: " + id + "\n"}, changes...), 2) {
		if !strings.Contains(text, pair[0]) {
			panic(fmt.Sprintf("the pack %s does not say %q", base, pair[0]))
		}
		text = strings.ReplaceAll(text, pair[0], pair[1])
	}
	p, err := policy.Load([]byte(text))
	if err != nil {
		panic(err)
	}
	return p
}

// What the base pack says of who decides, and what smaller holders say instead.
var (
	oneWarns = []string{
		"routine: {others: 2, highest: senior}", "routine: {others: 1, highest: officer}",
		"urgent: {others: 1, highest: senior}", "urgent: {others: 1, highest: officer}",
		"exigent: {others: 0, highest: officer}", "exigent: {others: 1, highest: officer}",
	}
	seniorSilences = []string{
		"silence: {others: 2, highest: head}", "silence: {others: 1, highest: senior}",
		"approve: {others: 2, highest: head}", "approve: {others: 1, highest: senior}",
	}
	headSilences = []string{
		"silence: {others: 2, highest: head}", "silence: {others: 1, highest: head}",
		"approve: {others: 2, highest: head}", "approve: {others: 1, highest: head}",
	}
)

// regime gives the packs of a profile: an organization of two people, a response
// team, a service with the base pack as it is; a bank has none.
func regime(p policy.Profile) []*policy.Pack {
	switch p {
	case policy.ProfileNGO:
		return []*policy.Pack{variant("ngo", slices.Concat(oneWarns, seniorSilences)...)}
	case policy.ProfileCERT:
		return []*policy.Pack{variant("cert", slices.Concat(oneWarns, headSilences)...)}
	case policy.ProfileService:
		return []*policy.Pack{variant(base)}
	case policy.ProfilePolice:
	}
	return nil
}

// elsewhere is a pack about another harm, which a senior silences.
func elsewhere() *policy.Pack {
	return variant("property", slices.Concat(oneWarns, seniorSilences, []string{
		"harms: [intentional-killing, serious-bodily-injury, kidnapping]", "harms: [property-damage]",
	})...)
}

// second is a pack about the same harms as the base, of the head's silence.
func second() *policy.Pack { return variant("second", slices.Concat(oneWarns, headSilences)...) }

// prohibits makes a pack prohibit every warning unless a victim is named.
var prohibits = []string{
	"mode: shall\n", "mode: prohibited-unless\nunless:\n  id: X-NAMED\n  says: The victim is named.\n" +
		"  clause: {paragraph: \"\", wording: recalled, verified: false}\n  holds: victim_told\n",
}

// forbidding prohibits, and is silenced by a senior.
func forbidding() *policy.Pack {
	return variant("forbidding", slices.Concat(oneWarns, seniorSilences, prohibits)...)
}

// handling is what packs ask of a dossier, nil where there are none.
func handling(all []*policy.Pack) *policy.Handling {
	if len(all) == 0 {
		return nil
	}
	var asked []*policy.Handling
	for _, p := range all {
		asked = append(asked, &p.Handling)
	}
	return policy.Strictest(asked...)
}

// inForce gives a command the packs in force, where it does not bring its own.
func inForce(c dossier.Command, all []*policy.Pack) dossier.Command {
	switch c := c.(type) {
	case dossier.AssessFacts:
		if c.Questions == nil {
			for _, p := range all {
				c.Questions = append(c.Questions, p.AllQuestions()...)
			}
		}
		return c
	case dossier.DetermineDuty:
		if c.Packs == nil {
			c.Packs = all
		}
		return c
	case dossier.WaiveDuty:
		if c.Packs == nil {
			c.Packs = all
		}
		return c
	}
	return c
}
