package report

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// timeRungs are all rungs of time, coarsest first.
var timeRungs = []TimeRung{NoTime, Month, Week, Day, PartOfDay, Hour, Minute}

// drawWindow gives a window of which either end may be open.
func drawWindow(t *rapid.T) Window {
	// From 1 March 2023, over a leap year, in whole seconds; a zone of its own.
	zone := time.FixedZone("", rapid.IntRange(-14, 14).Draw(t, "zone")*3600)
	from := time.Unix(1_677_628_800+rapid.Int64Range(0, 70_000_000).Draw(t, "from"), 0).In(zone)
	step := rapid.SampledFrom([]time.Duration{time.Second, time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour}).Draw(t, "step")
	from = from.Truncate(step)
	w := Window{From: from, Until: from.Add(step * time.Duration(rapid.Int64Range(1, 90).Draw(t, "steps")))}
	switch rapid.IntRange(0, 9).Draw(t, "open") {
	case 0:
		w.From = time.Time{}
	case 1:
		w.Until = time.Time{}
	}
	return w
}

// equal reports whether two windows are of the same times.
func equal(a, b Window) bool { return a.From.Equal(b.From) && a.Until.Equal(b.Until) }

// TestWindowAt holds coarsening to its promises.
func TestWindowAt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := drawWindow(t)
		a, b := rapid.SampledFrom(timeRungs).Draw(t, "a"), rapid.SampledFrom(timeRungs).Draw(t, "b")
		if err := w.Check(); err != nil {
			t.Fatal(err)
		}
		c := w.At(a)
		if !c.Contains(w) {
			t.Errorf("%s at %s is %s and does not contain it", w, a, c)
		}
		if err := c.Check(); err != nil {
			t.Errorf("%s at %s: %v", w, a, err)
		}
		if !equal(c.At(a), c) {
			t.Errorf("%s at %s, again, is %s", w, a, c.At(a))
		}
		if !c.At(b).Contains(w.At(min(a, b))) {
			t.Errorf("%s at %s, then at %s, is %s, finer than %s", w, a, b, c.At(b), w.At(min(a, b)))
		}
		// Weeks do not make up months; all other steps make up the coarser ones.
		weeks := a == Week && b == Month || a == Month && b == Week
		if !weeks && !equal(c.At(b), w.At(min(a, b))) {
			t.Errorf("%s at %s, then at %s, is %s, not %s", w, a, b, c.At(b), w.At(min(a, b)))
		}
		if a < b && (a != Month || b != Week) && !c.Contains(w.At(b)) {
			t.Errorf("%s at %s does not contain it at %s", w, a, b)
		}
		if f := w.Finest(); f != Minute && !equal(w.At(f), w) {
			t.Errorf("%s is finest told by %s, which is %s", w, f, w.At(f))
		}
		if got, want := w.String(), w.At(Minute).String(); got != want || got != (Window{w.From.UTC(), w.Until.UTC()}).String() {
			t.Errorf("it is told as %q and as %q", got, want)
		}
	})
}

// TestWindowSteps coarsens one window, Wednesday to Thursday, to every rung.
func TestWindowSteps(t *testing.T) {
	t.Parallel()
	w := Window{time.Date(2024, 1, 31, 13, 20, 30, 0, time.UTC), time.Date(2024, 2, 1, 5, 40, 10, 0, time.UTC)}
	for r, want := range map[TimeRung]string{
		NoTime: "unknown", Month: "from 1 January to 29 February 2024", Week: "from 29 January to 4 February 2024",
		Day: "from 31 January to 1 February 2024", PartOfDay: "from 31 January 2024, 12:00 UTC to 1 February 2024, 06:00 UTC",
		Hour:   "from 31 January 2024, 13:00 UTC to 1 February 2024, 06:00 UTC",
		Minute: "from 31 January 2024, 13:20 UTC to 1 February 2024, 05:41 UTC",
	} {
		if got := w.At(r).String(); got != want {
			t.Errorf("at %s it is %q, not %q", r, got, want)
		}
	}
}

// TestWindowContains holds Contains to what an interval is.
func TestWindowContains(t *testing.T) {
	t.Parallel()
	at := func(hour int) time.Time { return time.Date(2024, 1, 3, hour, 0, 0, 0, time.UTC) }
	w := Window{at(10), at(12)}
	for name, c := range map[string]struct {
		outer, inner Window
		want         bool
	}{
		"itself":                   {w, w, true},
		"within":                   {w, Window{at(11), at(12)}, true},
		"from before":              {w, Window{at(9), at(12)}, false},
		"until after":              {w, Window{at(10), at(13)}, false},
		"open at the beginning":    {w, Window{Until: at(12)}, false},
		"open at the end":          {w, Window{From: at(10)}, false},
		"in all time":              {Window{}, w, true},
		"in what is open":          {Window{From: at(10)}, w, true},
		"all time":                 {w, Window{}, false},
		"all time in itself":       {Window{}, Window{}, true},
		"open in open":             {Window{From: at(9)}, Window{From: at(10)}, true},
		"open in open, the other":  {Window{From: at(10)}, Window{From: at(9)}, false},
		"open ends the other ways": {Window{From: at(10)}, Window{Until: at(12)}, false},
	} {
		if got := c.outer.Contains(c.inner); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestWindowString tells windows as a reader expects them.
func TestWindowString(t *testing.T) {
	t.Parallel()
	for want, text := range map[string][2]string{
		"unknown":                                                       {"", ""},
		"3 January 2024":                                                {"2024-01-03T00:00:00Z", "2024-01-04T00:00:00Z"},
		"from 1 to 4 January 2024":                                      {"2024-01-01T00:00:00Z", "2024-01-05T00:00:00Z"},
		"from 1 to 31 January 2024":                                     {"2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z"},
		"from 1 to 7 January 2024":                                      {"2024-01-01T00:00:00Z", "2024-01-08T00:00:00Z"},
		"from 30 January to 2 March 2024":                               {"2024-01-30T00:00:00Z", "2024-03-03T00:00:00Z"},
		"from 31 December 2023 to 1 January 2024":                       {"2023-12-31T00:00:00Z", "2024-01-02T00:00:00Z"},
		"from 3 January 2024 on":                                        {"2024-01-03T00:00:00Z", ""},
		"before 4 January 2024":                                         {"", "2024-01-04T00:00:00Z"},
		"from 3 January 2024, 14:30 UTC on":                             {"2024-01-03T14:30:00Z", ""},
		"before 3 January 2024, 14:30 UTC":                              {"", "2024-01-03T14:30:00Z"},
		"3 January 2024, 12:00 to 18:00 UTC":                            {"2024-01-03T12:00:00Z", "2024-01-03T18:00:00Z"},
		"3 January 2024, 18:00 to 24:00 UTC":                            {"2024-01-03T18:00:00Z", "2024-01-04T00:00:00Z"},
		"3 January 2024, 10:00 to 10:01 UTC":                            {"2024-01-03T10:00:15Z", "2024-01-03T10:00:45Z"},
		"3 January 2024, 06:30 to 08:00 UTC":                            {"2024-01-03T10:00:00+03:30", "2024-01-03T11:30:00+03:30"},
		"from 2 January 2024, 20:30 UTC to 3 January 2024, 20:30 UTC":   {"2024-01-03T00:00:00+03:30", "2024-01-04T00:00:00+03:30"},
		"from 3 January 2024 to 4 January 2024, 06:00 UTC":              {"2024-01-03T00:00:00Z", "2024-01-04T06:00:00Z"},
		"from 29 February to 1 March 2024":                              {"2024-02-29T00:00:00Z", "2024-03-02T00:00:00Z"},
		"from 3 January 2024, 23:00 UTC to 4 January 2024, 01:00 UTC":   {"2024-01-03T23:00:00Z", "2024-01-04T01:00:00Z"},
		"from 1 January 2023 to 31 December 2024":                       {"2023-01-01T00:00:00Z", "2025-01-01T00:00:00Z"},
		"from 31 December 2023, 23:59 UTC to 1 January 2024, 00:01 UTC": {"2023-12-31T23:59:00Z", "2024-01-01T00:01:00Z"},
	} {
		var w Window
		for i, end := range []*time.Time{&w.From, &w.Until} {
			if text[i] == "" {
				continue
			}
			at, err := time.Parse(time.RFC3339, text[i])
			if err != nil {
				t.Fatal(err)
			}
			*end = at
		}
		if got := w.String(); got != want {
			t.Errorf("%v is told as %q, not %q", text, got, want)
		}
		raw, err := json.Marshal(w)
		var back Window
		if err != nil || json.Unmarshal(raw, &back) != nil || !equal(w, back) {
			t.Errorf("%s is written %s and read %s, %v", w, raw, back, err)
		}
	}
}

// TestWindowCheck refuses windows that are none.
func TestWindowCheck(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, 1, 3, 10, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		w     Window
		sound bool
	}{
		"nothing": {Window{}, true}, "open": {Window{From: at}, true}, "an hour": {Window{at, at.Add(time.Hour)}, true},
		"nothing long": {Window{at, at}, false}, "backward": {Window{at, at.Add(-time.Hour)}, false},
		"half a second": {Window{at.Add(time.Second / 2), at.Add(time.Hour)}, false},
		"to a fraction": {Window{at, at.Add(1)}, false},
	} {
		if err := c.w.Check(); (err == nil) != c.sound {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTimeRungs reads and writes the words of rungs.
func TestTimeRungs(t *testing.T) {
	t.Parallel()
	for i, r := range timeRungs {
		raw, err := r.MarshalText()
		var back TimeRung
		if err != nil || back.UnmarshalText(raw) != nil || back != r || int(r) != i {
			t.Errorf("%s is written %s and read %s, %v", r, raw, back, err)
		}
	}
	if _, err := ParseTimeRung("fortnight"); err == nil || TimeRung(-1).String()+TimeRung(7).String() != "invalidinvalid" {
		t.Errorf("a fortnight is read: %v", err)
	}
}
