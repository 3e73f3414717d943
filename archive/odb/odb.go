// Package odb is the one seam between newsarc and its storage: content
// addressed git objects, and refs that move from one to another. Everything in
// package archive stands on the small Store interface, so that an archive can
// live in a local git repository or in a database; package odbtest holds the
// suite that every implementation passes.
//
// It does not know what the objects say: stories, revisions and trailers are
// package archive's.
package odb

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"iter"
	"strconv"
	"sync"
)

// ID is the SHA-1 name of an object, as git computes it. The zero ID names
// nothing.
type ID [20]byte

// String returns the 40 hex digits of id.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// IsZero reports whether id names nothing.
func (id ID) IsZero() bool { return id == ID{} }

// ParseID reads 40 hex digits.
func ParseID(s string) (ID, error) {
	var id ID
	if len(s) != 2*len(id) {
		return ID{}, fmt.Errorf("object id %q does not have %d hex digits", s, 2*len(id))
	}
	if _, err := hex.Decode(id[:], []byte(s)); err != nil {
		return ID{}, fmt.Errorf("object id %q: %w", s, err)
	}
	return id, nil
}

// Type is the type of a git object, with git's numbers.
type Type uint8

// The types of git objects.
const (
	Commit Type = 1
	Tree   Type = 2
	Blob   Type = 3
	Tag    Type = 4
)

// String returns git's word for t.
func (t Type) String() string {
	switch t {
	case Commit:
		return "commit"
	case Tree:
		return "tree"
	case Blob:
		return "blob"
	case Tag:
		return "tag"
	}
	return "type " + strconv.Itoa(int(t))
}

// Object is what an ID names.
type Object struct {
	Type Type
	Data []byte
}

// hasher is a SHA-1 under way and room for what goes before the content.
type hasher struct {
	sum hash.Hash
	buf [64]byte
}

var hashers = sync.Pool{New: func() any { return &hasher{sum: sha1.New()} }}

// Hash returns the name of an object.
func Hash(t Type, data []byte) (id ID) {
	h := hashers.Get().(*hasher)
	h.sum.Reset()
	head := append(append(h.buf[:0], t.String()...), ' ')
	h.sum.Write(append(strconv.AppendInt(head, int64(len(data)), 10), 0))
	h.sum.Write(data)
	copy(id[:], h.sum.Sum(h.buf[:0]))
	hashers.Put(h)
	return id
}

// New is an object to be stored.
type New struct {
	Object
	ID   ID // Hash(Type, Data)
	Base ID // the previous revision of the same path, a good delta base; zero if there is none

	// Given says that the caller will not change Data any more, so that the
	// store need not copy it.
	Given bool
}

// Ref is a name that points to a commit.
type Ref struct {
	Name string // full: "refs/heads/main"
	ID   ID
}

// Move takes a ref from Old to New. A zero Old means that the ref must not
// exist, a zero New that it is deleted.
type Move struct {
	Name     string
	Old, New ID
}

// Store holds objects and refs. Its methods may be called from several
// goroutines and several processes at a time.
type Store interface {
	// Get returns the object that id names, its hash checked. Its data may be
	// shared: it is not to be changed. The error is ErrNotFound, or a
	// *DamagedError that names the object.
	Get(ctx context.Context, id ID) (Object, error)
	// Has reports whether an object is there; it does not read it.
	Has(ctx context.Context, id ID) (bool, error)
	// Prefix returns at most limit ids that begin with the given hex digits
	// (4 to 40 of them), in order.
	Prefix(ctx context.Context, hex string, limit int) ([]ID, error)
	// Objects yields the id of every object, each at least once, in no order.
	Objects(ctx context.Context) iter.Seq2[ID, error]

	// Ref returns what a ref points to, ErrNotFound if there is no such ref.
	Ref(ctx context.Context, name string) (ID, error)
	// Refs yields every ref, by name.
	Refs(ctx context.Context) iter.Seq2[Ref, error]

	// Lock takes the writer lock, which dies with its process. It waits until
	// ctx is done; the error then is a *LockedError that names the holder.
	Lock(ctx context.Context) (unlock func() error, err error)
	// Begin opens a batch of objects. It does not need the lock.
	Begin(ctx context.Context) (Batch, error)

	Close() error
}

// Batch collects objects that become durable together. It is used by one
// goroutine.
type Batch interface {
	// Add takes an object. One that the batch has already is passed over, and
	// one that the store has already may be. The batch does not keep Data.
	Add(o New) error
	// Get returns an object of the batch or of the store. Its data may be
	// shared: it is not to be changed.
	Get(ctx context.Context, id ID) (Object, error)
	// Commit makes the objects durable, then moves the refs, all or none of
	// them. When it returns nil, objects and refs survive a power cut. When a
	// ref is not at its Old, no ref moves and the error is a *MovedError; the
	// objects may stay behind, unreferenced and harmless.
	Commit(ctx context.Context, moves ...Move) error
	// Abort drops the batch. After Commit it does nothing.
	Abort() error
}

// ErrNotFound says that there is no such object or ref.
var ErrNotFound = errors.New("not found")

// DamagedError says that an object is there but cannot be read, or that its
// bytes do not have its hash.
type DamagedError struct {
	ID    ID
	Where string // file and offset, or table and row
	Err   error
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("object %s is damaged (%s): %v", e.ID, e.Where, e.Err)
}

// Unwrap returns the reason.
func (e *DamagedError) Unwrap() error { return e.Err }

// MovedError says that a ref was not where a Move expected it.
type MovedError struct {
	Name      string
	Want, Got ID
}

func (e *MovedError) Error() string {
	return fmt.Sprintf("%s is at %s, not at %s", e.Name, e.Got, e.Want)
}

// LockedError says that another process holds the writer lock.
type LockedError struct {
	Holder string // "process 4711 on host since 2016-09-06T10:00:00Z"
	Err    error
}

func (e *LockedError) Error() string { return "locked by " + e.Holder }

// Unwrap returns the reason for giving up: usually a context's error.
func (e *LockedError) Unwrap() error { return e.Err }
