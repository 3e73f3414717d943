package archive

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/revname"
)

// maxCompletions bounds the names that a shell is offered.
const maxCompletions = 100

// Complete returns names of stories and revisions that begin with prefix, for
// shells, each possibly followed by a tab and a description. Where there are too
// many, it returns the next parts of their ids.
func (a *Archive) Complete(ctx context.Context, prefix string) []string {
	var names []string
	err := a.read(ctx, func(c catalog.Catalog) (err error) {
		before := ""
		if from, to, ok := revname.CutRange(prefix); ok {
			before, prefix = prefix[:len(prefix)-len(to)], to
			if strings.HasPrefix(to, "@") {
				prefix, _ = revname.CutSteps(from)
				before += "\x00" + prefix
				prefix += to
			}
		}
		if base, _, ok := strings.Cut(prefix, "@"); ok {
			names, err = a.completeRevision(ctx, c, base, prefix)
		} else {
			names, err = completeStory(ctx, c, prefix)
		}
		// In A..@n the second name is written without its story.
		before, drop, _ := strings.Cut(before, "\x00")
		for i := range names {
			names[i] = before + strings.TrimPrefix(names[i], drop)
		}
		return err
	})
	if err != nil {
		return nil
	}
	return names
}

// completeStory returns ids that begin with prefix, or the parts of ids that
// follow if they are too many.
func completeStory(ctx context.Context, c catalog.Catalog, prefix string) ([]string, error) {
	paths, err := c.PathsFrom(ctx, prefix, maxCompletions+1)
	if err == nil && len(paths) == 0 && prefix != "" && !strings.Contains(prefix, "/") {
		return completeSlug(ctx, c, prefix)
	}
	if err != nil || len(paths) <= maxCompletions {
		return describePaths(ctx, c, paths, err)
	}
	var parts []string
	for from := prefix; len(parts) < maxCompletions; {
		next, err := c.PathsAfter(ctx, prefix, from)
		if err != nil || next == "" {
			return parts, err
		}
		part := next
		if i := strings.IndexByte(next[len(prefix):], '/'); i >= 0 {
			part = next[:len(prefix)+i+1]
		}
		parts = append(parts, part)
		from = part + "\x7f" // behind all ids that begin so
	}
	return parts, nil
}

// completeSlug returns the last parts of ids that begin with prefix and name one
// story.
func completeSlug(ctx context.Context, c catalog.Catalog, prefix string) ([]string, error) {
	paths, err := c.PathsWith(ctx, "/"+prefix, maxCompletions+1)
	if err != nil || len(paths) > maxCompletions {
		return nil, err
	}
	times := make(map[string]int)
	for _, p := range paths {
		times[path.Base(p)]++
	}
	paths = slices.DeleteFunc(paths, func(p string) bool {
		return !strings.HasPrefix(path.Base(p), prefix) || times[path.Base(p)] > 1
	})
	names, err := describePaths(ctx, c, paths, nil)
	for i, name := range names {
		id, headline, _ := strings.Cut(name, "\t")
		names[i] = path.Base(id) + "\t" + headline
	}
	return names, err
}

func describePaths(ctx context.Context, c catalog.Catalog, paths []string, err error) ([]string, error) {
	if err != nil {
		return paths, err
	}
	stories, err := c.StoriesByPath(ctx, paths)
	for i, p := range paths {
		if s, ok := stories[p]; ok {
			paths[i] = p + "\t" + s.Headline
		}
	}
	return paths, err
}

// completeRevision returns the revisions of a story that prefix may mean.
func (a *Archive) completeRevision(ctx context.Context, c catalog.Catalog, base, prefix string) ([]string, error) {
	s, err := a.storyNamed(ctx, c, base)
	if err != nil {
		return nil, err
	}
	names := []string{base + "@first", base + "@latest", base + "@{published}"}
	f := catalog.All
	f.Story = s.ID
	for r, err := range c.Revisions(ctx, f) {
		if err != nil {
			return nil, err
		}
		if len(names) == maxCompletions {
			break
		}
		names = append(names, fmt.Sprintf("%s@%d\t%s", base, r.Number, unix(r.Captured).In(a.o.Location).Format(time.DateTime)))
	}
	kept := names[:0]
	for _, n := range names {
		if strings.HasPrefix(n, prefix) {
			kept = append(kept, n)
		}
	}
	return kept, nil
}
