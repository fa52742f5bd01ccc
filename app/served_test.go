package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"example.org/tocsin/cli"
	"example.org/tocsin/store"
	"example.org/tocsin/store/memory"
	"example.org/tocsin/store/postgres"
	"example.org/tocsin/store/storetest"
)

// A losing store answers every batch with one error.
type losing struct {
	store.Store

	err error
}

func (l losing) Append(context.Context, store.Batch) error { return l.err }

// TestFrank sees that nobody is told "nothing was kept" where nobody knows.
func TestFrank(t *testing.T) {
	t.Parallel()
	below, err := memory.Open(storetest.Sign)
	if err != nil {
		t.Fatal(err)
	}
	unknown := servers()["postgres"].unknown
	lost := frank{losing{below, fmt.Errorf("appending: %w", postgres.ErrUnknown)}, unknown}
	err = fmt.Errorf("keeping it: %w", lost.Append(t.Context(), store.Batch{}))
	if fault, ok := errors.AsType[*cli.Fault](err); !ok || !strings.Contains(fault.Say, "whether this was kept") {
		t.Fatalf("got %v", err)
	}
	moved := frank{losing{below, fmt.Errorf("appending: %w", store.ErrMoved)}, unknown}
	if err := moved.Append(t.Context(), store.Batch{}); !errors.Is(err, store.ErrMoved) {
		t.Fatalf("got %v", err)
	}
	if err := (frank{below, unknown}).Append(t.Context(), store.Batch{}); err != nil {
		t.Fatal(err)
	}
}

// TestWhereabouts sees that a place is named without what is secret.
func TestWhereabouts(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"":                                       "data",
		"postgres://ana:s3cr3t@host:5433/record": `the database "record" at host:5433`,
		"postgresql://ana:s3cr3t@host/record?target_session_attrs=any": `the database "record" at host:5432`,
		"postgres://ana:s3cr3t@host:port/record":                       "the database of --store",
		"s3cr3t":                                                       "the database of --store",
	} {
		if got := whereabouts(cli.Place{Data: "data/", Store: address}); got != want {
			t.Errorf("%s is named %q, want %q", address, got, want)
		}
	}
	if err := errors.Join(named(cli.Place{Store: "s", Keys: "k"}), apart(cli.Place{Store: "s", Keys: "k"})); err != nil {
		t.Error(err)
	}
}
