package mailbox_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"example.org/tocsin"
	"example.org/tocsin/channel"
	"example.org/tocsin/channel/mailbox"
	"example.org/tocsin/delivery"
)

// noon is when the tests take place.
var noon = time.Date(2026, time.November, 1, 12, 0, 0, 0, time.UTC)

// A desk is an inbox that knows what was sent: tokens by the file they are in.
type desk struct {
	mu     sync.Mutex
	tokens map[string]string
	// took is what was taken, in order; asked counts all that came.
	took  []string
	asked int
	// broken has it keep nothing.
	broken error
}

func (d *desk) Take(ctx context.Context, e channel.Evidence) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked++
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if d.broken != nil {
		return d.broken
	}
	a, err := delivery.ParseAcknowledgement(delivery.NormalizeAcknowledgement(string(e.Bytes)))
	sealed := bytes.HasPrefix(e.Bytes, []byte("age-encryption.org/v1"))
	if e.Channel != "mailbox" || !sealed && (err != nil || d.tokens[a.SHA256] != a.Token) {
		return tocsin.Refuse("delivery/token", "ask the recipient to copy the token", "it fits nothing that was sent")
	}
	if !slices.Contains(d.took, string(e.Bytes)) {
		d.took = append(d.took, string(e.Bytes))
	}
	return nil
}

func (d *desk) taken() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.took)
}

// A place is a drop that is served, with a box of one recipient.
type place struct {
	*testing.T

	root, box string
	desk      *desk
	drop      *mailbox.Drop
	server    *httptest.Server
	key       *age.X25519Identity

	mu  sync.Mutex
	now time.Time
}

func (p *place) clock() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now
}

func (p *place) wait(some time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.now = p.now.Add(some)
}

// open opens a drop, with the desk as its inbox or without.
func open(t *testing.T, change func(*mailbox.DropConfig)) *place {
	t.Helper()
	p := &place{T: t, root: t.TempDir(), desk: &desk{tokens: map[string]string{}}, now: noon}
	config := mailbox.DropConfig{
		Root: p.root, Inbox: p.desk, Clock: p.clock, Pace: -1,
		Limits: mailbox.Limits{Box: 1e6, BoxBurst: 1e6, Answer: 1e6, AnswerBurst: 1e6},
	}
	if change != nil {
		change(&config)
	}
	var err error
	if p.drop, err = mailbox.OpenDrop(config); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.drop.Close() })
	p.server = httptest.NewServer(p.drop)
	t.Cleanup(p.server.Close)
	p.box = p.newBox(mailbox.Keys{Kind: mailbox.KindX25519, Count: 2})
	if p.key, err = age.GenerateX25519Identity(); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *place) newBox(keys mailbox.Keys) string {
	p.Helper()
	name, err := mailbox.NewBox(p.root, keys)
	if err != nil {
		p.Fatal(err)
	}
	return name
}

// put seals a warning with a token and delivers it into the box, as it came some
// time ago. It gives the hash of the file, and the token.
func (p *place) put(ago time.Duration) (hash, token string) {
	p.Helper()
	token = strings.ToLower(rand.Text())
	file := sealed(p.T, "Synthetic warning.\nacknowledge-with "+token+"\n", p.key.Recipient(), another(p.T))
	name := strings.ToLower(rand.Text()) + ".age"
	folder := filepath.Join(p.root, p.box)
	o := mailbox.Open().Deliver(p.Context(), channel.Parcel{Name: name, Address: folder, Bytes: file})
	ends(p.T, o, delivery.OutcomeHanded, folder)
	if err := os.Chtimes(filepath.Join(folder, name), p.clock(), p.clock().Add(-ago)); err != nil {
		p.Fatal(err)
	}
	sum := sha256.Sum256(file)
	hash = hex.EncodeToString(sum[:])
	p.desk.mu.Lock()
	defer p.desk.mu.Unlock()
	p.desk.tokens[hash] = token
	return hash, token
}

// another draws somebody else's key.
func another(tb testing.TB) age.Recipient {
	tb.Helper()
	i, err := age.GenerateX25519Identity()
	if err != nil {
		tb.Fatal(err)
	}
	return i.Recipient()
}

// sealed seals a text in a file of the size that all have.
func sealed(tb testing.TB, text string, to ...age.Recipient) []byte {
	tb.Helper()
	seal := func(text string) []byte {
		var b bytes.Buffer
		w, err := age.Encrypt(&b, to...)
		if err == nil {
			_, err = io.WriteString(w, text)
			err = errors.Join(err, w.Close())
		}
		if err != nil {
			tb.Fatal(err)
		}
		return b.Bytes()
	}
	file := seal(text + strings.Repeat("\n", mailbox.Size-len(seal(text))))
	if len(file) != mailbox.Size {
		tb.Fatalf("the file has %d bytes", len(file))
	}
	return file
}

// do asks the server, and holds the answer to its size.
func (p *place) do(r *http.Request) (status int, body string) {
	p.Helper()
	answer, err := p.server.Client().Do(r)
	if err != nil {
		p.Fatal(err)
	}
	b, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		p.Fatal(err)
	}
	if len(b) != mailbox.Size {
		p.Errorf("%s %s is answered with %d bytes", r.Method, r.URL.Path, len(b))
	}
	return answer.StatusCode, string(b)
}

func (p *place) get(path string) (int, string) {
	p.Helper()
	r, err := http.NewRequestWithContext(p.Context(), http.MethodGet, p.server.URL+path, nil)
	if err != nil {
		p.Fatal(err)
	}
	return p.do(r)
}

func (p *place) post(path string, fields ...string) (int, string) {
	p.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r, err := http.NewRequestWithContext(p.Context(), http.MethodPost, p.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		p.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.do(r)
}

// list gives the files that a box shows to programs.
func (p *place) list(box string) []string {
	p.Helper()
	status, body := p.get("/v1/box/" + box)
	var shown struct{ Files []string }
	if err := json.Unmarshal([]byte(body), &shown); err != nil || status != http.StatusOK {
		p.Fatalf("%d: %v: %.200s", status, err, body)
	}
	return shown.Files
}

// opens reports whether the recipient's key opens a file, which is an age file
// in any case.
func (p *place) opens(file string) (text string, ok bool) {
	p.Helper()
	r, err := age.Decrypt(strings.NewReader(file), p.key)
	if _, none := errors.AsType[*age.NoIdentityMatchError](err); none {
		return "", false
	}
	if err != nil {
		p.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		p.Fatal(err)
	}
	return string(b), true
}

// acknowledged gives the fields of a good answer.
func (p *place) acknowledged(hash, token string) []string {
	return []string{
		"box", p.box, "file", hash, "token", token, "answer", "acknowledged", "rung", "read-with-authority",
		"by", "duty officer", "says", "",
	}
}

// TestBox shows what waits among fillers, newest first, and only the key tells
// which is which.
func TestBox(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	var want []string
	for i := range 3 {
		// In the future, so that no filler is newer.
		hash, _ := p.put(-time.Duration(i+1) * time.Hour)
		want = append([]string{hash}, want...)
	}
	shown := p.list(p.box)
	if len(shown) != 8 || !slices.Equal(shown[:3], want) {
		t.Fatalf("the box shows %v, want %v first", shown, want)
	}
	_, page := p.post("/", "box", strings.ToUpper(p.box[:13])+" "+p.box[13:])
	at := 0
	for i, hash := range shown {
		next := strings.Index(page[at:], `value="`+hash+`"`)
		if next < 0 {
			t.Errorf("row %d is not on the page, or in another place", i)
		}
		at += max(next, 0)
		status, file := p.get("/v1/file/" + p.box + "/" + hash)
		_, same := p.post("/file", "box", p.box, "file", hash)
		if status != http.StatusOK || same != file {
			t.Errorf("row %d: %d", i, status)
		}
		text, ok := p.opens(file)
		if ok != (i < 3) || ok && !strings.Contains(text, "Synthetic warning") {
			t.Errorf("row %d opens: %t", i, ok)
		}
	}
	if status, _ := p.get("/v1/file/" + p.box + "/" + strings.Repeat("0", 64)); status != http.StatusNotFound {
		t.Errorf("a file that is not there: %d", status)
	}
	if _, byLink := p.get("/b/" + p.box); byLink != page {
		t.Error("the link shows another page")
	}
}

// TestMoreThanRows shows the newest where more wait than there are rows.
func TestMoreThanRows(t *testing.T) {
	t.Parallel()
	p := open(t, func(c *mailbox.DropConfig) { c.Rows = 3 })
	var want []string
	for i := range 5 {
		hash, _ := p.put(time.Duration(i) * time.Hour)
		want = append(want, hash)
	}
	if shown := p.list(p.box); !slices.Equal(shown, want[:3]) {
		t.Errorf("the box shows %v, want %v", shown, want[:3])
	}
}

// TestStrangers have boxes that are not there: they show what an empty one
// shows, the same each time, and never what another shows.
func TestStrangers(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	all := map[string]string{}
	for _, box := range []string{p.box, p.newBox(mailbox.Keys{Kind: mailbox.KindX25519, Count: 2}), letters(), letters(), letters()} {
		shown := p.list(box)
		if again := p.list(box); len(shown) != 8 || !slices.Equal(shown, again) {
			t.Errorf("a box shows %v, and then %v", shown, again)
		}
		for _, hash := range shown {
			if other := all[hash]; other != "" {
				t.Errorf("two boxes show one file")
			}
			all[hash] = box
			_, file := p.get("/v1/file/" + box + "/" + hash)
			if got := sha256.Sum256([]byte(file)); hex.EncodeToString(got[:]) != hash {
				t.Error("the file is not what its name says")
			}
			if _, ok := p.opens(file); ok || head(file) != head(string(sealed(t, "x", another(t), another(t)))) {
				t.Errorf("a filler looks like %q", head(file))
			}
		}
	}
	if entries, err := os.ReadDir(p.root); err != nil || len(entries) != 2+3 {
		t.Errorf("strangers left something: %v, %v", entries, err)
	}
}

// letters draws a box's name.
func letters() string { return strings.ToLower(rand.Text()) }

// head gives the shape of an age file's header: its stanzas, with what is drawn
// left out but for its length.
func head(file string) string {
	lines, _, _ := strings.Cut(file, "--- ")
	var b strings.Builder
	for l := range strings.SplitSeq(lines, "\n") {
		words := strings.Fields(l)
		for i, w := range words {
			if len(w) > 30 {
				words[i] = fmt.Sprint(len(w))
			}
		}
		b.WriteString(strings.Join(words, " ") + "\n")
	}
	return b.String()
}

// TestFillersLook makes boxes for keys of each kind: their fillers have the
// header of what is sealed to such keys.
func TestFillersLook(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	for _, kind := range []string{mailbox.KindX25519, mailbox.KindHybrid} {
		for count := 1; count <= 5; count++ {
			var to []age.Recipient
			for range count {
				if kind == mailbox.KindX25519 {
					to = append(to, another(t))
					continue
				}
				i, err := age.GenerateHybridIdentity()
				if err != nil {
					t.Fatal(err)
				}
				to = append(to, i.Recipient())
			}
			box := p.newBox(mailbox.Keys{Kind: kind, Count: count})
			_, file := p.get("/v1/file/" + box + "/" + p.list(box)[0])
			if want := head(string(sealed(t, "x", to...))); head(file) != want {
				t.Errorf("a filler for %d of %s has the header\n%s\nand not\n%s", count, kind, head(file), want)
			}
		}
	}
	for _, keys := range []mailbox.Keys{{}, {Kind: "ssh-ed25519", Count: 1}, {Kind: mailbox.KindX25519}, {Kind: mailbox.KindX25519, Count: 6}} {
		if _, err := mailbox.NewBox(p.root, keys); err == nil {
			t.Errorf("a box for %+v", keys)
		}
	}
}

// TestFillersPass has fillers go and come for days: each stays for the
// period, what comes stands first, and all come at different times.
func TestFillersPass(t *testing.T) {
	t.Parallel()
	p := open(t, func(c *mailbox.DropConfig) { c.Rows, c.Period = 4, 4*24*time.Hour })
	shown := p.list(p.box)
	changes := 0
	lives := map[string]int{}
	for range 12 * 24 {
		p.wait(time.Hour)
		now := p.list(p.box)
		for _, hash := range now {
			lives[hash]++
		}
		if slices.Equal(now, shown) {
			continue
		}
		// What is new stands first, and as many of the oldest are gone.
		come := 0
		for come < 4 && !slices.Contains(shown, now[come]) {
			come++
		}
		changes += come
		if come == 0 || !slices.Equal(now[come:], shown[:4-come]) {
			t.Fatalf("after %v comes %v", shown, now)
		}
		shown = now
	}
	if changes < 8 || changes > 16 {
		t.Errorf("%d fillers came in 12 days", changes)
	}
	for _, hours := range lives {
		if hours > 4*24 {
			t.Errorf("a filler stayed for %d hours", hours)
		}
	}
}
