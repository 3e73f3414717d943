package render

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/timeline"
)

// TestFits: whatever the width, no line is wider than the terminal, and no letter
// is lost on the way there.
func TestFits(t *testing.T) {
	tl := exampleTimeline()
	older := timeline.Build(nil, timeline.Options{})
	ex, _ := timeline.Explain(tl, tl.Events[0].ID)
	first := toldArticle("wire.example/elba", 1, "2016-09-06T08:00:00Z", "地震で12人が死亡した。 Two bombs struck 🚑 the market.", "The old harbor is closed.")
	last := toldArticle("wire.example/elba", 2, "2016-09-06T12:00:00Z", "地震で13人が死亡した。 Two bombs struck 🚑 the market.")
	blame := diff.History([]*news.Revision{first, last})
	change := diff.Articles(first.Article, last.Article, diff.Options{})
	for name, write := range map[string]func(io.Writer, Terminal) error{
		"timeline": func(w io.Writer, term Terminal) error { return Timelines{Terminal: term}.Text(w, tl) },
		"series": func(w io.Writer, term Terminal) error {
			return Timelines{Terminal: term}.Series(w, timeline.Series(tl, "killed"))
		},
		"changes": func(w io.Writer, term Terminal) error {
			return Timelines{Terminal: term}.Changes(w, timeline.Diff(older, tl))
		},
		"explanation": func(w io.Writer, term Terminal) error { return Timelines{Terminal: term}.Explanation(w, ex) },
		"blame":       func(w io.Writer, term Terminal) error { return Blame{Terminal: term}.Present(w, blame) },
		"gone":        func(w io.Writer, term Terminal) error { return Blame{Terminal: term}.Vanished(w, blame) },
		"sides":       func(w io.Writer, term Terminal) error { return DiffSideBySide(w, change, DiffOptions{Terminal: term}) },
		"story": func(w io.Writer, term Terminal) error {
			return Revisions{Terminal: term}.Story(w, first.Story, first.Headline, 2, time.Unix(0, 0))
		},
		"hit": func(w io.Writer, term Terminal) error {
			return Revisions{Terminal: term}.Hit(w, first, "bombs struck the market", [][2]int{{0, 5}}, 1, 2)
		},
		"outcome": func(w io.Writer, term Terminal) error {
			return Revisions{Terminal: term}.Outcome(w, "added", first, "taken for the same story")
		},
	} {
		var whole bytes.Buffer
		if err := write(&whole, Terminal{}); err != nil {
			t.Fatal(err)
		}
		for _, width := range []int{20, 33, 60, 100} {
			var buf bytes.Buffer
			if err := write(&buf, Terminal{Width: width}); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(buf.String()) {
				if got := Width(strings.TrimSuffix(line, "\n")); got > width && !strings.HasPrefix(line, "@@") {
					t.Errorf("%s: %d columns on a terminal of %d: %q", name, got, width, line)
				}
			}
			if got, want := letters(buf.String()), letters(whole.String()); name != "sides" && got != want {
				t.Errorf("%s on %d columns: got the letters\n%s\nwant\n%s", name, width, got, want)
			}
		}
	}
}

// letters returns how often each letter of the Latin alphabet occurs in s, in the
// order of the alphabet.
func letters(s string) string {
	var sb strings.Builder
	for c := 'a'; c <= 'z'; c++ {
		sb.WriteString(strings.Repeat(string(c), strings.Count(strings.ToLower(s), string(c))))
	}
	return sb.String()
}
