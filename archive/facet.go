package archive

import (
	"context"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/archive/query"
)

// Facets say how the stories that a search found lie over sources and years.
// They are counted in the catalog, without reading a text: a story beyond the
// last hit counts if it has the words of the query in any of its revisions.
type Facets struct {
	Counted   int            // stories, the best ones
	More      bool           // others answer too
	Sources   map[string]int // by Story.Source
	Published map[int]int    // by year, claimed; those that claim none are left out
	Captured  map[int]int    // by year of the latest revision
}

// SearchFacets is Search, and counts the best stories that it found.
func (a *Archive) SearchFacets(ctx context.Context, text string, o SearchOptions, best int) (hits []Hit, facets Facets, err error) {
	q, err := query.Parse(text)
	if err != nil {
		return nil, facets, err
	}
	err = a.read(ctx, func(c catalog.Catalog) error {
		if err := a.index(ctx, c); err != nil {
			return err
		}
		var stories []int64
		if hits, stories, err = a.search(ctx, c, q, o); err != nil {
			return err
		}
		facets, err = countFacets(ctx, c, stories, best)
		return err
	})
	return hits, facets, err
}

func countFacets(ctx context.Context, c catalog.Catalog, stories []int64, best int) (Facets, error) {
	f := Facets{Counted: min(len(stories), best), More: len(stories) > best}
	f.Sources, f.Published, f.Captured = map[string]int{}, map[int]int{}, map[int]int{}
	places, err := c.Places(ctx, stories[:f.Counted])
	if err != nil {
		return f, err
	}
	for _, p := range places {
		f.Sources[p.Source]++
		f.Captured[unix(p.Captured).Year()]++
		if p.Published != catalog.None {
			f.Published[unix(p.Published).Year()]++
		}
	}
	return f, nil
}
