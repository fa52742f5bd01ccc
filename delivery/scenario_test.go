package delivery_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
	"example.org/tocsin/entry"
)

// start is when the dispatches of these tests are planned.
var start = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// id pads a word to the form of an id.
func id[T ~string](word string) T { return T(word + strings.Repeat("a", 26-len(word))) }

// The file of these tests, and another.
var (
	sent  = act.Hash([]byte("the file that was sent"))
	other = act.Hash([]byte("another file"))
)

// planned is a dispatch with everything in it.
func planned() delivery.DispatchPlanned {
	return delivery.DispatchPlanned{
		ID: id[tocsin.DispatchID]("pone"), Dossier: id[tocsin.DossierID]("dossier"), Warning: id[tocsin.WarningID]("wone"),
		Recipient: id[tocsin.RecipientID]("police"), Through: id[tocsin.RecipientID]("mission"),
		Channel: "mailbox", Address: "out/mission", Name: "x.age", File: id[tocsin.FileID]("fone"),
		SHA256: sent, Outer: act.Hash([]byte("the wrapped file")), Relay: "relayone", Token: id[string]("token"),
		Deadline: start.Add(4 * time.Hour), LatestUseful: start.Add(8 * time.Hour),
		DeliverTimer: id[tocsin.TimerID]("tone"), DeadlineTimer: id[tocsin.TimerID]("ttwo"),
	}
}

// A script is one dispatch's life as it is told. Every event goes through its
// wire form on the way.
type script struct {
	t        *testing.T
	now      time.Time
	who      tocsin.OfficerID
	d        delivery.Dispatch
	caused   []string
	err      error
	refusals [][2]string
}

// given begins a dispatch that is planned.
func given(t *testing.T) *script {
	t.Helper()
	s := &script{t: t, now: start}
	return s.when(delivery.PlanDispatch{DispatchPlanned: planned()}).then("DispatchPlanned").stands(delivery.StatePlanned)
}

// when asks something.
func (s *script) when(c delivery.Command) *script {
	s.t.Helper()
	if s.err != nil {
		s.t.Fatalf("not expected: %v", s.err)
	}
	stamp := tocsin.Stamp{At: s.now, By: s.who}
	var events []delivery.Event
	before := snapshot(s.t, s.d)
	events, s.err = delivery.Decide(s.d, stamp, c)
	s.caused = nil
	for _, event := range events {
		kind, body, err := delivery.Kinds.Encode(event)
		if err != nil {
			s.t.Fatal(err)
		}
		raw, err := entry.Entry{Stream: "s", Version: 1, Kind: kind, At: stamp.At, By: stamp.By, Level: stamp.Level, Body: body}.Bytes()
		if err != nil {
			s.t.Fatal(err)
		}
		e, err := entry.Parse(raw)
		if err != nil {
			s.t.Fatal(err)
		}
		read, err := delivery.Kinds.Decode(e)
		if err != nil {
			s.t.Fatal(err)
		}
		old := s.d
		s.d = delivery.Evolve(old, e.Stamp(), read)
		if direct := delivery.Evolve(old, stamp, event); !reflect.DeepEqual(direct, s.d) {
			s.t.Fatalf("read back from the wire the dispatch is\n%+v\nand was decided to be\n%+v", s.d, direct)
		}
		after := snapshot(s.t, s.d)
		delivery.Evolve(old, stamp, delivery.ReceiptTaken{Evidence: "probe"})
		delivery.Evolve(old, stamp, delivery.AnswerTaken{Evidence: "probe"})
		if snapshot(s.t, old) != before || snapshot(s.t, s.d) != after {
			s.t.Fatalf("%s changes an old value, or shares memory with a new one", kind)
		}
		before = after
		s.caused = append(s.caused, kind)
	}
	return s
}

// snapshot is everything that a dispatch says.
func snapshot(t *testing.T, d delivery.Dispatch) string {
	t.Helper()
	raw, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// then holds that the last ask caused events of these kinds.
func (s *script) then(kinds ...string) *script {
	s.t.Helper()
	if s.err != nil || !slices.Equal(s.caused, kinds) {
		s.t.Fatalf("it caused %v (%v), not %v", s.caused, s.err, kinds)
	}
	return s
}

// refused holds that the last ask was refused under a rule.
func (s *script) refused(rule string) *script {
	s.t.Helper()
	var r *tocsin.Refusal
	if !errors.As(s.err, &r) || r.Rule != rule || r.Why == "" || r.Remedy == "" {
		s.t.Fatalf("it is answered with %v and not refused under %s", s.err, rule)
	}
	s.err = nil
	s.refusals = append(s.refusals, [2]string{r.Rule, r.Remedy})
	return s
}

// stands holds how far the dispatch has come.
func (s *script) stands(state delivery.State) *script {
	s.t.Helper()
	if s.err != nil || s.d.State != state {
		s.t.Fatalf("the dispatch is %s (%v), not %s", s.d.State, s.err, state)
	}
	return s
}

// later moves the clock.
func (s *script) later(by time.Duration) *script {
	s.now = s.now.Add(by)
	return s
}

// attempt notes how an attempt ended.
func attempt(o delivery.Outcome) delivery.Command {
	return delivery.NoteAttempt{AttemptMade: delivery.AttemptMade{Outcome: o, Reason: "why"}}
}

// receipt takes a receipt in; evidence tells one from another.
func receipt(status delivery.ReceiptStatus, evidence string) delivery.Command {
	return delivery.TakeReceipt{ReceiptTaken: delivery.ReceiptTaken{
		Status: status, At: start, SHA256: sent, Evidence: evidence,
	}}
}

// answer takes an answer in.
func answer(a delivery.Answer, evidence string) delivery.TakeAnswer {
	return delivery.TakeAnswer{AnswerTaken: delivery.AnswerTaken{
		Acknowledgement: delivery.Acknowledgement{
			SHA256: sent, Token: id[string]("token"), Answer: a, Rung: delivery.RungActing, By: "duty officer",
		},
		Evidence: evidence,
	}}
}

// TestLives tells the lives of dispatches.
func TestLives(t *testing.T) {
	t.Parallel()
	for name, life := range map[string]func(*script){
		"handed over, received, acknowledged": func(s *script) {
			s.when(attempt(delivery.OutcomeHanded)).then("AttemptMade").stands(delivery.StateDispatched).
				when(receipt(delivery.ReceiptAccepted, "1")).then("ReceiptTaken").stands(delivery.StateDispatched).
				later(time.Minute).when(receipt(delivery.ReceiptHanded, "2")).then("ReceiptTaken").stands(delivery.StateReceived).
				later(time.Minute).when(answer(delivery.AnswerAcknowledged, "3")).then("AnswerTaken").stands(delivery.StateAcknowledged)
			if s.d.HandedAt != start || s.d.ReceivedAt != start.Add(time.Minute) || s.d.AnsweredAt != start.Add(2*time.Minute) ||
				s.d.AcknowledgedAt != s.d.AnsweredAt || s.d.Answer.By != "duty officer" || len(s.d.Evidence) != 3 {
				s.t.Errorf("it says %+v", s.d)
			}
		},
		"planned twice": func(s *script) {
			again := planned()
			again.Token = "another"
			s.when(delivery.PlanDispatch{DispatchPlanned: again}).then()
		},
		"again, and never": func(s *script) {
			s.when(attempt(delivery.OutcomeAgain)).then("AttemptMade").stands(delivery.StatePlanned).
				when(attempt(delivery.OutcomeNever)).then("AttemptMade").stands(delivery.StateUndeliverable).
				when(attempt(delivery.OutcomeHanded)).then().stands(delivery.StateUndeliverable)
			if s.d.Attempts != 2 || s.d.LastReason != "why" {
				s.t.Errorf("it says %+v", s.d)
			}
			// Somebody carried it there all the same.
			s.when(receipt(delivery.ReceiptHanded, "1")).stands(delivery.StateReceived).
				when(answer(delivery.AnswerAcknowledged, "2")).stands(delivery.StateAcknowledged)
		},
		"the next attempt is known": func(s *script) {
			next := delivery.NoteAttempt{AttemptMade: delivery.AttemptMade{Outcome: delivery.OutcomeAgain, Next: "t3"}}
			first := func() delivery.Wait { return s.d.Waits()[0] }
			if first().Timer != planned().DeliverTimer {
				s.t.Errorf("the first attempt is due by %+v", first())
			}
			if s.when(next); first().Timer != "t3" || first().Step != 0 {
				s.t.Errorf("the next attempt is due by %+v", first())
			}
			if s.when(attempt(delivery.OutcomeHanded)); first().Step == 0 {
				s.t.Errorf("after it was handed over an attempt is due by %+v", first())
			}
		},
		"handed over once": func(s *script) {
			s.when(attempt(delivery.OutcomeHanded)).when(attempt(delivery.OutcomeNever)).then().stands(delivery.StateDispatched)
		},
		"never, after it was received": func(s *script) {
			s.when(receipt(delivery.ReceiptHanded, "1")).when(attempt(delivery.OutcomeNever)).stands(delivery.StateReceived).
				when(attempt(delivery.OutcomeHanded)).stands(delivery.StateReceived)
		},
		"refused, then handed over": func(s *script) {
			s.when(receipt(delivery.ReceiptRefused, "1")).stands(delivery.StateDenied)
			if s.d.AnsweredAt != start {
				s.t.Error("a refusal is no answer")
			}
			s.when(receipt(delivery.ReceiptHanded, "2")).stands(delivery.StateReceived)
			if s.d.Answered() || !s.d.AnsweredAt.IsZero() {
				s.t.Error("it is answered, and the recipient has said nothing")
			}
		},
		"replayed": func(s *script) {
			s.when(receipt(delivery.ReceiptHanded, "1")).when(receipt(delivery.ReceiptHanded, "1")).then().
				when(answer(delivery.AnswerAcknowledged, "2")).when(answer(delivery.AnswerAcknowledged, "2")).then()
		},
		"a receipt does not lower an acknowledgement": func(s *script) {
			s.when(answer(delivery.AnswerAcknowledged, "1"))
			for i, status := range []delivery.ReceiptStatus{delivery.ReceiptAccepted, delivery.ReceiptHanded, delivery.ReceiptRefused} {
				s.when(receipt(status, "r"+strconv.Itoa(i))).then("ReceiptTaken").stands(delivery.StateAcknowledged)
			}
			if !s.d.ReceivedAt.IsZero() || len(s.d.Evidence) != 4 {
				s.t.Errorf("it says %+v", s.d)
			}
		},
		"contradicted, and acknowledged again": func(s *script) {
			s.when(answer(delivery.AnswerAcknowledged, "1")).later(time.Hour).
				when(answer(delivery.AnswerDisputed, "2")).stands(delivery.StateDisputed).
				when(answer(delivery.AnswerAcknowledged, "3")).stands(delivery.StateAcknowledged)
			if s.d.AcknowledgedAt != start {
				s.t.Errorf("it was first acknowledged at %s", s.d.AcknowledgedAt)
			}
		},
		"denied, then acknowledged": func(s *script) {
			s.when(answer(delivery.AnswerDenied, "1")).stands(delivery.StateDenied).
				when(receipt(delivery.ReceiptHanded, "2")).stands(delivery.StateDenied).
				when(answer(delivery.AnswerAcknowledged, "3")).stands(delivery.StateAcknowledged)
		},
		"late answers stay overdue": func(s *script) {
			s.later(4*time.Hour - time.Second).when(delivery.PassDeadline{}).then()
			if s.d.LateAt(s.now) || !s.d.LateAt(s.now.Add(time.Second)) {
				s.t.Error("it is late at another time than its deadline")
			}
			s.later(time.Second).when(delivery.PassDeadline{}).then("DeadlinePassed").when(delivery.PassDeadline{}).then()
			if !s.d.Overdue || s.d.OverdueAt != start.Add(4*time.Hour) || s.d.State != delivery.StatePlanned {
				s.t.Errorf("it says %+v", s.d)
			}
			s.later(time.Hour).when(answer(delivery.AnswerAcknowledged, "1")).stands(delivery.StateAcknowledged)
			if !s.d.Overdue || !s.d.LateAt(s.now) {
				s.t.Error("a late answer took it back that nobody answered in time")
			}
		},
		"answered in time it is never overdue": func(s *script) {
			s.when(answer(delivery.AnswerDisputed, "1")).later(24 * time.Hour).when(delivery.PassDeadline{}).then()
			if s.d.Overdue || s.d.LateAt(s.now) {
				s.t.Error("it is overdue after an answer in time")
			}
		},
		"received is not answered": func(s *script) {
			s.when(receipt(delivery.ReceiptHanded, "1")).later(5 * time.Hour).when(delivery.PassDeadline{}).then("DeadlinePassed").
				stands(delivery.StateReceived)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			life(given(t))
		})
	}
}

// TestRefusals reaches every refusal of this room.
func TestRefusals(t *testing.T) {
	t.Parallel()
	s := given(t)
	none := &script{t: t, now: start}
	none.when(receipt(delivery.ReceiptHanded, "1")).refused("delivery/unknown").
		when(answer(delivery.AnswerAcknowledged, "1")).refused("delivery/unknown").
		when(attempt(delivery.OutcomeHanded)).then().when(delivery.PassDeadline{}).then()
	if !reflect.DeepEqual(none.d, delivery.Dispatch{}) {
		t.Errorf("of a dispatch that is not there is kept %+v", none.d)
	}
	foreign := delivery.ReceiptTaken{Status: delivery.ReceiptHanded, At: start, SHA256: other, Evidence: "1"}
	wrapped := foreign
	wrapped.SHA256 = planned().Outer
	toOther, forged, unsaid := answer(delivery.AnswerAcknowledged, "1"), answer(delivery.AnswerAcknowledged, "1"), answer(delivery.AnswerAcknowledged, "1")
	toOther.Acknowledgement.SHA256 = other
	forged.Acknowledgement.Token = id[string]("guess")
	unsaid.Acknowledgement.Token = ""
	s.when(delivery.TakeReceipt{ReceiptTaken: foreign}).refused("delivery/other-bytes").
		when(delivery.TakeReceipt{ReceiptTaken: wrapped}).refused("delivery/other-bytes").
		when(toOther).refused("delivery/other-bytes").
		when(forged).refused("delivery/token").when(unsaid).refused("delivery/token").
		stands(delivery.StatePlanned)
	if len(s.d.Evidence) != 0 {
		t.Error("what was refused is kept as evidence")
	}
	s.when(answer(delivery.AnswerAcknowledged, "2")).when(answer(delivery.AnswerDenied, "3")).refused("delivery/denied-after").
		stands(delivery.StateAcknowledged).
		when(answer(delivery.AnswerDisputed, "4")).when(answer(delivery.AnswerDenied, "5")).refused("delivery/denied-after").
		stands(delivery.StateDisputed)
	allReached(t, slices.Concat(s.refusals, none.refusals, refusedByPlan(t), refusedCalls(t)))
}

// refusedByPlan is refused all that a plan, a call and a question can be refused.
func refusedByPlan(t *testing.T) [][2]string {
	t.Helper()
	none := &script{t: t, now: start}
	noted := func(n delivery.Spoken) delivery.NoteSpoken {
		return delivery.NoteSpoken{SpokenNoted: delivery.SpokenNoted{Note: n.Text()}}
	}
	right := called(delivery.AnswerAcknowledged, delivery.RungActing)
	of := func(how func(*delivery.Spoken)) delivery.NoteSpoken {
		n := right
		how(&n)
		return noted(n)
	}
	none.when(noted(right)).refused("delivery/unknown").when(delivery.Replan{}).refused("delivery/unknown").
		when(delivery.CloseQuestion{}).refused("delivery/unknown")
	none.when(printed()).refused("delivery/unknown")
	s := planned2(t, true, "mailbox").later(time.Hour).when(noted(right)).refused("delivery/script").when(printed())
	for rule, c := range map[string]delivery.NoteSpoken{
		"delivery/spoken":      of(func(n *delivery.Spoken) { n.How = "by telepathy" }),
		"delivery/other-bytes": of(func(n *delivery.Spoken) { n.SHA256 = other }),
		"delivery/script":      of(func(n *delivery.Spoken) { n.Script = other }),
		"delivery/spoken-at":   of(func(n *delivery.Spoken) { n.At = s.now.Add(time.Second) }),
	} {
		s.when(c).refused(rule)
	}
	s.when(of(func(n *delivery.Spoken) { n.At = start.Add(-time.Second) })).refused("delivery/spoken-at").
		when(of(func(n *delivery.Spoken) { n.Rung = delivery.RungHanded })).refused("delivery/spoken").
		when(of(func(n *delivery.Spoken) { n.Answer = delivery.AnswerNobody })).refused("delivery/spoken").
		when(delivery.ConfirmSpoken{Note: right.Text()}).refused("delivery/spoken").
		by("ana").when(noted(right)).when(delivery.ConfirmSpoken{Note: right.Text()}).refused("delivery/two-officers").
		by("ben").when(delivery.ConfirmSpoken{Note: called(delivery.AnswerDenied, delivery.RungRead).Text()}).refused("delivery/spoken").
		stands(delivery.StatePlanned)
	s.when(says(delivery.AnswerQuestion, delivery.RungRead, "Which square?", "1")).
		when(delivery.CloseQuestion{QuestionAnswered: delivery.QuestionAnswered{Question: 2}}).refused("delivery/question").
		when(delivery.CloseQuestion{QuestionAnswered: delivery.QuestionAnswered{Question: 1}}).refused("delivery/question").
		when(delivery.CloseQuestion{QuestionAnswered: delivery.QuestionAnswered{Question: 1, Because: "nothing more is known"}}).
		when(delivery.CloseQuestion{QuestionAnswered: delivery.QuestionAnswered{Question: 1, Because: "nothing more is known"}}).refused("delivery/question")
	return append(s.refusals, none.refusals...)
}

// allReached holds that every call of tocsin.Refuse in this room was reached: by
// its rule and its remedy.
func allReached(t *testing.T, seen [][2]string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != "Refuse" {
				return true
			}
			count++
			var words [2]string
			for i := range words {
				if lit, ok := call.Args[i].(*ast.BasicLit); ok {
					words[i], err = strconv.Unquote(lit.Value)
				}
				if words[i] == "" || err != nil {
					t.Errorf("%s: rule and remedy are not written out", set.Position(call.Pos()))
				}
			}
			if !slices.Contains(seen, words) {
				t.Errorf("%s: no test is refused under %q", set.Position(call.Pos()), words)
			}
			return true
		})
	}
	if count == 0 {
		t.Error("no refusal is found in this room")
	}
}
