// Package email carries sealed files and knocks by SMTP, through the one mail
// server that the operator names.
//
// A knock says the same to everybody, in four languages; a sealed file comes as an
// attachment under its random name, with lines that say how to open it. All copies
// of one parcel have one Message-ID, which is made from the parcel's name with a
// key and says nothing. The server's last word is evidence that the carrier has
// the parcel and never of more.
//
// There is no line that tells machines that a machine wrote: a person let the
// parcel go, and filters put aside what is automatic.
//
// Promises: nothing but a greeting is said before TLS stands, to the server whose
// name is in the certificate; an attempt ends with its context wherever the server
// hangs; handed means that the server took the message after its last byte, and
// what it does afterwards changes nothing; what was sent whole without an answer
// may have been seen and ends at the stage of the body; no header names the
// program, the holder or the second; an address that would break a line is never
// reached; no reason and no evidence holds what a server says of a recipient; a
// report of what became of a message is read strictly or not at all.
package email

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/tls"
	"time"

	"example.org/tocsin/channel"
)

// When another attempt is worth it.
const (
	// retry is for what passes by itself: a line that breaks, a server that
	// wants to see a sender twice.
	retry = 5 * time.Minute
	// later is for what somebody has to put right: a full mailbox, our password.
	later = 30 * time.Minute
	// patience is how long one attempt takes at most, whatever its context says.
	patience = 2 * time.Minute
)

// maxContent is the size of the largest file that is attached.
const maxContent = 1 << 20

// Channel delivers by one mail server.
type Channel struct {
	server   string // host and port
	host     string // the name in the server's certificate
	implicit bool
	tls      *tls.Config
	user     string
	password string
	helo     string
	from     string
	domain   string // of from
	dkim     struct {
		domain, selector string
		key              crypto.Signer
	}
	key   []byte
	now   func() time.Time
	limit limit
}

// Deliver hands the parcel to the mail server.
func (c *Channel) Deliver(ctx context.Context, p channel.Parcel) channel.Outcome {
	to, err := parseAddress(p.Address)
	switch {
	case err != nil:
		return channel.Never(err.Error()).At(channel.StageAddress)
	case !validName(p.Name):
		return channel.Never("the parcel has no name that an attachment takes").At(channel.StageAddress)
	case p.Knock && len(p.Bytes) > 0:
		return channel.Never("a knock carries nothing, and this one does").At(channel.StageAddress)
	case !p.Knock && (len(p.Bytes) == 0 || len(p.Bytes) > maxContent):
		return channel.Never("the parcel has no size that a mail takes").At(channel.StageAddress)
	case ctx.Err() != nil:
		return channel.Again(retry, "the attempt was ended before it began").At(channel.StageConnect)
	}
	message, err := c.message(p, to)
	if err != nil {
		return channel.Again(later, "the message could not be written or signed").At(channel.StageConnect)
	}
	if wait := c.limit.take(c.now()); wait > 0 {
		return channel.Again(wait, "as many messages as are allowed left within the last minute").At(channel.StageConnect)
	}
	ctx, end := context.WithTimeout(ctx, patience)
	defer end()
	answer, err := c.carry(ctx, p.Name, to, message)
	if err != nil {
		return judge(err)
	}
	return channel.Handed(evidence(answer, p.Name, to))
}

// Knock knocks without a parcel. Whoever watches learns nothing from knocks that
// come each week, whether or not there is something in the usual place.
func (c *Channel) Knock(ctx context.Context, address string) channel.Outcome {
	return c.Deliver(ctx, channel.Parcel{Name: rand.Text(), Address: address, Knock: true, Copy: 1})
}

// Health says why the mail server would not take a message of ours, or nil. It
// goes as far as naming the sender and takes it back.
func (c *Channel) Health(ctx context.Context) error {
	ctx, end := context.WithTimeout(ctx, patience)
	defer end()
	s, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.client.Mail("<" + c.from + ">"); err != nil {
		return s.trouble(stepSender, err)
	}
	if err := s.client.Reset(); err != nil {
		return s.trouble(stepSender, err)
	}
	s.quit()
	return nil
}
