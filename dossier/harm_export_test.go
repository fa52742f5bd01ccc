package dossier

import "example.org/tocsin/warning"

// Harmless is the gate of a text that could harm somebody.
func Harmless(d Dossier, draft warning.Draft) error { return d.harmless(draft) }
