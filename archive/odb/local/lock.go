package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// ownDir holds what this package adds to a git repository: its locks, and
// the refs and journals of moves under way. Git does not look at it.
const ownDir = "newsarc"

// lockPoll is how often a waiting process asks for a lock.
const lockPoll = 20 * time.Millisecond

// Lock takes the writer lock. The system frees it when the process dies, so no
// lock has ever to be broken; what a dead holder left is said to Notice.
func (s *Store) Lock(ctx context.Context) (func() error, error) {
	unlock, err := s.lockFile(ctx, "lock")
	if err != nil {
		return nil, err
	}
	// A process that was killed frees this lock a moment before its journal:
	// the new holder is to see refs that belong together.
	if err := s.awaitJournals(ctx, nil); err != nil {
		return nil, errors.Join(err, unlock())
	}
	return unlock, nil
}

// lockFile takes the lock on a file of ownDir and writes there who holds it.
func (s *Store) lockFile(ctx context.Context, name string) (func() error, error) {
	if err := s.makeOwnDir(); err != nil {
		return nil, err
	}
	f, err := s.fs.Append(s.path(ownDir, name))
	if err != nil {
		return nil, err
	}
	if err := waitLock(ctx, f); err != nil {
		_ = f.Close()
		return nil, err
	}
	if dead, err := io.ReadAll(io.NewSectionReader(f, 0, 1<<10)); err == nil && len(dead) > 0 {
		s.opts.Notice(fmt.Sprintf("took over the %s of %s, which ended without freeing it",
			strings.TrimSpace(name), strings.TrimSpace(string(dead))))
	}
	// Who holds the lock is for people: failing to write it is no failure.
	if f.Truncate(0) == nil {
		_, _ = f.WriteAt([]byte(holder()+"\n"), 0)
	}
	return func() error {
		err := f.Truncate(0)
		return errors.Join(err, f.Close())
	}, nil
}

func waitLock(ctx context.Context, f vfs.File) error {
	for {
		err := f.TryLock()
		if !errors.Is(err, vfs.ErrLocked) {
			return err
		}
		select {
		case <-ctx.Done():
			who, _ := io.ReadAll(io.NewSectionReader(f, 0, 1<<10))
			name := strings.TrimSpace(string(who))
			if name == "" {
				name = "another process"
			}
			return &odb.LockedError{Holder: name, Err: context.Cause(ctx)}
		case <-time.After(lockPoll):
		}
	}
}

func holder() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host"
	}
	return fmt.Sprintf("process %d on %s since %s", os.Getpid(), host, time.Now().UTC().Format(time.RFC3339))
}

// makeOwnDir makes ownDir, which a clone by stock git does not have.
func (s *Store) makeOwnDir() error {
	return vfs.MkdirAll(s.fs, s.path(ownDir))
}
