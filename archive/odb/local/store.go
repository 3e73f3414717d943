// Package local keeps objects and refs in a bare git repository on the local
// file system. It is the first implementation of odb.Store.
//
// It writes nothing but packs and refs: the objects of a batch become durable
// as one pack, then refs move by git's own lock protocol, so stock git may read
// the repository at any time, and commit to it. It reads all that git writes:
// packs with either kind of delta, loose objects, packed refs. docs/storage.md
// describes the protocol.
//
// It never uses a work tree, an index or a reflog, and it does not read
// alternates, reftables or SHA-256 repositories: Open refuses those.
package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// Options change how a store works; the zero value is right for most uses.
type Options struct {
	// FS is the file system; nil is the operating system's.
	FS vfs.FS
	// Notice is told of what is unusual and was dealt with, such as a lock
	// that a dead process left behind. It may be nil.
	Notice func(string)
	// Workers is how many goroutines of a batch compress; zero is one for
	// each processor.
	Workers int
	// PackObjects and PackBytes are where a batch goes on in a new pack.
	// Zero means about 100,000 revisions, and 1 GiB.
	PackObjects int
	PackBytes   int64
	// CacheBytes bounds the memory that keeps delta bases of a batch for writing;
	// those for reading have a quarter of it more. Zero means 16 MiB.
	CacheBytes int
	// Brief says that the process ends soon after Close, which leaves the files
	// that are mapped to that: to unmap them one by one interrupts every
	// processor for each.
	Brief bool
}

func (o Options) withDefaults() Options {
	if o.FS == nil {
		o.FS = vfs.OS{}
	}
	if o.Notice == nil {
		o.Notice = func(string) {}
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.PackObjects <= 0 {
		o.PackObjects = 700_000 // blob, five trees, commit
	}
	if o.PackBytes <= 0 {
		o.PackBytes = 1 << 30
	}
	if o.CacheBytes <= 0 {
		o.CacheBytes = 16 << 20
	}
	return o
}

// Store is a bare git repository.
type Store struct {
	dir   string
	opts  Options
	fs    vfs.FS
	packs packSet
	cache *deltaCache

	verifying atomic.Pointer[verifier] // who counts what is read

	closed atomic.Bool
	moving sync.Mutex // one transaction of refs of this store at a time
}

var _ odb.Store = (*Store)(nil)

const configText = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
`

// Init makes an empty bare repository in dir, whose HEAD is refs/heads/main.
// What a crash of an earlier Init left is completed; a repository that is
// complete is an error that wraps fs.ErrExist.
func Init(ctx context.Context, dir string, o Options) (*Store, error) {
	o = o.withDefaults()
	head := filepath.Join(dir, "HEAD")
	if _, err := o.FS.Stat(head); err == nil {
		return nil, &fs.PathError{Op: "init", Path: dir, Err: fs.ErrExist}
	}
	dirs := []string{".", "objects", "objects/pack", "objects/info", "refs", "refs/heads", "refs/tags", ownDir}
	for _, d := range dirs {
		if err := vfs.MkdirAll(o.FS, filepath.Join(dir, d)); err != nil {
			return nil, fmt.Errorf("init: %w", err)
		}
	}
	if err := replaceFile(o.FS, filepath.Join(dir, "config"), configText); err != nil {
		return nil, fmt.Errorf("init: %w", err)
	}
	for _, d := range []string{"objects", "refs", ".", ".."} {
		if err := o.FS.SyncDir(filepath.Join(dir, d)); err != nil {
			return nil, fmt.Errorf("init: %w", err)
		}
	}
	// HEAD makes a directory a repository, so it comes last.
	if err := replaceFile(o.FS, head, "ref: refs/heads/main\n"); err != nil {
		return nil, fmt.Errorf("init: %w", err)
	}
	if err := o.FS.SyncDir(dir); err != nil {
		return nil, fmt.Errorf("init: %w", err)
	}
	return Open(ctx, dir, o)
}

// replaceFile writes a file durably but for its name, which SyncDir secures.
func replaceFile(fsys vfs.FS, name, text string) error {
	tmp := name + ".new"
	if err := fsys.Remove(tmp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	err := writeNew(fsys, tmp, text)
	if err == nil {
		err = fsys.Rename(tmp, name)
	}
	if err != nil {
		_ = fsys.Remove(tmp)
	}
	return err
}

// writeNew makes a file, its content durable.
func writeNew(fsys vfs.FS, name, text string) error {
	f, err := fsys.Create(name, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write([]byte(text))
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// Open opens the repository in dir. Its cost does not depend on how much is
// stored. Locks that dead processes left are removed, and
// a move of several refs that a crash cut in two is completed.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	o = o.withDefaults()
	for _, name := range []string{"HEAD", "objects", "refs"} {
		if _, err := o.FS.Stat(filepath.Join(dir, name)); err != nil {
			return nil, fmt.Errorf("no git repository: %w", err)
		}
	}
	if err := checkFormat(o.FS, filepath.Join(dir, "config")); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	s := &Store{dir: dir, opts: o, fs: o.FS, cache: newDeltaCache(o.CacheBytes / 4)}
	s.packs.init(o.FS, filepath.Join(dir, "objects", "pack"))
	if err := s.settle(ctx); err != nil {
		_ = s.Close()
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return s, nil
}

// checkFormat refuses the kinds of repository that this package cannot read.
func checkFormat(fsys vfs.FS, name string) error {
	text, err := vfs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	section := ""
	for line := range strings.Lines(string(text)) {
		line = strings.ToLower(strings.TrimSpace(line))
		if strings.HasPrefix(line, "[") {
			section, _, _ = strings.Cut(strings.TrimPrefix(line, "["), "]")
			continue
		}
		key, value, _ := strings.Cut(line, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		switch {
		case section == "core" && key == "repositoryformatversion" && value != "0" && value != "1":
			return fmt.Errorf("repository format %s is unknown", value)
		case section == "extensions" && key == "objectformat" && value != "sha1",
			section == "extensions" && key == "refstorage" && value != "files",
			section == "extensions" && key == "compatobjectformat":
			return fmt.Errorf("repository extension %s = %s is not supported", key, value)
		}
	}
	return nil
}

// Dir returns the directory of the repository.
func (s *Store) Dir() string { return s.dir }

// Close ends the use of the store. Open batches are to be ended before it.
func (s *Store) Close() error {
	if s.closed.Swap(true) || s.opts.Brief {
		return nil
	}
	return s.packs.close()
}

func (s *Store) path(elem ...string) string {
	return filepath.Join(append([]string{s.dir}, elem...)...)
}
