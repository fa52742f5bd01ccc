// Package release searches what may be said.
package release
