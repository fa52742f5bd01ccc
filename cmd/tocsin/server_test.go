package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"example.org/tocsin/store/pgtest"
)

// A serving is the PostgreSQL server of a test, started by the first who needs
// it.
type serving struct {
	start func() (*pgtest.Server, error)
}

// newServing makes a serving that ends with the test.
func newServing(t *testing.T) serving {
	t.Helper()
	s := serving{sync.OnceValues(func() (*pgtest.Server, error) {
		server, err := pgtest.Start(context.Background())
		if err == nil {
			t.Cleanup(func() {
				if err := server.Stop(); err != nil {
					t.Error(err)
				}
			})
		}
		return server, err
	})}
	return s
}

// condition tells scripts whether there is a server.
func (s serving) condition(name string) (bool, error) {
	if name != "postgres" {
		return false, fmt.Errorf("there is no condition %q", name)
	}
	_, err := s.start()
	if errors.Is(err, pgtest.ErrMissing) {
		return false, nil
	}
	return err == nil, err
}

// need skips the test where there is no server.
func (s serving) need(t *testing.T) {
	t.Helper()
	there, err := s.condition("postgres")
	if err != nil {
		t.Fatal(err)
	}
	if !there {
		t.Skip("NOT TESTED: there is no PostgreSQL server here")
	}
}

// address makes an empty database and gives its address.
func (s serving) address() (string, error) {
	server, err := s.start()
	if err != nil {
		return "", err
	}
	name, err := server.Create(context.Background())
	return server.URL(name), err
}

// dump writes all that a database holds into a file.
func (s serving) dump(t *testing.T, address, file string) {
	t.Helper()
	server, err := s.start()
	if err != nil {
		t.Fatal(err)
	}
	held, err := server.Dump(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(held, []byte("COPY tocsin.events")) {
		t.Fatal("what was dumped holds no events")
	}
	if err := os.WriteFile(file, held, 0o600); err != nil {
		t.Fatal(err)
	}
}

// database makes an empty database for a script.
func (s serving) database(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: database NAME")
	}
	address, err := s.address()
	ts.Check(err)
	ts.Setenv(args[0], address)
}

// TestScriptsOnServer plays some of the same scripts with the record in a
// database: nothing in them may tell the difference.
func TestScriptsOnServer(t *testing.T) {
	t.Parallel()
	server := newServing(t)
	server.need(t)
	params := scripts(t)
	setup := params.Setup
	params.Dir = ""
	params.Files = []string{"testdata/script/beside.txtar", "testdata/script/close.txtar", "testdata/script/receive.txtar"}
	params.Setup = func(e *testscript.Env) error {
		address, err := server.address()
		if err != nil {
			return err
		}
		e.Setenv("TOCSIN_STORE", address)
		return setup(e)
	}
	testscript.Run(t, params)
}
