package timex

// op gives a frame a value. It reports false if the match is no time expression
// after all.
type op func(f *frame) bool

// ops are the ops by the names that language files call them by.
var ops = map[string]op{
	"aeons":         opAeons,
	"ago":           opAgo,
	"andhalf":       opAndHalf,
	"attacks":       opAttacks,
	"bareday":       opBareDay,
	"beforeday":     opBeforeDay,
	"clockwords":    opClockWords,
	"compound":      opCompound,
	"constant":      opConstant,
	"daily":         opDaily,
	"dayof":         opDayOf,
	"decade":        opDecade,
	"definite":      opDefinite,
	"deictic":       opDeictic,
	"duration":      opDuration,
	"frequency":     opFrequency,
	"fromday":       opFromDay,
	"half":          opHalf,
	"halfago":       opHalfAgo,
	"halflength":    opHalfLength,
	"holiday":       opHoliday,
	"lastday":       opLastDay,
	"length":        opLength,
	"mention":       opMention,
	"mentionmonth":  opMentionMonth,
	"midpart":       opUntitled,
	"month":         opMonth,
	"monthweek":     opMonthWeek,
	"narrative":     opNarrative,
	"nthday":        opNthDay,
	"oneday":        opOneDay,
	"period":        opPeriod,
	"point":         opPoint,
	"quarter":       opQuarter,
	"quarterended":  opQuarterEnded,
	"quartermonths": opQuarterMonths,
	"range":         opRange,
	"rate":          opRate,
	"recent":        opRecent,
	"relunit":       opRelUnit,
	"season":        opSeason,
	"set":           opSet,
	"skip":          opSkip,
	"soon":          opSoon,
	"thatpart":      opThatPart,
	"thatseason":    opThatSeason,
	"thetime":       opTheTime,
	"tonight":       opUntitled,
	"weekof":        opWeekOf,
	"while":         opWhile,
	"year":          opYear,
	"yearago":       opYearAgo,
	"yearend":       opYearEnd,
}

// opSkip is for what looks like a time expression and is none: it takes the
// tokens and gives nothing.
func opSkip(*frame) bool { return true }
