package web

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/newsarc/newsarc/archive"
)

const (
	// aWhile is how long a request waits for what the server prepares, before it
	// is told how far that is.
	aWhile = time.Second
	// littleBacklog is how many revisions a search indexes itself. It takes
	// milliseconds; more is done in the background.
	littleBacklog = 100
)

// Meter takes what an archive tells of work that takes long, and pages that wait
// for the work show it. The zero value is ready for use.
type Meter struct {
	mu  sync.Mutex
	now archive.Progress
}

// Note is for archive.Options.Progress.
func (m *Meter) Note(p archive.Progress) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = p
}

// read returns how far a task is; zero if another was under way last.
func (m *Meter) read(task string) (p archive.Progress) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.now.Task == task {
		p = m.now
	}
	return p
}

// The tasks of an archive that pages wait for, as it calls them.
const (
	readingHistory = "reading history"
	indexing       = "indexing"
)

// unready says that what an answer rests on is still being made.
type unready struct {
	Task        string
	Done, Total int64 // revisions; no Total: not known
}

func (e *unready) Error() string {
	how := ""
	if e.Total > 0 {
		how = fmt.Sprintf(": %s of %s revisions are in it", grouped(e.Done), grouped(e.Total))
	}
	if e.Task == indexing {
		return "The full-text index is being made" + how + ". Search works when all are; everything else works now."
	}
	return "The catalog of stories is being made anew from the archive's history" + how + ". This takes a minute or two where there are many; nothing is lost."
}

// grouped writes a number with its thousands parted.
func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// preparation is what the server does by itself while it serves: it brings the
// catalog up to date before the first page is made of it, so that no requests do
// that side by side until their time is over, and indexes texts.
type preparation struct {
	meter *Meter
	known chan struct{} // closed when the catalog has been up to date once; nil: nobody prepares it
	more  chan struct{} // asks for the full-text index to be brought up to date
}

// prepare works until ctx is done.
func (s *Server) prepare(ctx context.Context) {
	// Whatever asks the catalog brings it up to date.
	if _, err := s.archive.Backlog(ctx); err != nil && ctx.Err() == nil {
		s.o.Log.Error(readingHistory, "error", err.Error()) // requests will find it too
	}
	close(s.preparation.known)
	for ctx.Err() == nil {
		if err := s.index1(ctx); err != nil && ctx.Err() == nil {
			s.o.Log.Error(indexing, "error", err.Error())
		}
		select {
		case <-s.preparation.more:
		case <-ctx.Done():
		}
	}
}

// index1 brings the full-text index up to date, alone.
func (s *Server) index1(ctx context.Context) error {
	select {
	case s.index <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer s.index.free()
	return s.archive.Index(ctx)
}

// prepared waits a while for the catalog to be known.
func (s *Server) prepared(ctx context.Context) error {
	known := s.preparation.known
	if known == nil {
		return nil
	}
	select {
	case <-known:
		return nil
	default:
	}
	late := time.NewTimer(aWhile)
	defer late.Stop()
	select {
	case <-known:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-late.C:
		p := s.preparation.meter.read(readingHistory)
		return &unready{readingHistory, p.Done, p.Total}
	}
}

// catchUp brings the full-text index up to date. What is little is done at once,
// by one request at a time while the others wait; for more, all wait a while for
// the background.
func (s *Server) catchUp(ctx context.Context) error {
	n, err := s.archive.Backlog(ctx)
	if err != nil || n == 0 {
		return err
	}
	if n <= littleBacklog || s.preparation.known == nil {
		return s.index1(ctx)
	}
	select {
	case s.preparation.more <- struct{}{}:
	default:
	}
	late := time.NewTimer(aWhile)
	defer late.Stop()
	select {
	case s.index <- struct{}{}:
		defer s.index.free()
		if n, err = s.archive.Backlog(ctx); err != nil || n == 0 {
			return err
		}
	case <-ctx.Done():
		return ctx.Err()
	case <-late.C:
	}
	p := s.preparation.meter.read(indexing)
	return &unready{indexing, p.Done, p.Total}
}
