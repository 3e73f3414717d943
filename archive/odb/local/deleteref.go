package local

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// deleteRef removes a ref, which is locked: from packed-refs first, so that an
// old value does not show when the file goes.
func (s *Store) deleteRef(ctx context.Context, name string) error {
	if err := s.unpackRef(ctx, name); err != nil {
		return err
	}
	path := s.refPath(name)
	if err := s.fs.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return s.fs.SyncDir(filepath.Dir(path))
}

// unpackRef rewrites packed-refs without a ref, under git's packed-refs.lock.
func (s *Store) unpackRef(ctx context.Context, name string) error {
	packed := s.path("packed-refs")
	if _, err := s.fs.Stat(packed); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	f, err := s.createPatiently(ctx, packed+".lock")
	if err != nil {
		return err
	}
	err = func() error {
		text, err := vfs.ReadFile(s.fs, packed)
		if err != nil {
			return err
		}
		if _, err := f.Write(withoutRef(text, name)); err != nil {
			return err
		}
		return f.Sync()
	}()
	if err = errors.Join(err, f.Close()); err == nil {
		err = s.fs.Rename(packed+".lock", packed)
	}
	if err != nil {
		_ = s.fs.Remove(packed + ".lock")
		return err
	}
	return s.fs.SyncDir(s.dir)
}

func (s *Store) createPatiently(ctx context.Context, lock string) (vfs.File, error) {
	ctx, cancel := context.WithTimeout(ctx, refPatience)
	defer cancel()
	for {
		f, err := s.fs.Create(lock, 0o644)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
		select {
		case <-ctx.Done():
			return nil, &RefLockedError{Path: lock}
		case <-time.After(lockPoll):
		}
	}
}

// withoutRef drops the line of a ref, and what it peels to, from packed-refs.
func withoutRef(text []byte, name string) []byte {
	var out []byte
	dropping := false
	for line := range bytes.Lines(text) {
		if line[0] != '^' {
			dropping = bytes.HasSuffix(bytes.TrimRight(line, "\n"), []byte(" "+name)) && line[0] != '#'
		}
		if !dropping {
			out = append(out, line...)
		}
	}
	return out
}
