package gazetteer

import (
	"math/rand/v2"
	"runtime"
	"testing"

	"example.org/tocsin/place"
)

// BenchmarkByName looks up names, beside a map from keys and a search through all.
func BenchmarkByName(b *testing.B) {
	c := cities()
	names()
	source := rand.New(rand.NewPCG(1, 2))
	asked := make([]string, 4096)
	for i := range asked {
		asked[i] = c.name(source.Int32N(int32(len(c.ends))))
	}
	b.Run("gazetteer", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if len(ByName(asked[i%len(asked)])) == 0 {
				b.Fatal("not found")
			}
		}
	})
	b.Run("table", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if len(names().find(c, Key(asked[i%len(asked)]))) == 0 {
				b.Fatal("not found")
			}
		}
	})
	index := map[string][]int32{}
	for i := range int32(len(c.ends)) {
		index[Key(c.name(i))] = append(index[Key(c.name(i))], i)
	}
	b.Run("map", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			if len(index[Key(asked[i%len(asked)])]) == 0 {
				b.Fatal("not found")
			}
		}
	})
	b.Run("linear", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			found, key := 0, Key(asked[i%len(asked)])
			for j := range int32(len(c.ends)) {
				if Key(c.name(j)) == key {
					found++
				}
			}
			if found == 0 {
				b.Fatal("not found")
			}
		}
	})
}

// BenchmarkAt tells where points are: anywhere, and near cities; beside a search
// of all borders for the country alone.
func BenchmarkAt(b *testing.B) {
	c := cities()
	source := rand.New(rand.NewPCG(1, 2))
	anywhere, near := make([]place.Point, 4096), make([]place.Point, 4096)
	for i := range anywhere {
		anywhere[i] = place.Point{Lat: source.Int64N(180_000_000) - 90_000_000, Lon: source.Int64N(360_000_000) - 180_000_000}
		near[i] = c.point(source.Int32N(int32(len(c.ends))))
	}
	for name, points := range map[string][]place.Point{"anywhere": anywhere, "cities": near} {
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				if _, err := At(points[i%len(points)]); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/country", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				borders().holding(points[i%len(points)])
			}
		})
		b.Run(name+"/linear", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				p := points[i%len(points)]
				for _, band := range borders().bands {
					for _, s := range band {
						inside(s.edges, p)
					}
				}
			}
		})
	}
	b.Run("nearest", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			grid().around(c, near[i%len(near)], 0)
		}
	})
	b.Run("nearest/linear", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			best := 1e9
			for j := range int32(len(c.ends)) {
				best = min(best, distance(near[i%len(near)], c.point(j)))
			}
		}
	})
}

// BenchmarkDecode makes the tables.
func BenchmarkDecode(b *testing.B) {
	b.Run("cities", func(b *testing.B) {
		for b.Loop() {
			decodeCities(inflate(citiesData))
		}
	})
	b.Run("names", func(b *testing.B) {
		for b.Loop() {
			indexNames(cities())
		}
	})
	b.Run("grid", func(b *testing.B) {
		for b.Loop() {
			indexGrid(cities())
		}
	})
	b.Run("borders", func(b *testing.B) {
		for b.Loop() {
			indexLands(decodeBorders(inflate(bordersData)))
		}
	})
	b.Run("heap", func(b *testing.B) {
		var before, after runtime.MemStats
		for b.Loop() {
			runtime.GC()
			runtime.ReadMemStats(&before)
			t := decodeCities(inflate(citiesData))
			n, g, m := indexNames(t), indexGrid(t), decodeBorders(inflate(bordersData))
			runtime.GC()
			runtime.ReadMemStats(&after)
			runtime.KeepAlive(t)
			runtime.KeepAlive(n)
			runtime.KeepAlive(g)
			runtime.KeepAlive(m)
		}
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
	})
}
