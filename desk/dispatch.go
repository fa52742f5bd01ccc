package desk

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/contact"
	"example.org/tocsin/delivery"
	"example.org/tocsin/directory"
	"example.org/tocsin/dossier"
	"example.org/tocsin/holder"
	"example.org/tocsin/leak"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
	"example.org/tocsin/seal"
	"example.org/tocsin/warning"
)

// planned is what the record says of a dispatch before it is sealed: to whom, by
// which ways, by when.
func planned(h holder.Holder, of dossier.Dossier, d dossier.Planned, r *Send, at time.Time) (delivery.DispatchPlanned, error) {
	to, ok := h.Recipients.Find(d.Recipient)
	if !ok {
		return delivery.DispatchPlanned{}, tocsin.Refuse("warning/recipients", "draft it again", "a recipient is not in the directory")
	}
	if r.Plan > 0 && len(to.UsableKeys(at)) == 0 {
		return delivery.DispatchPlanned{}, tocsin.Refuse("directory/expired", "enroll a new key, or reach them as somebody without one",
			"all keys of %q have expired", to.Name)
	}
	latest := of.Assessment.LatestUseful
	plan := delivery.DispatchPlanned{ID: d.Dispatch, Dossier: of.ID, Recipient: to.ID, LatestUseful: latest}
	if r.Plan == 0 {
		// Of the first form: the first way, whatever was answered of the recipient.
		ways, err := waysBy(h, to.Routes()[:1])
		if err != nil {
			return delivery.DispatchPlanned{}, err
		}
		plan.Through, plan.Channel, plan.Address = ways[0].Through, ways[0].Channel, ways[0].Address
		plan.Deadline = delivery.AcknowledgeBy(at, latest)
		return plan, nil
	}
	ways, err := waysTo(h, to, of)
	if err != nil {
		return delivery.DispatchPlanned{}, err
	}
	if plan.Target, err = target(h, of); err != nil {
		return delivery.DispatchPlanned{}, err
	}
	plan.Plan, plan.NoReply = r.Plan, slices.Contains(r.NoReply, to.ID)
	plan.Life = of.Draft != nil && threatensLife(of, of.Draft.Kind)
	steps, deadline := delivery.Plan(delivery.PlanAsk{At: at, LatestUseful: latest, Life: plan.Life, Ways: ways})
	first := steps[0]
	plan.Through, plan.Channel, plan.Address = first.Through, first.Channel, first.Address
	plan.Steps, plan.Deadline = steps[1:], deadline
	if of.Draft != nil {
		plan.Challenge = challenge(of.Draft.Tearline)
	}
	return plan, nil
}

// waysTo gives the ways to a recipient as a plan takes them, at least one of which
// brings the file.
func waysTo(h holder.Holder, to directory.Recipient, of dossier.Dossier) ([]delivery.Way, error) {
	return waysAs(h, to, of, to.ID)
}

// waysAs does so by what was answered of a recipient, or of a group that he is of.
func waysAs(h holder.Holder, to directory.Recipient, of dossier.Dossier, checked tocsin.RecipientID) ([]delivery.Way, error) {
	left, refused := routesTo(to, of, checked)
	ways, err := waysBy(h, left)
	if err != nil {
		return nil, err
	}
	brings := slices.ContainsFunc(ways, func(w delivery.Way) bool { return !w.Knock })
	if !brings && len(refused) > 0 {
		return nil, refused[0]
	}
	if !brings {
		return nil, tocsin.Refuse("directory/route", "add a way that brings the file, or an intermediary",
			"no way is left by which the file could reach %q", to.Name)
	}
	return ways, nil
}

// routesTo gives the routes to a recipient that are left by what was answered of him,
// and the refusals of the others: a device that the actor may control gets nothing,
// not even a knock.
func routesTo(to directory.Recipient, of dossier.Dossier, checked tocsin.RecipientID) (left []directory.Route, refused []error) {
	harm, balances, answered := of.Answered(checked)
	if !answered {
		return to.Routes(), nil
	}
	return contact.Ways(to, harm, balances...)
}

// waysBy gives routes as a plan takes them; one through somebody who is not listed
// is refused.
func waysBy(h holder.Holder, routes []directory.Route) ([]delivery.Way, error) {
	ways := make([]delivery.Way, 0, len(routes))
	for _, r := range routes {
		way := delivery.Way{Channel: r.Channel, Address: r.Address, Through: r.Through, Knock: r.Knock}
		if r.Through != "" {
			via, ok := h.Recipients.Find(r.Through)
			if !ok {
				return nil, tocsin.Refuse("directory/route", "add the intermediary", "the intermediary is not in the directory")
			}
			way.Channel, way.Address = via.Channel, via.Address
		}
		ways = append(ways, way)
	}
	return ways, nil
}

// threatensLife reports whether somebody's life may be at stake: where nobody
// knows what harm is meant, it may be. A drill threatens nobody.
func threatensLife(of dossier.Dossier, kind warning.Kind) bool {
	switch of.Assessment.Harm {
	case report.HarmUnknown, report.HarmIntentionalKilling, report.HarmSeriousBodilyInjury, report.HarmKidnapping:
		return kind != warning.KindExercise
	case report.HarmArrestOrDetention, report.HarmSurveillance, report.HarmPropertyDamage, report.HarmDataOrOperations,
		report.HarmDefamationOrPressure:
	}
	return false
}

// target is how far the packs that find a duty want the warning to come: the
// highest of what they say.
func target(h holder.Holder, of dossier.Dossier) (delivery.Rung, error) {
	packs, err := h.Policies()
	if err != nil {
		return "", err
	}
	var highest delivery.Rung
	for _, p := range packs {
		if slices.ContainsFunc(of.Determinations, func(d policy.Determination) bool { return d.Pack.ID == p.Ref.ID && d.Verdict == policy.Duty }) {
			highest = highest.Higher(delivery.TargetOf(p.Delivery.TargetRung))
		}
	}
	return highest, nil
}

// challenge is what a recipient gives back who has understood a warning: where,
// and when, as he was told; where neither was told, against whom or what.
func challenge(t warning.Tearline) []string {
	told := func(fields ...report.Field) []string {
		var values []string
		for _, r := range t.Released {
			if slices.Contains(fields, r.Field) {
				values = append(values, r.Value)
			}
		}
		return values
	}
	if all := told(report.FieldPlace, report.FieldTime); len(all) > 0 {
		return all
	}
	return told(report.FieldVictim, report.FieldTarget)
}

// draw draws what is random in a plan. The recipient's own file lies once, for all
// ways that are not through somebody.
func draw(p *delivery.DispatchPlanned) {
	p.Token = seal.NewID[string]()
	p.DeliverTimer, p.DeadlineTimer = seal.NewID[tocsin.TimerID](), seal.NewID[tocsin.TimerID]()
	p.Name, p.File = parcelName(), seal.NewID[tocsin.FileID]()
	inner := p.File
	if p.Through != "" {
		p.Relay = seal.NewID[string]()
		inner = seal.NewID[tocsin.FileID]()
		if p.Plan > 0 {
			p.Inner = inner
		}
	}
	p.Steps = slices.Clone(p.Steps)
	for i := range p.Steps {
		drawStep(&p.Steps[i], inner)
	}
}

// drawStep draws what is random in one step; inner is the recipient's own file.
func drawStep(s *delivery.Step, inner tocsin.FileID) {
	switch s.Kind {
	case delivery.StepPage:
		return
	case delivery.StepKnock:
		s.Name = parcelName()
		return
	case delivery.StepDeliver:
	}
	s.Name, s.File = parcelName(), inner
	if s.Through != "" {
		s.File, s.Relay = seal.NewID[tocsin.FileID](), seal.NewID[string]()
	}
}

// parcelName draws the name of a parcel.
func parcelName() string { return seal.NewID[string]() + ".age" }

// A sealedFile is a file that is kept with a dispatch.
type sealedFile struct {
	id    tocsin.FileID
	bytes []byte
}

// sealFor makes one recipient's copy: the signed note, held against every
// protected word once more as it leaves, sealed to his keys, and sealed again to
// each intermediary who may carry it.
func (d *Desk) sealFor(s scene, of dossier.Dossier, p *delivery.DispatchPlanned, g *leak.Checker) ([]sealedFile, error) {
	to, _ := s.holder.state.Recipients.Find(p.Recipient) // planned has found him
	return d.sealTo(s, *of.Draft, to, p, g)
}

// sealTo does so for one text and one reader.
func (d *Desk) sealTo(s scene, draft warning.Draft, to directory.Recipient, p *delivery.DispatchPlanned, g *leak.Checker) ([]sealedFile, error) {
	usable := to.UsableKeys(s.change.stamp.At)
	n := outgoing(draft)
	n.ID, n.To, n.Issued, n.Token, n.ReplyTo = p.Warning, warning.Address(usable), s.change.stamp.At, p.Token, d.config.ReplyTo
	signed, err := n.Sign(d.config.Sender)
	if err != nil {
		return nil, err
	}
	if err := sendGate(signed, draft, g); err != nil {
		return nil, err
	}
	inner, err := seal.Warning(signed, usable)
	if err != nil {
		return nil, err
	}
	p.SHA256 = act.Hash(inner)
	own := p.File
	if p.Through != "" {
		own = p.Inner
	}
	var files []sealedFile
	if own != "" {
		files = append(files, sealedFile{own, inner})
	}
	if p.Through != "" {
		outer, err := d.wrap(s.holder.state, s.change.stamp.At, delivery.Relay{ID: p.Relay, HandTo: to.Name, By: p.Deadline, SHA256: p.SHA256}, inner, p.Through)
		if err != nil {
			return nil, err
		}
		p.Outer = act.Hash(outer)
		files = append(files, sealedFile{p.File, outer})
	}
	for i := range p.Steps {
		step := &p.Steps[i]
		if step.Relay == "" {
			continue
		}
		outer, err := d.wrap(s.holder.state, s.change.stamp.At, delivery.Relay{ID: step.Relay, HandTo: to.Name, By: p.Deadline, SHA256: p.SHA256}, inner, step.Through)
		if err != nil {
			return nil, err
		}
		step.Outer = act.Hash(outer)
		files = append(files, sealedFile{step.File, outer})
	}
	return files, nil
}

// wrap seals a recipient's file to an intermediary, with what he is asked to do.
func (d *Desk) wrap(h holder.Holder, at time.Time, r delivery.Relay, inner []byte, through tocsin.RecipientID) ([]byte, error) {
	via, ok := h.Recipients.Find(through)
	if !ok {
		return nil, tocsin.Refuse("directory/route", "add the intermediary", "the intermediary is not in the directory")
	}
	usable := via.UsableKeys(at)
	if len(usable) == 0 {
		return nil, tocsin.Refuse("directory/expired", "enroll a new key of the intermediary, or take another way", "all keys of %q have expired", via.Name)
	}
	header, err := r.Sign(d.config.Sender)
	if err != nil {
		return nil, err
	}
	return seal.Relay(header, inner, usable)
}

// outgoing is what a draft decides of the note that leaves.
func outgoing(d warning.Draft) warning.Note {
	return warning.Note{
		Kind: d.Kind, Supersedes: d.Supersedes, ValidFrom: minute(d.ValidFrom), UsefulUntil: minute(d.UsefulUntil),
		Marking: d.Marking.String(), Text: d.Text,
	}
}

// sendGate reads the outgoing bytes back and holds them against every protected
// word. What was approved is what is read, or nothing leaves.
func sendGate(signed []byte, draft warning.Draft, g *leak.Checker) error {
	out, err := warning.ReadUnverified(signed)
	if err != nil {
		return fmt.Errorf("reading the outgoing warning: %w", err)
	}
	cleared := outgoing(draft)
	cleared.ID, cleared.From, cleared.To, cleared.Issued = out.ID, out.From, out.To, out.Issued
	cleared.Token, cleared.ReplyTo = out.Token, out.ReplyTo
	if out != cleared {
		return errors.New("reading the outgoing warning: it is not what was cleared")
	}
	found, err := leaks(out, draft, g)
	if err != nil {
		return err
	}
	return refuseLeaks(remaining(draft, found))
}

// again takes over what was drawn and sealed from the plan that is kept, and gives
// all ids that were drawn, and the hash of each file that is kept with it.
func again(plan *delivery.DispatchPlanned, actual delivery.DispatchPlanned) (drawn []string, files []keptFile) {
	plan.Name, plan.File, plan.Token, plan.SHA256 = actual.Name, actual.File, actual.Token, actual.SHA256
	plan.DeliverTimer, plan.DeadlineTimer = actual.DeliverTimer, actual.DeadlineTimer
	drawn = []string{
		strings.TrimSuffix(plan.Name, ".age"), string(plan.File), plan.Token, string(plan.DeliverTimer), string(plan.DeadlineTimer),
	}
	own := plan.File
	if plan.Through != "" {
		plan.Relay, plan.Outer = actual.Relay, actual.Outer
		drawn = append(drawn, plan.Relay)
		files = append(files, keptFile{plan.File, plan.Outer})
		if own = ""; plan.Plan > 0 {
			plan.Inner, own = actual.Inner, actual.Inner
			drawn = append(drawn, string(own))
		}
	}
	if own != "" {
		files = append(files, keptFile{own, plan.SHA256})
	}
	plan.Steps = slices.Clone(plan.Steps)
	moreDrawn, moreFiles := stepsAgain(plan.Steps, actual.Steps, own)
	return append(drawn, moreDrawn...), append(files, moreFiles...)
}

// stepsAgain does so for steps; own is the recipient's own file.
func stepsAgain(steps, actual []delivery.Step, own tocsin.FileID) (drawn []string, files []keptFile) {
	for i := range steps {
		step := &steps[i]
		if i >= len(actual) || step.Kind == delivery.StepPage {
			continue
		}
		step.Name = actual[i].Name
		drawn = append(drawn, strings.TrimSuffix(step.Name, ".age"))
		if step.Kind == delivery.StepKnock {
			continue
		}
		if step.File = own; step.Through != "" {
			step.File, step.Relay, step.Outer = actual[i].File, actual[i].Relay, actual[i].Outer
			drawn = append(drawn, string(step.File), step.Relay)
			files = append(files, keptFile{step.File, step.Outer})
		}
	}
	return drawn, files
}

// drawnAgain checks what was drawn for a dispatch, and notes the files that are
// kept with it.
func (c *checkup) drawnAgain(drawn []string, files []keptFile, at string) error {
	if slices.ContainsFunc(drawn, func(id string) bool { return !tocsin.ValidID(id) }) {
		return errors.New("what was drawn for the dispatch is no id")
	}
	for _, f := range files {
		err := c.name(f.id, at, func(content []byte) error {
			if act.Hash(content) != f.hash {
				return errors.New("it is not the file that the event names")
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// A keptFile is a file of a dispatch with its hash.
type keptFile struct {
	id   tocsin.FileID
	hash string
}
