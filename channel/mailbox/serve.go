package mailbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"example.org/tocsin"
)

// A Server serves a drop to strangers.
type Server struct {
	Handler http.Handler
	// TLS holds the certificate. Without it Plain must be said.
	TLS *tls.Config
	// OldTLS lets in those who know TLS 1.2 only.
	OldTLS bool
	// Plain serves without TLS, to this machine only: for a proxy or an onion
	// service that stands before it.
	Plain bool
	// Connections is how many there may be at once, 1,024 if it is 0, and
	// FromOne how many from one network, 64 if it is 0; for connections of this
	// machine only the first holds.
	Connections, FromOne int
}

// The time that a client has, whatever he does with it.
const (
	headTime = 10 * time.Second
	bodyTime = 60 * time.Second
	stopTime = 5 * time.Second
)

// Serve serves until ctx ends, and gives those who are being answered a moment.
// It closes the listener. Nothing is logged: whoever came here is told to nobody.
func (s Server) Serve(ctx context.Context, l net.Listener) error {
	l = limitListener(l, or(s.Connections, 1024), or(s.FromOne, 64))
	secured, err := s.secure(l)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	server := &http.Server{
		Handler:           s.Handler,
		ReadHeaderTimeout: headTime,
		ReadTimeout:       bodyTime,
		WriteTimeout:      bodyTime,
		IdleTimeout:       bodyTime,
		MaxHeaderBytes:    8 << 10,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
		// HTTP/1.1 alone: its heads are as long as they look.
		Protocols:   new(http.Protocols),
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	server.Protocols.SetHTTP1(true)
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		err := server.Shutdown(last)
		if err != nil {
			err = server.Close() // whoever is slower is cut off
		}
		stopped <- err
	})
	err = server.Serve(secured)
	if !stop() {
		err = <-stopped
	}
	if err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving the drop: %w", err)
	}
	return nil
}

// secure puts TLS over a listener, or holds one without to this machine.
func (s Server) secure(l net.Listener) (net.Listener, error) {
	if s.TLS == nil {
		at, err := netip.ParseAddrPort(l.Addr().String())
		if !s.Plain || err != nil || !at.Addr().Unmap().IsLoopback() {
			return nil, tocsin.Refuse("mailbox/plain", "give a certificate; or listen on this machine only, behind a proxy that has one",
				"without TLS anybody on the way sees which box is opened")
		}
		return l, nil
	}
	config := s.TLS.Clone()
	config.MinVersion = tls.VersionTLS13
	if s.OldTLS {
		config.MinVersion = tls.VersionTLS12
	}
	config.NextProtos = []string{"http/1.1"}
	return tls.NewListener(l, config), nil
}

// limitListener bounds the connections of a listener. Whoever comes when there
// are too many from his network is cut off; when there are too many in all,
// whoever comes waits.
func limitListener(l net.Listener, most, fromOne int) net.Listener {
	return &limitedListener{Listener: l, all: make(chan struct{}, most), fromOne: fromOne, from: map[string]int{}, closed: make(chan struct{})}
}

type limitedListener struct {
	net.Listener

	all     chan struct{}
	fromOne int
	closing sync.Once
	closed  chan struct{}

	mu   sync.Mutex
	from map[string]int
}

func (l *limitedListener) Close() error {
	l.closing.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

func (l *limitedListener) Accept() (net.Conn, error) {
	for {
		select {
		case l.all <- struct{}{}:
		case <-l.closed:
			return nil, net.ErrClosed
		}
		c, err := l.Listener.Accept()
		if err != nil {
			<-l.all
			return nil, err
		}
		from := ""
		if at, err := netip.ParseAddrPort(c.RemoteAddr().String()); err == nil {
			from = network(at.Addr())
		}
		if l.enters(from) {
			return &limitedConn{Conn: c, leave: sync.OnceFunc(func() { l.leaves(from) })}, nil
		}
		<-l.all
		_ = c.Close() // nobody is told
	}
}

// enters counts one more from a network, if there is room.
func (l *limitedListener) enters(from string) bool {
	if from == "" {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.from[from] >= l.fromOne {
		return false
	}
	l.from[from]++
	return true
}

// leaves counts one less.
func (l *limitedListener) leaves(from string) {
	<-l.all
	if from == "" {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.from[from]--; l.from[from] == 0 {
		delete(l.from, from)
	}
}

type limitedConn struct {
	net.Conn

	leave func()
}

func (c *limitedConn) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
