package mailbox_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"example.org/tocsin/channel"
	"example.org/tocsin/channel/mailbox"
	"example.org/tocsin/delivery"
)

// bench opens a drop without a pace, with a box in which a warning waits, and
// gives a client that asks for a path, each time anew.
func bench(b *testing.B, handler http.Handler) func(path string) {
	b.Helper()
	s := httptest.NewServer(handler)
	b.Cleanup(s.Close)
	client := s.Client()
	return func(path string) {
		answer, err := client.Get(s.URL + path)
		if err != nil {
			b.Error(err)
			return
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
	}
}

func openBench(b *testing.B, box string) (*mailbox.Drop, string, *desk) {
	b.Helper()
	root := b.TempDir()
	inbox := &desk{tokens: map[string]string{}}
	d, err := mailbox.OpenDrop(mailbox.DropConfig{
		Root: root, Clock: time.Now, Pace: -1, Inbox: inbox,
		Limits: mailbox.Limits{Box: 1e9, BoxBurst: 1e9, Answer: 1e9, AnswerBurst: 1e9},
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	if box == "" {
		return d, letters(), inbox
	}
	name, err := mailbox.NewBox(root, mailbox.Keys{Kind: mailbox.KindX25519, Count: 2})
	if err != nil {
		b.Fatal(err)
	}
	o := mailbox.Open().Deliver(b.Context(), channel.Parcel{
		Name: letters() + ".age", Address: filepath.Join(root, name), Bytes: sealed(b, "x", another(b), another(b)),
	})
	if o.Kind != delivery.OutcomeHanded {
		b.Fatal(o)
	}
	return d, name, inbox
}

// BenchmarkRequests asks for a box, for one that is not there, and beside it an
// empty handler that writes as many bytes.
func BenchmarkRequests(b *testing.B) {
	for name, box := range map[string]string{"box": "one", "stranger": ""} {
		b.Run(name, func(b *testing.B) {
			d, box, _ := openBench(b, box)
			get := bench(b, d)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					get("/b/" + box)
				}
			})
		})
	}
	b.Run("empty handler", func(b *testing.B) {
		body := make([]byte, mailbox.Size)
		get := bench(b, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }))
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				get("/")
			}
		})
	})
}

// BenchmarkAcknowledge sends an answer that is durable, and taken by the inbox,
// before it is answered for.
func BenchmarkAcknowledge(b *testing.B) {
	d, box, inbox := openBench(b, "one")
	s := httptest.NewServer(d)
	b.Cleanup(s.Close)
	hash := hashOf([]byte("any"))
	for b.Loop() {
		token := letters()
		inbox.mu.Lock()
		inbox.tokens[hash] = token
		inbox.took = nil
		inbox.mu.Unlock()
		text := delivery.Acknowledgement{
			SHA256: hash, Token: token, Answer: delivery.AnswerAcknowledged, Rung: delivery.RungRead, By: "watch",
		}.Text()
		r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, s.URL+"/v1/acknowledge", bytes.NewReader([]byte(text)))
		if err != nil {
			b.Fatal(err)
		}
		r.Header.Set("Box", box)
		answer, err := s.Client().Do(r)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, answer.Body)
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			b.Fatal(answer.Status)
		}
	}
}
