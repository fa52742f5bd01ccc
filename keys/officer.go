package keys

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
)

// An OfficerSigner signs in the name of one officer, with a key of OpenSSH.
type OfficerSigner struct{ signer ssh.Signer }

// NewOfficerSigner makes the signer of an officer from a key: one in a file,
// in an agent, in hardware.
func NewOfficerSigner(key ssh.Signer) *OfficerSigner { return &OfficerSigner{key} }

// AuthorizedKey is the officer's public key as an authorized_keys line,
// without comment and newline.
func (o *OfficerSigner) AuthorizedKey() string {
	return strings.TrimSuffix(string(ssh.MarshalAuthorizedKey(o.signer.PublicKey())), "\n")
}

// Sign gives the armored SSHSIG (OpenSSH PROTOCOL.sshsig) over the exact bytes
// of message in namespace, as ssh-keygen -Y sign -n namespace makes it.
func (o *OfficerSigner) Sign(namespace string, message []byte) (string, error) {
	sig, err := sshsig.Sign(bytes.NewReader(message), o.signer, sshsig.HashSHA512, namespace)
	if err != nil {
		return "", fmt.Errorf("signing in %s: %w", namespace, err)
	}
	return string(sshsig.Armor(sig)), nil
}

// Format hides the key from every verb of fmt.
func (*OfficerSigner) Format(s fmt.State, _ rune) {
	// fmt ignores what a state's writer returns, and so must we.
	_, _ = io.WriteString(s, "[private key]")
}
