package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/newsarc/newsarc/archive/graph"
	"github.com/newsarc/newsarc/archive/odb"
)

// exchanged are the branches that archives exchange, in the order in which they
// are sent: a revision names its capture, and must not be there before it.
var exchanged = []string{Captures, Sightings, Topics, Main}

// trackingDir is below which git keeps what was last seen of remotes.
const trackingDir = "refs/remotes/"

// supersededDir keeps the merges that were a head of this archive and are none
// any more, because more was joined: no id that was ever shown stops leading
// somewhere.
const supersededDir = "refs/superseded/"

// Remote is another archive, wherever it is: a git repository with the branches
// that docs/format.md describes.
type Remote interface {
	// Refs returns what its branches point to.
	Refs(ctx context.Context) (map[string]odb.ID, error)
	// Fetch asks for a pack with what leads to some commits and not to others.
	// The caller closes it.
	Fetch(ctx context.Context, r FetchRequest) (*FetchResponse, error)
	// Push sends a pack and moves branches, all or none of them where the other
	// side can do that. A branch that is not where it is expected makes the error
	// a *odb.MovedError; one that refuses makes it an ErrRejected.
	Push(ctx context.Context, moves []odb.Move, pack func(io.Writer) error) error
	Close() error
}

// FetchRequest says what a Fetch is to bring.
type FetchRequest struct {
	Wants []odb.ID
	Haves []odb.ID // with all that leads to them, but for what is before Shallow
	// Depth asks for no more than so many commits before each of Wants; 0: all.
	// A remote may not heed it.
	Depth   int
	Shallow []odb.ID // commits that are here without their parents
}

// FetchResponse is what a Fetch brings.
type FetchResponse struct {
	Pack io.ReadCloser
	// Shallow and Unshallow change the list of commits that are here without
	// their parents.
	Shallow, Unshallow []odb.ID
}

// ErrRejected says that the other side does not take a branch.
var ErrRejected = errors.New("rejected")

// ErrRewritten says that a remote no longer has what it had.
var ErrRewritten = errors.New("history was rewritten")

// ErrBehind says that a remote has what this archive has not.
var ErrBehind = errors.New("the remote has revisions that are not here")

// ErrEmptyRemote says that a remote has none of an archive's branches.
var ErrEmptyRemote = errors.New("no archive there")

// ExchangeOptions say how archives are exchanged.
type ExchangeOptions struct {
	// Name under which the remote is remembered; empty: it is not.
	Name   string
	Limits Limits
	// Step is how many commits are taken or sent at a time: an interrupted
	// exchange goes on behind the last step. 0 means 20,000.
	Step int
}

func (o ExchangeOptions) step() int {
	if o.Step > 0 {
		return o.Step
	}
	return 20_000
}

// Exchanged says what an exchange did to a branch.
type Exchanged struct {
	Ref     string `json:"ref"`
	Old     string `json:"old,omitempty"` // head before, on the side that changed
	New     string `json:"new"`           // head after
	Commits int    `json:"commits"`       // that came or went, without merges
	Joined  bool   `json:"joined"`        // histories that had parted were joined
}

// Pull takes over what a remote has, joins it with what is here, and returns
// what it did to each branch of which the remote has anything. When it returns,
// all that is durable; when it fails, no branch has moved.
func (a *Archive) Pull(ctx context.Context, r Remote, o ExchangeOptions) ([]Exchanged, error) {
	if a.o.ReadOnly {
		return nil, ErrReadOnly
	}
	theirs, err := branchesOf(ctx, r)
	if err != nil {
		return nil, err
	}
	if len(theirs) == 0 {
		return nil, ErrEmptyRemote
	}
	if err := a.fetch(ctx, r, theirs, o); err != nil {
		return nil, err
	}
	in := &inspector{a: a, limits: o.Limits.withDefaults(), theirs: theirs, name: o.Name, seen: map[onBranch]bool{}}
	if err := in.all(ctx); err != nil {
		return nil, err
	}
	for try := 0; ; try++ {
		done, err := a.tryPull(ctx, in, o)
		var moved *odb.MovedError // stock git takes no lock of ours
		if !errors.As(err, &moved) || try == 10 {
			return done, err
		}
	}
}

// branchesOf returns the heads of a remote's branches that archives exchange.
func branchesOf(ctx context.Context, r Remote) (map[string]odb.ID, error) {
	refs, err := r.Refs(ctx)
	if err != nil {
		return nil, err
	}
	heads := map[string]odb.ID{}
	for _, name := range exchanged {
		if id := refs[name]; !id.IsZero() {
			heads[name] = id
		}
	}
	return heads, nil
}

// tryPull joins what was fetched and inspected, under the writer lock. It inspects
// once more, since branches may have moved back and the remote been seen by another
// process meanwhile; of what was inspected before, that costs a walk.
func (a *Archive) tryPull(ctx context.Context, in *inspector, o ExchangeOptions) (done []Exchanged, err error) {
	unlock, err := a.store.Lock(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	b, err := a.store.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = b.Abort() }()
	var moves []odb.Move
	for _, ref := range exchanged {
		id, ok := in.theirs[ref]
		if !ok {
			continue
		}
		if err := in.branch(ctx, ref, id); err != nil {
			return nil, fmt.Errorf("%s of the remote: %w", ref, err)
		}
		ours, err := a.ref(ctx, ref)
		if err != nil {
			return nil, err
		}
		head, err := a.newJoin(b, ref).heads(ctx, ours, id)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", ref, err)
		}
		d := Exchanged{Ref: ref, New: head.String(), Commits: in.commits, Joined: head != ours && head != id}
		if !ours.IsZero() {
			d.Old = ours.String()
		}
		done = append(done, d)
		more, err := a.movesTo(ctx, b, ref, ours, head)
		if err != nil {
			return nil, err
		}
		moves = append(moves, more...)
		if moves, err = a.track(ctx, moves, o.Name, ref, id); err != nil {
			return nil, err
		}
	}
	if len(moves) == 0 {
		return done, nil
	}
	if err := b.Commit(ctx, moves...); err != nil {
		return nil, err
	}
	return done, a.forgetFetch(ctx)
}

// movesTo returns the moves that take a branch to a new head. A merge that the
// new one does not stand on is kept under a name of its own.
func (a *Archive) movesTo(ctx context.Context, b odb.Batch, ref string, ours, head odb.ID) ([]odb.Move, error) {
	if head == ours {
		return nil, nil
	}
	moves := []odb.Move{{Name: ref, Old: ours, New: head}}
	if ours.IsZero() {
		return moves, nil
	}
	left, _, err := graph.New(b, nil).Apart(ctx, ours, head)
	if err != nil || len(left) == 0 {
		return moves, err
	}
	name := supersededDir + ours.String()
	if was, err := a.ref(ctx, name); err != nil || was == ours {
		return moves, err
	}
	return append(moves, odb.Move{Name: name, New: ours}), nil
}

// track adds the move that remembers what a remote has.
func (a *Archive) track(ctx context.Context, moves []odb.Move, remote, ref string, id odb.ID) ([]odb.Move, error) {
	if remote == "" {
		return moves, nil
	}
	name := trackingRef(remote, ref)
	was, err := a.ref(ctx, name)
	if err != nil || was == id {
		return moves, err
	}
	return append(moves, odb.Move{Name: name, Old: was, New: id}), nil
}

// trackingRef returns the name of the ref that remembers a branch of a remote.
func trackingRef(remote, ref string) string {
	return trackingDir + remote + "/" + strings.TrimPrefix(ref, "refs/heads/")
}

// Forget drops what is remembered of a remote.
func (a *Archive) Forget(ctx context.Context, remote string) error {
	if a.o.ReadOnly {
		return ErrReadOnly
	}
	return a.moveRefs(ctx, func() (moves []odb.Move, err error) {
		for _, ref := range exchanged {
			name := trackingRef(remote, ref)
			id, err := a.ref(ctx, name)
			if err != nil {
				return nil, err
			}
			if !id.IsZero() {
				moves = append(moves, odb.Move{Name: name, Old: id})
			}
		}
		return moves, nil
	})
}

// moveRefs moves refs to objects that are there, under the writer lock.
func (a *Archive) moveRefs(ctx context.Context, plan func() ([]odb.Move, error)) (err error) {
	unlock, err := a.store.Lock(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	moves, err := plan()
	if err != nil || len(moves) == 0 {
		return err
	}
	b, err := a.store.Begin(ctx)
	if err != nil {
		return err
	}
	return b.Commit(ctx, moves...)
}

// Branches returns what the branches that archives exchange point to, those that
// exist.
func (a *Archive) Branches(ctx context.Context) (map[string]string, error) {
	return a.headsOf(ctx, func(ref string) string { return ref })
}

// Tracked returns what was last seen of a remote's branches.
func (a *Archive) Tracked(ctx context.Context, remote string) (map[string]string, error) {
	if remote == "" {
		return map[string]string{}, nil
	}
	return a.headsOf(ctx, func(ref string) string { return trackingRef(remote, ref) })
}

// headsOf returns where the branches that archives exchange are, those that exist,
// by the refs that name gives them.
func (a *Archive) headsOf(ctx context.Context, name func(ref string) string) (map[string]string, error) {
	heads := map[string]string{}
	for _, ref := range exchanged {
		id, err := a.ref(ctx, name(ref))
		if err != nil {
			return nil, err
		}
		if !id.IsZero() {
			heads[ref] = id.String()
		}
	}
	return heads, nil
}
