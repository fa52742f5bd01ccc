package leak

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"
)

// pictureUnread is why a picture never leaves as checked.
const pictureUnread = "it is a picture, and what it shows is not read"

// jpeg reads what a JPEG says beside its picture.
func (d *document) jpeg(raw []byte) {
	d.unreadable(pictureUnread)
	at := 2
	for at+4 <= len(raw) && raw[at] == 0xff {
		kind, size := raw[at+1], int(binary.BigEndian.Uint16(raw[at+2:]))
		if kind == 0xd9 || kind == 0xda || size < 2 || at+2+size > len(raw) {
			break
		}
		d.segment(kind, raw[at+4:at+2+size])
		at += 2 + size
	}
	if end := bytes.LastIndex(raw, []byte("\xff\xd9")); end >= 0 && end+2 < len(raw) {
		d.metadata("bytes behind the end of the picture", fmt.Sprintf("%d bytes", len(raw)-end-2))
	}
}

// segment reads one segment of a JPEG.
func (d *document) segment(kind byte, content []byte) {
	switch {
	case kind == 0xe1 && bytes.HasPrefix(content, []byte("Exif\x00\x00")):
		d.exif(content[6:], "EXIF")
	case kind == 0xe1:
		d.metadata("XMP in the picture", textOf(content))
	case kind == 0xed:
		d.metadata("IPTC in the picture", textOf(content))
	case kind == 0xfe:
		d.metadata("a comment in the picture", textOf(content))
	case kind == 0xe2 || kind > 0xe2 && kind <= 0xef && kind != 0xee:
		d.metadata("a segment of a program of its own in the picture", textOf(content[:min(len(content), maxValue)]))
	}
}

// textOf gives what can be read of bytes.
func textOf(raw []byte) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == 0xfffd {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(string(raw), " "))
}

// png reads what a PNG says beside its picture.
func (d *document) png(raw []byte) {
	d.unreadable(pictureUnread)
	at := 8
	for at+12 <= len(raw) {
		size := int(binary.BigEndian.Uint32(raw[at:]))
		kind := string(raw[at+4 : at+8])
		if size < 0 || size > len(raw)-at-12 {
			d.unreadable("the picture is broken")
			return
		}
		d.chunk(kind, raw[at+8:at+8+size])
		at += 12 + size
		if kind == "IEND" {
			break
		}
	}
	if at < len(raw) {
		d.metadata("bytes behind the end of the picture", fmt.Sprintf("%d bytes", len(raw)-at))
	}
}

// chunk reads one chunk of a PNG.
func (d *document) chunk(kind string, content []byte) {
	switch kind {
	case "tEXt":
		d.metadata("text in the picture", textOf(content))
	case "zTXt":
		key, rest, _ := bytes.Cut(content, []byte{0})
		d.metadata("text in the picture", textOf(key)+" "+d.inflated(rest[min(1, len(rest)):]))
	case "iTXt":
		key, rest, _ := bytes.Cut(content, []byte{0})
		packed := len(rest) > 0 && rest[0] == 1
		rest = rest[min(2, len(rest)):]
		_, rest, _ = bytes.Cut(rest, []byte{0})
		_, rest, _ = bytes.Cut(rest, []byte{0})
		value := textOf(rest)
		if packed {
			value = d.inflated(rest)
		}
		d.metadata("text in the picture", textOf(key)+" "+value)
	case "eXIf":
		d.exif(content, "EXIF")
	case "tIME":
		if len(content) == 7 {
			d.metadata("when the picture was changed", fmt.Sprintf("%04d-%02d-%02d %02d:%02d", int(content[0])<<8|int(content[1]), content[2], content[3], content[4], content[5]))
		}
	}
}

// inflated unpacks what zlib packed, as far as anything is left to unpack.
func (d *document) inflated(raw []byte) string {
	r, err := zlib.NewReader(bytes.NewReader(raw))
	if err != nil {
		return "that cannot be unpacked"
	}
	content, err := io.ReadAll(io.LimitReader(r, int64(max(0, *d.left))+1))
	if *d.left -= len(content); *d.left < 0 || err != nil && len(content) == 0 {
		d.unreadable("something in it cannot be unpacked, or is too large")
	}
	return textOf(content)
}

// exifTags are the fields of EXIF that say who, where, when and with what.
var exifTags = map[uint16]string{
	0x010e: "description", 0x010f: "maker of the camera", 0x0110: "camera", 0x0131: "program", 0x0132: "time", 0x013b: "artist",
	0x013c: "computer", 0x8298: "rights", 0x9003: "time of the photograph", 0x9004: "time of the scan", 0x9286: "comment",
	0x9c9b: "title", 0x9c9c: "comment", 0x9c9d: "author", 0x9c9e: "keywords", 0x9c9f: "subject", 0xa420: "id of the picture",
	0xa430: "owner of the camera", 0xa431: "number of the camera", 0xa434: "lens", 0xa435: "number of the lens", 0x02bc: "XMP", 0x83bb: "IPTC",
}

// gpsTags are the fields of a position.
var gpsTags = map[uint16]string{
	1: "north or south", 2: "latitude", 3: "east or west", 4: "longitude", 6: "altitude", 7: "time", 29: "date", 27: "method", 28: "area",
}

// An exifReader reads the folders of a TIFF.
type exifReader struct {
	d     *document
	raw   []byte
	order binary.ByteOrder
	name  string
	seen  []int
}

// exif reads the folders of a TIFF, which EXIF is.
func (d *document) exif(raw []byte, name string) {
	if len(raw) < 8 {
		return
	}
	x := &exifReader{d: d, raw: raw, order: binary.LittleEndian, name: name}
	if raw[0] == 'M' {
		x.order = binary.BigEndian
	}
	x.folder(int(x.order.Uint32(raw[4:])), exifTags)
}

// folder reads one folder and those behind and within it, each once.
func (x *exifReader) folder(at int, tags map[uint16]string) {
	for at >= 8 && at+2 <= len(x.raw) && len(x.seen) < 32 {
		if slices.Contains(x.seen, at) {
			return
		}
		x.seen = append(x.seen, at)
		n := int(x.order.Uint16(x.raw[at:]))
		at += 2
		for ; n > 0 && at+12 <= len(x.raw); n, at = n-1, at+12 {
			x.field(x.raw[at:at+12], tags)
		}
		if n > 0 || at+4 > len(x.raw) {
			return
		}
		at = int(x.order.Uint32(x.raw[at:]))
	}
}

// field reads one field of a folder.
func (x *exifReader) field(raw []byte, tags map[uint16]string) {
	tag, kind, n := x.order.Uint16(raw), x.order.Uint16(raw[2:]), int(x.order.Uint32(raw[4:]))
	switch tag {
	case 0x8769, 0x8825, 0xa005:
		inner := exifTags
		if tag == 0x8825 {
			inner = gpsTags
		}
		x.folder(int(x.order.Uint32(raw[8:])), inner)
		return
	}
	what := tags[tag]
	sizes := []int{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8}
	if what == "" || int(kind) >= len(sizes) || n < 0 || n > len(x.raw) {
		return
	}
	size := sizes[kind] * n
	value := raw[8:12]
	if size > 4 {
		from := int(x.order.Uint32(raw[8:]))
		if from < 0 || size > len(x.raw) || from > len(x.raw)-size {
			return
		}
		value = x.raw[from : from+size]
	}
	x.d.metadata(x.name+": "+what, x.value(value[:min(size, len(value))], kind, tag))
}

// value writes a value: text, text of two bytes, fractions, or numbers.
func (x *exifReader) value(raw []byte, kind, tag uint16) string {
	switch {
	case tag >= 0x9c9b && tag <= 0x9c9f:
		units := make([]uint16, 0, len(raw)/2)
		for i := 0; i+1 < len(raw); i += 2 {
			units = append(units, binary.LittleEndian.Uint16(raw[i:]))
		}
		return strings.Trim(string(utf16.Decode(units)), "\x00")
	case kind == 5 || kind == 10:
		var all []string
		for i := 0; i+8 <= len(raw) && i < 64; i += 8 {
			over := x.order.Uint32(raw[i+4:])
			if over == 0 {
				over = 1
			}
			all = append(all, fmt.Sprintf("%.6g", float64(x.order.Uint32(raw[i:]))/float64(over)))
		}
		return strings.Join(all, " ")
	}
	return strings.Trim(textOf(raw), " \x00")
}
