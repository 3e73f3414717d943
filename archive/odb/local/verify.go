package local

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// Verify checks the frames of packs and indexes, that every object is what its
// name says, that what objects and refs refer to is there, and names the files
// that nobody needs.
func (s *Store) Verify(ctx context.Context, o odb.VerifyOptions, report func(error)) (odb.Verified, error) {
	l, _, err := s.packs.reload()
	if err != nil {
		return odb.Verified{}, err
	}
	defer l.release()
	v := &verifier{s: s, ctx: ctx, list: l, opts: o, report: report, damaged: make(map[odb.ID]bool)}
	stats, err := s.Stats(ctx)
	if err != nil {
		return odb.Verified{}, err
	}
	v.total = stats.Objects
	for _, p := range l.packs {
		if err := ctx.Err(); err != nil {
			return v.result, err
		}
		if err := v.pack(p); err != nil {
			v.tell(fmt.Errorf("%s: %w", p.name(), err))
		}
	}
	for id, err := range s.looseObjects() {
		if err := errors.Join(err, ctx.Err()); err != nil {
			return v.result, err
		}
		v.loose(id)
	}
	v.refs()
	v.unlinked()
	v.leftovers()
	v.result.Damaged = len(v.damaged)
	return v.result, ctx.Err()
}

type verifier struct {
	s      *Store
	ctx    context.Context
	list   *packList
	opts   odb.VerifyOptions
	report func(error)
	total  int

	seen seen

	mu      sync.Mutex
	result  odb.Verified
	damaged map[odb.ID]bool
	wanted  []wanted // that are not there
}

// wanted is an object that is not there, and who refers to it.
type wanted struct {
	id, by odb.ID
	kind   odb.Type // of by
}

// seen remembers objects that were found. Each tree refers to nearly all that
// the one before it does, and to look these up in every index once more took
// longer than to read them. An object has one place, by 16 bits of its id, which
// holds 64 others.
type seen [1 << 16]atomic.Uint64

func (s *seen) place(id odb.ID) (at *atomic.Uint64, rest uint64) {
	return &s[binary.BigEndian.Uint16(id[:])], binary.BigEndian.Uint64(id[2:])
}

// tell reports one thing that is wrong; it may be called from any goroutine.
func (v *verifier) tell(err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.report(err)
}

// count notes that an object was looked at.
func (v *verifier) count(read bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.result.Objects++
	if read {
		v.result.Read++
	}
	if v.opts.Progress != nil && (v.result.Objects%1024 == 0 || v.result.Objects == v.total) {
		v.opts.Progress(v.result.Objects, v.total)
	}
}

// damage reports a copy of an object that is not good. The object is counted
// as damaged unless another copy is.
func (v *verifier) damage(id odb.ID, where string, err error) {
	v.tell(&odb.DamagedError{ID: id, Where: where, Err: err})
	if _, err := v.s.Get(v.ctx, id); err != nil {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.damaged[id] = true
	}
}

// pack checks one pack.
func (v *verifier) pack(p *packFile) error {
	return vfs.Guard(func() error {
		x, err := p.index()
		if err != nil {
			return err
		}
		if err := x.Check(); err != nil {
			return err
		}
		if _, err := p.bytes(); err != nil {
			return err
		}
		whole := p.packMap.Bytes()
		if n, err := pack.ParseHeader(whole); err != nil || n != x.Len() {
			return fmt.Errorf("pack of %d objects has an index of %d", n, x.Len())
		}
		if pack.Trailer(whole) != x.PackChecksum() {
			return errors.New("index belongs to another pack")
		}
		if v.opts.ReadData >= 100 {
			if err := pack.CheckTrailer(whole); err != nil {
				v.tell(fmt.Errorf("%s: %w", p.name(), err))
			}
			return v.readAll(p, x, whole)
		}
		v.readSome(p, x)
		return nil
	})
}

// readAll makes every object of a pack once, bases before deltas.
func (v *verifier) readAll(p *packFile, x *pack.Index, whole []byte) error {
	list, pos, err := pack.Locate(whole, x)
	if err != nil {
		return err
	}
	pack.Walk(whole, list, runtime.GOMAXPROCS(0), func(i int, o pack.Walked, err error) {
		want := x.ID(int(pos[i]))
		v.count(true)
		switch {
		case v.ctx.Err() != nil:
			return
		case err == nil && o.ID != want:
			err = errHash
		case err == nil && list[i].CRC(whole) != x.CRC(int(pos[i])):
			err = errors.New("entry does not match its checksum in the index")
		}
		if err != nil {
			v.damage(want, fmt.Sprintf("%s.pack at %d", p.name(), list[i].Off), err)
			return
		}
		v.links(want, o.Object)
	})
	return nil
}

// readSome reads a random part of a pack's objects.
func (v *verifier) readSome(p *packFile, x *pack.Index) {
	for i := range x.Len() {
		if v.ctx.Err() != nil {
			return
		}
		read := v.opts.ReadData > 0 && rand.Float64()*100 < v.opts.ReadData
		if read {
			v.readOne(p, x, i)
		}
		v.count(read)
	}
}

func (v *verifier) readOne(p *packFile, x *pack.Index, i int) {
	id := x.ID(i)
	off, err := x.Offset(i)
	if err != nil {
		v.damage(id, p.name()+".idx", err)
		return
	}
	o, err := v.s.read(p, off, id)
	var damaged *odb.DamagedError
	switch {
	case errors.As(err, &damaged):
		v.damage(id, damaged.Where, damaged.Err)
	case err == nil:
		v.links(id, o)
	}
}

func (v *verifier) loose(id odb.ID) {
	read := v.opts.ReadData > 0 && rand.Float64()*100 < v.opts.ReadData
	defer v.count(read)
	if !read {
		return
	}
	o, err := v.s.getLoose(id)
	var damaged *odb.DamagedError
	switch {
	case errors.As(err, &damaged):
		v.damage(id, damaged.Where, damaged.Err)
	case err == nil:
		v.links(id, o)
	}
}

// links checks that what an object refers to is there.
func (v *verifier) links(id odb.ID, o odb.Object) {
	for ref, err := range odb.References(o) {
		if err != nil {
			v.damage(id, o.Type.String(), err)
			return
		}
		if v.has(ref) {
			continue
		}
		v.mu.Lock()
		v.wanted = append(v.wanted, wanted{ref, id, o.Type})
		v.mu.Unlock()
	}
}

// unlinked reports what is wanted and not there, unless no ref leads to who
// wants it: git drops what a batch that came too late has left piece by piece,
// and a tree of it may outlive what it lists. The walk is long, and only made
// where something is wanted.
func (v *verifier) unlinked() {
	if len(v.wanted) == 0 {
		return
	}
	alive := v.reachable()
	for _, w := range v.wanted {
		if alive[w.by] {
			v.tell(&odb.DamagedError{ID: w.id, Where: fmt.Sprintf("wanted by %s %s", w.kind, w.by), Err: odb.ErrNotFound})
			v.damaged[w.id] = true
		}
	}
}

// reachable returns every object to which refs lead, as far as can be read.
func (v *verifier) reachable() map[odb.ID]bool {
	alive := map[odb.ID]bool{}
	var todo []odb.ID
	for ref, err := range v.s.Refs(v.ctx) {
		if err == nil {
			todo = append(todo, ref.ID)
		}
	}
	for len(todo) > 0 && v.ctx.Err() == nil {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if alive[id] {
			continue
		}
		alive[id] = true
		o, err := v.s.Get(v.ctx, id)
		if err != nil {
			continue // told already
		}
		for ref, err := range odb.References(o) {
			if err == nil && !alive[ref] {
				todo = append(todo, ref)
			}
		}
	}
	return alive
}

func (v *verifier) has(id odb.ID) bool {
	at, rest := v.seen.place(id)
	if at.Load() == rest && rest != 0 {
		return true
	}
	_, _, ok := v.list.find(id)
	if !ok {
		var err error
		ok, err = v.s.Has(v.ctx, id)
		ok = ok && err == nil
	}
	if ok {
		at.Store(rest)
	}
	return ok
}

// refs checks that every ref leads to an object.
func (v *verifier) refs() {
	for ref, err := range v.s.Refs(v.ctx) {
		if err == nil && !v.has(ref.ID) {
			err = fmt.Errorf("%s points to %s: %w", ref.Name, ref.ID, odb.ErrNotFound)
		}
		if err != nil {
			v.tell(err)
		}
	}
}

// leftovers names files that Heal would remove or mend.
func (v *verifier) leftovers() {
	entries, err := v.s.fs.ReadDir(v.s.packs.dir)
	if err != nil {
		v.tell(err)
		return
	}
	there := make(map[string]bool)
	for _, e := range entries {
		there[e.Name()] = true
	}
	for _, e := range entries {
		base, ext, _ := strings.Cut(e.Name(), ".")
		switch {
		case strings.HasPrefix(base, tempPrefix) && dead(v.s.fs, v.s.path("objects", "pack", base)),
			ext == "pack" && !there[base+".idx"],
			ext == "idx" && !there[base+".pack"]:
			v.result.Leftovers = append(v.result.Leftovers, "objects/pack/"+e.Name())
		}
	}
}
