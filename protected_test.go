package tocsin_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"text/template"

	"example.org/tocsin"
)

// secret is what must not be seen.
const secret tocsin.Protected = "Ilmarinen"

// hides fails when a text shows the secret, plain, in hexadecimal or as bytes.
func hides(t *testing.T, text string) {
	t.Helper()
	lower := strings.ToLower(text)
	for _, shown := range []string{"ilmarinen", "496c6d6172696e656e", "73 108 109", "49 6c 6d", "0x49, 0x6c"} {
		if strings.Contains(lower, shown) {
			t.Errorf("the text is shown: %s", text)
		}
	}
}

// carriers are the ways in which protected text is handed about.
func carriers() map[string]any {
	p := secret
	type inner struct{ Name tocsin.Protected }
	return map[string]any{
		"the text":                  p,
		"a pointer to it":           &p,
		"a slice":                   []tocsin.Protected{p, p},
		"an array":                  [1]tocsin.Protected{p},
		"a map's value":             map[string]tocsin.Protected{"name": p},
		"a field":                   inner{Name: p},
		"a pointer to a field":      &inner{Name: p},
		"a pointer in a field":      struct{ Name *tocsin.Protected }{&p},
		"an embedded field":         struct{ tocsin.Protected }{p},
		"a field of a field":        struct{ In inner }{inner{p}},
		"an any":                    []any{p, &p, inner{p}},
		"a map of slices of fields": map[string][]inner{"names": {{p}}},
	}
}

func TestProtectedReveals(t *testing.T) {
	t.Parallel()
	if got := secret.Reveal(); got != "Ilmarinen" {
		t.Errorf("the text is revealed as %q", got)
	}
}

// TestProtectedFmt prints it with every verb and flag that prints a string, and
// with those that do not.
func TestProtectedFmt(t *testing.T) {
	t.Parallel()
	verbs := []string{
		"%v", "%+v", "%#v", "%s", "%q", "%+q", "%#q", "%x", "%X", "% x", "%#x", "% #X",
		"%d", "%o", "%b", "%c", "%U", "%e", "%t", "%20s", "%-20v", "%.3s", "%.1q", "%T",
	}
	for name, carrier := range carriers() {
		for _, verb := range verbs {
			text := fmt.Sprintf(verb, carrier)
			hides(t, text)
			if t.Failed() {
				t.Fatalf("by %s of %s", verb, name)
			}
		}
		hides(t, fmt.Sprint(carrier)+fmt.Sprintln("x", carrier))
		hides(t, string(fmt.Append(nil, carrier)))
	}
	for _, verb := range verbs[:len(verbs)-1] {
		if got := fmt.Sprintf(verb, secret); got != "[protected]" {
			t.Errorf("%s prints %q", verb, got)
		}
	}
}

// TestProtectedErrors puts it in errors, wrapped and joined.
func TestProtectedErrors(t *testing.T) {
	t.Parallel()
	for name, carrier := range carriers() {
		cause := fmt.Errorf("the source %v is known", carrier)
		err := errors.Join(fmt.Errorf("filing: %w", cause), cause)
		hides(t, err.Error())
		hides(t, fmt.Sprintf("%+v %#v %q", err, err, err))
		if t.Failed() {
			t.Fatalf("in an error about %s", name)
		}
	}
}

// TestProtectedPanic holds that a crash does not print it.
func TestProtectedPanic(t *testing.T) {
	t.Parallel()
	defer func() { hides(t, fmt.Sprint(recover())) }()
	panic(fmt.Errorf("a fault about %v", secret))
}

func TestProtectedSlog(t *testing.T) {
	t.Parallel()
	for name, carrier := range carriers() {
		var out bytes.Buffer
		for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			log := slog.New(handler)
			log.With(slog.Any("with", carrier)).LogAttrs(context.Background(), slog.LevelInfo, "filed",
				slog.Any("name", carrier), slog.Group("report", slog.Any("name", carrier)), slog.Any("err", fmt.Errorf("no %v", carrier)))
		}
		hides(t, out.String())
		if strings.Count(out.String(), "\n") != 2 {
			t.Errorf("%s is logged as %q", name, out.String())
		}
		if t.Failed() {
			t.Fatalf("in a log of %s", name)
		}
	}
}

func TestProtectedEncodings(t *testing.T) {
	t.Parallel()
	for name, carrier := range carriers() {
		raw, err := json.Marshal(carrier)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		hides(t, string(raw))
		if !bytes.Contains(raw, []byte("[protected]")) {
			t.Errorf("%s is written as %s", name, raw)
		}
		var out strings.Builder
		if err := template.Must(template.New("").Parse("{{.}} {{printf `%s` .}}")).Execute(&out, carrier); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		hides(t, out.String())
		if t.Failed() {
			t.Fatalf("in an encoding of %s", name)
		}
	}
	type person struct {
		Name tocsin.Protected `xml:"name,attr"`
		Text tocsin.Protected
	}
	raw, err := xml.Marshal(person{secret, secret})
	if err != nil {
		t.Fatal(err)
	}
	hides(t, string(raw))
}
