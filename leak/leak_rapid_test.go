package leak_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"example.org/tocsin/leak"
	"example.org/tocsin/report"
	"example.org/tocsin/warning"
)

// plain are words that mean nothing to the check.
var plain = strings.Fields("guard the gate and keep people away from glass until police have searched every car near them; " +
	"tell drivers to park behind walls, ask them what they saw: nobody stays alone (not even outside) - close each door")

// sentence draws n words.
func sentence(t *rapid.T, n int, label string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(plain), n, n).Draw(t, label), " ")
}

// within draws text with something planted in it.
func within(t *rapid.T, planted, label string) string {
	gap := rapid.SampledFrom([]string{" ", "\n", ", ", "; ", " (", "\n\n", " - ", " \"", ": "})
	before := sentence(t, rapid.IntRange(1, 30).Draw(t, label+" before"), label+" text before")
	after := sentence(t, rapid.IntRange(1, 30).Draw(t, label+" after"), label+" text after")
	return before + gap.Draw(t, label+" gap") + planted + rapid.SampledFrom([]string{" ", "\n", ", ", ". ", ") ", "\n\n", "? "}).Draw(t, label+" end") + after + "\n"
}

// A plant is one secret with all the ways of writing it.
type plant struct {
	kind string
	ways []string
}

// drawPlant draws a secret of any kind.
func drawPlant(t *rapid.T) plant {
	return rapid.OneOf(
		rapid.Custom(drawTime), rapid.Custom(drawDate), rapid.Custom(drawNumber), rapid.Custom(drawPoint), rapid.Custom(drawID), rapid.Custom(drawRun),
	).Draw(t, "secret")
}

func drawTime(t *rapid.T) plant {
	h, m := rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute")
	half, h12 := "am", h%12
	if h >= 12 {
		half = "pm"
	}
	if h12 == 0 {
		h12 = 12
	}
	ways := []string{
		fmt.Sprintf("%02d:%02d", h, m), fmt.Sprintf("%02d.%02d", h, m), fmt.Sprintf("%02dh%02d", h, m), fmt.Sprintf("%02d%02d hrs", h, m),
		fmt.Sprintf("%d:%02d %s", h12, m, half), fmt.Sprintf("%d.%02d%s", h12, m, half), fmt.Sprintf("%02d:%02d:33Z", h, m),
		fmt.Sprintf("%d:%02d %c.m.", h12, m, half[0]), digitsOf("۰", fmt.Sprintf("%02d:%02d", h, m)), digitsOf("０", fmt.Sprintf("%02d:%02d", h, m)),
		fmt.Sprintf("2031-02-17T%02d:%02d:33.125Z", h, m), fmt.Sprintf("17%02d%02dZFEB31", h, m),
	}
	if m > 12 {
		ways = append(ways, words(int64(h12))+" "+words(int64(m))+" "+half)
	}
	if m == 0 {
		ways = append(ways, fmt.Sprintf("%d %s", h12, half), fmt.Sprintf("%d%s", h12, half), words(int64(h12))+" "+half)
	}
	return plant{"time", ways}
}

func drawDate(t *rapid.T) plant {
	y, m, d := rapid.IntRange(2000, 2049).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day")
	name := []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}[m-1]
	end := map[int]string{1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}[d]
	if end == "" {
		end = "th"
	}
	return plant{"time", []string{
		fmt.Sprintf("%d-%02d-%02d", y, m, d), fmt.Sprintf("%d/%d/%d", y, m, d), fmt.Sprintf("%02d.%02d.%d", d, m, y), fmt.Sprintf("%d/%d/%d", m, d, y),
		fmt.Sprintf("%02d/%02d/%d", d, m, y), fmt.Sprintf("%d-%d-%d", d, m, y), fmt.Sprintf("%d%02d%02d", y, m, d), fmt.Sprintf("%d %s %d", d, name, y),
		fmt.Sprintf("%s %d, %d", name, d, y), fmt.Sprintf("%d%s of %s %d", d, end, name, y), fmt.Sprintf("the %d%s\nof %s", d, end, name),
		fmt.Sprintf("%s %d%s", name[:3], d, end), fmt.Sprintf("%02d%s%02d", d, strings.ToUpper(name[:3]), y%100), fmt.Sprintf("%d-%s-%02d", d, name[:3], y%100),
		fmt.Sprintf("%d-%02d-%02dT00:00:00Z", y, m, d), fmt.Sprintf("%02d0815Z %s %02d", d, strings.ToUpper(name[:3]), y%100),
		fmt.Sprintf("%02d/%02d/%02d", d, m, y%100), digitsOf("٠", fmt.Sprintf("%d-%02d-%02d", y, m, d)),
	}}
}

func drawNumber(t *rapid.T) plant {
	n := rapid.OneOf(rapid.Int64Range(2, 100), rapid.Int64Range(101, 9_999_999)).Draw(t, "number")
	plain := strconv.FormatInt(n, 10)
	ways := []string{
		plain, grouped(plain, ","), grouped(plain, "'"), grouped(plain, " "), grouped(plain, "\u00a0"), grouped(plain, "."), words(n), plain + " kg", plain + "kg",
		"$" + plain, plain + "%", "00" + plain, plain + ".0", digitsOf("۰", plain), digitsOf("०", plain), digitsOf("０", plain), "#" + plain, strings.ReplaceAll(words(n), " and ", " "),
	}
	if n%1000 == 0 {
		ways = append(ways, strconv.FormatInt(n/1000, 10)+" thousand")
	}
	return plant{"number", ways}
}

func drawPoint(t *rapid.T) plant {
	e6 := rapid.Int64Range(0, 89_999_999).Draw(t, "millionths")
	// Cut off in one world, rounded in the other: what two people make of one
	// value in the same number of places is not one thing.
	round := rapid.Bool().Draw(t, "round")
	full := func(places int) string {
		if round && places < 6 {
			return fmt.Sprintf("%.*f", places, float64(e6)/1e6)
		}
		return fmt.Sprintf("%d.%s", e6/1_000_000, fmt.Sprintf("%06d", e6%1_000_000)[:places])
	}
	seconds := e6 * 3600 / 1_000_000
	d, m, sec := seconds/3600, seconds/60%60, seconds%60
	return plant{"coordinate", []string{
		full(6), full(6), full(6), full(5), full(4), full(3), "-" + full(6), full(6) + "°", full(6) + " N", full(2) + "° S", "lon " + full(2),
		fmt.Sprintf("%d,%06d", e6/1_000_000, e6%1_000_000), fmt.Sprintf("%d°%02d'%02d\"N", d, m, sec), fmt.Sprintf("%d° %d′ %d″", d, m, sec),
		fmt.Sprintf("%02d%02d%02dN", d, m, sec), fmt.Sprintf("%d deg %d min %d sec", d, m, sec), fmt.Sprintf("%02d %02d %02d N", d, m, sec),
	}}
}

func drawID(t *rapid.T) plant {
	hex := func(n int, label string) string {
		return rapid.StringOfN(rapid.RuneFrom([]rune("0123456789abcdef")), n, n, -1).Draw(t, label)
	}
	label := rapid.StringMatching(`[a-z][a-z0-9]{3,9}`)
	switch rapid.IntRange(0, 6).Draw(t, "kind of id") {
	case 0:
		u := "1" + hex(6, "a") + "b-" + hex(4, "b") + "-" + hex(4, "c") + "-" + hex(4, "d") + "-" + hex(12, "e")
		return plant{"id", []string{u, strings.ToUpper(u), "malware--" + u, strings.ReplaceAll(u, "-", ""), "{" + u + "}"}}
	case 1:
		h := label.Draw(t, "host") + "." + label.Draw(t, "domain") + ".example"
		safe := strings.ReplaceAll(h, ".", "[.]")
		return plant{"id", []string{h, strings.ToUpper(h), "https://" + h + "/", "hxxp://" + safe, safe, "www." + h, "https://" + h + "/a/b?c"}}
	case 2:
		ip := fmt.Sprintf("%d.%d.%d.%d", rapid.IntRange(1, 255).Draw(t, "a"), rapid.IntRange(0, 255).Draw(t, "b"), rapid.IntRange(0, 255).Draw(t, "c"), rapid.IntRange(0, 255).Draw(t, "d"))
		return plant{"id", []string{ip, strings.ReplaceAll(ip, ".", "[.]"), ip + ":443", "http://" + ip + "/x"}}
	case 3:
		c, n := rapid.StringMatching(`[A-Z]{2}`).Draw(t, "letters"), rapid.StringMatching(`[1-9][0-9]{1,3}`).Draw(t, "digits")
		last := rapid.StringMatching(`[A-Z]`).Draw(t, "last")
		return plant{"id", []string{c + n + last, c + "-" + n + "-" + last, c + " " + n + " " + last, strings.ToLower(c + n + last), c + "/" + n + "/" + last}}
	case 4:
		p := rapid.StringMatching(`[1-9][0-9]{5}[1-9]`).Draw(t, "subscriber")
		return plant{"id", []string{"+98 34 " + p, "034 " + p[:3] + " " + p[3:], "(034) " + p[:3] + "-" + p[3:], p[:3] + "." + p[3:], "0098 34" + p, digitsOf("۰", "034"+p)}}
	case 5:
		mail := label.Draw(t, "user") + "." + label.Draw(t, "name") + "@" + label.Draw(t, "host") + ".example"
		return plant{"id", []string{mail, strings.ToUpper(mail), strings.ReplaceAll(strings.ReplaceAll(mail, ".", "[.]"), "@", "[at]"), "<" + mail + ">"}}
	}
	h := "a1" + hex(62, "hash")
	return plant{"id", []string{h, strings.ToUpper(h)}}
}

// drawRun draws a run in several dresses.
func drawRun(t *rapid.T) plant {
	w := rapid.SliceOfN(rapid.SampledFrom(strings.Fields("grey van waits behind north mosque dawn brother rifles cellar shop bus station twice source prayer uncle")), 8, 14).Draw(t, "run")
	return plant{"run", []string{
		strings.Join(w, " "), strings.ToUpper(strings.Join(w, " ")), strings.Join(w, ", "), strings.Join(w, "\n"), strings.Join(w, " - "),
		strings.Join(w, "\u200b "), strings.Join(w, "-"), strings.Join(w, "\n\n"), strings.ReplaceAll(strings.Join(w, " "), "e", "é"),
	}}
}

// digitsOf writes with the digits of another script.
func digitsOf(zero, s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return []rune(zero)[0] + r - '0'
		}
		return r
	}, s)
}

// grouped writes thousands apart.
func grouped(digits, sep string) string {
	var groups []string
	for len(digits) > 3 {
		groups = append(groups, digits[len(digits)-3:])
		digits = digits[:len(digits)-3]
	}
	groups = append(groups, digits)
	slices.Reverse(groups)
	return strings.Join(groups, sep)
}

// words writes a number below a billion in English.
func words(n int64) string {
	small := strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	tens := strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")
	rest := func(head string, n int64, and string) string {
		if n == 0 {
			return head
		}
		return head + and + words(n)
	}
	switch {
	case n < 20:
		return small[n]
	case n < 100:
		return rest(tens[n/10], n%10, "-")
	case n < 1000:
		return rest(small[n/100]+" hundred", n%100, " and ")
	case n < 1_000_000:
		return rest(words(n/1000)+" thousand", n%1000, " ")
	}
	return rest(words(n/1_000_000)+" million", n%1_000_000, " ")
}

// TestPlanted finds every secret in every notation, wherever it stands, among
// other passages and in long ones.
func TestPlanted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlant(t)
		in, out := rapid.SampledFrom(p.ways).Draw(t, "in the report"), rapid.SampledFrom(p.ways).Draw(t, "in the text")
		text := within(t, in, "report")
		if rapid.IntRange(0, 9).Draw(t, "long") == 0 {
			// Across the cuts of a long passage.
			pad := sentence(t, 50, "padding") + " "
			n := rapid.IntRange(0, 140_000).Draw(t, "padding")
			text = strings.Repeat(pad, n/len(pad)+1)[:n] + " " + text + strings.Repeat(pad, 300)
		}
		passages := []report.Passage{secret(sentence(t, 20, "other")), secret(text), public(sentence(t, 20, "open"))}
		outgoing := within(t, out, "outgoing")
		leaks := leak.Same(outgoing, passages, []string{"Kerman, Iran"})
		// Nothing else in the two could be found.
		if len(leaks) == 0 {
			t.Fatalf("the %s %q in the report is not found as %q in %q", p.kind, in, out, outgoing)
		}
	})
}

// TestClean finds nothing in warnings that tell what is released, and ordinary
// advice with small numbers that no report holds.
func TestClean(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var in []string
		for range rapid.IntRange(1, 12).Draw(t, "secrets") {
			h, m := rapid.IntRange(13, 23).Draw(t, "hour"), rapid.SampledFrom([]int{7, 13, 21, 38, 52}).Draw(t, "minute")
			in = append(in, rapid.SampledFrom([]string{
				fmt.Sprintf("%d:%02d", h, m), fmt.Sprintf("2024-01-03T%d:%02d:07Z", h, m), fmt.Sprintf("%d.%02d pm", h-12, m),
				strconv.Itoa(rapid.IntRange(61, 99).Draw(t, "number")), words(rapid.Int64Range(61, 99).Draw(t, "words")), "XK-41-B", "30.283937, 57.083361",
				"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f", "+98 34 3211 4567", "evil.example.com", "10.0.12.7", "19 January", "1,250",
			}).Draw(t, "secret"))
		}
		var b strings.Builder
		for _, s := range in {
			b.WriteString(within(t, s, "report"))
		}
		advice := []string{
			"Post two guards at each of the 4 gates", "Search bags from 08:30 to 10:15", "Keep cars 50 m away", "Ask at 9 am and again at noon",
			"Have 3 ambulances and one doctor ready", "See https://police.example/advice/5", "Ring +44 20 7946 0958", "Wait until 5 March", "Check flights BA12 and LH 40",
		}
		tear := warning.Tearline{Released: []warning.Released{
			{Field: report.FieldAct, Value: "A shooting"},
			{Field: report.FieldPlace, Value: "Kerman, Iran"},
			{Field: report.FieldTime, Value: "3 January 2024, 18:00 to 24:00 UTC"},
		}}
		kind, says := rapid.SampledFrom(allKinds).Draw(t, "kind"), warning.Wording{}
		if !kind.Ends() { // what ends a warning tells nobody to do anything
			says.Advice = rapid.SliceOfN(rapid.SampledFrom(advice), 0, 5).Draw(t, "advice")
			says.Onward = "the prefect of Kerman, by 17:30 on 3 January"
		}
		text, err := warning.Compose(kind, tear, says)
		if err != nil {
			t.Fatal(err)
		}
		leaks := leak.Same(text, []report.Passage{secret(b.String())}, []string{"Kerman, Iran", "3 January 2024, 18:00 to 24:00 UTC"})
		if len(leaks) > 0 {
			t.Fatalf("a clean text is not let through: %q, against\n%s", texts(leaks), b.String())
		}
	})
}

// TestCuts finds what stands on and beside the cuts of a long passage, whole and
// once, with and without white space around it.
func TestCuts(t *testing.T) {
	t.Parallel()
	run := "grey van waits behind north mosque until dawn"
	out := "At 21:40 the " + run + ", 12 men.\n"
	for _, pad := range []string{"close each door ", "ßü.", "door;"} {
		for at := 60 << 10; at < 70<<10; at += 401 {
			in := strings.Repeat(pad, (at+len(pad)-1)/len(pad)) + " 9.40 pm; " + run + "; XII " + strings.Repeat(pad, 3_000)
			if got := rules(leak.Same(out, []report.Passage{secret(in)}, nil)); got != "run time" {
				t.Fatalf("behind %d bytes of %q there is found %q", at, pad, got)
			}
			// A number is not what a cut leaves of one.
			in = strings.Repeat(pad, (at+len(pad)-1)/len(pad)) + " 5" + strings.Repeat(";400;512", 900)
			if got := rules(leak.Same("12 men, 2 women, 0 others\n", []report.Passage{secret(in)}, nil)); got != "" {
				t.Fatalf("behind %d bytes of %q there is found %q", at, pad, got)
			}
		}
	}
}

// TestBroken reads what is no text, in pieces.
func TestBroken(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"\x80", "\xff", "\xf0\x9f", "\xe2\x80 ", "\x00", "\u0301", "\u200b"} {
		in := strings.Repeat(unit, 200_000/len(unit)) + " 21:40 " + strings.Repeat(unit, 100_000)
		if got := rules(leak.Same("At 9.40 pm.\n", []report.Passage{secret(in)}, nil)); got != "time" {
			t.Errorf("among %q a time is not found: %q", unit, got)
		}
	}
}

// FuzzFind holds that nothing blinds the check: whatever holds a digit is
// found in itself, and a secret that stands alone between paragraphs is found
// whatever they say.
func FuzzFind(f *testing.F) {
	for _, groups := range notations {
		for _, group := range groups {
			f.Add(strings.Join(group, ", "), group[0])
		}
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		if len(before)+len(after) > 8<<10 {
			return
		}
		all := before + " " + after
		leaks := leak.Same(all, []report.Passage{secret(all)}, nil)
		if len(leaks) == 0 && holdsDigit(all) {
			t.Errorf("%q is not found in itself", all)
		}
		for _, l := range leaks {
			if !strings.Contains(strings.Join(strings.Fields(norm.NFC.String(all)), " "), l.Found) || l.Line < 1 || l.Line > 1+strings.Count(all, "\n") {
				t.Errorf("%q does not stand in line %d of %q", l.Found, l.Line, all)
			}
		}
		for _, secretText := range []string{"21:40", "12", "30.283937", "c2.evil.example", "8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f", "2024-01-03", "XK-41-B"} {
			between := before + "\n\n" + secretText + "\n\n" + after
			if len(leak.Same(between, []report.Passage{secret(secretText)}, nil)) == 0 {
				t.Errorf("%q is not found in %q", secretText, between)
			}
			if len(leak.Same(secretText, []report.Passage{secret(between)}, nil)) == 0 {
				t.Errorf("%q of %q is not found", secretText, between)
			}
		}
	})
}

// holdsDigit reports whether there is a digit outside the engine's own lines.
func holdsDigit(s string) bool {
	return strings.ContainsAny(s, "0123456789") && !strings.Contains(s, "sha256") && !strings.Contains(s, "/v1")
}
