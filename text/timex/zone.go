package timex

import "time"

// zoneHours are the usual offsets from UTC of named zones.
var zoneHours = map[string]float64{
	"Z": 0, "GMT": 0, "UTC": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "MSK": 3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5,
	"MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "ET": -5, "JST": 9, "IST": 5.5,
}

// zoneOf returns the location of a zone's name, or nil.
func zoneOf(name string) *time.Location {
	h, ok := zoneHours[name]
	if !ok {
		return nil
	}
	return time.FixedZone(name, int(h*3600))
}
