package local

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// A journal makes the moves of several refs one: it is durable before the
// first ref moves, and while it is there with nobody holding it, the moves in
// it are completed. It has a line "<old> <new> <ref>" for each move and ends
// with the hash of those lines; without that it was never finished and says
// nothing.
const journalPrefix = "journal-"

// writeJournal makes a journal durable. The function it returns ends it:
// removed when the moves are done or undone, else left for Open.
func (s *Store) writeJournal(moves []odb.Move) (end func(done bool) error, err error) {
	var text strings.Builder
	for _, m := range moves {
		fmt.Fprintf(&text, "%s %s %s\n", m.Old, m.New, m.Name)
	}
	sum := sha1.Sum([]byte(text.String()))
	text.WriteString(hex.EncodeToString(sum[:]) + "\n")

	f, name, err := createHeld(s.fs, s.path(ownDir, journalPrefix), 0o644)
	if err != nil {
		return nil, err
	}
	end = func(done bool) error {
		var err error
		if done {
			err = s.fs.Remove(name)
			// Gone for good before the refs move on: an old journal that came
			// back could repeat its moves.
			err = errors.Join(err, s.fs.SyncDir(s.path(ownDir)))
		}
		return errors.Join(err, f.Close())
	}
	_, err = f.Write([]byte(text.String()))
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = s.fs.SyncDir(s.path(ownDir))
	}
	if err != nil {
		return nil, errors.Join(err, end(true))
	}
	return end, nil
}

func parseJournal(text string) ([]odb.Move, bool) {
	cut := strings.LastIndexByte(strings.TrimSuffix(text, "\n"), '\n') + 1
	sum := sha1.Sum([]byte(text[:cut]))
	if text[cut:] != hex.EncodeToString(sum[:])+"\n" {
		return nil, false
	}
	var moves []odb.Move
	for line := range strings.Lines(text[:cut]) {
		f := strings.SplitN(strings.TrimSuffix(line, "\n"), " ", 3)
		if len(f) != 3 {
			return nil, false
		}
		from, err1 := odb.ParseID(f[0])
		to, err2 := odb.ParseID(f[1])
		if err1 != nil || err2 != nil {
			return nil, false
		}
		moves = append(moves, odb.Move{Name: f[2], Old: from, New: to})
	}
	return moves, true
}

// settle removes the locks of dead processes and completes their moves. It
// costs the listing of a directory that is nearly always empty. In a
// repository that cannot be written it does nothing.
func (s *Store) settle(ctx context.Context) error {
	_, err := s.settleJournals(ctx)
	return err
}

// settleJournals is settle, and returns the journals of processes that live,
// or that are just dying: what they hold is freed one by one.
func (s *Store) settleJournals(ctx context.Context) (alive []string, err error) {
	entries, err := s.fs.ReadDir(s.path(ownDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var journals []string
	for _, e := range entries {
		switch name := e.Name(); {
		case strings.HasPrefix(name, refLockPrefix):
			s.sweepRefLock(name)
		case strings.HasPrefix(name, journalPrefix):
			journals = append(journals, s.path(ownDir, name))
		}
	}
	for _, name := range journals {
		lives, err := s.replay(ctx, name)
		if err != nil && !isReadOnly(err) {
			return nil, err
		}
		if lives {
			alive = append(alive, name)
		}
	}
	return alive, nil
}

// awaitJournals settles until no journal is left that concerns one of the
// moves. Whoever moves a ref first does this: else a move that a crash cut in
// two could stay so.
func (s *Store) awaitJournals(ctx context.Context, moves []odb.Move) error {
	ctx, cancel := context.WithTimeout(ctx, refPatience)
	defer cancel()
	for {
		alive, err := s.settleJournals(ctx)
		if err != nil {
			return err
		}
		busy := slices.IndexFunc(alive, func(name string) bool { return s.concerns(name, moves) })
		if busy < 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return &RefLockedError{Path: alive[busy]}
		case <-time.After(lockPoll):
		}
	}
}

// concerns reports whether a journal moves one of the refs of moves; nil stands
// for all refs.
func (s *Store) concerns(name string, moves []odb.Move) bool {
	text, err := vfs.ReadFile(s.fs, name)
	if err != nil {
		return false // it ended
	}
	theirs, complete := parseJournal(string(text))
	if moves == nil || !complete {
		return moves == nil
	}
	return slices.ContainsFunc(theirs, func(a odb.Move) bool {
		return slices.ContainsFunc(moves, func(b odb.Move) bool { return a.Name == b.Name })
	})
}

func isReadOnly(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)
}

// sweepRefLock removes the lock that belongs to a file of ownDir, and the
// file, if its process is dead.
func (s *Store) sweepRefLock(file string) {
	escaped := strings.TrimPrefix(file, refLockPrefix)
	name, err := url.PathUnescape(escaped[:max(strings.LastIndexByte(escaped, '-'), 0)])
	if err != nil || odb.CheckRefName(name) != nil {
		return
	}
	path := s.refPath(name) + ".lock"
	if s.removeIfDead(path, s.path(ownDir, file)) {
		s.opts.Notice(fmt.Sprintf("removed %s, which a dead process left", path))
	}
}

// replay completes the moves of a journal whose process is dead, and reports
// whether it lives.
func (s *Store) replay(ctx context.Context, name string) (lives bool, err error) {
	f := openDead(s.fs, name)
	if f == nil {
		_, err := s.fs.Stat(name)
		return err == nil, nil
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return false, err
	}
	moves, _ := parseJournal(string(text))
	for _, m := range moves {
		if err := s.redo(ctx, m); err != nil {
			return false, fmt.Errorf("complete the move of %s: %w", m.Name, err)
		}
	}
	if err := s.fs.Remove(name); err != nil {
		return false, err
	}
	return false, s.fs.SyncDir(s.path(ownDir))
}

// redo moves one ref if it is still where the move began.
func (s *Store) redo(ctx context.Context, m odb.Move) error {
	err := s.moveOne(ctx, m)
	var moved *odb.MovedError
	if errors.As(err, &moved) {
		return nil
	}
	if err == nil {
		s.opts.Notice(fmt.Sprintf("completed the move of %s to %s, which a crash interrupted", m.Name, m.New))
	}
	return err
}
