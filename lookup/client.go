package lookup

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
	"unicode"
	"unicode/utf8"

	"example.org/tocsin"
)

// The bounds of asking.
const (
	// patience is how long one question takes at most, also where the caller has
	// more time.
	patience     = 20 * time.Second
	maxRedirects = 5
	maxPage      = 32 << 10 // of a security.txt (RFC 9116, 5.5)
	maxRecord    = 1 << 20  // of an answer of a register
	maxList      = 8 << 20  // of a list of registers
	maxHeader    = 64 << 10
)

// Config is how to ask.
type Config struct {
	// Now is the clock.
	Now func() time.Time
	// Roots are the authorities that servers are checked with; nil for the system's.
	Roots *x509.CertPool
	// Lists gives the lists of registers of IANA, for those who keep their own copy;
	// nil fetches them from IANA. The names are dns.json, ipv4.json, ipv6.json and
	// asn.json.
	Lists func(ctx context.Context, name string) ([]byte, error)
	// Dial makes connections, for those who ask through somebody else; nil makes
	// them from here, to public addresses only. Who gives one holds it to that.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// A Client asks. Many goroutines may use it at once.
type Client struct {
	config Config
	http   *http.Client

	mu sync.Mutex
	// lists are the lists of registers that were fetched, and when.
	lists map[string]fetched
}

// A fetched list of registers.
type fetched struct {
	list list
	at   time.Time
}

// Open gives a client; it asks nothing yet.
func Open(c Config) *Client {
	dial := c.Dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: patience, Control: public}).DialContext
	}
	return &Client{config: c, lists: map[string]fetched{}, http: &http.Client{
		Transport: &http.Transport{
			// No proxy of the environment: who asks must be known.
			DialContext: dial, TLSClientConfig: &tls.Config{RootCAs: c.Roots, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: patience, ResponseHeaderTimeout: patience, MaxResponseHeaderBytes: maxHeader,
			DisableKeepAlives: true, DisableCompression: true, ForceAttemptHTTP2: true,
		},
		CheckRedirect: checkRedirect,
	}}
}

// errWhere says that an address is not one to ask at.
var errWhere = errors.New("the address is not public, or the port is not that of HTTPS")

// public refuses connections that leave for no public address, once the name is
// resolved: a name may resolve to anything, at any time.
func public(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || at.Port() != 443 || !publicAddr(at.Addr()) {
		return errWhere
	}
	return nil
}

// reserved are addresses that are unicast and lead to no public place, or to one
// that the address hides.
var reserved = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10")

// prefixes reads prefixes.
func prefixes(all ...string) []netip.Prefix {
	out := make([]netip.Prefix, 0, len(all))
	for _, s := range all {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// publicAddr reports whether an address is a public one.
func publicAddr(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	return a.IsGlobalUnicast() && !a.IsPrivate() && !slices.ContainsFunc(reserved, func(p netip.Prefix) bool { return p.Contains(a) })
}

// errRedirect says that a redirect is not followed.
var errRedirect = errors.New("the redirect is not followed")

// checkRedirect follows a few redirects, over HTTPS only.
func checkRedirect(r *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects || r.URL.Scheme != "https" || r.URL.User != nil {
		return errRedirect
	}
	r.Header.Del("Referer")
	return nil
}

// A gotten is what a server answered.
type gotten struct {
	body []byte
	// at is the page in the end, behind redirects.
	at *url.URL
	// missing is true where the server says that there is nothing.
	missing bool
}

// get fetches a page of at most so many bytes.
func (c *Client) get(ctx context.Context, page, accept string, most int64) (gotten, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, page, nil)
	if err != nil || request.URL.Scheme != "https" || request.URL.User != nil {
		return gotten{}, tocsin.Refuse("lookup/page", "look it up by another way", "the page to ask is none over HTTPS")
	}
	// An empty one is left out.
	request.Header.Set("User-Agent", "")
	request.Header.Set("Accept", accept)
	response, err := c.http.Do(request)
	switch {
	case errors.Is(err, errWhere):
		return gotten{}, tocsin.Refuse("lookup/private", "look it up by another way", "the server, or where it leads to, is at no public address")
	case errors.Is(err, errRedirect):
		return gotten{}, tocsin.Refuse("lookup/redirect", "look it up by another way", "the server leads away from HTTPS, or on and on")
	case err != nil:
		return gotten{}, fmt.Errorf("asking %s: %w", request.URL.Hostname(), cause(err))
	}
	defer func() { _ = response.Body.Close() }() // it is only read
	switch {
	case response.StatusCode == http.StatusNotFound, response.StatusCode == http.StatusGone:
		return gotten{at: response.Request.URL, missing: true}, nil
	case response.StatusCode != http.StatusOK:
		return gotten{}, fmt.Errorf("asking %s: it answers with status %d", request.URL.Hostname(), response.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, most+1))
	if err == nil {
		// A server that sees the connection close may end its answer properly, so
		// that half of one looks whole.
		err = ctx.Err()
	}
	switch {
	case err != nil:
		return gotten{}, fmt.Errorf("asking %s: %w", request.URL.Hostname(), cause(err))
	case int64(len(body)) > most:
		return gotten{}, tocsin.Refuse("lookup/size", "look it up by another way", "the answer has more than %d bytes", most)
	}
	return gotten{body: body, at: response.Request.URL}, nil
}

// cause takes the page out of an error, which has a long one.
func cause(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// maxValue bounds a value that somebody else has written, in bytes.
const maxValue = 300

// plain gives a value as plain words on one line, or nothing: somebody else has
// written it, and an officer reads it.
func plain(s string) string {
	s = strings.TrimSpace(s)
	hidden := func(r rune) bool {
		return !unicode.IsPrint(r) || r == unicode.ReplacementChar // what turns the direction is not printed either
	}
	if len(s) > maxValue || !utf8.ValidString(s) || strings.ContainsFunc(s, hidden) {
		return ""
	}
	return s
}
