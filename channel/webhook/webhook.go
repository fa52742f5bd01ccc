// Package webhook carries sealed files and knocks as HTTPS requests to addresses
// that recipients run, signed as the Standard Webhooks specification has it.
//
// The id of a request is made from the parcel's name with a key, and is the same
// in each attempt; the time is that of the attempt. Each request is signed twice:
// with our Ed25519 key (v1a), which all recipients can know, and with a secret of
// the one address (v1), derived from our key, for those who know nothing else. A
// knock is as large as a file and says the same to everybody. Verifier is what a
// recipient checks requests with.
//
// An answer says that the recipient's machine has the parcel, and no more. A
// signed receipt that comes with it is evidence, byte for byte.
//
// Promises: nothing is sent but over TLS to the name in the address; no answer
// sends us anywhere else, and no address into a network that the operator has not
// named, whatever a name leads to; the environment names no proxy; an attempt ends
// with its context wherever the other side hangs; handed means an answer that says
// so, and what was sent whole without an answer ends at the stage of the body; no
// header names the program, the holder or the parcel; no reason holds a word of
// the answer; what a verifier has taken it takes again only as the same, and
// nothing that is old, early, changed or of another key.
package webhook

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"net/netip"
	"strings"
	"time"

	"example.org/tocsin/channel"
)

// When another attempt is worth it.
const (
	// retry is for what passes by itself.
	retry = 5 * time.Minute
	// later is for what somebody has to put right.
	later = 30 * time.Minute
	// shortest and longest bound what an answer asks us to wait: a deadline does
	// not sleep because a machine says so.
	shortest = time.Second
	longest  = time.Hour
	// patience is how long one attempt takes at most, whatever its context says.
	patience = 30 * time.Second
)

// maxContent is the size of the largest file that is carried.
const maxContent = 1 << 20

// knockSize is that of a sealed file.
const knockSize = 20480

// knock is what a knock says, to everybody.
var knock = func() []byte {
	const says = "Please check your usual place.\n"
	return []byte(says + strings.Repeat("\n", knockSize-len(says)))
}()

// Channel delivers to addresses of HTTPS.
type Channel struct {
	key     []byte
	signers []ed25519.PrivateKey // the first is ours now
	roots   *x509.CertPool
	allowed []netip.Prefix
	inbox   channel.Inbox
	now     func() time.Time
}

// Deliver posts the parcel to its address.
func (c *Channel) Deliver(ctx context.Context, p channel.Parcel) channel.Outcome {
	to, err := parseAddress(p.Address)
	if err == nil {
		err = c.reachable(to)
	}
	switch {
	case err != nil:
		return channel.Never(err.Error()).At(channel.StageAddress)
	case !validName(p.Name):
		return channel.Never("the parcel has no name that can be told from others").At(channel.StageAddress)
	case p.Knock && len(p.Bytes) > 0:
		return channel.Never("a knock carries nothing, and this one does").At(channel.StageAddress)
	case !p.Knock && (len(p.Bytes) == 0 || len(p.Bytes) > maxContent):
		return channel.Never("the parcel has no size that is carried").At(channel.StageAddress)
	case ctx.Err() != nil:
		return channel.Again(retry, "the attempt was ended before it began").At(channel.StageConnect)
	}
	body := p.Bytes
	if p.Knock {
		body = knock
	}
	ctx, end := context.WithTimeout(ctx, patience)
	defer end()
	a, err := c.post(ctx, to, c.Reference(p.Name), body)
	if err != nil {
		return lost(err)
	}
	o := a.outcome(c.now())
	if len(a.receipt) > 0 && c.inbox != nil {
		// It stands in the evidence as well, whatever becomes of it here.
		_ = c.inbox.Take(ctx, channel.Evidence{Channel: "webhook", Bytes: a.receipt})
	}
	return o
}

// Knock knocks without a parcel. Whoever watches learns nothing from knocks that
// come each week, whether or not there is something in the usual place.
func (c *Channel) Knock(ctx context.Context, address string) channel.Outcome {
	return c.Deliver(ctx, channel.Parcel{Name: rand.Text(), Address: address, Knock: true, Copy: 1})
}

// Health has nothing to say: each address is a place of its own, and asking there
// would be sending.
func (*Channel) Health(context.Context) error { return nil }

// validName reports whether a name is one as parcels have it: letters and digits
// of ASCII, with dots, dashes and underscores after the first.
func validName(name string) bool {
	for i, c := range []byte(name) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && (i == 0 || c != '.' && c != '-' && c != '_') {
			return false
		}
	}
	return name != "" && len(name) <= 128
}
