package litecat

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"unicode/utf8"

	"github.com/newsarc/newsarc/archive/catalog"
)

// many is from how many keys on a list goes into one query, as JSON that SQLite
// takes apart: a query for each key costs ten times as much, most of it before
// and after SQLite's own work. For a few keys a query for each is quicker.
const many = 8

// listed returns keys as a JSON list, each once and in order; false if they are
// few, or not all can stand in JSON.
func listed[K cmp.Ordered](keys []K) (string, bool) {
	if len(keys) < many {
		return "", false
	}
	for i := range keys {
		if s, ok := any(keys[i]).(string); ok && !utf8.ValidString(s) {
			return "", false
		}
	}
	sorted := slices.Clone(keys)
	slices.Sort(sorted)
	list, err := json.Marshal(slices.Compact(sorted))
	return string(list), err == nil
}

// Each of these takes a list of keys and returns each with what it stands for. The
// joins are crossed so that SQLite begins with the list.
const (
	fromList     = " FROM json_each(?) AS j CROSS JOIN "
	listStories  = "SELECT " + storyColumns + ", j.value" + fromList + "story s ON s.id = j.value CROSS JOIN revision r ON r.id = s.latest"
	listPaths    = "SELECT " + storyColumns + ", j.value" + fromList + "story s ON s.path = j.value CROSS JOIN revision r ON r.id = s.latest"
	listSources  = "SELECT j.value, o.sketched" + fromList + "source o ON o.name = j.value"
	listKeys     = "SELECT j.value, a.story" + fromList + "address a ON a.key = j.value"
	listOfStory  = "SELECT " + revisionColumns + ", s.path" + fromList + "revision r ON r.story = j.value CROSS JOIN story s ON s.id = r.story"
	eachOfStory  = selectRevision + " WHERE r.story = ?"
	eachSketched = "SELECT sketched FROM source WHERE name = ?"
)

// stories returns stories by keys: each asks for one, list for all of a list.
func stories[K cmp.Ordered](ctx context.Context, r reader, each, list string, keys []K) (map[K]catalog.Story, error) {
	found := make(map[K]catalog.Story)
	if l, ok := listed(keys); ok {
		type row struct {
			story catalog.Story
			key   K
		}
		for x, err := range scanned(ctx, r, list, []any{l}, func(x *row) []any { return append(scanStory(&x.story), &x.key) }) {
			if err != nil {
				return nil, err
			}
			x.story.Latest.Path = x.story.Path
			found[x.key] = x.story
		}
		return found, nil
	}
	for _, key := range keys {
		var s catalog.Story
		ok, err := r.ask(ctx, selectStory+each, []any{key}, scanStory(&s)...)
		if err != nil {
			return nil, err
		}
		if ok {
			s.Latest.Path = s.Path
			found[key] = s
		}
	}
	return found, nil
}

// pairs returns what a list of keys leads to.
func pairs[K cmp.Ordered](ctx context.Context, r reader, each, list string, keys []K) (map[K]int64, error) {
	found := make(map[K]int64)
	if l, ok := listed(keys); ok {
		type row struct {
			key   K
			value int64
		}
		for x, err := range scanned(ctx, r, list, []any{l}, func(x *row) []any { return []any{&x.key, &x.value} }) {
			if err != nil {
				return nil, err
			}
			found[x.key] = x.value
		}
		return found, nil
	}
	for _, key := range keys {
		var value int64
		ok, err := r.ask(ctx, each, []any{key}, &value)
		if err != nil {
			return nil, err
		}
		if ok {
			found[key] = value
		}
	}
	return found, nil
}

// revisionsOf returns all rows of stories, in no order.
func revisionsOf(ctx context.Context, r reader, stories []int64) (map[int64][]catalog.Revision, error) {
	found := make(map[int64][]catalog.Revision, len(stories))
	query, args := eachOfStory, make([]any, len(stories))
	for i, id := range stories {
		args[i] = id
	}
	if list, ok := listed(stories); ok {
		query, args = listOfStory, []any{list}
	}
	for _, arg := range args {
		for rev, err := range scanned(ctx, r, query, []any{arg}, scanRevision) {
			if err != nil {
				return nil, err
			}
			found[rev.Story] = append(found[rev.Story], rev)
		}
	}
	return found, nil
}
