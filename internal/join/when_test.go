package join

import (
	"testing"
	"time"
)

func TestParseWhen(t *testing.T) {
	now := time.Date(2024, 3, 31, 15, 4, 5, 0, time.UTC)
	for _, test := range []struct{ in, begin, end string }{
		{"2016", "2016-01-01T00:00:00Z", "2017-01-01T00:00:00Z"},
		{"2016-09", "2016-09-01T00:00:00Z", "2016-10-01T00:00:00Z"},
		{"2016-09-06", "2016-09-06T00:00:00Z", "2016-09-07T00:00:00Z"},
		{"2016-09-06T14:00:00+02:00", "2016-09-06T12:00:00Z", "2016-09-06T12:00:00Z"},
		{"2016-09-06 14:00", "2016-09-06T14:00:00Z", "2016-09-06T14:00:00Z"},
		{"now", "2024-03-31T15:04:05Z", "2024-03-31T15:04:05Z"},
		{"today", "2024-03-31T00:00:00Z", "2024-04-01T00:00:00Z"},
		{"Yesterday", "2024-03-30T00:00:00Z", "2024-03-31T00:00:00Z"},
		{"Sunday", "2024-03-31T00:00:00Z", "2024-04-01T00:00:00Z"}, // now is a Sunday
		{"last sunday", "2024-03-24T00:00:00Z", "2024-03-25T00:00:00Z"},
		{"tue", "2024-03-26T00:00:00Z", "2024-03-27T00:00:00Z"},
		{"Monday", "2024-03-25T00:00:00Z", "2024-03-26T00:00:00Z"},
		{"Sunda", "", ""},
		{"2 weeks ago", "2024-03-17T15:04:05Z", "2024-03-17T15:04:05Z"},
		{"1.hour.ago", "2024-03-31T14:04:05Z", "2024-03-31T14:04:05Z"},
		{"2016-02-30", "", ""},
		{"tomorrowish", "", ""},
		{"-3 days ago", "", ""},
	} {
		begin, end, err := ParseWhen(test.in, now)
		if test.begin == "" {
			if err == nil {
				t.Errorf("%q: got %s, want an error", test.in, begin)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", test.in, err)
			continue
		}
		if got := begin.UTC().Format(time.RFC3339); got != test.begin {
			t.Errorf("%q begins at %s, want %s", test.in, got, test.begin)
		}
		if got := end.UTC().Format(time.RFC3339); got != test.end {
			t.Errorf("%q ends at %s, want %s", test.in, got, test.end)
		}
	}
}
