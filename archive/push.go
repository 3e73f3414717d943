package archive

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/graph"
	"github.com/newsarc/newsarc/archive/odb"
)

// Push gives a remote what it does not have. It must have nothing that is not
// here: then the error is ErrBehind, and nothing was sent. Long histories are sent
// in steps, from the oldest commits to the newest: an interrupted push goes on
// behind its last step.
func (a *Archive) Push(ctx context.Context, r Remote, o ExchangeOptions) ([]Exchanged, error) {
	theirs, err := branchesOf(ctx, r)
	if err != nil {
		return nil, err
	}
	var done []Exchanged
	for _, ref := range exchanged {
		ours, err := a.ref(ctx, ref)
		if err != nil {
			return nil, err
		}
		if ours.IsZero() {
			if !theirs[ref].IsZero() {
				return nil, fmt.Errorf("%w: %s", ErrBehind, ref)
			}
			continue
		}
		s, err := a.compare(ctx, ref, ours, theirs[ref])
		if err != nil {
			return nil, err
		}
		done = append(done, s)
	}
	if len(done) == 0 {
		return nil, errNothing
	}
	common := map[odb.ID]bool{}
	for _, id := range theirs {
		if have, err := a.store.Has(ctx, id); err == nil && have {
			common[id] = true
		}
	}
	for _, d := range done {
		if err := a.pushBranch(ctx, r, d, theirs[d.Ref], common, o); err != nil {
			return nil, fmt.Errorf("%s: %w", d.Ref, err)
		}
	}
	return done, a.rememberPush(ctx, done, o.Name)
}

// errNothing says that there is nothing to push.
var errNothing = errors.New("this archive has no revision yet")

// compare says what a push will do to a branch.
func (a *Archive) compare(ctx context.Context, ref string, ours, theirs odb.ID) (Exchanged, error) {
	d := Exchanged{Ref: ref, New: ours.String()}
	if ours == theirs {
		d.Old = d.New
		return d, nil
	}
	if !theirs.IsZero() {
		d.Old = theirs.String()
		if have, err := a.store.Has(ctx, theirs); err != nil || !have {
			return d, errors.Join(err, fmt.Errorf("%w: %s is at %s", ErrBehind, ref, theirs))
		}
	}
	left, right, err := graph.New(a.store, nil).Apart(ctx, theirs, ours)
	if odb.IsDamage(err) && !theirs.IsZero() { // fetched, but not to the end
		return d, fmt.Errorf("%w: %s is at %s", ErrBehind, ref, theirs)
	}
	if err != nil {
		return d, err
	}
	if !graph.AllJoined(ctx, a.store, left) {
		return d, fmt.Errorf("%w: %s is at %s", ErrBehind, ref, theirs)
	}
	for _, id := range right {
		c, err := commit.Read(ctx, a.store, id)
		if err != nil {
			return d, err
		}
		if !c.Joined {
			d.Commits++
		}
	}
	return d, nil
}

// pushBranch sends a branch, in steps if what is to be sent is a line.
func (a *Archive) pushBranch(ctx context.Context, r Remote, d Exchanged, at odb.ID, common map[odb.ID]bool, o ExchangeOptions) error {
	head, err := odb.ParseID(d.New)
	if err != nil || head == at {
		return err
	}
	stops := []odb.ID{head}
	if line, ok, err := graph.Between(ctx, a.store, at, head, a.walking); err != nil {
		return err
	} else if ok {
		stops = stops[:0]
		for n := o.step(); n < len(line); n += o.step() {
			stops = append(stops, line[n-1])
		}
		stops = append(stops, head)
	}
	for i, stop := range stops {
		err := a.pushTo(ctx, r, odb.Move{Name: d.Ref, Old: at, New: stop}, common)
		if errors.Is(err, ErrRejected) && !at.IsZero() && i == len(stops)-1 {
			err = a.pushBridge(ctx, r, d.Ref, at, stop, common, err)
		}
		if err != nil {
			return err
		}
		at, common[stop] = stop, true
		a.o.Progress(Progress{Task: "sending " + d.Ref, Done: int64(i + 1), Total: int64(len(stops))})
	}
	return nil
}

func (a *Archive) pushTo(ctx context.Context, r Remote, m odb.Move, common map[odb.ID]bool) error {
	p := newPacker(a.store)
	if _, err := p.plan(ctx, []odb.ID{m.New}, common, 0, nil); err != nil {
		return err
	}
	return r.Push(ctx, []odb.Move{m}, func(w io.Writer) error { return p.write(ctx, w) })
}

// pushBridge sends a head to a remote whose branch only ever moves forward, while
// the head does not stand on the merge that is there: both are joined once more.
// Such a merge holds nothing, and archives look through it.
func (a *Archive) pushBridge(ctx context.Context, r Remote, ref string, at, head odb.ID, common map[odb.ID]bool, rejected error) error {
	left, _, err := graph.New(a.store, nil).Apart(ctx, at, head)
	if err != nil || len(left) == 0 || !graph.AllJoined(ctx, a.store, left) {
		return errors.Join(rejected, err)
	}
	b, err := a.store.Begin(ctx)
	if err != nil {
		return err
	}
	bridge, err := a.newJoin(b, ref).pair(ctx, at, head)
	if err != nil {
		return errors.Join(err, b.Abort())
	}
	if err := b.Commit(ctx); err != nil {
		return err
	}
	return a.pushTo(ctx, r, odb.Move{Name: ref, Old: at, New: bridge}, common)
}

// rememberPush notes what a remote now has.
func (a *Archive) rememberPush(ctx context.Context, done []Exchanged, name string) error {
	if a.o.ReadOnly || name == "" {
		return nil
	}
	return a.moveRefs(ctx, func() (moves []odb.Move, err error) {
		for _, d := range done {
			id, err := odb.ParseID(d.New)
			if err != nil {
				return nil, err
			}
			if moves, err = a.track(ctx, moves, name, d.Ref, id); err != nil {
				return nil, err
			}
		}
		return moves, nil
	})
}
