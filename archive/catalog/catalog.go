// Package catalog says what is derived from an archive's history so that it is
// found at once: stories and their addresses, revisions in the order in which
// they were observed, the full-text index, and data cached for one text. It
// holds the contract and what all catalogs work out alike; package litecat keeps
// one in a SQLite file beside a folder's archive, package pgcat in the database
// that an archive lies in. One suite, catalogtest, holds both to the contract.
//
// The catalog is never the truth. It carries the commit that it was derived
// from, and every change takes it from one commit to a later one in a single
// transaction; when it is behind, its owner brings it up to date, when it is
// wrong or gone, it is derived anew. The package does not know how: package
// archive reads history and hands in rows.
package catalog

import (
	"context"
	"errors"
	"iter"

	"github.com/newsarc/newsarc/archive/odb"
)

// What callers test for.
var (
	// ErrDamaged says that what is there is not a catalog, is one of another
	// version, or is damaged: it must be derived anew.
	ErrDamaged = errors.New("catalog is damaged")
	// ErrStale says that the catalog was not at the commit from which a change
	// was to take it.
	ErrStale = errors.New("catalog is at another commit")
	// ErrReadOnly says that the catalog cannot be written: it may not be, or the
	// disk is full or failing.
	ErrReadOnly = errors.New("catalog cannot be written")
)

// Catalog is an open catalog. Its methods may be called from several goroutines
// and processes. Errors wrap ErrDamaged and ErrReadOnly where these fit.
//
// Methods that take lists are there because a catalog may be far away: each
// asks for all of a list at once.
type Catalog interface {
	// Standing compares the catalog with the branch that it is derived from. ref
	// reads where that is, for catalogs that do not know; the catalog's own
	// commit is read before it, or together, as the branch is never behind.
	Standing(ctx context.Context, ref func(context.Context) (odb.ID, error)) (Standing, error)
	// TryLock takes the lock of who derives what others would derive too; false
	// if another has it. It ends with its process. A catalog that only this
	// machine uses lets everybody in, since there Apply sorts them out.
	TryLock(ctx context.Context) (unlock func(), ok bool, err error)
	// Apply takes the catalog from one commit to a later one. It fails with
	// ErrStale if it is at neither, and does nothing if it is at the later one
	// already.
	Apply(ctx context.Context, from, to odb.ID, changes []Change) error
	// Reset empties the catalog, so that it can be derived anew. What is not
	// derived stays: sightings and state.
	Reset(ctx context.Context) error

	// StoriesByID returns the stories in rows, by row.
	StoriesByID(ctx context.Context, ids []int64) (map[int64]Story, error)
	// StoriesByPath returns the stories with ids, by id.
	StoriesByPath(ctx context.Context, paths []string) (map[string]Story, error)
	// StoriesByAddress returns the stories that were last known under keys.
	StoriesByAddress(ctx context.Context, keys []int64) (map[int64]Story, error)
	// RevisionsOf returns all rows of stories in the order observed, those
	// without a number too.
	RevisionsOf(ctx context.Context, stories []int64) (map[int64][]Revision, error)
	// RevisionsIn returns for each story the numbered revisions that f asks for,
	// in its order; f.Story is not looked at.
	RevisionsIn(ctx context.Context, f Filter, stories []int64) (map[int64][]Revision, error)
	// Generation returns that of a commit with a revision of a story; false if
	// there is no such row.
	Generation(ctx context.Context, path string, commit odb.ID) (n int64, ok bool, err error)
	// RevisionAt returns the revision with a number; negative numbers count from
	// the latest, which is -1.
	RevisionAt(ctx context.Context, s *Story, number int) (r Revision, ok bool, err error)
	// Revisions yields the numbered revisions that f asks for: those of one
	// story by number, others by the time captured; newest first.
	Revisions(ctx context.Context, f Filter) iter.Seq2[Revision, error]
	// Stories yields the stories whose latest revision f asks for, the latest
	// one first, with First.
	Stories(ctx context.Context, f Filter) iter.Seq2[Story, error]
	// History yields all rows of revisions after a row, in order of history.
	History(ctx context.Context, after int64) iter.Seq2[Revision, error]
	// Counts returns how many stories and revisions there are.
	Counts(ctx context.Context) (stories, revisions int, err error)
	// PathsFrom returns at most limit ids of stories that begin with prefix.
	PathsFrom(ctx context.Context, prefix string, limit int) ([]string, error)
	// PathsAfter returns the first id that begins with prefix and comes after
	// another; "" if there is none.
	PathsAfter(ctx context.Context, prefix, after string) (string, error)
	// PathsWith returns at most limit ids of stories that hold part somewhere.
	PathsWith(ctx context.Context, part string, limit int) ([]string, error)

	// Unindexed returns at most about limit stories whose document lacks
	// revisions, and the row up to which the index will be complete when it has
	// them.
	Unindexed(ctx context.Context, limit int) (stories []int64, from, to int64, err error)
	// Backlog returns how many revisions the full-text index lacks.
	Backlog(ctx context.Context) (int64, error)
	// PutWords takes the full-text index from one row to a later one. It does
	// nothing when another process has been faster.
	PutWords(ctx context.Context, from, to int64, docs []Words) error
	// Match returns the newest stories, at most limit, whose documents may answer a query
	// and that have a revision which the filter asks for. They are scored, not
	// sorted: the newest comes first.
	Match(ctx context.Context, q Query, f Filter, limit int) ([]Found, error)
	// Places returns the places of stories, in no order.
	Places(ctx context.Context, stories []int64) ([]Place, error)

	// Sketched returns the rows up to which sources have sketches; a source is
	// missing that has none because all its texts have addresses.
	Sketched(ctx context.Context, sources []string) (map[string]int64, error)
	// Unsketched returns at most limit rows of a source after a row.
	Unsketched(ctx context.Context, source string, after int64, limit int) ([]Revision, error)
	// AddSketches takes a source's sketches from one row to a later one. It does
	// nothing when another process has been faster.
	AddSketches(ctx context.Context, source string, from, to int64, sketches []Sketch) error
	// Alike returns stories that share keys, with how many they share. Of the
	// stories of one key it looks at the newest PerKey.
	Alike(ctx context.Context, keys []int64) (map[int64]int, error)

	// KeptHead returns the commit of the captures branch up to which kept
	// captures are known.
	KeptHead(ctx context.Context) (odb.ID, error)
	// ApplyKept takes the rows of kept captures from one commit of the captures
	// branch to a later one. From the zero commit they are made anew. It fails
	// with ErrStale if the rows are not at from.
	ApplyKept(ctx context.Context, from, to odb.ID, rows []Kept) error
	// Kept returns the rows that f asks for, the latest first.
	Kept(ctx context.Context, f KeptFilter) ([]Kept, error)

	// See adds sightings: the latest time counts, and the counts are added.
	See(ctx context.Context, list []Sighting) error
	// Sighting returns what is known of a revision.
	Sighting(ctx context.Context, commit odb.ID) (s Sighting, ok bool, err error)
	// NewSightings returns those that changed since StoredSightings, by commit.
	NewSightings(ctx context.Context) ([]Sighting, error)
	// SightingsHead returns the commit of the sightings branch whose files the
	// rows include.
	SightingsHead(ctx context.Context) (odb.ID, error)
	// StoredSightings says that a list stands in the files of a commit: a row
	// that knows no more than the list is marked, one that knows less is
	// completed.
	StoredSightings(ctx context.Context, head odb.ID, list []Sighting) error

	// Derived returns what SetDerived kept.
	Derived(ctx context.Context, rule, text string) (data []byte, ok bool, err error)
	// SetDerived keeps derived data, of which the oldest goes first.
	SetDerived(ctx context.Context, rows []Derived) error

	// State returns the value of a key.
	State(ctx context.Context, space, key string) (value []byte, ok bool, err error)
	// States returns every entry of a space, by key.
	States(ctx context.Context, space string) ([]Entry, error)
	// SetStates changes entries of several spaces, all or none of them.
	SetStates(ctx context.Context, spaces map[string][]Entry) error

	// Check looks for damage and returns what it finds, nothing when all is well.
	Check(ctx context.Context) ([]string, error)
	// Close releases the catalog.
	Close() error
}

// Standing is how far a catalog is.
type Standing struct {
	At   odb.ID // the commit that it was derived from; zero for an empty catalog
	Head odb.ID // of the branch
	// Partial says that it is being derived anew and not done: what it has is no
	// older state of the archive.
	Partial bool
	// Shared says that it serves other machines too, so that one that is whole
	// and a little behind answers while another brings it up to date.
	Shared bool
	// ReadOnly says that it is known not to be writable.
	ReadOnly bool
}

// Behind reports whether there is history that the catalog lacks.
func (s Standing) Behind() bool { return s.At != s.Head }

// Entry is a value kept under a key, for whoever owns the space.
type Entry = odb.Entry
