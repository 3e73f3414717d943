package wire

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/newsarc/newsarc/ingest"
	"github.com/newsarc/newsarc/news"
)

const monthNames = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)`

var (
	isoDay      = ingest.Regexp(`\b(\d{4})-(\d{2})-(\d{2})(?:\b|T)`)
	slashDay    = ingest.Regexp(`\b(\d{1,2})/(\d{1,2})/(\d{4})\b`)
	monthDay    = ingest.Regexp(`(?i)\b(` + monthNames + `)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b`)
	dayMonth    = ingest.Regexp(`(?i)\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? (` + monthNames + `)\.?,? (\d{4})\b`)
	dateWords   = ingest.Regexp(`(?i)\b(?:` + monthNames + `|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|published|posted|updated|modified|first|last|on|at|by|date|a\.?m|p\.?m|[ecmp][sd]?t|gmt|bst|utc|z|t|st|nd|rd|th|of|ist|cest|cet|original|created)\b`)
	letters     = ingest.Regexp(`\p{L}`)
	digits      = ingest.Regexp(`\d+`)
	dateIsLater = ingest.Regexp(`(?i)\b(?:updated|modified|corrected)\b`)
)

// Day returns the first calendar day that stands in s in full. Of a day in
// numbers, 09/06/2016, the month comes first unless it cannot be one.
func Day(s string) (news.Time, bool) {
	at := len(s) + 1
	var best news.Time
	try := func(re *regexp.Regexp, year, month, day int) {
		m := re.FindStringSubmatchIndex(s)
		if m == nil || m[0] >= at {
			return
		}
		part := func(n int) string { return s[m[2*n]:m[2*n+1]] }
		if t, ok := dayOf(part(year), part(month), part(day)); ok {
			at, best = m[0], t
		} else if re == slashDay() {
			if t, ok := dayOf(part(year), part(day), part(month)); ok {
				at, best = m[0], t
			}
		}
	}
	try(isoDay(), 1, 2, 3)
	try(slashDay(), 3, 1, 2)
	try(monthDay(), 3, 1, 2)
	try(dayMonth(), 3, 2, 1)
	return best, !best.IsZero()
}

func dayOf(year, month, day string) (news.Time, bool) {
	y, _ := strconv.Atoi(year)
	d, _ := strconv.Atoi(day)
	m, err := strconv.Atoi(month)
	if err != nil {
		m = 1 + strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(month[:3]))/3
	}
	if m < 1 || m > 12 || y < 1 {
		return news.Time{}, false
	}
	t := news.Day(y, time.Month(m), d)
	return t, t.Day() == d && int(t.Month()) == m
}

// DateLine returns the day of a line that gives the date of the article and
// nothing else: "Published September 6, 2016 at 5:12 p.m." later says that it
// is the day of an update.
func DateLine(s string) (day news.Time, later, ok bool) {
	day, ok = Day(s)
	if !ok || len(s) > 120 || letters().MatchString(dateWords().ReplaceAllString(digits().ReplaceAllString(s, " "), "")) {
		return news.Time{}, false, false
	}
	return day, dateIsLater().MatchString(s), true
}
