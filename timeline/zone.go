package timeline

import (
	_ "embed" // the table of zones
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the same zones on every machine that has none of its own

	"github.com/newsarc/newsarc/news"
)

// The zone of a dateline. News copy names days and hours as they are where it
// was written: "MANILA -- ... on Tuesday" is Manila's Tuesday, though a
// publisher in New York, or a site that claims all its times in UTC, still has
// Monday. So the claimed time is read in the zone of the dateline's place, if
// that is known from zones.txt; of a place that is not known nothing is
// guessed, and the zone of the claimed time stays.

//go:embed zones.txt
var zoneTable string

// zonePlaces is the table, by what a dateline says in lower case.
type zonePlaces struct {
	cities  map[string]string // "hangzhou", or "san jose, costa rica"
	regions map[string]string // "china", "calif"
}

var zonesByPlace = sync.OnceValue(func() zonePlaces {
	p := zonePlaces{make(map[string]string, 700), make(map[string]string, 400)}
	for line := range strings.Lines(zoneTable) {
		zone, places, ok := strings.Cut(line, "\t")
		if !ok {
			continue // a comment
		}
		cities, regions, _ := strings.Cut(places, "|")
		for c := range strings.SplitSeq(cities, ";") {
			p.cities[strings.TrimSpace(c)] = zone
		}
		for r := range strings.SplitSeq(regions, ";") {
			p.regions[strings.TrimSpace(r)] = zone
		}
	}
	delete(p.cities, "")
	delete(p.regions, "")
	return p
})

// zoneName returns the IANA name of the zone of a dateline: "HANGZHOU, China",
// "PORTLAND, Ore. (AP)", "WASHINGTON/MOSCOW". A region settles which of two
// cities of one name is meant ("LONDON, Ontario"); it is "" where neither city
// nor region is known.
func zoneName(dateline string) string {
	dateline, _, _ = strings.Cut(dateline, "(")
	if strings.Count(dateline, ",") == 0 {
		dateline, _, _ = strings.Cut(dateline, "/")
	}
	known := zonesByPlace()
	city, rest, _ := strings.Cut(placeWord(dateline), ",")
	for region := range strings.SplitSeq(rest, ",") {
		region = strings.TrimSpace(region)
		if zone := known.cities[city+", "+region]; zone != "" {
			return zone
		}
		if zone := known.regions[region]; zone != "" {
			return zone
		}
	}
	if zone := known.cities[city]; zone != "" {
		return zone
	}
	return known.regions[city] // "SYRIA --"
}

// placeWord writes a place as the table does: in lower case, without full
// stops, single spaces.
func placeWord(s string) string {
	s = strings.ReplaceAll(strings.ToLower(s), ".", "")
	s = strings.ReplaceAll(s, "’", "'")
	return strings.Join(strings.Fields(s), " ")
}

// datelineZone returns the zone of an article's dateline, nil where it has none
// or its place is not known. Texts that were taken in with their dateline
// before the first sentence are looked at too.
func datelineZone(a *news.Article) *time.Location {
	line := a.Dateline
	if line == "" && len(a.Body) > 0 && len(a.Body[0].Sentences) > 0 {
		s := a.Body[0].Sentences[0]
		line = strings.TrimRight(s[:leadIn(s)], " -–—")
	}
	if line == "" {
		return nil
	}
	return location(zoneName(line))
}

var locations sync.Map // name of a zone -> *time.Location

// location returns a zone by its name, nil where there is none.
func location(name string) *time.Location {
	if name == "" {
		return nil
	}
	if loc, ok := locations.Load(name); ok {
		return loc.(*time.Location)
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil // the machine's own table is old
	}
	locations.Store(name, loc)
	return loc
}
