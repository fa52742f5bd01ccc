package webhook_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/channel/webhook"
)

// The vectors that the specification's own libraries are tested with.
const (
	vectorID        = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	vectorTime      = 1614265330
	vectorBody      = `{"test": 2432232314}`
	vectorSecret    = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	vectorSeed      = "VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk="
	vectorSymmetric = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
	vectorPublic    = "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag=="
)

// vectorKey is the public key of the seed.
func vectorKey(tb testing.TB) string {
	tb.Helper()
	seed, err := base64.StdEncoding.DecodeString(vectorSeed)
	if err != nil {
		tb.Fatal(err)
	}
	return "whpk_" + base64.StdEncoding.EncodeToString(ed25519.NewKeyFromSeed(seed)[ed25519.SeedSize:])
}

// header makes one.
func header(id, at string, signatures ...string) http.Header {
	return http.Header{"Webhook-Id": {id}, "Webhook-Timestamp": {at}, "Webhook-Signature": {strings.Join(signatures, " ")}}
}

// verifier gives one.
func verifier(tb testing.TB, most int, keys ...string) *webhook.Verifier {
	tb.Helper()
	v, err := webhook.NewVerifier(most, keys...)
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

// TestVectors verifies the specification's own vectors, and nothing near them.
func TestVectors(t *testing.T) {
	t.Parallel()
	at, now := fmt.Sprint(vectorTime), time.Unix(vectorTime, 0)
	other := "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="
	for what, c := range map[string]struct {
		header http.Header
		body   string
		now    time.Time
		key    string
		good   bool
	}{
		"symmetric":            {header(vectorID, at, vectorSymmetric), vectorBody, now, vectorSecret, true},
		"asymmetric":           {header(vectorID, at, vectorPublic), vectorBody, now, vectorKey(t), true},
		"among others":         {header(vectorID, at, other, "v2,AAAA", "x", "", vectorSymmetric), vectorBody, now, vectorSecret, true},
		"at the end":           {header(vectorID, at, vectorPublic), vectorBody, now.Add(webhook.Window), vectorKey(t), true},
		"at the beginning":     {header(vectorID, at, vectorPublic), vectorBody, now.Add(-webhook.Window), vectorKey(t), true},
		"too late":             {header(vectorID, at, vectorPublic), vectorBody, now.Add(webhook.Window + time.Second), vectorKey(t), false},
		"too early":            {header(vectorID, at, vectorPublic), vectorBody, now.Add(-webhook.Window - time.Second), vectorKey(t), false},
		"another body":         {header(vectorID, at, vectorPublic), vectorBody + " ", now, vectorKey(t), false},
		"another id":           {header(vectorID+"x", at, vectorPublic), vectorBody, now, vectorKey(t), false},
		"another time":         {header(vectorID, fmt.Sprint(vectorTime+1), vectorPublic), vectorBody, now, vectorKey(t), false},
		"the time with a zero": {header(vectorID, "0"+at, vectorPublic), vectorBody, now, vectorKey(t), false},
		"the time with a plus": {header(vectorID, "+"+at, vectorPublic), vectorBody, now, vectorKey(t), false},
		"the time in the id":   {header(vectorID+"."+at, at, vectorPublic), vectorBody, now, vectorKey(t), false},
		"another key":          {header(vectorID, at, vectorPublic), vectorBody, now, "whpk_" + strings.Repeat("A", 43) + "=", false},
		"the other kind":       {header(vectorID, at, vectorSymmetric), vectorBody, now, vectorKey(t), false},
		"symmetric as public":  {header(vectorID, at, strings.Replace(vectorSymmetric, "v1,", "v1a,", 1)), vectorBody, now, vectorSecret, false},
		"no signature":         {header(vectorID, at, "v1,"), vectorBody, now, vectorSecret, false},
		"too many":             {header(vectorID, at, append(strings.Split(strings.Repeat("x ", 16), " "), vectorSymmetric)...), vectorBody, now, vectorSecret, false},
		"no header":            {http.Header{}, vectorBody, now, vectorSecret, false},
		"two ids":              {http.Header{"Webhook-Id": {vectorID, vectorID}, "Webhook-Timestamp": {at}, "Webhook-Signature": {vectorSymmetric}}, vectorBody, now, vectorSecret, false},
	} {
		id, before, err := verifier(t, 1, c.key).Verify(c.header, []byte(c.body), c.now)
		if (err == nil) != c.good || before || (id == vectorID) != c.good {
			t.Errorf("%s: %q, %v, %v", what, id, before, err)
		}
		if refusal, ok := errors.AsType[*tocsin.Refusal](err); err != nil && (!ok || refusal.Remedy == "") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestReplay takes each request once, for as long as it could come again, and
// rather takes nothing new than forgets.
func TestReplay(t *testing.T) {
	t.Parallel()
	h := &house{}
	_, cfg, at := working(t, h, false)
	now := time.Now()
	cfg.Now = func() time.Time { return now }
	c := open(t, cfg)
	c.Deliver(t.Context(), sealed(at))
	c.Knock(t.Context(), at)
	calls := h.calls()
	v := verifier(t, 1, c.Public())
	try := func(i int, by time.Duration) (bool, error) {
		_, before, err := v.Verify(calls[i].Header, h.bodies[i], now.Add(by))
		return before, err
	}
	if before, err := try(0, 0); err != nil || before {
		t.Fatalf("the first is known: %v, %v", before, err)
	}
	for range 10000 {
		if before, err := try(0, 4*time.Minute); err != nil || !before {
			t.Fatalf("the first again is taken: %v, %v", before, err)
		}
	}
	if before, err := try(1, 0); err == nil {
		t.Fatalf("a second is taken where there is room for one: %v", before)
	}
	// Three attempts hours apart have one id and are another time each.
	now = now.Add(3 * time.Hour)
	c.Deliver(t.Context(), sealed(at))
	calls = h.calls()
	if before, err := try(1, 0); err == nil {
		t.Fatalf("an old one is taken: %v", before)
	}
	last := len(calls) - 1
	if id, before, err := v.Verify(calls[last].Header, sealed(at).Bytes, now); err != nil || !before || id != c.Reference(parcelName) {
		t.Errorf("the same parcel is %q, %v, %v", id, before, err)
	}
}

// TestChanged changes one bit of what is signed: it is never good.
func TestChanged(t *testing.T) {
	t.Parallel()
	v := verifier(t, 1, vectorSecret, vectorKey(t))
	rapid.Check(t, func(t *rapid.T) {
		parts := []string{vectorID, fmt.Sprint(vectorTime), rapid.SampledFrom([]string{vectorSymmetric, vectorPublic}).Draw(t, "signature"), vectorBody}
		i := rapid.IntRange(0, 3).Draw(t, "part")
		b := []byte(parts[i])
		b[rapid.IntRange(0, len(b)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		parts[i] = string(b)
		if id, _, err := v.Verify(header(parts[0], parts[1], parts[2]), []byte(parts[3]), time.Unix(vectorTime, 0)); err == nil {
			t.Fatalf("%q is good: %q", id, parts)
		}
	})
}

// FuzzVerify is sent what strangers send: nothing is good that was not signed.
func FuzzVerify(f *testing.F) {
	f.Add(vectorID, fmt.Sprint(vectorTime), vectorSymmetric, []byte(vectorBody), int64(0))
	f.Add(vectorID, fmt.Sprint(vectorTime), vectorPublic, []byte(vectorBody), int64(300))
	f.Add("", "", "v1,= v1a,", []byte{}, int64(-1))
	keys := []string{vectorSecret, vectorKey(f)}
	f.Fuzz(func(t *testing.T, id, at, signature string, body []byte, by int64) {
		v := verifier(t, 1, keys...)
		got, before, err := v.Verify(header(id, at, signature), body, time.Unix(vectorTime, 0).Add(time.Duration(by%1000)*time.Second))
		if err == nil && (got != vectorID || at != fmt.Sprint(vectorTime) || !bytes.Equal(body, []byte(vectorBody)) || before) {
			t.Fatalf("%q at %q is good", id, at)
		}
		if err != nil && (got != "" || before) {
			t.Fatalf("%q: %v", got, err)
		}
	})
}

// FuzzKeys reads keys as recipients paste them.
func FuzzKeys(f *testing.F) {
	for _, key := range []string{vectorSecret, vectorKey(f), "", "_", "whsec_", "whsec_QQ==", "whsk_" + vectorSeed} {
		f.Add(key)
	}
	f.Fuzz(func(t *testing.T, key string) {
		_, err := webhook.NewVerifier(1, key)
		if _, ok := errors.AsType[*tocsin.Refusal](err); err != nil && (!ok || len(key) > 20 && strings.Contains(err.Error(), key)) {
			t.Fatal(err)
		}
		if err == nil && !strings.HasPrefix(key, "whsec_") && !strings.HasPrefix(key, "whpk_") {
			t.Fatalf("%q is a key", key)
		}
	})
}

// BenchmarkVerify verifies a request of the size that all have.
func BenchmarkVerify(b *testing.B) {
	h := &house{}
	c, _, at := working(b, h, false)
	c.Deliver(b.Context(), sealed(at))
	v := verifier(b, 1<<20, c.Public())
	head, body := h.calls()[0].Header, h.bodies[0]
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, _, err := v.Verify(head, body, time.Now()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDeliver delivers over lines that are each opened and made private.
func BenchmarkDeliver(b *testing.B) {
	h := &house{}
	c, _, at := working(b, h, false)
	h.verifier = verifier(b, 1<<30, c.Public())
	for i := uint64(0); b.Loop(); i++ {
		p := sealed(at)
		p.Name = fmt.Sprintf("%x.age", binary.BigEndian.AppendUint64(nil, i))
		if o := c.Deliver(b.Context(), p); o.Evidence != "200" {
			b.Fatal(o)
		}
	}
}
