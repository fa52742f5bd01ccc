package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
	"example.org/tocsin/directory"
	"example.org/tocsin/holder"
)

// onCallStep puts an officer on call, and a deputy.
func onCallStep() step {
	return asked("on call", "head", func(o *office) (desk.Request, []byte, error) {
		shift := func(name string, deputy bool) holder.Shift {
			return holder.Shift{Officer: o.people[name].id, From: start.AddDate(-1, 0, 0), Deputy: deputy, Channel: "mailbox", Address: "/phones/" + name}
		}
		return &desk.SetRoster{RosterSet: holder.RosterSet{Shifts: []holder.Shift{shift("dan", true), shift("head", false)}}}, nil, nil
	})
}

// TestTakeIn takes in what came back by itself: once, for the dispatch that it is
// about, and only where it proves itself.
func TestTakeIn(t *testing.T) {
	t.Parallel()
	o := sentOffice(t)
	leg := func(i int) delivery.State { return o.state(o.dossier).Warned[0].Dispatches[i].State }
	raw := func(b []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	receipt := raw(o.receipt(delivery.ReceiptHanded))
	for range 3 { // a carrier brings it again and again
		if err := o.desk.TakeIn(o.ctx, receipt); err != nil {
			t.Fatal(err)
		}
	}
	if leg(1) != delivery.StateReceived {
		t.Errorf("after the receipt it is %s", leg(1))
	}
	answer := raw(o.answer(o.embassy, delivery.AnswerAcknowledged))
	for name, c := range map[string]struct {
		rule string
		raw  []byte
	}{
		"nothing":           {"delivery/evidence", nil},
		"words":             {"delivery/evidence", []byte("we have it")},
		"a damaged answer":  {"seal/damaged", append(slices.Clone(answer[:len(answer)-1]), answer[len(answer)-1]^1)},
		"a damaged receipt": {"delivery/receipt", []byte(strings.Replace(string(receipt), "status handed", "status refused", 1))},
		"a guess":           {"delivery/unknown", []byte(typedAnswer(strings.Repeat("a", 26), act.Hash(nil)).Text())},
	} {
		isRefused(t, name, o.desk.TakeIn(o.ctx, c.raw), c.rule)
	}
	if leg(1) != delivery.StateReceived || leg(0) != delivery.StateDispatched {
		t.Error("what was refused has changed something")
	}
	if err := o.desk.TakeIn(o.ctx, answer); err != nil {
		t.Fatal(err)
	}
	// The police have no age, and typed the lines into a page.
	got, err := o.mail(o.police, "police")
	if err != nil {
		t.Fatal(err)
	}
	typed := strings.ReplaceAll(typedAnswer(got.Note.Token, got.SHA256).Text(), "\n", "\r\n")
	isRefused(t, "another file", o.desk.TakeIn(o.ctx, []byte(strings.Replace(typed, got.SHA256, act.Hash(nil), 1))), "delivery/other-bytes")
	for range 2 {
		if err := o.desk.TakeIn(o.ctx, []byte(typed)); err != nil {
			t.Fatal(err)
		}
	}
	if leg(0) != delivery.StateAcknowledged || leg(1) != delivery.StateAcknowledged {
		t.Errorf("in the end: %s, %s", leg(0), leg(1))
	}
	if h := o.healthy("in the end"); h.Timers != 1 { // that of its window
		t.Errorf("%d timers are left", h.Timers)
	}
}

// typedAnswer is an answer that nobody sealed.
func typedAnswer(token, file string) delivery.Acknowledgement {
	return delivery.Acknowledgement{SHA256: file, Token: token, Answer: delivery.AnswerAcknowledged, Rung: delivery.RungActing, By: "the desk"}
}

// isRefused holds that something was refused under a rule.
func isRefused(t *testing.T, what string, err error, rule string) {
	t.Helper()
	if r, ok := errors.AsType[*tocsin.Refusal](err); !ok || r.Rule != rule {
		t.Errorf("%s: %v, not refused under %s", what, err, rule)
	}
}

// TestKnocks calls whoever is on call when a step says so: with a knock, and a
// deputy where nobody has moved.
func TestKnocks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		moves bool
		want  []string
	}{
		"nobody moves":   {false, []string{"/phones/head", "/phones/dan"}},
		"somebody moves": {true, []string{"/phones/head"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := sentOffice(t)
			o.run(onCallStep())
			o.take(o.answer(o.police, delivery.AnswerAcknowledged))
			o.clock.add(18 * time.Hour)
			var knocked []string
			moved := false
			for range 30 {
				work, err := o.desk.Due(o.ctx, "test", 1)
				if err != nil {
					t.Fatal(err)
				}
				for _, w := range work {
					made := delivery.AttemptMade{}
					if w.Deliver() {
						made.Outcome = delivery.OutcomeHanded
						if !w.Knock || len(w.Bytes) > 0 || !w.Life {
							t.Errorf("an officer is called by %+v", w)
						}
						knocked = append(knocked, w.Address)
					}
					if err := o.desk.Settle(o.ctx, w, made, time.Minute); err != nil {
						t.Fatal(err)
					}
					o.healthy("after a step")
				}
				if len(knocked) == 1 && c.moves && !moved {
					moved = true
					o.must("ana", scriptOf(o.state(o.dossier).Warned[0].Dispatches[1].Dispatch), nil)
					note, err := o.desk.NewSpoken(o.ctx, o.state(o.dossier).Warned[0].Dispatches[1].Dispatch, delivery.Spoken{
						At: o.clock.now(), How: delivery.ByPhone, To: "nobody picked up", Answer: delivery.AnswerNobody, Rung: delivery.RungDispatched,
					})
					if err != nil {
						t.Fatal(err)
					}
					o.must("ana", note, nil)
				}
				o.clock.add(time.Minute)
			}
			if !slices.Equal(knocked, c.want) {
				t.Errorf("%v were called, not %v", knocked, c.want)
			}
		})
	}
}

// TestMoved changes what is known after the warning was sent: nothing goes to an old
// place any more, what was not tried is planned anew, and nothing else keeps a file
// from going where it may.
func TestMoved(t *testing.T) {
	t.Parallel()
	change := func(o *office, of *outsider, how func(*directory.Recipient)) {
		o.must("ben", o.changed(of, how), nil)
		r, raw, err := o.agreeing(of)
		if err != nil {
			t.Fatal(err)
		}
		o.must("dan", r, raw)
	}
	for name, c := range map[string]struct {
		change func(o *office)
		went   []string
		anew   int
	}{
		"they have moved": {func(o *office) {
			change(o, o.police, func(r *directory.Recipient) { r.Address = "/mailboxes/new" })
		}, []string{"/mailboxes/new", "/mailboxes/power"}, 1},
		"the facts are assessed anew, so that nobody is checked any more": {func(o *office) {
			a := o.state(o.dossier).Assessment
			a.LatestUseful = a.LatestUseful.Add(time.Minute)
			o.must("ana", &desk.Assess{Dossier: o.dossier, Assessment: a}, nil)
		}, []string{"/mailboxes/police", "/mailboxes/power"}, 0},
		"another way leads through somebody whose keys have expired": {func(o *office) {
			change(o, o.power, func(r *directory.Recipient) {
				r.KeyUntil = []directory.KeyUntil{{Key: r.Keys[0], Until: o.clock.now().Add(time.Minute)}}
			})
			change(o, o.police, func(r *directory.Recipient) { r.Others = []directory.Route{{Through: o.power.id}} })
		}, []string{"/mailboxes/police"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, newMemory(t))
			steps := chain()
			o.run(steps[:len(steps)-8]...)
			c.change(o)
			var went []string
			for range 12 {
				o.clock.add(time.Minute)
				work, err := o.desk.Due(o.ctx, "test", 4)
				if err != nil {
					t.Fatal(err)
				}
				for _, w := range work {
					made := delivery.AttemptMade{}
					if w.Deliver() {
						made.Outcome = delivery.OutcomeHanded
						went = append(went, w.Address)
					}
					if err := o.desk.Settle(o.ctx, w, made, time.Minute); err != nil {
						t.Fatal(err)
					}
				}
				o.healthy("after a round")
			}
			slices.Sort(went)
			if !slices.Equal(went, c.went) {
				t.Errorf("it went to %v, not %v", went, c.went)
			}
			anew := 0
			for _, e := range snap(t, o.store).entries(t) {
				if e.Kind == "Replanned" {
					anew++
				}
			}
			if anew != c.anew {
				t.Errorf("it was planned anew %d times, not %d", anew, c.anew)
			}
		})
	}
}
