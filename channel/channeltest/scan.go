package channeltest

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"os"
	"os/user"
	"slices"
	"strings"
)

// Find gives the first of the words that bytes hold, and how it is written
// there: plain in any case, in base64 of any alignment and alphabet, in base32,
// in hexadecimal, escaped for a URL or as quoted-printable, whole or in part. It
// gives "" for none. Line breaks in the bytes hide nothing.
func Find(in []byte, words []string) string {
	joined := unfold(in)
	plain := [][]byte{bytes.ToLower(in), bytes.ToLower(joined)}
	escaped := [][]byte{
		bytes.ToLower(unescape(joined, '=')), bytes.ToLower(unescape(joined, '%')),
		bytes.ToLower(unescape(bytes.ReplaceAll(joined, []byte("+"), []byte(" ")), '%')),
	}
	for _, word := range words {
		small := []byte(strings.ToLower(word))
		holds := func(where []byte) bool { return bytes.Contains(where, small) }
		switch {
		case word == "":
		case slices.ContainsFunc(plain, holds):
			return "in plain: " + word
		case bytes.Contains(plain[1], []byte(hex.EncodeToString([]byte(word)))):
			return "in hexadecimal: " + word
		case slices.ContainsFunc(escaped, holds):
			return "escaped: " + word
		case slices.ContainsFunc(encoded(word), func(part string) bool { return bytes.Contains(joined, []byte(part)) }):
			return "in base64 or base32: " + word
		}
	}
	return ""
}

// unfold takes out the line breaks, also those that quoted-printable adds.
func unfold(in []byte) []byte {
	for _, end := range []string{"=\r\n", "=\n", "\r\n\t", "\r\n", "\n"} {
		in = bytes.ReplaceAll(in, []byte(end), nil)
	}
	return in
}

// unescape reads two hexadecimal digits behind a mark as a byte; what is no
// escape stays.
func unescape(in []byte, mark byte) []byte {
	out := make([]byte, 0, len(in))
	for i := 0; i < len(in); i++ {
		if in[i] == mark && i+2 < len(in) {
			var b [1]byte
			if _, err := hex.Decode(b[:], in[i+1:i+3]); err == nil {
				out = append(out, b[0])
				i += 2
				continue
			}
		}
		out = append(out, in[i])
	}
	return out
}

// encoded gives what of a word is certain to stand in the base64 or base32 of a
// text that holds it, wherever it begins. Words too short to be told from chance
// give nothing.
func encoded(word string) []string {
	var parts []string
	for shift := range 3 {
		padded := append(make([]byte, shift), word...)
		// The first and the last letters mix with what stands around.
		for _, e := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			text := e.EncodeToString(padded)
			parts = append(parts, text[(shift*8+5)/6:len(padded)*8/6])
		}
	}
	for shift := range 5 {
		padded := append(make([]byte, shift), word...)
		text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(padded)
		part := text[(shift*8+4)/5 : len(padded)*8/5]
		parts = append(parts, part, strings.ToLower(part))
	}
	return slices.DeleteFunc(parts, func(part string) bool { return len(part) < 8 })
}

// machine gives what a program can tell of the machine and the person it runs
// for without being told: a mail's greeting, a header, a boundary.
func machine() []string {
	var words []string
	if name, err := os.Hostname(); err == nil {
		words = append(words, name)
	}
	if me, err := user.Current(); err == nil {
		words = append(words, me.Name, me.HomeDir, me.Username)
	}
	if wd, err := os.Getwd(); err == nil {
		words = append(words, wd)
	}
	words = append(words, os.TempDir()+"/")
	// Words such as "vm" or "root" are found in any file by chance.
	return slices.DeleteFunc(words, func(word string) bool { return len(word) < 6 || strings.HasPrefix(word, "localhost") })
}
