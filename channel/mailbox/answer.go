package mailbox

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// headSize is how many bytes the head of every answer has, save what the server
// adds to each alike; a field of padding fills it up.
const headSize = 1100

// A reply is what a request is answered with: always Size bytes.
type reply struct {
	status int
	kind   string
	// name is what a file is saved as, empty for what is shown.
	name string
	body []byte
}

// The kinds of what is replied.
const (
	kindPage = "text/html; charset=utf-8"
	kindFile = "application/octet-stream"
	kindJSON = "application/json"
)

// ServeHTTP answers a request: after the same time, and with as many bytes,
// whatever it asks and whatever there is to say.
func (d *Drop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var pace <-chan time.Time
	if d.config.Pace > 0 {
		timer := time.NewTimer(d.config.Pace)
		defer timer.Stop()
		pace = timer.C
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	given, err := d.answer(r)
	if err != nil {
		// What is wrong is the operator's matter; he hears it from Health.
		if strings.HasPrefix(r.URL.Path, "/v1/") {
			given, err = told(lineFault)
		} else {
			given, err = d.line(r, lineFault, view{})
		}
	}
	if err != nil || len(given.body) != Size {
		given = reply{http.StatusInternalServerError, kindFile, "", make([]byte, Size)}
	}
	if pace != nil {
		select {
		case <-pace:
		case <-r.Context().Done():
			return
		}
	}
	send(w, given)
}

// send writes a reply whose head is as long as that of any other.
func send(w http.ResponseWriter, given reply) {
	policy := "default-src 'none'"
	if b, err := pages(); err == nil {
		policy = b.policy
	}
	disposition := "inline"
	if given.name != "" {
		disposition = "attachment; filename=" + given.name
	}
	head := [][2]string{
		{"Content-Type", given.kind},
		{"Content-Length", strconv.Itoa(len(given.body))},
		{"Content-Disposition", disposition},
		{"Content-Security-Policy", policy},
		{"Cache-Control", "no-store"},
		{"Cross-Origin-Opener-Policy", "same-origin"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
		{"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
		{"Referrer-Policy", "no-referrer"},
		{"Strict-Transport-Security", "max-age=63072000"},
		{"X-Content-Type-Options", "nosniff"},
		{"X-Frame-Options", "DENY"},
	}
	if given.status == http.StatusTooManyRequests || given.status == http.StatusServiceUnavailable {
		head = append(head, [2]string{"Retry-After", "60"})
	}
	length := len(strconv.Itoa(given.status)) + len(http.StatusText(given.status)) + len("Padding: \r\n")
	for _, field := range head {
		w.Header().Set(field[0], field[1])
		length += len(field[0]) + len(field[1]) + len(": \r\n")
	}
	w.Header().Set("Padding", strings.Repeat(".", max(headSize-length, 1)))
	w.WriteHeader(given.status)
	_, _ = w.Write(given.body) // who has gone does not read it
}

// answer finds what a request asks for.
func (d *Drop) answer(r *http.Request) (reply, error) {
	path := r.URL.Path
	if rest, ok := strings.CutPrefix(path, "/v1/"); ok {
		return d.api(r, rest)
	}
	get := r.Method == http.MethodGet || r.Method == http.MethodHead
	box, named := strings.CutPrefix(path, "/b/")
	switch {
	case get && path == "/":
		return d.start(r)
	case get && named:
		return d.showBox(r, box)
	case r.Method != http.MethodPost:
		return d.line(r, linePage, view{})
	}
	err := r.ParseMultipartForm(maxBody) //nolint:gosec // ServeHTTP bounds the body
	if err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return d.line(r, unread(err), view{})
	}
	switch path {
	case "/":
		return d.showBox(r, r.PostFormValue("box"))
	case "/file":
		return d.give(r, r.PostFormValue("box"), r.PostFormValue("file"))
	case "/answer":
		return d.form(r)
	case "/acknowledge":
		return d.acknowledge(r)
	case "/sealed":
		return d.sealed(r)
	}
	return d.line(r, linePage, view{})
}

// page renders a page.
func (*Drop) page(r *http.Request, status int, v view) (reply, error) {
	b, err := pages()
	if err != nil {
		return reply{}, err
	}
	body, err := b.render(b.lang(r), v)
	return reply{status, kindPage, "", body}, err
}

// line is a page that says one line, above what a view shows otherwise.
func (d *Drop) line(r *http.Request, l line, v view) (reply, error) {
	if v.Kind == "" {
		v.Kind = pageLine
	}
	v.Line = l
	return d.page(r, statuses[l], v)
}

func (d *Drop) start(r *http.Request) (reply, error) {
	if !d.allowed(r, "", false) {
		return d.line(r, lineLimited, view{})
	}
	return d.page(r, http.StatusOK, view{Kind: pageStart})
}

// enter checks the name of a box and the limits; a line says what is wrong.
func (d *Drop) enter(r *http.Request, typed string, answer bool) (box string, wrong line) {
	box, ok := boxName(typed)
	if !ok {
		box = ""
	}
	switch {
	case !d.allowed(r, box, answer):
		return "", lineLimited
	case !ok:
		return "", lineBox
	}
	return box, ""
}

// showBox shows a box.
func (d *Drop) showBox(r *http.Request, typed string) (reply, error) {
	box, wrong := d.enter(r, typed, false)
	if wrong != "" {
		v := view{}
		if wrong == lineBox {
			v.Kind = pageStart
		}
		return d.line(r, wrong, v)
	}
	rows, _, err := d.look(r.Context(), box)
	if err != nil {
		return reply{}, err
	}
	return d.page(r, http.StatusOK, view{Kind: pageBox, Box: box, Rows: rows})
}

// find gives one of the files that a box shows.
func (d *Drop) find(ctx context.Context, box, hash string) (found []byte, there bool, err error) {
	rows, there, err := d.look(ctx, box)
	for _, w := range rows {
		switch {
		case w.Hash != hash:
		case w.bytes != nil:
			found = w.bytes
		default:
			found = w.filler.bytes()
		}
	}
	return found, there, err
}

// give gives a file.
func (d *Drop) give(r *http.Request, typed, hash string) (reply, error) {
	box, wrong := d.enter(r, typed, false)
	if wrong != "" {
		return d.line(r, wrong, view{})
	}
	body, _, err := d.find(r.Context(), box, hash)
	switch {
	case err != nil:
		return reply{}, err
	case body == nil:
		return d.line(r, lineGone, view{Box: box})
	}
	return reply{http.StatusOK, kindFile, hash[:8] + ".age", body}, nil
}

// form gives the form of an answer to a file.
func (d *Drop) form(r *http.Request) (reply, error) {
	box, wrong := d.enter(r, r.PostFormValue("box"), false)
	hash := r.PostFormValue("file")
	if wrong == "" && !isHash(hash) {
		wrong = lineGone
	}
	if wrong != "" {
		return d.line(r, wrong, view{Box: box})
	}
	return d.page(r, http.StatusOK, view{Kind: pageAnswer, Box: box, File: hash})
}

// isHash reports whether a word is a SHA-256 in hexadecimal.
func isHash(word string) bool {
	return len(word) == 64 && strings.Trim(word, "0123456789abcdef") == ""
}

// inJSON gives a reply for programs.
func inJSON(status int, v any) (reply, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return reply{}, err
	}
	// Blanks may stand behind a value.
	body = append(body, strings.Repeat(" ", max(0, Size-len(body)-1))...)
	return reply{status, kindJSON, "", append(body, '\n')}, nil
}
