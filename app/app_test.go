package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/cli"
)

// An office runs the program in this process.
type office struct {
	t   *testing.T
	dir string
}

// newOffice founds a holder.
func newOffice(t *testing.T) office {
	t.Helper()
	o := office{t, t.TempDir()}
	o.run("init", "--profile", "ngo")
	return o
}

// try runs a command line.
func (o office) try(args ...string) (code int, said string) {
	var out bytes.Buffer
	code = Run(o.t.Context(), Environment{
		Args: args, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Dir: o.dir, Now: Clock,
		Getenv: func(name string) string {
			return map[string]string{"TOCSIN_DATA": "data", "TOCSIN_KEYS": "keys"}[name]
		},
	})
	return code, out.String()
}

// run runs a command line that must succeed.
func (o office) run(args ...string) string {
	o.t.Helper()
	code, said := o.try(args...)
	if code != 0 {
		o.t.Fatalf("tocsin %q ended with %d\n%s", args, code, said)
	}
	return said
}

// TestMany runs many commands at once in one process, each with the record open
// for itself.
func TestMany(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	const many = 12
	said := make([]string, many)
	codes := make([]int, many)
	var all sync.WaitGroup
	for i := range many {
		all.Go(func() {
			codes[i], said[i] = o.try("file", "--text", "--what", fmt.Sprint("threat ", i), "--receipt", "-", "--as", "head")
		})
	}
	all.Wait()
	for i := range many {
		if codes[i] != 0 {
			t.Errorf("filing ended with %d\n%s", codes[i], said[i])
		}
	}
	if got := strings.Count(o.run("list"), "threat"); got != many {
		t.Errorf("%d reports are filed, not %d", got, many)
	}
	o.run("fsck")
}

// TestInitInterrupted leaves an init in each of the states that a crash can
// leave, and ends with one holder and the same keys.
func TestInitInterrupted(t *testing.T) {
	t.Parallel()
	for name, crash := range map[string]func(office) error{
		"an empty folder":    func(o office) error { return os.RemoveAll(filepath.Join(o.dir, "keys")) },
		"keys alone":         func(office) error { return nil },
		"keys, no officer":   func(o office) error { return os.Remove(filepath.Join(o.dir, "keys/officers/head")) },
		"half an officer":    func(o office) error { return os.Remove(filepath.Join(o.dir, "keys/officers/head.pub")) },
		"a file of SQLite's": func(o office) error { return os.WriteFile(filepath.Join(o.dir, "data/tocsin.db"), nil, 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			for _, file := range []string{"data", "keys/" + usedName} {
				if err := os.RemoveAll(filepath.Join(o.dir, file)); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Mkdir(filepath.Join(o.dir, "data"), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := crash(o); err != nil {
				t.Fatal(err)
			}
			before, known := os.ReadFile(filepath.Join(o.dir, "keys/sender.pub"))
			o.run("init", "--profile", "cert")
			if after, err := os.ReadFile(filepath.Join(o.dir, "keys/sender.pub")); err != nil || known == nil && !bytes.Equal(before, after) {
				t.Errorf("the keys were made anew: %s, %s, %v", before, after, err)
			}
			o.run("file", "--text", "--what", "a threat", "--receipt", "-", "--as", "head")
			o.run("fsck")
		})
	}
}

// TestApart refuses folders that lie in one another, and no others.
func TestApart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, err := range []error{
		os.MkdirAll(filepath.Join(dir, "real/inside"), 0o700), os.Symlink(filepath.Join(dir, "real"), filepath.Join(dir, "link")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		data, keys string
		apart      bool
	}{
		{"data", "keys", true},
		{"real", "realm", true},
		{"real/data", "real/keys", true},
		{"real/..data", "real/keys", true},
		{"real", "real", false},
		{"real", "real/keys", false},
		{"real/inside/data", "real/inside", false},
		{"real", "link", false},
		{"link/inside/keys/data", "real/inside/keys", false},
		{"real/./x/../data", "real/data/keys", false},
	} {
		err := apart(cli.Place{Data: filepath.Join(dir, c.data), Keys: filepath.Join(dir, c.keys)})
		if refusal, ok := errors.AsType[*tocsin.Refusal](err); (err == nil) != c.apart || err != nil && (!ok || refusal.Rule != "keys/apart") {
			t.Errorf("%s and %s: %v", c.data, c.keys, err)
		}
	}
}

// TestDefaults takes folders from the environment.
func TestDefaults(t *testing.T) {
	t.Parallel()
	of := func(vars map[string]string, config string) cli.Place {
		return defaults(Environment{Getenv: func(name string) string { return vars[name] }, ConfigDir: config})
	}
	for _, c := range []struct{ got, want cli.Place }{
		{of(nil, ""), cli.Place{}},
		{of(map[string]string{"HOME": "/h"}, "/c"), cli.Place{Data: "/h/.local/share/tocsin", Keys: "/c/tocsin/keys"}},
		{of(map[string]string{"HOME": "/h", "XDG_DATA_HOME": "/x"}, ""), cli.Place{Data: "/x/tocsin"}},
		{
			of(map[string]string{"HOME": "/h", "TOCSIN_DATA": "/d", "TOCSIN_KEYS": "/k", "TOCSIN_AS": "ana"}, "/c"),
			cli.Place{Data: "/d", Keys: "/k", As: "ana"},
		},
	} {
		if c.got != c.want {
			t.Errorf("it is %+v, not %+v", c.got, c.want)
		}
	}
	if err := named(cli.Place{Data: "/d"}); err == nil {
		t.Error("a place without keys was taken")
	}
}

// TestLog writes a fault for the operator alone, and only where a record is.
func TestLog(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := cli.Place{Data: filepath.Join(dir, "data")}
	write := func(ctx context.Context) string {
		return logFault(ctx, time.Unix(0, 0), at, "7f3a91", errors.New("a cause\nof \x1b two lines"))
	}
	if path := write(t.Context()); path != "" {
		t.Errorf("without a record it was written to %s", path)
	}
	if err := os.Mkdir(at.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	path := write(t.Context())
	write(ended)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	want := `time=1970-01-01T00:00:00.000Z level=ERROR msg=fault reference=7f3a91 error="a cause\nof \x1b two lines"`
	if len(lines) != 2 || lines[0] != want {
		t.Errorf("the log is\n%s", raw)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the log is open to others: %v, %v", info.Mode(), err)
	}
}

// TestOfficerElsewhere says how an officer signs whose name no file here can
// bear.
func TestOfficerElsewhere(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	key, err := os.ReadFile(filepath.Join(o.dir, "keys/officers/head.pub"))
	if err != nil {
		t.Fatal(err)
	}
	if code, said := o.try("officer", "add", "Ana Lind", "--level", "analyst", "--public-key", string(key), "--as", "head"); code != 3 ||
		!strings.Contains(said, "holder/one-person-one-key") {
		t.Errorf("a key of two people: %d, %s", code, said)
	}
	other := newOffice(t)
	key, err = os.ReadFile(filepath.Join(other.dir, "keys/officers/head.pub"))
	if err != nil {
		t.Fatal(err)
	}
	o.run("officer", "add", "Ana Lind", "--level", "analyst", "--public-key", string(key), "--as", "head")
	code, said := o.try("file", "--text", "--what", "a threat", "--as", "Ana Lind")
	if code != 3 || !strings.Contains(said, "keys/no-officer") || !strings.Contains(said, "--request") {
		t.Errorf("it ended with %d\n%s", code, said)
	}
}
