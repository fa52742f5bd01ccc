package webhook

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The header fields of the specification, as the library writes them.
const (
	headerID        = "Webhook-Id"
	headerTimestamp = "Webhook-Timestamp"
	headerSignature = "Webhook-Signature"
)

// What keys and signatures begin with.
const (
	secretPrefix  = "whsec_"
	signerPrefix  = "whsk_"
	publicPrefix  = "whpk_"
	symmetricMark = "v1,"
	publicMark    = "v1a,"
)

// Reference is the webhook-id of a parcel. It tells nothing to whoever does not
// have the key.
func (c *Channel) Reference(name string) string {
	mac := hmac.New(sha256.New, c.key)
	fmt.Fprint(mac, "tocsin channel/webhook reference\x00"+name)
	return strings.ToLower(base32.StdEncoding.EncodeToString(mac.Sum(nil)[:20]))
}

// Secret gives the secret with which requests to an address are signed as v1, to
// be handed to the recipient on a safe way. No other address has the same.
func (c *Channel) Secret(to string) (string, error) {
	a, err := parseAddress(to)
	if err != nil {
		return "", refuse("write the address as it stands in the directory", "%v", err)
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(c.secret(a)), nil
}

// Public gives the public key of our signatures as v1a.
func (c *Channel) Public() string {
	public, _ := c.signers[0].Public().(ed25519.PublicKey) // it is of no other kind
	return publicPrefix + base64.StdEncoding.EncodeToString(public)
}

// secret derives the secret of an address.
func (c *Channel) secret(a address) []byte {
	secret, err := hkdf.Key(sha256.New, c.key, nil, "tocsin channel/webhook secret\x00"+a.url.String(), sha256.Size)
	if err != nil {
		return nil // never, for a length of one hash; nothing is signed with no key
	}
	return secret
}

// stamp writes a time.
func stamp(at time.Time) string { return strconv.FormatInt(at.Unix(), 10) }

// signed is what signatures cover.
func signed(id, at string, body []byte) []byte {
	return append([]byte(id+"."+at+"."), body...)
}

// sign signs a request: with our key, with those before it as long as they are
// kept, and with the secret of the address.
func (c *Channel) sign(to address, id string, at time.Time, body []byte) string {
	content := signed(id, stamp(at), body)
	var all []string
	if secret := c.secret(to); len(secret) > 0 {
		all = append(all, symmetricMark+base64.StdEncoding.EncodeToString(sum(secret, content)))
	}
	for _, key := range c.signers {
		all = append(all, publicMark+base64.StdEncoding.EncodeToString(ed25519.Sign(key, content)))
	}
	return strings.Join(all, " ")
}

// sum is the HMAC of bytes.
func sum(secret, content []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write(content) // a hash returns no error, by its contract
	return mac.Sum(nil)
}
