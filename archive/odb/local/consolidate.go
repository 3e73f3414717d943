package local

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive/odb"
)

// factor is how much larger a pack has to be than all smaller ones together to
// be left alone: the number of packs is then logarithmic in what they hold,
// and so is the number of times that a byte is rewritten.
const factor = 2

// fewPacks is how many packs behind those that become full ones are not worth a
// pack of their own, which would have to be rewritten until it is full too.
const fewPacks = 16

// gcLock is the file whose lock admits one consolidation or healing at a time.
const gcLock = "gc.lock"

var _ odb.Maintainer = (*Store)(nil)

// Consolidate merges small packs and loose objects into larger packs. Packs
// never grow beyond Options.PackObjects. Packs that git was told to keep, and
// those that damage was found in, are left as they are.
func (s *Store) Consolidate(ctx context.Context, o odb.ConsolidateOptions) (done odb.Consolidated, err error) {
	unlock, err := s.lockNow(ctx, gcLock)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if err := s.dropStaleKeeps(); err != nil {
		return done, err
	}
	if done.Before, err = s.Stats(ctx); err != nil {
		return done, err
	}
	skip := make(map[string]bool)
	for {
		n, err := s.consolidateOnce(ctx, o, skip)
		done.Objects += n
		var bad *sourceError
		if errors.As(err, &bad) && !skip[bad.pack] {
			s.opts.Notice(fmt.Sprintf("left out of consolidation: %v", err))
			skip[bad.pack] = true
			continue
		}
		if err != nil {
			return done, err
		}
		break
	}
	done.After, err = s.Stats(ctx)
	return done, err
}

// lockNow takes a lock of ownDir if it is free.
func (s *Store) lockNow(ctx context.Context, name string) (func() error, error) {
	ctx, cancel := context.WithDeadline(ctx, time.Now())
	defer cancel()
	return s.lockFile(ctx, name)
}

// sourceError says that a pack cannot be merged because it is damaged.
type sourceError struct {
	pack string
	err  error
}

func (e *sourceError) Error() string { return fmt.Sprintf("%s.pack: %v", e.pack, e.err) }
func (e *sourceError) Unwrap() error { return e.err }

// consolidateOnce plans and merges, and returns the number of objects written.
func (s *Store) consolidateOnce(ctx context.Context, o odb.ConsolidateOptions, skip map[string]bool) (int, error) {
	l, _, err := s.packs.reload()
	if err != nil {
		return 0, err
	}
	defer l.release()
	packs, err := s.mergeable(l, skip)
	if err != nil {
		return 0, err
	}
	var loose []odb.ID
	for id, err := range s.looseObjects() {
		if err != nil {
			return 0, err
		}
		loose = append(loose, id)
	}
	groups := plan(packs, len(loose), s.opts.PackObjects, o)
	total, done := 0, 0
	for _, g := range groups {
		total += g.size()
	}
	for _, g := range groups {
		m := newMerger(s, l, g, func(n int) {
			if o.Progress != nil {
				o.Progress(done+n, total)
			}
		})
		if g.loose {
			m.loose = loose
		}
		if err := m.run(ctx); err != nil {
			return done, err
		}
		done += g.size()
	}
	return done, nil
}

// group is what becomes one pack.
type group struct {
	packs []*packFile
	count int
	loose bool
	extra int // loose objects
}

func (g *group) size() int { return g.count + g.extra }

// plan chooses what is to be merged. Packs come by age, the oldest first.
func plan(packs []*packFile, loose, limit int, o odb.ConsolidateOptions) []group {
	if !o.All && len(packs)+loose <= o.Tolerate {
		return nil
	}
	chosen := packs
	if !o.All {
		chosen = geometric(packs, loose, limit)
	}
	var groups []group
	cur := group{}
	for _, p := range chosen {
		n := packLen(p)
		if cur.count > 0 && cur.count+n > limit {
			groups = append(groups, cur)
			cur = group{}
		}
		cur.packs = append(cur.packs, p)
		cur.count += n
	}
	if loose > 0 {
		cur.loose, cur.extra = true, loose
	}
	groups = append(groups, cur)
	if n := len(groups); n > 1 && !o.All && !cur.loose && len(cur.packs) < fewPacks {
		groups = groups[:n-1] // to be merged with those that come, once
	}
	return slices.DeleteFunc(groups, func(g group) bool { return len(g.packs) < 2 && !g.loose })
}

// geometric returns the packs that are too small to stay, by age.
func geometric(packs []*packFile, loose, limit int) []*packFile {
	bySize := slices.Clone(packs)
	slices.SortStableFunc(bySize, func(a, b *packFile) int { return cmp.Compare(packLen(a), packLen(b)) })
	split, sum := 0, loose
	for i, p := range bySize {
		n := packLen(p)
		if n >= fullPack(limit) {
			break
		}
		if n < factor*sum {
			split = i + 1
		}
		sum += n
	}
	small := make(map[*packFile]bool)
	for _, p := range bySize[:split] {
		small[p] = true
	}
	return slices.DeleteFunc(slices.Clone(packs), func(p *packFile) bool { return !small[p] })
}

// fullPack is the number of objects from which on a pack is as good as full:
// merging it would only copy it.
func fullPack(limit int) int { return limit / 5 * 4 }

func packLen(p *packFile) int {
	x, err := p.index()
	if err != nil {
		return 0
	}
	return x.Len()
}

// mergeable returns the packs that may be merged, by age.
func (s *Store) mergeable(l *packList, skip map[string]bool) ([]*packFile, error) {
	entries, err := s.fs.ReadDir(s.packs.dir)
	if err != nil {
		return nil, err
	}
	held := make(map[string]bool)
	age := make(map[string]time.Time)
	for _, e := range entries {
		base, ext, _ := strings.Cut(e.Name(), ".")
		switch ext {
		case "keep", "promisor", "mtimes":
			held[base] = true
		case "pack":
			if info, err := e.Info(); err == nil {
				age[base] = info.ModTime()
			}
		}
	}
	var packs []*packFile
	for _, p := range l.packs {
		if held[p.name()] || skip[p.name()] {
			continue
		}
		if _, err := p.index(); err != nil {
			continue // Heal may mend it
		}
		if _, err := p.bytes(); err != nil {
			continue
		}
		packs = append(packs, p)
	}
	slices.SortStableFunc(packs, func(a, b *packFile) int { return age[a.name()].Compare(age[b.name()]) })
	return packs, nil
}

// removePacks removes packs whose objects are all in a durable pack elsewhere.
func (s *Store) removePacks(packs []*packFile) error {
	// Git would look for the packs that a multi-pack index names.
	entries, err := s.fs.ReadDir(s.packs.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "multi-pack-index") {
			if err := s.removeFile(s.packs.dir, e.Name()); err != nil {
				return err
			}
		}
	}
	for _, p := range packs {
		if err := s.removePack(p.name()); err != nil {
			return err
		}
	}
	return nil
}

// removePack removes a pack and what goes with it: the index first, without
// which nobody looks for the pack.
func (s *Store) removePack(name string) error {
	for _, ext := range []string{".idx", ".pack", ".rev", ".bitmap"} {
		if err := s.removeFile(s.packs.dir, name+ext); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) removeFile(dir, name string) error {
	err := s.fs.Remove(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// removeLoose removes loose objects that are in a durable pack.
func (s *Store) removeLoose(ids []odb.ID) error {
	for _, id := range ids {
		if err := s.fs.Remove(s.loosePath(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
