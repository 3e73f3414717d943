package watch

import (
	"hash/fnv"
	"time"
)

// Step of a Schedule: texts whose last change is younger than Age are looked at
// as often as Every says.
type Step struct{ Age, Every time.Duration }

// Schedule says how often an article is looked at. Its steps rise in age; what is
// older than the last one is left alone. The clock begins anew with each change,
// so an article that goes on changing is looked at often for as long.
type Schedule []Step

// DefaultSchedule is the one of NewsDiffs, which watched the New York Times and
// others for years.
var DefaultSchedule = Schedule{
	{3 * time.Hour, 15 * time.Minute},
	{24 * time.Hour, time.Hour},
	{7 * 24 * time.Hour, 3 * time.Hour},
	{30 * 24 * time.Hour, 3 * 24 * time.Hour},
	{360 * 24 * time.Hour, 30 * 24 * time.Hour},
}

// every returns how often a text of some age is looked at; zero: never.
func (s Schedule) every(age time.Duration) time.Duration {
	for _, step := range s {
		if age < step.Age {
			return step.Every
		}
	}
	return 0
}

// next returns when a page is to be looked at after it was at a time; the zero
// Time: never. The moments of different pages are spread over the last tenth of
// the interval, so that what was found together is not asked for together forever.
func (s Schedule) next(p *page, at time.Time) time.Time {
	every := s.every(at.Sub(p.Changed))
	if every == 0 {
		return time.Time{}
	}
	h := fnv.New32a()
	h.Write([]byte(p.URL))
	part := time.Duration(h.Sum32() % 1000)
	return at.Add(every - every/10*part/1000)
}

// Bounds of waiting after failures.
const (
	firstWait = time.Minute
	longWait  = time.Hour
	dayWait   = 24 * time.Hour
)

// backoff returns how long to wait after so many failures in a row.
func backoff(fails int) time.Duration {
	return min(firstWait<<min(max(fails-1, 0), 20), longWait)
}
