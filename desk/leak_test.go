package desk_test

import (
	"strings"
	"testing"
	"time"

	"example.org/tocsin/desk"
	"example.org/tocsin/marking"
	"example.org/tocsin/report"
)

// late is a report in which words stand that the text of the chain says too.
var late = report.Spoken{
	"People attending the commemoration of the anniversary of the death of Qasem Soleimani",
	"Guard the commemoration",
	"Kerman",
	"unknown",
	"a second source",
	"unknown",
}

// fileLate files a RED report into the dossier of the chain.
func (o *office) fileLate(said report.Spoken) {
	o.t.Helper()
	original := said.Bytes()
	f := desk.NewFile(report.FormText, original, o.dossier)
	f.Possessed, f.Mark, f.Reason = o.clock.now(), marking.Marking{TLP: marking.Red}, "it is about the same"
	o.must("ana", f, original)
}

// TestLateReportStopsTheSend files a RED report after the text was cleared, with
// words that stand in it: the send is refused.
func TestLateReportStopsTheSend(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	o.run(warnSteps()...)
	said := late
	said[1] = "they know that you will " + strings.ToLower(advice)
	o.fileLate(said)
	err := sendSteps()[0].do(o)
	refused(t, err, "warning/leak")
	if strings.Contains(err.Error(), "Guard") {
		t.Error("the refusal quotes the words")
	}
	// The act of that report can be taken back; the words stay protected.
	d := o.state(o.dossier)
	o.must("ana", &desk.Unlink{Dossier: d.ID, Report: d.Reports[2].Report, Reason: "it is about another matter"}, nil)
	refused(t, sendSteps()[0].do(o), "warning/leak")
	_, err = o.desk.NewDraft(o.ctx, o.state(o.dossier), ask(o))
	refused(t, err, "warning/leak")
	o.healthy("after what was stopped")
}

// TestLateReportOfOtherWords files one that says nothing that the text says: the
// send goes on.
func TestLateReportOfOtherWords(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	o.run(warnSteps()...)
	o.fileLate(late)
	o.run(sendSteps()[0])
	o.healthy("after the send")
}

// TestAssessedWordsStay holds a text against what an officer assessed without a
// report's saying it.
func TestAssessedWordsStay(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	o.run(warnSteps()[:2]...)
	a, err := assessed(o)
	if err != nil {
		t.Fatal(err)
	}
	red := o.state(o.dossier).Reports[1].Report
	a.Facts = append(a.Facts, report.Fact{
		Field: report.FieldMethod, Text: "charge number 7719 in the drum", Report: red, Marking: marking.Marking{TLP: marking.Red},
	})
	o.must("ana", &desk.Assess{Dossier: o.dossier, Assessment: a}, nil)
	o.must("ana", &desk.Determine{Dossier: o.dossier}, nil)
	said := ask(o)
	said.Wording.Advice = []string{"Look for 7719."}
	_, err = o.desk.NewDraft(o.ctx, o.state(o.dossier), said)
	refused(t, err, "warning/leak")
	said.Wording.Advice = []string{"Look into drums."}
	if _, err = o.desk.NewDraft(o.ctx, o.state(o.dossier), said); err != nil {
		t.Error(err)
	}
}

// TestMixedBundle takes the words of the open part of a report that is closed as
// a whole: one closed part does not close the others.
func TestMixedBundle(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	bundle := string(example(t, "bundle.json"))
	closed := `{
      "type": "identity", "spec_version": "2.1", "id": "identity--11111111-3d68-4c15-a9d0-58f2b6c7e314",
      "created": "2023-12-26T00:00:00.000Z", "modified": "2023-12-26T00:00:00.000Z",
      "name": "the tailor of the seventh street who sews in the night for those whom nobody knows",
      "identity_class": "individual", "object_marking_refs": ["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"]
    },
    {
      "type": "report",`
	original := []byte(strings.Replace(bundle, "{\n      \"type\": \"report\",", closed, 1))
	f := desk.NewFile(report.FormSTIX, original, "")
	f.Possessed = o.clock.now()
	o.must("ana", f, original)
	o.dossier = f.Dossier
	shown, err := o.desk.Show(o.ctx, string(f.Dossier))
	if err != nil {
		t.Fatal(err)
	}
	if shown.Reports[0].Marking != "TLP:RED" {
		t.Fatalf("the whole is %s", shown.Reports[0].Marking)
	}
	o.run(warnSteps()[2:6]...)
	said := ask(o)
	d, err := o.desk.NewDraft(o.ctx, o.state(o.dossier), said)
	if err != nil {
		t.Fatalf("open words are held back: %v", err)
	}
	if !strings.Contains(d.Draft.Text, "Soleimani") {
		t.Errorf("the open words are not told:\n%s", d.Draft.Text)
	}
	said.Wording.Advice = []string{"Find the tailor of the seventh street who sews in the night."}
	_, err = o.desk.NewDraft(o.ctx, o.state(o.dossier), said)
	refused(t, err, "warning/leak")
	o.clock.add(time.Minute)
	o.healthy("after a mixed bundle")
}
