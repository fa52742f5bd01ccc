package mailbox

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/mlkem"
	"crypto/mlkem/mlkemtest"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/tocsin"
)

// Keys say of what kind a recipient's keys are, and how many he has; the header
// of every sealed file tells both.
type Keys struct {
	// Kind is KindX25519 or KindHybrid.
	Kind string
	// Count is how many there are, 1 to 5.
	Count int
}

// The kinds of keys, as age names their stanzas.
const (
	KindX25519 = "X25519"
	KindHybrid = "mlkem768x25519"
)

// usual are the keys of a box of which nothing is known.
var usual = Keys{Kind: KindX25519, Count: 2}

// keysName is the file in a box that says of what kind its keys are.
const keysName = ".keys"

func (k Keys) text() string { return k.Kind + " " + strconv.Itoa(k.Count) + "\n" }

func (k Keys) valid() error {
	if k.Kind != KindX25519 && k.Kind != KindHybrid || k.Count < 1 || k.Count > 5 {
		return tocsin.Refuse("mailbox/keys", "make a box for one to five keys of X25519, or of the hybrid kind",
			"fillers cannot be made to look like what is sealed to %d keys of this kind", k.Count)
	}
	return nil
}

// keysOf gives the keys that a box was made for, and whether it is there.
func (d *Drop) keysOf(box string) (Keys, bool) {
	info, err := d.root.Lstat(box)
	if err != nil || !info.IsDir() {
		return usual, false
	}
	path := filepath.Join(box, keysName)
	if info, err = d.root.Lstat(path); err != nil || !info.Mode().IsRegular() || info.Size() > 64 {
		return usual, true // made by hand
	}
	b, err := d.root.ReadFile(path)
	var k Keys
	if err == nil {
		_, err = fmt.Sscanf(string(b), "%s %d\n", &k.Kind, &k.Count)
	}
	if err != nil || k.valid() != nil {
		return usual, true
	}
	return k, true
}

// fillers gives what a box shows where nothing waits, newest first: each stays
// for a period and then another takes its place, at a time drawn for it. They
// are derived, not kept: whoever asks for boxes that are not there fills no disk
// and gets the same answer each time, and fillers of two boxes are never the
// same.
func (d *Drop) fillers(box string, keys Keys) []waiting {
	period := int64(d.config.Period / time.Second)
	now := d.config.Clock().Unix()
	rows := make([]waiting, d.config.Rows)
	for i := range rows {
		row := strconv.Itoa(i)
		offset := int64(binary.BigEndian.Uint64(d.derive("offset", box, row)) % uint64(period)) //nolint:gosec // below the period
		generation := (now - offset) / period
		made := recipe{string(d.derive("filler", box, row, strconv.FormatInt(generation, 10))), keys}
		rows[i] = waiting{Hash: d.hashes.get(made), at: time.Unix(generation*period+offset, 0), filler: made}
	}
	sortNewest(rows)
	return rows
}

// A recipe is what a filler is made from.
type recipe struct {
	seed string
	keys Keys
}

func (r recipe) bytes() []byte { return decoy([]byte(r.seed), r.keys) }

// remembered is how many hashes of fillers are remembered, so that a list is
// given without making each.
const remembered = 20000

func sortNewest(rows []waiting) {
	slices.SortFunc(rows, func(a, b waiting) int {
		if c := b.at.Compare(a.at); c != 0 {
			return c
		}
		return strings.Compare(a.Hash, b.Hash)
	})
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// decoy gives a file that nobody without its seed can tell from one that age
// sealed to keys which he does not have: a header with real shares and, for the
// hybrid kind, real encapsulations, to keys that are derived and never kept;
// where age writes what is encrypted stands the key stream of AES. age cannot
// make it, because age draws anew each time. It protects nothing.
func decoy(seed []byte, keys Keys) []byte {
	// A seed has 32 bytes, for which there is always a cipher.
	block, _ := aes.NewCipher(seed)
	stream := cipher.StreamReader{S: cipher.NewCTR(block, make([]byte, aes.BlockSize)), R: zeros{}} //nolint:gosec // it is a key stream, and each key is used once
	draw := func(n int) []byte {
		b := make([]byte, n)
		_, _ = io.ReadFull(stream, b) // zeros never end
		return b
	}
	b64 := base64.RawStdEncoding
	var b bytes.Buffer
	b.WriteString("age-encryption.org/v1\n")
	for range keys.Count {
		var share []byte
		if keys.Kind == KindHybrid {
			share = encapsulation(draw)
		}
		share = append(share, point(draw)...)
		fmt.Fprintf(&b, "-> %s %s\n%s\n", keys.Kind, b64.EncodeToString(share), b64.EncodeToString(draw(32)))
	}
	fmt.Fprintf(&b, "--- %s\n", b64.EncodeToString(draw(32)))
	b.Write(draw(Size - b.Len()))
	return b.Bytes()
}

// point draws a point of the curve, as the share in a header is.
func point(draw func(int) []byte) []byte {
	// Every 32 bytes are a private key.
	key, err := ecdh.X25519().NewPrivateKey(draw(32))
	if err != nil {
		return draw(32)
	}
	return key.PublicKey().Bytes()
}

// encapsulation draws what ML-KEM sends, whose values are not evenly spread.
func encapsulation(draw func(int) []byte) []byte {
	// Every 64 bytes are a key.
	key, err := mlkem.NewDecapsulationKey768(draw(mlkem.SeedSize))
	if err != nil {
		return draw(mlkem.CiphertextSize768)
	}
	_, sent, err := mlkemtest.Encapsulate768(key.EncapsulationKey(), draw(32))
	if err != nil {
		return draw(mlkem.CiphertextSize768)
	}
	return sent
}

// zeros are zeros without end.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
