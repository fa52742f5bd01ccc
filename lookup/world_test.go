package lookup_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/lookup"
)

// now is when the tests ask.
var now = time.Date(2026, 11, 22, 9, 0, 30, 0, time.UTC)

// A world is servers of the tests: one, under many names, with all that it was
// asked.
type world struct {
	*httptest.Server

	roots *x509.CertPool
	mu    sync.Mutex
	asked []*http.Request
	// pages are the answers, by host and path; a page with a status, headers or a
	// redirect is a handler.
	pages map[string]http.HandlerFunc
}

// hosts are the names that the servers have.
var hosts = []string{"recipient.example", "www.recipient.example", "rdap.example", "other.example", "data.iana.org"}

// text is a page of text.
func text(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }
}

// to is a redirect.
func to(target string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", target)
		w.WriteHeader(http.StatusFound)
	}
}

// start starts the servers.
func start(t *testing.T, pages map[string]http.HandlerFunc) *world {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: hosts, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{roots: x509.NewCertPool(), pages: pages}
	w.roots.AddCert(leaf)
	w.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(answer http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.asked = append(w.asked, r.Clone(context.WithoutCancel(r.Context())))
		w.mu.Unlock()
		page, ok := w.pages[r.Host+r.URL.Path]
		if !ok {
			http.NotFound(answer, r)
			return
		}
		page(answer, r)
	}))
	w.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	w.StartTLS()
	t.Cleanup(w.Close)
	return w
}

// client is a client in this world: its names lead to its servers, all else out
// through the guard.
func (w *world) client(lists func(context.Context, string) ([]byte, error)) *lookup.Client {
	return lookup.Open(lookup.Config{
		Now: func() time.Time { return now }, Roots: w.roots, Lists: lists,
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			for _, host := range hosts {
				if address == host+":443" {
					var d net.Dialer
					return d.DialContext(ctx, network, w.Listener.Addr().String())
				}
			}
			return lookup.Guarded(ctx, network, address)
		},
	})
}

// requests gives what was asked, as host and path, and holds that no question tells
// of a program, a cookie or where it comes from.
func (w *world) requests(t *testing.T) []string {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []string
	for _, r := range w.asked {
		all = append(all, r.Host+r.URL.String())
		for name := range r.Header {
			if name != "Accept" && name != "Connection" {
				t.Errorf("the question tells %s: %s", name, r.Header.Get(name))
			}
		}
		if r.Method != http.MethodGet || r.ContentLength > 0 {
			t.Errorf("it was asked by %s", r.Method)
		}
	}
	return all
}

// refused fails the test unless an error is a refusal under a rule that quotes
// none of the words.
func refused(t *testing.T, err error, rule string, words ...string) *tocsin.Refusal {
	t.Helper()
	r, ok := errors.AsType[*tocsin.Refusal](err)
	if !ok || r.Rule != rule || r.Why == "" || r.Remedy == "" {
		t.Fatalf("it is answered with %v and not refused under %s", err, rule)
	}
	for _, word := range words {
		if strings.Contains(r.Why+r.Remedy, word) {
			t.Errorf("the refusal quotes: %s", r.Why)
		}
	}
	return r
}

// lists gives one list of registers for everything.
func lists(raw string) func(context.Context, string) ([]byte, error) {
	return func(context.Context, string) ([]byte, error) { return []byte(raw), nil }
}

// registers is a list with one register for each kind of question.
const registers = `{"version":"1.0","publication":"2026-01-01T00:00:00Z","description":"synthetic","services":[
[["example"],["http://plain.example/","https://rdap.example/r/"]],
[["192.0.2.0/24","2001:db8::/32"],["https://rdap.example/r"]],
[["64496-64511","65550"],["https://rdap.example/r/"]]]}`

// card is the contact of somebody, by the form of RFC 7095.
func card(properties string) string {
	return `["vcard",[["version",{},"text","4.0"]` + properties + `]]`
}

// domainRecord is an answer about recipient.example with contacts in contacts, written
// for these tests by RFC 9083.
var domainRecord = fmt.Sprintf(`{"rdapConformance":["rdap_level_0"],"objectClassName":"domain","ldhName":"RECIPIENT.EXAMPLE","entities":[
{"objectClassName":"entity","roles":["registrar"],"vcardArray":%s,"entities":[
 {"objectClassName":"entity","roles":["abuse"],"vcardArray":%s}]},
{"objectClassName":"entity","roles":["technical"],"vcardArray":%s}]}`,
	card(`,["fn",{},"text","Registrar of the Example"],["tel",{},"uri","tel:+4799999999"]`),
	card(`,["fn",{},"text","Abuse Desk"],["tel",{"type":["voice"]},"uri","tel:+47-22-12-34-56;ext=7"],["email",{},"text","abuse@recipient.example"],["adr",{},"text",["","","","","","",""]]`),
	card(`,["org",{},"text","Machines"],["tel",{},"text","+47 22 12 34 57"],["tel",{},"text","22 12 34 57"],["email",{},"text","not an address"],["contact-uri",{"pref":"1"},"uri","https://recipient.example/contact"],["url",{},"uri","http://recipient.example/"]`),
)
