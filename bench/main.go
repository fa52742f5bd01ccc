package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

// options are what is measured.
type options struct {
	chains      int
	concurrency int
	bundle      string
	dir         string
	profile     string
	large       bool
	only        bool
	directory   bool
	server      bool
	campaign    bool
	victims     int
	// keeping opens the store of the houses, and kept names it.
	keeping keeping
	kept    string
}

func main() {
	o := options{keeping: inFolder, kept: "SQLite (WAL, synchronous=FULL)"}
	flag.IntVar(&o.chains, "chains", 800, "how many whole chains are played")
	flag.IntVar(&o.concurrency, "concurrency", 16, "how many are played at once")
	flag.StringVar(&o.bundle, "bundle", "../shared/data/stix/examples/threat-reports/apt1.json", "a STIX bundle to file end to end")
	flag.StringVar(&o.dir, "dir", "", "where to work; a new folder by default, on the disk of the temporary folder")
	flag.StringVar(&o.profile, "cpuprofile", "", "where a processor profile of the chains goes")
	flag.BoolVar(&o.large, "large", false, "hold the leak check against 100 MB too, which takes minutes")
	flag.BoolVar(&o.only, "tearline", false, "measure the tearline only: search, leak check, places")
	flag.BoolVar(&o.server, "server", false, "measure the store on a PostgreSQL server only, and the chains on it")
	flag.BoolVar(&o.directory, "directory", false, "measure the directory only: polygons and prefixes")
	flag.BoolVar(&o.campaign, "campaign", false, "measure one campaign on both stores only")
	flag.IntVar(&o.victims, "victims", 10_000, "how many victims the campaign tells")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures everything, in a folder that it takes away again.
func run(ctx context.Context, out io.Writer, o options) error {
	dir, err := os.MkdirTemp(o.dir, "tocsin-bench-")
	if err != nil {
		return fmt.Errorf("making a folder to work in: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }() // a leftover harms nobody
	t := &table{out: out}
	if o.only {
		return measureTearline(t, o)
	}
	if o.directory {
		return measureDirectory(t)
	}
	if o.server {
		return runServer(ctx, t, dir, o)
	}
	if o.campaign {
		return runCampaign(ctx, t, dir, o)
	}
	bare, err := measureBare(dir)
	if err != nil {
		return err
	}
	bare.print(t)
	if err := measureChains(ctx, t, dir, o, bare); err != nil {
		return err
	}
	if err := measureTearline(t, o); err != nil {
		return err
	}
	if err := measureBundle(ctx, t, dir, o); err != nil {
		return err
	}
	return measureBinary(ctx, t, dir)
}

// A table prints figures a line each.
type table struct{ out io.Writer }

// head begins a part.
func (t *table) head(format string, args ...any) {
	// What cannot be printed cannot be reported either.
	_, _ = fmt.Fprintf(t.out, "\n"+format+"\n", args...)
}

// row prints one figure.
func (t *table) row(name, format string, args ...any) {
	_, _ = fmt.Fprintf(t.out, "  %-44s %s\n", name, fmt.Sprintf(format, args...))
}

// each gives the mean time of one of n runs.
func each(n int, do func() error) (time.Duration, error) {
	began := time.Now()
	for range n {
		if err := do(); err != nil {
			return 0, err
		}
	}
	return time.Since(began) / time.Duration(n), nil
}
