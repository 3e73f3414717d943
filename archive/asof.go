package archive

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/newsarc/newsarc/archive/catalog"
	"github.com/newsarc/newsarc/news"
)

// asOf finds the revision that was the latest at a time: of a date, at its end;
// "published" means the time that the publisher claims, and if the story was
// first seen after that, its first revision.
func (a *Archive) asOf(ctx context.Context, c catalog.Catalog, s *catalog.Story, when string) (catalog.Revision, error) {
	var until time.Time // exclusive
	published := when == "published"
	if published {
		p, _ := news.ParseTime(s.Published)
		if p.IsZero() {
			return catalog.Revision{}, &NameError{What: "revision", Why: "the story says no time of publication"}
		}
		when = p.String()
	}
	until, err := parseWhen(when, a.o.Location)
	if err != nil {
		return catalog.Revision{}, &NameError{What: "revision", Why: err.Error()}
	}
	rows, err := revisionsOf(ctx, c, s.ID)
	if err != nil {
		return catalog.Revision{}, err
	}
	rows = slices.DeleteFunc(rows, func(r catalog.Revision) bool { return r.Number == 0 })
	n, _ := slices.BinarySearchFunc(rows, until.Unix(), func(r catalog.Revision, t int64) int {
		if r.Observed < t {
			return -1
		}
		return 1
	})
	if n == 0 && published {
		n = 1
	}
	if n == 0 {
		return catalog.Revision{}, &NameError{What: "revision", Why: "the story was first seen " + unix(rows[0].Observed).In(a.o.Location).Format(time.RFC3339)}
	}
	return rows[n-1], nil
}

// parseWhen returns the end of a year, month, day, minute or second, exclusive.
func parseWhen(s string, loc *time.Location) (time.Time, error) {
	for _, f := range []struct {
		layout string
		next   func(time.Time) time.Time
	}{
		{"2006", func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
		{"2006-01", func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
		{time.DateOnly, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
		{"2006-01-02 15:04", func(t time.Time) time.Time { return t.Add(time.Minute) }},
		{"2006-01-02T15:04", func(t time.Time) time.Time { return t.Add(time.Minute) }},
		{time.DateTime, func(t time.Time) time.Time { return t.Add(time.Second) }},
		{"2006-01-02T15:04:05", func(t time.Time) time.Time { return t.Add(time.Second) }},
		{time.RFC3339, func(t time.Time) time.Time { return t.Add(time.Second) }},
	} {
		if t, err := time.ParseInLocation(f.layout, s, loc); err == nil {
			return f.next(t), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a date (2016-09-06) or time (2016-09-06T15:04)", s)
}
