package delivery_test

import (
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
)

// caller is an officer at a time.
func caller(at time.Time, by string, level tocsin.Level) tocsin.Stamp {
	return tocsin.Stamp{At: at, By: id[tocsin.OfficerID](by), Level: level}
}

// decideCall asks for a call as an officer.
func decideCall(t *testing.T, d delivery.Dispatch, who tocsin.Stamp, lasts time.Duration) (delivery.Dispatch, string) {
	t.Helper()
	events, err := delivery.Decide(d, who, delivery.TakeCall{Until: who.At.Add(lasts)})
	if refusal, ok := err.(*tocsin.Refusal); ok { //nolint:errorlint // a refusal is not wrapped
		return d, refusal.Rule + "|" + refusal.Remedy
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		d = delivery.Evolve(d, who, e)
	}
	return d, ""
}

// toCall is a dispatch whose plan says that somebody is to be called.
func toCall() delivery.Dispatch {
	p := full2()
	d := delivery.Evolve(delivery.Dispatch{}, tocsin.Stamp{At: start}, p)
	return delivery.Evolve(d, tocsin.Stamp{At: start.Add(2 * time.Hour)}, delivery.PersonPaged{Step: 2, Task: delivery.TaskSpeak})
}

// refusedCalls reaches every refusal of a call, and gives them.
func refusedCalls(t *testing.T) [][2]string {
	t.Helper()
	at := start.Add(3 * time.Hour)
	d := toCall()
	taken, _ := decideCall(t, d, caller(at, "sara", tocsin.LevelSenior), time.Minute)
	var all [][2]string
	for _, c := range []struct {
		name, rule string
		of         delivery.Dispatch
		level      tocsin.Level
		lasts      time.Duration
	}{
		{"of nothing", "delivery/unknown", delivery.Dispatch{}, tocsin.LevelOfficer, time.Minute},
		{"before it is due", "delivery/no-call", delivery.Evolve(delivery.Dispatch{}, tocsin.Stamp{At: start}, full2()), tocsin.LevelOfficer, time.Minute},
		{"by an analyst", "delivery/call-level", d, tocsin.LevelAnalyst, time.Minute},
		{"for too long", "delivery/call-until", d, tocsin.LevelOfficer, time.Hour},
		{"for no time", "delivery/call-until", d, tocsin.LevelOfficer, 0},
		{"that another has", "delivery/call-taken", taken, tocsin.LevelOfficer, time.Minute},
	} {
		_, refused := decideCall(t, c.of, caller(at, "omar", c.level), c.lasts)
		rule, remedy, _ := strings.Cut(refused, "|")
		if rule != c.rule {
			t.Errorf("%s: refused under %q", c.name, rule)
		}
		all = append(all, [2]string{rule, remedy})
	}
	return all
}

// TestCalls gives a call to one officer at a time, and to another when he has had
// his time; after a call that reached nobody it rests a while.
func TestCalls(t *testing.T) {
	t.Parallel()
	at := start.Add(3 * time.Hour)
	d := toCall()
	d, rule := decideCall(t, d, caller(at, "omar", tocsin.LevelOfficer), delivery.MostCall)
	if rule != "" || d.Call.By != id[tocsin.OfficerID]("omar") {
		t.Fatalf("refused under %q, and taken by %q", rule, d.Call.By)
	}
	if _, rule := decideCall(t, d, caller(at.Add(29*time.Minute), "sara", tocsin.LevelSenior), time.Minute); !strings.HasPrefix(rule, "delivery/call-taken|") {
		t.Errorf("another takes it too: %q", rule)
	}
	if again, rule := decideCall(t, d, caller(at.Add(time.Minute), "omar", tocsin.LevelOfficer), time.Minute); rule != "" || !again.Call.Until.Equal(d.Call.Until) {
		t.Errorf("he has it already: %q", rule)
	}
	if later, rule := decideCall(t, d, caller(at.Add(30*time.Minute), "sara", tocsin.LevelSenior), time.Minute); rule != "" || later.Call.By != id[tocsin.OfficerID]("sara") {
		t.Errorf("his time is over: %q", rule)
	}
	n := delivery.Spoken{SHA256: sent, Script: sent, At: at, How: delivery.ByPhone, To: "nobody", Answer: delivery.AnswerNobody, Rung: delivery.RungDispatched}
	d = delivery.Evolve(d, tocsin.Stamp{At: at}, delivery.SpokenNoted{Note: n.Text(), By: "omar"})
	if d.Call.By != "" || !d.Call.Again.After(at) {
		t.Errorf("after nobody answered the call is %+v", d.Call)
	}
	if _, to := d.ToCall(); !to {
		t.Error("nobody answered, and nobody calls again")
	}
}
