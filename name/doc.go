// Package name compares names of people and places, however they are spelled.
package name
