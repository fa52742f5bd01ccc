package cases

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
)

// made is a case that was invented for a test, around a timeline.
func made(t *testing.T, pack, timeline string) Case {
	t.Helper()
	head, _, _ := strings.Cut(plain, "timeline:\n")
	head = strings.Replace(head, "packs: [icd-191]", "packs: ["+pack+"]", 1)
	c, err := Parse([]byte(head + "timeline:\n" + timeline))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// mustPack is the first pack.
func mustPack(t *testing.T) *policy.Pack {
	t.Helper()
	p, err := packs.Get("icd-191")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// raisedIn are the failures that a case raises in so many days after its end,
// and those of which too little is known.
func raisedIn(t *testing.T, c Case, days int) (raised, unknown []string) {
	t.Helper()
	steps, err := Steps(c, c.End().AddDate(0, 0, days))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range steps {
		for _, f := range s.Raised {
			raised = append(raised, string(f.Failure))
		}
		for _, m := range s.Missing {
			unknown = append(unknown, string(m.Failure))
		}
	}
	return raised, unknown
}

// good is a case in which everything is done as it should be, and told.
const good = `
  - at: 2020-01-01T08:00
    says: A service learns of a plot against a hall, on a day that is told.
    known:
      facts: {harm: intentional-killing, target_kind: structure, what_told: yes, target_told: yes, place_rung: site, actor_told: yes, credible: yes}
      window: {from: 2020-01-10, until: 2020-01-10}
      concerned: [{who: police, as: protector}, {who: guests, as: exposed}, {who: staff, as: exposed}]
  - at: 2020-01-01T10:00
    says: The police are warned in two ways.
    did:
      act: warned
      by: holder
      to: police
      as: responsible-protector
      ways: [service-to-service, phone]
      told: {what: told, target: told, where: site, when: day, by: told}
      valid_until: 2020-01-10
      held_back: [source]
      traced: true
      reached: [police]
      no_ties: true
  - at: 2020-01-01T11:00
    says: They say that they have it.
    did: {act: acknowledged, by: recipient}
  - at: 2020-01-01T11:30
    says: They ask for more.
    did: {act: asked, by: recipient, to: holder}
  - at: 2020-01-01T12:00
    says: They are answered.
    did: {act: answered, by: holder}
  - at: 2020-01-01T12:10
    says: Those who guard the hall have it.
    did: {act: handed-on, by: recipient, front: true}
  - at: 2020-01-01T13:00
    says: Guests and staff are told.
    did:
      act: alerted
      by: holder
      to: guests and staff
      as: public
      ways: [public]
      told: {what: told, target: told, where: city, when: day}
      valid_until: 2020-01-10
      reached: [guests, staff]
  - at: 2020-01-02T09:00
    says: Arrests.
    did: {act: acted, by: recipient, front: true}
  - at: 2020-01-02T10:00
    says: The warning is canceled.
    did: {act: renewed, by: holder}
  - at: 2020-01-10
    says: Nothing happens.
    happened: {event: foiled}
  - at: 2020-01-12
    says: It is looked at again.
    did: {act: reviewed, by: holder}
`

// TestGood holds that nothing is raised, and nothing is missing, where all went
// well.
func TestGood(t *testing.T) {
	t.Parallel()
	if raised, unknown := raisedIn(t, made(t, "icd-191", good), 60); len(raised)+len(unknown) > 0 {
		t.Errorf("raised is %v, unknown is %v", raised, unknown)
	}
}

// Parts of invented timelines.
const (
	known = `
  - at: 2020-01-01T08:00
    says: Something is known.
    known:
      facts: {harm: intentional-killing, target_kind: person, what_told: yes, victim_told: yes}
`
	told = `
  - at: 2020-01-01T10:00
    says: He is told.
    did: {act: warned, by: holder, to: him, as: intended-victim, ways: [in-person], told: {victim: told, how: told}}
`
	thanks = `
  - at: 2020-01-01T10:30
    says: He says that he has it.
    did: {act: acknowledged, by: victim}
`
)

// TestDetectors raises each failure once where it is, and not where the least is
// otherwise.
func TestDetectors(t *testing.T) {
	t.Parallel()
	did := func(at, what string) string {
		return "\n  - at: " + at + "\n    says: It is so.\n    did: {" + what + "}\n"
	}
	police := func(more string) string {
		return did("2020-01-01T10:00", "act: warned, by: holder, to: police, as: responsible-protector, ways: [phone]"+more)
	}
	held := did("2020-01-01T10:30", "act: acted, by: recipient")
	many := strings.Replace(known, "    known:\n", "    known:\n      victims: 3\n", 1)
	suspect := strings.Replace(known, "what_told: yes, victim_told: yes", "actor_told: yes", 1)
	scope := strings.Replace(known, "intentional-killing", "arrest-or-detention", 1)
	concern := strings.Replace(known, "    known:\n", "    known:\n      concerned: [{who: police, as: protector}, {who: guests, as: exposed}, {who: staff, as: exposed}]\n", 1)
	attack := "\n  - at: 2020-01-05\n    says: It comes.\n    happened: {event: attack}\n"
	alert := "act: alerted, by: holder, to: all, as: public, ways: [public], told: {target: told}"
	seen := map[string]bool{}
	for _, c := range []struct {
		failure, pack, yes, no string
	}{
		{"F-1", "", known, known + told + thanks},
		{"F-2", "", known + told + thanks + did("2020-03-01", "act: refused-to-say, by: holder"), known + told + thanks},
		{"F-3", "", known + police(", told: {victim: told}") + did("2020-03-01", "act: disputed, by: recipient"), known + told + thanks},
		{"F-4", "", known + told + did("2020-03-01", "act: denied, by: recipient"), known + told + thanks},
		{"F-5", "", known + told, known + told + thanks},
		{"F-6", "", known + police(", told: {victim: told}") + did("2020-01-01T11:00", "act: acknowledged, by: recipient"), known + police(", told: {victim: told}") + held},
		{"F-7", "", known + police(", told: {victim: told}, valid_until: 2020-01-03"), known + police(", told: {victim: told}, valid_until: 2020-01-03") + did("2020-01-02", "act: renewed, by: holder")},
		{"F-7", "", known + police(", told: {victim: told}") + did("2020-01-02", "act: raised-guard, by: recipient") + did("2020-01-03", "act: eased-guard, by: recipient"), known + police(", told: {victim: told}") + held},
		{"F-8", "", known + strings.Replace(told, ", how: told", "", 1), known + told},
		{"F-8", "", known + police(", told: {where: region}"), known + police(", told: {what: told, where: site, when: week}")},
		{"F-8", "", known + police(", told: {where: country}"), known + police(", told: {what: told, victim: told}")},
		{"F-8", "", known + police(""), known + strings.Replace(police(""), "responsible-protector", "armed-party", 1)},
		{"F-9", "", known + police(", held_back: [source]"), known + police(", held_back: [source], traced: true")},
		{"F-10", "", concern + did("2020-01-01T09:00", alert+", reached: [guests]"), concern + did("2020-01-01T09:00", alert+", reached: [guests, staff]")},
		{"F-10", "", concern + did("2020-01-01T09:00", alert+", reached: [guests]"), concern + did("2020-01-01T09:00", alert+", reached: [guests]") + did("2020-01-01T12:00", alert+", reached: [staff]")},
		{"F-11", "", concern + did("2020-01-01T09:00", alert), concern + police(", reached: [police]") + did("2020-01-01T10:00", alert)},
		{"F-11", "", concern + did("2020-01-01T09:00", alert) + police(", reached: [police]"), known + did("2020-01-01T09:00", alert)},
		{"F-12", "", known + did("2020-01-02", "act: claimed, by: holder"), known + told + did("2020-01-02", "act: served, by: holder") + did("2020-01-02", "act: claimed, by: holder")},
		{"F-13", "", known + did("2020-01-02", "act: dismissed, by: recipient"), known + did("2020-01-02", "act: closed, by: holder")},
		{"F-14", "", known + did("2020-01-02T08:00", "act: asked, by: holder"), known + did("2020-01-02T08:00", "act: asked, by: holder") + did("2020-01-02T11:00", "act: answered, by: recipient")},
		{"F-15", "", suspect, suspect + did("2020-01-09", "act: reviewed, by: holder")},
		{"F-15", "", suspect, known},
		{"F-16", "", many + strings.Replace(told, "ways:", "count: 2, ways:", 1), many + strings.Replace(told, "ways:", "count: 3, ways:", 1)},
		{"F-17", "", scope, scope + did("2020-01-02", "act: referred, by: holder")},
		{"F-17", "", scope, known},
		{"F-18", "", known + did("2020-01-02", "act: argued, by: other, ground: DTW-W-c, tested_on: recipient"), known + did("2020-01-02", "act: argued, by: other, ground: DTW-W-c, tested_on: intended-victim")},
		{"F-19", "", known + did("2020-01-01T09:00", "act: warned, by: holder, to: them, as: armed-party, ways: [e-mail], told: {where: site}"), known + did("2020-01-01T09:00", "act: warned, by: holder, to: them, as: armed-party, ways: [e-mail], told: {where: city}")},
		{"F-19", "", known + did("2020-01-01T09:00", "act: warned, by: holder, to: them, as: armed-party, ways: [e-mail], told: {where: district}"), known + did("2020-01-01T09:00", "act: warned, by: holder, to: them, as: armed-party, ways: [e-mail], told: {victim: told}")},
		{"F-19", "", known + did("2020-01-01T09:00", "act: warned, by: holder, to: them, as: armed-party, ways: [e-mail], told: {where: site}"), known + police(", told: {where: site}")},
		{"F-20", "", known + strings.Replace(told, "ways:", "needs: [language], ways:", 1), known + strings.Replace(told, "ways:", "needs: [language], met: [language], ways:", 1)},
		{"F-21", "", known + told, known + told + did("2020-01-02", "act: protected, by: holder")},
		{"F-21", "", known + told + did("2020-01-02", "act: closed, by: holder"), known + told + did("2020-01-02", "act: protected, by: holder") + did("2020-01-02", "act: closed, by: holder")},
		{"F-22", "", known + did("2020-01-02", "act: uncounted, by: holder"), known},
		{"F-23", "", known + strings.Replace(told, "    says: He", "    precision: inferred\n    says: He", 1) + attack, known + told + attack},
		{"F-24", "", known + told + attack, known + attack},
		{"F-24", "", strings.Replace(known, "    known:\n", "    known:\n      from: another\n", 1) + attack, known + attack},
		{"F-25", "", concern + police(", told: {victim: told}"), concern + police(", told: {victim: told}, reached: [police]")},
		{"F-25", "", known + police(", left_out: [guards]"), known + police("")},
		{"F-26", "", known + told + did("2020-01-02", "act: turned, by: recipient"), known + told},
		{"F-27", "", known + told + did("2020-01-02", "act: channel-failed, by: holder"), known + strings.Replace(told, "[in-person]", "[in-person, phone]", 1) + did("2020-01-02", "act: channel-failed, by: holder")},
		{"F-27", "", known + police(", no_ties: true"), known + police("")},
		{"F-28", "", known + did("2020-01-02", "act: delayed, by: holder, for: 30m"), known + did("2020-01-02", "act: delayed, by: holder, for: 0s")},
		{"F-28", "cyber-pre-attack", known + did("2020-01-02", "act: delayed, by: holder, for: 30m"), known + did("2020-01-02", "act: delayed, by: holder, for: 10m")},
	} {
		seen[c.failure] = true
		pack := c.pack
		if pack == "" {
			pack = "icd-191"
		}
		if raised, _ := raisedIn(t, made(t, pack, c.yes), 40); !slices.Contains(raised, c.failure) {
			t.Errorf("%s is not raised in%s; %v is", c.failure, c.yes, raised)
		}
		if raised, _ := raisedIn(t, made(t, pack, c.no), 40); slices.Contains(raised, c.failure) {
			t.Errorf("%s is raised in%s", c.failure, c.no)
		}
	}
	if len(seen) != Failures {
		t.Errorf("%d failures are tried, not %d", len(seen), Failures)
	}
}

// TestUntold holds that where the public record is silent, what would be raised
// is unknown, with the fact that is missing.
func TestUntold(t *testing.T) {
	t.Parallel()
	silent := func(text string, q Question) string { return text + "    untold: [" + string(q) + "]\n" }
	protector := strings.Replace(told, "intended-victim", "responsible-protector", 1)
	concern := strings.Replace(known, "    known:\n", "    known:\n      concerned: [{who: police, as: protector}, {who: guests, as: exposed}, {who: staff, as: exposed}]\n", 1)
	closed := "\n  - at: 2020-01-02\n    says: It is closed.\n    did: {act: closed, by: holder}\n"
	for _, c := range []struct{ failure, text string }{
		{"F-1", silent(known, AskDecision)},
		{"F-5", known + silent(told, AskAcknowledgement)},
		{"F-6", known + strings.Replace(silent(protector, AskOnward), "[onward]", "[onward, acknowledgement]", 1)},
		{"F-7", known + silent(told, AskValidity)},
		{"F-7", known + silent(strings.Replace(told, "ways:", "valid_until: 2020-01-03, ways:", 1), AskRenewal)},
		{"F-7", strings.Replace(known, "    known:\n", "    known:\n      window: {from: 2020-01-02, until: 2020-01-03}\n", 1) + silent(told, AskRenewal)},
		{"F-8", known + silent(strings.Replace(told, ", how: told", "", 1), AskContent)},
		{"F-9", known + silent(strings.Replace(told, "ways:", "held_back: [source], ways:", 1), AskTrace)},
		{"F-10", concern + silent(strings.Replace(told, "ways:", "reached: [guests], ways:", 1), AskOthers)},
		{"F-13", strings.Replace(known, "    known:\n", "    known:\n      from: another\n", 1) + silent(closed, AskReason)},
		{"F-15", silent(strings.Replace(known, "what_told: yes, victim_told: yes", "actor_told: yes", 1), AskWatch)},
		{"F-16", silent(strings.Replace(known, "    known:\n", "    known:\n      victims: 3\n", 1), AskOthers)},
		{"F-20", known + silent(told, AskProfile)},
		{"F-21", known + silent(told, AskFollowUp)},
		{"F-25", concern + silent(told, AskOthers)},
		{"F-27", known + silent(strings.Replace(told, "ways:", "no_ties: true, ways:", 1), AskChannels)},
	} {
		raised, unknown := raisedIn(t, made(t, "icd-191", c.text), 40)
		if slices.Contains(raised, c.failure) || !slices.Contains(unknown, c.failure) {
			t.Errorf("%s is raised, or not unknown, in%s: %v, %v", c.failure, c.text, raised, unknown)
		}
	}
}

// TestGate holds what the gate says of a warning where the record leaves things
// open: yes and no only where all that it may have been comes to the same.
func TestGate(t *testing.T) {
	t.Parallel()
	warned := func(as Kind, more string) string {
		return "\n  - at: 2020-01-01T10:00\n    says: It is told.\n    did: {act: warned, by: holder, to: them, as: " + string(as) + ", ways: [phone]" + more + "}\n"
	}
	soon := strings.Replace(known, "    known:\n", "    known:\n      window: {from: 2020-01-01T10:00, until: 2020-01-01T11:30}\n", 1)
	later := "\n  - at: 2020-01-02\n    says: More is known.\n    known: {facts: {harm: kidnapping}, window: {from: 2020-01-01T10:00, until: 2020-01-01T11:30}}\n"
	noHarm := strings.Replace(known, "harm: intentional-killing, ", "", 1)
	hall := strings.Replace(known, "target_kind: person", "target_kind: structure", 1)
	noKind := strings.Replace(known, "target_kind: person, ", "", 1)
	patrol := ", told: {what: told, where: site, when: week}"
	for _, c := range []struct {
		name, text string
		can        tocsin.Tri
		open       string
	}{
		{"a patrol", known + warned(ToProtector, patrol), tocsin.Yes, ""},
		{"a patrol, and more comes to be known", known + warned(ToProtector, patrol) + later, tocsin.Yes, ""},
		{"nothing told", known + warned(ToProtector, ""), tocsin.No, ""},
		{"how finely", known + warned(ToProtector, ", told: {what: told, victim: told}"), tocsin.Unknown, "how precisely the warning told what it told"},
		{"stay away", known + warned(ToVictim, ", told: {what: told, where: city}"), tocsin.Yes, ""},
		{"stay away, in an hour and a half", soon + warned(ToVictim, ", told: {what: told, where: city}"), tocsin.Yes, ""},
		{"close protection is not his to give", known + warned(ToVictim, ", told: {victim: told}"), tocsin.No, ""},
		{"stay away, in twenty minutes", strings.Replace(soon, "11:30", "10:20", 1) + warned(ToVictim, ", told: {what: told, where: city}"), tocsin.No, ""},
		{"more officers in sight", hall + warned(ToProtector, ", told: {what: told, where: city, when: week}"), tocsin.Yes, ""},
		{"officers are not his to place", hall + warned(ToVictim, ", told: {what: told, where: city, when: week}"), tocsin.No, ""},
		{"which harm", noHarm + warned(ToProtector, ", told: {where: region, when: week}"), tocsin.Unknown, "which harm the warning told of"},
		{"no harm that would do", noHarm + warned(ToProtector, ", told: {where: region}"), tocsin.No, ""},
		{"which target", noKind + warned(ToVictim, ", told: {what: told, where: city}"), tocsin.Unknown, "what kind of target the warning told of"},
	} {
		entries := made(t, "icd-191", c.text).Timeline
		v := View{Now: entries[len(entries)-1].Moment(), Entries: entries, Pack: mustPack(t)}
		if can, open := v.gate(1); can != c.can || open != c.open {
			t.Errorf("%s: it is %v, %q, not %v, %q", c.name, can, open, c.can, c.open)
		}
	}
}

// TestDetectorTable holds that the table is whole: F-1 to F-28 in order, each
// with its rule, and silent where nothing is known.
func TestDetectorTable(t *testing.T) {
	t.Parallel()
	table := Detectors()
	if len(table) != Failures {
		t.Fatalf("there are %d detectors", len(table))
	}
	for i, d := range table {
		if d.Failure.Number() != i+1 || d.Says == "" || d.Rule == "" || d.Built == "" {
			t.Errorf("%d is %+v", i, d)
		}
		if a := d.See(View{Now: time.Unix(0, 0), Pack: mustPack(t)}); a.Value > -1 {
			t.Errorf("%s says %v of nothing", d.Failure, a)
		}
	}
}
