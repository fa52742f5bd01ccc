// Package harmcheck asks whom the warning itself could harm.
package harmcheck
