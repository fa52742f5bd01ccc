package keys

import (
	"fmt"
	"io"

	"filippo.io/age"
	"golang.org/x/mod/sumdb/note"
)

// A Ring is the keys of one holder, wherever they are kept. All of it may be
// used by many goroutines at once.
type Ring interface {
	// KeyEncryption is the key that wraps data keys and nothing else.
	KeyEncryption() AEAD
	// Sender signs warnings and intake receipts.
	Sender() NotePair
	// Log signs checkpoints of the ledger.
	Log() NotePair
	// Reply is what acknowledgements are sealed to and opened with.
	Reply() ReplyPair
	// Officer gives the signer of an officer by the name this ring knows the
	// officer by. It refuses when there is no such key or it cannot be used
	// here; the officer then signs elsewhere and brings the signature back.
	Officer(name string) (*OfficerSigner, error)
}

// An AEAD encrypts, and binds what it encrypts to associated data that is not
// in it. Every tink.AEAD is one.
type AEAD interface {
	// Encrypt gives the ciphertext of plaintext, bound to associatedData.
	Encrypt(plaintext, associatedData []byte) ([]byte, error)
	// Decrypt gives the plaintext, or an error when anything of ciphertext or
	// associatedData was changed.
	Decrypt(ciphertext, associatedData []byte) ([]byte, error)
}

// A NotePair signs notes (C2SP signed-note) and says how to check them.
type NotePair struct {
	// Signer signs in the name of the key.
	Signer note.Signer
	// Verifier is the public half, as note.NewVerifier reads it.
	Verifier string
}

// A ReplyPair opens what is sealed to Recipient with age.
type ReplyPair struct {
	// Identity opens; it is Hidden.
	Identity age.Identity
	// Recipient is the public half, as age -r takes it.
	Recipient string
}

// Hidden is an age identity that cannot be printed: the identities of age give
// their private key as their String.
type Hidden struct{ identity age.Identity }

// Hide keeps an identity from being printed.
func Hide(identity age.Identity) Hidden { return Hidden{identity} }

// Unwrap opens a file key, as every age.Identity does.
func (h Hidden) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	// age tells its own errors apart by errors.Is, so this one stays as it is.
	return h.identity.Unwrap(stanzas)
}

// Format hides the identity from every verb of fmt.
func (Hidden) Format(s fmt.State, _ rune) {
	// fmt ignores what a state's writer returns, and so must we.
	_, _ = io.WriteString(s, "[private key]")
}
