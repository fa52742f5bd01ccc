package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.org/tocsin"
	"example.org/tocsin/cli"
	"example.org/tocsin/contact"
	"example.org/tocsin/lookup"
)

// lookupTime is how long a look-up may take.
const lookupTime = 30 * time.Second

// lookUp asks outsiders how somebody can be reached.
func lookUp(ctx context.Context, e Environment, in, of string) (contact.Looked, error) {
	ctx, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	client := lookup.Open(lookup.Config{Now: e.Now})
	ask, ok := map[string]func(context.Context, string) (contact.Looked, error){
		"security-txt": client.SecurityTxt, "domain": client.Domain, "addresses": client.Prefix, "system": client.AS,
	}[in]
	if !ok {
		return contact.Looked{}, fmt.Errorf("looking up in %q: there is no such register", in)
	}
	found, err := ask(ctx, of)
	if _, refused := errors.AsType[*tocsin.Refusal](err); err != nil && !refused {
		return found, &cli.Fault{Say: "the look-up brought no answer", Err: err}
	}
	return found, err
}
