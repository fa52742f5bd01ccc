package memory_test

import (
	"testing"

	"example.org/tocsin/store"
	"example.org/tocsin/store/memory"
	"example.org/tocsin/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Exercise(t, storetest.Kind{
		Open: func(_ string, sign store.SignHead) (store.Store, error) { return memory.Open(sign) },
	})
}
