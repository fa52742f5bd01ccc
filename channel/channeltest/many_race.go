//go:build race

package channeltest

// many is how often one parcel is delivered: under the race detector, each
// handshake takes ten times as long.
const many = 20
