package act

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
)

// Signed is an act with the officer's signature over its exact bytes.
type Signed struct {
	// Bytes are the exact bytes of the act.
	Bytes string `json:"bytes"`
	// Signature is the armored SSHSIG over Bytes in Namespace.
	Signature string `json:"signature"`
}

// Verify checks that the signature over the act is by the public key given as
// an authorized_keys line, in Namespace, and reads the act.
func (s Signed) Verify(authorizedKey string) (Act, error) {
	key, err := ParsePublicKey(authorizedKey)
	if err != nil {
		return Act{}, err
	}
	sig, err := sshsig.Unarmor([]byte(s.Signature))
	if err != nil {
		return Act{}, fmt.Errorf("reading the signature: %v", err)
	}
	if err := sshsig.Verify(bytes.NewReader([]byte(s.Bytes)), sig, key, sig.HashAlgorithm, Namespace); err != nil {
		return Act{}, fmt.Errorf("checking the signature: %v", err)
	}
	return Parse([]byte(s.Bytes))
}

// ParsePublicKey reads one authorized_keys line. Ed25519 keys are taken, plain
// or on a security key (sk-ssh-ed25519@openssh.com).
func ParsePublicKey(line string) (ssh.PublicKey, error) {
	line = strings.TrimSpace(line)
	if strings.ContainsAny(line, "\r\n") {
		// The parser would skip lines until one reads as a key.
		return nil, fmt.Errorf("a public key is one line without options")
	}
	key, _, options, _, err := ssh.ParseAuthorizedKey([]byte(line))
	if err != nil {
		return nil, fmt.Errorf("reading a public key: %v", err)
	}
	if len(options) > 0 {
		return nil, fmt.Errorf("a public key is one line without options")
	}
	switch key.Type() {
	case ssh.KeyAlgoED25519, ssh.KeyAlgoSKED25519:
		return key, nil
	default:
		return nil, fmt.Errorf("a key of type %s is not taken; make one with ssh-keygen -t ed25519", key.Type())
	}
}

// Fingerprint is the SHA256 fingerprint of a public key, as ssh-keygen -l
// prints it.
func Fingerprint(authorizedKey string) (string, error) {
	key, err := ParsePublicKey(authorizedKey)
	if err != nil {
		return "", err
	}
	return ssh.FingerprintSHA256(key), nil
}
