package archive

import (
	"context"
	"errors"
	"io"

	"github.com/newsarc/newsarc/archive/odb"
)

// Neighbour presents a store that this process can open as a Remote: another
// folder, a bare repository of stock git, a database. What goes either way is a
// pack, as with every other remote, and is checked as such. Close closes the
// store.
func Neighbour(store odb.Store) Remote { return neighbour{store} }

type neighbour struct{ store odb.Store }

func (n neighbour) Close() error { return n.store.Close() }

func (n neighbour) Refs(ctx context.Context) (map[string]odb.ID, error) {
	refs := map[string]odb.ID{}
	for ref, err := range n.store.Refs(ctx) {
		if err != nil {
			return nil, err
		}
		refs[ref.Name] = ref.ID
	}
	return refs, nil
}

func (n neighbour) Fetch(ctx context.Context, r FetchRequest) (*FetchResponse, error) {
	common := map[odb.ID]bool{}
	for _, id := range r.Haves {
		have, err := n.store.Has(ctx, id)
		if err != nil {
			return nil, err
		}
		if have {
			common[id] = true
		}
	}
	p := newPacker(n.store)
	cut, err := p.plan(ctx, r.Wants, common, r.Depth, r.Shallow)
	if err != nil {
		return nil, err
	}
	pr, pw := io.Pipe()
	go func() { pw.CloseWithError(p.write(ctx, pw)) }()
	return &FetchResponse{Pack: pr, Shallow: cut, Unshallow: r.Shallow}, nil
}

func (n neighbour) Push(ctx context.Context, moves []odb.Move, pack func(io.Writer) error) (err error) {
	unlock, err := n.store.Lock(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	pr, pw := io.Pipe()
	go func() { pw.CloseWithError(pack(pw)) }()
	_, err = receive(ctx, n.store, pr, Limits{}, moves...)
	return errors.Join(err, pr.Close())
}
