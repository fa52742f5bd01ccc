package stix

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"example.org/tocsin/report"
)

// large makes a bundle of about n bytes: identities, indicators, actors and
// relationships between them, as feeds send them.
func large(n int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"type":"bundle","id":%q,"objects":[`, idBundle)
	const common = `"spec_version":"2.1","created":"2023-12-01T09:00:00.000Z","modified":"2023-12-01T09:00:00.000Z","object_marking_refs":["` + tlpGreen + `"]`
	for i := 0; b.Len() < n-2000; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		id := fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
		fmt.Fprintf(&b, `{"type":"identity","id":"identity--%s",%s,"name":"person \"%d\" of the list","identity_class":"individual","labels":["a","b"]},`, id, common, i)
		fmt.Fprintf(&b, `{"type":"threat-actor","id":"threat-actor--%s",%s,"name":"actor %d","description":"%s","aliases":["alias %d"]},`, id, common, i, strings.Repeat("words of a description ", 20), i)
		fmt.Fprintf(&b, `{"type":"indicator","id":"indicator--%s",%s,"pattern":"[ipv4-addr:value = '192.0.2.%d']","pattern_type":"stix","valid_from":"2023-12-01T09:00:00Z","confidence":70},`, id, common, i%256)
		fmt.Fprintf(&b, `{"type":"relationship","id":"relationship--%s",%s,"relationship_type":"targets","source_ref":"threat-actor--%s","target_ref":"identity--%s"}`, id, common, id, id)
	}
	b.WriteString("]}")
	return b.Bytes()
}

// BenchmarkImport measures a published report and the largest bundle there may
// be.
func BenchmarkImport(b *testing.B) {
	b.Run("apt1", func(b *testing.B) {
		benchmark(b, readShared(b, "examples/threat-reports/apt1.json"))
	})
	b.Run("64MiB", func(b *testing.B) {
		benchmark(b, large(report.MaxOriginal))
	})
}

func benchmark(b *testing.B, original []byte) {
	b.Helper()
	b.SetBytes(int64(len(original)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Import(original); err != nil {
			b.Fatal(err)
		}
	}
}
