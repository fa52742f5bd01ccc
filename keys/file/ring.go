package file

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
	"example.org/tocsin/keys"
)

// A Ring is the keys of one folder, read when it was opened; only the keys of
// officers are read when they are asked for.
type Ring struct {
	path   string
	kek    keys.AEAD
	sender keys.NotePair
	log    keys.NotePair
	reply  keys.ReplyPair
}

var _ keys.Ring = (*Ring)(nil)

// Open reads the keys of a folder that Create made. It refuses when the folder
// or a file is missing, broken, or open to others.
func Open(dir string) (*Ring, error) {
	f, err := openFolder(dir)
	if err != nil {
		return nil, err
	}
	defer f.close()
	r := &Ring{path: dir}
	if r.kek, err = f.keyEncryption("kek.json"); err != nil {
		return nil, err
	}
	if r.sender, err = f.notePair("sender"); err != nil {
		return nil, err
	}
	if r.log, err = f.notePair("log"); err != nil {
		return nil, err
	}
	if r.reply, err = f.replyPair("reply"); err != nil {
		return nil, err
	}
	return r, nil
}

// KeyEncryption wraps data keys.
func (r *Ring) KeyEncryption() keys.AEAD { return r.kek }

// Sender signs warnings and intake receipts.
func (r *Ring) Sender() keys.NotePair { return r.sender }

// Log signs checkpoints of the ledger.
func (r *Ring) Log() keys.NotePair { return r.log }

// Reply opens acknowledgements.
func (r *Ring) Reply() keys.ReplyPair { return r.reply }

// Format hides the keys from every verb of fmt.
func (r *Ring) Format(s fmt.State, _ rune) {
	// fmt ignores what a state's writer returns, and so must we.
	_, _ = io.WriteString(s, "[keys in "+r.path+"]")
}

// keyEncryption reads a keyset in clear. Several keys in it are fine: that is
// how Tink rotates.
func (f *folder) keyEncryption(name string) (keys.AEAD, error) {
	raw, err := f.private(name)
	if err != nil {
		return nil, err
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(raw)))
	if err != nil {
		return nil, f.broken(name, "a Tink keyset in JSON")
	}
	kek, err := aead.New(handle)
	if err != nil {
		return nil, f.broken(name, "a keyset for authenticated encryption")
	}
	return kek, nil
}

// notePair reads a private key for notes and checks the public one beside it.
func (f *folder) notePair(name string) (keys.NotePair, error) {
	raw, err := f.private(name + ".key")
	if err != nil {
		return keys.NotePair{}, err
	}
	private := strings.TrimSpace(string(raw))
	signer, err := note.NewSigner(private)
	if err != nil {
		return keys.NotePair{}, f.broken(name+".key", "a private key for notes")
	}
	verifier, err := verifierOf(signer.Name(), private)
	if err != nil {
		return keys.NotePair{}, f.broken(name+".key", "a private Ed25519 key for notes")
	}
	if err := f.matches(name+".pub", verifier); err != nil {
		return keys.NotePair{}, err
	}
	return keys.NotePair{Signer: signer, Verifier: verifier}, nil
}

// verifierOf derives the public half of a private key for notes that
// note.NewSigner has found well-formed: five parts between pluses, of which the
// last (base64, which may hold pluses itself) is the algorithm and the seed.
func verifierOf(name, private string) (string, error) {
	parts := strings.SplitN(private, "+", 5)
	raw, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return "", errors.New("reading a private key for notes: it holds no seed of Ed25519")
	}
	key := ed25519.NewKeyFromSeed(raw[1:])
	return note.NewEd25519VerifierKey(name, ed25519.PublicKey(key[ed25519.SeedSize:]))
}

// replyPair reads the one age identity and checks the recipient beside it.
func (f *folder) replyPair(name string) (keys.ReplyPair, error) {
	raw, err := f.private(name + ".key")
	if err != nil {
		return keys.ReplyPair{}, err
	}
	identities, err := age.ParseIdentities(bytes.NewReader(raw))
	if err != nil || len(identities) != 1 {
		return keys.ReplyPair{}, f.broken(name+".key", "a file with one age identity")
	}
	var recipient string
	switch identity := identities[0].(type) {
	case *age.X25519Identity:
		recipient = identity.Recipient().String()
	case *age.HybridIdentity:
		recipient = identity.Recipient().String()
	default:
		return keys.ReplyPair{}, f.broken(name+".key", "an age identity of a kind known here")
	}
	if err := f.matches(name+".pub", recipient); err != nil {
		return keys.ReplyPair{}, err
	}
	return keys.ReplyPair{Identity: keys.Hide(identities[0]), Recipient: recipient}, nil
}

// matches holds a public file to the private one beside it: people hand out
// what is in it.
func (f *folder) matches(name, want string) error {
	if _, err := f.regular(name); err != nil {
		return err
	}
	raw, err := f.read(name)
	if err != nil {
		return err
	}
	if strings.TrimSpace(string(raw)) != want {
		return tocsin.Refuse("keys/mismatch", "write this line into it: "+want,
			"%s does not belong to the private key beside it", f.at(name))
	}
	return nil
}
