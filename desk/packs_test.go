package desk_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
	"example.org/tocsin/holder"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// pack gives the file of a pack that comes along.
func pack(tb testing.TB, id string) string {
	tb.Helper()
	source, ok := packs.Source(id)
	if !ok {
		tb.Fatalf("there is no pack %s", id)
	}
	return string(source)
}

// edited replaces what stands in a pack, which must stand there.
func edited(tb testing.TB, source string, pairs ...string) string {
	tb.Helper()
	for i := 0; i < len(pairs); i += 2 {
		at := regexp.MustCompile(pairs[i])
		if !at.MatchString(source) {
			tb.Fatalf("%q does not stand in the pack", pairs[i])
		}
		source = at.ReplaceAllString(source, pairs[i+1])
	}
	return source
}

// small makes a pack one for an office of two: one other is enough for all.
func small(tb testing.TB, source string) string {
	tb.Helper()
	return edited(tb, source,
		`(routine|urgent|exigent): {others: \d, highest: \w+}`, `$1: {others: 1, highest: officer}`,
		`silence: {others: \d, highest: \w+}`, `silence: {others: 1, highest: head}`,
		`approve: {others: \d, highest: \w+}`, `approve: {others: 1, highest: head}`,
	)
}

// adopts is what adopting a pack takes.
func adopts(name, source string) []step {
	return []step{
		asked("propose "+name, "head", func(*office) (desk.Request, []byte, error) { return proposing(source), nil, nil }),
		affirmPack("affirm " + name),
	}
}

// mild gives a later version of the pack under which what the silent paths find
// a duty in is none: only the best reports are credible.
func mild(tb testing.TB, version string) string {
	tb.Helper()
	return edited(tb, pack(tb, "icd-191"), `version: 3`, `version: `+version,
		`holds: graded_credible`, `holds: credibility <= 1`, `fails: credibility == 5 && reliability == "E"`, `fails: credibility >= 2`)
}

// TestNewVersion adopts a version under which an old duty would be none: what was
// found stands, is decided again under the version that it names, and what is
// found from now on goes by the new one.
func TestNewVersion(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	var old, fresh, late tocsin.DossierID
	o.run(staffSteps()...)
	o.run(quietReport("v1 file", &old), quietAssess("v1 assess", &old, report.HarmIntentionalKilling, 2),
		plain("v1 determine", func() desk.Request { return &desk.Determine{Dossier: old} }))
	o.run(quietReport("v2 file", &fresh), quietAssess("v2 assess", &fresh, report.HarmIntentionalKilling, 2))
	o.clock.add(time.Minute)
	o.run(adopts("version 4", mild(t, "4"))...)
	o.healthy("after a new version")
	if d := o.state(old); d.Status != dossier.StatusDuty || d.Determinations[0].Pack.Version != 3 {
		t.Errorf("what was found is %s under %s", d.Status, d.Determinations[0].Pack)
	}
	// Setting aside a duty found under rules that are in force no more is refused.
	refused(t, o.do("ana", &desk.Waive{Dossier: old, Waiver: policy.Waiver{
		Ground: "DTW-W-f", Tested: policy.EntityChannels, Justification: because4,
		Evidence: policy.Evidence{Channels: []policy.ChannelTried{{Channel: "the mission", Fails: because1}}},
	}}, nil), "policy/changed")
	refused(t, o.do("ana", &desk.Determine{Dossier: fresh}, nil), "DTW-JUSTIFY")
	o.run(quietReport("v3 file", &late), quietAssess("v3 assess", &late, report.HarmIntentionalKilling, 2))
	for _, id := range []tocsin.DossierID{fresh, late} {
		o.must("ana", &desk.Determine{Dossier: id, DetermineDuty: dossier.DetermineDuty{Because: because1}}, nil)
		if d := o.state(id); d.Verdict() != policy.NoDuty || d.Determinations[0].Pack.Version != 4 || d.Silence == nil {
			t.Errorf("under the new version it is %s, %s", d.Verdict(), d.Determinations[0].Pack)
		}
	}
	o.healthy("after determinations under both")
	o.must("ana", &desk.Determine{Dossier: old, DetermineDuty: dossier.DetermineDuty{Because: because1}}, nil)
	if d := o.state(old); d.Verdict() != policy.NoDuty {
		t.Errorf("determined anew it is %s", d.Verdict())
	}
	o.healthy("in the end")

	n := snap(t, o.store)
	entries := n.entries(t)
	swap := func(kind, from, to string) {
		found := 0
		for i, e := range entries {
			if e.Kind != kind || !strings.Contains(string(e.Body), from) {
				continue
			}
			found++
			forged := slices.Clone(entries)
			forged[i].Body = json.RawMessage(strings.Replace(string(e.Body), from, to, 1))
			n.forge(t, forged).found(t, kind+" with "+to)
		}
		if found == 0 {
			t.Errorf("no %s has %s", kind, from)
		}
	}
	swap("HolderFounded", "graded_credible", "credibility <= 1")
	swap("HolderFounded", "lasts: 7d", "lasts: 8d")
	swap("PackProposed", "credibility \\u003e= 2", "credibility \\u003e= 3")
	swap("PackProposed", "version: 4", "version: 5")
	swap("PackAffirmed", `"version":4`, `"version":5`)
	swap("Determined", `"version":4`, `"version":3`)
	swap("Determined", `"version":3`, `"version":4`)
	swap("DossierOpened", `"others":2`, `"others":1`)
}

// TestTwoPacks founds with two packs, and works under both: each determines, and
// the stricter demand of either holds.
func TestTwoPacks(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.packs = append(o.packs, pack(t, "uk-threat-to-life"))
	o.overrides = []warning.Override{{Rule: "release/floor", Because: "who is in danger stands only in words that may not leave"}}
	for _, s := range slices.Concat(staffSteps(), warnSteps(), sendSteps()[:1]) {
		o.clock.add(time.Minute)
		o.run(s)
		o.healthy("after " + s.name)
	}
	d := o.state(o.dossier)
	if len(d.Determinations) != 2 || d.Determinations[0].Pack.ID != "icd-191" || d.Determinations[1].Pack.ID != "uk-threat-to-life" {
		t.Errorf("determined under %+v", d.Determinations)
	}
	both, err := o.holder().Handling()
	if err != nil {
		t.Fatal(err)
	}
	if !sameJSON(t, d.Handling, both) {
		t.Error("the dossier is not handled as both packs ask")
	}
	n := snap(t, o.store)
	entries := n.entries(t)
	i := slices.IndexFunc(entries, func(e entry.Entry) bool { return e.Kind == "Determined" })
	var event dossier.Determined
	if err := json.Unmarshal(entries[i].Body, &event); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(event.Determinations)
	body, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	entries[i].Body = body
	n.forge(t, entries).found(t, "determinations in another order")
}

// TestPackRefused refuses what may not be put in force, and what was in force
// stays.
func TestPackRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	before := o.holder().Packs
	source := pack(t, "icd-191")
	third := edited(t, source, `version: 3`, `version: 4`)
	propose := func(name, rule, by, source string) refusal {
		return bare(name, rule, by, func(*office) desk.Request { return proposing(source) })
	}
	retire := func(name, rule, of, source string) refusal {
		return bare(name, rule, "head", func(*office) desk.Request {
			return &desk.ProposePack{PackProposed: holder.PackProposed{Retire: of, Source: source}}
		})
	}
	o.holds(t, []refusal{
		propose("not by the head", "holder/head", "cat", third),
		propose("nothing", "policy/pack", "head", ""),
		propose("a byte broken", "policy/pack", "head", strings.Replace(third, "threshold:", "thresholds:", 1)),
		propose("an expression broken", "policy/pack", "head", strings.Replace(third, "holds: possessed", "holds: possessed &&", 1)),
		propose("cut", "policy/pack", "head", third[:len(third)/2]),
		propose("other rules under the same version", "policy/version", "head", strings.Replace(source, "lasts: 7d", "lasts: 6d", 1)),
		propose("an older version", "policy/version", "head", edited(t, source, `version: 3`, `version: 1`)),
		propose("silence cheaper than warning", "policy/pack", "head", edited(t, third, `silence: {others: 2, highest: head}`, `silence: {others: 1, highest: officer}`)),
		retire("the last pack", "policy/pack", "icd-191", ""),
		retire("a pack that is not in force", "policy/pack", "nothing", ""),
		retire("one and adopt another", "policy/pack", "icd-191", third),
		bare("affirm nothing", "policy/nothing", "ben", func(o *office) desk.Request {
			return desk.NewAffirmPack(policy.PackRef{}, because1)
		}),
	})
	o.must("head", proposing(third), nil)
	proposed := o.holder().Proposed.Ref
	other := proposed
	other.Hash = strings.Repeat("0", 64)
	affirm := func(name, rule, by string, of policy.PackRef, because string) refusal {
		return bare(name, rule, by, func(*office) desk.Request { return desk.NewAffirmPack(of, because) })
	}
	o.holds(t, []refusal{
		affirm("by the proposer", "approval/two-person", "head", proposed, because1),
		affirm("by an analyst", "policy/level", "ana", proposed, because1),
		affirm("another pack", "approval/changed", "ben", other, because1),
		affirm("without a reason", "DTW-JUSTIFY", "ben", proposed, "yes"),
	})
	if now := o.holder().Packs; !slices.Equal(now, before) {
		t.Error("another pack is in force")
	}
	o.must("ben", desk.NewAffirmPack(proposed, because1), nil)
	o.healthy("after the affirmation")
	if now := o.holder(); now.Proposed != nil || len(now.Packs) != 1 || now.Packs[0].Ref != proposed || now.Packs[0].Source != third {
		t.Errorf("in force is %+v", now.Packs[0].Ref)
	}
	o.run(adopts("another", pack(t, "uk-threat-to-life"))...)
	o.must("head", &desk.ProposePack{PackProposed: retiring("icd-191")}, nil)
	o.run(affirmPack("affirm the retirement"))
	o.healthy("after a retirement")
	if now := o.holder().Packs; len(now) != 1 || now[0].Ref.ID != "uk-threat-to-life" {
		t.Errorf("in force are %d", len(now))
	}
}

// TestFoundedWithoutPacks refuses a holder who has none, or broken ones.
func TestFoundedWithoutPacks(t *testing.T) {
	t.Parallel()
	good := pack(t, "icd-191")
	for rule, packs := range map[string][]string{
		"policy/none": nil, "policy/pack": {good, good + "\n"},
	} {
		o := newOffice(t, newMemory(t))
		o.packs = packs
		refused(t, o.found(policy.ProfileService), rule)
		o.healthy("of nothing")
	}
	o := newOffice(t, newMemory(t))
	o.packs = []string{good[1:]}
	refused(t, o.found(policy.ProfileService), "policy/pack")
}
