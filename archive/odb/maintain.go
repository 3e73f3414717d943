package odb

import "context"

// Maintainer is a Store that is also kept small, checked and mended through
// this interface. What an implementation has no need for does nothing.
type Maintainer interface {
	Store
	// Consolidate rewrites what many small batches left into a form that is
	// smaller and faster to read. It may run beside readers and writers, and
	// be cut off at any moment, without loss. Two at a time do not help: the
	// second returns a *LockedError at once.
	Consolidate(ctx context.Context, o ConsolidateOptions) (Consolidated, error)
	// Verify checks what is stored, from the bytes up. It reports each thing
	// that is wrong, a *DamagedError where it is an object, and goes on; it
	// fails only where it cannot go on.
	Verify(ctx context.Context, o VerifyOptions, report func(error)) (Verified, error)
	// Heal re-creates what can be re-created from other stored bytes and
	// removes what a crash left behind. It tells report of each thing done
	// and returns how many those were.
	Heal(ctx context.Context, report func(string)) (int, error)
	// Stats counts what is stored, at no more than the cost of opening it.
	Stats(ctx context.Context) (Stats, error)
}

// ConsolidateOptions say how far a consolidation goes.
type ConsolidateOptions struct {
	// All rewrites everything, for the smallest form. Without it only as much
	// is rewritten as keeps the number of packs logarithmic, which may be
	// nothing at all.
	All bool
	// Tolerate is how many packs and loose objects may lie about before
	// anything is done without All. A writer that consolidates after each
	// batch saves itself most of the work by some dozens.
	Tolerate int
	// Progress is told how many of the objects to rewrite are done.
	Progress func(done, total int)
}

// Consolidated says what a consolidation did.
type Consolidated struct {
	Objects       int // rewritten, 0 if nothing was to be done
	Before, After Stats
}

// VerifyOptions say how much is read.
type VerifyOptions struct {
	// ReadData is the percentage of objects whose content is read and hashed:
	// 0 checks only that all that is referred to is there, 100 reads all.
	ReadData float64
	// First, if set, is called once, before objects are read. What it reads with
	// Get counts as read: a store need not read it again. Its error ends Verify.
	First func() error
	// Progress is told how many of the objects to check are done.
	Progress func(done, total int)
}

// Verified says how much was checked.
type Verified struct {
	Objects int // that are stored
	Read    int // of these, content read and hashed
	Damaged int // objects of which no good copy is left
	// Leftovers names what a crash left behind and Heal would mend or remove.
	// Nothing that a ref leads to is wanting for it, or it was reported.
	Leftovers []string
}

// Stats counts what is stored.
type Stats struct {
	Objects int   // with those that are stored more than once
	Packs   int   // or the implementation's equal
	Full    int   // of these, those that no consolidation has to touch again
	Loose   int   // objects outside of packs
	Bytes   int64 // on disk
}
