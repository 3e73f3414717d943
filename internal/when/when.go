// Package when reads the times that people type: after --since and --until,
// between the braces of a revision's name, in a search form. It knows the
// spellings of git and those of a calendar, and takes a day, a month or a
// minute for the whole of it.
//
// It does not look for times in running text; package timex does.
package when

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Parse reads a time and returns the period that it names, in the zone of now
// unless it names one itself; the end is exclusive, and is the beginning where an
// instant is named. It reads
//
//   - RFC 3339, RFC 5322 and what "git log" prints, to the second or the minute;
//     seconds since 1970, nine digits or more
//   - a year, month, week or day: 2016, 2016-09, 2016-W36, 2016-09-06,
//     2016/09/06, 6.9.2016, September 2016, 6 Sep 2016, "Sep 6, 2016"
//   - now, today, yesterday, tomorrow; a day of the week, the latest such day,
//     today included; last, this or next week, month or year
//   - "3 days ago", "a week ago", "1 year 2 months ago", also with dots for spaces
//   - a time of day, alone the latest such time: 14:00, "2pm yesterday", "Tuesday
//     noon", "2016-09-06 14:00 +0200"
//
// A day as 9/6/2016 is refused: it is in June for one half of the world and in
// September for the other.
func Parse(s string, now time.Time) (begin, end time.Time, err error) {
	if t, ok := parseInstant(s); ok {
		return t, t, nil
	}
	p, err := parsePhrase(s, now)
	if err != nil {
		return begin, end, err
	}
	return p.begin, p.end, nil
}

// Period reads the two ends of a period: from the beginning of since to the end
// of until. An empty string leaves that side open.
func Period(since, until string, now time.Time) (begin, end time.Time, err error) {
	if since != "" {
		if begin, _, err = Parse(since, now); err != nil {
			return begin, end, err
		}
	}
	if until != "" {
		var start time.Time
		if start, end, err = Parse(until, now); err != nil {
			return begin, end, err
		}
		if end.Equal(start) {
			end = end.Add(time.Second) // times are whole seconds: the instant itself is in
		}
	}
	return begin, end, nil
}

// AsOf reads an instant; a minute, day, month or year stands for its last second.
func AsOf(s string, now time.Time) (time.Time, error) {
	_, end, err := Period("", s, now)
	if err != nil || end.IsZero() {
		return end, err
	}
	return end.Add(-time.Second), nil // a period's end is exclusive, an instant is not
}

// instants are the layouts of times to the second that name their zone: RFC 3339,
// those of git log --date=iso, rfc and default, and RFC 5322.
var instants = []string{
	time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05Z07:00",
	time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon Jan 2 15:04:05 2006 -0700",
}

// parseInstant reads a time to the second that names its zone, or the seconds
// since 1970, which may follow an "@" and precede a zone.
func parseInstant(s string) (time.Time, bool) {
	for _, layout := range instants {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Truncate(time.Second), true
		}
	}
	unix, zone, _ := strings.Cut(s, " ")
	number, marked := strings.CutPrefix(unix, "@")
	if len(number) < 9 && !marked || len(number) > 12 {
		return time.Time{}, false // 20160906 is a day
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return time.Time{}, false
	}
	if zone != "" {
		if _, err := time.Parse("-0700", zone); err != nil {
			return time.Time{}, false
		}
	}
	return time.Unix(n, 0).UTC(), true
}

// unknown says that s is no time, and what one looks like.
func unknown(s string) error {
	return fmt.Errorf("%q is not a time such as 2016-09-06, 2016-09, 2016-09-06T14:00:00Z, yesterday, \"Tuesday 14:00\" or \"3 days ago\"", s)
}
