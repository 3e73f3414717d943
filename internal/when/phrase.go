package when

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// period is a stretch of time; end is exclusive.
type period struct{ begin, end time.Time }

// day returns the day on which t lies.
func day(t time.Time) period {
	begin := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
	return period{begin, begin.AddDate(0, 0, 1)}
}

// isDay reports whether p is one whole day.
func (p period) isDay() bool { return p.end.Equal(p.begin.AddDate(0, 0, 1)) && day(p.begin) == p }

// parsePhrase reads the words of a time: a day or a longer period, a time of day,
// or both in either order.
func parsePhrase(s string, now time.Time) (period, error) {
	if t, err := time.ParseInLocation("2006-01-02T15", s, now.Location()); err == nil {
		return period{t, t.Add(time.Hour)}, nil
	}
	words := split(s)
	if i := slices.IndexFunc(words, isSlashed); i >= 0 {
		return period{}, fmt.Errorf("%q may be two days: write 2016-09-06 for 6 September", s)
	}
	c, words, ok := cutClock(words)
	if !ok {
		return period{}, unknown(s)
	}
	if c.zone != nil {
		now = now.In(c.zone)
	}
	switch {
	case c.given && len(words) == 0:
		return c.latest(now), nil
	case len(words) == 0:
		return period{}, unknown(s)
	}
	p, ok := parseDays(words, now)
	if !ok || c.zone != nil && !c.given {
		return period{}, unknown(s)
	}
	if !c.given {
		return p, nil
	}
	if p.begin.Equal(p.end) {
		p = day(p.begin) // "3 days ago 14:00"
	}
	if !p.isDay() {
		return period{}, unknown(s)
	}
	return c.on(p.begin), nil
}

// split returns the words of a time in lower case. Dots beside letters stand for
// spaces, as git allows in "3.days.ago"; so does the T before a time of day.
func split(s string) []string {
	s = strings.NewReplacer(",", " ", "a.m.", "am", "p.m.", "pm").Replace(strings.ToLower(s))
	b := []byte(s)
	letter := func(i int) bool { return i >= 0 && i < len(b) && 'a' <= b[i] && b[i] <= 'z' }
	for i := range b {
		if b[i] == '.' && (letter(i-1) || letter(i+1)) {
			b[i] = ' '
		}
	}
	if t := len(time.DateOnly); len(b) > t+2 && b[t] == 't' && strings.IndexByte(s, ':') == t+3 {
		b[t] = ' '
	}
	return slices.DeleteFunc(strings.Fields(string(b)), func(w string) bool { return w == "at" || w == "on" || w == "the" || w == "of" })
}

// isSlashed reports whether a word is a day that ends in its year: 9/6/2016.
func isSlashed(word string) bool {
	return strings.Count(word, "/") == 2 && strings.IndexByte(word, '/') < 3 && strings.Trim(word, "0123456789/") == ""
}

// clock is a time of day.
type clock struct {
	given                bool
	hour, minute, second int
	length               time.Duration // a minute; 0 for an instant
	zone                 *time.Location
}

// on returns the time on a day that begins at midnight.
func (c *clock) on(midnight time.Time) period {
	t := time.Date(midnight.Year(), midnight.Month(), midnight.Day(), c.hour, c.minute, c.second, 0, midnight.Location())
	return period{t, t.Add(c.length)}
}

// latest returns the latest such time that is not after now.
func (c *clock) latest(now time.Time) period {
	today := day(now).begin
	if p := c.on(today); !p.begin.After(now) {
		return p
	}
	return c.on(today.AddDate(0, 0, -1))
}

// cutClock takes the time of day and its zone out of words. It is not ok if there
// is more than one of them.
func cutClock(words []string) (c clock, rest []string, ok bool) {
	for i := 0; i < len(words); i++ {
		word := words[i]
		if i+1 < len(words) && (words[i+1] == "am" || words[i+1] == "pm") {
			word += words[i+1] // 2 pm
			i++
		}
		zone := parseZone(word)
		found, isClock := parseClock(word)
		switch {
		case zone == nil && !isClock:
			rest = append(rest, word)
			continue
		case isClock && c.given, c.zone != nil && cmp.Or(zone, found.zone) != nil:
			return c, nil, false
		case isClock:
			found.zone = cmp.Or(found.zone, c.zone)
			c = found
		default:
			c.zone = zone
		}
	}
	return c, rest, true
}

// clocks are the layouts of a time of day; one that ends in a zone has it.
var clocks = []struct {
	layout string
	length time.Duration
}{
	{"15:04", time.Minute},
	{"3PM", time.Minute},
	{"3:04PM", time.Minute},
	{"15:04:05", 0},
	{"15:04Z07:00", time.Minute},
	{"15:04Z0700", time.Minute},
	{"15:04:05Z07:00", 0},
	{"15:04:05Z0700", 0},
}

// parseClock reads a word as a time of day: 14:00, 14:00:30, 14:00Z, 2pm, noon.
func parseClock(word string) (clock, bool) {
	switch word {
	case "noon":
		word = "12:00"
	case "midnight":
		word = "00:00"
	}
	for _, f := range clocks {
		t, err := time.Parse(f.layout, strings.ToUpper(word))
		if err != nil {
			continue
		}
		c := clock{given: true, hour: t.Hour(), minute: t.Minute(), second: t.Second(), length: f.length}
		if strings.Contains(f.layout, "Z") {
			c.zone = t.Location()
		}
		return c, true
	}
	return clock{}, false
}

// parseZone reads the zone of a time of day: utc, gmt, z, +0200, +02:00; nil if
// word is none.
func parseZone(word string) *time.Location {
	switch word {
	case "z", "utc", "gmt":
		return time.UTC
	}
	for _, layout := range []string{"-0700", "-07:00"} {
		if t, err := time.Parse(layout, word); err == nil {
			return t.Location()
		}
	}
	return nil
}

// parseDays reads words that name a day, a longer period, or an instant some
// time ago.
func parseDays(words []string, now time.Time) (period, bool) {
	if p, ok := parseDate(words, now.Location()); ok {
		return p, true
	}
	today := day(now)
	shifted := func(days int) period { return day(today.begin.AddDate(0, 0, days)) }
	if len(words) == 1 {
		switch words[0] {
		case "now":
			return period{now, now}, true
		case "today":
			return today, true
		case "yesterday":
			return shifted(-1), true
		case "tomorrow":
			return shifted(1), true
		}
	}
	if p, ok := parseWeekday(words, today.begin); ok {
		return p, true
	}
	if p, ok := parseNamed(words, today.begin); ok {
		return p, true
	}
	t, ok := parseAgo(words, now)
	return period{t, t}, ok
}

// dates are the layouts of dates, as words joined by one space, and how long what
// they name is, in years, months and days.
var dates = []struct {
	layout              string
	years, months, days int
}{
	{"2006", 1, 0, 0},
	{"2006-01", 0, 1, 0},
	{time.DateOnly, 0, 0, 1},
	{"2006/01/02", 0, 0, 1},
	{"20060102", 0, 0, 1},
	{"2.1.2006", 0, 0, 1},
	{"January 2006", 0, 1, 0},
	{"Jan 2006", 0, 1, 0},
	{"2 January 2006", 0, 0, 1},
	{"2 Jan 2006", 0, 0, 1},
	{"January 2 2006", 0, 0, 1},
	{"Jan 2 2006", 0, 0, 1},
}

// parseDate reads a date that needs no other to be understood. A day of the week
// may stand before it.
func parseDate(words []string, loc *time.Location) (period, bool) {
	if _, ok := weekday(words[0]); ok && len(words) > 1 {
		words = words[1:]
	}
	s := strings.Join(words, " ")
	for _, f := range dates {
		if t, err := time.ParseInLocation(f.layout, s, loc); err == nil {
			return period{t, t.AddDate(f.years, f.months, f.days)}, true
		}
	}
	return parseWeek(s, loc)
}

// parseWeek reads a week of ISO 8601: 2016-w36.
func parseWeek(s string, loc *time.Location) (period, bool) {
	y, w, ok := strings.Cut(s, "-w")
	year, yearErr := strconv.Atoi(y)
	week, weekErr := strconv.Atoi(w)
	if !ok || yearErr != nil || weekErr != nil || len(y) != 4 || len(w) != 2 {
		return period{}, false
	}
	// 4 January lies in the first week.
	first := time.Date(year, 1, 4, 0, 0, 0, 0, loc)
	begin := first.AddDate(0, 0, 7*(week-1)-sinceMonday(first))
	if gotYear, gotWeek := begin.ISOWeek(); gotYear != year || gotWeek != week {
		return period{}, false
	}
	return period{begin, begin.AddDate(0, 0, 7)}, true
}

// sinceMonday returns how many days lie between the last Monday and t.
func sinceMonday(t time.Time) int { return (int(t.Weekday()) + 6) % 7 }

// weekday reads the name of a day of the week, or its first three letters.
func weekday(word string) (time.Weekday, bool) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		name := strings.ToLower(d.String())
		if word == name || word == name[:3] {
			return d, true
		}
	}
	return 0, false
}

// parseWeekday reads "tuesday" or "last tuesday": the latest such day that is not
// after today; with "last", not today either.
func parseWeekday(words []string, today time.Time) (period, bool) {
	last := words[0] == "last"
	if last {
		words = words[1:]
	}
	if len(words) != 1 {
		return period{}, false
	}
	d, ok := weekday(words[0])
	if !ok {
		return period{}, false
	}
	back := int(today.Weekday()-d+7) % 7
	if back == 0 && last {
		back = 7
	}
	return day(today.AddDate(0, 0, -back)), true
}

// parseNamed reads "last week", "this month", "next year": periods of the
// calendar; a week begins on Monday.
func parseNamed(words []string, today time.Time) (period, bool) {
	if len(words) != 2 {
		return period{}, false
	}
	n, ok := map[string]int{"last": -1, "this": 0, "next": 1}[words[0]]
	if !ok {
		return period{}, false
	}
	switch words[1] {
	case "week":
		begin := today.AddDate(0, 0, 7*n-sinceMonday(today))
		return period{begin, begin.AddDate(0, 0, 7)}, true
	case "month":
		begin := time.Date(today.Year(), today.Month()+time.Month(n), 1, 0, 0, 0, 0, today.Location())
		return period{begin, begin.AddDate(0, 1, 0)}, true
	case "year":
		begin := time.Date(today.Year()+n, 1, 1, 0, 0, 0, 0, today.Location())
		return period{begin, begin.AddDate(1, 0, 0)}, true
	}
	return period{}, false
}

// small are the numbers that are written out, as git reads them.
var small = []string{"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}

// parseAgo reads "3 days ago" and "1 year 2 months ago".
func parseAgo(words []string, now time.Time) (time.Time, bool) {
	if len(words) < 3 || len(words)%2 == 0 || words[len(words)-1] != "ago" {
		return time.Time{}, false
	}
	t := now
	for i := 0; i+1 < len(words); i += 2 {
		n, ok := number(words[i])
		if !ok {
			return time.Time{}, false
		}
		if t, ok = back(t, n, strings.TrimSuffix(words[i+1], "s")); !ok {
			return time.Time{}, false
		}
	}
	return t, true
}

// number reads digits, a number that is written out, or "a".
func number(word string) (int, bool) {
	if word == "a" || word == "an" {
		return 1, true
	}
	if n := slices.Index(small, word); n > 0 {
		return n, true
	}
	n, err := strconv.Atoi(word)
	return n, err == nil && n >= 0 && n <= 1e6
}

// back goes back n units from t.
func back(t time.Time, n int, unit string) (time.Time, bool) {
	switch unit {
	case "second", "sec":
		return t.Add(-time.Duration(n) * time.Second), true
	case "minute", "min":
		return t.Add(-time.Duration(n) * time.Minute), true
	case "hour":
		return t.Add(-time.Duration(n) * time.Hour), true
	case "day":
		return t.AddDate(0, 0, -n), true
	case "week":
		return t.AddDate(0, 0, -7*n), true
	case "fortnight":
		return t.AddDate(0, 0, -14*n), true
	case "month":
		return t.AddDate(0, -n, 0), true
	case "year":
		return t.AddDate(-n, 0, 0), true
	}
	return t, false
}
