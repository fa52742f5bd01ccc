package webhook_test

import (
	"crypto/ed25519"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"example.org/tocsin"
	"example.org/tocsin/channel/webhook"
)

// TestTable reads the table as an operator writes it.
func TestTable(t *testing.T) {
	t.Parallel()
	var table struct {
		Channel struct{ Webhook webhook.Config }
	}
	meta, err := toml.Decode(`
[channel.webhook]
key = "/key"
signing = "/signing"
previous = ["/before"]
ca = "/ca"
allow = ["10.1.0.0/16"]
`, &table)
	c := table.Channel.Webhook
	if err != nil || len(meta.Undecoded()) > 0 || c.Key != "/key" || c.Signing != "/signing" || c.CA != "/ca" ||
		!slices.Equal(c.Previous, []string{"/before"}) || !slices.Equal(c.Allow, []string{"10.1.0.0/16"}) {
		t.Errorf("%v, left %v: %+v", err, meta.Undecoded(), c)
	}
}

// TestOpen refuses tables that cannot be used, with a way out, and never shows a
// secret.
func TestOpen(t *testing.T) {
	t.Parallel()
	_, ca := certificate(t, time.Now().Add(time.Hour))
	good := config(t, ca)
	shown := file(t, channelKey)
	if err := os.Chmod(shown, 0o604); err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*webhook.Config){
		"no key":                 func(c *webhook.Config) { c.Key = "" },
		"a short key":            func(c *webhook.Config) { c.Key = file(t, strings.Repeat("k", 31)) },
		"a key for all to see":   func(c *webhook.Config) { c.Key = shown },
		"a key by value":         func(c *webhook.Config) { c.Key = channelKey },
		"no signing key":         func(c *webhook.Config) { c.Signing = "" },
		"a secret to sign with":  func(c *webhook.Config) { c.Signing = file(t, vectorSecret) },
		"a short signing key":    func(c *webhook.Config) { c.Signing = file(t, whsk(seed[1:])) },
		"a pair that is none":    func(c *webhook.Config) { c.Signing = file(t, whsk(seed+seed)) },
		"five keys before":       func(c *webhook.Config) { c.Previous = slices.Repeat([]string{c.Signing}, 5) },
		"none before":            func(c *webhook.Config) { c.Previous = []string{""} },
		"no certificates":        func(c *webhook.Config) { c.CA = file(t, "none") },
		"no file":                func(c *webhook.Config) { c.CA = "/not/there" },
		"a network of words":     func(c *webhook.Config) { c.Allow = []string{"localhost"} },
		"a network and a half":   func(c *webhook.Config) { c.Allow = []string{"10.1.0.1/16"} },
		"a network in disguise":  func(c *webhook.Config) { c.Allow = []string{"::ffff:10.0.0.0/104"} },
		"a machine, no network":  func(c *webhook.Config) { c.Allow = []string{"10.1.0.1"} },
		"no clock":               func(c *webhook.Config) { c.Now = nil },
		"a signing key to see":   func(c *webhook.Config) { c.Signing = shown },
		"a folder for a key":     func(c *webhook.Config) { c.Signing = t.TempDir() },
		"a path from where I am": func(c *webhook.Config) { c.Signing = "key" },
	} {
		cfg := good
		change(&cfg)
		_, err := webhook.Open(cfg)
		refusal, ok := errors.AsType[*tocsin.Refusal](err)
		if !ok || refusal.Remedy == "" || strings.Contains(err.Error(), seed) || strings.Contains(err.Error(), "MfKQ9r8") {
			t.Errorf("%s: %v", what, err)
		}
	}
	pair := good
	pair.Signing = file(t, whsk(seed+string(ed25519.NewKeyFromSeed([]byte(seed))[ed25519.SeedSize:])))
	a, err := webhook.Open(pair)
	if err != nil {
		t.Fatal(err)
	}
	if b := open(t, good); a.Public() != b.Public() || a.Reference("x") != b.Reference("x") || a.Reference("x") == a.Reference("y") {
		t.Error("the same keys are not the same")
	}
}

// TestAllowed tells the machines of the internet from all others.
func TestAllowed(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]bool{
		"8.8.8.8": true, "2606:4700::1111": true, "::ffff:8.8.8.8": true, "10.1.2.3": true, "172.15.0.1": true, "172.32.0.1": true,
		"10.2.0.1": false, "127.0.0.1": false, "127.1.2.3": false, "::1": false, "::ffff:127.0.0.1": false, "0.0.0.0": false, "::": false,
		"169.254.169.254": false, "192.168.1.1": false, "172.16.0.1": false, "172.31.255.255": false, "100.64.0.1": false, "224.0.0.1": false,
		"255.255.255.255": false, "fe80::1": false, "fec0::1": false, "fd00::1": false, "ff02::1": false, "64:ff9b::7f00:1": false,
		"2002:7f00:1::": false, "2001::1": false, "::7f00:1": false, "198.18.0.1": false, "192.0.0.1": false, "240.0.0.1": false,
	} {
		if got := webhook.Lets(ip, "10.1.0.0/16"); got != want {
			t.Errorf("%s may be called: %t, want %t", ip, got, want)
		}
	}
}

// FuzzAddress reads addresses as people write them: what is taken is https, to a
// host and a port, and says nothing else than what was written.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{
		"https://house.example/drop?x=y", "https://дом.example:8443/", "https://[2606:4700::1111]/", "https://8.8.8.8:443", "https://a@b/",
		"https://house.example\r\nX: y", "https://house.example/%0d%0a", "https://127.1/", "https://house.example./", "HTTPS://HOUSE.EXAMPLE", "https:house.example",
		"https://[fe80::1%25eth0]/", "https://house.example:/",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		url, host, port, ok := webhook.ParseAddress(s)
		if !ok {
			return
		}
		if !strings.HasPrefix(url, "https://") || host == "" || port == "" || strings.ContainsFunc(url+host, func(r rune) bool { return r <= ' ' || r > '~' }) ||
			strings.Contains(url, "@"+host) || len(host) > 253 {
			t.Fatalf("%q is %q at %q:%q", s, url, host, port)
		}
		if again, host2, port2, ok := webhook.ParseAddress(url); !ok || again != url || host2 != host || port2 != port {
			t.Fatalf("%q is %q, and that is %q", s, url, again)
		}
	})
}
