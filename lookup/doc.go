// Package lookup asks outsiders how somebody can be reached who has no key of ours:
// his own web server (security.txt, RFC 9116), and the registers of domains,
// addresses and networks (RDAP, RFC 9082 and 9083).
//
// What it finds is a suggestion for an officer. Whoever writes into a register can
// write anything there, also the actor; so nothing is called or mailed by itself,
// and each answer carries where and when it was found and what is doubtful in it.
//
// Asking tells. Whoever runs the server or the register learns that somebody asked,
// for what and from which network; so it asks only for the name that an officer
// gave, only when he asks, says with every answer who could see what, and sends no
// name of a program, no cookie and no referer.
//
// Promises: nothing is fetched but over HTTPS, from public addresses, at the port
// of HTTPS, also behind a redirect and whatever a name resolves to; an answer is
// bounded in size and time; what is not in the form of its standard is refused, and
// a refusal quotes none of it; values are plain words on one line.
package lookup
