package timex

// The classes of words that the code knows by name; language files may make as
// many more as they like.
const (
	classNum     = iota // digits or a number in words
	classNumWord        // a number in words
	classDay            // 1 to 31 in digits
	classHour           // 0 to 24 in digits
	classTwo            // two digits
	classYear           // four digits, or a year in words
	classOld            // one to four digits: a year of antiquity
	classMil            // four digits such as 0603
	classYy             // an apostrophe and two digits
	classOrd            // an ordinal
	classDecade         // 1990s, '90s
	classDotted         // 10.35 as a clock time
	classClock          // 10:35
	classPacked         // a date of three numbers
	classCard           // words that numbers are made of
	classAnd            // the word within a number
	classPoss           // a possessive ending
	classMonth          // names of months
	classOne            // indefinite articles
	classLen            // singular units
	classThe            // determiners
	classOf             // the word that makes a fraction of "a quarter"
	classMention        // words that point to an earlier mention
	classWeekday
	classMaySeason // words that are seasons only beside the right words
	classAfter
	classDeictic
	classEra
	classAmpm
	classTitle // abbreviations that end no sentence
	classJoins // what may stand between the dates of a list
	classComma
	classColon
	classHomonym  // months that are words or names too
	classLeads    // words that a date or a year likes to follow
	classVerbal   // words that follow a modal verb
	classFollows  // words that a date with a determiner does not like before it
	classPrefix   // what a hyphen may join to a year
	classNumbered // words before numbers that are no years
	classCounted  // words after numbers that are no years
	classTimes    // words that make "a year" a rate
	classPrep     // prepositions that make "a year" a length
	classLately   // words for the recent past
	classEarlier  // words for what comes before
	classWill     // auxiliaries of the future
	classPlan     // words that make a time a planned one
	classPlanTo   // the same before TO
	classPlanFor  // participles of planning before FORTO
	classTo
	classForTo
	classIs       // the present of a passive
	classWhen     // conjunctions of time
	classBe       // the infinitive of a passive
	classHad      // the auxiliary of the remote past
	classPastVerb // irregular past tenses
	classPresentVerb
	classPlain   // words that only look like past tenses
	classClause  // words and marks between clauses
	classAhead   // prepositions that look ahead
	classBy      // prepositions that set a limit
	classSince   // prepositions that look back
	classExtreme // superlatives of the weather and of trade, which months follow
	classStarts  // verbs of timetables, whose present tells of what is to come
	numCore
)

// coreNames are their names in language files. A language need not have words
// for each.
var coreNames = [numCore]string{
	classNum:         "NUM",
	classNumWord:     "NUMWORD",
	classDay:         "DAY",
	classHour:        "HOUR",
	classTwo:         "TWO",
	classYear:        "YEAR",
	classOld:         "OLD",
	classMil:         "MIL",
	classYy:          "YY",
	classOrd:         "ORD",
	classDecade:      "DECADE",
	classClock:       "CLOCK",
	classDotted:      "DOTTED",
	classPacked:      "PACKED",
	classCard:        "CARD",
	classAnd:         "AND",
	classPoss:        "'s",
	classMonth:       "MONTH",
	classOne:         "ONE",
	classLen:         "LEN",
	classThe:         "THE",
	classOf:          "OF",
	classMention:     "MENT",
	classWeekday:     "WEEKDAY",
	classMaySeason:   "MAYSEASON",
	classAfter:       "AFTER",
	classDeictic:     "DEICTIC",
	classEra:         "ERA",
	classAmpm:        "AMPM",
	classTitle:       "TITLE",
	classJoins:       "JOINS",
	classComma:       ",",
	classColon:       ":",
	classHomonym:     "HOMONYM",
	classLeads:       "LEADS",
	classVerbal:      "VERBAL",
	classFollows:     "FOLLOWS",
	classPrefix:      "PREFIX",
	classNumbered:    "NUMBERED",
	classCounted:     "COUNTED",
	classTimes:       "TIMES",
	classPrep:        "PREP",
	classLately:      "LATELY",
	classEarlier:     "BEFORE",
	classWill:        "WILL",
	classPlan:        "PLAN",
	classPlanTo:      "PLANTO",
	classPlanFor:     "PLANFOR",
	classTo:          "TO",
	classForTo:       "FORTO",
	classIs:          "IS",
	classWhen:        "WHEN",
	classBe:          "BE",
	classHad:         "HAD",
	classPastVerb:    "PASTVERB",
	classPresentVerb: "PRESENTVERB",
	classPlain:       "PLAIN",
	classClause:      "CLAUSE",
	classAhead:       "AHEAD",
	classBy:          "BY",
	classSince:       "SINCE",
	classExtreme:     "EXTREME",
	classStarts:      "STARTS",
}
