package web

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/archive"
	"github.com/newsarc/newsarc/news"
)

// TestLongStory looks at a story of more revisions than a page's table has: the
// first page sums up all of them, the next one goes on, and none is missing.
func TestLongStory(t *testing.T) {
	const revs = storyPageSize + 15
	a := newArchive(t)
	var inputs []archive.Input
	for n := range revs {
		art := quake(100+n, fmt.Sprintf("Flood toll at %d", 100+n/5))
		art.URL = "https://post.example/flood"
		if n >= 10 {
			art.Notes = []news.Note{{Kind: news.Correction, Text: "Correction: the toll of the first hours was wrong."}}
		}
		inputs = append(inputs, archive.Input{Article: art, Captured: time.Date(2024, 6, 1, 0, n, 0, 0, time.UTC), New: n == 0})
	}
	add(t, a, inputs...)
	server := newServer(t, a, Options{})
	story, err := a.Story(t.Context(), "https://post.example/flood")
	if err != nil {
		t.Fatal(err)
	}
	_, first := get(t, server, storyURL(story.ID))
	for what, want := range map[string]int{
		`<rect class="bar`: revs, `<th scope="row"><a href="/revision/`: storyPageSize, "<option": 2 * revs,
		`; it stood there before`: 0, `<ol class="ledger">`: 1, `<details class="fold">`: 1, "the first hours was wrong": 1,
	} {
		if got := strings.Count(first, what); got != want {
			t.Errorf("%q stands %d times on the first page, want %d", what, got, want)
		}
	}
	if got := strings.Count(first, "since @"); got != revs/5 {
		t.Errorf("%d headlines, want %d", got, revs/5)
	}
	next := regexp.MustCompile(`href="([^"]*cursor=[0-9a-f]{40})"`).FindStringSubmatch(first)
	if next == nil {
		t.Fatal("the first page leads to no other")
	}
	_, second := get(t, server, next[1])
	for what, want := range map[string]int{
		"<rect": 0, `<th scope="row"><a href="/revision/`: revs - storyPageSize, "Earlier revisions": 1, `<ol class="ledger">`: 0, "cursor=": 0,
	} {
		if got := strings.Count(second, what); got != want {
			t.Errorf("%q stands %d times on the second page, want %d", what, got, want)
		}
	}
	for n := 1; n <= revs; n++ {
		if row := fmt.Sprintf(`">@%d</a></th>`, n); strings.Count(first, row)+strings.Count(second, row) != 1 {
			t.Errorf("revision %d is not once in a table", n)
		}
	}
	alone := &news.Article{Headline: "Alone", URL: "https://alone.example/a", Body: news.Body{{Sentences: []string{"Nobody came."}}}}
	add(t, a, archive.Input{Article: alone, Captured: time.Date(2024, 6, 2, 0, 0, 0, 0, time.UTC)})
	if _, body := get(t, server, "/story/"+storyOf(t, a, "alone.example")); strings.Contains(body, "<form action=\"/compare\"") {
		t.Error("a story of one revision offers to compare")
	}
}

// TestSilentBehindNew finds a silent change behind more new stories than a page
// compares revisions.
func TestSilentBehindNew(t *testing.T) {
	a := newArchive(t)
	var inputs []archive.Input
	for n := range scanLimit + 10 {
		inputs = append(inputs, archive.Input{
			Article: &news.Article{
				Headline: fmt.Sprintf("Number %d is drawn", n), URL: fmt.Sprintf("https://lottery.example/%d", n),
				Body: news.Body{{Sentences: []string{fmt.Sprintf("The number %d was drawn.", n)}}},
			},
			Captured: time.Date(2024, 6, 1, 0, 0, n, 0, time.UTC),
		})
	}
	add(t, a, inputs...)
	server := newServer(t, a, Options{})
	for _, path := range []string{"/silent", "/feed.atom?silent=1", "/feed.atom?signal=casualty", "/api/v1/changes?silent=1"} {
		if _, body := get(t, server, path); !strings.Contains(body, "Quake kills 35") {
			t.Errorf("%s does not reach the change behind the new stories", path)
		}
	}
}

// TestOldSentences says of a sentence that the first revision followed has only
// since when it is there at least.
func TestOldSentences(t *testing.T) {
	a := newArchive(t)
	var inputs []archive.Input
	for n := range blameLimit + 5 {
		art := quake(100+n, "Flood")
		art.URL = "https://post.example/flood"
		inputs = append(inputs, archive.Input{Article: art, Captured: time.Date(2024, 6, 1, 0, n, 0, 0, time.UTC), New: n == 0})
	}
	add(t, a, inputs...)
	server := newServer(t, a, Options{})
	for name, want := range map[string]int{fmt.Sprint("@", blameLimit+5): 1, "@2": 0} {
		rev, err := a.Resolve(t.Context(), "https://post.example/flood"+name)
		if err != nil {
			t.Fatal(err)
		}
		_, body := get(t, server, "/blame/"+rev.Commit)
		if got := strings.Count(body, "In these words at least since"); (got > 0) != (want > 0) {
			t.Errorf("%s: %d sentences are there at least since a revision", name, got)
		}
	}
}

// TestTimelineLeadsBack follows an event of a timeline to the archived text that
// tells of it, and reads why it is dated as it is.
func TestTimelineLeadsBack(t *testing.T) {
	a := newArchive(t)
	server := newServer(t, a, Options{})
	revs := revisions(t, a, quakeURL)
	_, body := get(t, server, "/timeline?story=quake")
	for _, want := range []string{
		`<mark>Monday</mark>`, `<a href="/revision/` + revs[3].Commit + `">post.example: `,
		`first seen <a href="/revision/` + revs[0].Commit + `">14 May 2024, 10:00 UTC</a>`,
		`Dated: “Monday” is 2024-05-13, by rule `, "counted from published 2024-05-14", "at the publisher’s",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the timeline lacks %q", want)
		}
	}
}
