package email

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/textproto"
	"regexp"
	"slices"
	"strings"

	"example.org/tocsin"
)

// A Report is what a mail server tells of what became of a message: RFC 3464. It
// is the word of whoever wrote it, is signed by nobody, and says at most that a
// carrier had the message; it is read for the operator and moves no warning
// forward.
type Report struct {
	// Envelope is the reference that the message was given to the server with;
	// empty where the report names none.
	Envelope string
	// MessageID is that of the message, without brackets; empty where the report
	// brings no header along.
	MessageID string
	// Fates are what became of it for each recipient, in the order of the report.
	Fates []Fate
}

// A Fate is what became of a message for one recipient, who is not named.
type Fate struct {
	Action Action
	// Status is three numbers of RFC 3463, such as 5.1.1.
	Status string
}

// An Action is what a server did.
type Action string

// The actions.
const (
	ActionFailed    Action = "failed"
	ActionDelayed   Action = "delayed"
	ActionDelivered Action = "delivered"
	ActionRelayed   Action = "relayed"
	ActionExpanded  Action = "expanded"
)

// actions are all of them.
var actions = []Action{ActionFailed, ActionDelayed, ActionDelivered, ActionRelayed, ActionExpanded}

// The bounds of a report.
const (
	maxReport = 1 << 20
	maxParts  = 8
	maxFields = 1 << 16
	maxFates  = 100
)

// noReport says that bytes are no report.
func noReport(why string, args ...any) error {
	return tocsin.Refuse("channel/email-report", "have a person read it", why, args...)
}

// ParseDSN reads a report strictly: a message of the type multipart/report with
// one part message/delivery-status in it. Anything else is refused, a report that
// a person wrote in words too.
func ParseDSN(raw []byte) (Report, error) {
	if len(raw) > maxReport {
		return Report{}, noReport("it has more than %d bytes", maxReport)
	}
	message, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Report{}, noReport("it is no mail")
	}
	kind, params, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	switch {
	case err != nil || kind != "multipart/report" || !strings.EqualFold(params["report-type"], "delivery-status"):
		return Report{}, noReport("it is no report of what became of a message")
	case params["boundary"] == "":
		return Report{}, noReport("its parts cannot be told apart")
	}
	return readParts(multipart.NewReader(message.Body, params["boundary"]))
}

// readParts reads the parts of a report.
func readParts(parts *multipart.Reader) (Report, error) {
	var r Report
	status := false
	for n := 0; ; n++ {
		part, err := parts.NextRawPart()
		switch {
		case err == io.EOF: //nolint:errorlint // the library gives it as it is
			if !status {
				return Report{}, noReport("no part of it says what became of a message")
			}
			return r, nil
		case err != nil || n >= maxParts:
			return Report{}, noReport("its parts do not end as they should, or are too many")
		}
		kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if err != nil {
			kind = "text/plain"
		}
		switch kind {
		case "message/delivery-status", "message/global-delivery-status":
			if status {
				return Report{}, noReport("two parts of it say what became of a message")
			}
			status = true
			if err := r.readStatus(decoded(part)); err != nil {
				return Report{}, err
			}
		case "text/rfc822-headers", "message/rfc822", "message/global", "message/global-headers":
			r.readOriginal(decoded(part))
		}
	}
}

// decoded gives the bytes of a part.
func decoded(part *multipart.Part) io.Reader {
	switch strings.ToLower(strings.TrimSpace(part.Header.Get("Content-Transfer-Encoding"))) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, part)
	case "quoted-printable":
		return quotedprintable.NewReader(part)
	}
	return part
}

// status is a status of RFC 3463: what is not one is taken for nothing.
var status = regexp.MustCompile(`^[245]\.[0-9]{1,3}\.[0-9]{1,3}$`)

// xtext is what a reference may be made of; ours is letters and digits.
var xtext = regexp.MustCompile(`^[!-*,-<>-~]{1,100}$`)

// readStatus reads the fields of the message and those of each recipient, an
// empty line between them.
func (r *Report) readStatus(in io.Reader) error {
	groups := textproto.NewReader(bufio.NewReader(io.LimitReader(in, maxFields)))
	for n := 0; ; n++ {
		fields, err := groups.ReadMIMEHeader()
		if err != nil && err != io.EOF { //nolint:errorlint // the library gives it as it is
			return noReport("the part that says what became of a message cannot be read")
		}
		if n == 0 {
			r.Envelope = one(fields, "Original-Envelope-Id")
			if r.Envelope != "" && !xtext.MatchString(r.Envelope) {
				return noReport("its reference is none")
			}
		}
		if n > 0 && len(fields) > 0 {
			if fault := r.readFate(fields); fault != nil {
				return fault
			}
		}
		if err != nil {
			break
		}
	}
	if len(r.Fates) == 0 {
		return noReport("it says of no recipient what became of the message")
	}
	return nil
}

// one gives the field of a name, where there is one and no second.
func one(fields textproto.MIMEHeader, name string) string {
	if len(fields[name]) != 1 {
		return ""
	}
	return strings.TrimSpace(fields[name][0])
}

// readFate reads the fields of one recipient.
func (r *Report) readFate(fields textproto.MIMEHeader) error {
	if len(fields["Action"]) != 1 || len(fields["Status"]) != 1 || len(r.Fates) >= maxFates {
		return noReport("it does not say once of each recipient what became of the message")
	}
	f := Fate{Action: Action(strings.ToLower(uncommented(fields["Action"][0]))), Status: uncommented(fields["Status"][0])}
	switch {
	case !slices.Contains(actions, f.Action):
		return noReport("it names no action of RFC 3464")
	case !status.MatchString(f.Status):
		return noReport("it names no status of RFC 3463")
	}
	r.Fates = append(r.Fates, f)
	return nil
}

// uncommented is a value without what servers write in parentheses behind it.
func uncommented(value string) string {
	value, _, _ = strings.Cut(value, "(")
	return strings.TrimSpace(value)
}

// messageID is one of RFC 5322 as servers write it.
var messageID = regexp.MustCompile(`^<([!-;=?-~]{1,250})>$`)

// readOriginal takes the Message-ID of the message that is reported on. Servers
// cut what they bring back as they like, so what cannot be read is left.
func (r *Report) readOriginal(in io.Reader) {
	fields, err := textproto.NewReader(bufio.NewReader(io.LimitReader(in, maxFields))).ReadMIMEHeader()
	if err != nil && len(fields) == 0 {
		return
	}
	if ids := fields["Message-Id"]; len(ids) == 1 && r.MessageID == "" {
		if m := messageID.FindStringSubmatch(strings.TrimSpace(ids[0])); m != nil {
			r.MessageID = m[1]
		}
	}
}
