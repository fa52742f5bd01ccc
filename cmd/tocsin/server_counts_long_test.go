//go:build long

package main

// roundsOnServer is how many dossiers TestKillOnServer plays to their end.
const roundsOnServer = 30

// rounds is how many dossiers TestKill plays to their end.
const rounds = 15
