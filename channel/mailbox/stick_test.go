package mailbox

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestStickWithoutLinks gives names where the file system knows no links, as on
// a stick, and where the draft is swept away by another process.
func TestStickWithoutLinks(t *testing.T) {
	t.Parallel()
	content := []byte("sealed")
	none := func(what error) func(string, string) error {
		return func(string, string) error { return &os.LinkError{Op: "link", Err: what} }
	}
	for name, c := range map[string]struct {
		link  func(string, string) error
		there []byte
		draft bool
		want  error
	}{
		"not permitted":             {none(syscall.EPERM), nil, true, nil},
		"not supported":             {none(syscall.EOPNOTSUPP), nil, true, nil},
		"not known":                 {none(syscall.ENOSYS), nil, true, nil},
		"the same lies there":       {none(syscall.EPERM), content, true, nil},
		"another lies there":        {none(syscall.EPERM), []byte("others"), true, errOther},
		"links, the same is there":  {os.Link, content, true, nil},
		"links, another is there":   {os.Link, []byte("others"), true, errOther},
		"the disk is full":          {none(syscall.ENOSPC), nil, true, syscall.ENOSPC},
		"swept, and brought":        {os.Link, content, false, nil},
		"swept, and taken away":     {os.Link, nil, false, fs.ErrNotExist},
		"swept, without links":      {none(syscall.EPERM), nil, false, fs.ErrNotExist},
		"swept, another lies there": {os.Link, []byte("others"), false, errOther},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			draft, path := filepath.Join(folder, ".draft"), filepath.Join(folder, "parcel")
			if c.draft {
				if err := os.WriteFile(draft, content, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if c.there != nil {
				if err := os.WriteFile(path, c.there, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := give(c.link, draft, path, content); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			got, _ := os.ReadFile(path)
			want := c.there
			if c.want == nil {
				want = content
			}
			if string(got) != string(want) {
				t.Errorf("there lies %q, not %q", got, want)
			}
		})
	}
}
