// Package gitstore presents an odb.Store to go-git as its storage.Storer, so
// that go-git can walk, clone, fetch and push an archive. What it stores goes
// through odb's durable writing: a pack that was fetched becomes one batch.
//
// It keeps no index, no submodules and no shallow commits: an archive has none.
// Configuration, such as remotes, lives as long as the Storer.
package gitstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/index"
	"github.com/go-git/go-git/v5/plumbing/storer"
	"github.com/go-git/go-git/v5/storage"

	"github.com/newsarc/newsarc/archive/odb"
)

// Storer is an odb.Store in go-git's terms.
type Storer struct {
	ctx    context.Context // go-git's interface passes none
	store  odb.Store
	head   plumbing.ReferenceName
	config *config.Config
}

var (
	_ storage.Storer        = (*Storer)(nil)
	_ storer.PackfileWriter = (*Storer)(nil)
)

// New returns a Storer on s, whose HEAD is the branch of the given name. Its
// calls end when ctx does. s remains the caller's to close.
func New(ctx context.Context, s odb.Store, head string) *Storer {
	c := config.NewConfig()
	c.Core.IsBare = true
	return &Storer{ctx: ctx, store: s, head: plumbing.ReferenceName(head), config: c}
}

var errUnsupported = errors.New("not supported by an archive")

// NewEncodedObject returns an empty object to be filled.
func (s *Storer) NewEncodedObject() plumbing.EncodedObject { return &plumbing.MemoryObject{} }

// SetEncodedObject stores one object durably. Many are better written as a
// pack, see PackfileWriter.
func (s *Storer) SetEncodedObject(o plumbing.EncodedObject) (plumbing.Hash, error) {
	data, err := content(o)
	if err != nil {
		return plumbing.ZeroHash, err
	}
	t := odb.Type(o.Type())
	if t < odb.Commit || t > odb.Tag {
		return plumbing.ZeroHash, plumbing.ErrInvalidType
	}
	n := odb.New{Object: odb.Object{Type: t, Data: data}, ID: odb.Hash(t, data)}
	b, err := s.store.Begin(s.ctx)
	if err != nil {
		return plumbing.ZeroHash, err
	}
	if err := b.Add(n); err != nil {
		return plumbing.ZeroHash, errors.Join(err, b.Abort())
	}
	return plumbing.Hash(n.ID), b.Commit(s.ctx)
}

// EncodedObject returns an object of the given type, or of any.
func (s *Storer) EncodedObject(t plumbing.ObjectType, h plumbing.Hash) (plumbing.EncodedObject, error) {
	o, err := s.store.Get(s.ctx, odb.ID(h))
	if errors.Is(err, odb.ErrNotFound) {
		return nil, plumbing.ErrObjectNotFound
	}
	if err != nil {
		return nil, err
	}
	if t != plumbing.AnyObject && t != plumbing.ObjectType(o.Type) {
		return nil, plumbing.ErrObjectNotFound
	}
	return encoded(o), nil
}

// HasEncodedObject returns plumbing.ErrObjectNotFound if an object is not there.
func (s *Storer) HasEncodedObject(h plumbing.Hash) error {
	ok, err := s.store.Has(s.ctx, odb.ID(h))
	if err == nil && !ok {
		return plumbing.ErrObjectNotFound
	}
	return err
}

// EncodedObjectSize returns the size of an object.
func (s *Storer) EncodedObjectSize(h plumbing.Hash) (int64, error) {
	o, err := s.EncodedObject(plumbing.AnyObject, h)
	if err != nil {
		return 0, err
	}
	return o.Size(), nil
}

// AddAlternate fails: an archive holds all of its objects itself.
func (s *Storer) AddAlternate(string) error { return fmt.Errorf("alternate: %w", errUnsupported) }

// Config returns the configuration of this Storer.
func (s *Storer) Config() (*config.Config, error) { return s.config, nil }

// SetConfig replaces the configuration of this Storer.
func (s *Storer) SetConfig(c *config.Config) error {
	if err := c.Validate(); err != nil {
		return err
	}
	s.config = c
	return nil
}

// Index returns an empty index.
func (s *Storer) Index() (*index.Index, error) { return &index.Index{Version: 2}, nil }

// SetIndex fails: an archive has no work tree.
func (s *Storer) SetIndex(*index.Index) error { return fmt.Errorf("index: %w", errUnsupported) }

// Shallow returns nothing: an archive has whole histories.
func (s *Storer) Shallow() ([]plumbing.Hash, error) { return nil, nil }

// SetShallow fails unless there is nothing to set.
func (s *Storer) SetShallow(list []plumbing.Hash) error {
	if len(list) > 0 {
		return fmt.Errorf("shallow commits: %w", errUnsupported)
	}
	return nil
}

// Module fails: an archive has no submodules.
func (s *Storer) Module(string) (storage.Storer, error) {
	return nil, fmt.Errorf("submodule: %w", errUnsupported)
}
