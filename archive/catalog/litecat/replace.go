package litecat

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// Replace puts an empty catalog in the place of one that is of no use, and opens
// it. seen is what the useless file was; if another process has replaced it
// meanwhile, its catalog is opened.
//
// It has a lock of its own, which is held for no longer than that takes. Who adds
// holds the archive's writer lock when it meets a damaged catalog, so that one
// would not do.
func Replace(ctx context.Context, file string, seen fs.FileInfo) (c *Catalog, err error) {
	lock, err := lockFile(ctx, file+".lock")
	if err != nil {
		return nil, fmt.Errorf("catalog: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if now, statErr := os.Stat(file); statErr == nil && seen != nil && !os.SameFile(now, seen) {
		if c, err := Open(ctx, file, Options{}); !errors.Is(err, catalog.ErrDamaged) {
			return c, err
		}
	}
	if err := Remove(file); err != nil {
		return nil, fmt.Errorf("catalog: %w", err)
	}
	return Open(ctx, file, Options{})
}

// lockFile waits for the lock of a file, as long as its context lasts.
func lockFile(ctx context.Context, name string) (vfs.File, error) {
	f, err := vfs.OS{}.Append(name)
	if err != nil {
		return nil, err
	}
	for {
		err := f.TryLock()
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, vfs.ErrLocked) {
			return nil, errors.Join(err, f.Close())
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), f.Close())
		case <-time.After(10 * time.Millisecond):
		}
	}
}
