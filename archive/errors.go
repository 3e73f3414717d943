package archive

import (
	"errors"
	"fmt"
	"time"
)

// What callers test for.
var (
	ErrNoArchive = errors.New("not an archive")
	ErrExists    = errors.New("there is an archive already")
	ErrNotFound  = errors.New("not found")
	ErrNoCapture = errors.New("no capture was kept")
	ErrReadOnly  = errors.New("archive is read-only")
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
