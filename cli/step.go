package cli

import (
	"context"
	"errors"

	"example.org/tocsin"
)

type stepCmd struct{}

// Help explains the command.
func (stepCmd) Help() string {
	return `It does one round of what happens unasked: files that are due are handed over, deadlines that passed are noted, and clocks that ran out page whoever decides next and open a faster path. No clock sends anything that people have not cleared. Run it from a timer; two at once do nothing twice.`
}

// Run does one round.
func (stepCmd) Run(ctx context.Context, c *call) error {
	return c.record(ctx, func(s *Session) error {
		done, err := s.Step(ctx)
		given := c.give(done, func(p *page) {
			p.field("handed over", "%d", done.Handed)
			p.field("try again", "%d", done.Again)
			p.field("impossible", "%d", done.Never)
			p.field("overdue", "%d", done.Overdue)
			p.field("clocks run out", "%d", done.Clocks)
			p.field("people called", "%d", done.Paged)
			p.field("left", "%d", done.Left)
			if done.Held > 0 {
				p.field("held", "%d of them, until somebody has confirmed what time it is: tocsin clock show", done.Held)
			}
		})
		if _, refused := errors.AsType[*tocsin.Refusal](err); refused {
			return err // of the settings: nothing was tried
		}
		if err != nil {
			return &Fault{Say: "not all that is due could be done; it stays due", Err: err}
		}
		return given
	})
}
