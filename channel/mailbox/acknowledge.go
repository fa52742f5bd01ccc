package mailbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"example.org/tocsin/delivery"
)

// The bounds of what comes back.
const (
	// maxSealed is how large a sealed answer is at most, with its armor.
	maxSealed = 32 << 10
	// maxBody is what a request holds at most: a form with that in it.
	maxBody = 64 << 10
	// maxText is how long seven lines are at most.
	maxText = 4096
)

// verdictTime is how long an inbox may take before the answer, which is durable
// by then, is left to Collect.
const verdictTime = 3 * time.Second

// unread says why a body could not be read.
func unread(err error) line {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return lineLarge
	}
	return lineForm
}

// acknowledge takes an answer from the form.
func (d *Drop) acknowledge(r *http.Request) (reply, error) {
	box, wrong := d.enter(r, r.PostFormValue("box"), true)
	if wrong != "" {
		return d.line(r, wrong, view{})
	}
	v := view{
		Kind: pageAnswer, Box: box, File: r.PostFormValue("file"), Token: r.PostFormValue("token"),
		Answer: r.PostFormValue("answer"), Rung: r.PostFormValue("rung"), By: r.PostFormValue("by"), Says: r.PostFormValue("says"),
	}
	text, wrong := written(v)
	if wrong == "" {
		if wrong = d.take(r.Context(), box, v.File, []byte(text)); wrong == lineKept {
			return d.line(r, lineKept, view{Box: box})
		}
	}
	if !isHash(v.File) {
		return d.line(r, wrong, view{Box: box})
	}
	// What was written is given back, so that only what is wrong is written
	// again.
	v.Token, v.By, v.Says = clip(v.Token, 60), clip(v.By, 120), clip(v.Says, 600)
	return d.line(r, wrong, v)
}

// clip gives the beginning of what somebody wrote, as valid text.
func clip(s string, most int) string {
	runes := []rune(strings.ToValidUTF8(s, ""))
	return string(runes[:min(len(runes), most)])
}

// written gives the seven lines of what stands in the form.
func written(v view) (string, line) {
	token, ok := boxName(v.Token) // it is typed as a box is, and has its length
	if !ok {
		return "", lineToken
	}
	a := delivery.Acknowledgement{
		SHA256: v.File, Token: token, Answer: delivery.Answer(v.Answer), Rung: delivery.Rung(v.Rung),
		By: strings.TrimSpace(v.By), Says: strings.TrimSpace(v.Says),
	}
	text := a.Text()
	if _, err := delivery.ParseAcknowledgement(text); err != nil || len(text) > maxText {
		return "", lineForm
	}
	return text, ""
}

// sealed takes a sealed answer, as a file or pasted.
func (d *Drop) sealed(r *http.Request) (reply, error) {
	box, wrong := d.enter(r, r.PostFormValue("box"), true)
	if wrong != "" {
		return d.line(r, wrong, view{})
	}
	content := []byte(strings.TrimSpace(r.PostFormValue("paste")))
	if file, _, err := r.FormFile("sealed"); err == nil {
		b, err := io.ReadAll(file)
		if closed := file.Close(); err != nil || closed != nil {
			return d.line(r, lineSealed, view{Box: box})
		}
		if len(b) > 0 {
			content = b
		}
	}
	if wrong = sealedAnswer(content); wrong == "" {
		wrong = d.take(r.Context(), box, "", content)
	}
	return d.line(r, wrong, view{Box: box})
}

// sealedAnswer says what is wrong with what should be a sealed answer; nobody
// here can open it.
func sealedAnswer(content []byte) line {
	armored := bytes.HasPrefix(content, []byte("-----BEGIN AGE ENCRYPTED FILE-----"))
	switch {
	case len(content) > maxSealed:
		return lineLarge
	case armored || bytes.HasPrefix(content, []byte("age-encryption.org/v1\n")):
		return ""
	}
	return lineSealed
}

// take keeps what came back, and then brings it to the inbox where there is one.
// An answer to a file that the box shows is kept with the box's; others, late or
// invented, have a quota of their own.
func (d *Drop) take(ctx context.Context, box, file string, content []byte) line {
	found, there, err := d.find(ctx, box, file)
	if err != nil {
		return lineFault
	}
	s := spool{d.root}
	owner, most := box, or(d.config.Limits.Waiting, 64)
	if !there || file != "" && found == nil {
		owner, most = stray, d.strays()
	}
	name, err := s.keep(owner, most, content, d.config.Clock())
	switch {
	case errors.Is(err, errFull):
		return lineFull
	case err != nil:
		return lineFault
	}
	if d.config.Inbox == nil {
		return lineKept
	}
	// Whoever sent it may have hung up; it is kept, and is brought all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), verdictTime)
	defer cancel()
	verdict, err := s.settle(ctx, d.config.Inbox, name)
	if err == nil && verdict != nil {
		return lineRefused
	}
	// What could not be brought now lies there for Collect.
	return lineKept
}

// stray owns what is for no box.
const stray = ""

func (d *Drop) strays() int { return or(d.config.Limits.Strays, 512) }

// Health says what keeps a drop from serving, or nil. It names no box.
func (d *Drop) Health(context.Context) error {
	if _, err := pages(); err != nil {
		return err
	}
	s := spool{d.root}
	for _, name := range []string{".", returnedDir, refusedDir} {
		if err := s.sync(name); err != nil {
			return errors.New("the drop: " + reason(err))
		}
	}
	if n, err := s.count(stray + "-"); err != nil || n >= d.strays() {
		return errors.Join(err, errFull)
	}
	return nil
}
