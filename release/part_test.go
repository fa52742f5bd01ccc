package release

import "testing"

// TestPartsCutShort holds that a search by parts that is cut short anywhere never
// calls less than the best the best, and still bounds what it may have missed.
func TestPartsCutShort(t *testing.T) {
	t.Parallel()
	cut, exact := 0, 0
	for _, c := range lattices {
		for _, m := range mixes {
			l, err := compile(sourced(c.build(8), m.sources, m.unknown))
			if err != nil {
				t.Fatal(err)
			}
			for _, least := range []int{2, 100, 800} {
				full := l.solve(query{least: least, any: true}, defaultEffort)
				if !full.exact() {
					t.Fatalf("%s of %d sources is not searched to the end", c.name, m.sources)
				}
				if all := l.solve(query{least: least}, defaultEffort); all.best.worth != full.best.worth || all.best.people != full.best.people {
					t.Errorf("by parts %d for %d people, as a whole %d for %d", full.best.worth, full.best.people, all.best.worth, all.best.people)
				}
				for limit := 1; limit < full.effort(); limit += 1 + limit/8 {
					s := l.solve(query{least: least, any: true}, limit)
					switch {
					case !s.exact():
						cut++
						if s.cut < full.best.worth && s.best.worth < full.best.worth {
							t.Fatalf("cut short at %d: %d, or %d at most; the best is %d", limit, s.best.worth, s.cut, full.best.worth)
						}
					case s.best.worth != full.best.worth || s.best.people != full.best.people:
						t.Fatalf("%d for %d people is called the best at %d; it is %d for %d", s.best.worth, s.best.people, limit, full.best.worth, full.best.people)
					default:
						exact++
					}
				}
			}
		}
	}
	if cut < 100 {
		t.Errorf("%d searches were cut short, %d were not", cut, exact)
	}
}
