package timex

import (
	"testing"
	"time"
)

// TestCivil compares the calendar with that of package time, over leap years and
// centuries.
func TestCivil(t *testing.T) {
	for d := time.Date(1583, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2401; d = d.AddDate(0, 0, 13) {
		n := civil(d.Year(), int(d.Month()), d.Day())
		y, m, day := fromCivil(n)
		if n != int(d.Unix()/86400) && d.Unix()%86400 == 0 || y != d.Year() || m != int(d.Month()) || day != d.Day() {
			t.Fatalf("%v: day %d, back %d-%d-%d", d, n, y, m, day)
		}
		if w := (int(d.Weekday())+6)%7 + 1; weekdayOf(n) != w {
			t.Fatalf("%v: weekday %d, want %d", d, weekdayOf(n), w)
		}
		wantYear, wantWeek := d.ISOWeek()
		if y, w := isoWeek(n); y != wantYear || w != wantWeek {
			t.Fatalf("%v: week %d of %d, want %d of %d", d, w, y, wantWeek, wantYear)
		}
	}
}

func TestHoliday(t *testing.T) {
	for _, c := range []struct{ code, want string }{
		{"easter", "2016-03-27"},
		{"easter-2", "2016-03-25"},
		{"11@4.4", "2016-11-24"},
		{"5@-1.1", "2016-05-30"},
		{"11@1.1+1", "2016-11-08"},
		{"12-25", "2016-12-25"},
		{"passover", "2016-04-23"},
		{"tishri1", "2016-10-03"},
		{"tishri10", "2016-10-12"},
		{"islam10.1", "2016-07-07"}, // a day late, as the tabular calendar may be
	} {
		d, _, ok := holiday(c.code, 2016)
		if got := dayMoment(d).value(); !ok || got != c.want {
			t.Errorf("%s: got %s, want %s", c.code, got, c.want)
		}
	}
}

// TestPeriod checks instants: they honour the zone of the reference, or the one
// in the text.
func TestPeriod(t *testing.T) {
	brest := time.FixedZone("brest", 2*3600)
	ref := Reference{Time: time.Date(2016, 9, 7, 1, 0, 0, 0, brest)}
	for _, c := range []struct{ text, begin, until string }{
		{"It rained today.", "2016-09-07T00:00:00+02:00", "2016-09-08T00:00:00+02:00"},
		{"It rained last month.", "2016-08-01T00:00:00+02:00", "2016-09-01T00:00:00+02:00"},
		{"It rained last week.", "2016-08-29T00:00:00+02:00", "2016-09-05T00:00:00+02:00"},
		{"It rained in 2015.", "2015-01-01T00:00:00+02:00", "2016-01-01T00:00:00+02:00"},
		{"It rained in the 1990s.", "1990-01-01T00:00:00+02:00", "2000-01-01T00:00:00+02:00"},
		{"It rained in the 19th century.", "1800-01-01T00:00:00+02:00", "1900-01-01T00:00:00+02:00"},
		{"It rained in the summer of 2015.", "2015-06-01T00:00:00+02:00", "2015-09-01T00:00:00+02:00"},
		{"It rained over the weekend.", "2016-09-03T00:00:00+02:00", "2016-09-05T00:00:00+02:00"},
		{"It rained last night.", "2016-09-06T20:00:00+02:00", "2016-09-07T06:00:00+02:00"},
		{"It began at 9:30 p.m. EDT on Tuesday.", "2016-09-06T21:30:00-04:00", "2016-09-06T21:31:00-04:00"},
		{"It rained in the first half of 2015.", "2015-01-01T00:00:00+02:00", "2015-07-01T00:00:00+02:00"},
		{"It rained in the past three months.", "2016-06-07T00:00:00+02:00", "2016-09-08T00:00:00+02:00"},
		{"It will rain over the next two days.", "2016-09-07T00:00:00+02:00", "2016-09-09T00:00:00+02:00"},
		{"It rained for ten days.", "", ""},
		{"It rains every day.", "", ""},
		{"It rained recently.", "", ""},
		{"It rained in 490 BC.", "", ""},
	} {
		got := Tag(c.text, ref)
		if len(got) != 1 {
			t.Errorf("%q: %d expressions", c.text, len(got))
			continue
		}
		begin, until := stamp(got[0].Begin), stamp(got[0].Until)
		if begin != c.begin || until != c.until {
			t.Errorf("%q: got %s to %s, want %s to %s", c.text, begin, until, c.begin, c.until)
		}
	}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// TestNoReference says what is left if nobody knows when a text was written.
func TestNoReference(t *testing.T) {
	for _, c := range []struct{ text, value string }{
		{"It rained today.", "XXXX-XX-XX"},
		{"It rained on Tuesday.", "XXXX-WXX-2"},
		{"It rained last May.", "XXXX-05"},
		{"It rained on May 5.", "XXXX-05-05"},
		{"It rained last year.", "XXXX"},
		{"It rained last week.", "XXXX-WXX"},
		{"It rained last summer.", "XXXX-SU"},
		{"It rained two years ago.", "PAST_REF"},
		{"It rained at 10 a.m.", "XXXX-XX-XXT10:00"},
	} {
		got := Tag(c.text, Reference{})
		if len(got) != 1 || got[0].Value != c.value || !got[0].Begin.IsZero() {
			t.Errorf("%q: got %+v, want %s", c.text, got, c.value)
		}
	}
}
