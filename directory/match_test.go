package directory_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/directory"
	"example.org/tocsin/place"
	"example.org/tocsin/report"
	"example.org/tocsin/threat"
)

// with is an entry of a name, with scopes.
func with(tb testing.TB, name string, class directory.Class, scopes ...string) directory.Recipient {
	tb.Helper()
	r := police()
	r.ID, r.Name, r.Class = id(strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' {
			return c
		}
		return -1
	}, strings.ToLower(name))), name, class
	for _, text := range scopes {
		s, err := directory.ParseScope(text)
		if err != nil {
			tb.Fatalf("%s: %v", text, err)
		}
		r.Scopes = append(r.Scopes, s)
	}
	return r
}

// index makes an index.
func index(tb testing.TB, all ...directory.Recipient) *directory.Index {
	tb.Helper()
	x, err := directory.NewIndex(all)
	if err != nil {
		tb.Fatal(err)
	}
	return x
}

// at is a target at a place.
func at(p place.Place) directory.Target {
	return directory.Target{Places: []directory.TargetPlace{{Place: p, From: "where"}}}
}

// point is a target at a point.
func point(lat, lon float64) directory.Target {
	return at(place.Place{Point: &place.Point{Lat: int64(lat * 1e6), Lon: int64(lon * 1e6)}})
}

// told writes an answer in short: names with a mark where it is not sure, and what
// is missing.
func told(a directory.Answer) (names []string, missing string) {
	for _, m := range a.Matches {
		n := m.Name
		if m.Perhaps {
			n += "?"
		}
		names = append(names, n)
	}
	for _, g := range a.Missing {
		missing += g.Kind + " " + g.What + ": " + g.Why + "\n"
	}
	slices.Sort(names)
	return names, missing
}

// TestMatchPlaces finds all who protect a place, on every side of a border and for
// every claimant, and who is missing.
func TestMatchPlaces(t *testing.T) {
	t.Parallel()
	of := func(code string, r directory.Recipient) directory.Recipient { r.Country = code; return r }
	x := index(t,
		with(t, "Iran", "government", "country:IR"), with(t, "Kerman", "police", "region:IR/Kerman"), with(t, "Fars", "police", "region:IR/Fars"),
		with(t, "Switzerland", "government", "country:CH"), with(t, "Ukraine", "government", "country:UA"), with(t, "France", "government", "country:FR"),
		of("IR", with(t, "Square", "police", "polygon:30.2,57.0 30.2,57.2 30.4,57.2 30.4,57.0")), with(t, "Hall", "organization", "exposed circle:30.28,57.08,2km"),
		with(t, "Norway", "government", "country:NO"),
	)
	for _, c := range []struct {
		name    string
		target  directory.Target
		names   string
		missing []string
	}{
		{"a point in Kerman", point(30.28, 57.08), "Hall, Iran, Kerman, Square", nil},
		{"Kerman by name", at(place.Place{Country: "Iran", City: "Kerman"}), "Hall?, Iran, Kerman, Square?", nil},
		{"the region", at(place.Place{Country: "Iran", Region: "Kerman Province"}), "Iran, Kerman", nil},
		{"the country alone", at(place.Place{Country: "Iran"}), "Fars?, Iran, Kerman?", nil},
		{"where France and Switzerland meet", point(46.2, 6.15), "France, Switzerland", nil},
		{"the Crimea", point(44.95, 34.1), "Ukraine", []string{"for Russia (the land is disputed"}},
		{"a city of the Crimea by name", at(place.Place{City: "Simferopol"}), "Ukraine", []string{"for Russia"}},
		{"French Guiana", point(4.0, -53.0), "France", nil},
		{"a country without anybody", point(-1.29, 36.82), "", []string{"place -1.290000, 36.820000: nobody in the directory protects it"}},
		{"the high seas", point(-40, -20), "", []string{"place -40.000000, -20.000000: nobody in the directory protects it"}},
		{"nowhere", at(place.Place{Country: "Atlantis"}), "", []string{"none that the gazetteer knows"}},
		{"nothing", directory.Target{}, "", []string{"neither where nor who nor what is known"}},
	} {
		names, missing := told(x.Match(c.target, noon))
		if got := strings.Join(names, ", "); got != c.names {
			t.Errorf("%s: %s, not %s", c.name, got, c.names)
		}
		if (missing == "") != (len(c.missing) == 0) || slices.ContainsFunc(c.missing, func(want string) bool { return !strings.Contains(missing, want) }) {
			t.Errorf("%s: missing is %q, not %q", c.name, missing, c.missing)
		}
	}
	// A point known to some kilometers meets what it may lie in.
	near := point(30.41, 57.1)
	near.Places[0].Within = 3000
	if names, _ := told(x.Match(near, noon)); !slices.Contains(names, "Square?") {
		t.Errorf("near the square: %v", names)
	}
	near.Places[0].Within = 300
	if names, _ := told(x.Match(near, noon)); slices.Contains(names, "Square?") {
		t.Errorf("far from the square: %v", names)
	}
}

// TestMatchRest finds who protects assets and who is named.
func TestMatchRest(t *testing.T) {
	t.Parallel()
	person := with(t, "Tereza Vondrasek", directory.ClassPerson)
	x := index(t,
		with(t, "Provider", "company", "prefix:192.0.0.0/16", "asn:64500"), with(t, "Hospital", "organization", "exposed prefix:192.0.2.0/25", "domain:hospital.example"),
		with(t, "Team", directory.ClassCERT, "domain:example.org", "prefix:2001:db8::/32"), with(t, "Port police", "police", "organization:Harbor of Kerman"),
		with(t, "Union", "organization", "exposed group:Dock Workers Union"), person, with(t, "Mission", directory.ClassIntermediary),
	)
	for words, want := range map[string]string{
		"attacks on 192.0.2[.]7 from tomorrow": "Hospital, Provider | ", "hosts in 192.0.2.0/24": "Hospital?, Provider | ", "AS64500 is next": "Provider | ",
		"mail.hospital.example": "Hospital | ", "all of example": " | name", "hospital.example and 203.0.113.9": "Hospital | prefix",
		"2001:db8:1::1": "Team | ", "www[.]sub.example.org": "Team | ", "the port called harbor of Kerman": "Port police | ", "the dock workers union": "Union | name",
		"Тереза Вондрашек": "Tereza Vondrasek | name", "a woman called Vondrasek": "Tereza Vondrasek? | name", "10.1.2.3": " | name", "the Mission": " | name",
		"198.51.100.0/24": " | prefix", "AS1 and AS64500": "Provider | asn",
	} {
		var target directory.Target
		if !directory.AddWords(&target, words, "victim") {
			t.Fatal("there is no room")
		}
		names, missing := told(x.Match(target, noon))
		first, _, _ := strings.Cut(missing, " ")
		if strings.Contains(missing, "\nname") || strings.HasPrefix(want, " | name") {
			first = strings.Fields(missing + " .")[0]
		}
		if got := strings.Join(names, ", ") + " | " + first; got != want && strings.TrimSuffix(want, "name") != strings.TrimSuffix(got, "name") {
			t.Errorf("%s: %s, not %s", words, got, want)
		}
	}
}

// TestMatchTold builds the target from facts, and says what nobody took over.
func TestMatchTold(t *testing.T) {
	t.Parallel()
	kerman := place.Place{Country: "Iran", City: "Kerman"}
	a := report.Assessment{Facts: []report.Fact{
		{Field: report.FieldPlace, Place: &kerman},
		{Field: report.FieldVictim, Text: "staff of Example Bank", Aliases: []string{"bank.example.org"}},
		{Field: report.FieldActor, Text: "192.0.2.1"},
	}}
	shiraz := place.Place{Country: "Iran", City: "Shiraz"}
	said := []threat.Said{{Facts: []report.Fact{{Field: report.FieldPlace, Place: &kerman}, {Field: report.FieldPlace, Place: &shiraz}, {Field: report.FieldTarget, Text: "the bank at 192.0.2.9"}}}}
	target, whole := directory.TargetOf(a, said)
	if !whole || len(target.Places) != 2 || target.Places[0].Perhaps || !target.Places[1].Perhaps || len(target.Names) != 3 || len(target.Assets) != 2 {
		t.Fatalf("it is %+v", target)
	}
	if target.Assets[0].Value != "bank.example.org" || target.Assets[1].Value != "192.0.2.9/32" || !target.Assets[1].Perhaps {
		t.Errorf("the assets are %+v: what is said of the actor is no target", target.Assets)
	}
	x := index(t, with(t, "Fars", "police", "region:IR/Fars"), with(t, "Bank", "company", "domain:example.org"))
	names, missing := told(x.Match(target, noon))
	if got := strings.Join(names, ", "); got != "Bank, Fars?" || !strings.Contains(missing, "place Kerman, Iran: nobody") || !strings.Contains(missing, "place Shiraz, Iran: who protects it is not sure") || !strings.Contains(missing, "prefix 192.0.2.9/32") {
		t.Errorf("%s, %s", got, missing)
	}
	many := report.Assessment{}
	for i := range 300 {
		many.Facts = append(many.Facts, report.Fact{Field: report.FieldVictim, Key: fmt.Sprint(i), Text: fmt.Sprintf("victim %d", i)})
	}
	if _, whole := directory.TargetOf(many, nil); whole {
		t.Error("more was said than is looked at, and it says nothing")
	}
}

// TestReach tells who cannot be reached, and why; such a protector leaves its place
// among what is missing.
func TestReach(t *testing.T) {
	t.Parallel()
	expire := func(r *directory.Recipient, keys int) {
		for _, key := range r.Keys[:keys] {
			r.KeyUntil = append(r.KeyUntil, directory.KeyUntil{Key: key, Until: noon.Add(time.Hour)})
		}
	}
	for _, c := range []struct {
		name   string
		change func(l directory.List)
		of     int
		want   string // of the problems, or else of the warnings
		ok     bool
	}{
		{"as it is", func(directory.List) {}, 0, "", true},
		{"through the mission", func(directory.List) {}, 2, "", true},
		{"one key", func(l directory.List) { l[0].Keys = l[0].Keys[:1] }, 0, "only one identity is enrolled", true},
		{"one key twice", func(l directory.List) { l[0].Keys = []string{"age1a", "age1a"} }, 0, "only one identity is enrolled", true},
		{"one expired", func(l directory.List) { expire(&l[0], 1) }, 0, "1 of 2 keys expired; only one identity is enrolled", true},
		{"all expired", func(l directory.List) { expire(&l[0], 2) }, 0, "keys expired", false},
		{"the mission's keys expired", func(l directory.List) { expire(&l[1], 2) }, 2, "no way is left; the keys of Mission of Switzerland, who carries to it, expired", false},
		{"the mission is gone", func(l directory.List) { l[1].ID = id("gone") }, 2, "no way is left; an intermediary is listed no more", false},
		{"the mission is none", func(l directory.List) { l[1].Class = directory.ClassPolice }, 2, "no way is left; Mission of Switzerland is no intermediary", false},
		{"the mission is not allowed", func(l directory.List) { l[2].Allows = []tocsin.RecipientID{id("other")} }, 2, "no way is left; Mission of Switzerland is not allowed as its intermediary", false},
		{"the channel is forbidden", func(l directory.List) { l[0].Forbids = []string{"mailbox"} }, 0, "no way is left; mailbox is forbidden", false},
		{"the mission's channel is forbidden", func(l directory.List) { l[2].Forbids = []string{"mailbox"} }, 2, "no way is left; no way to Mission of Switzerland is left that is allowed", false},
		{"no way", func(l directory.List) { l[0].Channel, l[0].Address = "", "" }, 0, "no way is left", false},
		{"half a way", func(l directory.List) { l[0].Address = "" }, 0, "no way is left; a way has no channel or no address", false},
		{"hostile", func(l directory.List) { l[0].Standing = []directory.Standing{{Kind: directory.StandingHostile}} }, 0, "relations: hostile", true},
		{"at night", func(l directory.List) {
			l[0].Hours = []directory.Hours{{First: 0, Last: 6, From: 0, Until: 60, Offset: 0}}
		}, 0, "outside its safe hours until 2026-11-24T00:00:00Z", true},
		{"a key that ends soon", func(l directory.List) {
			l[0].KeyUntil = []directory.KeyUntil{{"age1policea", noon.AddDate(0, 0, 20)}, {"age1policeb", noon.AddDate(0, 0, 10)}}
		}, 0, "its last key expires on 2026-12-13", true},
	} {
		l := list()
		c.change(l)
		when := noon.Add(2 * time.Hour)
		got := l.Reach(l[c.of], when)
		said := got.Warnings
		if !c.ok {
			said = got.Problems
		}
		if strings.Join(said, "; ") != c.want || got.Reachable != c.ok {
			t.Errorf("%s: %+v, and not %s", c.name, got, c.want)
		}
		l[c.of].Scopes = []directory.Scope{{Kind: directory.ScopeCountry, Value: "IR", Role: directory.RoleProtects}}
		answer := index(t, l...).Match(at(place.Place{Country: "Iran"}), when)
		if len(answer.Matches) != 1 || answer.Matches[0].Reachable != c.ok || (len(answer.Missing) == 0) != c.ok {
			t.Errorf("%s: %+v, %+v", c.name, answer.Matches, answer.Missing)
		}
	}
	l := list()
	l[0].Others, l[0].Prefers = []directory.Route{{Channel: "email", Address: "x"}, {Channel: "sms", Address: "y", Knock: true}}, []string{"email"}
	if ways := l.Reach(l[0], noon).Ways; len(ways) != 2 || ways[0].Channel != "email" {
		t.Errorf("the ways are %+v", ways)
	}
}

// TestIndexAgrees holds tree and table to a look at every scope by itself.
func TestIndexAgrees(t *testing.T) {
	t.Parallel()
	coordinate := rapid.Custom(func(t *rapid.T) place.Point {
		return place.Point{Lat: rapid.Int64Range(-90, 90).Draw(t, "lat") * 1e6, Lon: rapid.Int64Range(-180, 180).Draw(t, "lon") * 1e6}
	})
	rapid.Check(t, func(rt *rapid.T) {
		var all directory.List
		for i := range rapid.IntRange(1, 60).Draw(rt, "shapes") {
			p := coordinate.Draw(rt, "at")
			text := fmt.Sprintf("circle:%d,%d,%dkm", p.Lat/1e6, p.Lon/1e6, rapid.IntRange(1, 2000).Draw(rt, "radius"))
			if rapid.Bool().Draw(rt, "polygon") {
				corner := func(dlat, dlon int64) string {
					return fmt.Sprintf(" %d,%d", min(90, max(-90, p.Lat/1e6+dlat)), (p.Lon/1e6+dlon+540)%360-180)
				}
				h, w := rapid.Int64Range(1, 40).Draw(rt, "high"), rapid.Int64Range(1, 170).Draw(rt, "wide")
				text = "polygon:" + corner(0, 0) + corner(0, w) + corner(h, w/2)
			}
			if rapid.IntRange(0, 2).Draw(rt, "net") == 0 {
				bits := rapid.IntRange(1, 8).Draw(rt, "bits")
				text = fmt.Sprintf("prefix:%d.0.0.0/%d", rapid.IntRange(1, 222).Draw(rt, "first")>>(8-bits)<<(8-bits), bits)
			}
			s, err := directory.ParseScope(text)
			if err != nil {
				continue // flat, or around a pole
			}
			r := police()
			r.ID, r.Scopes = id(strings.Repeat("b", 5)+string(rune('a'+i%26))+string(rune('a'+i/26))), []directory.Scope{s}
			all = append(all, r)
		}
		x, err := directory.NewIndex(all)
		if err != nil {
			rt.Fatal(err)
		}
		p := coordinate.Draw(rt, "point")
		within := rapid.SampledFrom([]int64{0, 0, 1000, 400_000}).Draw(rt, "within")
		inner := fmt.Sprintf("%d.%d.0.0/%d", rapid.IntRange(1, 222).Draw(rt, "net"), 0, rapid.IntRange(8, 16).Draw(rt, "bits"))
		target := directory.Target{Assets: []directory.TargetAsset{{Kind: directory.ScopePrefix, Value: inner}}}
		target.Places = []directory.TargetPlace{{Place: place.Place{Point: &p}, Within: within}}
		found := map[tocsin.RecipientID]bool{}
		for _, m := range x.Match(target, noon).Matches {
			found[m.ID] = true
		}
		for _, r := range all {
			s := r.Scopes[0]
			want := s.Kind == directory.ScopePrefix && (directory.Holds(s.Value, inner) || directory.Holds(inner, s.Value)) ||
				s.Kind != directory.ScopePrefix && directory.Held(s, p, within)
			if found[r.ID] != want {
				rt.Fatalf("%s and %s within %d m, or %s: found %t, by itself %t", s, p, within, inner, found[r.ID], want)
			}
		}
	})
}

// TestNothingIsSilent holds that each part of a target is protected by somebody
// sure who can be reached, or is missing.
func TestNothingIsSilent(t *testing.T) {
	t.Parallel()
	scopes := []string{"country:IR", "country:FR", "country:CH", "region:IR/Kerman", "prefix:192.0.2.0/24", "domain:example.org", "asn:64500", "exposed country:IR"}
	parts := map[string]directory.Target{
		"country:IR": at(place.Place{Country: "Iran"}), "country:FR": at(place.Place{Country: "France"}), "country:CH": at(place.Place{Country: "Switzerland"}),
		"prefix:192.0.2.0/24": {Assets: []directory.TargetAsset{{Kind: "prefix", Value: "192.0.2.9/32"}}},
		"domain:example.org":  {Assets: []directory.TargetAsset{{Kind: "domain", Value: "www.example.org"}}},
		"asn:64500":           {Assets: []directory.TargetAsset{{Kind: "asn", Value: "64500"}}},
	}
	rapid.Check(t, func(rt *rapid.T) {
		var all directory.List
		covered := map[string]bool{}
		for i, s := range scopes {
			if !rapid.Bool().Draw(rt, s) {
				continue
			}
			r := with(t, "R"+string(rune('a'+i)), "police", s)
			if expired := rapid.Bool().Draw(rt, "expired"); expired {
				r.KeyUntil = []directory.KeyUntil{{r.Keys[0], noon}, {r.Keys[1], noon}}
			} else {
				covered[s] = true
			}
			all = append(all, r)
		}
		x, err := directory.NewIndex(all)
		if err != nil {
			rt.Fatal(err)
		}
		var target directory.Target
		missing := 0
		for s, part := range parts {
			target.Places, target.Assets = append(target.Places, part.Places...), append(target.Assets, part.Assets...)
			if !covered[s] {
				missing++
			}
		}
		if a := x.Match(target, noon); len(a.Missing) != missing {
			rt.Fatalf("%d are not covered, and missing are %+v", missing, a.Missing)
		}
	})
}
