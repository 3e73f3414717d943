package archive

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/graph"
	"github.com/newsarc/newsarc/archive/odb"
	"github.com/newsarc/newsarc/archive/tree"
)

// inspector looks through what came from another archive before it is joined:
// that all of it is there, that its commits say what their texts and captures
// are, and that merges are what their parents make them.
type inspector struct {
	a       *Archive
	limits  Limits
	theirs  map[string]odb.ID
	name    string // of the remote
	commits int    // of the last branch that were not here, without merges

	// seen holds the commits that were found good, with false for merges. Objects
	// do not change: who inspects again, when branches have moved, looks only at
	// what is new to it.
	seen map[onBranch]bool
}

// onBranch is a commit of a branch: what must be true of it depends on both.
type onBranch struct {
	ref string
	id  odb.ID
}

// all looks through all branches that came. It takes no lock: adding goes on
// meanwhile.
func (in *inspector) all(ctx context.Context) error {
	for _, ref := range exchanged {
		if id, ok := in.theirs[ref]; ok {
			if err := in.branch(ctx, ref, id); err != nil {
				return fmt.Errorf("%s of the remote: %w", ref, err)
			}
		}
	}
	return nil
}

// branch looks through what leads to a head and not to ours.
func (in *inspector) branch(ctx context.Context, ref string, head odb.ID) error {
	in.commits = 0
	if err := in.notRewritten(ctx, ref, head); err != nil {
		return err
	}
	ours, err := in.a.ref(ctx, ref)
	if err != nil || ours == head {
		return err
	}
	g := graph.New(in.a.store, nil)
	_, right, err := g.Apart(ctx, ours, head)
	if err != nil {
		return incomplete(err)
	}
	var fresh []odb.ID
	for _, id := range right {
		counts, seen := in.seen[onBranch{ref, id}]
		if !seen {
			if counts, err = in.commit(ctx, ref, id); err != nil {
				return incomplete(err)
			}
			fresh = append(fresh, id)
		}
		if counts {
			in.commits++
		}
		if n := in.commits; counts && !seen && n%chunk == 0 {
			in.a.o.Progress(Progress{Task: "checking what came", Done: int64(n)})
		}
		in.seen[onBranch{ref, id}] = counts
	}
	if ref != Main || len(fresh) == 0 {
		return nil
	}
	return in.contents(ctx, g.Segments(fresh))
}

// incomplete says of objects that are missing that the remote is at fault.
func incomplete(err error) error {
	if odb.IsDamage(err) && !errors.Is(err, ErrForeign) {
		return fmt.Errorf("%w: %w", ErrForeign, err)
	}
	return err
}

// notRewritten compares a remote with what it had when it was last seen. Only
// merges that newsarc made may be gone.
func (in *inspector) notRewritten(ctx context.Context, ref string, head odb.ID) error {
	if in.name == "" {
		return nil
	}
	was, err := in.a.ref(ctx, trackingRef(in.name, ref))
	if err != nil || was.IsZero() || was == head {
		return err
	}
	left, _, err := graph.New(in.a.store, nil).Apart(ctx, was, head)
	if err != nil {
		return err
	}
	if !graph.AllJoined(ctx, in.a.store, left) {
		return fmt.Errorf("%w: %s is not in the history of %s", ErrRewritten, was, head)
	}
	return nil
}

// commit looks at one commit and what it changed, and reports whether it counts: it
// is no merge of archives.
func (in *inspector) commit(ctx context.Context, ref string, id odb.ID) (counts bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	c, err := commit.Read(ctx, in.a.store, id)
	if err != nil {
		return false, err
	}
	if c.Joined {
		return false, in.a.checkJoined(ctx, ref, id, c)
	}
	f, err := tree.At(ctx, in.a.store, c.Parent)
	if err != nil {
		return false, err
	}
	var wrong error
	err = f.Advance(ctx, in.a.store, c.Tree, func(path string, blob odb.ID) {
		if wrong == nil {
			wrong = in.file(ctx, ref, path, blob)
		}
	})
	if err = errors.Join(err, wrong); err != nil {
		return false, fmt.Errorf("commit %s: %w", id, err)
	}
	return true, nil
}

// file looks at a file that a commit brought.
func (in *inspector) file(ctx context.Context, ref, path string, blob odb.ID) error {
	if strings.Count(path, "/") >= in.limits.PathDepth {
		return foreign("path %.100q has more than %d names", path, in.limits.PathDepth)
	}
	have, err := in.a.store.Has(ctx, blob)
	if err == nil && !have {
		err = foreign("%s: blob %s is missing", path, blob)
	}
	if err != nil || ref != Sightings || !strings.HasSuffix(path, sightingsExt) {
		return err
	}
	if _, err := readSightings(ctx, in.a.store, blob); err != nil {
		return foreign("%v", err)
	}
	return nil
}

// checkJoined makes a merge once more and compares.
func (a *Archive) checkJoined(ctx context.Context, ref string, id odb.ID, c *commit.Commit) error {
	j := a.newJoin(newUnstored(a.store), ref)
	again, err := j.pair(ctx, c.Parents[0], c.Parents[1])
	if err != nil {
		return err
	}
	if again != id {
		return foreign("commit %s says that it joins two histories, and has another tree or date than that", id)
	}
	return nil
}

// contents compares the trailers of revisions with their texts.
func (in *inspector) contents(ctx context.Context, segments []graph.Segment) error {
	captures, err := in.captures(ctx)
	if err != nil {
		return err
	}
	return in.a.stateful(ctx, func(c catalog.Catalog) error {
		var first error
		v := &verifier{a: in.a, c: c, damaged: map[odb.ID]bool{}, captures: captures, report: func(p Problem) {
			if first == nil && (p.Kind == BadTrailer || p.Kind == BadObject) {
				first = foreign("commit %s: %s", p.Commit, p.What)
			}
		}}
		bad := func(_ odb.ID, err error) {
			if first == nil {
				first = incomplete(err)
			}
		}
		return in.a.readSegments(ctx, c, segments, "checking texts", bad, func(_ []odb.ID, changes []change) error {
			for i := range changes {
				v.content(ctx, &changes[i])
			}
			return first
		})
	})
}

// captures returns the commits on both captures branches.
func (in *inspector) captures(ctx context.Context) (map[odb.ID]bool, error) {
	ours, err := in.a.ref(ctx, Captures)
	if err != nil {
		return nil, err
	}
	all := map[odb.ID]bool{}
	g := graph.New(in.a.store, nil)
	for _, head := range []odb.ID{ours, in.theirs[Captures]} {
		list, err := g.Walk(ctx, head, all)
		if err != nil {
			return nil, incomplete(err)
		}
		for _, id := range list {
			all[id] = true
		}
	}
	return all, nil
}

// unstored is a batch that is never stored.
type unstored struct {
	store odb.Store
	held  map[odb.ID]odb.Object
}

func newUnstored(store odb.Store) *unstored { return &unstored{store, map[odb.ID]odb.Object{}} }

// Add implements odb.Batch.
func (d *unstored) Add(o odb.New) error {
	d.held[o.ID] = odb.Object{Type: o.Type, Data: append([]byte(nil), o.Data...)}
	return nil
}

// Get implements odb.Batch.
func (d *unstored) Get(ctx context.Context, id odb.ID) (odb.Object, error) {
	if o, ok := d.held[id]; ok {
		return o, nil
	}
	return d.store.Get(ctx, id)
}

// Commit fails: it is never stored.
func (d *unstored) Commit(context.Context, ...odb.Move) error { return errors.ErrUnsupported }

// Abort implements odb.Batch.
func (d *unstored) Abort() error { return nil }
