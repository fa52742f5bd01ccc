package desk

import (
	"bytes"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/delivery"
	"example.org/tocsin/report"
	"example.org/tocsin/seal"
	"example.org/tocsin/warning"
)

// What stands here needs no record: it is the side of those who receive. All of
// it can be done with age, sha256sum and an editor instead.

// A Received is a file as its recipient opened it.
type Received struct {
	// SHA256 is that of the sealed file, which an acknowledgement quotes.
	SHA256 string
	// Plain is the text as age gives it, without the padding.
	Plain []byte
	// Note is the warning; Authentic says that its signature was checked against
	// the sender's key.
	Note      warning.Note
	Authentic bool
	// Relay and Inner are set where the file was for an intermediary: what he
	// is asked to do, and the file to hand on.
	Relay *delivery.Relay
	Inner []byte
}

// OpenFile opens a sealed file with the text of an identity file. sender is the
// sender's verifier key, empty where it is not known: then nothing is proved.
func OpenFile(file []byte, identities, sender string) (Received, error) {
	if len(file) == seal.RelaySize {
		return openRelay(file, identities, sender)
	}
	plain, err := seal.OpenWarning(file, identities)
	if err != nil {
		return Received{}, err
	}
	r := Received{SHA256: act.Hash(file), Plain: plain}
	r.Note, r.Authentic, err = readNote(plain, sender)
	return r, err
}

// readNote reads a warning, checked where there is a key to check it with.
func readNote(plain []byte, sender string) (warning.Note, bool, error) {
	if sender == "" {
		n, err := warning.ReadUnverified(plain)
		if err != nil {
			return n, false, tocsin.Refuse("warning/form", "ask the sender", "what was sealed is no warning: %v", err)
		}
		return n, false, nil
	}
	verifier, err := note.NewVerifier(sender)
	if err != nil {
		return warning.Note{}, false, tocsin.Refuse("warning/sender-key", "give the sender's verifier key", "%v", err)
	}
	n, err := warning.OpenNote(plain, verifier)
	if err != nil {
		return n, false, tocsin.Refuse("warning/forged", "do not act on it as ours; ask by another way",
			"this is not a warning of that sender: %v", err)
	}
	return n, true, nil
}

// openRelay opens a file that an intermediary carries.
func openRelay(file []byte, identities, sender string) (Received, error) {
	header, inner, err := seal.OpenRelay(file, identities)
	if err != nil {
		return Received{}, err
	}
	if sender == "" {
		return Received{}, tocsin.Refuse("warning/sender-key", "give the sender's verifier key, with --sender",
			"an intermediary hands on only what he can check")
	}
	verifier, err := note.NewVerifier(sender)
	if err != nil {
		return Received{}, tocsin.Refuse("warning/sender-key", "give the sender's verifier key", "%v", err)
	}
	relay, err := delivery.OpenRelay(header, verifier)
	if err != nil {
		return Received{}, tocsin.Refuse("warning/forged", "do not hand it on; ask the sender", "%v", err)
	}
	if act.Hash(inner) != relay.SHA256 {
		return Received{}, tocsin.Refuse("warning/forged", "do not hand it on; ask the sender", "the enclosed file is not the one named")
	}
	return Received{SHA256: relay.SHA256, Plain: header, Relay: &relay, Inner: inner, Authentic: true}, nil
}

// SignReceipt signs an intermediary's custody receipt with his note signer key.
func SignReceipt(r Received, status delivery.ReceiptStatus, at time.Time, key string) ([]byte, error) {
	if r.Relay == nil {
		return nil, tocsin.Refuse("delivery/receipt", "answer it instead: you are the recipient", "the file is not one to hand on")
	}
	signer, err := note.NewSigner(strings.TrimSpace(key))
	if err != nil {
		return nil, tocsin.Refuse("delivery/receipt-key", "give the private note key of the intermediary", "the key cannot be read")
	}
	return delivery.Receipt{Relay: r.Relay.ID, SHA256: r.SHA256, Status: status, At: tocsin.Second(at)}.Sign(signer)
}

// SealAnswer seals a recipient's answer to the sender.
func SealAnswer(r Received, a delivery.Acknowledgement) ([]byte, error) {
	if r.Relay != nil {
		return nil, tocsin.Refuse("delivery/answer", "sign a receipt instead; the recipient answers", "the file is one to hand on")
	}
	a.SHA256, a.Token = r.SHA256, r.Note.Token
	text := a.Text()
	if _, err := delivery.ParseAcknowledgement(text); err != nil {
		return nil, tocsin.Refuse("delivery/answer", "say it on one line, with one of the listed words", "%v", err)
	}
	return seal.Reply([]byte(text), r.Note.ReplyTo)
}

// A Verified is what a stranger's file was found to be.
type Verified struct {
	// Kind is "warning" or "intake-receipt".
	Kind    string          `json:"kind"`
	Warning *warning.Note   `json:"warning,omitempty"`
	Receipt *report.Receipt `json:"receipt,omitempty"`
}

// Verify checks a text that somebody holds against the sender's verifier key: an
// opened warning, or an intake receipt.
func Verify(text []byte, sender string) (Verified, error) {
	verifier, err := note.NewVerifier(strings.TrimSpace(sender))
	if err != nil {
		return Verified{}, tocsin.Refuse("warning/sender-key", "give the sender's verifier key", "%v", err)
	}
	trimmed := append(bytes.TrimRight(text, "\n"), '\n')
	if receipt, err := report.OpenReceipt(trimmed, verifier); err == nil {
		return Verified{Kind: "intake-receipt", Receipt: &receipt}, nil
	}
	n, _, err := readNote(trimmed, strings.TrimSpace(sender))
	if err != nil {
		return Verified{}, err
	}
	return Verified{Kind: "warning", Warning: &n}, nil
}
