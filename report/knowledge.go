package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/tocsin"
)

// A Likelihood is how likely a fact is, in the seven steps of ICD 203. It is
// another thing than how sure we are, and never told in the same sentence.
type Likelihood string

// The likelihoods; the comment gives the chance in percent.
const (
	AlmostNoChance Likelihood = "almost-no-chance" // 1 to 5
	VeryUnlikely   Likelihood = "very-unlikely"    // 5 to 20
	Unlikely       Likelihood = "unlikely"         // 20 to 45
	RoughlyEven    Likelihood = "roughly-even"     // 45 to 55
	Likely         Likelihood = "likely"           // 55 to 80
	VeryLikely     Likelihood = "very-likely"      // 80 to 95
	AlmostCertain  Likelihood = "almost-certain"   // 95 to 99
)

// Likelihoods lists the likelihoods, least likely first.
func Likelihoods() []Likelihood {
	return []Likelihood{AlmostNoChance, VeryUnlikely, Unlikely, RoughlyEven, Likely, VeryLikely, AlmostCertain}
}

// A Confidence is how sure an assessment is (ICD 203); empty where nobody says.
type Confidence string

// The confidences.
const (
	ConfidenceLow      Confidence = "low"
	ConfidenceModerate Confidence = "moderate"
	ConfidenceHigh     Confidence = "high"
)

// Confidences lists the confidences, lowest first.
func Confidences() []Confidence {
	return []Confidence{ConfidenceLow, ConfidenceModerate, ConfidenceHigh}
}

// A Wording is how a fact told in words is told at a coarser rung.
type Wording struct {
	Rung Rung   `json:"rung"`
	Text string `json:"text"`
}

// A Bucket is roughly how many people know something.
type Bucket string

// The buckets. The least number of each is what a search counts.
const (
	BucketFew      Bucket = "few"      // at least 2
	BucketTens     Bucket = "tens"     // at least 10
	BucketHundreds Bucket = "hundreds" // at least 100
	BucketPublic   Bucket = "public"   // everybody
)

// Buckets lists the buckets, smallest first.
func Buckets() []Bucket { return []Bucket{BucketFew, BucketTens, BucketHundreds, BucketPublic} }

// Least is the least number of people in the bucket; 0 for everybody.
func (b Bucket) Least() int {
	switch b {
	case BucketFew:
		return 2
	case BucketTens:
		return 10
	case BucketHundreds:
		return 100
	case BucketPublic:
	}
	return 0
}

// A Knowing says who on the other side knows a fact at one rung, the source
// among them: a named circle, or a bucket that has no name.
type Knowing struct {
	Rung   Rung   `json:"rung"`
	Circle string `json:"circle,omitempty"`
	Bucket Bucket `json:"bucket,omitempty"`
}

// A Circle is a named set of people on the other side, counted with the source.
type Circle struct {
	Name string `json:"name"`
	// Size is how many they are at least, Most how many at most; 0 where nobody
	// knows. How little circles overlap can be said only among people of whom the
	// most is known.
	Size int `json:"size"`
	Most int `json:"most,omitempty"`
	// Within is a larger circle that holds all of this one; empty where nobody
	// knows of one.
	Within string `json:"within,omitempty"`
}

// An Overlap says that at least so many people are in both of two circles, the
// source among them. Where nobody says it, a release that tells what two circles
// know is counted as if they shared as few as their sizes allow.
type Overlap struct {
	A     string `json:"a"`
	B     string `json:"b"`
	Least int    `json:"least"`
}

// Same reports whether two overlaps are of the same two circles.
func (o Overlap) Same(b Overlap) bool { return o.A == b.A && o.B == b.B || o.A == b.B && o.B == b.A }

// A Cover is where a fact is independently public at a rung, and so could be
// known without any source.
type Cover struct {
	Rung Rung `json:"rung"`
	// Where says where: a newspaper with its date, an address.
	Where string `json:"where"`
}

// A Sourcing is what is known of where a report comes from.
type Sourcing struct {
	Report tocsin.ReportID `json:"report"`
	// Source is our name for who said it, never the person's own; empty where
	// nobody knows. Reports of one source count once.
	Source string `json:"source,omitempty"`
	// Originator is who produced the report and controls its release: a partner;
	// empty for us.
	Originator string `json:"originator,omitempty"`
	// Reliability grades that source; empty where it is not graded apart.
	Reliability Reliability `json:"reliability,omitempty"`
}

// The bounds of what one assessment may hold.
const (
	MaxFacts    = 200
	MaxCircles  = 100
	MaxOverlaps = 10
	maxWord     = 4 << 10
	maxAliases  = 50
	maxSettings = 12
)

// MaxCircle bounds the people of a circle: more than live on the earth.
const MaxCircle = 10_000_000_000

// checkCircles holds that circles have names, sizes and a way up that ends.
func checkCircles(circles []Circle) error {
	if len(circles) > MaxCircles {
		return fmt.Errorf("%d circles; at most %d are taken", len(circles), MaxCircles)
	}
	byName := map[string]Circle{}
	for i, c := range circles {
		_, twice := byName[c.Name]
		switch {
		case !plainWord(c.Name):
			return fmt.Errorf("circle %d has no name that fits on a line", i+1)
		case twice:
			return fmt.Errorf("circle %d is named twice", i+1)
		case c.Size < 1 || c.Size > MaxCircle:
			return fmt.Errorf("circle %d has %d people; the source is one of them", i+1, c.Size)
		case c.Most != 0 && (c.Most < c.Size || c.Most > MaxCircle):
			return fmt.Errorf("circle %d has %d people at least and %d at most", i+1, c.Size, c.Most)
		}
		byName[c.Name] = c
	}
	for i, c := range circles {
		for up, steps := c, 0; up.Within != ""; steps++ {
			over, ok := byName[up.Within]
			switch {
			case !ok:
				return fmt.Errorf("circle %d lies within one that is not listed", i+1)
			case over.Size < up.Size:
				return fmt.Errorf("circle %d, or one around it, has more people than the one within which it lies", i+1)
			case steps > len(circles):
				return fmt.Errorf("circle %d lies within itself", i+1)
			}
			up = over
		}
	}
	return nil
}

// checkOverlaps holds that overlaps are of two circles that are listed, said once
// each, and no larger than the smaller of the two.
func checkOverlaps(overlaps []Overlap, circles []Circle) error {
	if len(overlaps) > MaxOverlaps {
		return fmt.Errorf("%d overlaps; at most %d are taken", len(overlaps), MaxOverlaps)
	}
	at := func(name string) int {
		return slices.IndexFunc(circles, func(c Circle) bool { return c.Name == name })
	}
	for i, o := range overlaps {
		a, b := at(o.A), at(o.B)
		switch {
		case a < 0 || b < 0 || a == b:
			return fmt.Errorf("overlap %d is not between two circles that are listed", i+1)
		case o.Least < 1 || o.Least > min(circles[a].Size, circles[b].Size):
			return fmt.Errorf("overlap %d has %d people; the source is one of them, and all are in both circles", i+1, o.Least)
		case slices.ContainsFunc(overlaps[:i], o.Same):
			return fmt.Errorf("overlap %d is said twice", i+1)
		}
	}
	return nil
}

// checkKnowledge holds the form of what a fact says of its own precision: who
// knows it, where it is public, how it is worded more coarsely.
func (f Fact) checkKnowledge(circles []Circle) error {
	known := f.Field.Step(f.Rung())
	if len(f.Knowing) > maxSettings || len(f.Public) > maxSettings || len(f.Wordings) > maxSettings || len(f.Aliases) > maxAliases {
		return fmt.Errorf("%s has more wordings, names or circles than are taken", f.Name())
	}
	var seen []Rung
	for _, k := range f.Knowing {
		named := slices.ContainsFunc(circles, func(c Circle) bool { return c.Name == k.Circle })
		switch {
		case f.Field.Step(k.Rung) == 0 || f.Field.Step(k.Rung) > known:
			return fmt.Errorf("%s says who knows it at a rung that it does not reach", f.Name())
		case slices.Contains(seen, k.Rung):
			return fmt.Errorf("%s says twice who knows it to the %s", f.Name(), k.Rung)
		case (k.Circle == "") == (k.Bucket == ""):
			return fmt.Errorf("who knows %s to the %s is one circle or one bucket", f.Name(), k.Rung)
		case k.Circle != "" && !named:
			return fmt.Errorf("a circle that knows %s is not listed", f.Name())
		case k.Bucket != "" && !slices.Contains(Buckets(), k.Bucket):
			return fmt.Errorf("a bucket that knows %s is none of few, tens, hundreds, public", f.Name())
		}
		seen = append(seen, k.Rung)
	}
	if err := f.checkLadder(circles); err != nil {
		return err
	}
	for _, c := range f.Public {
		if f.Field.Step(c.Rung) == 0 || f.Field.Step(c.Rung) > known || !plainWord(c.Where) {
			return fmt.Errorf("%s is public at a rung that it reaches, and somewhere: say where", f.Name())
		}
	}
	for i, w := range f.Wordings {
		switch {
		case f.Place != nil || f.Window != nil:
			return fmt.Errorf("%s is told by its rungs, not in words", f.Name())
		case f.Field.Step(w.Rung) == 0 || w.Rung == RungFull || !plainWord(w.Text):
			return fmt.Errorf("a wording of %s is a line of words at the rung kind, outline or detail", f.Name())
		case slices.ContainsFunc(f.Wordings[:i], func(o Wording) bool { return o.Rung == w.Rung }):
			return fmt.Errorf("%s is worded twice at the rung %s", f.Name(), w.Rung)
		}
	}
	return nil
}

// checkLadder holds that who knows a fact finely also knows it coarsely, so that
// no coarser rung has fewer people.
func (f Fact) checkLadder(circles []Circle) error {
	size := func(k Knowing) int {
		if k.Bucket == BucketPublic {
			return MaxCircle
		}
		if k.Bucket != "" {
			return k.Bucket.Least()
		}
		i := slices.IndexFunc(circles, func(c Circle) bool { return c.Name == k.Circle })
		return circles[i].Size
	}
	for _, coarse := range f.Knowing {
		for _, fine := range f.Knowing {
			if f.Field.Step(coarse.Rung) < f.Field.Step(fine.Rung) && size(coarse) < size(fine) {
				return fmt.Errorf("fewer people know %s to the %s than to the %s: who knows the finer knows the coarser", f.Name(), coarse.Rung, fine.Rung)
			}
		}
	}
	return nil
}

// unseen reports whether a character breaks a line, turns the direction of
// reading or is not there at all.
func unseen(r rune) bool {
	return r == utf8.RuneError || unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
}

// plainWord reports whether a text is one line that says something, not too long.
func plainWord(s string) bool {
	return s != "" && len(s) <= maxWord && s == strings.Join(strings.Fields(s), " ") && !strings.ContainsFunc(s, unseen)
}
