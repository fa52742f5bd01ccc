package holder_test

import (
	"encoding/json"
	"flag"
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/directory"
	"example.org/tocsin/entry"
	"example.org/tocsin/holder"
	"example.org/tocsin/policy"
	"example.org/tocsin/threat"
)

var update = flag.Bool("update", false, "write the frozen files anew; only before the wire forms freeze")

// samples are events of every kind, each with all of its fields and, where some
// may be left out, with as few as there are.
func samples() map[string]holder.Event {
	first := holder.Officer{
		ID: id[tocsin.OfficerID]("hana"), Name: "Hana", Level: tocsin.LevelHead, Key: "ssh-ed25519 AAAA hana",
	}
	all := first
	all.Partner, all.From, all.Until = "A partner", start, start.Add(time.Hour)
	r := police()
	few := r
	few.Channel, few.Address = "", ""
	r.Protects, r.Relations, r.Verifier, r.Through = "the city", "good", "police+1", id[tocsin.RecipientID]("mission")
	return map[string]holder.Event{
		"HolderFounded.packs": holder.HolderFounded{
			ID: id[tocsin.HolderID]("holder"), Profile: "service", Sender: "sender+1", Log: "log+1", ReplyTo: "age1reply", First: first,
			Packs: []string{"format: tocsin-pack/v1\n", "pack: \"two\"\n"},
		},
		"PackProposed":        holder.PackProposed{Source: "format: tocsin-pack/v1\n"},
		"PackProposed.retire": holder.PackProposed{Retire: "a-pack"},
		"PackAffirmed":        holder.PackAffirmed{Of: policy.PackRef{ID: "a-pack", Version: 2, Hash: "00ff"}, Because: "why"},
		// As the first version wrote it, whose profile said who decides.
		"HolderFounded": holder.HolderFounded{
			ID: id[tocsin.HolderID]("holder"), Profile: "ngo", Sender: "sender+1", Log: "log+1", ReplyTo: "age1reply", First: first,
		},
		"WatchItemSet":            holder.WatchItemSet{Item: watched("set", "Ada Example")},
		"WatchItemSet.place":      holder.WatchItemSet{Item: watchedPlace()},
		"WatchItemEnded":          holder.WatchItemEnded{Item: id[threat.WatchItemID]("set"), Because: "why"},
		"WatchItemWoke":           holder.WatchItemWoke{Item: id[threat.WatchItemID]("set"), Report: id[tocsin.ReportID]("report"), Dossier: id[tocsin.DossierID]("dossier"), Score: 90, Why: "why"},
		"TextsReviewed":           holder.TextsReviewed{Language: "fr", Hash: "00ff", Qualification: "a mother tongue", Note: "why"},
		"TextsAffirmed":           holder.TextsAffirmed{Language: "fr", Hash: "00ff", Because: "why"},
		"ClockJumped":             holder.ClockJumped{From: start, To: start.Add(25 * time.Hour)},
		"ClockConfirmed":          holder.ClockConfirmed{Of: 1, Right: holder.RightMachine, Because: "why"},
		"RosterSet":               holder.RosterSet{Shifts: []holder.Shift{onCall(first.ID, true)}},
		"RosterSet.none":          holder.RosterSet{},
		"OfficerAdded":            holder.OfficerAdded{Officer: first},
		"OfficerAdded.full":       holder.OfficerAdded{Officer: all},
		"OfficerRetired":          holder.OfficerRetired{ID: first.ID},
		"SourceExposed":           exposed("S-1", "police", "one"),
		"SourceExposed.full":      exposedFully(),
		"RecipientAdded":          holder.RecipientAdded{Recipient: few},
		"RecipientAdded.full":     holder.RecipientAdded{Recipient: r},
		"RecipientAdded.all":      holder.RecipientAdded{Recipient: allOf(r)},
		"RecipientChanged":        holder.RecipientChanged{Recipient: few, Because: "why"},
		"RecipientsImported":      holder.RecipientsImported{Added: directory.List{few}, Because: "why"},
		"RecipientsImported.full": holder.RecipientsImported{Added: directory.List{few}, Changed: directory.List{r}, Because: "why"},
		"RecipientsProposed":      holder.RecipientsProposed{Retired: []tocsin.RecipientID{r.ID}, Because: "why"},
		"RecipientsProposed.full": holder.RecipientsProposed{Changed: directory.List{r}, Retired: []tocsin.RecipientID{few.ID}, Because: "why"},
		"RecipientsAffirmed":      holder.RecipientsAffirmed{Recipients: []tocsin.RecipientID{r.ID}, Of: "00ff", Because: "why"},
		"RecipientsDropped":       holder.RecipientsDropped{Recipients: []tocsin.RecipientID{r.ID}, Because: "why"},
	}
}

// allOf fills in every other field of an entry.
func allOf(r directory.Recipient) directory.Recipient {
	day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	r.Country, r.OrgID, r.Languages, r.Accessibility, r.Phrase = "IR", "police", []string{"fa"}, "deaf", "the moon is full"
	r.Others = []directory.Route{{Channel: "email", Address: "police@example.org", Knock: true}, {Through: r.Through}}
	r.KeyUntil = []directory.KeyUntil{{Key: r.Keys[0], Until: start}}
	r.Scopes = []directory.Scope{{Kind: directory.ScopeCountry, Value: "IR", Role: directory.RoleProtects}, {Kind: directory.ScopeGroup, Value: "dock workers", Role: directory.RoleExposed}}
	r.Hours = []directory.Hours{{First: 5, Last: 2, From: 480, Until: 960, Offset: 210}}
	r.Standing = []directory.Standing{{Kind: directory.StandingNone, From: day, Until: day, Words: "broken off"}}
	r.Prefers, r.Forbids, r.Allows = []string{"email"}, []string{"sms"}, []tocsin.RecipientID{r.Through}
	return r
}

// frozen is how an event stands in a file: its name on disk and its body.
type frozen struct {
	Kind string          `json:"kind"`
	Body json.RawMessage `json:"body"`
}

// TestFrozen holds the wire form of every kind of event. When it fails, the code
// is wrong.
func TestFrozen(t *testing.T) {
	t.Parallel()
	var seen []string
	for name, event := range samples() {
		kind, body, err := holder.Kinds.Encode(event)
		if err != nil {
			t.Fatal(err)
		}
		if word, _, _ := strings.Cut(name, "."); word != kind {
			t.Errorf("%s is called %s on disk", name, kind)
		}
		seen = append(seen, kind)
		got, err := json.Marshal(frozen{kind, body})
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", "wire", name+".json")
		if *update {
			if err := os.WriteFile(file, append(got, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(got)+"\n" != string(want) {
			t.Errorf("%s is written\n%s\nand was\n%s", name, got, want)
		}
		var f frozen
		if err := json.Unmarshal(want, &f); err != nil {
			t.Fatal(err)
		}
		back, err := holder.Kinds.Decode(entry.Entry{Kind: f.Kind, Body: f.Body})
		if err != nil || !reflect.DeepEqual(back, event) {
			t.Errorf("%s is read\n%+v, %v\nand was\n%+v", name, back, err, event)
		}
	}
	for _, kind := range holder.Kinds.Names() {
		if !slices.Contains(seen, kind) {
			t.Errorf("the form of %s is not frozen", kind)
		}
	}
	files, err := filepath.Glob(filepath.Join("testdata", "wire", "*"))
	if err != nil || len(files) != len(samples()) {
		t.Errorf("%d forms are frozen, %d are known, %v", len(files), len(samples()), err)
	}
}

// TestKinds holds that what evolves has a name on disk, its own.
func TestKinds(t *testing.T) {
	t.Parallel()
	var types []string
	for _, file := range parsed(t, token.NewFileSet()) {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv == nil || f.Name.Name != "evolve" {
				continue
			}
			if of, ok := f.Recv.List[0].Type.(*ast.Ident); ok {
				types = append(types, of.Name)
			} else {
				t.Errorf("a receiver of evolve is no plain type")
			}
		}
	}
	names := holder.Kinds.Names()
	slices.Sort(types)
	sorted := slices.Sorted(slices.Values(names))
	if len(types) == 0 || !slices.Equal(types, sorted) {
		t.Errorf("what evolves is %v, what is listed %v", types, names)
	}
	if names[0] != "HolderFounded" {
		t.Errorf("the record begins with %s", names[0])
	}
	for _, body := range []string{`{}`, `{"id":"a","more":1}`, `{"ID":"a"}`, `{"id":"a" }`, `{"id":"a"}{}`, `null`, ``} {
		if e, err := holder.Kinds.Decode(entry.Entry{Kind: "OfficerRetired", Body: []byte(body)}); err == nil {
			t.Errorf("%s is read as %+v", body, e)
		}
	}
	if e, err := holder.Kinds.Decode(entry.Entry{Kind: "OfficerRemoved", Body: []byte(`{}`)}); err == nil {
		t.Errorf("an unknown kind is read as %+v", e)
	}
	// An event that names nobody listed changes nothing.
	h := founded(t).h
	if got := holder.Evolve(h, tocsin.Stamp{At: start}, holder.OfficerRetired{ID: id[tocsin.OfficerID]("nobody")}); !reflect.DeepEqual(got, h) {
		t.Errorf("retiring nobody gives %+v", got)
	}
}

// TestApart holds that two holders made from one do not share what is added.
func TestApart(t *testing.T) {
	t.Parallel()
	h := staffed(t).h
	h.Officers = append(make([]holder.Officer, 0, 8), h.Officers...)
	stamp := tocsin.Stamp{At: start}
	one := holder.Evolve(h, stamp, holder.OfficerAdded{Officer: officer(t, "one", tocsin.LevelAnalyst)})
	two := holder.Evolve(h, stamp, holder.OfficerAdded{Officer: officer(t, "two", tocsin.LevelAnalyst)})
	if one.Officers[4].Name != "one" || two.Officers[4].Name != "two" || len(h.Officers) != 4 {
		t.Errorf("they are %s and %s", one.Officers[4].Name, two.Officers[4].Name)
	}
	h.Packs = append(make([]holder.Adopted, 0, 4), h.Packs...)
	stated := func(id string) holder.Holder {
		proposed := holder.Evolve(h, stamp, holder.PackProposed{Source: source(id)})
		return holder.Evolve(proposed, stamp, holder.PackAffirmed{})
	}
	one, two = stated("icd-191"), stated("uk-threat-to-life")
	if one.Packs[1].Ref.ID != "icd-191" || two.Packs[1].Ref.ID != "uk-threat-to-life" || len(h.Packs) != 1 || h.Proposed != nil {
		t.Errorf("they are under %+v and %+v", one.Packs[1].Ref, two.Packs[1].Ref)
	}
	h.Recipients = append(make(directory.List, 0, 4), police())
	first, second := police(), police()
	first.Name, second.Name = "first", "second"
	one = holder.Evolve(h, stamp, holder.RecipientAdded{Recipient: first})
	two = holder.Evolve(h, stamp, holder.RecipientAdded{Recipient: second})
	if one.Recipients[1].Name != "first" || two.Recipients[1].Name != "second" {
		t.Errorf("they are %s and %s", one.Recipients[1].Name, two.Recipients[1].Name)
	}
}
