// Package keys is custody of our own keys: the contract.
//
// A Ring gives what a holder signs, wraps and opens with: the key-encryption
// key over every data key, the key that signs warnings and intake receipts,
// the key that signs checkpoints of the ledger, the key that acknowledgements
// are sealed to, and the keys of those officers who sign on this machine. Who
// asks gets the use of a key where the standard library of the kind allows it
// (note.Signer, an AEAD, age.Identity), never its bytes, so that a ring in a
// key service or in hardware fits the same contract.
//
// Promises: nothing of a ring prints a private key through fmt or slog; what
// an officer's key signs here verifies with ssh-keygen -Y verify.
package keys
