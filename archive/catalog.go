package archive

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/catalog/litecat"
	"github.com/newsarc/newsarc/archive/catalog/pgcat"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
)

// catalog returns the catalog, opened when first needed.
func (a *Archive) catalog(ctx context.Context) (catalog.Catalog, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.cat != nil {
		return a.cat, nil
	}
	c, err := a.openCatalog(ctx)
	a.cat = c
	return c, err
}

// openCatalog opens the catalog: in the database that the archive lies in, or
// else its file. It makes a new file where that is damaged, and where it cannot be
// opened, works on a copy.
func (a *Archive) openCatalog(ctx context.Context) (catalog.Catalog, error) {
	if s, ok := a.store.(*pgstore.Store); ok {
		return pgcat.Open(s, pgcat.Options{ReadOnly: a.o.ReadOnly}), nil
	}
	a.seen, _ = os.Stat(a.file)
	c, err := litecat.Open(ctx, a.file, litecat.Options{ReadOnly: a.o.ReadOnly, Brief: a.o.Brief})
	if errors.Is(err, catalog.ErrDamaged) && !a.o.ReadOnly {
		c, err = litecat.Replace(ctx, a.file, a.seen)
		a.seen, _ = os.Stat(a.file)
	}
	if err == nil {
		return c, nil
	}
	if a.o.ReadOnly {
		return a.scratchCatalog(ctx)
	}
	if ro, roErr := litecat.Open(ctx, a.file, litecat.Options{ReadOnly: true}); roErr == nil {
		return ro, nil
	}
	a.o.Notice(fmt.Sprintf("%v: working on a copy", err))
	return a.scratchCatalog(ctx)
}

// shared reports whether the catalog lies in a database, with those of other
// machines.
func (a *Archive) shared() bool {
	_, ok := a.store.(*pgstore.Store)
	return ok
}

// scratchCatalog makes a catalog that lasts until Close, from as much of the
// real file as can be read.
func (a *Archive) scratchCatalog(ctx context.Context) (catalog.Catalog, error) {
	dir, err := os.MkdirTemp("", "newsarc-catalog-")
	if err != nil {
		return nil, err
	}
	a.scratch = dir
	file := filepath.Join(dir, "catalog.db")
	for _, suffix := range []string{"", "-wal"} {
		if a.shared() {
			break // the file, if any, is left over from an older newsarc
		}
		if b, err := os.ReadFile(a.file + suffix); err == nil {
			if err := os.WriteFile(file+suffix, b, 0o600); err != nil {
				return nil, err
			}
		}
	}
	c, err := litecat.Open(ctx, file, litecat.Options{})
	if errors.Is(err, catalog.ErrDamaged) {
		if err := litecat.Remove(file); err != nil {
			return nil, err
		}
		c, err = litecat.Open(ctx, file, litecat.Options{})
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// read runs f on a catalog that is up to date, or where several machines share it
// and another brings it up to date, on an older state of it. If the catalog turns
// out to be damaged it is derived anew, if it cannot be brought up to date in place
// a copy is, and f is run again.
func (a *Archive) read(ctx context.Context, f func(catalog.Catalog) error) error {
	return a.with(ctx, false, f)
}

// exact is read for those who must see the last commit: who adds.
func (a *Archive) exact(ctx context.Context, f func(catalog.Catalog) error) error {
	return a.with(ctx, true, f)
}

func (a *Archive) with(ctx context.Context, exact bool, f func(catalog.Catalog) error) error {
	for try := 0; ; try++ {
		c, err := a.catalog(ctx)
		if err != nil {
			return err
		}
		if err = a.refresh(ctx, c, exact); err == nil {
			err = f(c)
		}
		damaged := errors.Is(err, catalog.ErrDamaged)
		if try > 1 || !damaged && !errors.Is(err, catalog.ErrReadOnly) {
			return err
		}
		if err := a.dropCatalog(ctx, c, damaged); err != nil {
			return err
		}
	}
}

// dropCatalog closes a catalog that is damaged or cannot be written, so that
// another takes its place.
func (a *Archive) dropCatalog(ctx context.Context, old catalog.Catalog, damaged bool) (err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.cat != old { // another goroutine has done it
		return nil
	}
	a.cat = nil
	_ = old.Close()
	switch {
	case a.scratch != "":
		err = os.RemoveAll(a.scratch)
		a.scratch = ""
	case damaged && !a.o.ReadOnly:
		a.o.Notice("catalog is damaged: deriving it anew")
		if s, ok := a.store.(*pgstore.Store); ok {
			c := pgcat.Open(s, pgcat.Options{})
			if err := c.Renew(ctx); err == nil {
				a.cat = c
				return nil
			}
			break
		}
		if c, err := litecat.Replace(ctx, a.file, a.seen); err == nil {
			a.cat = c
			a.seen, _ = os.Stat(a.file)
			return nil
		}
	}
	if err == nil {
		a.cat, err = a.scratchCatalog(ctx)
	}
	return err
}
