package paper_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin/channel"
	"example.org/tocsin/channel/channeltest"
	"example.org/tocsin/channel/mailbox"
	"example.org/tocsin/channel/paper"
	"example.org/tocsin/delivery"
)

// address is how somebody is reached.
const address = "person:the duty desk in Canary Lane"

// TestPaper holds the channel to the contract, with a tray that is a folder.
func TestPaper(t *testing.T) {
	t.Parallel()
	const inside = "the tray is a folder on the desk's own machine"
	channeltest.Exercise(t, channeltest.Harness{
		Open:      open,
		NoContent: "a task holds no content: the officer prints it from the record; TestContent gives it some",
		NoWire:    inside,
		Not: map[channeltest.Trouble]string{
			channeltest.HangConnect: inside, channeltest.HangTLS: inside, channeltest.Impostor: inside, channeltest.CutBody: inside,
			channeltest.CutAnswer: inside, channeltest.Flood: inside,
			channeltest.HangBody:   "what hangs is the tray's carrier; TestCarrier has one",
			channeltest.HangAnswer: "what hangs is the tray's carrier; TestCarrier has one",
			channeltest.RefuseNow:  "what refuses is the tray's carrier; TestCarrier has one",
			channeltest.RefuseGood: "what refuses is the tray's carrier; TestCarrier has one",
		},
		BlindHealth:  "whether the tray is there, its carrier knows",
		BadAddresses: []string{"", "person:", "tel:22123456", "tel:+0722123456", "fax:+4722123456", "+4722123456", "person: a", "tel:+47 22 12 34 56"},
	})
}

// open opens a tray in a trouble.
func open(tb testing.TB, trouble channeltest.Trouble) *channeltest.Carrier {
	tb.Helper()
	tray := filepath.Join(tb.TempDir(), "tray-of-the-desk")
	folder := mailbox.Open()
	c := &channeltest.Carrier{
		Channel: paper.Open(folder, tray), Address: address, Private: []string{tray},
		Seen: func() []channeltest.Message { return lying(tb, tray) },
	}
	mkdir := func() {
		if err := os.Mkdir(tray, 0o700); err != nil {
			tb.Error(err)
		}
	}
	switch trouble { //nolint:exhaustive // the others cannot befall a tray
	case channeltest.Working:
		mkdir()
	case channeltest.Gone:
		c.Repair = mkdir
	case channeltest.Drop:
		mkdir()
		d := &dropping{Channel: folder, tray: tray}
		c.Channel, c.Repair = paper.Open(d, tray), func() { d.tray = "" }
	default:
		tb.Fatalf("no tray %s", trouble)
	}
	return c
}

// lying gives what lies in a tray.
func lying(tb testing.TB, tray string) []channeltest.Message {
	tb.Helper()
	entries, err := os.ReadDir(tray)
	if err != nil && !os.IsNotExist(err) {
		tb.Fatal(err)
	}
	var all []channeltest.Message
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(tray, e.Name()))
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, channeltest.Message{Reference: e.Name(), Bytes: b})
	}
	return all
}

// dropping is a tray that somebody empties as soon as something lies there.
type dropping struct {
	channel.Channel

	tray string
}

func (d *dropping) Deliver(ctx context.Context, p channel.Parcel) channel.Outcome {
	o := d.Channel.Deliver(ctx, p)
	if d.tray != "" {
		_ = os.Remove(filepath.Join(d.tray, p.Name)) // what is not there is gone
	}
	return o
}

// TestContent gives the channel content: what lies in the tray is the same task as
// for a knock, and nothing of the parcel, its name or its address is in it or in
// what it is called.
func TestContent(t *testing.T) {
	t.Parallel()
	tray := t.TempDir()
	c := paper.Open(mailbox.Open(), tray)
	p := channel.Parcel{Name: "abcdefghijklmnopqrstuvwxyz.age", Address: address, Bytes: bytes.Repeat([]byte("content in clear "), 1000), Copy: 1}
	names := map[string]bool{}
	for i, parcel := range []channel.Parcel{p, p, {Name: p.Name, Address: "tel:+4722123456", Knock: true, Copy: 2}} {
		o := c.Deliver(t.Context(), parcel)
		if o.Kind != delivery.OutcomeHanded || o.Stage != channel.StageAnswer || !strings.HasPrefix(o.Evidence, "task ") {
			t.Fatalf("attempt %d ended %+v", i, o)
		}
		seen := lying(t, tray)
		if len(seen) != 1 || string(seen[0].Bytes) != paper.Task {
			t.Fatalf("in the tray lies %+v", seen)
		}
		names[seen[0].Reference] = true
		if at := channeltest.Find([]byte(seen[0].Reference+string(seen[0].Bytes)+o.Evidence), []string{p.Name, "abcdefghij", "content in clear", "Canary", "22123456"}); at != "" {
			t.Errorf("the tray tells %s", at)
		}
	}
	if len(names) != 1 {
		t.Errorf("one parcel has the tasks %v", names)
	}
	p.Name = "bbcdefghijklmnopqrstuvwxyz.age"
	if c.Deliver(t.Context(), p); len(lying(t, tray)) != 2 {
		t.Error("another parcel is no task of its own")
	}
}

// TestNames refuses names that are none, also those that a knock would not show.
func TestNames(t *testing.T) {
	t.Parallel()
	tray := t.TempDir()
	c := paper.Open(mailbox.Open(), tray)
	for _, name := range []string{"", ".", "..", "../a", "a/b", "a..b", ".a", "-a", "a b", "a\nb", "a\x00", strings.Repeat("a", 129)} {
		o := c.Deliver(t.Context(), channel.Parcel{Name: name, Address: address, Bytes: []byte("x")})
		if o.Kind != delivery.OutcomeNever || o.Stage != channel.StageAddress || len(lying(t, tray)) > 0 {
			t.Errorf("%q ended %+v", name, o)
		}
	}
}

// A carrier is one of the tests, which answers as it is told.
type carrier struct {
	outcome channel.Outcome
	health  error
	parcel  channel.Parcel
}

func (c *carrier) Deliver(ctx context.Context, p channel.Parcel) channel.Outcome {
	c.parcel = p
	if c.outcome.Kind == "" {
		<-ctx.Done()
		return channel.Again(time.Minute, "the attempt was ended").At(channel.StageBody)
	}
	return c.outcome
}

func (c *carrier) Health(context.Context) error { return c.health }

// TestCarrier gives on what the tray's carrier says, and holds it to its time.
func TestCarrier(t *testing.T) {
	t.Parallel()
	for _, o := range []channel.Outcome{
		channel.Again(time.Minute, "later").At(channel.StageTLS), channel.Never("no").At(channel.StageAnswer),
	} {
		k := &carrier{outcome: o}
		if got := paper.Open(k, "tray").Deliver(t.Context(), channel.Parcel{Name: "a", Address: address, Bytes: []byte("x"), Copy: 3}); got != o {
			t.Errorf("it ended %+v, not %+v", got, o)
		}
		if k.parcel.Address != "tray" || k.parcel.Copy != 3 || k.parcel.Knock || string(k.parcel.Bytes) != paper.Task {
			t.Errorf("the carrier was given %+v", k.parcel)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if got := paper.Open(&carrier{}, "tray").Deliver(ctx, channel.Parcel{Name: "a", Address: address}); got.Kind != delivery.OutcomeAgain {
		t.Errorf("it ended %+v", got)
	}
	broken := errors.New("broken")
	if err := paper.Open(&carrier{health: broken}, "tray").Health(t.Context()); !errors.Is(err, broken) {
		t.Errorf("its health is %v", err)
	}
}

// TestAddresses holds that what is handed out for any address is a task or nothing.
func TestAddresses(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		k := &carrier{outcome: channel.Handed("there")}
		where := rapid.SampledFrom([]string{"tel:", "person:", "paper:", ""}).Draw(r, "scheme") + rapid.String().Draw(r, "where")
		o := paper.Open(k, "tray").Deliver(t.Context(), channel.Parcel{Name: "a", Address: where})
		if (o.Kind == delivery.OutcomeHanded) != (k.parcel.Name != "") || strings.Contains(o.Reason, where) && where != "" && len(where) > 8 {
			r.Fatalf("%q ended %+v", where, o)
		}
		if o.Kind == delivery.OutcomeHanded && strings.ContainsAny(where, "\n\r\x00\u202e\u2066") {
			r.Fatalf("%q was reached", where)
		}
	})
}
