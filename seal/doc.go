// Package seal is encryption at rest, and to the recipient.
//
// At rest, every event, file and timer is sealed with the data key of its
// subject (Tink AES256-GCM), bound to its place; data keys are wrapped by the
// key-encryption key of the ring, bound to their id. An event is sealed
// together with the random salt of its leaf in the ledger. Destroying a
// wrapped key makes all it sealed unreadable.
//
// To the recipient, text is sealed with age and opens with the age command and
// nothing of ours. A sealed warning is exactly WarningSize bytes, a sealed
// relay envelope exactly RelaySize, whatever they say and whatever the kind
// and number of the recipient's keys: the text is followed by newlines up to
// the size. age does not say who sealed: the text inside is a signed note.
//
// Who has no key gets a file of the same size that opens with a passphrase, which
// is drawn here. A file for several intermediaries is sealed in as many layers, of
// which each opens one; what leaves for the first is of RelaySize however many
// there are, or of WideSize where one of several has hybrid keys.
//
// Promises: what was sealed for one place opens in no other; a changed,
// truncated or foreign byte string is an error, never other text; sealed
// warnings are of one size; a text has one valid padding; an intermediary of a
// chain opens his own layer and hands on exactly the file that his header names.
package seal
