package webhook

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode"
	"unicode/utf8"

	"example.org/tocsin/channel"
)

// An answer is what is kept of a response.
type answer struct {
	status  int
	after   string // Retry-After, as it came
	receipt []byte // a signed text, where the body is one
}

// read takes what is kept of a response, and reads no more of it than that may
// be long.
func read(r *http.Response) answer {
	a := answer{status: r.StatusCode}
	if after := r.Header["Retry-After"]; len(after) == 1 {
		a.after = after[0]
	}
	// An answer has been given, whatever becomes of the rest.
	body, err := io.ReadAll(io.LimitReader(r.Body, maxReceipt+1))
	if err == nil && r.StatusCode < http.StatusMultipleChoices && isReceipt(body) {
		a.receipt = body
	}
	return a
}

// isReceipt reports whether bytes have the form of a signed receipt or
// acknowledgement of ours: its first line, a text, an empty line, signatures.
// Whether the signature is good is for those to say who know the key.
func isReceipt(b []byte) bool {
	if len(b) > maxReceipt || !utf8.Valid(b) || !bytes.HasSuffix(b, []byte("\n")) ||
		!bytes.HasPrefix(b, []byte("tocsin-receipt/v1\n")) && !bytes.HasPrefix(b, []byte("tocsin-acknowledgement/v1\n")) {
		return false
	}
	_, signatures, ok := strings.Cut(string(b), "\n\n")
	if !ok || signatures == "" {
		return false
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(signatures, "\n"), "\n") {
		if fields := strings.Split(line, " "); len(fields) != 3 || fields[0] != "—" {
			return false
		}
	}
	return !strings.ContainsFunc(string(b), func(r rune) bool { return r != '\n' && unicode.IsControl(r) })
}

// outcome says what an answer means.
func (a answer) outcome(now time.Time) channel.Outcome {
	status := strconv.Itoa(a.status)
	if a.status >= 200 && a.status < 300 {
		evidence := status
		if len(a.receipt) > 0 {
			evidence += "\n" + string(a.receipt)
		}
		return channel.Handed(evidence)
	}
	reason := "the other side answered " + status
	wait, again := a.wait(now)
	if !again {
		return channel.Never(reason).At(channel.StageAnswer)
	}
	return channel.Again(wait, reason).At(channel.StageAnswer)
}

// wait says when a request that was answered so is worth another attempt, or that
// it is not.
func (a answer) wait(now time.Time) (time.Duration, bool) {
	switch a.status {
	case http.StatusMovedPermanently, http.StatusPermanentRedirect:
		return 0, false // the address has to be changed where addresses are kept
	case http.StatusGone:
		return 0, false // nobody wants this any more
	case http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusNotAcceptable, http.StatusLengthRequired,
		http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong, http.StatusUnsupportedMediaType,
		http.StatusUnprocessableEntity, http.StatusRequestHeaderFieldsTooLarge, http.StatusUnavailableForLegalReasons,
		http.StatusNotImplemented, http.StatusHTTPVersionNotSupported:
		return 0, false // the same request is answered the same
	case http.StatusRequestTimeout, http.StatusConflict, http.StatusMisdirectedRequest, http.StatusLocked,
		http.StatusTooEarly, http.StatusTooManyRequests:
		return a.asked(now, retry), true
	}
	if a.status >= 500 {
		return a.asked(now, retry), true
	}
	// 401 and 403: a key or a clock has to be put right; 404: a machine was set up
	// anew; a redirect for now; what nobody has heard of.
	return a.asked(now, later), true
}

// asked gives the time for which an answer asks, within bounds, or another.
func (a answer) asked(now time.Time, otherwise time.Duration) time.Duration {
	after := strings.TrimSpace(a.after)
	if after == "" {
		return otherwise
	}
	if strings.Trim(after, "0123456789") == "" {
		seconds, err := strconv.Atoi(after)
		if err != nil || seconds > int(longest/time.Second) {
			return longest
		}
		return max(shortest, time.Duration(seconds)*time.Second)
	}
	at, err := http.ParseTime(after)
	if err != nil {
		return otherwise
	}
	return min(longest, max(shortest, at.Sub(now)))
}

// plain says what is wrong with a line in words that name nobody.
func plain(err error) string {
	if number, ok := errors.AsType[syscall.Errno](err); ok {
		return number.Error()
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		return "the certificate is not valid today"
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "the certificate is for another name"
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "nobody we trust vouches for the certificate"
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "the name leads nowhere"
	}
	_, alert := errors.AsType[tls.AlertError](err)
	_, record := errors.AsType[tls.RecordHeaderError](err)
	if alert || record {
		return "the other side and we have no TLS in common"
	}
	for _, ours := range []error{errEarly, errProtocol} {
		if errors.Is(err, ours) {
			return ours.Error()
		}
	}
	return "the line broke before there was an answer"
}
