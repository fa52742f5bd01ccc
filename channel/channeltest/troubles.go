package channeltest

import (
	"context"
	"slices"
	"sync"
	"time"

	"example.org/tocsin/channel"
	"example.org/tocsin/delivery"
)

// expected is how attempts end at a carrier in trouble, and how far they got.
// Where several kinds are given, each is true.
var expected = map[Trouble]struct {
	kinds  []delivery.Outcome
	stages []channel.Stage
	// taken is true where the carrier has the parcel all the same.
	taken bool
}{
	Gone:        {again, []channel.Stage{channel.StageConnect}, false},
	HangConnect: {again, []channel.Stage{channel.StageConnect}, false},
	HangTLS:     {again, []channel.Stage{channel.StageTLS}, false},
	// A certificate may be an enemy's or a week too old.
	Impostor:   {[]delivery.Outcome{delivery.OutcomeAgain, delivery.OutcomeNever}, []channel.Stage{channel.StageTLS}, false},
	HangBody:   {again, []channel.Stage{channel.StageBody}, false},
	CutBody:    {again, []channel.Stage{channel.StageBody}, false},
	HangAnswer: {again, []channel.Stage{channel.StageBody}, true},
	CutAnswer:  {again, []channel.Stage{channel.StageBody}, true},
	// It has said that it has it before it said too much.
	Flood:      {[]delivery.Outcome{delivery.OutcomeAgain, delivery.OutcomeHanded}, []channel.Stage{channel.StageBody, channel.StageAnswer}, true},
	Drop:       {[]delivery.Outcome{delivery.OutcomeHanded}, []channel.Stage{channel.StageAnswer}, false},
	RefuseNow:  {again, []channel.Stage{channel.StageAnswer}, false},
	RefuseGood: {[]delivery.Outcome{delivery.OutcomeNever}, []channel.Stage{channel.StageAnswer}, false},
}

var again = []delivery.Outcome{delivery.OutcomeAgain}

// trouble delivers to a carrier in trouble until its deadline, and once more
// until the caller gives up; then, where it can be repaired, a last time.
func (t *trial) trouble(trouble Trouble) {
	want := expected[trouble]
	c := t.open(trouble)
	p := t.parcel(c.Address)
	group := newGroup()
	group.do(t.Context(), func(ctx context.Context) {
		ctx, cancel := context.WithTimeout(ctx, deadline)
		defer cancel()
		o := t.interrupted(ctx, c, p, deadline)
		if !slices.Contains(want.kinds, o.Kind) || !slices.Contains(want.stages, o.Stage) {
			t.Errorf("it ended %q at %q (%s), want %q at %q", o.Kind, o.Stage, o.Reason, want.kinds, want.stages)
		}
	})
	p.Copy++
	group.do(t.Context(), func(ctx context.Context) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		time.AfterFunc(moment, cancel)
		if o := t.interrupted(ctx, c, p, moment); o.Kind != delivery.OutcomeAgain && !slices.Contains(want.kinds, o.Kind) {
			t.Errorf("it ended %q (%s) when the caller gave up", o.Kind, o.Reason)
		}
	})
	if left := group.left(0, t.grace); left != "" {
		t.Errorf("goroutines were left behind:\n%s", left)
	}
	seen := len(c.Seen())
	if (seen > 0) != want.taken || t.h.ManySeen == "" && seen > 1 {
		t.Errorf("%d messages are visible", seen)
	}
	if c.Wire != nil {
		t.silent("the wire", string(c.Wire()), slices.Concat(canaries, c.Private, machine()))
	}
	if c.Repair == nil {
		if want.taken || trouble == Drop || trouble == CutBody {
			t.Errorf("a carrier that %s can be repaired", trouble)
		}
		return
	}
	t.repaired(c, p)
}

// repaired delivers once more when the carrier works again: the channel asks the
// carrier and not its own memory.
func (t *trial) repaired(c *Carrier, p channel.Parcel) {
	t.Helper()
	c.Repair()
	p.Copy++
	t.ends(t.deliver(c, p), delivery.OutcomeHanded, channel.StageAnswer)
	t.holds(c, p)
	t.copies(c, p.Copy)
}

// interrupted makes an attempt whose context ends after a while, and holds it to
// that.
func (t *trial) interrupted(ctx context.Context, c *Carrier, p channel.Parcel, after time.Duration) channel.Outcome {
	t.Helper()
	ended := make(chan channel.Outcome, 1)
	go func() { ended <- c.Channel.Deliver(ctx, p) }()
	select {
	case o := <-ended:
		t.sound(c, p, o)
		return o
	case <-time.After(after + t.grace):
		t.Fatalf("the time was over, and %s later the attempt is not back", t.grace)
	}
	return channel.Outcome{}
}

// kept is how many goroutines a channel may keep for its carrier.
const kept = 8

// leftRunning delivers often, and sees that no attempt leaves something running.
func (t *trial) leftRunning() {
	c := t.open(Working)
	group := newGroup()
	group.do(t.Context(), func(ctx context.Context) {
		var all sync.WaitGroup
		for range 20 {
			p := t.parcel(c.Address)
			all.Go(func() {
				ctx, cancel := context.WithTimeout(ctx, patience)
				defer cancel()
				if o := c.Channel.Deliver(ctx, p); o.Kind != delivery.OutcomeHanded {
					t.Errorf("the outcome is %+v", o)
				}
				if err := c.Channel.Health(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
	if left := group.left(kept, t.grace); left != "" {
		t.Errorf("goroutines were left behind:\n%s", left)
	}
}
