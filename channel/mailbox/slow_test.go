package mailbox_test

import (
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.org/tocsin/channel/mailbox"
)

// pipes is a listener whose connections are made in memory, where time is the
// test's.
type pipes struct {
	come   chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-l.come:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipes) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (*pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func (l *pipes) dial() net.Conn {
	near, far := net.Pipe()
	l.come <- far
	return near
}

// TestSlowloris has clients who take their time: with the head, with the body,
// with reading and with nothing at all. Each is cut off in time, also where a
// letter comes now and then.
func TestSlowloris(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		d, err := mailbox.OpenDrop(mailbox.DropConfig{Root: root, Clock: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		l := &pipes{come: make(chan net.Conn), closed: make(chan struct{})}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- mailbox.Server{Handler: d, Plain: true}.Serve(ctx, l) }()
		for name, c := range map[string]struct {
			begin, then string
			within      time.Duration
		}{
			"a slow head":  {"GET / HTTP/1.1\r\nHost: x\r\n", "A: b\r\n", 11 * time.Second},
			"a slow body":  {"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9999\r\n\r\n", "a", 61 * time.Second},
			"slow reading": {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "", 61 * time.Second},
			"nothing":      {"", "", 11 * time.Second},
		} {
			began := time.Now()
			conn := l.dial()
			var writing sync.WaitGroup
			writing.Go(func() {
				if _, err := io.WriteString(conn, c.begin); err != nil {
					return
				}
				for c.then != "" {
					time.Sleep(time.Second)
					if _, err := io.WriteString(conn, c.then); err != nil {
						return
					}
				}
			})
			if name == "slow reading" {
				// It reads a letter now and then.
				for {
					time.Sleep(time.Second)
					if _, err := conn.Read(make([]byte, 1)); err != nil {
						break
					}
				}
			} else if _, err := io.Copy(io.Discard, conn); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if took := time.Since(began); took > c.within {
				t.Errorf("%s: it was cut off after %s", name, took)
			}
			_ = conn.Close()
			writing.Wait()
		}
		// Who is being answered when it ends is answered.
		conn := l.dial()
		if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		cancel()
		b, err := io.ReadAll(conn)
		if !strings.HasPrefix(string(b), "HTTP/1.1 200") {
			t.Errorf("it ends with %.50q, %v", b, err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
}
