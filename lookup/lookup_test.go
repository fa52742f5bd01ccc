package lookup_test

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/tocsin"
	"example.org/tocsin/contact"
	"example.org/tocsin/lookup"
)

// good is a security.txt as RFC 9116 has it.
const good = "# we are glad to hear from you\r\nContact: mailto:security@recipient.example\r\ncontact: tel:+47-22-12-34-56\r\n\r\n" +
	"Contact: https://recipient.example/report?x=1\nEncryption: openpgp4fpr:5f2de5521c63a801ab59ccb603d49de44b29100f\n" +
	"Expires: 2027-01-01T00:00:00z\nPreferred-Languages: nb, en\nCanonical: https://recipient.example/.well-known/security.txt\nHiring: https://recipient.example/jobs\nX-Added: anything\n"

// signed is the same in a signature, with what a signature escapes.
var signed = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n- # dashes\n" + good + "- -- \n-----BEGIN PGP SIGNATURE-----\n\niQIzBAEBCAAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n"

// page is where a security.txt lies.
const page = "/.well-known/security.txt"

// TestSecurityTxt asks a server for its contacts, and says what is doubtful and who
// could see it.
func TestSecurityTxt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pages map[string]http.HandlerFunc
		doubt string
		at    string
	}{
		"as it is":           {map[string]http.HandlerFunc{"recipient.example" + page: text(good)}, "", "https://recipient.example" + page},
		"expired":            {map[string]http.HandlerFunc{"recipient.example" + page: text(strings.Replace(good, "2027-", "2026-", 1))}, "it expired on 2026-01-01", "https://recipient.example" + page},
		"signed":             {map[string]http.HandlerFunc{"recipient.example" + page: text(strings.Replace(signed, "- -- \n", "", 1))}, "nobody has checked the signature", "https://recipient.example" + page},
		"on another server":  {map[string]http.HandlerFunc{"recipient.example" + page: to("https://other.example/s"), "other.example/s": text(strings.Replace(good, "Canonical", "X-Canonical", 1))}, "leads to another one", "https://other.example/s"},
		"of another page":    {map[string]http.HandlerFunc{"recipient.example" + page: text(strings.Replace(good, "Canonical: https://recipient", "Canonical: https://other", 1))}, "belongs at another page", "https://recipient.example" + page},
		"behind a redirect":  {map[string]http.HandlerFunc{"recipient.example" + page: to("/s"), "recipient.example/s": text(good)}, "belongs at another page", "https://recipient.example/s"},
		"with a mark before": {map[string]http.HandlerFunc{"recipient.example" + page: text("\ufeff" + good)}, "", "https://recipient.example" + page},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t, c.pages)
			got, err := w.client(nil).SecurityTxt(t.Context(), "Recipient.Example.")
			if err != nil {
				t.Fatal(err)
			}
			want := []contact.Published{
				{Kind: "email", Value: "security@recipient.example"},
				{Kind: "phone", Value: "+4722123456"},
				{Kind: "page", Value: "https://recipient.example/report?x=1"},
			}
			for i := range want {
				want[i].Role, want[i].Source, want[i].At, want[i].Found = "security", contact.SecurityTxt, c.at, tocsin.Second(now)
				if i < len(got.Contacts) {
					want[i].Doubt = got.Contacts[i].Doubt
				}
			}
			if !slices.Equal(got.Contacts, want) || !slices.Equal(got.Languages, []string{"nb", "en"}) || got.Subject != "recipient.example" {
				t.Errorf("it found %+v", got)
			}
			if d := got.Contacts[0].Doubt; (d == "") != (c.doubt == "") || !strings.Contains(d, c.doubt) {
				t.Errorf("the doubt is %q", d)
			}
			if len(got.Seen) != 2 || !strings.Contains(strings.Join(got.Seen, "\n"), "owner of recipient.example") {
				t.Errorf("who can see it: %v", got.Seen)
			}
			if asked := w.requests(t); len(asked) > 2 || asked[0] != "recipient.example"+page {
				t.Errorf("asked was %v", asked)
			}
			// It can be called as it was found.
			call := contact.CallBack{Number: got.Contacts[1].Value, Source: got.Contacts[1].Source, At: got.Contacts[1].At, Found: got.Contacts[1].Found, Switchboard: "our page"}
			if err := call.Check(now); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestParseSecurityTxt refuses what the standard does not let through, and quotes
// none of it.
func TestParseSecurityTxt(t *testing.T) {
	t.Parallel()
	for _, text := range []string{good, strings.Replace(signed, "- -- \n", "", 1)} {
		if s, err := lookup.ParseSecurityTxt([]byte(text)); err != nil || len(s.Contacts) != 3 || len(s.Encryption) != 1 || !s.Expires.Equal(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("it is read as %+v (%v)", s, err)
		}
	}
	const secret = "quoted"
	for name, text := range map[string]string{
		"empty": "", "no contact": "Expires: 2027-01-01T00:00:00Z\n", "no expiry": "Contact: mailto:a@b.example\n",
		"expires twice":    good + "Expires: 2028-01-01T00:00:00Z\n",
		"no time":          strings.Replace(good, "2027-01-01T00:00:00z", secret, 1),
		"languages twice":  good + "Preferred-Languages: fr\n",
		"no languages":     strings.Replace(good, "nb, en", "nb, , en", 1),
		"plain http":       good + "Contact: http://recipient.example/" + secret + "\n",
		"a bare address":   good + "Contact: " + secret + "@recipient.example\n",
		"a named address":  good + "Contact: mailto:A <quoted@b.example>\n",
		"a script":         good + "Contact: javascript:" + secret + "\n",
		"a password":       good + "Contact: https://a:quoted@recipient.example/\n",
		"key over http":    good + "Encryption: http://recipient.example/" + secret + "\n",
		"no field":         good + secret + "\n",
		"empty field":      good + "Contact:\n",
		"strange name":     good + "Con tact: quoted\n",
		"turned around":    good + "Policy: https://a.example/\u202equoted\n",
		"a page of HTML":   "<!DOCTYPE html><html>quoted</html>\n",
		"not UTF-8":        good + "# \xff\n",
		"too long":         good + strings.Repeat("# quoted\n", 5000),
		"outside before":   "Contact: mailto:quoted@b.example\n" + signed,
		"outside after":    signed + "Contact: mailto:quoted@b.example\n",
		"no end":           strings.Split(signed, "-----END")[0],
		"no signature":     strings.Split(signed, "-----BEGIN PGP SIGNATURE")[0],
		"two signatures":   signed + signed,
		"not escaped":      strings.Replace(signed, "- -- \n", "-- quoted\n", 1),
		"a signature only": "-----BEGIN PGP SIGNATURE-----\nquoted\n-----END PGP SIGNATURE-----\n",
	} {
		_, err := lookup.ParseSecurityTxt([]byte(text))
		if err == nil {
			t.Errorf("%s is read", name)
			continue
		}
		refused(t, err, "lookup/form", secret)
	}
}

// TestRDAP asks registers of domains, addresses and systems, and takes the contacts
// of those who look after abuse and machines, wherever they stand.
func TestRDAP(t *testing.T) {
	t.Parallel()
	network := func(fields string) http.HandlerFunc {
		return text(strings.Replace(domainRecord, `"objectClassName":"domain","ldhName":"RECIPIENT.EXAMPLE"`, fields, 1))
	}
	w := start(t, map[string]http.HandlerFunc{
		"data.iana.org/rdap/dns.json": text(registers), "data.iana.org/rdap/ipv4.json": text(registers),
		"data.iana.org/rdap/ipv6.json": text(registers), "data.iana.org/rdap/asn.json": text(registers),
		"rdap.example/r/domain/recipient.example": text(domainRecord),
		"rdap.example/r/ip/192.0.2.0/25":          network(`"objectClassName":"ip network","startAddress":"192.0.2.0","endAddress":"192.0.2.255"`),
		"rdap.example/r/ip/192.0.2.7":             network(`"objectClassName":"ip network","startAddress":"192.0.2.0","endAddress":"192.0.2.255"`),
		"rdap.example/r/ip/2001:db8::/48":         network(`"objectClassName":"ip network","startAddress":"2001:db8::","endAddress":"2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"`),
		"rdap.example/r/autnum/64500":             network(`"objectClassName":"autnum","startAutnum":64496,"endAutnum":64511`),
		"rdap.example/r/autnum/65550":             network(`"objectClassName":"autnum"`),
	})
	c := w.client(nil)
	for _, ask := range []struct {
		subject, path string
		by            func(context.Context, string) (contact.Looked, error)
	}{
		{"recipient.example", "domain/recipient.example", c.Domain},
		{"192.0.2.0/25", "ip/192.0.2.0/25", c.Prefix},
		{"192.0.2.7", "ip/192.0.2.7", c.Prefix},
		{"2001:db8::/48", "ip/2001:db8::/48", c.Prefix},
		{"AS64500", "autnum/64500", c.AS},
		{"as65550", "autnum/65550", c.AS},
	} {
		got, err := ask.by(t.Context(), ask.subject)
		if err != nil {
			t.Fatalf("%s: %v", ask.subject, err)
		}
		want := []contact.Published{
			{Kind: "phone", Value: "+4722123456", Role: "abuse", Name: "Abuse Desk"},
			{Kind: "email", Value: "abuse@recipient.example", Role: "abuse", Name: "Abuse Desk"},
			{Kind: "phone", Value: "+4722123457", Role: "technical", Name: "Machines"},
			{Kind: "page", Value: "https://recipient.example/contact", Role: "technical", Name: "Machines"},
		}
		for i := range want {
			want[i].Source, want[i].At, want[i].Found = contact.RDAP, "https://rdap.example/r/"+ask.path, tocsin.Second(now)
		}
		if !slices.Equal(got.Contacts, want) || !strings.EqualFold(got.Subject, ask.subject) {
			t.Errorf("%s: it found %+v", ask.subject, got)
		}
		if seen := strings.Join(got.Seen, "\n"); !strings.Contains(seen, "rdap.example: that somebody in our network asked for "+got.Subject) || !strings.Contains(seen, "IANA") {
			t.Errorf("who can see it: %s", seen)
		}
	}
	// Each list was fetched once, and nobody was asked for anything else.
	asked := w.requests(t)
	slices.Sort(asked)
	if len(asked) != 10 || len(slices.Compact(asked)) != 10 {
		t.Errorf("asked was %v", asked)
	}
}

// TestRDAPRefuses gives questions and answers that are none.
func TestRDAPRefuses(t *testing.T) {
	t.Parallel()
	c := start(t, nil).client(lists(registers))
	for _, subject := range []string{"", "localhost", "a..example", "-a.example", "a-.example", "a.example/b", "a.example:443", "192.0.2.1", "exämple.example", "a b.example", strings.Repeat("a", 64) + ".example", "../x.example", "user@a.example"} {
		_, err := c.Domain(t.Context(), subject)
		refused(t, err, "lookup/subject")
		_, err = c.SecurityTxt(t.Context(), subject)
		refused(t, err, "lookup/subject")
	}
	for _, subject := range []string{"", "192.0.2", "192.0.2.1/24", "::ffff:192.0.2.1", "fe80::1%eth0", "0.0.0.0/0", "192.0.2.0/33", "a.example", "1/2/3"} {
		_, err := c.Prefix(t.Context(), subject)
		refused(t, err, "lookup/subject")
	}
	for _, subject := range []string{"", "AS", "AS0", "AS-1", "AS4294967296", "AS064500", "64500.1", "ASAS1"} {
		_, err := c.AS(t.Context(), subject)
		refused(t, err, "lookup/subject")
	}
	for _, ask := range []func() (contact.Looked, error){
		func() (contact.Looked, error) { return c.Domain(t.Context(), "a.elsewhere") },
		func() (contact.Looked, error) { return c.Domain(t.Context(), "gone.example") },
		func() (contact.Looked, error) { return c.Prefix(t.Context(), "198.51.100.0/24") },
		func() (contact.Looked, error) { return c.Prefix(t.Context(), "192.0.0.0/16") },
		func() (contact.Looked, error) { return c.AS(t.Context(), "AS1") },
	} {
		_, err := ask()
		refused(t, err, "lookup/none")
	}
	for name, body := range map[string]string{
		"no JSON": "<html>quoted", "another domain": strings.Replace(domainRecord, "RECIPIENT.EXAMPLE", "quoted.example", 1),
		"another thing": strings.Replace(domainRecord, `"domain"`, `"nameserver"`, 1), "an array": "[]",
		"an error": `{"errorCode":404,"title":"quoted"}`,
	} {
		w := start(t, map[string]http.HandlerFunc{"rdap.example/r/domain/recipient.example": text(body)})
		_, err := w.client(lists(registers)).Domain(t.Context(), "recipient.example")
		if err == nil {
			t.Fatalf("%s is read", name)
		}
		refused(t, err, "lookup/form", "quoted")
	}
	w := start(t, map[string]http.HandlerFunc{"rdap.example/r/domain/recipient.example": text(`{"objectClassName":"domain","ldhName":"recipient.example"}`)})
	_, err := w.client(lists(registers)).Domain(t.Context(), "recipient.example")
	refused(t, err, "lookup/none")
	for _, bad := range []string{"", "[]", `{"version":"2.0","services":[]}`, `{"version":"1.0","services":[[["a"]]]}`, `{"version":"1.0","services":[["a",["b"]]]}`} {
		_, err := start(t, nil).client(lists(bad)).Domain(t.Context(), "recipient.example")
		refused(t, err, "lookup/form")
	}
	broken := errors.New("broken")
	_, err = start(t, nil).client(func(context.Context, string) ([]byte, error) { return nil, broken }).Domain(t.Context(), "recipient.example")
	if !errors.Is(err, broken) {
		t.Errorf("it says %v", err)
	}
}

// TestGuard follows nobody to an address that is not public, or away from HTTPS,
// whether he says so himself, in a redirect or by what a name resolves to.
func TestGuard(t *testing.T) {
	t.Parallel()
	inner := start(t, map[string]http.HandlerFunc{"recipient.example" + page: text(good)})
	local := inner.Listener.Addr().String()
	for target, rule := range map[string]string{
		"https://" + local + "/": "lookup/private", "https://127.0.0.1/": "lookup/private", "https://localhost/": "lookup/private",
		"https://[::1]/": "lookup/private", "https://169.254.169.254/latest": "lookup/private", "https://10.0.0.1/": "lookup/private",
		"https://[::ffff:127.0.0.1]/": "lookup/private", "https://[fe80::1]/": "lookup/private", "https://192.0.2.1:8443/": "lookup/private",
		"http://recipient.example/": "lookup/redirect", "http://" + local + "/": "lookup/redirect", "file:///etc/passwd": "lookup/redirect",
		"https://a:b@recipient.example/": "lookup/redirect", "https://recipient.example" + page: "lookup/redirect", // on and on
	} {
		w := start(t, map[string]http.HandlerFunc{"recipient.example" + page: to(target)})
		_, err := w.client(nil).SecurityTxt(t.Context(), "recipient.example")
		refused(t, err, rule, local, "169.254")
		if n := len(w.requests(t)); n > 6 {
			t.Errorf("%s was followed %d times", target, n)
		}
	}
	// Also without a Dial of one's own.
	c := lookup.Open(lookup.Config{Now: time.Now, Roots: inner.roots, Lists: lists(strings.ReplaceAll(registers, "rdap.example", local))})
	_, err := c.Domain(t.Context(), "recipient.example")
	refused(t, err, "lookup/private")
	if len(inner.requests(t)) != 0 {
		t.Error("the inner server was asked")
	}
	// Nothing leaves for a public address at another port either.
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := lookup.Guarded(ctx, "tcp", "1.1.1.1:8443"); err == nil || !strings.Contains(err.Error(), "not that of HTTPS") {
		t.Errorf("another port: %v", err)
	}
}

// TestPublicAddr tells public addresses from all others.
func TestPublicAddr(t *testing.T) {
	t.Parallel()
	for _, a := range []string{"1.1.1.1", "8.8.8.8", "2606:4700::1111", "193.0.6.139", "172.32.0.1", "100.128.0.1"} {
		if !lookup.PublicAddr(netip.MustParseAddr(a)) {
			t.Errorf("%s is not public", a)
		}
	}
	for _, a := range []string{
		"0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.0.1", "169.254.1.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.0.0.1",
		"192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fc00::1", "fd12::1", "fe80::1",
		"fe80::1%eth0", "fec0::1", "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::", "64:ff9b::7f00:1", "::ffff:10.0.0.1", "::ffff:100.64.0.1", "::ffff:192.0.2.1", "::ffff:127.0.0.1", "100::1", "3fff::1",
	} {
		if lookup.PublicAddr(netip.MustParseAddr(a)) {
			t.Errorf("%s is public", a)
		}
	}
}

// TestServers has servers that are slow, endless, broken or somebody else's: it ends
// in time, and says which in one line.
func TestServers(t *testing.T) {
	t.Parallel()
	hang := func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}
	endless := func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write([]byte(strings.Repeat("# x\n", 1000))); err != nil {
				return
			}
		}
	}
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	for name, c := range map[string]struct {
		page http.HandlerFunc
		rule string
	}{
		"hangs": {hang, ""}, "is endless": {endless, "lookup/size"}, "is busy": {status(503), ""}, "wants a password": {status(401), ""},
		"has nothing": {status(404), "lookup/none"}, "had it once": {status(410), "lookup/none"}, "has half": {status(206), ""}, "has no content": {status(204), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := start(t, map[string]http.HandlerFunc{"recipient.example" + page: c.page})
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			began := time.Now()
			_, err := w.client(nil).SecurityTxt(ctx, "recipient.example")
			if err == nil || time.Since(began) > 5*time.Second {
				t.Fatalf("%v after %s", err, time.Since(began))
			}
			if c.rule != "" {
				refused(t, err, c.rule)
			} else if _, refusal := errors.AsType[*tocsin.Refusal](err); refusal || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "recipient.example") {
				t.Errorf("it says %v", err)
			}
		})
	}
	// Somebody else's certificate.
	w := start(t, map[string]http.HandlerFunc{"recipient.example" + page: text(good)})
	strange := start(t, nil)
	w.roots = strange.roots
	if got, err := w.client(nil).SecurityTxt(t.Context(), "recipient.example"); err == nil {
		t.Errorf("an impostor is believed: %+v", got)
	}
}

// TestRegisterElsewhere says when a register leads to another server.
func TestRegisterElsewhere(t *testing.T) {
	t.Parallel()
	w := start(t, map[string]http.HandlerFunc{
		"rdap.example/r/domain/recipient.example": to("https://other.example/x"), "other.example/x": text(domainRecord),
	})
	got, err := w.client(lists(registers)).Domain(t.Context(), "recipient.example")
	if err != nil || got.Contacts[0].Doubt == "" || got.Contacts[0].At != "https://other.example/x" || !strings.Contains(strings.Join(got.Seen, "\n"), "other.example: ") {
		t.Errorf("it found %+v (%v)", got, err)
	}
}

// TestMany takes what a register says twice once, and no more of it than a person
// reads.
func TestMany(t *testing.T) {
	t.Parallel()
	var all strings.Builder
	for i := range 100 {
		n := strconv.Itoa(1000000 + i/2)
		all.WriteString(`,["tel",{},"uri","tel:+47` + n + `"]`)
	}
	raw := `{"entities":[{"objectClassName":"entity","roles":["abuse"],"vcardArray":` + card(all.String()+all.String()) + `}]}`
	found, err := lookup.ParseRecord([]byte(raw), lookup.AnyRecord)
	if err != nil || len(found) != 50 || found[0].Value == found[1].Value {
		t.Errorf("%d were found (%v)", len(found), err)
	}
	raw = strings.ReplaceAll(raw, "tel:+471", "tel:+4711")
	raw = strings.Replace(raw, `["tel"`, `["tel",{},"uri","tel:+4799999999"],["tel"`, 1)
	if found, err := lookup.ParseRecord([]byte(raw), lookup.AnyRecord); err != nil || len(found) != 50 || found[0].Value != "+4799999999" {
		t.Errorf("%d were found (%v)", len(found), err)
	}
}

// TestLongest asks the register that is in charge of the longest part of a name.
func TestLongest(t *testing.T) {
	t.Parallel()
	l, err := lookup.ParseList([]byte(`{"version":"1.0","services":[[["example"],["https://a.example/"]],[["co.example"],["https://b.example/"]],[["org"],["http://c.example/"]],[[""],["https://root.example/"]]]}`))
	if err != nil {
		t.Fatal(err)
	}
	for domain, want := range map[string]string{
		"x.example": "https://a.example/", "x.co.example": "https://b.example/", "xco.example": "https://a.example/", "co.example": "https://b.example/",
		"x.org": "https://root.example/", "x.net": "https://root.example/",
	} {
		if got, ok := l.ForDomain(domain); got != want || !ok {
			t.Errorf("%s is asked at %q", domain, got)
		}
	}
}

// TestPlain holds that what somebody else wrote is one line of plain words or
// nothing.
func TestPlain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		s := rapid.String().Draw(r, "s")
		p := lookup.Plain(s)
		if p != "" && (p != strings.TrimSpace(s) || strings.ContainsAny(p, "\n\r\t\x1b\u202e\u2066\u200f\u2028")) {
			r.Fatalf("%q is shown as %q", s, p)
		}
	})
}
