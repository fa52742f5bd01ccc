package seal

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"example.org/tocsin"
)

// MaxHops is how many intermediaries a file can go through.
const MaxHops = 3

// WideSize is the size of what leaves for the first of several intermediaries
// where one of them has hybrid keys, which need more room.
const WideSize = 32768

// The sizes of the files along a chain of several intermediaries, by place: what the
// first is given, the second, the third. The recipient's file has WarningSize
// always. A file's place decides its size, not how many come after it, so that
// nobody learns more than whether the next is the recipient, which his header says.
var (
	narrow = [MaxHops]int{RelaySize, 23296, 21888}
	wide   = [MaxHops]int{WideSize, 28672, 24576}
)

// A Hop is one intermediary of a chain.
type Hop struct {
	// Keys are the intermediary's, of one kind.
	Keys []string
	// Header makes what he reads for the file that he is to hand on: to whom, by
	// when, and the file's hash. It ends in exactly one newline.
	Header func(enclosed []byte) ([]byte, error)
}

// Nested seals a sealed warning for a chain of intermediaries, the first first, so
// that each opens only what is for him: his header, and a file for the next that
// he cannot open. It gives all files: files[i] is what intermediary i gets, and the
// last is the recipient's, inner itself.
//
// One intermediary gets what Relay makes. With several, what leaves has RelaySize
// too, or WideSize where a key is hybrid. Its refusals are those of Warning, and
// seal/hops.
func Nested(inner []byte, hops []Hop) (files [][]byte, err error) {
	if len(inner) != WarningSize {
		return nil, fmt.Errorf("sealing for intermediaries: the sealed warning has %d bytes, not %d", len(inner), WarningSize)
	}
	if len(hops) == 0 || len(hops) > MaxHops {
		return nil, tocsin.Refuse("seal/hops", fmt.Sprintf("choose a way of 1 to %d intermediaries", MaxHops), "there are %d intermediaries", len(hops))
	}
	sizes := ladder(hops)
	files = [][]byte{inner}
	for i, hop := range slices.Backward(hops) {
		enclosed := files[0]
		header, err := hop.Header(enclosed)
		if err != nil {
			return nil, fmt.Errorf("sealing for intermediary %d: %w", i+1, err)
		}
		if bytes.Contains(header, magic) {
			return nil, fmt.Errorf("sealing for intermediary %d: its header looks like a sealed file", i+1)
		}
		file, err := sealTo(sizes[i], hop.Keys, func(room int) ([]byte, error) {
			framed, err := frame(header, room-len(enclosed))
			return slices.Concat(framed, enclosed), err
		})
		if err != nil {
			return nil, err
		}
		files = slices.Insert(files, 0, file)
	}
	return files, nil
}

// ladder gives the sizes of a chain.
func ladder(hops []Hop) [MaxHops]int {
	hybrid := slices.ContainsFunc(hops, func(h Hop) bool {
		return slices.ContainsFunc(h.Keys, func(key string) bool { return strings.HasPrefix(strings.TrimSpace(key), "age1pq1") })
	})
	if hybrid && len(hops) > 1 {
		return wide
	}
	return narrow
}

// magic is how a sealed file begins.
var magic = []byte("age-encryption.org/v1\n")

// ChainSizes lists the sizes that files for intermediaries have.
func ChainSizes() []int {
	sizes := slices.Concat(narrow[:], wide[:])
	slices.Sort(sizes)
	return slices.Compact(sizes)
}

// OpenNested opens a file as one intermediary of a chain, or the only one, and
// gives his header and the file that he hands on. Its refusals are those of
// OpenWarning.
//
// Without this program: age -d -i KEY FILE > opened, then
// tail -c +$(($(grep -abom1 '^age-encryption.org/v1$' opened | cut -d: -f1) + 1)) opened.
func OpenNested(file []byte, identities string) (header, enclosed []byte, err error) {
	if !slices.Contains(ChainSizes(), len(file)) {
		return nil, nil, tocsin.Refuse("seal/size", "get the file again, whole and as a file: mail and editors change such bytes",
			"the file has %d bytes, which no file for an intermediary has", len(file))
	}
	plain, err := openSized(file, len(file), identities)
	if err != nil {
		return nil, nil, err
	}
	cut, ok := enclosedAt(plain)
	if !ok {
		return nil, nil, tocsin.Refuse("seal/frame", "ask the sender to send it again", "there is no sealed file in it to hand on")
	}
	header, err = Unframe(plain[:cut])
	if err != nil {
		return nil, nil, err
	}
	return header, plain[cut:], nil
}

// enclosedAt finds where the enclosed file begins: the one place where what is left
// has a size that such files have and begins as they do.
func enclosedAt(plain []byte) (int, bool) {
	found := -1
	for _, size := range append(ChainSizes(), WarningSize) {
		cut := len(plain) - size
		if cut > 0 && bytes.HasPrefix(plain[cut:], magic) {
			if found >= 0 {
				return 0, false
			}
			found = cut
		}
	}
	return found, found > 0
}
