package timex

import (
	"testing"
	"time"
)

// wednesday is the reference of the tests: 7 September 2016, a Wednesday.
var wednesday = Reference{Time: time.Date(2016, 9, 7, 15, 4, 0, 0, time.UTC)}

func TestTag(t *testing.T) {
	for _, c := range []struct{ text, want, value string }{
		{"It rained on Tuesday.", "Tuesday", "2016-09-06"},
		{"He was born on March 5, 1946, in Fulton.", "March 5, 1946", "1946-03-05"},
		{"They left two years ago.", "two years ago", "2014"},
		{"The trial lasted ten years.", "ten years", "P10Y"},
	} {
		got := Tag(c.text, wednesday)
		if len(got) != 1 || c.text[got[0].Start:got[0].End] != c.want || got[0].Value != c.value {
			t.Errorf("%q: got %v, want %q %s", c.text, got, c.want, c.value)
		}
	}
}
