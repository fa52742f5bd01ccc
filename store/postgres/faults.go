package postgres

import (
	"errors"
	"io"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// ErrUnknown says that the server took a commit, went away before it answered
// and stayed away: whether the batch was kept shows when it is back.
var ErrUnknown = errors.New("whether it was kept cannot be known before the server is back")

// code gives the code of what the server says in err, or nothing.
func code(err error) string {
	if server, ok := errors.AsType[*pgconn.PgError](err); ok {
		return server.Code
	}
	return ""
}

// transient reports whether the same may succeed when it is tried again: the
// server has put another transaction first, is restarting, has handed over to
// another, or the connection is gone.
func transient(err error) bool {
	if _, unsigned := errors.AsType[*unsignedError](err); unsigned || errors.Is(err, ErrUnknown) {
		return false
	}
	if said := code(err); said != "" {
		switch said {
		case "40001", "40P01", "57P01", "57P02", "57P03", "57P05", "25P03", "25006", "53300":
			return true
		}
		return strings.HasPrefix(said, "08")
	}
	return lost(err)
}

// lost reports whether err is of a connection that is gone or was not to be
// had, and not an answer of the server.
func lost(err error) bool {
	// As net.Error; what it says of timeouts does not matter.
	var network interface {
		error
		Timeout() bool
		Temporary() bool
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, pgconn.ErrConnClosed) ||
		errors.As(err, &network)
}

// ownFault reports whether an error lies in what one caller asked: the server
// has looked at a value and does not take it.
func ownFault(err error) bool {
	said := code(err)
	return strings.HasPrefix(said, "22") || strings.HasPrefix(said, "23") || strings.HasPrefix(said, "54")
}
