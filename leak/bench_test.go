package leak_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"example.org/tocsin/leak"
	"example.org/tocsin/report"
)

// prose makes text of about n bytes in the words of reports.
func prose(seed uint64, n int) string {
	random := rand.New(rand.NewPCG(seed, 1))
	words := strings.Fields("the source says that a man with grey van waits behind north mosque until dawn and then drives " +
		"to his brother who keeps rifles in cellar of shop near bus station where they met twice last week before prayer")
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

// BenchmarkFind measures a text of 2 KB against passages, in bytes of them.
func BenchmarkFind(b *testing.B) {
	outgoing := prose(1, 2<<10)
	same := func(unit string) string { return strings.Repeat(unit, (1<<20)/len(unit)) }
	for _, c := range []struct {
		name, outgoing string
		passages       []string
	}{
		{"1 MB", outgoing, []string{prose(2, 1<<20)}},
		{"16 MB in one", outgoing, []string{prose(2, 16<<20)}},
		{"16 MB in 80,000", outgoing, strings.SplitAfter(prose(2, 16<<20), "\n")},
		{"1 MB of digits", outgoing, []string{same("0123456789")}},
		{"1 MB without spaces", outgoing, []string{same("abcdefghij")}},
		{"1 MB of one number", same("12 ")[:14_000], []string{same("12 ")}},
		{"1 MB of one word", same("of ")[:14_000], []string{same("of ")}},
		{"1 MB of number words", same("two hundred and twenty ")[:14_000], []string{same("two hundred and twenty ")}},
		{"1 MB of coordinates", coordinates(14_000), []string{same("30.283937 57.083361 ")}},
		{"1 MB of one name", same("a.b-c_")[:14_000], []string{same("a.b-c_")}},
		{"1 MB of Persian", outgoing, []string{same("خودروی خاکستری پشت مسجد شمالی ۱۲ نفر ")}},
	} {
		b.Run(c.name, func(b *testing.B) {
			var passages []report.Passage
			n := 0
			for i, p := range c.passages {
				n += len(p)
				passages = append(passages, report.Passage{Part: fmt.Sprint(i), Text: p})
			}
			b.SetBytes(int64(n))
			b.ReportAllocs()
			for b.Loop() {
				leak.Find(c.outgoing, passages, nil)
			}
		})
	}
}

// BenchmarkCheck measures the whole check of a text of 2 KB against protected
// material, and beside it a plain scan of the same bytes for each run of eight
// words of the text with strings.Contains, and for one run alone.
func BenchmarkCheck(b *testing.B) {
	outgoing := prose(1, 2<<10)
	words := strings.Fields(outgoing)
	for _, size := range []int{1 << 20, 100 << 20} {
		one := prose(2, 1<<20)
		var passages []report.Passage
		for n := 0; n < size; n += len(one) {
			passages = append(passages, report.Passage{Part: fmt.Sprint(n), Text: one})
		}
		b.Run(fmt.Sprintf("check of %d MB", size>>20), func(b *testing.B) {
			c := leak.NewChecker(leak.Material{Passages: passages})
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				c.Check(outgoing, leak.Cleared{AnyPrecision: true})
			}
		})
		b.Run(fmt.Sprintf("strings.Contains of every run in %d MB", size>>20), func(b *testing.B) {
			b.SetBytes(int64(size))
			for b.Loop() {
				for i := 0; i+8 <= len(words); i++ {
					run := strings.Join(words[i:i+8], " ")
					for _, p := range passages {
						_ = strings.Contains(p.Text, run)
					}
				}
			}
		})
		b.Run(fmt.Sprintf("strings.Contains of one run in %d MB", size>>20), func(b *testing.B) {
			b.SetBytes(int64(size))
			run := strings.Join(words[:8], " ")
			for b.Loop() {
				for _, p := range passages {
					_ = strings.Contains(p.Text, run)
				}
			}
		})
	}
}

// coordinates are many that lie close together.
func coordinates(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "30.28%04d ", i)
	}
	return b.String()
}
