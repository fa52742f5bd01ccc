package policy_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/policy"
	"example.org/tocsin/report"
)

// A ask is a waiver with what the record knows.
type ask struct {
	w policy.Waiver
	s policy.Situation
}

// full is each ground with all its evidence; a test spoils it.
func full(ground string) ask {
	a := ask{
		policy.Waiver{Ground: ground, Tested: policy.EntityVictim, Justification: reason},
		policy.Situation{
			At: now, Acknowledged: []tocsin.DispatchID{"other", "known"}, Drafts: []string{"first", "second"},
			TargetKind: report.TargetPerson,
		},
	}
	e := &a.w.Evidence
	switch ground {
	case "DTW-W-a":
		e.Acknowledged = "known"
	case "DTW-W-b":
		e.Basis, e.Bystanders = reason, tocsin.No
	case "DTW-W-c":
		e.Basis, e.Bystanders = reason, tocsin.No
	case "DTW-W-d":
		a.w.Tested = policy.EntityHolder
		e.Basis, e.Draft = reason, "second"
	case "DTW-W-e":
		a.w.Tested = policy.EntityOriginator
		e.Basis, e.Asked, e.AnswerBy, e.Answer = reason, now.Add(-2*time.Hour), now.Add(time.Hour), "Do not pass it on."
	case "DTW-W-f":
		a.w.Tested = policy.EntityChannels
		e.Channels = []policy.ChannelTried{{Channel: "police", Fails: reason}, {Channel: "protecting power", Fails: reason}}
	}
	return a
}

// A spoiled waiver is one that lacks something.
type spoiled struct {
	ground, name string
	spoil        func(*ask)
	rule, why    string
}

// lacking are the six grounds, each without each piece of what it takes.
var lacking = []spoiled{
	{"DTW-W-a", "nothing linked", func(a *ask) { a.w.Evidence.Acknowledged = "" }, "", "general alertness"},
	{"DTW-W-a", "another dossier's", func(a *ask) { a.w.Evidence.Acknowledged = "elsewhere" }, "", "general alertness"},
	{"DTW-W-a", "nothing acknowledged", func(a *ask) { a.s.Acknowledged = nil }, "", "general alertness"},
	{"DTW-W-b", "no basis", func(a *ask) { a.w.Evidence.Basis = "" }, "", "the only reason"},
	{"DTW-W-b", "short basis", func(a *ask) { a.w.Evidence.Basis = "He fights." }, "", "the only reason"},
	{"DTW-W-b", "bystanders", func(a *ask) { a.w.Evidence.Bystanders = tocsin.Yes }, "", "others are"},
	{"DTW-W-b", "bystanders unknown", func(a *ask) { a.w.Evidence.Bystanders = tocsin.Unknown }, "", "others are"},
	{"DTW-W-b", "a group", func(a *ask) { a.s.TargetKind = report.TargetGroup }, "", "victim by victim"},
	{"DTW-W-b", "a gathering", func(a *ask) { a.s.TargetKind = report.TargetEvent }, "", "victim by victim"},
	{"DTW-W-b", "an unknown target", func(a *ask) { a.s.TargetKind = report.TargetUnknown }, "", "victim by victim"},
	{"DTW-W-c", "bystanders", func(a *ask) { a.w.Evidence.Bystanders = tocsin.Yes }, "", "others are"},
	{"DTW-W-c", "bystanders unknown", func(a *ask) { a.w.Evidence.Bystanders = tocsin.Unknown }, "", "others are"},
	{"DTW-W-c", "a gathering", func(a *ask) { a.s.TargetKind = report.TargetEvent }, "", "no person or group"},
	{"DTW-W-c", "an unknown target", func(a *ask) { a.s.TargetKind = report.TargetUnknown }, "", "no person or group"},
	{"DTW-W-c", "no basis", func(a *ask) { a.w.Evidence.Basis = "" }, "", "no reasonable basis"},
	{"DTW-W-c", "one word", func(a *ask) { a.w.Evidence.Basis = strings.Repeat("terrorist ", 9) }, "", "no reasonable basis"},
	{"DTW-W-d", "no draft", func(a *ask) { a.w.Evidence.Draft = "" }, "", "no sanitized draft"},
	{"DTW-W-d", "no draft, and an empty one kept", func(a *ask) { a.w.Evidence.Draft = ""; a.s.Drafts = []string{""} }, "", "no sanitized draft"},
	{"DTW-W-d", "draft of another", func(a *ask) { a.w.Evidence.Draft = "third" }, "", "no sanitized draft"},
	{"DTW-W-d", "nothing weighed", func(a *ask) { a.w.Evidence.Basis = " " }, "", "nothing is weighed"},
	{"DTW-W-e", "not asked", func(a *ask) { a.w.Evidence.Asked = time.Time{} }, "", "was not asked"},
	{"DTW-W-e", "asked tomorrow", func(a *ask) { a.w.Evidence.Asked = now.Add(time.Second) }, "", "was not asked"},
	{"DTW-W-e", "date before the asking", func(a *ask) { a.w.Evidence.AnswerBy = now.Add(-2 * time.Hour) }, "", "before the asking"},
	{"DTW-W-e", "no answer yet", func(a *ask) { a.w.Evidence.Answer = " \n" }, "", "has not answered"},
	{"DTW-W-e", "no answer a second before the date", func(a *ask) { a.w.Evidence.Answer = ""; a.w.Evidence.AnswerBy = now.Add(time.Second) }, "", "has not answered"},
	{"DTW-W-e", "no answer, no date", func(a *ask) { a.w.Evidence.Answer = ""; a.w.Evidence.AnswerBy = time.Time{} }, "", "has not answered"},
	{"DTW-W-e", "nothing weighed", func(a *ask) { a.w.Evidence.Basis = "They said no." }, "", "nothing is weighed"},
	{"DTW-W-f", "no channel", func(a *ask) { a.w.Evidence.Channels = nil }, "", "no channel"},
	{"DTW-W-f", "a channel without a name", func(a *ask) { a.w.Evidence.Channels[1].Channel = " " }, "", "without a reason"},
	{"DTW-W-f", "a channel without a reason", func(a *ask) { a.w.Evidence.Channels[1].Fails = "It fails." }, "", "without a reason"},
}

// lackingAll adds what every ground refuses.
func lackingAll() []spoiled {
	all := slices.Clone(lacking)
	entities := []policy.Entity{
		policy.EntityVictim, policy.EntityProtector, policy.EntityHolder, policy.EntityOriginator,
		policy.EntityChannels, policy.EntityRecipient, "", "the enemy",
	}
	for _, g := range policy.Grounds() {
		for _, e := range entities {
			if e != g.Tested {
				all = append(all, spoiled{g.ID, "tested on " + string(e), func(a *ask) { a.w.Tested = e }, "", "the ground is about the " + string(g.Tested)})
			}
		}
		for _, text := range []string{"", "no", strings.Repeat("so ", 99)} {
			all = append(all, spoiled{g.ID, "justified by " + text, func(a *ask) { a.w.Justification = text }, "DTW-JUSTIFY", "does not say why"})
		}
		all = append(all, spoiled{g.ID, "no evidence", func(a *ask) { a.w.Evidence = policy.Evidence{} }, "", ""})
	}
	for _, ground := range []string{"", "a", "DTW-W-g", "DTW-W-A", "dtw-w-a"} {
		all = append(all, spoiled{"DTW-W-a", "ground " + ground, func(a *ask) { a.w.Ground = ground }, "policy/waiver-ground", "no ground"})
	}
	return all
}

// refusedFor gives the refusal of a spoiled waiver.
func refusedFor(t *testing.T, c spoiled) *tocsin.Refusal {
	t.Helper()
	a := full(c.ground)
	c.spoil(&a)
	err := policy.CheckWaiver(a.w, a.s)
	var refused *tocsin.Refusal
	if !errors.As(err, &refused) {
		t.Fatalf("%s, %s: %v", c.ground, c.name, err)
	}
	if c.rule == "" {
		c.rule = c.ground
	}
	if refused.Rule != c.rule || !strings.Contains(refused.Why, c.why) || refused.Remedy == "" {
		t.Errorf("%s, %s: %v", c.ground, c.name, refused)
	}
	return refused
}

// TestWaivers accepts each ground with its evidence, and refuses it without any
// piece of it.
func TestWaivers(t *testing.T) {
	t.Parallel()
	var ids []string
	for _, g := range policy.Grounds() {
		ids = append(ids, g.ID)
		a := full(g.ID)
		if err := policy.CheckWaiver(a.w, a.s); err != nil {
			t.Errorf("%s with full evidence: %v", g.ID, err)
		}
		if a.w.Tested != g.Tested || g.Needs == "" || g.Sentence == "" {
			t.Errorf("%s is tested on the %s", g.ID, g.Tested)
		}
	}
	if got := strings.Join(ids, " "); got != "DTW-W-a DTW-W-b DTW-W-c DTW-W-d DTW-W-e DTW-W-f" {
		t.Errorf("the grounds are %s", got)
	}
	for _, c := range lackingAll() {
		refusedFor(t, c)
	}
	for name, e := range map[string]func(*policy.Evidence){
		"the date has come":            func(e *policy.Evidence) { e.Answer, e.AnswerBy = "", now },
		"the date has passed":          func(e *policy.Evidence) { e.Answer, e.AnswerBy = "", now.Add(-time.Hour) },
		"an answer to no date":         func(e *policy.Evidence) { e.AnswerBy = time.Time{} },
		"asked and answered this hour": func(e *policy.Evidence) { e.Asked = now },
	} {
		a := full("DTW-W-e")
		e(&a.w.Evidence)
		if err := policy.CheckWaiver(a.w, a.s); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	// What a caller does to the list is his own affair.
	policy.Grounds()[0].Tested = policy.EntityRecipient
	if policy.Grounds()[0].Tested != policy.EntityVictim {
		t.Error("the grounds were changed from outside")
	}
}

// TestKerman holds the case where a ground about the victim was argued against
// the government that would have been warned: that the recipient, or who
// protects the victims, is hostile satisfies no ground.
func TestKerman(t *testing.T) {
	t.Parallel()
	for _, entity := range []policy.Entity{policy.EntityRecipient, policy.EntityProtector} {
		for _, g := range policy.Grounds() {
			a := full(g.ID)
			a.w.Tested = entity
			a.w.Evidence.Basis = "The government that would receive it supports terrorists and has itself ordered assassinations abroad."
			err := policy.CheckWaiver(a.w, a.s)
			var refused *tocsin.Refusal
			if !errors.As(err, &refused) || refused.Rule != g.ID || !strings.Contains(refused.Why, "not about the "+string(entity)) {
				t.Errorf("%s on the %s: %v", g.ID, entity, err)
			}
		}
	}
}

// TestRefusalsReached holds that every refusal this room writes out is reached.
func TestRefusalsReached(t *testing.T) {
	t.Parallel()
	var seen []*tocsin.Refusal
	for _, c := range lackingAll() {
		seen = append(seen, refusedFor(t, c))
	}
	for _, err := range []error{policy.Justify(""), policy.JustifyApart(reason, reason)} {
		var refused *tocsin.Refusal
		if !errors.As(err, &refused) {
			t.Fatal(err)
		}
		seen = append(seen, refused)
	}
	sites := refusals(t)
	if len(sites) < 15 {
		t.Errorf("only %d refusals are found in this room", len(sites))
	}
	for _, s := range sites {
		if !slices.ContainsFunc(seen, func(r *tocsin.Refusal) bool {
			return (s.rule == "" || s.rule == r.Rule) && s.why.MatchString(r.Why)
		}) {
			t.Errorf("%s: no test is refused under %q because %s", s.at, s.rule, s.why)
		}
	}
}

// A site is one place where a refusal is written out; the rule is empty where
// it is not.
type site struct {
	at   token.Position
	rule string
	why  *regexp.Regexp
}

// refusals are the sites of this room.
func refusals(t *testing.T) []site {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	verb := regexp.MustCompile(`%[a-z]`)
	var sites []site
	set := token.NewFileSet()
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 3 {
				return true
			}
			named, plain := call.Fun.(*ast.Ident)
			chosen, other := call.Fun.(*ast.SelectorExpr)
			if plain && named.Name == "lacks" || other && chosen.Sel.Name == "Refuse" {
				why := "^" + verb.ReplaceAllString(regexp.QuoteMeta(literal(call.Args[2])), ".*") + "$"
				sites = append(sites, site{set.Position(call.Pos()), literal(call.Args[0]), regexp.MustCompile(why)})
			}
			return true
		})
	}
	return sites
}

// literal is the text of a string that is written out, empty for any other.
func literal(e ast.Expr) string {
	if lit, ok := e.(*ast.BasicLit); ok {
		if text, err := strconv.Unquote(lit.Value); err == nil {
			return text
		}
	}
	return ""
}
