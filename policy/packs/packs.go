// Package packs holds the policies that come with Tocsin, one regime a file.
//
// Promises: every pack is in order, and has its test file beside it.
package packs

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"example.org/tocsin/policy"
)

//go:embed *.yaml
var files embed.FS

// IDs lists the packs by id.
func IDs() []string {
	return []string{"icd-191", "uk-threat-to-life", "cyber-pre-attack", "ngo-spyware-notice"}
}

// ForProfile gives the ids of the packs that are in force when a holder of a
// profile is founded.
func ForProfile(p policy.Profile) []string {
	switch p {
	case policy.ProfileService:
		return []string{"icd-191"}
	case policy.ProfilePolice:
		return []string{"uk-threat-to-life"}
	case policy.ProfileCERT:
		return []string{"cyber-pre-attack"}
	case policy.ProfileNGO:
		return []string{"ngo-spyware-notice"}
	}
	return nil
}

// Source gives the file of a pack.
func Source(id string) ([]byte, bool) {
	if !slices.Contains(IDs(), id) {
		return nil, false
	}
	source, err := files.ReadFile(id + ".yaml")
	return source, err == nil
}

// Tests gives the test file beside a pack.
func Tests(id string) ([]byte, bool) {
	if !slices.Contains(IDs(), id) {
		return nil, false
	}
	source, err := files.ReadFile(id + ".test.yaml")
	return source, err == nil
}

// parsed are the packs, read once.
var parsed = sync.OnceValues(func() (map[string]*policy.Pack, error) {
	all := make(map[string]*policy.Pack)
	for _, id := range IDs() {
		source, _ := Source(id)
		p, err := policy.Parse(source)
		if err != nil {
			return nil, fmt.Errorf("reading the pack %s: %w", id, err)
		}
		all[id] = p
	}
	return all, nil
})

// Get gives a pack by its id.
func Get(id string) (*policy.Pack, error) {
	all, err := parsed()
	if err != nil {
		return nil, err
	}
	p, ok := all[id]
	if !ok {
		return nil, fmt.Errorf("there is no pack %q", id)
	}
	return p, nil
}

// All gives all packs, in the order of IDs.
func All() ([]*policy.Pack, error) {
	var out []*policy.Pack
	for _, id := range IDs() {
		p, err := Get(id)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// ForTwo gives the file of icd-191 with quorums that a holder of two people can
// meet at any urgency: for measurements and tests, not for anybody's use.
func ForTwo() []byte {
	source, _ := Source("icd-191")
	return []byte(strings.NewReplacer(
		"others: 2, highest: head", "others: 1, highest: senior",
		"routine: {others: 2, highest: senior}", "routine: {others: 1, highest: officer}",
		"urgent: {others: 1, highest: senior}", "urgent: {others: 1, highest: officer}",
		"exigent: {others: 0, highest: officer}", "exigent: {others: 1, highest: officer}",
		"force_signatures: 2", "force_signatures: 1", "many_bring: senior", "many_bring: officer",
	).Replace(string(source)))
}
