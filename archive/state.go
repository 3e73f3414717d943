package archive

import (
	"context"
	"errors"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/odb"
)

// Entry is a value that a program keeps beside the archive under a key of its
// own space. A nil Value removes the key.
type Entry = catalog.Entry

// Sharer returns the store of an archive that several machines share; false if
// it is a folder's.
func (a *Archive) Sharer() (odb.Sharer, bool) {
	s, ok := a.store.(odb.Sharer)
	return s, ok
}

// State returns what SetStates kept under a key. State lies in the catalog: it
// is lost when that is, so whatever must last belongs into git, and the owner of
// a space must be able to do without. In an archive that several machines share
// it lies in the store, and they share the state.
func (a *Archive) State(ctx context.Context, space, key string) (value []byte, ok bool, err error) {
	err = a.stateful(ctx, func(c catalog.Catalog) error {
		value, ok, err = c.State(ctx, space, key)
		return err
	})
	return value, ok, err
}

// States returns every entry of a space, by key.
func (a *Archive) States(ctx context.Context, space string) (list []Entry, err error) {
	err = a.stateful(ctx, func(c catalog.Catalog) error {
		list, err = c.States(ctx, space)
		return err
	})
	return list, err
}

// SetStates changes entries of several spaces, all or none of them. They survive
// the end of the process; a power cut may take back the last second.
func (a *Archive) SetStates(ctx context.Context, spaces map[string][]Entry) error {
	if a.o.ReadOnly {
		return ErrReadOnly
	}
	return a.stateful(ctx, func(c catalog.Catalog) error { return c.SetStates(ctx, spaces) })
}

// stateful runs f on the catalog, which need not be up to date. A damaged one is
// replaced, and with it the state is gone.
func (a *Archive) stateful(ctx context.Context, f func(catalog.Catalog) error) error {
	c, err := a.catalog(ctx)
	if err != nil {
		return err
	}
	err = f(c)
	if !errors.Is(err, catalog.ErrDamaged) {
		return err
	}
	return a.read(ctx, f)
}
