package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"example.org/tocsin/app"
)

// The variables by which a test sets the clock of a process: to a time, or so
// far ahead. The program itself knows neither.
const (
	clockAt    = "TOCSIN_TEST_CLOCK"
	clockAhead = "TOCSIN_TEST_AHEAD"
	// clockSet sets the wall clock alone so far ahead, and clockBoot names another
	// run of the machine.
	clockSet  = "TOCSIN_TEST_SET"
	clockBoot = "TOCSIN_TEST_BOOT"
)

// TestMain makes this test binary stand for tocsin where a script, or a test
// that wants another clock, starts it under that name.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tocsin": func() { os.Exit(run(testClocks)) }})
}

// testClocks are the clocks of a machine that the variables set.
func testClocks() app.Reading {
	now := testClock().Round(0)
	set, err := time.ParseDuration(os.Getenv(clockSet))
	if err != nil {
		set = 0
	}
	return app.Reading{Boot: "test" + os.Getenv(clockBoot), Since: now.Sub(time.Unix(0, 0)), Wall: now.Add(set)}
}

// testClock is the time that the variables set.
func testClock() time.Time {
	if at, err := time.Parse(time.RFC3339, os.Getenv(clockAt)); err == nil {
		return at
	}
	ahead, err := time.ParseDuration(os.Getenv(clockAhead))
	if err != nil {
		ahead = 0
	}
	return app.Clock().Add(ahead)
}

// clocked gives the program with a clock that can be set: this test binary under
// its name, as TestMain has put it on the PATH. What the race detector would see
// in hundreds of short processes it sees in the tests of app as well, so that
// with it the program is built anew without.
func clocked(t *testing.T) string {
	t.Helper()
	if !raced {
		self, err := exec.LookPath("tocsin")
		if err != nil {
			t.Fatal(err)
		}
		return self
	}
	program := filepath.Join(t.TempDir(), "tocsin")
	if out, err := exec.CommandContext(t.Context(), "go", "test", "-c", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("building it: %v\n%s", err, out)
	}
	return program
}

// ageTools gives a folder with age and age-keygen in it, the recipient's own
// tools: those on the PATH, or built from the module that we seal with.
func ageTools(t *testing.T) string {
	t.Helper()
	if age, err := exec.LookPath("age"); err == nil {
		if _, err := os.Stat(filepath.Join(filepath.Dir(age), "age-keygen")); err == nil {
			return filepath.Dir(age)
		}
	}
	dir := t.TempDir()
	for _, name := range []string{"age", "age-keygen"} {
		if err := buildTool(t.Context(), dir, name); err != nil {
			t.Skipf("NOT TESTED, there is no %s: what we seal was not opened with the recipient's own tool: %v", name, err)
		}
	}
	return dir
}

// buildTool builds a command of age: from the modules of this one, or, where
// they do not hold all that it needs, by itself.
func buildTool(ctx context.Context, dir, name string) error {
	const module = "filippo.io/age"
	out, err := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(dir, name), module+"/cmd/"+name).CombinedOutput()
	if err == nil {
		return nil
	}
	version, failed := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Version}}", module).Output()
	if failed != nil {
		return fmt.Errorf("%w\n%s", errors.Join(err, failed), out)
	}
	install := exec.CommandContext(ctx, "go", "install", module+"/cmd/"+name+"@"+string(version[:len(version)-1]))
	install.Env = append(os.Environ(), "GOBIN="+dir)
	if more, failed := install.CombinedOutput(); failed != nil {
		return fmt.Errorf("%w\n%s\n%s", errors.Join(err, failed), out, more)
	}
	return nil
}
