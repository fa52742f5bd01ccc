package email_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"example.org/tocsin/channel/channeltest"
	"example.org/tocsin/channel/email"
)

// box is a recipient's address, which is invented.
const box = "synthetic-reader@post.example"

// A post is a real mail server that can be in trouble.
type post struct {
	recorder channeltest.Recorder
	ctx      context.Context

	mu       sync.Mutex
	trouble  channeltest.Trouble
	refuse   map[string]*smtp.SMTPError // by MAIL, RCPT, DATA, AUTH
	messages []mail
	calls    int // that signed in
}

// A mail is what a server took, or would have.
type mail struct {
	from, to string
	envelope string
	notify   []smtp.DSNNotify
	utf8     bool
	raw      []byte
}

// The user of a post, and his password.
const (
	user     = "synthetic-user"
	password = "synthetic password of 1 line"
)

func (p *post) NewSession(c *smtp.Conn) (smtp.Session, error) { //nolint:ireturn // the library asks for it
	return &talk{post: p, conn: c}, nil
}

// A talk is one session.
type talk struct {
	post *post
	conn *smtp.Conn
	now  mail
	in   bool
}

func (s *talk) AuthMechanisms() []string {
	if _, private := s.conn.TLSConnectionState(); !private {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *talk) Auth(string) (sasl.Server, error) { //nolint:ireturn // the library asks for it
	return sasl.NewPlainServer(func(_, u, pw string) error {
		if u != user || pw != password {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: channeltest.Quote}
		}
		s.in = true
		s.post.mu.Lock()
		defer s.post.mu.Unlock()
		s.post.calls++
		return nil
	}), nil
}

// refusal gives what a command is refused with.
func (s *talk) refusal(command string) error {
	s.post.mu.Lock()
	defer s.post.mu.Unlock()
	if e := s.post.refuse[command]; e != nil {
		return e
	}
	return nil
}

func (s *talk) Mail(from string, o *smtp.MailOptions) error {
	if _, private := s.conn.TLSConnectionState(); !private || !s.in {
		return &smtp.SMTPError{Code: 530, Message: "first STARTTLS and AUTH"}
	}
	s.now = mail{from: from, envelope: o.EnvelopeID, utf8: o.UTF8}
	return s.refusal("MAIL")
}

func (s *talk) Rcpt(to string, o *smtp.RcptOptions) error {
	s.now.to, s.now.notify = to, o.Notify
	return s.refusal("RCPT")
}

func (*talk) Reset()        {}
func (*talk) Logout() error { return nil }

// Data takes a message, in whatever trouble the post is.
func (s *talk) Data(r io.Reader) error {
	s.post.mu.Lock()
	trouble := s.post.trouble
	s.post.mu.Unlock()
	switch trouble { //nolint:exhaustive // the others come before, or after
	case channeltest.HangBody:
		_, _ = io.ReadFull(r, make([]byte, 1000))
		<-s.post.ctx.Done()
		return errors.New("over")
	case channeltest.CutBody:
		_, _ = io.ReadFull(r, make([]byte, 1000))
		return s.conn.Conn().Close()
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.now.raw = raw
	switch trouble { //nolint:exhaustive // the others are past
	case channeltest.RefuseNow:
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: channeltest.Quote + " <" + s.now.to + ">"}
	case channeltest.RefuseGood:
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: channeltest.Quote + " <" + s.now.to + ">"}
	case channeltest.Drop:
		return nil
	}
	s.post.keep(s.now)
	switch trouble { //nolint:exhaustive // the others are past
	case channeltest.HangAnswer:
		<-s.post.ctx.Done()
	case channeltest.CutAnswer:
		return s.conn.Conn().Close()
	case channeltest.Flood:
		c := s.conn.Conn()
		for _, err = c.Write([]byte("250 ")); err == nil; {
			_, err = c.Write([]byte(strings.Repeat("x", 4096)))
		}
	}
	return s.refusal("DATA")
}

func (p *post) keep(m mail) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.messages = append(p.messages, m)
}

func (p *post) kept() []mail {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.messages)
}

func (p *post) repair() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trouble = channeltest.Working
}

// An authority vouches for servers.
type authority struct {
	der []byte
	key *ecdsa.PrivateKey
	pem []byte
}

// found makes an authority.
func found(tb testing.TB) authority {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "synthetic authority"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		tb.Fatal(err)
	}
	return authority{der, key, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}
}

// vouch makes a certificate for a server at 127.0.0.1, or for another name.
func (a authority) vouch(tb testing.TB, until time.Time, names ...string) tls.Certificate {
	tb.Helper()
	parent, err := x509.ParseCertificate(a.der)
	if err != nil {
		tb.Fatal(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, DNSNames: names,
	}
	if len(names) == 0 {
		template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, a.key)
	if err != nil {
		tb.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// quiet is a log that nobody reads.
type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// start starts a post and gives where it is.
func (p *post) start(tb testing.TB, cert tls.Certificate, implicit bool, change ...func(*smtp.Server)) string {
	tb.Helper()
	switch p.trouble { //nolint:exhaustive // the others are of a post that listens
	case channeltest.Gone:
		return channeltest.Closed(tb)
	case channeltest.HangConnect:
		return channeltest.Blackhole(tb)
	case channeltest.HangTLS:
		if implicit {
			return channeltest.Silent(tb)
		}
		return halfway(tb)
	}
	server := smtp.NewServer(p)
	server.Domain, server.Debug, server.ErrorLog = "mx.example", &p.recorder, quiet{}
	server.EnableDSN, server.EnableSMTPUTF8 = true, true
	server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
	for _, c := range change {
		c(server)
	}
	ctx, cancel := context.WithCancel(context.Background())
	p.ctx = ctx
	l := listen(tb)
	at := l.Addr().String()
	if implicit {
		l = tls.NewListener(l, server.TLSConfig)
	}
	var all sync.WaitGroup
	all.Go(func() { _ = server.Serve(l) })
	tb.Cleanup(func() {
		cancel()
		_ = l.Close() // a server that has not begun yet does not know it
		_ = server.Close()
		all.Wait()
	})
	return at
}

func listen(tb testing.TB) net.Listener {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

// halfway gives a server that offers STARTTLS, agrees to it, and then is silent.
func halfway(tb testing.TB) string {
	tb.Helper()
	return scripted(tb, "220 mx.example\r\n", "250-mx.example\r\n250 STARTTLS\r\n", "220 go on\r\n")
}

// scripted gives a server that says one thing after the other, each when
// something was said to it, and then nothing.
func scripted(tb testing.TB, lines ...string) string {
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
			go func() {
				for _, line := range lines {
					_, _ = c.Write([]byte(line))
					if n, err := c.Read(make([]byte, 4096)); n == 0 || err != nil {
						return
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}

// file writes a file that its owner alone can read.
func file(tb testing.TB, content string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "file")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

// channelKey is what references are made with.
const channelKey = "a synthetic key of more than 32 bytes, no secret"

// config is one for a server at an address.
func config(tb testing.TB, at string, implicit bool, ca authority) email.Config {
	tb.Helper()
	host, port, err := net.SplitHostPort(at)
	if err != nil {
		tb.Fatal(err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		tb.Fatal(err)
	}
	cfg := email.Config{
		Server: host, Port: number, TLS: "required", CA: file(tb, string(ca.pem)), User: user, Password: file(tb, password+"\n"),
		From: "post@plain.example", Key: file(tb, channelKey), PerMinute: 1 << 20, Now: time.Now,
	}
	if implicit {
		cfg.TLS = "implicit"
	}
	return cfg
}

// open opens a channel.
func open(tb testing.TB, cfg email.Config) *email.Channel {
	tb.Helper()
	c, err := email.Open(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// working starts a post that works and opens a channel to it.
func working(tb testing.TB, p *post, change ...func(*smtp.Server)) (*email.Channel, email.Config) {
	tb.Helper()
	ca := found(tb)
	cfg := config(tb, p.start(tb, ca.vouch(tb, time.Now().Add(time.Hour)), false, change...), false, ca)
	return open(tb, cfg), cfg
}
