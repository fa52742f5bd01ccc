package desk_test

import (
	"errors"
	"testing"
	"time"

	"example.org/tocsin/desk"
	"example.org/tocsin/holder"
)

// clockSteps are a jump of the clock, and somebody who says what time it is.
func clockSteps() []step {
	return []step{
		{"clock jumps", func(o *office) error {
			now := o.clock.now()
			if err := o.desk.NoteJump(o.ctx, now, now.Add(30*time.Hour)); err != nil {
				return err
			}
			hold, err := o.desk.Held(o.ctx, desk.Hold{})
			if err == nil && !hold.Holds {
				err = errors.New("nothing waits after the jump")
			}
			return err
		}},
		by("clock confirm", "ben", func() desk.Request {
			return &desk.ConfirmClock{ClockConfirmed: holder.ClockConfirmed{Of: 1, Right: holder.RightOurs, Because: "the radio says so"}}
		}),
	}
}

// TestClockJump notes a jump of the clock once, has it confirmed, and the record
// is sound after each step.
func TestClockJump(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	if newest, err := o.desk.Newest(o.ctx); err != nil || !newest.IsZero() {
		t.Errorf("an empty record knows of %s, %v", newest, err)
	}
	now := o.clock.now()
	if err := o.desk.NoteJump(o.ctx, now, now.Add(30*time.Hour)); err != nil {
		t.Errorf("without a holder: %v", err)
	}
	o.run(staffSteps()...)
	if newest, err := o.desk.Newest(o.ctx); err != nil || !newest.Equal(o.clock.now()) {
		t.Errorf("the record knows of %s, %v", newest, err)
	}
	o.clock.add(time.Minute)
	before, err := o.desk.Held(o.ctx, desk.Hold{})
	if err != nil || before.Holds {
		t.Fatalf("it holds before a jump: %v", err)
	}
	o.run(clockSteps()[0])
	o.healthy("after a jump")
	if err := o.desk.NoteJump(o.ctx, o.clock.now(), o.clock.now().Add(31*time.Hour)); err != nil {
		t.Error(err)
	}
	if h, err := o.desk.Holder(o.ctx); err != nil || len(h.Jumps) != 1 {
		t.Errorf("it is noted %d times: %v", len(h.Jumps), err)
	}
	if after, err := o.desk.Held(o.ctx, before); err != nil || !after.Holds {
		t.Errorf("what was known before holds: %t, %v", after.Holds, err)
	}
	o.clock.add(time.Minute)
	o.run(clockSteps()[1])
	o.healthy("after somebody said what time it is")
	if after, err := o.desk.Held(o.ctx, desk.Hold{}); err != nil || after.Holds {
		t.Errorf("it holds still: %v", err)
	}
}
