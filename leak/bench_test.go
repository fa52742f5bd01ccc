package leak_test

import (
	"fmt"
	"strings"
	"testing"

	"example.org/tocsin/leak"
	"example.org/tocsin/report"
)

// BenchmarkSame measures a text of 2 KB against the passages that are worst to
// read, in bytes of them. What reports are like, and a whole check, is measured
// by the room bench.
func BenchmarkSame(b *testing.B) {
	same := func(unit string) string { return strings.Repeat(unit, (1<<20)/len(unit)) }
	outgoing := same("a man with a grey van left at 21:40 for 30.283937, 57.083361; call 202-555-0143 by 3 January 2024. ")[:2<<10]
	for _, c := range []struct {
		name, outgoing string
		passages       []string
	}{
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
				leak.Same(c.outgoing, passages, nil)
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
