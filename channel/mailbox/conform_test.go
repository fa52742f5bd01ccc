package mailbox_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/tocsin/channel"
	"example.org/tocsin/channel/channeltest"
	"example.org/tocsin/channel/mailbox"
	"example.org/tocsin/delivery"
)

// noNetwork is why most troubles cannot befall a folder.
const noNetwork = "no network lies between"

// TestFolder holds the folders to the contract of a channel.
func TestFolder(t *testing.T) {
	t.Parallel()
	channeltest.Exercise(t, channeltest.Harness{
		Open: openFolder,
		Not: map[channeltest.Trouble]string{
			channeltest.HangConnect: noNetwork,
			channeltest.HangTLS:     noNetwork,
			channeltest.Impostor:    noNetwork,
			channeltest.CutBody:     noNetwork + "; TestFullDisk has a disk that takes no more",
			channeltest.CutAnswer:   noNetwork,
			channeltest.HangBody:    "nothing ends a call that a file system holds; TestHungFolder has one",
			channeltest.HangAnswer:  "nothing ends a call that a file system holds; TestHungFolder has one",
			channeltest.RefuseNow:   "it refuses by what is wrong with it; TestTaken and TestReadOnlyDisk have that",
			channeltest.Flood:       "a folder answers nothing of its own",
			channeltest.RefuseGood:  "whatever a folder refuses, somebody can allow",
		},
		NoKnock:      "nobody hears a knock at a folder",
		NoWire:       noNetwork,
		BlindHealth:  "each folder is a place of its own",
		BadAddresses: []string{"relative", "./here", "~/box", "https://box.example/a"},
	})
}

// openFolder opens a folder in a trouble.
func openFolder(tb testing.TB, trouble channeltest.Trouble) *channeltest.Carrier {
	tb.Helper()
	folder := filepath.Join(tb.TempDir(), "folder-of-the-recipient")
	c := &channeltest.Carrier{
		Channel: mailbox.Open(), Address: folder,
		Seen: func() []channeltest.Message { return lying(tb, folder) },
	}
	if trouble != channeltest.Gone {
		if err := os.Mkdir(folder, 0o700); err != nil {
			tb.Fatal(err)
		}
	}
	switch trouble { //nolint:exhaustive // the others cannot befall a folder
	case channeltest.Working:
	case channeltest.Gone:
		c.Repair = func() {
			if err := os.Mkdir(folder, 0o700); err != nil {
				tb.Error(err)
			}
		}
	case channeltest.Drop:
		d := &dropping{Channel: c.Channel, folder: folder}
		c.Channel, c.Repair = d, func() { d.folder = "" }
	default:
		tb.Fatalf("no folder %s", trouble)
	}
	return c
}

// lying gives what lies in a folder.
func lying(tb testing.TB, folder string) []channeltest.Message {
	tb.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil && !os.IsNotExist(err) {
		tb.Fatal(err)
	}
	var all []channeltest.Message
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, channeltest.Message{Reference: e.Name(), Bytes: b})
	}
	return all
}

// dropping is a folder that somebody empties as soon as something lies there.
type dropping struct {
	channel.Channel

	folder string
}

func (d *dropping) Deliver(ctx context.Context, p channel.Parcel) channel.Outcome {
	o := d.Channel.Deliver(ctx, p)
	if d.folder != "" {
		_ = os.Remove(filepath.Join(d.folder, p.Name)) // what is not there is gone
	}
	return o
}

// TestHungFolder has a folder that hangs: nobody waits beyond his time, another
// folder is delivered to meanwhile, only a few are held up however many come,
// and all goes on once it answers.
func TestHungFolder(t *testing.T) {
	t.Parallel()
	hung, other := t.TempDir(), t.TempDir()
	c, held, answer := mailbox.OpenHung(hung)
	parcel := channel.Parcel{Name: name, Address: hung, Bytes: content}
	for range 3 {
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
				defer cancel()
				ends(t, c.Deliver(ctx, parcel), delivery.OutcomeAgain, hung)
			})
		}
		all.Wait()
	}
	if n := held(); n != 4 {
		t.Errorf("%d are held up", n)
	}
	ends(t, c.Deliver(t.Context(), channel.Parcel{Name: name, Address: other, Bytes: content}), delivery.OutcomeHanded, other)
	holds(t, other, map[string][]byte{name: content})
	holds(t, hung, nil)
	answer()
	ends(t, c.Deliver(t.Context(), parcel), delivery.OutcomeHanded, hung)
	holds(t, hung, map[string][]byte{name: content})
	for range 100 {
		if c.Folders() == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d folders are remembered", c.Folders())
}
