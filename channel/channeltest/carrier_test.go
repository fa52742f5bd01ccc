package channeltest_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/tocsin/channel"
	"example.org/tocsin/channel/channeltest"
)

// A post is a carrier of the tests: a server over TLS that takes "TO address",
// "NAME name", "COPY n", "SIZE n" and so many bytes, and answers in a line.
type post struct {
	recorder channeltest.Recorder

	mu       sync.Mutex
	trouble  channeltest.Trouble
	many     bool
	messages []channeltest.Message
	refs     map[string]bool
}

// box is the address that a post knows.
const box = "box-of-somebody@post.example"

// start starts a post and gives its address on the network.
func start(tb testing.TB, p *post, root *x509.CertPool) string {
	tb.Helper()
	switch p.trouble { //nolint:exhaustive // the others are of a post that listens
	case channeltest.Gone:
		return channeltest.Closed(tb)
	case channeltest.HangConnect:
		return channeltest.Blackhole(tb)
	case channeltest.HangTLS:
		return channeltest.Silent(tb)
	}
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	cert := certificate(tb, root, p.trouble == channeltest.Impostor)
	l := p.recorder.Listener(tls.NewListener(plain, &tls.Config{Certificates: []tls.Certificate{cert}}))
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { p.serve(ctx, c) })
		}
	})
	tb.Cleanup(func() {
		cancel()
		_ = l.Close()
		all.Wait()
	})
	return plain.Addr().String()
}

// certificate makes a certificate for 127.0.0.1 and puts it among the roots,
// unless it is an impostor's.
func certificate(tb testing.TB, roots *x509.CertPool, impostor bool) tls.Certificate {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "post.example"}, NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		tb.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		tb.Fatal(err)
	}
	if !impostor {
		roots.AddCert(leaf)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// serve serves one connection.
func (p *post) serve(ctx context.Context, c net.Conn) {
	defer func() { _ = c.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer stop()
	r := bufio.NewReader(c)
	var to, name string
	var number, size int
	if _, err := fmt.Fscanf(r, "TO %s\nNAME %s\nCOPY %d\nSIZE %d\n", &to, &name, &number, &size); err != nil {
		return // a health check says nothing
	}
	p.mu.Lock()
	trouble := p.trouble
	p.mu.Unlock()
	if trouble == channeltest.HangBody || trouble == channeltest.CutBody {
		_, _ = io.ReadFull(r, make([]byte, size/2))
		p.hang(ctx, trouble == channeltest.HangBody)
		return
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(r, body); err != nil {
		return
	}
	p.answer(ctx, c, trouble, channeltest.Message{Reference: name, Copy: number, Bytes: body}, to)
}

// hang waits for the end, if it hangs.
func (*post) hang(ctx context.Context, hangs bool) {
	if hangs {
		<-ctx.Done()
	}
}

// answer keeps a message, or not, and answers.
func (p *post) answer(ctx context.Context, c net.Conn, trouble channeltest.Trouble, m channeltest.Message, to string) {
	switch trouble { //nolint:exhaustive // the others have happened already
	case channeltest.RefuseNow:
		_, _ = fmt.Fprintf(c, "later %s %s\n", channeltest.Quote, to)
		return
	case channeltest.RefuseGood:
		_, _ = fmt.Fprintf(c, "no %s %s\n", channeltest.Quote, to)
		return
	case channeltest.Drop:
		_, _ = fmt.Fprintln(c, "ok dropped")
		return
	}
	p.keep(m)
	switch trouble { //nolint:exhaustive // the others have happened already
	case channeltest.HangAnswer, channeltest.CutAnswer:
		p.hang(ctx, trouble == channeltest.HangAnswer)
	case channeltest.Flood:
		_, _ = fmt.Fprint(c, "ok ")
		for {
			if _, err := c.Write([]byte(strings.Repeat("x", 4096))); err != nil {
				return
			}
		}
	default:
		_, _ = fmt.Fprintln(c, "ok kept")
	}
}

// keep keeps a message, once for a post that looks at names.
func (p *post) keep(m channeltest.Message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.many && p.refs[m.Reference] {
		return
	}
	if !p.many {
		m.Copy = 0
	}
	p.refs[m.Reference] = true
	p.messages = append(p.messages, m)
}

func (p *post) seen() []channeltest.Message {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]channeltest.Message(nil), p.messages...)
}

func (p *post) repair() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trouble = channeltest.Working
}

// A harness is the harness of the post, with a fault in the channel.
func harness(fault string, many bool) channeltest.Harness {
	h := channeltest.Harness{BadAddresses: []string{"", "nobody", "a b@post.example"}}
	if many {
		h.ManySeen = "this post does not look at names"
	}
	h.Open = func(tb testing.TB, trouble channeltest.Trouble) *channeltest.Carrier {
		tb.Helper()
		p := &post{trouble: trouble, many: many, refs: map[string]bool{}}
		roots := x509.NewCertPool()
		at := start(tb, p, roots)
		c := &channeltest.Carrier{
			Address: box, Private: []string{"Synthetic Office"}, Seen: p.seen, Wire: p.recorder.Bytes,
			Channel: &runner{at: at, roots: roots, fault: fault, said: map[string]channel.Outcome{}, post: p},
		}
		switch trouble { //nolint:exhaustive // the others can be repaired
		case channeltest.Working, channeltest.Gone, channeltest.HangConnect, channeltest.HangTLS, channeltest.Impostor:
		default:
			c.Repair = p.repair
		}
		return c
	}
	return h
}
