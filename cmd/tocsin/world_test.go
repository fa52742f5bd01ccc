package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A threat is what a bundle of a test says, other each time: nothing of it can
// stand in the program.
type threat struct {
	city, region, victim, act, actor string
	day                              time.Time
}

// newThreat draws a threat.
func newThreat() threat {
	day := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 10+draw(300))
	return threat{
		city: name(), region: name() + " Province", victim: "Pilgrims of the order of " + name(),
		act: fmt.Sprintf("Attack on the %s bridge with %s and %s", name(), strings.ToLower(name()), strings.ToLower(name())),
		day: day, actor: "The brotherhood of " + name(),
	}
}

// draw gives a number below n.
func draw(n int64) int {
	i, err := rand.Int(rand.Reader, big.NewInt(n))
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	return int(i.Int64())
}

// name makes a name that nobody bears.
func name() string {
	syllables := []string{"bra", "keln", "dor", "fi", "gost", "hun", "jar", "kve", "lom", "mir", "nok", "pel", "ruz", "sta", "tyn", "vor", "zim"}
	var b strings.Builder
	for range 4 {
		b.WriteString(syllables[draw(int64(len(syllables)))])
	}
	return strings.ToUpper(b.String()[:1]) + b.String()[1:]
}

// markers are the words that may stand in no file of the record.
func (x threat) markers() []string {
	return []string{x.city, x.region, x.victim, x.act, x.actor}
}

// bundle is the threat as a STIX 2.1 bundle, all of it TLP:CLEAR.
func (x threat) bundle() []byte {
	const tlpClear = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
	const made = "2026-01-02T03:04:05.000Z"
	var objects []map[string]any
	add := func(kind string, more map[string]any) string {
		object := map[string]any{
			"type": kind, "spec_version": "2.1", "id": kind + "--" + uuid(), "created": made, "modified": made,
			"object_marking_refs": []string{tlpClear},
		}
		maps.Copy(object, more)
		objects = append(objects, object)
		return object["id"].(string)
	}
	relate := func(from, how, to string) {
		add("relationship", map[string]any{"relationship_type": how, "source_ref": from, "target_ref": to})
	}
	objects = append(objects, map[string]any{
		"type": "marking-definition", "spec_version": "2.1", "id": tlpClear, "created": "2022-10-01T00:00:00.000Z", "name": "TLP:CLEAR",
		"extensions": map[string]any{"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d": map[string]any{
			"extension_type": "property-extension", "tlp_2_0": "clear",
		}},
	})
	event := add("event", map[string]any{
		"name": "When it is meant to happen", "status": "pending",
		"start_time": x.day.Format("2006-01-02T15:04:05.000Z"), "start_time_fidelity": "day",
		"end_time": x.day.Format("2006-01-02T15:04:05.000Z"), "end_time_fidelity": "day",
		"extensions": map[string]any{"extension-definition--4ca6de00-5b0d-45ef-a1dc-ea7279ea910e": map[string]any{"extension_type": "new-sdo"}},
	})
	incident := add("incident", map[string]any{
		"name": "Planned attack in " + x.city, "description": x.act,
		"extensions": map[string]any{"extension-definition--ef765651-680c-498d-9894-99799f2fa126": map[string]any{
			"extension_type": "property-extension", "determination": "suspected", "investigation_status": "open", "event_refs": []string{event},
		}},
	})
	actor := add("threat-actor", map[string]any{"name": x.actor, "threat_actor_types": []string{"terrorist"}})
	victim := add("identity", map[string]any{"name": x.victim, "identity_class": "group"})
	where := add("location", map[string]any{"name": x.city, "country": "IR", "administrative_area": x.region, "city": x.city})
	relate(incident, "attributed-to", actor)
	relate(incident, "targets", victim)
	relate(incident, "located-at", where)
	relate(event, "located-at", where)
	raw, err := json.MarshalIndent(map[string]any{"type": "bundle", "id": "bundle--" + uuid(), "objects": objects}, "", "  ")
	if err != nil {
		panic(err) // maps of strings have a JSON form
	}
	return raw
}

// uuid draws a UUID of version 4.
func uuid() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // crypto/rand does not fail
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// A world is a folder with all people of a test in it, a folder each, and the
// program that they run.
type world struct {
	t      *testing.T
	dir    string
	binary string
	// tools is where age is.
	tools  string
	env    []string
	threat threat
	// id is the beginning of the id of the one dossier.
	id string
}

// newWorld makes a world; binary is the program as it is given away, or this
// test binary under its name.
func newWorld(t *testing.T, binary string) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), binary: binary, tools: ageTools(t), threat: newThreat()}
	w.env = append(os.Environ(), "TOCSIN_DATA="+w.path("holder/data"), "TOCSIN_KEYS="+w.path("holder/keys"), "HOME="+w.dir)
	w.write("bundle.json", w.threat.bundle())
	return w
}

// path is a file of the world.
func (w *world) path(name string) string { return filepath.Join(w.dir, name) }

// write writes a file of the world.
func (w *world) write(name string, content []byte) {
	w.t.Helper()
	if err := os.MkdirAll(filepath.Dir(w.path(name)), 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(w.path(name), content, 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// read reads a file of the world.
func (w *world) read(name string) []byte {
	w.t.Helper()
	content, err := os.ReadFile(w.path(name))
	if err != nil {
		w.t.Fatal(err)
	}
	return content
}

// only gives the one file that a pattern names.
func (w *world) only(pattern string) string {
	w.t.Helper()
	found, err := filepath.Glob(w.path(pattern))
	if err != nil || len(found) != 1 {
		w.t.Fatalf("%d files are %s, not one: %v", len(found), pattern, err)
	}
	rel, err := filepath.Rel(w.dir, found[0])
	if err != nil {
		w.t.Fatal(err)
	}
	return rel
}

// command prepares a process of a program in the world.
func (w *world) command(program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(w.t.Context(), program, args...)
	cmd.Dir, cmd.Env = w.dir, w.env
	return cmd
}

// try runs tocsin and gives how it ended and what it printed.
func (w *world) try(args ...string) (code int, stdout, stderr string) {
	w.t.Helper()
	var out, errs bytes.Buffer
	cmd := w.command(w.binary, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		return failed.ExitCode(), out.String(), errs.String()
	}
	if err != nil {
		w.t.Fatalf("tocsin %q: %v", args, err)
	}
	return 0, out.String(), errs.String()
}

// run runs tocsin, which must succeed, and gives what it printed.
func (w *world) run(args ...string) string {
	w.t.Helper()
	code, stdout, stderr := w.try(args...)
	if code != 0 {
		w.t.Fatalf("tocsin %q ended with %d\n%s%s", args, code, stdout, stderr)
	}
	return stdout
}

// refused runs tocsin, which must be refused under a rule.
func (w *world) refused(rule string, args ...string) {
	w.t.Helper()
	code, stdout, stderr := w.try(args...)
	if code != 3 || !strings.Contains(stderr, "tocsin: refused under "+rule+": ") {
		w.t.Fatalf("tocsin %q ended with %d, not refused under %s\n%s%s", args, code, rule, stdout, stderr)
	}
}

// tool runs another program, which must succeed, and gives what it printed.
func (w *world) tool(program string, args ...string) string {
	w.t.Helper()
	if strings.HasPrefix(program, "age") {
		program = filepath.Join(w.tools, program)
	}
	out, err := w.command(program, args...).CombinedOutput()
	if err != nil {
		w.t.Fatalf("%s %q: %v\n%s", program, args, err, out)
	}
	return string(out)
}

// json runs a reading command and decodes what it printed.
func (w *world) json(into any, args ...string) {
	w.t.Helper()
	if err := json.Unmarshal([]byte(w.run(append(args, "--json")...)), into); err != nil {
		w.t.Fatalf("tocsin %q: %v", args, err)
	}
}

// standing is what the tests read of a dossier.
type standing struct {
	ID         string `json:"id"`
	Status     string `json:"status"`
	Overdue    bool   `json:"overdue"`
	Dispatches []struct {
		Recipient string `json:"recipient"`
		State     string `json:"state"`
		SHA256    string `json:"sha256"`
	} `json:"dispatches"`
	Assessment struct {
		Harm string `json:"harm"`
	} `json:"assessment"`
}

// show gives how the world's dossier stands.
func (w *world) show() standing {
	w.t.Helper()
	var s standing
	w.json(&s, "show", w.id)
	return s
}

// officer makes an officer's key on a machine of his own.
func (w *world) officer(name string) {
	w.t.Helper()
	if err := os.MkdirAll(w.path(name), 0o700); err != nil {
		w.t.Fatal(err)
	}
	w.tool("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", name+"/id")
}

// elsewhere has an officer sign what a command asks, on his own machine.
func (w *world) elsewhere(officer, request string, args ...string) {
	w.t.Helper()
	request = officer + "/" + request
	w.run(append(args, "--request", request, "--as", officer)...)
	w.tool("ssh-keygen", "-Y", "sign", "-n", "tocsin-act", "-f", officer+"/id", request)
}

// nowhere holds that none of these words stands in any file under a folder.
func (w *world) nowhere(folder string, words ...string) {
	w.t.Helper()
	found, files, err := search(w.path(folder), words)
	if err != nil || files == 0 {
		w.t.Errorf("%d files were looked at under %s: %v", files, folder, err)
	}
	for _, one := range found {
		w.t.Error(one)
	}
}

// search looks for words in every file under a folder, in every form that a file
// could hold them in by accident: in other case, as UTF-16, in hexadecimal.
func search(folder string, words []string) (found []string, files int, err error) {
	err = filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		files++
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		content = bytes.ToLower(content)
		for _, word := range words {
			plain := bytes.ToLower([]byte(word))
			wide := bytes.Join(bytes.Split(plain, nil), []byte{0})
			for _, form := range [][]byte{plain, wide, []byte(hex.EncodeToString([]byte(word)))} {
				if bytes.Contains(content, form) {
					found = append(found, fmt.Sprintf("%q stands in %s", word, path))
				}
			}
		}
		return nil
	})
	return found, files, err
}
