// Package trial puts a pack on trial: the tools of those who write policy.
//
// Three questions are asked of a pack. Do the examples beside it come out as
// they say, and do they reach every rule and every branch (Run)? Is there
// something in it that is legal and unwise: a rule that can never hold, a waiver
// that swallows the duty, a decider whom no officer fills, clocks longer than
// the time there is, silence that takes less than a warning (Lint)? And what
// would it have changed: the same matters under other rules, verdict by verdict,
// with the facts that decided (Replay)?
//
// What a rule can be is found by trying every combination of the facts that it
// reads. Where there are too many, that is said; it is never guessed.
//
// Promises: the same pack and the same matters give the same answer, byte for
// byte; a value counts as out of reach only where every combination was tried.
package trial
