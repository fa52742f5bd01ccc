package app

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
	"golang.org/x/crypto/ssh"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/keys"
)

// demoMark is the file that says a folder is a demo's, and may be taken away.
const demoMark = ".tocsin-demo"

// A player plays the demonstration: every step is a command line that anybody
// could type, run in this process with a clock of its own.
type player struct {
	ctx context.Context //nolint:containedctx // a player lives as long as one call
	out io.Writer
	dir string
	now time.Time
	// err is the first thing that went wrong; after it nothing more is played.
	err error
	// said is what the last command printed.
	said string
}

// Demo plays the worked case in a folder, which it makes anew.
func Demo(ctx context.Context, dir string, out io.Writer) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("making the demo's folder: %w", err)
	}
	if err := clearDemo(dir); err != nil {
		return err
	}
	p := &player{ctx: ctx, out: out, dir: dir}
	p.play()
	return p.err
}

// clearDemo makes the folder, in place of an earlier demo's and of nothing else.
func clearDemo(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("making the demo's folder: %w", err)
	case len(entries) > 0:
		if _, err := os.Stat(filepath.Join(dir, demoMark)); err != nil {
			return tocsin.Refuse("demo/folder", "name another folder with --data",
				"the folder %s holds something that is no demo", dir)
		}
		if err := emptyDemo(dir, entries); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("making the demo's folder: %w", err)
	}
	mark := "Everything in this folder was made by tocsin demo and may be taken away.\n" +
		"All keys lie in one place here, which only a demo may do.\n"
	if err := os.WriteFile(filepath.Join(dir, demoMark), []byte(mark), 0o600); err != nil {
		return fmt.Errorf("making the demo's folder: %w", err)
	}
	for _, sub := range []string{"officers", "intermediary/inbox", "intermediary/outbox", "recipient/inbox"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return fmt.Errorf("making the demo's folder: %w", err)
		}
	}
	return nil
}

// emptyDemo takes an earlier demo away, its mark last, so that a half-emptied
// folder is still known for a demo's.
func emptyDemo(dir string, entries []fs.DirEntry) error {
	for _, e := range entries {
		if e.Name() == demoMark {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return fmt.Errorf("taking the earlier demo away: %w", err)
		}
	}
	return nil
}

// print prints text as it is.
func (p *player) print(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.out, format, args...)
	}
}

// scene begins a part, at a time.
func (p *player) scene(title string, at time.Time) {
	p.now = at
	head := at.Format("2 January 2006, 15:04 UTC") + "   " + title
	p.print("\n%s\n%s\n", head, strings.Repeat("─", len([]rune(head))))
}

// say prints a paragraph.
func (p *player) say(text string) {
	p.print("\n")
	for _, line := range wrap(text, 92) {
		p.print("%s\n", line)
	}
}

// wrap breaks text into lines of at most width characters.
func wrap(text string, width int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		line := ""
		for word := range strings.FieldsSeq(paragraph) {
			switch {
			case line == "":
				line = word
			case len([]rune(line))+1+len([]rune(word)) <= width:
				line += " " + word
			default:
				lines = append(lines, line)
				line = word
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// run plays a command that must succeed, and shows what it prints.
func (p *player) run(who string, args ...string) {
	p.command(who, args)
	code := p.silently(args...)
	p.show()
	if p.err == nil && code != 0 {
		p.err = fmt.Errorf("playing the demo: %s ended with %d", args[0], code)
	}
}

// refused plays a command that must be refused under a rule.
func (p *player) refused(who, rule string, args ...string) {
	p.command(who, args)
	code := p.silently(args...)
	p.show()
	if p.err == nil && (code != 3 || !strings.Contains(p.said, rule)) {
		p.err = fmt.Errorf("playing the demo: %s was not refused under %s", args[0], rule)
	}
}

// command shows a command line.
func (p *player) command(who string, args []string) {
	shown := make([]string, 0, len(args))
	for _, a := range args {
		if strings.ContainsAny(a, " ';&()<>$\"") {
			a = "\"" + strings.ReplaceAll(a, "\"", "\\\"") + "\""
		}
		shown = append(shown, a)
	}
	lines := wrap("tocsin "+strings.Join(shown, " "), 84)
	p.print("\n  %s $ %s\n", who, strings.Join(lines, "\n        "))
}

// silently runs a command in this process and keeps what it prints.
func (p *player) silently(args ...string) int {
	if p.err != nil {
		return 0
	}
	var said bytes.Buffer
	env := map[string]string{"TOCSIN_DATA": "holder/data", "TOCSIN_KEYS": "holder/keys"}
	code := Run(p.ctx, Environment{
		Args: args, Stdin: strings.NewReader(""), Stdout: &said, Stderr: &said, Dir: p.dir,
		Getenv: func(name string) string { return env[name] },
		Now:    func() time.Time { return p.now },
	})
	p.said = said.String()
	return code
}

// show prints what the last command printed, set apart.
func (p *player) show() {
	for line := range strings.Lines(p.said) {
		p.print("  │ %s\n", strings.TrimRight(line, "\n"))
	}
}

// excerpt shows the beginning of what an officer signs, and the beginning of the
// text in it.
func (p *player) excerpt(name string) {
	head, _, _ := strings.Cut(string(p.read(name)), "\n\n")
	_, text, _ := strings.Cut(string(p.read(name)), "\n----")
	lines := strings.SplitN(text, "\n", 5)
	p.print("\n  oskar reads %s:\n", name)
	for line := range strings.Lines(head) {
		p.print("  │ %s\n", strings.TrimRight(line, "\n"))
	}
	p.print("  │ …\n  │ ----%s\n  │ …\n", strings.Join(lines[:min(4, len(lines))], "\n  │ "))
}

// path is a file of the demo's folder.
func (p *player) path(name string) string { return filepath.Join(p.dir, name) }

// write writes a file of the demo's folder.
func (p *player) write(name string, content []byte) {
	if p.err == nil {
		p.err = os.WriteFile(p.path(name), content, 0o600)
	}
}

// read reads a file of the demo's folder.
func (p *player) read(name string) []byte {
	if p.err != nil {
		return nil
	}
	var content []byte
	content, p.err = os.ReadFile(p.path(name))
	return content
}

// move puts a file elsewhere: somebody carries it.
func (p *player) move(from, to string) {
	p.write(to, p.read(from))
	p.print("\n  (carried by hand: %s → %s)\n", from, to)
}

// only gives the one file that lies in a folder.
func (p *player) only(folder string) string {
	if p.err != nil {
		return ""
	}
	entries, err := os.ReadDir(p.path(folder))
	if err == nil && len(entries) != 1 {
		err = fmt.Errorf("%d files lie in %s, not one", len(entries), folder)
	}
	if err != nil {
		p.err = err
		return ""
	}
	return folder + "/" + entries[0].Name()
}

// ageKey makes a key pair for somebody who receives.
func (p *player) ageKey(folder string) string {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		p.err = errors.Join(p.err, err)
		return ""
	}
	p.write(folder+"/key.txt", []byte(identity.String()+"\n"))
	p.write(folder+"/key.pub", []byte(identity.Recipient().String()+"\n"))
	return identity.Recipient().String()
}

// officerKey makes an officer's own key, on a machine of his own.
func (p *player) officerKey(name string) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		p.err = errors.Join(p.err, err)
		return
	}
	block, err := ssh.MarshalPrivateKey(private, name)
	if err != nil {
		p.err = errors.Join(p.err, err)
		return
	}
	line, err := ssh.NewPublicKey(public)
	if err != nil {
		p.err = errors.Join(p.err, err)
		return
	}
	if p.err == nil {
		p.err = os.MkdirAll(p.path("officers/"+name), 0o700)
	}
	p.write("officers/"+name+"/id_ed25519", pem.EncodeToMemory(block))
	p.write("officers/"+name+"/id_ed25519.pub", ssh.MarshalAuthorizedKey(line))
}

// signElsewhere signs a request with an officer's own key, as ssh-keygen would.
func (p *player) signElsewhere(name, request string) {
	key := "officers/" + name + "/id_ed25519"
	p.print("\n  %s $ ssh-keygen -Y sign -n %s -f %s %s\n", name, act.Namespace, key, request)
	raw := p.read(key)
	message := p.read(request)
	if p.err != nil {
		return
	}
	signer, err := ssh.ParsePrivateKey(raw)
	if err != nil {
		p.err = err
		return
	}
	armored, err := keys.NewOfficerSigner(signer).Sign(act.Namespace, message)
	if err != nil {
		p.err = err
		return
	}
	p.write(request+".sig", []byte(armored))
}

// beside prints two texts in two columns.
func (p *player) beside(leftHead, left, rightHead, right string) {
	const width = 58
	l, r := wrap(left, width), wrap(right, width)
	p.print("\n  %-*s   %s\n  %s   %s\n", width, leftHead, rightHead, strings.Repeat("─", width), strings.Repeat("─", width))
	for i := range max(len(l), len(r)) {
		var a, b string
		if i < len(l) {
			a = l[i]
		}
		if i < len(r) {
			b = r[i]
		}
		p.print("  %s%s   %s\n", a, strings.Repeat(" ", max(0, width-len([]rune(a)))), b)
	}
}
