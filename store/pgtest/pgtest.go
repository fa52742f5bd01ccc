// Package pgtest starts a PostgreSQL server of its own, from the programs of
// Debian's package, for tests and the bench.
//
// The server lives in a new folder under /tmp that belongs to who runs it: the
// user postgres where the caller is root, whom PostgreSQL refuses, and else the
// caller. It listens on a socket in that folder. It ends with the process that
// started it, even if that one is killed.
//
// Promises: Start either gives a server that answers or leaves nothing behind;
// Stop takes the folder away.
package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrMissing says that PostgreSQL is not installed here.
var ErrMissing = errors.New("PostgreSQL is not installed here")

// Superuser is the role that may do everything; on the socket it needs no
// password.
const Superuser = "chief"

// patience is how long a server may take to answer or to stop.
const patience = time.Minute

// A Server is one running server.
type Server struct {
	// Dir is its folder.
	Dir string

	bin      string
	settings []string
	as       *syscall.Credential
	log      bytes.Buffer

	mu   sync.Mutex
	made int
	run  *run
}

// A run is one life of the server's process.
type run struct {
	process *os.Process
	done    chan struct{} // closed when it has ended
}

// Start makes a new server with settings like fsync=off and starts it. It gives
// ErrMissing where there is none to start.
func Start(ctx context.Context, settings ...string) (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, settings: settings}
	if s.as, err = owner(); err != nil {
		return nil, err
	}
	base := os.TempDir()
	if s.as != nil {
		// The user postgres cannot pass through a folder that is root's alone.
		base = "/tmp"
	}
	if s.Dir, err = os.MkdirTemp(base, "tocsin-pg-"); err != nil {
		return nil, err
	}
	if err := s.begin(ctx); err != nil {
		return nil, errors.Join(err, os.RemoveAll(s.Dir))
	}
	return s, nil
}

// begin makes the cluster and starts it.
func (s *Server) begin(ctx context.Context) error {
	if s.as != nil {
		if err := os.Chown(s.Dir, int(s.as.Uid), int(s.as.Gid)); err != nil {
			return err
		}
	}
	initdb := exec.CommandContext(ctx, filepath.Join(s.bin, "initdb"), "-D", s.data(), "-U", Superuser, //nolint:gosec // Debian's own program
		"--auth-local=trust", "--auth-host=scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync")
	initdb.Dir = s.Dir
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("making the cluster: %w\n%s", err, out)
	}
	return s.Resume(ctx)
}

// data is where the cluster is.
func (s *Server) data() string { return filepath.Join(s.Dir, "data") }

// programs finds the newest server that is installed.
func programs() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil || len(found) == 0 {
		return "", ErrMissing
	}
	version := func(path string) int {
		// A folder that bears no number counts as the oldest.
		n, _ := strconv.Atoi(strings.Split(path, "/")[4])
		return n
	}
	newest := slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(newest), nil
}

// owner is who runs the server where the caller is root.
func owner() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	postgres, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMissing, err)
	}
	uid, err := strconv.ParseUint(postgres.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(postgres.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// Resume starts a server that was stopped, and waits until it answers.
func (s *Server) Resume(ctx context.Context) error {
	args := []string{"-D", s.data(), "-k", s.Dir, "-c", "listen_addresses="}
	for _, setting := range s.settings {
		args = append(args, "-c", setting)
	}
	started := make(chan error, 1)
	r := &run{done: make(chan struct{})}
	go s.live(r, args, started)
	if err := <-started; err != nil {
		return fmt.Errorf("starting the server: %w", err)
	}
	s.mu.Lock()
	s.run = r
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := s.answers(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-r.done:
			return fmt.Errorf("the server ended: %w\n%s", err, s.log.String())
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("the server does not answer: %w", err), s.Kill())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// live starts the process and waits for its end, on one thread all the time:
// the process is told to end when the thread does that started it.
func (s *Server) live(r *run, args []string, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer close(r.done)
	cmd := exec.Command(filepath.Join(s.bin, "postgres"), args...) //nolint:gosec,noctx // Debian's own program; it ends by Stop, or with us
	cmd.Dir = s.Dir
	cmd.Stdout, cmd.Stderr = &s.log, &s.log
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as, Pdeathsig: syscall.SIGQUIT}
	err := cmd.Start()
	r.process = cmd.Process
	started <- err
	if err == nil {
		// How it ended is seen by who waits for it.
		_ = cmd.Wait()
	}
}

// answers asks whether it takes connections.
func (s *Server) answers(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, s.URL("postgres"))
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// URL is the address of a database, for the superuser on the socket.
func (s *Server) URL(database string) string {
	query := url.Values{"host": {s.Dir}, "user": {Superuser}, "port": {s.Port()}}
	return "postgres:///" + database + "?" + query.Encode()
}

// Port is the port that it listens on, also on the socket.
func (s *Server) Port() string {
	for _, setting := range s.settings {
		if port, ok := strings.CutPrefix(setting, "port="); ok {
			return port
		}
	}
	return "5432"
}

// Create makes a new database and gives its name.
func (s *Server) Create(ctx context.Context) (database string, err error) {
	s.mu.Lock()
	s.made++
	database = fmt.Sprintf("record%d", s.made)
	s.mu.Unlock()
	return database, s.Execute(ctx, "postgres", "CREATE DATABASE "+database)
}

// Execute runs statements in a database.
func (s *Server) Execute(ctx context.Context, database, statements string) error {
	conn, err := pgx.Connect(ctx, s.URL(database))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statements)
	return errors.Join(err, conn.Close(ctx))
}

// Dump gives all that a database holds, as text; bytes are in hexadecimal.
func (s *Server) Dump(ctx context.Context, address string) ([]byte, error) {
	dump := exec.CommandContext(ctx, filepath.Join(s.bin, "pg_dump"), "--dbname", address) //nolint:gosec // Debian's own program
	dump.Dir = s.Dir
	return dump.Output()
}

// Kill ends the server without ceremony, as a crash does; nothing is lost that
// was committed. Resume starts it again.
func (s *Server) Kill() error { return s.end(syscall.SIGQUIT) }

// Rest cuts all connections and ends the server in order. Resume starts it
// again.
func (s *Server) Rest() error { return s.end(syscall.SIGINT) }

// end ends the process and waits for it.
func (s *Server) end(how os.Signal) error {
	s.mu.Lock()
	r := s.run
	s.mu.Unlock()
	if err := r.process.Signal(how); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-r.done:
		return nil
	case <-time.After(patience):
		return errors.Join(errors.New("the server does not end"), r.process.Kill())
	}
}

// Stop ends the server and takes its folder away.
func (s *Server) Stop() error { return errors.Join(s.Kill(), os.RemoveAll(s.Dir)) }
