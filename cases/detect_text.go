package cases

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/directory"
	"example.org/tocsin/harmcheck"
	"example.org/tocsin/policy"
	"example.org/tocsin/protect"
	"example.org/tocsin/report"
)

// The detectors of what a warning says, and to whom. They put what a case tells
// to the gate and the check that stand before every approval. Where the public
// record leaves something open, they ask for each way that it may have been.

// seeVague: the gate finds nothing that its recipient could do with it.
func seeVague(v View) Answer {
	var all []Answer
	for _, i := range v.warnings() {
		can, open := v.gate(i)
		switch {
		case can == tocsin.Yes, v.done(i, "", ActProtected, ActActed):
		case v.Entries[i].Did.As == ToArmed: // who is asked to spare, not to protect
		case v.untold(i, AskContent):
			all = append(all, missing(i, "what the warning told"))
		case can == tocsin.Unknown:
			all = append(all, missing(i, open))
		default:
			all = append(all, raised(i, "with what it told %s its recipient can take none of the protective acts that are known", v.told(i)))
		}
	}
	return worst(all...)
}

// told names the fields that an entry told.
func (v View) told(i int) string {
	var fields []string
	for _, f := range report.Fields() {
		if told := v.Entries[i].Did.Told[f]; told != "" {
			fields = append(fields, strings.TrimSuffix(fmt.Sprintf("%s %s", f, strings.TrimPrefix(told, "told")), " "))
		}
	}
	if len(fields) == 0 {
		return "(nothing)"
	}
	return "(" + strings.Join(fields, ", ") + ")"
}

// classes are what each kind of recipient may be in the directory. Who of a state
// or of a firm has it first does not matter here: whether it gets on inside is
// another failure.
func classes(as Kind) []protect.Class {
	switch as {
	case ToVictim:
		return []protect.Class{protect.Person, protect.Organization}
	case ToIntermediary:
		return []protect.Class{protect.Government, protect.Service, protect.Police, protect.Company, protect.Organization}
	case ToPublic:
		return []protect.Class{protect.Person, protect.Organization, protect.Company}
	case ToProtector, ToArmed:
	}
	return []protect.Class{protect.Government, protect.Service, protect.Police, protect.Company}
}

// gate asks whether the recipient of an entry could do anything with what it
// told, and where that is open, what it hangs on: how finely words were told,
// which nobody reported, or which harm or target was meant.
func (v View) gate(i int) (can tocsin.Tri, open string) {
	entries := v.Entries[:i+1]
	left := protect.Unbounded
	if w := window(entries); w.Known() {
		// Few sources give the hour, so that the day is taken from its beginning.
		left = max(0, w.Until.Sub(v.Entries[i].At.From))
	}
	known := facts(entries, v.at(i))
	least, most := v.canDo(i, known, report.RungKind, left), v.canDo(i, known, report.RungFull, left)
	switch {
	case most == tocsin.No:
		return tocsin.No, ""
	case least == tocsin.Yes:
		return tocsin.Yes, ""
	case most == tocsin.Yes:
		return tocsin.Unknown, "how precisely the warning told what it told"
	case known["harm"] == "":
		return tocsin.Unknown, "which harm the warning told of"
	}
	return tocsin.Unknown, "what kind of target the warning told of"
}

// canDo asks the gate with all words told at one rung: yes where something can be
// done whichever harm and target were meant, no where nothing can.
func (v View) canDo(i int, known map[policy.Name]string, words report.Rung, left time.Duration) tocsin.Tri {
	var told []protect.Told
	for field, rung := range v.Entries[i].Did.Told {
		if field.Step(report.Rung(rung)) == 0 {
			rung = string(words)
		}
		told = append(told, protect.Told{Field: field, Rung: report.Rung(rung)})
	}
	harms, targets := report.Harms(), report.TargetKinds()
	if h := report.Harm(known["harm"]); h != report.HarmUnknown {
		harms = []report.Harm{h}
	}
	if k := report.TargetKind(known["target_kind"]); k != report.TargetUnknown {
		targets = []report.TargetKind{k}
	}
	some, none := false, false
	for _, harm := range harms {
		for _, target := range targets {
			can := slices.ContainsFunc(classes(v.Entries[i].Did.As), func(by protect.Class) bool {
				return protect.Gate(protect.Situation{Harm: harm, Target: target, By: by}, told, nil, left).Actionable()
			})
			some, none = some || can, none || !can
		}
	}
	switch {
	case some && none:
		return tocsin.Unknown
	case some:
		return tocsin.Yes
	}
	return tocsin.No
}

// seeHarmful: a recipient was told what the check of recipients would have kept
// from him. A side of the conflict could strike where it is told that somebody
// is: that is its answer to whether naming the place exposes anyone. The other
// questions are not put, since no source answers them.
func seeHarmful(v View) Answer {
	for _, i := range v.acts(ByHolder, ActWarned) {
		d := v.Entries[i].Did
		rung := report.Rung(d.Told[report.FieldPlace])
		if d.As != ToArmed || rung == "" {
			continue
		}
		o := harmcheck.Check(harmcheck.Case{
			Target: report.TargetKind(facts(v.Entries[:i+1], v.at(i))["target_kind"]), Class: directory.ClassGovernment,
			Answers: []harmcheck.Answer{{Question: harmcheck.AskPlace, Answer: tocsin.Yes}},
		})
		for _, b := range o.Barred {
			if b.Rule == harmcheck.RulePlace && b.Bars(report.Fact{Field: report.FieldPlace}, rung) {
				return raised(i, "a side of the conflict is told the place to the %s; from the %s on it is kept from whoever could strike there, unless %s signs the balance", rung, b.From, harmcheck.Signer(b.Least))
			}
		}
	}
	return quiet()
}
