package watch

import (
	"context"

	"example.org/tocsin/channel"
	"example.org/tocsin/desk"
)

// An Inbox takes what came back by a channel and has the desk keep it.
type Inbox struct{ desk *desk.Desk }

// NewInbox makes the inbox of a desk.
func NewInbox(d *desk.Desk) *Inbox { return &Inbox{desk: d} }

// Take keeps evidence; see channel.Inbox.
func (i *Inbox) Take(ctx context.Context, e channel.Evidence) error {
	return i.desk.TakeIn(ctx, e.Bytes)
}
