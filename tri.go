package tocsin

import "fmt"

// Tri is the answer to a question of fact: yes, no, or not known. The zero
// value is Unknown, so that what nobody answered is never taken for a no.
type Tri int8

// The three answers.
const (
	No      Tri = -1
	Unknown Tri = 0
	Yes     Tri = 1
)

// TriOf turns a known answer into a Tri.
func TriOf(b bool) Tri {
	if b {
		return Yes
	}
	return No
}

// And is Kleene's conjunction: the least of the answers.
func (t Tri) And(others ...Tri) Tri {
	for _, o := range others {
		t = min(t, o)
	}
	return t
}

// Or is Kleene's disjunction: the greatest of the answers.
func (t Tri) Or(others ...Tri) Tri {
	for _, o := range others {
		t = max(t, o)
	}
	return t
}

// Not is Kleene's negation; unknown stays unknown.
func (t Tri) Not() Tri { return -t }

// String gives yes, no or unknown.
func (t Tri) String() string {
	switch t {
	case Yes:
		return "yes"
	case No:
		return "no"
	case Unknown:
		return "unknown"
	}
	return "invalid"
}

// ParseTri reads yes, no or unknown.
func ParseTri(word string) (Tri, error) {
	switch word {
	case "yes":
		return Yes, nil
	case "no":
		return No, nil
	case "unknown":
		return Unknown, nil
	}
	return Unknown, fmt.Errorf("%q is not yes, no or unknown", word)
}

// MarshalText writes the word of the answer.
func (t Tri) MarshalText() ([]byte, error) {
	if t < No || t > Yes {
		return nil, fmt.Errorf("writing an answer: %d is no answer", int8(t))
	}
	return []byte(t.String()), nil
}

// UnmarshalText reads the word of the answer.
func (t *Tri) UnmarshalText(text []byte) error {
	v, err := ParseTri(string(text))
	if err != nil {
		return err
	}
	*t = v
	return nil
}
