//go:build !long

package main

// roundsOnServer is how many dossiers TestKillOnServer plays to their end.
const roundsOnServer = 1
