package archive

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/graph"
	"github.com/newsarc/newsarc/archive/odb"
)

// lastPaths says which id a story has in the end, of which a commit gives another
// one: by the merges that set it apart on the way.
type lastPaths map[odb.ID]map[string]string

// lastPaths returns those of the commits of segments, and of the commits before
// them: by the commits behind which they hold, up to the next of the same line.
func (a *Archive) lastPaths(ctx context.Context, segments []graph.Segment) (lastPaths, error) {
	l := lastPaths{}
	for _, s := range slices.Backward(segments) {
		var now map[string]string
		for i, id := range slices.Backward(s.IDs) {
			if more := l[id]; more != nil {
				now = joinPaths(now, more)
			}
			if now != nil {
				l[id] = now
			}
			if i > 0 {
				continue
			}
			if err := l.parents(ctx, a.store, id, now); err != nil {
				return nil, err
			}
		}
	}
	return l, nil
}

// parents notes what holds for the parents of the first commit of a segment.
func (l lastPaths) parents(ctx context.Context, g odb.Getter, id odb.ID, now map[string]string) error {
	c, err := commit.Read(ctx, g, id)
	if odb.IsDamage(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for i, p := range c.Parents {
		mine := now
		if c.Joined {
			for _, s := range c.Apart {
				if s.Parent == i+1 {
					mine = joinPaths(map[string]string{s.From(): cmp.Or(now[s.To], s.To)}, mine)
				}
			}
		}
		if mine != nil {
			l[p] = joinPaths(l[p], mine)
		}
	}
	return nil
}

// joinPaths returns what holds if one or the other does; the first has the last word.
func joinPaths(first, other map[string]string) map[string]string {
	if first == nil {
		return other
	}
	if other == nil {
		return first
	}
	all := maps.Clone(other)
	maps.Copy(all, first)
	return all
}

// of returns the last id of a story that a commit changed.
func (l lastPaths) of(id odb.ID, story string) string { return cmp.Or(l[id][story], story) }

// outdated reports whether the catalog has stories under paths that commits which
// follow on what it has took from them.
func (l lastPaths) outdated(ctx context.Context, c catalog.Catalog, segments []graph.Segment) (bool, error) {
	if len(l) == 0 {
		return false, nil
	}
	fresh := map[odb.ID]bool{}
	for _, s := range segments {
		for _, id := range s.IDs {
			fresh[id] = true
		}
	}
	left := map[string]bool{}
	for id, paths := range l {
		if !fresh[id] {
			for from := range paths {
				left[from] = true
			}
		}
	}
	if len(left) == 0 {
		return false, nil
	}
	found, err := c.StoriesByPath(ctx, slices.Collect(maps.Keys(left)))
	return len(found) > 0, err
}
