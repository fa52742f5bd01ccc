// Package app is where everything is plugged together: the command line gets
// its desk, the desk its store and its keys, the watch its channels.
//
// The program is a value: Run takes all that it knows of the world as an
// Environment, so that a test runs it in its own process. register.go alone
// names the leaves; clock.go alone reads the clock.
//
// Promises: a record is never made by opening it; keys and record lie apart;
// an init that was interrupted goes on where it stopped; what a fault says in
// full goes to the operator's log and nowhere else, while there is one.
package app
