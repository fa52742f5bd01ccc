//go:build long

package main_test

// demoKills is how many times TestDemoKilled kills the demo.
const demoKills = 60
