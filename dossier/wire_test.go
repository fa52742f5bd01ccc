package dossier_test

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
	"example.org/tocsin/holder"
	"example.org/tocsin/marking"
	"example.org/tocsin/place"
	"example.org/tocsin/policy"
	"example.org/tocsin/protect"
	"example.org/tocsin/report"
	learned "example.org/tocsin/review"
	"example.org/tocsin/warning"
)

var update = flag.Bool("update", false, "write the frozen files anew; only before the wire forms freeze")

// fullAssessment has every field.
func fullAssessment() report.Assessment {
	mark := marking.Marking{TLP: marking.AmberStrict, Caveats: []string{"ORCON"}}
	return report.Assessment{
		Harm: report.HarmKidnapping, TargetKind: report.TargetEvent, Reliability: "F", Credibility: 6,
		Facts: []report.Fact{
			{Field: report.FieldAct, Text: "Ünïcode <&> \"words\"", Report: id[tocsin.ReportID]("rone"), Part: "what", Marking: mark},
			{
				Field: report.FieldPlace, Place: &place.Place{
					Country: "Iran", Region: "Kerman", City: "Kerman", District: "east", Site: "the grave",
					Point: &place.Point{Lat: 30_283_900, Lon: -57_083_400},
				}, Report: id[tocsin.ReportID]("rone"), Part: "where", Marking: mark,
			},
			{
				Field: report.FieldTime, Window: &report.Window{From: start, Until: start.Add(time.Hour)},
				Report: id[tocsin.ReportID]("rone"), Part: "when", Marking: mark,
			},
			{
				Field: report.FieldVictim, Key: "2", Text: "The guards.", Report: id[tocsin.ReportID]("rone"), Part: "victim", Marking: mark,
				Reliability: "B", Credibility: 2, Likelihood: report.VeryLikely, Originator: "a partner", Aliases: []string{"the watch"}, Private: true,
				Wordings: []report.Wording{{Rung: report.RungKind, Text: "people"}},
				Knowing:  []report.Knowing{{Rung: report.RungKind, Bucket: report.BucketTens}, {Rung: report.RungFull, Circle: "the cell"}},
				Public:   []report.Cover{{Rung: report.RungKind, Where: "a newspaper"}},
			},
		},
		Confidence: report.ConfidenceModerate, Circles: []report.Circle{{Name: "the cell", Size: 4, Within: "all"}, {Name: "all", Size: 40}, {Name: "the guests", Size: 90}},
		Overlaps:     []report.Overlap{{A: "the cell", B: "the guests", Least: 3}},
		Sourcing:     []report.Sourcing{{Report: id[tocsin.ReportID]("rone"), Source: "S-1", Originator: "a partner", Reliability: "B"}},
		Codewords:    []string{"BLUE HARBOR"},
		LatestUseful: start.Add(time.Hour), LatestUsefulBecause: "it begins then",
		Answers: []report.Answer{
			{Question: "credible", Answer: tocsin.No, Because: "why"},
			{Question: "specific", Answer: tocsin.Yes},
			{Question: "impending", Answer: tocsin.Unknown},
			{Question: "victim_nationality", Value: "Ruritanian"},
		},
	}
}

// fullDraft has every field.
func fullDraft() warning.Draft {
	return warning.Draft{
		Kind: warning.KindUpdate, Supersedes: id[tocsin.WarningID]("wone"),
		Tearline: warning.Tearline{
			Released: []warning.Released{{Field: report.FieldAct, Key: "2", Value: "an attack", Rung: "words", Reworded: true}},
			Withheld: []warning.Withheld{{
				Field: report.FieldPlace, Key: "2", Effect: "not told", Reason: "he would be found", Rule: "release/source", Worth: 100,
			}},
		},
		Text: "An attack.\n", Grade: "F6", Edited: true, Marking: marking.Marking{TLP: marking.Red, Caveats: []string{"ORCON"}},
		ValidFrom: start, UsefulUntil: start.Add(time.Hour), Recipients: []tocsin.RecipientID{id[tocsin.RecipientID]("police")},
		Languages: []warning.Language{warning.English, warning.French},
		Front: &warning.Front{
			To: "the guards", Released: []warning.Released{{Field: report.FieldAct, Value: "an attack", Rung: "kind"}}, Marking: "TLP:GREEN",
		},
		Specificity: &protect.Specificity{
			Fields: []protect.Precision{{Field: report.FieldPlace, Told: "region", Known: "site", Percent: 25, Share: 20, Floor: "city", Below: true}},
			Score:  5, Best: 19,
		},
		People: "12 people", Overrides: []warning.Override{{Rule: "leak/run", Of: act.Hash([]byte("it")), Because: "it is known"}},
		LeftOut: []warning.LeftOut{{Recipient: id[tocsin.RecipientID]("mission"), Because: "why"}}, Because: "why",
		Agreed: []warning.Agreement{{Recipient: id[tocsin.RecipientID]("mission"), With: "whom"}},
		Campaign: &warning.Campaign{
			List: act.Hash([]byte("list")), File: id[tocsin.FileID]("fone"), Rows: 7, Unreached: 1, Ceiling: 9, Expires: start.Add(time.Hour),
			Slots: []string{"account"}, Groups: []warning.Group{{ID: id[tocsin.RecipientID]("group"), Class: "company", Country: "NOR", Copies: 6}},
		},
	}
}

// fullTally counts something of everything.
func fullTally() dossier.Tally {
	return dossier.Tally{
		Planned: 1, Dispatched: 2, Received: 3, Acknowledged: 4, Denied: 5, Disputed: 6, Undeliverable: 7, Overdue: 8, Settled: 9,
		Rungs: []dossier.RungCount{{Rung: delivery.RungRead, Count: 28}},
	}
}

// fullDetermination is made by hand: the frozen file is of the form, not of the
// rules in force.
func fullDetermination() policy.Determination {
	clause := policy.Clause{Source: "a directive", Paragraph: "1", Verified: true, Quoted: true}
	change := policy.Change{Fact: "credible", From: "no", To: "yes", Verdict: policy.Duty}
	return policy.Determination{
		Verdict: policy.NoDuty, Pack: policy.PackRef{ID: "a-pack", Version: 1, Hash: act.Hash([]byte("rules"))}, At: start,
		Findings: []policy.Finding{{
			Rule: "A-RULE", Clause: clause, Sentence: "A sentence.", Value: tocsin.No, Because: []string{"a reason"},
			Parts: []policy.Part{{
				Expression: "harm in harms", Value: tocsin.No, Element: "kidnapping", Facts: []string{"harm is kidnapping"}, Term: "A term.",
			}}, Scope: true, Names: []policy.Name{"victim_nationality"},
		}},
		Doubt: true, Text: "No duty to warn is found.\n", Deciders: fullHandling().Deciders(policy.Urgent), Urgency: policy.Urgent,
		Facts: []policy.Seen{{Fact: "harm", Value: "kidnapping", From: "as assessed"}},
		Open:  []policy.Open{{Fact: "credible", Ask: "Is it?", Answer: "assess", WouldChange: true, To: []policy.Change{change}}},
		Flips: []policy.Flip{{Changes: []policy.Change{change}, Verdict: policy.Duty}},
		Form: policy.Form{
			Rule: "POOR", First: []string{"intended-victim"}, StateGrade: true, NameNoSuspect: true, ForceSignatures: 2,
			Many: "POOR", Senior: tocsin.LevelSenior,
		}, Handling: fullHandling(),
	}
}

// fullHandling has every field.
func fullHandling() *policy.Handling {
	clocks := policy.Clocks{}
	for i, stage := range policy.Stages() {
		clocks[stage] = int64(60 * (i + 1))
	}
	q := func(others int, highest tocsin.Level) policy.Quorum {
		return policy.Quorum{Others: others, Highest: highest}
	}
	return &policy.Handling{
		Warn: map[policy.Urgency]policy.Quorum{
			policy.Routine: q(2, tocsin.LevelSenior), policy.Urgent: q(1, tocsin.LevelSenior), policy.Exigent: q(0, tocsin.LevelOfficer),
		},
		Silence:  q(2, tocsin.LevelHead),
		Clocks:   map[policy.Urgency]policy.Clocks{policy.Routine: clocks, policy.Urgent: clocks, policy.Exigent: clocks},
		ReviewBy: tocsin.LevelSenior, ReviewWithin: 86400, ResolvedBy: tocsin.LevelHead, Tearline: fullTearline(),
	}
}

// fullTearline has every field.
func fullTearline() *policy.Tearline {
	return &policy.Tearline{
		ID: "DTW-SOURCE", Says: "It fits ten people.", Least: 10, Near: 20, Overlap: policy.WorstCase, Cover: 20, Consent: 86400, Silence: policy.Withhold,
		Override: policy.Quorum{Others: 1, Highest: tocsin.LevelSenior},
		Worth:    []policy.Worth{{Field: report.FieldAct, Rungs: []int{75, 150, 225, 300}}},
		Floor:    []policy.Floor{{Field: report.FieldPlace, Rung: "city"}},
	}
}

// fullWaiver has every field.
func fullWaiver() policy.Waiver {
	return policy.Waiver{
		Pack: "a-pack", Ground: "DTW-W-e", Tested: policy.EntityOriginator, Justification: "why",
		Evidence: policy.Evidence{
			Acknowledged: id[tocsin.DispatchID]("pone"), Bystanders: tocsin.No, Basis: "a basis", Draft: act.Hash([]byte("text")),
			Asked: start, AnswerBy: start.Add(time.Hour), Answer: "no",
			Channels:   []policy.ChannelTried{{Channel: "embassy", Fails: "closed"}},
			Protection: "she was moved", Refusal: "he tore the letter up",
		},
	}
}

// events are one full and one minimal event of each kind, in the order of Kinds.
func events() [][2]dossier.Event {
	closing := dossier.DossierClosed{
		Outcome: dossier.OutcomeOccurred, Killed: "84-95", Injured: "284", Summary: "Two explosions.",
	}
	waiver := fullWaiver()
	of := act.Hash([]byte("An attack.\n"))
	return append([][2]dossier.Event{
		{
			dossier.DossierOpened{ID: id[tocsin.DossierID]("dossier"), Profile: policy.ProfileService, Handling: fullHandling()},
			dossier.DossierOpened{},
		},
		{dossier.ReportLinked{Report: id[tocsin.ReportID]("rone"), Possessed: start, Reason: "the same place"}, dossier.ReportLinked{}},
		{dossier.ReportUnlinked{Report: id[tocsin.ReportID]("rone"), Reason: "another place"}, dossier.ReportUnlinked{}},
		{dossier.FactsAssessed{Assessment: fullAssessment()}, dossier.FactsAssessed{}},
		{dossier.Determined{Determinations: []policy.Determination{fullDetermination(), {}}, Overruled: "why"}, dossier.Determined{}},
		{dossier.SilenceProposed{
			Path: dossier.PathWaiver, Because: "why", Owner: "consuls", OwnerBy: start, Waiver: &waiver, Expires: start,
			Approve: &policy.Quorum{Others: 2, Highest: tocsin.LevelHead}, Closing: &closing,
		}, dossier.SilenceProposed{
			Path: dossier.PathNoDuty, Waiver: &policy.Waiver{}, Approve: &policy.Quorum{}, Closing: &dossier.DossierClosed{},
		}},
		{dossier.SilenceAffirmed{Of: of, Because: "why"}, dossier.SilenceAffirmed{}},
		{dossier.SilenceWithdrawn{Because: "why"}, dossier.SilenceWithdrawn{}},
		{dossier.NoDutyAffirmed{}, dossier.NoDutyAffirmed{}},
		{dossier.Referred{Owner: "consuls", By: start}, dossier.Referred{}},
		{dossier.DutyWaived{Pack: "a-pack", Ground: "DTW-W-e", Expires: start}, dossier.DutyWaived{}},
		{dossier.WarningDrafted{Draft: fullDraft()}, dossier.WarningDrafted{}},
		{dossier.ApprovalGiven{Of: of}, dossier.ApprovalGiven{}},
		{dossier.WarningCleared{Of: of}, dossier.WarningCleared{}},
		{dossier.WarningSent{
			Warning: id[tocsin.WarningID]("wone"), Of: of,
			Dispatches: []dossier.Planned{{Dispatch: id[tocsin.DispatchID]("pone"), Recipient: id[tocsin.RecipientID]("police")}},
			DecideBy:   start.Add(time.Hour),
		}, dossier.WarningSent{}},
		{dossier.DeliveryReported{Dispatch: id[tocsin.DispatchID]("pone"), State: delivery.StateReceived, Overdue: true, Rung: delivery.RungReceived}, dossier.DeliveryReported{}},
		{closing, dossier.DossierClosed{}},
	}, disagreements()...)
}

// disagreements are the events about referrals, consultations, disputes, reviews
// and clocks.
func disagreements() [][2]dossier.Event {
	return [][2]dossier.Event{
		{dossier.ReferralTaken{Says: "They took it over."}, dossier.ReferralTaken{}},
		{dossier.ConsultAsked{With: "the embassy", Question: "How?"}, dossier.ConsultAsked{}},
		{dossier.ConsultAnswered{Of: 1, Says: "By telephone."}, dossier.ConsultAnswered{}},
		{dossier.DisputeRaised{About: dossier.AboutWaiver, Because: "why"}, dossier.DisputeRaised{}},
		{dossier.DisputeResolved{Of: 1, Towards: dossier.TowardsWarning, Because: "why"}, dossier.DisputeResolved{}},
		{dossier.DissentKept{Because: "why"}, dossier.DissentKept{}},
		{dossier.WarningReviewed{Because: "why"}, dossier.WarningReviewed{}},
		{dossier.ClockPassed{
			Stage: policy.StageDispute, Of: 1, Since: start, Due: start.Add(time.Hour), Paged: tocsin.LevelHead,
		}, dossier.ClockPassed{}},
		{dossier.ConsentAsked{Originator: "a partner", Facts: []dossier.AskedFact{{Fact: "where", Of: act.Hash([]byte("Kerman"))}}}, dossier.ConsentAsked{}},
		{dossier.ConsentAnswered{Of: 1, Allows: []dossier.Allowed{{Fact: "where", Rung: "city"}}, Says: "Yes."}, dossier.ConsentAnswered{}},
		{fullHarm(), dossier.RecipientChecked{}},
		{dossier.CampaignBatchSent{Warning: id[tocsin.WarningID]("wone"), Of: act.Hash(nil), Copies: []dossier.CampaignLeg{{
			Dispatch: id[tocsin.DispatchID]("pone"), Recipient: id[tocsin.RecipientID]("police"), Rows: []int{0, 7},
		}}}, dossier.CampaignBatchSent{}},
		{dossier.CampaignReported{Warning: id[tocsin.WarningID]("wone"), As: 12, Tally: fullTally()}, dossier.CampaignReported{}},
		{dossier.CampaignStopped{Warning: id[tocsin.WarningID]("wone"), Because: "why"}, dossier.CampaignStopped{}},
		{fullIncident(), dossier.IncidentRecorded{}},
		{dossier.ReviewRecorded{Record: fullReview()}, dossier.ReviewRecorded{}},
		{dossier.PublicLineProposed{Text: "We know of it.\n", Because: "why", Reveals: true, Class: "restricted"}, dossier.PublicLineProposed{}},
		{dossier.PublicLineApproved{Of: act.Hash([]byte("it"))}, dossier.PublicLineApproved{}},
		{dossier.PublicLineAuthorized{Of: act.Hash([]byte("it"))}, dossier.PublicLineAuthorized{}},
	}
}

// fullIncident and fullReview have every field.
func fullIncident() dossier.IncidentRecorded {
	return dossier.IncidentRecorded{
		At: start, Place: &place.Place{Country: "Iran", City: "Kerman"}, Casualties: fullReview().Casualties, Summary: "Two explosions.",
	}
}

func fullReview() learned.Record {
	return learned.Record{
		Outcome: learned.Occurred, Summary: "They knew, and it went no further.",
		Casualties: learned.Casualties{
			Killed:  learned.Count{Known: true, Least: 84, Most: 95, Source: learned.Public},
			Injured: learned.Count{Known: true, Least: 284, Most: 284, Source: learned.Assessed},
		},
		Lessons: []learned.Lesson{{Finding: "Nobody passed it on.", Class: "F-6", Proposal: "Ask for onward passage.", Pack: "icd-191"}},
	}
}

// TestFrozen holds the exact bytes of every event, full and empty, and of an
// envelope around one. When it fails, the code is wrong: names never change.
func TestFrozen(t *testing.T) {
	t.Parallel()
	all := events()
	names := dossier.Kinds.Names()
	if len(all) != len(names) {
		t.Fatalf("there are %d kinds, and %d are frozen", len(names), len(all))
	}
	for i, pair := range all {
		for j, event := range pair {
			kind, body, err := dossier.Kinds.Encode(event)
			if err != nil {
				t.Fatal(err)
			}
			if kind != names[i] {
				t.Errorf("%d is a %s, not a %s", i, kind, names[i])
			}
			file := kind + []string{".full.json", ".bare.json"}[j]
			frozen(t, file, body)
			read, err := dossier.Kinds.Decode(entry.Entry{Kind: kind, Body: body})
			if err != nil {
				t.Errorf("reading %s: %v", file, err)
			} else if !reflect.DeepEqual(read, event) {
				t.Errorf("%s is read as\n%+v\nand was\n%+v", file, read, event)
			}
		}
	}
	_, body, err := dossier.Kinds.Encode(all[12][0])
	if err != nil {
		t.Fatal(err)
	}
	raw, err := entry.Entry{
		Stream: tocsin.StreamID(id[tocsin.DossierID]("dossier")), Version: 2, Kind: names[12], At: start, By: officer("omar"),
		Level: tocsin.LevelOfficer, Prev: act.Hash(nil), Act: id[act.ID]("act"),
		Signed: &act.Signed{Bytes: "the act\n", Signature: "the signature\n"}, Body: body,
	}.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	frozen(t, "entry.json", raw)
	if files, _ := filepath.Glob(filepath.Join("testdata", "wire", "*")); len(files) != 2*len(names)+1 {
		t.Errorf("%d files are frozen for %d kinds", len(files), len(names))
	}
}

// frozen holds bytes against a frozen file.
func frozen(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", "wire", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is written as\n%s\nand was as\n%s", name, got, want)
	}
}

// TestKinds holds that every type with an evolve method is in Kinds, under its
// own name, and that no name is used in two rooms: the board tells streams
// apart by them.
func TestKinds(t *testing.T) {
	t.Parallel()
	for room, names := range map[string][]string{
		"../report": report.Kinds.Names(), "../holder": holder.Kinds.Names(),
		"../delivery": delivery.Kinds.Names(), ".": dossier.Kinds.Names(),
	} {
		found := evolvers(t, room)
		slices.Sort(found)
		sorted := slices.Sorted(slices.Values(names))
		if !slices.Equal(found, sorted) {
			t.Errorf("in %s the types that evolve are %v, and Kinds lists %v", room, found, sorted)
		}
	}
	all := slices.Concat(report.Kinds.Names(), holder.Kinds.Names(), delivery.Kinds.Names(), dossier.Kinds.Names())
	slices.Sort(all)
	if len(slices.Compact(all)) != len(report.Kinds)+len(holder.Kinds)+len(delivery.Kinds)+len(dossier.Kinds) {
		t.Errorf("a name stands in two rooms: %v", all)
	}
}

// evolvers are the types of a room that have a method evolve.
func evolvers(t *testing.T, room string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(room, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv == nil || f.Name.Name != "evolve" {
				continue
			}
			on := f.Recv.List[0].Type
			if star, ok := on.(*ast.StarExpr); ok {
				on = star.X
			}
			found = append(found, on.(*ast.Ident).Name)
		}
	}
	return found
}

// TestMalleable holds that an event is read in one form only.
func TestMalleable(t *testing.T) {
	t.Parallel()
	for _, pair := range events() {
		for _, event := range pair {
			kind, body, err := dossier.Kinds.Encode(event)
			if err != nil {
				t.Fatal(err)
			}
			for _, other := range [][]byte{
				append([]byte(" "), body...),
				append(bytes.Clone(body), ' '),
				append(bytes.Clone(body), body...),
				append([]byte(`{"extra":1`+strings.Repeat(",", min(1, len(body)-2))), body[1:]...),
				[]byte("null"),
			} {
				if read, err := dossier.Kinds.Decode(entry.Entry{Kind: kind, Body: other}); err == nil {
					t.Errorf("%s is read from %q as %+v", kind, other, read)
				}
			}
		}
	}
	if _, err := dossier.Kinds.Decode(entry.Entry{Kind: "WarningForgotten", Body: []byte("{}")}); err == nil {
		t.Error("an unknown kind is read")
	}
}
