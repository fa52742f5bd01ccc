package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/channel"
	"example.org/tocsin/cli"
	"example.org/tocsin/desk"
	"example.org/tocsin/seal"
	"example.org/tocsin/watch"
)

// health asks a channel how it is. A channel that is not set is told as such.
func health(e Environment, at cli.Place) func(context.Context, string) error {
	opened := later(e, at, nil)
	return func(ctx context.Context, name string) error {
		ways, err := opened()
		if err != nil {
			return err
		}
		way, ok := ways[name]
		if !ok {
			return errors.New("there is no channel of that name here; set it in the settings")
		}
		return way.Health(ctx)
	}
}

// An openRecord is a record that is open: what works on it, by which time, and the ways
// of traveling, which are opened when they are first needed.
type openRecord struct {
	desk  *desk.Desk
	clock *watch.Clock
	ways  func() (map[string]channel.Channel, error)
}

// A service is serve under way.
type service struct {
	desk     *desk.Desk
	watch    *watch.Watch
	inbox    channel.Inbox
	settings Settings
	now      func() time.Time
	tell     func(says string, args ...any)
	// broken is what could not be done last, so that it is told once.
	broken string
}

// serve does what is due as it falls due, serves the drop, and takes in what comes
// back, until ctx ends. What cannot be done now is told and tried again: nothing
// but an end ends it.
func serve(ctx context.Context, e Environment, o openRecord, tell func(cli.Served)) error {
	ways, err := o.ways()
	if err != nil {
		return err
	}
	set, err := settings(e)
	if err != nil {
		return err
	}
	d, clock := o.desk, o.clock
	s := &service{
		desk: d, watch: watch.New(d, seal.NewID[string](), ways).By(clock), inbox: watch.NewInbox(d), settings: set, now: clock.Now,
		tell: func(says string, args ...any) { tell(cli.Served{At: clock.Now(), Says: fmt.Sprintf(says, args...)}) },
	}
	// A record of before a clock was known gets its timer now.
	if set, err := d.SetClocks(ctx); err != nil {
		return err
	} else if set > 0 {
		s.tell("%d clocks had no timer and have one now", set)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	if set.Mailbox.Listen != "" {
		at, served, err := serveDrop(ctx, set.Mailbox, s.now)
		if err != nil {
			return err
		}
		s.tell("the mailboxes are served at %s", at)
		go func() { ended <- served() }()
	}
	return s.run(ctx, ended)
}

// newBox makes a box in the folder that the settings name.
func newBox(e Environment, kind string, count int) (name, folder string, err error) {
	set, err := settings(e)
	if err != nil {
		return "", "", err
	}
	root := set.Mailbox.Root
	if root == "" {
		return "", "", tocsin.Refuse("config/mailbox", "name the folder of the boxes: root, in [mailbox] of the settings", "nothing says where the boxes are")
	}
	if name, err = makeBox(root, kind, count); err != nil {
		return "", "", err
	}
	return name, filepath.Join(root, name), nil
}

// run goes round until ctx or the drop ends.
func (s *service) run(ctx context.Context, dropped <-chan error) error {
	s.tell("at work")
	tick := time.NewTicker(max(s.settings.Serve.Every.Duration, 100*time.Millisecond))
	defer tick.Stop()
	for {
		s.round(ctx)
		select {
		case <-ctx.Done():
			s.tell("at an end")
			return nil
		case err := <-dropped:
			if ctx.Err() == nil {
				return fmt.Errorf("serving the mailboxes: %w", err)
			}
		case <-tick.C:
		}
	}
}

// round does what is due now and takes in what came back.
func (s *service) round(ctx context.Context) {
	err := errors.Join(s.collect(ctx), s.step(ctx))
	switch {
	case err == nil || ctx.Err() != nil:
		s.broken = ""
	case err.Error() != s.broken:
		s.broken = err.Error()
		s.tell("not all could be done; it stays due")
	}
}

// step does what is due.
func (s *service) step(ctx context.Context) error {
	done, err := s.watch.Step(ctx)
	for _, one := range []struct {
		count int
		says  string
	}{
		{done.Handed, "%d handed to their carriers"},
		{done.Again, "%d could not be handed over now, and are tried again"},
		{done.Never, "%d can never be handed over that way"},
		{done.Overdue, "%d deadlines passed without an answer"},
		{done.Clocks, "%d clocks ran out"},
		{done.Paged, "%d officers were called"},
		{done.Held, "%d are held until somebody has confirmed what time it is"},
	} {
		if one.count > 0 {
			s.tell(one.says, one.count)
		}
	}
	return err
}

// collect takes in what came back. What is routine waits for the end of its minute;
// where an answer about a threat to life is awaited it is taken at once.
func (s *service) collect(ctx context.Context) error {
	var faults []error
	if root := s.settings.Mailbox.Root; root != "" {
		done, err := collectAnswers(ctx, root, s.inbox, s.now(), false)
		if err == nil && done.left > 0 {
			var life bool
			if life, err = s.desk.LifeAwaited(ctx); life && err == nil {
				var more collected
				more, err = collectAnswers(ctx, root, s.inbox, s.now(), true)
				done.taken, done.refused = done.taken+more.taken, done.refused+more.refused
			}
		}
		s.took(done.taken, done.refused)
		faults = append(faults, err)
	}
	if folder := s.settings.Serve.Receipts; folder != "" {
		kept, err := collectReceipts(ctx, folder, s.inbox)
		s.took(kept, 0)
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

// took tells what came back.
func (s *service) took(taken, refused int) {
	if taken > 0 {
		s.tell("%d answers or receipts came back", taken)
	}
	if refused > 0 {
		s.tell("%d things came back that prove nothing, and were refused", refused)
	}
}
