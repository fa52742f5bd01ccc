package holder_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/holder"
	"example.org/tocsin/warning"
)

// The commands about the French texts, in few words.

func review(hash string, change ...func(*holder.ReviewTexts)) holder.ReviewTexts {
	c := holder.ReviewTexts{TextsReviewed: holder.TextsReviewed{
		Language: warning.French, Hash: hash, Qualification: "mother tongue, sworn translator",
		Note: "I have read all four kinds aloud and compared them with the English texts",
	}}
	for _, f := range change {
		f(&c)
	}
	return c
}

func affirmTexts(hash, because string) holder.AffirmTexts {
	return holder.AffirmTexts{TextsAffirmed: holder.TextsAffirmed{Language: warning.French, Hash: hash, Because: because}}
}

// maySend fails unless the holder may send in a language, or may not because of
// why.
func (s *script) maySend(l warning.Language, why string) *script {
	s.t.Helper()
	err := s.h.MaySend(l)
	refusal, ok := errors.AsType[*tocsin.Refusal](err)
	switch {
	case why == "" && err != nil:
		s.t.Errorf("in %s: %v", l, err)
	case why != "" && (!ok || refusal.Rule != "text/unreviewed" || !strings.Contains(refusal.Why, why) || refusal.Remedy == ""):
		s.t.Errorf("in %s: %v, and not because %s", l, err, why)
	}
	if ok {
		refusalsSeen.Store([2]string{refusal.Rule, refusal.Why}, true)
	}
	return s
}

// reviewingTexts has the texts of a language reviewed and agreed to by two.
func reviewingTexts(t *testing.T) {
	t.Helper()
	hash, err := warning.TextsHash(warning.French)
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Repeat("0f", 32)
	s := staffed(t)
	for _, l := range warning.Languages() {
		if l == warning.English {
			s.maySend(l, "")
			continue
		}
		s.maySend(l, "nobody qualified has reviewed")
	}
	if holder.BuiltIn(warning.English) == "" || holder.BuiltIn(warning.French) != "" {
		t.Error("English does not count as reviewed, or French does")
	}
	if err := s.h.MaySend("de"); err == nil {
		t.Error("German may be sent, of which there are no texts")
	}

	// Before anything is reviewed.
	s.when("omar", affirmTexts(hash, why)).refused("text/nothing", "no review")
	for _, c := range []struct {
		rule, why string
		spoil     func(*holder.ReviewTexts)
	}{
		{"text/language", "no code", func(c *holder.ReviewTexts) { c.Language = "French" }},
		{"text/language", "no code", func(c *holder.ReviewTexts) { c.Language = "FR" }},
		{"text/hash", "SHA-256", func(c *holder.ReviewTexts) { c.Hash = hash[:63] }},
		{"text/hash", "SHA-256", func(c *holder.ReviewTexts) { c.Hash = strings.ToUpper(strings.Repeat("f", 64)) }},
		{"text/qualification", "qualifies", func(c *holder.ReviewTexts) { c.Qualification = "yes" }},
		{"text/qualification", "qualifies", func(c *holder.ReviewTexts) { c.Qualification = "mother tongue,\nsworn translator" }},
		{"text/qualification", "qualifies", func(c *holder.ReviewTexts) { c.Qualification = strings.Repeat("word ", 100) + "s" }},
		{"DTW-JUSTIFY", "", func(c *holder.ReviewTexts) { c.Note = "good" }},
	} {
		s.when("ana", review(hash, c.spoil)).refused(c.rule, c.why)
	}

	// An analyst may be the one who knows the language; another agrees.
	s.when("ana", review(hash)).then("TextsReviewed").maySend("fr", "waits for another officer")
	s.later(time.Hour).when("ana", review(hash)).then()
	s.when("ana", affirmTexts(hash, why)).refused("approval/two-person", "his own review")
	s.when("hana", add(t, "aldo", tocsin.LevelAnalyst)).then("OfficerAdded")
	s.when("aldo", affirmTexts(hash, why)).refused("text/level", "analyst")
	s.when("omar", affirmTexts(other, why)).refused("approval/changed", "not those that were reviewed")
	s.when("omar", affirmTexts(hash, "yes")).refused("DTW-JUSTIFY", "does not say why")
	s.when("omar", affirmTexts(hash, review(hash).Note)).refused("DTW-JUSTIFY", "repeats")
	s.maySend("fr", "waits")
	s.when("omar", affirmTexts(hash, why)).then("TextsAffirmed").maySend("fr", "").maySend("fa", "nobody qualified")
	r, ok := s.h.Reviewed("fr")
	if !ok || r.Affirmed.By != id[tocsin.OfficerID]("omar") || r.Reviewed.By != id[tocsin.OfficerID]("ana") || r.Because != why || r.Hash != hash {
		t.Errorf("the review is %+v", r)
	}
	s.when("omar", affirmTexts(hash, why)).refused("text/nothing", "no review")
	s.when("sara", review(hash)).refused("text/reviewed", "very texts")

	// Other texts are another review; the old one stands until they are agreed to.
	s.later(time.Hour).when("sara", review(other)).then("TextsReviewed").maySend("fr", "")
	s.when("omar", affirmTexts(other, why)).then("TextsAffirmed").maySend("fr", "have changed since")
	s.when("omar", review(hash)).then("TextsReviewed").maySend("fr", "have changed since")
	s.when("sara", review(hash)).then("TextsReviewed")
	if w, ok := s.h.Reviewing("fr"); !ok || w.Reviewed.By != id[tocsin.OfficerID]("sara") || len(s.h.Texts) != 2 {
		t.Errorf("what waits is %+v of %d", w, len(s.h.Texts))
	}
	s.when("omar", affirmTexts(hash, why)).then("TextsAffirmed").maySend("fr", "")
	if len(s.h.Texts) != 1 {
		t.Errorf("there are %d reviews", len(s.h.Texts))
	}
	// An affirmation of nothing changes nothing.
	if again := holder.Evolve(s.h, tocsin.Stamp{}, holder.TextsAffirmed{Language: "fa"}); len(again.Texts) != 1 {
		t.Errorf("there are %d reviews", len(again.Texts))
	}
}
