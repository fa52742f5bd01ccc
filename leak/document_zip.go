package leak

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// zip reads a packed office document: OOXML or ODF. Of any other archive the
// files are read.
func (d *document) zip(raw []byte) {
	r, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil || len(r.File) > maxFiles {
		d.unreadable("it is a broken archive, or one of too many files")
		return
	}
	if r.Comment != "" {
		d.metadata("a comment on the archive", r.Comment)
	}
	office := false
	for _, f := range r.File {
		office = office || f.Name == "[Content_Types].xml" || f.Name == "mimetype"
	}
	stamped := false
	for _, f := range r.File {
		if y := f.Modified.Year(); !stamped && y > 1980 {
			stamped = true
			d.metadata("when the file was written, in its archive", f.Modified.UTC().Format("2006-01-02T15:04:05Z"))
		}
		if f.Comment != "" {
			d.metadata("a comment on a file of the archive", f.Comment)
		}
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		content, err := d.unpack(f)
		if err != nil {
			d.unreadable("a file in its archive cannot be unpacked, or is too large")
			return
		}
		if office {
			d.officePart(f.Name, content)
		} else {
			d.metadata("a name of a file in the archive", f.Name)
			d.inner(f.Name, content)
		}
	}
}

// errTooLarge stops the unpacking.
var errTooLarge = errors.New("more than is unpacked")

// unpack unpacks one file, within what is left for all.
func (d *document) unpack(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(r, int64(*d.left)+1))
	if closing := r.Close(); err == nil {
		err = closing
	}
	if *d.left -= len(content); *d.left < 0 {
		return nil, errTooLarge
	}
	return content, err
}

// officePart reads one part of an office document by its name.
func (d *document) officePart(name string, content []byte) {
	lower := strings.ToLower(name)
	base := path.Base(lower)
	switch {
	case base == "mimetype" || base == "[content_types].xml" || base == "manifest.xml":
	case strings.HasPrefix(lower, "docprops/") && strings.HasSuffix(base, ".xml"), lower == "meta.xml":
		d.properties(name, content)
	case strings.HasSuffix(base, ".rels"):
		d.relations(content)
	case strings.Contains(lower, "customxml/"), strings.HasPrefix(base, "vbaproject"):
		d.metadata("parts of its own making, as "+base, "data")
		d.contents(name, content)
	case strings.HasSuffix(base, ".xml"):
		d.contents(name, content)
	case strings.Contains(lower, "printersettings"):
		d.metadata("the settings of a printer", "data")
	case strings.Contains(lower, "thumbnail"):
		d.metadata("a picture of its first page, which may be an earlier one", "picture")
	default:
		d.inner(name, content)
	}
}

// properties reads what a document says of itself: each element that holds text.
func (d *document) properties(name string, content []byte) {
	var element, key string
	d.xml(content, func(t xml.Token) {
		switch t := t.(type) {
		case xml.StartElement:
			element = t.Name.Local
			for _, a := range t.Attr {
				if a.Name.Local == "name" {
					key = a.Value
				}
			}
		case xml.CharData:
			if v := strings.TrimSpace(string(t)); v != "" {
				d.metadata(strings.TrimSpace("the property "+element+" "+key)+" of "+path.Base(name), v)
			}
		case xml.EndElement:
			element = ""
		}
	})
}

// relations notes what a document points to outside itself.
func (d *document) relations(content []byte) {
	d.xml(content, func(t xml.Token) {
		e, ok := t.(xml.StartElement)
		if !ok || attribute(e, "TargetMode") != "External" {
			return
		}
		d.metadata("where it points to outside itself", attribute(e, "Target"))
	})
}

// hiddenElements are the elements whose being there says that something is not
// shown or was once otherwise.
var hiddenElements = []struct{ names, what string }{
	{" ins del moveFrom moveTo rPrChange pPrChange tracked-changes changed-region insertion deletion ", "a tracked change"},
	{" comment annotation cm threadedComment ", "a comment"},
	{" vanish webHidden specVanish hidden-text hidden-paragraph ", "hidden text"},
	{" person ", "a person who worked on it"},
	{" notes ", "notes to a slide"},
	{" docVar ", "a variable of the document"},
	{" rsidRoot ", "marks of the sessions in which it was edited"},
	{" script scripts macro ", "a script"},
}

// contents reads the text of a part, and what of it is hidden or was changed.
func (d *document) contents(name string, content []byte) {
	d.xml(content, func(t xml.Token) {
		switch t := t.(type) {
		case xml.StartElement:
			d.element(name, t)
		case xml.EndElement:
			switch t.Name.Local {
			case "p", "h", "row", "si", "tr", "br", "line-break", "comment":
				d.write("\n")
			case "c", "tc", "table-cell", "tab":
				d.write(" ")
			}
		case xml.CharData:
			d.write(string(t))
		case xml.Comment:
			d.metadata("a comment in the markup", string(t))
		}
	})
	d.write("\n\n")
}

// element notes an element that hides something or names somebody.
func (d *document) element(name string, e xml.StartElement) {
	for _, h := range hiddenElements {
		if strings.Contains(h.names, " "+e.Name.Local+" ") && attribute(e, "val") != "0" && attribute(e, "val") != "false" {
			who := attribute(e, "author")
			if who == "" {
				who = attribute(e, "displayName")
			}
			d.metadata(h.what+" in "+path.Base(name), strings.TrimSpace(who+" "+attribute(e, "date")+" "+e.Name.Local))
		}
	}
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "hidden", "state", "display", "visibility", "show":
			if strings.Contains(" 1 true hidden veryHidden none collapse ", " "+a.Value+" ") || a.Name.Local == "show" && a.Value == "0" {
				d.metadata("something that is not shown in "+path.Base(name), e.Name.Local)
			}
		case "descr", "title", "alt", "name":
			d.write(" " + a.Value + " ")
		}
	}
}

// attribute gives an attribute of an element in whatever name space.
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// xml visits the tokens of a part.
func (d *document) xml(content []byte, visit func(xml.Token)) {
	if text, ok := fromUTF16(content); ok {
		content = text
	}
	dec := xml.NewDecoder(bytes.NewReader(content))
	dec.Strict = false
	dec.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errTooLarge }
	for {
		t, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			d.unreadable("a part of its markup is broken, or in other letters than UTF-8")
			return
		}
		visit(t)
	}
}
