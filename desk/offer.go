package desk

import (
	"context"
	"slices"
	"strings"

	"example.org/tocsin"
	"example.org/tocsin/dossier"
	"example.org/tocsin/marking"
	"example.org/tocsin/policy"
	"example.org/tocsin/protect"
	"example.org/tocsin/release"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// An Offering is what the search finds that may be said to recipients, with what
// each of them could do with it. It holds no value of a fact.
type Offering struct {
	Dossier tocsin.DossierID `json:"dossier"`
	// Rules are what the packs ask; nil where they ask for no search.
	Rules  *policy.Tearline `json:"rules,omitempty"`
	Result release.Result   `json:"result"`
	// Can is what each recipient could do with the offer; Instead with the
	// alternative, where there is one.
	Can     []Able `json:"can,omitempty"`
	Instead []Able `json:"instead,omitempty"`
	// Remedies say what to do about each rule that the alternative breaks or falls
	// short of, in their order there.
	Remedies []Remedy `json:"remedies,omitempty"`
	// Specificity is how precisely the offer tells each field.
	Specificity protect.Specificity `json:"specificity"`
	// Front is what those on the spot need of the offer.
	Front []protect.Told `json:"front_line,omitempty"`
	// Lead is what time is left, in words.
	Lead string `json:"lead"`
}

// A Remedy is what to do about one rule.
type Remedy struct {
	Rule string `json:"rule"`
	Do   string `json:"do"`
}

// Able is what one recipient can do with a text.
type Able struct {
	Recipient  string `json:"recipient"`
	Actionable bool   `json:"actionable"`
	// Sentences tell it, one thing each.
	Sentences []string `json:"sentences"`
	// Acts are the ids of what he can do, Takes what each takes beside the time that
	// is left, and Onward who further down must get it.
	Acts   []string `json:"acts,omitempty"`
	Takes  []string `json:"takes,omitempty"`
	Onward []string `json:"onward,omitempty"`
}

// Offer searches what may be said to recipients.
func (d *Desk) Offer(ctx context.Context, of dossier.Dossier, recipients []tocsin.RecipientID) (Offering, error) {
	h, err := d.Holder(ctx)
	if err != nil {
		return Offering{}, err
	}
	to := readers(h, of, recipients, d.now())
	_, result, asked, err := of.Offer(to)
	out := Offering{Dossier: of.ID, Lead: of.Lead(to.At).String()}
	if err != nil || !asked {
		return out, err
	}
	out.Rules, out.Result = of.Tearline(), result
	told := toldBy(result.Offered.Release)
	out.Can = able(of, to, told)
	for _, r := range to.To {
		for _, t := range protect.FrontLine(of.Acting(r), told, of.Lead(to.At).Left()) {
			if !slices.Contains(out.Front, t) {
				out.Front = append(out.Front, t)
			}
		}
	}
	out.Specificity = protect.Measure(out.Rules, told, known(of))
	if a := result.Alternative; a != nil {
		out.Instead = able(of, to, toldBy(a.Release))
		for _, b := range slices.Concat(a.Broken, a.Short) {
			if r := (Remedy{b.Rule, dossier.Remedy(b.Rule)}); !slices.Contains(out.Remedies, r) {
				out.Remedies = append(out.Remedies, r)
			}
		}
	}
	return out, nil
}

// toldBy is what a release tells, as the gate of what can be done sees it.
func toldBy(picks []release.Pick) []protect.Told {
	var all []protect.Told
	for _, p := range picks {
		if field, key, err := report.ParseName(p.Fact); err == nil {
			all = append(all, protect.Told{Field: field, Key: key, Rung: p.Rung})
		}
	}
	return all
}

// toldIn is what a tearline tells.
func toldIn(t warning.Tearline) []protect.Told {
	var all []protect.Told
	for _, r := range t.Released {
		all = append(all, protect.Told{Field: r.Field, Key: r.Key, Rung: r.Told()})
	}
	return all
}

// frontLine makes the part of a text for those on the spot: the facts of the text
// that they need, and no finer than they need them.
func frontLine(of dossier.Dossier, ask DraftAsk, to dossier.Readers, t warning.Tearline) (*warning.Front, error) {
	if ask.Front == nil {
		return nil, nil
	}
	front := &warning.Front{To: strings.Join(strings.Fields(ask.Front.To), " "), Marking: ask.Front.Marking.String()}
	if err := ask.Front.Marking.Conflict(); err != nil || ask.Front.Marking.TLP == marking.Unmarked {
		return nil, tocsin.Refuse("warning/front-line", "mark it, with marks that can be meant together", "the part for the front line is not marked, or its marks contradict each other")
	}
	var needed []protect.Told
	for _, r := range to.To {
		needed = append(needed, protect.FrontLine(of.Acting(r), toldIn(t), of.Lead(ask.ValidFrom).Left())...)
	}
	for _, r := range t.Released {
		rung := report.Rung("")
		for _, n := range needed {
			if n.Field == r.Field && n.Key == r.Key && r.Field.Step(n.Rung) > r.Field.Step(rung) {
				rung = n.Rung
			}
		}
		if rung == "" {
			continue
		}
		fact, _ := of.Assessment.Named(r.Field, r.Key)
		if text, says := fact.At(rung); says && rung != r.Told() {
			r.Value, r.Rung, r.Reworded = strings.Join(strings.Fields(text), " "), string(rung), fact.Place == nil && fact.Window == nil
		}
		front.Released = append(front.Released, r)
	}
	if len(front.Released) == 0 {
		return nil, tocsin.Refuse("warning/front-line", "leave it out, or tell more", "those on the spot could do nothing with what the text tells")
	}
	return front, nil
}

// known is all that could be told, at its finest.
func known(of dossier.Dossier) []protect.Told {
	var all []protect.Told
	for _, f := range of.Assessment.Told() {
		if f.Field.Releasable() {
			all = append(all, protect.Told{Field: f.Field, Key: f.Key, Rung: f.Rung()})
		}
	}
	return all
}

// able judges what each recipient can do.
func able(of dossier.Dossier, to dossier.Readers, told []protect.Told) []Able {
	var all []Able
	for _, r := range to.To {
		s := of.Acting(r)
		j := protect.Gate(s, told, known(of), of.Lead(to.At).Left())
		one := Able{Recipient: r.Name, Actionable: j.Actionable(), Sentences: j.Sentences()}
		for _, a := range j.Can {
			one.Acts = append(one.Acts, a.ID)
			one.Takes = append(one.Takes, a.ID+" "+of.Lead(to.At).Beside(a))
		}
		for _, p := range protect.Onward(s) {
			one.Onward = append(one.Onward, p.To+": "+p.Why)
		}
		all = append(all, one)
	}
	return all
}

// A Beside is one fact with what is told of it, what is withheld, and who could
// have known: for those who may read the reports.
type Beside struct {
	Fact string `json:"fact"`
	// Value is what is known, Rung how finely, Report where it comes from.
	Value  string          `json:"value"`
	Rung   report.Rung     `json:"rung"`
	Report tocsin.ReportID `json:"report"`
	// Told is what leaves of it, at Told rung; empty for nothing.
	Told     string      `json:"told,omitempty"`
	ToldRung report.Rung `json:"told_rung,omitempty"`
	// Effect, Reason, Rule, Worth and By are of the ledger of what is withheld.
	Effect string           `json:"effect,omitempty"`
	Reason string           `json:"reason,omitempty"`
	Rule   string           `json:"rule,omitempty"`
	Worth  int              `json:"worth,omitempty"`
	By     tocsin.OfficerID `json:"by,omitempty"`
	// Known says who knows what is told, Finer who knows all of it.
	Known string `json:"who_knows_what_is_told,omitempty"`
	Finer string `json:"who_knows_all,omitempty"`
	// Public says where it is public, for what rung.
	Public []report.Cover `json:"public,omitempty"`
}

// A Tearing is one text's tearline beside its source.
type Tearing struct {
	Dossier tocsin.DossierID `json:"dossier"`
	// Warning is the warning that it left in, empty for a draft.
	Warning   tocsin.WarningID   `json:"warning,omitempty"`
	People    string             `json:"people,omitempty"`
	Facts     []Beside           `json:"facts"`
	Overrides []warning.Override `json:"overrides,omitempty"`
}

// Withheld gives what each text of a dossier tells and withholds, the newest
// first: the draft that stands there, and what was sent.
func Withheld(of dossier.Dossier) []Tearing {
	var all []Tearing
	if of.Draft != nil {
		all = append(all, tearing(of, *of.Draft, of.DraftedBy.By, ""))
	}
	for _, s := range slices.Backward(of.Warned) {
		all = append(all, tearing(of, s.Draft, s.By, s.Warning))
	}
	return all
}

// tearing puts one draft beside the facts as they are assessed now.
func tearing(of dossier.Dossier, d warning.Draft, by tocsin.OfficerID, id tocsin.WarningID) Tearing {
	t := Tearing{Dossier: of.ID, Warning: id, People: d.People, Facts: []Beside{}, Overrides: d.Overrides}
	for _, f := range of.Assessment.Told() {
		b := Beside{
			Fact: f.Name(), Value: f.Value(), Rung: f.Rung(), Report: f.Report, Finer: whoKnows(f, f.Rung(), of.Assessment.Circles),
			Public: f.Public,
		}
		for _, r := range d.Tearline.Released {
			if r.Name() == b.Fact {
				b.Told, b.ToldRung = r.Value, r.Told()
				b.Known = whoKnows(f, b.ToldRung, of.Assessment.Circles)
			}
		}
		for _, w := range d.Tearline.Withheld {
			if w.Name() == b.Fact {
				b.Effect, b.Reason, b.Rule, b.Worth, b.By = w.Effect, w.Reason, w.Rule, w.Worth, by
			}
		}
		t.Facts = append(t.Facts, b)
	}
	return t
}

// whoKnows says who knows a fact at a rung: who knows it there, or else at the
// next finer rung of which somebody said it.
func whoKnows(f report.Fact, rung report.Rung, circles []report.Circle) string {
	for _, c := range f.Public {
		if f.Field.Step(c.Rung) >= f.Field.Step(rung) {
			return "public: " + c.Where
		}
	}
	rungs := f.Field.Rungs()
	for _, r := range rungs[max(0, f.Field.Step(rung)-1):] {
		i := slices.IndexFunc(f.Knowing, func(k report.Knowing) bool { return k.Rung == r })
		if i < 0 {
			continue
		}
		k := f.Knowing[i]
		if k.Bucket != "" {
			return string(k.Bucket)
		}
		at := slices.IndexFunc(circles, func(c report.Circle) bool { return c.Name == k.Circle })
		if at < 0 {
			return k.Circle
		}
		return k.Circle + " (" + itoa(circles[at].Size) + ")"
	}
	return "nobody said"
}
