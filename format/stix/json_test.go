package stix

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// rebuild gives a tape's values as the standard library would.
func rebuild(t *tape, at uint32) any {
	switch t.kind(at) {
	case isObject:
		m := map[string]any{}
		for i := range t.children(at) {
			m[t.name(i)] = rebuild(t, i)
		}
		return m
	case isList:
		l := []any{}
		for i := range t.children(at) {
			l = append(l, rebuild(t, i))
		}
		return l
	case isText:
		return t.text(at)
	case isNumber:
		return json.Number(t.text(at))
	case isBool:
		return t.text(at) == "true"
	case isNull:
	}
	return nil
}

// stricter reports whether JSON that the standard library takes is refused
// here: equal names, half characters, depth.
func stricter(original []byte) bool {
	d := json.NewDecoder(bytes.NewReader(original))
	d.UseNumber()
	var names []map[string]bool
	var isName []bool
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return true
		}
		switch v := token.(type) {
		case json.Delim:
			switch v {
			case '{', '[':
				if len(names) >= maxDepth {
					return true
				}
				if len(isName) > 0 && names[len(names)-1] != nil {
					isName[len(isName)-1] = true
				}
				var set map[string]bool
				if v == '{' {
					set = map[string]bool{}
				}
				names, isName = append(names, set), append(isName, v == '{')
			default:
				names, isName = names[:len(names)-1], isName[:len(isName)-1]
			}
			continue
		case string:
			if n := len(names) - 1; n >= 0 && isName[n] {
				if names[n][v] {
					return true
				}
				names[n][v] = true
				isName[n] = false
				continue
			}
		}
		if n := len(names) - 1; n >= 0 && names[n] != nil {
			isName[n] = true
		}
	}
	return false
}

// FuzzScan holds the scanner to the standard library: what it takes, the
// standard library takes and reads alike; what it refuses, the standard
// library refuses, or it is refused here on purpose.
func FuzzScan(f *testing.F) {
	for _, seed := range []string{
		`{}`, `[]`, `null`, ` [1, -0.5e+10, "a\u00e9\ud83d\ude00\n", true, false, {"a":{}, "b":[[]]}] `, `"\\\"\/\b\f\r\t"`,
		`{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `"\ud800"`, `"\ud800\ud800"`, `01`, `1.`, `{"a"}`, `[1,]`, "\"\x01\"", "\"\xff\"",
		strings.Repeat("[", 64) + strings.Repeat("]", 64), strings.Repeat("[", 65) + strings.Repeat("]", 65),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, original []byte) {
		tape, err := scan(string(original))
		valid := json.Valid(original)
		if err != nil {
			half := bytes.Contains(bytes.ToLower(original), []byte(`\ud`))
			if valid && !half && !stricter(original) {
				t.Fatalf("the standard library takes %q: %v", original, err)
			}
			return
		}
		if !valid {
			t.Fatalf("the standard library refuses %q", original)
		}
		if !utf8.Valid(original) {
			return // refused before it is scanned
		}
		d := json.NewDecoder(bytes.NewReader(original))
		d.UseNumber()
		var want any
		if err := d.Decode(&want); err != nil {
			t.Fatal(err)
		}
		got, err1 := json.Marshal(rebuild(tape, 0))
		again, err2 := json.Marshal(want)
		if err1 != nil || err2 != nil || !bytes.Equal(got, again) {
			t.Fatalf("read as %s, not %s", got, again)
		}
	})
}
