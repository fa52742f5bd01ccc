package mailbox_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"example.org/tocsin/channel/mailbox"
)

// ageCommand is the age command: built from the module we use, or else the one of
// the system.
func ageCommand(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", dir, "filippo.io/age/cmd/age").CombinedOutput()
	if err == nil {
		return filepath.Join(dir, "age")
	}
	t.Logf("building age: %v\n%s", err, out)
	path, err := exec.LookPath("age")
	if err != nil {
		t.Skip("THERE IS NO age COMMAND: nothing was opened without us")
	}
	return path
}

// newBrowser starts a browser whose pages run no script, as wide as a phone.
func newBrowser(t *testing.T, language, downloads string) context.Context {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("THERE IS NO chromium: no page was looked at in a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.IgnoreCertErrors,
		chromedp.ExecPath("chromium"), chromedp.Flag("accept-lang", language))
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	// What the browser is started with is what it ends with, so this has no
	// deadline of its own.
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile)); err != nil {
		t.Fatal(err)
	}
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	if err == nil {
		_, err = chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
			Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: downloads,
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return ctx
}

// do has the browser do something.
func do(ctx context.Context, t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	for i, step := range steps {
		limited, cancel := context.WithTimeout(ctx, 20*time.Second)
		err := chromedp.Do(limited, step)
		cancel()
		if err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
	}
}

// picture keeps a picture of the page; see go test -artifacts.
func picture(ctx context.Context, t *testing.T, name string) {
	t.Helper()
	b, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(t.ArtifactDir(), name+".png"), b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// secured serves a drop over TLS, as strangers meet it, and gives its address.
func (p *place) secured() string {
	p.Helper()
	certified := httptest.NewTLSServer(nil)
	certified.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		p.Fatal(err)
	}
	ctx, cancel := context.WithCancel(p.Context())
	ended := make(chan error, 1)
	go func() { ended <- mailbox.Server{Handler: p.drop, TLS: certified.TLS}.Serve(ctx, l) }()
	p.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			p.Error(err)
		}
	})
	return "https://" + l.Addr().String()
}

// TestBrowser has somebody without an account, without script and on a phone
// open a box, save a file, open it with the age command and answer.
func TestBrowser(t *testing.T) {
	t.Parallel()
	command := ageCommand(t)
	downloads := t.TempDir()
	p := open(t, nil)
	hash, token := p.put(-time.Hour)
	address := p.secured()
	ctx := newBrowser(t, "en", downloads)
	do(ctx, t, chromedp.Navigate(address+"/"))
	picture(ctx, t, "start")
	do(ctx, t,
		chromedp.SendKeys(chromedp.CSS("#box"), strings.ToUpper(p.box[:10])+"-"+p.box[10:]),
		chromedp.Click(chromedp.CSS("main form button")),
		chromedp.WaitVisible(chromedp.CSS(".files")))
	picture(ctx, t, "box")
	do(ctx, t, chromedp.Click(chromedp.CSS(`button[value="`+hash+`"]`)))
	file := filepath.Join(downloads, hash[:8]+".age")
	content := arrives(t, file)
	if sum := sha256.Sum256(content); hex.EncodeToString(sum[:]) != hash {
		t.Fatalf("%d other bytes were saved", len(content))
	}
	key := filepath.Join(t.TempDir(), "key.txt")
	if err := os.WriteFile(key, []byte(p.key.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.CommandContext(t.Context(), command, "-d", "-i", key, file).Output()
	if err != nil {
		t.Fatal(err)
	}
	read := regexp.MustCompile(`acknowledge-with (\S+)`).FindSubmatch(text)
	if read == nil || string(read[1]) != token {
		t.Fatalf("age opens %.200q", text)
	}
	do(ctx, t,
		chromedp.Click(chromedp.CSS(`button[formaction="/answer"]`)),
		chromedp.WaitVisible(chromedp.CSS("#token")),
		chromedp.SendKeys(chromedp.CSS("#token"), string(read[1])),
		chromedp.Click(chromedp.CSS(`input[value="acknowledged"]`)),
		chromedp.Click(chromedp.CSS(`input[value="read-with-authority"]`)),
		chromedp.SendKeys(chromedp.CSS("#by"), "duty officer"),
		chromedp.SendKeys(chromedp.CSS("#says"), "received at the gate"))
	picture(ctx, t, "answer")
	do(ctx, t, chromedp.Click(chromedp.CSS(`form[action="/acknowledge"] button`)), chromedp.WaitVisible(chromedp.CSS(".line")))
	picture(ctx, t, "kept")
	if said, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS(".line"))); err != nil || !strings.Contains(said, "Your answer is kept") {
		t.Errorf("the page says %q, %v", said, err)
	}
	took := p.desk.taken()
	if len(took) != 1 || !strings.Contains(took[0], "file "+hash+"\ntoken "+token+"\n") || !strings.Contains(took[0], "received at the gate") {
		t.Errorf("the inbox took %q", took)
	}
	// The same in a language that is written from right to left.
	do(ctx, t, chromedp.Navigate(address+"/b/"+p.box+"?lang=fa"), chromedp.WaitVisible(chromedp.CSS(`html[dir="rtl"] .files`)))
	picture(ctx, t, "box-fa")
	do(ctx, t, chromedp.Click(chromedp.CSS(`button[formaction="/answer"]`)), chromedp.WaitVisible(chromedp.CSS("#token")))
	picture(ctx, t, "answer-fa")
}

// arrives waits until a file is saved whole.
func arrives(t *testing.T, path string) []byte {
	t.Helper()
	for range 200 {
		b, err := os.ReadFile(path)
		if err == nil && len(b) == mailbox.Size {
			return b
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("nothing was saved as %s", filepath.Base(path))
	return nil
}
