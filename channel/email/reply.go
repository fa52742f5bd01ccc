package email

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"example.org/tocsin/channel"
)

// A reply is what a server said, without its words: they may name a recipient.
type reply struct {
	code     int
	enhanced string // such as 5.1.1; empty where the server gave none
}

// String gives the numbers.
func (r reply) String() string {
	if r.enhanced == "" {
		return "the server said " + strconv.Itoa(r.code)
	}
	return fmt.Sprintf("the server said %d %s", r.code, r.enhanced)
}

// enhanced is a code of RFC 3463.
var enhanced = regexp.MustCompile(`^[245]\.[0-9]{1,3}\.[0-9]{1,3}\b`)

// replyOf gives the reply in an error, where the server gave one.
func replyOf(err error) (reply, bool) {
	said, ok := errors.AsType[*textproto.Error](err)
	if !ok || said.Code < 100 || said.Code > 599 {
		return reply{}, false
	}
	return reply{code: said.Code, enhanced: enhanced.FindString(said.Msg)}, true
}

// is reports whether the enhanced code is of these, without its class.
func (r reply) is(details ...string) bool {
	for _, d := range details {
		if len(r.enhanced) > 1 && r.enhanced[1:] == d {
			return true
		}
	}
	return false
}

// unknown reports whether a server says of an address that there is no such one.
func (r reply) unknown() bool {
	return strings.HasPrefix(r.enhanced, "5.1.") || r.code == 551 || r.code == 553 || r.code == 556
}

// judge turns trouble into the outcome of an attempt.
func judge(err error) channel.Outcome {
	t, ok := errors.AsType[*trouble](err)
	if !ok {
		return channel.Again(retry, "the attempt broke off").At(channel.StageConnect)
	}
	if errors.Is(t.cause, errUTF8) {
		return channel.Never(t.Error()).At(channel.StageAddress)
	}
	r, answered := replyOf(t.cause)
	if !answered {
		return channel.Again(t.patience(), t.Error()).At(t.step.stage())
	}
	after, again := r.again()
	switch t.step {
	case stepConnect, stepGreeting, stepTLS, stepSignIn:
		// Whatever the server says here, it says of us and of no recipient.
		return channel.Again(max(after, later), t.Error()).At(t.step.stage())
	case stepSender:
		return channel.Again(max(after, later), t.Error()).At(channel.StageAnswer)
	case stepRecipient:
		if !again && r.unknown() {
			return channel.Never(t.Error()).At(channel.StageAddress)
		}
		if !again {
			return channel.Never(t.Error()).At(channel.StageAnswer)
		}
	case stepData, stepBody, stepAnswer:
		if !again {
			return channel.Never(t.Error()).At(channel.StageAnswer)
		}
	}
	return channel.Again(after, t.Error()).At(channel.StageAnswer)
}

// patience is when trouble without a reply is worth another attempt: what is
// wrong with certificates and offers does not pass by itself.
func (t *trouble) patience() time.Duration {
	_, cert := errors.AsType[*tls.CertificateVerificationError](t.cause)
	if cert || errors.Is(t.cause, errPlain) || errors.Is(t.cause, errNoAuth) {
		return later
	}
	return retry
}

// again says when a message that was answered so is worth another attempt, or
// that it is not: RFC 5321 and 3463, with what servers mean by them.
func (r reply) again() (time.Duration, bool) {
	switch {
	case r.code >= 400 && r.code < 500:
		// 452 is a full disk or a full mailbox; all others pass, gray lists too.
		if r.code == 452 || r.is(".2.2", ".3.1") {
			return later, true
		}
		return retry, true
	case r.code < 500:
		return retry, true // an answer to something else
	case r.is(".3.4", ".2.3"):
		return 0, false // too big, for good
	case r.code == 552, r.is(".2.2", ".3.1", ".3.2", ".4.5"):
		return later, true // full, busy: not for good, in spite of the number
	case r.code >= 500 && r.code <= 504, r.code == 530, r.code == 534, r.code == 535, r.code == 538:
		return later, true // of the conversation or of who we are, not of the recipient
	}
	return 0, false
}

// plain says what is wrong with a line in words that name nobody.
func plain(err error) string {
	var (
		host    x509.HostnameError
		invalid x509.CertificateInvalidError
		unknown x509.UnknownAuthorityError
		dns     *net.DNSError
		number  syscall.Errno
		alert   tls.AlertError
		record  tls.RecordHeaderError
		wire    net.Error
	)
	switch {
	case errors.Is(err, errPlain), errors.Is(err, errNoAuth), errors.Is(err, errUTF8), errors.Is(err, errTalkative):
		return err.Error()
	case errors.As(err, &host):
		return "the server's certificate is for another name"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the server's certificate is not valid today"
	case errors.As(err, &unknown), errors.As(err, &invalid):
		return "nobody we trust vouches for the server's certificate"
	case errors.As(err, &dns):
		return "the server's name leads nowhere"
	case errors.As(err, &number):
		return number.Error()
	case errors.As(err, &alert), errors.As(err, &record):
		return "the server and we have no TLS in common"
	case errors.As(err, &wire) && wire.Timeout():
		return "it took longer than it may"
	}
	return "the line broke"
}

// The bounds of what is kept of a server's last word.
const (
	maxEvidence = 160
	maxWord     = 64
	minPart     = 3
)

// evidence is the server's last word as far as it can be kept: printable words
// that name nobody. It says that the carrier has the message and no more.
func evidence(answer, name string, to address) string {
	line, _, _ := strings.Cut(answer, "\n")
	kept := "250"
	for word := range strings.FieldsSeq(line) {
		if len(kept)+1+len(word) > maxEvidence {
			break
		}
		if !printable(word) || names(word, name, to) {
			continue
		}
		kept += " " + word
	}
	return kept
}

// printable reports whether a word can be shown anywhere.
func printable(word string) bool {
	for _, c := range []byte(word) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return len(word) <= maxWord
}

// names reports whether a word holds an address, or part of this one.
func names(word, name string, to address) bool {
	word = strings.ToLower(word)
	stem, _, _ := strings.Cut(name, ".")
	for _, part := range []string{"@", to.local, to.domain, stem} {
		part = strings.ToLower(part)
		// A short name is in many words by chance.
		if len(part) < minPart && part != "@" {
			part = strings.Trim(part, "<>\"':;,.()")
			if strings.Trim(word, "<>\"':;,.()") == part {
				return true
			}
			continue
		}
		if strings.Contains(word, part) {
			return true
		}
	}
	return false
}
