package holder_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/holder"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
)

// source is the file of a pack that comes along, with some of its text replaced:
// pairs of what stands there and what shall.
func source(id string, changes ...string) string {
	raw, ok := packs.Source(id)
	if !ok {
		panic("there is no pack " + id)
	}
	text := string(raw)
	for pair := range slices.Chunk(changes, 2) {
		if !strings.Contains(text, pair[0]) {
			panic("the pack " + id + " does not say " + pair[0])
		}
		text = strings.Replace(text, pair[0], pair[1], 1)
	}
	return text
}

// refOf is the pack in a file.
func refOf(text string) policy.PackRef {
	p, err := policy.Load([]byte(text))
	if err != nil {
		panic(err)
	}
	return p.Ref
}

// The commands about packs, in few words.

func adopt(text string) holder.ProposePack {
	return holder.ProposePack{PackProposed: holder.PackProposed{Source: text}}
}

func retirePack(id string) holder.ProposePack {
	return holder.ProposePack{PackProposed: holder.PackProposed{Retire: id}}
}

func agree(ref policy.PackRef, because string) holder.AffirmPack {
	return holder.AffirmPack{PackAffirmed: holder.PackAffirmed{Of: ref, Because: because}}
}

// why is a reason in writing.
const why = "the new directive binds us too from the first of the month on"

// inForce lists the packs of a script's holder.
func (s *script) inForce() []string {
	s.t.Helper()
	s.settle()
	all, err := s.h.Policies()
	if err != nil {
		s.t.Fatal(err)
	}
	ids := make([]string, 0, len(all))
	for i, p := range all {
		ids = append(ids, p.Ref.ID)
		if p.Ref != s.h.Packs[i].Ref || string(p.Bytes()) != s.h.Packs[i].Source {
			s.t.Errorf("%+v is in force as %+v", s.h.Packs[i].Ref, p.Ref)
		}
	}
	return ids
}

// has holds which packs are in force.
func (s *script) has(ids ...string) *script {
	s.t.Helper()
	if got := s.inForce(); !slices.Equal(got, ids) {
		s.t.Fatalf("in force are %v, not %v", got, ids)
	}
	return s
}

// foundingPacks founds with packs, and not without.
func foundingPacks(t *testing.T) {
	t.Helper()
	for _, c := range []struct {
		rule, why string
		packs     []string
	}{
		{"policy/none", "nobody knows who decides", nil},
		{"policy/none", "nobody knows who decides", []string{}},
		{"policy/pack", "1:1", []string{"hello"}},
		{"policy/pack", "the file is no pack", []string{source("icd-191"), ""}},
		{"policy/pack", "named twice", []string{source("icd-191"), source("icd-191")}},
		{"policy/pack", "named twice", []string{source("icd-191"), source("cyber-pre-attack"), source("icd-191", "version: 3\n", "version: 4\n")}},
	} {
		f := foundation(t)
		f.Packs = c.packs
		(&script{t: t, now: start}).when("hana", f).refused(c.rule, c.why)
	}
	f := foundation(t)
	f.Packs = []string{source("uk-threat-to-life"), source("icd-191"), source("cyber-pre-attack")}
	s := (&script{t: t, now: start}).when("hana", f).then("HolderFounded").has("uk-threat-to-life", "icd-191", "cyber-pre-attack")
	for _, profile := range policy.Profiles() {
		f := foundation(t)
		f.Profile = profile
		(&script{t: t, now: start}).when("hana", f).then("HolderFounded")
	}

	// What they ask together is the strictest of each.
	all, err := s.h.Policies()
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.h.Handling()
	if want := policy.Strictest(&all[0].Handling, &all[1].Handling, &all[2].Handling); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("together they ask %+v, not %+v, %v", got, want, err)
	}
	questions, err := s.h.Questions()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[policy.Name]bool{}
	for _, q := range questions {
		if seen[q.Name] {
			t.Errorf("%s is asked twice", q.Name)
		}
		seen[q.Name] = true
	}
	for _, p := range all {
		for _, q := range p.AllQuestions() {
			if !seen[q.Name] {
				t.Errorf("%s of %s is not asked", q.Name, p.Ref.ID)
			}
		}
	}
}

// adopting puts packs in force: the head proposes, another affirms.
func adopting(t *testing.T) {
	t.Helper()
	icd, newer := source("icd-191"), source("icd-191", "version: 3\n", "version: 4\n")
	s := staffed(t).has("ngo-spyware-notice")
	for _, name := range []string{"ana", "omar", "sara", "nobody"} {
		s.when(name, adopt(icd)).refused("holder/head", "only the head").
			when(name, retirePack("ngo-spyware-notice")).refused("holder/head", "only the head")
	}
	s.when("sara", agree(refOf(icd), why)).refused("policy/nothing", "no change").
		when("hana", adopt("format: tocsin-pack/v1\n")).refused("policy/pack", "1:1").
		when("hana", adopt(source("icd-191", "mode: shall", "mode: must"))).refused("policy/pack", "17:7").
		when("hana", adopt("")).refused("policy/pack", "no pack")
	s.when("hana", adopt(icd)).then("PackProposed").has("ngo-spyware-notice")
	want := holder.PackProposal{Ref: refOf(icd), Source: icd, By: id[tocsin.OfficerID]("hana")}
	if s.h.Proposed == nil || *s.h.Proposed != want {
		t.Errorf("what waits is %+v", s.h.Proposed)
	}
	s.when("hana", agree(refOf(icd), why)).refused("approval/two-person", "may not").
		when("ana", agree(refOf(icd), why)).refused("policy/level", "analyst").
		when("", agree(refOf(icd), why)).refused("policy/level", "analyst").
		when("omar", agree(refOf(newer), why)).refused("approval/changed", "not what is proposed").
		when("omar", agree(policy.PackRef{ID: "icd-191"}, why)).refused("approval/changed", "not what is proposed").
		when("omar", agree(refOf(icd), "Yes.")).refused("DTW-JUSTIFY", "does not say why").
		when("omar", agree(refOf(icd), why)).then("PackAffirmed").has("ngo-spyware-notice", "icd-191").
		when("omar", agree(refOf(icd), why)).refused("policy/nothing", "no change")

	// The same again is nothing; what was changed has a higher version.
	s.when("hana", adopt(icd)).then().
		when("hana", adopt(icd+"\n# More.\n")).refused("policy/version", "version 3 of icd-191 is in force").
		when("hana", adopt(source("icd-191", "version: 3\n", "version: 1\n"))).refused("policy/version", "this is version 1").
		when("hana", adopt(newer)).then("PackProposed").when("sara", agree(refOf(newer), why)).has("ngo-spyware-notice", "icd-191")
	if got := s.h.Packs[1].Ref; got != refOf(newer) || s.h.Proposed != nil {
		t.Errorf("in force is %+v, and %+v waits", got, s.h.Proposed)
	}
	// A second proposal takes the place of the first: who read that one is refused.
	uk, cyber := source("uk-threat-to-life"), source("cyber-pre-attack")
	s.when("hana", adopt(uk)).when("hana", adopt(cyber)).when("omar", agree(refOf(uk), why)).refused("approval/changed", "not what is proposed").
		when("omar", agree(refOf(cyber), why)).has("ngo-spyware-notice", "icd-191", "cyber-pre-attack")
}

// retiringPacks takes packs out of force, but the last.
func retiringPacks(t *testing.T) {
	t.Helper()
	s := staffed(t)
	s.when("hana", retirePack("ngo-spyware-notice")).refused("policy/pack", "last pack in force").
		when("hana", retirePack("icd-191")).refused("policy/pack", `"icd-191" is not in force`).
		when("hana", adopt(source("icd-191"))).when("omar", agree(refOf(source("icd-191")), why))
	both := retirePack("icd-191")
	both.Source = source("cyber-pre-attack")
	s.when("hana", both).refused("policy/pack", "adopted and one retired")
	first := policy.PackRef{ID: "ngo-spyware-notice"}
	s.when("hana", retirePack(first.ID)).then("PackProposed").has("ngo-spyware-notice", "icd-191").
		when("omar", agree(refOf(source(first.ID)), why)).refused("approval/changed", "not what is proposed").
		when("hana", agree(first, why)).refused("approval/two-person", "may not").
		when("omar", agree(first, why)).then("PackAffirmed").has("icd-191").
		when("hana", retirePack("icd-191")).refused("policy/pack", "last pack in force")
	// What was retired is adopted again as it was.
	s.when("hana", adopt(source(first.ID))).when("omar", agree(refOf(source(first.ID)), why)).has("icd-191", "ngo-spyware-notice")
	// Affirming what does not wait changes nothing.
	h := holder.Evolve(s.h, tocsin.Stamp{At: start}, holder.PackAffirmed{})
	if !reflect.DeepEqual(h, s.h) {
		t.Errorf("affirming nothing gives %+v", h)
	}
}

// legacyFounding founds as the first version did, whose profile said who decides:
// there is no pack until one is adopted.
func legacyFounding(t *testing.T) {
	t.Helper()
	f := foundation(t).HolderFounded
	f.Packs = nil
	s := &script{t: t, now: start}
	s.h = holder.Evolve(s.h, tocsin.Stamp{At: start}, f)
	s.later(time.Hour).when("hana", add(t, "omar", tocsin.LevelOfficer)).has()
	if got, err := s.h.Handling(); got != nil || err != nil {
		t.Errorf("no pack asks %+v, %v", got, err)
	}
	if got, err := s.h.Questions(); err != nil || len(got) != len(policy.CommonQuestions()) {
		t.Errorf("no pack asks %+v, %v", got, err)
	}
	s.when("hana", adopt(source("icd-191"))).when("omar", agree(refOf(source("icd-191")), why)).has("icd-191").
		when("hana", retirePack("icd-191")).refused("policy/pack", "last pack in force")

	// A pack that this version cannot read says so when it is needed.
	f.Packs = []string{"format: tocsin-pack/v9\n"}
	h := holder.Evolve(holder.Holder{}, tocsin.Stamp{At: start}, f)
	if _, err := h.Policies(); err == nil || len(h.Packs) != 1 {
		t.Errorf("%d packs are in force, and read: %v", len(h.Packs), err)
	}
	if _, err := h.Handling(); err == nil {
		t.Error("what nobody can read asks something")
	}
	if _, err := h.Questions(); err == nil {
		t.Error("what nobody can read asks questions")
	}
}
