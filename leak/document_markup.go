package leak

import (
	"html"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// The marks of HTML by which something is not shown, and the attributes that say
// something beside the text.
var (
	hiddenStyle  = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?:[^.\d]|$)|mso-hide|text-indent\s*:\s*-\d{3}|(?:left|top)\s*:\s*-\d{3}`)
	attributePat = regexp.MustCompile(`([A-Za-z_:][-\w:.]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?`)
	blockTags    = " p div br li tr h1 h2 h3 h4 h5 h6 table ul ol section article header footer blockquote pre title option td th "
)

// html reads a page: its text, hidden or not, and what it says beside it.
func (d *document) html(text string) {
	for text != "" {
		at := strings.IndexByte(text, '<')
		if at < 0 {
			d.write(html.UnescapeString(text))
			return
		}
		d.write(html.UnescapeString(text[:at]))
		text = text[at:]
		if rest, ok := strings.CutPrefix(text, "<!--"); ok {
			remark, after, _ := strings.Cut(rest, "-->")
			d.metadata("a comment that is not shown", remark)
			text = after
			continue
		}
		end := tagEnd(text)
		tag := text[1:end]
		text = text[min(len(text), end+1):]
		text = d.tag(tag, text)
	}
}

// tagEnd gives where a tag ends: at the first ">" outside quotation marks.
func tagEnd(text string) int {
	quote := byte(0)
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i
		}
	}
	// A quotation mark without its other half: the tag ends where it can.
	if i := strings.IndexByte(text, '>'); i > 0 {
		return i
	}
	return len(text)
}

// tag reads one tag, and gives the text behind it, without what is no text.
func (d *document) tag(tag, rest string) string {
	closing := strings.HasPrefix(tag, "/")
	name := strings.ToLower(strings.TrimLeft(tag, "/!?"))
	if i := strings.IndexFunc(name, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }); i >= 0 {
		name = name[:i]
	}
	if strings.Contains(blockTags, " "+name+" ") {
		d.write("\n")
	}
	if closing {
		return rest
	}
	d.attributes(name, strings.TrimLeft(tag, "!?")[min(len(name), len(strings.TrimLeft(tag, "!?"))):])
	if name == "script" || name == "style" || name == "noscript" || name == "template" {
		end := strings.Index(strings.ToLower(rest), "</"+name)
		if end < 0 || len(strings.ToLower(rest)) != len(rest) {
			end = len(rest)
		}
		d.metadata("a "+name+" in the page", rest[:end])
		return rest[end:]
	}
	return rest
}

// attributes notes what the attributes of a tag say or hide.
func (d *document) attributes(tag, text string) {
	for _, m := range attributePat.FindAllStringSubmatch(text, maxFindings) {
		name, value := strings.ToLower(m[1]), html.UnescapeString(strings.Trim(m[2], `"'`))
		switch {
		case name == "hidden", name == "type" && strings.EqualFold(value, "hidden"), name == "style" && hiddenStyle.MatchString(value):
			d.metadata("something that is not shown, of the kind "+tag, name+" "+value)
		case tag == "meta" && (name == "content" || name == "name"), strings.HasPrefix(name, "data-"), name == "alt", name == "title":
			d.metadata("the attribute "+name+" of "+tag, value)
		case name == "href", name == "src", name == "action", name == "background":
			d.metadata("where it points to outside itself", value)
		}
	}
}

// rtfTables are the groups of RTF that are no text.
const rtfTables = " fonttbl colortbl stylesheet listtable listoverridetable rsidtbl generator themedata colorschememapping latentstyles datastore xmlnstbl mmathPr "

// rtfSaid are the words of RTF that say something beside the text.
var rtfSaid = map[string]string{
	"author": "the author", "operator": "who saved it last", "company": "the company", "manager": "the manager", "title": "the title",
	"subject": "the subject", "keywords": "the keywords", "comment": "a comment", "doccomm": "a comment", "category": "the category",
	"hlinkbase": "where it points to", "annotation": "an annotation", "atnauthor": "who annotated it", "atnid": "who annotated it",
	"revtbl": "who changed it", "userprops": "properties of its own", "docvar": "a variable of the document", "creatim": "when it was made",
	"revtim": "when it was saved", "generator": "the program", "v": "hidden text", "deleted": "deleted text", "revised": "a tracked change",
	"object": "an object in it", "rsidtbl": "marks of the sessions in which it was edited", "template": "its template",
}

// An rtfGroup is a group of RTF that is open.
type rtfGroup struct {
	skip bool
	said string
	text strings.Builder
}

// rtf reads a document of RTF.
func (d *document) rtf(raw []byte) {
	groups := []*rtfGroup{{}}
	picture := false
	for i := 0; i < len(raw); i++ {
		top := groups[len(groups)-1]
		switch c := raw[i]; c {
		case '{':
			if len(groups) > 1000 {
				d.unreadable("its groups lie too deep")
				return
			}
			groups = append(groups, &rtfGroup{skip: top.skip})
		case '}':
			if len(groups) > 1 {
				groups = groups[:len(groups)-1]
				d.endGroup(top, groups[len(groups)-1])
			}
		case '\\':
			word, arg, n := rtfWord(raw[i+1:])
			i += n
			picture = picture || word == "pict"
			if word == "bin" {
				i += max(0, min(arg, len(raw)-i-1))
			}
			top.control(word, arg)
		case '\r', '\n':
		default:
			if !top.skip {
				top.text.WriteByte(c)
			}
		}
	}
	for len(groups) > 1 {
		top := groups[len(groups)-1]
		groups = groups[:len(groups)-1]
		d.endGroup(top, groups[len(groups)-1])
	}
	d.write(strings.ToValidUTF8(groups[0].text.String(), "\ufffd"))
	if picture {
		d.unreadable("there is a picture in it, and what it shows is not read")
	}
}

// endGroup takes in a group that has ended.
func (d *document) endGroup(g, outer *rtfGroup) {
	text := g.text.String()
	if g.said != "" {
		d.metadata(g.said, strings.TrimSuffix(text+" ", ";"))
		if strings.TrimSpace(text) == "" {
			d.metadata(g.said, "there is one")
		}
	}
	if !g.skip {
		outer.text.WriteString(text)
	}
}

// control obeys a control word.
func (g *rtfGroup) control(word string, arg int) {
	switch {
	case word == "par" || word == "line" || word == "row" || word == "sect" || word == "page":
		g.text.WriteByte('\n')
	case word == "tab" || word == "cell" || word == "~":
		g.text.WriteByte(' ')
	case word == "'":
		g.text.WriteRune(charmap.Windows1252.DecodeByte(byte(arg & 0xff)))
	case word == "u" && arg != 0:
		if arg < 0 {
			arg += 1 << 16
		}
		g.text.WriteRune(rune(arg)) //nolint:gosec // What is no character is written as U+FFFD.
	case word == "{" || word == "}" || word == "\\":
		g.text.WriteString(word)
	case word == "emdash" || word == "endash":
		g.text.WriteByte('-')
	case word == "lquote" || word == "rquote" || word == "ldblquote" || word == "rdblquote":
		g.text.WriteByte('"')
	case word == "pict":
		g.skip = true
	case rtfSaid[word] != "" && arg != 0:
		g.said = rtfSaid[word]
	}
	g.skip = g.skip || strings.Contains(rtfTables, " "+word+" ")
}

// rtfWord reads a control word with its number, which is 1 where there is none,
// and gives how many bytes that takes.
func rtfWord(raw []byte) (word string, arg, n int) {
	if len(raw) == 0 {
		return "", 0, 0
	}
	for n < len(raw) && n < 32 && (raw[n] >= 'a' && raw[n] <= 'z' || raw[n] >= 'A' && raw[n] <= 'Z') {
		n++
	}
	if n == 0 {
		if raw[0] == '\'' && len(raw) >= 3 {
			v, err := strconv.ParseUint(string(raw[1:3]), 16, 8)
			if err != nil {
				v = '?'
			}
			return "'", int(v), 3
		}
		return string(raw[:1]), 1, 1
	}
	word = string(raw[:n])
	from := n
	if n < len(raw) && raw[n] == '-' {
		n++
	}
	for n < len(raw) && n-from < 10 && raw[n] >= '0' && raw[n] <= '9' {
		n++
	}
	arg, err := strconv.Atoi(string(raw[from:n]))
	if err != nil {
		arg, n = 1, from
	}
	if n < len(raw) && raw[n] == ' ' {
		n++
	}
	return word, arg, n
}
