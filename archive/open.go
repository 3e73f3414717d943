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
	file  string // of the catalog; empty where it lies in a database
	left  string // the file that an older newsarc had for a catalog in a database

	batchItems int           // maxBatchItems; tests make do with fewer
	chunk      int           // of history; so do they
	patience   time.Duration // with those who are at the catalog; they have less
	committer  func() Identity

	mu      sync.Mutex
	cat     catalog.Catalog
	seen    fs.FileInfo     // of its file when it was opened
	scratch string          // directory of a catalog that is dropped on Close
	told    map[string]bool // notices given

	derived   derivedCache
	submitted sequencer
}

// Init creates an archive below the directory dir, which it creates too when it
// is missing, and opens it. It fails with ErrExists where there is one.
func Init(ctx context.Context, dir string, o Options) (*Archive, error) {
	if o.Store != "" {
		a, err := inDatabase(ctx, dir, o, pgstore.Init)
		if err != nil {
			return nil, err
		}
		// Who only adds later may not be allowed to make tables.
		if err := a.exact(ctx, func(catalog.Catalog) error { return nil }); err != nil {
			return nil, errors.Join(err, a.Close())
		}
		return a, nil
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

// inDatabase opens or makes the archive in a database. Its catalog lies there
// too; the folder dir holds nothing of it.
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
	if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(CatalogFile))); err == nil && o.Notice != nil {
		o.Notice("the catalog lies in the database now: " + CatalogFile + " is of no use any more, and gc removes it")
	}
	a := New(store, "", o)
	a.left = filepath.Join(dir, filepath.FromSlash(CatalogFile))
	return a, nil
}

// New returns the archive in a store, whose catalog is in the given file, or if the
// store is a database's, there. The archive closes the store.
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
	return &Archive{o: o, store: store, file: catalogFile, batchItems: maxBatchItems, chunk: chunk, patience: patience, committer: sync.OnceValue(o.identity)}
}

// identity returns who keeps the archive.
func (o *Options) identity() Identity {
	who := o.Committer
	if who == (Identity{}) && o.Identify != nil {
		who = o.Identify()
	}
	if who == (Identity{}) {
		who = Identity{Name: "newsarc", Email: "newsarc"}
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
