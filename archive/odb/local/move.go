package local

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// refPatience is how long a move waits for a ref that another process has
// locked. Git holds such a lock for milliseconds.
const refPatience = 3 * time.Second

// RefLockedError says that a ref stayed locked by a process which is not this
// program, or which cannot be told from a living one.
type RefLockedError struct {
	Path string // of the lock
}

func (e *RefLockedError) Error() string {
	return fmt.Sprintf("%s exists: another git process is at work, or one died; "+
		"if none is running, remove the file", e.Path)
}

// refLock is a ref that this process has locked in git's way: by the file
// <ref>.lock, which holds the ref's next value and is renamed over the ref.
//
// The file is made under another name in ownDir, locked there for the life of
// the process, and linked to <ref>.lock. So a lock that is found can be told
// apart: one with a second name in ownDir that nobody holds is that of a dead
// process of this program and is removed; any other is git's.
type refLock struct {
	s    *Store
	name string // of the ref
	path string // of the lock
	tmp  string // its other name
	file vfs.File
}

const refLockPrefix = "ref-"

// lockRef locks a ref, to be given the value next.
func (s *Store) lockRef(ctx context.Context, name string, next odb.ID) (*refLock, error) {
	if err := checkRefName(name); err != nil {
		return nil, err
	}
	l := &refLock{s: s, name: name, path: s.refPath(name) + ".lock"}
	l.tmp = s.path(ownDir, refLockPrefix+url.PathEscape(name)+"-"+rand.Text())
	if err := vfs.MkdirAll(s.fs, filepath.Dir(l.path)); err != nil {
		return nil, err
	}
	if err := l.prepare(next); err != nil {
		return nil, err
	}
	if err := l.take(ctx); err != nil {
		l.dropTemp()
		return nil, err
	}
	return l, nil
}

// prepare writes the lock under its other name, durably.
func (l *refLock) prepare(next odb.ID) error {
	f, err := l.s.fs.Create(l.tmp, 0o644)
	if err != nil {
		return err
	}
	l.file = f
	// Without locks on this file system a stale lock is not recognised.
	_ = f.TryLock()
	_, err = f.Write([]byte(next.String() + "\n"))
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		l.dropTemp()
	}
	return err
}

// take links the lock to its place as soon as that is free.
func (l *refLock) take(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, refPatience)
	defer cancel()
	for {
		err := l.s.fs.Link(l.tmp, l.path)
		if err == nil {
			return nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return l.takeByCopy(err)
		}
		if l.s.removeStale(l.name) {
			continue
		}
		select {
		case <-ctx.Done():
			return &RefLockedError{Path: l.path}
		case <-time.After(lockPoll):
		}
	}
}

// takeByCopy makes the lock where links cannot be made.
func (l *refLock) takeByCopy(linkErr error) error {
	if !errors.Is(linkErr, errors.ErrUnsupported) && !errors.Is(linkErr, fs.ErrPermission) {
		return linkErr
	}
	text, err := vfs.ReadFile(l.s.fs, l.tmp)
	if err != nil {
		return err
	}
	f, err := l.s.fs.Create(l.path, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return &RefLockedError{Path: l.path}
	}
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = l.s.fs.Remove(l.path)
	}
	return err
}

// commit renames the lock over the ref. The name is durable after syncRef.
func (l *refLock) commit() error {
	if err := l.s.fs.Rename(l.path, l.s.refPath(l.name)); err != nil {
		return err
	}
	l.dropTemp()
	return nil
}

// release frees the lock without moving the ref.
func (l *refLock) release() {
	_ = l.s.fs.Remove(l.path)
	l.dropTemp()
}

func (l *refLock) dropTemp() {
	_ = l.s.fs.Remove(l.tmp)
	_ = l.file.Close()
}

// removeStale removes a lock of the ref that a dead process of this program
// left, and reports whether it did.
func (s *Store) removeStale(name string) bool {
	path := s.refPath(name) + ".lock"
	entries, err := s.fs.ReadDir(s.path(ownDir))
	if err != nil {
		return false
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), refLockPrefix+url.PathEscape(name)+"-") && s.removeIfDead(path, s.path(ownDir, e.Name())) {
			s.opts.Notice(fmt.Sprintf("removed %s, which a dead process left", path))
			return true
		}
	}
	return false
}

// removeIfDead removes a lock and its other name if they are one file that no
// living process holds. The lock on the file itself keeps two processes from
// doing so at once, which could remove the lock that one of them then makes.
func (s *Store) removeIfDead(path, tmp string) bool {
	f, err := s.fs.Open(tmp)
	if err != nil {
		return false
	}
	defer f.Close()
	if f.TryLock() != nil {
		return false
	}
	mine, err := f.Stat()
	if err != nil {
		return false
	}
	removed := false
	if there, err := s.fs.Stat(path); err == nil && s.fs.SameFile(mine, there) {
		removed = s.fs.Remove(path) == nil
	}
	_ = s.fs.Remove(tmp)
	return removed
}

// moveRefs moves refs, all or none of them.
func (s *Store) moveRefs(ctx context.Context, moves []odb.Move) (err error) {
	if len(moves) == 0 {
		return nil
	}
	s.stored.Lock()
	defer s.stored.Unlock()
	if err := s.makeOwnDir(); err != nil {
		return err
	}
	var locks []*refLock
	done := 0 // locks that became refs
	defer func() {
		for _, l := range locks[done:] {
			l.release()
		}
	}()
	for _, m := range moves {
		l, err := s.lockRef(ctx, m.Name, m.New)
		if err != nil {
			return fmt.Errorf("move %s: %w", m.Name, err)
		}
		locks = append(locks, l)
		if err := s.checkOld(m); err != nil {
			return err
		}
	}
	end := func(bool) error { return nil }
	if len(moves) > 1 {
		if end, err = s.writeJournal(moves); err != nil {
			return fmt.Errorf("move refs: %w", err)
		}
	}
	for i, l := range locks {
		if err := s.finishMove(ctx, l, moves[i]); err != nil {
			return errors.Join(fmt.Errorf("move %s: %w", l.name, err), s.moveBack(moves[:i], end))
		}
		done++
	}
	return end(true)
}

// checkOld compares a ref, which is locked, with where a move expects it.
func (s *Store) checkOld(m odb.Move) error {
	got, target, err := s.readRef(m.Name)
	if target != "" {
		return fmt.Errorf("move %s: it is a symbolic ref to %s", m.Name, target)
	}
	if err != nil && !errors.Is(err, odb.ErrNotFound) {
		return err
	}
	if got != m.Old {
		return &odb.MovedError{Name: m.Name, Want: m.Old, Got: got}
	}
	return nil
}

// finishMove gives a locked ref its next value and makes that durable.
func (s *Store) finishMove(ctx context.Context, l *refLock, m odb.Move) error {
	if m.New.IsZero() {
		if err := s.deleteRef(ctx, m.Name); err != nil {
			return err
		}
		l.release()
		return nil
	}
	if err := l.commit(); err != nil {
		return err
	}
	return s.fs.SyncDir(filepath.Dir(l.path))
}

// moveBack undoes the moves of a transaction that failed half way. If that
// fails too, the journal stays and the moves are completed by the next Open.
func (s *Store) moveBack(moves []odb.Move, end func(bool) error) error {
	for i := len(moves) - 1; i >= 0; i-- {
		m := moves[i]
		m.Old, m.New = m.New, m.Old
		l, err := s.lockRef(context.Background(), m.Name, m.New)
		if err == nil {
			err = s.finishMove(context.Background(), l, m)
		}
		if err != nil {
			return errors.Join(fmt.Errorf("move %s back: %w", m.Name, err), end(false))
		}
	}
	return end(true)
}
