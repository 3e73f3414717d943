package timeline

import (
	"strings"
	"testing"
	"time"
)

func TestZoneName(t *testing.T) {
	for dateline, want := range map[string]string{
		"HANGZHOU, China":             "Asia/Shanghai",
		"NINGDU, China (AP)":          "Asia/Shanghai", // the country says it
		"WASHINGTON":                  "America/New_York",
		"WASHINGTON/MOSCOW (Reuters)": "America/New_York",
		"London":                      "Europe/London",
		"LONDON, Ontario":             "America/Toronto",
		"PARIS, Texas":                "America/Chicago",
		"EL PASO, Texas":              "America/Denver",
		"PORTLAND, Ore.":              "America/Los_Angeles",
		"PORTLAND, Maine":             "America/New_York",
		"VLADIVOSTOK, Russia":         "Asia/Vladivostok", // Russia has eleven zones
		"SMALL TOWN, Russia":          "",
		"SAN JOSE, Costa Rica":        "America/Costa_Rica",
		"ST. PETERSBURG, Fla.":        "America/New_York",
		"SAVANNAH, Ga.":               "America/New_York",
		"TBILISI, Georgia":            "Asia/Tbilisi",
		"UNITED NATIONS, Sept. 6":     "America/New_York",
		"N’DJAMENA, Chad":             "Africa/Ndjamena",
		"KOMSK":                       "",
		"":                            "",
	} {
		if got := zoneName(dateline); got != want {
			t.Errorf("%q: got %q, want %q", dateline, got, want)
		}
	}
}

// TestZoneTable: every zone can be loaded, and no place stands twice.
func TestZoneTable(t *testing.T) {
	seen := make(map[string]bool)
	for line := range strings.Lines(zoneTable) {
		zone, places, ok := strings.Cut(line, "\t")
		if !ok {
			if line[0] != '#' {
				t.Errorf("line without a tab: %q", line)
			}
			continue
		}
		if _, err := time.LoadLocation(zone); err != nil {
			t.Error(err)
		}
		cities, regions, ok := strings.Cut(places, "|")
		if !ok {
			t.Errorf("%s has no bar", zone)
		}
		for kind, list := range map[string]string{"city ": cities, "region ": regions} {
			for p := range strings.SplitSeq(list, ";") {
				p = strings.TrimSpace(p)
				if p != placeWord(p) {
					t.Errorf("%q can never be found", p)
				}
				if p != "" && seen[kind+p] {
					t.Errorf("%s%q stands twice", kind, p)
				}
				seen[kind+p] = true
			}
		}
	}
}

// TestDatelineZone: days are those of the place that a report was written in,
// not of the zone in which a site claims its times.
func TestDatelineZone(t *testing.T) {
	const s = "The ferry sank today, officials said."
	for dateline, want := range map[string]string{
		"":                  "2016-09-05T00:00:00Z",
		"MANILA":            "2016-09-06T00:00:00+08:00",
		"HONOLULU":          "2016-09-05T00:00:00-10:00",
		"NOWHERE, Atlantis": "2016-09-05T00:00:00Z",
	} {
		events := Extract(claimedTimes(t, "2016-09-05T20:00:00Z", "", dateline, 1, s))
		if len(events) != 1 || events[0].Time.Begin.Format(time.RFC3339) != want {
			t.Errorf("%q: got %+v, want %s", dateline, events, want)
		}
	}
	// A day alone is the day as printed, and begins where it was printed.
	ev := Extract(claimedTimes(t, "2016-09-05", "", "MANILA", 1, s))[0]
	if got := ev.Time.Begin.Format(time.RFC3339); got != "2016-09-05T00:00:00+08:00" {
		t.Errorf("a day: got %s", got)
	}
	// The dateline may still stand before the first sentence.
	ev = Extract(claimedTimes(t, "2016-09-05T20:00:00Z", "", "", 1, "MANILA, Philippines -- "+s))[0]
	if m := ev.Mentions[0]; ev.Time.Key() != "2016-09-06" || m.Anchor != "published 2016-09-06 in Asia/Manila" {
		t.Errorf("in the sentence: got %s, counted from %s", ev.Time.Key(), m.Anchor)
	}
}
