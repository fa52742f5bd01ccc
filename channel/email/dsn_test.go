package email_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/channel/email"
)

// bounced is a report as servers write it; all in it is invented.
const bounced = `From: MAILER-DAEMON@mx.example
To: post@plain.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="of/mx.example"

--of/mx.example
Content-Type: text/plain; charset=us-ascii

I am sorry.

--of/mx.example
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Original-Envelope-Id: abcdefghijklmnopqrstuvwxyz234567
Arrival-Date: Tue, 6 May 2031 06:08:00 +0000

Final-Recipient: rfc822; synthetic-reader@post.example
Original-Recipient: rfc822;synthetic-reader@post.example
Action: failed
Status: 5.1.1 (no such mailbox)
Remote-MTA: dns; post.example
Diagnostic-Code: smtp; 550 5.1.1 <synthetic-reader@post.example>:
    no such user

Final-Recipient: rfc822; other@post.example
Action: delayed
Status: 4.4.1

--of/mx.example
Content-Type: text/rfc822-headers

Return-Path: <post@plain.example>
From: <post@plain.example>
Message-ID: <abcdefghijklmnopqrstuvwxyz234567@plain.example>
Subject: Sealed file

--of/mx.example--
`

// TestParseDSN reads a report, and refuses what is none or says it twice.
func TestParseDSN(t *testing.T) {
	t.Parallel()
	crlf := strings.ReplaceAll(bounced, "\n", "\r\n")
	for _, raw := range []string{bounced, crlf} {
		r, err := email.ParseDSN([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		if r.Envelope != "abcdefghijklmnopqrstuvwxyz234567" || r.MessageID != "abcdefghijklmnopqrstuvwxyz234567@plain.example" ||
			!slices.Equal(r.Fates, []email.Fate{{Action: email.ActionFailed, Status: "5.1.1"}, {Action: email.ActionDelayed, Status: "4.4.1"}}) {
			t.Errorf("the report is %+v", r)
		}
	}
	part := bounced[strings.Index(bounced, "--of/mx.example\nContent-Type: message/delivery-status"):strings.Index(bounced, "--of/mx.example\nContent-Type: text/rfc822-headers")]
	for what, change := range map[string][2]string{
		"not mail":           {"From: MAILER", "no header\n\nFrom: MAILER"},
		"not a report":       {"multipart/report", "multipart/mixed"},
		"a read receipt":     {"report-type=delivery-status", "report-type=disposition-notification"},
		"no boundary":        {`boundary="of/mx.example"`, "x=y"},
		"no status":          {"message/delivery-status\n", "text/plain\n"},
		"two statuses":       {"--of/mx.example\nContent-Type: text/rfc822", part + "--of/mx.example\nContent-Type: text/rfc822"},
		"no end":             {"--of/mx.example--", ""},
		"no recipient":       {"Action: failed\nStatus: 5.1.1 (no such mailbox)\n", ""},
		"two actions":        {"Action: failed\n", "Action: failed\nAction: delivered\n"},
		"an unknown action":  {"Action: failed", "Action: read"},
		"a status of words":  {"Status: 5.1.1", "Status: bad"},
		"a status of levels": {"Status: 5.1.1", "Status: 3.1.1"},
		"a wild reference":   {"abcdefghijklmnopqrstuvwxyz234567\nArrival", "abc def\nArrival"},
		"a broken field":     {"Reporting-MTA: dns", "Reporting MTA dns"},
		"too long":           {"I am sorry.", strings.Repeat("sorry ", 200000)},
		"too many parts":     {"I am sorry.\n", strings.Repeat("\n--of/mx.example\n\nx\n", 20)},
	} {
		raw := strings.Replace(bounced, change[0], change[1], 1)
		if raw == bounced {
			t.Errorf("%s changes nothing", what)
		}
		r, err := email.ParseDSN([]byte(raw))
		if refusal, ok := errors.AsType[*tocsin.Refusal](err); !ok || strings.Contains(refusal.Why, "reader") {
			t.Errorf("%s is read as %+v: %v", what, r, err)
		}
	}
	// The header of the message is brought along as servers like.
	for _, change := range [][2]string{{"Message-ID: <abc", "Message-ID: abc"}, {"Message-ID", "X-Other"}, {"text/rfc822-headers", "image/png"}} {
		if r, err := email.ParseDSN([]byte(strings.Replace(bounced, change[0], change[1], 1))); err != nil || r.MessageID != "" || r.Envelope == "" {
			t.Errorf("with %q the report is %+v: %v", change[1], r, err)
		}
	}
}

// FuzzParseDSN reads what strangers send: it holds what it says it holds, or it
// is refused.
func FuzzParseDSN(f *testing.F) {
	f.Add([]byte(bounced))
	f.Add([]byte(strings.ReplaceAll(bounced, "\n", "\r\n")))
	f.Add([]byte("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\nQWN0aW9uOg==\n--b--\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := email.ParseDSN(raw)
		if err != nil {
			if _, ok := errors.AsType[*tocsin.Refusal](err); !ok || len(r.Fates) > 0 {
				t.Fatalf("%+v: %v", r, err)
			}
			return
		}
		if len(r.Fates) == 0 || strings.ContainsAny(r.Envelope+r.MessageID, "\r\n <>") || len(r.Envelope) > 100 || len(r.MessageID) > 250 {
			t.Fatalf("the report is %+v", r)
		}
		for _, fate := range r.Fates {
			if fate.Status == "" || len(fate.Status) > 9 || fate.Action == "" {
				t.Fatalf("the report is %+v", r)
			}
		}
	})
}
