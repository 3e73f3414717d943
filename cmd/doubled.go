package cmd

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"slices"

	"github.com/newsarc/newsarc/archive"
)

// doubled finds the stories that stand in an archive twice: two archives saw the
// same page, gave it different ids, and were joined. Each finding says how one of
// the two gets the texts of the other; where it has them, there is none.
func doubled(ctx context.Context, a *archive.Archive) ([]archive.Finding, error) {
	groups, err := byAddress(ctx, a)
	if err != nil {
		return nil, err
	}
	var list []archive.Finding
	for url, ids := range groups {
		main, err := a.Story(ctx, url) // what the address leads to
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if id == main.ID {
				continue
			}
			lacks, err := lacksTexts(ctx, a, main.ID, id)
			if err != nil {
				return nil, err
			}
			if lacks > 0 {
				list = append(list, archive.Finding{
					Check: "twice",
					What:  fmt.Sprintf("%s is two stories: %s lacks %s of %s", url, main.ID, count(lacks, "text"), id),
					Hint:  fmt.Sprintf("newsarc export --all-revisions --format jsonl %s | newsarc add --story %s -", id, main.ID),
				})
			}
		}
	}
	slices.SortFunc(list, func(x, y archive.Finding) int { return cmp.Compare(x.What, y.What) })
	return list, nil
}

// byAddress returns the ids of stories that share their address, by address.
// Stories may be many and such ones are few, so it looks twice and keeps a few
// bytes of each.
func byAddress(ctx context.Context, a *archive.Archive) (map[string][]string, error) {
	seed := maphash.MakeSeed()
	times := make(map[uint64]uint8)
	for s, err := range a.Stories(ctx, archive.Filter{}) {
		if err != nil {
			return nil, err
		}
		if s.URL != "" {
			h := maphash.String(seed, s.URL)
			times[h] = min(times[h]+1, 2)
		}
	}
	for h, n := range times {
		if n < 2 {
			delete(times, h)
		}
	}
	groups := make(map[string][]string)
	if len(times) == 0 {
		return groups, nil
	}
	for s, err := range a.Stories(ctx, archive.Filter{}) {
		if err != nil {
			return nil, err
		}
		if times[maphash.String(seed, s.URL)] > 0 {
			groups[s.URL] = append(groups[s.URL], s.ID)
		}
	}
	for url, ids := range groups {
		if len(ids) < 2 {
			delete(groups, url)
		}
	}
	return groups, nil
}

// lacksTexts returns how many texts of one story another one does not have.
func lacksTexts(ctx context.Context, a *archive.Archive, story, other string) (int, error) {
	texts := make(map[string]bool)
	for rev, err := range a.Log(ctx, archive.Filter{Story: story}) {
		if err != nil {
			return 0, err
		}
		texts[rev.TextSHA256] = true
	}
	n := 0
	for rev, err := range a.Log(ctx, archive.Filter{Story: other}) {
		if err != nil {
			return 0, err
		}
		if !texts[rev.TextSHA256] {
			n++
		}
	}
	return n, nil
}
