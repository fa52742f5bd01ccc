//go:build !long

package postgres_test

const (
	// killRounds is how many times TestKill kills a process that appends.
	killRounds = 8
	// leaseKills is how many processes TestLeaseKill kills, and leaseTimers
	// how many timers there are.
	leaseKills  = 8
	leaseTimers = 400
	// cuts is how many times TestCut cuts all connections.
	cuts = 40
	// crashes is how many times TestCrash crashes the server.
	crashes = 2
)
