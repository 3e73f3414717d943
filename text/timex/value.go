package timex

import (
	"fmt"
	"strconv"
)

// value spells the moment as TIMEX3 does.
func (m moment) value() string {
	switch m.gran {
	case None:
		return ""
	case Century:
		return yearDigits(m.year, 100, 2)
	case Decade:
		return yearDigits(m.year, 10, 3)
	case Week, Weekend:
		return m.week()
	}
	y := yearDigits(m.year, 1, 4)
	switch m.gran {
	case Year:
		return y
	case HalfYear:
		return y + "-H" + strconv.Itoa((m.month+5)/6)
	case Quarter:
		return y + "-Q" + strconv.Itoa((m.month+2)/3)
	case Season:
		return y + "-" + m.season
	case Month:
		return y + "-" + two(m.month)
	}
	if m.day == 0 {
		return y + "-" + two(m.month) + "-XX"
	}
	d := y + "-" + two(m.month) + "-" + two(m.day)
	switch m.gran {
	case PartOfDay:
		return d + "T" + m.part
	case Hour:
		return d + "T" + two(m.hour) + m.zoneSuffix()
	case Minute:
		return d + "T" + two(m.hour) + ":" + two(m.min) + m.zoneSuffix()
	case Second:
		return d + "T" + two(m.hour) + ":" + two(m.min) + ":" + two(m.sec) + m.zoneSuffix()
	}
	return d
}

func (m moment) zoneSuffix() string {
	if m.zone == "GMT" || m.zone == "UTC" {
		return "Z"
	}
	return ""
}

func two(n int) string {
	return fmt.Sprintf("%02d", n)
}

// yearDigits spells a year without its last digits; before Christ it counts
// back from 1 BC.
func yearDigits(y, div, width int) string {
	if y == unknown {
		return "XXXX"[:width]
	}
	if y <= 0 {
		return "BC" + fmt.Sprintf("%0*d", width, (1-y)/div)
	}
	return fmt.Sprintf("%0*d", width, y/div)
}

func (m moment) week() string {
	if m.year == unknown {
		return "XXXX-WXX"
	}
	y, w := isoWeek(m.number())
	s := fmt.Sprintf("%04d-W%02d", y, w)
	if m.gran == Weekend {
		s += "-WE"
	}
	return s
}

// isoWeek returns the ISO 8601 year and week of a day number.
func isoWeek(n int) (year, week int) {
	thursday := n - weekdayOf(n) + 4
	y, _, _ := fromCivil(thursday)
	return y, (thursday-civil(y, 1, 1))/7 + 1
}
