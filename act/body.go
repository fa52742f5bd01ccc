package act

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDepth bounds how deep the JSON of a command is nested. Indenting costs
// the square of the depth.
const maxDepth = 16

// compact gives the body without white space. It refuses what two readers
// could read differently: a member named twice, be it in other case, and bytes
// that are not UTF-8.
func compact(body []byte) ([]byte, error) {
	if !utf8.Valid(body) {
		return nil, errors.New("the body is not UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber() // numbers stay the text they are
	if err := checkValue(dec, 0); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := json.Compact(&b, body); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// checkValue reads one value and all in it.
func checkValue(dec *json.Decoder, depth int) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	open, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	if depth == maxDepth {
		return fmt.Errorf("the body is nested deeper than %d", maxDepth)
	}
	names := make(map[string]bool)
	for dec.More() {
		if open == '{' {
			if err := checkName(dec, names); err != nil {
				return err
			}
		}
		if err := checkValue(dec, depth+1); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

// checkName reads the name of a member and refuses one that was there before.
func checkName(dec *json.Decoder, names map[string]bool) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	name, ok := token.(string)
	if !ok {
		return errors.New("a member of the body has no name")
	}
	name = strings.Map(fold, name)
	if names[name] {
		return errors.New("the body names a member twice")
	}
	names[name] = true
	return nil
}

// fold gives the same rune for all that encoding/json takes for one letter in
// the name of a field.
func fold(r rune) rune {
	for {
		next := unicode.SimpleFold(r)
		if next <= r {
			return next
		}
		r = next
	}
}
