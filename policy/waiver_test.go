package policy_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
	"example.org/tocsin/report"
)

// An ask is a waiver with what the record knows.
type ask struct {
	w policy.Waiver
	r policy.Recorded
}

// full is a waiver on a ground with all its evidence.
func full(p *policy.Pack, g policy.Ground) ask {
	a := ask{
		policy.Waiver{Pack: p.Ref.ID, Ground: g.ID, Tested: g.Tested, Justification: reason},
		policy.Recorded{
			Situation:    policy.Situation{Assessment: certain(), At: now, Reports: 1},
			Acknowledged: []tocsin.DispatchID{"other", "known"}, Drafts: []string{"first", "second"},
		},
	}
	a.r.Assessment.TargetKind = report.TargetPerson
	for _, need := range g.Needs {
		evidence[need].give(&a.w.Evidence)
	}
	return a
}

// evidence gives each kind of evidence, and spoils it in every way.
var evidence = map[policy.Need]struct {
	give  func(*policy.Evidence)
	spoil map[string]func(*ask)
}{
	policy.NeedAcknowledged: {func(e *policy.Evidence) { e.Acknowledged = "known" }, map[string]func(*ask){
		"general alertness":   func(a *ask) { a.w.Evidence.Acknowledged = "" },
		"general alertness ":  func(a *ask) { a.w.Evidence.Acknowledged = "elsewhere" },
		"general alertness  ": func(a *ask) { a.r.Acknowledged = nil },
	}},
	policy.NeedNoBystanders: {func(e *policy.Evidence) { e.Bystanders = no }, map[string]func(*ask){
		"others are":  func(a *ask) { a.w.Evidence.Bystanders = yes },
		"others are ": func(a *ask) { a.w.Evidence.Bystanders = unknown },
	}},
	policy.NeedBasis: {func(e *policy.Evidence) { e.Basis = reason }, map[string]func(*ask){
		"":  func(a *ask) { a.w.Evidence.Basis = "" },
		" ": func(a *ask) { a.w.Evidence.Basis = strings.Repeat("terrorist ", 9) },
	}},
	policy.NeedBalance: {func(e *policy.Evidence) { e.Basis = reason }, map[string]func(*ask){
		"":  func(a *ask) { a.w.Evidence.Basis = " " },
		" ": func(a *ask) { a.w.Evidence.Basis = "They said no." },
	}},
	policy.NeedDraft: {func(e *policy.Evidence) { e.Draft = "second" }, map[string]func(*ask){
		"no sanitized draft":   func(a *ask) { a.w.Evidence.Draft = "" },
		"no sanitized draft ":  func(a *ask) { a.w.Evidence.Draft = ""; a.r.Drafts = []string{""} },
		"no sanitized draft  ": func(a *ask) { a.w.Evidence.Draft = "third" },
	}},
	policy.NeedOriginator: {
		func(e *policy.Evidence) {
			e.Asked, e.AnswerBy, e.Answer = now.Add(-2*time.Hour), now.Add(time.Hour), "Do not pass it on."
		}, map[string]func(*ask){
			"was not asked":      func(a *ask) { a.w.Evidence.Asked = time.Time{} },
			"was not asked ":     func(a *ask) { a.w.Evidence.Asked = now.Add(time.Second) },
			"before the asking":  func(a *ask) { a.w.Evidence.AnswerBy = now.Add(-2 * time.Hour) },
			"has not answered":   func(a *ask) { a.w.Evidence.Answer = " \n" },
			"has not answered ":  func(a *ask) { a.w.Evidence.Answer, a.w.Evidence.AnswerBy = "", now.Add(time.Second) },
			"has not answered  ": func(a *ask) { a.w.Evidence.Answer, a.w.Evidence.AnswerBy = "", time.Time{} },
		},
	},
	policy.NeedChannels: {
		func(e *policy.Evidence) {
			e.Channels = []policy.ChannelTried{{Channel: "police", Fails: reason}, {Channel: "protecting power", Fails: reason}}
		}, map[string]func(*ask){
			"no channel":        func(a *ask) { a.w.Evidence.Channels = nil },
			"without a reason":  func(a *ask) { a.w.Evidence.Channels[1].Channel = " " },
			"without a reason ": func(a *ask) { a.w.Evidence.Channels[1].Fails = "It fails." },
		},
	},
	policy.NeedProtection: {func(e *policy.Evidence) { e.Protection = reason }, map[string]func(*ask){
		"no protective act":  func(a *ask) { a.w.Evidence.Protection = "" },
		"no protective act ": func(a *ask) { a.w.Evidence.Protection = "guarded" },
	}},
	policy.NeedRefusal: {func(e *policy.Evidence) { e.Refusal = reason }, map[string]func(*ask){
		"no refusal":  func(a *ask) { a.w.Evidence.Refusal = "" },
		"no refusal ": func(a *ask) { a.w.Evidence.Refusal = "He hung up." },
	}},
}

// lacking gives each waiver that lacks something, with the rule that refuses it
// and why.
func lacking(t *testing.T, p *policy.Pack, each func(name string, a ask, rule, why string)) {
	t.Helper()
	for _, g := range p.Waivers {
		spoiled := func(name, rule, why string, spoil func(*ask)) {
			a := full(p, g)
			spoil(&a)
			each(g.ID+", "+name, a, rule, why)
		}
		for _, need := range g.Needs {
			for why, spoil := range evidence[need].spoil {
				spoiled("spoiled "+string(need), g.ID, strings.TrimSpace(why), spoil)
			}
		}
		spoiled("no evidence", g.ID, "", func(a *ask) { a.w.Evidence = policy.Evidence{} })
		for _, e := range append(policy.Entities(), "", "the enemy") {
			if e != g.Tested {
				spoiled("tested on "+string(e), g.ID, "the ground is about the "+string(g.Tested)+", not about the "+string(e), func(a *ask) { a.w.Tested = e })
			}
		}
		for _, text := range []string{"", "no", strings.Repeat("so ", 99)} {
			spoiled("justified by "+text, "DTW-JUSTIFY", "does not say why", func(a *ask) { a.w.Justification = text })
		}
		for _, id := range []string{"", "a", g.ID + "x", strings.ToLower(g.ID)} {
			spoiled("ground "+id, "policy/waiver-ground", "is no ground", func(a *ask) { a.w.Ground = id })
		}
		if g.If != "" {
			for _, kind := range []report.TargetKind{report.TargetUnknown, report.TargetEvent, report.TargetStructure} {
				spoiled("target "+string(kind), g.ID, "does not fit here, as it must: "+g.IfSays, func(a *ask) { a.r.Assessment.TargetKind = kind })
			}
		}
	}
}

// TestWaivers accepts each ground of each pack with its evidence, and refuses it
// without any piece of it, on any other entity, and where it does not fit.
func TestWaivers(t *testing.T) {
	t.Parallel()
	needs := map[policy.Need]bool{}
	for _, id := range packs.IDs() {
		p := pack(t, id)
		for _, g := range p.Waivers {
			a := full(p, g)
			if err := p.CheckWaiver(a.w, a.r); err != nil {
				t.Errorf("%s with full evidence: %v", g.ID, err)
			}
			for _, need := range g.Needs {
				if needs[need] = true; need.String() == "" {
					t.Errorf("%s is not told in words", need)
				}
			}
			if got, ok := p.Ground(g.ID); !ok || got.ID != g.ID {
				t.Errorf("%s is not found", g.ID)
			}
		}
		lacking(t, p, func(name string, a ask, rule, why string) {
			var refused *tocsin.Refusal
			if err := p.CheckWaiver(a.w, a.r); !errors.As(err, &refused) || refused.Rule != rule || !strings.Contains(refused.Why, why) || refused.Remedy == "" {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
	for _, need := range policy.Needs() {
		if !needs[need] {
			t.Errorf("no pack asks for %s", need)
		}
	}
	p := pack(t, "icd-191")
	for name, e := range map[string]func(*policy.Evidence){
		"the date has come":            func(e *policy.Evidence) { e.Answer, e.AnswerBy = "", now },
		"the date has passed":          func(e *policy.Evidence) { e.Answer, e.AnswerBy = "", now.Add(-time.Hour) },
		"an answer to no date":         func(e *policy.Evidence) { e.AnswerBy = time.Time{} },
		"asked and answered this hour": func(e *policy.Evidence) { e.Asked = now },
	} {
		g, _ := p.Ground("DTW-W-e")
		a := full(p, g)
		if e(&a.w.Evidence); p.CheckWaiver(a.w, a.r) != nil {
			t.Errorf("%s: %v", name, p.CheckWaiver(a.w, a.r))
		}
	}
}

// TestGroundsTestTheirEntity holds on any dossier that a ground is tested on the
// entity it names and on no other, and fits where its condition is yes: not where
// it is unknown.
func TestGroundsTestTheirEntity(t *testing.T) {
	t.Parallel()
	onPacks(t, func(t *testing.T, r *rand.Rand, p *policy.Pack, s policy.Situation) {
		t.Helper()
		g := pick(r, p.Waivers...)
		a := full(p, g)
		a.r.Assessment, a.r.Reports = s.Assessment, s.Reports
		fits := true
		if g.If != "" {
			i := slices.IndexFunc(p.Expressions(policy.RoleIf), func(e policy.Expression) bool { return e.Of == g.ID })
			told := map[policy.Name]string{}
			if kind := s.Assessment.TargetKind; kind != "" {
				told["target_kind"] = string(kind)
			}
			values, err := p.Evaluate(told, p.Expressions(policy.RoleIf)[i])
			if err != nil {
				t.Fatal(err)
			}
			fits = values[0] == yes
		}
		if err := p.CheckWaiver(a.w, a.r); (err == nil) != fits {
			t.Errorf("%s on a %q, which fits %t: %v", g.ID, s.Assessment.TargetKind, fits, err)
		}
		for _, e := range policy.Entities() {
			if a.w.Tested = e; e != g.Tested && p.CheckWaiver(a.w, a.r) == nil {
				t.Errorf("%s, which is about the %s, is tested on the %s", g.ID, g.Tested, e)
			}
		}
	})
}

// TestKerman holds the case where a ground about the victim was argued against
// the government that would have been warned: that the recipient, or who
// protects the victims, is hostile satisfies no ground.
func TestKerman(t *testing.T) {
	t.Parallel()
	for _, id := range packs.IDs() {
		p := pack(t, id)
		for _, entity := range []policy.Entity{policy.EntityRecipient, policy.EntityProtector} {
			for _, g := range p.Waivers {
				a := full(p, g)
				a.w.Tested = entity
				a.w.Evidence.Basis = "The government that would receive it supports terrorists and has itself ordered assassinations abroad."
				err := p.CheckWaiver(a.w, a.r)
				var refused *tocsin.Refusal
				if !errors.As(err, &refused) || refused.Rule != g.ID || !strings.Contains(refused.Why, "not about the "+string(entity)) {
					t.Errorf("%s on the %s: %v", g.ID, entity, err)
				}
			}
		}
	}
}

// TestRefusalsReached holds that every refusal this room writes out is reached.
func TestRefusalsReached(t *testing.T) {
	t.Parallel()
	var seen []string
	note := func(err error) {
		if refused, ok := errors.AsType[*tocsin.Refusal](err); ok {
			seen = append(seen, refused.Why)
		}
	}
	for _, id := range packs.IDs() {
		p := pack(t, id)
		lacking(t, p, func(_ string, a ask, _, _ string) { note(p.CheckWaiver(a.w, a.r)) })
	}
	note(policy.Justify(""))
	note(policy.JustifyApart(reason, reason))
	_, err := pack(t, "cyber-pre-attack").Determine(policy.Situation{
		Assessment: report.Assessment{Reliability: "F", Credibility: 6, Answers: []report.Answer{{Question: "sightings", Value: "many"}}}, At: now,
	})
	note(err)
	sites := refusals(t)
	if len(sites) < 15 {
		t.Errorf("only %d refusals are found in this room", len(sites))
	}
	for _, s := range sites {
		if !slices.ContainsFunc(seen, s.why.MatchString) {
			t.Errorf("%s: no test is refused because %s", s.at, s.why)
		}
	}
}

// refusals are the sites of this room where a refusal is written out.
func refusals(t *testing.T) []site {
	t.Helper()
	all, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]int{"Refuse": 2, "lacks": 2, "lacksText": 3}
	verb := regexp.MustCompile(`%[a-z]`)
	var sites []site
	set := token.NewFileSet()
	for _, name := range all {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			called := ""
			switch f := call.Fun.(type) {
			case *ast.Ident:
				called = f.Name
			case *ast.SelectorExpr:
				called = f.Sel.Name
			}
			if i := places[called]; i > 0 && len(call.Args) > i {
				if text := literal(call.Args[i]); text != "" && text != "%s" {
					why := "^" + verb.ReplaceAllString(regexp.QuoteMeta(text), ".*") + "$"
					sites = append(sites, site{set.Position(call.Pos()), text, regexp.MustCompile(why)})
				}
			}
			return true
		})
	}
	return sites
}
