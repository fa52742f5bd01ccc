package delivery_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
	"example.org/tocsin/entry"
)

var update = flag.Bool("update", false, "write the frozen files anew; only before the wire forms freeze")

// TestFrozen holds the exact bytes of every event, full and empty, and of an
// envelope around one. When it fails, the code is wrong: names never change.
// That no event is left out is held by the test of all kinds in dossier.
func TestFrozen(t *testing.T) {
	t.Parallel()
	full := answer(delivery.AnswerDisputed, "the text").AnswerTaken
	full.Acknowledgement.Says, full.File = "we knew", id[tocsin.FileID]("ftwo")
	events := [][2]delivery.Event{
		{full2(), delivery.DispatchPlanned{}},
		{delivery.AttemptMade{
			Outcome: delivery.OutcomeAgain, Reason: "the folder is full", Evidence: "out/x.age", Next: id[tocsin.TimerID]("tthree"),
			NextAt: start, Step: 1, Open: true,
		}, delivery.AttemptMade{}},
		{delivery.ReceiptTaken{
			Status: delivery.ReceiptHanded, At: start, SHA256: sent, Evidence: "the receipt", Relay: "relayone", File: id[tocsin.FileID]("ftwo"),
		}, delivery.ReceiptTaken{}},
		{full, delivery.AnswerTaken{}},
		{delivery.DeadlinePassed{Deadline: start}, delivery.DeadlinePassed{}},
		{delivery.PersonPaged{Step: 3, Task: delivery.TaskSpeak, Level: tocsin.LevelOfficer}, delivery.PersonPaged{}},
		{delivery.ScriptPrinted{Language: "fa", Hash: act.Hash([]byte("the script"))}, delivery.ScriptPrinted{}},
		{delivery.SpokenNoted{Note: "the note", By: id[tocsin.OfficerID]("ana")}, delivery.SpokenNoted{}},
		{delivery.SpokenConfirmed{Note: "the note"}, delivery.SpokenConfirmed{}},
		{delivery.QuestionAnswered{Question: 1, With: id[tocsin.WarningID]("wtwo"), Because: "why"}, delivery.QuestionAnswered{}},
		{delivery.Replanned{Because: "why", Steps: full2().Steps}, delivery.Replanned{}},
		{delivery.CallTaken{By: id[tocsin.OfficerID]("ana"), Until: start}, delivery.CallTaken{}},
	}
	names := delivery.Kinds.Names()
	if len(events) != len(names) {
		t.Fatalf("there are %d kinds, and %d are frozen", len(names), len(events))
	}
	for i, pair := range events {
		for j, event := range pair {
			kind, body, err := delivery.Kinds.Encode(event)
			if err != nil {
				t.Fatal(err)
			}
			if kind != names[i] {
				t.Errorf("%d is a %s, not a %s", i, kind, names[i])
			}
			file := kind + []string{".full.json", ".bare.json"}[j]
			frozen(t, file, body)
			read, err := delivery.Kinds.Decode(entry.Entry{Kind: kind, Body: body})
			if err != nil {
				t.Errorf("reading %s: %v", file, err)
			} else if !reflect.DeepEqual(read, event) {
				t.Errorf("%s is read as\n%+v\nand was\n%+v", file, read, event)
			}
		}
	}
	_, body, err := delivery.Kinds.Encode(events[1][0])
	if err != nil {
		t.Fatal(err)
	}
	raw, err := entry.Entry{
		Stream: tocsin.StreamID(planned().ID), Version: 2, Kind: names[1], At: start, Prev: act.Hash(nil), Body: body,
	}.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	frozen(t, "entry.json", raw)
	if files, _ := filepath.Glob(filepath.Join("testdata", "wire", "*.json")); len(files) != 2*len(names)+1 {
		t.Errorf("%d files are frozen for %d kinds", len(files), len(names))
	}
}

// full2 is a plan of the form that is made now, with everything in it.
func full2() delivery.DispatchPlanned {
	p := planned()
	p.Plan, p.Inner, p.Life, p.Target, p.NoReply = 1, id[tocsin.FileID]("finner"), true, delivery.RungActing, true
	p.Challenge = []string{"Kerman"}
	p.Rows, p.Text = []int{0, 7}, "The text.\n"
	p.Steps = []delivery.Step{{
		At: start.Add(time.Hour), Kind: delivery.StepDeliver, Second: true,
		Way:  delivery.Way{Channel: "email", Address: "a@b.example", Through: id[tocsin.RecipientID]("mission"), Knock: true},
		Name: "y.age", File: id[tocsin.FileID]("fthree"), Outer: act.Hash([]byte("wrapped again")), Relay: "relaytwo",
	}, {At: start.Add(2 * time.Hour), Kind: delivery.StepPage, Task: delivery.TaskSpeak, Level: tocsin.LevelOfficer}}
	return p
}

// TestFrozenTexts holds the three texts that others write and read.
func TestFrozenTexts(t *testing.T) {
	t.Parallel()
	signer, _ := signer(t, "mission.example")
	for name, sign := range map[string]func() ([]byte, error){
		"relay.txt":   func() ([]byte, error) { return relay().Sign(signer) },
		"receipt.txt": func() ([]byte, error) { return custody().Sign(signer) },
		"acknowledgement.txt": func() ([]byte, error) {
			a := answer(delivery.AnswerAcknowledged, "").Acknowledgement
			return []byte(a.Text()), nil
		},
	} {
		got, err := sign()
		if err != nil {
			t.Fatal(err)
		}
		frozen(t, name, got)
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
