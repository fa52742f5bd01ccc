package mailbox

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"sync"

	"golang.org/x/text/language"

	"example.org/tocsin/delivery"
)

//go:embed page.html page.css texts/*.json
var files embed.FS

// texts are what the pages say in one language.
type texts struct {
	Name, Dir, Title, Start, Box, BoxHint, Open, InBox, Always   string
	Opening, Files, File, Download, AnswerIt, Sealed, SealedHint string
	SealedFile, Paste, Answering, PlainHint, Token, TokenHint    string
	Choose, Acknowledged, Denied, Disputed, Question             string
	Reach, Read, Authority, Understood, Acting, Onward           string
	By, Says, Send, Back, Language, Result                       string
	Steps                                                        []string
	Lines                                                        map[line]string
}

// A line is what an answer tells a person to do; it is all that differs between
// what was kept, refused and not known.
type line string

const (
	lineKept    line = "kept"
	lineRefused line = "refused"
	lineToken   line = "token"
	lineForm    line = "form"
	lineSealed  line = "sealed"
	lineLarge   line = "large"
	lineFull    line = "full"
	lineLimited line = "limited"
	lineBox     line = "box"
	lineGone    line = "gone"
	linePage    line = "page"
	lineFault   line = "fault"
)

// statuses are how programs are told the same.
var statuses = map[line]int{
	"": http.StatusOK, lineKept: http.StatusOK, lineRefused: http.StatusUnprocessableEntity,
	lineToken: http.StatusBadRequest, lineForm: http.StatusBadRequest, lineSealed: http.StatusBadRequest,
	lineLarge: http.StatusRequestEntityTooLarge, lineFull: http.StatusServiceUnavailable,
	lineLimited: http.StatusTooManyRequests, lineBox: http.StatusBadRequest, lineGone: http.StatusNotFound,
	linePage: http.StatusNotFound, lineFault: http.StatusInternalServerError,
}

// codes are the languages of the pages; the first is for whoever asks for none.
var codes = []string{"en", "fr", "fa", "ru"}

// A book is the pages in all languages.
type book struct {
	page    *template.Template
	style   template.CSS
	policy  string
	matcher language.Matcher
	texts   map[string]*texts
}

// pages is read once; what is in it is part of the program.
var pages = sync.OnceValues(readPages)

func readPages() (*book, error) {
	css, err := files.ReadFile("page.css")
	if err != nil {
		return nil, err
	}
	b := &book{style: template.CSS(css), texts: map[string]*texts{}} //nolint:gosec // it is part of the program
	sum := sha256.Sum256(css)
	b.policy = "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
	if b.page, err = template.ParseFS(files, "page.html"); err != nil {
		return nil, err
	}
	var tags []language.Tag
	for _, code := range codes {
		raw, err := files.ReadFile("texts/" + code + ".json")
		if err != nil {
			return nil, err
		}
		t := &texts{}
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.DisallowUnknownFields()
		if err := dec.Decode(t); err != nil {
			return nil, fmt.Errorf("reading the pages in %s: %w", code, err)
		}
		b.texts[code] = t
		tags = append(tags, language.Make(code))
	}
	b.matcher = language.NewMatcher(tags)
	return b, nil
}

// lang gives the language for a request: the one that was chosen, or the one
// that the browser asks for.
func (b *book) lang(r *http.Request) string {
	if chosen := r.FormValue("lang"); b.texts[chosen] != nil {
		return chosen
	}
	_, i := language.MatchStrings(b.matcher, r.Header.Get("Accept-Language"))
	return codes[i]
}

// The kinds of page.
const (
	pageStart  = "start"
	pageBox    = "box"
	pageAnswer = "answer"
	pageLine   = "line"
)

// A view is what a page shows.
type view struct {
	Kind string
	Line line
	Box  string
	Rows []waiting
	// File and what follows are of the form of an answer.
	File, Token, Answer, Rung, By, Says string
}

// A choice is one of those that a person has.
type choice struct{ Value, Label string }

// render gives a page of exactly Size bytes.
func (b *book) render(lang string, v view) ([]byte, error) {
	t := b.texts[lang]
	named := make([]struct{ Code, Name string }, len(codes))
	for i, code := range codes {
		named[i].Code, named[i].Name = code, b.texts[code].Name
	}
	short := ""
	if len(v.File) > 8 {
		short = v.File[:4] + " " + v.File[4:8]
	}
	var page bytes.Buffer
	err := b.page.Execute(&page, struct {
		view

		Lang, Line, Short string
		T                 *texts
		Style             template.CSS
		Languages         []struct{ Code, Name string }
		Answers, Rungs    []choice
	}{
		view: v, Lang: lang, Line: t.Lines[v.Line], T: t, Style: b.style, Languages: named, Short: short,
		Answers: []choice{
			{string(delivery.AnswerAcknowledged), t.Acknowledged},
			{string(delivery.AnswerDenied), t.Denied},
			{string(delivery.AnswerDisputed), t.Disputed},
			{string(delivery.AnswerQuestion), t.Question},
		},
		Rungs: []choice{
			{string(delivery.RungRead), t.Read},
			{string(delivery.RungAuthority), t.Authority},
			{string(delivery.RungUnderstood), t.Understood},
			{string(delivery.RungActing), t.Acting},
			{string(delivery.RungOnward), t.Onward},
		},
	})
	if err != nil {
		return nil, fmt.Errorf("writing a page: %w", err)
	}
	const begin, end = "<!-- ", " -->\n"
	room := Size - page.Len() - len(begin) - len(end)
	if room < 0 {
		return nil, fmt.Errorf("writing a page: it is %d bytes too large", -room)
	}
	page.WriteString(begin + strings.Repeat(".", room) + end)
	return page.Bytes(), nil
}
