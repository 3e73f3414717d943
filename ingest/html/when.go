package html

import (
	"strings"
	"time"

	"github.com/newsarc/newsarc/ingest/wire"
	"github.com/newsarc/newsarc/news"
)

// zoned are the layouts of times that pages print with their zone.
var zoned = []string{
	time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04Z0700", "2006-01-02T15:04:05 Z07:00",
	"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z0700", "2006-01-02 15:04:05Z0700", "2006-01-02 15:04:05 UTC", "2006-01-02 15:04:05 MST",
	time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 GMT", "Mon, 2 Jan 2006 15:04:05 UTC", "Mon, 2 Jan 2006 15:04:05 -0700", "Mon Jan 2 15:04:05 UTC 2006", "Mon Jan 2 15:04:05 GMT 2006",
	"20060102T150405Z0700", "20060102T150405Z",
}

// when reads a time as pages write it in their metadata. Where no zone is given
// only the day is known.
func when(s string) (news.Time, bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 80 {
		return news.Time{}, false
	}
	for _, layout := range zoned {
		t, err := time.Parse(layout, s)
		if err != nil || strings.HasSuffix(layout, "MST") && t.Location() != time.UTC {
			continue
		}
		if t.Year() < 1600 || t.Year() > 2200 {
			return news.Time{}, false
		}
		n, err := news.ParseTime(t.Format(time.RFC3339))
		return n, err == nil
	}
	if stamps := wire.Stamps(s, ""); len(stamps) > 0 {
		return stamps[0].Time, true
	}
	if len(s) >= 8 && strings.Trim(s[:8], "0123456789") == "" {
		if t, err := time.Parse("20060102", s[:8]); err == nil && t.Year() > 1600 && t.Year() < 2200 {
			return news.Day(t.Year(), t.Month(), t.Day()), true
		}
	}
	return news.Time{}, false
}
