package local

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/odb/pack"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// packFile is a pack and its index, mapped when they are first needed. It is
// unmapped when the last packList that holds it is released.
type packFile struct {
	fs   vfs.FS
	set  *packSet
	path string // without ".pack"
	refs atomic.Int32
	lost atomic.Bool // its files went away before they were opened
	bad  atomic.Bool // they cannot be used

	idxOnce sync.Once
	idxMap  *mapped
	idx     *pack.Index
	idxErr  error
	hasIdx  atomic.Bool // idxMap may be looked at

	packOnce sync.Once
	packMap  *mapped
	data     []byte // up to the trailer
	packErr  error
	hasPack  atomic.Bool // packMap may be looked at
}

func (p *packFile) name() string { return filepath.Base(p.path) }

// index maps the index.
func (p *packFile) index() (*pack.Index, error) {
	p.idxOnce.Do(func() {
		p.idxMap, p.idxErr = p.mapFile(".idx", &p.set.indexLooks)
		if p.idxErr == nil {
			p.idxErr = vfs.Guard(func() (err error) {
				p.idx, err = pack.OpenIndex(p.idxMap.Bytes())
				return err
			})
		}
		if p.idxErr != nil {
			p.failed(p.idxErr)
			p.idxErr = fmt.Errorf("%s.idx: %w", p.name(), p.idxErr)
			return
		}
		p.hasIdx.Store(true)
	})
	return p.idx, p.idxErr
}

// bytes maps the pack and returns its content without the trailer.
func (p *packFile) bytes() ([]byte, error) {
	p.packOnce.Do(func() {
		p.packMap, p.packErr = p.mapFile(".pack", &p.set.packLooks)
		if p.packErr == nil {
			p.packErr = vfs.Guard(func() error {
				_, err := pack.ParseHeader(p.packMap.Bytes())
				return err
			})
		}
		if p.packErr == nil && len(p.packMap.Bytes()) < pack.HeaderSize+pack.TrailerSize {
			p.packErr = errors.New("truncated")
		}
		if p.packErr != nil {
			p.failed(p.packErr)
			p.packErr = fmt.Errorf("%s.pack: %w", p.name(), p.packErr)
			return
		}
		b := p.packMap.Bytes()
		p.data = b[:len(b)-pack.TrailerSize]
		p.hasPack.Store(true)
	})
	return p.data, p.packErr
}

func (p *packFile) mapFile(ext string, total *atomic.Int64) (*mapped, error) {
	m, err := p.fs.Map(p.path + ext)
	if err != nil {
		return nil, err
	}
	return newMapped(m, total), nil
}

func (p *packFile) failed(err error) {
	p.bad.Store(true)
	if errors.Is(err, fs.ErrNotExist) {
		p.lost.Store(true)
	}
}

// spot is where an object lies.
type spot struct {
	p   *packFile
	pos int   // in the index
	off int64 // in the pack
}

// find returns where an object lies in the pack.
func (p *packFile) find(id odb.ID) (at spot, ok bool) {
	x, err := p.index()
	if err != nil {
		return spot{}, false
	}
	at.p = p
	err = vfs.Guard(func() (err error) {
		at.pos, ok = x.Find(id)
		name, offset := x.Row(at.pos)
		p.idxMap.look(name)
		if ok {
			p.idxMap.look(offset)
			at.off, err = x.Offset(at.pos)
		}
		return err
	})
	if err != nil {
		p.failed(err) // the next listing opens it anew
	}
	return at, ok && err == nil
}

// gone reports whether the pack was removed before it was opened.
func (p *packFile) gone() bool {
	return p.lost.Load()
}

func (p *packFile) release() {
	if p.refs.Add(-1) != 0 {
		return
	}
	if p.idxMap != nil {
		_ = p.idxMap.Close()
	}
	if p.packMap != nil {
		_ = p.packMap.Close()
	}
}

// packList is the packs of one moment. Readers hold it while they read, so
// that packs which go away stay mapped under them.
type packList struct {
	refs  atomic.Int32
	packs []*packFile
	hint  atomic.Int32 // where the last object was found
	hint2 atomic.Int32 // where the last one was found that was not in the same
	set   *packSet
}

func (l *packList) release() {
	if l.refs.Add(-1) == 0 {
		for _, p := range l.packs {
			p.release()
		}
	}
}

// forget gives back the memory of what was looked at, if it is much.
func (l *packList) forget() {
	if l.set.packLooks.Load() > packsMost {
		for _, p := range l.packs {
			if p.hasPack.Load() {
				p.packMap.forget()
			}
		}
	}
	if l.set.indexLooks.Load() > indexesMost {
		for _, p := range l.packs {
			if p.hasIdx.Load() {
				p.idxMap.forget()
			}
		}
	}
}

// forgetPacks gives back all memory of packs, whoever looked at it.
func (l *packList) forgetPacks() {
	for _, p := range l.packs {
		if p.hasPack.Load() {
			p.packMap.Forget()
		}
	}
}

// find returns where an object lies. It looks first where it found others: who
// goes along a history mostly needs two packs, of what is new and what it changes.
func (l *packList) find(id odb.ID) (spot, bool) {
	l.forget()
	hint, hint2 := int(l.hint.Load()), int(l.hint2.Load())
	if at, ok := l.findIn(hint, id); ok {
		return at, true
	}
	if at, ok := l.findIn(hint2, id); ok {
		l.hint.Store(int32(hint2))
		l.hint2.Store(int32(hint))
		return at, true
	}
	for i := range l.packs {
		if i == hint || i == hint2 {
			continue
		}
		if at, ok := l.findIn(i, id); ok {
			l.hint.Store(int32(i))
			l.hint2.Store(int32(hint))
			return at, true
		}
	}
	return spot{}, false
}

func (l *packList) findIn(i int, id odb.ID) (spot, bool) {
	if i >= len(l.packs) {
		return spot{}, false
	}
	return l.packs[i].find(id)
}

// gone reports whether a pack was removed before it was opened: what it held
// is in another by now.
func (l *packList) gone() bool {
	return slices.ContainsFunc(l.packs, (*packFile).gone)
}

// packSet is the packs of a repository. It lists the directory when it is
// first asked and whenever an object is missed, as git does.
type packSet struct {
	fs  vfs.FS
	dir string

	mu   sync.RWMutex
	list *packList // nil until the first listing and after close

	packLooks, indexLooks atomic.Int64 // see mapped
}

func (s *packSet) init(fsys vfs.FS, dir string) { s.fs, s.dir = fsys, dir }

// acquire returns the packs as last listed; the caller releases them.
func (s *packSet) acquire() (*packList, error) {
	s.mu.RLock()
	l := s.list
	if l != nil {
		l.refs.Add(1)
	}
	s.mu.RUnlock()
	if l != nil {
		return l, nil
	}
	l, _, err := s.reload()
	return l, err
}

// reload lists the directory again and reports whether packs came or went.
// Packs that could not be used are opened anew: they may have been healed.
func (s *packSet) reload() (l *packList, changed bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	names, err := packNames(s.fs, s.dir)
	if err != nil {
		return nil, false, err
	}
	old := s.list
	changed = old == nil || !slices.EqualFunc(old.packs, names, func(p *packFile, n string) bool { return p.name() == n })
	if !changed && !slices.ContainsFunc(old.packs, func(p *packFile) bool { return p.bad.Load() }) {
		old.refs.Add(1)
		return old, false, nil
	}
	l = &packList{set: s, packs: make([]*packFile, len(names))}
	for i, name := range names {
		p := s.known(name)
		if p == nil {
			p = &packFile{fs: s.fs, set: s, path: filepath.Join(s.dir, name)}
		}
		p.refs.Add(1)
		l.packs[i] = p
	}
	l.refs.Store(2) // the set's and the caller's
	s.list = l
	if old != nil {
		old.release()
	}
	return l, changed, nil
}

// forget has a pack opened anew by the next reload.
func (s *packSet) forget(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.known(name); p != nil {
		p.bad.Store(true)
	}
}

func (s *packSet) known(name string) *packFile {
	if s.list == nil {
		return nil
	}
	for _, p := range s.list.packs {
		if p.name() == name && !p.bad.Load() {
			return p
		}
	}
	return nil
}

func (s *packSet) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.list != nil {
		s.list.release()
		s.list = nil
	}
	return nil
}

// packNames returns the packs that have an index, without suffix, by name.
func packNames(fsys vfs.FS, dir string) ([]string, error) {
	entries, err := fsys.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var names []string
	has := make(map[string]bool, len(entries))
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".pack"); ok {
			has[name] = true
		}
	}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".idx")
		if ok && has[name] {
			names = append(names, name)
		}
	}
	return names, nil
}
