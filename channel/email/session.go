package email

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"example.org/tocsin/channel"
)

// A step is what was being done when something went wrong.
type step string

// The steps of an attempt, in order.
const (
	stepConnect   step = "connecting to the mail server"
	stepGreeting  step = "being greeted by the mail server"
	stepTLS       step = "making the line to the mail server private"
	stepSignIn    step = "signing in at the mail server"
	stepSender    step = "naming the sender to the mail server"
	stepRecipient step = "naming the recipient to the mail server"
	stepData      step = "announcing the message to the mail server"
	stepBody      step = "writing the message to the mail server"
	stepAnswer    step = "waiting for the mail server's answer to the message"
)

// stage tells the contract how far that is.
func (s step) stage() channel.Stage {
	switch s {
	case stepConnect, stepGreeting:
		return channel.StageConnect
	case stepTLS, stepSignIn:
		return channel.StageTLS
	case stepSender, stepRecipient, stepData, stepBody, stepAnswer:
		return channel.StageBody
	}
	return channel.StageBody
}

// A session is one line to the mail server, private and signed in.
type session struct {
	ctx    context.Context //nolint:containedctx // it bounds the line, whose life the session is
	raw    net.Conn
	client *smtp.Client
	stop   func() bool
}

// most is how many bytes are taken from a server in one session: what it has to
// say is short, and a line without an end must not fill the memory.
const most = 1 << 18

// A bounded line gives so many bytes and no more.
type bounded struct {
	net.Conn
	left int
}

// errTalkative says that the server talks without end.
var errTalkative = errors.New("the server says more than mail servers have to say")

// Read reads what is left.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTalkative
	}
	n, err := b.Conn.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// open connects, makes the line private and signs in.
func (c *Channel) open(ctx context.Context) (*session, error) {
	s := &session{ctx: ctx}
	raw, err := (&net.Dialer{}).DialContext(ctx, "tcp", c.server)
	if err != nil {
		return nil, s.trouble(stepConnect, err)
	}
	// Closing ends a read, a write and a handshake, wherever the server hangs.
	s.raw, s.stop = raw, context.AfterFunc(ctx, func() { _ = raw.Close() })
	if at, err := c.begin(s); err != nil {
		s.close()
		return nil, s.trouble(at, err)
	}
	return s, nil
}

// begin does what comes before the first message and says where it ended.
func (c *Channel) begin(s *session) (step, error) {
	var line net.Conn = &bounded{Conn: s.raw, left: most}
	if c.implicit {
		private := tls.Client(line, c.tls)
		if err := private.HandshakeContext(s.ctx); err != nil {
			return stepTLS, err
		}
		line = private
	}
	var err error
	if s.client, err = smtp.NewClient(line, c.host); err != nil {
		return stepGreeting, err
	}
	if err := s.client.Hello(c.helo); err != nil {
		return stepGreeting, err
	}
	if !c.implicit {
		// Nothing is said without TLS, whatever the server offers.
		if offered, _ := s.client.Extension("STARTTLS"); !offered {
			return stepTLS, errPlain
		}
		if err := s.client.StartTLS(c.tls.Clone()); err != nil {
			return stepTLS, err
		}
	}
	if state, ok := s.client.TLSConnectionState(); !ok || !state.HandshakeComplete {
		return stepTLS, errPlain
	}
	return stepSignIn, c.signIn(s)
}

// The reasons of our own why a line is not used.
var (
	errPlain  = errors.New("the server offers no TLS")
	errNoAuth = errors.New("the server offers no way of signing in that we know")
	errUTF8   = errors.New("the server takes no address that is not ASCII")
)

// signIn signs in where a user is named.
func (c *Channel) signIn(s *session) error {
	if c.user == "" {
		return nil
	}
	_, offered := s.client.Extension("AUTH")
	for way := range strings.FieldsSeq(strings.ToUpper(offered)) {
		switch way {
		case "PLAIN":
			return s.client.Auth(smtp.PlainAuth("", c.user, c.password, c.host, false))
		case "LOGIN":
			return s.client.Auth(smtp.LoginAuth(c.user, c.password, c.host, false))
		}
	}
	return errNoAuth
}

// carry takes a message to the server and gives its last word.
func (c *Channel) carry(ctx context.Context, name string, to address, message []byte) (string, error) {
	s, err := c.open(ctx)
	if err != nil {
		return "", err
	}
	defer s.close()
	// An address in ASCII needs nothing that a server further on may not know.
	if utf8, _ := s.client.Extension("SMTPUTF8"); to.utf8 && !utf8 {
		return "", s.trouble(stepRecipient, errUTF8)
	}
	s.client.SkipSMTPUTF8(!to.utf8)
	sender := "<" + c.from + ">"
	if reports, _ := s.client.Extension("DSN"); reports {
		// A report of a failure says which message by the reference alone, and
		// brings no file back. The library knows no ENVID.
		sender += " ENVID=" + c.Reference(name)
		s.client.SetDSNMailReturnOption("HDRS")
		s.client.SetDSNRcptNotifyOption("FAILURE,DELAY")
	}
	if err := s.client.Mail(sender); err != nil {
		return "", s.trouble(stepSender, err)
	}
	if err := s.client.Rcpt("<" + to.String() + ">"); err != nil {
		return "", s.trouble(stepRecipient, err)
	}
	body, err := s.client.Data()
	if err != nil {
		return "", s.trouble(stepData, err)
	}
	if _, err := body.Write(message); err != nil {
		return "", s.trouble(stepBody, err)
	}
	// Closing writes the dot and reads the answer: from here on the server may
	// have taken the message, whatever we hear.
	if err := body.Close(); err != nil {
		return "", s.trouble(stepAnswer, err)
	}
	s.quit()
	said, ok := body.(interface{ ServerResponse() string })
	if !ok {
		return "", nil
	}
	return said.ServerResponse(), nil
}

// farewell is how long we wait for a server to say good-bye.
const farewell = 200 * time.Millisecond

// quit takes leave. What becomes of it changes nothing: the message is taken.
func (s *session) quit() {
	enough := time.AfterFunc(farewell, func() { _ = s.raw.Close() })
	defer enough.Stop()
	_ = s.client.Quit()
}

// close ends the line, without a word and without waiting.
func (s *session) close() {
	s.stop()
	_ = s.raw.Close()
}

// A trouble is what went wrong at a step. Its text holds nothing that a server
// said.
type trouble struct {
	step  step
	cause error
	ended bool // by the context
}

func (s *session) trouble(at step, err error) *trouble {
	return &trouble{step: at, cause: err, ended: s.ctx.Err() != nil}
}

// Error says what went wrong, for the operator.
func (t *trouble) Error() string { return string(t.step) + ": " + t.why() }

// Unwrap gives nothing: what lies below may hold what a server said.
func (t *trouble) Unwrap() error { return nil }

// why says what went wrong in words of our own.
func (t *trouble) why() string {
	r, answered := replyOf(t.cause)
	switch {
	case answered:
		return r.String()
	case t.ended:
		return "it took longer than it may"
	case errors.Is(t.cause, io.EOF), errors.Is(t.cause, io.ErrUnexpectedEOF):
		return "the server broke the line"
	}
	return plain(t.cause)
}
