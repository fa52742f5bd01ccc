package channeltest

import (
	"bytes"
	"net"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A Recorder keeps every byte that goes over the connections of a listener. Put
// it above TLS, around what tls.NewListener gives, to see what was encrypted.
type Recorder struct {
	mu    sync.Mutex
	bytes bytes.Buffer
}

// Listener gives a listener whose connections are recorded.
func (r *Recorder) Listener(inner net.Listener) net.Listener { return recordedListener{inner, r} }

// Conn gives a connection that is recorded: for a carrier that begins TLS on a
// connection that is open already, and for a channel's own end.
func (r *Recorder) Conn(inner net.Conn) net.Conn { return recordedConn{inner, r} }

// Bytes gives what was recorded until now, both ways, in the order in which it
// passed.
func (r *Recorder) Bytes() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return bytes.Clone(r.bytes.Bytes())
}

// Write records bytes that passed somewhere else.
func (r *Recorder) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.bytes.Write(b)
}

type recordedListener struct {
	net.Listener

	r *Recorder
}

func (l recordedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return recordedConn{c, l.r}, nil
}

type recordedConn struct {
	net.Conn

	r *Recorder
}

func (c recordedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	_, _ = c.r.Write(b[:n]) // it keeps in memory, and cannot fail
	return n, err
}

func (c recordedConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	_, _ = c.r.Write(b[:n]) // it keeps in memory, and cannot fail
	return n, err
}

// Closed gives an address of this machine where nobody listens.
func Closed(tb testing.TB) string {
	tb.Helper()
	l := listen(tb)
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		tb.Fatal(err)
	}
	return address
}

// Silent gives an address of this machine where connections are accepted and
// nothing is ever said.
func Silent(tb testing.TB) string {
	tb.Helper()
	l := listen(tb)
	tb.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			tb.Cleanup(func() { _ = c.Close() })
		}
	}()
	return l.Addr().String()
}

func listen(tb testing.TB) net.Listener {
	tb.Helper()
	var config net.ListenConfig
	l, err := config.Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// Blackhole gives an address of this machine where connecting never ends: a
// socket whose queue of connections is full. It fails the test where the system
// does not do that.
func Blackhole(tb testing.TB) string {
	tb.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = syscall.Close(fd) })
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		tb.Fatal(err)
	}
	if err := syscall.Listen(fd, 0); err != nil {
		tb.Fatal(err)
	}
	name, err := syscall.Getsockname(fd)
	here, ok := name.(*syscall.SockaddrInet4)
	if err != nil || !ok {
		tb.Fatalf("the socket has no address: %v", err)
	}
	address := (&net.TCPAddr{IP: here.Addr[:], Port: here.Port}).String()
	for range 16 {
		dialer := net.Dialer{Timeout: 100 * time.Millisecond}
		c, err := dialer.DialContext(tb.Context(), "tcp", address)
		if err != nil {
			return address
		}
		tb.Cleanup(func() { _ = c.Close() })
	}
	tb.Fatal("the queue of connections is never full")
	return ""
}
