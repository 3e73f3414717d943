package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/graph"
	"github.com/newsarc/newsarc/archive/odb"
)

// fetchSpace is where it is noted how far a fetch has come.
const fetchSpace = "fetch"

// fetchState is how far a fetch has come: what is here with all that leads to it,
// but for what is before some commits.
type fetchState struct {
	Heads   []string `json:"heads"`
	Shallow []string `json:"shallow"`
	Depth   int      `json:"depth"`
}

// fetch brings what leads to the heads of a remote and is not here. It is stored
// durably in steps, from the newest commits to the oldest, and nothing points to
// it yet: an interrupted fetch goes on behind its last step.
func (a *Archive) fetch(ctx context.Context, r Remote, theirs map[string]odb.ID, o ExchangeOptions) error {
	wants, err := a.wanted(ctx, theirs)
	if err != nil || len(wants) == 0 {
		return err
	}
	st := a.fetchState(ctx)
	req := FetchRequest{Wants: wants, Shallow: parseIDs(st.Shallow)}
	if req.Haves, err = a.haves(ctx); err != nil {
		return err
	}
	known, err := a.Tracked(ctx, o.Name)
	if err != nil {
		return err
	}
	if len(known) == 0 || len(req.Shallow) > 0 {
		req.Depth = max(o.step(), st.Depth)
	}
	req.Haves = append(req.Haves, parseIDs(st.Heads)...)
	for done := 0; ; {
		n, err := a.fetchStep(ctx, r, &req, o.Limits)
		if err != nil {
			return err
		}
		done += n
		a.o.Progress(Progress{Task: "fetching objects", Done: int64(done)})
		if len(req.Shallow) == 0 {
			return nil
		}
		if n == 0 && req.Depth > 1<<30 {
			return foreign("the remote has no parents of commit %s", req.Shallow[0])
		}
		// Each step is as long as all before it: few of them, and a pack that is
		// never much larger than what is lost when it breaks off.
		req.Depth += min(req.Depth, 16*o.step())
		if n == 0 {
			req.Depth *= 2
		}
		req.Haves = append(req.Haves, wants...)
		if err := a.keepFetch(ctx, wants, &req); err != nil {
			return err
		}
	}
}

// fetchStep brings one pack.
func (a *Archive) fetchStep(ctx context.Context, r Remote, req *FetchRequest, limits Limits) (n int, err error) {
	res, err := r.Fetch(ctx, *req)
	if err != nil {
		return 0, err
	}
	n, err = receive(ctx, a.store, res.Pack, limits)
	if err := errors.Join(err, res.Pack.Close()); err != nil {
		return 0, err
	}
	cut := graph.Set(append(req.Shallow, res.Shallow...))
	for _, id := range res.Unshallow {
		delete(cut, id)
	}
	req.Shallow = req.Shallow[:0]
	for id := range cut {
		parents, err := commit.Parents(ctx, a.store, id)
		if err != nil {
			return n, fmt.Errorf("%w: %w", ErrForeign, err)
		}
		whole := true
		for _, p := range parents {
			have, err := a.store.Has(ctx, p)
			if err != nil {
				return n, err
			}
			whole = whole && have
		}
		if !whole {
			req.Shallow = append(req.Shallow, id)
		}
	}
	return n, nil
}

// wanted returns the heads of a remote that are not here with all that leads to
// them.
func (a *Archive) wanted(ctx context.Context, theirs map[string]odb.ID) ([]odb.ID, error) {
	var wants []odb.ID
	for _, ref := range slices.Sorted(maps.Keys(theirs)) {
		id := theirs[ref]
		have, err := a.store.Has(ctx, id)
		if err != nil {
			return nil, err
		}
		if have {
			if ours, err := a.ref(ctx, ref); err != nil || ours == id {
				if err != nil {
					return nil, err
				}
				continue
			}
			if _, err = graph.New(a.store, nil).Walk(ctx, id, nil); err == nil {
				continue
			}
			if !odb.IsDamage(err) {
				return nil, err
			}
		}
		if !slices.Contains(wants, id) {
			wants = append(wants, id)
		}
	}
	return wants, nil
}

// maxHaves bounds how many commits of a branch a remote is told of.
const maxHaves = 64

// haves returns commits of this archive among which a remote finds what both
// have: all heads, and of the main lines ever fewer the older they are.
func (a *Archive) haves(ctx context.Context) ([]odb.ID, error) {
	var list []odb.ID
	for ref, err := range a.store.Refs(ctx) {
		if err != nil {
			return nil, err
		}
		list = append(list, ref.ID)
		if !slices.Contains(exchanged, ref.Name) {
			continue
		}
		id, next := ref.ID, 1
		for n := 1; len(list) < 4*maxHaves; n++ {
			parents, err := commit.Parents(ctx, a.store, id)
			if err != nil || len(parents) == 0 {
				break // a damaged history has fewer haves
			}
			if id = parents[0]; n == next {
				list = append(list, id)
				next *= 2
			}
		}
	}
	return list, nil
}

func parseIDs(list []string) []odb.ID {
	var ids []odb.ID
	for _, s := range list {
		if id, err := odb.ParseID(s); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

func printIDs(ids []odb.ID) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = id.String()
	}
	return list
}

// fetchState returns how far an earlier fetch came; nothing if that is not known
// or no longer true.
func (a *Archive) fetchState(ctx context.Context) (st fetchState) {
	data, ok, err := a.State(ctx, fetchSpace, "")
	if err != nil || !ok || json.Unmarshal(data, &st) != nil {
		return fetchState{}
	}
	for _, id := range append(parseIDs(st.Heads), parseIDs(st.Shallow)...) {
		if have, err := a.store.Has(ctx, id); err != nil || !have {
			return fetchState{}
		}
	}
	return st
}

func (a *Archive) keepFetch(ctx context.Context, heads []odb.ID, req *FetchRequest) error {
	data, err := json.Marshal(fetchState{printIDs(heads), printIDs(req.Shallow), req.Depth})
	if err != nil {
		return err
	}
	return a.SetStates(ctx, map[string][]Entry{fetchSpace: {{Value: data}}})
}

func (a *Archive) forgetFetch(ctx context.Context) error {
	if _, ok, err := a.State(ctx, fetchSpace, ""); err != nil || !ok {
		return nil // it would only be of use once more
	}
	return a.SetStates(ctx, map[string][]Entry{fetchSpace: {{Key: ""}}})
}
