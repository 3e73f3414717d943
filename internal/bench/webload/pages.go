package main

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// kinds are the pages that readers ask for, in turn.
var kinds = []string{"story", "diff", "search"}

// maxListed bounds the stories among which those to ask for are chosen.
const maxListed = 30_000

// story is an entry of the server's list of stories.
type story struct {
	Story     string
	Headline  string
	Revisions int
}

var longWord = regexp.MustCompile(`\pL{4,}`)

// paths returns the addresses of pages of every kind: n stories from all over
// the archive, the latest change of each, and two words of each headline.
func (l *load) paths(ctx context.Context, n int) (map[string][]string, error) {
	all, err := l.stories(ctx)
	if err != nil {
		return nil, err
	}
	n = min(n, len(all))
	out := map[string][]string{}
	for i := range n {
		s := all[i*len(all)/n]
		out["story"] = append(out["story"], "/story/"+s.Story)
		if words := longWord.FindAllString(s.Headline, -1); len(words) > 1 {
			out["search"] = append(out["search"], "/search?q="+words[0]+"+"+words[len(words)-1])
		}
		if s.Revisions > 1 {
			path, err := l.lastChange(ctx, s.Story)
			if err != nil {
				return nil, err
			}
			out["diff"] = append(out["diff"], path)
		}
	}
	for _, kind := range kinds {
		if len(out[kind]) == 0 {
			return nil, fmt.Errorf("the archive has nothing for a page of kind %s", kind)
		}
	}
	return out, nil
}

// stories lists the archive's stories, page by page.
func (l *load) stories(ctx context.Context) ([]story, error) {
	var all []story
	for next := "/api/v1/stories?limit=100"; next != "" && len(all) < maxListed; {
		var page struct {
			Items []story
			Next  string
		}
		if err := l.getJSON(ctx, next, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		next = page.Next
	}
	return all, nil
}

// lastChange returns the address of what changed last in a story.
func (l *load) lastChange(ctx context.Context, id string) (string, error) {
	var page struct {
		Items []struct{ Commit string }
	}
	if err := l.getJSON(ctx, "/api/v1/log/"+id+"?limit=2", &page); err != nil {
		return "", err
	}
	if len(page.Items) < 2 {
		return "", fmt.Errorf("%s has no two revisions", id)
	}
	return "/diff/" + page.Items[1].Commit + ".." + page.Items[0].Commit, nil
}

func (l *load) getJSON(ctx context.Context, path string, v any) error {
	data, err := l.get(ctx, path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("%s: %w", strings.TrimPrefix(path, l.site), err)
	}
	return nil
}
