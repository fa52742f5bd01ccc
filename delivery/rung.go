package delivery

import "slices"

// A Rung is how far a warning has come with its recipient: the ladder from sealed
// bytes to people who act. What is reached is never lost again.
type Rung string

// The rungs, lowest first. The first three are said by carriers, the others by
// the recipient, or by two officers who spoke with him.
const (
	// RungDispatched: sealed, kept and on its way.
	RungDispatched Rung = "dispatched"
	// RungHanded: a carrier has taken it. Nobody has it yet for all we know.
	RungHanded Rung = "handed-to-carrier"
	// RungReceived: a receipt says that it was handed over.
	RungReceived Rung = "received"
	// RungRead: somebody has opened it.
	RungRead Rung = "read"
	// RungAuthority: somebody has read it who may decide what is done.
	RungAuthority Rung = "read-with-authority"
	// RungUnderstood: he has given back what it says.
	RungUnderstood Rung = "understood"
	// RungActing: he says what is done, or it was seen.
	RungActing Rung = "acting"
	// RungOnward: those further down who must have it say that they do.
	RungOnward Rung = "onward"
)

// Rungs lists the rungs, lowest first.
func Rungs() []Rung {
	return []Rung{
		RungDispatched, RungHanded, RungReceived, RungRead, RungAuthority, RungUnderstood, RungActing, RungOnward,
	}
}

// Reaches reports whether a rung is at least as high as another. No rung reaches
// one that is not known, and every rung reaches none.
func (r Rung) Reaches(o Rung) bool {
	if o == "" {
		return true
	}
	mine, theirs := slices.Index(Rungs(), r), slices.Index(Rungs(), o)
	return theirs >= 0 && mine >= theirs
}

// Higher gives the higher of two rungs.
func (r Rung) Higher(o Rung) Rung {
	if r.Reaches(o) {
		return r
	}
	return o
}

// Answered reports whether a recipient can state the rung; the ones below are
// for carriers to say.
func (r Rung) Answered() bool { return r.Reaches(RungRead) }

// TargetOf gives the rung that a pack's word for it names: how far a warning
// under the pack must come before nobody is called any more. Packs say "read" for
// a person with authority. Unknown words are none.
func TargetOf(word string) Rung {
	switch word {
	case "dispatched":
		return RungDispatched
	case "handed-to-carrier":
		return RungHanded
	case "received":
		return RungReceived
	case "read":
		return RungAuthority
	case "understood":
		return RungUnderstood
	case "action-stated":
		return RungActing
	case "onward-confirmed":
		return RungOnward
	}
	return ""
}
