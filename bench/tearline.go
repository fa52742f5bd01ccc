package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"example.org/tocsin/leak"
	"example.org/tocsin/place"
	"example.org/tocsin/place/gazetteer"
	"example.org/tocsin/release"
	"example.org/tocsin/report"
)

// measureTearline measures what lies between knowing and saying: which release is
// searched, what would leak with it, and which places it names.
func measureTearline(t *table, o options) error {
	if err := measureSearch(t); err != nil {
		return err
	}
	sizes := []int{1 << 20}
	if o.large {
		sizes = append(sizes, 100<<20)
	}
	measureLeaks(t, sizes)
	return measurePlaces(t)
}

// The lattice that is searched, and the small one that is held against every
// release of it.
const (
	latticeFacts = 12
	latticeRungs = 5
	smallFacts   = 5
)

// lattice is so many facts by five rungs. Each rung is known by a circle of its
// own, within that of the coarser one; how the circles of two facts overlap nobody
// says, but that all are among a thousand counted people where counted is true:
// that is the harder search, a knapsack.
func lattice(facts int, counted bool) release.Problem {
	random := rand.New(rand.NewPCG(7, 1)) //nolint:gosec // the same lattice in every run
	fields := []report.Field{report.FieldAct, report.FieldVictim, report.FieldTarget, report.FieldPlace, report.FieldTime, report.FieldMethod, report.FieldActor}
	p := release.Problem{Settings: release.Settings{
		Least: 20, Near: 60, Binding: release.Worst,
		Floor: []release.Need{{Field: report.FieldAct, Step: 1}},
		Goals: [][]release.Need{{{Field: report.FieldPlace, Step: 2}, {Field: report.FieldTime, Step: 2}}},
	}}
	if counted {
		p.Circles = []release.Circle{{Name: "all", Size: 1000, Most: 1000}}
	}
	for i := range facts {
		f := release.Fact{Name: fmt.Sprint("f", i), Field: fields[i%len(fields)]}
		size, worth, within := 980-random.IntN(20), 0, ""
		if counted {
			within = "all"
		}
		for step := 1; step <= latticeRungs; step++ {
			worth += 5 + random.IntN(20)
			c := release.Circle{Name: fmt.Sprintf("c%d.%d", i, step), Size: size, Within: within}
			f.Options = append(f.Options, release.Option{Rung: report.Rung(fmt.Sprint("r", step)), Step: step, Worth: worth, Circle: c.Name})
			p.Circles = append(p.Circles, c)
			size, within = size-5-random.IntN(55), c.Name
		}
		p.Facts = append(p.Facts, f)
	}
	return p
}

// measureSearch searches the lattice, and holds the small one against every
// release.
func measureSearch(t *table) error {
	t.head("Release search, %d facts by %d rungs", latticeFacts, latticeRungs)
	releases := math.Pow(latticeRungs+1, latticeFacts)
	for _, c := range []struct {
		name    string
		counted bool
	}{{"no overlap is known", false}, {"all among 1,000 people", true}} {
		p := lattice(latticeFacts, c.counted)
		var r release.Result
		took, err := each(5, func() (err error) {
			r, err = release.Search(p)
			return err
		})
		if err != nil {
			return fmt.Errorf("searching a release: %w", err)
		}
		t.row(c.name, "%.1f ms, %d nodes, %.0f releases a node", milliseconds(took), r.Nodes, releases/float64(r.Nodes))
		t.row("  of it", "exact %t, frontier of %d, whole %t", r.Exact, len(r.Frontier), r.Whole)
		small, all, one, err := bruteForce(c.counted)
		if err != nil {
			return err
		}
		t.row(fmt.Sprintf("  %d facts, beside every release judged", smallFacts), "%.1f ms beside %.0f ms, the same offer", milliseconds(small), milliseconds(all))
		t.row(fmt.Sprintf("  %d facts that way", latticeFacts), "%.0f hours, reckoned: %.3g releases of %s", releases*one.Hours(), releases, one)
	}
	return nil
}

// bruteForce searches the small lattice and judges every release of it; it is a
// fault if the worth that is offered is not the best there is. It gives the time
// of both, and that of one release.
func bruteForce(counted bool) (search, all, one time.Duration, err error) {
	p := lattice(smallFacts, counted)
	var r release.Result
	if search, err = each(20, func() (err error) {
		r, err = release.Search(p)
		return err
	}); err != nil {
		return 0, 0, 0, fmt.Errorf("searching a small lattice: %w", err)
	}
	best, judged := [3]int{}, 0
	began := time.Now()
	for n := range int(math.Pow(latticeRungs+1, smallFacts)) {
		var picks []release.Pick
		for i, rest := 0, n; i < smallFacts; i, rest = i+1, rest/(latticeRungs+1) {
			if step := rest % (latticeRungs + 1); step > 0 {
				picks = append(picks, release.Pick{Fact: p.Facts[i].Name, Rung: p.Facts[i].Options[step-1].Rung})
			}
		}
		j, err := release.Judge(p, picks)
		if err != nil {
			return 0, 0, 0, fmt.Errorf("judging a release: %w", err)
		}
		judged++
		if value := worthOf(j.Figures); len(j.Broken) == 0 && better(value, best) {
			best = value
		}
	}
	all = time.Since(began)
	if got := worthOf(r.Offered); got != best {
		return 0, 0, 0, fmt.Errorf("the search offers %v and the best of %d releases is %v", got, judged, best)
	}
	return search, all, all / time.Duration(judged), nil
}

// worthOf is what a release is preferred for, where nothing is public.
func worthOf(f release.Figures) [3]int {
	as := map[bool]int{true: 1}
	return [3]int{as[f.Floor], as[f.Actionable], f.Worth}
}

// better reports whether a is preferred to b.
func better(a, b [3]int) bool {
	for i := range a {
		if a[i] != b[i] {
			return a[i] > b[i]
		}
	}
	return false
}

// invented makes text of about n bytes in the words of reports, which is synthetic.
func invented(seed uint64, n int) string {
	random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // the same text in every run
	words := strings.Fields("the caller says that two men left a white car near the old mill and will come back for it " +
		"on the day when the market opens because their cousin keeps the key of a store behind the baker")
	var b strings.Builder
	for b.Len() < n {
		switch random.IntN(20) {
		case 0:
			fmt.Fprintf(&b, "at %d:%02d ", random.IntN(24), random.IntN(60))
		case 1:
			fmt.Fprintf(&b, "%d ", random.IntN(100_000))
		case 2:
			fmt.Fprintf(&b, "%d.%06d, %d.%06d ", random.IntN(90), random.IntN(1_000_000), random.IntN(180), random.IntN(1_000_000))
		case 3:
			fmt.Fprintf(&b, "host%x.example.com ", random.IntN(1<<30))
		case 4:
			fmt.Fprintf(&b, "on %d January %d.\n", 1+random.IntN(28), 2020+random.IntN(9))
		default:
			b.WriteString(words[random.IntN(len(words))] + " ")
		}
	}
	return b.String()
}

// measureLeaks checks a text of 2 KB against protected passages, beside a plain
// scan of them for every run of eight words, and for one.
func measureLeaks(t *table, sizes []int) {
	t.head("Leak check of a text of 2 KB")
	outgoing := invented(1, 2<<10)
	words := strings.Fields(outgoing)
	var runs []string
	for i := 0; i+8 <= len(words); i++ {
		runs = append(runs, strings.Join(words[i:i+8], " "))
	}
	for _, size := range sizes {
		var passages []report.Passage
		for n := range size >> 20 {
			passages = append(passages, report.Passage{Part: fmt.Sprint(n), Text: invented(uint64(2+n), 1<<20)})
		}
		checker := leak.NewChecker(leak.Material{Passages: passages})
		check := fastest(func() { checker.Check(outgoing, leak.Cleared{AnyPrecision: true}) })
		every := fastest(func() { scan(passages, runs) })
		single := fastest(func() { scan(passages, runs[:1]) })
		t.row(fmt.Sprintf("against %d MB", size>>20), "%.0f ms, %.0f MB/s", milliseconds(check), float64(size)/1e6/check.Seconds())
		t.row(fmt.Sprintf("  a scan for each of its %d runs", len(runs)), "%.0f ms, the check takes %.2f of it", milliseconds(every), check.Seconds()/every.Seconds())
		t.row("  a scan for one run", "%.2f ms, the check takes %.0f times that", milliseconds(single), check.Seconds()/single.Seconds())
	}
}

// scan looks for runs in passages and does nothing else.
func scan(passages []report.Passage, runs []string) {
	for _, run := range runs {
		for _, p := range passages {
			_ = strings.Contains(p.Text, run) // to the end: the two texts were made apart
		}
	}
}

// fastest is the fastest of three runs: others use the machine too.
func fastest(do func()) time.Duration {
	best := time.Duration(math.MaxInt64)
	for range 3 {
		began := time.Now()
		do()
		best = min(best, time.Since(began))
	}
	return best
}

// measurePlaces looks up places by name and by coordinate.
func measurePlaces(t *table) error {
	const many, points = 20_000, 4096
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same places in every run
	var names []string
	var near, anywhere []place.Point
	began := time.Now()
	gazetteer.ByName("Amaurot") // reads the data
	if _, err := gazetteer.At(place.Point{}); err != nil {
		return fmt.Errorf("reading the gazetteer: %w", err)
	}
	loaded := time.Since(began)
	for len(names) < points {
		p := place.Point{Lat: random.Int64N(180_000_000) - 90_000_000, Lon: random.Int64N(360_000_000) - 180_000_000}
		for _, n := range gazetteer.Within(p, 100_000) {
			names, near = append(names, n.City.Name), append(near, n.City.Point)
		}
		anywhere = append(anywhere, p)
	}
	t.head("Places: %s to read the gazetteer, then", loaded.Round(time.Millisecond))
	asked := 0
	byName, err := each(many, func() error {
		asked++
		if name := names[asked%len(names)]; len(gazetteer.ByName(name)) == 0 {
			return fmt.Errorf("%s is not found", name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	t.row("by name, each found", "%.0f a second", 1/byName.Seconds())
	for _, c := range []struct {
		name   string
		points []place.Point
	}{{"by coordinate, at cities", near}, {"by coordinate, anywhere on earth", anywhere}} {
		took, err := each(many, func() error {
			asked++
			_, err := gazetteer.At(c.points[asked%len(c.points)])
			return err
		})
		if err != nil {
			return fmt.Errorf("asking where a point is: %w", err)
		}
		t.row(c.name, "%.0f a second", 1/took.Seconds())
	}
	return nil
}

// milliseconds gives a time in milliseconds.
func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
