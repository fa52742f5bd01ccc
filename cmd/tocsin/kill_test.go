package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/tocsin/policy/packs"
)

// TestKill plays a dossier with each command killed (kill -9) at a random moment,
// and asked again until it is done, several times over. What was accepted before
// a kill is there after it, the record is sound, and one file lies in the
// mailbox.
func TestKill(t *testing.T) {
	t.Parallel()
	playKilled(t, rounds, func() (string, error) { return "", nil }, func(*killer) {})
}

// TestKillOnServer is TestKill with the record in a database, in which nothing of
// what the report says can be read.
func TestKillOnServer(t *testing.T) {
	t.Parallel()
	server := newServing(t)
	server.need(t)
	playKilled(t, roundsOnServer, server.address, func(k *killer) {
		k.write("dump/.keep", nil)
		server.dump(k.t, k.store, k.path("dump/record.sql"))
		k.nowhere("dump", append(k.threat.markers(), "Nobody came.")...)
	})
}

// playKilled plays dossiers with processes that are killed, each in a store of
// its own.
func playKilled(t *testing.T, rounds int, store func() (address string, err error), look func(*killer)) {
	t.Helper()
	program := clocked(t)
	var kills atomic.Int64
	t.Cleanup(func() {
		t.Logf("%d processes were killed while they ran", kills.Load())
		if kills.Load() < int64(5*rounds) {
			t.Error("that is too few: nothing was tested")
		}
	})
	for round := range rounds {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			t.Parallel()
			address, err := store()
			if err != nil {
				t.Fatal(err)
			}
			k := &killer{world: newWorld(t, program), kills: &kills, store: address}
			k.play()
			look(k)
		})
	}
}

// A killer plays a dossier with processes that it kills.
type killer struct {
	*world
	// store is the address of the database that the record is in; empty for
	// the folder.
	store string
	// ahead is how far the clock of the processes is moved on, so that the lease
	// of a process that was killed runs out.
	ahead time.Duration
	// took is how long a process takes that does much.
	took time.Duration
	// kills counts the processes that were killed while they ran.
	kills *atomic.Int64
	// events is how many events were kept when that was last looked at.
	events int64
}

// play plays the dossier.
func (k *killer) play() {
	k.write("box/.keep", nil)
	k.tool("age-keygen", "-o", "key")
	k.tool("age-keygen", "-y", "-o", "key.pub", "key")
	k.write("two.yaml", packs.ForTwo())
	began := time.Now()
	k.run("init", "--profile", "ngo", "--pack", "two.yaml", "--data", "scratch/data", "--keys", "scratch/keys")
	k.took = time.Since(began)
	k.env = append(k.env, "TOCSIN_STORE="+k.store)

	k.insist(k.founded, "init", "--profile", "ngo", "--pack", "two.yaml")
	k.insist(k.lists("officer", "mira"), "officer", "add", "mira", "--level", "senior", "--generate", "--as", "head")
	k.insist(k.lists("recipient", "harbor"), "recipient", "add", "harbor", "--class", "police", "--key", "key.pub",
		"--enrolled", "paper", "--mailbox", "box", "--as", "head")
	k.insist(k.filed, "file", "bundle.json", "--receipt", "receipt.txt", "--as", "head")
	k.run("file", "bundle.json", "--receipt", "receipt.txt", "--as", "head")
	k.run("verify", "receipt.txt", "--sender", "holder/keys/sender.pub", "--original", "bundle.json")
	k.insist(k.reached("assessed"), "assess", k.id, "--harm", "kidnapping", "--reliability", "B", "--credibility", "2", "--as", "head")
	k.insist(k.reached("duty"), "determine", k.id, "--as", "head")
	k.insist(k.harmless, append(vetting(k.id, "harbor"), "--as", "mira")...)
	k.insist(k.reached("drafted"), "draft", k.id, "--to", "harbor", "--as", "head")
	k.insist(k.reached("cleared"), "approve", k.id, "--as", "mira")
	k.insist(k.handed, "send", k.id, "--as", "head")
	file := k.only("box/*.age")
	k.insist(k.exists("answer.age"), "acknowledge", file, "--identity", "key", "--by", "desk", "--out", "answer.age")
	k.insist(k.reached("acknowledged"), "receive", "answer.age", "--as", "head")
	k.insist(k.reached("closed"), "close", k.id, "--outcome", "prevented", "--summary", "Nobody came.", "--as", "head")

	k.sound()
	var list struct {
		Dossiers []standing `json:"dossiers"`
	}
	k.json(&list, "list")
	if len(list.Dossiers) != 1 || k.only("box/*.age") != file {
		k.t.Errorf("there are %d dossiers", len(list.Dossiers))
	}
}

// harmless reports whether the recipient was found to do no harm.
func (k *killer) harmless() bool {
	var check struct {
		Check string `json:"check"`
		Open  bool   `json:"open"`
	}
	k.json(&check, "harm", k.id, "--to", "harbor")
	return check.Check == "current" && check.Open
}

// insist runs a command and kills it at a random moment, three times at most;
// then it lets it run, until what it is for is done.
func (k *killer) insist(done func() bool, args ...string) {
	k.t.Helper()
	for try := range 30 {
		k.env = append(k.env, clockAhead+"="+k.ahead.String())
		if try < 3 {
			k.kill(args)
		} else if code, stdout, stderr := k.try(args...); code == 1 {
			k.t.Fatalf("tocsin %q ended with %d\n%s%s", args, code, stdout, stderr)
		}
		if done() {
			k.lossless()
			return
		}
		k.ahead += 3 * time.Minute // longer than any lease
	}
	k.t.Fatalf("tocsin %q is not done after all", args)
}

// kill starts a command and kills it at a random moment.
func (k *killer) kill(args []string) {
	k.t.Helper()
	cmd := k.command(k.binary, args...)
	began := time.Now()
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-ended:
		// It was quicker: the next is killed sooner.
		k.took = max(10*time.Millisecond, (k.took+time.Since(began))/2)
	case <-time.After(time.Duration(draw(int64(k.took)))):
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			k.t.Fatal(err)
		}
		if err := <-ended; err != nil && strings.Contains(err.Error(), "killed") {
			k.kills.Add(1)
		}
	}
}

// lossless holds that the record only grows.
func (k *killer) lossless() {
	k.t.Helper()
	if events := k.sound(); events < k.events {
		k.t.Errorf("%d events were kept, and now there are %d", k.events, events)
	} else {
		k.events = events
	}
}

// sound holds that fsck finds nothing, and gives how many events there are.
func (k *killer) sound() int64 {
	k.t.Helper()
	code, stdout, stderr := k.try("fsck")
	if code != 0 {
		k.t.Fatalf("fsck ended with %d\n%s%s", code, stdout, stderr)
	}
	var events int64
	if _, err := fmt.Sscanf(stdout, "events %d", &events); err != nil {
		k.t.Fatalf("fsck printed %q: %v", stdout, err)
	}
	return events
}

// founded reports whether the holder is made, keys and all.
func (k *killer) founded() bool {
	code, _, _ := k.try("officer", "list")
	return code == 0
}

// lists reports whether a list names somebody.
func (k *killer) lists(what, name string) func() bool {
	return func() bool { return strings.Contains(k.run(what, "list"), name) }
}

// filed reports whether the report is filed, and keeps the dossier's id.
func (k *killer) filed() bool {
	var list struct {
		Dossiers []standing `json:"dossiers"`
	}
	k.json(&list, "list")
	if len(list.Dossiers) != 1 {
		return false
	}
	k.id = list.Dossiers[0].ID[:8]
	return true
}

// reached reports whether the dossier stands somewhere.
func (k *killer) reached(status string) func() bool {
	return func() bool { return k.show().Status == status }
}

// handed reports whether the warning was handed over, on record too.
func (k *killer) handed() bool {
	shown := k.show()
	return len(shown.Dispatches) == 1 && shown.Dispatches[0].State == "dispatched"
}

// exists reports whether a file is there.
func (k *killer) exists(name string) func() bool {
	return func() bool {
		found, err := filepath.Glob(k.path(name))
		return err == nil && len(found) == 1
	}
}

// TestAtOnce has several processes do the same at the same moment.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, clocked(t))
	w.write("box/.keep", nil)
	w.tool("age-keygen", "-o", "key")
	w.tool("age-keygen", "-y", "-o", "key.pub", "key")
	w.run("init", "--profile", "service")
	for name, level := range map[string]string{"ana": "analyst", "oskar": "officer", "senna": "senior"} {
		w.run("officer", "add", name, "--level", level, "--generate", "--as", "head")
	}
	w.run("recipient", "add", "harbor", "--class", "police", "--key", "key.pub", "--enrolled", "paper", "--mailbox", "box", "--as", "head")
	var filed struct {
		Dossier string `json:"dossier"`
	}
	w.json(&filed, "file", "bundle.json", "--as", "ana")
	w.id = filed.Dossier[:8]
	w.run("assess", w.id, "--harm", "kidnapping", "--reliability", "B", "--credibility", "2", "--as", "ana")
	w.run("determine", w.id, "--as", "ana")
	w.run(append(vetting(w.id, "harbor"), "--as", "oskar")...)
	w.run("draft", w.id, "--to", "harbor", "--as", "ana")

	// The same officer three times at once approves once; two officers at once
	// both count.
	approve := func(as string) []string { return []string{"approve", w.id, "--as", as} }
	codes := atOnce(w, approve("oskar"), approve("oskar"), approve("oskar"), approve("senna"))
	if !slices.Equal(codes[:3], []int{0, 3, 3}) || codes[3] != 0 {
		t.Errorf("three approvals by one officer and one by another ended with %v", codes)
	}
	if got := w.show().Status; got != "cleared" {
		t.Errorf("the dossier is %s, not cleared", got)
	}

	// Sent at once four times, it is sent once.
	send := []string{"send", w.id, "--as", "ana"}
	codes = atOnce(w, send, send, send, []string{"step"})
	if codes[0] != 0 || slices.Contains(codes, 1) || slices.Contains(codes, 2) {
		t.Errorf("three sendings and a step ended with %v", codes)
	}
	w.run("step")
	w.only("box/*.age")
	if got := w.show().Dispatches; len(got) != 1 || got[0].State != "dispatched" {
		t.Errorf("the dispatches are %+v", got)
	}
	w.run("fsck")
}

// atOnce runs commands at once and gives how they ended; those of equal commands
// are sorted.
func atOnce(w *world, commands ...[]string) []int {
	codes := make([]int, len(commands))
	var all sync.WaitGroup
	for i, args := range commands {
		all.Go(func() { codes[i], _, _ = w.try(args...) })
	}
	all.Wait()
	slices.Sort(codes[:3])
	return codes
}
