package packs_test

import (
	"testing"

	"example.org/tocsin/policy"
	"example.org/tocsin/policy/packs"
)

// TestPacks holds that every pack is in order and has its test file beside it.
// That it is clean, and that its tests reach all of it, is held by trial, which
// stands below on the map.
func TestPacks(t *testing.T) {
	t.Parallel()
	for _, id := range packs.IDs() {
		source, ok := packs.Source(id)
		tests, also := packs.Tests(id)
		if !ok || !also {
			t.Errorf("%s has no file, or no tests", id)
			continue
		}
		p, err := policy.Parse(source)
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		if p.Ref.ID != id {
			t.Errorf("the id of %s is %q", id, p.Ref.ID)
		}
		if _, err := policy.ParseTests(tests, p); err != nil {
			t.Errorf("the tests of %s: %v", id, err)
		}
	}
}

// TestProfiles gives every profile a pack that comes along.
func TestProfiles(t *testing.T) {
	t.Parallel()
	for _, profile := range policy.Profiles() {
		ids := packs.ForProfile(profile)
		if len(ids) == 0 {
			t.Errorf("%s has no pack", profile)
		}
		for _, id := range ids {
			if _, err := packs.Get(id); err != nil {
				t.Errorf("%s: %v", profile, err)
			}
		}
	}
	if packs.ForProfile("nobody") != nil {
		t.Error("a profile that is none has packs")
	}
	if _, err := packs.Get("nowhere"); err == nil {
		t.Error("a pack that is not there is given")
	}
	if all, err := packs.All(); err != nil || len(all) != len(packs.IDs()) {
		t.Errorf("%d packs are there, with %v", len(all), err)
	}
	for _, give := range []func(string) ([]byte, bool){packs.Source, packs.Tests} {
		if _, ok := give("../packs"); ok {
			t.Error("a file that is no pack is given")
		}
	}
}
