package gitstore

import (
	"errors"
	"fmt"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/storer"
	"github.com/go-git/go-git/v5/storage"

	"github.com/newsarc/newsarc/archive/odb"
)

// SetReference moves a ref from wherever it is.
func (s *Storer) SetReference(ref *plumbing.Reference) error {
	for {
		err := s.move(ref, s.current(ref.Name()))
		// Another process was faster: from wherever it is now, then.
		if !errors.As(err, new(*odb.MovedError)) {
			return err
		}
	}
}

// CheckAndSetReference moves a ref if it is where old says.
func (s *Storer) CheckAndSetReference(ref, old *plumbing.Reference) error {
	if old == nil {
		return s.SetReference(ref)
	}
	err := s.move(ref, func() (odb.ID, error) { return odb.ID(old.Hash()), nil })
	if errors.As(err, new(*odb.MovedError)) {
		return fmt.Errorf("%w: %w", storage.ErrReferenceHasChanged, err)
	}
	return err
}

// current returns where a ref is, zero if it is not there.
func (s *Storer) current(name plumbing.ReferenceName) func() (odb.ID, error) {
	return func() (odb.ID, error) {
		id, err := s.store.Ref(s.ctx, string(name))
		if errors.Is(err, odb.ErrNotFound) {
			return odb.ID{}, nil
		}
		return id, err
	}
}

func (s *Storer) move(ref *plumbing.Reference, from func() (odb.ID, error)) error {
	if ref.Type() == plumbing.SymbolicReference {
		if ref.Name() == plumbing.HEAD && ref.Target() == s.head {
			return nil
		}
		return fmt.Errorf("symbolic ref %s: %w", ref.Name(), errUnsupported)
	}
	name := ref.Name()
	if name == plumbing.HEAD {
		name = s.head
	}
	old, err := from()
	if err != nil {
		return err
	}
	b, err := s.store.Begin(s.ctx)
	if err != nil {
		return err
	}
	return b.Commit(s.ctx, odb.Move{Name: string(name), Old: old, New: odb.ID(ref.Hash())})
}

// Reference returns a ref; HEAD is a symbolic one.
func (s *Storer) Reference(name plumbing.ReferenceName) (*plumbing.Reference, error) {
	if name == plumbing.HEAD {
		return plumbing.NewSymbolicReference(name, s.head), nil
	}
	id, err := s.store.Ref(s.ctx, string(name))
	if errors.Is(err, odb.ErrNotFound) {
		return nil, plumbing.ErrReferenceNotFound
	}
	if err != nil {
		return nil, err
	}
	return plumbing.NewHashReference(name, plumbing.Hash(id)), nil
}

// IterReferences returns HEAD and all refs.
func (s *Storer) IterReferences() (storer.ReferenceIter, error) {
	list := []*plumbing.Reference{plumbing.NewSymbolicReference(plumbing.HEAD, s.head)}
	for ref, err := range s.store.Refs(s.ctx) {
		if err != nil {
			return nil, err
		}
		list = append(list, plumbing.NewHashReference(plumbing.ReferenceName(ref.Name), plumbing.Hash(ref.ID)))
	}
	return storer.NewReferenceSliceIter(list), nil
}

// RemoveReference deletes a ref, if it is there.
func (s *Storer) RemoveReference(name plumbing.ReferenceName) error {
	id, err := s.current(name)()
	if err != nil || id.IsZero() {
		return err
	}
	b, err := s.store.Begin(s.ctx)
	if err != nil {
		return err
	}
	return b.Commit(s.ctx, odb.Move{Name: string(name), Old: id})
}

// CountLooseRefs returns zero: how refs are stored is the store's affair.
func (s *Storer) CountLooseRefs() (int, error) { return 0, nil }

// PackRefs does nothing, for the same reason.
func (s *Storer) PackRefs() error { return nil }
