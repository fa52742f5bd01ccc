package webhook

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"example.org/tocsin/channel"
)

// A loss is an attempt without an answer: how far it got, and why it ended.
type loss struct {
	stage channel.Stage
	cause error
	ended bool // by the context
}

// Error says what went wrong in words of our own.
func (l *loss) Error() string {
	switch {
	case errors.Is(l.cause, errNetwork):
		return errNetwork.Error()
	case l.ended:
		return "it took longer than it may"
	}
	return plain(l.cause)
}

// lost turns an attempt without an answer into its outcome.
func lost(err error) channel.Outcome {
	l, ok := errors.AsType[*loss](err)
	if !ok {
		return channel.Again(retry, "the attempt broke off").At(channel.StageConnect)
	}
	after := retry
	if _, cert := errors.AsType[*tls.CertificateVerificationError](l.cause); cert || errors.Is(l.cause, errNetwork) {
		after = later
	}
	return channel.Again(after, l.Error()).At(l.stage)
}

// The bounds of an answer.
const (
	maxAnswer  = 1 << 16
	maxReceipt = 3500
	// maxEarly is how many answers may come before the answer, such as 103.
	maxEarly = 8
	// moment is how long a receipt may take after the answer it comes with.
	moment = 500 * time.Millisecond
)

// post sends one request and gives its answer. It does what a client of the
// library does and no more: one line, no redirect, no proxy, nothing that lives
// on.
func (c *Channel) post(ctx context.Context, to address, id string, body []byte) (answer, error) {
	fail := func(at channel.Stage, err error) (answer, error) {
		return answer{}, &loss{stage: at, cause: err, ended: ctx.Err() != nil}
	}
	dialer := net.Dialer{Control: c.guard}
	raw, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(to.host, to.port))
	if err != nil {
		return fail(channel.StageConnect, err)
	}
	// Closing ends a read and a write, wherever the other side hangs.
	defer context.AfterFunc(ctx, func() { _ = raw.Close() })()
	defer func() { _ = raw.Close() }()
	line := tls.Client(raw, &tls.Config{
		ServerName: to.host, MinVersion: tls.VersionTLS12, RootCAs: c.roots, NextProtos: []string{"http/1.1"},
	})
	if err := line.HandshakeContext(ctx); err != nil {
		return fail(channel.StageTLS, err)
	}
	request, err := c.request(ctx, to, id, body)
	if err != nil {
		return fail(channel.StageTLS, err)
	}
	// Who refuses early may not read to the end: what he says counts all the same.
	writing := request.Write(line)
	response, err := receive(io.LimitReader(line, maxAnswer), request)
	switch {
	case err == nil:
		// The answer is given; what comes with it is waited for a moment only.
		enough := time.AfterFunc(moment, func() { _ = raw.Close() })
		defer enough.Stop()
		defer func() { _ = response.Body.Close() }()
		return read(response), nil
	case writing != nil:
		err = writing
	}
	return fail(channel.StageBody, err)
}

// guard sees where a line is about to lead, after names were looked up.
func (c *Channel) guard(_, at string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(at)
	if err != nil || !c.lets(to.Addr()) {
		return errNetwork
	}
	return nil
}

// request makes a request. A file and a knock have the same header, so that
// nobody on the way can tell them by their size.
func (c *Channel) request(ctx context.Context, to address, id string, body []byte) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to.url.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	at := c.now()
	r.Close = true
	r.Header = http.Header{
		"Content-Type":  {"application/octet-stream"},
		"User-Agent":    {""}, // else the library names itself
		headerID:        {id},
		headerTimestamp: {stamp(at)},
		headerSignature: {c.sign(to, id, at, body)},
	}
	return r, nil
}

// receive reads the answer, past those that come before it.
func receive(line io.Reader, request *http.Request) (*http.Response, error) {
	in := bufio.NewReader(line)
	for range maxEarly {
		response, err := http.ReadResponse(in, request)
		if err != nil {
			return nil, err
		}
		if response.ProtoMajor != 1 {
			_ = response.Body.Close()
			return nil, errProtocol
		}
		if response.StatusCode >= http.StatusOK {
			return response, nil
		}
		_ = response.Body.Close() // an early answer has none
	}
	return nil, errEarly
}

// The reasons of our own why an answer is none.
var (
	errProtocol = errors.New("the other side speaks another protocol than it was asked in")
	errEarly    = errors.New("the other side answers early and never late")
)
