package entry

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
)

// A Kind is one event of a set E with its name on disk.
type Kind[E any] struct {
	name  string
	typ   reflect.Type
	parse func(json.RawMessage) (E, error)
}

// Of names the event T on disk. T is a plain struct that is an E.
func Of[T, E any](name string) Kind[E] {
	return Kind[E]{
		name: name,
		typ:  reflect.TypeFor[T](),
		parse: func(body json.RawMessage) (E, error) {
			var zero E
			dec := json.NewDecoder(bytes.NewReader(body))
			dec.DisallowUnknownFields()
			var event T
			if err := dec.Decode(&event); err != nil {
				return zero, fmt.Errorf("reading %s: %w", name, err)
			}
			again, err := json.Marshal(event)
			if err != nil {
				return zero, fmt.Errorf("reading %s: %w", name, err)
			}
			if !bytes.Equal(again, body) {
				return zero, fmt.Errorf("reading %s: the event is not in its one form", name)
			}
			e, ok := any(event).(E)
			if !ok {
				return zero, fmt.Errorf("%s is not an event of this stream", name)
			}
			return e, nil
		},
	}
}

// Kinds is the contents page of one kind of stream: its events in the order a
// dossier runs.
type Kinds[E any] []Kind[E]

// Encode gives the name on disk of an event and its body.
func (k Kinds[E]) Encode(event E) (string, json.RawMessage, error) {
	typ := reflect.TypeOf(event)
	for _, kind := range k {
		if kind.typ == typ {
			body, err := json.Marshal(event)
			if err != nil {
				return "", nil, fmt.Errorf("writing %s: %w", kind.name, err)
			}
			return kind.name, body, nil
		}
	}
	return "", nil, fmt.Errorf("%v has no name on disk", typ)
}

// Decode reads the event of an entry. An unknown kind is an error: a record
// that skips what it cannot read is no record.
func (k Kinds[E]) Decode(e Entry) (E, error) {
	for _, kind := range k {
		if kind.name == e.Kind {
			return kind.parse(e.Body)
		}
	}
	var zero E
	return zero, fmt.Errorf("entry %s/%d is a %q, which this version does not know", e.Stream, e.Version, e.Kind)
}

// Names lists the names on disk, in order.
func (k Kinds[E]) Names() []string {
	names := make([]string, len(k))
	for i, kind := range k {
		names[i] = kind.name
	}
	return names
}
