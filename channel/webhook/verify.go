package webhook

import (
	"crypto/ed25519"
	"crypto/hmac"
	"encoding/base64"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.org/tocsin"
)

// The bounds of what is verified.
const (
	// Window is how far the time of a request may lie from now.
	Window = 5 * time.Minute
	// maxSignatures is how many signatures are looked at.
	maxSignatures = 16
	minSecret     = 24
	maxSecret     = 64
)

// A Verifier is what a recipient checks requests with. It remembers those that it
// has taken for as long as they could be sent again by somebody else. A program
// that is started again, and attempts of ours that are hours apart, need the ids
// kept beside what was received.
type Verifier struct {
	secrets [][]byte
	publics []ed25519.PublicKey
	most    int

	mu    sync.Mutex
	taken map[string]time.Time // when each can be forgotten
}

// NewVerifier gives a verifier that trusts these keys, each as whsec_ or whpk_ and
// base64, and remembers at most so many requests.
func NewVerifier(most int, keys ...string) (*Verifier, error) {
	v := &Verifier{most: most, taken: map[string]time.Time{}}
	for _, key := range keys {
		kind := key[:min(len(key), strings.IndexByte(key, '_')+1)]
		raw, err := base64.StdEncoding.Strict().DecodeString(key[len(kind):])
		switch {
		case err == nil && kind == secretPrefix && len(raw) >= minSecret && len(raw) <= maxSecret:
			v.secrets = append(v.secrets, raw)
		case err == nil && kind == publicPrefix && len(raw) == ed25519.PublicKeySize:
			v.publics = append(v.publics, raw)
		default:
			return nil, refuse("write it as whsec_ or whpk_ and base64, as the sender gave it", "one of the keys is none")
		}
	}
	if most < 1 || len(keys) == 0 {
		return nil, refuse("give at least one key, and room for at least one request", "the verifier could take no request")
	}
	return v, nil
}

// Verify says whether a request is one of the sender's, and whether it was taken
// before: then it is answered as it was, and not taken again.
func (v *Verifier) Verify(header http.Header, body []byte, now time.Time) (id string, before bool, err error) {
	id, at, signatures, err := fields(header)
	if err != nil {
		return "", false, err
	}
	if age := now.Unix() - at; age > int64(Window/time.Second) || age < -int64(Window/time.Second) {
		return "", false, no("set the clock, or have it sent again", "the request is not of this time")
	}
	if !v.good(signatures, signed(id, strconv.FormatInt(at, 10), body)) {
		return "", false, no("compare the keys", "no signature is of a key that is trusted")
	}
	before, err = v.remember(id, now)
	if err != nil {
		return "", false, err
	}
	return id, before, nil
}

// no refuses a request.
func no(remedy, why string) error { return tocsin.Refuse("channel/webhook-request", remedy, "%s", why) }

// What the header fields are made of. The id has no dot in it: it could be read
// as the end of the id, and what follows as the time.
var (
	idForm   = regexp.MustCompile(`^[0-9A-Za-z_-]{1,100}$`)
	timeForm = regexp.MustCompile(`^[1-9][0-9]{0,11}$`)
)

// fields reads the three fields, of which there is one each.
func fields(header http.Header) (id string, at int64, signatures []string, err error) {
	for _, name := range []string{headerID, headerTimestamp, headerSignature} {
		if len(header[name]) != 1 {
			return "", 0, nil, no("send webhook-id, webhook-timestamp and webhook-signature, once each", "the request has not one field of each kind")
		}
	}
	id = header[headerID][0]
	at, err = strconv.ParseInt(header[headerTimestamp][0], 10, 64)
	if err != nil || !idForm.MatchString(id) || !timeForm.MatchString(header[headerTimestamp][0]) {
		return "", 0, nil, no("send them as the specification has them", "the id or the time is of another form")
	}
	signatures = strings.Split(header[headerSignature][0], " ")
	if len(signatures) > maxSignatures {
		return "", 0, nil, no("send fewer", "the request has too many signatures")
	}
	return id, at, signatures, nil
}

// good reports whether one of the signatures is of a key that is trusted.
func (v *Verifier) good(signatures []string, content []byte) bool {
	for _, s := range signatures {
		mark, text, _ := strings.Cut(s, ",")
		raw, err := base64.StdEncoding.Strict().DecodeString(text)
		if err != nil {
			continue
		}
		switch mark + "," {
		case symmetricMark:
			for _, secret := range v.secrets {
				if hmac.Equal(raw, sum(secret, content)) {
					return true
				}
			}
		case publicMark:
			for _, key := range v.publics {
				if ed25519.Verify(key, content, raw) {
					return true
				}
			}
		}
	}
	return false
}

// remember notes an id, and says whether it was known. What is full takes nothing
// new: to forget would be to take a request twice.
func (v *Verifier) remember(id string, now time.Time) (before bool, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	_, before = v.taken[id]
	if !before && len(v.taken) >= v.most {
		for old, until := range v.taken {
			if now.After(until) {
				delete(v.taken, old)
			}
		}
	}
	if !before && len(v.taken) >= v.most {
		return false, no("send it again in some minutes", "more requests come than can be remembered")
	}
	// A request that is early by the window can come again until twice that.
	v.taken[id] = now.Add(2 * Window)
	return before, nil
}
