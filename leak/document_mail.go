package leak

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/quotedprintable"
	"strings"
)

// mail reads a letter of electronic mail: its headers are metadata, and its body
// is read in all its parts.
func (d *document) mail(raw []byte) {
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	head, body, _ := bytes.Cut(raw, []byte("\n\n"))
	headers := unfolded(string(head))
	for _, h := range headers {
		d.metadata("the header "+h[0], decodedHeader(h[1]))
	}
	d.write("\n\n")
	d.mailBody(headers, body, 0)
}

// unfolded gives the headers, each on one line.
func unfolded(head string) [][2]string {
	var all [][2]string
	for line := range strings.Lines(head) {
		line = strings.TrimRight(line, "\n")
		if line != "" && (line[0] == ' ' || line[0] == '\t') && len(all) > 0 {
			all[len(all)-1][1] += " " + strings.TrimSpace(line)
			continue
		}
		if name, value, ok := strings.Cut(line, ":"); ok && len(all) < maxFindings {
			all = append(all, [2]string{strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)})
		}
	}
	return all
}

// decodedHeader reads the encoded words of a header.
func decodedHeader(value string) string {
	var dec mime.WordDecoder
	dec.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errTooLarge }
	if plain, err := dec.DecodeHeader(value); err == nil {
		return plain
	}
	return value // In another alphabet it is shown as it is written.
}

// header gives the value of a header.
func header(headers [][2]string, name string) string {
	for _, h := range headers {
		if h[0] == name {
			return h[1]
		}
	}
	return ""
}

// mailBody reads the body of a letter or of a part of one.
func (d *document) mailBody(headers [][2]string, body []byte, depth int) {
	kind, params, err := mime.ParseMediaType(header(headers, "content-type"))
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") {
		d.mailParts(params["boundary"], body, depth)
		return
	}
	body, err = decodedBody(header(headers, "content-transfer-encoding"), body)
	if err != nil {
		d.unreadable("a part of the letter is broken")
		return
	}
	if set := strings.ToLower(params["charset"]); set != "" && set != "utf-8" && set != "us-ascii" {
		d.unreadable("a part of the letter is in other letters than UTF-8")
	}
	if *d.left -= len(body); *d.left < 0 {
		d.unreadable("too much lies in the letter")
		return
	}
	_, named, err := mime.ParseMediaType(header(headers, "content-disposition"))
	name := named["filename"]
	if err == nil && name != "" {
		d.metadata("the name of an attachment", name)
	}
	switch {
	case kind == "text/plain" && name == "":
		d.plainText(string(body))
	case kind == "text/html" && name == "":
		d.html(string(body))
	default:
		d.inner(kind, body)
	}
}

// mailParts reads the parts of a letter.
func (d *document) mailParts(boundary string, body []byte, depth int) {
	if boundary == "" || depth >= maxNesting {
		d.unreadable("the parts of the letter cannot be told apart, or lie too deep")
		return
	}
	parts := bytes.Split(append([]byte("\n"), body...), []byte("\n--"+boundary))
	d.plainText(string(parts[0]))
	for _, part := range parts[1:] {
		if bytes.HasPrefix(part, []byte("--")) {
			d.plainText(string(part[2:]))
			return
		}
		if *d.files--; *d.files < 0 {
			d.unreadable("too much lies in the letter")
			return
		}
		_, part, _ = bytes.Cut(part, []byte("\n"))
		head, content, found := bytes.Cut(part, []byte("\n\n"))
		if bytes.HasPrefix(part, []byte("\n")) {
			head, content, found = nil, part[1:], true
		}
		if !found {
			d.unreadable("a part of the letter has no end")
			continue
		}
		d.mailBody(unfolded(string(head)), content, depth+1)
		d.write("\n\n")
	}
}

// decodedBody undoes the encoding of a body for its way.
func decodedBody(encoding string, body []byte) ([]byte, error) {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(body)), ""))
	case "quoted-printable":
		return io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body)))
	case "", "7bit", "8bit", "binary":
		return body, nil
	}
	return nil, errTooLarge
}
