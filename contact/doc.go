// Package contact is how somebody is reached who has no key of ours, or whom
// nobody here has spoken to before, and how each side knows the other for genuine.
//
// A warning can be read out by phone, handed over on paper, or carried by others.
// What is read out is a script in the recipient's language, in sentences that one
// breath is enough for; the officer's sheet has it with everything beside it that
// he needs, and the form that two officers sign. An unsigned page says in plain
// words what is to be said, and not who says it.
//
// Call-back words are made from the file that was delivered, so that both sides
// have them without sending them: who says them speaks of this file. They prove no
// name. Who somebody is, is proved by the number that he is called at, where he
// himself published it, or by keys that were exchanged before.
//
// A device or an account that the actor may control gets nothing, not even a
// knock. An intermediary signs for each hand-over, and what his receipts say is
// held against the others': a lie is found where two of them cannot both be true.
//
// Promises: no two words of the list are one slip of the ear or the hand apart,
// and none begins another; the words of another file, another purpose or another
// token are other words; the lines of a script hold every word of its text in its
// order; the same script is the same bytes; no route ends at a device that is
// known to be watched, whoever signs; honest receipts are never called a lie, in
// whatever order they come; an unsigned page holds no name that it is given to
// keep.
package contact
