package threat_test

import (
	"fmt"
	"strings"
	"testing"

	"example.org/tocsin/report"
	"example.org/tocsin/threat"
)

// BenchmarkFuse fuses ten thousand reports with two facts each.
func BenchmarkFuse(b *testing.B) {
	var all []threat.Said
	for n := range 10_000 {
		all = append(all, said(n, fmt.Sprintf("S%d", n%100), says(report.FieldActor, fmt.Sprintf("person %c%c%c", 'a'+n%26, 'a'+n/26%26, 'a'+n/676%26)), at("France")))
	}
	for b.Loop() {
		fuse(b, report.Assessment{}, all...)
	}
}

// BenchmarkDuplicates looks for one dossier among ten thousand.
func BenchmarkDuplicates(b *testing.B) {
	var others []threat.Brief
	for n := range 10_000 {
		others = append(others, brief(n+2, says(report.FieldAct, story[n%50:]), at("France", "", fmt.Sprintf("Town %c%c", 'a'+n%26, 'a'+n/26%26)), when(n%300, n%300+2),
			says(report.FieldActor, fmt.Sprintf("Karp%c %c%cnenko", 'a'+n%26, 'a'+n/26%26, 'a'+n/676))))
	}
	of := others[0]
	of.ID = string(rid(1))
	for b.Loop() {
		threat.Duplicates(of, others)
	}
}

// BenchmarkWaken holds 1,000 items against one megabyte of words.
func BenchmarkWaken(b *testing.B) {
	var many []threat.WatchItem
	for n := range 1000 {
		many = append(many, watches(n, fmt.Sprintf("Person%c%c%c Number%c%c", 'a'+n%26, 'a'+n/26%26, 'b'+n%7, 'a'+n%26, 'a'+n/26%26)))
	}
	long := passage(strings.Repeat("Nobody of that name was seen there on any day of the year. ", 17_700))
	b.SetBytes(int64(len(long.Passages[0].Text)))
	for b.Loop() {
		threat.Waken(many, long)
	}
}
