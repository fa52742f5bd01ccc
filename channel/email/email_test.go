package email_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"example.org/tocsin/channel"
	"example.org/tocsin/channel/channeltest"
	"example.org/tocsin/delivery"
)

// TestContract holds the channel to the contract of all, in both ways of making
// a line private.
func TestContract(t *testing.T) {
	t.Parallel()
	for _, implicit := range []bool{false, true} {
		t.Run(fmt.Sprintf("implicit %t", implicit), func(t *testing.T) {
			t.Parallel()
			channeltest.Exercise(t, harness(implicit))
		})
	}
}

func harness(implicit bool) channeltest.Harness {
	return channeltest.Harness{
		ManySeen:     "a mail server keeps each message it is given, whatever its Message-ID",
		BadAddresses: []string{"", "nobody", "@post.example", "a@", "a b@post.example", "<a@post.example>", "a@post.example, b@post.example", `"a"@post.example`, "a@[127.0.0.1]", "a@127.0.0.1", "a@localhost", "a..b@post.example", "a@post..example"},
		Open: func(tb testing.TB, trouble channeltest.Trouble) *channeltest.Carrier {
			tb.Helper()
			ca, p := found(tb), &post{trouble: trouble}
			cert := ca.vouch(tb, time.Now().Add(time.Hour))
			if trouble == channeltest.Impostor {
				cert = found(tb).vouch(tb, time.Now().Add(time.Hour))
			}
			cfg := config(tb, p.start(tb, cert, implicit), implicit, ca)
			c := &channeltest.Carrier{
				Channel: open(tb, cfg), Address: box, Private: []string{channelKey, cfg.Password, cfg.Key},
				Seen: func() []channeltest.Message { return seen(tb, p.kept()) }, Wire: p.recorder.Bytes,
			}
			switch trouble { //nolint:exhaustive // the others can be repaired
			case channeltest.Working, channeltest.Gone, channeltest.HangConnect, channeltest.HangTLS, channeltest.Impostor:
			default:
				c.Repair = p.repair
			}
			return c
		},
	}
}

// TestReplies refuses at each step, and sees who is held to have been refused.
func TestReplies(t *testing.T) {
	t.Parallel()
	say := func(code int, a, b, c int) *smtp.SMTPError {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{a, b, c}, Message: channeltest.Quote + " " + box}
	}
	for _, c := range []struct {
		command string
		said    *smtp.SMTPError
		kind    delivery.Outcome
		stage   channel.Stage
		after   time.Duration
	}{
		{"RCPT", say(550, 5, 1, 1), delivery.OutcomeNever, channel.StageAddress, 0},
		{"RCPT", say(553, 5, 1, 3), delivery.OutcomeNever, channel.StageAddress, 0},
		{"RCPT", say(550, 5, 7, 1), delivery.OutcomeNever, channel.StageAnswer, 0},
		{"RCPT", say(450, 4, 2, 0), delivery.OutcomeAgain, channel.StageAnswer, 5 * time.Minute},  // a gray list
		{"RCPT", say(451, 4, 7, 1), delivery.OutcomeAgain, channel.StageAnswer, 5 * time.Minute},  // a gray list
		{"RCPT", say(452, 4, 2, 2), delivery.OutcomeAgain, channel.StageAnswer, 30 * time.Minute}, // full
		{"RCPT", say(552, 5, 2, 2), delivery.OutcomeAgain, channel.StageAnswer, 30 * time.Minute}, // full
		{"RCPT", say(550, 5, 2, 2), delivery.OutcomeAgain, channel.StageAnswer, 30 * time.Minute}, // full, all the same
		{"RCPT", say(530, 5, 7, 0), delivery.OutcomeAgain, channel.StageAnswer, 30 * time.Minute}, // we
		{"RCPT", say(552, 5, 0, 0), delivery.OutcomeAgain, channel.StageAnswer, 30 * time.Minute}, // full, or too many
		{"DATA", say(552, 5, 3, 4), delivery.OutcomeNever, channel.StageAnswer, 0},                // too big
		{"DATA", say(554, 5, 6, 0), delivery.OutcomeNever, channel.StageAnswer, 0},
		{"DATA", say(421, 4, 3, 2), delivery.OutcomeAgain, channel.StageAnswer, 5 * time.Minute},
		{"MAIL", say(550, 5, 1, 8), delivery.OutcomeAgain, channel.StageAnswer, 30 * time.Minute}, // we
		{"MAIL", say(451, 4, 3, 0), delivery.OutcomeAgain, channel.StageAnswer, 30 * time.Minute},
	} {
		t.Run(fmt.Sprintf("%s %d %v", c.command, c.said.Code, c.said.EnhancedCode), func(t *testing.T) {
			t.Parallel()
			p := &post{refuse: map[string]*smtp.SMTPError{c.command: c.said}}
			ch, _ := working(t, p)
			o := ch.Deliver(t.Context(), sealed("abcdefghijklmnopqrstuvwxyz.age", 1))
			if o.Kind != c.kind || o.Stage != c.stage || o.After != c.after {
				t.Errorf("the outcome is %+v", o)
			}
			if !strings.Contains(o.Reason, strconv.Itoa(c.said.Code)) || strings.Contains(o.Reason, "reader") || strings.Contains(o.Reason, channeltest.Quote) {
				t.Errorf("the reason is %q", o.Reason)
			}
			if err := ch.Health(t.Context()); (err != nil) != (c.command == "MAIL") {
				t.Errorf("the health is %v", err)
			}
		})
	}
}

// TestPassword signs in with a wrong one: it is ours to put right, and health
// says so.
func TestPassword(t *testing.T) {
	t.Parallel()
	p := &post{}
	_, cfg := working(t, p)
	cfg.Password = file(t, "another synthetic password")
	c := open(t, cfg)
	o := c.Deliver(t.Context(), sealed("abcdefghijklmnopqrstuvwxyz.age", 1))
	if o.Kind != delivery.OutcomeAgain || o.Stage != channel.StageTLS || !strings.Contains(o.Reason, "535 5.7.8") {
		t.Errorf("the outcome is %+v", o)
	}
	if err := c.Health(t.Context()); err == nil || !strings.Contains(err.Error(), "signing in") {
		t.Errorf("the health is %v", err)
	}
}

// TestNeverInPlain meets servers that would have us speak in plain, or that are
// not who we look for.
func TestNeverInPlain(t *testing.T) {
	t.Parallel()
	ca := found(t)
	hour := time.Now().Add(time.Hour)
	for what, start := range map[string]func(*post) string{
		"offers no TLS": func(p *post) string {
			return p.start(t, tls.Certificate{}, false, func(s *smtp.Server) { s.TLSConfig, s.AllowInsecureAuth = nil, true })
		},
		"takes back its offer": func(*post) string {
			return scripted(t, "220 post.example\r\n", "250-post.example\r\n250 STARTTLS\r\n", "454 not now\r\n", "250 go on\r\n", "250 go on\r\n")
		},
		"is of another name": func(p *post) string { return p.start(t, ca.vouch(t, hour, "other.example"), false) },
		"is of the past":     func(p *post) string { return p.start(t, ca.vouch(t, time.Now().Add(-time.Hour)), false) },
		"speaks TLS 1.1": func(p *post) string {
			return p.start(t, ca.vouch(t, hour), false, func(s *smtp.Server) {
				s.TLSConfig.MinVersion, s.TLSConfig.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
			})
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			p := &post{}
			c := open(t, config(t, start(p), false, ca))
			o := c.Deliver(t.Context(), sealed("abcdefghijklmnopqrstuvwxyz.age", 1))
			if o.Kind != delivery.OutcomeAgain || o.Stage != channel.StageTLS {
				t.Errorf("the outcome is %+v", o)
			}
			if err := c.Health(t.Context()); err == nil {
				t.Error("nothing is wrong with it")
			}
			if wire := string(p.recorder.Bytes()); strings.Contains(wire, "MAIL") || strings.Contains(wire, "AUTH PLAIN ") || strings.Contains(wire, "reader") {
				t.Errorf("it was said in plain:\n%s", wire)
			}
		})
	}
}

// TestHangs is silent at each step: the attempt ends with its context.
func TestHangs(t *testing.T) {
	t.Parallel()
	for what, lines := range map[string][]string{
		"at the greeting":        {},
		"in the greeting":        {"220 po"},
		"at the first words":     {"220 post.example\r\n"},
		"between lines":          {"220 post.example\r\n", "250-post.example\r\n"},
		"at the offer":           {"220 post.example\r\n", "250-post.example\r\n250 STARTTLS\r\n"},
		"in the handshake":       {"220 post.example\r\n", "250-post.example\r\n250 STARTTLS\r\n", "220 go on\r\n"},
		"greeting without words": {"220"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			c := open(t, config(t, scripted(t, lines...), false, found(t)))
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			began := time.Now()
			o := c.Deliver(ctx, sealed("abcdefghijklmnopqrstuvwxyz.age", 1))
			if took := time.Since(began); took > time.Second {
				t.Errorf("it took %s", took)
			}
			if o.Kind != delivery.OutcomeAgain || !strings.Contains(o.Reason, "longer than it may") {
				t.Errorf("the outcome is %+v", o)
			}
		})
	}
}

// TestNonsense is told nonsense, by a server without TLS as strangers can be one.
func TestNonsense(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"\r\n", "hello\r\n", "220", "2", "999 what\r\n", "-1 what\r\n", "250 ok\r\n", "554 5.7.1 " + box + "\r\n",
		"220-" + strings.Repeat("x", 300000), strings.Repeat("220-x\r\n", 60000), "\x16\x03\x01\x00\x00", "220 \xff\xfe\r\n",
	} {
		c := open(t, config(t, scripted(t, line), false, found(t)))
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		o := c.Deliver(ctx, sealed("abcdefghijklmnopqrstuvwxyz.age", 1))
		cancel()
		if o.Kind != delivery.OutcomeAgain || o.After <= 0 || o.Reason == "" || strings.Contains(o.Reason, "reader") || len(o.Reason) > 200 {
			t.Errorf("after %.20q the outcome is %+v", line, o)
		}
	}
}

// TestTalkative is talked to without end: the attempt ends by itself.
func TestTalkative(t *testing.T) {
	t.Parallel()
	for _, lines := range [][]string{
		{"220-" + strings.Repeat("x", 300000)},
		{strings.Repeat("220-x\r\n", 60000)},
		{"220 mx.example\r\n", strings.Repeat("250-x\r\n", 60000)},
	} {
		c := open(t, config(t, scripted(t, lines...), false, found(t)))
		if o := c.Deliver(t.Context(), sealed(parcelName, 1)); o.Kind != delivery.OutcomeAgain || !strings.Contains(o.Reason, "more than mail servers") {
			t.Errorf("the outcome is %+v", o)
		}
	}
}

// TestInternational writes to an address that is not ASCII, to a server that
// takes it and to one that does not.
func TestInternational(t *testing.T) {
	t.Parallel()
	parcel := sealed("abcdefghijklmnopqrstuvwxyz.age", 1)
	for _, takes := range []bool{true, false} {
		p := &post{}
		c, _ := working(t, p, func(s *smtp.Server) { s.EnableSMTPUTF8 = takes })
		parcel.Address = "чтец@почта.example"
		o := c.Deliver(t.Context(), parcel)
		switch kept := p.kept(); {
		case !takes && (o.Kind != delivery.OutcomeNever || o.Stage != channel.StageAddress || len(kept) > 0):
			t.Errorf("a server that does not take it has %d messages: %+v", len(kept), o)
		case takes && (o.Kind != delivery.OutcomeHanded || len(kept) != 1 || !kept[0].utf8 || kept[0].to != "чтец@xn--80a1acny.example"):
			t.Errorf("a server that takes it has %+v: %+v", kept, o)
		case takes && read(t, kept[0].raw).header.Get("To") != "<чтец@xn--80a1acny.example>":
			t.Errorf("the message is to %q", read(t, kept[0].raw).header.Get("To"))
		}
		// A domain alone is written in ASCII, which every server takes.
		parcel.Address = "reader@почта.example"
		o = c.Deliver(t.Context(), parcel)
		if kept := p.kept(); o.Kind != delivery.OutcomeHanded || kept[len(kept)-1].to != "reader@xn--80a1acny.example" || kept[len(kept)-1].utf8 {
			t.Errorf("%+v", o)
		}
	}
}

// TestLimit lets so many leave in a minute and no more, also when the clock is
// set back.
func TestLimit(t *testing.T) {
	t.Parallel()
	p := &post{}
	_, cfg := working(t, p)
	at := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	cfg.PerMinute, cfg.Now = 2, func() time.Time { return at }
	c := open(t, cfg)
	for _, step := range []struct {
		by   time.Duration
		kind delivery.Outcome
		wait time.Duration
	}{
		{0, delivery.OutcomeHanded, 0},
		{10 * time.Second, delivery.OutcomeHanded, 0},
		{20 * time.Second, delivery.OutcomeAgain, 30 * time.Second},
		{30 * time.Second, delivery.OutcomeHanded, 0},
		{time.Second, delivery.OutcomeAgain, 9 * time.Second},
		{-time.Hour, delivery.OutcomeHanded, 0},
	} {
		at = at.Add(step.by)
		if o := c.Knock(t.Context(), box); o.Kind != step.kind || o.After != step.wait {
			t.Errorf("at %s the outcome is %+v, want %s", at, o, step.kind)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.calls != 4 {
		t.Errorf("the server was called %d times", p.calls)
	}
}

// TestLines tries addresses that would break a line or name two: none is sent,
// no server is called.
func TestLines(t *testing.T) {
	t.Parallel()
	p := &post{}
	c, _ := working(t, p)
	parcel := sealed("abcdefghijklmnopqrstuvwxyz.age", 1)
	for _, parcel.Address = range []string{
		"a@post.example\r\nRCPT TO:<b@post.example>", "a\r\n@post.example", "a@post.example>\r\nDATA", "a\x00@post.example", "a@post.example\u2028",
		"a@post.example> ORCPT=x", "a<b@post.example", "a\u202e@post.example", "e\u0301@post.example", "a@b@post.example", strings.Repeat("a", 65) + "@post.example",
		"a@" + strings.Repeat(strings.Repeat("b", 60)+".", 5) + "example", "a@xn--zzzzzz\u00e9.example", "a@-post.example", "a@post_office.example", "a@\u2488.example",
	} {
		if o := c.Deliver(t.Context(), parcel); o.Kind != delivery.OutcomeNever || o.Stage != channel.StageAddress || strings.Contains(o.Reason, "post.example") {
			t.Errorf("to %q: %+v", parcel.Address, o)
		}
	}
	if wire := p.recorder.Bytes(); len(wire) > 0 {
		t.Errorf("the server heard %q", wire)
	}
}
