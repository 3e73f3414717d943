// Package catalogtest holds every catalog to the contract of catalog.Catalog. A
// package that implements it runs the suite on its own; the laws are compared with
// a model that numbers, filters and searches the slow way. It is linked into tests
// only.
package catalogtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
)

// New makes an empty catalog and returns how to open it, as often as wanted and as
// by several processes.
type New func(t testing.TB) (open func() catalog.Catalog)

// Run runs the whole suite.
func Run(t *testing.T, fresh New) {
	for name, f := range map[string]func(*testing.T, New){
		"numbers":     numbers,
		"lists":       lists,
		"conditional": conditional,
		"standing":    standing,
		"lookups":     lookups,
		"longLists":   longLists,
		"joined":      joined,
		"paths":       paths,
		"sketches":    sketches,
		"words":       words,
		"long":        longDocuments,
		"kept":        kept,
		"sightings":   sightings,
		"derived":     derived,
		"state":       state,
		"reset":       reset,
		"concurrent":  concurrent,
		"cancelled":   cancelled,
	} {
		t.Run(name, func(t *testing.T) { f(t, fresh) })
	}
}

// id makes up an object id.
func id(n int) odb.ID { return odb.Hash(odb.Commit, []byte(fmt.Sprint(n))) }

const path = "a.example/2024/05/01/story"

// rev makes up the n-th revision of a story, one second after the one before.
func rev(path string, n int) catalog.Change {
	at := int64(1_700_000_000 + n)
	return catalog.Change{
		Revision: catalog.Revision{
			Path: path, Commit: id(n), Blob: id(1000 + n), Captured: at, Observed: at,
			Published: catalog.None, Modified: catalog.None, Generation: int64(n),
		},
		State: catalog.State{Source: "a.example", Headline: fmt.Sprint("Headline ", n)},
	}
}

// chain applies changes in one step from the catalog's commit, and returns the
// commit that it is at then.
func chain(t testing.TB, c catalog.Catalog, from odb.ID, changes ...catalog.Change) odb.ID {
	t.Helper()
	to := changes[len(changes)-1].Commit
	if err := c.Apply(t.Context(), from, to, changes); err != nil {
		t.Fatal(err)
	}
	return to
}

// at returns the commit that a catalog was derived from.
func at(t testing.TB, c catalog.Catalog) odb.ID {
	t.Helper()
	s, err := c.Standing(t.Context(), func(context.Context) (odb.ID, error) { return odb.ID{}, nil })
	if err != nil {
		t.Fatal(err)
	}
	return s.At
}

// story returns a story that must be there.
func story(t testing.TB, c catalog.Catalog, path string) catalog.Story {
	t.Helper()
	found, err := c.StoriesByPath(t.Context(), []string{path})
	if err != nil {
		t.Fatal(err)
	}
	s, ok := found[path]
	if !ok {
		t.Fatalf("no story %s", path)
	}
	return s
}

// closing closes a catalog at the end of a test.
func closing(t testing.TB, c catalog.Catalog) catalog.Catalog {
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// A change that does not start from where the catalog is does nothing.
func conditional(t *testing.T, fresh New) {
	ctx := t.Context()
	open := fresh(t)
	c, d := closing(t, open()), closing(t, open())
	one, two := []catalog.Change{rev(path, 1)}, []catalog.Change{rev(path, 2)}
	if err := c.Apply(ctx, odb.ID{}, id(1), one); err != nil {
		t.Fatal(err)
	}
	if err := d.Apply(ctx, odb.ID{}, id(1), one); err != nil {
		t.Errorf("what is done already: %v", err)
	}
	if err := d.Apply(ctx, odb.ID{}, id(2), two); !errors.Is(err, catalog.ErrStale) {
		t.Errorf("from another commit: %v", err)
	}
	if err := d.Apply(ctx, id(1), id(2), two); err != nil {
		t.Error(err)
	}
	if s := story(t, c, path); s.Rows != 2 || s.Revisions != 2 || s.Latest.Commit != id(2) || s.Headline != "Headline 2" {
		t.Errorf("got %+v", s)
	}
	// A commit without a revision moves it on, too.
	if err := c.Apply(ctx, id(2), id(3), nil); err != nil || at(t, d) != id(3) {
		t.Errorf("it is at %s, %v", at(t, d), err)
	}
}

// A catalog says where it is; one that is shared lets one in at a time.
func standing(t *testing.T, fresh New) {
	ctx := t.Context()
	open := fresh(t)
	c, d := closing(t, open()), closing(t, open())
	if !at(t, c).IsZero() {
		t.Errorf("an empty one is at %s", at(t, c))
	}
	unlock, ok, err := c.TryLock(ctx)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	s, err := d.Standing(ctx, func(context.Context) (odb.ID, error) { return odb.ID{}, nil })
	if err != nil {
		t.Fatal(err)
	}
	other, ok, err := d.TryLock(ctx)
	if err != nil || ok == s.Shared {
		t.Errorf("another got in: %v, %v", ok, err)
	}
	if ok {
		other()
	}
	unlock()
	if unlock, ok, err = d.TryLock(ctx); err != nil || !ok {
		t.Errorf("nobody has it: %v, %v", ok, err)
	} else {
		unlock()
	}
}

// Many who apply the same history at a time get it applied once.
func concurrent(t *testing.T, fresh New) {
	ctx := t.Context()
	open := fresh(t)
	const workers, length = 4, 20
	errs := make(chan error, workers)
	for range workers {
		c := closing(t, open())
		go func() {
			for i := 1; i <= length; i++ {
				from := odb.ID{}
				if i > 1 {
					from = id(i - 1)
				}
				if err := c.Apply(ctx, from, id(i), []catalog.Change{rev(path, i)}); err != nil && !errors.Is(err, catalog.ErrStale) {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	for range workers {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	c := closing(t, open())
	if s := story(t, c, path); s.Rows != length || s.Revisions != length || at(t, c) != id(length) {
		t.Errorf("got %+v", s)
	}
	var got []odb.ID
	for r, err := range c.History(ctx, 0) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r.Commit)
	}
	var want []odb.ID
	for i := 1; i <= length; i++ {
		want = append(want, id(i))
	}
	if !slices.Equal(got, want) {
		t.Errorf("history is %v", got)
	}
	if found, err := c.Check(ctx); err != nil || len(found) > 0 {
		t.Errorf("check: %v, %v", found, err)
	}
}

// Who gives up changes nothing, and the catalog goes on.
func cancelled(t *testing.T, fresh New) {
	c := closing(t, fresh(t)())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Apply(ctx, odb.ID{}, id(1), []catalog.Change{rev(path, 1)}); err == nil {
		t.Error("applied although nobody waits")
	}
	if !at(t, c).IsZero() {
		t.Errorf("it is at %s", at(t, c))
	}
	chain(t, c, odb.ID{}, rev(path, 1))
}

// Reset empties what is derived from history, and keeps the rest.
func reset(t *testing.T, fresh New) {
	ctx := t.Context()
	c := closing(t, fresh(t)())
	chain(t, c, odb.ID{}, rev(path, 1), rev(path, 2))
	if err := c.PutWords(ctx, 0, 2, []catalog.Words{{Story: 1, Rows: 2, Headline: "harbour", Body: "closed"}}); err != nil {
		t.Fatal(err)
	}
	if err := c.See(ctx, []catalog.Sighting{{Commit: id(1), Last: 5, Count: 1}}); err != nil {
		t.Fatal(err)
	}
	if err := c.Reset(ctx); err != nil {
		t.Fatal(err)
	}
	stories, revisions, err := c.Counts(ctx)
	if err != nil || stories != 0 || revisions != 0 || !at(t, c).IsZero() {
		t.Errorf("%d stories, %d revisions, at %s, %v", stories, revisions, at(t, c), err)
	}
	if found, err := c.Match(ctx, catalog.Query{{{Words: []string{"harbour"}}}}, catalog.All, 9); err != nil || len(found) > 0 {
		t.Errorf("found %v, %v", found, err)
	}
	if _, ok, err := c.Sighting(ctx, id(1)); !ok || err != nil {
		t.Errorf("the sighting is gone: %v", err)
	}
	chain(t, c, odb.ID{}, rev(path, 1))
	if n, err := c.Backlog(ctx); n != 1 || err != nil {
		t.Errorf("the index lacks %d, %v", n, err)
	}
}
