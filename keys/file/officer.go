package file

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"

	"golang.org/x/crypto/ssh"

	"example.org/tocsin"
	"example.org/tocsin/keys"
)

// officers is the folder of the officers' keys in a key folder.
const officers = "officers"

// maxOfficer bounds the name of an officer in bytes.
const maxOfficer = 32

// elsewhere is what an officer does whose key cannot be used here.
const elsewhere = "write the act to a file with --request, sign it with ssh-keygen -Y sign -n tocsin-act, and bring the signature"

// Officer reads the key of an officer and gives its signer. It refuses a name
// without a key here, and a key that is broken, has a passphrase, or is of
// another kind than Ed25519.
func (r *Ring) Officer(name string) (*keys.OfficerSigner, error) {
	if err := checkOfficer(name); err != nil {
		return nil, err
	}
	f, err := openFolder(r.path)
	if err != nil {
		return nil, err
	}
	defer f.close()
	if err := f.checkFolder(officers); err != nil {
		return nil, err
	}
	file := officers + "/" + name
	if _, err := f.root.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return nil, tocsin.Refuse("keys/no-officer", "add one, or "+elsewhere, "there is no key of an officer %s in %s", name, r.path)
	}
	raw, err := f.private(file)
	if err != nil {
		return nil, err
	}
	signer, err := ssh.ParsePrivateKey(raw)
	var locked *ssh.PassphraseMissingError
	switch {
	case errors.As(err, &locked):
		return nil, tocsin.Refuse("keys/passphrase", elsewhere, "%s has a passphrase", f.at(file))
	case err != nil:
		return nil, f.broken(file, "a private key of OpenSSH")
	case signer.PublicKey().Type() != ssh.KeyAlgoED25519:
		return nil, tocsin.Refuse("keys/kind", "make one with ssh-keygen -t ed25519",
			"%s is a key of type %s", f.at(file), signer.PublicKey().Type())
	}
	return keys.NewOfficerSigner(signer), nil
}

// AddOfficer makes the key of an officer in the folder and gives the public
// one as an authorized_keys line. It refuses a name that has a key. The
// private key is there whole or not at all; a crash in between may leave it
// without its .pub, which ssh-keygen -y makes again.
func AddOfficer(dir, name string) (authorizedKey string, err error) {
	if err := checkOfficer(name); err != nil {
		return "", err
	}
	f, err := openFolder(dir)
	if err != nil {
		return "", err
	}
	defer f.close()
	if err := f.checkFolder(officers); err != nil {
		return "", err
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", fmt.Errorf("making a key for %s: %w", name, err)
	}
	signer, err := ssh.NewSignerFromSigner(key)
	if err != nil {
		return "", fmt.Errorf("making a key for %s: %w", name, err)
	}
	block, err := ssh.MarshalPrivateKey(key, name)
	if err != nil {
		return "", fmt.Errorf("making a key for %s: %w", name, err)
	}
	public := keys.NewOfficerSigner(signer).AuthorizedKey()
	if err := f.place(officers+"/"+name, pem.EncodeToMemory(block), privateMode); err != nil {
		return "", err
	}
	if err := f.replace(officers+"/"+name+".pub", line(public+" "+name), publicMode); err != nil {
		return "", err
	}
	return public, f.sync(officers)
}

// checkOfficer holds the form of an officer's name, which is a file's too.
func checkOfficer(name string) error {
	valid := name != "" && len(name) <= maxOfficer
	for _, c := range []byte(name) {
		valid = valid && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')
	}
	if !valid {
		return tocsin.Refuse("keys/officer-name", "choose a name like ana",
			"%q is no name for an officer's key: 1 to %d of a-z, 0-9 and -", name, maxOfficer)
	}
	return nil
}

// place makes a file whole, and only where there is none: a link, unlike a
// rename, never takes the place of another.
func (f *folder) place(name string, content []byte, mode fs.FileMode) error {
	draft := name + ".new-" + rand.Text()
	if err := f.write(draft, content, mode); err != nil {
		return errors.Join(err, f.discard(draft))
	}
	err := f.root.Link(draft, name)
	switch {
	case errors.Is(err, fs.ErrExist):
		err = tocsin.Refuse("keys/exists", "use the key that is there, or choose another name", "there already is a %s", f.at(name))
	case err != nil:
		err = fmt.Errorf("placing %s: %w", f.at(name), err)
	}
	return errors.Join(err, f.discard(draft))
}

// replace makes a file whole, in place of one that may be there.
func (f *folder) replace(name string, content []byte, mode fs.FileMode) error {
	draft := name + ".new-" + rand.Text()
	err := f.write(draft, content, mode)
	if err == nil {
		err = f.root.Rename(draft, name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("placing %s: %w", f.at(name), err), f.discard(draft))
	}
	return nil
}

// discard removes a draft; one that is not there is no error.
func (f *folder) discard(name string) error {
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing %s: %w", f.at(name), err)
	}
	return nil
}
