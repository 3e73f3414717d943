package join

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/news"
)

// ParseWhen reads a time as people give it to --since and --until: an RFC 3339
// time, a day, a month, a year, now, today, yesterday, a day of the week (the
// latest one, today included), or "3 days ago". It returns the period that it names; the end is exclusive, and is the beginning
// where an instant is named.
func ParseWhen(s string, now time.Time) (begin, end time.Time, err error) {
	loc := now.Location()
	for _, form := range []struct {
		layout              string
		years, months, days int
	}{{"2006", 1, 0, 0}, {"2006-01", 0, 1, 0}, {time.DateOnly, 0, 0, 1}} {
		if t, err := time.ParseInLocation(form.layout, s, loc); err == nil {
			return t, t.AddDate(form.years, form.months, form.days), nil
		}
	}
	if t, err := news.ParseTime(s); err == nil {
		return t.Time, t.Time, nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", time.DateTime, "2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, s, loc); err == nil {
			return t, t, nil
		}
	}
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, loc)
	switch strings.ToLower(s) {
	case "now":
		return now, now, nil
	case "today":
		return day, day.AddDate(0, 0, 1), nil
	case "yesterday":
		return day.AddDate(0, 0, -1), day, nil
	}
	if t, ok := parseWeekday(s, day); ok {
		return t, t.AddDate(0, 0, 1), nil
	}
	if t, ok := parseAgo(s, now); ok {
		return t, t, nil
	}
	return begin, end, fmt.Errorf("%q is not a time such as 2016-09-06, 2016-09, 2016-09-06T14:00:00Z, yesterday, Tuesday or \"3 days ago\"", s)
}

// parseWeekday reads "Tuesday" or "Tue", also after "last": the latest such day
// that is not after today; with "last", not today either.
func parseWeekday(s string, today time.Time) (time.Time, bool) {
	word, last := strings.CutPrefix(strings.ToLower(s), "last ")
	for d := time.Sunday; d <= time.Saturday; d++ {
		name := strings.ToLower(d.String())
		if word != name && word != name[:3] {
			continue
		}
		back := int(today.Weekday()-d+7) % 7
		if back == 0 && last {
			back = 7
		}
		return today.AddDate(0, 0, -back), true
	}
	return time.Time{}, false
}

// parseAgo reads "3 days ago", also with dots for spaces, as git has it.
func parseAgo(s string, now time.Time) (time.Time, bool) {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ' ' || r == '.' })
	if len(words) != 3 || words[2] != "ago" {
		return time.Time{}, false
	}
	n, err := strconv.Atoi(words[0])
	if err != nil || n < 0 || n > 1e6 {
		return time.Time{}, false
	}
	switch strings.TrimSuffix(words[1], "s") {
	case "second":
		return now.Add(-time.Duration(n) * time.Second), true
	case "minute":
		return now.Add(-time.Duration(n) * time.Minute), true
	case "hour":
		return now.Add(-time.Duration(n) * time.Hour), true
	case "day":
		return now.AddDate(0, 0, -n), true
	case "week":
		return now.AddDate(0, 0, -7*n), true
	case "month":
		return now.AddDate(0, -n, 0), true
	case "year":
		return now.AddDate(-n, 0, 0), true
	}
	return time.Time{}, false
}

// Period reads the two ends of a period: from the beginning of since to the end
// of until. An empty string leaves that side open.
func Period(since, until string, now time.Time) (begin, end time.Time, err error) {
	if since != "" {
		if begin, _, err = ParseWhen(since, now); err != nil {
			return begin, end, err
		}
	}
	if until != "" {
		var start time.Time
		if start, end, err = ParseWhen(until, now); err != nil {
			return begin, end, err
		}
		if end.Equal(start) {
			end = end.Add(time.Second) // times are whole seconds: the instant itself is in
		}
	}
	return begin, end, nil
}

// AsOf reads an instant; a day, month or year stands for its last second.
func AsOf(s string, now time.Time) (time.Time, error) {
	_, end, err := Period("", s, now)
	if err != nil || end.IsZero() {
		return end, err
	}
	return end.Add(-time.Second), nil // a period's end is exclusive, an instant is not
}
