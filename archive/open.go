package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/local"
	"github.com/newsarc/newsarc/archive/odb/pgstore"
)

// Archive is an open archive. Its methods may be called from several goroutines.
type Archive struct {
	o     Options
	store odb.Store
	file  string // of the catalog

	batchItems int // maxBatchItems; tests make do with fewer
	committer  func() Identity

	mu      sync.Mutex
	cat     *catalog.Catalog
	seen    fs.FileInfo // of its file when it was opened
	scratch string      // directory of a catalog that is dropped on Close

	derived   derivedCache
	submitted sequencer
}

// Init creates an archive below the directory dir, which it creates too when it
// is missing, and opens it. It fails with ErrExists where there is one.
func Init(ctx context.Context, dir string, o Options) (*Archive, error) {
	if o.Store != "" {
		return inDatabase(ctx, dir, o, pgstore.Init)
	}
	git := filepath.Join(dir, filepath.FromSlash(GitDir))
	store, err := local.Init(ctx, git, o.local())
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s: %w", dir, ErrExists)
	}
	if err != nil {
		return nil, err
	}
	return New(store, filepath.Join(dir, filepath.FromSlash(CatalogFile)), o), nil
}

// Open opens the archive below dir. It fails with ErrNoArchive where there is
// none.
func Open(ctx context.Context, dir string, o Options) (*Archive, error) {
	if o.Store != "" {
		return inDatabase(ctx, dir, o, pgstore.Open)
	}
	git := filepath.Join(dir, filepath.FromSlash(GitDir))
	if _, err := os.Stat(filepath.Join(git, "HEAD")); errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNotDir) {
		return nil, fmt.Errorf("%s: %w", dir, ErrNoArchive)
	}
	store, err := local.Open(ctx, git, o.local())
	if err != nil {
		return nil, err
	}
	return New(store, filepath.Join(dir, filepath.FromSlash(CatalogFile)), o), nil
}

// inDatabase opens or makes the archive in a database. Its catalog is this
// machine's own, in the folder dir.
func inDatabase(ctx context.Context, dir string, o Options, open func(context.Context, string, pgstore.Options) (*pgstore.Store, error)) (*Archive, error) {
	if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(GitDir), "HEAD")); err == nil {
		return nil, fmt.Errorf("%s holds an archive of its own: one in a database needs another folder", dir)
	}
	store, err := open(ctx, o.Store, pgstore.Options{Notice: o.Notice})
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s: %w", pgstore.Redact(o.Store), ErrExists)
	}
	if err != nil {
		return nil, err
	}
	return New(store, filepath.Join(dir, filepath.FromSlash(CatalogFile)), o), nil
}

// New returns the archive in a store, whose catalog is in the given file. The
// archive closes the store.
func New(store odb.Store, catalogFile string, o Options) *Archive {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	if o.Source == "" {
		o.Source = "local"
	}
	if o.Notice == nil {
		o.Notice = func(string) {}
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	return &Archive{o: o, store: store, file: catalogFile, batchItems: maxBatchItems, committer: sync.OnceValue(o.identity)}
}

// identity returns who keeps the archive.
func (o *Options) identity() Identity {
	who := o.Committer
	if who == (Identity{}) && o.Identify != nil {
		who = o.Identify()
	}
	if who == (Identity{}) {
		who = Identity{"newsarc", "newsarc"}
	}
	return who
}

func (o *Options) local() local.Options { return local.Options{Notice: o.Notice, Brief: o.Brief} }

// Close releases what the archive holds.
func (a *Archive) Close() error {
	err := a.flushDerived(context.Background())
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.cat != nil {
		err = errors.Join(err, a.cat.Close())
	}
	if a.scratch != "" {
		err = errors.Join(err, os.RemoveAll(a.scratch))
	}
	return errors.Join(err, a.store.Close())
}

// catalog returns the catalog, opened when first needed.
func (a *Archive) catalog(ctx context.Context) (*catalog.Catalog, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.cat != nil {
		return a.cat, nil
	}
	c, err := a.openCatalog(ctx)
	a.cat = c
	return c, err
}

// openCatalog opens the catalog's file, makes a new one where that is damaged,
// and where it cannot be opened, works on a copy.
func (a *Archive) openCatalog(ctx context.Context) (*catalog.Catalog, error) {
	a.seen, _ = os.Stat(a.file)
	c, err := catalog.Open(ctx, a.file, catalog.Options{ReadOnly: a.o.ReadOnly, Brief: a.o.Brief})
	if errors.Is(err, catalog.ErrDamaged) && !a.o.ReadOnly {
		c, err = catalog.Replace(ctx, a.file, a.seen)
		a.seen, _ = os.Stat(a.file)
	}
	if err == nil || a.o.ReadOnly {
		if err != nil {
			c, err = a.scratchCatalog(ctx)
		}
		return c, err
	}
	if ro, roErr := catalog.Open(ctx, a.file, catalog.Options{ReadOnly: true}); roErr == nil {
		return ro, nil
	}
	a.o.Notice(fmt.Sprintf("%v: working on a copy", err))
	return a.scratchCatalog(ctx)
}

// scratchCatalog makes a catalog that lasts until Close, from as much of the
// real one as can be read.
func (a *Archive) scratchCatalog(ctx context.Context) (*catalog.Catalog, error) {
	dir, err := os.MkdirTemp("", "newsarc-catalog-")
	if err != nil {
		return nil, err
	}
	a.scratch = dir
	file := filepath.Join(dir, "catalog.db")
	for _, suffix := range []string{"", "-wal"} {
		if b, err := os.ReadFile(a.file + suffix); err == nil {
			if err := os.WriteFile(file+suffix, b, 0o600); err != nil {
				return nil, err
			}
		}
	}
	c, err := catalog.Open(ctx, file, catalog.Options{})
	if errors.Is(err, catalog.ErrDamaged) {
		if err := catalog.Remove(file); err != nil {
			return nil, err
		}
		c, err = catalog.Open(ctx, file, catalog.Options{})
	}
	return c, err
}

// read runs f on a catalog that is up to date. If the catalog turns out to be
// damaged it is derived anew, if it cannot be brought up to date in place a copy
// is, and f is run again.
func (a *Archive) read(ctx context.Context, f func(*catalog.Catalog) error) error {
	for try := 0; ; try++ {
		c, err := a.catalog(ctx)
		if err != nil {
			return err
		}
		if err = a.refresh(ctx, c); err == nil {
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
func (a *Archive) dropCatalog(ctx context.Context, old *catalog.Catalog, damaged bool) (err error) {
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
		if c, err := catalog.Replace(ctx, a.file, a.seen); err == nil {
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

// head returns the commit of the main branch, zero when there is none yet.
func (a *Archive) head(ctx context.Context) (odb.ID, error) { return a.ref(ctx, Main) }

func (a *Archive) ref(ctx context.Context, name string) (odb.ID, error) {
	id, err := a.store.Ref(ctx, name)
	if errors.Is(err, odb.ErrNotFound) {
		return odb.ID{}, nil
	}
	return id, err
}

// StoreName returns the name of a store for messages: its URL without the
// password.
func StoreName(store string) string { return pgstore.Redact(store) }

// Heads are the commits of the branches that answers rest on, "" where there is
// none yet.
type Heads struct{ Main, Captures, Topics string }

// Heads returns the commits that the branches are at. As long as they stay, the
// archive gives the same answers.
func (a *Archive) Heads(ctx context.Context) (h Heads, err error) {
	for ref, to := range map[string]*string{Main: &h.Main, Captures: &h.Captures, Topics: &h.Topics} {
		id, refErr := a.ref(ctx, ref)
		if err = errors.Join(err, refErr); !id.IsZero() {
			*to = id.String()
		}
	}
	return h, err
}
