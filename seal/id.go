package seal

import (
	"crypto/rand"
	"strings"
)

// NewID draws an id: 130 random bits in the form of tocsin.ValidID.
func NewID[T ~string]() T {
	return T(strings.ToLower(rand.Text()))
}
