package desk_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/dossier"
	"example.org/tocsin/entry"
	"example.org/tocsin/holder"
	"example.org/tocsin/marking"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
	"example.org/tocsin/seal"
	"example.org/tocsin/threat"
)

// tip is a synthetic spoken report of its own, which names somebody as the one in
// danger.
func tip(o *office, into tocsin.DossierID, victim, where string) (*desk.File, []byte) {
	s := report.Spoken{victim, "somebody means to set fire to the boats", where, "unknown", "unknown", "unknown"}
	original := s.Bytes()
	f := desk.NewFile(report.FormText, original, into)
	f.Possessed, f.Mark, f.Reason, f.Synthetic = o.clock.now(), marking.Marking{TLP: marking.Red}, "the same boats", true
	return f, original
}

// watchFor is an item for a name or a place.
func watchFor(of tocsin.DossierID, where *place.Place, names ...string) *desk.SetWatchItem {
	return desk.NewSetWatchItem(threat.WatchItem{
		Names: names, Place: where, Reason: "a tip names only a person", Dossier: of, Until: start.AddDate(1, 0, 0),
	})
}

// woken gives an item as it is.
func (o *office) woken(id threat.WatchItemID) []holder.Woke {
	o.t.Helper()
	h, err := o.desk.Holder(o.ctx)
	if err != nil {
		o.t.Fatal(err)
	}
	w, ok := h.WatchItem(id)
	if !ok {
		o.t.Fatalf("no item %s is kept", id)
	}
	return w.Woken
}

// watchers is an office that watches for a person and a place, with a dossier of
// its own.
func watchers(t *testing.T) (*office, *desk.SetWatchItem, *desk.SetWatchItem) {
	t.Helper()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	f, original := tip(o, "", "Tereza Vondrasek", "the harbor")
	o.must("ana", f, original)
	o.dossier = f.Dossier
	person := watchFor(o.dossier, nil, "Tereza Vondrasek")
	city := watchFor("", &place.Place{Country: "Iran", City: "Kerman"})
	o.must("ben", person, nil)
	o.must("ben", city, nil)
	o.clock.add(time.Minute)
	return o, person, city
}

// watchSteps put an item up, wake it, and take it down.
func watchSteps() []step {
	item := watchFor("", nil, "Tereza Vondrasek")
	return []step{
		by("w set", "ben", func() desk.Request { return item }),
		asked("w file", "ana", func(o *office) (desk.Request, []byte, error) {
			f, original := tip(o, "", "Tereza Vondrasek", "unknown")
			return f, original, nil
		}),
		by("w end", "ben", func() desk.Request {
			return &desk.EndWatchItem{WatchItemEnded: holder.WatchItemEnded{Item: item.Item.ID, Because: "it was found"}}
		}),
	}
}

// TestWatchItems wakes items as reports are filed and assessed, once each, in the
// same act.
func TestWatchItems(t *testing.T) {
	t.Parallel()
	o, person, city := watchers(t)
	before, err := o.store.Head(o.ctx)
	if err != nil {
		t.Fatal(err)
	}
	// Its own dossier wakes nothing; another spelling in another dossier does.
	f, original := tip(o, o.dossier, "Tereza Vondrasek again", "unknown")
	o.must("ana", f, original)
	if n := len(o.woken(person.Item.ID)); n != 0 {
		t.Fatalf("its own dossier woke it %d times", n)
	}
	f, original = tip(o, "", "Тереза Вондрасек", "in Kerman")
	signed := o.prepare("ana", f)
	for range 2 { // the second time is the same act
		if _, err := o.desk.Do(o.ctx, signed, original); err != nil {
			t.Fatal(err)
		}
	}
	woke := o.woken(person.Item.ID)
	if len(woke) != 1 || woke[0].Report != f.Report || woke[0].Dossier != f.Dossier || woke[0].Score < 80 || !strings.Contains(woke[0].Why, "victim") {
		t.Fatalf("it woke for %+v", woke)
	}
	if woke := o.woken(city.Item.ID); len(woke) != 1 || !strings.Contains(woke[0].Why, "where") {
		t.Fatalf("the place woke for %+v", woke)
	}
	if after, _ := o.store.Head(o.ctx); after.Size != before.Size+2+3+2 { // filed and linked; filed, opened and linked; twice woken
		t.Errorf("%d events were kept", after.Size-before.Size)
	}
	// What is assessed of a report later wakes what its words did not.
	f, original = tip(o, "", "the fishermen", "unknown")
	o.must("ana", f, original)
	a := report.Assessment{Reliability: "B", Credibility: 2, Facts: []report.Fact{{
		Field: report.FieldActor, Text: "the man with the lamp", Aliases: []string{"Tereza Vondrášek"}, Report: f.Report, Part: "an officer's reading",
	}}}
	for range 2 {
		o.clock.add(time.Minute)
		o.must("ana", &desk.Assess{Dossier: f.Dossier, Assessment: a}, nil)
	}
	if woke := o.woken(person.Item.ID); len(woke) != 2 || woke[1].Report != f.Report {
		t.Errorf("the assessment woke %+v", woke)
	}
	// An act that is done again finds an item that was put up since asleep.
	again := o.prepare("ana", &desk.Assess{Dossier: f.Dossier, Assessment: a})
	if _, err := o.desk.Do(o.ctx, again, nil); err != nil {
		t.Fatal(err)
	}
	late := watchFor("", nil, "the man with the lamp")
	o.must("ben", late, nil)
	if _, err := o.desk.Do(o.ctx, again, nil); err != nil || len(o.woken(late.Item.ID)) != 0 {
		t.Errorf("done again it woke %+v, %v", o.woken(late.Item.ID), err)
	}
	o.healthy("after the items woke")
	seen, err := o.desk.Threat(o.ctx, string(o.dossier))
	if err != nil || len(seen.Woken) != 2 || seen.Woken[0].By != f.Dossier || seen.Woken[0].From != o.dossier {
		t.Errorf("its own dossier shows %+v, %v", seen.Woken, err)
	}
	// What has ended sleeps.
	o.must("ben", &desk.EndWatchItem{WatchItemEnded: holder.WatchItemEnded{Item: person.Item.ID, Because: "it was found"}}, nil)
	f, original = tip(o, "", "Tereza Vondrasek", "unknown")
	o.must("ana", f, original)
	if n := len(o.woken(person.Item.ID)); n != 2 {
		t.Errorf("ended, it woke %d times", n)
	}
	watching, now, err := o.desk.Watching(o.ctx)
	if err != nil || len(watching) != 3 || watching[0].Stands(now) || !watching[1].Stands(now) {
		t.Errorf("the list is %+v, %v", watching, err)
	}
	o.healthy("after an item ended")
}

// TestWatchItemsRefused refuses items that cannot stand, with nothing kept.
func TestWatchItemsRefused(t *testing.T) {
	t.Parallel()
	o, person, _ := watchers(t)
	filed := tocsin.DossierID(o.state(o.dossier).Reports[0].Report)
	end := func(id threat.WatchItemID, because string) desk.Request {
		return &desk.EndWatchItem{WatchItemEnded: holder.WatchItemEnded{Item: id, Because: because}}
	}
	o.holds(t, []refusal{
		asking("by an analyst", "watch-item/level", "ana", watchFor("", nil, "Tereza Vondrasek")),
		asking("for nothing", "watch-item/what", "ben", watchFor("", nil)),
		asking("for a country", "watch-item/where", "ben", watchFor("", &place.Place{Country: "Iran"})),
		asking("from nowhere", "dossier/unknown", "ben", watchFor(seal.NewID[tocsin.DossierID](), nil, "Tereza Vondrasek")),
		asking("from a report", "desk/other-stream", "ben", watchFor(filed, nil, "Tereza Vondrasek")),
		asking("an id in use", "watch-item/id", "ben", &desk.SetWatchItem{WatchItemSet: person.WatchItemSet}),
		asking("end nothing", "watch-item/unknown", "ben", end("x", "why")),
		asking("end without a reason", "watch-item/reason", "ben", end(person.Item.ID, "")),
		asking("end by an analyst", "watch-item/level", "ana", end(person.Item.ID, "why")),
	})
}

// TestCrowdWakes files fifty reports at once that all wake one item, while others
// change the holder: each wakes it once, and none is lost.
func TestCrowdWakes(t *testing.T) {
	t.Parallel()
	o, person, city := watchers(t)
	made := make([]signedAct, crowd)
	for i := range made {
		if i%10 == 0 {
			made[i] = signedAct{o.prepare("head", desk.NewOfficer(fmt.Sprint("officer ", i), tocsin.LevelAnalyst, newPerson(t).key, "")), nil}
			continue
		}
		f, original := tip(o, "", "Tereza Vondrasek", fmt.Sprintf("Kerman, boat %d", i))
		made[i] = signedAct{o.prepare("ana", f), original}
	}
	for _, err := range together(crowd, func(i int) error {
		_, err := o.desk.Do(o.ctx, made[i].Signed, made[i].attached)
		return err
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	for _, item := range []threat.WatchItemID{person.Item.ID, city.Item.ID} {
		var reports []tocsin.ReportID
		for _, woke := range o.woken(item) {
			reports = append(reports, woke.Report)
		}
		slices.Sort(reports)
		if n := len(slices.Compact(reports)); n != crowd*9/10 || len(o.woken(item)) != n {
			t.Errorf("%d reports woke it %d times", n, len(o.woken(item)))
		}
	}
	o.healthy("after the crowd")
}

// TestForgeWakes takes out that an item woke, adds it, and changes it, as one can
// who has every key of the machine, and sees each found.
func TestForgeWakes(t *testing.T) {
	t.Parallel()
	o, person, _ := watchers(t)
	f, original := tip(o, "", "Tereza Vondrasek", "Kerman")
	o.must("ana", f, original)
	o.clock.add(time.Minute)
	o.must("ana", &desk.Assess{Dossier: f.Dossier, Assessment: report.Assessment{Reliability: "B", Credibility: 2}}, nil)
	quiet, original := tip(o, "", "the fishermen", "unknown")
	o.must("ana", quiet, original)
	o.clock.add(time.Minute)
	o.must("ana", &desk.Assess{Dossier: quiet.Dossier, Assessment: report.Assessment{Reliability: "B", Credibility: 2, Facts: []report.Fact{
		{Field: report.FieldActor, Text: "Tereza Vondrasek", Report: quiet.Report, Part: "an officer's reading"},
	}}}, nil)
	n := snap(t, o.store)
	entries := n.entries(t)
	if flaws := n.forge(t, entries).fsck(t).Flaws; len(flaws) > 0 {
		t.Fatal(flaws)
	}
	var woke []int
	for i, e := range entries {
		if e.Kind == "WatchItemWoke" {
			woke = append(woke, i)
		}
	}
	if len(woke) != 3 {
		t.Fatalf("%d events say that an item woke", len(woke))
	}
	for _, i := range woke {
		n.forge(t, slices.Delete(slices.Clone(entries), i, i+1)).found(t, "gone")
		n.forge(t, slices.Insert(slices.Clone(entries), i+1, entries[i])).found(t, "twice")
		for path, body := range changed(t, entries[i]) {
			forged := slices.Clone(entries)
			forged[i].Body = body
			n.forge(t, forged).found(t, path)
		}
	}
	// One that woke for nothing, in the act that filed the quiet report.
	i := slices.IndexFunc(entries, func(e entry.Entry) bool {
		return e.Kind == "ReportLinked" && strings.Contains(string(e.Body), string(quiet.Report))
	})
	body, err := json.Marshal(holder.WatchItemWoke{Item: person.Item.ID, Report: quiet.Report, Dossier: quiet.Dossier, Score: 90, Why: "forged"})
	if err != nil {
		t.Fatal(err)
	}
	more := entries[i]
	more.Stream, more.Kind, more.Body = tocsin.HolderStream, "WatchItemWoke", body
	for j := i; more.Signed == nil; j-- {
		more.Signed = entries[j].Signed
	}
	n.forge(t, slices.Insert(slices.Clone(entries), i+1, more)).found(t, "for nothing")
}

// TestThreat shows what reports say side by side, the likely duplicates among all
// dossiers, and that a report taken out leaves the picture that was before.
func TestThreat(t *testing.T) {
	t.Parallel()
	o, _, _ := watchers(t)
	first, err := o.desk.Threat(o.ctx, string(o.dossier)[:8])
	if err != nil || len(first.Picture.Reports) != 1 || first.Picture.Sources != (threat.Count{Least: 1, Most: 1}) || len(first.Duplicates) != 0 {
		t.Fatalf("it is %+v, %v", first, err)
	}
	f, original := tip(o, o.dossier, "Ludmila Hronova", "unknown")
	o.must("ana", f, original)
	both, err := o.desk.Threat(o.ctx, string(o.dossier))
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(both.Picture.Facts, func(f threat.Fact) bool { return f.Name == "victim" })
	if i < 0 || !both.Picture.Facts[i].Differ || len(both.Picture.Facts[i].Values) != 2 || both.Picture.Reports[1].Reason != "the same boats" {
		t.Errorf("it is %+v", both.Picture)
	}
	o.must("ana", &desk.Unlink{Dossier: o.dossier, Report: f.Report, Reason: "other boats"}, nil)
	after, err := o.desk.Threat(o.ctx, string(o.dossier))
	x, _ := json.Marshal(first.Picture)
	if y, _ := json.Marshal(after.Picture); err != nil || !bytes.Equal(x, y) {
		t.Errorf("it is\n%s\nand was\n%s", y, x)
	}
	other, original := tip(o, "", "Tereza Vondrasek", "the harbor")
	o.must("ana", other, original)
	again, err := o.desk.Threat(o.ctx, string(o.dossier))
	if err != nil || len(again.Duplicates) != 1 || again.Duplicates[0].ID != string(other.Dossier) || again.Duplicates[0].Score < 90 {
		t.Errorf("it proposes %+v, %v", again.Duplicates, err)
	}
	if o.state(o.dossier).Status != dossier.StatusFiled || len(o.state(o.dossier).Reports) != 1 {
		t.Error("looking at it changed it")
	}
	_, err = o.desk.Threat(o.ctx, string(seal.NewID[tocsin.DossierID]()))
	refused(t, err, "dossier/unknown")
}

// TestMatching tells of the reports that were kept before an item stood: by their
// words and by what was assessed, and none of the item's own dossier.
func TestMatching(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	original, err := os.ReadFile(filepath.Join("..", "examples", "kerman-2024", "bundle.json"))
	if err != nil {
		t.Fatal(err)
	}
	f := desk.NewFile(report.FormSTIX, original, "")
	f.Possessed = o.clock.now()
	o.must("ana", f, original)
	for name, want := range map[string]int{
		"Qasem Soleimani":  1,
		"Tereza Vondrasek": 0,
		// These words stand in the description of the bundle alone.
		"publicly reported": 1,
	} {
		item := watchFor("", nil, name)
		all, unread, err := o.desk.Matching(o.ctx, item.Item)
		if err != nil || unread != 0 || len(all) != want {
			t.Errorf("%s: %+v, %d unread, %v", name, all, unread, err)
			continue
		}
		if want > 0 && (all[0].Report != f.Report || all[0].Dossier != f.Dossier || all[0].Score < 80 || all[0].Why == "") {
			t.Errorf("%s: %+v", name, all[0])
		}
		item.Item.Dossier = f.Dossier
		if all, _, err := o.desk.Matching(o.ctx, item.Item); err != nil || len(all) > 0 {
			t.Errorf("%s: its own dossier names it: %+v, %v", name, all, err)
		}
	}
}
