package relay_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"example.org/tocsin"
	"example.org/tocsin/channel"
	"example.org/tocsin/channel/relay"
)

// An inbox keeps what says so, refuses what says so, and breaks on what says so.
type inbox struct {
	mu   sync.Mutex
	kept []string
}

func (b *inbox) Take(_ context.Context, e channel.Evidence) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case strings.HasPrefix(string(e.Bytes), "refuse"):
		return tocsin.Refuse("delivery/unknown", "look at it", "it is evidence of nothing")
	case strings.HasPrefix(string(e.Bytes), "break"):
		return errors.New("the record is locked")
	}
	b.kept = append(b.kept, e.Channel+" "+string(e.Bytes))
	return nil
}

// put writes files into a folder.
func put(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// lies lists what lies in a folder.
func lies(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	names := []string{}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// TestCollect gives receipts to the inbox: what is kept goes, what is refused is
// put aside, what cannot be kept now stays, and what is no file of theirs is not
// touched.
func TestCollect(t *testing.T) {
	t.Parallel()
	folder, elsewhere := t.TempDir(), filepath.Join(t.TempDir(), "secret")
	put(t, folder, map[string]string{
		"a": "one", "b": "refuse this", "c": "break here", ".half": "not whole", "d": strings.Repeat("x", relay.MaxReceipt+1), "e": strings.Repeat("y", relay.MaxReceipt),
	})
	if err := os.WriteFile(elsewhere, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Symlink(elsewhere, filepath.Join(folder, "link")), syscall.Mkfifo(filepath.Join(folder, "pipe"), 0o600), os.Mkdir(filepath.Join(folder, "folder"), 0o700)); err != nil {
		t.Fatal(err)
	}
	b := &inbox{}
	kept, err := relay.Collect(t.Context(), folder, b)
	if kept != 2 || err == nil || !strings.Contains(err.Error(), "the record is locked") || strings.Contains(err.Error(), folder) {
		t.Errorf("%d were kept (%v)", kept, err)
	}
	slices.Sort(b.kept)
	if !slices.Equal(b.kept, []string{"relay " + strings.Repeat("y", relay.MaxReceipt), "relay one"}) && !slices.Equal(b.kept, []string{"relay one", "relay " + strings.Repeat("y", relay.MaxReceipt)}) {
		t.Errorf("the inbox has %d", len(b.kept))
	}
	if got := lies(t, folder); !slices.Equal(got, []string{".half", "c", "folder", "link", "pipe", "refused"}) {
		t.Errorf("there lies %v", got)
	}
	if got := lies(t, filepath.Join(folder, "refused")); len(got) != 2 || got[0][:2] != "b-" || got[1][:2] != "d-" {
		t.Errorf("aside lies %v", got)
	}
	// Another of the same name takes the place of none.
	put(t, folder, map[string]string{"b": "refuse this too", "c": "now"})
	if kept, err := relay.Collect(t.Context(), folder, b); kept != 1 || err != nil || len(lies(t, filepath.Join(folder, "refused"))) != 3 {
		t.Errorf("%d were kept (%v)", kept, err)
	}
}

// TestCollectStops stops when its time is over, and says when there is no folder,
// without naming it.
func TestCollectStops(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	put(t, folder, map[string]string{"a": "one"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if kept, err := relay.Collect(ctx, folder, &inbox{}); kept != 0 || !errors.Is(err, context.Canceled) || len(lies(t, folder)) != 1 {
		t.Errorf("%d were kept (%v)", kept, err)
	}
	gone := filepath.Join(folder, "gone")
	if _, err := relay.Collect(t.Context(), gone, &inbox{}); err == nil || strings.Contains(err.Error(), folder) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// TestCollectAtOnce has several collect from one folder: nothing is lost.
func TestCollectAtOnce(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	files := map[string]string{}
	for i := range 100 {
		files["r"+strings.Repeat("i", i)] = strings.Repeat("z", i+1)
	}
	put(t, folder, files)
	b := &inbox{}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := relay.Collect(t.Context(), folder, b); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	slices.Sort(b.kept)
	if got := slices.Compact(b.kept); len(got) != 100 || len(lies(t, folder)) > 0 {
		t.Errorf("%d of 100 were kept, and there lies %v", len(got), lies(t, folder))
	}
}
