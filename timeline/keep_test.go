package timeline

import (
	"strings"
	"testing"

	"github.com/newsarc/newsarc/news"
)

func claimedTimes(t *testing.T, published, modified, dateline string, number int, sentences ...string) *news.Revision {
	t.Helper()
	rev := revision("wire.example/dam", number, "2016-09-05", sentences...)
	for at, s := range map[*news.Time]string{&rev.Article.Published: published, &rev.Article.Modified: modified} {
		parsed, err := news.ParseTime(s)
		if s != "" && err != nil {
			t.Fatal(err)
		}
		*at = parsed
	}
	rev.Article.Dateline = dateline
	rev.Published = rev.Article.Published
	rev.Captured = rev.Published.AddDate(0, 0, number)
	return rev
}

// TestNoonStays: a time of day without a day does not move because the text
// was touched the day after.
func TestNoonStays(t *testing.T) {
	const noon = "The dam above the town broke at noon, the mayor said."
	for modified, want := range map[string]string{
		"": "2016-09-05", "2016-09-05T23:00:00Z": "2016-09-05", "2016-09-06T08:00:00Z": "2016-09-05", "2016-09-07T08:00:00Z": "2016-09-05",
	} {
		events := Extract(claimedTimes(t, "2016-09-05T18:00:00Z", modified, "", 1, noon))
		if len(events) != 1 || events[0].Time.Key() != want || events[0].Mentions[0].Anchor != "published 2016-09-05" && modified != "2016-09-05T23:00:00Z" {
			t.Errorf("modified %q: got %+v, want %s", modified, events, want)
		}
	}
	// A day that is named is that of the rewriting, and noon after it is its noon.
	events := Extract(claimedTimes(t, "2016-09-05T18:00:00Z", "2016-09-07T08:00:00Z", "", 1, "The dam broke on Tuesday.", "It was noon when the water came."))
	for _, ev := range events {
		if ev.Time.Key() != "2016-09-06" {
			t.Errorf("%s: %s, want 2016-09-06", ev.Sentence, ev.Time.Key())
		}
	}
}

// TestFirstReadingStays: what a sentence says does not change while its words
// do not.
func TestFirstReadingStays(t *testing.T) {
	const burst, toll = "A dam above the town burst yesterday.", "At least 12 people were killed, police said."
	first := claimedTimes(t, "2016-09-05T18:00:00Z", "", "", 1, "Floods hit the valley.", burst, toll)
	later := claimedTimes(t, "2016-09-05T18:00:00Z", "2016-09-06T20:00:00Z", "", 2, "Floods hit the green valley.", burst, toll)
	before := Build([]*news.Revision{first}, Options{})
	tl := Build([]*news.Revision{first, later}, Options{})
	ev := eventWith(t, tl, "A dam")
	if ev.Time.Key() != "2016-09-04" || len(ev.Mentions) != 2 || len(ev.Mentions[0].Spans) != 2 || ev.Presence != Present {
		t.Errorf("got %s, %d mentions, %s", ev.Time.Key(), len(ev.Mentions), ev.Presence)
	}
	if old := eventWith(t, before, "A dam"); old.ID != ev.ID {
		t.Errorf("the id went from %s to %s", old.ID, ev.ID)
	}
	if len(ev.Claims) != 1 || ev.Claims[0].Mentions[0] != ev.Mentions[1].ID {
		t.Errorf("claims %+v do not name the mention %s", ev.Claims, ev.Mentions[1].ID)
	}
	for i := range tl.Events {
		if e := &tl.Events[i]; e != ev && strings.Contains(e.Sentence, "dam") {
			t.Errorf("the dam burst twice: %+v", e.Time)
		}
	}
	// A publisher that corrects the date of publication means it.
	moved := claimedTimes(t, "2016-09-15T18:00:00Z", "", "", 2, "Floods hit the green valley.", burst, toll)
	if ev := eventWith(t, Build([]*news.Revision{first, moved}, Options{}), "A dam"); ev.Time.Key() != "2016-09-04" || ev.Presence != Absent {
		t.Errorf("a corrected date of publication: %s %s", ev.Time.Key(), ev.Presence)
	}
}
