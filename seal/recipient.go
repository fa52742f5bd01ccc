package seal

import (
	"errors"
	"fmt"
	"strings"

	"filippo.io/age"
	"filippo.io/age/agessh"
	"golang.org/x/crypto/ssh"

	"example.org/tocsin"
)

// The kinds of key that text is sealed to.
const (
	kindX25519 = "X25519 (age1...)"
	kindHybrid = "hybrid (age1pq1...)"
	kindSSH    = "SSH (ssh-ed25519 ...)"
)

// parseRecipients reads the keys of one recipient, all of one kind: age itself
// refuses to mix hybrid and classic keys, because the classic one would undo
// what the hybrid one is for.
func parseRecipients(lines []string) ([]age.Recipient, error) {
	if len(lines) == 0 {
		return nil, refuseKey("ask the recipient for one", "there is no key to seal to")
	}
	recipients := make([]age.Recipient, len(lines))
	var first string
	for i, line := range lines {
		line = strings.TrimSpace(line)
		kind, err := kindOf(line, i+1)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			first = kind
		}
		if kind != first {
			return nil, tocsin.Refuse("seal/one-kind-of-key", "keep the keys of one kind",
				"key 1 is %s and key %d is %s", first, i+1, kind)
		}
		switch kind {
		case kindHybrid:
			recipients[i], err = age.ParseHybridRecipient(line)
		case kindX25519:
			recipients[i], err = age.ParseX25519Recipient(line)
		case kindSSH:
			recipients[i], err = parseSSHRecipient(line)
		}
		if err != nil {
			// The cause would quote the key.
			return nil, refuseKey(askAgain, "key %d starts like a key of the kind %s and is none", i+1, kind)
		}
	}
	return recipients, nil
}

// askAgain is the remedy for a key that is none.
const askAgain = "ask the recipient for the public key again: age1..., age1pq1... or ssh-ed25519 ..."

// kindOf tells the kind of a public key by its first letters; number counts it
// for the refusal, which never quotes the key: it may be a private one by
// mistake.
func kindOf(line string, number int) (string, error) {
	switch {
	case strings.HasPrefix(line, "age1pq1"):
		return kindHybrid, nil
	case strings.HasPrefix(line, "age1"):
		return kindX25519, nil
	case strings.HasPrefix(line, ssh.KeyAlgoED25519+" "):
		return kindSSH, nil
	case strings.HasPrefix(line, "AGE-SECRET-KEY-") || strings.Contains(line, "PRIVATE KEY"):
		return "", refuseKey("give the public key, and replace the key pair: a private key has been shown",
			"key %d is a private key", number)
	}
	return "", refuseKey(askAgain, "key %d is of no kind known here", number)
}

// parseSSHRecipient reads one authorized_keys line without options.
func parseSSHRecipient(line string) (*agessh.Ed25519Recipient, error) {
	if strings.ContainsAny(line, "\r\n") {
		return nil, errors.New("a public key is one line")
	}
	key, _, options, _, err := ssh.ParseAuthorizedKey([]byte(line))
	if err != nil {
		return nil, err
	}
	if len(options) > 0 {
		return nil, errors.New("a public key has no options")
	}
	return agessh.NewEd25519Recipient(key)
}

// refuseKey refuses a key to seal to.
func refuseKey(remedy, why string, args ...any) error {
	return tocsin.Refuse("seal/recipient-key", remedy, why, args...)
}

// refuseWrap names the key that age could parse and yet not seal to, such as a
// point of low order.
func refuseWrap(recipients []age.Recipient, cause error) error {
	for i, r := range recipients {
		if _, err := r.Wrap(make([]byte, 16)); err != nil {
			return refuseKey("ask the recipient for another key", "key %d cannot be sealed to", i+1)
		}
	}
	return fmt.Errorf("sealing: %w", cause)
}

// parseIdentities reads the text of a file of private keys: of age, or one of
// OpenSSH. It never quotes what it reads.
func parseIdentities(text string) ([]age.Identity, error) {
	text = strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(text, "-----BEGIN AGE ENCRYPTED FILE") || strings.HasPrefix(text, "age-encryption.org/"):
		return nil, refuseIdentity("open it with age -d first", "the file of keys is itself encrypted")
	case strings.HasPrefix(text, "-----BEGIN "):
		return parseSSHIdentity(text)
	case strings.Contains(text, "AGE-PLUGIN-"):
		return nil, refuseIdentity("open the file with age -d -i KEYS FILE", "a key of a plugin can only be used by age itself")
	}
	identities, err := age.ParseIdentities(strings.NewReader(text))
	if err != nil {
		// age takes care not to quote a private key, but not in every case.
		return nil, refuseIdentity("give the file that age-keygen wrote", "these are no private keys of age")
	}
	return identities, nil
}

// parseSSHIdentity reads a private Ed25519 key of OpenSSH.
func parseSSHIdentity(text string) ([]age.Identity, error) {
	key, err := ssh.ParsePrivateKey([]byte(text + "\n"))
	if _, locked := errors.AsType[*ssh.PassphraseMissingError](err); locked {
		return nil, refuseIdentity("open the file with age -d -i KEY FILE, which asks for the passphrase", "the private key has a passphrase")
	}
	if err != nil || key.PublicKey().Type() != ssh.KeyAlgoED25519 {
		return nil, refuseIdentity("give the key that ssh-keygen -t ed25519 wrote", "this is no private Ed25519 key of OpenSSH")
	}
	identity, err := agessh.ParseIdentity([]byte(text + "\n"))
	if err != nil {
		return nil, refuseIdentity("give the key that ssh-keygen -t ed25519 wrote", "this is no private Ed25519 key of OpenSSH")
	}
	return []age.Identity{identity}, nil
}

// refuseIdentity refuses a private key to open with.
func refuseIdentity(remedy, why string) error {
	return tocsin.Refuse("seal/identity", remedy, "%s", why)
}
