// Package harmcheck asks whom the warning itself could harm: one recipient held
// against one threat, before anything is approved.
//
// An officer answers questions with yes, no or unknown: is the recipient the
// actor, or does he shelter him; would naming the victim, the suspect or the
// place expose anyone; does the recipient's state torture or kill in such cases;
// is the victim a minor; is a device watched; is a private person named, and did
// he consent. The answer that has no consequence takes a because.
//
// Every other answer has one, by a rule with a stable name: another protector is
// chosen and this recipient gets nothing; fields are not told beyond a rung;
// another way is found than a device that is watched; a guardian is told instead
// of a child; or a person signs the balance in words of his own. No answer says
// that nobody is warned: that is silence, and has its own paths and its own
// price.
//
// What nobody knows weighs as much as the worst answer, until somebody signs the
// balance; so nobody has it easier for not having asked. One thing is harder to
// know than to doubt: who is known to be the actor gets nothing, whoever signs.
//
// The check reads answers, never facts, and its sentences hold neither: they may
// be shown to whoever may see that the dossier is there.
//
// Promises: every question that is not cleared has a consequence that is told by
// its rule; after what the outcome asks for is done, either something can be
// told to this recipient or another protector is owed; an unknown lets through no
// more than any answer would, unless a balance is signed; a signature of one rule
// lifts nothing of another; the same case has the same outcome.
package harmcheck
