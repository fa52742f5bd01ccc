// Package relay hands files to intermediaries, who carry them on and cannot read
// them.
//
// What goes to an intermediary is sealed in a layer of his own, and looks like any
// other such file. This channel carries it by one of the ways that reach him: its
// address names the carrier and the address there, "mailbox:/srv/mission". It
// carries nothing else: a file that is not of an envelope's size and form would
// show an intermediary what is for the recipient alone.
//
// "Handed" says that the carrier has it. What the intermediaries did with it is
// said by their receipts, which come back by Collect.
//
// Promises: besides those of every channel, nothing that is not an envelope goes to
// an intermediary, and no knock; a receipt that came back is given to the inbox
// until that has kept it, is never lost and never given again after.
package relay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.org/tocsin/channel"
)

// Sizes are those of the files that leave for a first intermediary: of one, or of
// several where none has hybrid keys, and of several where one has.
func Sizes() []int { return []int{24576, 32768} }

// Channel hands files to intermediaries by other channels.
type Channel struct {
	carriers map[string]channel.Channel
}

// Open gives the channel over the carriers that reach intermediaries, by name.
func Open(carriers map[string]channel.Channel) *Channel {
	return &Channel{maps.Clone(carriers)}
}

// Health says why a carrier is not open, by its name.
func (c *Channel) Health(ctx context.Context) error {
	var all []error
	for _, name := range slices.Sorted(maps.Keys(c.carriers)) {
		if err := c.carriers[name].Health(ctx); err != nil {
			all = append(all, fmt.Errorf("the carrier %s: %w", name, err))
		}
	}
	return errors.Join(all...)
}

// Deliver hands an envelope to the carrier that its address names.
func (c *Channel) Deliver(ctx context.Context, p channel.Parcel) channel.Outcome {
	name, address, ok := strings.Cut(p.Address, ":")
	carrier := c.carriers[name]
	switch {
	case !ok || carrier == nil || address == "":
		return channel.Never("the address names no carrier that reaches an intermediary").At(channel.StageAddress)
	case p.Knock:
		return channel.Never("a knock at an intermediary would be heard by nobody else").At(channel.StageAddress)
	case !envelope(p.Bytes):
		return channel.Never("the parcel is no envelope for an intermediary").At(channel.StageAddress)
	}
	p.Address = address
	return carrier.Deliver(ctx, p)
}

// envelope reports whether bytes look like a file for a first intermediary.
func envelope(b []byte) bool {
	return slices.Contains(Sizes(), len(b)) && bytes.HasPrefix(b, []byte("age-encryption.org/v1\n"))
}
