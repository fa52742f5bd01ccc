package webhook

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/channel"
)

// Config is the table of the channel. Secrets are named by the path of a file
// that only its owner can read.
type Config struct {
	// Key is the path of a file with at least 32 random bytes, from which ids and
	// the secrets of addresses are made.
	Key string `toml:"key"`
	// Signing is the path of an Ed25519 key, as whsk_ and base64.
	Signing string `toml:"signing"`
	// Previous are the paths of keys before it, with which requests are signed as
	// well until every recipient knows the new one; at most four.
	Previous []string `toml:"previous"`
	// CA is a file of certificates in PEM, one of which must vouch for each address;
	// without it those of the system do.
	CA string `toml:"ca"`
	// Allow are networks that are not of the internet and may be called all the
	// same, such as 10.1.0.0/16.
	Allow []string `toml:"allow"`
	// Now is the clock.
	Now func() time.Time `toml:"-"`
	// Inbox takes signed receipts that come with an answer; nobody does without.
	Inbox channel.Inbox `toml:"-"`
}

const (
	minKey      = 32
	maxPrevious = 4
)

// Open gives the channel. It connects nowhere.
func Open(cfg Config) (*Channel, error) {
	c := &Channel{now: cfg.Now, inbox: cfg.Inbox}
	if cfg.Now == nil {
		return nil, refuse("give it the clock of the office", "the channel has no clock")
	}
	if err := cfg.keys(c); err != nil {
		return nil, err
	}
	for _, text := range cfg.Allow {
		p, err := netip.ParsePrefix(text)
		if err != nil || p != p.Masked() || p.Addr().Is4In6() {
			return nil, refuse("write it as 10.1.0.0/16", "%q is no network", text)
		}
		c.allowed = append(c.allowed, p)
	}
	if cfg.CA == "" {
		return c, nil
	}
	pem, err := os.ReadFile(cfg.CA)
	if err != nil {
		return nil, refuse("write the path of a file that is there under ca", "the certificates in %s cannot be read", cfg.CA)
	}
	c.roots = x509.NewCertPool()
	if !c.roots.AppendCertsFromPEM(pem) {
		return nil, refuse("write the path of certificates in PEM under ca", "there is no certificate in %s", cfg.CA)
	}
	return c, nil
}

// refuse says that the table, or a key, is not usable.
func refuse(remedy, why string, args ...any) error {
	return tocsin.Refuse("channel/webhook", remedy, why, args...)
}

// keys reads the keys.
func (cfg Config) keys(c *Channel) error {
	var err error
	if c.key, err = secret("key", cfg.Key); err != nil {
		return err
	}
	if len(c.key) < minKey {
		return refuse("draw one with: head -c 32 /dev/urandom | base64", "the key in %s has fewer than %d bytes", cfg.Key, minKey)
	}
	if len(cfg.Previous) > maxPrevious {
		return refuse("take out the oldest", "more than %d keys before this one are kept", maxPrevious)
	}
	for i, path := range append([]string{cfg.Signing}, cfg.Previous...) {
		what := "signing"
		if i > 0 {
			what = "previous"
		}
		text, err := secret(what, path)
		if err != nil {
			return err
		}
		key, ok := signer(string(text))
		if !ok {
			return refuse(`make one with: echo "whsk_$(head -c 32 /dev/urandom | base64)"`, "there is no key as whsk_ and base64 in %s", path)
		}
		c.signers = append(c.signers, key)
	}
	return nil
}

// signer reads a key: the 32 bytes that it is made from, or those and the public
// key after them.
func signer(text string) (ed25519.PrivateKey, bool) {
	text, ok := strings.CutPrefix(text, signerPrefix)
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	if !ok || err != nil || len(raw) != ed25519.SeedSize && len(raw) != ed25519.PrivateKeySize {
		return nil, false
	}
	key := ed25519.NewKeyFromSeed(raw[:ed25519.SeedSize])
	return key, bytes.HasPrefix(key, raw)
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
