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
