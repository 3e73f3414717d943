package join

import (
	"slices"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/timeline"
)

// A capture that a newer extractor has read again has two texts. What only the
// older reading found was never in the newspaper: no timeline may say that the
// newspaper took it back.

// reading is a revision and the one that holds what a newer extractor made of the
// same capture.
type reading struct{ old, again *news.Revision }

// readings returns the captures among revisions that were read again.
func readings(revs []*news.Revision) []reading {
	type key struct{ story, capture string }
	byCapture := map[key][]*news.Revision{}
	for _, rev := range revs {
		if rev.Class == news.Extraction && rev.CaptureSHA256 != "" {
			byCapture[key{rev.Story, rev.CaptureSHA256}] = nil
		}
	}
	if len(byCapture) == 0 {
		return nil
	}
	for _, rev := range revs {
		k := key{rev.Story, rev.CaptureSHA256}
		if _, ok := byCapture[k]; ok {
			byCapture[k] = append(byCapture[k], rev)
		}
	}
	var out []reading
	for _, list := range byCapture {
		slices.SortFunc(list, func(a, b *news.Revision) int { return a.Number - b.Number })
		for i, rev := range list[1:] {
			if rev.Class == news.Extraction {
				out = append(out, reading{list[i], rev})
			}
		}
	}
	return out
}

// texts are the events of texts, without what was misread.
type texts struct {
	found    map[archive.CacheKey][]timeline.Event
	replaced map[string]bool         // by commit: an older reading
	misread  map[string][]misreading // by story
}

// misreading is what a newer extractor no longer finds in a capture.
type misreading struct {
	number    int // of the revision; what those before it say is as wrong
	sentences map[string]bool
}

// newTexts takes the events of revisions, and of those that were read again.
func newTexts(found map[archive.CacheKey][]timeline.Event, again []reading) *texts {
	t := &texts{found: found, replaced: map[string]bool{}, misread: map[string][]misreading{}}
	for _, r := range again {
		t.replaced[r.old.Commit] = true
		gone := sentences(found[eventsKey(r.old)])
		for s := range sentences(found[eventsKey(r.again)]) {
			delete(gone, s)
		}
		if len(gone) > 0 {
			t.misread[r.old.Story] = append(t.misread[r.old.Story], misreading{r.old.Number, gone})
		}
	}
	return t
}

func sentences(events []timeline.Event) map[string]bool {
	out := map[string]bool{}
	for i := range events {
		for _, m := range events[i].Mentions {
			out[m.Sentence] = true
		}
	}
	return out
}

// kept returns the revisions whose texts stand.
func (t *texts) kept(revs []*news.Revision) []*news.Revision {
	if len(t.replaced) == 0 {
		return revs
	}
	return slices.DeleteFunc(slices.Clone(revs), func(rev *news.Revision) bool { return t.replaced[rev.Commit] })
}

// events returns the events of a text, without those that a newer extractor does
// not find any more.
func (t *texts) events(rev *news.Revision) []timeline.Event {
	events := t.found[eventsKey(rev)]
	for _, m := range t.misread[rev.Story] {
		if rev.Number > m.number {
			continue
		}
		events = slices.DeleteFunc(slices.Clone(events), func(e timeline.Event) bool {
			return !slices.ContainsFunc(e.Mentions, func(told timeline.Mention) bool { return !m.sentences[told.Sentence] })
		})
	}
	return events
}
