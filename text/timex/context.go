package timex

// context is what a text has said of time so far: the stack that relative
// expressions are resolved against.
type context struct {
	ref     moment // the day of the reference time; not valid if there is none
	last    moment // the last date mentioned
	lastEnd int    // the token after it
	endOf   [Second + 1]int
	lastOf  [Second + 1]moment // the last mention of each granularity
	period  moment             // the business period last spoken of
	told    moment             // where a story has got to
	story   bool               // the text tells its own time: it is dominated by explicit years
}

// mention remembers the date that an expression before token end has named.
// Whether it moves the story, the caller says: a year told in passing does not.
func (c *context) mention(m moment, end int, moves bool) {
	if !m.known() {
		return
	}
	c.last, c.lastEnd = m, end
	c.lastOf[m.gran], c.endOf[m.gran] = m, end
	if !c.told.known() || moves && m.gran >= Year {
		c.told = m
	}
}

// storyYear is the year of a month or a day of the story told: that which
// brings it nearest to where the story has got to. Stories go forward, so that a
// step back counts for more.
func (c *context) storyYear(m moment) int {
	if c.told.gran <= Year {
		return c.told.year
	}
	best, dist := c.told.year, 1<<30
	for y := best - 1; y <= c.told.year+1; y++ {
		m.year = y
		d := m.number() - c.told.number()
		if d < 0 {
			d = -d * 6 / 5
		}
		if d < dist {
			best, dist = y, d
		}
	}
	return best
}

// here is the day of the reference, or an unknown day.
func (c *context) here() moment {
	if c.ref.valid() {
		return c.ref
	}
	return moment{gran: Day, year: unknown}
}

// today is the day that a time of day belongs to if no day is said.
func (c *context) today() (moment, string) {
	if c.last.gran == Day || c.last.gran >= PartOfDay {
		return c.last.at(Day), anchorMention
	}
	return c.here(), anchorReference
}

// narrative reports whether the text is dominated by explicit years, as
// histories and biographies are and news is not.
func (t *tagger) narrative() bool {
	years, deictic := 0, 0
	for i := range t.toks {
		switch k := &t.toks[i]; {
		case k.is(classYear) && !t.recent(int(k.num)), k.is(classEra) && i > 0 && t.toks[i-1].has(flagNumeric):
			years++
		case k.is(classWeekday), k.is(classDeictic):
			deictic++
		}
	}
	return years >= 8 && years > 6*deictic
}

// recent reports whether a year is that of the reference or next to it: news
// too may write many dates in full.
func (c *context) recent(y int) bool { return c.ref.valid() && y >= c.ref.year-1 }

// finest is the last mention that is as fine as g, such as the day that "that
// day" speaks of.
func (c *context) finest(g Granularity, at int) moment {
	if c.last.gran >= g {
		return c.last
	}
	best := None
	for k := g; k <= Second; k++ {
		if c.lastOf[k].known() && c.endOf[k] > max(c.endOf[best], at-memory) {
			best = k
		}
	}
	return c.lastOf[best]
}

// memory is how many tokens back a text may speak of as "that day".
const memory = 120
