package timeline

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// ranking orders days and, within days, sentences. How it was tuned and what it
// reaches is in docs/quality-timeline.md.
type ranking struct {
	stories []told
	all     []*member
	query   map[uint32]bool // stems of the topic words

	list  []*dayRank
	index map[string]int // key of a day -> its place in list

	idf     []float64 // by dense number of a word
	centre  []float64 // words of the day being scored, by dense number
	touched []int32   // those that are not 0
}

// dayRank is a day, or a coarser period, with what speaks for it.
type dayRank struct {
	key     string
	begin   time.Time
	prec    Precision
	members []*member
	votes   float64
	weight  float64
}

// rank returns the days in order of weight, each with its members by score.
func rank(stories []told, all []*member, query []string) []*dayRank {
	r := &ranking{stories: stories, all: all, index: make(map[string]int), query: make(map[uint32]bool)}
	for _, q := range query {
		for _, t := range terms(q) {
			r.query[t] = true
		}
	}
	for _, m := range all {
		r.place(m)
	}
	r.number()
	r.vote()
	r.weigh()
	for _, d := range r.list {
		r.score(d)
	}
	days := slices.Clone(r.list)
	slices.SortStableFunc(days, func(a, b *dayRank) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), a.begin.Compare(b.begin), strings.Compare(a.key, b.key))
	})
	return days
}

// place puts a member on its day.
func (r *ranking) place(m *member) {
	t := &m.ev.Time
	key := t.Key()
	d, ok := r.index[key]
	if !ok {
		d = len(r.list)
		r.index[key] = d
		r.list = append(r.list, &dayRank{key: key, begin: t.Begin, prec: t.Precision})
		if t.Precision.fine() {
			r.list[d].prec = DayLong
		}
	}
	m.day = d
	r.list[d].members = append(r.list[d].members, m)
}

// near returns the day n days from d, nil if nothing is told of it.
func (r *ranking) near(d *dayRank, n int) *dayRank {
	if k, ok := r.index[d.begin.AddDate(0, 0, n).Format(time.DateOnly)]; ok {
		return r.list[k]
	}
	return nil
}

// topical reports whether an event speaks of the query; without a query all do.
func (r *ranking) topical(ev *Event) bool {
	return len(r.query) == 0 || slices.ContainsFunc(ev.terms, func(t uint32) bool { return r.query[t] })
}

// What a mention says for its day. The numbers were chosen by hand in rounds of
// trials on five topics (docs/quality-timeline.md); each is flat around its
// value.
const (
	ahead      = 0.4  // a day still to come when the text was written
	depth      = 0.03 // a sentence further down says less: factor 0.3 + 0.7 exp(-depth*position)
	saturation = 1.0  // the second sentence of a story on a day adds half the first: n/(n+1)
	division   = 0.1  // a story that names many days says less for each: share^0.1
	topicShare = 4.0  // a story counts in full if a quarter of its dated sentences are on the topic
	calm       = 0.3  // in busy weeks votes are divided by (mean of the days around + 1)^0.3
	weekend    = 0.9  // fewer things that last happen on Saturday and Sunday
)

// vote counts for each day the stories that speak of it. It is the number of
// documents with a topic word, the strongest single sign there is, made
// gradual.
func (r *ranking) vote() {
	byStory := make([][]*member, len(r.stories))
	for _, m := range r.all {
		if m.ev.Time.Precision.fine() && !m.isLede() {
			byStory[m.story] = append(byStory[m.story], m)
		}
	}
	tally := make(map[int]float64)
	for i, members := range byStory {
		clear(tally)
		on, sum := 0.0, 0.0
		published := r.stories[i].Published
		for _, m := range members {
			if r.topical(m.ev) {
				on++
			}
			v := 0.3 + 0.7*math.Exp(-depth*float64(m.ev.position))
			if !published.IsZero() && r.list[m.day].key > published.Format(time.DateOnly) {
				v *= ahead
			}
			tally[m.day] += v
			sum += v
		}
		topic := min(1, topicShare*on/float64(len(members)))
		for d, v := range tally {
			r.list[d].votes += topic * v / (v + saturation) * math.Pow(v/sum, division)
		}
	}
}

// weigh turns votes into weights. Periods coarser than a day are background
// and stand behind days.
func (r *ranking) weigh() {
	const around = 7
	top := 0.0
	for _, d := range r.list {
		if d.prec != DayLong {
			d.weight = 0.1 * min(1, math.Log1p(float64(len(d.members)))/8)
			continue
		}
		sum := 0.0
		for i := -around; i <= around; i++ {
			if n := r.near(d, i); n != nil {
				sum += n.votes
			}
		}
		d.weight = d.votes / math.Pow(1+sum/(2*around+1), calm)
		if w := d.begin.Weekday(); w == time.Saturday || w == time.Sunday {
			d.weight *= weekend
		}
		top = max(top, d.weight)
	}
	for _, d := range r.list {
		if d.prec == DayLong && top > 0 {
			d.weight /= top
		}
	}
}
