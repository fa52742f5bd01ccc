package email

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"example.org/tocsin"
)

// Config is the table of the channel. Secrets are named by the path of a file
// that only its owner can read.
type Config struct {
	// Server is the mail server's name, as in its certificate.
	Server string `toml:"server"`
	// Port is 587 by default, and 465 where TLS is implicit.
	Port int `toml:"port"`
	// TLS is "required" for STARTTLS before anything else, which is the default,
	// or "implicit" for TLS from the first byte. There is no way without.
	TLS string `toml:"tls"`
	// CA is a file of certificates in PEM, one of which must vouch for the server;
	// without it those of the system do.
	CA string `toml:"ca"`
	// User is who signs in; nobody does without. Password is the path of a file.
	User     string `toml:"user"`
	Password string `toml:"password"`
	// Helo is what we call ourselves to the server; the domain of From by default.
	Helo string `toml:"helo"`
	// From is the address that messages come from and reports of failures go to.
	// Choose one that says nothing.
	From string `toml:"from"`
	// Key is the path of a file with at least 32 random bytes, from which
	// references are made.
	Key string `toml:"key"`
	// PerMinute is how many messages may leave in a minute; 60 by default.
	PerMinute int `toml:"per_minute"`
	// DKIM is how messages are signed; the server may do it instead.
	DKIM DKIM `toml:"dkim"`
	// Now is the clock.
	Now func() time.Time `toml:"-"`
}

// DKIM says how messages are signed. All are given, or none.
type DKIM struct {
	// Domain is From's, or one above it.
	Domain string `toml:"domain"`
	// Selector says under which name the domain shows the key.
	Selector string `toml:"selector"`
	// Key is the path of an RSA key of at least 2,048 bits or an Ed25519 key, in PEM.
	Key string `toml:"key"`
}

// The words for TLS.
const (
	tlsRequired = "required"
	tlsImplicit = "implicit"
)

const (
	defaultPerMinute = 60
	minKey           = 32
	minRSA           = 2048
	maxLabel         = 63 // of a selector, and what fits on a line of a signature
)

// Open gives the channel. It connects nowhere.
func Open(cfg Config) (*Channel, error) {
	c := &Channel{user: cfg.User, now: cfg.Now}
	for _, part := range []func(*Channel) error{cfg.address, cfg.line, cfg.secrets, cfg.signature} {
		if err := part(c); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// refuse says that the table is not usable.
func refuse(remedy, why string, args ...any) error {
	return tocsin.Refuse("channel/email", remedy, why, args...)
}

// address takes who we are.
func (cfg Config) address(c *Channel) error {
	from, err := parseAddress(cfg.From)
	switch {
	case cfg.Now == nil:
		return refuse("give it the clock of the office", "the channel has no clock")
	case err != nil || from.utf8:
		return refuse("write a neutral address in ASCII under from", "the address that mail comes from cannot be used")
	case cfg.PerMinute < 0:
		return refuse("write a number above 0 under per_minute", "less than no message may leave in a minute")
	}
	c.from, c.domain, c.helo = from.String(), from.domain, cfg.Helo
	if c.helo == "" {
		c.helo = from.domain
	}
	if !isDomain(c.helo) {
		return refuse("write a domain under helo", "what we call ourselves to the mail server is no domain")
	}
	c.limit.perMin = cfg.PerMinute
	if cfg.PerMinute == 0 {
		c.limit.perMin = defaultPerMinute
	}
	return nil
}

// line takes where the server is and who vouches for it.
func (cfg Config) line(c *Channel) error {
	port := cfg.Port
	switch {
	case cfg.TLS == tlsImplicit:
		c.implicit = true
		if port == 0 {
			port = 465
		}
	case cfg.TLS != "" && cfg.TLS != tlsRequired:
		return refuse("write required or implicit", "%q is no way of making the line private", cfg.TLS)
	case port == 0:
		port = 587
	}
	switch {
	case cfg.Server == "" || strings.ContainsAny(cfg.Server, ":/ \r\n"):
		return refuse("write its name alone under server, as in its certificate", "the mail server has no name that can be used")
	case port < 1 || port > 65535:
		return refuse("write a number up to 65535 under port", "%d is no port", port)
	}
	c.host, c.server = cfg.Server, net.JoinHostPort(cfg.Server, strconv.Itoa(port))
	c.tls = &tls.Config{ServerName: cfg.Server, MinVersion: tls.VersionTLS12}
	if cfg.CA == "" {
		return nil
	}
	pem, err := os.ReadFile(cfg.CA)
	if err != nil {
		return refuse("write the path of a file that is there under ca", "the certificates in %s cannot be read", cfg.CA)
	}
	c.tls.RootCAs = x509.NewCertPool()
	if !c.tls.RootCAs.AppendCertsFromPEM(pem) {
		return refuse("write the path of certificates in PEM under ca", "there is no certificate in %s", cfg.CA)
	}
	return nil
}

// secrets reads the key and the password.
func (cfg Config) secrets(c *Channel) error {
	var err error
	if c.key, err = secret("key", cfg.Key); err != nil {
		return err
	}
	if len(c.key) < minKey {
		return refuse("draw one with: head -c 32 /dev/urandom | base64", "the key in %s has fewer than %d bytes", cfg.Key, minKey)
	}
	if (cfg.User == "") != (cfg.Password == "") {
		return refuse("write both under user and password, or neither", "there is a user without a password, or a password without a user")
	}
	if cfg.User == "" {
		return nil
	}
	password, err := secret("password", cfg.Password)
	if err != nil {
		return err
	}
	if len(password) == 0 || strings.ContainsAny(cfg.User+string(password), "\x00\r\n") {
		return refuse("write it on one line", "the password in %s, or its user, cannot be used", cfg.Password)
	}
	c.password = string(password)
	return nil
}

// signature takes how messages are signed.
func (cfg Config) signature(c *Channel) error {
	d := cfg.DKIM
	if d == (DKIM{}) {
		return nil
	}
	d.Domain = strings.ToLower(d.Domain)
	switch {
	case !isDomain(d.Domain) || len(d.Domain) > maxLabel:
		return refuse("write a domain of at most 63 letters under dkim.domain", "DKIM has no domain that can be used")
	case !isDomain(d.Selector+".example") || len(d.Selector) > maxLabel:
		return refuse("write it under dkim.selector", "DKIM has no selector that can be used")
	case c.domain != d.Domain && !strings.HasSuffix(c.domain, "."+d.Domain):
		return refuse("sign for the domain of from, or one above it", "DKIM would sign for a domain that mail does not come from")
	}
	pem, err := secret("dkim.key", d.Key)
	if err != nil {
		return err
	}
	var key crypto.Signer
	key, err = mail.PrivKeyFromPEM(pem)
	if err != nil {
		return refuse("write the path of an RSA or Ed25519 key in PEM under dkim.key", "there is no key for DKIM in %s", d.Key)
	}
	if weak, ok := key.(*rsa.PrivateKey); ok && weak.N.BitLen() < minRSA {
		return refuse("make one of 2048 bits", "the key for DKIM in %s has %d bits", d.Key, weak.N.BitLen())
	}
	c.dkim.domain, c.dkim.selector, c.dkim.key = d.Domain, d.Selector, key
	return nil
}

// others are the rights of everybody but the owner.
const others = 0o077

// secret reads a file that its owner alone can reach, without white space at its
// ends.
func secret(what, path string) ([]byte, error) {
	if path == "" || !filepath.IsAbs(path) {
		return nil, refuse("write the absolute path of a file under "+what, "nobody says where to read %s", what)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil || !info.Mode().IsRegular():
		return nil, refuse("write the path of a file that is there under "+what, "%s cannot be read", path)
	case info.Mode().Perm()&others != 0:
		return nil, refuse("chmod 600 "+path+"; if somebody else may have read it, replace it",
			"%s has mode %04o, so others than its owner can reach it", path, info.Mode().Perm())
	}
	content, err := os.ReadFile(path) //nolint:gosec // the operator names it
	if err != nil {
		return nil, refuse("see that we may read it", "%s cannot be read", path)
	}
	return bytes.TrimSpace(content), nil
}
