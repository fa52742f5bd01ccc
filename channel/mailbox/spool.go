package mailbox

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/channel"
)

// maxRefused bounds what was refused and is kept to be looked at.
const maxRefused = 1000

// Slot is how fine the time is at which something came back: answers that are
// not urgent leave a drop together, so that nobody who watches learns when one
// was given.
const Slot = time.Minute

// errFull says that too much waits to be collected.
var errFull = errors.New("too much waits to be collected")

// A spool is where what came back waits, in the folder of a drop.
type spool struct{ root *os.Root }

// keep puts what came back into the spool, durable, and gives its name. It bears
// its hash, so that the same twice is one file, and what lies there already may
// be replaced by what comes. Of one owner only so many wait.
func (s spool) keep(owner string, most int, content []byte, now time.Time) (name string, err error) {
	owner += "-"
	name = owner + hashOf(content)
	if s.lies(name, int64(len(content))) {
		return name, nil
	}
	n, err := s.count(owner)
	switch {
	case err != nil:
		return "", err
	case n >= most:
		return "", errFull
	}
	draft := filepath.Join(returnedDir, ".incoming-"+rand.Text())
	err = s.write(draft, content, due(now))
	if err == nil {
		err = s.root.Rename(draft, filepath.Join(returnedDir, name))
	}
	if err == nil {
		err = s.sync(returnedDir)
	}
	if err != nil {
		_ = s.root.Remove(draft) // what is left goes with Collect
		return "", errors.New("keeping what came back: " + reason(err))
	}
	return name, nil
}

// lies reports whether something lies in the spool, whole and durable.
func (s spool) lies(name string, size int64) bool {
	path := filepath.Join(returnedDir, name)
	info, err := s.root.Lstat(path)
	return err == nil && info.Mode().IsRegular() && info.Size() == size && s.sync(path) == nil && s.sync(returnedDir) == nil
}

// write writes a new file and makes it durable. The disk is told the minute and
// not the second at which it came.
func (s spool) write(path string, content []byte, at time.Time) error {
	f, err := s.root.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = s.root.Chtimes(path, at, at)
	}
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// sync makes a file or a folder durable.
func (s spool) sync(path string) error {
	f, err := s.root.Open(path)
	if err != nil {
		return err
	}
	err = f.Sync()
	if closed := f.Close(); err == nil {
		err = closed
	}
	if unsupported(err) {
		return nil
	}
	return err
}

// list lists a folder of the spool.
func (s spool) list(folder string) ([]fs.DirEntry, error) {
	dir, err := s.root.Open(folder)
	if err != nil {
		return nil, err
	}
	entries, err := dir.ReadDir(-1)
	return entries, errors.Join(err, dir.Close())
}

// count counts what waits whose name begins so.
func (s spool) count(begin string) (n int, err error) {
	entries, err := s.list(returnedDir)
	if err != nil {
		return 0, errors.New("counting what came back: " + reason(err))
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), begin) {
			n++
		}
	}
	return n, nil
}

// due gives the end of the slot that a time is in.
func due(t time.Time) time.Time { return t.Add(Slot - time.Nanosecond).Truncate(Slot) }

// Collected says what a round of Collect did.
type Collected struct {
	// Taken and Refused are the inbox's verdicts, Left what waits on: for its
	// slot, or because the inbox could not keep it.
	Taken, Refused, Left int
}

// A Collecting says what Collect collects.
type Collecting struct {
	// Root is the folder of the drop.
	Root  string
	Inbox channel.Inbox
	// Now is what time it is.
	Now time.Time
	// AtOnce takes everything now. Without it, what came in a minute is taken
	// together when the minute is over: the holder, who alone knows, sets it
	// while an answer is awaited about a threat to life.
	AtOnce bool
}

// Collect brings what came back to a drop to an inbox. What the inbox took is
// removed, what it refused is put aside, and what it could not keep is brought
// again the next time.
func Collect(ctx context.Context, c Collecting) (done Collected, err error) {
	root, err := os.OpenRoot(c.Root)
	if err != nil {
		return done, errors.New("collecting what came back: " + reason(err))
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	s := spool{root}
	entries, err := s.list(returnedDir)
	if errors.Is(err, fs.ErrNotExist) {
		return done, nil // nobody has served it yet
	}
	if err != nil {
		return done, errors.New("collecting what came back: " + reason(err))
	}
	var faults []error
	for _, e := range entries {
		if ctx.Err() != nil {
			return done, errors.Join(append(faults, ctx.Err())...)
		}
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || s.unfinished(info, c.Now) {
			continue
		}
		// A drop whose clock is far ahead holds nothing back.
		if due := info.ModTime(); !c.AtOnce && due.After(c.Now) && due.Before(c.Now.Add(2*Slot)) {
			done.Left++
			continue
		}
		switch verdict, err := s.settle(ctx, c.Inbox, e.Name()); {
		case err != nil:
			faults = append(faults, err)
			done.Left++
		case verdict == nil:
			done.Taken++
		default:
			done.Refused++
		}
	}
	return done, errors.Join(faults...)
}

// unfinished reports whether a file is not whole. What a crash left behind goes
// after a while: nobody was told that it is kept.
func (s spool) unfinished(info fs.FileInfo, now time.Time) bool {
	if !strings.HasPrefix(info.Name(), ".") {
		return false
	}
	if now.Sub(info.ModTime()) > time.Hour {
		_ = s.root.Remove(filepath.Join(returnedDir, info.Name())) // or another time
	}
	return true
}

// settle brings one file of the spool to the inbox, and removes it or puts it
// aside. A verdict is the inbox's refusal; an error says that it waits on.
func (s spool) settle(ctx context.Context, inbox channel.Inbox, name string) (verdict *tocsin.Refusal, err error) {
	path := filepath.Join(returnedDir, name)
	info, err := s.root.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxSealed {
		return nil, errors.New("collecting what came back: it is no file of ours")
	}
	content, err := s.root.ReadFile(path)
	if err != nil {
		return nil, errors.New("collecting what came back: " + reason(err))
	}
	err = inbox.Take(ctx, channel.Evidence{Channel: "mailbox", Bytes: content})
	verdict, refused := errors.AsType[*tocsin.Refusal](err)
	switch {
	case refused:
		if err = s.root.Rename(path, filepath.Join(refusedDir, name)); err == nil {
			err = s.forget()
		}
	case err == nil:
		err = s.root.Remove(path)
	default:
		return nil, fmt.Errorf("collecting what came back: %w", err)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return verdict, errors.New("clearing what came back: " + reason(err))
	}
	return verdict, nil
}

// forget removes the oldest of what was refused where there is too much.
func (s spool) forget() error {
	entries, err := s.list(refusedDir)
	if err != nil || len(entries) <= maxRefused {
		return err
	}
	all := make([]fs.FileInfo, 0, len(entries))
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			all = append(all, info)
		}
	}
	slices.SortFunc(all, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, info := range all[:max(0, len(all)-maxRefused)] {
		err := s.root.Remove(filepath.Join(refusedDir, info.Name()))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
