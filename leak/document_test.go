package leak_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/leak"
	"example.org/tocsin/warning"
)

// archive packs files, two strings each: name and content.
func archive(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i+1 < len(files); i += 2 {
		f, err := w.CreateHeader(&zip.FileHeader{Name: files[i], Method: zip.Deflate, Modified: time.Date(2024, 1, 3, 21, 40, 0, 0, time.UTC)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tiff makes a TIFF with an artist and a position.
func tiff() []byte {
	le := binary.LittleEndian
	b := []byte("II*\x00\x08\x00\x00\x00")
	b = le.AppendUint16(b, 2)
	entry := func(tag, kind uint16, n, value uint32) {
		b = le.AppendUint16(le.AppendUint16(b, tag), kind)
		b = le.AppendUint32(le.AppendUint32(b, n), value)
	}
	entry(0x013b, 2, 10, 56) // Artist, behind both folders.
	entry(0x8825, 4, 1, 38)
	b = le.AppendUint32(b, 0)
	b = le.AppendUint16(b, 1)
	entry(2, 5, 1, 66)
	b = append(b, "\x00\x00\x00\x00"...)
	b = append(b, "Ana Author\x00"[:10]...)
	return le.AppendUint32(le.AppendUint32(b, 302839), 10000)
}

// segment makes a segment of a JPEG.
func segment(kind byte, content string) string {
	return "\xff" + string([]byte{kind, byte((len(content) + 2) >> 8), byte(len(content) + 2)}) + content
}

// chunk makes a chunk of a PNG, without its sum, which is not looked at.
func chunk(kind, content string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(content)))) + kind + content + "\x00\x00\x00\x00"
}

// packed packs with zlib.
func packed(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestDocument reads files of every format: what is in them, beside what they
// show, and whether they can be read at all.
func TestDocument(t *testing.T) {
	t.Parallel()
	docx := archive(t,
		"[Content_Types].xml", "<Types/>",
		"docProps/core.xml", `<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>Ana Author</dc:creator><cp:revision>7</cp:revision></cp:coreProperties>`,
		"docProps/app.xml", `<Properties><Company>Office Sud</Company></Properties>`,
		"docProps/custom.xml", `<Properties><property name="CaseNo"><vt:lpwstr>XK-41</vt:lpwstr></property></Properties>`,
		"word/document.xml", `<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Guard the </w:t></w:r><w:ins w:author="Ben Editor" w:date="2024-01-03"><w:r><w:t>gate.</w:t></w:r></w:ins></w:p>`+
			`<w:p><w:del w:author="Ben Editor"><w:r><w:delText>the mole</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden words</w:t></w:r></w:p></w:body></w:document>`,
		"word/comments.xml", `<w:comments xmlns:w="w"><w:comment w:author="Cid Reader"><w:p><w:r><w:t>ask the source</w:t></w:r></w:p></w:comment></w:comments>`,
		"word/_rels/document.xml.rels", `<Relationships><Relationship TargetMode="External" Target="https://intranet.example/x"/></Relationships>`,
		"word/media/image1.jpeg", "\xff\xd8\xff\xe0\x00\x04ab"+segment(0xfe, "made in room 9")+"\xff\xd9",
		"customXml/item1.xml", `<case>secret case</case>`,
	)
	odt := archive(t,
		"mimetype", "application/vnd.oasis.opendocument.text",
		"meta.xml", `<office:document-meta xmlns:office="o" xmlns:dc="d"><dc:creator>Ana Author</dc:creator></office:document-meta>`,
		"content.xml", `<office:text xmlns:office="o" xmlns:text="t"><office:annotation><text:p>ask the source</text:p></office:annotation><text:p>Guard the gate.</text:p><text:hidden-text text:string-value="x">mole</text:hidden-text></office:text>`,
	)
	mail := "From: Ana Author <ana@office.example>\r\nX-Originating-IP: 192.0.2.7\r\nSubject: =?utf-8?q?Gu=C3=A1rd?=\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=bb\r\n\r\npreamble\r\n--bb\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGuard =\r\nthe gate.\r\n" +
		"--bb\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"plan.docx\"\r\n\r\n" +
		base64.StdEncoding.EncodeToString(docx) + "\r\n--bb--\r\n"
	rtf := `{\rtf1\ansi{\fonttbl{\f0 Secretfont;}}{\info{\author Ana Author}{\company Office Sud}}Guard the g\'e4te\par {\v hidden words}{\*\annotation ask the source}{\deleted the mole}}`
	page := `<!DOCTYPE html><html><head><meta name="author" content="Ana Author"><title>Note</title><style>p{}</style></head>` +
		`<body><!-- ask the source --><p data-case="XK-41">Guard the gate.</p><div style="display: none">the mole</div><a href="https://intranet.example/x">x</a><script>var a = "it's";</script><b>End</b></body></html>`
	pdf := "%PDF-1.7\n1 0 obj <</Author (Ana \\(A\\) Author) /Title <feff00470061>>> endobj\n2 0 obj <</Type /ObjStm>> stream\n" +
		packed(t, "<</Company (Office Sud) /Annots [] >>") + "\nendstream\n<x:xmpmeta>from room 9</x:xmpmeta>\n%%EOF\nmore\n%%EOF"
	png := "\x89PNG\r\n\x1a\n" + chunk("tEXt", "Author\x00Ana Author") + chunk("zTXt", "Note\x00\x00"+packed(t, "from room 9")) +
		chunk("iTXt", "XML\x00\x01\x00\x00\x00"+packed(t, "<x>Office Sud</x>")) + chunk("eXIf", string(tiff())) + chunk("IEND", "") + "tail"
	jpeg := "\xff\xd8" + segment(0xe1, "Exif\x00\x00"+string(tiff())) + segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x>Office Sud</x>") +
		segment(0xfe, "from room 9") + "\xff\xda\x00\x02pixels\xff\xd9tail"
	for name, c := range map[string]struct {
		raw  string
		text []string // stands in the text
		said []string // stands in what was found
		open bool     // it was read wholly
	}{
		"plain":    {"Guard the gate.\n", []string{"Guard the gate.\n"}, nil, true},
		"markdown": {"---\nauthor: Ana Author\n---\n# Guard\n<!-- ask -->\n", []string{"# Guard"}, []string{"Ana Author", "ask"}, true},
		"utf-16":   {"\xff\xfeG\x00u\x00a\x00r\x00d\x00", []string{"Guard"}, nil, true},
		"docx": {
			string(docx),
			[]string{"Guard the gate.", "the mole", "hidden words", "ask the source", "secret case", "XK-41"},
			[]string{"Ana Author", "7", "Office Sud", "XK-41", "Ben Editor", "Cid Reader", "vanish", "intranet.example", "made in room 9", "2024-01-03"},
			false,
		},
		"odt":        {string(odt), []string{"Guard the gate.", "mole"}, []string{"Ana Author", "annotation", "hidden-text"}, true},
		"mail":       {mail, []string{"Guard the gate.", "the mole", "preamble"}, []string{"192.0.2.7", "Guárd", "plan.docx", "Ana Author", "Ben Editor"}, false},
		"rtf":        {rtf, []string{"Guard the gäte", "hidden words"}, []string{"Ana Author", "Office Sud", "hidden words", "ask the source", "the mole"}, true},
		"html":       {page, []string{"Guard the gate.", "the mole", "End"}, []string{"Ana Author", "ask the source", "XK-41", "display: none", "intranet.example", "var a"}, true},
		"pdf":        {pdf, nil, []string{"Ana (A) Author", "Ga", "Office Sud", "from room 9", "it was saved again"}, false},
		"png":        {png, nil, []string{"Ana Author", "from room 9", "Office Sud", "30.2839", "4 bytes"}, false},
		"jpeg":       {jpeg, nil, []string{"Ana Author", "30.2839", "Office Sud", "from room 9", "4 bytes"}, false},
		"tiff":       {string(tiff()), nil, []string{"Ana Author", "30.2839"}, false},
		"zip":        {string(archive(t, "plan/notes.txt", "the mole")), []string{"the mole"}, []string{"plan/notes.txt"}, true},
		"exe":        {"MZ\x90\x00\x03\x00", nil, nil, false},
		"ole":        {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", nil, nil, false},
		"broken zip": {"PK\x03\x04 and no more", nil, nil, false},
	} {
		text, found := leak.Document([]byte(c.raw))
		for _, want := range c.text {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q does not stand in the text %q", name, want, text)
			}
		}
		var said strings.Builder
		open := true
		for _, l := range found {
			said.WriteString(l.String() + "\n")
			open = open && l.Rule != leak.RuleUnreadable
			if l.Remedy == "" || l.Line != 0 {
				t.Errorf("%s: %q has no remedy, or a line", name, l.String())
			}
		}
		for _, want := range c.said {
			if !strings.Contains(said.String(), want) {
				t.Errorf("%s: %q is not found: %s", name, want, said.String())
			}
		}
		if open != c.open || len(c.said) == 0 && c.open && len(found) > 0 {
			t.Errorf("%s: read wholly %v, not %v: %s", name, open, c.open, said.String())
		}
		if strings.Contains(text, "Secretfont") {
			t.Errorf("%s: tables are taken for text: %q", name, text)
		}
	}
}

// TestDocumentNote holds that of a note of ours the text and the worded lines of
// the header are read, on the lines where they stand, and nothing that is drawn.
func TestDocumentNote(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, 1, 3, 21, 40, 0, 0, time.UTC)
	n := warning.Note{
		ID: tocsin.WarningID(strings.Repeat("w", 26)), Kind: warning.KindWarning, From: "office-sud", To: warning.Address([]string{"age1a"}),
		Issued: at, ValidFrom: at, UsefulUntil: at.Add(time.Hour), Marking: "TLP:AMBER//NIGHTJAR", Token: strings.Repeat("t", 26),
		ReplyTo: "age1" + strings.Repeat("q", 58), Text: "WARNING\n\nThe heron waits.\n",
	}
	m := leak.Material{Codewords: []leak.Term{{Text: "heron"}, {Text: "nightjar"}}}
	body := n.Body()
	sign := "\n\u2014 office-sud " + base64.StdEncoding.EncodeToString([]byte("12345678901234567890")) + "\n"
	for _, raw := range []string{body, body + sign} {
		text, found := leak.Document([]byte(raw))
		if len(found) > 0 || strings.Contains(text, "21:40") || strings.Contains(text, "tttt") {
			t.Errorf("a note is read as %q, %q", text, texts(found))
		}
		if got, want := checked(m, leak.Cleared{}, text), "codeword@10:20 codeword@16:5"; got != want {
			t.Errorf("found %q, not %q, in %q", got, want, text)
		}
	}
	other := body + sign + "\u2014 heron AAAAAAAA\n"
	if text, _ := leak.Document([]byte(other)); !strings.Contains(text, "\u2014 heron") {
		t.Errorf("who else signed is not read: %q", text)
	}
}

// TestBombs holds that what unpacks to more than is read, lies too deep or has too
// many parts is refused in bounded time.
func TestBombs(t *testing.T) {
	t.Parallel()
	huge := archive(t, "[Content_Types].xml", "", "word/document.xml", "<w>"+strings.Repeat("a", 70<<20)+"</w>")
	deep := []byte("the mole")
	for range 8 {
		deep = archive(t, "inner.zip", string(deep))
	}
	var many []string
	for range 5000 {
		many = append(many, "a.txt", "x")
	}
	parts := "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\nx\n", 10_000)
	nested := "\nx\n"
	for i := range 8 {
		nested = fmt.Sprintf("MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b%d\n\n--b%d\n%s\n--b%d--\n", i, i, nested, i)
	}
	data := archive(t, "[Content_Types].xml", "", "xl/printerSettings1.bin", strings.Repeat("a", 70<<20))
	for name, raw := range map[string][]byte{
		"nested": []byte(nested), "data": data, "huge": huge, "deep": deep, "many": archive(t, many...), "parts": []byte(parts), "groups": []byte(`{\rtf1` + strings.Repeat("{", 2000)),
		"long": []byte(strings.Repeat("word ", 2<<20)),
	} {
		_, found := leak.Document(raw)
		closed := false
		for _, l := range found {
			closed = closed || l.Rule == leak.RuleUnreadable
		}
		if !closed || len(found) > 600 {
			t.Errorf("%s is let through with %d findings", name, len(found))
		}
	}
}

// FuzzDocument holds that no file makes the reading fail, and that what is plain
// text comes back as it is.
func FuzzDocument(f *testing.F) {
	f.Add([]byte("Guard the gate."))
	f.Add([]byte("{\\rtf1{\\info{\\author A}}\\u-10179?\\'zz\\bin99999 x}"))
	f.Add([]byte("<html><a b='c>d<!--x--><style>"))
	f.Add([]byte("From: a\nContent-Type: multipart/x; boundary=b\n\n--b\n\n\n--b--"))
	f.Add([]byte("%PDF-1.4 /Author (a\\) stream\nx\x9cendstream"))
	f.Add(tiff())
	far := tiff()
	binary.LittleEndian.PutUint32(far[18:], 60_000) // The artist stands behind the end.
	f.Add(far)
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00" + string(tiff())))
	f.Add([]byte("\x89PNG\r\n\x1a\n" + chunk("iTXt", "a\x00\x01") + chunk("zTXt", "") + chunk("tIME", "1234567")))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Add([]byte("\xff\xfe<\x00"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if len(raw) > 64<<10 {
			return
		}
		_, found := leak.Document(raw)
		for _, l := range found {
			if l.Rule != leak.RuleMetadata && l.Rule != leak.RuleUnreadable || l.Found == "" || l.Because == "" {
				t.Errorf("a finding says nothing: %q", l.String())
			}
		}
		// Whatever it is made of, behind letters it is text or fails closed.
		text, found := leak.Document(append([]byte("Guard the gate: "), raw...))
		closed := false
		for _, l := range found {
			closed = closed || l.Rule == leak.RuleUnreadable
		}
		if !closed && !strings.Contains(text, "Guard the gate") {
			t.Errorf("text is lost: %q", text)
		}
	})
}
