package watch

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"example.org/tocsin/holder"
)

// A Reading is what the clocks of a machine say at one moment.
type Reading struct {
	// Boot names the run of the machine, from its start to its end; empty where it
	// cannot be told.
	Boot string
	// Since counts from some moment of that run on, at the pace of time, also while
	// the machine sleeps; nobody can set it.
	Since time.Duration
	// Wall is what the machine takes for the time; it may be set at any moment.
	Wall time.Time
}

const (
	// jumpBound is how far the wall clock may come to stand from our time before it
	// is an alarm; the record has whole seconds.
	jumpBound = holder.JumpBound + 2*time.Second
	// beat is how often the time is written down.
	beat = 10 * time.Minute
	// slack is by how much two processes may differ on the time.
	slack = time.Second
)

// An Anchor ties the time to one run of a machine, so that each process of that
// run has the same time, whatever the wall clock says meanwhile.
type Anchor struct {
	// Boot and Since are of a Reading, and Time is what the time was then.
	Boot  string
	Since time.Duration
	Time  time.Time
	// Off is how far ahead the wall clock stood when that was last looked into:
	// somebody knows of it.
	Off time.Duration
	// From and To are a jump that is not on record yet; zero without one.
	From, To time.Time
}

// line is when the run began, by our time.
func (a Anchor) line() time.Time { return a.Time.Add(-a.Since) }

// at is the time at a reading of the same run.
func (a Anchor) at(r Reading) time.Time { return a.Time.Add(r.Since - a.Since) }

// anchorForm begins the text of an anchor.
const anchorForm = "tocsin-clock/v1"

// Text writes an anchor on one line.
func (a Anchor) Text() string {
	return fmt.Sprintf("%s %q %d %s %d %s %s\n", anchorForm, a.Boot, int64(a.Since), stamp(a.Time), int64(a.Off), stamp(a.From), stamp(a.To))
}

// stamp writes a time.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// ParseAnchor reads what Text wrote.
func ParseAnchor(text string) (Anchor, error) {
	var form, at, from, to string
	var a Anchor
	_, err := fmt.Sscanf(text, "%s %q %d %s %d %s %s\n", &form, &a.Boot, &a.Since, &at, &a.Off, &from, &to)
	for _, t := range []struct {
		text string
		into *time.Time
	}{{at, &a.Time}, {from, &a.From}, {to, &a.To}} {
		var wrong error
		*t.into, wrong = time.Parse(time.RFC3339Nano, t.text)
		err = errors.Join(err, wrong)
	}
	if err != nil || form != anchorForm || a.Text() != text {
		return Anchor{}, errors.New("it is no anchor that this version knows")
	}
	return a, nil
}

// A Keeping keeps the anchor of this machine between processes.
type Keeping interface {
	// Load gives what was saved last, and the zero Anchor where there is nothing.
	Load() (Anchor, error)
	// Save keeps it; the whole of it or nothing.
	Save(a Anchor) error
}

// A Jump is that the wall clock stands far from the time that we went by.
type Jump struct{ From, To time.Time }

// A Clock is the time: what the wall clock said when the machine was started, and
// what has passed since by a clock that nobody can set and that goes on while the
// machine sleeps. Setting the wall clock moves nothing that is due; where it comes
// to stand more than a day away, that is told. Many goroutines may use it.
type Clock struct {
	read func() Reading
	kept Keeping

	mu     sync.Mutex
	anchor Anchor
	saved  time.Duration // when the anchor was last saved, by Since
}

// Start gives the clock of a process. In a run of the machine that has an anchor
// the time goes on from it. Otherwise it is what the wall clock says, but never
// before the newest time that the record knows of; where the two are more than a
// day apart, that is a jump too: it cannot be told from a long time without power.
func Start(read func() Reading, kept Keeping, newest func() (time.Time, error)) (*Clock, error) {
	r := read()
	a, err := kept.Load()
	if err != nil {
		return nil, err
	}
	c := &Clock{read: read, kept: kept, anchor: a, saved: a.Since}
	if a.Boot != "" && a.Boot == r.Boot && r.Since >= a.Since {
		return c, c.keepUp(r)
	}
	known, err := newest()
	if err != nil {
		return nil, err
	}
	if a.Time.After(known) {
		known = a.Time
	}
	c.anchor = Anchor{Boot: r.Boot, Since: r.Since, Time: r.Wall.Round(0).UTC()}
	if known.After(r.Wall) {
		c.anchor.Time = known.UTC()
	}
	switch {
	case !a.From.IsZero():
		// One that nobody has heard of yet comes first.
		c.anchor.From, c.anchor.To = a.From, a.To
	case !known.IsZero() && r.Wall.Sub(known).Abs() > jumpBound:
		c.anchor.From, c.anchor.To = known.UTC(), r.Wall.Round(0).UTC()
	}
	return c, c.save(r)
}

// Now is the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.anchor.at(c.read())
}

// Off is how far ahead of our time the wall clock stands.
func (c *Clock) Off() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.read()
	return r.Wall.Sub(c.anchor.at(r))
}

// Jump tells of a jump that is to be noted.
func (c *Clock) Jump() (Jump, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.anchor.From.IsZero() {
		return Jump{c.anchor.From, c.anchor.To}, true
	}
	r := c.read()
	now := c.anchor.at(r)
	if off := r.Wall.Sub(now); off.Abs() <= jumpBound || (off-c.anchor.Off).Abs() <= jumpBound {
		return Jump{}, false
	}
	return Jump{now, r.Wall.Round(0).UTC()}, true
}

// Noted says that the jump is on record: it is told of no more.
func (c *Clock) Noted() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.read()
	c.anchor.From, c.anchor.To = time.Time{}, time.Time{}
	c.anchor.Off = r.Wall.Sub(c.anchor.at(r))
	return c.save(r)
}

// TakeWall makes the time what the wall clock says, from now on and for every
// process of this run, because somebody has looked and says so.
func (c *Clock) TakeWall() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.read()
	c.anchor = Anchor{Boot: r.Boot, Since: r.Since, Time: r.Wall.Round(0).UTC()}
	return c.save(r)
}

// Beat writes the time down now and then, so that after a restart it is known,
// and takes over what another process of this run was told to take for the time.
func (c *Clock) Beat() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.keepUp(c.read())
}

// keepUp does that.
func (c *Clock) keepUp(r Reading) error {
	a, err := c.kept.Load()
	if err != nil {
		return err
	}
	if a.Boot == r.Boot && a.Boot != "" && r.Since >= a.Since {
		if a.line().Sub(c.anchor.line()).Abs() > slack {
			c.anchor = a
		}
		c.anchor.Off, c.anchor.From, c.anchor.To, c.saved = a.Off, a.From, a.To, a.Since
	}
	if r.Since-c.saved < beat {
		return nil
	}
	return c.save(r)
}

// save keeps the anchor as of a reading.
func (c *Clock) save(r Reading) error {
	c.anchor.Time, c.anchor.Since = c.anchor.at(r), r.Since
	c.saved = r.Since
	return c.kept.Save(c.anchor)
}
