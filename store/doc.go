// Package store is the contract of every store: rows that it cannot read, kept
// all or none.
//
// A store sees streams, versions, positions, due times and ciphertext; never a
// noun of the record, never plaintext.
//
// Promises, held by storetest.Exercise: an Append that returned is there after
// a crash; one that failed left nothing; positions are gapless from 0 and are
// the leaf indexes of the ledger; a stream that has moved fails only its own
// caller; a lease that was given to another settles nothing.
package store
