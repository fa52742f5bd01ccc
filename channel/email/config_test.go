package email_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"example.org/tocsin"
	"example.org/tocsin/channel/email"
)

// TestTable reads the table as an operator writes it.
func TestTable(t *testing.T) {
	t.Parallel()
	var table struct {
		Channel struct{ Email email.Config }
	}
	meta, err := toml.Decode(`
[channel.email]
server = "mx.example"
port = 2525
tls = "implicit"
ca = "/ca"
user = "u"
password = "/password"
helo = "plain.example"
from = "post@plain.example"
key = "/key"
per_minute = 30
[channel.email.dkim]
domain = "plain.example"
selector = "s"
key = "/dkim"
`, &table)
	if err != nil || len(meta.Undecoded()) > 0 {
		t.Fatalf("%v, left %v", err, meta.Undecoded())
	}
	c := table.Channel.Email
	if c.Now != nil {
		t.Error("a table has a clock")
	}
	want := email.Config{
		Server: "mx.example", Port: 2525, TLS: "implicit", CA: "/ca", User: "u", Password: "/password", Helo: "plain.example",
		From: "post@plain.example", Key: "/key", PerMinute: 30, DKIM: email.DKIM{Domain: "plain.example", Selector: "s", Key: "/dkim"},
	}
	c.Now, want.Now = nil, nil
	if c.DKIM != want.DKIM || c.Server != want.Server || c.Port != want.Port || c.TLS != want.TLS || c.CA != want.CA || c.User != want.User ||
		c.Password != want.Password || c.Helo != want.Helo || c.From != want.From || c.Key != want.Key || c.PerMinute != want.PerMinute {
		t.Errorf("the table is %+v", c)
	}
}

// TestOpen refuses tables that cannot be used, with a way out, and never shows a
// secret.
func TestOpen(t *testing.T) {
	t.Parallel()
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	short := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(weak)}))
	ca := found(t)
	good := config(t, "127.0.0.1:25", false, ca)
	shown := file(t, channelKey)
	if err := os.Chmod(shown, 0o640); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*email.Config){
		"no server":               func(c *email.Config) { c.Server = "" },
		"a server with a port":    func(c *email.Config) { c.Server = "mx.example:25" },
		"a port beyond":           func(c *email.Config) { c.Port = 65536 },
		"no TLS":                  func(c *email.Config) { c.TLS = "none" },
		"opportunism":             func(c *email.Config) { c.TLS = "opportunistic" },
		"no certificates":         func(c *email.Config) { c.CA = file(t, "none") },
		"certificates not there":  func(c *email.Config) { c.CA = "/not/there" },
		"a user alone":            func(c *email.Config) { c.Password = "" },
		"a password alone":        func(c *email.Config) { c.User = "" },
		"a password of two lines": func(c *email.Config) { c.Password = file(t, "a\nb") },
		"no password in the file": func(c *email.Config) { c.Password = file(t, "\n") },
		"no from":                 func(c *email.Config) { c.From = "" },
		"a from with a name":      func(c *email.Config) { c.From = "Post <post@plain.example>" },
		"a from not in ASCII":     func(c *email.Config) { c.From = "чтец@plain.example" },
		"a helo with a break":     func(c *email.Config) { c.Helo = "a.example\r\nMAIL" },
		"no key":                  func(c *email.Config) { c.Key = "" },
		"a short key":             func(c *email.Config) { c.Key = file(t, strings.Repeat("k", 31)) },
		"a key for all to see":    func(c *email.Config) { c.Key = shown },
		"a key that is a folder":  func(c *email.Config) { c.Key = t.TempDir() },
		"a key by value":          func(c *email.Config) { c.Key = channelKey },
		"fewer than none":         func(c *email.Config) { c.PerMinute = -1 },
		"no clock":                func(c *email.Config) { c.Now = nil },
		"DKIM without a key":      func(c *email.Config) { c.DKIM = email.DKIM{Domain: "plain.example", Selector: "s"} },
		"DKIM of another domain": func(c *email.Config) {
			c.DKIM = email.DKIM{Domain: "other.example", Selector: "s", Key: file(t, short)}
		},
		"DKIM of half a domain": func(c *email.Config) {
			c.DKIM = email.DKIM{Domain: "ain.example", Selector: "s", Key: file(t, short)}
		},
		"DKIM with a short key": func(c *email.Config) {
			c.DKIM = email.DKIM{Domain: "plain.example", Selector: "s", Key: file(t, short)}
		},
		"DKIM with no key": func(c *email.Config) {
			c.DKIM = email.DKIM{Domain: "plain.example", Selector: "s", Key: file(t, "none")}
		},
		"DKIM with half a selector": func(c *email.Config) {
			c.DKIM = email.DKIM{Domain: "plain.example", Selector: "s; l=0", Key: file(t, short)}
		},
	} {
		cfg := good
		change(&cfg)
		_, err := email.Open(cfg)
		refusal, ok := errors.AsType[*tocsin.Refusal](err)
		switch {
		case !ok || refusal.Remedy == "":
			t.Errorf("%s: %v", what, err)
		case strings.Contains(err.Error(), password):
			t.Errorf("%s: a secret is told: %v", what, err)
		}
	}
	if _, err := email.Open(good); err != nil {
		t.Error(err)
	}
}
