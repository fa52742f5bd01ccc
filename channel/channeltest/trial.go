package channeltest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"filippo.io/age"

	"example.org/tocsin"
	"example.org/tocsin/channel"
	"example.org/tocsin/delivery"
)

const (
	// deadline is how long an attempt is given that cannot succeed, long enough
	// to get as far as it can.
	deadline = 400 * time.Millisecond
	// moment is after how long a caller gives up who does not care how far it got.
	moment = 100 * time.Millisecond
	// grace is what an attempt may take beyond its deadline, on a machine that
	// has other things to do.
	grace = 2 * time.Second
	// patience is how long an attempt is given that should succeed.
	patience = 20 * time.Second
	// evidenceMax is how much evidence of a carrier may be kept in an event.
	evidenceMax = 4096
	// contentSize is that of every sealed warning.
	contentSize = 20480
)

// A trial is the test of one promise.
type trial struct {
	testing.TB

	h Harness
	// grace is what an attempt may take beyond its deadline.
	grace time.Duration
}

// canaries are what a sealed warning holds and no channel is told: if one is on
// a wire, something was opened or said that should not have been.
var canaries = []string{
	"Synthetic Holder Office of Canary Street",
	"the meeting house on Canary Street is to be attacked",
	"dossierdossierdossierdoss2",
	"dispatchdispatchdispatchd3",
	"warningwarningwarningwarn4",
	"recipientrecipientrecipie5",
}

// parcel makes a parcel of content for an address: a real age file of the size
// that all have, with the canaries in it.
func (t *trial) parcel(address string) channel.Parcel {
	t.Helper()
	if t.h.NoContent != "" {
		return t.knocking(address)
	}
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(canaries, "\n")
	sealed := sealTo(t, text, identity.Recipient())
	sealed = sealTo(t, text+strings.Repeat("\n", contentSize-len(sealed)), identity.Recipient())
	if len(sealed) != contentSize {
		t.Fatalf("the parcel has %d bytes", len(sealed))
	}
	return channel.Parcel{Name: drawName(), Address: address, Bytes: sealed, Copy: 1}
}

// sealTo seals a text with age.
func sealTo(tb testing.TB, text string, to age.Recipient) []byte {
	tb.Helper()
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to)
	if err == nil {
		_, err = w.Write([]byte(text))
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// knocking makes a knock for an address.
func (*trial) knocking(address string) channel.Parcel {
	return channel.Parcel{Name: drawName(), Address: address, Knock: true, Copy: 1}
}

// drawName draws a parcel's name as the engine does.
func drawName() string { return strings.ToLower(rand.Text()) + ".age" }

// open opens the harness in a trouble.
func (t *trial) open(trouble Trouble) *Carrier {
	t.Helper()
	c := t.h.Open(t.TB, trouble)
	if c == nil || c.Channel == nil || c.Address == "" || c.Seen == nil || (c.Wire == nil) != (t.h.NoWire != "") {
		t.Fatalf("the harness opens %+v when it is %q", c, trouble)
	}
	return c
}

// deliver makes an attempt with a deadline, holds it to that, and holds its
// outcome to what every outcome is.
func (t *trial) deliver(c *Carrier, p channel.Parcel) channel.Outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	ended := make(chan channel.Outcome, 1)
	go func() { ended <- c.Channel.Deliver(ctx, p) }()
	select {
	case o := <-ended:
		t.sound(c, p, o)
		return o
	case <-time.After(patience + t.grace):
		t.Fatalf("the attempt has a deadline of %s and is not back %s after it", patience, t.grace)
	}
	return channel.Outcome{}
}

// stages are the stages of an attempt.
var stages = []channel.Stage{
	channel.StageAddress, channel.StageConnect, channel.StageTLS, channel.StageBody, channel.StageAnswer,
}

// sound fails the test unless an outcome is whole and says nothing it must not.
func (t *trial) sound(c *Carrier, p channel.Parcel, o channel.Outcome) {
	t.Helper()
	if !slices.Contains(stages, o.Stage) {
		t.Errorf("the outcome has no stage: %+v", o)
	}
	switch o.Kind {
	case delivery.OutcomeHanded:
		if o.Evidence == "" || len(o.Evidence) > evidenceMax || !utf8.ValidString(o.Evidence) {
			t.Errorf("what was handed over has %d bytes of evidence, not 1 to %d of UTF-8", len(o.Evidence), evidenceMax)
		}
		if o.Stage != channel.StageAnswer || o.Reason != "" || o.After != 0 {
			t.Errorf("what was handed over was answered for, and needs neither a reason nor another attempt: %+v", o)
		}
	case delivery.OutcomeAgain:
		if o.After <= 0 || o.After > 24*time.Hour || o.Reason == "" {
			t.Errorf("another attempt has a time and a reason: %+v", o)
		}
	case delivery.OutcomeNever:
		if o.After != 0 || o.Reason == "" {
			t.Errorf("no other attempt has no time, and a reason: %+v", o)
		}
	default:
		t.Errorf("the outcome is %q", o.Kind)
	}
	if len(o.Reason) > 200 {
		t.Errorf("the reason has %d letters; an operator reads a line", len(o.Reason))
	}
	t.silent("the reason", o.Reason, t.private(c, p))
}

// private gives what no reason may hold: the address and what it is made of, the
// parcel's name, the holder's, what the carrier said, what was sealed.
func (*trial) private(c *Carrier, p channel.Parcel) []string {
	words := append(slices.Concat(canaries, c.Private), Quote, c.Address)
	if p.Name != "" {
		words = append(words, p.Name, strings.TrimSuffix(p.Name, ".age"))
	}
	for _, part := range strings.FieldsFunc(c.Address, func(r rune) bool { return strings.ContainsRune("/@:?&=#", r) }) {
		if len(part) >= 6 {
			words = append(words, part)
		}
	}
	if p.Address != c.Address && len(p.Address) >= 6 {
		words = append(words, p.Address)
	}
	return words
}

// silent fails the test if something that is said holds one of the words.
func (t *trial) silent(what, said string, words []string) {
	t.Helper()
	if found := Find([]byte(said), words); found != "" {
		t.Errorf("%s holds %s: %.300q", what, found, said)
	}
}

// ends fails the test unless an outcome is of a kind and, where any are given,
// at one of the stages.
func (t *trial) ends(o channel.Outcome, kind delivery.Outcome, at ...channel.Stage) {
	t.Helper()
	if o.Kind != kind || len(at) > 0 && !slices.Contains(at, o.Stage) {
		t.Errorf("the attempt ended %q at %q (%s), want %q at %q", o.Kind, o.Stage, o.Reason, kind, at)
	}
}

// holds fails the test unless exactly these parcels are visible, each once, or,
// where the channel cannot promise that, each at least once and marked.
func (t *trial) holds(c *Carrier, parcels ...channel.Parcel) {
	t.Helper()
	seen := c.Seen()
	references := map[string]bool{}
	for _, p := range parcels {
		var copies []int
		for _, m := range seen {
			if bytes.Equal(m.Bytes, p.Bytes) || p.Knock {
				copies = append(copies, m.Copy)
				references[m.Reference] = true
			}
		}
		slices.Sort(copies)
		if len(copies) == 0 || t.h.ManySeen == "" && len(copies) != 1 {
			t.Errorf("a parcel is visible %d times among %d messages", len(copies), len(seen))
		}
	}
	if len(references) != len(parcels) || references[""] {
		t.Errorf("%d parcels have %d references: %v", len(parcels), len(references), references)
	}
	if t.h.ManySeen == "" && len(seen) != len(parcels) {
		t.Errorf("%d messages are visible, not %d", len(seen), len(parcels))
	}
}

// none fails the test if anything is visible.
func (t *trial) none(c *Carrier, when string) {
	t.Helper()
	if seen := c.Seen(); len(seen) != 0 {
		t.Errorf("%s: %d messages are visible", when, len(seen))
	}
}

// refusal reports whether an error is a refusal.
func refusal(err error) bool {
	_, ok := errors.AsType[*tocsin.Refusal](err)
	return ok
}
