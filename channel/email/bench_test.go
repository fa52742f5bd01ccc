package email_test

import (
	"strconv"
	"testing"

	"example.org/tocsin/delivery"
)

// BenchmarkDeliver delivers over lines that are each opened, made private and
// signed in on.
func BenchmarkDeliver(b *testing.B) {
	c, _ := working(b, &post{})
	for i := 0; b.Loop(); i++ {
		if o := c.Deliver(b.Context(), sealed("parcel"+strconv.Itoa(i)+".age", 1)); o.Kind != delivery.OutcomeHanded {
			b.Fatal(o)
		}
	}
}
