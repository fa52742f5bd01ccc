package app

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/BurntSushi/toml"

	"example.org/tocsin"
	"example.org/tocsin/channel"
	"example.org/tocsin/cli"
)

// Settings are what an operator sets in one file. A table of a channel is read by
// the channel itself, so that nothing here knows what a channel can be told.
type Settings struct {
	// Channel are the tables of the channels, by the name that the directory knows.
	Channel map[string]toml.Primitive `toml:"channel"`
	Mailbox MailboxSettings           `toml:"mailbox"`
	Serve   ServeSettings             `toml:"serve"`

	// path is the file, empty where there is none.
	path string
	meta toml.MetaData
}

// MailboxSettings are the drop that serve runs.
type MailboxSettings struct {
	// Root is the folder of the boxes; without it there is no drop here.
	Root string `toml:"root"`
	// Listen is where it is served, such as ":8443"; without it the boxes are only
	// emptied, and another machine serves them.
	Listen string `toml:"listen"`
	// Certificate and Key are files in PEM.
	Certificate string `toml:"certificate"`
	Key         string `toml:"key"`
	// Plain serves without TLS, to this machine only.
	Plain bool `toml:"plain"`
	// OldTLS lets in those who know TLS 1.2 only.
	OldTLS bool `toml:"old_tls"`
}

// ServeSettings are how serve works.
type ServeSettings struct {
	// Every is how often it looks for what is due.
	Every Duration `toml:"every"`
	// Receipts is a folder in which receipts of intermediaries are put.
	Receipts string `toml:"receipts"`
}

// A Duration is a span as it is written in the file: "1s".
type Duration struct{ time.Duration }

// UnmarshalText reads a span.
func (d *Duration) UnmarshalText(text []byte) (err error) {
	d.Duration, err = time.ParseDuration(string(text))
	return err
}

// MarshalText writes a span.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// Default gives the settings where no file says otherwise.
func Default() Settings {
	return Settings{Serve: ServeSettings{Every: Duration{time.Second}}}
}

// settingsName is the file of settings in the user's folder of configuration.
const settingsName = "tocsin.toml"

// settingsPath is where the settings are; empty where nobody says.
func settingsPath(e Environment) string {
	if path := e.Getenv("TOCSIN_CONFIG"); path != "" {
		return inDir(e, path)
	}
	if e.ConfigDir == "" {
		return ""
	}
	return filepath.Join(e.ConfigDir, "tocsin", settingsName)
}

// inDir gives a path as it is from the folder of the process.
func inDir(e Environment, path string) string {
	if filepath.IsAbs(path) || e.Dir == "" {
		return path
	}
	return filepath.Join(e.Dir, path)
}

// settings reads the file of settings. A key that nobody knows is refused: it would
// be a setting that somebody believes to hold.
func settings(e Environment) (Settings, error) {
	s := Default()
	path := settingsPath(e)
	if path == "" {
		return s, nil
	}
	raw, err := os.ReadFile(path) //nolint:gosec // the operator names it
	switch {
	case errors.Is(err, fs.ErrNotExist) && e.Getenv("TOCSIN_CONFIG") == "":
		return s, nil
	case err != nil:
		return s, tocsin.Refuse("config/file", "name another with TOCSIN_CONFIG, or make it readable", "the settings in %s cannot be read", path)
	}
	s.path = path
	if s.meta, err = toml.NewDecoder(bytes.NewReader(raw)).Decode(&s); err != nil {
		return s, tocsin.Refuse("config/form", "mend that line", "the settings in %s: %v", path, err)
	}
	for name, table := range s.Channel {
		leaf, ok := leaves()[name]
		if !ok {
			return s, tocsin.Refuse("config/key", "name one of "+strings.Join(leafNames(), ", "), "no channel is called %q, in %s", name, path)
		}
		// It is read once here, so that its keys are known; nothing is opened.
		if _, err := leaf(leafDeps{}, s.meta, table); err != nil {
			return s, err
		}
	}
	if unknown := s.meta.Undecoded(); len(unknown) > 0 {
		return s, tocsin.Refuse("config/key", "take the key out, or write it right", "the key %s in %s is not known", unknown[0], path)
	}
	return s, nil
}

// A leafDeps is what channels are opened with; an empty one opens nothing.
type leafDeps struct {
	open  bool
	now   func() time.Time
	inbox channel.Inbox
}

// openChannels opens the channels that are set, beside those that need no setting.
func openChannels(e Environment, at cli.Place, inbox channel.Inbox) (map[string]channel.Channel, error) {
	s, err := settings(e)
	if err != nil {
		return nil, err
	}
	if at.Data != "" {
		// Where the data folder is not there, nobody is at work on the record.
		if err := os.MkdirAll(filepath.Join(at.Data, trayName), 0o700); err != nil {
			return nil, fmt.Errorf("making the tray of the duty desk: %w", err)
		}
	}
	opened := channels(at)
	for name, table := range s.Channel {
		c, err := leaves()[name](leafDeps{open: true, now: e.Now, inbox: inbox}, s.meta, table)
		if _, refused := errors.AsType[*tocsin.Refusal](err); err != nil && !refused {
			err = tocsin.Refuse("config/channel", "mend the table [channel."+name+"] of the settings", "the channel %s cannot be opened: %v", name, err)
		}
		if err != nil {
			return nil, err
		}
		opened[name] = c
	}
	return opened, nil
}

// later opens channels when they are first needed, once.
func later(e Environment, at cli.Place, inbox channel.Inbox) func() (map[string]channel.Channel, error) {
	return sync.OnceValues(func() (map[string]channel.Channel, error) { return openChannels(e, at, inbox) })
}

// inForce gives the settings in force and where they are from.
func inForce(e Environment) (text, from string, err error) {
	s, err := settings(e)
	if err != nil {
		return "", "", err
	}
	var b bytes.Buffer
	shown := struct {
		Mailbox MailboxSettings `toml:"mailbox"`
		Serve   ServeSettings   `toml:"serve"`
	}{s.Mailbox, s.Serve}
	if err := toml.NewEncoder(&b).Encode(shown); err != nil {
		return "", "", fmt.Errorf("writing the settings: %w", err)
	}
	for _, name := range leafNames() {
		state := "# [channel." + name + "] is not set\n"
		if _, set := s.Channel[name]; set {
			state = "# [channel." + name + "] is set\n"
		}
		b.WriteString(state)
	}
	if from = s.path; from == "" {
		from = "defaults alone"
	}
	return b.String(), from, nil
}
