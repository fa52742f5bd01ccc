//go:build !race

package channeltest

// many is how often one parcel is delivered.
const many = 100
