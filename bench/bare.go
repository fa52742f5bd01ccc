package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"
	"golang.org/x/crypto/ssh"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/keys"
	"example.org/tocsin/seal"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// bare is what the parts of a chain cost by themselves, on one core.
type bare struct {
	age     time.Duration // one warning of 20,480 bytes sealed
	sign    time.Duration // one act signed with SSHSIG
	verify  time.Duration // one act verified
	ed25519 time.Duration // one bare Ed25519 signature over 2 KiB
	encrypt time.Duration // one event of 1 KiB encrypted and committed to
	decrypt time.Duration // the same opened
	newKey  time.Duration // one data key drawn and wrapped
	fsync   time.Duration // 4 KiB appended and made durable
	mailbox time.Duration // 20,480 bytes as a new file, renamed, both made durable
}

// measureBare measures the parts.
func measureBare(dir string) (bare, error) {
	var b bare
	steps := []func(*bare) error{
		(*bare).sealing, (*bare).signing, (*bare).encrypting,
		func(b *bare) error { return b.disk(dir) },
	}
	for _, step := range steps {
		if err := step(&b); err != nil {
			return b, err
		}
	}
	return b, nil
}

func (b *bare) sealing() error {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	text := append(make([]byte, 0, 2048), randomText(2000)...)
	text = append(text, '\n')
	b.age, err = each(500, func() error {
		_, err := seal.Warning(text, []string{identity.Recipient().String()})
		return err
	})
	return err
}

// randomText gives n letters.
func randomText(n int) []byte {
	text := make([]byte, n)
	_, _ = rand.Read(text) // never fails
	for i := range text {
		text[i] = 'a' + text[i]%26
	}
	return text
}

func (b *bare) signing() error {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	key, err := ssh.NewSignerFromKey(private)
	if err != nil {
		return err
	}
	officer := keys.NewOfficerSigner(key)
	message := randomText(2048)
	if b.ed25519, err = each(2000, func() error { ed25519.Sign(private, message); return nil }); err != nil {
		return err
	}
	raw, err := act.Act{
		ID: seal.NewID[act.ID](), Holder: seal.NewID[tocsin.HolderID](), Officer: seal.NewID[tocsin.OfficerID](),
		Action: "bench/act", Made: tocsin.Second(time.Now()), Expires: tocsin.Second(time.Now().Add(time.Hour)),
		Body: []byte(fmt.Sprintf(`{"text":%q}`, message)),
	}.Bytes()
	if err != nil {
		return err
	}
	var signature string
	if b.sign, err = each(1000, func() error {
		signature, err = officer.Sign(act.Namespace, raw)
		return err
	}); err != nil {
		return err
	}
	b.verify, err = each(1000, func() error {
		_, err := act.Signed{Bytes: string(raw), Signature: signature}.Verify(officer.AuthorizedKey())
		return err
	})
	return err
}

func (b *bare) encrypting() error {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return err
	}
	kek, err := aead.New(handle)
	if err != nil {
		return err
	}
	keeper := seal.NewKeeper(kek)
	var key *seal.Key
	if b.newKey, err = each(500, func() error {
		key, _, err = keeper.NewKey()
		return err
	}); err != nil {
		return err
	}
	event, stream := randomText(1024), seal.NewID[tocsin.StreamID]()
	var sealed []byte
	if b.encrypt, err = each(5000, func() error {
		sealed, _, err = key.SealEvent(stream, 1, event)
		return err
	}); err != nil {
		return err
	}
	b.decrypt, err = each(5000, func() error {
		_, _, err := key.OpenEvent(stream, 1, sealed)
		return err
	})
	return err
}

func (b *bare) disk(dir string) error {
	f, err := os.Create(filepath.Join(dir, "append")) //nolint:gosec // a folder of our own
	if err != nil {
		return err
	}
	page := randomText(4096)
	b.fsync, err = each(300, func() error {
		if _, err := f.Write(page); err != nil {
			return err
		}
		return f.Sync()
	})
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	n := 0
	content := randomText(seal.WarningSize)
	b.mailbox, err = each(100, func() error {
		n++
		return placeFile(dir, fmt.Sprintf("bare-%d", n), content)
	})
	return err
}

// placeFile writes a durable file under its name, as a mailbox does.
func placeFile(dir, name string, content []byte) error {
	temp, err := os.CreateTemp(dir, "x")
	if err != nil {
		return err
	}
	if _, err := temp.Write(content); err != nil {
		return err
	}
	if err := temp.Sync(); err != nil {
		return err
	}
	if err := temp.Close(); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), filepath.Join(dir, name)); err != nil {
		return err
	}
	folder, err := os.Open(dir) //nolint:gosec // a folder of our own
	if err != nil {
		return err
	}
	if err := folder.Sync(); err != nil {
		return err
	}
	return folder.Close()
}

// print prints the parts.
func (b bare) print(t *table) {
	t.head("Bare costs, one after another on one core")
	t.row("age: a warning sealed to X25519, 20,480 B", "%s", b.age)
	t.row("Ed25519: 2 KiB signed", "%s", b.ed25519)
	t.row("SSHSIG: an act of 2 KiB signed", "%s", b.sign)
	t.row("SSHSIG: the same verified and read", "%s", b.verify)
	t.row("AES-256-GCM: an event of 1 KiB, with its leaf", "%s", b.encrypt)
	t.row("AES-256-GCM: the same opened", "%s", b.decrypt)
	t.row("a data key drawn and wrapped", "%s", b.newKey)
	t.row("disk: 4 KiB appended, fsync", "%s", b.fsync)
	t.row("disk: a file of 20,480 B, fsync, rename, fsync", "%s", b.mailbox)
}
