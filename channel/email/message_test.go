package email_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"
	"github.com/emersion/go-smtp"

	"example.org/tocsin/channel"
	"example.org/tocsin/channel/channeltest"
	"example.org/tocsin/channel/email"
	"example.org/tocsin/delivery"
)

// seen is what readers of messages see.
func seen(tb testing.TB, messages []mail) []channeltest.Message {
	tb.Helper()
	out := make([]channeltest.Message, 0, len(messages))
	for _, m := range messages {
		r := read(tb, m.raw)
		shown := channeltest.Message{Reference: r.header.Get("Message-Id"), Copy: r.number(), Bytes: r.file}
		if r.file == nil {
			shown.Bytes = []byte(r.header.Get("From") + r.header.Get("To") + r.header.Get("Subject") + r.text)
		}
		out = append(out, shown)
	}
	return out
}

// A reading is a message as a reader shows it.
type reading struct {
	header netmail.Header
	text   string
	name   string
	file   []byte
}

var copyLine = regexp.MustCompile(`(?m)^Reference ([a-z2-7]{32}), copy ([0-9]+) *$`)

// number is the n of "copy n".
func (r reading) number() int {
	m := copyLine.FindStringSubmatch(r.text)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[2])
	return n
}

// read reads a message.
func read(tb testing.TB, raw []byte) reading {
	tb.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		tb.Errorf("%v:\n%s", err, raw)
		return reading{}
	}
	r := reading{header: m.Header}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		tb.Error(err)
	}
	if kind == "text/plain" {
		r.text = string(plain(tb, m.Header.Get("Content-Transfer-Encoding"), m.Body))
		return r
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := parts.NextPart()
		if err != nil {
			return r
		}
		content := plain(tb, p.Header.Get("Content-Transfer-Encoding"), p)
		if p.FileName() == "" {
			r.text = string(content)
			continue
		}
		if kind := p.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/octet-stream;") {
			tb.Errorf("the attachment is %q", kind)
		}
		r.name, r.file = p.FileName(), content
	}
}

func plain(tb testing.TB, encoding string, in io.Reader) []byte {
	tb.Helper()
	if encoding != "base64" {
		tb.Errorf("a part is encoded as %q", encoding)
	}
	out, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, in))
	if err != nil {
		tb.Error(err)
	}
	return out
}

// sealed is a parcel.
func sealed(name string, n int) channel.Parcel {
	return channel.Parcel{Name: name, Address: box, Bytes: bytes.Repeat([]byte{0xa5}, 20480), Copy: n}
}

// TestMessage looks at a message and its second copy: the same size, the same
// reference, the header that it needs and no other, no second.
func TestMessage(t *testing.T) {
	t.Parallel()
	p := &post{}
	_, cfg := working(t, p)
	at := time.Date(2031, 5, 6, 7, 8, 59, 999, time.FixedZone("synthetic", 3600))
	cfg.Now = func() time.Time { return at }
	c := open(t, cfg)
	name := "abcdefghijklmnopqrstuvwxyz.age"
	for _, copies := range []int{1, 2, 12345} {
		o := c.Deliver(t.Context(), sealed(name, copies))
		if o.Kind != delivery.OutcomeHanded || o.Evidence != "250 2.0.0 OK: queued" {
			t.Errorf("the outcome is %+v", o)
		}
	}
	o := c.Deliver(t.Context(), sealed("bbcdefghijklmnopqrstuvwxyz.age", 1))
	if o.Kind != delivery.OutcomeHanded {
		t.Errorf("the outcome is %+v", o)
	}
	kept := p.kept()
	first := read(t, kept[0].raw)
	var names []string
	for field := range first.header {
		names = append(names, field)
	}
	slices.Sort(names)
	if want := []string{"Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To"}; !slices.Equal(names, want) {
		t.Errorf("the header has %q, not %q", names, want)
	}
	for field, want := range map[string]string{
		"From": "<post@plain.example>", "To": "<" + box + ">", "Subject": "Sealed file", "Date": "Tue, 06 May 2031 06:08:00 +0000",
		"Message-Id": "<" + c.Reference(name) + "@plain.example>",
	} {
		if got := first.header.Get(field); got != want {
			t.Errorf("%s is %q, not %q", field, got, want)
		}
	}
	if first.name != name || len(first.file) != 20480 || strings.Count(first.text, "age -d -i") != 4 {
		t.Errorf("the message is %+v", first)
	}
	for i, m := range kept {
		r := read(t, m.raw)
		if len(m.raw) != len(kept[0].raw) {
			t.Errorf("message %d has %d bytes, not %d", i, len(m.raw), len(kept[0].raw))
		}
		if want := []int{1, 2, 12345, 1}[i]; r.number() != want {
			t.Errorf("message %d says copy %d, not %d", i, r.number(), want)
		}
		if same := r.header.Get("Message-Id") == first.header.Get("Message-Id"); same != (i < 3) {
			t.Errorf("message %d has the Message-ID %q", i, r.header.Get("Message-Id"))
		}
		if m.from != "post@plain.example" || m.to != box || m.utf8 || (m.envelope == c.Reference(name)) != (i < 3) ||
			!slices.Equal(m.notify, []smtp.DSNNotify{smtp.DSNNotifyFailure, smtp.DSNNotifyDelayed}) {
			t.Errorf("message %d is %+v", i, m)
		}
		for line := range strings.SplitSeq(string(m.raw), "\r\n") {
			if len(line) > 78 {
				t.Errorf("a line has %d letters", len(line))
			}
		}
	}
}

// TestKnock knocks for nothing: what comes is what comes for a parcel.
func TestKnock(t *testing.T) {
	t.Parallel()
	p := &post{}
	c, _ := working(t, p)
	if o := c.Knock(t.Context(), box); o.Kind != delivery.OutcomeHanded {
		t.Fatalf("the outcome is %+v", o)
	}
	if o := c.Deliver(t.Context(), channel.Parcel{Name: "abcdefghijklmnopqrstuvwxyz.age", Address: box, Knock: true, Copy: 7}); o.Kind != delivery.OutcomeHanded {
		t.Fatalf("the outcome is %+v", o)
	}
	with := channel.Parcel{Name: parcelName, Address: box, Knock: true, Bytes: []byte("x"), Copy: 1}
	if o := c.Deliver(t.Context(), with); o.Kind != delivery.OutcomeNever {
		t.Errorf("a knock that carries something: %+v", o)
	}
	both := p.kept()
	cover, true1 := read(t, both[0].raw), read(t, both[1].raw)
	for _, word := range []string{"Please check your usual place.", "Veuillez", "لطفاً", "Пожалуйста"} {
		if !strings.Contains(cover.text, word) {
			t.Errorf("a knock does not say %q: %s", word, cover.text)
		}
	}
	if cover.text != true1.text || len(both[0].raw) != len(both[1].raw) || cover.header.Get("Subject") != true1.header.Get("Subject") {
		t.Errorf("a knock for nothing can be told from one for something:\n%s\n%s", both[0].raw, both[1].raw)
	}
}

// TestDKIM has what arrives checked by another program's eyes, with both kinds
// of key, and changes what is signed.
func TestDKIM(t *testing.T) {
	t.Parallel()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaPublic, err := x509.MarshalPKIXPublicKey(&rsaKey.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	records := map[string]string{
		"a-synthetic-selector-as-long-as-a-label-of-the-dns-may-be-that._domainkey.plain.example": "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(rsaPublic),
		"ed._domainkey.plain.example": "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(edKey.Public().(ed25519.PublicKey)),
	}
	for selector, key := range map[string]any{"a-synthetic-selector-as-long-as-a-label-of-the-dns-may-be-that": rsaKey, "ed": edKey} {
		t.Run(selector, func(t *testing.T) {
			t.Parallel()
			der, err := x509.MarshalPKCS8PrivateKey(key)
			if err != nil {
				t.Fatal(err)
			}
			p := &post{}
			_, cfg := working(t, p)
			cfg.From = "post@sub.plain.example"
			cfg.DKIM = email.DKIM{Domain: "plain.example", Selector: selector, Key: file(t, string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))}
			c := open(t, cfg)
			c.Deliver(t.Context(), sealed("abcdefghijklmnopqrstuvwxyz.age", 1))
			c.Knock(t.Context(), box)
			for _, m := range p.kept() {
				verified := func(raw []byte) bool {
					all, err := dkim.VerifyWithOptions(bytes.NewReader(raw), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
						return []string{records[name]}, nil
					}})
					if err != nil || len(all) != 1 {
						t.Fatalf("%d signatures are checked: %v", len(all), err)
					}
					if all[0].Err == nil && (all[0].Domain != "plain.example" || all[0].Time.Second() != 0) {
						t.Errorf("the signature is %+v", all[0])
					}
					return all[0].Err == nil
				}
				if !verified(m.raw) {
					t.Errorf("the signature is not good:\n%.800s", m.raw)
				}
				for was, is := range map[string]string{
					"Subject: ": "Subject: x", "\r\nTo: ": "\r\nTo: <other@post.example>\r\nTo: ", "\r\nFrom: <post": "\r\nFrom: <other",
					"\r\nSubject: ": "\r\nSubject: added\r\nSubject: ", "\r\n\r\n": "\r\n\r\nadded\r\n",
				} {
					if verified(bytes.Replace(m.raw, []byte(was), []byte(is), 1)) {
						t.Errorf("with %q for %q the signature is still good", is, was)
					}
				}
			}
		})
	}
}
