package approval_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/approval"
	"example.org/tocsin/policy"
)

// The levels, short.
const (
	analyst = tocsin.LevelAnalyst
	officer = tocsin.LevelOfficer
	senior  = tocsin.LevelSenior
	head    = tocsin.LevelHead
)

// by is an agreement to the thing "text" in somebody's own words.
func by(name tocsin.OfficerID, level tocsin.Level) approval.Given {
	return approval.Given{By: name, Level: level, Of: "text", Because: string(name) + " has read all of it and sees nobody in danger"}
}

// of is an agreement to another thing.
func of(g approval.Given, thing string) approval.Given { g.Of = thing; return g }

// because is an agreement in other words.
func because(g approval.Given, words string) approval.Given { g.Because = words; return g }

// proposal is a proposal of ana's.
func proposal(silence bool, level tocsin.Level, others int, highest tocsin.Level) approval.Proposal {
	return approval.Proposal{By: "ana", Level: level, Of: "text", Silence: silence, Quorum: policy.Quorum{Others: others, Highest: highest}}
}

// admitted are the agreements that may count and those that may not.
var admitted = []struct {
	name  string
	p     approval.Proposal
	given []approval.Given
	g     approval.Given
	rule  string
}{
	{"another officer", proposal(false, analyst, 1, officer), nil, by("omar", officer), ""},
	{"another of no rank", proposal(false, senior, 1, officer), nil, by("amir", analyst), ""},
	{"a second", proposal(false, analyst, 2, senior), []approval.Given{by("omar", officer)}, by("sara", senior), ""},
	{"without words", proposal(false, analyst, 1, officer), nil, because(by("omar", officer), ""), ""},
	{"in the words of another", proposal(false, analyst, 2, officer), []approval.Given{by("omar", officer)}, because(by("sara", senior), by("omar", officer).Because), ""},
	{"again, of a text that has changed since", proposal(false, analyst, 1, officer), []approval.Given{of(by("omar", officer), "older")}, by("omar", officer), ""},

	{"the engine", proposal(false, analyst, 1, officer), nil, by("", tocsin.LevelNone), "approval/officer"},
	{"of the engine", approval.Proposal{Of: "text"}, nil, by("omar", officer), "approval/officer"},
	{"the engine of itself", approval.Proposal{Of: "text"}, nil, by("", head), "approval/officer"},
	{"who proposed it", proposal(false, head, 1, officer), nil, by("ana", head), "approval/two-person"},
	{"who proposed it, of another text", proposal(false, head, 1, officer), nil, of(by("ana", head), "other"), "approval/two-person"},
	{"twice", proposal(false, analyst, 2, officer), []approval.Given{by("omar", officer), by("olga", officer)}, by("omar", officer), "approval/twice"},
	{"twice, risen since", proposal(false, analyst, 2, senior), []approval.Given{by("omar", officer)}, by("omar", head), "approval/twice"},
	{"twice, another text", proposal(false, analyst, 2, senior), []approval.Given{by("omar", officer)}, of(by("omar", officer), "other"), "approval/twice"},
	{"another text", proposal(false, analyst, 1, officer), nil, of(by("omar", officer), "texts"), "approval/changed"},
	{"no text", proposal(false, analyst, 1, officer), nil, of(by("omar", officer), ""), "approval/changed"},

	{"silence", proposal(true, analyst, 1, senior), nil, by("sara", senior), ""},
	{"silence, after another", proposal(true, analyst, 2, senior), []approval.Given{by("omar", officer)}, by("sara", senior), ""},
	{"silence without words", proposal(true, analyst, 1, senior), nil, because(by("sara", senior), ""), "DTW-JUSTIFY"},
	{"silence in a word", proposal(true, analyst, 1, senior), nil, because(by("sara", senior), "Agreed."), "DTW-JUSTIFY"},
	{"silence in the words of another", proposal(true, analyst, 2, senior), []approval.Given{by("olga", officer), by("omar", officer)}, because(by("sara", senior), strings.ToUpper(by("olga", officer).Because)+"!"), "DTW-JUSTIFY"},
	{"silence in the words of one about an older text", proposal(true, analyst, 1, senior), []approval.Given{of(by("omar", officer), "older")}, because(by("sara", senior), by("omar", officer).Because), "DTW-JUSTIFY"},
	{"silence of oneself", proposal(true, head, 1, senior), nil, by("ana", head), "approval/two-person"},
	{"silence twice", proposal(true, analyst, 2, senior), []approval.Given{by("sara", senior)}, because(by("sara", senior), "this time in quite other words than the last time"), "approval/twice"},
	{"silence on another thing", proposal(true, analyst, 1, senior), nil, of(by("sara", senior), "other"), "approval/changed"},
}

// TestAdmit holds which agreements may count.
func TestAdmit(t *testing.T) {
	t.Parallel()
	var reached []string
	for _, c := range admitted {
		err := approval.Admit(c.p, c.given, c.g)
		var refused *tocsin.Refusal
		switch {
		case c.rule == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.rule != "" && (!errors.As(err, &refused) || refused.Rule != c.rule || refused.Remedy == ""):
			t.Errorf("%s: not refused under %s: %v", c.name, c.rule, err)
		case c.rule != "":
			reached = append(reached, c.rule)
		}
	}
	for _, rule := range rules(t) {
		if !slices.Contains(reached, rule) {
			t.Errorf("no test is refused under %s", rule)
		}
	}
}

// TestMissing holds what a quorum lacks.
func TestMissing(t *testing.T) {
	t.Parallel()
	lack := func(officers int, level tocsin.Level) []approval.Lack {
		return []approval.Lack{{Officers: officers, Level: level}}
	}
	for _, c := range []struct {
		name  string
		p     approval.Proposal
		given []approval.Given
		want  []approval.Lack
	}{
		{"nobody", proposal(false, analyst, 1, officer), nil, lack(1, officer)},
		{"one too low", proposal(false, analyst, 1, officer), []approval.Given{by("amir", analyst)}, lack(1, officer)},
		{"many too low", proposal(false, analyst, 1, officer), []approval.Given{by("amir", analyst), by("alma", analyst)}, lack(1, officer)},
		{"one", proposal(false, analyst, 1, officer), []approval.Given{by("omar", officer)}, nil},
		{"one higher", proposal(false, analyst, 1, officer), []approval.Given{by("hana", head)}, nil},
		{"a high proposer is no other", proposal(false, head, 1, officer), []approval.Given{by("amir", analyst)}, lack(1, officer)},
		{"one of two", proposal(false, analyst, 2, senior), []approval.Given{by("omar", officer)}, lack(1, senior)},
		{"the high one of two", proposal(false, analyst, 2, senior), []approval.Given{by("sara", senior)}, lack(1, tocsin.LevelNone)},
		{"two low of two", proposal(false, analyst, 2, senior), []approval.Given{by("omar", officer), by("olga", officer)}, lack(1, senior)},
		{"two of two", proposal(false, analyst, 2, senior), []approval.Given{by("amir", analyst), by("sara", senior)}, nil},
		{"none of two", proposal(false, analyst, 2, senior), nil, lack(2, senior)},
		{"the proposer", proposal(false, head, 1, officer), []approval.Given{by("ana", head)}, lack(1, officer)},
		{"the engine", proposal(false, analyst, 1, tocsin.LevelNone), []approval.Given{by("", head)}, lack(1, tocsin.LevelNone)},
		{"one twice", proposal(false, analyst, 2, senior), []approval.Given{by("sara", senior), by("sara", senior)}, lack(1, tocsin.LevelNone)},
		{"another text", proposal(false, analyst, 1, officer), []approval.Given{of(by("omar", officer), "older")}, lack(1, officer)},
		{"a high one for another text", proposal(false, analyst, 1, senior), []approval.Given{by("omar", officer), of(by("hana", head), "older")}, lack(1, senior)},
		{"a pack asks for nobody else", proposal(false, officer, 0, officer), nil, nil},
		{"a pack asks for nobody else, and he is too low", proposal(false, analyst, 0, officer), nil, lack(1, officer)},
		{"a pack asks for fewer than nobody", proposal(false, head, -3, tocsin.LevelNone), nil, nil},
		{"nobody else, of the engine", approval.Proposal{Level: head, Of: "text"}, nil, lack(1, tocsin.LevelNone)},
		{"silence, and a pack asks for nobody else", proposal(true, head, 0, tocsin.LevelNone), nil, lack(1, head)},
		{"silence, and a pack asks for fewer than nobody", proposal(true, analyst, -3, tocsin.LevelNone), nil, lack(1, officer)},

		{"silence of an analyst", proposal(true, analyst, 1, senior), []approval.Given{by("omar", officer)}, lack(1, senior)},
		{"silence of an analyst, by the quorum's", proposal(true, analyst, 1, senior), []approval.Given{by("sara", senior)}, nil},
		{"silence of an analyst, no level asked", proposal(true, analyst, 1, tocsin.LevelNone), []approval.Given{by("amir", analyst)}, lack(1, officer)},
		{"silence of a senior, by a senior", proposal(true, senior, 1, senior), []approval.Given{by("sven", senior)}, lack(1, head)},
		{"silence of a senior, by a head", proposal(true, senior, 1, senior), []approval.Given{by("hana", head)}, nil},
		{"silence of a head, by a senior", proposal(true, head, 1, senior), []approval.Given{by("sara", senior)}, lack(1, head)},
		{"silence of a head, by another", proposal(true, head, 1, senior), []approval.Given{by("hugo", head)}, nil},
		{"silence of a head, by himself", proposal(true, head, 1, senior), []approval.Given{by("ana", head)}, lack(1, head)},
		{"silence of a service", proposal(true, analyst, 2, head), []approval.Given{by("hana", head)}, lack(1, tocsin.LevelNone)},
	} {
		if got := approval.Missing(c.p, c.given); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: missing %+v, not %+v", c.name, got, c.want)
		}
		if got := approval.Met(c.p, c.given); got != (c.want == nil) {
			t.Errorf("%s: met %t", c.name, got)
		}
	}
}

// TestSilenceIsDearer holds over all quorums that a pack may ask for, and all
// proposers, that who may leave a warning unsaid could have let it go, and that it
// takes somebody higher than who proposes it, or a head.
func TestSilenceIsDearer(t *testing.T) {
	t.Parallel()
	count := 0
	for _, warnAsks := range quorums() {
		for _, silenceAsks := range quorums() {
			if !silenceAsks.Covers(warnAsks) {
				continue // no pack that is read asks so
			}
			for level := analyst; level <= head; level++ {
				var warn, silence approval.Lack
				for _, l := range approval.Missing(proposal(false, level, warnAsks.Others, warnAsks.Highest), nil) {
					warn = l
				}
				for _, l := range approval.Missing(proposal(true, level, silenceAsks.Others, silenceAsks.Highest), nil) {
					silence = l
				}
				if silence.Officers < max(1, warn.Officers) || silence.Level < warn.Level || silence.Level <= level && silence.Level != head {
					t.Errorf("of a %s: silence at %+v takes %+v, warning at %+v %+v", level, silenceAsks, silence, warnAsks, warn)
				}
				count++
			}
		}
	}
	if count == 0 {
		t.Error("nothing was compared")
	}
}

// quorums are those of every size and level.
func quorums() []policy.Quorum {
	var all []policy.Quorum
	for others := range 4 {
		for level := analyst; level <= head; level++ {
			all = append(all, policy.Quorum{Others: others, Highest: level})
		}
	}
	return all
}

// TestAlone holds that one officer is enough only where a pack asks for nobody
// else, to warn, and as high as it says.
func TestAlone(t *testing.T) {
	t.Parallel()
	for level := tocsin.LevelNone; level <= head; level++ {
		for _, q := range quorums() {
			want := q.Others == 0 && level >= q.Highest
			if got := approval.Met(proposal(false, level, q.Others, q.Highest), nil); got != want {
				t.Errorf("a %s alone may warn where %+v is asked: %t", level, q, got)
			}
			if approval.Met(proposal(true, level, q.Others, q.Highest), nil) {
				t.Errorf("a %s alone leaves a warning unsaid where %+v is asked", level, q)
			}
		}
	}
	engine := proposal(false, head, 0, analyst)
	engine.By = ""
	if approval.Met(engine, nil) {
		t.Error("the engine is enough alone")
	}
	// Too low himself, he asks one who stands high enough; a low one is not.
	p := proposal(false, analyst, 0, officer)
	if !approval.Met(p, []approval.Given{by("omar", officer)}) || approval.Met(p, []approval.Given{by("amir", analyst)}) {
		t.Error("an analyst's warning is met by an analyst, or not by an officer")
	}
}

// TestQuorum lets any officers agree to anything in any order: a quorum is met
// only by distinct others who agreed to the very thing, and what is missing is
// what it takes.
func TestQuorum(t *testing.T) {
	t.Parallel()
	levels := rapid.SampledFrom([]tocsin.Level{tocsin.LevelNone, analyst, officer, senior, head})
	names := rapid.SampledFrom([]tocsin.OfficerID{"", "ana", "b", "c", "d"})
	rapid.Check(t, func(t *rapid.T) {
		p := approval.Proposal{
			By: names.Draw(t, "by"), Level: levels.Draw(t, "level"), Of: "text", Silence: rapid.Bool().Draw(t, "silence"),
			Quorum: policy.Quorum{Others: rapid.IntRange(0, 3).Draw(t, "others"), Highest: levels.Draw(t, "highest")},
		}
		var all, taken []approval.Given
		for i := range rapid.IntRange(0, 12).Draw(t, "agreements") {
			g := by(names.Draw(t, "officer"), levels.Draw(t, "his"))
			g.Because += fmt.Sprint(" ", i)
			g.Of = rapid.SampledFrom([]string{"text", "text", "older", ""}).Draw(t, "of")
			all = append(all, g)
			if approval.Admit(p, taken, g) == nil {
				taken = append(taken, g)
			}
		}
		for _, given := range [][]approval.Given{all, taken} {
			others, high := map[tocsin.OfficerID]bool{}, tocsin.LevelNone
			for _, g := range given {
				if g.By != "" && g.By != p.By && g.Of == p.Of && !others[g.By] {
					others[g.By] = true
					high = max(high, g.Level)
				}
			}
			need := p.Quorum.Highest
			if p.Silence && need <= p.Level {
				need = min(p.Level+1, head)
			}
			asked, alone := max(1, p.Quorum.Others), p.Quorum.Others == 0 && !p.Silence && p.By != "" && p.Level >= need
			if met, want := approval.Met(p, given), alone || len(others) >= asked && high >= need; met != want {
				t.Fatalf("%+v by %+v is met: %t", p, given, met)
			}
			if lack := approval.Missing(p, given); len(lack) > 0 {
				// So many more, one of them so high, are enough; one fewer is not.
				more := slices.Clone(given)
				for i := range lack[0].Officers {
					if approval.Met(p, more) {
						t.Fatalf("%+v: %d fewer than the %d missing are enough", p, lack[0].Officers-i, lack[0].Officers)
					}
					more = append(more, by(tocsin.OfficerID("new"+strconv.Itoa(i)), lack[0].Level))
				}
				if !approval.Met(p, more) {
					t.Fatalf("%+v by %+v is not met by %+v", p, given, more)
				}
			}
		}
		seen := map[tocsin.OfficerID]bool{}
		for _, g := range taken {
			if seen[g.By] || g.By == p.By || g.By == "" || p.By == "" || g.Of != p.Of {
				t.Fatalf("%+v was admitted to %+v", g, p)
			}
			seen[g.By] = true
		}
	})
}

// rules are those that this room's code refuses under.
func rules(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.go")
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
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Refuse" {
					if rule, ok := call.Args[0].(*ast.BasicLit); ok {
						found = append(found, strings.Trim(rule.Value, `"`))
					}
				}
			}
			return true
		})
	}
	if len(found) == 0 {
		t.Error("no refusal is found in this room")
	}
	return found
}
