// Package delivery is one recipient of one warning: its deadline, the attempts
// to hand it over, receipts, and the acknowledgement.
//
// Sent is not warned. A receipt says that a file arrived; an acknowledgement
// says that somebody opened it, because it quotes the token that stands only
// inside, together with the hash of the very file that was delivered. What is
// not acknowledged by its deadline is overdue, and stays so on the record even
// when an answer comes late.
//
// Promises: a state changes only from evidence that is kept; an
// acknowledgement of other bytes changes nothing; what was acknowledged is not
// made less by a later receipt and not denied later; a deadline lies after the
// sending and never after the latest useful time where that lies ahead.
package delivery
