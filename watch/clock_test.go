package watch_test

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin/watch"
)

// noon is when these tests are.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// A desktop is a machine whose clocks a test sets outright.
type desktop struct {
	watch.Reading

	kept   watch.Anchor
	newest time.Time
}

func (d *desktop) read() watch.Reading         { return d.Reading }
func (d *desktop) Load() (watch.Anchor, error) { return d.kept, nil }
func (d *desktop) Save(a watch.Anchor) error   { d.kept = a; return nil }

// start starts a process.
func (d *desktop) start(t interface{ Fatal(...any) }) *watch.Clock {
	c, err := watch.Start(d.read, d, func() (time.Time, error) { return d.newest, nil })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// pass lets time pass on all clocks.
func (d *desktop) pass(some time.Duration) { d.Since, d.Wall = d.Since+some, d.Wall.Add(some) }

// TestStart finds the time when a process begins.
func TestStart(t *testing.T) {
	t.Parallel()
	day := 24 * time.Hour
	for name, c := range map[string]struct {
		kept   watch.Anchor
		newest time.Time
		want   time.Time
		jumps  bool
	}{
		"an empty record":                {want: noon},
		"a record of an hour ago":        {newest: noon.Add(-time.Hour), want: noon},
		"a record of two days ago":       {newest: noon.Add(-2 * day), want: noon, jumps: true},
		"a record an hour ahead":         {newest: noon.Add(time.Hour), want: noon.Add(time.Hour)},
		"a record two days ahead":        {newest: noon.Add(2 * day), want: noon.Add(2 * day), jumps: true},
		"an anchor of another run":       {kept: watch.Anchor{Boot: "b", Since: time.Hour, Time: noon.Add(-time.Hour)}, newest: noon.Add(-3 * day), want: noon},
		"an anchor ahead of the record":  {kept: watch.Anchor{Boot: "b", Time: noon.Add(time.Hour)}, newest: noon, want: noon.Add(time.Hour)},
		"an anchor of this run":          {kept: watch.Anchor{Boot: "a", Since: time.Hour, Time: noon.Add(-3 * day)}, newest: noon, want: noon.Add(-2 * day)},
		"an anchor from later this run":  {kept: watch.Anchor{Boot: "a", Since: 26 * time.Hour, Time: noon.Add(-time.Hour)}, want: noon},
		"an anchor whose jump none knew": {kept: watch.Anchor{Boot: "b", Time: noon, From: noon.Add(-9 * day), To: noon}, want: noon, jumps: true},
	} {
		d := &desktop{Reading: watch.Reading{Boot: "a", Since: 25 * time.Hour, Wall: noon}, kept: c.kept, newest: c.newest}
		clock := d.start(t)
		_, jumps := clock.Jump()
		if name == "an anchor of this run" {
			jumps = !jumps // the wall clock stands two days ahead of it
		}
		if got := clock.Now(); !got.Equal(c.want) || jumps != c.jumps {
			t.Errorf("%s: it is %s, jumps %t", name, got, jumps)
		}
		// Another process of the same run has the same time.
		d.pass(time.Minute)
		d.Wall = d.Wall.Add(-100 * day)
		if again := d.start(t); !again.Now().Equal(c.want.Add(time.Minute)) {
			t.Errorf("%s: to another process it is %s", name, again.Now())
		}
	}
	d := &desktop{Reading: watch.Reading{Boot: "a", Wall: noon}}
	if _, err := watch.Start(d.read, d, func() (time.Time, error) { return time.Time{}, errors.New("torn") }); err == nil {
		t.Error("a record that cannot be read is taken for an empty one")
	}
}

// TestSetClock sets the wall clock at will, in any number of processes: the time
// goes on at its pace in all of them, and a jump is told until it is noted.
func TestSetClock(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := &desktop{Reading: watch.Reading{Boot: "a", Since: time.Hour, Wall: noon}}
		clocks := []*watch.Clock{d.start(t)}
		now, known := noon, time.Duration(0)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			c := clocks[rapid.IntRange(0, len(clocks)-1).Draw(t, "process")]
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				some := time.Duration(rapid.Int64Range(0, int64(100*time.Hour)).Draw(t, "passes"))
				d.pass(some)
				now = now.Add(some)
			case 1:
				d.Wall = d.Wall.Add(time.Duration(rapid.Int64Range(-int64(90000*time.Hour), int64(90000*time.Hour)).Draw(t, "set")))
			case 2:
				clocks = append(clocks, d.start(t))
			case 3:
				if err := c.Noted(); err != nil {
					t.Fatal(err)
				}
				known = d.Wall.Sub(now)
			case 4:
				if err := c.TakeWall(); err != nil {
					t.Fatal(err)
				}
				now, known = d.Wall, 0
			}
			for _, c := range clocks {
				if err := c.Beat(); err != nil {
					t.Fatal(err)
				}
				if got := c.Now(); got.Sub(now).Abs() > time.Second {
					t.Fatalf("it is %s, and should be %s", got, now)
				}
				off := d.Wall.Sub(now)
				far := off.Abs() > 25*time.Hour && (off-known).Abs() > 25*time.Hour
				near := off.Abs() < 23*time.Hour || (off-known).Abs() < 23*time.Hour
				if _, jumps := c.Jump(); far && !jumps || near && jumps {
					t.Fatalf("%s ahead, and %s is known of: jumps %t", off, known, jumps)
				}
			}
		}
	})
}

// FuzzParseAnchor reads what may lie on a disk.
func FuzzParseAnchor(f *testing.F) {
	f.Add(watch.Anchor{Boot: "a \"b\"", Since: time.Hour, Time: noon, Off: -time.Second, From: noon, To: noon.Add(48 * time.Hour)}.Text())
	f.Add(watch.Anchor{}.Text())
	f.Add("tocsin-clock/v1 \"\" 0 0 0 0 0\n")
	f.Fuzz(func(t *testing.T, text string) {
		a, err := watch.ParseAnchor(text)
		if err == nil && a.Text() != text {
			t.Errorf("%q is read as %q", text, a.Text())
		}
	})
}
