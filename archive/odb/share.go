package odb

import (
	"context"
	"time"
)

// Entry is a value kept under a key.
type Entry struct {
	Key   string
	Value []byte // nil: the key is removed
}

// Sharer is a Store that several machines write to, and that keeps what the
// programs on them have to agree on beside the objects. Each program has spaces
// of its own.
type Sharer interface {
	Store
	// State returns the value of a key.
	State(ctx context.Context, space, key string) (value []byte, ok bool, err error)
	// States returns every entry of a space, by key.
	States(ctx context.Context, space string) ([]Entry, error)
	// SetStates changes entries of several spaces, all or none of them, durably.
	SetStates(ctx context.Context, spaces map[string][]Entry) error
	// Claim renews for ttl what the holder has of the named things of a group,
	// and takes as many of those that nobody has, or whose holder was silent
	// for so long, as make its share: all of them by the number of holders. It
	// returns what the holder has now, and its share; whoever has more should
	// Release some, once he has let go of them.
	Claim(ctx context.Context, c Claim) (held []string, share int, err error)
	// Release gives things of a group back; with no names all of them, and the
	// holder is gone.
	Release(ctx context.Context, c Claim) error
}

// Claim says who wants what.
type Claim struct {
	Group  string        // of things that one kind of program shares
	Holder string        // the program: unlike any other, also of the past
	Names  []string      // of the things
	TTL    time.Duration // for how long the claim holds without being renewed
}
