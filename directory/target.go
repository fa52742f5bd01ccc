package directory

import (
	"slices"
	"strings"
	"unicode"

	"example.org/tocsin/place"
	"example.org/tocsin/report"
	"example.org/tocsin/threat"
)

// A Target is what a threat is to, as far as it is known: it is built from facts,
// and says of everything where it stands.
type Target struct {
	Places []TargetPlace `json:"places,omitempty"`
	Names  []TargetName  `json:"names,omitempty"`
	Assets []TargetAsset `json:"assets,omitempty"`
}

// Empty reports whether nothing is known of the target.
func (t Target) Empty() bool { return len(t.Places)+len(t.Names)+len(t.Assets) == 0 }

// A TargetPlace is where.
type TargetPlace struct {
	Place place.Place `json:"place"`
	// Within is how uncertain its point is, in meters.
	Within int64 `json:"within_m,omitempty"`
	// From is the fact that says so; Perhaps is true where officers have not taken
	// it over.
	From    string `json:"from"`
	Perhaps bool   `json:"perhaps,omitempty"`
}

// A TargetName is words that name somebody in danger, or what is to be struck.
type TargetName struct {
	Words   string `json:"words"`
	From    string `json:"from"`
	Perhaps bool   `json:"perhaps,omitempty"`
}

// A TargetAsset is a network, an autonomous system or a domain.
type TargetAsset struct {
	Kind    ScopeKind `json:"kind"`
	Value   string    `json:"value"`
	From    string    `json:"from"`
	Perhaps bool      `json:"perhaps,omitempty"`
}

// The bounds of a target.
const (
	maxPlaces  = 50
	maxNames   = 200
	maxAssets  = 5000
	maxOfWords = 64 << 10 // bytes of words that are searched
)

// TargetOf gives the target of a threat: what officers assessed, and beside it
// what reports say and nobody has taken over. Of the same thing said twice the
// one that was assessed stays. It says whether it had to leave anything out.
func TargetOf(a report.Assessment, said []threat.Said) (t Target, whole bool) {
	whole = true
	add := func(f report.Fact, perhaps bool) { whole = t.add(f, perhaps) && whole }
	for _, f := range a.Told() {
		add(f, false)
	}
	for _, s := range said {
		for _, f := range s.Facts {
			if f.Known() && !slices.ContainsFunc(a.Facts, func(o report.Fact) bool { return o.Field == f.Field && o.Value() == f.Value() }) {
				add(f, true)
			}
		}
	}
	return t, whole
}

// add takes in one fact, where it is about the target; it says whether there was
// room.
func (t *Target) add(f report.Fact, perhaps bool) bool {
	switch f.Field {
	case report.FieldPlace:
		if f.Place != nil && f.Place.Known() {
			return t.addPlace(TargetPlace{Place: *f.Place, From: f.Name(), Perhaps: perhaps})
		}
	case report.FieldVictim, report.FieldTarget:
		whole := true
		for _, words := range append([]string{f.Text}, f.Aliases...) {
			whole = t.addWords(words, f.Name(), perhaps) && whole
		}
		return whole
	case report.FieldAct, report.FieldTime, report.FieldMethod, report.FieldActor, report.FieldSource, report.FieldBasis:
	}
	return true
}

// addPlace takes in a place once.
func (t *Target) addPlace(p TargetPlace) bool {
	same := func(o TargetPlace) bool { return o.Place.Contains(p.Place) && p.Place.Contains(o.Place) }
	if slices.ContainsFunc(t.Places, same) {
		return true
	}
	if len(t.Places) < maxPlaces {
		t.Places = append(t.Places, p)
		return true
	}
	return false
}

// addWords takes in words, and the assets that they name.
func (t *Target) addWords(words, from string, perhaps bool) bool {
	words = strings.TrimSpace(words)
	if words == "" || slices.ContainsFunc(t.Names, func(o TargetName) bool { return o.Words == words }) {
		return true
	}
	if len(t.Names) >= maxNames || len(words) > maxOfWords {
		return false
	}
	t.Names = append(t.Names, TargetName{words, from, perhaps})
	for _, a := range AssetsIn(words) {
		a.From, a.Perhaps = from, perhaps
		if slices.ContainsFunc(t.Assets, func(o TargetAsset) bool { return o.Kind == a.Kind && o.Value == a.Value }) {
			continue
		}
		if len(t.Assets) >= maxAssets {
			return false
		}
		t.Assets = append(t.Assets, a)
	}
	return true
}

// AssetsIn finds networks, addresses, autonomous systems and domains in words,
// however they are made harmless in writing. Networks that many have alike are
// left out.
func AssetsIn(words string) []TargetAsset {
	var all []TargetAsset
	add := func(a TargetAsset, ok bool) {
		if ok && !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	for _, id := range threat.Identifiers(words) {
		kind, value, _ := strings.Cut(id, " ")
		add(identified(kind, value))
	}
	apart := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;<>\"|()", r) }
	for token := range strings.FieldsFuncSeq(strings.NewReplacer("[.]", ".", "[:]", ":").Replace(words), apart) {
		add(written(strings.Trim(token, ".!?'")))
	}
	return all
}

// identified is the asset of an identifier.
func identified(kind, value string) (TargetAsset, bool) {
	switch kind {
	case "address":
		p, err := parsePrefix(value)
		return TargetAsset{Kind: ScopePrefix, Value: p.String()}, err == nil
	case "domain":
		d, err := parseDomain(value)
		return TargetAsset{Kind: ScopeDomain, Value: d}, err == nil
	case "mail":
		_, host, ok := strings.Cut(value, "@")
		return TargetAsset{Kind: ScopeDomain, Value: host}, ok && isDomain(host)
	}
	return TargetAsset{}, false
}

// written is the asset of a word that is a network or an autonomous system.
func written(token string) (TargetAsset, bool) {
	rest, ok := strings.CutPrefix(strings.ToUpper(token), "AS")
	if ok && rest != "" && strings.Trim(rest, "N0123456789") == "" {
		n, err := parseASN(token)
		return TargetAsset{Kind: ScopeASN, Value: n}, err == nil
	}
	if !strings.Contains(token, "/") {
		return TargetAsset{}, false
	}
	p, err := parsePrefix(token)
	return TargetAsset{Kind: ScopePrefix, Value: p.String()}, err == nil && !p.reserved()
}
