package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode"

	"example.org/tocsin"
	"example.org/tocsin/report"
)

// Determine applies the pack icd-191 to assessed facts at a time.
func Determine(a report.Assessment, profile Profile, at time.Time) (Determination, error) {
	if err := a.Check(); err != nil {
		return Determination{}, err
	}
	deciders, ok := DecidersOf(profile)
	if !ok {
		return Determination{}, fmt.Errorf("determining: %q is no profile", profile)
	}
	d := Determination{Pack: ICD191(), At: at, Deciders: deciders}
	all := tocsin.Yes
	scope := tocsin.Yes
	for _, t := range icd191Triggers {
		value, because := decide(t, facts{a, at})
		d.Findings = append(d.Findings, Finding{t.id, t.clause, t.sentence, value, because})
		all = all.And(value)
		if t.id == "DTW-TRIG-HARM" {
			scope = value
		}
	}
	switch {
	case scope == tocsin.No:
		d.Verdict = OutOfScope
	case all == tocsin.No:
		d.Verdict = NoDuty
	default:
		d.Verdict = Duty
		d.Doubt = all == tocsin.Unknown
	}
	d.Text = explain(d)
	return d, nil
}

// decide gives the officer's own answer to a test where there is one, and the
// test's otherwise. An officer cannot answer unknown to what the facts decide.
func decide(t trigger, f facts) (tocsin.Tri, []string) {
	value, because := t.test(f)
	if t.question == "" {
		return value, because
	}
	answer := f.Answer(t.question)
	if answer.Answer == tocsin.Unknown {
		return value, because
	}
	said := fmt.Sprintf("an officer answered %s: %s", answer.Answer, answer.Because)
	if answer.Because == "" {
		said = fmt.Sprintf("an officer answered %s", answer.Answer)
	}
	return answer.Answer, append(because, said)
}

// Questions lists what an officer may answer for himself.
func Questions() []string {
	var names []string
	for _, t := range icd191Triggers {
		if t.question != "" {
			names = append(names, t.question)
		}
	}
	return names
}

// explain tells a determination in plain language.
func explain(d Determination) string {
	var b strings.Builder
	switch d.Verdict {
	case Duty:
		b.WriteString("There is a duty to warn.")
	case NoDuty:
		b.WriteString("No duty to warn is found. This binds only once a higher officer has affirmed it in writing.")
	case OutOfScope:
		b.WriteString("The threat is outside this directive and goes to another owner. This binds only once a higher officer has affirmed it in writing.")
	}
	fmt.Fprintf(&b, " Applied: %s, version %d.\n", d.Pack.ID, d.Pack.Version)
	for _, f := range d.Findings {
		fmt.Fprintf(&b, "%-8s %-20s %s\n", f.Value, f.Rule, f.Sentence)
		for _, why := range f.Because {
			fmt.Fprintf(&b, "%29s because %s\n", "", onLine(why))
		}
		fmt.Fprintf(&b, "%29s %s\n", "", f.Clause)
	}
	if d.Doubt {
		fmt.Fprintf(&b, "%-8s %-20s %s It tipped the scale here.\n%29s %s\n",
			"applied", icd191Doubt.id, icd191Doubt.sentence, "", icd191Doubt.clause)
	}
	return b.String()
}

// onLine keeps what an officer wrote on its line: he adds no line that reads like
// a rule, and turns no reading direction.
func onLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control) {
			return ' '
		}
		return r
	}, text)
}

// String tells where a rule comes from, and whether that was checked.
func (c Clause) String() string {
	paragraph, wording := "paragraph not verified", "wording recalled"
	if c.Verified {
		paragraph = "paragraph verified"
	}
	if c.Quoted {
		wording = "wording read as quoted by others"
	}
	return fmt.Sprintf("%s, %s (%s; %s)", c.Source, c.Paragraph, paragraph, wording)
}

// icd191Ref is the pack's name, made once.
var icd191Ref = PackRef{
	ID: icd191ID, Version: icd191Version, Hash: hashRules(icd191Triggers, icd191Doubt, icd191Grounds),
}

// ICD191 names the pack with the hash of its rules as data.
func ICD191() PackRef { return icd191Ref }

// hashRules is the hexadecimal SHA-256 of all rules of the pack as data.
func hashRules(triggers []trigger, doubt doubtRule, grounds []Ground) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%d\n", icd191ID, icd191Version)
	for _, t := range triggers {
		fmt.Fprintf(h, "%s\n%s\n%s\n%s\n", t.id, t.clause, t.sentence, t.question)
	}
	fmt.Fprintf(h, "%s\n%s\n%s\n", doubt.id, doubt.clause, doubt.sentence)
	for _, g := range grounds {
		fmt.Fprintf(h, "%s\n%s\n%s\n%s\n%s\n", g.ID, g.Clause, g.Sentence, g.Tested, g.Needs)
	}
	return hex.EncodeToString(h.Sum(nil))
}
