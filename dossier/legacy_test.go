package dossier_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/approval"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
	"example.org/tocsin/policy"
)

// The first version of the record knew one pack, which was code, and profiles
// that said who decides. What it wrote is read for ever: testdata/legacy holds
// its events, and whole lives with what it said of the dossier after each.

// TestLegacyForms holds that every event of the first version is read, and
// written again as it was.
func TestLegacyForms(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "legacy", "wire", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 2*17 {
		t.Errorf("%d forms are kept of the 17 kinds that it had", len(files))
	}
	for _, file := range files {
		kind, _, _ := strings.Cut(filepath.Base(file), ".")
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		event, err := dossier.Kinds.Decode(entry.Entry{Kind: kind, Body: body})
		if err != nil {
			t.Errorf("%s is read no longer: %v", file, err)
			continue
		}
		again, raw, err := dossier.Kinds.Encode(event)
		if err != nil || again != kind || !bytes.Equal(raw, body) {
			t.Errorf("%s is written again as %s %s, %v", file, again, raw, err)
		}
		if d, ok := event.(dossier.Determined); ok && (d.Determination == nil || d.Determinations != nil) {
			t.Errorf("%s is read in another form: %+v", file, d)
		}
	}
}

// A legacyStep is one line of a life: an entry, and what the first version said
// of the dossier after it.
type legacyStep struct {
	Life  string          `json:"life"`
	Entry string          `json:"entry"`
	Then  json.RawMessage `json:"then"`
}

// A legacyTelling is what it said.
type legacyTelling struct {
	Status   dossier.Status
	Verdict  policy.Verdict
	Current  bool
	Reports  int
	Silence  *approval.Proposal     `json:",omitempty"`
	Affirmed bool                   `json:",omitempty"`
	Given    []approval.Given       `json:",omitempty"`
	Waived   time.Time              `json:",omitzero"`
	Draft    *approval.Proposal     `json:",omitempty"`
	Agreed   []approval.Given       `json:",omitempty"`
	Texts    []string               `json:",omitempty"`
	Sent     []legacyLeg            `json:",omitempty"`
	Closing  *dossier.DossierClosed `json:",omitempty"`
}

// A legacyLeg is one dispatch as it told it.
type legacyLeg struct {
	Dispatch, Recipient, State string
	Overdue                    bool
	Reported                   time.Time
}

// legacyTold says the same of a dossier today.
func legacyTold(d dossier.Dossier) legacyTelling {
	t := legacyTelling{
		Status: d.Status, Current: d.Current, Reports: len(d.Reports), Waived: d.WaivedUntil,
		Texts: d.Drafts, Agreed: d.Approvals, Closing: d.Closing,
	}
	if len(d.Determinations) > 0 {
		t.Verdict = d.Verdict()
	}
	if d.Silence != nil {
		t.Silence, t.Affirmed, t.Given = &d.Silence.Proposal, d.Silence.Affirmed, d.Silence.Given
	}
	if d.Draft != nil {
		t.Draft = &d.DraftedBy
	}
	for _, s := range d.Warned {
		for _, leg := range s.Dispatches {
			t.Sent = append(t.Sent, legacyLeg{string(leg.Dispatch), string(leg.Recipient), string(leg.State), leg.Overdue, leg.Reported})
		}
	}
	return t
}

// TestLegacyLives holds that the first version's dossiers, under each of its
// profiles, evolve event by event as they did.
func TestLegacyLives(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join("testdata", "legacy", "lives.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	lives, kinds, statuses := map[string]dossier.Dossier{}, map[string]bool{}, map[dossier.Status]bool{}
	prev := map[string]string{}
	for line := range bytes.Lines(raw) {
		var step legacyStep
		var want legacyTelling
		if err := json.Unmarshal(line, &step); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(step.Then, &want); err != nil {
			t.Fatal(err)
		}
		e, err := entry.Parse([]byte(step.Entry))
		if err != nil {
			t.Fatal(err)
		}
		if e.Prev != prev[step.Life] {
			t.Fatalf("%s: the chain is broken at %d", step.Life, e.Version)
		}
		prev[step.Life] = entry.Hash([]byte(step.Entry))
		event, err := dossier.Kinds.Decode(e)
		if err != nil {
			t.Fatalf("%s: %v", step.Life, err)
		}
		d := dossier.Evolve(lives[step.Life], e.Stamp(), event)
		lives[step.Life] = d
		kinds[e.Kind], statuses[d.Status] = true, true
		if got := legacyTold(d); !reflect.DeepEqual(got, want) {
			t.Fatalf("%s: after %s at version %d it is\n%+v\nand was\n%+v", step.Life, e.Kind, e.Version, got, want)
		}
		for _, c := range d.Clocks() {
			if c.Stage != policy.StageWaiver && c.Stage != policy.StageReferral {
				t.Errorf("%s: a clock runs that nobody set: %+v", step.Life, c)
			}
		}
	}
	if len(lives) != 6 || len(kinds) != 17 || len(statuses) < 10 {
		t.Errorf("there are %d lives, %d kinds and %d statuses", len(lives), len(kinds), len(statuses))
	}
}

// TestLegacyGoesOn holds that a dossier of the first version is taken up under
// the packs of today: it is determined anew, and then they say who decides.
func TestLegacyGoesOn(t *testing.T) {
	t.Parallel()
	s := &script{t: t, now: start, packs: regime(policy.ProfileService)}
	t.Cleanup(s.settle)
	s.take(s.stamp("ana"), dossier.DossierOpened{ID: id[tocsin.DossierID]("dossier"), Profile: policy.ProfileNGO})
	s.when("ana", link("rone"))
	if len(s.runs()) != 0 || s.d.ResolvedBy() != tocsin.LevelHead || s.d.ReviewBy() != tocsin.LevelSenior {
		t.Errorf("nobody determined anything, and the clocks are %v", s.runs())
	}
	// A silence about it takes what its profile said.
	s.when("ana", closing("ana"))
	if got, want := s.d.Silence.Proposal.Quorum, (policy.Quorum{Others: 1, Highest: tocsin.LevelSenior}); got != want {
		t.Errorf("its silence takes %+v, not %+v", got, want)
	}
	s.when("ana", withdraw()).determined(dutiful()).when("ana", draft(textA()))
	if got, want := s.d.DraftedBy.Quorum, (policy.Quorum{Others: 2, Highest: tocsin.LevelSenior}); got != want {
		t.Errorf("its warning takes %+v, not %+v", got, want)
	}
	if !reflect.DeepEqual(s.runs(), []policy.Stage{policy.StageApprove}) {
		t.Errorf("the clocks are %v", s.runs())
	}

	// A waiver that it granted named no pack, and sets every duty aside as it did.
	old := given(t, policy.ProfileNGO).determined(dutiful()).when("ana", waive(noWay("ana")))
	old.take(old.stamp("sara"), dossier.DutyWaived{Ground: "DTW-W-f", Expires: start.Add(time.Hour)})
	old.stands(dossier.StatusWaived)
}

// TestFull holds that the full samples of the wire forms leave no field out.
func TestFull(t *testing.T) {
	t.Parallel()
	for _, pair := range events() {
		kind := reflect.TypeOf(pair[0])
		for i := range kind.NumField() {
			name := kind.Field(i).Name
			if kind == reflect.TypeFor[dossier.Determined]() && name == "Determination" {
				continue // of the first version, in testdata/legacy
			}
			if reflect.ValueOf(pair[0]).Field(i).IsZero() {
				t.Errorf("the sample of %s leaves %s out", kind, name)
			}
		}
	}
	for _, v := range []any{fullDetermination(), *fullHandling(), *fullTearline(), fullWaiver(), fullWaiver().Evidence, fullDraft(), fullDetermination().Form} {
		for i := range reflect.TypeOf(v).NumField() {
			if reflect.ValueOf(v).Field(i).IsZero() {
				t.Errorf("the sample of %T leaves %s out", v, reflect.TypeOf(v).Field(i).Name)
			}
		}
	}
}
