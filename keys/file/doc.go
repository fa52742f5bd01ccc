// Package file keeps the keys of a holder in a folder apart from the data.
//
//	kek.json          key-encryption key: a Tink AES256-GCM keyset in clear
//	sender.key  .pub  signs warnings and intake receipts: C2SP signed-note keys
//	log.key     .pub  signs checkpoints of the ledger
//	reply.key   .pub  age identity that acknowledgements are sealed to
//	officers/NAME     OpenSSH Ed25519 keys of officers who sign here, with .pub
//
// The folder is mode 0700 and the private files 0600; whoever may read them is
// the holder. There is no second copy: without kek.json the whole record is
// unreadable, so the folder belongs in a backup of its own, never beside one
// of the data.
//
// Promises: a folder is made whole or not at all, and never over another; a
// key that is missing, broken, or open to others is refused by the file's
// name, with the remedy and without a byte of its content; a public file that
// does not belong to its private one is refused.
package file
