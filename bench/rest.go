package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/desk"
	"example.org/tocsin/format/stix"
	"example.org/tocsin/report"
)

// measureBundle files one real bundle end to end.
func measureBundle(ctx context.Context, t *table, dir string, o options) error {
	t.head("One bundle end to end")
	original, err := os.ReadFile(o.bundle)
	if errors.Is(err, fs.ErrNotExist) {
		t.row("skipped", "%s is not there", filepath.Base(o.bundle))
		return nil
	}
	if err != nil {
		return err
	}
	h, err := build(ctx, filepath.Join(dir, "bundle"), o.keeping)
	if err != nil {
		return err
	}
	defer func() { _ = h.store.Close() }() // everything measured is kept by then
	var in report.Import
	reading, err := each(50, func() error {
		in, err = stix.Import(original)
		return err
	})
	if err != nil {
		return err
	}
	filing, err := each(20, func() error {
		f := desk.NewFile(report.FormSTIX, original, "")
		f.Possessed = tocsin.Second(time.Now())
		return h.do(ctx, h.drafter, f, original)
	})
	if err != nil {
		return err
	}
	t.row(filepath.Base(o.bundle), "%d bytes, %d objects understood, %d listed as not", len(original), len(in.Objects), len(in.NotUnderstood))
	t.row("read", "%s", reading)
	t.row("signed, verified, read, sealed, durable", "%s", filing)
	return nil
}

// measureBinary builds the binary as it is released and starts it.
func measureBinary(ctx context.Context, t *table, dir string) error {
	binary := filepath.Join(dir, "tocsin")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", binary, "./cmd/tocsin") //nolint:gosec // fixed words
	build.Env = append(build.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building the binary: %w: %s", err, out)
	}
	info, err := os.Stat(binary)
	if err != nil {
		return err
	}
	var starts []time.Duration
	for range 21 {
		began := time.Now()
		if err := exec.CommandContext(ctx, binary, "version").Run(); err != nil { //nolint:gosec // our own binary
			return fmt.Errorf("starting the binary: %w", err)
		}
		starts = append(starts, time.Since(began))
	}
	slices.Sort(starts)
	t.head("The binary")
	t.row("size, stripped, static", "%.1f MB", float64(info.Size())/1e6)
	t.row("start to end of \"version\", median of 21", "%s", starts[10].Round(10*time.Microsecond))
	return nil
}
