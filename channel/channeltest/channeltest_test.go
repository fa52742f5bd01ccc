package channeltest_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/tocsin/channel"
	"example.org/tocsin/channel/channeltest"
	"example.org/tocsin/delivery"
)

// A runner is a channel to a post, with at most one fault.
type runner struct {
	at    string
	roots *x509.CertPool
	fault string
	post  *post

	mu   sync.Mutex
	said map[string]channel.Outcome
}

var good = regexp.MustCompile(`^[a-z0-9-]+@[a-z.]+$`)

func (r *runner) Health(ctx context.Context) error {
	c, at, err := r.dial(ctx)
	if err != nil {
		if r.fault == "tells in its health" {
			return fmt.Errorf("reaching %s: %w", box, err)
		}
		return errors.New("the post is not reached: " + string(at))
	}
	if r.fault == "sends in its health" {
		_, _ = fmt.Fprintf(c, "TO x\nNAME y\nCOPY 1\nSIZE 4\ntest")
		_, _ = io.ReadAll(c)
	}
	return c.Close()
}

func (r *runner) dial(ctx context.Context) (net.Conn, channel.Stage, error) {
	d := net.Dialer{}
	c, err := d.DialContext(ctx, "tcp", r.at)
	if err != nil {
		return nil, channel.StageConnect, err
	}
	secure := tls.Client(c, &tls.Config{RootCAs: r.roots, ServerName: "127.0.0.1", InsecureSkipVerify: r.fault == "trusts everybody"})
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, channel.StageTLS, errors.Join(err, c.Close())
	}
	return secure, "", nil
}

func (r *runner) Deliver(ctx context.Context, p channel.Parcel) channel.Outcome {
	if r.fault == "outlives its context" {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
	}
	if r.fault == "begins after the end" && ctx.Err() != nil {
		ctx = context.WithoutCancel(ctx)
	}
	r.mu.Lock()
	before, done := r.said[p.Name]
	r.mu.Unlock()
	if done && r.fault == "remembers" {
		return before
	}
	o := r.deliver(ctx, p)
	switch r.fault {
	case "has no evidence":
		o.Evidence = ""
	case "has no stage":
		o.Stage = ""
	case "has no time":
		o.After = 0
	case "gives up":
		if o.Kind == delivery.OutcomeAgain {
			o = channel.Never(o.Reason).At(o.Stage)
		}
	case "says handed":
		if o.Stage == channel.StageBody {
			o = channel.Handed("hopefully")
		}
	case "leaves one behind":
		go func() { time.Sleep(time.Minute) }()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if o.Kind == delivery.OutcomeHanded {
		r.said[p.Name] = o
	}
	return o
}

func (r *runner) deliver(ctx context.Context, p channel.Parcel) channel.Outcome {
	const soon = time.Minute
	switch {
	case ctx.Err() != nil:
		return channel.Again(soon, "the time was over").At(channel.StageConnect)
	case !good.MatchString(p.Address) && r.fault != "takes any address", strings.ContainsAny(p.Address, " \n") || p.Address == "":
		if r.fault == "calls a bad address a matter of time" {
			return channel.Again(soon, "the address is none").At(channel.StageAddress)
		}
		return channel.Never("the address is none").At(channel.StageAddress)
	case !p.Knock && !regexp.MustCompile(`^[a-z2-7]{26}\.age$`).MatchString(p.Name) &&
		(r.fault != "takes any name" || strings.ContainsAny(p.Name, " \n") || p.Name == ""):
		return channel.Never("the name is none").At(channel.StageAddress)
	}
	c, at, err := r.dial(ctx)
	if err != nil {
		reason := "the post is not reached"
		if r.fault == "tells the address" {
			reason += " for " + p.Address
		}
		return channel.Again(soon, reason).At(at)
	}
	defer func() { _ = c.Close() }()
	if r.fault != "hangs" {
		defer context.AfterFunc(ctx, func() { _ = c.Close() })()
	}
	name, body := r.written(p)
	copies := p.Copy
	if r.fault == "does not mark copies" {
		copies = 1
	}
	_, _ = fmt.Fprintf(c, "TO %s\nNAME %s\nCOPY %d\nSIZE %d\n%s", p.Address, name, copies, len(body), body)
	return r.outcome(c, p)
}

// written gives the name and the bytes that go over the wire.
func (r *runner) written(p channel.Parcel) (name string, body []byte) {
	name, body = p.Name, p.Bytes
	if p.Knock {
		name, body = fmt.Sprintf("%x", time.Now().UnixNano()), []byte("Look in the usual place.")
	}
	const dossier = "dossierdossierdossierdoss2"
	switch r.fault {
	case "names it anew":
		name = fmt.Sprintf("%x", time.Now().UnixNano())
	case "knocks by name":
		name = p.Name
	case "knocks with the name":
		if p.Knock {
			body = append(body, hex.EncodeToString([]byte(p.Name))...)
		}
	case "knocks with bytes":
		if p.Knock {
			body = append(body, p.Bytes...)
		}
	case "adds an id":
		body = append(body, base64.StdEncoding.EncodeToString([]byte("x"+dossier))...)
	case "adds the holder":
		name = "Synthetic%20Office"
	}
	return name, body
}

// outcome reads what the post answers.
func (r *runner) outcome(c net.Conn, p channel.Parcel) channel.Outcome {
	const soon = time.Minute
	var b [512]byte
	n := 0
	for n < len(b) && !strings.Contains(string(b[:n]), "\n") {
		more, err := c.Read(b[n:])
		if n += more; err != nil {
			break
		}
	}
	said := string(b[:n])
	words, _, whole := strings.Cut(said, "\n")
	switch {
	case r.fault == "believes any answer" && n > 0:
		return channel.Handed(strings.ToValidUTF8(said, "?"))
	case !whole && n < len(b):
		return channel.Again(soon, "the post did not answer").At(channel.StageBody)
	case strings.HasPrefix(words, "ok"):
		return channel.Handed("ok")
	case strings.HasPrefix(words, "later"):
		if r.fault == "repeats what the carrier says" {
			return channel.Again(soon, words).At(channel.StageAnswer)
		}
		return channel.Again(soon, "the post takes nothing now").At(channel.StageAnswer)
	}
	if r.fault == "tells the name" {
		return channel.Never("no to " + p.Name).At(channel.StageAnswer)
	}
	return channel.Never("the post refuses").At(channel.StageAnswer)
}

// TestGood holds a channel without a fault, with and without a post that looks at
// names: what the suite asks can be done.
func TestGood(t *testing.T) {
	t.Parallel()
	for _, many := range []bool{false, true} {
		t.Run(fmt.Sprint("many seen ", many), func(t *testing.T) {
			t.Parallel()
			channeltest.Exercise(t, harness("", many))
		})
	}
}

// A tester is a test that fails without failing its own.
type tester struct {
	testing.TB

	mu     sync.Mutex
	failed []string
}

func (t *tester) Error(args ...any)            { t.note(fmt.Sprint(args...)) }
func (t *tester) Errorf(f string, args ...any) { t.note(fmt.Sprintf(f, args...)) }
func (*tester) Logf(string, ...any)            {}
func (t *tester) Fatalf(f string, args ...any) {
	t.note(fmt.Sprintf(f, args...))
	panic(t)
}

func (t *tester) Fatal(args ...any) { t.Fatalf("%s", fmt.Sprint(args...)) }

func (t *tester) note(said string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.failed = append(t.failed, said)
}

// TestFaults has channels with one fault each fail one trial each.
func TestFaults(t *testing.T) {
	t.Parallel()
	for fault, c := range map[string]struct {
		promise, says string
		many          bool
	}{
		"has no evidence":               {"one parcel is one message", "bytes of evidence", false},
		"has no stage":                  {"one parcel is one message", "has no stage", false},
		"has no time":                   {"a carrier that is gone", "has a time and a reason", false},
		"gives up":                      {"a carrier that breaks off mid-body", "it ended \"never\"", false},
		"says handed":                   {"a carrier that takes it and never answers", "it ended \"handed\"", false},
		"names it anew":                 {"one parcel is one message", "a parcel is visible ", false},
		"names it anew for many":        {"many at once are one message", "has the references", true},
		"does not mark copies":          {"one parcel is one message", "deliveries the copies say", true},
		"remembers":                     {"a carrier that answers OK and drops", "visible 0 times", false},
		"outlives its context":          {"a carrier that hangs at connect", "later the attempt is not back", false},
		"hangs":                         {"a carrier that hangs mid-body", "later the attempt is not back", false},
		"leaves one behind":             {"nothing is left running", "left behind", false},
		"begins after the end":          {"nothing begins after the end", "", false},
		"takes any address":             {"an address that is none is told from one that is not reached", "want \"never\"", false},
		"takes any name":                {"a name that is none goes nowhere", "want \"never\"", false},
		"tells the address":             {"a carrier that hangs at TLS", "the reason holds in plain", false},
		"tells the name":                {"a carrier that refuses for good", "the reason holds in plain", false},
		"tells in its health":           {"health sends nothing and names nobody", "", false},
		"sends in its health":           {"health sends nothing and names nobody", "health was asked for", false},
		"trusts everybody":              {"a carrier that shows another's certificate", "it ended \"handed\"", false},
		"believes any answer":           {"a carrier that refuses for now", "it ended \"handed\"", false},
		"knocks by name":                {"a knock is always the same and names nothing", "reference holds", false},
		"knocks with the name":          {"a knock is always the same and names nothing", "knocks differ", false},
		"knocks with bytes":             {"a knock is always the same and names nothing", "a knock holds in plain", false},
		"adds an id":                    {"a wire holds nothing of the holder's", "in base64", false},
		"adds the holder":               {"a wire holds nothing of the holder's", "escaped: Synthetic Office", false},
		"repeats what the carrier says": {"a carrier that refuses for now", "the reason holds in plain", false},
		"calls a bad address a matter of time": {
			"an address that is none is told from one that is not reached", "want \"never\"", false,
		},
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			rec := &tester{TB: t}
			if !channeltest.Hold(rec, harness(strings.TrimSuffix(fault, " for many"), c.many), c.promise) {
				t.Fatalf("there is no trial %q", c.promise)
			}
			if all := strings.Join(rec.failed, "\n"); len(rec.failed) == 0 || !strings.Contains(all, c.says) {
				t.Errorf("a channel that %s is told %q", fault, all)
			}
		})
	}
}

// TestFind finds words however they are written, and nothing in what only looks
// like them.
func TestFind(t *testing.T) {
	t.Parallel()
	const word = "Office of Canary/Street 5+"
	for _, in := range []string{
		"x " + word, "x " + strings.ToUpper(word), "Office of Can=\r\nary/Street 5+", "Office of Canary/Str\r\neet 5+",
		hex.EncodeToString([]byte(word)), strings.ToUpper(hex.EncodeToString([]byte("x" + word))),
		"Office+of+Canary%2FStreet+5%2B", "Office%20of%20Canary%2fStreet%205+", "Office=20of=20Canary/Street=205+",
	} {
		if channeltest.Find([]byte(in), []string{"", word}) == "" {
			t.Errorf("nothing is found in %q", in)
		}
	}
	for shift := range 6 {
		padded := []byte(strings.Repeat("~", shift) + word + "~~~~~~")
		for _, in := range encodings(padded) {
			if channeltest.Find([]byte(in), []string{word}) == "" {
				t.Errorf("nothing is found in %q", in)
			}
		}
	}
	for _, in := range []string{"", "Office of Canary", "Canary Street", hex.EncodeToString([]byte("Office of")), base64.StdEncoding.EncodeToString(make([]byte, 100))} {
		if found := channeltest.Find([]byte(in), []string{word}); found != "" {
			t.Errorf("%s is found in %q", found, in)
		}
	}
}

// encodings writes bytes in base64 and base32.
func encodings(b []byte) []string {
	return []string{
		base64.StdEncoding.EncodeToString(b), base64.RawURLEncoding.EncodeToString(b),
		base32.StdEncoding.EncodeToString(b), strings.ToLower(base32.StdEncoding.EncodeToString(b)),
	}
}
