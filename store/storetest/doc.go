// Package storetest is what every store must pass, and what tests of stores
// are made of.
//
// Promises: a store that passes Exercise keeps every promise of package store
// but those that need a crash; these a store that outlives its process tests
// beside it, with Consistent.
package storetest
