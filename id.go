package tocsin

import (
	"strings"
)

// An ID names one thing for ever: 26 characters of lower-case base32 that hold
// at least 128 random bits. It says nothing about what it names: no time, no
// sequence, no kind (a countable or datable id would betray that a warning
// exists).
//
// The named ids below are distinct types so that the compiler keeps them
// apart. The record draws none; they come in from the office.
type ID string

// The things that have a name of their own.
type (
	// HolderID names the organization that holds the knowledge.
	HolderID ID
	// OfficerID names one officer of the holder.
	OfficerID ID
	// ReportID names what somebody said, once.
	ReportID ID
	// DossierID names one threat.
	DossierID ID
	// WarningID names one cleared text.
	WarningID ID
	// DispatchID names one recipient's copy of one warning.
	DispatchID ID
	// RecipientID names an entry of the directory.
	RecipientID ID
	// TimerID names one deadline in the store.
	TimerID ID
	// KeyID names one data key.
	KeyID ID
	// FileID names one sealed file in the store: an original, a sealed warning.
	FileID ID
	// StreamID names one stream of events. The stream of a report, a dossier
	// or a dispatch bears the id of its subject; that of the holder is
	// HolderStream.
	StreamID ID
)

// HolderStream is the stream of the holder in every record: there is one, so
// two processes cannot found two.
const HolderStream StreamID = "holderholderholderholderho"

// idLength is the length of every id in characters.
const idLength = 26

// idAlphabet is the lower-case base32 alphabet of RFC 4648 section 6.
const idAlphabet = "abcdefghijklmnopqrstuvwxyz234567"

// ValidID reports whether s has the form of an id.
func ValidID[T ~string](s T) bool {
	if len(s) != idLength {
		return false
	}
	for i := range len(s) {
		if strings.IndexByte(idAlphabet, s[i]) < 0 {
			return false
		}
	}
	return true
}
