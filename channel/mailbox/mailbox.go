// Package mailbox delivers into a folder that the recipient, or the one who
// carries it to the recipient, empties: a shared folder, a stick, a box.
//
// A box lies in the folder of a Drop, which serves it over HTTPS to people
// without an account: they type the name of their box, or follow a link with it,
// save what lies there, open it with age, and answer with the token from inside.
// The drop may run on a machine that nobody trusts: it sees sealed files, the
// times at which somebody comes, and what is answered without a seal. Whoever
// has a box's name and looks often sees that one file came and another went; so
// do fillers.
//
// Promises: a parcel is there whole and durable or not at all, also after a
// crash; the same parcel twice is one file; another parcel never takes the place
// of one that is there; what a crash left behind goes when its parcel arrives; a
// folder that is not there is worth another attempt, because sticks are pulled
// out and plugged in again; a folder that hangs holds up nobody beyond his time;
// no reason names a path.
//
// Of a drop: every answer has the same size and takes the same time at least,
// and a box that is not there is answered as an empty one; every box always
// shows the same number of files, and only who has the key can tell which are
// fillers; pages work without script and set nothing in a browser; what comes
// back is durable before anybody is told that it is kept, waits for the inbox in
// bounded room, and is judged by nobody else; no address of a visitor is kept or
// logged; no path leads out of the drop.
package mailbox

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"example.org/tocsin/channel"
)

// retry is when another attempt is worth it.
const retry = 5 * time.Minute

// fileMode lets whoever may enter the folder read the parcel, which is sealed;
// the folder, and the umask, say who that is.
const fileMode = 0o644

// Channel delivers into folders.
type Channel struct {
	// put puts a parcel into a folder.
	put func(folder, name string, content []byte) error

	mu sync.Mutex
	// at are the folders at which attempts are under way.
	at map[string]*turns
}

// abreast is how many attempts may be under way at one folder.
const abreast = 4

// turns are the turns at one folder.
type turns struct {
	taken chan struct{}
	// users are those who hold a turn or wait for one.
	users int
}

// Open gives the channel; it holds nothing open.
func Open() *Channel { return &Channel{put: put, at: map[string]*turns{}} }

// Health has nothing to say: each folder is a place of its own.
func (*Channel) Health(context.Context) error { return nil }

// Deliver writes the parcel into the folder Address under Name.
func (c *Channel) Deliver(ctx context.Context, p channel.Parcel) channel.Outcome {
	switch {
	case p.Knock:
		return channel.Never("nobody hears a knock at a folder").At(channel.StageAddress)
	case !validName(p.Name):
		return channel.Never("the parcel has no name that a folder takes").At(channel.StageAddress)
	case !filepath.IsAbs(p.Address) || strings.ContainsRune(p.Address, 0):
		return channel.Never("the mailbox is not an absolute path").At(channel.StageAddress)
	}
	err := c.attempt(ctx, p)
	switch {
	case err == nil:
		return channel.Handed(filepath.Join(p.Address, p.Name))
	case errors.Is(err, errEnded):
		return channel.Again(retry, errEnded.Error()).At(channel.StageConnect)
	case errors.Is(err, errStuck):
		return channel.Again(retry, errStuck.Error()).At(channel.StageBody)
	case errors.Is(err, errOther):
		// Whoever looks into the folder can take it away.
		return channel.Again(retry, errOther.Error()).At(channel.StageAnswer)
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR):
		return channel.Again(retry, reason(err)).At(channel.StageConnect)
	}
	return channel.Again(retry, reason(err)).At(channel.StageBody)
}

// The ways in which an attempt ends by the clock.
var (
	errEnded = errors.New("the attempt was ended before its turn came")
	errStuck = errors.New("the folder did not answer in time")
)

// attempt puts the parcel into its folder while ctx lasts. A folder that lies on
// a dead server holds up whoever touches it for as long as it likes, and nothing
// ends that; so only a few are ever held up at one folder, and whoever waits
// goes when his time is over.
func (c *Channel) attempt(ctx context.Context, p channel.Parcel) error {
	if ctx.Err() != nil {
		return errEnded
	}
	turn := c.come(p.Address)
	select {
	case turn.taken <- struct{}{}:
	case <-ctx.Done():
		c.leave(p.Address)
		return errEnded
	}
	done := make(chan error, 1)
	go func() {
		done <- c.put(p.Address, p.Name, p.Bytes)
		<-turn.taken
		c.leave(p.Address)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return errStuck
	}
}

// come joins those at a folder.
func (c *Channel) come(folder string) *turns {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.at[folder]
	if t == nil {
		t = &turns{taken: make(chan struct{}, abreast)}
		c.at[folder] = t
	}
	t.users++
	return t
}

// leave leaves those at a folder.
func (c *Channel) leave(folder string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.at[folder]
	if t.users--; t.users == 0 {
		delete(c.at, folder)
	}
}

// put puts a parcel into a folder, whole, durable, once.
func put(folder, name string, content []byte) error {
	err := lies(filepath.Join(folder, name), content)
	if errors.Is(err, fs.ErrNotExist) {
		err = place(folder, name, content)
	}
	if err == nil {
		// Also where it lay there already: whoever wrote it may have died
		// before it was durable.
		err = syncFolder(folder)
	}
	if err != nil {
		return err
	}
	sweep(folder, name)
	return nil
}

// validName reports whether a name is one that every folder takes: letters and
// digits of ASCII, with dots, dashes and underscores after the first.
func validName(name string) bool {
	for i, c := range []byte(name) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && (i == 0 || c != '.' && c != '-' && c != '_') {
			return false
		}
	}
	return name != "" && len(name) <= 128
}

// errOther says that the place is taken.
var errOther = errors.New("something else of that name lies there")

// lies checks that the parcel lies at path, and makes it durable; fs.ErrNotExist
// says that nothing does.
func lies(path string, content []byte) (err error) {
	// A link, a pipe or a device is not followed: it could be anything.
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular() || info.Size() != int64(len(content)):
		return errOther
	}
	there, err := os.Open(path) //nolint:gosec // the address is the officer's, the name is checked
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, there.Close()) }()
	read, err := io.ReadAll(io.LimitReader(there, int64(len(content))+1))
	switch {
	case err != nil:
		return err
	case !bytes.Equal(read, content):
		return errOther
	}
	return there.Sync()
}

// partly is how the name of a file begins that is not whole yet: hidden, and of
// its parcel. What follows is drawn.
func partly(name string) string { return ".incoming-" + name + "-" }

// place writes the file beside its name, makes it durable, and gives it the
// name.
func place(folder, name string, content []byte) error {
	return placeAs(fileMode, folder, name, content)
}

// placeAs is place for a file of some mode.
func placeAs(mode fs.FileMode, folder, name string, content []byte) error {
	draft := filepath.Join(folder, partly(name)+rand.Text())
	err := write(mode, draft, content)
	if err == nil {
		err = give(os.Link, draft, filepath.Join(folder, name), content)
	}
	if err != nil {
		// What went wrong is told already; what is left goes with the next.
		_ = os.Remove(draft)
		return fmt.Errorf("writing into the mailbox: %w", err)
	}
	return nil
}

// write writes a new file and makes it durable.
func write(mode fs.FileMode, path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode) //nolint:gosec // the address is the officer's
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// give gives a whole file its name, and never takes the place of another: a
// link, unlike a rename, fails where something is. Sticks know no links; there
// the name is looked for once more.
func give(link func(draft, path string) error, draft, path string, content []byte) error {
	err := link(draft, path)
	switch {
	case err == nil:
		// It has its name; that it has the other still is put right by sweep.
		return nil
	case unsupported(err):
		if err := lies(path, content); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return os.Rename(draft, path)
	}
	// Another process may have brought the same parcel meanwhile, and swept.
	if lies := lies(path, content); !errors.Is(lies, fs.ErrNotExist) {
		return lies
	}
	return err
}

// unsupported reports whether a file system does not know what was asked of it.
func unsupported(err error) bool {
	return errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.EINVAL)
}

// syncFolder makes a new name durable, where the file system can.
func syncFolder(folder string) error {
	dir, err := os.Open(folder) //nolint:gosec // the address is the officer's
	if err != nil {
		return err
	}
	err = dir.Sync()
	if closed := dir.Close(); err == nil {
		err = closed
	}
	if unsupported(err) {
		return nil
	}
	return err
}

// drawnLength is how long what rand.Text draws is.
const drawnLength = 26

// sweep removes what attempts at the parcel left behind that did not come to an
// end: it lies there now, so nobody needs them. What cannot be removed is hidden
// and harmless, and goes another time.
func sweep(folder, name string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return
	}
	for _, e := range entries {
		drawn, ours := strings.CutPrefix(e.Name(), partly(name))
		if ours && len(drawn) == drawnLength && e.Type().IsRegular() {
			_ = os.Remove(filepath.Join(folder, e.Name()))
		}
	}
}

// reason says what went wrong without the path, which may name the recipient.
func reason(err error) string {
	if number, ok := errors.AsType[syscall.Errno](err); ok {
		return "the mailbox: " + number.Error()
	}
	return "the mailbox cannot be written to"
}
