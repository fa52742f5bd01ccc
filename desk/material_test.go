package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/leak"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// TestMaterial holds that the check knows of everything in a dossier that must
// not leave, each by itself: a file that says nothing else is stopped.
func TestMaterial(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	o.run(warnSteps()...)
	o.run(sendSteps()[0])
	warned := o.state(o.dossier)
	h, err := o.desk.Holder(o.ctx)
	if err != nil {
		t.Fatal(err)
	}
	// The partner's report is not assessed: what is known of it was said when it
	// was filed.
	f, original := partner(o.clock.now())
	o.must("ana", f, original)
	filed := o.state(f.Dossier)
	check := func(of tocsin.DossierID, text string) desk.Checked {
		t.Helper()
		checked, err := o.desk.CheckFile(o.ctx, o.state(of), []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return checked
	}
	for name, c := range map[string]struct {
		of         tocsin.DossierID
		says, rule string
	}{
		"an originator": {f.Dossier, "The harbor service", leak.RuleOriginator},
		"an officer":    {o.dossier, h.Officers[0].Name, leak.RuleName},
		"his id":        {o.dossier, string(h.Officers[0].ID), leak.RuleID},
		"the holder":    {o.dossier, string(h.ID), leak.RuleID},
		"the dossier":   {f.Dossier, string(f.Dossier), leak.RuleID},
		"a report":      {f.Dossier, string(filed.Reports[0].Report), leak.RuleID},
		"a dispatch":    {o.dossier, string(warned.Warned[0].Dispatches[0].Dispatch), leak.RuleID},
		"a report's run": {
			f.Dossier, "two of the crew mean to open the valves at the pier by night", leak.RuleRun,
		},
	} {
		got := check(c.of, "Ask "+c.says+" about it.\n")
		if !got.Text || !slices.ContainsFunc(got.Leaks, func(l leak.Leak) bool { return l.Rule == c.rule && strings.Contains(c.says, l.Found) }) {
			t.Errorf("%s: found %d things and not by %s", name, len(got.Leaks), c.rule)
		}
	}
	if got := check(f.Dossier, "Ask about it.\n"); !got.Text || len(got.Leaks) > 0 {
		t.Errorf("a clean file has %d leaks", len(got.Leaks))
	}
	for _, blank := range []string{"", " \n\t\n"} {
		if got := check(f.Dossier, blank); got.Text || len(got.Leaks) != 1 || got.Leaks[0].Rule != leak.RuleUnreadable {
			t.Errorf("a file of nothing is clean: %+v", got)
		}
	}
}

// TestCheckedWindow holds a note's window against the words of reports, where the
// note is checked as a file.
func TestCheckedWindow(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	said := report.Spoken{"the guests", "they come at 21:40", "Norway, Bergen", "unknown", "unknown", "unknown"}
	original := said.Bytes()
	f := desk.NewFile(report.FormText, original, "")
	f.Possessed, f.Synthetic = o.clock.now(), true
	o.must("ana", f, original)
	at := time.Date(2024, 1, 3, 21, 40, 0, 0, time.UTC)
	n := warning.Note{
		ID: tocsin.WarningID(strings.Repeat("w", 26)), Kind: warning.KindWarning, From: "office-sud", To: warning.Address([]string{"age1a"}),
		Issued: at, ValidFrom: at.Add(-time.Hour), UsefulUntil: at, Marking: "TLP:AMBER", Token: strings.Repeat("t", 26),
		ReplyTo: "age1" + strings.Repeat("q", 58), Text: "WARNING\n\nKeep away.\n",
	}
	for until, want := range map[time.Time]int{at: 1, at.Add(time.Hour): 0} {
		n.UsefulUntil = until
		got, err := o.desk.CheckFile(o.ctx, o.state(f.Dossier), []byte(n.Body()))
		if err != nil || len(got.Leaks) != want {
			t.Errorf("until %s: %d leaks, %v", until.Format("15:04"), len(got.Leaks), err)
		}
	}
}
