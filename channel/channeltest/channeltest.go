// Package channeltest is what every channel must pass.
//
// The test of a leaf starts a carrier that is real (a server with a socket, a
// folder on a disk), opens its channel against it, and gives both to Exercise in
// a Harness: what is visible at the destination, every byte that went over the
// wire before it was encrypted, and the carrier in each trouble that it can be
// in. What a leaf cannot promise or suffer it says in the Harness, with the
// reason; there is no other way to leave a trial out.
//
// Promises: Exercise fails for a channel that says handed what the carrier did
// not take, that leaves two of one parcel without saying which copy each is, that
// remembers a delivery instead of asking the carrier, that outlives its context
// or leaves a goroutine behind, that has no stage, no evidence or no time for
// another attempt, whose reasons or wire hold content, holders or ids in plain,
// base64, hexadecimal or as a URL, whose knock says which parcel it is for, and
// whose health sends anything or tells of an address. For each there is a channel
// in the tests that does so.
package channeltest

import (
	"testing"

	"example.org/tocsin/channel"
)

// A Trouble is one way in which a carrier can fail.
type Trouble string

// The troubles. Working is none.
const (
	Working Trouble = ""
	// Gone has nobody there: a connection is refused, a folder is missing.
	Gone Trouble = "is gone"
	// HangConnect never completes a connection; see Blackhole.
	HangConnect Trouble = "hangs at connect"
	// HangTLS accepts a connection and says nothing in the handshake; see Silent.
	HangTLS Trouble = "hangs at TLS"
	// Impostor shows a certificate that is not the carrier's.
	Impostor Trouble = "shows another's certificate"
	// HangBody reads some of the parcel, then neither reads nor answers.
	HangBody Trouble = "hangs mid-body"
	// CutBody reads some of the parcel and breaks off.
	CutBody Trouble = "breaks off mid-body"
	// HangAnswer takes the whole parcel, so that it is visible, and never
	// answers.
	HangAnswer Trouble = "takes it and never answers"
	// CutAnswer takes the whole parcel, so that it is visible, and breaks off
	// instead of answering.
	CutAnswer Trouble = "takes it and breaks off"
	// Flood takes the parcel and answers without end.
	Flood Trouble = "answers without end"
	// Drop answers that it has the parcel and throws it away.
	Drop Trouble = "answers OK and drops"
	// RefuseNow refuses for now, in the words of Quote.
	RefuseNow Trouble = "refuses for now"
	// RefuseGood refuses for good, in the words of Quote.
	RefuseGood Trouble = "refuses for good"
)

// Quote is what a carrier says when it refuses. Carriers quote what they are
// given, so no reason may repeat what they say.
const Quote = "quoted-words-of-the-carrier-5f1d"

// troubles are all of them.
var troubles = []Trouble{
	Gone, HangConnect, HangTLS, Impostor, HangBody, CutBody, HangAnswer, CutAnswer, Flood, Drop, RefuseNow, RefuseGood,
}

// A Harness is a kind of channel with the carriers it meets.
type Harness struct {
	// Open starts a carrier of its own that is in a trouble, and opens the
	// channel against it; what it starts ends with tb. It is called for every
	// trial, at the same time.
	Open func(tb testing.TB, trouble Trouble) *Carrier
	// Not says for each trouble that cannot befall this carrier why not.
	Not map[Trouble]string
	// ManySeen says why one parcel delivered twice may be seen twice; each is
	// then marked with its copy and bears the same reference. It is empty for a
	// channel that promises one.
	ManySeen string
	// NoContent says why the channel carries no content, NoKnock why it knocks
	// nowhere; a channel of which neither is said does both.
	NoContent, NoKnock string
	// NoWire says why there is no wire to capture.
	NoWire string
	// BlindHealth says why its health cannot tell that the carrier is gone.
	BlindHealth string
	// BadAddresses can never be reached this way.
	BadAddresses []string
}

// A Carrier is a carrier that runs, and a channel open against it.
type Carrier struct {
	Channel channel.Channel
	// Address is where a recipient is that this carrier reaches.
	Address string
	// Private are further words that no reason may hold and no wire: the
	// holder's name as the channel is configured with it, a path, a password.
	Private []string
	// Seen gives what is visible at the destination now, in any order.
	Seen func() []Message
	// Wire gives every byte that went over the wire until now, both ways, as it
	// was before encryption; see Recorder. It is nil where NoWire is said.
	Wire func() []byte
	// Repair ends the trouble. It is nil where the carrier works, and may be nil
	// where nothing was taken or answered; a carrier that took or dropped the
	// parcel, or broke off, can be repaired.
	Repair func()
}

// A Message is what somebody at the destination can see.
type Message struct {
	// Reference is what tells him that two are the same: the name of a file,
	// the id of a message.
	Reference string
	// Copy is the n of "copy n", and 0 where no copy is told.
	Copy int
	// Bytes are the parcel as it arrived; of a knock, all that is shown to him
	// save the time and what tells one message from another.
	Bytes []byte
}

// Exercise holds a channel to the contract.
func Exercise(t *testing.T, h Harness) {
	t.Helper()
	for _, p := range promises(h) {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			p.hold(&trial{TB: t, h: h, grace: grace})
		})
	}
}

// A promise is one thing that Exercise holds.
type promise struct {
	name string
	hold func(*trial)
}

// promises are all that apply to a harness.
func promises(h Harness) []promise {
	all := []promise{
		{"the harness leaves nothing out without a reason", (*trial).complete},
		{"one parcel is one message", (*trial).once},
		{"many at once are one message", (*trial).atOnce},
		{"another parcel is another message", (*trial).apart},
		{"a knock is always the same and names nothing", (*trial).knock},
		{"an address that is none is told from one that is not reached", (*trial).addresses},
		{"a name that is none goes nowhere", (*trial).names},
		{"nothing begins after the end", (*trial).ended},
		{"a wire holds nothing of the holder's", (*trial).wire},
		{"health sends nothing and names nobody", (*trial).health},
		{"nothing is left running", (*trial).leftRunning},
	}
	for _, trouble := range troubles {
		if h.Not[trouble] != "" {
			continue
		}
		all = append(all, promise{"a carrier that " + string(trouble), func(t *trial) { t.trouble(trouble) }})
	}
	return all
}
