// Package calendar reads dates and hours as people write them.
package calendar
