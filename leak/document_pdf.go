package leak

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"io"
	"regexp"
	"strings"
)

// What a PDF says beside its pages.
var (
	pdfField = regexp.MustCompile(`/(Author|Creator|Producer|Title|Subject|Keywords|CreationDate|ModDate|Company|SourceModified|LastModifiedBy|Manager)\s*(\((?:[^()\\]|\\.|\([^()]*\))*\)|<[0-9A-Fa-f\s]*>)`)
	pdfXMP   = regexp.MustCompile(`(?s)<x:xmpmeta.*?</x:xmpmeta>`)
	pdfMark  = regexp.MustCompile(`/(EmbeddedFiles?|JavaScript|JS|Annots|AcroForm|XFA|RichMedia|Launch|PieceInfo|OCProperties|Encrypt|Thumb|Sig)\b`)
)

// pdfMarks say what a mark of a PDF means.
var pdfMarks = map[string]string{
	"EmbeddedFile": "a file within the file", "EmbeddedFiles": "a file within the file", "JavaScript": "a script", "JS": "a script",
	"Annots": "notes or links on a page", "AcroForm": "a form", "XFA": "a form", "RichMedia": "sound or film", "Launch": "a program to start",
	"PieceInfo": "data of the program that made it", "OCProperties": "layers that may be hidden", "Encrypt": "a password",
	"Thumb": "a small picture of a page", "Sig": "a signature",
}

// pdf reads what a PDF says beside its pages. The words of a page can be drawn in
// any order and in letters of the file's own, so they are not read.
func (d *document) pdf(raw []byte) {
	d.unreadable("it is a PDF, and its pages are not read")
	d.pdfSaid(raw)
	if n := bytes.Count(raw, []byte("%%EOF")); n > 1 {
		d.metadata("earlier versions of the file, kept within it", "it was saved again")
	}
	seen := map[string]bool{}
	rest := raw
	for {
		_, after, ok := bytes.Cut(rest, []byte("stream"))
		if !ok {
			break
		}
		stream, behind, ok := bytes.Cut(after, []byte("endstream"))
		if !ok {
			break
		}
		rest = behind
		stream = bytes.TrimLeft(stream, "\r\n")
		content := d.deflated(stream)
		if *d.left < 0 {
			d.unreadable("too much is packed in it")
			return
		}
		if len(content) > 0 && !seen[string(content[:min(len(content), 256)])] {
			seen[string(content[:min(len(content), 256)])] = true
			d.pdfSaid(content)
		}
	}
}

// deflated unpacks a stream, if it is packed in the usual way.
func (d *document) deflated(stream []byte) []byte {
	r, err := zlib.NewReader(bytes.NewReader(stream))
	if err != nil {
		return nil
	}
	// A stream that ends too early is read as far as it goes.
	content, _ := io.ReadAll(io.LimitReader(r, int64(*d.left)+1))
	*d.left -= len(content)
	return content
}

// pdfSaid notes what stands in plain parts of a PDF.
func (d *document) pdfSaid(raw []byte) {
	for _, m := range pdfField.FindAllSubmatch(raw, maxFindings) {
		d.metadata("the "+string(m[1])+" of the PDF", pdfString(m[2]))
	}
	for _, m := range pdfXMP.FindAll(raw, maxFindings) {
		d.metadata("XMP in the PDF", textOf(m))
	}
	var told []string
	for _, m := range pdfMark.FindAllSubmatch(raw, maxFindings) {
		what := pdfMarks[string(m[1])]
		if !strings.Contains(strings.Join(told, "\n"), what) {
			told = append(told, what)
			d.metadata("the PDF holds "+what, string(m[1]))
		}
	}
}

// pdfString reads a string of a PDF.
func pdfString(raw []byte) string {
	inner := raw[1 : len(raw)-1]
	if raw[0] == '<' {
		decoded, err := hex.DecodeString(strings.Join(strings.Fields(string(inner)), ""))
		if err != nil {
			return string(inner)
		}
		inner = decoded
	} else {
		inner = []byte(strings.NewReplacer(`\\`, `\`, `\(`, "(", `\)`, ")", `\n`, " ", `\r`, " ").Replace(string(inner)))
	}
	if text, ok := fromUTF16(inner); ok {
		return textOf(text)
	}
	return textOf(inner)
}
