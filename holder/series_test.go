package holder_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/holder"
	"example.org/tocsin/release"
)

// exposed is what a warning told a recipient of a source: that he is one of the
// crew.
func exposed(source, recipient, warning string) holder.SourceExposed {
	return holder.SourceExposed{
		Source: source, Recipient: id[tocsin.RecipientID](recipient), Dossier: id[tocsin.DossierID]("dossier"), Warning: id[tocsin.WarningID](warning),
		Exposure: release.Exposure{Exposed: []string{"the crew"}, Circles: []release.Circle{{Name: "the crew", Size: 30}}},
	}
}

// exposedFully has all fields of an exposure but the source, who is named by the
// event.
func exposedFully() holder.SourceExposed {
	e := exposed("S-1", "police", "one")
	e.Exposure.Exposed = []string{"the crew", "the port"}
	e.Exposure.Circles = []release.Circle{{Name: "the crew", Size: 30, Most: 35, Within: "the port"}, {Name: "the port", Size: 90}, {Name: "the yard", Size: 20}}
	e.Exposure.Overlaps = []release.Overlap{{A: "the crew", B: "the yard", Least: 4}}
	e.Exposure.Unsaid = true
	return e
}

// exposing notes what a warning told of a source once, and only what counts.
func exposing(t *testing.T) {
	t.Helper()
	s := staffed(t).when("omar", enroll(police())).then("RecipientAdded")
	first := holder.ExposeSource{SourceExposed: exposed("S-1", "police", "one")}
	s.when("ben", holder.ExposeSource{SourceExposed: exposed("S-1", "nobody", "one")}).refused("warning/recipients", "not in the directory")

	// Of nobody whom we have a name for, and of nobody at all, there is no budget.
	for _, source := range []string{"", " \t"} {
		nameless := first
		nameless.Source = source
		s.when("ben", nameless).then()
	}
	nothing := first
	nothing.Exposure = release.Exposure{Circles: first.Exposure.Circles}
	s.when("ben", nothing).then()
	// What nobody could count is noted all the same.
	uncounted := first
	uncounted.Warning, uncounted.Exposure = id[tocsin.WarningID]("zero"), release.Exposure{Unsaid: true}
	s.when("ben", uncounted).then("SourceExposed")

	// What one source told is never another's.
	another := first
	another.Exposure.Source = "S-2"
	var r *tocsin.Refusal
	if _, err := holder.Decide(s.h, s.stamp("ben"), another); err == nil || errors.As(err, &r) {
		t.Errorf("what was told of another: %v", err)
	}

	s.later(time.Hour)
	at := s.now
	named := first
	named.Exposure.Source = "S-1"
	s.when("ben", named).then("SourceExposed")
	want := holder.Spent{
		Source: "S-1", Recipient: police().ID, Dossier: id[tocsin.DossierID]("dossier"), Warning: id[tocsin.WarningID]("one"),
		At: at, Exposure: first.Exposure,
	}
	if len(s.h.Spent) != 2 || !reflect.DeepEqual(s.h.Spent[1], want) {
		t.Errorf("spent are %+v", s.h.Spent)
	}
	// Again is no event, whatever it would say then.
	again := first
	again.Exposure.Exposed = []string{"the two"}
	s.later(time.Hour).when("ben", first).then().when("ben", again).then()
}

// exposingSeveral keeps the series of each source and recipient apart, and gives
// with each exposure of whom it is.
func exposingSeveral(t *testing.T) {
	t.Helper()
	other := police()
	other.ID, other.Name, other.Keys = id[tocsin.RecipientID]("coast"), "Coast guard", []string{"age1coast"}
	s := staffed(t).when("omar", enroll(police())).then("RecipientAdded").when("omar", enroll(other)).then("RecipientAdded")
	expose := func(source, recipient, warning, circle string) {
		e := exposed(source, recipient, warning)
		e.Exposure.Exposed[0], e.Exposure.Circles[0].Name = circle, circle
		s.when("ben", holder.ExposeSource{SourceExposed: e}).then("SourceExposed")
	}
	expose("S-1", "police", "one", "a")
	expose("S-1", "coast", "one", "a")
	expose("S-2", "police", "one", "b")
	expose("S-1", "police", "two", "c")
	expose("S-1", "coast", "three", "d")
	for _, c := range []struct {
		source string
		to     []string
		want   string
	}{
		{"S-1", []string{"police"}, "ac"},
		{"S-1", []string{"coast"}, "ad"},
		{"S-1", []string{"coast", "police"}, "acd"}, // the first warning once
		{"S-2", []string{"coast", "police"}, "b"},
		{"S-2", []string{"coast"}, ""},
		{"S-3", []string{"coast", "police"}, ""},
		{"", []string{"coast", "police"}, ""},
		{"S-1", nil, ""},
	} {
		var to []tocsin.RecipientID
		for _, name := range c.to {
			to = append(to, id[tocsin.RecipientID](name))
		}
		got := ""
		for _, e := range s.h.Earlier(c.source, to...) {
			if got += e.Exposed[0]; e.Source != c.source {
				t.Errorf("what was told of %s is of %q", c.source, e.Source)
			}
		}
		if got != c.want {
			t.Errorf("%s to %v: %q, not %q", c.source, c.to, got, c.want)
		}
	}
	if s.h.Spent[0].Exposure.Source != "" {
		t.Error("reading the series changes it")
	}
}
