package webhook_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/tocsin/channel/channeltest"
	"example.org/tocsin/channel/webhook"
)

// A house is a recipient's machine that can be in trouble. It takes what its
// verifier takes, once.
type house struct {
	recorder channeltest.Recorder
	ctx      context.Context
	verifier *webhook.Verifier

	mu       sync.Mutex
	trouble  channeltest.Trouble
	answer   http.HandlerFunc // in place of its own
	requests []*http.Request
	messages []channeltest.Message
	bodies   [][]byte
}

// ServeHTTP takes a request, in whatever trouble the house is.
func (h *house) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	trouble, answer := h.trouble, h.answer
	h.requests = append(h.requests, r.Clone(r.Context()))
	h.mu.Unlock()
	switch trouble { //nolint:exhaustive // the others come before, or after
	case channeltest.HangBody:
		_, _ = io.ReadFull(r.Body, make([]byte, 1000))
		<-h.ctx.Done()
		return
	case channeltest.CutBody:
		_, _ = io.ReadFull(r.Body, make([]byte, 1000))
		cut(w)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	quote := channeltest.Quote + " " + r.URL.Path
	switch trouble { //nolint:exhaustive // the others are past
	case channeltest.RefuseNow:
		http.Error(w, quote, http.StatusServiceUnavailable)
		return
	case channeltest.RefuseGood:
		http.Error(w, quote, http.StatusGone)
		return
	case channeltest.Drop:
		return
	}
	h.keep(w, r, body)
	switch trouble { //nolint:exhaustive // the others are past
	case channeltest.HangAnswer:
		<-h.ctx.Done()
	case channeltest.CutAnswer:
		cut(w)
	case channeltest.Flood:
		if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_, err = c.Write([]byte("HTTP/1.1 200 OK\r\nX-Long: "))
			for err == nil {
				_, err = c.Write([]byte(strings.Repeat("x", 4096)))
			}
			_ = c.Close()
		}
	default:
		if answer != nil {
			answer(w, r)
		}
	}
}

// cut breaks a line.
func cut(w http.ResponseWriter) {
	if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = c.Close()
	}
}

// keep keeps a message, once.
func (h *house) keep(w http.ResponseWriter, r *http.Request, body []byte) {
	id, before, err := h.verifier.Verify(r.Header, body, time.Now())
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.bodies = append(h.bodies, body)
	if !before {
		h.messages = append(h.messages, channeltest.Message{Reference: id, Bytes: body})
	}
}

func (h *house) seen() []channeltest.Message {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.messages)
}

func (h *house) calls() []*http.Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.requests)
}

func (h *house) repair() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.trouble = channeltest.Working
}

// certificate makes a certificate that vouches for itself.
func certificate(tb testing.TB, until time.Time, names ...string) (cert tls.Certificate, text string) {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "synthetic house"}, NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: until,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, DNSNames: names,
	}
	if len(names) == 0 {
		template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		tb.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// start starts a house and gives where it is on the network.
func (h *house) start(tb testing.TB, config *tls.Config) string {
	tb.Helper()
	switch h.trouble { //nolint:exhaustive // the others are of a house that listens
	case channeltest.Gone:
		return channeltest.Closed(tb)
	case channeltest.HangConnect:
		return channeltest.Blackhole(tb)
	case channeltest.HangTLS:
		return channeltest.Silent(tb)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	at := l.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	h.ctx = ctx
	server := &http.Server{Handler: h, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	var all sync.WaitGroup
	all.Go(func() { _ = server.Serve(h.recorder.Listener(tls.NewListener(l, config))) })
	tb.Cleanup(func() {
		cancel()
		_ = l.Close() // a server that has not begun yet does not know it
		_ = server.Close()
		all.Wait()
	})
	return at
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

// The keys of the tests, which are no secret.
const (
	channelKey = "a synthetic key of more than 32 bytes, no secret"
	seed       = "synthetic seed, of 32 bytes, no!"
)

// whsk writes a key as files have it.
func whsk(seed string) string {
	return "whsk_" + base64.StdEncoding.EncodeToString([]byte(seed)) + "\n"
}

// config is one that trusts a certificate and calls this machine.
func config(tb testing.TB, ca string) webhook.Config {
	tb.Helper()
	return webhook.Config{
		Key: file(tb, channelKey), Signing: file(tb, whsk(seed)), CA: file(tb, ca), Allow: []string{"127.0.0.0/8"}, Now: time.Now,
	}
}

// open opens a channel.
func open(tb testing.TB, cfg webhook.Config) *webhook.Channel {
	tb.Helper()
	c, err := webhook.Open(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// path is the part of an address that recipients keep to themselves.
const path = "/drop/synthetic-house-of-nobody"

// working starts a house and opens a channel to it; it verifies by the key that
// all know, or by the secret of the address.
func working(tb testing.TB, h *house, symmetric bool) (*webhook.Channel, webhook.Config, string) {
	tb.Helper()
	cert, ca := certificate(tb, time.Now().Add(time.Hour))
	at := "https://" + h.start(tb, &tls.Config{Certificates: []tls.Certificate{cert}}) + path
	cfg := config(tb, ca)
	c := open(tb, cfg)
	key := c.Public()
	if symmetric {
		var err error
		if key, err = c.Secret(at); err != nil {
			tb.Fatal(err)
		}
	}
	var err error
	if h.verifier, err = webhook.NewVerifier(1000, key); err != nil {
		tb.Fatal(err)
	}
	return c, cfg, at
}

// harness is that of the contract.
func harness(symmetric bool) channeltest.Harness {
	return channeltest.Harness{
		BlindHealth:  "each address is a machine of its own, and asking there would be sending",
		BadAddresses: []string{"", "nobody", "http://127.0.0.1/", "https://", "https:///x", "https://user@127.0.0.1/", "https://127.0.0.1:0/", "https://a b/", "https://127.0.0.1/#x", "mailto:a@b.example", "https://10.0.0.1/", "https://[::1]/", "https://0x7f000001/", "https://2130706433/"},
		Open: func(tb testing.TB, trouble channeltest.Trouble) *channeltest.Carrier {
			tb.Helper()
			h := &house{trouble: trouble}
			cert, ca := certificate(tb, time.Now().Add(time.Hour))
			if trouble == channeltest.Impostor {
				_, ca = certificate(tb, time.Now().Add(time.Hour))
			}
			at := "https://" + h.start(tb, &tls.Config{Certificates: []tls.Certificate{cert}}) + path
			cfg := config(tb, ca)
			ch := open(tb, cfg)
			key := ch.Public()
			if symmetric {
				key, _ = ch.Secret(at)
			}
			var err error
			if h.verifier, err = webhook.NewVerifier(1000, key); err != nil {
				tb.Fatal(err)
			}
			c := &channeltest.Carrier{
				Channel: ch, Address: at, Private: []string{channelKey, seed, cfg.Key}, Seen: h.seen, Wire: h.recorder.Bytes,
			}
			switch trouble { //nolint:exhaustive // the others can be repaired
			case channeltest.Working, channeltest.Gone, channeltest.HangConnect, channeltest.HangTLS, channeltest.Impostor:
			default:
				c.Repair = h.repair
			}
			return c
		},
	}
}

// TestContract holds the channel to the contract of all, with recipients who know
// the one key or the other.
func TestContract(t *testing.T) {
	t.Parallel()
	for _, symmetric := range []bool{false, true} {
		t.Run(fmt.Sprintf("symmetric %t", symmetric), func(t *testing.T) {
			t.Parallel()
			channeltest.Exercise(t, harness(symmetric))
		})
	}
}
