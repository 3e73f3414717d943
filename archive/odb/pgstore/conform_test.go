package pgstore_test

import (
	"context"
	"testing"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/odbtest"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
)

// inSchema is an archive in a schema of its own.
type inSchema struct {
	url  string
	opts pgstore.Options
}

func (e inSchema) Open(ctx context.Context) (odb.Store, error) {
	return pgstore.Open(ctx, e.url, e.opts)
}

func newInSchema(t testing.TB, o pgstore.Options) inSchema {
	t.Helper()
	e := inSchema{pgtest.Shared(t).Schema(), o}
	s, err := pgstore.Init(t.Context(), e.url, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestConform(t *testing.T) {
	for _, test := range []struct {
		name string
		opts pgstore.Options
	}{
		{"as is", pgstore.Options{}},
		{"small packs and caches", pgstore.Options{PackBytes: 2 << 10, CacheBytes: 16 << 10}},
	} {
		t.Run(test.name, func(t *testing.T) {
			odbtest.Conform(t, func(t *testing.T) odbtest.Env { return newInSchema(t, test.opts) })
		})
	}
}
