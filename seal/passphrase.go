package seal

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"fmt"

	"filippo.io/age"

	"example.org/tocsin"
	"example.org/tocsin/contact"
)

// The work that opening a file with a passphrase takes, as powers of two. Ours is
// low, because a phrase of 110 drawn bits is guessed by nobody, and who is warned
// may have an old telephone: 2^15 takes 32 MiB. The most that is opened is what age
// itself makes; a stranger's file could ask for the memory of the whole machine.
const (
	workFactor    = 15
	maxWorkFactor = 18
)

// Passphrase draws the phrase for a recipient who has no key: words of
// contact.List with a hyphen between them, in small letters, as they are typed
// into age. It is spoken over another way than the file goes.
func Passphrase() string {
	var random [2 * contact.PhraseWords]byte
	// It cannot fail: crypto/rand ends the process where there is no chance.
	_, _ = rand.Read(random[:])
	places := make([]uint16, 0, contact.PhraseWords)
	for i := range contact.PhraseWords {
		// A power of two, so that all words are equally likely.
		places = append(places, binary.BigEndian.Uint16(random[2*i:])%contact.WordCount)
	}
	return contact.Phrase(places)
}

// WarningToPassphrase seals a signed note so that it opens with a passphrase that
// Passphrase drew: age -d FILE asks for it. The file has exactly WarningSize bytes.
// It refuses a phrase that somebody made up, and a note that does not fit
// (seal/too-long).
func WarningToPassphrase(note []byte, phrase string) ([]byte, error) {
	checked, err := contact.CheckPhrase(phrase)
	if err != nil || checked != phrase {
		return nil, tocsin.Refuse("seal/passphrase", "let Passphrase draw one", "the passphrase was not drawn here")
	}
	recipient, err := age.NewScryptRecipient(phrase)
	if err != nil {
		return nil, fmt.Errorf("sealing to a passphrase: %w", err)
	}
	recipient.SetWorkFactor(workFactor)
	return sealWith(WarningSize, []age.Recipient{recipient}, func(room int) ([]byte, error) {
		return frame(note, room)
	})
}

// OpenWarningWithPassphrase opens a warning that is sealed to a passphrase, however
// the phrase was typed. A word that is not in the list is refused by its place
// before anything is tried (contact/words); the other refusals are those of
// OpenWarning.
func OpenWarningWithPassphrase(file []byte, typed string) ([]byte, error) {
	phrase, err := contact.CheckPhrase(typed)
	if err != nil {
		return nil, err
	}
	if len(file) != WarningSize {
		return nil, tocsin.Refuse("seal/size", "get the file again, whole and as a file: mail and editors change such bytes",
			"the file has %d bytes, not %d", len(file), WarningSize)
	}
	identity, err := age.NewScryptIdentity(phrase)
	if err != nil {
		return nil, fmt.Errorf("opening with a passphrase: %w", err)
	}
	identity.SetMaxWorkFactor(maxWorkFactor)
	plain, err := open(bytes.NewReader(file), identity)
	if err != nil {
		return nil, err
	}
	return Unframe(plain)
}
