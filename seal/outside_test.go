package seal_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"example.org/tocsin/act"
	"example.org/tocsin/keys"
	"example.org/tocsin/seal"
)

// ageCommand is the age command: built from the module we use, which reads
// hybrid keys, or else the one of the system.
func ageCommand(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", dir, "filippo.io/age/cmd/age").CombinedOutput()
	if err == nil {
		return filepath.Join(dir, "age")
	}
	t.Logf("building age: %v\n%s", err, out)
	path, err := exec.LookPath("age")
	if err != nil {
		t.Skip("THERE IS NO age COMMAND: nothing was opened or sealed without us")
	}
	return path
}

// TestAgeCommand opens what we seal, and seals what we open, with the age
// command and nothing of ours.
func TestAgeCommand(t *testing.T) {
	t.Parallel()
	command := ageCommand(t)
	for _, draw := range anyKind {
		p, middle := draw(t), draw(t)
		dir := t.TempDir()
		put := func(name string, content []byte) {
			if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		// shell runs a line with the command as $AGE in the folder.
		shell := func(line string) string {
			cmd := exec.CommandContext(t.Context(), "sh", "-e", "-c", line)
			cmd.Dir, cmd.Env = dir, append(os.Environ(), "AGE="+command)
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%s: %s: %v\n%s", p.kind, line, err, stderr.String())
			}
			return string(out)
		}
		put("key", []byte(p.private))
		put("middle", []byte(middle.private))
		text := note(9000)
		warning, err := seal.Warning(text, []string{draw(t).public, p.public})
		if err != nil {
			t.Fatal(err)
		}
		put("warning", warning)
		got := shell(`"$AGE" -d -i key warning`)
		if back, err := seal.Unframe([]byte(got)); err != nil || !bytes.Equal(back, text) || strings.TrimRight(got, "\n")+"\n" != string(text) {
			t.Errorf("%s: age opens the warning as %d bytes (%v)", p.kind, len(back), err)
		}
		relay, err := seal.Relay([]byte("relay to the embassy\n"), warning, []string{middle.public})
		if err != nil {
			t.Fatal(err)
		}
		put("relay", relay)
		shell(`"$AGE" -d -i middle relay | tail -c 20480 > inner`)
		if inner, err := os.ReadFile(filepath.Join(dir, "inner")); !bytes.Equal(inner, warning) || err != nil {
			t.Errorf("%s: tail cuts out other bytes (%v)", p.kind, err)
		}
		if first := shell(`"$AGE" -d -i middle relay | head -n 1`); first != "relay to the embassy\n" {
			t.Errorf("%s: the intermediary reads %q", p.kind, first)
		}

		if p.kind == "SSH" {
			continue // our own key for acknowledgements is one of age
		}
		put("public", []byte(p.public+"\n"))
		for _, line := range []string{
			`echo received | "$AGE" -R public`, `printf received | "$AGE" -a -R public`,
			`printf 'received\n\n\n' | "$AGE" -e -i key -a`,
		} {
			if got, err := seal.OpenReply([]byte(shell(line)), identity(t, p)); string(got) != "received\n" || err != nil {
				t.Errorf("%s: %s opened as %q (%v)", p.kind, line, got, err)
			}
		}
		reply, err := seal.Reply([]byte("received\n"), p.public)
		if err != nil {
			t.Fatal(err)
		}
		put("reply", reply)
		if got := shell(`"$AGE" -d -i key reply`); strings.TrimRight(got, "\n") != "received" {
			t.Errorf("%s: age opens our acknowledgement as %q", p.kind, got)
		}
	}
}

// TestLockedIdentity refuses a private key with a passphrase, with the way out.
func TestLockedIdentity(t *testing.T) {
	t.Parallel()
	keygen, err := exec.LookPath("ssh-keygen")
	if err != nil {
		t.Skip("THERE IS NO ssh-keygen: keys with a passphrase were not tried")
	}
	file, err := seal.Warning(note(100), []string{x25519(t).public})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range [][]string{{"-t", "ed25519", "-N", "a passphrase"}, {"-t", "rsa", "-N", ""}, {"-t", "ecdsa", "-N", ""}} {
		path := filepath.Join(t.TempDir(), "key")
		if out, err := exec.CommandContext(t.Context(), keygen, append(kind, "-q", "-f", path)...).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		private, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, err = seal.OpenWarning(file, string(private))
		if r := refused(t, err, "seal/identity"); kind[3] != "" && !strings.Contains(r.Remedy, "age -d -i") {
			t.Errorf("the remedy is: %s", r.Remedy)
		}
	}
}

// TestOfficerSignsAct holds the officers' signer of keys to the acts that it
// signs.
func TestOfficerSignsAct(t *testing.T) {
	t.Parallel()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	officer := keys.NewOfficerSigner(signer)
	made := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	want := act.Act{
		ID: seal.NewID[act.ID](), Holder: "hhhhhhhhhhhhhhhhhhhhhhhhhh", Officer: "oooooooooooooooooooooooooo",
		Action: "dossier/approve", Made: made, Expires: made.Add(time.Hour), Body: []byte(`{"a":1}`), Exhibit: "The text.\n",
	}
	raw, err := want.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	signature, err := officer.Sign(act.Namespace, raw)
	if err != nil {
		t.Fatal(err)
	}
	got, err := act.Signed{Bytes: string(raw), Signature: signature}.Verify(officer.AuthorizedKey())
	if err != nil || got.ID != want.ID || got.Exhibit != want.Exhibit {
		t.Errorf("it verified as %+v (%v)", got, err)
	}
	other, err := officer.Sign("file", raw)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (act.Signed{Bytes: string(raw), Signature: other}).Verify(officer.AuthorizedKey()); err == nil {
		t.Error("a signature in another namespace verified")
	}
}
