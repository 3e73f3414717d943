package timex

import "time"

// Granularity is how precise the value of a date or time is.
type Granularity uint8

// The granularities, from none (durations, sets, vague references) to fine.
const (
	None Granularity = iota
	Century
	Decade
	Year
	HalfYear
	Quarter
	Season
	Month
	Week
	Weekend
	Day
	PartOfDay
	Hour
	Minute
	Second
)

var granularityNames = [...]string{
	"", "century", "decade", "year", "half", "quarter", "season", "month", "week", "weekend", "day", "part of day", "hour", "minute", "second",
}

// String returns the English name of the granularity.
func (g Granularity) String() string { return granularityNames[g] }

// unknown is the year of a moment whose year nothing tells.
const unknown = -1 << 20

// moment is a period of the calendar: the day on which it begins and how long
// it is. Years before 1 are BC: 0 is 1 BC.
type moment struct {
	gran           Granularity
	year           int
	month, day     int
	season         string // SP SU FA WI
	part           string // MO AF EV NI DT MI
	hour, min, sec int
	zone           string
	days           int // how many, if that is not what gran says
}

// civil is a day number: days since 1970-01-01 in the proleptic Gregorian
// calendar.
func civil(y, m, d int) int {
	if m <= 2 {
		y--
		m += 12
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + d - 1
	return era*146097 + yoe*365 + yoe/4 - yoe/100 + doy - 719468
}

// fromCivil is the inverse of civil.
func fromCivil(n int) (y, m, d int) {
	n += 719468
	era := floorDiv(n, 146097)
	doe := n - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d, m = doy-(153*mp+2)/5+1, mp+3
	if m > 12 {
		m -= 12
	}
	y = yoe + era*400
	if m <= 2 {
		y++
	}
	return y, m, d
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func daysIn(y, m int) int {
	switch m {
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

func dayMoment(n int) moment {
	y, m, d := fromCivil(n)
	return moment{gran: Day, year: y, month: m, day: d}
}

func (m moment) valid() bool { return m.gran != None }

func (m moment) known() bool { return m.gran != None && m.year != unknown }

// number is the day number of the first day.
func (m moment) number() int { return civil(m.year, max(m.month, 1), max(m.day, 1)) }

// weekdayOf is 1 for Monday to 7 for Sunday.
func weekdayOf(n int) int { return n + 3 - 7*floorDiv(n+3, 7) + 1 }

// at returns the period of the granularity that m lies in.
func (m moment) at(g Granularity) moment {
	if m.year == unknown {
		return moment{gran: g, year: unknown, month: m.month, day: m.day, season: m.season}
	}
	r := moment{gran: g, year: m.year, month: max(m.month, 1), day: max(m.day, 1)}
	if m.gran == Season {
		r.month = seasonMonth[m.season]
	}
	switch g {
	case Century:
		r.year, r.month, r.day = floorDiv(m.year, 100)*100, 1, 1
	case Decade:
		r.year, r.month, r.day = floorDiv(m.year, 10)*10, 1, 1
	case Year:
		r.month, r.day = 1, 1
	case HalfYear:
		r.month, r.day = (r.month-1)/6*6+1, 1
	case Quarter:
		r.month, r.day = (r.month-1)/3*3+1, 1
	case Season:
		r.season, r.day = seasonOf(r.month), 1
	case Month:
		r.day = 1
	case Week, Weekend:
		n := r.number()
		n -= weekdayOf(n) - 1
		if g == Weekend {
			n += 5
		}
		r.year, r.month, r.day = fromCivil(n)
	}
	return r
}

var seasonMonth = map[string]int{"SP": 3, "SU": 6, "FA": 9, "WI": 12}

func seasonOf(month int) string {
	switch month {
	case 3, 4, 5:
		return "SP"
	case 6, 7, 8:
		return "SU"
	case 9, 10, 11:
		return "FA"
	}
	return "WI"
}

// add moves m by n units of granularity g and returns the unit it lands in.
func (m moment) add(n int, g Granularity) moment {
	r := m.at(g)
	if r.year == unknown {
		return r
	}
	switch g {
	case Century:
		r.year += 100 * n
	case Decade:
		r.year += 10 * n
	case Year:
		r.year += n
	case HalfYear, Quarter, Month:
		step := map[Granularity]int{HalfYear: 6, Quarter: 3, Month: 1}[g]
		k := r.year*12 + r.month - 1 + n*step
		r.year, r.month = floorDiv(k, 12), k-floorDiv(k, 12)*12+1
	case Season:
		r.year += n
	case Week, Weekend:
		r.year, r.month, r.day = fromCivil(r.number() + 7*n)
	default:
		r.year, r.month, r.day = fromCivil(r.number() + n)
		r.gran = Day
	}
	return r
}

// clockAfter is the time of day n hours or minutes after m.
func (m moment) clockAfter(n int, g Granularity) moment {
	if g == Hour {
		n *= 60
	}
	n += m.hour*60 + m.min
	days := floorDiv(n, 24*60)
	n -= days * 24 * 60
	m.year, m.month, m.day = fromCivil(m.number() + days)
	m.hour, m.min = n/60, n%60
	return m
}

// period returns the instants that m begins and ends at; zero before Christ,
// which RFC 3339 and most consumers cannot say.
func (m moment) period(loc *time.Location) (begin, until time.Time) {
	if !m.known() || m.year < 1 || m.year > 9998 {
		return begin, until
	}
	if m.zone != "" {
		if z := zoneOf(m.zone); z != nil {
			loc = z
		}
	}
	day := func(n int) time.Time {
		y, mo, d := fromCivil(n)
		return time.Date(y, time.Month(mo), d, 0, 0, 0, 0, loc)
	}
	switch {
	case m.days > 0:
		return day(m.number()), day(m.number() + m.days)
	case m.gran >= Hour:
		step := map[Granularity]time.Duration{Hour: time.Hour, Minute: time.Minute, Second: time.Second}[m.gran]
		begin = time.Date(m.year, time.Month(m.month), m.day, m.hour, m.min, m.sec, 0, loc)
		return begin, begin.Add(step)
	case m.gran == PartOfDay:
		h := partHours[m.part]
		begin = time.Date(m.year, time.Month(m.month), m.day, h[0], 0, 0, 0, loc)
		return begin, time.Date(m.year, time.Month(m.month), m.day, h[1], 0, 0, 0, loc)
	case m.gran == Weekend:
		return day(m.number()), day(m.number() + 2)
	case m.gran == Season:
		begin = time.Date(m.year, time.Month(seasonMonth[m.season]), 1, 0, 0, 0, 0, loc)
		return begin, begin.AddDate(0, 3, 0)
	}
	return day(m.at(m.gran).number()), day(m.add(1, m.gran).number())
}

// partHours are the usual hours of a part of the day; a night ends on the next
// morning.
var partHours = map[string][2]int{
	"MO": {6, 12}, "MI": {11, 14}, "AF": {12, 18}, "EV": {18, 24}, "NI": {20, 30}, "DT": {6, 20}, "": {0, 24},
}
