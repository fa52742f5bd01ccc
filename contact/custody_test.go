package contact_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/act"
	"example.org/tocsin/contact"
	"example.org/tocsin/delivery"
)

// A carrier is an intermediary of the tests.
type carrier struct {
	hop  contact.Hop
	sign note.Signer
}

// carriers are a chain of n, each with six hours to hand it on.
func carriers(tb interface {
	Helper()
	Fatal(...any)
}, n int,
) (all []carrier, hops []contact.Hop) {
	tb.Helper()
	for i := range n {
		name := fmt.Sprintf("mission%d.example", i)
		seed := sha256.Sum256([]byte(name))
		private, public, err := note.GenerateKey(bytes.NewReader(seed[:]), name)
		if err != nil {
			tb.Fatal(err)
		}
		s, err := note.NewSigner(private)
		if err != nil {
			tb.Fatal(err)
		}
		h := contact.Hop{Relay: fmt.Sprintf("relay%d", i), File: act.Hash([]byte(name)), By: start.Add(time.Duration(i+1) * 6 * time.Hour), Verifier: public}
		all, hops = append(all, carrier{h, s}), append(hops, h)
	}
	return all, hops
}

// receipt is what a carrier signs; it came a minute later.
func (c carrier) receipt(status delivery.ReceiptStatus, at time.Time) contact.Returned {
	return c.of(delivery.Receipt{Relay: c.hop.Relay, SHA256: c.hop.File, Status: status, At: at})
}

// of signs any receipt.
func (c carrier) of(r delivery.Receipt) contact.Returned {
	raw, err := r.Sign(c.sign)
	if err != nil {
		panic(err) // the tests sign only what can be read back
	}
	return contact.Returned{Bytes: raw, Came: r.At.Add(time.Minute)}
}

// minute is a time after the sending.
func minute(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }

// check checks a chain at the end of its time.
func check(tb interface {
	Helper()
	Fatal(...any)
}, hops []contact.Hop, returned []contact.Returned, recipient tocsin.Tri, now time.Time,
) contact.Custody {
	tb.Helper()
	c, err := contact.CheckCustody(hops, returned, recipient, start, now)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// is reports whether the findings are these, as hop, with and fault.
func is(c contact.Custody, want ...string) bool {
	var got []string
	for _, f := range c.Findings {
		if f.Says == "" || f.Hop < 0 {
			return false
		}
		got = append(got, fmt.Sprintf("%d %d %s", f.Hop, f.With, f.Fault))
	}
	slices.Sort(got)
	slices.Sort(want)
	return slices.Equal(got, want)
}

const (
	accepted = delivery.ReceiptAccepted
	handed   = delivery.ReceiptHanded
	declined = delivery.ReceiptRefused
)

// TestCustody tells chains that go well and badly, and every lie by its name.
func TestCustody(t *testing.T) {
	t.Parallel()
	all, hops := carriers(t, 3)
	a, b, c := all[0], all[1], all[2]
	good := []contact.Returned{
		a.receipt(accepted, minute(5)), a.receipt(handed, minute(60)), b.receipt(accepted, minute(61)),
		b.receipt(handed, minute(120)), c.receipt(accepted, minute(121)), c.receipt(handed, minute(180)),
	}
	other := a.of(delivery.Receipt{Relay: "relay0", SHA256: b.hop.File, Status: accepted, At: minute(5)})
	forged := b.of(delivery.Receipt{Relay: "relay0", SHA256: a.hop.File, Status: handed, At: minute(60)})
	future := b.receipt(accepted, minute(300))
	future.Came = minute(61)
	again := future
	again.Came = minute(400)
	foreign := a.of(delivery.Receipt{Relay: "another", SHA256: a.hop.File, Status: accepted, At: minute(5)})
	for name, of := range map[string]struct {
		returned  []contact.Returned
		recipient tocsin.Tri
		now       time.Time
		reached   int
		over      bool
		waits     int
		findings  []string
	}{
		"nothing came":                     {nil, tocsin.Unknown, minute(10), 0, false, 0, nil},
		"nothing came in time":             {nil, tocsin.Unknown, minute(6 * 60), 0, false, 0, []string{"0 -1 late"}},
		"nothing came at all":              {nil, tocsin.Unknown, minute(99 * 60), 0, false, 0, []string{"0 -1 late", "1 -1 late", "2 -1 late"}},
		"all went well":                    {good, tocsin.Unknown, minute(99 * 60), 3, true, -1, nil},
		"and he acknowledged":              {good, tocsin.Yes, minute(99 * 60), 3, true, -1, nil},
		"halfway":                          {good[:3], tocsin.Unknown, minute(90), 2, false, 1, nil},
		"between two":                      {good[:2], tocsin.Unknown, minute(90), 1, false, 1, nil},
		"handed to nobody":                 {good[:2], tocsin.Unknown, minute(121), 1, false, 1, []string{"0 1 handed-to-nobody"}},
		"the middle keeps silent":          {[]contact.Returned{good[0], good[1], good[4], good[5]}, tocsin.Unknown, minute(99 * 60), 3, true, -1, nil},
		"all keep silent, he has it":       {nil, tocsin.Yes, minute(99 * 60), 3, true, -1, nil},
		"twice the same":                   {append(slices.Clone(good), good...), tocsin.Unknown, minute(200), 3, true, -1, nil},
		"of another chain, and no receipt": {append(slices.Clone(good), foreign, contact.Returned{Bytes: []byte("hello")}), tocsin.Unknown, minute(200), 3, true, -1, nil},
		"another file":                     {[]contact.Returned{other}, tocsin.Unknown, minute(10), 0, false, 0, []string{"0 -1 another-file"}},
		"not his signature":                {[]contact.Returned{good[0], forged}, tocsin.Unknown, minute(90), 1, false, 0, []string{"0 -1 not-his-signature"}},
		"before it left":                   {[]contact.Returned{a.receipt(accepted, minute(-11))}, tocsin.Unknown, minute(10), 0, false, 0, []string{"0 -1 too-early"}},
		"his clock is slow":                {[]contact.Returned{a.receipt(accepted, minute(-9))}, tocsin.Unknown, minute(10), 1, false, 0, nil},
		"after it came":                    {[]contact.Returned{good[0], good[1], future}, tocsin.Unknown, minute(90), 1, false, 1, []string{"1 -1 in-the-future"}},
		"and comes again later":            {[]contact.Returned{again, good[0], good[1], future}, tocsin.Unknown, minute(90), 1, false, 1, []string{"1 -1 in-the-future"}},
		"accepted twice":                   {[]contact.Returned{good[0], a.receipt(accepted, minute(20))}, tocsin.Unknown, minute(30), 1, false, 0, []string{"0 -1 contradicts-himself"}},
		"handed twice":                     {append(slices.Clone(good), a.receipt(handed, minute(70))), tocsin.Unknown, minute(200), 3, true, -1, []string{"0 -1 contradicts-himself"}},
		"handed before he had it":          {[]contact.Returned{a.receipt(accepted, minute(30)), a.receipt(handed, minute(29)), b.receipt(accepted, minute(31))}, tocsin.Unknown, minute(40), 2, false, 1, []string{"0 -1 contradicts-himself"}},
		"refused after he handed it":       {[]contact.Returned{c.receipt(accepted, minute(30)), c.receipt(handed, minute(31)), c.receipt(declined, minute(32))}, tocsin.Unknown, minute(40), 3, true, -1, []string{"2 -1 contradicts-himself"}},
		"refused first, taken then":        {append(slices.Clone(good), c.receipt(declined, minute(170)), c.receipt(declined, minute(160))), tocsin.Unknown, minute(200), 3, true, -1, nil},
		"the next had it before":           {[]contact.Returned{good[0], good[1], b.receipt(accepted, minute(30))}, tocsin.Unknown, minute(90), 2, false, 1, []string{"0 1 contradicts-another"}},
		"had it before the first did":      {[]contact.Returned{a.receipt(accepted, minute(40)), b.receipt(accepted, minute(29))}, tocsin.Unknown, minute(90), 2, false, 1, []string{"0 1 contradicts-another"}},
		"refused, and the next has it":     {[]contact.Returned{good[0], a.receipt(declined, minute(80)), good[2]}, tocsin.Unknown, minute(90), 2, false, 1, []string{"0 1 contradicts-another"}},
		"he never had it":                  {good, tocsin.No, minute(200), 3, true, -1, []string{"2 3 contradicts-another"}},
		"refused, and acknowledged":        {append(slices.Clone(good[:5]), c.receipt(declined, minute(130))), tocsin.Yes, minute(200), 3, true, -1, []string{"2 3 contradicts-another"}},
		"only the last is late":            {good[:5], tocsin.Unknown, minute(19 * 60), 3, false, 2, []string{"2 -1 late"}},
	} {
		got := check(t, hops, of.returned, of.recipient, of.now)
		if got.Reached != of.reached || got.Over != of.over || got.Waits != of.waits || !is(got, of.findings...) {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := check(t, hops, append(slices.Clone(good[:5]), c.receipt(declined, minute(130))), tocsin.Unknown, minute(200)); !got.Refused || got.Over || got.Waits != 2 {
		t.Errorf("the recipient would not take it: %+v", got)
	}
	if _, err := contact.CheckCustody(nil, nil, tocsin.Unknown, start, start); err == nil {
		t.Error("a chain of nobody was checked")
	}
	if _, err := contact.CheckCustody([]contact.Hop{{Verifier: "no key"}}, nil, tocsin.Unknown, start, start); err == nil {
		t.Error("a chain without keys was checked")
	}
}

// TestHonest holds that honest intermediaries, whose clocks differ as those of
// honest people do, are never called liars, whatever is lost, in whatever order
// what is left comes, and as often as it does.
func TestHonest(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		all, hops := carriers(r, rapid.IntRange(1, 3).Draw(r, "hops"))
		var returned []contact.Returned
		now := 1
		for _, c := range all {
			skew := rapid.IntRange(-4, 4).Draw(r, "skew")
			sign := func(status delivery.ReceiptStatus) {
				now += rapid.IntRange(1, 200).Draw(r, "minutes")
				one := c.receipt(status, minute(now+skew))
				one.Came = minute(now + rapid.IntRange(0, 1000).Draw(r, "way"))
				if !rapid.Bool().Draw(r, "lost") {
					returned = append(returned, one)
				}
			}
			sign(accepted)
			if rapid.Bool().Draw(r, "refused first") {
				sign(declined)
			}
			sign(handed)
		}
		at := minute(now + 2000)
		recipient := rapid.SampledFrom([]tocsin.Tri{tocsin.Yes, tocsin.Unknown}).Draw(r, "recipient")
		if recipient == tocsin.Yes {
			// The last one's refusal may be all that came of him.
			returned = slices.DeleteFunc(returned, func(o contact.Returned) bool { return strings.Contains(string(o.Bytes), string(declined)) })
		}
		got := check(r, hops, returned, recipient, at)
		if lies := got.Lies(); len(lies) > 0 {
			r.Fatalf("honest people lie: %+v", lies)
		}
		mixed := append(rapid.Permutation(returned).Draw(r, "order"), returned[:len(returned)/2]...)
		if again := check(r, hops, mixed, recipient, at); !reflect.DeepEqual(again, got) {
			r.Fatalf("in another order it is\n%+v, not\n%+v", again, got)
		}
	})
}

// TestLiars holds that a lie among honest receipts is found and named with who told
// it, and with nobody else but the one it is held against.
func TestLiars(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		all, hops := carriers(r, 3)
		var returned []contact.Returned
		for i, c := range all {
			returned = append(returned, c.receipt(accepted, minute(60*i+5)), c.receipt(handed, minute(60*i+60)))
		}
		who := rapid.IntRange(0, 2).Draw(r, "who")
		liar := all[who]
		var lie contact.Returned
		var want contact.Fault
		switch rapid.IntRange(0, 3).Draw(r, "lie") {
		case 0:
			lie, want = liar.of(delivery.Receipt{Relay: liar.hop.Relay, SHA256: act.Hash([]byte("x")), Status: handed, At: minute(60*who + 60)}), contact.FaultOther
		case 1:
			lie, want = liar.receipt(accepted, minute(-30)), contact.FaultEarly
		case 2:
			lie, want = liar.receipt(handed, minute(500)), contact.FaultFuture
			lie.Came = minute(400)
		case 3:
			lie, want = liar.receipt(handed, minute(60*who+90)), contact.FaultTwice
		}
		got := check(r, hops, rapid.Permutation(append(returned, lie)).Draw(r, "order"), tocsin.Unknown, minute(600))
		lies := got.Lies()
		if len(lies) != 1 || lies[0].Hop != who || lies[0].Fault != want || !lies[0].Fault.Lie() {
			r.Fatalf("%d told %s, and found is %+v", who, want, lies)
		}
	})
}

// FuzzCheckCustody: whatever comes back, nothing panics, and what nobody signed
// changes nothing but that somebody forged.
func FuzzCheckCustody(f *testing.F) {
	all, hops := carriers(f, 2)
	good := all[0].receipt(accepted, minute(5))
	f.Add(good.Bytes, uint32(60))
	f.Add([]byte("tocsin-receipt/v1\nrelay relay0\n\n— a b\n"), uint32(0))
	f.Add(bytes.Replace(good.Bytes, []byte("accepted"), []byte("handed"), 1), uint32(1<<31))
	f.Fuzz(func(t *testing.T, raw []byte, came uint32) {
		got := check(t, hops, []contact.Returned{good, {Bytes: raw, Came: start.Add(time.Duration(came) * time.Second)}}, tocsin.Unknown, minute(30))
		if bytes.Equal(raw, good.Bytes) {
			return
		}
		if got.Reached != 1 || got.Over || len(got.Lies()) != 0 {
			t.Fatalf("%q makes it %+v", raw, got)
		}
	})
}
