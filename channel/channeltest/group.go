package channeltest

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"runtime/pprof"
	"strings"
	"time"
)

// A group is the goroutines that one piece of work has started, known by a
// label that each hands on to those it starts. Others that run at the same time
// are not counted.
type group struct{ name string }

// newGroup gives a group of a drawn name.
func newGroup() group { return group{rand.Text()} }

// do does work in the group.
func (g group) do(ctx context.Context, work func(context.Context)) {
	pprof.Do(ctx, pprof.Labels("channeltest", g.name), work)
}

// left waits until at most as many goroutines are left as may be, and gives the
// stacks of those that are left after a while.
func (g group) left(most int, within time.Duration) string {
	const rounds = 100
	stacks := ""
	for range rounds {
		var n int
		if n, stacks = g.running(); n <= most {
			return ""
		}
		time.Sleep(within / rounds)
	}
	return stacks
}

// running counts the goroutines of the group and gives their stacks.
func (g group) running() (n int, stacks string) {
	var all bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&all, 1); err != nil {
		return 1, err.Error()
	}
	for record := range strings.SplitSeq(all.String(), "\n\n") {
		if !strings.Contains(record, g.name) {
			continue
		}
		for line := range strings.SplitSeq(record, "\n") {
			var several int
			if _, err := fmt.Sscanf(line, "%d @", &several); err == nil {
				n += several
			}
		}
		stacks += record + "\n\n"
	}
	return n, stacks
}
