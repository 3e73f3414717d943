package archive

import (
	"errors"
	"fmt"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/query"
	"github.com/newsarc/newsarc/news"
)

// What callers test for.
var (
	ErrNoArchive = errors.New("not an archive")
	ErrExists    = errors.New("there is an archive already")
	ErrNotFound  = errors.New("not found")
	ErrNoCapture = errors.New("no capture was kept")
	ErrReadOnly  = errors.New("archive is read-only")
	ErrQuery     = query.ErrEmpty // a search has nothing to look for
)

// AmbiguousError says that a name means several things.
type AmbiguousError struct {
	Name       string
	What       string      // "story" or "revision"
	Candidates []Candidate // at most MaxCandidates
	More       bool        // there are others
}

// MaxCandidates bounds the list in an AmbiguousError.
const MaxCandidates = 10

// Candidate is one meaning of an ambiguous name. Name is not ambiguous.
type Candidate struct {
	Name     string // story id, or commit id as short as is unique
	Captured time.Time
	Headline string
}

func (e *AmbiguousError) Error() string { return fmt.Sprintf("%s %q is ambiguous", e.What, e.Name) }

// NameError says why a name means nothing. It wraps ErrNotFound.
type NameError struct {
	Name string
	What string // "story" or "revision"
	Why  string // one short clause, may be empty
	// Near lists existing names that may have been meant.
	Near []string
}

func (e *NameError) Error() string {
	s := fmt.Sprintf("no %s %q", e.What, e.Name)
	if e.Why != "" {
		s += ": " + e.Why
	}
	return s
}

// Unwrap returns ErrNotFound.
func (e *NameError) Unwrap() error { return ErrNotFound }

// UnreadableError says that a revision, or what was received for it, cannot be
// read, since an object is missing, damaged or not what its commit says. Nothing
// of it is shown; other revisions are not concerned.
type UnreadableError struct {
	Story    string
	Number   int
	Commit   string    // 40 hex digits
	Captured time.Time // as the catalog or the commit has it
	Part     string    // what cannot be read: "commit", "text" or "capture"
	Object   string    // its id: 40 hex digits
	Err      error     // what is wrong with it
}

func (e *UnreadableError) Error() string {
	if e.Number == 0 { // a capture that became no revision
		return fmt.Sprintf("%s: %v", e.Story, e.Err)
	}
	return fmt.Sprintf("%s@%d: %v", e.Story, e.Number, e.Err)
}

// Unwrap returns what is wrong with the object.
func (e *UnreadableError) Unwrap() error { return e.Err }

// Missing reports whether the object is gone, and not there but damaged.
func (e *UnreadableError) Missing() bool { return errors.Is(e.Err, odb.ErrNotFound) }

// contentError says that bytes are not those that a commit tells of.
type contentError string

func (e contentError) Error() string { return string(e) }

// unreadable makes an error that comes from damage one that names the revision.
func unreadable(rev *news.Revision, part, object string, err error) error {
	var content contentError
	if !odb.IsDamage(err) && !errors.As(err, &content) && !errors.Is(err, news.ErrFormat) {
		return err
	}
	return &UnreadableError{
		Story: rev.Story, Number: rev.Number, Commit: rev.Commit, Captured: rev.Captured, Part: part, Object: object, Err: err,
	}
}

// Damaged reports whether an error comes of an object that is missing or damaged,
// whatever it belongs to.
func Damaged(err error) bool {
	var u *UnreadableError
	return errors.As(err, &u) || odb.IsDamage(err)
}
