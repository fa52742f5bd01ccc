// Package leak holds what would leave against everything that must not.
package leak
