package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/newsarc/newsarc/archive/address"
	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/revname"
	"github.com/newsarc/newsarc/archive/storyid"
	"github.com/newsarc/newsarc/news"
)

// Story finds the story that name means: its id, a unique part of its id, or a
// URL. The error is an *AmbiguousError or wraps ErrNotFound.
func (a *Archive) Story(ctx context.Context, name string) (s Story, err error) {
	err = a.read(ctx, func(c catalog.Catalog) error {
		row, err := a.storyNamed(ctx, c, name)
		if err == nil {
			row.First = row.Latest.Captured
			if first, ok, firstErr := c.RevisionAt(ctx, &row, 1); ok || firstErr != nil {
				row.First, err = first.Captured, firstErr
			}
			s = storyOfRow(&row)
		}
		return err
	})
	return s, err
}

// Resolve finds the revision that name means. docs/format.md lists the forms.
// The error is an *AmbiguousError or wraps ErrNotFound.
func (a *Archive) Resolve(ctx context.Context, name string) (rev news.Revision, err error) {
	err = a.read(ctx, func(c catalog.Catalog) error {
		n, err := a.resolve(ctx, c, name)
		if err == nil {
			rev, err = readRevision(ctx, a.store, &n.row)
		}
		return err
	})
	return rev, err
}

// ResolveRange finds both ends of "A..B". An end that begins with @ or ~ takes
// the story of the other; a missing end is the story's first or latest revision.
// A name without dots means the revision before it and itself; from is then the
// zero Revision where there is none before.
func (a *Archive) ResolveRange(ctx context.Context, name string) (from, to news.Revision, err error) {
	err = a.read(ctx, func(c catalog.Catalog) error {
		_, x, y, err := a.resolveRange(ctx, c, name)
		if err != nil {
			return err
		}
		if x.ID != 0 {
			if from, err = readRevision(ctx, a.store, &x); err != nil {
				return err
			}
		}
		to, err = readRevision(ctx, a.store, &y)
		return err
	})
	return from, to, err
}

func (a *Archive) resolveRange(ctx context.Context, c catalog.Catalog, name string) (s catalog.Story, from, to catalog.Revision, err error) {
	x, y, ok := revname.Ends(name)
	if !ok {
		n, err := a.resolve(ctx, c, name)
		if err != nil {
			return s, from, to, err
		}
		from, _, err = c.RevisionAt(ctx, &n.story, n.row.Number-1)
		return n.story, from, n.row, err
	}
	if x == "" {
		return s, from, to, &NameError{Name: name, What: "range", Why: "it names no story"}
	}
	m, err := a.resolve(ctx, c, x)
	if err != nil {
		return s, from, to, err
	}
	n, err := a.resolve(ctx, c, y)
	return n.story, m.row, n.row, err
}

// named is what a name was found to mean.
type named struct {
	story catalog.Story
	row   catalog.Revision
	exact bool // the name means this revision, and not its story
}

func (a *Archive) resolve(ctx context.Context, c catalog.Catalog, name string) (named, error) {
	base, steps := revname.CutSteps(name)
	if strings.Contains(name, "://") && len(steps) > 0 {
		// An address may end in what looks like a step.
		if s, ok, err := storyByAddress(ctx, c, address.URLKey(name)); ok || err != nil {
			return named{story: s, row: s.Latest}, err
		}
	}
	if base == "" {
		return named{}, &NameError{Name: name, What: "revision", Why: "it names no story"}
	}
	n, err := a.resolveBase(ctx, c, base)
	if err != nil {
		return named{}, err
	}
	for _, step := range steps {
		if n.row, err = a.step(ctx, c, n, step); err != nil {
			var missing *NameError
			if errors.As(err, &missing) {
				missing.Name = name
			}
			return named{}, err
		}
		n.exact = true
	}
	return n, nil
}

// resolveBase finds a commit or a story.
func (a *Archive) resolveBase(ctx context.Context, c catalog.Catalog, base string) (named, error) {
	if revname.IsCommit(base) {
		n, err := a.resolveCommit(ctx, c, strings.ToLower(base))
		if !isNotFound(err) {
			return n, err
		}
		if s, sErr := a.storyNamed(ctx, c, base); sErr == nil {
			return named{story: s, row: s.Latest}, nil
		}
		return n, err
	}
	s, err := a.storyNamed(ctx, c, base)
	return named{story: s, row: s.Latest}, err
}

// step takes one step from a revision to another one of its story.
func (a *Archive) step(ctx context.Context, c catalog.Catalog, n named, step string) (catalog.Revision, error) {
	s := &n.story
	number := 0
	switch {
	case step == "@first":
		number = 1
	case step == "@latest":
		number = s.Revisions
	case step == "^" || step == "~":
		number = n.row.Number - 1
	case strings.HasPrefix(step, "~"):
		back, err := strconv.Atoi(step[1:])
		if err != nil {
			return catalog.Revision{}, &NameError{What: "revision"}
		}
		number = n.row.Number - back
	case strings.HasPrefix(step, "@{"):
		return a.asOf(ctx, c, s, step[2:len(step)-1])
	default:
		number, _ = strconv.Atoi(step[1:]) // too large a number means none
	}
	r, ok, err := c.RevisionAt(ctx, s, max(number, 0))
	if err == nil && !ok {
		has := fmt.Sprintf("revisions 1 to %d", s.Revisions)
		if s.Revisions == 1 {
			has = "one revision"
		}
		err = &NameError{What: "revision", Why: s.Path + " has " + has}
	}
	return r, err
}

// storyNamed finds the story that a name means.
func (a *Archive) storyNamed(ctx context.Context, c catalog.Catalog, name string) (catalog.Story, error) {
	path := strings.TrimSuffix(strings.Trim(name, "/"), storyid.TextExt)
	s, ok, err := storyByPath(ctx, c, path)
	if ok || err != nil {
		return s, err
	}
	s, ok, err = storyByAddress(ctx, c, address.URLKey(name))
	if ok || err != nil {
		return s, err
	}
	if strings.Contains(name, "://") || path == "" {
		return s, &NameError{Name: name, What: "story"}
	}
	path = strings.ToLower(path)
	paths, err := c.PathsWith(ctx, path, MaxCandidates+1)
	if err != nil {
		return s, err
	}
	if len(paths) > 1 {
		// One that is named by its whole last part is meant, even if that is part
		// of another.
		whole := slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return !strings.HasSuffix(p, "/"+path) })
		if len(whole) == 1 && len(paths) <= MaxCandidates {
			paths = whole
		}
	}
	switch len(paths) {
	case 0:
		return s, &NameError{Name: name, What: "story"}
	case 1:
		s, _, err = storyByPath(ctx, c, paths[0])
		return s, err
	}
	e := &AmbiguousError{Name: name, What: "story", More: len(paths) > MaxCandidates}
	for _, p := range paths[:min(len(paths), MaxCandidates)] {
		s, _, err := storyByPath(ctx, c, p)
		if err != nil {
			return s, err
		}
		e.Candidates = append(e.Candidates, Candidate{Name: p, Captured: unix(s.Latest.Captured), Headline: s.Headline})
	}
	return s, e
}
