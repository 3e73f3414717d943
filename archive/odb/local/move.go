package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"slices"
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
	held bool // path is ours
}

const refLockPrefix = "ref-"

// newRefLock writes the lock of a ref that is to be given the value next,
// under its other name. Nothing of it is durable yet.
func (s *Store) newRefLock(name string, next odb.ID) (*refLock, error) {
	if err := odb.CheckRefName(name); err != nil {
		return nil, err
	}
	l := &refLock{s: s, name: name, path: s.refPath(name) + ".lock"}
	if err := s.makeRefDir(filepath.Dir(l.path)); err != nil {
		return nil, err
	}
	return l, l.prepare(next)
}

// makeRefDir makes the directory of a ref, durably.
func (s *Store) makeRefDir(dir string) error {
	err := s.fs.Mkdir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if err := s.makeRefDir(filepath.Dir(dir)); err != nil {
			return err
		}
		err = s.fs.Mkdir(dir)
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.fs.SyncDir(filepath.Dir(dir))
}

// prepare writes the lock under its other name.
func (l *refLock) prepare(next odb.ID) error {
	prefix := l.s.path(ownDir, refLockPrefix+url.PathEscape(l.name)+"-")
	f, name, err := createHeld(l.s.fs, prefix, 0o644)
	if err != nil {
		return err
	}
	l.file, l.tmp = f, name
	if _, err = f.Write([]byte(next.String() + "\n")); err != nil {
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
			l.held = true
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
	l.held = err == nil
	return err
}

// commit renames the lock over the ref. The name is durable after syncRef.
func (l *refLock) commit() error {
	if err := l.s.fs.Rename(l.path, l.s.refPath(l.name)); err != nil {
		return err
	}
	l.held = false
	l.dropTemp()
	return nil
}

// release frees the lock without moving the ref.
func (l *refLock) release() {
	if l.held {
		_ = l.s.fs.Remove(l.path)
		l.held = false
	}
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
	f := openDead(s.fs, tmp)
	if f == nil {
		return false
	}
	defer f.Close()
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
func (s *Store) moveRefs(ctx context.Context, moves []odb.Move) error {
	if len(moves) == 0 {
		return nil
	}
	s.moving.Lock()
	defer s.moving.Unlock()
	if err := s.makeOwnDir(); err != nil {
		return err
	}
	locks, err := s.lockSettled(ctx, moves)
	if err != nil {
		return err
	}
	end := func(bool) error { return nil }
	if len(moves) > 1 {
		if end, err = s.writeJournal(moves); err != nil {
			releaseAll(locks)
			return fmt.Errorf("move refs: %w", err)
		}
	}
	moved, err := s.renameRefs(ctx, locks, moves)
	if err == nil {
		return end(true)
	}
	releaseAll(locks[moved:])
	return errors.Join(err, s.moveBack(moves[:moved], end))
}

// lockSettled is lockRefs where no other journal concerns the refs. That is
// looked at twice: before, for the values that the refs are compared with, and
// under the locks, for a process that died meanwhile.
func (s *Store) lockSettled(ctx context.Context, moves []odb.Move) ([]*refLock, error) {
	for {
		if err := s.awaitJournals(ctx, moves); err != nil {
			return nil, err
		}
		locks, err := s.lockRefs(ctx, moves)
		if err != nil {
			return nil, err
		}
		entries, err := s.fs.ReadDir(s.path(ownDir))
		if err != nil {
			releaseAll(locks)
			return nil, err
		}
		if !slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
			return strings.HasPrefix(e.Name(), journalPrefix) && s.concerns(s.path(ownDir, e.Name()), moves)
		}) {
			return locks, nil
		}
		releaseAll(locks)
	}
}

// lockRefs makes the names of packs durable, locks the refs of moves and compares
// them with where the moves expect them.
func (s *Store) lockRefs(ctx context.Context, moves []odb.Move) (locks []*refLock, err error) {
	defer func() {
		if err != nil {
			releaseAll(locks)
			locks = nil
		}
	}()
	for _, m := range moves {
		l, err := s.newRefLock(m.Name, m.New)
		if err != nil {
			return locks, fmt.Errorf("move %s: %w", m.Name, err)
		}
		locks = append(locks, l)
	}
	// If the power goes off, the other names say whose the locks were. And the
	// refs will lead to objects of packs whose names are not yet durable: those of
	// this writer, or of another that is still at it.
	files := make([]vfs.File, len(locks))
	for i, l := range locks {
		files[i] = l.file
	}
	if err := vfs.SyncAll(s.fs, files, s.path(ownDir), s.packs.dir); err != nil {
		return locks, fmt.Errorf("lock refs: %w", err)
	}
	for i, l := range locks {
		if err := l.take(ctx); err != nil {
			return locks, fmt.Errorf("move %s: %w", l.name, err)
		}
		if err := s.checkOld(moves[i]); err != nil {
			return locks, err
		}
	}
	return locks, nil
}

func releaseAll(locks []*refLock) {
	for _, l := range locks {
		l.release()
	}
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

// renameRefs gives locked refs their next values, in order, and makes that
// durable. After an error, the first moved ones may have theirs.
func (s *Store) renameRefs(ctx context.Context, locks []*refLock, moves []odb.Move) (moved int, err error) {
	for i, l := range locks {
		if moves[i].New.IsZero() {
			err = s.deleteRef(ctx, l.name)
			l.release()
		} else if err = l.commit(); err != nil {
			return moved, fmt.Errorf("move %s: %w", l.name, err)
		}
		moved++
		if err != nil {
			return moved, fmt.Errorf("move %s: %w", l.name, err)
		}
	}
	synced := make(map[string]bool)
	for _, l := range locks {
		if dir := filepath.Dir(l.path); !synced[dir] {
			synced[dir] = true
			if err := s.fs.SyncDir(dir); err != nil {
				return moved, fmt.Errorf("move %s: %w", l.name, err)
			}
		}
	}
	return moved, nil
}

// moveBack undoes the moves of a transaction that failed half way. If that
// fails too, the journal stays, and settle completes the moves when the disk
// lets it.
func (s *Store) moveBack(moves []odb.Move, end func(bool) error) error {
	for i := len(moves) - 1; i >= 0; i-- {
		m := moves[i]
		m.Old, m.New = m.New, m.Old
		if err := s.moveOne(context.Background(), m); err != nil {
			return errors.Join(fmt.Errorf("move %s back: %w", m.Name, err), end(false))
		}
	}
	return end(true)
}

// moveOne moves a single ref, without a journal.
func (s *Store) moveOne(ctx context.Context, m odb.Move) error {
	moves := []odb.Move{m}
	locks, err := s.lockRefs(ctx, moves)
	if err != nil {
		return err
	}
	moved, err := s.renameRefs(ctx, locks, moves)
	if err != nil {
		releaseAll(locks[moved:])
	}
	return err
}
