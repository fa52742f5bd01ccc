package mailbox

import (
	"context"
	"net"
)

// Listen opens the place where a drop is served, such as ":8443".
func Listen(ctx context.Context, address string) (net.Listener, error) {
	var l net.ListenConfig
	return l.Listen(ctx, "tcp", address)
}
