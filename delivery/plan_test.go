package delivery_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
)

// ways gives ways by their channels; one in brackets is a knock.
func ways(channels ...string) []delivery.Way {
	var all []delivery.Way
	for _, c := range channels {
		name := strings.Trim(c, "()")
		all = append(all, delivery.Way{Channel: name, Address: "to/" + name, Knock: name != c})
	}
	return all
}

// aloud tells steps as they would be read out.
func aloud(steps []delivery.Step) string {
	var b strings.Builder
	for _, s := range steps {
		what := string(s.Kind) + " " + s.Channel
		if s.Kind == delivery.StepPage {
			what = fmt.Sprintf("%s: %s", s.Level, s.Task)
		}
		if s.Second {
			what += ", beside the first"
		}
		b.WriteString(s.At.Format("15:04 ") + what + "\n")
	}
	return b.String()
}

// TestPlan reads plans aloud.
func TestPlan(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ask  delivery.PlanAsk
		want string
	}{
		"a threat to life with two hours, two ways and a knock": {
			delivery.PlanAsk{At: start, LatestUseful: start.Add(2 * time.Hour), Life: true, Ways: ways("mailbox", "(email)", "webhook")},
			"09:00 deliver mailbox\n09:00 deliver webhook, beside the first\n09:00 knock email\n" +
				"09:30 officer: speak\n10:00 senior: decide\n10:30 head: exhausted\n",
		},
		"a threat to life with one way: a person is the second": {
			delivery.PlanAsk{At: start, LatestUseful: start.Add(2 * time.Hour), Life: true, Ways: ways("mailbox")},
			"09:00 deliver mailbox\n09:15 officer: speak, beside the first\n10:00 senior: decide\n10:30 head: exhausted\n",
		},
		"no threat to life, three ways one after the other": {
			delivery.PlanAsk{At: start, LatestUseful: start.Add(8 * time.Hour), Ways: ways("mailbox", "email", "webhook")},
			"09:00 deliver mailbox\n10:00 deliver email\n11:00 deliver webhook\n12:00 officer: speak\n13:00 senior: decide\n15:00 head: exhausted\n",
		},
		"nobody knows how long it helps": {
			delivery.PlanAsk{At: start, Ways: ways("mailbox")},
			"09:00 deliver mailbox\n11:00 officer: speak\n13:00 senior: decide\n17:00 head: exhausted\n",
		},
		"too late already": {
			delivery.PlanAsk{At: start, LatestUseful: start.Add(-time.Hour), Life: true, Ways: ways("mailbox")},
			"09:00 deliver mailbox\n09:15 officer: speak, beside the first\n10:00 senior: decide\n11:00 head: exhausted\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			steps, _ := delivery.Plan(c.ask)
			if got := aloud(steps); got != c.want {
				t.Errorf("it reads\n%swant\n%s", got, c.want)
			}
		})
	}
}

// TestPlanAlways holds what every plan has.
func TestPlanAlways(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		channels := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "(d)", "(e)"}), 0, 6).Draw(t, "channels")
		content := len(slices.DeleteFunc(slices.Clone(channels), func(c string) bool { return c[0] == '(' }))
		ask := delivery.PlanAsk{At: start, Life: rapid.Bool().Draw(t, "life"), Ways: ways(channels...)}
		if rapid.Bool().Draw(t, "known") {
			ask.LatestUseful = start.Add(time.Duration(rapid.Int64Range(-int64(time.Hour), int64(400*time.Hour)).Draw(t, "left")))
		}
		steps, deadline := delivery.Plan(ask)
		if deadline != delivery.AcknowledgeBy(ask.At, ask.LatestUseful) {
			t.Fatalf("it is due at %s", deadline)
		}
		people, now, carried := 0, 0, 0
		for i, s := range steps {
			switch {
			case i > 0 && s.At.Before(steps[i-1].At):
				t.Fatalf("step %d is planned before the one before it: %s", i, aloud(steps))
			case s.At.Before(start), s.At != s.At.Truncate(time.Second):
				t.Fatalf("step %d is at %s", i, s.At)
			case s.Kind == delivery.StepPage:
				people++
				if s.Task == delivery.TaskSpeak && s.At.After(deadline) {
					t.Fatalf("nobody speaks with them before %s", deadline)
				}
			case s.At.After(deadline):
				t.Fatalf("a way is tried only at %s, after %s", s.At, deadline)
			default:
				carried++
			}
			if s.Kind == delivery.StepDeliver && s.At.Equal(start) {
				now++
			}
		}
		last := steps[len(steps)-1]
		switch {
		case carried != len(channels):
			t.Fatalf("%d of %d ways are planned", carried, len(channels))
		case people != 3 || last.Task != delivery.TaskExhausted:
			t.Fatalf("no person is at its end: %s", aloud(steps))
		case ask.LatestUseful.After(deadline) && last.At.After(ask.LatestUseful):
			t.Fatalf("a head is called when it helps no more: %s", aloud(steps))
		case content > 0 && steps[0].Kind != delivery.StepDeliver:
			t.Fatalf("nothing goes at first: %s", aloud(steps))
		}
		if beside := slices.ContainsFunc(steps, func(s delivery.Step) bool { return s.Second }); ask.Life && content > 0 && !beside && now < 2 {
			t.Fatalf("a threat to life has a single path: %s", aloud(steps))
		}
	})
}

// planned2 begins a dispatch by a plan of the form that is made now.
func planned2(t *testing.T, life bool, channels ...string) *script {
	t.Helper()
	s := &script{t: t, now: start}
	p := planned()
	p.Through, p.Outer, p.Relay, p.Plan, p.Life, p.Target = "", "", "", 1, life, delivery.RungUnderstood
	p.Challenge = []string{"Kerman", "3 January 2024"}
	steps, deadline := delivery.Plan(delivery.PlanAsk{At: start, LatestUseful: p.LatestUseful, Life: life, Ways: ways(channels...)})
	p.Channel, p.Address, p.Deadline, p.Steps = steps[0].Channel, steps[0].Address, deadline, steps[1:]
	return s.when(delivery.PlanDispatch{DispatchPlanned: p}).then("DispatchPlanned").stands(delivery.StatePlanned)
}

// waits tells what a dispatch waits for, and when.
func (s *script) waits(want ...string) *script {
	s.t.Helper()
	var got []string
	for _, w := range s.d.Waits() {
		what := "deadline"
		if w.Step >= 0 {
			p := s.d.Steps[w.Step]
			if what = p.Channel; p.Kind == delivery.StepPage {
				what = string(p.Task)
			}
		}
		got = append(got, what+w.Due.Format(" 15:04"))
	}
	if !slices.Equal(got, want) {
		s.t.Fatalf("it waits for %q, not %q", got, want)
	}
	return s
}

// tried notes how an attempt at a step ended.
func tried(step int, o delivery.Outcome) delivery.Command {
	return delivery.NoteAttempt{AttemptMade: delivery.AttemptMade{Step: step, Outcome: o, Reason: "why", Next: "tnext", NextAt: start.Add(10 * time.Minute)}}
}

// says takes an answer of a rung in.
func says(a delivery.Answer, rung delivery.Rung, words, evidence string) delivery.TakeAnswer {
	c := answer(a, evidence)
	c.Acknowledgement.Rung, c.Acknowledgement.Says = rung, words
	return c
}

// reaches holds how high the ladder was climbed.
func (s *script) reaches(r delivery.Rung) *script {
	s.t.Helper()
	if s.d.Rung != r {
		s.t.Fatalf("it has come to %q, not %q", s.d.Rung, r)
	}
	return s
}

// TestPlannedLives tells lives by a plan.
func TestPlannedLives(t *testing.T) {
	t.Parallel()
	for name, life := range map[string]func(t *testing.T){
		"everything waits, and an answer ends it": func(t *testing.T) {
			t.Helper()
			s := planned2(t, false, "mailbox", "email").reaches(delivery.RungDispatched).
				waits("mailbox 09:00", "email 10:20", "speak 11:40", "decide 13:00", "exhausted 15:00", "deadline 13:00")
			s.when(tried(0, delivery.OutcomeHanded)).then("AttemptMade").stands(delivery.StateDispatched).reaches(delivery.RungHanded).
				waits("email 10:20", "speak 11:40", "decide 13:00", "exhausted 15:00", "deadline 13:00")
			s.when(says(delivery.AnswerAcknowledged, delivery.RungUnderstood, "Керман, 3.1.: police of Kirman, on January 3, 2024", "1")).
				stands(delivery.StateAcknowledged).reaches(delivery.RungUnderstood).waits()
		},
		"read is not enough: nothing is sent again, and people are called": func(t *testing.T) {
			t.Helper()
			s := planned2(t, true, "mailbox", "email")
			s.when(says(delivery.AnswerAcknowledged, delivery.RungRead, "", "1")).reaches(delivery.RungRead).
				waits("speak 11:00", "decide 13:00", "exhausted 15:00", "deadline 13:00")
			s.when(says(delivery.AnswerAcknowledged, delivery.RungUnderstood, "We understand all of it", "2")).
				reaches(delivery.RungAuthority).waits("speak 11:00", "decide 13:00", "exhausted 15:00", "deadline 13:00")
			s.when(says(delivery.AnswerAcknowledged, delivery.RungActing, "", "3")).reaches(delivery.RungActing).waits()
			s.when(says(delivery.AnswerAcknowledged, delivery.RungRead, "", "4")).reaches(delivery.RungActing).waits()
		},
		"one way fails, and the next is taken at once": func(t *testing.T) {
			t.Helper()
			s := planned2(t, false, "mailbox", "email", "webhook").later(time.Minute)
			s.when(tried(0, delivery.OutcomeNever)).stands(delivery.StatePlanned).
				waits("email 09:01", "webhook 11:00", "speak 12:00", "decide 13:00", "exhausted 15:00", "deadline 13:00")
			s.when(tried(1, delivery.OutcomeNever)).stands(delivery.StatePlanned).when(tried(2, delivery.OutcomeNever)).
				stands(delivery.StateUndeliverable).waits("speak 09:01", "decide 13:00", "exhausted 15:00", "deadline 13:00")
			s.when(tried(2, delivery.OutcomeHanded)).then()
		},
		"a way is known to be broken: the next does not wait for it": func(t *testing.T) {
			t.Helper()
			s := planned2(t, false, "mailbox", "email")
			c := tried(0, delivery.OutcomeAgain).(delivery.NoteAttempt)
			c.Open = true
			s.when(c).waits("mailbox 09:10", "email 09:00", "speak 11:40", "decide 13:00", "exhausted 15:00", "deadline 13:00")
			if s.d.Attempts != 0 {
				s.t.Error("an attempt is counted that was not made")
			}
		},
		"again does not move the others": func(t *testing.T) {
			t.Helper()
			planned2(t, false, "mailbox", "email").when(tried(0, delivery.OutcomeAgain)).
				waits("mailbox 09:10", "email 10:20", "speak 11:40", "decide 13:00", "exhausted 15:00", "deadline 13:00")
		},
		"a knock brings nothing": func(t *testing.T) {
			t.Helper()
			planned2(t, false, "mailbox", "(email)").when(tried(1, delivery.OutcomeHanded)).then("AttemptMade").
				stands(delivery.StatePlanned).reaches(delivery.RungDispatched)
		},
		"denied, and a senior officer is called": func(t *testing.T) {
			t.Helper()
			s := planned2(t, false, "mailbox", "email").when(says(delivery.AnswerDenied, delivery.RungRead, "", "1")).
				reaches(delivery.RungDispatched).
				waits("speak 11:40", "decide 13:00", "exhausted 15:00", "refused 09:00", "deadline 13:00")
			s.when(delivery.PassStep{Step: 5}).then("PersonPaged").when(delivery.PassStep{Step: 5}).then()
		},
		"a question waits for its answer": func(t *testing.T) {
			t.Helper()
			s := planned2(t, false, "mailbox").when(says(delivery.AnswerQuestion, delivery.RungRead, "Which square?", "1")).
				stands(delivery.StateReceived).reaches(delivery.RungRead).
				waits("speak 11:00", "decide 13:00", "exhausted 15:00", "question 09:00", "question 10:00", "deadline 13:00")
			s.when(delivery.CloseQuestion{QuestionAnswered: delivery.QuestionAnswered{Question: 1, With: "wtwo"}}).then("QuestionAnswered").
				waits("speak 11:00", "decide 13:00", "exhausted 15:00", "deadline 13:00")
		},
		"who disputes it and asks disputes it still": func(t *testing.T) {
			t.Helper()
			planned2(t, false, "mailbox").when(says(delivery.AnswerDisputed, delivery.RungRead, "", "1")).
				when(says(delivery.AnswerQuestion, delivery.RungRead, "Says who?", "2")).stands(delivery.StateDisputed).
				waits("speak 11:00", "decide 13:00", "exhausted 15:00", "refused 09:00", "question 09:00", "question 10:00", "deadline 13:00")
		},
		"people are called when it is time": func(t *testing.T) {
			t.Helper()
			s := planned2(t, false, "mailbox").later(2*time.Hour - time.Second).when(delivery.PassStep{Step: 1}).then()
			s.later(time.Second).when(delivery.PassStep{Step: 1}).then("PersonPaged").when(delivery.PassStep{Step: 1}).then()
			s.later(2 * time.Hour).when(delivery.PassDeadline{}).then("DeadlinePassed").when(delivery.PassStep{Step: 2}).then("PersonPaged")
			if s.d.Exhausted {
				t.Error("every way has been tried, two hours early")
			}
			if s.later(2 * time.Hour).when(delivery.PassStep{Step: 3}).then("PersonPaged").waits("mailbox 09:00"); !s.d.Exhausted {
				t.Error("every way has been tried, and nobody says so")
			}
			s.when(delivery.PassStep{Step: 0}).then().when(delivery.PassStep{Step: 9}).then().when(delivery.PassStep{Step: -1}).then()
		},
		"two officers who spoke with them": func(t *testing.T) {
			t.Helper()
			s := planned2(t, true, "mailbox").later(time.Hour).when(printed()).then("ScriptPrinted").when(printed()).then()
			s.when(delivery.NoteSpoken{SpokenNoted: delivery.SpokenNoted{Note: called(delivery.AnswerNobody, delivery.RungDispatched).Text()}}).
				then("SpokenNoted").reaches(delivery.RungDispatched)
			if s.d.Spoken != nil || s.d.Calls != 1 {
				t.Errorf("nobody answered, and it says %+v", s.d)
			}
			n := called(delivery.AnswerAcknowledged, delivery.RungActing).Text()
			s.when(delivery.NoteSpoken{SpokenNoted: delivery.SpokenNoted{Note: n}}).then("SpokenNoted").stands(delivery.StatePlanned).
				by("ben").when(delivery.ConfirmSpoken{Note: n}).then("SpokenConfirmed").stands(delivery.StateAcknowledged).
				reaches(delivery.RungActing).waits()
			s.when(delivery.NoteSpoken{SpokenNoted: delivery.SpokenNoted{Note: n}}).then()
		},
		"other ways take the place of those that were not tried": func(t *testing.T) {
			t.Helper()
			s := planned2(t, false, "mailbox", "email").when(tried(0, delivery.OutcomeHanded)).later(time.Minute)
			steps, _ := delivery.Plan(delivery.PlanAsk{At: s.now, LatestUseful: planned().LatestUseful, Ways: ways("webhook")})
			s.when(delivery.Replan{Replanned: delivery.Replanned{Because: "they moved", Steps: steps[:2]}}).then("Replanned").
				waits("decide 13:00", "exhausted 15:00", "webhook 09:01", "speak 11:00", "deadline 13:00")
			s.when(answer(delivery.AnswerAcknowledged, "1")).when(delivery.Replan{Replanned: delivery.Replanned{Because: "they moved"}}).then()
		},
		"no answer is expected": func(t *testing.T) {
			t.Helper()
			s := planned2(t, false, "mailbox")
			p := s.d.Planned
			p.NoReply = true
			s = &script{t: t, now: start}
			s.when(delivery.PlanDispatch{DispatchPlanned: p}).waits("mailbox 09:00", "speak 11:00").
				later(9 * time.Hour).when(delivery.PassDeadline{}).then()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			life(t)
		})
	}
}

// called is what an officer notes of a call.
func called(a delivery.Answer, r delivery.Rung) delivery.Spoken {
	return delivery.Spoken{
		SHA256: sent, Script: act.Hash([]byte("the script")), At: start.Add(time.Minute), How: delivery.ByPhone,
		To: "the officer on duty", Answer: a, Rung: r, Says: "We are going there.",
	}
}

// printed is the script of a call.
func printed() delivery.PrintScript {
	return delivery.PrintScript{ScriptPrinted: delivery.ScriptPrinted{Language: "en", Hash: act.Hash([]byte("the script"))}}
}

// by changes who asks.
func (s *script) by(officer tocsin.OfficerID) *script {
	s.who = officer
	return s
}

// TestUnderstood holds what a recipient must give back.
func TestUnderstood(t *testing.T) {
	t.Parallel()
	asked := []string{"Kerman", "3 January 2024"}
	for says, want := range map[string]bool{
		"Kerman, 3 January 2024":             true,
		"On January 3, 2024 in Kirman":       true,
		"KERMAN 2024 JANUARY 3":              true,
		"Kerman":                             false,
		"Kerman, 4 January 2024":             false,
		"Tehran, 3 January 2024":             false,
		"Kerman, 3 February 2024":            false,
		"Kerman, 13 January 2024":            false,
		"":                                   false,
		strings.Repeat("We understand. ", 9): false,
	} {
		if got := delivery.Understood(asked, says); got != want {
			t.Errorf("%q shows it: %v", says, got)
		}
	}
	if delivery.Understood(nil, "all") || delivery.Understood([]string{}, "") {
		t.Error("where nothing is asked something is shown")
	}
}
