// Package protect says what a recipient can do with a warning.
package protect
