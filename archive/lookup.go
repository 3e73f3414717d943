package archive

import (
	"context"

	"github.com/newsarc/newsarc/archive/address"
	"github.com/newsarc/newsarc/archive/catalog"
)

// storyByPath returns the story with an id; false if there is none.
func storyByPath(ctx context.Context, c catalog.Catalog, path string) (catalog.Story, bool, error) {
	found, err := c.StoriesByPath(ctx, []string{path})
	s, ok := found[path]
	return s, ok, err
}

// storyByAddress returns the story that was last known under a key.
func storyByAddress(ctx context.Context, c catalog.Catalog, key int64) (catalog.Story, bool, error) {
	found, err := c.StoriesByAddress(ctx, []int64{key})
	s, ok := found[key]
	return s, ok, err
}

// revisionsOf returns all rows of a story in the order observed.
func revisionsOf(ctx context.Context, c catalog.Catalog, story int64) ([]catalog.Revision, error) {
	found, err := c.RevisionsOf(ctx, []int64{story})
	return found[story], err
}

// NormalURL writes a URL so that addresses of one page come out the same: the key
// by which an archive tells pages apart, and no address.
func NormalURL(raw string) string { return address.Normal(raw) }
