// Package act is what an officer asks, in the exact bytes he signs.
//
// Every act of a person, from filing a report to closing a dossier, is a few
// readable lines, the command as JSON, and the text it is about where there is
// one. The officer signs these bytes with SSHSIG (OpenSSH PROTOCOL.sshsig),
// here or on another machine with ssh-keygen -Y sign -n tocsin-act.
//
// Promises: what parses writes back to the same bytes; a signature by another
// key, in another namespace or over other bytes is an error.
package act
