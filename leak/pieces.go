package leak

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// pieceSize is how much of a long text is read at once, and overlap how much of
// it is read again with the next piece, so that what stands across the cut
// stands whole in one of them. What lies within edge of a cut is told by the
// other piece.
const (
	pieceSize = 64 << 10
	overlap   = 4 << 10
	edge      = 1 << 10
)

// pieces cuts a text where there is white space, or else anywhere.
func pieces(text string, each func(piece string, first, last bool)) {
	text = norm.NFC.String(text)
	for first := true; ; first = false {
		if len(text) <= pieceSize {
			each(text, first, true)
			return
		}
		end := cut(text, pieceSize)
		each(text[:end], first, false)
		text = text[cut(text, end-overlap):]
	}
}

// cut gives the last place before near where there is white space, or the
// beginning of a character.
func cut(text string, near int) int {
	if i := strings.LastIndexAny(text[near-edge/2:near], " \n\t"); i >= 0 {
		return near - edge/2 + i
	}
	for i := range utf8.UTFMax {
		if utf8.RuneStart(text[near-i]) {
			return near - i
		}
	}
	return near // It is no UTF-8.
}
