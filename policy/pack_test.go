package policy

import (
	"reflect"
	"slices"
	"testing"
)

// frozenHash is the hash of the rules as data. When it changes, raise
// icd191Version: determinations that are kept name the rules by it.
const frozenHash = "0c5e6c2f73b172b683c2c0958599711e343ec0fdc33493d6b62073e4a84348d0"

// TestPackFrozen holds the hash of the pack.
func TestPackFrozen(t *testing.T) {
	t.Parallel()
	want := PackRef{ID: "icd-191", Version: 1, Hash: frozenHash}
	if got := ICD191(); got != want {
		t.Errorf("the pack is %+v, not %+v", got, want)
	}
	if got := hashRules(icd191Triggers, icd191Doubt, icd191Grounds); got != frozenHash {
		t.Errorf("hashed again it is %s", got)
	}
}

// TestPackHashed changes every text of every rule once and sees the hash change.
func TestPackHashed(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{frozenHash: true}
	changed := func(name string, change func([]trigger, *doubtRule, []Ground)) {
		triggers, doubt, grounds := slices.Clone(icd191Triggers), icd191Doubt, slices.Clone(icd191Grounds)
		change(triggers, &doubt, grounds)
		hash := hashRules(triggers, doubt, grounds)
		if seen[hash] {
			t.Errorf("%s is changed and the hash is not, or is one that was", name)
		}
		seen[hash] = true
	}
	clauses := map[string]func(*Clause){
		"source":    func(c *Clause) { c.Source += "x" },
		"paragraph": func(c *Clause) { c.Paragraph += "x" },
		"verified":  func(c *Clause) { c.Verified = !c.Verified },
		"quoted":    func(c *Clause) { c.Quoted = !c.Quoted },
	}
	if n := reflect.TypeFor[Clause]().NumField(); n != len(clauses) {
		t.Errorf("a clause has %d fields, %d are changed", n, len(clauses))
	}
	for i, rule := range icd191Triggers {
		changed(rule.id+" id", func(all []trigger, _ *doubtRule, _ []Ground) { all[i].id += "x" })
		changed(rule.id+" sentence", func(all []trigger, _ *doubtRule, _ []Ground) { all[i].sentence += "x" })
		changed(rule.id+" question", func(all []trigger, _ *doubtRule, _ []Ground) { all[i].question += "x" })
		for part, change := range clauses {
			changed(rule.id+" "+part, func(all []trigger, _ *doubtRule, _ []Ground) { change(&all[i].clause) })
		}
	}
	changed("doubt id", func(_ []trigger, d *doubtRule, _ []Ground) { d.id += "x" })
	changed("doubt sentence", func(_ []trigger, d *doubtRule, _ []Ground) { d.sentence += "x" })
	for part, change := range clauses {
		changed("doubt "+part, func(_ []trigger, d *doubtRule, _ []Ground) { change(&d.clause) })
	}
	for i, rule := range icd191Grounds {
		changed(rule.ID+" id", func(_ []trigger, _ *doubtRule, all []Ground) { all[i].ID += "x" })
		changed(rule.ID+" sentence", func(_ []trigger, _ *doubtRule, all []Ground) { all[i].Sentence += "x" })
		changed(rule.ID+" tested", func(_ []trigger, _ *doubtRule, all []Ground) { all[i].Tested += "x" })
		changed(rule.ID+" needs", func(_ []trigger, _ *doubtRule, all []Ground) { all[i].Needs += "x" })
		for part, change := range clauses {
			changed(rule.ID+" "+part, func(_ []trigger, _ *doubtRule, all []Ground) { change(&all[i].Clause) })
		}
	}
	changed("the order of the tests", func(all []trigger, _ *doubtRule, _ []Ground) { all[0], all[1] = all[1], all[0] })
	changed("the order of the grounds", func(_ []trigger, _ *doubtRule, all []Ground) { all[0], all[1] = all[1], all[0] })
}
