//go:build long

package sqlite_test

// killRounds is how many times TestKill kills a process that appends.
const killRounds = 150
