package gitstore

import (
	"errors"
	"io"
	"iter"
	"os"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/storer"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

func encoded(o odb.Object) plumbing.EncodedObject {
	m := new(plumbing.MemoryObject)
	m.SetType(plumbing.ObjectType(o.Type))
	_, _ = m.Write(o.Data) // into memory, which cannot fail
	return m
}

func content(o plumbing.EncodedObject) ([]byte, error) {
	r, err := o.Reader()
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(r)
	return data, errors.Join(err, r.Close())
}

// IterEncodedObjects returns all objects of a type, or of any, each once.
func (s *Storer) IterEncodedObjects(t plumbing.ObjectType) (storer.EncodedObjectIter, error) {
	next, stop := iter.Pull2(s.store.Objects(s.ctx))
	return &objectIter{s: s, t: t, next: next, stop: stop, seen: make(map[odb.ID]struct{})}, nil
}

type objectIter struct {
	s    *Storer
	t    plumbing.ObjectType
	next func() (odb.ID, error, bool)
	stop func()
	seen map[odb.ID]struct{} // an object may lie in two packs
}

// Next returns the next object, io.EOF at the end.
func (it *objectIter) Next() (plumbing.EncodedObject, error) {
	for {
		id, err, ok := it.next()
		if !ok {
			return nil, io.EOF
		}
		if err != nil {
			return nil, err
		}
		if _, again := it.seen[id]; again {
			continue
		}
		it.seen[id] = struct{}{}
		o, err := it.s.EncodedObject(it.t, plumbing.Hash(id))
		if errors.Is(err, plumbing.ErrObjectNotFound) {
			continue // of another type
		}
		return o, err
	}
}

// ForEach calls f with each object until it fails; storer.ErrStop is no failure.
func (it *objectIter) ForEach(f func(plumbing.EncodedObject) error) error {
	defer it.Close()
	for {
		o, err := it.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = f(o)
		}
		if errors.Is(err, storer.ErrStop) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// Close ends the iteration.
func (it *objectIter) Close() { it.stop() }

// PackfileWriter returns a writer for a pack as it comes from a remote. Its
// objects are stored, all or none of them, when it is closed.
func (s *Storer) PackfileWriter() (io.WriteCloser, error) {
	f, err := os.CreateTemp("", "newsarc-fetch-*.pack")
	if err != nil {
		return nil, err
	}
	return &packWriter{s: s, f: f}, nil
}

// packWriter keeps a pack in a temporary file until it is whole: it may be
// larger than memory.
type packWriter struct {
	s    *Storer
	f    *os.File
	size int64
}

func (w *packWriter) Write(p []byte) (int, error) {
	n, err := w.f.Write(p)
	w.size += int64(n)
	return n, err
}

// Close stores the pack.
func (w *packWriter) Close() (err error) {
	defer func() { err = errors.Join(err, os.Remove(w.f.Name())) }()
	if err := w.f.Close(); err != nil || w.size == 0 {
		return err
	}
	m, err := vfs.OS{}.Map(w.f.Name())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	return vfs.Guard(func() error { return w.s.storePack(m.Bytes()) })
}

// storePack stores the objects of a pack as one batch, with the delta bases
// that the pack has.
func (s *Storer) storePack(data []byte) error {
	if err := pack.CheckTrailer(data); err != nil {
		return err
	}
	list, err := pack.Scan(data)
	if err != nil {
		return err
	}
	b, err := s.store.Begin(s.ctx)
	if err != nil {
		return err
	}
	var failed error
	pack.Walk(data, list, 1, func(_ int, o pack.Walked, err error) {
		if failed == nil {
			failed = err
		}
		if failed == nil {
			failed = b.Add(odb.New{Object: o.Object, ID: o.ID, Base: o.Base})
		}
	})
	if failed != nil {
		return errors.Join(failed, b.Abort())
	}
	return b.Commit(s.ctx)
}
