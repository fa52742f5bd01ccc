package main_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestDemoKilled kills the demo at random moments and checks the record that it
// left: nothing half done, and the demo can be played again.
func TestDemoKilled(t *testing.T) {
	t.Parallel()
	binary := buildDemo(t)
	dir := filepath.Join(t.TempDir(), "demo")
	whole := time.Now()
	if out, err := exec.CommandContext(t.Context(), binary, "demo", "--data", dir).CombinedOutput(); err != nil {
		t.Fatalf("playing the demo: %v\n%s", err, out)
	}
	took := time.Since(whole)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d, the whole demo took %s", seed, took)
	chance := rand.New(rand.NewPCG(seed, 1))
	checked := 0
	for range demoKills {
		demo := exec.CommandContext(t.Context(), binary, "demo", "--data", dir)
		if err := demo.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(chance.Int64N(int64(took))))
		_ = demo.Process.Kill() // it may have ended by itself
		_ = demo.Wait()         // killed, or done
		checked += fsckDemo(t, binary, dir)
	}
	if checked == 0 {
		t.Error("no round was killed late enough to leave a record to check")
	}
	if out, err := exec.CommandContext(t.Context(), binary, "demo", "--data", dir).CombinedOutput(); err != nil {
		t.Fatalf("playing the demo after it was killed: %v\n%s", err, out)
	}
}

// fsckDemo checks the record that a killed demo left, and says how many records
// that was: a demo killed before it founded its holder left none.
func fsckDemo(t *testing.T, binary, dir string) int {
	t.Helper()
	fsck := exec.CommandContext(t.Context(), binary, "fsck",
		"--data", filepath.Join(dir, "holder", "data"), "--keys", filepath.Join(dir, "holder", "keys"))
	out, err := fsck.CombinedOutput()
	switch {
	case err == nil:
		return 1
	case fsck.ProcessState.ExitCode() == 3 && (bytes.Contains(out, []byte("keys/missing")) ||
		bytes.Contains(out, []byte("data/missing")) || bytes.Contains(out, []byte("holder/none"))):
		return 0
	}
	t.Fatalf("fsck after a kill: %v\n%s", err, out)
	return 0
}

// buildDemo builds the program.
func buildDemo(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "tocsin")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the program: %v\n%s", err, out)
	}
	return binary
}
