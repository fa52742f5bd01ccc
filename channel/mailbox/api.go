package mailbox

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"example.org/tocsin/delivery"
)

// api answers programs: GET box/BOX lists, GET file/BOX/FILE gives a file, POST
// acknowledge takes seven lines or a sealed answer.
func (d *Drop) api(r *http.Request, path string) (reply, error) {
	get := r.Method == http.MethodGet || r.Method == http.MethodHead
	what, rest, _ := strings.Cut(path, "/")
	switch {
	case get && what == "box":
		return d.list(r, rest)
	case get && what == "file":
		box, file, _ := strings.Cut(rest, "/")
		given, err := d.give(r, box, file)
		if given.kind == kindPage {
			return told(lineOf(given.status))
		}
		return given, err
	case r.Method == http.MethodPost && path == "acknowledge":
		return told(d.posted(r))
	}
	return told(linePage)
}

// lineOf gives back the line that a file was not given for.
func lineOf(status int) line {
	for _, l := range []line{lineLimited, lineBox} {
		if statuses[l] == status {
			return l
		}
	}
	return lineGone
}

// told tells a program a line, in a word and in English.
func told(l line) (reply, error) {
	b, err := pages()
	if err != nil {
		return reply{}, err
	}
	return inJSON(statuses[l], struct {
		Kept   bool   `json:"kept"`
		Result line   `json:"result"`
		Say    string `json:"say"`
	}{l == lineKept, l, b.texts[codes[0]].Lines[l]})
}

// list lists what a box shows.
func (d *Drop) list(r *http.Request, typed string) (reply, error) {
	box, wrong := d.enter(r, typed, false)
	if wrong != "" {
		return told(wrong)
	}
	rows, _, err := d.look(r.Context(), box)
	if err != nil {
		return reply{}, err
	}
	hashes := make([]string, len(rows))
	for i, w := range rows {
		hashes[i] = w.Hash
	}
	return inJSON(http.StatusOK, struct {
		Files []string `json:"files"`
	}{hashes})
}

// posted takes what a program sends: the box in the field Box of the head, in
// the body the seven lines, as written, or a sealed answer.
func (d *Drop) posted(r *http.Request) line {
	box, wrong := d.enter(r, r.Header.Get("Box"), true)
	if wrong != "" {
		return wrong
	}
	content, err := io.ReadAll(r.Body)
	if err != nil {
		return unread(err)
	}
	if wrong := sealedAnswer(content); wrong != lineSealed {
		if wrong != "" {
			return wrong
		}
		return d.take(r.Context(), box, "", content)
	}
	content = bytes.TrimSpace(content)
	a, err := delivery.ParseAcknowledgement(delivery.NormalizeAcknowledgement(string(content)))
	switch {
	case len(content) > maxText:
		return lineLarge
	case err != nil:
		return lineForm
	case !letters(a.Token):
		return lineToken
	}
	return d.take(r.Context(), box, a.SHA256, content)
}
