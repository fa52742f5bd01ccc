package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"example.org/tocsin/desk"
	"example.org/tocsin/watch"
)

// clockName is the file in the data folder that ties the time to the run of this
// machine. It says when somebody last worked here, and nothing else.
const clockName = "clock"

// began is when the process began.
var began = Clock()

// sinceBegan counts from the start of the process by Go's own clock.
func sinceBegan() time.Duration { return Clock().Sub(began) }

// startClock gives the clock of a record.
func startClock(ctx context.Context, e Environment, data string, c desk.Config) (*watch.Clock, error) {
	c.Clock = e.Now
	clock, err := watch.Start(e.reading, anchorFile(filepath.Join(data, clockName)), func() (time.Time, error) {
		newest, err := desk.Inspect(c).Newest(ctx)
		if err != nil && ctx.Err() == nil {
			// Keys that do not fit are refused when the desk is opened, and fsck
			// tells what is damaged; what cannot be read knows of no time.
			return time.Time{}, nil
		}
		return newest, err
	})
	if err != nil {
		return nil, fmt.Errorf("starting the clock: %w", err)
	}
	return clock, nil
}

// An anchorFile keeps the anchor of this machine.
type anchorFile string

// Load gives the anchor; one that cannot be read as such is none, and then the
// time is found as after a start of the machine.
func (f anchorFile) Load() (watch.Anchor, error) {
	raw, err := os.ReadFile(string(f))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return watch.Anchor{}, nil
	case err != nil:
		return watch.Anchor{}, fmt.Errorf("reading the time of this machine: %w", err)
	}
	a, err := watch.ParseAnchor(string(raw))
	if err != nil {
		return watch.Anchor{}, nil //nolint:nilerr // see above
	}
	return a, nil
}

// Save keeps the anchor, whole or not at all.
func (f anchorFile) Save(a watch.Anchor) error {
	draft, err := os.CreateTemp(filepath.Dir(string(f)), "."+clockName+"-*")
	if err != nil {
		return fmt.Errorf("keeping the time of this machine: %w", err)
	}
	_, err = draft.WriteString(a.Text())
	if err := errors.Join(err, draft.Close()); err != nil {
		return errors.Join(fmt.Errorf("keeping the time of this machine: %w", err), os.Remove(draft.Name()))
	}
	if err := os.Rename(draft.Name(), string(f)); err != nil {
		return errors.Join(fmt.Errorf("keeping the time of this machine: %w", err), os.Remove(draft.Name()))
	}
	return nil
}
