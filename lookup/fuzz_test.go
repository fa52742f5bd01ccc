package lookup_test

import (
	"slices"
	"strings"
	"testing"

	"example.org/tocsin/contact"
	"example.org/tocsin/lookup"
)

// FuzzParseSecurityTxt: whatever a server says, it is refused or read as plain words
// that can be shown.
func FuzzParseSecurityTxt(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(signed))
	f.Add([]byte("Contact: mailto:a@b\nExpires: 0000-01-01T00:00:00Z\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := lookup.ParseSecurityTxt(raw)
		if err != nil {
			refused(t, err, "lookup/form")
			return
		}
		if len(s.Contacts) == 0 || s.Expires.IsZero() {
			t.Fatalf("%q is read as %+v", raw, s)
		}
		for _, v := range slices.Concat(s.Contacts, s.Encryption, s.Canonical, s.Languages) {
			if lookup.Plain(v) != v {
				t.Fatalf("%q is shown", v)
			}
		}
	})
}

// FuzzParseRecord: whatever a register says, it is refused or read as contacts in
// their form, and not too many.
func FuzzParseRecord(f *testing.F) {
	f.Add([]byte(domainRecord))
	f.Add([]byte(`{"entities":[{"objectClassName":"entity","roles":["abuse"],"vcardArray":["vcard",[["tel",{},"uri","tel:+4722123456"],[],[1],["fn",{},"text",5]]]}]}`))
	f.Add([]byte(strings.Repeat(`{"entities":[`, 100)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		found, err := lookup.ParseRecord(raw, lookup.AnyRecord)
		if err != nil {
			refused(t, err, "lookup/form")
			return
		}
		if len(found) > 50 {
			t.Fatalf("%d contacts were read", len(found))
		}
		for _, p := range found {
			if lookup.Plain(p.Value) != p.Value || p.Value == "" || lookup.Plain(p.Name) != p.Name || !slices.Contains([]string{"phone", "email", "page"}, p.Kind) {
				t.Fatalf("%q gives %+v", raw, p)
			}
			if number, err := contact.NormalNumber(p.Value); p.Kind == "phone" && (err != nil || number != p.Value) {
				t.Fatalf("%q is no number to call", p.Value)
			}
		}
	})
}

// FuzzParseList: whatever is said to be a list of registers, only servers over HTTPS
// are ever asked.
func FuzzParseList(f *testing.F) {
	f.Add([]byte(registers), "recipient.example")
	f.Add([]byte(`{"version":"1.0","services":[[["example"],["https://a:b@c/","https://c/?q","ftp://x/"]]]}`), "a.example")
	f.Fuzz(func(t *testing.T, raw []byte, domain string) {
		l, err := lookup.ParseList(raw)
		if err != nil {
			refused(t, err, "lookup/form")
			return
		}
		if server, ok := l.ForDomain(domain); ok && (!strings.HasPrefix(strings.ToLower(server), "https://") || !strings.HasSuffix(server, "/") || strings.ContainsAny(server, "?#@ \n")) {
			t.Fatalf("%s is asked at %q", domain, server)
		}
	})
}
