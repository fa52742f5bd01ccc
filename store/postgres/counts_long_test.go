//go:build long

package postgres_test

const (
	// killRounds is how many times TestKill kills a process that appends.
	killRounds = 150
	// leaseKills is how many processes TestLeaseKill kills, and leaseTimers
	// how many timers there are.
	leaseKills  = 150
	leaseTimers = 10_000
	// cuts is how many times TestCut cuts all connections.
	cuts = 600
	// crashes is how many times TestCrash crashes the server.
	crashes = 25
)
