package delivery

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
)

// A StepKind is what a step of a plan does.
type StepKind string

// The kinds of step.
const (
	// StepDeliver hands the sealed file to a carrier.
	StepDeliver StepKind = "deliver"
	// StepKnock hands a carrier a knock: a constant text without content.
	StepKnock StepKind = "knock"
	// StepPage calls an officer, who does what its task says.
	StepPage StepKind = "page"
)

// A Task is what a paged officer is to do.
type Task string

// The tasks.
const (
	// TaskSpeak: tell the recipient by phone or in person, by the read-out script.
	TaskSpeak Task = "speak"
	// TaskDecide: nobody who can act has acknowledged by the deadline; find
	// another way, or another recipient.
	TaskDecide Task = "decide"
	// TaskExhausted: every way has been tried.
	TaskExhausted Task = "exhausted"
	// TaskRefused: the recipient denies it, or disputes what it says.
	TaskRefused Task = "refused"
	// TaskQuestion: the recipient asks something, and waits.
	TaskQuestion Task = "question"
)

// A Way is one way to a recipient as a plan takes it.
type Way struct {
	Channel string             `json:"channel"`
	Address string             `json:"address"`
	Through tocsin.RecipientID `json:"through,omitempty"`
	Knock   bool               `json:"knock,omitempty"`
}

// A Step is one thing that a plan does at its planned time, unless the recipient
// has come far enough by then.
type Step struct {
	// At is the planned time, UTC, whole seconds.
	At   time.Time `json:"at"`
	Kind StepKind  `json:"kind"`
	// Way is where a file or a knock goes.
	Way
	// Second is true for a path that runs beside the first, not after it.
	Second bool `json:"second,omitempty"`
	// Task and Level are what is to be done, and who is called at least.
	Task  Task         `json:"task,omitempty"`
	Level tocsin.Level `json:"level,omitempty"`

	// Name names the parcel there. File is the sealed file that goes there, Outer
	// its hash and Relay the hand-over, where an intermediary carries it.
	Name  string        `json:"name,omitempty"`
	File  tocsin.FileID `json:"file,omitempty"`
	Outer string        `json:"outer,omitempty"`
	Relay string        `json:"relay,omitempty"`
}

// carries reports whether a step hands something to a carrier.
func (s Step) carries() bool { return s.Kind == StepDeliver || s.Kind == StepKnock }

// A PlanAsk is what a plan is made of.
type PlanAsk struct {
	// At is when the warning leaves, UTC. LatestUseful is the last moment at
	// which it helps; zero for unknown.
	At, LatestUseful time.Time
	// Life is true where somebody's life may be at stake.
	Life bool
	// Ways are the ways to the recipient, the first first.
	Ways []Way
}

// Plan gives the steps by which one recipient is warned, in order of time, and by
// when an answer is due. The first way is taken at once, with all knocks; where a
// life is at stake the second way runs beside it. The others follow at equal
// distances, then an officer is called to speak with the recipient. At the
// deadline a senior officer is called; half of what is left after it, a head.
//
// There is always a person among the steps, so that no warning ends at a machine:
// for a threat to life with one way only, the call comes early, as the second
// path.
func Plan(ask PlanAsk) (steps []Step, deadline time.Time) {
	ask.At = tocsin.Second(ask.At)
	deadline = AcknowledgeBy(ask.At, ask.LatestUseful)
	var content []Way
	for _, w := range ask.Ways {
		if w.Knock {
			steps = append(steps, Step{At: ask.At, Kind: StepKnock, Way: w})
		} else {
			content = append(content, w)
		}
	}
	beside := 1
	if ask.Life {
		beside = 2
	}
	// The rest and the call share the time until the deadline in equal parts.
	later := max(0, len(content)-beside)
	part := deadline.Sub(ask.At) / time.Duration(later+2)
	for i, w := range content {
		s := Step{At: ask.At, Kind: StepDeliver, Way: w, Second: i > 0 && i < beside}
		if i >= beside {
			s.At = tocsin.Second(ask.At.Add(part * time.Duration(i-beside+1)))
		}
		steps = append(steps, s)
	}
	call := Step{At: tocsin.Second(ask.At.Add(part * time.Duration(later+1))), Kind: StepPage, Task: TaskSpeak, Level: tocsin.LevelOfficer}
	if ask.Life && len(content) < 2 {
		call.At, call.Second = tocsin.Second(ask.At.Add(min(part/2, soonCall))), true
	}
	steps = append(
		steps, call,
		Step{At: deadline, Kind: StepPage, Task: TaskDecide, Level: tocsin.LevelSenior},
		Step{At: last(deadline, ask), Kind: StepPage, Task: TaskExhausted, Level: tocsin.LevelHead},
	)
	slices.SortStableFunc(steps, func(a, b Step) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return rank(a) - rank(b)
	})
	return steps, deadline
}

// soonCall is when an officer is called at the latest, where he is the second
// path to people whose lives are at stake.
const soonCall = 15 * time.Minute

// rank orders steps of one time: content before knocks, which say that it is
// there, and people last.
func rank(s Step) int {
	switch s.Kind {
	case StepDeliver:
		return 0
	case StepKnock:
		return 1
	case StepPage:
	}
	return 2
}

// last is when the last step is due: in the middle of what is left after the
// deadline, so that a head can still do something; where that is not known, after
// as long again.
func last(deadline time.Time, ask PlanAsk) time.Time {
	left := deadline.Sub(ask.At)
	if ask.LatestUseful.After(deadline) {
		left = ask.LatestUseful.Sub(deadline) / 2
	}
	return tocsin.Second(deadline.Add(left))
}

// StepTimer names the timer of a step before its first attempt. It follows from
// the dispatch and the number of the step, so that the record need not keep it.
func StepTimer(of tocsin.DispatchID, step int) tocsin.TimerID {
	sum := sha256.Sum256(fmt.Appendf(nil, "tocsin-step/v1\n%s\n%d\n", of, step))
	return tocsin.TimerID(strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:26]))
}
