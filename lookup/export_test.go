package lookup

import (
	"context"
	"net"
)

// Guarded dials as a client does that was given no Dial.
func Guarded(ctx context.Context, network, address string) (net.Conn, error) {
	return (&net.Dialer{Timeout: patience, Control: public}).DialContext(ctx, network, address)
}

// The parts that are tried alone.
var (
	PublicAddr  = publicAddr
	ParseList   = parseList
	ParseRecord = parseRecord
	Plain       = plain
)

// ForDomain finds the register of a domain in a list.
func (l list) ForDomain(domain string) (string, bool) { return l.forDomain(domain) }

// AnyRecord takes an answer for one about what was asked.
func AnyRecord(record) bool { return true }
