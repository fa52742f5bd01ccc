package mailbox_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.org/tocsin/channel"
	"example.org/tocsin/channel/mailbox"
)

// raw sends a request over a connection of its own and gives all that comes
// back.
func raw(t *testing.T, address, request string) []byte {
	t.Helper()
	c, err := tls.Dial("tcp", strings.TrimPrefix(address, "https://"), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := io.WriteString(c, request); err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(c)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// form writes a request that posts a form.
func form(path, language string, fields ...string) string {
	values := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		values.Add(fields[i], fields[i+1])
	}
	body := values.Encode()
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: drop.example\r\nAccept-Language: %s\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		path, language, len(body), body)
}

// asked writes a request that asks for a path.
func asked(path string) string {
	return "GET " + path + " HTTP/1.1\r\nHost: drop.example\r\nConnection: close\r\n\r\n"
}

// TestSizes asks for all that there is, in all languages: the bytes that come
// back, head and all, are as many each time.
func TestSizes(t *testing.T) {
	t.Parallel()
	p := open(t, func(c *mailbox.DropConfig) { c.Limits.Strays = 3 })
	address := p.secured()
	hash, token := p.put(time.Hour)
	full := p.newBox(mailbox.Keys{Kind: mailbox.KindHybrid, Count: 5})
	for range 12 {
		name := letters() + ".age"
		o := mailbox.Open().Deliver(t.Context(), channel.Parcel{
			Name: name, Address: filepath.Join(p.root, full), Bytes: sealed(t, "x", another(t)),
		})
		if o.Reason != "" {
			t.Fatal(o.Reason)
		}
	}
	empty := p.newBox(mailbox.Keys{Kind: mailbox.KindX25519, Count: 1})
	none := letters()
	requests := []string{
		asked("/nothing/here"), asked("/v1/nothing"), asked("/v1/file/" + p.box + "/" + hash), asked("/v1/file/" + p.box + "/none"),
		asked("/v1/file/bad/" + hash), "PUT / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", asked("/b/short"),
	}
	for _, box := range []string{p.box, full, empty, none} {
		requests = append(requests, asked("/v1/box/"+box))
	}
	for _, language := range []string{"en", "fa", "ru"} {
		requests = append(requests, form("/", language, "box", "short"), asked("/?lang="+language))
		for _, box := range []string{p.box, full, empty, none} {
			requests = append(requests,
				form("/", language, "box", box), form("/file", language, "box", box, "file", hash),
				form("/answer", language, "box", box, "file", hash), form("/answer", language, "box", box, "file", "none"),
				form("/sealed", language, "box", box, "paste", "nothing"))
		}
		good := p.acknowledged(hash, token)
		forged := p.acknowledged(hash, letters())
		long := p.acknowledged(hash, letters())
		long[11], long[13] = strings.Repeat(`"`, 5000), strings.Repeat("😀'", 3000)
		requests = append(requests, form("/acknowledge", language, good...), form("/acknowledge", language, forged...), form("/acknowledge", language, long...))
	}
	want := 0
	statuses := map[string]int{}
	// A drop that is asked too often and has no room.
	strict := open(t, func(c *mailbox.DropConfig) {
		c.Inbox, c.Limits = nil, mailbox.Limits{Box: 1e-9, BoxBurst: 5, Strays: 1, Waiting: 1, Answer: 1e6, AnswerBurst: 1e6}
	})
	strictly := strict.secured()
	for _, c := range []struct{ status, request string }{
		{"200", form("/acknowledge", "fa", strict.acknowledged(hash, letters())...)},
		{"503", form("/acknowledge", "fa", strict.acknowledged(hash, letters())...)},
		{"503", form("/acknowledge", "ru", strict.acknowledged(hash, letters())...)},
		{"200", asked("/v1/box/" + strict.box)},
		{"200", asked("/b/" + strict.box)},
		{"429", asked("/v1/box/" + strict.box)},
		{"429", asked("/b/" + strict.box)},
		{"429", form("/file", "fr", "box", strict.box)},
	} {
		all := raw(t, strictly, c.request)
		if want == 0 {
			want = len(all)
		}
		if len(all) != want || !strings.HasPrefix(string(all), "HTTP/1.1 "+c.status) {
			t.Errorf("%d bytes and not %d, %.20q and not %s, answer %.80q", len(all), want, all, c.status, c.request)
		}
	}
	for _, request := range requests {
		all := raw(t, address, request)
		if want == 0 {
			want = len(all)
		}
		first, _, _ := strings.Cut(string(all), "\r\n")
		statuses[first]++
		if len(all) != want || strings.Contains(first, "500") {
			t.Errorf("%d bytes and not %d (%s) answer %.80q", len(all), want, first, request)
		}
		if bytes.Contains(bytes.ToLower(all), []byte("set-cookie")) || bytes.Contains(all, []byte("<script")) || bytes.Contains(all, []byte("http://")) {
			t.Errorf("it sets a cookie, runs a script or leads elsewhere: %.80q", request)
		}
	}
	if len(statuses) < 4 || len(statuses) > 8 {
		t.Errorf("answered with %v", statuses)
	}
}

// TestLimits has a client who asks too often: he is told to wait with as many
// bytes as ever, one who comes from elsewhere is not, and what is remembered is
// bounded.
func TestLimits(t *testing.T) {
	t.Parallel()
	from := netip.MustParseAddr("192.0.2.7")
	p := open(t, func(c *mailbox.DropConfig) {
		c.Limits = mailbox.Limits{Box: 1, BoxBurst: 5, Remote: 1, RemoteBurst: 12, Answer: 0.1, AnswerBurst: 2, Known: 20}
		c.Remote = func(*http.Request) (netip.Addr, bool) { return from, true }
	})
	ask := func(path string, want int) {
		t.Helper()
		if status, body := p.get(path); status != want {
			t.Errorf("%s is answered with %d: %.100s", path, status, body)
		}
	}
	other := letters()
	for range 5 {
		ask("/b/"+p.box, http.StatusOK)
	}
	ask("/b/"+p.box, http.StatusTooManyRequests)
	ask("/v1/box/"+p.box, http.StatusTooManyRequests)
	for range 5 {
		ask("/b/"+other, http.StatusOK)
	}
	ask("/b/"+letters(), http.StatusTooManyRequests)
	ask("/", http.StatusTooManyRequests)
	from = netip.MustParseAddr("192.0.2.200") // the same network
	ask("/", http.StatusTooManyRequests)
	for _, elsewhere := range []string{"192.0.3.7", "2001:db8::1"} {
		from = netip.MustParseAddr(elsewhere)
		ask("/", http.StatusOK)
	}
	ask("/b/"+p.box, http.StatusTooManyRequests)
	p.wait(time.Second)
	ask("/b/"+p.box, http.StatusOK)
	p.wait(time.Hour)
	hash, token := p.put(time.Minute)
	for i, want := range []string{"Your answer is kept.", "Your answer is kept.", "There were too many requests."} {
		_, page := p.post("/acknowledge", p.acknowledged(hash, token)...)
		if !strings.Contains(page, want) {
			t.Errorf("answer %d: not %q", i, want)
		}
	}
	from = netip.Addr{}
	for range 80 {
		ask("/b/"+letters(), http.StatusOK)
	}
	if n := p.drop.Known(); n > 60 {
		t.Errorf("%d are remembered", n)
	}
}

// TestHostile asks for what must not be reached.
func TestHostile(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	outside := filepath.Join(t.TempDir(), "outside")
	if err := os.Mkdir(outside, 0o700); err != nil {
		t.Fatal(err)
	}
	secret := bytes.Repeat([]byte("S"), mailbox.Size)
	if err := os.WriteFile(filepath.Join(outside, "secret.age"), secret, 0o600); err != nil {
		t.Fatal(err)
	}
	// A box that leads elsewhere, and a box with all sorts of things in it.
	link, mixed := letters(), p.newBox(mailbox.Keys{Kind: mailbox.KindX25519, Count: 1})
	if err := os.Symlink(outside, filepath.Join(p.root, link)); err != nil {
		t.Fatal(err)
	}
	for name, put := range map[string]func(path string) error{
		"link.age":    func(path string) error { return os.Symlink(filepath.Join(outside, "secret.age"), path) },
		"own.age":     func(path string) error { return os.Symlink("../.secret", path) },
		"pipe.age":    func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"folder.age":  func(path string) error { return os.Mkdir(path, 0o700) },
		"short.age":   func(path string) error { return os.WriteFile(path, secret[1:], 0o600) },
		"relay.age":   func(path string) error { return os.WriteFile(path, bytes.Repeat(secret, 2)[:24576], 0o600) },
		".hidden.age": func(path string) error { return os.WriteFile(path, secret, 0o600) },
		"a b.age":     func(path string) error { return os.WriteFile(path, secret, 0o600) },
	} {
		if err := put(filepath.Join(p.root, mixed, name)); err != nil {
			t.Fatal(err)
		}
	}
	// A name that leads to a box is no box.
	inside := letters()
	if err := os.Symlink(p.box, filepath.Join(p.root, inside)); err != nil {
		t.Fatal(err)
	}
	p.put(time.Hour)
	for _, box := range []string{link, inside, mixed} {
		shown := p.list(box)
		if len(shown) != 8 {
			t.Errorf("a box shows %d files", len(shown))
		}
		for _, hash := range shown {
			if _, file := p.get("/v1/file/" + box + "/" + hash); strings.Contains(file, "SSSS") || opens(p, file) || !strings.HasPrefix(file, "age-encryption.org/v1\n") {
				t.Error("something is served that is no parcel")
			}
		}
	}
	for _, path := range []string{
		"/v1/box/..%2f..%2fetc", "/v1/box/../../etc", "/v1/file/../.secret", "/v1/file/.returned/x", "/b/.returned", "/b/.", "/b/%00",
		"//etc/passwd", "/v1/file/" + p.box + "/../../.secret", "/v1/file/" + p.box + "/.keys", "/v1/box/" + p.box + "/x", "/..", "/%2e%2e/",
	} {
		if status, body := p.get(path); status == http.StatusOK && !strings.Contains(body, "box-hint") || strings.Contains(body, "root:") {
			t.Errorf("%s is answered with %d: %.80q", path, status, body)
		}
	}
	_, page := p.post("/answer", "box", p.box, "file", strings.Repeat("a", 64), "lang", `"><script>`)
	fields := p.acknowledged(strings.Repeat("a", 64), letters())
	fields[11] = `"><script>alert(1)</script>`
	_, again := p.post("/acknowledge", fields...)
	for _, page := range []string{page, again} {
		if strings.Contains(page, "<script") {
			t.Error("the page runs what was written")
		}
	}
}

func opens(p *place, file string) bool {
	_, ok := p.opens(file)
	return ok
}

// TestOpenDrop refuses what it cannot serve, and keeps its secret.
func TestOpenDrop(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	clock := time.Now
	for _, c := range []mailbox.DropConfig{
		{Root: root}, {Root: filepath.Join(root, "none"), Clock: clock}, {Root: root, Clock: clock, Rows: 11}, {Root: root, Clock: clock, Rows: -1},
	} {
		if d, err := mailbox.OpenDrop(c); err == nil || strings.Contains(err.Error(), root) {
			t.Errorf("%+v opens %v, %v", c, d, err)
		}
	}
	var secrets []string
	for range 2 {
		d, err := mailbox.OpenDrop(mailbox.DropConfig{Root: root, Clock: clock})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(d.Health(t.Context()), d.Close()); err != nil {
			t.Error(err)
		}
		b, err := os.ReadFile(filepath.Join(root, ".secret"))
		if err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, string(b))
	}
	if info, err := os.Stat(filepath.Join(root, ".secret")); secrets[0] != secrets[1] || err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the secret changes, or others read it: %v, %v", info, err)
	}
	if err := os.WriteFile(filepath.Join(root, ".secret"), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := mailbox.OpenDrop(mailbox.DropConfig{Root: root, Clock: clock}); err == nil {
		t.Error("a damaged secret is used")
	}
}

// TestPolicy has pages whose style is the one that their policy allows, and
// that may load nothing else.
func TestPolicy(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	for _, language := range []string{"en", "fr", "fa", "ru"} {
		_, page := p.get("/b/" + p.box + "?lang=" + language)
		_, rest, _ := strings.Cut(page, "<style>")
		style, _, ok := strings.Cut(rest, "</style>")
		sum := sha256.Sum256([]byte(style))
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		w := httptest.NewRecorder()
		p.drop.ServeHTTP(w, r)
		want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; form-action 'self'; "
		if got := w.Header().Get("Content-Security-Policy"); !ok || !strings.HasPrefix(got, want) {
			t.Errorf("the policy is %q, want %q", got, want)
		}
		if strings.Contains(page, "no value") || strings.Contains(page, "ZgotmplZ") || strings.Contains(page, "></button>") {
			t.Errorf("the page in %s is not whole", language)
		}
	}
}

// TestPace answers after the same time whether a box is there or not.
func TestPace(t *testing.T) {
	t.Parallel()
	p := open(t, func(c *mailbox.DropConfig) { c.Pace = 80 * time.Millisecond })
	for _, path := range []string{"/", "/b/" + p.box, "/b/" + letters(), "/nothing", "/v1/box/" + letters()} {
		begin := time.Now()
		p.get(path)
		if took := time.Since(begin); took < 80*time.Millisecond {
			t.Errorf("%s was answered after %s", path, took)
		}
	}
}

// FuzzDrop sends what strangers can send: it is answered, with as many bytes as
// ever, and nothing is left outside the folder for what comes back.
func FuzzDrop(f *testing.F) {
	for _, seed := range [][2]string{
		{"GET /b/x", ""},
		{"GET /v1/file/../x", ""},
		{"POST /acknowledge", "box=aaaaaaaaaaaaaaaaaaaaaaaaaa&file=x&token=y"},
		{"POST /", "box=AAAA-aaaaaaaaaaaaaaaaaaaaaa&lang=fa"},
		{"POST /v1/acknowledge", "tocsin-acknowledgement/v1\nfile x"},
		{"POST /sealed", "box=aaaaaaaaaaaaaaaaaaaaaaaaaa&paste=age-encryption.org/v1%0a"},
		{"POST /file", "%zz=%"},
		{"PUT /answer", "\x00"},
	} {
		f.Add(seed[0], seed[1])
	}
	root := f.TempDir()
	d, err := mailbox.OpenDrop(mailbox.DropConfig{
		Root: root, Clock: func() time.Time { return noon }, Pace: -1, Inbox: &desk{},
		Limits: mailbox.Limits{Box: 1e9, BoxBurst: 1e9, Answer: 1e9, AnswerBurst: 1e9},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = d.Close() })
	f.Fuzz(func(t *testing.T, line, body string) {
		method, path, _ := strings.Cut(line, " ")
		u, err := url.ParseRequestURI(path)
		if err != nil || strings.ContainsFunc(method, func(r rune) bool { return r < 'A' || r > 'Z' }) || method == "" {
			return
		}
		r := httptest.NewRequestWithContext(t.Context(), method, "/", strings.NewReader(body))
		r.URL = u
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Box", "aaaaaaaaaaaaaaaaaaaaaaaaaa")
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		if w.Body.Len() != mailbox.Size || w.Code >= 500 && w.Code != http.StatusServiceUnavailable {
			t.Errorf("%d with %d bytes: %.100s", w.Code, w.Body.Len(), w.Body)
		}
		entries, err := os.ReadDir(root)
		if err != nil || len(entries) != 3 {
			t.Errorf("there is %v, %v", entries, err)
		}
	})
}
