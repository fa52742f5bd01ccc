//go:build race

package mailbox_test

// replays is how often TestReplayed delivers one parcel.
const replays = 1000
