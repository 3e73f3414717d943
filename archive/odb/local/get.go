package local

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// maxChain bounds the deltas between an object and its base: a loop of
// ref-deltas in a damaged pack must end. Git makes no chain above 4095.
const maxChain = 8192

// look calls try with the packs as last listed, and then, until it succeeds,
// with loose objects and with the packs as they are now. Packs may be replaced
// by others meanwhile, in such an order that an object is always somewhere, but
// not always where it is being looked for, and a listing that was made during a
// change may lack both the old pack and the new: so this goes on until two
// listings in a row say the same.
func (s *Store) look(ctx context.Context, inPacks func(*packList) bool, loose func() bool) error {
	l, err := s.packs.acquire()
	if err != nil {
		return err
	}
	ok := inPacks(l)
	l.release()
	for still := 0; still < 2; {
		if err := ctx.Err(); err != nil || ok {
			return err
		}
		if loose() {
			return nil
		}
		l, changed, err := s.packs.reload()
		if err != nil {
			return err
		}
		ok = inPacks(l)
		changed = changed || l.gone()
		l.release()
		if still++; changed {
			still = 0
		}
	}
	return nil
}

// Get returns the object that id names, its hash checked.
func (s *Store) Get(ctx context.Context, id odb.ID) (odb.Object, error) {
	if err := ctx.Err(); err != nil {
		return odb.Object{}, err
	}
	var found odb.Object
	var damage error
	take := func(o odb.Object, err error) bool {
		if err == nil {
			found, damage = o, nil
			return true
		}
		// A damaged copy does not hide a good one elsewhere.
		if damage == nil && !errors.Is(err, odb.ErrNotFound) {
			damage = err
		}
		return false
	}
	ok := false
	err := s.look(ctx,
		func(l *packList) bool { ok = take(s.getFrom(l, id)); return ok },
		func() bool { ok = take(s.getLoose(id)); return ok })
	switch {
	case ok:
		return found, nil
	case err != nil:
		return odb.Object{}, err
	case damage != nil:
		return odb.Object{}, damage
	}
	return odb.Object{}, fmt.Errorf("object %s: %w", id, odb.ErrNotFound)
}

func (s *Store) getFrom(l *packList, id odb.ID) (odb.Object, error) {
	first, ok := l.find(id)
	if !ok {
		return odb.Object{}, odb.ErrNotFound
	}
	o, err := s.readAt(first, id)
	if err == nil {
		return o, nil
	}
	for _, q := range l.packs {
		if at, ok := q.find(id); ok && q != first.p {
			if o, err := s.readAt(at, id); err == nil {
				return o, nil
			}
		}
	}
	return odb.Object{}, err
}

// readAt is read for a reader; who verifies is told.
func (s *Store) readAt(at spot, id odb.ID) (odb.Object, error) {
	o, err := s.read(at.p, at.off, id)
	if v := s.verifying.Load(); v != nil && err == nil {
		v.taken(at, id, o)
	}
	return o, err
}

// read returns the object at off in p if it is the one that id names.
func (s *Store) read(p *packFile, off int64, id odb.ID) (o odb.Object, err error) {
	err = vfs.Guard(func() error {
		o, err = s.resolve(p, off)
		return err
	})
	if err == nil && odb.Hash(o.Type, o.Data) != id {
		err = errHash
	}
	if errors.Is(err, fs.ErrNotExist) {
		// The pack went away before it was first opened: not here any more.
		return odb.Object{}, odb.ErrNotFound
	}
	if err != nil {
		return odb.Object{}, &odb.DamagedError{ID: id, Where: fmt.Sprintf("%s.pack at %d", p.name(), off), Err: err}
	}
	return o, nil
}

var errHash = errors.New("content does not match the name")

// link is a delta on the way from an object to its base.
type link struct {
	off  int64
	size int
	zip  []byte
}

// resolve inflates the entry at off and applies it to its base.
func (s *Store) resolve(p *packFile, off int64) (odb.Object, error) {
	data, err := p.bytes()
	if err != nil {
		return odb.Object{}, err
	}
	var chain []link
	var base odb.Object
	for {
		if o, ok := s.cache.get(p, off); ok {
			base = o
			break
		}
		if off < pack.HeaderSize || off >= int64(len(data)) {
			return odb.Object{}, fmt.Errorf("offset %d is outside of the pack", off)
		}
		e, n, err := pack.ParseEntry(data[off:])
		if err != nil {
			return odb.Object{}, err
		}
		zip := data[off+int64(n):]
		p.packMap.look(off)
		if e.Kind != pack.OfsDelta && e.Kind != pack.RefDelta {
			b, _, err := pack.Inflate(nil, zip, e.Size)
			if err != nil {
				return odb.Object{}, err
			}
			base = odb.Object{Type: e.Kind, Data: b}
			s.cache.put(p, off, base)
			break
		}
		chain = append(chain, link{off, e.Size, zip})
		if len(chain) > maxChain {
			return odb.Object{}, errors.New("delta chain has no end")
		}
		if e.Kind == pack.OfsDelta {
			off -= e.Back
			continue
		}
		next, ok := p.find(e.Base)
		if !ok {
			return odb.Object{}, fmt.Errorf("delta base %s is missing", e.Base)
		}
		off = next.off
	}
	return s.applyChain(p, base, chain)
}

// applyChain applies the deltas of chain, the last one first.
func (s *Store) applyChain(p *packFile, base odb.Object, chain []link) (odb.Object, error) {
	var delta []byte
	for _, l := range slices.Backward(chain) {
		var err error
		delta, _, err = pack.Inflate(delta, l.zip, l.size)
		if err != nil {
			return odb.Object{}, err
		}
		out, err := pack.Apply(nil, base.Data, delta)
		if err != nil {
			return odb.Object{}, err
		}
		base.Data = out
		s.cache.put(p, l.off, base)
	}
	return base, nil
}

// Has reports whether an object is there.
func (s *Store) Has(ctx context.Context, id odb.ID) (found bool, err error) {
	err = s.look(ctx,
		func(l *packList) bool { _, found = l.find(id); return found },
		func() bool {
			var lerr error
			found, lerr = s.hasLoose(id)
			return found || lerr != nil
		})
	return found, err
}

// Prefix returns at most limit ids that begin with the given hex digits.
func (s *Store) Prefix(_ context.Context, prefix string, limit int) ([]odb.ID, error) {
	first, err := prefixStart(prefix)
	if err != nil {
		return nil, err
	}
	l, _, err := s.packs.reload()
	if err != nil {
		return nil, err
	}
	defer l.release()
	prefix = strings.ToLower(prefix)
	var ids []odb.ID
	for _, p := range l.packs {
		// What is wrong with a pack is for Verify to say.
		_ = vfs.Guard(func() error {
			ids = p.appendPrefix(ids, first, prefix, limit)
			return nil
		})
	}
	loose, err := s.loosePrefix(prefix)
	if err != nil {
		return nil, err
	}
	ids = append(ids, loose...)
	slices.SortFunc(ids, func(a, b odb.ID) int { return bytes.Compare(a[:], b[:]) })
	ids = slices.Compact(ids)
	return ids[:min(len(ids), max(limit, 0))], nil
}

// appendPrefix appends the ids of a pack that begin with a prefix, of which
// first is the first possible.
func (p *packFile) appendPrefix(ids []odb.ID, first odb.ID, prefix string, limit int) []odb.ID {
	x, err := p.index()
	if err != nil {
		return ids
	}
	from := x.Search(first)
	for i := from; i < x.Len() && i-from < limit; i++ {
		id := x.ID(i)
		if !strings.HasPrefix(id.String(), prefix) {
			break
		}
		ids = append(ids, id)
	}
	return ids
}

// prefixStart returns the first id that has the prefix.
func prefixStart(prefix string) (odb.ID, error) {
	if len(prefix) < 4 || len(prefix) > 40 {
		return odb.ID{}, fmt.Errorf("prefix %q does not have 4 to 40 hex digits", prefix)
	}
	var id odb.ID
	if _, err := hex.Decode(id[:], []byte(prefix+strings.Repeat("0", 40-len(prefix)))); err != nil {
		return odb.ID{}, fmt.Errorf("prefix %q: %w", prefix, err)
	}
	return id, nil
}

// Objects yields the id of every object, each at least once.
func (s *Store) Objects(ctx context.Context) iter.Seq2[odb.ID, error] {
	return func(yield func(odb.ID, error) bool) {
		l, _, err := s.packs.reload()
		if err != nil {
			yield(odb.ID{}, err)
			return
		}
		defer l.release()
		for _, p := range l.packs {
			for id, err := range p.ids(ctx) {
				if !yield(id, err) {
					return
				}
			}
		}
		for id, err := range s.looseObjects() {
			if !yield(id, err) {
				return
			}
		}
	}
}

// ids yields the ids of a pack.
func (p *packFile) ids(ctx context.Context) iter.Seq2[odb.ID, error] {
	const some = 1024 // read at a time, so that what is yielded to is not guarded
	return func(yield func(odb.ID, error) bool) {
		x, err := p.index()
		if err != nil {
			yield(odb.ID{}, err)
			return
		}
		buf := make([]odb.ID, 0, some)
		for from := 0; from < x.Len(); from += some {
			err := vfs.Guard(func() error {
				buf = buf[:0]
				for i := from; i < min(from+some, x.Len()); i++ {
					buf = append(buf, x.ID(i))
				}
				return ctx.Err()
			})
			if err != nil {
				yield(odb.ID{}, fmt.Errorf("%s.idx: %w", p.name(), err))
				return
			}
			for _, id := range buf {
				if !yield(id, nil) {
					return
				}
			}
		}
	}
}
