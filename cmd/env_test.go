package cmd

import (
	"testing"
	"time"
)

func TestParseGitDate(t *testing.T) {
	for in, want := range map[string]string{
		"1700000000 +0100":                "2023-11-14T23:13:20+01:00",
		"@1700000000 +0000":               "2023-11-14T22:13:20Z",
		"2016-09-06T10:00:00Z":            "2016-09-06T10:00:00Z",
		"2016-09-06 10:00:00 +0200":       "2016-09-06T10:00:00+02:00",
		"Tue, 6 Sep 2016 10:00:00 -0400":  "2016-09-06T10:00:00-04:00",
		"Tue, 06 Sep 2016 10:00:00 -0400": "2016-09-06T10:00:00-04:00",
		"next tea time":                   "",
		"12 monkeys":                      "",
	} {
		got, err := parseGitDate(in)
		if want == "" {
			if err == nil {
				t.Errorf("%q: got %s, want an error", in, got)
			}
			continue
		}
		if s := got.Format(time.RFC3339); err != nil || s != want {
			t.Errorf("%q: got %s, %v, want %s", in, s, err, want)
		}
	}
}
