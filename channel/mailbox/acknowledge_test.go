package mailbox_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age/armor"

	"example.org/tocsin/channel/mailbox"
	"example.org/tocsin/delivery"
)

// says fails the test unless a page says a line, in English.
func (p *place) says(page, line string) {
	p.Helper()
	if !strings.Contains(page, "<strong>Result:</strong> "+line) {
		p.Errorf("the page does not say %q: %.600s", line, page)
	}
}

// waits gives what lies in the spool and what was refused.
func (p *place) waits() (returned, refused []string) {
	p.Helper()
	names := func(folder string) (names []string) {
		entries, err := os.ReadDir(filepath.Join(p.root, folder))
		if err != nil {
			p.Fatal(err)
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}
	return names(".returned"), names(".refused")
}

// TestAcknowledge answers by the form: it is the seven lines that reach the
// inbox, with the hash of the file that was served.
func TestAcknowledge(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	hash, token := p.put(time.Hour)
	_, form := p.post("/answer", "box", p.box, "file", hash)
	if !strings.Contains(form, `name="file" value="`+hash+`"`) {
		t.Error("the form does not bear the file's hash")
	}
	// As a person types it.
	fields := p.acknowledged(hash, " "+strings.ToUpper(token[:13])+" "+token[13:]+" ")
	fields[len(fields)-1] = " both gates are closed "
	status, page := p.post("/acknowledge", fields...)
	if status != http.StatusOK {
		t.Errorf("it is answered with %d", status)
	}
	p.says(page, "Your answer is kept.")
	want := delivery.Acknowledgement{
		SHA256: hash, Token: token, Answer: delivery.AnswerAcknowledged, Rung: delivery.RungAuthority, By: "duty officer", Says: "both gates are closed",
	}.Text()
	if took := p.desk.taken(); !slices.Equal(took, []string{want}) {
		t.Errorf("the inbox took %q, want %q", took, want)
	}
	if returned, refused := p.waits(); len(returned)+len(refused) != 0 {
		t.Errorf("there waits %v, %v", returned, refused)
	}
}

// TestChoices gives each answer and each rung that the page offers.
func TestChoices(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	hash, token := p.put(time.Hour)
	for _, answer := range []string{"acknowledged", "denied", "disputed", "question"} {
		for _, rung := range []string{"read", "read-with-authority", "understood", "acting", "onward"} {
			fields := p.acknowledged(hash, token)
			fields[7], fields[9], fields[13] = answer, rung, "which gate?"
			_, page := p.post("/acknowledge", fields...)
			p.says(page, "Your answer is kept.")
			_, form := p.post("/answer", "box", p.box, "file", hash)
			if !strings.Contains(form, `value="`+answer+`"`) || !strings.Contains(form, `value="`+rung+`"`) {
				t.Errorf("%s, %s are not offered", answer, rung)
			}
		}
	}
	if took := p.desk.taken(); len(took) != 20 {
		t.Errorf("the inbox took %d", len(took))
	}
}

// TestWrong answers with what is wrong: nothing comes to the inbox that could
// not be evidence, what it refuses is refused, and the form keeps what was
// written.
func TestWrong(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	hash, token := p.put(time.Hour)
	other, _ := p.put(time.Hour)
	filler := p.list(p.box)[5]
	for name, c := range map[string]struct {
		field, value int
		says         string
		to           string
		asked        int
	}{
		"no token":           {5, 0, "The token has 26", "", 0},
		"a short token":      {5, 0, "The token has 26", token[:25], 0},
		"another token":      {5, 0, "This answer fits nothing", letters(), 1},
		"another file":       {3, 0, "This answer fits nothing", other, 1},
		"a filler":           {3, 0, "This answer fits nothing", filler, 1},
		"a file of nowhere":  {3, 0, "This answer fits nothing", strings.Repeat("ab", 32), 1},
		"no file":            {3, 0, "Something is missing", "", 0},
		"a path":             {3, 0, "Something is missing", "../../etc/passwd", 0},
		"no answer":          {7, 0, "Something is missing", "", 0},
		"an invented answer": {7, 0, "Something is missing", "maybe", 0},
		"no rung":            {9, 0, "Something is missing", "", 0},
		"a carrier's rung":   {9, 0, "Something is missing", "handed-to-carrier", 0},
		"nobody":             {11, 0, "Something is missing", " ", 0},
		"two lines":          {13, 0, "Something is missing", "one\nrung acting", 0},
		"a box of nowhere":   {1, 0, "Your answer is kept", letters(), 1},
		"a box that is none": {1, 0, "The name of a box has", "../" + letters(), 0},
	} {
		before := p.desk.asked
		fields := p.acknowledged(hash, token)
		fields[c.field] = c.to
		_, page := p.post("/acknowledge", fields...)
		p.says(page, c.says)
		if got := p.desk.asked - before; got != c.asked {
			t.Errorf("%s: the inbox was asked %d times, not %d", name, got, c.asked)
		}
		if c.says[:4] == "This" && !strings.Contains(page, `value="duty officer"`) {
			t.Errorf("%s: what was written is lost", name)
		}
	}
	if _, refused := p.waits(); len(refused) != 4 {
		t.Errorf("%d are put aside", len(refused))
	}
}

// TestSealed sends sealed answers as a file, pasted and by a program: what the
// inbox gets is what was sent.
func TestSealed(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	binary := sealed(t, "seven lines", another(t))
	var b bytes.Buffer
	w := armor.NewWriter(&b)
	if _, err := w.Write(sealed(t, "seven lines", another(t))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	_, page := p.upload(binary, "")
	p.says(page, "Your answer is kept.")
	if took := p.desk.taken(); !slices.Equal(took, []string{string(binary)}) {
		t.Errorf("the inbox took %d, of other bytes", len(took))
	}
	_, page = p.upload(nil, b.String())
	p.says(page, "This answer fits nothing") // this inbox knows no armor
	for _, c := range []struct {
		file  []byte
		paste string
		says  string
	}{
		{nil, "", "This is no sealed answer."},
		{[]byte("a picture"), "", "This is no sealed answer."},
		{nil, "I have read it", "This is no sealed answer."},
		{append([]byte("age-encryption.org/v1\n"), make([]byte, 33<<10)...), "", "This is too large"},
		{append([]byte("age-encryption.org/v1\n"), make([]byte, 90<<10)...), "", "This is too large"},
		{make([]byte, 5<<20), "", "This is too large"},
	} {
		_, page := p.upload(c.file, c.paste)
		p.says(page, c.says)
	}
	if entries, _ := os.ReadDir(os.TempDir()); slices.ContainsFunc(entries, func(e os.DirEntry) bool { return strings.HasPrefix(e.Name(), "multipart-") }) {
		t.Error("an upload lies on the disk")
	}
	if p.desk.asked != 2 {
		t.Errorf("the inbox was asked %d times", p.desk.asked)
	}
}

func (p *place) upload(file []byte, paste string) (int, string) {
	p.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("sealed", "answer.age")
	if err == nil {
		_, err = part.Write(file)
	}
	if err := errors.Join(err, w.WriteField("box", p.box), w.WriteField("paste", paste), w.Close()); err != nil {
		p.Fatal(err)
	}
	// Read in full before it is answered, as a server may hang up on the rest.
	r, err := http.NewRequestWithContext(p.Context(), http.MethodPost, p.server.URL+"/sealed", &b)
	if err != nil {
		p.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	return p.do(r)
}

// TestProgram does the whole round with the plain interface.
func TestProgram(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	hash, token := p.put(time.Hour)
	_, file := p.get("/v1/file/" + p.box + "/" + hash)
	if text, ok := p.opens(file); !ok || !strings.Contains(text, token) {
		t.Fatal("the file does not open")
	}
	lines := delivery.Acknowledgement{
		SHA256: hash, Token: token, Answer: delivery.AnswerAcknowledged, Rung: delivery.RungRead, By: "watch",
	}.Text()
	for _, c := range []struct {
		body   string
		status int
		result string
	}{
		{strings.ReplaceAll(lines, "\n", "\r\n"), http.StatusOK, `{"kept":true,"result":"kept"`},
		{lines, http.StatusOK, `"kept":true`},
		{strings.Replace(lines, token, letters(), 1), http.StatusUnprocessableEntity, `{"kept":false,"result":"refused"`},
		{strings.Replace(lines, token, "short", 1), http.StatusBadRequest, `"result":"token"`},
		{"hello", http.StatusBadRequest, `"result":"form"`},
		{"", http.StatusBadRequest, `"result":"form"`},
		{lines + strings.Repeat("\n", 90<<10), http.StatusRequestEntityTooLarge, `"result":"large"`},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.server.URL+"/v1/acknowledge", strings.NewReader(c.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Box", p.box)
		status, said := p.do(r)
		if status != c.status || !strings.Contains(said, c.result) {
			t.Errorf("%.30q is answered with %d: %.200s", c.body, status, said)
		}
	}
	// Evidence is kept as it came, so the one with other line ends is another.
	if took := p.desk.taken(); len(took) != 2 {
		t.Errorf("the inbox took %q", took)
	}
}

// TestReplays sends one answer by many at once and again and again: it is one.
func TestReplays(t *testing.T) {
	t.Parallel()
	for _, apart := range []bool{false, true} {
		p := open(t, func(c *mailbox.DropConfig) {
			if apart {
				c.Inbox = nil
			}
		})
		hash, token := p.put(time.Hour)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 10 {
					_, page := p.post("/acknowledge", p.acknowledged(hash, token)...)
					p.says(page, "Your answer is kept.")
				}
			})
		}
		all.Wait()
		if apart {
			if returned, _ := p.waits(); len(returned) != 1 {
				t.Errorf("there waits %v", returned)
			}
			p.collect(true, mailbox.Collected{Taken: 1})
		}
		if took := p.desk.taken(); len(took) != 1 {
			t.Errorf("the inbox took %d", len(took))
		}
	}
}

// collect does a round of collecting.
func (p *place) collect(atOnce bool, want mailbox.Collected) {
	p.Helper()
	got, err := mailbox.Collect(p.Context(), mailbox.Collecting{Root: p.root, Inbox: p.desk, Now: p.clock(), AtOnce: atOnce})
	if err != nil || got != want {
		p.Errorf("collected %+v, %v, want %+v", got, err, want)
	}
}

// TestCollect has the drop apart from the holder: answers wait for the end of
// their minute and leave together, or at once where a life is at stake; what the
// inbox cannot keep waits on, what it refuses is put aside.
func TestCollect(t *testing.T) {
	t.Parallel()
	p := open(t, func(c *mailbox.DropConfig) { c.Inbox = nil })
	answer := func() {
		t.Helper()
		hash, token := p.put(time.Hour)
		_, page := p.post("/acknowledge", p.acknowledged(hash, token)...)
		p.says(page, "Your answer is kept.")
	}
	p.wait(7 * time.Second)
	answer()
	p.collect(false, mailbox.Collected{Left: 1})
	p.wait(30 * time.Second)
	answer()
	p.collect(false, mailbox.Collected{Left: 2})
	returned, _ := p.waits()
	for _, name := range returned {
		info, err := os.Stat(filepath.Join(p.root, ".returned", name))
		if err != nil || !info.ModTime().Equal(noon.Add(time.Minute)) || info.Mode().Perm() != 0o600 {
			t.Errorf("it waits with %v, %v", info, err)
		}
	}
	p.wait(23 * time.Second) // the minute is over
	p.collect(false, mailbox.Collected{Taken: 2})
	p.wait(time.Second)
	answer()
	p.collect(true, mailbox.Collected{Taken: 1})
	if len(p.desk.taken()) != 3 {
		t.Errorf("the inbox took %d", len(p.desk.taken()))
	}
	// A drop whose clock is years ahead, or behind, is collected all the same.
	for _, ahead := range []time.Duration{10 * 365 * 24 * time.Hour, -20 * 365 * 24 * time.Hour} {
		p.wait(ahead)
		answer()
		p.wait(-ahead)
		p.collect(false, mailbox.Collected{Taken: 1})
	}
	// Whoever sends it again and again does not keep it from being collected.
	p.wait(time.Minute - time.Duration(p.clock().Second())*time.Second + 50*time.Second)
	hash, token := p.put(time.Hour)
	for range 2 {
		_, page := p.post("/acknowledge", p.acknowledged(hash, token)...)
		p.says(page, "Your answer is kept.")
		p.wait(15 * time.Second)
	}
	p.collect(false, mailbox.Collected{Taken: 1})
	// A forged one cannot be told from a good one here: the inbox refuses it.
	_, page := p.post("/acknowledge", p.acknowledged(hash, letters())...)
	p.says(page, "Your answer is kept.")
	p.collect(true, mailbox.Collected{Refused: 1})
	if returned, refused := p.waits(); len(returned) != 0 || len(refused) != 1 {
		t.Errorf("there waits %v, refused is %v", returned, refused)
	}
	// What is not kept waits on.
	answer()
	p.desk.broken = errors.New("the disk is full")
	if got, err := mailbox.Collect(t.Context(), mailbox.Collecting{Root: p.root, Inbox: p.desk, Now: p.clock(), AtOnce: true}); err == nil || got != (mailbox.Collected{Left: 1}) {
		t.Errorf("collected %+v, %v", got, err)
	}
	p.desk.broken = nil
	p.collect(true, mailbox.Collected{Taken: 1})
	p.collect(true, mailbox.Collected{})
}

// TestCollectOther looks at nothing that is no answer: what a crash left, links,
// pipes; and serves a folder that nobody has served yet.
func TestCollectOther(t *testing.T) {
	t.Parallel()
	p := open(t, func(c *mailbox.DropConfig) { c.Inbox = nil })
	folder := filepath.Join(p.root, ".returned")
	if err := os.Symlink("/etc/passwd", filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, ".incoming-X"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(filepath.Join(folder, ".incoming-X"), noon, noon); err != nil {
		t.Fatal(err)
	}
	p.collect(true, mailbox.Collected{})
	if returned, _ := p.waits(); len(returned) != 2 {
		t.Errorf("there is %v", returned)
	}
	p.wait(2 * time.Hour)
	p.collect(true, mailbox.Collected{})
	if returned, _ := p.waits(); !slices.Equal(returned, []string{"link"}) || p.desk.asked != 0 {
		t.Errorf("there is %v", returned)
	}
	if done, err := mailbox.Collect(t.Context(), mailbox.Collecting{Root: t.TempDir(), Inbox: p.desk, Now: noon}); err != nil || done != (mailbox.Collected{}) {
		t.Errorf("of an empty folder: %+v, %v", done, err)
	}
	if _, err := mailbox.Collect(t.Context(), mailbox.Collecting{Root: filepath.Join(p.root, "none"), Inbox: p.desk, Now: noon}); err == nil || strings.Contains(err.Error(), p.root) {
		t.Errorf("of no folder: %v", err)
	}
}

// TestRoom floods a drop with answers: those of strangers take no room from
// those for a box, what is full says so, and what was refused is bounded.
func TestRoom(t *testing.T) {
	t.Parallel()
	p := open(t, func(c *mailbox.DropConfig) { c.Inbox, c.Limits.Strays, c.Limits.Waiting = nil, 20, 5 })
	hash, _ := p.put(time.Hour)
	forge := func(box string) string {
		fields := p.acknowledged(hash, letters())
		fields[1] = box
		_, page := p.post("/acknowledge", fields...)
		return page
	}
	for range 20 {
		p.says(forge(letters()), "Your answer is kept.")
	}
	p.says(forge(letters()), "Your answer could not be kept now.")
	if err := p.drop.Health(t.Context()); err == nil {
		t.Error("a drop that is full is healthy")
	}
	for range 5 {
		p.says(forge(p.box), "Your answer is kept.")
	}
	p.says(forge(p.box), "Your answer could not be kept now.")
	for i := range 1200 {
		path := filepath.Join(p.root, ".refused", fmt.Sprint(i))
		if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chtimes(path, noon, noon.Add(time.Duration(i)*time.Second))); err != nil {
			t.Fatal(err)
		}
	}
	p.collect(true, mailbox.Collected{Refused: 25})
	_, refused := p.waits()
	if len(refused) != 1000 || slices.Contains(refused, "199") || !slices.Contains(refused, "1199") {
		t.Errorf("%d that were refused are kept", len(refused))
	}
	if err := p.drop.Health(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestSlowInbox has an inbox that does not answer: who answers does not wait for
// it, is told that it is kept, and it is.
func TestSlowInbox(t *testing.T) {
	t.Parallel()
	p := open(t, nil)
	hash, token := p.put(time.Hour)
	p.desk.broken = context.DeadlineExceeded
	_, page := p.post("/acknowledge", p.acknowledged(hash, token)...)
	p.says(page, "Your answer is kept.")
	if returned, _ := p.waits(); len(returned) != 1 {
		t.Errorf("there waits %v", returned)
	}
	p.desk.broken = nil
	p.collect(true, mailbox.Collected{Taken: 1})
}
