package mailbox

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/channel"
)

// Size is how many bytes every answer of a drop has, whatever it says: those of
// a sealed warning.
const Size = 20480

// BoxLength is the length of a box's name.
const BoxLength = 26

// A DropConfig says what a drop serves, and how.
type DropConfig struct {
	// Root is the folder that the boxes lie in, a folder each.
	Root string
	// Inbox takes the answers as they come. Without one they lie in Root until
	// Collect fetches them.
	Inbox channel.Inbox
	// Clock says what time it is.
	Clock func() time.Time
	// Rows is how many files every box shows, 8 if it is 0.
	Rows int
	// Period is how long a filler stays before another takes its place, 8 days
	// if it is 0.
	Period time.Duration
	// Pace is how long every answer takes at least, so that none is told from
	// another by the clock: 25 milliseconds if it is 0, none if it is negative.
	Pace time.Duration
	// Limits bound what strangers may ask for.
	Limits Limits
	// Remote gives where a request comes from, for the limits: behind a proxy,
	// what the proxy says. Without it that is the other end of the connection,
	// and nothing where that is this machine.
	Remote func(*http.Request) (netip.Addr, bool)
}

// A Drop serves boxes over HTTP: pages for people, a plain interface for
// programs. It sees sealed files only, and what comes back.
type Drop struct {
	config DropConfig
	root   *os.Root
	secret []byte
	limits *limiters
	hashes *recent[recipe, string]
}

// OpenDrop opens the drop that serves a folder. Close it after use.
func OpenDrop(config DropConfig) (*Drop, error) {
	if config.Clock == nil {
		return nil, errors.New("opening the drop: it has no clock")
	}
	if config.Rows == 0 {
		config.Rows = 8
	}
	if config.Rows < 1 || config.Rows > maxRows {
		return nil, tocsin.Refuse("mailbox/rows", fmt.Sprintf("show 1 to %d files", maxRows), "a box shows %d files", config.Rows)
	}
	if config.Period <= 0 {
		config.Period = 8 * 24 * time.Hour
	}
	if config.Pace == 0 {
		config.Pace = 25 * time.Millisecond
	}
	root, err := os.OpenRoot(config.Root)
	if err != nil {
		return nil, errors.New("opening the drop: " + reason(err))
	}
	d := &Drop{config: config, root: root, limits: newLimiters(config.Limits)}
	d.hashes = &recent[recipe, string]{most: remembered, make: func(r recipe) string { return hashOf(r.bytes()) }}
	if d.secret, err = secretOf(config.Root); err == nil {
		err = spools(config.Root)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the drop: %w", err), root.Close())
	}
	return d, nil
}

// maxRows is how many rows a page has room for.
const maxRows = 10

// Close closes the drop.
func (d *Drop) Close() error { return d.root.Close() }

// The names in the root that are no boxes.
const (
	secretName  = ".secret"
	returnedDir = ".returned"
	refusedDir  = ".refused"
)

// secretOf gives what the fillers of a drop are derived from, and draws it the
// first time.
func secretOf(root string) ([]byte, error) {
	path := filepath.Join(root, secretName)
	for range 2 {
		b, err := os.ReadFile(path) //nolint:gosec // the root is the operator's
		switch {
		case err == nil && len(b) == sha256.Size:
			return b, nil
		case err == nil:
			return nil, errors.New("the drop's secret is damaged")
		case !errors.Is(err, fs.ErrNotExist):
			return nil, errors.New("the drop's secret: " + reason(err))
		}
		drawn := make([]byte, sha256.Size)
		_, _ = rand.Read(drawn) // it never fails
		// Another process may draw one at the same time: the first is kept.
		if err := placeAs(0o600, root, secretName, drawn); err != nil && !errors.Is(err, errOther) {
			return nil, errors.New("the drop's secret: " + reason(err))
		}
		if err := syncFolder(root); err != nil {
			return nil, errors.New("the drop's secret: " + reason(err))
		}
		sweep(root, secretName)
	}
	return nil, errors.New("the drop's secret cannot be read")
}

// spools makes the folders for what comes back.
func spools(root string) error {
	for _, name := range []string{returnedDir, refusedDir} {
		if err := os.Mkdir(filepath.Join(root, name), 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return errors.New("the folder of what comes back: " + reason(err))
		}
	}
	return nil
}

// derive draws from the drop's secret: the same for the same words.
func (d *Drop) derive(words ...string) []byte {
	mac := hmac.New(sha256.New, d.secret)
	for _, word := range words {
		fmt.Fprintf(mac, "%d %s\n", len(word), word)
	}
	return mac.Sum(nil)
}

// NewBox makes a box in a drop's folder and gives its name, which nobody can
// guess: whoever has it can take what lies there, and open nothing of it. The
// box's address for Channel is its folder. Keys say of what kind the recipient's
// keys are, so that fillers look like what is sealed to him.
func NewBox(root string, keys Keys) (name string, err error) {
	if err := keys.valid(); err != nil {
		return "", err
	}
	name = strings.ToLower(rand.Text())
	folder := filepath.Join(root, name)
	err = os.Mkdir(folder, 0o750)
	if err == nil {
		err = place(folder, keysName, []byte(keys.text()))
	}
	if err == nil {
		err = errors.Join(syncFolder(folder), syncFolder(root))
	}
	if err != nil {
		return "", errors.New("making a box: " + reason(err))
	}
	sweep(folder, keysName)
	return name, nil
}

// boxName reads the name of a box as a person types it: in capitals, in groups,
// with digits for the letters that they look like.
func boxName(typed string) (string, bool) {
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		case r == '0':
			return 'o'
		case r == '1':
			return 'l'
		case r == '8':
			return 'b'
		case r == ' ' || r == '-' || r == '\t' || r == '\r' || r == '\n' || r == '\u00a0':
			return -1
		}
		return r
	}, typed)
	return name, letters(name)
}

// letters reports whether a word is drawn: 26 letters of base32, in lower case.
func letters(word string) bool {
	return len(word) == BoxLength && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz234567") == ""
}

// A waiting is one file that a box shows.
type waiting struct {
	// Hash is its SHA-256 in hexadecimal.
	Hash string
	// at is when it came.
	at time.Time
	// bytes are what a parcel holds; a filler is made when it is asked for.
	bytes  []byte
	filler recipe
	// info is the file that it is read from.
	info fs.FileInfo
}

// Short is how people tell the files apart.
func (w waiting) Short() string { return w.Hash[:4] + " " + w.Hash[4:8] }

// look gives what a box shows, newest first: always as many, filled up with
// fillers, and for a box that is not there the same as for one that is empty. It
// also says whether the box is there, which only the quota of answers may use.
func (d *Drop) look(ctx context.Context, box string) (rows []waiting, there bool, err error) {
	keys, there := d.keysOf(box)
	fillers := d.fillers(box, keys)
	parcels, err := d.lying(ctx, box, there)
	if err != nil {
		return nil, there, err
	}
	rows = append(rows, parcels[:min(len(parcels), d.config.Rows)]...)
	rows = append(rows, fillers[:d.config.Rows-len(rows)]...)
	sortNewest(rows)
	return rows, there, nil
}

// lying gives the parcels in a box, newest first.
func (d *Drop) lying(ctx context.Context, box string, there bool) ([]waiting, error) {
	if !there {
		return nil, nil
	}
	dir, err := d.root.Open(box)
	if err != nil {
		return nil, gone(err)
	}
	entries, err := dir.ReadDir(-1)
	if err = errors.Join(err, dir.Close()); err != nil {
		return nil, gone(err)
	}
	all := make([]waiting, 0, len(entries))
	for _, e := range entries {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		info, err := e.Info()
		if err == nil && validName(e.Name()) && info.Mode().IsRegular() && info.Size() == Size {
			all = append(all, waiting{at: info.ModTime(), info: info})
		}
	}
	sortNewest(all)
	// Only what is shown is read.
	read := all[:0]
	for _, w := range all {
		if len(read) == d.config.Rows {
			break
		}
		b, err := d.read(box, w.info)
		if err != nil {
			continue // somebody takes it away just now
		}
		read = append(read, waiting{Hash: hashOf(b), at: w.at, bytes: b})
	}
	return read, nil
}

// gone is nil for what is not there any more.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return errors.New("reading a box: " + reason(err))
}

// read reads a parcel, if it is still what was listed: a link is not followed.
func (d *Drop) read(box string, listed fs.FileInfo) (b []byte, err error) {
	f, err := d.root.Open(filepath.Join(box, listed.Name()))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !os.SameFile(info, listed) {
		return nil, errOther
	}
	b = make([]byte, Size)
	_, err = io.ReadFull(f, b)
	return b, err
}
