// Package paper hands out tasks to people who reach people: somebody is to be
// called, or visited, or handed a page.
//
// What is read out or handed over is content in clear. So it is never made before
// the officer asks for it, and never lies on a disk: this channel puts a task into
// the tray of the duty desk, and the officer prints the sheet from the record when
// he takes it up. A task is a constant text under a name that says nothing; who
// finds the tray learns how many tasks there are, and when they came.
//
// "Handed" says that the task lies in the tray, never that anybody was called.
// What came of it is said by the note that two officers sign.
//
// Promises: besides those of every channel, a task holds no byte of its parcel,
// and of its name only what cannot be turned back; whatever is carried, content or
// knock, is the same task.
package paper

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"

	"example.org/tocsin/channel"
)

// Task is what lies in the tray.
const Task = "Somebody is to be reached by phone or by hand. See in the record what is due,\nand print the sheet there.\n"

// Channel puts tasks into the tray of a desk.
type Channel struct {
	carrier channel.Channel
	tray    string
}

// Open gives the channel that puts tasks into a tray, by a carrier that reaches it:
// a folder, or a mail to the duty desk.
func Open(carrier channel.Channel, tray string) *Channel { return &Channel{carrier, tray} }

// Health says why tasks do not reach the tray, as far as its carrier can tell.
func (c *Channel) Health(ctx context.Context) error { return c.carrier.Health(ctx) }

// Deliver puts the task of a parcel into the tray, once for each parcel. The
// address says how somebody is reached: "tel:+4722123456", "person:PLACE",
// "paper:PLACE". It stays here: the officer has it on his sheet.
func (c *Channel) Deliver(ctx context.Context, p channel.Parcel) channel.Outcome {
	switch {
	case !validAddress(p.Address):
		return channel.Never("the address is neither a number to call nor a place to go to").At(channel.StageAddress)
	case !validName(p.Name):
		return channel.Never("the parcel has no name that a task can be made of").At(channel.StageAddress)
	}
	name := taskName(p.Name)
	o := c.carrier.Deliver(ctx, channel.Parcel{Name: name, Address: c.tray, Bytes: []byte(Task), Copy: p.Copy})
	if o.Evidence != "" {
		o.Evidence = "task " + name
	}
	return o
}

// taskName names the task of a parcel: the same for the same parcel, and nothing
// that leads back to it.
func taskName(parcel string) string {
	sum := sha256.Sum256([]byte("tocsin-task/v1\n" + parcel))
	return hex.EncodeToString(sum[:16]) + ".task"
}

// validName reports whether a parcel's name is one: letters and digits of ASCII,
// with dots, dashes and underscores after the first.
func validName(name string) bool {
	return name != "" && len(name) <= 128 && !strings.ContainsAny(name[:1], ".-_") &&
		strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") == "" && !strings.Contains(name, "..")
}

// maxAddress bounds an address in bytes.
const maxAddress = 610

// validAddress reports whether an address says how and where.
func validAddress(address string) bool {
	scheme, where, ok := strings.Cut(address, ":")
	hidden := strings.ContainsFunc(where, func(r rune) bool {
		return !unicode.IsPrint(r) && r != '\u200c' || r == unicode.ReplacementChar
	})
	if !ok || where == "" || where != strings.TrimSpace(where) || len(address) > maxAddress || hidden {
		return false
	}
	digits, plus := strings.CutPrefix(where, "+")
	switch scheme {
	case "tel":
		return plus && len(digits) >= 7 && len(digits) <= 15 && digits[0] != '0' && strings.Trim(digits, "0123456789") == ""
	case "person", "paper":
		return true
	}
	return false
}
