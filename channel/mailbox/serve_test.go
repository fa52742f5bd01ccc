package mailbox_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/channel/mailbox"
)

// TestServe refuses to serve in plain but to this machine, speaks TLS 1.3 and
// HTTP/1.1, and ends when it is told to.
func TestServe(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	listen := func(address string) net.Listener {
		l, err := net.Listen("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	for _, c := range []struct {
		address string
		plain   bool
	}{{"127.0.0.1:0", false}, {"0.0.0.0:0", true}, {"0.0.0.0:0", false}} {
		err := mailbox.Server{Handler: p.drop, Plain: c.plain}.Serve(t.Context(), listen(c.address))
		if _, ok := errors.AsType[*tocsin.Refusal](err); !ok {
			t.Errorf("in plain at %s: %v", c.address, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	l := listen("127.0.0.1:0")
	ended := make(chan error, 1)
	go func() { ended <- mailbox.Server{Handler: p.drop, Plain: true, Connections: 3}.Serve(ctx, l) }()
	// Whoever goes makes room.
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	for range 10 {
		answer, err := client.Get("http://" + l.Addr().String() + "/b/" + p.box)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%v, %v", answer, err)
		}
		if err := answer.Body.Close(); err != nil {
			t.Error(err)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	address := p.secured()
	for version, want := range map[uint16]bool{tls.VersionTLS12: false, tls.VersionTLS13: true} {
		c, err := tls.Dial("tcp", address[len("https://"):], &tls.Config{InsecureSkipVerify: true, MinVersion: version, MaxVersion: version, NextProtos: []string{"h2", "http/1.1"}})
		if (err == nil) != want {
			t.Errorf("TLS %x: %v", version, err)
		}
		if c != nil {
			if got := c.ConnectionState().NegotiatedProtocol; got != "http/1.1" {
				t.Errorf("it speaks %q", got)
			}
			_ = c.Close()
		}
	}
}

// TestSlow has clients who send nothing, or a letter now and then, or too much:
// others are served meanwhile, and one network gets so many connections.
func TestSlow(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	fake := &fromFar{Listener: l}
	go func() {
		_ = mailbox.Server{Handler: p.drop, TLS: certified(t), FromOne: 4, Connections: 20}.Serve(ctx, fake)
	}()
	var slow []net.Conn
	for range 10 {
		c, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		slow = append(slow, c)
	}
	cut := 0
	for _, c := range slow {
		_ = c.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
		if _, err := c.Read(make([]byte, 1)); errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) {
			cut++
		}
	}
	if cut != 6 {
		t.Errorf("%d of 10 connections of one network are cut off, not 6", cut)
	}
	for _, c := range slow {
		_ = c.Close()
	}
	for range 100 {
		c, err := tls.Dial("tcp", l.Addr().String(), &tls.Config{InsecureSkipVerify: true})
		if err != nil {
			time.Sleep(10 * time.Millisecond)
			continue
		}
		_, _ = io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\nLarge: "+strings.Repeat("x", 64<<10)+"\r\n\r\n")
		first, _ := bufio.NewReader(c).ReadString('\n')
		_ = c.Close()
		if !strings.Contains(first, "431") {
			t.Errorf("a large head is answered with %q", first)
		}
		return
	}
	t.Error("nobody is served any more")
}

// fromFar has connections that come from another network.
type fromFar struct{ net.Listener }

func (l *fromFar) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return farConn{c}, nil
}

type farConn struct{ net.Conn }

func (farConn) RemoteAddr() net.Addr {
	return &net.TCPAddr{IP: net.IPv4(198, 51, 100, 9), Port: 1234}
}

// certified gives a certificate for this machine.
func certified(t *testing.T) *tls.Config {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	s.Close()
	return s.TLS
}
