package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestChain plays a whole dossier as separate processes of the program as it is
// given away: a bundle that was never seen before, officers who sign on machines
// of their own, one recipient reached directly and one through an intermediary,
// both opening with age alone.
func TestChain(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		t.Skipf("NOT TESTED, there is no ssh-keygen: %v", err)
	}
	binary := filepath.Join(t.TempDir(), "tocsin")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("building it: %v\n%s", err, out)
	}
	chain{newWorld(t, binary)}.play()
}

// A chain is the story of TestChain.
type chain struct{ *world }

func (c chain) play() {
	c.found()
	c.intake()
	c.decide()
	c.leave()
	ministry := c.carry()
	police := c.only("police/box/*.age")
	c.opened("ministry", ministry)
	c.opened("police", police)
	c.answer(ministry, police)
	c.end()
}

// found makes a service, its people and those it can reach. No officer but the
// first has a key on the holder's machine.
func (c chain) found() {
	c.run("init", "--profile", "service")
	for name, level := range map[string]string{"ana": "analyst", "oskar": "officer", "senna": "senior"} {
		c.officer(name)
		c.run("officer", "add", name, "--level", level, "--public-key", name+"/id.pub", "--as", "head")
	}
	for _, who := range []string{"ministry", "police", "carrier"} {
		c.write(who+"/box/.keep", nil)
		c.tool("age-keygen", "-o", who+"/key")
		c.tool("age-keygen", "-y", "-o", who+"/key.pub", who+"/key")
		c.write(who+"/sender.pub", c.read("holder/keys/sender.pub"))
	}
	c.run("receipt-key", "carrier/receipt.key", "--name", "carrier-1")
	c.run("recipient", "add", "carrier", "--class", "intermediary", "--key", "carrier/key.pub", "--mailbox", "carrier/box",
		"--verifier", "carrier/receipt.key.pub", "--enrolled", "in person", "--as", "head")
	c.run("recipient", "add", "ministry", "--class", "government", "--key", "ministry/key.pub", "--through", "carrier",
		"--enrolled", "on paper", "--as", "head")
	c.run("recipient", "add", "police", "--class", "police", "--key", "police/key.pub", "--mailbox", "police/box",
		"--enrolled", "in person", "--as", "head")
}

// intake files the bundle; its originator holds a receipt that proves it.
func (c chain) intake() {
	c.elsewhere("ana", "file.act", "file", "bundle.json")
	var filed struct {
		Dossier       string `json:"dossier"`
		Understood    int    `json:"objects_understood"`
		NotUnderstood []any  `json:"not_understood"`
	}
	c.json(&filed, "submit", "ana/file.act", "ana/file.act.sig", "--attach", "bundle.json", "--receipt", "receipt.txt")
	if filed.Understood != 10 || len(filed.NotUnderstood) != 0 {
		c.t.Errorf("%d objects were understood and %d were not", filed.Understood, len(filed.NotUnderstood))
	}
	c.id = filed.Dossier[:8]
	c.run("verify", "receipt.txt", "--sender", "holder/keys/sender.pub", "--original", "bundle.json")
}

// decide assesses, finds the duty, and has a text approved by two others on
// their own machines.
func (c chain) decide() {
	c.ana("assess.act", "assess", c.id, "--harm", "intentional-killing", "--target-kind", "group", "--reliability", "B", "--credibility", "2")
	c.ana("determine.act", "determine", c.id)
	c.refused("dossier/not-cleared", "send", c.id, "--as", "head")
	for _, to := range []string{"ministry", "police"} {
		c.elsewhere("oskar", to+".act", vetting(c.id, to)...)
		c.run("submit", "oskar/"+to+".act", "oskar/"+to+".act.sig")
	}
	c.ana("draft.act", "draft", c.id, "--to", "ministry", "--to", "police")
	c.elsewhere("ana", "own.act", "approve", c.id)
	c.refused("approval/two-person", "approve", "--request", "ana/own.act", "--signature", "ana/own.act.sig")
	c.elsewhere("oskar", "approve.act", "approve", c.id)
	if !strings.Contains(string(c.read("oskar/approve.act")), c.threat.victim) {
		c.t.Error("what oskar signs does not hold the text")
	}
	c.run("approve", "--request", "oskar/approve.act", "--signature", "oskar/approve.act.sig")
	c.elsewhere("oskar", "again.act", "approve", c.id)
	c.refused("approval/twice", "approve", "--request", "oskar/again.act", "--signature", "oskar/again.act.sig")
	c.refused("dossier/not-cleared", "send", c.id, "--as", "head")
	c.elsewhere("senna", "approve.act", "approve", c.id)
	c.refused("act/signature", "submit", "senna/approve.act", "oskar/approve.act.sig")
	c.run("approve", "--request", "senna/approve.act", "--signature", "senna/approve.act.sig")
	c.stands("cleared")
}

// ana asks something from her own machine.
func (c chain) ana(request string, args ...string) {
	c.t.Helper()
	c.elsewhere("ana", request, args...)
	c.run("submit", "ana/"+request, "ana/"+request+".sig")
}

// stands holds where the dossier stands.
func (c chain) stands(want string) {
	c.t.Helper()
	if got := c.show().Status; got != want {
		c.t.Fatalf("the dossier is %s, not %s", got, want)
	}
}

// leave sends it: kept, sealed, handed over.
func (c chain) leave() {
	c.ana("send.act", "send", c.id)
	c.stands("sent")
	for pattern, size := range map[string]int{"carrier/box/*.age": 24576, "police/box/*.age": 20480} {
		if got := len(c.read(c.only(pattern))); got != size {
			c.t.Errorf("%s has %d bytes, not %d", pattern, got, size)
		}
	}
	if !strings.Contains(c.run("list"), "not acknowledged") {
		c.t.Error("the list does not say that nobody has acknowledged")
	}
}

// carry hands the parcel on: the carrier cannot read what he carries, and his
// receipt says that it arrived.
func (c chain) carry() string {
	parcel := c.only("carrier/box/*.age")
	open := []string{"open", parcel, "--identity", "carrier/key", "--sender", "carrier/sender.pub"}
	told := c.run(append(open, "--out", "ministry/box/warning.age")...)
	for _, marker := range c.threat.markers() {
		if strings.Contains(told, marker) {
			c.t.Errorf("the carrier is told %q", marker)
		}
	}
	c.refused("seal/wrong-key", "open", "ministry/box/warning.age", "--identity", "carrier/key")
	c.run(append(open, "--status", "handed", "--receipt", "carrier/receipt.txt", "--receipt-key", "carrier/receipt.key")...)
	c.run("receive", "carrier/receipt.txt", "--as", "head")
	return "ministry/box/warning.age"
}

// opened has a recipient open his file with age alone, and finds all that he
// needs in it.
func (c chain) opened(who, file string) {
	c.t.Helper()
	c.tool("age", "-d", "-i", who+"/key", "-o", who+"/warning.txt", file)
	text := string(c.read(who + "/warning.txt"))
	for _, want := range []string{
		c.threat.city, c.threat.region, "Iran", c.threat.victim, c.threat.act, c.threat.actor,
		"When: " + c.threat.day.Format("2 January 2006") + "\n",
	} {
		if !strings.Contains(text, want) {
			c.t.Errorf("%q does not stand in the warning that %s opened:\n%s", want, who, text)
		}
	}
	c.run("verify", who+"/warning.txt", "--sender", who+"/sender.pub")
	c.write(who+"/forged.txt", []byte(strings.Replace(text, c.threat.city, "Atlantis", 1)))
	c.refused("warning/forged", "verify", who+"/forged.txt", "--sender", who+"/sender.pub")
}

// answer takes both answers: one made with this program, one with age,
// sha256sum and an editor.
func (c chain) answer(ministry, police string) {
	c.run("acknowledge", ministry, "--identity", "ministry/key", "--sender", "ministry/sender.pub", "--by", "minister",
		"--rung", "read-with-authority", "--out", "ministry/answer.age")
	c.byHand("police/early.age", ministry, "police/warning.txt")
	c.refused("delivery/other-bytes", "receive", "police/early.age", "--as", "head")
	c.run("receive", "ministry/answer.age", "--as", "head")
	if got := c.show().Status; got == "acknowledged" {
		c.t.Error("one answer hides that the other recipient has not answered")
	}
	c.byHand("police/answer.age", police, "police/warning.txt")
	c.run("receive", "police/answer.age", "--as", "head")
	shown := c.show()
	if shown.Status != "acknowledged" {
		c.t.Errorf("the dossier is %s, not acknowledged", shown.Status)
	}
	for _, d := range shown.Dispatches {
		if d.State != "acknowledged" {
			c.t.Errorf("%s is %s, not acknowledged", d.Recipient, d.State)
		}
	}
}

// byHand makes an answer as the warning says.
func (c chain) byHand(out, file, text string) {
	c.t.Helper()
	head := map[string]string{}
	for line := range strings.Lines(string(c.read(text))) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if _, known := head[name]; !known {
			head[name] = value
		}
	}
	sum, _, _ := strings.Cut(c.tool("sha256sum", file), " ")
	c.write(out+".txt", []byte("tocsin-acknowledgement/v1\nfile "+sum+"\ntoken "+head["acknowledge-with"]+
		"\nanswer acknowledged\nrung acting\nby night desk\nsays -\n"))
	c.tool("age", "-r", head["acknowledge-to"], "-o", out, out+".txt")
}

// end closes the dossier and holds what must be true of every record.
func (c chain) end() {
	c.ana("close.act", "close", c.id, "--outcome", "prevented", "--summary", "The "+c.threat.victim+" stayed at home.")
	c.stands("closed")
	var health struct {
		Events int   `json:"events"`
		Flaws  []any `json:"flaws"`
	}
	c.json(&health, "fsck")
	if health.Events < 20 || len(health.Flaws) != 0 {
		c.t.Errorf("fsck finds %d events and these flaws: %v", health.Events, health.Flaws)
	}
	c.nowhere("holder/data", append(c.threat.markers(), c.threat.day.Format("2 January 2006"), "night desk", "stayed at home")...)
	c.nowhere("holder/data", c.secrets()...)
	for _, box := range []string{"carrier/box", "police/box", "ministry/box"} {
		c.nowhere(box, c.threat.markers()...)
	}
}

// secrets are what every private key of the world looks like.
func (c chain) secrets() []string {
	secrets := []string{"PRIVATE KEY", "AGE-SECRET-KEY"}
	for _, file := range []string{"kek.json", "sender.key", "log.key", "reply.key", "officers/head"} {
		content := string(c.read("holder/keys/" + file))
		var keyset struct {
			Key []struct {
				KeyData struct {
					Value string `json:"value"`
				} `json:"keyData"`
			} `json:"key"`
		}
		if json.Unmarshal([]byte(content), &keyset) == nil && len(keyset.Key) > 0 {
			raw, err := base64.StdEncoding.DecodeString(keyset.Key[0].KeyData.Value)
			if err != nil || len(raw) < 32 {
				c.t.Fatalf("the key-encryption key cannot be looked for: %v", err)
			}
			secrets = append(secrets, keyset.Key[0].KeyData.Value, string(raw[len(raw)-32:]))
			continue
		}
		lines := strings.Split(strings.TrimSpace(content), "\n")
		secrets = append(secrets, lines[len(lines)/2], lines[len(lines)-1])
	}
	for _, secret := range secrets {
		if len(secret) < 11 {
			c.t.Fatalf("%q is no secret to look for", secret)
		}
	}
	return secrets
}

// TestSearch sees the search of TestChain find what it looks for.
func TestSearch(t *testing.T) {
	t.Parallel()
	const word = "Velmora"
	sum := sha256.Sum256([]byte(word))
	for text, want := range map[string]bool{
		"in the town of velmora":                  true,
		"\x00V\x00e\x00l\x00m\x00o\x00r\x00a\x00": true,
		hex.EncodeToString([]byte("of Velmora")):  true,
		hex.EncodeToString(sum[:]):                false,
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "file"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		found, files, err := search(dir, []string{word})
		if err != nil || files != 1 || (len(found) > 0) != want {
			t.Errorf("%q is found in %q: %q, %d files, %v", word, text, found, files, err)
		}
	}
}
