package archive

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/revname"
	"github.com/newsarc/newsarc/archive/storyid"
	"github.com/newsarc/newsarc/news"
)

// errStop ends an iteration that its consumer has had enough of.
var errStop = errors.New("stop")

// Log yields revisions: those of one story in their order, latest first, others
// by captured time, newest first. The range A..B of Filter.Story is what came
// after A, up to B. See Options.Unreadable for what is missing or damaged; it counts
// for Filter.Limit as if it were there.
func (a *Archive) Log(ctx context.Context, f Filter) iter.Seq2[news.Revision, error] {
	return func(yield func(news.Revision, error) bool) {
		n := 0
		err := a.read(ctx, func(c catalog.Catalog) error {
			q, err := a.filter(ctx, c, f)
			if err != nil {
				return err
			}
			for row, err := range a.fetchAhead(ctx, c.Revisions(ctx, q)) {
				if err != nil {
					return once(err, n)
				}
				rev, err := readRevision(ctx, a.store, &row)
				// A damaged revision does not hide the others.
				switch {
				case err != nil && a.o.Unreadable != nil && ctx.Err() == nil:
					a.o.Unreadable(err)
					continue
				case err == nil && !contains(rev.Headline, f.Match):
					continue
				}
				if n++; !yield(rev, err) || n == f.Limit {
					return errStop
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(news.Revision{}, err)
		}
	}
}

// Stories yields stories, the one with the latest revision first. The clocks of
// the filter are those of that revision.
func (a *Archive) Stories(ctx context.Context, f Filter) iter.Seq2[Story, error] {
	return func(yield func(Story, error) bool) {
		n := 0
		err := a.read(ctx, func(c catalog.Catalog) error {
			q, err := a.filter(ctx, c, f)
			if err != nil {
				return err
			}
			for row, err := range c.Stories(ctx, q) {
				if err != nil {
					return once(err, n)
				}
				if !contains(row.Headline, f.Match) {
					continue
				}
				if n++; !yield(storyOfRow(&row), nil) || n == f.Limit {
					return errStop
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(Story{}, err)
		}
	}
}

// once hides the nature of an error that comes after the first result: the list
// cannot begin again.
func once(err error, n int) error {
	if n > 0 {
		return errors.New(err.Error())
	}
	return err
}

// contains reports whether s holds part, whatever the case.
func contains(s, part string) bool {
	return part == "" || strings.Contains(strings.ToLower(s), strings.ToLower(part))
}

// storyOfRow returns what callers see of a story.
func storyOfRow(row *catalog.Story) Story {
	s := Story{
		ID: row.Path, Source: row.Source, Headline: row.Headline, URL: row.URL, Revisions: row.Revisions,
		First: unix(row.First), Last: unix(row.Latest.Captured), Commit: row.Latest.Commit.String(),
	}
	s.Published, _ = news.ParseTime(row.State.Published)
	return s
}

// filter translates a Filter for the catalog.
func (a *Archive) filter(ctx context.Context, c catalog.Catalog, f Filter) (catalog.Filter, error) {
	q := catalog.All
	if f.Source != "" {
		if q.Source = storyid.Source(f.Source); q.Source == "" {
			q.Source = f.Source
		}
	}
	for _, class := range f.Classes {
		if !class.Valid() {
			return q, fmt.Errorf("class %q is unknown", class)
		}
		q.Classes = append(q.Classes, classNumber(class))
	}
	switch f.Clock {
	case "", ByCaptured:
	case ByPublished:
		q.Clock = catalog.Published
	case ByModified:
		q.Clock = catalog.Modified
	default:
		return q, fmt.Errorf("clock %q is unknown", f.Clock)
	}
	q.Since, q.Until, q.Oldest = bound(f.Since), bound(f.Until), f.Reverse
	if f.Match == "" { // else headlines are still to be looked at
		q.Limit = f.Limit
	}
	if f.After != "" {
		n, err := a.resolve(ctx, c, f.After)
		if err != nil {
			return q, err
		}
		q.After = &n.row
	}
	if f.Story == "" {
		return q, nil
	}
	return a.filterStory(ctx, c, f.Story, q)
}

func bound(t time.Time) int64 {
	if t.IsZero() {
		return catalog.None
	}
	return t.Unix()
}

// filterStory narrows a filter to one story, or to a range of its revisions.
func (a *Archive) filterStory(ctx context.Context, c catalog.Catalog, name string, q catalog.Filter) (catalog.Filter, error) {
	if _, _, ok := revname.CutRange(name); ok {
		s, from, to, err := a.resolveRange(ctx, c, name)
		q.Story, q.From, q.To = s.ID, from.Number+1, to.Number
		return q, err
	}
	n, err := a.resolve(ctx, c, name)
	q.Story = n.story.ID
	if n.exact {
		q.To = n.row.Number
	}
	return q, err
}
