package timex

// discourse is what a text has said of time so far: the stack that relative
// expressions are resolved against.
type discourse struct {
	ref     moment // the day of the reference time; not valid if there is none
	last    moment // the last date mentioned
	lastEnd int    // the token after it
	endOf   [Second + 1]int
	lastOf  [Second + 1]moment // the last mention of each granularity
	period  moment             // the business period last spoken of
	told    moment             // where a story has got to
	headed  moment             // the earlier year that opens a sentence of news
	headAt  int                // the token after it
	story   bool               // the text tells its own time: it is dominated by explicit years

	heard    int  // how many tokens have been searched for quotation marks
	inSpeech bool // whether a quotation is open there
}

// mention remembers the date that an expression before token end has named.
// Whether it moves the story, the caller says: a year told in passing does not.
func (d *discourse) mention(m moment, end int, moves bool) {
	if !m.known() {
		return
	}
	d.last, d.lastEnd = m, end
	d.lastOf[m.gran], d.endOf[m.gran] = m, end
	if !d.told.known() || moves && m.gran >= Year {
		d.told = m
	}
}

// head remembers an earlier year that opens a sentence of news, as in "Last year
// the road was closed in May".
func (t *tagger) head(m moment, from, to int) {
	if m.gran == Year && t.ref.valid() && m.year < t.ref.year && t.opens(from) {
		t.headed, t.headAt = m, to
	}
}

// headYear is the year that the sentence of token i opens with, else unknown.
func (t *tagger) headYear(i int) int {
	if !t.headed.valid() || i-t.headAt > nearby {
		return unknown
	}
	for k := t.headAt; k <= i; k++ {
		t.work++
		if t.toks[k].has(flagSentence) {
			t.headed = moment{}
			return unknown
		}
	}
	return t.headed.year
}

// earlierYear is the year of a month or day that news tells of an earlier year:
// that which the sentence opens with, or that of a day told just before and less
// than three weeks away. Else it is unknown.
func (f *frame) earlierYear(m moment) int {
	t := f.t
	m.year = t.ref.year
	ahead := m.number() > t.ref.number()
	if y := t.headYear(f.from); y != unknown && (ahead || y < t.ref.year-1) {
		return y // "last year sales fell, and in January" may be this year's
	}
	if m.gran == Day && t.last.gran >= Day && t.last.known() && t.last.year < t.ref.year && f.from-t.lastEnd <= nearby {
		m.year = t.last.year
		if d := m.number() - t.last.number(); d > -20 && d < 20 {
			return m.year
		}
	}
	return unknown
}

// storyYear is the year of a month or a day of the story told: that which
// brings it nearest to where the story has got to. Stories go forward, so that a
// step back counts for more.
func (d *discourse) storyYear(m moment) int {
	if d.told.gran <= Year {
		return d.told.year
	}
	best, dist := d.told.year, 1<<30
	for y := best - 1; y <= d.told.year+1; y++ {
		m.year = y
		gap := m.number() - d.told.number()
		if gap < 0 {
			gap = -gap * 6 / 5
		}
		if gap < dist {
			best, dist = y, gap
		}
	}
	return best
}

// here is the day that "today" at token i speaks of: that of the reference. Who
// speaks in a story spoke on another day, and the text seldom tells which.
func (t *tagger) here(i int) moment {
	if t.ref.valid() && !(t.story && t.speech(i)) {
		return t.ref
	}
	return moment{gran: Day, year: unknown}
}

// speech reports whether token i stands between quotation marks. The text is
// read once: i never goes back.
func (t *tagger) speech(i int) bool {
	for ; t.heard <= i; t.heard++ {
		k := &t.toks[t.heard]
		if k.has(flagPara) {
			t.inSpeech = false
		}
		switch t.text[k.start:k.end] {
		case `"`:
			t.inSpeech = !t.inSpeech
		case "“", "”":
			t.inSpeech = t.text[k.start:k.end] == "“"
		}
	}
	return t.inSpeech
}

// today is the day that a time of day at token i belongs to if no day is said:
// the last one mentioned, if that is near.
func (t *tagger) today(i int) (moment, string) {
	if t.stamp(i) {
		return t.here(i), anchorReference
	}
	if t.last.gran >= Day && i-t.lastEnd <= nearby {
		return t.last.at(Day), anchorMention
	}
	return t.here(i), anchorReference
}

// stamp reports whether the time of day at token i opens a line, as in a live
// blog: that is when the line was written.
func (t *tagger) stamp(i int) bool {
	return t.ref.valid() && !t.story && t.toks[i].has(flagNumeric) && (i == 0 || t.toks[i].has(flagLine))
}

// narrative reports whether the text is dominated by explicit years, as
// histories and biographies are and news is not. A short one has but a few: then
// they must be dense, and hardly a verb may stand in the present.
func (t *tagger) narrative() bool {
	years, deictic, present := 0, 0, 0
	for i := range t.toks {
		switch k := &t.toks[i]; {
		case k.is(classYear) && !t.recent(int(k.num)), k.is(classEra) && i > 0 && t.toks[i-1].has(flagNumeric):
			years++
		case k.is(classWeekday), k.is(classDeictic):
			deictic++
		case k.is(classPresentVerb), k.is(classWill):
			present++
		}
	}
	return years >= 8 && years > 6*deictic ||
		years >= 3 && deictic == 0 && present <= years && years*tokensPerYear >= len(t.toks)
}

// tokensPerYear is how many tokens a short story has at most for each year that
// it names.
const tokensPerYear = 100

// recent reports whether a year is that of the reference or next to it: news
// too may write many dates in full.
func (d *discourse) recent(y int) bool { return d.ref.valid() && y >= d.ref.year-1 }

// finest is the last mention that is as fine as g, such as the day that "that
// day" speaks of.
func (d *discourse) finest(g Granularity, at int) moment {
	if d.last.gran >= g {
		return d.last
	}
	best := None
	for k := g; k <= Second; k++ {
		if d.lastOf[k].known() && d.endOf[k] > max(d.endOf[best], at-memory) {
			best = k
		}
	}
	return d.lastOf[best]
}

// nearby is how many tokens back the day of a clock time may have been said.
const nearby = 60

// memory is how many tokens back a text may speak of as "that day".
const memory = 120
