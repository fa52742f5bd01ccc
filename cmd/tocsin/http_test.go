package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/rogpeppe/go-internal/testscript"
)

// freeport sets a variable to a port of this machine that nobody listens at.
func freeport(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: freeport NAME")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	_, port, err := net.SplitHostPort(l.Addr().String())
	ts.Check(err)
	ts.Check(l.Close())
	ts.Setenv(args[0], port)
}

// visit goes to a box over HTTP as somebody without an account does, and saves the
// one file that a key opens, under the name that is its hash.
func visit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: visit BASE BOX KEYFILE")
	}
	identities, err := age.ParseIdentities(strings.NewReader(ts.ReadFile(args[2])))
	ts.Check(err)
	for range 300 {
		listed, err := ask(http.MethodGet, args[0]+"/v1/box/"+args[1], "", nil)
		for _, hash := range regexp.MustCompile(`"([0-9a-f]{64})"`).FindAllSubmatch(listed, -1) {
			file, err := ask(http.MethodGet, args[0]+"/v1/file/"+args[1]+"/"+string(hash[1]), "", nil)
			ts.Check(err)
			if len(file) != 20480 {
				ts.Fatalf("a file has %d bytes", len(file))
			}
			if _, err := age.Decrypt(bytes.NewReader(file), identities...); err == nil {
				ts.Check(os.WriteFile(filepath.Clean(ts.MkAbs("visited.age")), file, 0o600))
				return
			}
		}
		if err != nil {
			ts.Logf("not yet: %v", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("the box holds nothing that the key opens")
}

// post brings an answer to a box over HTTP.
func post(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: post BASE BOX FILE")
	}
	said, err := ask(http.MethodPost, args[0]+"/v1/acknowledge", args[1], strings.NewReader(ts.ReadFile(args[2])))
	ts.Check(err)
	if !bytes.Contains(said, []byte(`"kept":true`)) {
		ts.Fatalf("the drop says %s", bytes.TrimSpace(said))
	}
}

// ask asks a drop.
func ask(method, url, box string, body io.Reader) ([]byte, error) {
	r, err := http.NewRequest(method, url, body)
	if err != nil {
		return nil, err
	}
	if box != "" {
		r.Header.Set("Box", box)
	}
	got, err := (&http.Client{Timeout: 10 * time.Second}).Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = got.Body.Close() }()
	raw, err := io.ReadAll(got.Body)
	if err == nil && got.StatusCode != http.StatusOK {
		err = fmt.Errorf("the drop answers %s", got.Status)
	}
	return raw, err
}

// await waits until a command line prints what is asked for.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: await PATTERN COMMAND...")
	}
	pattern := regexp.MustCompile("(?m)" + args[0])
	for range 200 {
		if err := ts.Exec(args[1], args[2:]...); err == nil && pattern.MatchString(ts.ReadFile("stdout")) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	ts.Fatalf("nothing says %s", args[0])
}
