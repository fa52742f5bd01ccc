package contact

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"

	"example.org/tocsin"
	"example.org/tocsin/delivery"
)

// A Hop is one intermediary of a chain, in its order.
type Hop struct {
	// Relay names the hand-over to him; his receipts quote it.
	Relay string
	// File is the hexadecimal SHA-256 of the file that he hands on, as his header
	// names it.
	File string
	// By is until when he should hand it on, UTC.
	By time.Time
	// Verifier is the note verifier key that his receipts are checked with.
	Verifier string
}

// A Returned is a receipt that came back, byte for byte, and when.
type Returned struct {
	Bytes []byte
	Came  time.Time
}

// A Fault is what is wrong with a chain of custody.
type Fault string

// The faults. Those up to FaultOrder are lies: two things were signed, or one thing
// was signed at a time, that cannot both be true.
const (
	// FaultOther: a receipt for another file than the one that he was given.
	FaultOther Fault = "another-file"
	// FaultEarly: a receipt of a time before he can have had the file.
	FaultEarly Fault = "too-early"
	// FaultFuture: a receipt of a time after it came back to us.
	FaultFuture Fault = "in-the-future"
	// FaultTwice: two receipts of his that contradict each other.
	FaultTwice Fault = "contradicts-himself"
	// FaultOrder: what he signed contradicts what another signed, or what the
	// recipient says; one of them is wrong and nobody here can say which.
	FaultOrder Fault = "contradicts-another"
	// FaultForged: a receipt that quotes his hand-over and is not signed with his
	// key. It says nothing of him: anybody can write one.
	FaultForged Fault = "not-his-signature"
	// FaultUnmet: he says that he handed it on, and who should have it then has not
	// said so in time. Either he did not, or the other keeps silent.
	FaultUnmet Fault = "handed-to-nobody"
	// FaultLate: his time has passed and he has not said that he handed it on.
	FaultLate Fault = "late"
)

// Lie reports whether somebody has said what is not so.
func (f Fault) Lie() bool {
	return slices.Contains([]Fault{FaultOther, FaultEarly, FaultFuture, FaultTwice, FaultOrder}, f)
}

// A Finding is one thing wrong, and with whom.
type Finding struct {
	// Hop is the intermediary, the first being 0; With another that it is between,
	// or -1. The hop behind the last is the recipient.
	Hop, With int
	Fault     Fault
	// Says tells it, without content.
	Says string
}

// A Custody is how far a file has come through its chain.
type Custody struct {
	// Reached counts the intermediaries who have had it for certain: they signed so,
	// or somebody after them did.
	Reached int
	// Over is true when the last one says that he handed it to the recipient, or the
	// recipient himself says that he has it.
	Over bool
	// Refused is true when the last one says that the recipient would not take it.
	Refused bool
	// Waits is the intermediary who has it now, or should have it next; -1 when it is
	// over.
	Waits    int
	Findings []Finding
}

// Lies gives the findings that are lies.
func (c Custody) Lies() []Finding {
	return slices.DeleteFunc(slices.Clone(c.Findings), func(f Finding) bool { return !f.Fault.Lie() })
}

// Skew is how far the clocks of honest people are apart.
const Skew = 10 * time.Minute

// Grace is how long after one has handed it on the next may take to say so.
const Grace = time.Hour

// A held is what one intermediary has signed.
type held struct {
	accepted, handed, refused time.Time
}

// had reports whether he has said at all that he had it, and since when.
func (h held) had() (time.Time, bool) {
	for _, at := range []time.Time{h.accepted, h.refused, h.handed} {
		if !at.IsZero() {
			return at, true
		}
	}
	return time.Time{}, false
}

// A custodian puts together what a chain has said.
type custodian struct {
	hops []Hop
	held []held
	out  Custody
}

// CheckCustody holds the receipts of a chain of intermediaries against each other
// and the clock: how far the file has come, who is late, and what cannot be true.
// Sent is when it was handed to the first; recipient says whether the recipient has
// acknowledged it (yes), says that he never had it (no), or has said nothing.
// Receipts may come in any order and more than once.
func CheckCustody(hops []Hop, returned []Returned, recipient tocsin.Tri, sent, now time.Time) (Custody, error) {
	if len(hops) == 0 {
		return Custody{}, fmt.Errorf("checking custody: there is no intermediary")
	}
	k := &custodian{hops: hops, held: make([]held, len(hops))}
	verifiers := make([]note.Verifier, len(hops))
	for i, h := range hops {
		v, err := note.NewVerifier(h.Verifier)
		if err != nil {
			return Custody{}, fmt.Errorf("checking custody: reading the key of intermediary %d: %w", i+1, err)
		}
		verifiers[i] = v
	}
	for _, r := range sorted(returned) {
		k.take(r, verifiers, sent)
	}
	k.between()
	k.reach(recipient)
	k.late(recipient, now)
	slices.SortStableFunc(k.out.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Hop, b.Hop), cmp.Compare(a.Fault, b.Fault), cmp.Compare(a.With, b.With), cmp.Compare(a.Says, b.Says))
	})
	k.out.Findings = slices.Compact(k.out.Findings)
	return k.out, nil
}

// sorted gives each receipt once, with the first time that it came, so that the
// order in which they came changes nothing.
func sorted(returned []Returned) []Returned {
	all := slices.Clone(returned)
	slices.SortStableFunc(all, func(a, b Returned) int {
		return cmp.Or(slices.Compare(a.Bytes, b.Bytes), a.Came.Compare(b.Came))
	})
	return slices.CompactFunc(all, func(a, b Returned) bool { return slices.Equal(a.Bytes, b.Bytes) })
}

// find notes what is wrong.
func (k *custodian) find(hop, with int, f Fault, says string, args ...any) {
	k.out.Findings = append(k.out.Findings, Finding{Hop: hop, With: with, Fault: f, Says: fmt.Sprintf(says, args...)})
}

// take reads one receipt.
func (k *custodian) take(r Returned, verifiers []note.Verifier, sent time.Time) {
	relay, err := delivery.RelayOf(r.Bytes)
	hop := slices.IndexFunc(k.hops, func(h Hop) bool { return h.Relay == relay })
	if err != nil || hop < 0 {
		return // no receipt of this chain
	}
	receipt, err := delivery.OpenReceipt(r.Bytes, verifiers[hop])
	switch {
	case err != nil:
		k.find(hop, -1, FaultForged, "a receipt in his name is not signed with his key")
		return
	case receipt.SHA256 != k.hops[hop].File:
		k.find(hop, -1, FaultOther, "he signs for another file than the one he was given")
		return
	case receipt.At.Before(sent.Add(-Skew)):
		k.find(hop, -1, FaultEarly, "he signs that it was %s at %s, before it left here", receipt.Status, stamp(receipt.At))
		return
	case receipt.At.After(r.Came.Add(Skew)):
		k.find(hop, -1, FaultFuture, "he signs that it was %s at %s, after his receipt came", receipt.Status, stamp(receipt.At))
		return
	}
	h := &k.held[hop]
	at := map[delivery.ReceiptStatus]*time.Time{
		delivery.ReceiptAccepted: &h.accepted, delivery.ReceiptHanded: &h.handed, delivery.ReceiptRefused: &h.refused,
	}[receipt.Status]
	switch {
	case at.IsZero():
		*at = receipt.At
	case !at.Equal(receipt.At) && receipt.Status != delivery.ReceiptRefused:
		// A recipient may refuse more than once; nobody hands it over twice.
		k.find(hop, -1, FaultTwice, "he signs that it was %s at %s and at %s", receipt.Status, stamp(*at), stamp(receipt.At))
		if receipt.At.Before(*at) {
			*at = receipt.At
		}
	case receipt.At.Before(*at):
		*at = receipt.At
	}
}

// between holds what each has signed against itself and the next.
func (k *custodian) between() {
	for i, h := range k.held {
		if !h.accepted.IsZero() && !h.handed.IsZero() && h.handed.Before(h.accepted) {
			k.find(i, -1, FaultTwice, "he signs that he handed it on at %s, before he had it at %s", stamp(h.handed), stamp(h.accepted))
		}
		if !h.handed.IsZero() && h.refused.After(h.handed) {
			k.find(i, -1, FaultTwice, "he signs that it was refused at %s, after he had handed it on at %s", stamp(h.refused), stamp(h.handed))
		}
		if i+1 == len(k.held) {
			continue
		}
		next, has := k.held[i+1].had()
		mine, had := h.had()
		switch {
		case !has:
		case had && next.Before(mine.Add(-Skew)):
			k.find(i, i+1, FaultOrder, "the next signs that he had it at %s, before this one had it at %s", stamp(next), stamp(mine))
		case !h.handed.IsZero() && next.Before(h.handed.Add(-Skew)):
			k.find(i, i+1, FaultOrder, "the next signs that he had it at %s, before this one handed it on at %s", stamp(next), stamp(h.handed))
		case h.handed.IsZero() && !h.refused.IsZero() && next.Before(h.refused.Add(-Skew)):
			k.find(i, i+1, FaultOrder, "the next signs that he had it at %s, and this one that it was refused at %s", stamp(next), stamp(h.refused))
		}
	}
}

// reach finds how far the file has come.
func (k *custodian) reach(recipient tocsin.Tri) {
	last := len(k.held) - 1
	for i, h := range k.held {
		if _, had := h.had(); had {
			k.out.Reached = i + 1
		}
	}
	h := k.held[last]
	k.out.Over = !h.handed.IsZero() || recipient == tocsin.Yes
	k.out.Refused = !h.refused.IsZero() && !k.out.Over
	switch {
	case recipient == tocsin.Yes && h.handed.IsZero() && !h.refused.IsZero():
		k.find(last, last+1, FaultOrder, "he signs that the recipient would not take it, and the recipient has acknowledged it")
	case recipient == tocsin.No && !h.handed.IsZero():
		k.find(last, last+1, FaultOrder, "he signs that he handed it over, and the recipient says that he never had it")
	}
	if recipient == tocsin.Yes {
		k.out.Reached = len(k.held)
	}
	k.out.Waits = min(k.out.Reached, last)
	switch {
	case k.out.Over:
		k.out.Waits = -1
	case k.out.Reached > 0 && k.held[k.out.Reached-1].handed.IsZero():
		k.out.Waits = k.out.Reached - 1
	}
}

// late finds whose time has passed, and who handed it to nobody.
func (k *custodian) late(recipient tocsin.Tri, now time.Time) {
	for i, h := range k.held {
		beyond := i+1 < k.out.Reached || i+1 == len(k.held) && recipient == tocsin.Yes
		switch {
		case beyond:
			// It is further on, whatever he says.
		case h.handed.IsZero() && !now.Before(k.hops[i].By):
			k.find(i, -1, FaultLate, "he was to hand it on by %s and has not said that he did", stamp(k.hops[i].By))
		case !h.handed.IsZero() && i+1 < len(k.held) && now.After(h.handed.Add(Grace)):
			k.find(i, i+1, FaultUnmet, "he signs that he handed it on at %s, and the next has not said that he has it", stamp(h.handed))
		}
	}
}
