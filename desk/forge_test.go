package desk_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
	"example.org/tocsin/desk"
	"example.org/tocsin/entry"
	"example.org/tocsin/report"
	"example.org/tocsin/seal"
)

// What follows is what an administrator can do who has the database, the
// key-encryption key and the log's key, and no officer's key: every entry can be
// written anew, with chain, leaves, tree and checkpoint as they should be.

// unprovable is what such an administrator can change alone without being
// found: what nobody signed and nothing else says again.
var unprovable = []string{
	// What a channel said of an attempt is the engine's word.
	"AttemptMade.reason", "AttemptMade.evidence",
	// Random names that nothing names again once they are used up.
	"AttemptMade.next", "AttemptMade.next_at", "DispatchPlanned.name", "DispatchPlanned.deliver_timer", "DispatchPlanned.deadline_timer",
}

// TestForgeHolds sees that forging without changing anything is not found, so
// that what the tests below find is the change.
func TestForgeHolds(t *testing.T) {
	t.Parallel()
	for _, steps := range [][]step{quietChain(), talkChain()} {
		n := sound(t, steps)
		if h := n.forge(t, n.entries(t)).fsck(t); len(h.Flaws) > 0 {
			t.Fatal(h.Flaws)
		}
	}
}

// TestForgeBodies changes each field of each kind of event once, and sees each
// found but those that are unprovable.
func TestForgeBodies(t *testing.T) {
	t.Parallel()
	did, missed := map[string]bool{}, map[string]bool{}
	for _, steps := range [][]step{quietChain(), talkChain()} {
		n := sound(t, steps)
		entries := n.entries(t)
		for i, e := range entries {
			for path, body := range changed(t, e) {
				if did[path] {
					continue
				}
				did[path] = true
				if len(did)%slowly != 0 || strings.Count(path, ".") > 2 && len(did)%7 != 0 {
					continue // what lies deep is compared as one with what is around it
				}
				forged := slices.Clone(entries)
				forged[i].Body = body
				if len(n.forge(t, forged).fsck(t).Flaws) == 0 {
					missed[path] = true
					if !slices.Contains(unprovable, path) {
						t.Errorf("%s of %s/%d: fsck finds nothing", path, e.Stream, e.Version)
					}
				}
			}
		}
	}
	t.Logf("%d fields changed, %d unprovable", len(did), len(missed))
}

// changed gives the bodies that differ from an entry's in one field each, by the
// field's path. Steps of a path in a list are all called "[]".
func changed(t *testing.T, e entry.Entry) map[string]json.RawMessage {
	t.Helper()
	all := map[string]json.RawMessage{}
	var body any
	if err := json.Unmarshal(e.Body, &body); err != nil {
		t.Fatal(err)
	}
	// The order of the fields is that of the struct, so values are changed in
	// the text and not in the tree.
	var walk func(path string, raw json.RawMessage, put func(string) string)
	walk = func(path string, raw json.RawMessage, put func(string) string) {
		var object map[string]json.RawMessage
		var list []json.RawMessage
		switch {
		case json.Unmarshal(raw, &object) == nil && object != nil:
			for name, value := range object {
				walk(path+"."+name, value, func(with string) string {
					return put(replaceField(string(raw), name, string(value), with))
				})
			}
		case json.Unmarshal(raw, &list) == nil && list != nil:
			if len(list) > 0 {
				all[path+"[-]"] = json.RawMessage(put(join(list[:len(list)-1])))
				all[path+"[+]"] = json.RawMessage(put(join(append(slices.Clip(list), list[0]))))
			}
			for i, value := range list {
				walk(path+"[]", value, func(with string) string {
					l := slices.Clone(list)
					l[i] = json.RawMessage(with)
					return put(join(l))
				})
			}
		default:
			all[path] = json.RawMessage(put(otherValue(string(raw))))
		}
	}
	walk(e.Kind, e.Body, func(with string) string { return with })
	return all
}

func join(list []json.RawMessage) string {
	parts := make([]string, len(list))
	for i, l := range list {
		parts[i] = string(l)
	}
	return "[" + strings.Join(parts, ",") + "]"
}

// replaceField replaces the value of a field in the text of an object.
func replaceField(object, name, value, with string) string {
	key, _ := json.Marshal(name) //nolint:errchkjson // a string
	return strings.Replace(object, string(key)+":"+value, string(key)+":"+with, 1)
}

// otherValue gives a value that a reader would take, and is another.
func otherValue(raw string) string {
	var s string
	if json.Unmarshal([]byte(raw), &s) != nil {
		switch raw {
		case "true":
			return "false"
		case "false":
			return "true"
		}
		return strings.TrimPrefix(raw+"1", "0") // a number
	}
	pairs := map[string]string{
		"handed": "never", "never": "handed", "again": "handed", "acknowledged": "disputed", "duty": "no-duty",
		"yes": "no", "unknown": "yes", "TLP:RED": "TLP:CLEAR", "TLP:AMBER": "TLP:CLEAR", "TLP:AMBER+STRICT": "TLP:CLEAR", "TLP:CLEAR": "TLP:RED",
		"received": "denied", "dispatched": "undeliverable", "head": "senior", "senior": "head", "officer": "head", "analyst": "officer",
	}
	at, err := time.Parse(time.RFC3339, s)
	switch {
	case pairs[s] != "":
		s = pairs[s]
	case err == nil:
		s = at.Add(time.Minute).Format(time.RFC3339)
	case tocsin.ValidID(s):
		s = other(s)
	case len(s) == 64 && strings.Trim(s, "0123456789abcdef") == "":
		s = map[bool]string{true: "1", false: "0"}[s[0] == '0'] + s[1:]
	case strings.HasSuffix(s, ".age"):
		s = other(strings.TrimSuffix(s, ".age")) + ".age"
	default:
		s += "x"
	}
	again, _ := json.Marshal(s) //nolint:errchkjson // a string
	return string(again)
}

// TestForgeEnvelopes changes the envelope of each event.
func TestForgeEnvelopes(t *testing.T) {
	t.Parallel()
	n := sound(t, chain())
	entries := n.entries(t)
	officers := map[tocsin.OfficerID]bool{}
	for _, e := range entries {
		officers[e.By] = e.By != ""
	}
	changes := map[string]func(e *entry.Entry){
		"another officer": func(e *entry.Entry) {
			for _, by := range slices.Sorted(maps.Keys(officers)) {
				if by != "" && by != e.By {
					e.By = by
					return
				}
			}
		},
		"nobody":        func(e *entry.Entry) { e.By, e.Level, e.Act, e.Signed = "", 0, "", nil },
		"another level": func(e *entry.Entry) { e.Level = e.Level%tocsin.LevelHead + 1 },
		"another act":   func(e *entry.Entry) { e.Act = other(act.ID("aaaaaaaaaaaaaaaaaaaaaaaaaa")) },
		"much later":    func(e *entry.Entry) { e.At = e.At.Add(100 * time.Hour) },
		"much earlier":  func(e *entry.Entry) { e.At = e.At.Add(-100 * time.Hour) },
		"not signed":    func(e *entry.Entry) { e.Signed = nil },
		"signed by a stranger": func(e *entry.Entry) {
			if e.Signed != nil {
				made := newPerson(t).sign(t, []byte(e.Signed.Bytes))
				e.Signed = &made
			}
		},
		"signed with other bytes": func(e *entry.Entry) {
			if e.Signed != nil {
				e.Signed = &act.Signed{Bytes: strings.Replace(e.Signed.Bytes, "a", "b", 1), Signature: e.Signed.Signature}
			}
		},
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, e := range entries {
				if i%slowly != 0 {
					continue
				}
				forged := slices.Clone(entries)
				change(&forged[i])
				same, _ := json.Marshal(e)
				if now, _ := json.Marshal(forged[i]); string(now) == string(same) {
					continue
				}
				if e.By == "" && strings.HasPrefix(name, "much") && (e.Kind == "AttemptMade" || e.Kind == "PersonPaged") {
					continue // the engine's word, see below
				}
				n.forge(t, forged).found(t, fmt.Sprintf("%s %s/%d", e.Kind, e.Stream, e.Version))
			}
		})
	}
}

// TestForgeFromNothing puts in an event that bears an act from which nothing
// follows: an officer signed it, and it did nothing.
func TestForgeFromNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	o.run(warnSteps()[:6]...)
	before, err := o.store.Head(o.ctx)
	if err != nil {
		t.Fatal(err)
	}
	signed := o.prepare("ana", &desk.Withdraw{Dossier: o.dossier, Because: "look again"})
	a, err := o.desk.Do(o.ctx, signed, nil)
	if err != nil {
		t.Fatal(err)
	}
	if after, _ := o.store.Head(o.ctx); after.Size != before.Size {
		t.Fatal("there was nothing to withdraw")
	}
	n := snap(t, o.store)
	n.forge(t, append(n.entries(t), entry.Entry{
		Stream: tocsin.StreamID(o.dossier), Kind: "SilenceWithdrawn", At: o.clock.now(), By: a.Officer,
		Level: tocsin.LevelAnalyst, Act: a.ID, Signed: &signed, Body: json.RawMessage(`{"because":"look again"}`),
	})).found(t, "an event from nothing")
}

// TestForgeAfterAnswer puts in an attempt that nobody waited for: the recipient
// had answered, though no attempt was noted that brought it.
func TestForgeAfterAnswer(t *testing.T) {
	t.Parallel()
	o := newOffice(t, newMemory(t))
	o.run(staffSteps()...)
	o.run(warnSteps()...)
	o.run(sendSteps()[0])
	work, err := o.desk.Due(o.ctx, "test", 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range work {
		o.handed[w.Address] = w.Bytes
	}
	o.take(o.answer(o.police, delivery.AnswerAcknowledged))
	n := snap(t, o.store)
	id := o.state(o.dossier).Warned[0].Dispatches[0].Dispatch
	n.forge(t, append(n.entries(t), entry.Entry{
		Stream: tocsin.StreamID(id), Kind: "AttemptMade", At: o.clock.now(), Body: json.RawMessage(`{"outcome":"handed"}`),
	})).found(t, "an attempt after the answer")
}

// TestForgeTogether changes several things at once so that they agree.
func TestForgeTogether(t *testing.T) {
	t.Parallel()
	n := sound(t, chain())
	entries := n.entries(t)
	find := func(kind string) int {
		return slices.IndexFunc(entries, func(e entry.Entry) bool { return e.Kind == kind })
	}
	t.Run("an answer made stronger", func(t *testing.T) {
		t.Parallel()
		i := find("AnswerTaken")
		forged := slices.Clone(entries)
		forged[i].Body = json.RawMessage(strings.ReplaceAll(string(entries[i].Body), "We are on our way.", "We were never told."))
		c := n.forge(t, forged)
		c.found(t, "the event alone")
		var taken delivery.AnswerTaken
		if err := json.Unmarshal(forged[i].Body, &taken); err != nil {
			t.Fatal(err)
		}
		sealed, err := seal.Reply([]byte(taken.Evidence), ring(t).Reply().Recipient)
		if err != nil {
			t.Fatal(err)
		}
		a, err := act.Parse([]byte(entries[i].Signed.Bytes))
		if err != nil {
			t.Fatal(err)
		}
		var asked desk.Receive
		if err := json.Unmarshal(a.Body, &asked); err != nil {
			t.Fatal(err)
		}
		c.reseal(t, asked.Evidence, sealed)
		c.found(t, "with the file")
	})
	t.Run("another original", func(t *testing.T) {
		t.Parallel()
		i := slices.IndexFunc(entries, func(e entry.Entry) bool {
			return e.Kind == "ReportFiled" && strings.Contains(string(e.Body), "vests")
		})
		var filed report.ReportFiled
		if err := json.Unmarshal(entries[i].Body, &filed); err != nil {
			t.Fatal(err)
		}
		said := strings.ReplaceAll(string(spoken.Bytes()), "two men", "ten men")
		body := strings.ReplaceAll(string(entries[i].Body), "two men", "ten men")
		body = strings.ReplaceAll(body, filed.SHA256, act.Hash([]byte(said)))
		forged := slices.Clone(entries)
		forged[i].Body = json.RawMessage(body)
		c := n.forge(t, forged)
		c.reseal(t, filed.Original, []byte(said))
		c.found(t, "the original")
	})
	t.Run("another sealed file", func(t *testing.T) {
		t.Parallel()
		i := find("DispatchPlanned")
		var plan delivery.DispatchPlanned
		if err := json.Unmarshal(entries[i].Body, &plan); err != nil {
			t.Fatal(err)
		}
		file := make([]byte, seal.WarningSize)
		forge := func(of []entry.Entry) *snapshot {
			forged := slices.Clone(of)
			forged[i].Body = json.RawMessage(strings.ReplaceAll(string(of[i].Body), plan.SHA256, act.Hash(file)))
			c := n.forge(t, forged)
			c.reseal(t, plan.File, file)
			return c
		}
		// Who got another file quotes another hash, and that cannot be forged.
		forge(entries).found(t, "after an answer")
	})
}

// reseal puts other content into a file.
func (n *snapshot) reseal(tb testing.TB, id tocsin.FileID, content []byte) {
	tb.Helper()
	f, ok := n.files[id]
	if !ok {
		tb.Fatalf("there is no file %s", id)
	}
	sealed, err := n.key(tb, f.Key).SealFile(id, content)
	if err != nil {
		tb.Fatal(err)
	}
	f.Sealed = sealed
	n.files[id] = f
}
