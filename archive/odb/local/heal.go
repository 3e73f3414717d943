package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"sync/atomic"

	"github.com/newsarc/newsarc/archive/odb/pack"
	"github.com/newsarc/newsarc/archive/odb/vfs"
)

// Heal removes what dead processes left behind, makes the index of a pack
// anew where it is missing or damaged, and removes files that a crash left
// without content. It never removes a file that holds part of an object which
// is not whole elsewhere.
func (s *Store) Heal(ctx context.Context, report func(string)) (healed int, err error) {
	unlock, err := s.lockNow(ctx, gcLock)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	h := &healer{s: s, ctx: ctx, report: report}
	if err := s.settle(ctx); err != nil {
		return 0, err
	}
	for _, step := range []func() error{h.temporary, s.dropStaleKeeps, h.emptyLoose, h.packs, h.orphans} {
		if err := errors.Join(step(), ctx.Err()); err != nil {
			return h.healed, err
		}
	}
	l, _, err := s.packs.reload()
	if err == nil {
		l.release()
	}
	return h.healed, err
}

type healer struct {
	s      *Store
	ctx    context.Context
	report func(string)
	healed int
}

func (h *healer) did(format string, args ...any) {
	h.healed++
	h.report(fmt.Sprintf(format, args...))
}

// remove removes a file of the packs' directory and says why.
func (h *healer) remove(name, why string) error {
	err := h.s.fs.Remove(h.s.path("objects", "pack", name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		h.did("removed %s: %s", name, why)
	}
	return err
}

// temporary removes packs under way whose writers are dead.
func (h *healer) temporary() error {
	entries, err := h.s.fs.ReadDir(h.s.packs.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), tempPrefix) {
			continue
		}
		f := openDead(h.s.fs, h.s.path("objects", "pack", e.Name()))
		if f == nil {
			continue
		}
		err := h.remove(e.Name(), "its writer died")
		if err = errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// emptyLoose removes loose objects without content, which a crash of another
// program leaves: they hide good copies from git, and hold nothing.
func (h *healer) emptyLoose() error {
	for id, err := range h.s.looseObjects() {
		if err != nil {
			return err
		}
		name := h.s.loosePath(id)
		if info, err := h.s.fs.Stat(name); err != nil || info.Size() > 0 {
			continue
		}
		if err := h.s.fs.Remove(name); err != nil {
			return err
		}
		h.did("removed the empty file of object %s", id)
	}
	return nil
}

// packs looks at every pack: an empty one goes, one whose index is missing or
// damaged gets a new index.
func (h *healer) packs() error {
	entries, err := h.s.fs.ReadDir(h.s.packs.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		base, ok := strings.CutSuffix(e.Name(), ".pack")
		if !ok {
			continue
		}
		if err := h.ctx.Err(); err != nil {
			return err
		}
		if err := h.pack(base); err != nil {
			return fmt.Errorf("%s: %w", e.Name(), err)
		}
	}
	return nil
}

func (h *healer) pack(base string) error {
	path := h.s.path("objects", "pack", base)
	info, err := h.s.fs.Stat(path + ".pack")
	if err != nil {
		return err
	}
	if info.Size() == 0 {
		return h.remove(base+".pack", "it is empty")
	}
	why := h.indexFault(path)
	if why == nil {
		return nil
	}
	// A pack whose writer lives gets its index in a moment.
	f := openDead(h.s.fs, path+".pack")
	if f == nil {
		return nil
	}
	defer f.Close()
	m, err := h.s.fs.Map(path + ".pack")
	if err != nil {
		return err
	}
	defer m.Close()
	return vfs.Guard(func() error { return h.reindex(base, m.Bytes(), why) })
}

// indexFault returns what is wrong with the index of a pack.
func (h *healer) indexFault(path string) error {
	m, err := h.s.fs.Map(path + ".idx")
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("it was missing")
	}
	if err != nil {
		return err
	}
	defer m.Close()
	return vfs.Guard(func() error {
		x, err := pack.OpenIndex(m.Bytes())
		if err != nil {
			return err
		}
		return x.Check()
	})
}

// reindex makes an index for a pack that is whole. One that is not whole is
// kept as it is: parts of it may be wanted.
func (h *healer) reindex(base string, data []byte, why error) error {
	slots, err := indexPack(data)
	if err != nil {
		h.s.opts.Notice(fmt.Sprintf("%s.pack cannot be indexed: %v", base, err))
		return nil
	}
	if h.elsewhere(base, slots) {
		// What a consolidation left that died while it removed old packs.
		if err := h.s.removePack(base); err != nil {
			return err
		}
		h.did("removed %s.pack: all of it is in other packs", base)
		return nil
	}
	t, err := h.s.writeIndex(indexOf(slots), pack.Trailer(data))
	if err != nil {
		return err
	}
	if err = t.file.Sync(); err == nil {
		err = t.rename(h.s.path("objects", "pack", base+".idx"))
	}
	if err != nil {
		return errors.Join(err, t.abort())
	}
	if err := errors.Join(t.file.Close(), h.s.fs.SyncDir(h.s.packs.dir)); err != nil {
		return err
	}
	h.s.packs.forget(base)
	h.did("made %s.idx anew: %v", base, why)
	return nil
}

// elsewhere reports whether other packs have all objects of a pack.
func (h *healer) elsewhere(base string, slots []pack.Slot) bool {
	l, _, err := h.s.packs.reload()
	if err != nil {
		return false
	}
	defer l.release()
	for _, slot := range slots {
		found := false
		for _, p := range l.packs {
			if _, ok := p.find(slot.ID); ok && p.name() != base {
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// indexPack makes the rows of a pack's index from the pack alone.
func indexPack(data []byte) ([]pack.Slot, error) {
	if err := pack.CheckTrailer(data); err != nil {
		return nil, err
	}
	list, err := pack.Scan(data)
	if err != nil {
		return nil, err
	}
	slots := make([]pack.Slot, len(list))
	var failed atomic.Pointer[error]
	pack.Walk(data, list, runtime.GOMAXPROCS(0), func(i int, o pack.Walked, err error) {
		if err != nil {
			failed.Store(&err)
			return
		}
		slots[i] = pack.Slot{ID: o.ID, CRC: list[i].CRC(data), Offset: uint64(list[i].Off)}
	})
	if err := failed.Load(); err != nil {
		return nil, *err
	}
	return slots, nil
}

// orphans removes indexes and other companions of packs that are gone.
func (h *healer) orphans() error {
	entries, err := h.s.fs.ReadDir(h.s.packs.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		base, ext, _ := strings.Cut(e.Name(), ".")
		if ext != "idx" && ext != "rev" && ext != "bitmap" || !strings.HasPrefix(base, "pack-") {
			continue
		}
		_, err := h.s.fs.Stat(h.s.path("objects", "pack", base+".pack"))
		if !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := h.remove(e.Name(), "its pack is gone"); err != nil {
			return err
		}
	}
	return nil
}
