package archive

import (
	"context"
	"errors"
	"fmt"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/commit"
	"github.com/newsarc/newsarc/archive/odb"
)

// resolveCommit finds the revision whose commit's id begins with prefix.
func (a *Archive) resolveCommit(ctx context.Context, c catalog.Catalog, prefix string) (named, error) {
	const limit = 256 // objects that share the prefix; most are no commits
	ids, err := a.store.Prefix(ctx, prefix, limit)
	if err != nil {
		return named{}, err
	}
	var found []named
	why := ""
	for _, id := range ids {
		o, err := a.store.Get(ctx, id)
		if err != nil {
			var damaged *odb.DamagedError
			if errors.As(err, &damaged) && len(ids) > 1 {
				continue
			}
			return named{}, err
		}
		if o.Type != odb.Commit {
			why = "it is a " + o.Type.String()
			continue
		}
		revs, err := a.revisionsIn(ctx, c, id, o.Data)
		if err != nil {
			return named{}, err
		}
		if len(revs) == 0 {
			why = "the commit holds no revision"
		}
		found = append(found, revs...)
	}
	switch len(found) {
	case 0:
		return named{}, &NameError{Name: prefix, What: "revision", Why: why}
	case 1:
		return found[0], nil
	}
	return named{}, a.ambiguousRevision(ctx, prefix, found)
}

func (a *Archive) ambiguousRevision(ctx context.Context, name string, found []named) error {
	e := &AmbiguousError{Name: name, What: "revision", More: len(found) > MaxCandidates}
	sameCommit := found[0].row.Commit == found[len(found)-1].row.Commit
	for _, n := range found[:min(len(found), MaxCandidates)] {
		cand := Candidate{Name: n.row.Commit.String()[:12], Captured: unix(n.row.Captured)}
		if sameCommit {
			cand.Name = fmt.Sprintf("%s@%d", n.row.Path, n.row.Number)
		}
		if rev, err := readRevision(ctx, a.store, &n.row); err == nil {
			cand.Headline = rev.Headline
		}
		e.Candidates = append(e.Candidates, cand)
	}
	return e
}

// revisionsIn returns the revisions that a commit made: one, if newsarc wrote it.
func (a *Archive) revisionsIn(ctx context.Context, c catalog.Catalog, id odb.ID, data []byte) ([]named, error) {
	co, err := commit.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("commit %s: %w", id, err)
	}
	stories := []string{co.Trailers[commit.KeyStory]}
	if stories[0] == "" {
		changes, err := a.historyAfter(ctx, co.Parent).next(ctx, []odb.ID{id}, func(odb.ID, error) {})
		if err != nil {
			return nil, err
		}
		stories = stories[:0]
		for _, ch := range changes {
			stories = append(stories, ch.story)
		}
	}
	found, err := madeBy(ctx, c, id, stories)
	if len(found) > 0 || err != nil {
		return found, err
	}
	for _, path := range stories {
		more, err := apartFrom(ctx, c, path)
		if err != nil {
			return nil, err
		}
		apart, err := madeBy(ctx, c, id, more)
		if err != nil {
			return nil, err
		}
		found = append(found, apart...)
	}
	return found, nil
}

// madeBy returns the revisions of stories that a commit made.
func madeBy(ctx context.Context, c catalog.Catalog, id odb.ID, stories []string) (found []named, err error) {
	for _, path := range stories {
		s, ok, err := storyByPath(ctx, c, path)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		rows, err := revisionsOf(ctx, c, s.ID)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			if rows[i].Number == 0 && i > 0 { // it repeats the one before
				rows[i].Number = rows[i-1].Number
			}
			if rows[i].Commit == id {
				found = append(found, named{story: s, row: rows[i], exact: true})
			}
		}
	}
	return found, nil
}
