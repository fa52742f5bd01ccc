package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/directory"
	"example.org/tocsin/place"
	"example.org/tocsin/place/gazetteer"
)

// What the directory is measured with.
const (
	benchPolygons = 100_000
	benchPrefixes = 1_000_000
	benchTargets  = 5_000
)

// measureDirectory measures who protects what: how long a large list takes to be
// indexed, and how many recipients are matched a second.
func measureDirectory(t *table) error {
	random := rand.New(rand.NewPCG(3, 5)) //nolint:gosec // the same list in every run
	t.head("The directory, %d polygons and %d prefixes", benchPolygons, benchPrefixes)
	list := make(directory.List, 0, benchPolygons+benchPrefixes/200)
	for i := range benchPolygons {
		s, err := directory.ParseScope(polygonAround(random))
		if err != nil {
			return err
		}
		list = append(list, benchRecipient(i, s))
	}
	for i := range benchPrefixes / 200 {
		var all []directory.Scope
		for range 200 {
			bits := 16 + random.IntN(9)
			n := random.Uint32() &^ (1<<(32-bits) - 1)
			all = append(all, directory.Scope{
				Kind: directory.ScopePrefix, Role: directory.RoleProtects,
				Value: fmt.Sprintf("%d.%d.%d.%d/%d", n>>24, n>>16&255, n>>8&255, n&255, bits),
			})
		}
		list = append(list, benchRecipient(benchPolygons+i, all...))
	}
	began := time.Now()
	index, err := directory.NewIndex(list)
	if err != nil {
		return err
	}
	t.row("index of all", "%s", time.Since(began).Round(time.Millisecond))
	began = time.Now()
	if err := list.CheckChanges(nil, list[:1000]); err != nil {
		return err
	}
	t.row("check of 1,000 changed entries", "%s", time.Since(began).Round(time.Millisecond))
	measureLocating(t, random)
	at := time.Now().UTC()
	for _, c := range []struct {
		name   string
		target func() directory.Target
	}{
		{"targets that are points", func() directory.Target {
			p := place.Point{Lat: random.Int64N(120e6) - 60e6, Lon: random.Int64N(360e6) - 180e6}
			return directory.Target{Places: []directory.TargetPlace{{Place: place.Place{Point: &p}}}}
		}},
		{"targets that are addresses", func() directory.Target {
			n := random.Uint32()
			value := fmt.Sprintf("%d.%d.%d.%d/32", n>>24, n>>16&255, n>>8&255, n&255)
			return directory.Target{Assets: []directory.TargetAsset{{Kind: directory.ScopePrefix, Value: value}}}
		}},
	} {
		index.Match(c.target(), at) // the gazetteer is read with the first
		matched := 0
		began := time.Now()
		for range benchTargets {
			matched += len(index.Match(c.target(), at).Matches)
		}
		took := time.Since(began)
		t.row(c.name, "%.0f targets/s, %.0f recipients matched/s, %.1f each", benchTargets/took.Seconds(), float64(matched)/took.Seconds(), float64(matched)/benchTargets)
	}
	return nil
}

// measureLocating measures the share of the gazetteer, which says in which
// countries and regions a point may be.
func measureLocating(t *table, random *rand.Rand) {
	locate := func() {
		p := place.Point{Lat: random.Int64N(120e6) - 60e6, Lon: random.Int64N(360e6) - 180e6}
		// A point that is drawn like this is on the earth.
		_, _ = gazetteer.Around(p, 0)
	}
	locate()
	began := time.Now()
	for range benchTargets {
		locate()
	}
	t.row("of that the gazetteer alone", "%.0f points/s", benchTargets/time.Since(began).Seconds())
}

// benchRecipient is an entry with scopes.
func benchRecipient(i int, scopes ...directory.Scope) directory.Recipient {
	letters := make([]byte, 26)
	for j, rest := 25, i; j >= 0; j, rest = j-1, rest/26 {
		letters[j] = byte('a' + rest%26)
	}
	return directory.Recipient{
		ID: tocsin.RecipientID(letters), Name: "Station " + string(letters[20:]), Class: directory.ClassPolice, Keys: []string{"age1a", "age1b"},
		Enrolled: "on paper", Channel: "mailbox", Address: "out/" + string(letters), Scopes: scopes,
	}
}

// polygonAround draws a district of eight corners, up to a degree wide.
func polygonAround(random *rand.Rand) string {
	lat, lon, wide := random.Int64N(120e6)-60e6, random.Int64N(358e6)-179e6, 50_000+random.Int64N(450_000)
	var b strings.Builder
	for _, c := range [][2]int64{{0, 10}, {7, 7}, {10, 0}, {7, -7}, {0, -10}, {-7, -7}, {-10, 0}, {-7, 7}} {
		fmt.Fprintf(&b, "%.6f,%.6f ", float64(lat+c[0]*wide/10)/1e6, float64(lon+c[1]*wide/10)/1e6)
	}
	return "polygon:" + strings.TrimSpace(b.String())
}
