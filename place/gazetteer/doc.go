// Package gazetteer knows places by name and by coordinate.
package gazetteer
