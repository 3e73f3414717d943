package pgcat_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/catalog/catalogtest"
	"github.com/newsarc/newsarc/archive/catalog/pgcat"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
	"github.com/newsarc/newsarc/archive/odb/pgstore/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// noRef stands for a branch without a commit.
func noRef(context.Context) (odb.ID, error) { return odb.ID{}, nil }

// open opens the store at a URL; it is closed with the test.
func open(t testing.TB, url string) *pgstore.Store {
	t.Helper()
	s, err := pgstore.Open(t.Context(), url, pgstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// fresh makes an empty archive, with a catalog.
func fresh(t testing.TB) (url string) {
	t.Helper()
	url = pgtest.Shared(t).Schema()
	s, err := pgstore.Init(t.Context(), url, pgstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := pgcat.Open(s, pgcat.Options{}).Standing(t.Context(), noRef); err != nil {
		t.Fatal(err)
	}
	return url
}

func TestContract(t *testing.T) {
	catalogtest.Run(t, func(t testing.TB) func() catalog.Catalog {
		url := fresh(t)
		return func() catalog.Catalog { return pgcat.Open(open(t, url), pgcat.Options{}) }
	})
}

func TestReadOnly(t *testing.T) {
	c := pgcat.Open(open(t, fresh(t)), pgcat.Options{ReadOnly: true})
	s, err := c.Standing(t.Context(), noRef)
	if err != nil || !s.ReadOnly || !s.Shared {
		t.Errorf("%+v, %v", s, err)
	}
	if err := c.Apply(t.Context(), odb.ID{}, odb.ID{1}, nil); !errors.Is(err, catalog.ErrReadOnly) {
		t.Errorf("Apply: %v", err)
	}
	if err := c.SetStates(t.Context(), nil); !errors.Is(err, catalog.ErrReadOnly) {
		t.Errorf("SetStates: %v", err)
	}
}
