package release

import (
	"reflect"
	"testing"
)

// TestGather holds that of two accounts of one circle the less is believed.
func TestGather(t *testing.T) {
	t.Parallel()
	p := Problem{
		Circles: []Circle{
			{Name: "all", Size: 90, Most: 100},
			{Name: "a", Size: 40, Most: 50, Within: "all"},
			{Name: "b", Size: 30, Within: "all"},
			{Name: "c", Size: 20, Most: 20, Within: "all"},
			{Name: "d", Size: 10, Within: "all"},
		},
		Overlaps: []Overlap{{"a", "b", 25}, {"c", "b", 9}, {"c", "d", 5}},
		Earlier: []Exposure{{
			Circles: []Circle{
				{Name: "all", Size: 80, Most: 120},
				{Name: "a", Size: 50, Within: "b"},
				{Name: "b", Size: 60, Within: "all"},
				{Name: "c", Size: 12, Most: 30, Within: "all"},
				{Name: "e", Size: 7, Within: "c"},
			},
			Overlaps: []Overlap{{"b", "c", 6}, {"e", "a", 3}},
		}},
	}
	circles, overlaps := p.gather()
	if want := []Circle{
		{Name: "all", Size: 80, Most: 120},
		{Name: "a", Size: 40},
		{Name: "b", Size: 30, Within: "all"},
		{Name: "c", Size: 12, Most: 30, Within: "all"},
		{Name: "d", Size: 10, Within: "all"},
		{Name: "e", Size: 7, Within: "c"},
	}; !reflect.DeepEqual(circles, want) {
		t.Errorf("the circles are %+v", circles)
	}
	// Both know a and b, and only one says that they overlap; both know b and c.
	if want := []Overlap{{"c", "b", 6}, {"c", "d", 5}, {"e", "a", 3}}; !reflect.DeepEqual(overlaps, want) {
		t.Errorf("the overlaps are %+v", overlaps)
	}
}

// TestExposeKeepsOverlaps holds that an exposure which names two circles knows how
// they overlap, whichever was named first: it would speak against it otherwise.
func TestExposeKeepsOverlaps(t *testing.T) {
	t.Parallel()
	p := Problem{
		Settings: Settings{Binding: Worst},
		Circles:  []Circle{{Name: "a", Size: 10}, {Name: "x", Size: 20}, {Name: "y", Size: 20}, {Name: "z", Size: 30}},
		Overlaps: []Overlap{{"x", "y", 9}, {"a", "x", 5}, {"a", "y", 4}, {"y", "z", 3}},
		Facts: []Fact{
			{Name: "how", Field: "how", Options: []Option{{Rung: "full", Step: 4, Worth: 5, Circle: "a"}}},
			{Name: "what", Field: "what", Options: []Option{{Rung: "full", Step: 4, Worth: 5, Circle: "z"}}},
		},
	}
	e, err := Expose(p, []Pick{{"how", "full"}})
	want := []Exposure{{Exposed: []string{"a"}, Circles: p.Circles[:3], Overlaps: p.Overlaps[:3]}}
	if err != nil || !reflect.DeepEqual(e, want) {
		t.Errorf("it exposes %+v, %v", e, err)
	}
}
