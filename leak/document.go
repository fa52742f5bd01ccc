package leak

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"example.org/tocsin/warning"
)

// The bounds of what is read of a file: its bytes, those that it unpacks to, the
// parts it is made of, how deep files lie within files, and the findings.
const (
	maxFile     = 64 << 20
	maxUnpacked = 64 << 20
	maxFileText = 8 << 20
	maxFiles    = 4096
	maxNesting  = 4
	maxFindings = 500
	maxValue    = 200
)

// A document is a file while it is read.
type document struct {
	text  strings.Builder
	found []Leak
	// aside is what was found beside the text.
	aside strings.Builder
	// depth is how many files it lies within, left how many bytes may still be
	// unpacked and files how many files opened, all of them together.
	depth int
	left  *int
	files *int
	// within names the file that it lies within.
	within string
}

// Document reads a file of whatever format: the text in it, with all that is
// hidden in it, and behind that what it says beside its text. What cannot be read wholly is a
// finding of the rule leak/unreadable; it never leaves unchecked.
func Document(raw []byte) (text string, metadata []Leak) {
	left, files := maxUnpacked, maxFiles
	d := &document{left: &left, files: &files}
	d.read(raw)
	text = d.text.String()
	if d.aside.Len() > 0 {
		text += "\n\n" + d.aside.String()
	}
	if strings.TrimSpace(text) == "" && len(d.found) == 0 {
		d.unreadable("no word stands in it")
	}
	return text, d.found
}

// File holds a file, of whatever form, against the material: its text, what it
// carries besides, and the window of a note. Read is true where it had text that
// could be read; a file without any is a finding.
func (c *Checker) File(raw []byte, cleared Cleared) (read bool, found []Leak) {
	text, found := Document(raw)
	if strings.TrimSpace(text) == "" {
		return false, found
	}
	found = append(found, c.Check(text, cleared)...)
	if n, ok := noteIn(raw); ok {
		found = append(found, c.Window(n)...)
	}
	return true, found
}

// read reads a file by its first bytes.
func (d *document) read(raw []byte) {
	if *d.files--; *d.files < 0 || d.depth > maxNesting || len(raw) > maxFile {
		d.unreadable("it is too large, or too much lies in it")
		return
	}
	switch {
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")), bytes.HasPrefix(raw, []byte("PK\x05\x06")):
		d.zip(raw)
	case bytes.Contains(raw[:min(len(raw), 1024)], []byte("%PDF-")):
		d.pdf(raw)
	case bytes.HasPrefix(raw, []byte("\xff\xd8\xff")):
		d.jpeg(raw)
	case bytes.HasPrefix(raw, []byte("\x89PNG\r\n\x1a\n")):
		d.png(raw)
	case bytes.HasPrefix(raw, []byte("II*\x00")), bytes.HasPrefix(raw, []byte("MM\x00*")):
		d.exif(raw, "TIFF")
		d.unreadable("it is a picture, and what it shows is not read")
	case bytes.HasPrefix(raw, []byte(`{\rtf`)):
		d.rtf(raw)
	default:
		d.words(raw)
	}
}

// What tells letters, pages and the heads of Markdown from other text.
var (
	mailHeader = regexp.MustCompile(`(?i)^(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:from|received|return-path|message-id|mime-version|delivered-to|x-mailer|date): ?[^\n]*\n`)
	htmlBegin  = regexp.MustCompile(`(?is)^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|div|p|table|span|meta)\b`)
	frontKeys  = regexp.MustCompile(`(?mi)^(author|authors|creator|date|title|company|organization|source|classification|id|version|tags|keywords|generator)\s*:\s*(\S.*)$`)
	htmlRemark = regexp.MustCompile(`(?s)<!--.*?(?:-->|$)`)
)

// words reads a file that is text, or nothing that we know.
func (d *document) words(raw []byte) {
	if wide, ok := fromUTF16(raw); ok {
		raw = wide
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if binaryBytes(raw) {
		d.unreadable("its format is not known")
		return
	}
	head := raw[:min(len(raw), 64<<10)]
	switch {
	case d.note(raw):
	case mailHeader.Match(bytes.ReplaceAll(head, []byte("\r\n"), []byte("\n"))):
		d.mail(raw)
	case htmlBegin.Match(head):
		d.html(string(raw))
	default:
		d.plainText(string(raw))
	}
}

// noteIn reads a note of ours, signed or not.
func noteIn(raw []byte) (warning.Note, bool) {
	n, err := warning.ReadUnverified(raw)
	if err != nil {
		n, err = warning.ParseBody(string(raw))
	}
	return n, err == nil
}

// note takes in a note of ours, signed or not: its text, and of its header what an
// officer words. The other lines hold what is drawn or counted; the window of
// validity is held by Checker.Window. Lines keep their number.
func (d *document) note(raw []byte) bool {
	n, ok := noteIn(raw)
	if !ok {
		return false
	}
	rest, _ := strings.CutPrefix(string(raw), n.Body())
	for line := range strings.Lines(strings.TrimPrefix(rest, "\n")) {
		if !strings.HasPrefix(line, "\u2014 "+n.From+" ") {
			return false // Somebody else's name stands below it.
		}
	}
	head, _, _ := strings.Cut(n.Body(), "\n\n")
	for line := range strings.SplitSeq(head, "\n") {
		if strings.HasPrefix(line, "marking ") || strings.HasPrefix(line, "from ") {
			d.write(line)
		}
		d.write("\n")
	}
	d.write("\n" + n.Text)
	return true
}

// plainText takes in a text as it is, Markdown too.
func (d *document) plainText(text string) {
	if rest, ok := strings.CutPrefix(text, "---\n"); ok {
		if front, _, ok := strings.Cut(rest, "\n---"); ok {
			for _, m := range frontKeys.FindAllStringSubmatch(front, maxFindings) {
				d.metadata("the "+strings.ToLower(m[1])+" in the head of the file", m[2])
			}
		}
	}
	for _, remark := range htmlRemark.FindAllString(text, maxFindings) {
		d.metadata("a comment that is not shown", remark)
	}
	d.write(text)
}

// fromUTF16 reads UTF-16 with a mark of byte order.
func fromUTF16(raw []byte) ([]byte, bool) {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	default:
		return nil, false
	}
	units := make([]uint16, 0, len(raw)/2)
	for i := 2; i+1 < len(raw); i += 2 {
		units = append(units, order.Uint16(raw[i:]))
	}
	return []byte(string(utf16.Decode(units))), true
}

// binaryBytes reports whether bytes are no text of any kind.
func binaryBytes(raw []byte) bool {
	if bytes.IndexByte(raw, 0) >= 0 {
		return true
	}
	bad := 0
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 || r < ' ' && r != '\n' && r != '\r' && r != '\t' {
			bad++
		}
		i += size
	}
	return bad > 8 && bad > len(raw)/20
}

// write takes in text, up to a bound.
func (d *document) write(text string) {
	if d.text.Len()+len(text) > maxFileText {
		if d.text.Len() <= maxFileText {
			d.unreadable("its text is too long")
		}
		return
	}
	d.text.WriteString(text)
}

// metadata notes something that the file says beside its text, and puts it behind
// the text, so that it is held against everything and parts no sentence.
func (d *document) metadata(what, value string) {
	value = oneLine(strings.ToValidUTF8(value, "\ufffd"))
	if value == "" {
		return
	}
	d.add(RuleMetadata, what, value)
	if d.aside.Len()+len(value) > maxFileText {
		d.unreadable("it says too much beside its text")
		return
	}
	d.aside.WriteString(value + "\n\n")
}

// unreadable notes that a part of the file could not be read.
func (d *document) unreadable(why string) { d.add(RuleUnreadable, why, "the file") }

// add adds a finding; beyond the bound there is one more that says so.
func (d *document) add(rule, because, value string) {
	if len(d.found) > maxFindings {
		return
	}
	if len(d.found) == maxFindings {
		rule, because, value = RuleUnreadable, "there is more than is listed", "the file"
	}
	if len(value) > maxValue {
		value = strings.ToValidUTF8(value[:maxValue], "") + "..."
	}
	if d.within != "" {
		because += ", in " + d.within
	}
	d.found = append(d.found, Leak{Rule: rule, Found: value, Because: because, Remedy: remedy(rule)})
}

// inner reads a file that lies within this one.
func (d *document) inner(name string, raw []byte) {
	in := &document{depth: d.depth + 1, left: d.left, files: d.files, within: fmt.Sprintf("%.80q", name)}
	in.read(raw)
	for _, l := range in.found {
		if len(d.found) <= maxFindings {
			d.found = append(d.found, l)
		}
	}
	d.write("\n\n" + in.text.String() + "\n\n")
	if d.aside.Len()+in.aside.Len() > maxFileText {
		d.unreadable("it says too much beside its text")
		return
	}
	d.aside.WriteString(in.aside.String())
}
