package relay_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"

	"example.org/tocsin/channel"
	"example.org/tocsin/channel/channeltest"
	"example.org/tocsin/channel/mailbox"
	"example.org/tocsin/channel/relay"
	"example.org/tocsin/delivery"
)

// TestRelay holds the channel to the contract, with folders as carriers: what the
// trials give it is sealed into envelopes, as the desk does, and what arrives is
// opened as the intermediary does.
func TestRelay(t *testing.T) {
	t.Parallel()
	const carriers = "what befalls a carrier is held by its own tests; this one is a folder"
	channeltest.Exercise(t, channeltest.Harness{
		Open: open,
		Not: map[channeltest.Trouble]string{
			channeltest.HangConnect: carriers, channeltest.HangTLS: carriers, channeltest.Impostor: carriers, channeltest.HangBody: carriers,
			channeltest.CutBody: carriers, channeltest.HangAnswer: carriers, channeltest.CutAnswer: carriers, channeltest.Flood: carriers,
			channeltest.RefuseNow: carriers, channeltest.RefuseGood: carriers,
		},
		NoKnock:      "a knock at an intermediary would be heard by nobody else",
		NoWire:       carriers,
		BlindHealth:  "a folder's health says nothing",
		BadAddresses: []string{"", "box", "box:", "box:relative", "post:/srv/mission", ":/srv/mission", "/srv/mission", "box:~/mission"},
	})
}

// open opens a folder of an intermediary in a trouble.
func open(tb testing.TB, trouble channeltest.Trouble) *channeltest.Carrier {
	tb.Helper()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		tb.Fatal(err)
	}
	folder := filepath.Join(tb.TempDir(), "folder-of-the-mission")
	d := &dropping{Channel: mailbox.Open()}
	c := &channeltest.Carrier{
		Channel: &sealing{Channel: relay.Open(map[string]channel.Channel{"box": d}), identity: identity, envelopes: map[string][]byte{}},
		Address: "box:" + folder, Private: []string{folder},
		Seen: func() []channeltest.Message { return opened(tb, folder, identity) },
	}
	mkdir := func() {
		if err := os.Mkdir(folder, 0o700); err != nil {
			tb.Error(err)
		}
	}
	switch trouble { //nolint:exhaustive // the others cannot befall a folder
	case channeltest.Working:
		mkdir()
	case channeltest.Gone:
		c.Repair = mkdir
	case channeltest.Drop:
		mkdir()
		d.folder, c.Repair = folder, func() { d.folder = "" }
	default:
		tb.Fatalf("no folder %s", trouble)
	}
	return c
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

// A sealing channel seals what it is given into an envelope first, once for each
// parcel.
type sealing struct {
	channel.Channel

	identity  *age.X25519Identity
	mu        sync.Mutex
	envelopes map[string][]byte
}

func (s *sealing) Deliver(ctx context.Context, p channel.Parcel) channel.Outcome {
	if !p.Knock {
		s.mu.Lock()
		if s.envelopes[p.Name] == nil {
			s.envelopes[p.Name] = envelope(p.Bytes, s.identity.Recipient(), 24576)
		}
		p.Bytes = s.envelopes[p.Name]
		s.mu.Unlock()
	}
	return s.Channel.Deliver(ctx, p)
}

// envelope seals bytes behind newlines, in a file of a size.
func envelope(content []byte, to age.Recipient, size int) []byte {
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	if err != nil {
		panic(err) // of a recipient that was just drawn
	}
	plain := append(bytes.Repeat([]byte("\n"), size-out.Len()-16-len(content)), content...)
	_, err = w.Write(plain)
	if err := errors.Join(err, w.Close()); err != nil {
		panic(err) // into memory
	}
	return out.Bytes()
}

// opened gives what lies in a folder, opened by the intermediary.
func opened(tb testing.TB, folder string, identity age.Identity) []channeltest.Message {
	tb.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil && !os.IsNotExist(err) {
		tb.Fatal(err)
	}
	var all []channeltest.Message
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			tb.Fatal(err)
		}
		r, err := age.Decrypt(bytes.NewReader(b), identity)
		if err != nil {
			tb.Fatal(err)
		}
		plain, err := io.ReadAll(r)
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, channeltest.Message{Reference: e.Name(), Bytes: bytes.TrimLeft(plain, "\n")})
	}
	return all
}

// TestOnlyEnvelopes hands nothing to an intermediary but what is sealed to him: no
// file for a recipient, no text, nothing of another size.
func TestOnlyEnvelopes(t *testing.T) {
	t.Parallel()
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	c := relay.Open(map[string]channel.Channel{"box": mailbox.Open(), "any": taking{}})
	if o := c.Deliver(t.Context(), channel.Parcel{Name: "a", Address: "any:there", Bytes: envelope(nil, identity.Recipient(), 24576), Knock: true}); o.Kind != delivery.OutcomeNever {
		t.Errorf("a knock ended %+v", o)
	}
	send := func(b []byte, knock bool) channel.Outcome {
		return c.Deliver(t.Context(), channel.Parcel{Name: "a.age", Address: "box:" + folder, Bytes: b, Knock: knock})
	}
	for what, b := range map[string][]byte{
		"nothing": nil, "a text": []byte("a warning in clear"), "a file for the recipient": envelope(nil, identity.Recipient(), 20480),
		"a text of the size": bytes.Repeat([]byte("a"), 24576), "an inner envelope": envelope(nil, identity.Recipient(), 23296),
	} {
		if o := send(b, false); o.Kind != delivery.OutcomeNever || o.Stage != channel.StageAddress || strings.Contains(o.Reason, folder) {
			t.Errorf("%s ended %+v", what, o)
		}
	}
	if o := send(envelope(nil, identity.Recipient(), 24576), true); o.Kind != delivery.OutcomeNever {
		t.Errorf("a knock ended %+v", o)
	}
	if entries, _ := os.ReadDir(folder); len(entries) > 0 {
		t.Fatalf("there lies %v", entries)
	}
	for _, size := range relay.Sizes() {
		if o := c.Deliver(t.Context(), channel.Parcel{Name: "of." + strings.Repeat("x", size%7), Address: "box:" + folder, Bytes: envelope(nil, identity.Recipient(), size)}); o.Kind != delivery.OutcomeHanded {
			t.Errorf("an envelope of %d bytes ended %+v", size, o)
		}
	}
}

// taking is a carrier that takes everything.
type taking struct{ channel.Channel }

func (taking) Deliver(context.Context, channel.Parcel) channel.Outcome {
	return channel.Handed("taken")
}

// sick is a carrier that is not open.
type sick struct{ channel.Channel }

func (sick) Health(context.Context) error { return errors.New("not open") }

// TestHealth names the carrier that is not open.
func TestHealth(t *testing.T) {
	t.Parallel()
	carriers := map[string]channel.Channel{"box": mailbox.Open(), "post": sick{}}
	err := relay.Open(carriers).Health(t.Context())
	if err == nil || !strings.Contains(err.Error(), "post: not open") || strings.Contains(err.Error(), "box") {
		t.Errorf("its health is %v", err)
	}
	delete(carriers, "post")
	if err := relay.Open(carriers).Health(t.Context()); err != nil {
		t.Errorf("its health is %v", err)
	}
}
