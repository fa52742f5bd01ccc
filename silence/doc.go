// Package silence proves of a pack that leaving a warning unsaid is never
// cheaper than saying it.
//
// Walk goes through every dossier that a small cast can make of every command,
// in every order, under one pack, and holds at each step what the judge says:
// whoever ends without a warning is at least as many officers, and as high, as
// the cheapest way to send one; nothing is sent that its drafter and the quorum
// did not put their names to, or one officer high enough on the exigent path,
// whose warning another then reviews before anything is closed; a clock pages
// and opens faster paths, and sends, clears and settles nothing; an open dispute
// holds up every silence and no warning, and one that nobody resolves ends
// towards warning; a dissent makes those who affirmed affirm again; no dossier
// is parked where nobody is called; and as long as it is open, the quorum of
// warning can still send one.
//
// # The abstraction
//
// The walk is exhaustive up to this:
//
//   - Officers of one level are interchangeable: decisions ask only whether two
//     officers are the same and how high they stand. States that differ by a
//     permutation within the levels are one state. Whoever may take a part on a
//     walk may take it with all of his level.
//   - The order of approvals and affirmations is dropped: quorums count them.
//   - Time has a few steps. Between two of them every clock of the pack runs out
//     once, and every waiver ends; what is due at a step passes in any order, or
//     late, or not at all. What lies between two steps is not told apart.
//   - Of the facts one set is tried for each verdict that the pack can give, one
//     for each urgency, and one so poor that it binds the form. What else is
//     assessed decides nothing but through verdict, urgency and form.
//   - Of the texts a few are tried: a warning that lapses, one that does not, one
//     whose words suggest force, an update, a retraction and a drill.
//   - Two messages are sent at most. Reports are exchanged without end and not
//     told apart; where many make a warning dearer, the walk about silence begins
//     with so many.
//   - Recipients are checked as soon as something is assessed, by one officer, so
//     that nothing is in the way of telling them: a recipient who is not checked
//     holds a text up and does nothing else. At some spots the worst is answered
//     about all of them, and who speaks answers anew. That the quorum of warning
//     can check them by itself is part of what a warning costs.
//   - One consult runs at a time, and one dispute; of those that ended nothing is
//     kept but that they count no longer.
//   - What is closed is one state for each way in which it was closed well.
//   - What no decision reads again is dropped: who proposed and affirmed a
//     silence that is settled, who drafted what has gone, hashes of old drafts
//     but of the one that a waiver names.
//   - There is a walk for each focus. On one everybody may propose and affirm
//     silences and a few draft and approve; on another everybody drafts and
//     approves and a few propose and affirm; one is about the grounds of
//     waivers, one about disputes and dissents, one about consults, one about
//     urgency and the exigent path, one about clocks that nobody answers. So
//     every way to fill either quorum meets every stage of the other. Deep
//     walks try more facts, texts and clocks on one walk.
//
// That the dropped parts decide nothing is not taken on trust: where two states
// fall together, some are held against each other, command by command.
//
// Promises: a breach is named with the moves that lead to it; Walk reads no
// clock and draws nothing, so the same pack is walked the same way.
package silence
