package channeltest

import (
	"context"
	"slices"
	"sync"
	"time"

	"example.org/tocsin/channel"
	"example.org/tocsin/delivery"
)

// complete holds the harness itself: a trouble that is left out has a reason,
// and what has a reason is left out by no mistake of spelling.
func (t *trial) complete() {
	for trouble, why := range t.h.Not {
		if !slices.Contains(troubles, trouble) || why == "" {
			t.Errorf("the trouble %q is left out because %q", trouble, why)
		}
		t.Logf("left out: a carrier that %s: %s", trouble, why)
	}
	for what, why := range map[string]string{
		"one message alone": t.h.ManySeen, "content": t.h.NoContent, "knocks": t.h.NoKnock,
		"the wire": t.h.NoWire, "health when the carrier is gone": t.h.BlindHealth,
	} {
		if why != "" {
			t.Logf("left out: %s: %s", what, why)
		}
	}
	if t.h.NoContent != "" && t.h.NoKnock != "" {
		t.Error("the channel carries neither content nor knocks")
	}
	if len(t.h.BadAddresses) == 0 {
		t.Error("no address is bad, so nobody knows what the channel says to one")
	}
}

// once delivers one parcel many times.
func (t *trial) once() {
	c := t.open(Working)
	p := t.parcel(c.Address)
	for p.Copy = 1; p.Copy <= many; p.Copy++ {
		t.ends(t.deliver(c, p), delivery.OutcomeHanded)
	}
	t.holds(c, p)
	t.copies(c, many)
}

// copies fails the test unless, where several messages are visible after n
// deliveries, each says which copy it is and no two say the same.
func (t *trial) copies(c *Carrier, n int) {
	t.Helper()
	seen := c.Seen()
	if t.h.ManySeen == "" || len(seen) <= 1 {
		return
	}
	told := make([]int, 0, len(seen))
	for _, m := range seen {
		told = append(told, max(m.Copy, 1))
	}
	slices.Sort(told)
	if len(slices.Compact(slices.Clone(told))) != len(told) || told[len(told)-1] != n {
		t.Errorf("after %d deliveries the copies say %v", n, told)
	}
}

// atOnce delivers one parcel many times at once.
func (t *trial) atOnce() {
	c := t.open(Working)
	p := t.parcel(c.Address)
	var all sync.WaitGroup
	outcomes := make([]channel.Outcome, many)
	for i := range outcomes {
		all.Go(func() {
			q := p
			q.Copy = i + 1
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			outcomes[i] = c.Channel.Deliver(ctx, q)
		})
	}
	all.Wait()
	handed := 0
	for _, o := range outcomes {
		t.sound(c, p, o)
		switch o.Kind {
		case delivery.OutcomeHanded:
			handed++
		case delivery.OutcomeNever:
			t.Errorf("it will never go, while others brought it: %+v", o)
		case delivery.OutcomeAgain:
			// A channel may make those wait that come while one is under way.
		}
	}
	if handed == 0 {
		t.Fatalf("of %d at once none was handed over; the first: %+v", many, outcomes[0])
	}
	t.ends(t.deliver(c, p), delivery.OutcomeHanded)
	if t.h.ManySeen == "" {
		t.holds(c, p)
		return
	}
	references := map[string]bool{}
	for _, m := range c.Seen() {
		references[m.Reference] = true
	}
	if len(references) != 1 || references[""] {
		t.Errorf("one parcel has the references %v", references)
	}
}

// apart delivers two parcels to one address, in turns.
func (t *trial) apart() {
	if t.h.NoContent != "" {
		return // two knocks are the same, on purpose
	}
	c := t.open(Working)
	one, two := t.parcel(c.Address), t.parcel(c.Address)
	for _, p := range []channel.Parcel{one, two, two, one} {
		t.ends(t.deliver(c, p), delivery.OutcomeHanded)
	}
	t.holds(c, one, two)
	for _, m := range c.Seen() {
		if t.h.ManySeen == "" && m.Copy > 1 {
			t.Errorf("a message says that it is copy %d", m.Copy)
		}
	}
}

// knock knocks for several parcels.
func (t *trial) knock() {
	c := t.open(Working)
	if t.h.NoKnock != "" {
		p := t.knocking(c.Address)
		t.ends(t.deliver(c, p), delivery.OutcomeNever, channel.StageAddress)
		t.none(c, "a knock where none is possible")
		return
	}
	var names []string
	for range 3 {
		p := t.knocking(c.Address)
		names = append(names, p.Name, p.Name[:26])
		t.ends(t.deliver(c, p), delivery.OutcomeHanded, channel.StageAnswer)
	}
	seen := c.Seen()
	if len(seen) != 3 {
		t.Fatalf("three knocks are %d messages", len(seen))
	}
	for _, m := range seen[1:] {
		if string(m.Bytes) != string(seen[0].Bytes) || m.Copy > 1 {
			t.Errorf("knocks differ:\n%s\n%s", seen[0].Bytes, m.Bytes)
		}
	}
	// A knock that was given bytes by mistake does not take them along.
	p := t.knocking(c.Address)
	p.Bytes = []byte("bytes-that-a-knock-was-given")
	t.deliver(c, p)
	words := append(slices.Concat(canaries, c.Private, names), p.Name, string(p.Bytes), "tocsin", "warning", "urgent")
	for _, m := range c.Seen() {
		t.silent("a knock", string(m.Bytes), words)
		t.silent("a knock's reference", m.Reference, words)
	}
	if c.Wire != nil {
		t.silent("the wire", string(c.Wire()), slices.Concat(canaries, c.Private, names, []string{string(p.Bytes)}))
	}
}

// addresses delivers to what is no address.
func (t *trial) addresses() {
	for _, address := range t.h.BadAddresses {
		c := t.open(Working)
		o := t.deliver(c, t.parcel(address))
		t.ends(o, delivery.OutcomeNever, channel.StageAddress)
		t.none(c, "an address that is none")
	}
	for _, tail := range []string{"\r\nX-Added: line", "\nadded line", "\x00", "\u202e"} {
		c := t.open(Working)
		if o := t.deliver(c, t.parcel(c.Address+tail)); o.Kind == delivery.OutcomeHanded {
			t.Errorf("an address that ends in %q was reached", tail)
		}
		t.none(c, "an address with more behind it")
	}
}

// names delivers parcels whose names lead elsewhere.
func (t *trial) names() {
	if t.h.NoContent != "" {
		return // a knock names nothing
	}
	c := t.open(Working)
	for _, name := range []string{"", ".", "..", "../up.age", "a/b.age", "a\r\nX-Added: line", "a\x00b", "\u202eega", "a b<c>"} {
		p := t.parcel(c.Address)
		p.Name = name
		t.ends(t.deliver(c, p), delivery.OutcomeNever, channel.StageAddress)
		t.none(c, "the name "+name)
	}
}

// ended delivers when the time is over.
func (t *trial) ended() {
	c := t.open(Working)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := t.parcel(c.Address)
	o := c.Channel.Deliver(ctx, p)
	t.sound(c, p, o)
	t.ends(o, delivery.OutcomeAgain)
	t.none(c, "an attempt that was over before it began")
	if err := c.Channel.Health(ctx); err != nil {
		t.silent("the health", err.Error(), t.private(c, p))
	}
}

// wire looks for the holder on the wire of two deliveries.
func (t *trial) wire() {
	c := t.open(Working)
	if c.Wire == nil {
		return // NoWire says why
	}
	p := t.parcel(c.Address)
	for p.Copy = 1; p.Copy <= 2; p.Copy++ {
		t.ends(t.deliver(c, p), delivery.OutcomeHanded)
	}
	wire := c.Wire()
	if len(wire) == 0 || !p.Knock && len(wire) < len(p.Bytes) {
		t.Fatalf("%d bytes were captured of a parcel of %d", len(wire), len(p.Bytes))
	}
	t.silent("the wire", string(wire), slices.Concat(canaries, c.Private, machine()))
}

// health asks for the health of a carrier that works and of one that is gone.
func (t *trial) health() {
	c := t.open(Working)
	p := t.parcel(c.Address)
	for range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		if err := c.Channel.Health(ctx); err != nil {
			t.Errorf("the carrier works, and its health is: %v", err)
		}
		cancel()
	}
	t.none(c, "health was asked for")
	if c.Wire != nil {
		t.silent("the wire of health", string(c.Wire()), t.private(c, p))
	}
	for _, trouble := range []Trouble{Gone, HangConnect, HangTLS} {
		if t.h.Not[trouble] == "" {
			t.sickness(trouble)
		}
	}
}

// sickness asks for the health of a carrier in a trouble.
func (t *trial) sickness(trouble Trouble) {
	t.Helper()
	c := t.open(trouble)
	ctx, cancel := context.WithTimeout(t.Context(), moment)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- c.Channel.Health(ctx) }()
	select {
	case err := <-ended:
		switch {
		case err == nil && t.h.BlindHealth == "":
			t.Errorf("nothing is wrong with a carrier that %s", trouble)
		case refusal(err):
			t.Errorf("health is no decision of the domain: %v", err)
		case err != nil:
			t.silent("the health", err.Error(), t.private(c, t.knocking(c.Address)))
		}
	case <-time.After(moment + t.grace):
		t.Errorf("the health of a carrier that %s is not back %s after its deadline", trouble, t.grace)
	}
	t.none(c, "health was asked for")
}
