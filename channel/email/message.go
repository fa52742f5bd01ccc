package email

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	_ "embed" // the texts
	"encoding/base32"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"example.org/tocsin/channel"
)

// The subjects are constant: they tell a knock from a file, as the sizes do, and
// nothing else.
const (
	knockSubject = "Please check your usual place"
	fileSubject  = "Sealed file"
)

// knockText is what a knock says, to everybody.
//
//go:embed texts/knock.txt
var knockText string

// fileText goes before the line with reference and copy: how the file is opened.
//
//go:embed texts/file.txt
var fileText string

// boundary stands between the parts: base64 has no dash in it. The library puts
// no quotes around it, so it is made of what needs none.
const boundary = "next-part-of-this-mail"

// Reference is the name under which a parcel is known in mail: of its
// Message-ID, of reports, and in the text that a recipient may quote. It tells
// nothing to whoever does not have the key.
func (c *Channel) Reference(name string) string {
	mac := hmac.New(sha256.New, c.key)
	fmt.Fprint(mac, "tocsin channel/email reference\x00"+name)
	return strings.ToLower(base32.StdEncoding.EncodeToString(mac.Sum(nil)[:20]))
}

// message writes a parcel as a message, the same bytes in the same minute.
func (c *Channel) message(p channel.Parcel, to address) ([]byte, error) {
	// The second at which something left would tell what it followed from.
	minute := c.now().UTC().Truncate(time.Minute)
	reference := c.Reference(p.Name)
	m := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithCharset(mail.CharsetUTF8),
		mail.WithEncoding(mail.EncodingB64), mail.WithBoundary(boundary))
	m.FromMailAddress(&netmail.Address{Address: c.from})
	m.ToMailAddress(&netmail.Address{Address: to.String()})
	m.SetDateWithValue(minute)
	m.SetMessageIDWithValue(reference + "@" + c.domain)
	if p.Knock {
		m.Subject(knockSubject)
		m.SetBodyString(mail.TypeTextPlain, knockText)
	} else {
		m.Subject(fileSubject)
		// The number has one width, so that all messages to one address have one
		// size.
		m.SetBodyString(mail.TypeTextPlain, fmt.Sprintf("%s\nReference %s, copy %-6d\n", fileText, reference, max(1, p.Copy)))
		err := m.AttachReader(p.Name, bytes.NewReader(p.Bytes),
			mail.WithFileContentType("application/octet-stream"), mail.WithFileEncoding(mail.EncodingB64))
		if err != nil {
			return nil, fmt.Errorf("attaching the file: %w", err)
		}
	}
	c.sign(m, minute)
	var out bytes.Buffer
	if _, err := m.WriteTo(&out); err != nil {
		return nil, fmt.Errorf("writing the message: %w", err)
	}
	return out.Bytes(), nil
}

// Header fields that a signature covers, and those of which it says that there
// is no second one. The line of the signature that lists them has to fit on a
// line of 75: the library would break it inside a name otherwise.
var (
	signedFields = []string{"From", "To", "Subject", "Date", "Message-ID", "Content-Type"}
	lonelyFields = []string{"From", "To", "Subject"}
)

// sign has a message signed by DKIM as it is written, where there is a key.
func (c *Channel) sign(m *mail.Msg, minute time.Time) {
	if c.dkim.key == nil {
		return
	}
	signer := mail.NewDKIMSigner(c.dkim.domain, c.dkim.selector, c.dkim.key)
	signer.NowFunc = func() time.Time { return minute }
	signer.SignHeaders(signedFields...)
	signer.OversignHeaders(lonelyFields...)
	m.SetDKIM(signer)
}
