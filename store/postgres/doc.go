// Package postgres keeps a record on a PostgreSQL server, 14 or later, for
// several processes on several machines.
//
// Each process keeps what its many callers bring in groups: one transaction a
// group, which locks the one row of the head only when everything large is
// written, numbers the events, has the head signed and commits. That row is what
// makes positions gapless over all processes; beyond it nothing rests on
// isolation levels, advisory locks or notifications, but on keys and checks of
// the schema. Leases are groups of their own and never wait for the head.
//
// Every transaction writes its number into the row of its writer first. When a
// connection breaks while a commit is under way, that row waits for the end of
// the other transaction and then tells whether it was kept: what was is
// answered so, what was not is tried again, as after a deadlock, a failover or a
// restart of the server. Only if the server stays away is the answer Unknown.
//
// Waiting for what is due is asking again: the server tells nobody anything.
// Connections go to the server itself or a pool that keeps sessions; one that
// changes them between transactions breaks what each session is set to.
//
// Promises: it passes storetest.Exercise, with several processes on one
// database, through kill -9 and through connections cut at any moment; a commit
// whose answer was lost is neither lost nor doubled; a schema that is not ours,
// or newer than this program, is left as it is; no error tells a password.
package postgres
