package webhook_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/tocsin/channel"
	"example.org/tocsin/channel/channeltest"
	"example.org/tocsin/channel/webhook"
	"example.org/tocsin/delivery"
)

// parcelName is one of a parcel.
const parcelName = "abcdefghijklmnopqrstuvwxyz.age"

// sealed is a parcel for an address.
func sealed(to string) channel.Parcel {
	return channel.Parcel{Name: parcelName, Address: to, Bytes: bytes.Repeat([]byte{0xa5}, 20480), Copy: 1}
}

// TestRequest looks at what is sent: no header but those that are needed, one id
// in all attempts, the time of each, the same size for a file and a knock.
func TestRequest(t *testing.T) {
	t.Parallel()
	h := &house{}
	_, cfg, at := working(t, h, false)
	now := time.Now()
	cfg.Now = func() time.Time { return now }
	c := open(t, cfg)
	sizes := map[int]bool{}
	for i := range 4 {
		before := len(h.recorder.Bytes())
		p := sealed(at)
		p.Copy = i + 1
		if i == 2 {
			p = channel.Parcel{Name: "bbc.age", Address: at, Knock: true, Copy: 1}
		}
		o := c.Deliver(t.Context(), p)
		if i == 3 {
			o = c.Knock(t.Context(), at)
		}
		if o.Kind != delivery.OutcomeHanded || o.Evidence != "200" {
			t.Errorf("the outcome is %+v", o)
		}
		if i < 3 {
			sizes[len(h.recorder.Bytes())-before] = true
		}
		now = now.Add(time.Second)
	}
	calls := h.calls()
	if len(calls) != 5 || len(sizes) != 1 {
		t.Fatalf("%d requests came, of the sizes %v", len(calls), sizes)
	}
	var names []string
	for name := range calls[0].Header {
		names = append(names, name)
	}
	slices.Sort(names)
	if want := []string{"Connection", "Content-Length", "Content-Type", "Webhook-Id", "Webhook-Signature", "Webhook-Timestamp"}; !slices.Equal(names, want) {
		t.Errorf("the header has %q, not %q", names, want)
	}
	get := func(i int, name string) string { return calls[i].Header.Get(name) }
	switch {
	case calls[0].Method != http.MethodPost || calls[0].URL.Path != path:
		t.Errorf("the request is %s %s", calls[0].Method, calls[0].URL)
	case get(0, "Webhook-Id") != c.Reference(parcelName) || get(1, "Webhook-Id") != get(0, "Webhook-Id") || get(2, "Webhook-Id") == get(0, "Webhook-Id"):
		t.Errorf("the ids are %s, %s, %s", get(0, "Webhook-Id"), get(1, "Webhook-Id"), get(2, "Webhook-Id"))
	case get(0, "Webhook-Timestamp") != fmt.Sprint(now.Unix()-4) || get(1, "Webhook-Timestamp") != fmt.Sprint(now.Unix()-3):
		t.Errorf("the times are %s, %s", get(0, "Webhook-Timestamp"), get(1, "Webhook-Timestamp"))
	}
	seen := h.seen()
	if len(seen) != 3 || !bytes.Equal(seen[0].Bytes, sealed(at).Bytes) || !bytes.Equal(seen[1].Bytes, seen[2].Bytes) ||
		!strings.HasPrefix(string(seen[1].Bytes), "Please check your usual place.\n") {
		t.Errorf("%d messages are there", len(seen))
	}
}

// TestSecrets gives each address a secret of its own, and signs with keys from
// before as long as they are kept.
func TestSecrets(t *testing.T) {
	t.Parallel()
	h := &house{}
	_, cfg, at := working(t, h, true)
	cfg.Previous = []string{cfg.Signing}
	cfg.Signing = file(t, whsk(strings.Repeat("n", 32)))
	c := open(t, cfg)
	o := c.Deliver(t.Context(), sealed(at))
	if o.Kind != delivery.OutcomeHanded {
		t.Fatalf("the outcome is %+v", o)
	}
	request := h.calls()[0]
	verified := func(key string) bool {
		v, err := webhook.NewVerifier(1, key)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = v.Verify(request.Header, h.bodies[0], time.Now())
		return err == nil
	}
	cfg.Signing, cfg.Previous = cfg.Previous[0], nil
	own, err := c.Secret(at)
	if err != nil {
		t.Fatal(err)
	}
	other, err := c.Secret(at + "2")
	if err != nil {
		t.Fatal(err)
	}
	if !verified(own) || verified(other) || !verified(c.Public()) || !verified(open(t, cfg).Public()) {
		t.Error("the signatures are not those of the address's secret, the new key and the old one")
	}
	if _, err := c.Secret("http://plain.example"); err == nil {
		t.Error("there is a secret for what is no address")
	}
}

// An inbox keeps what it takes.
type inbox struct {
	mu    sync.Mutex
	taken []channel.Evidence
}

func (i *inbox) Take(_ context.Context, e channel.Evidence) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.taken = append(i.taken, e)
	return nil
}

// receipt is of the form of a signed one.
const receipt = "tocsin-receipt/v1\nrelay x\n\n— synthetic-house+00000000 AAAA\n"

// TestAnswers gets each kind of answer, and sees what becomes of the parcel.
func TestAnswers(t *testing.T) {
	t.Parallel()
	status := func(code int, header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < len(header); i += 2 {
				w.Header().Add(header[i], header[i+1])
			}
			w.WriteHeader(code)
		}
	}
	write := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
	}
	const handed, again, never = delivery.OutcomeHanded, delivery.OutcomeAgain, delivery.OutcomeNever
	soon := time.Now().Add(10 * time.Minute).UTC().Format(http.TimeFormat)
	for what, c := range map[string]struct {
		answer   http.HandlerFunc
		kind     delivery.Outcome
		after    time.Duration
		evidence string
	}{
		"created":              {status(201), handed, 0, "201"},
		"accepted":             {status(202), handed, 0, "202"},
		"nothing to say":       {status(204), handed, 0, "204"},
		"early and then":       {func(w http.ResponseWriter, r *http.Request) { status(103)(w, r); status(200)(w, r) }, handed, 0, "200"},
		"a receipt":            {write(receipt), handed, 0, "200\n" + receipt},
		"words":                {write("thank you " + channeltest.Quote), handed, 0, "200"},
		"a receipt too long":   {write(strings.Replace(receipt, "relay x", strings.Repeat("x", 4000), 1)), handed, 0, "200"},
		"a receipt with bells": {write(strings.Replace(receipt, "relay x", "\a", 1)), handed, 0, "200"},
		"a receipt unsigned":   {write("tocsin-receipt/v1\nrelay x\n\n"), handed, 0, "200"},
		"an endless body": {func(w http.ResponseWriter, _ *http.Request) {
			for err := error(nil); err == nil; {
				_, err = w.Write(make([]byte, 4096))
			}
		}, handed, 0, "200"},
		"a body that hangs": {func(w http.ResponseWriter, r *http.Request) {
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		}, handed, 0, "200"},
		"moved for good":       {status(301, "Location", "https://127.0.0.1:1/"), never, 0, ""},
		"moved for now":        {status(307, "Location", "https://127.0.0.1:1/"), again, 30 * time.Minute, ""},
		"bad request":          {status(400), never, 0, ""},
		"not authorized":       {status(401), again, 30 * time.Minute, ""},
		"forbidden":            {status(403), again, 30 * time.Minute, ""},
		"not found":            {status(404), again, 30 * time.Minute, ""},
		"timeout":              {status(408), again, 5 * time.Minute, ""},
		"conflict":             {status(409), again, 5 * time.Minute, ""},
		"gone":                 {status(410), never, 0, ""},
		"too large":            {status(413), never, 0, ""},
		"too early":            {status(425), again, 5 * time.Minute, ""},
		"too many":             {status(429, "Retry-After", "90"), again, 90 * time.Second, ""},
		"too many, for ever":   {status(429, "Retry-After", "99999999999999999999"), again, time.Hour, ""},
		"too many, for hours":  {status(429, "Retry-After", "7200"), again, time.Hour, ""},
		"too many, for no one": {status(429, "Retry-After", "0"), again, time.Second, ""},
		"too many, for words":  {status(429, "Retry-After", "a while"), again, 5 * time.Minute, ""},
		"too many, twice":      {status(429, "Retry-After", "7", "Retry-After", "8"), again, 5 * time.Minute, ""},
		"broken":               {status(500), again, 5 * time.Minute, ""},
		"not implemented":      {status(501), never, 0, ""},
		"busy until":           {status(503, "Retry-After", soon), again, 10 * time.Minute, ""},
		"busy since":           {status(503, "Retry-After", "Mon, 02 Jan 2006 15:04:05 GMT"), again, time.Second, ""},
		"gateway":              {status(504), again, 5 * time.Minute, ""},
		"of no one":            {status(599), again, 5 * time.Minute, ""},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			h, in := &house{answer: c.answer}, &inbox{}
			_, cfg, at := working(t, h, false)
			cfg.Inbox = in
			ch := open(t, cfg)
			began := time.Now()
			o := ch.Deliver(t.Context(), sealed(at))
			if took := time.Since(began); took > 15*time.Second {
				t.Errorf("it took %s", took)
			}
			near := o.After == c.after || what == "busy until" && (c.after-o.After).Abs() < 30*time.Second
			if o.Kind != c.kind || o.Stage != channel.StageAnswer || !near || o.Evidence != c.evidence {
				t.Errorf("the outcome is %+v", o)
			}
			if strings.Contains(o.Reason, "127.0.0.1") || strings.Contains(o.Reason, channeltest.Quote) {
				t.Errorf("the reason is %q", o.Reason)
			}
			if n := len(h.calls()); n != 1 {
				t.Errorf("%d requests came", n)
			}
			if len(in.taken) != strings.Count(c.evidence, "\n")/5 || len(in.taken) == 1 && (string(in.taken[0].Bytes) != receipt || in.taken[0].Channel != "webhook") {
				t.Errorf("the inbox has %q", in.taken)
			}
		})
	}
}

// TestNotReached meets machines that are not who they should be, names that lead
// inside, and nonsense.
func TestNotReached(t *testing.T) {
	t.Parallel()
	hour := time.Now().Add(time.Hour)
	start := func(until time.Time, change func(*tls.Config), names ...string) (*webhook.Channel, string, *house) {
		cert, ca := certificate(t, until, names...)
		config1 := &tls.Config{Certificates: []tls.Certificate{cert}}
		if change != nil {
			change(config1)
		}
		h := &house{}
		at := h.start(t, config1)
		return open(t, config(t, ca)), "https://" + at + path, h
	}
	check := func(what string, c *webhook.Channel, at string, h *house, kind delivery.Outcome, stage channel.Stage) {
		t.Helper()
		o := c.Deliver(t.Context(), sealed(at))
		if o.Kind != kind || o.Stage != stage || strings.Contains(o.Reason, "127.0.0.1") || strings.Contains(o.Reason, "localhost") {
			t.Errorf("%s: %+v", what, o)
		}
		if h != nil && len(h.calls()) != 0 {
			t.Errorf("%s: a request came", what)
		}
	}
	c, at, h := start(hour, nil, "other.example")
	check("another name", c, at, h, delivery.OutcomeAgain, channel.StageTLS)
	c, at, h = start(time.Now().Add(-time.Hour), nil)
	check("a certificate of the past", c, at, h, delivery.OutcomeAgain, channel.StageTLS)
	c, at, h = start(hour, func(c *tls.Config) { c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11 })
	check("TLS 1.1", c, at, h, delivery.OutcomeAgain, channel.StageTLS)
	// A name that leads to this machine, which is not allowed.
	cert, ca := certificate(t, hour, "localhost")
	h = &house{}
	port := h.start(t, &tls.Config{Certificates: []tls.Certificate{cert}})
	port = port[strings.LastIndexByte(port, ':'):]
	cfg := config(t, ca)
	cfg.Allow = nil
	check("a name that leads inside", open(t, cfg), "https://localhost"+port+path, h, delivery.OutcomeAgain, channel.StageConnect)
	check("a machine inside", open(t, cfg), "https://127.0.0.1"+port+path, h, delivery.OutcomeNever, channel.StageAddress)
}

// TestProxy has a proxy named by the environment, which is not asked.
func TestProxy(t *testing.T) { //nolint:paralleltest // it sets the environment
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "ALL_PROXY"} {
		t.Setenv(name, "http://"+channeltest.Closed(t))
	}
	h := &house{}
	c, _, at := working(t, h, false)
	if o := c.Deliver(t.Context(), sealed(at)); o.Kind != delivery.OutcomeHanded {
		t.Errorf("the outcome is %+v", o)
	}
}

// TestNonsense is answered nonsense after the handshake, and never for good.
func TestNonsense(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"", "\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 2OO OK\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "220 mx.example\r\n", "HTTP/1.1 -200 OK\r\n\r\n",
		strings.Repeat("HTTP/1.1 103 Early\r\n\r\n", 20), "HTTP/1.1 200 OK\r\n" + strings.Repeat("X: y\r\n", 20000) + "\r\n", "HTTP/1.1 200 OK\r\nA b\r\n\r\n",
	} {
		h := &house{answer: func(w http.ResponseWriter, _ *http.Request) {
			if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
				_, _ = c.Write([]byte(line))
				_ = c.Close()
			}
		}}
		c, _, at := working(t, h, false)
		if o := c.Deliver(t.Context(), sealed(at)); o.Kind != delivery.OutcomeAgain || o.Stage != channel.StageBody || o.After <= 0 || o.Reason == "" {
			t.Errorf("after %.40q the outcome is %+v", line, o)
		}
	}
}
