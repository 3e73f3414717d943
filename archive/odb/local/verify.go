package local

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
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
	sound := make([]*packFile, 0, len(l.packs))
	for _, p := range l.packs {
		if err := ctx.Err(); err != nil {
			return v.result, err
		}
		if err := v.frame(p); err != nil {
			v.tell(fmt.Errorf("%s: %w", p.name(), err))
			continue
		}
		sound = append(sound, p)
	}
	v.refs()
	if o.First != nil {
		if err := v.first(sound); err != nil {
			return v.result, err
		}
	}
	for _, p := range sound {
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
	read map[*packFile]marks // by First

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

// frame checks that a pack and its index belong together, and the checksum of the
// index.
func (v *verifier) frame(p *packFile) error {
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
		return nil
	})
}

// marks has a bit for each object of a pack, by its place in the index.
type marks []atomic.Uint64

func (m marks) has(i int) bool { return m != nil && m[i/64].Load()>>(i%64)&1 != 0 }

// set reports whether the bit was not set before.
func (m marks) set(i int) bool {
	bit := uint64(1) << (i % 64)
	return m[i/64].Or(bit)&bit == 0
}

// first lets others read, and marks what they do.
func (v *verifier) first(packs []*packFile) error {
	v.read = make(map[*packFile]marks, len(packs))
	for _, p := range packs {
		v.read[p] = make(marks, p.idx.Len()/64+1)
	}
	v.s.verifying.Store(v)
	defer v.s.verifying.Store(nil)
	return v.opts.First()
}

// taken notes that an object was read, its hash checked, and looks at what it
// refers to as if it had been read here.
func (v *verifier) taken(at spot, id odb.ID, o odb.Object) {
	if m := v.read[at.p]; m != nil && m.set(at.pos) && v.sampled() {
		v.links(id, o)
	}
}

// sampled decides whether an object is one of those to be read.
func (v *verifier) sampled() bool {
	return v.opts.ReadData >= 100 || v.opts.ReadData > 0 && rand.Float64()*100 < v.opts.ReadData
}

// pack reads the objects of a pack, or a share of them, that were not read yet.
func (v *verifier) pack(p *packFile) error {
	return vfs.Guard(func() error {
		if v.opts.ReadData < 100 {
			v.readSome(p)
			return nil
		}
		defer p.packMap.Forget() // all of it was looked at
		whole := p.packMap.Bytes()
		if err := pack.CheckTrailer(whole); err != nil {
			v.tell(fmt.Errorf("%s: %w", p.name(), err))
		}
		return v.readAll(p, whole)
	})
}

// readAll makes every object of a pack that was not read yet once, bases before
// deltas, and compares the checksums of all entries.
func (v *verifier) readAll(p *packFile, whole []byte) error {
	x, read := p.idx, v.read[p]
	list, pos, err := pack.Locate(whole, x)
	if err != nil {
		return err
	}
	look := func(i int, o odb.Object, err error) {
		want := x.ID(int(pos[i]))
		v.count(true)
		if err == nil && list[i].CRC(whole) != x.CRC(int(pos[i])) {
			err = errors.New("entry does not match its checksum in the index")
		}
		switch {
		case v.ctx.Err() != nil:
		case err != nil:
			v.damage(want, fmt.Sprintf("%s.pack at %d", p.name(), list[i].Off), err)
		case o.Data != nil:
			v.links(want, o)
		}
	}
	skip := func(i int) bool { return read.has(int(pos[i])) }
	pack.WalkSome(whole, list, runtime.GOMAXPROCS(0), skip, func(i int, o pack.Walked, err error) {
		if err == nil && o.ID != x.ID(int(pos[i])) {
			err = errHash
		}
		look(i, o.Object, err)
	})
	for i := range list {
		if skip(i) {
			look(i, odb.Object{}, nil)
		}
	}
	return nil
}

// readSome reads a random part of a pack's objects, in the order in which they
// lie there: so that most bases were just read.
func (v *verifier) readSome(p *packFile) {
	x, read := p.idx, v.read[p]
	var chosen []spot
	for i := range x.Len() {
		if v.ctx.Err() != nil {
			return
		}
		done := read.has(i)
		if done || !v.sampled() {
			v.count(done)
			continue
		}
		off, err := x.Offset(i)
		if err != nil {
			v.damage(x.ID(i), p.name()+".idx", err)
			v.count(true)
			continue
		}
		chosen = append(chosen, spot{p, i, off})
	}
	slices.SortFunc(chosen, func(a, b spot) int { return cmp.Compare(a.off, b.off) })
	for _, at := range chosen {
		if v.ctx.Err() != nil {
			return
		}
		v.readOne(at)
		v.count(true)
		v.list.forget()
	}
}

func (v *verifier) readOne(at spot) {
	id := at.p.idx.ID(at.pos)
	o, err := v.s.read(at.p, at.off, id)
	var damaged *odb.DamagedError
	switch {
	case errors.As(err, &damaged):
		v.damage(id, damaged.Where, damaged.Err)
	case err == nil:
		v.links(id, o)
	}
}

func (v *verifier) loose(id odb.ID) {
	read := v.sampled()
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
	_, ok := v.list.find(id)
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
