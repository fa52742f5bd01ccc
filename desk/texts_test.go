package desk_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin/desk"
	"example.org/tocsin/entry"
	"example.org/tocsin/holder"
	"example.org/tocsin/warning"
)

const (
	speaker = "mother tongue, sworn translator"
	looked  = "I have read all four kinds aloud and compared them with the English texts"
)

// reviewTexts and affirmTexts are the requests about the texts of a language.
func reviewTexts(tb testing.TB, l warning.Language) *desk.ReviewTexts {
	tb.Helper()
	r, err := desk.NewReviewTexts(l, speaker, looked)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func affirmTexts(tb testing.TB, l warning.Language) *desk.AffirmTexts {
	tb.Helper()
	r, err := desk.NewAffirmTexts(l, because1)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

// textSteps have the Persian texts reviewed by ana and agreed to by ben.
func textSteps() []step {
	return []step{
		asked("review texts", "ana", func(o *office) (desk.Request, []byte, error) {
			return reviewTexts(o.t, warning.Persian), nil, nil
		}),
		asked("affirm texts", "ben", func(o *office) (desk.Request, []byte, error) {
			return affirmTexts(o.t, warning.Persian), nil, nil
		}),
	}
}

// TestTextsReviewed has the texts of a language reviewed by two, and holds that the
// record is decided again the same; a review of other texts stays on the record,
// and lets nothing be sent.
func TestTextsReviewed(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	refused(t, o.holder().MaySend(warning.Persian), "text/unreviewed")
	for _, s := range textSteps() {
		refused(t, o.holder().MaySend(warning.Persian), "text/unreviewed")
		o.clock.add(time.Minute)
		o.run(s)
		o.healthy("after " + s.name)
	}
	if err := o.holder().MaySend(warning.Persian); err != nil {
		t.Error(err)
	}
	r, ok := o.holder().Reviewed(warning.Persian)
	if !ok || r.Reviewed.By != o.people["ana"].id || r.Affirmed.By != o.people["ben"].id {
		t.Errorf("the review is %+v", r)
	}

	// Whoever signs reads the texts: they stand in the act.
	signed := o.prepare("ana", reviewTexts(t, warning.Russian))
	texts, err := warning.TextsOf(warning.Russian)
	if err != nil || !strings.HasSuffix(signed.Bytes, "\n"+texts) {
		t.Errorf("the act does not show the texts: %v", err)
	}

	n := snap(t, o.store)
	entries := n.entries(t)
	hash, err := warning.TextsHash(warning.Persian)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range [][3]string{
		{"TextsReviewed", hash, strings.Repeat("0", 64)},
		{"TextsReviewed", `"fa"`, `"fr"`},
		{"TextsReviewed", speaker, "mother tongue, sworn interpreter"},
		{"TextsAffirmed", hash, strings.Repeat("0", 64)},
		{"TextsAffirmed", `"fa"`, `"ru"`},
		{"TextsAffirmed", because1, because2},
	} {
		i := slices.IndexFunc(entries, func(e entry.Entry) bool { return e.Kind == change[0] && strings.Contains(string(e.Body), change[1]) })
		if i < 0 {
			t.Fatalf("no %s has %s", change[0], change[1])
		}
		forged := slices.Clone(entries)
		forged[i].Body = json.RawMessage(strings.Replace(string(forged[i].Body), change[1], change[2], 1))
		n.forge(t, forged).found(t, change[0]+" with "+change[2])
	}
}

// TestTextsRefused refuses what may not be reviewed.
func TestTextsRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	edited := func(f func(*desk.ReviewTexts)) func(*office) desk.Request {
		return func(*office) desk.Request {
			r := reviewTexts(t, warning.Persian)
			f(r)
			return r
		}
	}
	agree := func(f func(*desk.AffirmTexts)) func(*office) desk.Request {
		return func(*office) desk.Request {
			r := affirmTexts(t, warning.Persian)
			f(r)
			return r
		}
	}
	o.holds(t, []refusal{
		bare("English", "text/built-in", "ana", func(*office) desk.Request { return reviewTexts(t, warning.English) }),
		bare("other texts", "approval/changed", "ana", edited(func(r *desk.ReviewTexts) { r.Texts += "more\n" })),
		bare("texts of another language", "approval/changed", "ana", edited(func(r *desk.ReviewTexts) { r.Language = warning.French })),
		bare("no language", "warning/language", "ana", edited(func(r *desk.ReviewTexts) { r.Language = "de" })),
		bare("no qualification", "text/qualification", "ana", edited(func(r *desk.ReviewTexts) { r.Qualification = "" })),
		bare("no note", "DTW-JUSTIFY", "ana", edited(func(r *desk.ReviewTexts) { r.Note = "" })),
		bare("nothing to agree to", "text/nothing", "ben", agree(func(*desk.AffirmTexts) {})),
	})
	o.must("ana", reviewTexts(t, warning.Persian), nil)
	o.holds(t, []refusal{
		bare("by the reviewer", "approval/two-person", "ana", agree(func(*desk.AffirmTexts) {})),
		bare("of other texts", "approval/changed", "ben", agree(func(r *desk.AffirmTexts) { r.Texts = r.Texts[1:] })),
		bare("of another language", "text/nothing", "ben", func(*office) desk.Request { return affirmTexts(t, warning.French) }),
		bare("without a reason", "DTW-JUSTIFY", "ben", agree(func(r *desk.AffirmTexts) { r.Because = "yes" })),
	})
	if holder.BuiltIn(warning.Persian) != "" {
		t.Error("Persian counts as reviewed")
	}
}
