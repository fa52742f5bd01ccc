package cli

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"

	"example.org/tocsin"
)

// The ways a command ends.
const (
	exitDone    = 0
	exitFault   = 1
	exitUsage   = 2
	exitRefused = 3
)

// A Fault is an error with what is certain about it, for the person who asked.
// Say holds no protected text and does not blame anybody.
type Fault struct {
	Say string
	Err error
}

// Error gives all of it, for the operator.
func (f *Fault) Error() string { return f.Say + ": " + f.Err.Error() }

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Err }

// errHelp says that help was printed and nothing is left to do.
var errHelp = errors.New("help was asked for")

// errFlawed says that a check found something, which was printed.
var errFlawed = errors.New("the check found flaws")

// errFailed says that something was judged and did not pass, which was printed.
var errFailed = errors.New("it did not pass")

// failed tells a refusal after the answer, which stands on stdout already.
func (c *call) failed(rule, remedy, why string, args ...any) error {
	c.err.say("refused under %s: %s", rule, fmt.Sprintf(why, args...))
	c.err.say("next: %s", remedy)
	return errFailed
}

// A usageError says that the command line itself is wrong.
type usageError struct{ why string }

func (u usageError) Error() string { return u.why }

// wrongUse makes a usage error.
func wrongUse(format string, args ...any) error {
	return usageError{fmt.Sprintf(format, args...)}
}

// end prints how a command ended and gives the exit code.
func (c *call) end(ctx context.Context, err error) int {
	var fault *Fault
	var refusal *tocsin.Refusal
	var wrong usageError
	switch {
	case err == nil, errors.Is(err, errHelp):
		return exitDone
	case errors.Is(err, errFlawed):
		return exitFault
	case errors.Is(err, errFailed):
		return exitRefused
	case errors.As(err, &wrong):
		c.err.say("usage: %s", wrong.why)
		c.err.say("next: see tocsin help %s", c.command)
		return exitUsage
	case errors.As(err, &fault):
		return c.fault(ctx, fault.Say, err)
	case errors.As(err, &refusal):
		return c.refused(refusal)
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		c.err.say("interrupted; tocsin list shows what is kept")
		return exitFault
	}
	return c.fault(ctx, c.certain, err)
}

// refused prints a refusal.
func (c *call) refused(r *tocsin.Refusal) int {
	c.err.say("refused under %s: %s", r.Rule, r.Why)
	c.err.say("next: %s", r.Remedy)
	if c.flags.JSON {
		// An error of this output is found when it is closed.
		_ = c.out.json(map[string]any{"refused": map[string]string{"rule": r.Rule, "why": r.Why, "next": r.Remedy}})
	}
	return exitRefused
}

// fault prints that something broke, under a reference, and what is certain.
// The cause goes to the operator's log; where there is none, to the screen.
func (c *call) fault(ctx context.Context, certain string, err error) int {
	var drawn [3]byte
	// crypto/rand.Read never fails: it ends the program first.
	_, _ = rand.Read(drawn[:])
	reference := hex.EncodeToString(drawn[:])
	c.err.say("fault %s: %s", reference, certain)
	path := ""
	if !c.noLog {
		path = c.deps.Log(ctx, c.place(), reference, fmt.Errorf("%s: %w", c.command, err))
	}
	if path == "" {
		c.err.say("cause: %v", err)
		return exitFault
	}
	c.err.say("next: show %s to whoever keeps %s", reference, path)
	return exitFault
}
