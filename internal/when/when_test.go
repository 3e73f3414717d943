package when

import (
	"strings"
	"testing"
	"time"
)

// now is a Sunday afternoon.
var now = time.Date(2024, 3, 31, 15, 4, 5, 0, time.UTC)

func TestParse(t *testing.T) {
	const minute, day = "60s", "24h0m0s"
	for _, test := range []struct{ in, begin, length string }{
		// Calendar dates are periods.
		{"2016", "2016-01-01T00:00:00Z", "8784h0m0s"},
		{"2016-09", "2016-09-01T00:00:00Z", "720h0m0s"},
		{"2016-W36", "2016-09-05T00:00:00Z", "168h0m0s"},
		{"2020-w53", "2020-12-28T00:00:00Z", "168h0m0s"},
		{"2016-09-06", "2016-09-06T00:00:00Z", day},
		{"2016/09/06", "2016-09-06T00:00:00Z", day},
		{"20160906", "2016-09-06T00:00:00Z", day},
		{"06.09.2016", "2016-09-06T00:00:00Z", day},
		{"6.9.2016", "2016-09-06T00:00:00Z", day},
		{"6 September 2016", "2016-09-06T00:00:00Z", day},
		{"6 Sep 2016", "2016-09-06T00:00:00Z", day},
		{"September 6, 2016", "2016-09-06T00:00:00Z", day},
		{"Tue, 6 Sep 2016", "2016-09-06T00:00:00Z", day},
		{"sep 2016", "2016-09-01T00:00:00Z", "720h0m0s"},

		// Instants, as git prints them; a minute is its sixty seconds.
		{"2016-09-06T14:00:00+02:00", "2016-09-06T12:00:00Z", "0s"},
		{"2016-09-06T14:00:00Z", "2016-09-06T14:00:00Z", "0s"},
		{"2016-09-06 14:00:00 +0200", "2016-09-06T12:00:00Z", "0s"},
		{"2016-09-06 14:00:00", "2016-09-06T14:00:00Z", "0s"},
		{"Tue, 6 Sep 2016 14:00:00 +0200", "2016-09-06T12:00:00Z", "0s"},
		{"Tue Sep 6 14:00:00 2016 +0200", "2016-09-06T12:00:00Z", "0s"},
		{"@1473170400", "2016-09-06T14:00:00Z", "0s"},
		{"1473170400 +0200", "2016-09-06T14:00:00Z", "0s"},
		{"2016-09-06 14:00", "2016-09-06T14:00:00Z", minute},
		{"2016-09-06T14:00", "2016-09-06T14:00:00Z", minute},
		{"2016-09-06T14:00Z", "2016-09-06T14:00:00Z", minute},
		{"2016-09-06T14:00+02:00", "2016-09-06T12:00:00Z", minute},
		{"2016-09-06 14:00 +0200", "2016-09-06T12:00:00Z", minute},
		{"2016-09-06T14", "2016-09-06T14:00:00Z", "1h0m0s"},
		{"6.9.2016 2 p.m.", "2016-09-06T14:00:00Z", minute},
		{"Sep 6, 2016 at 2:30pm", "2016-09-06T14:30:00Z", minute},

		// What is counted from now.
		{"now", "2024-03-31T15:04:05Z", "0s"},
		{"today", "2024-03-31T00:00:00Z", day},
		{"Yesterday", "2024-03-30T00:00:00Z", day},
		{"tomorrow", "2024-04-01T00:00:00Z", day},
		{"Sunday", "2024-03-31T00:00:00Z", day},
		{"last sunday", "2024-03-24T00:00:00Z", day},
		{"tue", "2024-03-26T00:00:00Z", day},
		{"Monday", "2024-03-25T00:00:00Z", day},
		{"last.monday", "2024-03-25T00:00:00Z", day},
		{"last week", "2024-03-18T00:00:00Z", "168h0m0s"},
		{"this week", "2024-03-25T00:00:00Z", "168h0m0s"},
		{"last month", "2024-02-01T00:00:00Z", "696h0m0s"},
		{"next year", "2025-01-01T00:00:00Z", "8760h0m0s"},
		{"2 weeks ago", "2024-03-17T15:04:05Z", "0s"},
		{"1.hour.ago", "2024-03-31T14:04:05Z", "0s"},
		{"a week ago", "2024-03-24T15:04:05Z", "0s"},
		{"three days ago", "2024-03-28T15:04:05Z", "0s"},
		{"1 year 2 months ago", "2023-01-31T15:04:05Z", "0s"},
		{"yesterday 14:00", "2024-03-30T14:00:00Z", minute},
		{"14:00 yesterday", "2024-03-30T14:00:00Z", minute},
		{"yesterday 14:00 +0200", "2024-03-30T12:00:00Z", minute},
		{"noon yesterday", "2024-03-30T12:00:00Z", minute},
		{"Tuesday at 2pm", "2024-03-26T14:00:00Z", minute},
		{"3 days ago 12am", "2024-03-28T00:00:00Z", minute},
		{"noon", "2024-03-31T12:00:00Z", minute},
		{"15:30", "2024-03-30T15:30:00Z", minute}, // today it is not yet so late
	} {
		begin, end, err := Parse(test.in, now)
		if err != nil {
			t.Errorf("%q: %v", test.in, err)
			continue
		}
		if got := begin.UTC().Format(time.RFC3339); got != test.begin {
			t.Errorf("%q begins at %s, want %s", test.in, got, test.begin)
		}
		if want, _ := time.ParseDuration(test.length); end.Sub(begin) != want {
			t.Errorf("%q is %s long, want %s", test.in, end.Sub(begin), want)
		}
	}
}

// TestRefuse: what may mean two things, or nothing, is refused and quoted.
func TestRefuse(t *testing.T) {
	for _, in := range []string{
		"", " ", "soon", "Sunda", "2016-02-30", "2016-13", "2016-W54", "tomorrowish", "-3 days ago", "3 days", "ago", "last",
		"last leap year", "25:00", "13pm", "14:00 15:00", "2016-09 14:00", "last week noon", "+0200", "noon +0200 +0200",
		"9999999999999999", "3 moons ago", "6 13 2016", "one two three",
	} {
		if begin, end, err := Parse(in, now); err == nil || !strings.HasPrefix(err.Error(), `"`+in+`" is not a time`) {
			t.Errorf("%q: got %s to %s, %v", in, begin, end, err)
		}
	}
	if _, _, err := Parse("9/6/2016", now); err == nil || !strings.Contains(err.Error(), "may be two days") {
		t.Errorf("9/6/2016: %v", err)
	}
}

// TestZone: days are those of the reader's zone, also where the clock is put
// forward or back.
func TestZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"today":            "2024-03-30T23:00:00Z 2024-03-31T22:00:00Z", // 23 hours
		"today 14:00":      "2024-03-31T12:00:00Z 2024-03-31T12:01:00Z",
		"yesterday 14:00Z": "2024-03-30T14:00:00Z 2024-03-30T14:01:00Z",
	} {
		begin, end, err := Parse(in, now.In(berlin))
		if got := begin.UTC().Format(time.RFC3339) + " " + end.UTC().Format(time.RFC3339); err != nil || got != want {
			t.Errorf("%q: got %s, %v, want %s", in, got, err, want)
		}
	}
}

func TestPeriod(t *testing.T) {
	begin, end, err := Period("2016-09", "2016-09-06 14:00", now)
	if got := begin.Format(time.DateTime) + " " + end.Format(time.DateTime); err != nil || got != "2016-09-01 00:00:00 2016-09-06 14:01:00" {
		t.Errorf("got %s, %v", got, err)
	}
	for in, want := range map[string]string{
		"2016-09-06":           "2016-09-06 23:59:59",
		"2016-09-06 14:00":     "2016-09-06 14:00:59",
		"2016-09-06T14:00:00Z": "2016-09-06 14:00:00",
	} {
		if at, err := AsOf(in, now); err != nil || at.UTC().Format(time.DateTime) != want {
			t.Errorf("as of %q: got %s, %v, want %s", in, at, err, want)
		}
	}
}

// FuzzParse: no period ends before it begins, and what Parse prints of an instant
// it reads again.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"2016-09-06 2pm", "last week", "1 year 2 months ago", "@1473170400 +0200", "2016-W36", "9/6/2016"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		begin, end, err := Parse(s, now)
		if err != nil {
			return
		}
		if end.Before(begin) {
			t.Fatalf("%q: %s to %s", s, begin, end)
		}
		if y := begin.Year(); y < 0 || y > 9999 {
			return
		}
		again, _, err := Parse(begin.Format(time.RFC3339), now)
		if err != nil || !again.Equal(begin.Truncate(time.Second)) {
			t.Fatalf("%q: %s is read as %s, %v", s, begin, again, err)
		}
	})
}
