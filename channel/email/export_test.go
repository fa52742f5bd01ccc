package email

import (
	"net/textproto"

	"example.org/tocsin/channel"
)

// EvidenceOf is what is kept of a server's last word about a parcel for an
// address.
func EvidenceOf(answer, name, to string) string {
	a, err := parseAddress(to)
	if err != nil {
		return ""
	}
	return evidence(answer, name, a)
}

// JudgeReply is what becomes of an attempt whose recipient, or whose message, was
// answered so.
func JudgeReply(code int, words string, message bool) channel.Outcome {
	t := &trouble{step: stepRecipient, cause: &textproto.Error{Code: code, Msg: words}}
	if message {
		t.step = stepAnswer
	}
	return judge(t)
}

// ParseAddress reads an address.
func ParseAddress(s string) (local, domain string, ok bool) {
	a, err := parseAddress(s)
	return a.local, a.domain, err == nil
}
