package dossier_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
	"example.org/tocsin/dossier"
	"example.org/tocsin/marking"
	"example.org/tocsin/place"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// TestRefusals reaches every refusal of this room, and the ones of other rooms
// that come through it.
func TestRefusals(t *testing.T) {
	t.Parallel()
	ngo := policy.ProfileNGO
	found := func() *script {
		return given(t, ngo).when("ana", assess(dutiful())).when("ana", determine("ana")).stands(dossier.StatusDuty)
	}
	drafted := func() *script { return found().when("ana", draft(textA())) }
	cleared := func() *script { return drafted().when("omar", approve(textA())).stands(dossier.StatusCleared) }
	silent := func() *script {
		return given(t, ngo).when("ana", assess(doubted())).when("ana", determine("ana"))
	}
	closed := func() *script {
		return given(t, ngo).when("ana", closing("ana")).affirm("sara").stands(dossier.StatusClosed)
	}
	none := func() *script { return &script{t: t, now: start} }

	// Of a dossier that is not there, or is closed, nothing is asked.
	for _, c := range []dossier.Command{
		link("rtwo"), unlink("rone", "why"), assess(dutiful()), determine("ana"), draft(textA()), approve(textA()),
		send(textA(), "wone"), waive(noWay("ana")), affirm("", reason("ana")), withdraw(), closing("ana"),
		taken("yes"), consult("them", "what"), consulted(1, "yes"), dispute("ana", dossier.AboutDuty),
		resolve("hana", 1, dossier.TowardsWarning),
	} {
		none().when("ana", c).refused("dossier/unknown")
		closed().when("ana", c).refused("dossier/closed")
	}
	none().when("ana", dissent("ana")).refused("dossier/unknown")
	none().when("sara", review(reason("sara"))).refused("dossier/unknown")
	none().when("ana", open("bank")).refused("policy/none")
	none().when("ana", open("")).refused("policy/none")

	// Reports.
	given(t, ngo).when("ana", unlink("rtwo", "why")).refused("dossier/link").
		when("ana", unlink("rone", "why")).refused("dossier/link").
		when("ana", link("rtwo")).when("ana", unlink("rone", " ")).refused("dossier/link")

	// Assessments.
	ungraded := dutiful()
	ungraded.Reliability = "G"
	stranger := passing()
	stranger.Facts[0].Report = id[tocsin.ReportID]("rtwo")
	asked := doubted()
	asked.Answers[0].Question = "friendly"
	twice := doubted()
	twice.Answers = append(twice.Answers, report.Answer{Question: "credible", Answer: tocsin.Yes})
	badPlace := dutiful()
	badPlace.Facts = []report.Fact{{
		Field: report.FieldPlace, Place: &place.Place{Point: &place.Point{Lat: 91_000_000}}, Report: id[tocsin.ReportID]("rone"),
	}}
	given(t, ngo).when("ana", assess(ungraded)).refused("report/reliability").
		when("ana", assess(stranger)).refused("report/provenance").
		when("ana", assess(asked)).refused("policy/question").
		when("ana", assess(twice)).refused("policy/question").
		when("ana", assess(badPlace)).refused("report/fact")

	// Determinations.
	given(t, ngo).when("ana", determine("ana")).refused("dossier/assess-first").
		when("ana", assess(doubted())).when("ana", dossier.DetermineDuty{}).refused("DTW-JUSTIFY").
		when("ana", dossier.DetermineDuty{Overrule: true}).refused("DTW-JUSTIFY").
		when("ana", assess(property())).when("ana", determine("ana")).refused("DTW-SCOPE").
		when("ana", refer("ana", start)).refused("DTW-SCOPE").
		when("ana", dossier.DetermineDuty{Because: reason("ana"), By: start.Add(time.Hour), Owner: " "}).refused("DTW-SCOPE")

	// Drafts.
	unmarked := textA()
	unmarked.Marking = marking.Marking{}
	update := text(warning.KindUpdate, "wtwo", "It comes sooner.", "police")
	given(t, ngo).when("ana", draft(textA())).refused("dossier/determine-first")
	found().when("ana", draft(unmarked)).refused("warning/marking").
		when("ana", draft(update)).refused("warning/supersedes").
		later(30*24*time.Hour).when("ana", draft(textA())).refused("warning/validity")
	found().sent().when("ana", draft(textA())).refused("warning/supersedes").
		when("ana", draft(update)).refused("warning/supersedes")
	cleared().when("sara", draft(textB())).refused("dossier/cleared")

	// Approvals: these very bytes, and everything beside them.
	found().when("omar", approve(textA())).refused("approval/nothing")
	cleared().when("sara", approve(textA())).refused("approval/nothing")
	drafted().when("ana", approve(textA())).refused("approval/two-person").
		when("", approve(textA())).refused("approval/officer").
		when("amir", approve(textA())).when("amir", approve(textA())).refused("approval/twice")
	for i, change := range []func(*warning.Draft){
		func(d *warning.Draft) { d.Text = "Nothing is being prepared.\n" },
		func(d *warning.Draft) { d.Kind = warning.KindExercise },
		func(d *warning.Draft) { d.Supersedes = id[tocsin.WarningID]("wone") },
		func(d *warning.Draft) { d.Marking.TLP = marking.Clear },
		func(d *warning.Draft) { d.Marking.Caveats = []string{"ORCON"} },
		func(d *warning.Draft) { d.ValidFrom = d.ValidFrom.Add(time.Minute) },
		func(d *warning.Draft) { d.UsefulUntil = d.UsefulUntil.Add(time.Minute) },
		func(d *warning.Draft) { d.Recipients = []tocsin.RecipientID{id[tocsin.RecipientID]("press")} },
		func(d *warning.Draft) { d.Recipients = append(d.Recipients, id[tocsin.RecipientID]("press")) },
		func(d *warning.Draft) { d.Edited = true },
		func(d *warning.Draft) { d.Grade = "F6" },
		func(d *warning.Draft) { d.Tearline.Released[0].Value = "another" },
		func(d *warning.Draft) { d.Tearline.Withheld = []warning.Withheld{{Field: report.FieldPlace}} },
	} {
		other := textA()
		change(&other)
		t.Logf("change %d", i)
		drafted().when("omar", approve(other)).refused("approval/changed")
	}
	drafted().when("ana", draft(text(warning.KindWarning, "", "First.", "police"))).when("", send(textA(), "w")).
		refused("dossier/not-cleared")
	engine := found().when("", draft(textA())).when("omar", approve(textA()))
	engine.refused("approval/officer")

	// Sending: what was cleared, to those it was cleared for.
	other, fewer := textB(), textA()
	fewer.Recipients = []tocsin.RecipientID{id[tocsin.RecipientID]("press")}
	cleared().when("ana", send(other, "wone")).refused("approval/changed").
		when("ana", send(fewer, "wone")).refused("warning/recipients").
		later(10*24*time.Hour).when("ana", send(textA(), "wone")).refused("warning/validity")

	// Waivers.
	given(t, ngo).when("ana", waive(noWay("ana"))).refused("DTW-W-ALL")
	silent().when("ana", waive(noWay("ana"))).refused("DTW-W-ALL").
		when("ana", draft(textA())).when("ana", waive(noWay("ana"))).refused("DTW-W-ALL") // none was found
	found().when("ana", assess(doubted())).when("ana", draft(textA())).
		when("ana", waive(noWay("ana"))).refused("DTW-W-ALL") // found on other facts
	retracted := text(warning.KindRetraction, "wone", "It is over.", "mission", "police")
	again := text(warning.KindUpdate, "wone", "It is not over.", "mission", "police")
	found().when("ana", waive(known("ana", "wone-police"))).refused("DTW-W-a").
		when("ana", waive(policy.Waiver{})).refused("policy/waiver-ground").
		sent().when("ana", draft(retracted)).when("omar", approve(retracted)).when("sara", approveAnyway(found(), retracted)).when("ana", send(retracted, "wtwo")).
		when("", deliver("wtwo-mission", delivery.StateAcknowledged)).when("ana", draft(again)).
		when("ana", waive(known("ana", "wtwo-mission"))).refused("DTW-W-a") // a retraction tells of no threat

	// Affirming: another officer, his own words, this very silence, in time.
	found().when("sara", affirm("", reason("sara"))).refused("approval/nothing")
	silent().when("ana", affirm("", reason("ana"))).refused("approval/two-person").
		when("sara", affirm("0000", reason("sara"))).refused("approval/changed").
		when("", affirm("", reason("nobody"))).refused("approval/officer").
		affirmedBy("omar").affirm("omar").refused("approval/twice")
	s := silent()
	s.when("sara", affirm(s.d.Silence.Proposal.Of, "")).refused("DTW-JUSTIFY").
		when("sara", affirm(s.d.Silence.Proposal.Of, reason("ana"))).refused("DTW-JUSTIFY").
		when("sara", affirm(s.d.Silence.Proposal.Of, strings.ToUpper(reason("ana"))+"!")).refused("DTW-JUSTIFY").
		affirmedBy("omar").when("sara", affirm(s.d.Silence.Proposal.Of, reason("omar"))).refused("DTW-JUSTIFY").
		affirm("sara").stands(dossier.StatusNoDuty).
		when("hana", affirm(s.d.Silence.Proposal.Of, reason("hana"))).refused("approval/nothing")
	given(t, ngo).when("ana", assess(property())).when("ana", refer("ana", start.Add(time.Hour))).
		later(time.Hour).affirm("sara").refused("DTW-SCOPE")
	found().when("ana", waive(noWay("ana"))).later(7 * 24 * time.Hour).affirm("sara").refused("DTW-W-ALL")

	// What is affirmed is this proposal, all of it, and no other.
	first := found().when("ana", waive(noWay("ana")))
	of := first.d.Silence.Proposal.Of
	changed := noWay("ana")
	changed.Evidence.Channels[0].Fails += " any more"
	first.when("ana", waive(changed)).when("sara", affirm(of, reason("sara"))).refused("approval/changed")
	first = given(t, ngo).when("ana", closing("ana"))
	of = first.d.Silence.Proposal.Of
	first.when("ana", dossier.CloseDossier{
		Closing: dossier.DossierClosed{Outcome: dossier.OutcomeOccurred, Summary: "Two were hurt.", Injured: "2"}, Because: reason("ana"),
	}).when("sara", affirm(of, reason("sara"))).refused("approval/changed")

	// Closings.
	given(t, ngo).when("ana", dossier.CloseDossier{}).refused("dossier/outcome").
		when("ana", dossier.CloseDossier{Closing: dossier.DossierClosed{Outcome: dossier.OutcomeFalse}}).refused("dossier/outcome").
		when("ana", dossier.CloseDossier{Closing: dossier.DossierClosed{Outcome: dossier.OutcomeFalse, Summary: "It was."}}).
		refused("DTW-JUSTIFY")
	again.Supersedes = id[tocsin.WarningID]("wone")
	found().sent().when("", deliver("wone-police", delivery.StateAcknowledged)).when("ana", draft(again)).
		when("ana", closing("ana")).refused("dossier/unfinished").
		when("omar", approve(again)).when("ana", closing("ana")).refused("dossier/unfinished").
		when("ana", assess(dutiful())).when("ana", closing("ana")).then("DossierClosed")

	refusedAnswers(t)
	refusedPacks(t)
	refusedDisputes(t)
	refusedReviews(t)
	refusedHarm(t)
	refusedRelease(t)
	refusedCampaigns(t)
	refusedLives(t)
	refusedIncidents(t)
	refusedLines(warned(t), regime(ngo))
	allReached(t)
}

// allReached holds that every call of tocsin.Refuse in this room was reached: by
// its rule and the beginning of its remedy, as far as they are written out.
func allReached(t *testing.T) {
	t.Helper()
	var seen [][2]string
	refusalsSeen.Range(func(key, _ any) bool {
		seen = append(seen, key.([2]string))
		return true
	})
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != "Refuse" {
				return true
			}
			count++
			rule, remedy := written(call.Args[0]), written(call.Args[1])
			if !slices.ContainsFunc(seen, func(s [2]string) bool {
				return (rule == "" || s[0] == rule) && strings.HasPrefix(s[1], remedy)
			}) {
				t.Errorf("%s: no test is refused under %q (%s)", set.Position(call.Pos()), rule, remedy)
			}
			return true
		})
	}
	if count == 0 {
		t.Error("no refusal is found in this room")
	}
}

// written is the beginning of a string as far as the source writes it out.
func written(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		if err == nil {
			return s
		}
	case *ast.BinaryExpr:
		return written(e.X)
	}
	return ""
}
