package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"example.org/tocsin"
	"example.org/tocsin/holder"
)

// play runs a command line over dependencies that a test may change.
func play(t *testing.T, change func(*Deps), args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	deps := Deps{
		In: strings.NewReader(""), Out: &out, Err: &errs, Dir: t.TempDir(), Version: "test",
		Now:      func() time.Time { return time.Date(2024, 1, 3, 0, 0, 0, 0, time.UTC) },
		Defaults: Place{Data: "data", Keys: "keys"},
		Open:     func(context.Context, Place) (*Session, error) { return nil, errors.New("the disk is on fire") },
		Log:      func(context.Context, Place, string, error) string { return "" },
	}
	if change != nil {
		change(&deps)
	}
	code = Run(t.Context(), deps, args)
	return code, out.String(), errs.String()
}

// TestHelp explains every command, and lists them in the order of a dossier's
// life.
func TestHelp(t *testing.T) {
	t.Parallel()
	var g grammar
	parser, err := kong.New(&g, kong.NoDefaultHelp(), kong.Bind(&call{}), kong.BindTo(t.Context(), (*context.Context)(nil)))
	if err != nil {
		t.Fatal(err)
	}
	code, list, _ := play(t, nil, "help")
	if code != exitDone {
		t.Errorf("help ended with %d", code)
	}
	at := 0
	for _, leaf := range parser.Model.Leaves(false) {
		name := strings.TrimPrefix(leaf.FullPath(), parser.Model.Name+" ")
		i := strings.Index(list[at:], "\n  "+name+" ")
		if i < 0 {
			t.Errorf("%s is not listed in its place", name)
			continue
		}
		at += i
		code, said, _ := play(t, nil, append([]string{"help"}, strings.Fields(name)...)...)
		if code != exitDone || !strings.Contains(said, "Usage: tocsin "+name) || !strings.Contains(said, leaf.Help) {
			t.Errorf("help %s ended with %d and says\n%s", name, code, said)
		}
		for _, flag := range leaf.Flags {
			if flag.Help == "" {
				t.Errorf("%s --%s is not explained", name, flag.Name)
			}
		}
	}
}

// TestEnds tells the four ways to end apart, each in its own words.
func TestEnds(t *testing.T) {
	t.Parallel()
	logged := ""
	refusal := tocsin.Refuse("rule/one", "do that", "why not")
	opens := func(err error) func(*Deps) {
		return func(d *Deps) {
			d.Open = func(context.Context, Place) (*Session, error) { return nil, err }
			d.Log = func(_ context.Context, _ Place, reference string, err error) string {
				logged = reference + " " + err.Error()
				return "the log"
			}
		}
	}
	for _, c := range []struct {
		name   string
		change func(*Deps)
		args   string
		code   int
		stderr string
	}{
		{"done", nil, "version", exitDone, ""},
		{"usage", nil, "show", exitUsage, "tocsin: usage: expected \"<id>\"\ntocsin: next: see tocsin help show\n"},
		{"refused", opens(fmt.Errorf("opening: %w", refusal)), "list", exitRefused, "tocsin: refused under rule/one: why not\ntocsin: next: do that\n"},
		{"fault", opens(errors.New("cause")), "list", exitFault, "nothing was changed\ntocsin: next: show "},
		{"fault of a refusal", opens(&Fault{Say: "certain", Err: refusal}), "list", exitFault, ": certain\ntocsin: next: show "},
		{"fault without a log", nil, "list", exitFault, "tocsin: cause: the disk is on fire\n"},
	} {
		code, _, stderr := play(t, c.change, strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(stderr, c.stderr) || (c.stderr == "") != (stderr == "") {
			t.Errorf("%s: it ended with %d and said\n%s", c.name, code, stderr)
		}
	}
	if len(logged) < 7 || logged[6:] != " list: certain: refused under rule/one: why not" {
		t.Errorf("the log says %q", logged)
	}
	code, stdout, _ := play(t, opens(refusal), "list", "--json")
	if code != exitRefused || !strings.Contains(stdout, `"next": "do that"`) {
		t.Errorf("with --json it ended with %d and printed %s", code, stdout)
	}
}

// TestInterrupted says so, and blames nobody.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var errs bytes.Buffer
	code := Run(ctx, Deps{
		In: strings.NewReader(""), Out: &errs, Err: &errs,
		Open: func(ctx context.Context, _ Place) (*Session, error) { return nil, ctx.Err() },
	}, []string{"list"})
	if code != exitFault || !strings.Contains(errs.String(), "tocsin: interrupted") {
		t.Errorf("it ended with %d and said %s", code, errs.String())
	}
}

// TestUnprinted ends with a fault where the answer did not arrive.
func TestUnprinted(t *testing.T) {
	t.Parallel()
	code, _, stderr := play(t, func(d *Deps) { d.Out = &brokenPipe{} }, "version")
	if code != exitFault || !strings.Contains(stderr, "not all of the answer could be printed") {
		t.Errorf("it ended with %d and said %s", code, stderr)
	}
}

// TestPlaces takes folders from flags before those from defaults, relative to
// the caller's folder.
func TestPlaces(t *testing.T) {
	t.Parallel()
	var got Place
	change := func(d *Deps) {
		d.Dir = "/somewhere"
		d.Open = func(_ context.Context, at Place) (*Session, error) {
			got = at
			return nil, errors.New("seen")
		}
	}
	play(t, change, "list", "--data", "other", "--as", "ana")
	if want := (Place{Data: "/somewhere/other", Keys: "/somewhere/keys", As: "ana"}); got != want {
		t.Errorf("it is opened at %+v, not %+v", got, want)
	}
	play(t, change, "--keys", "/abs", "list")
	if want := (Place{Data: "/somewhere/data", Keys: "/abs"}); got != want {
		t.Errorf("it is opened at %+v, not %+v", got, want)
	}
}

// TestFind names people by name, or by an id's beginning that is theirs alone.
func TestFind(t *testing.T) {
	t.Parallel()
	h := holder.Holder{Officers: []holder.Officer{
		{ID: "abcdefgh", Name: "ana"}, {ID: "abcdxyzz", Name: "mira"}, {ID: "zzzzzzzz", Name: "abcd"},
	}}
	for word, want := range map[string]string{
		"ana": "ana", "abcde": "ana", "abcdx": "mira", "abcd": "abcd", "zzzz": "abcd", "zzz": "", "abc": "", "nobody": "", "": "",
	} {
		found, err := officer(h, word)
		if (err == nil) != (want != "") || err == nil && found.Name != want {
			t.Errorf("%q finds %q, %v", word, found.Name, err)
		}
	}
	h.Officers[2].Name = "kim"
	if _, err := officer(h, "abcd"); err == nil || !strings.Contains(err.Error(), "2 officers") {
		t.Errorf("what begins two ids is %v", err)
	}
}
