package timeline_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/timeline"
)

// TestFarPeriods holds periods that leave the years of RFC 3339 out of the
// timeline: they could not be written as JSON.
func TestFarPeriods(t *testing.T) {
	for _, sentence := range []string{
		"It was called the most foolish war of the last 2,014 years.",
		"The waste will have to be guarded for the next 10,000 years.",
		"The temple was built over the past 9,000 years.",
	} {
		rev := &news.Revision{
			Story: "post.example/2005/11/29/far", Number: 1, Captured: time.Date(2005, 11, 29, 0, 0, 0, 0, time.UTC),
			Article: &news.Article{
				Headline: "Far", Published: news.Day(2005, time.November, 29),
				Body: news.Body{{Sentences: []string{sentence}}},
			},
		}
		if _, err := json.Marshal(timeline.Build([]*news.Revision{rev}, timeline.Options{})); err != nil {
			t.Errorf("%q: %v", sentence, err)
		}
	}
}
