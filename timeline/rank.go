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
	events  *clusterer // see clustering.dated
}

// rank returns the days that opts wants in order of weight, and what finds their
// events. What speaks for a day is looked for in all that is told,
// also of other times: how busy a week was does not depend on the period shown.
func rank(stories []told, all []*member, opts *Options) ([]*dayRank, *clustering) {
	r := &ranking{stories: stories, all: all, index: make(map[string]int), query: make(map[uint32]bool)}
	for _, q := range opts.Query {
		for _, t := range terms(q) {
			r.query[t] = true
		}
	}
	for _, m := range all {
		r.place(m)
	}
	r.number()
	r.vote()
	days := slices.DeleteFunc(slices.Clone(r.list), func(d *dayRank) bool {
		d.members = slices.DeleteFunc(d.members, func(m *member) bool { return !opts.wantsTime(m.ev.Time) })
		return len(d.members) == 0
	})
	r.weigh(days)
	slices.SortStableFunc(days, func(a, b *dayRank) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), a.begin.Compare(b.begin), strings.Compare(a.key, b.key))
	})
	found := &clustering{score: r.score, days: make(map[string]*dayRank, len(days))}
	for _, d := range days {
		found.days[d.key] = d
	}
	return days, found
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
	onTopicAll = 5.0  // a story counts in full if so many of its sentences are on the topic
	calm       = 0.3  // in busy weeks votes are divided by (mean of the days around + 1)^0.3

	// A chronology, an article that lists dates of long ago, was written to say
	// which days matter: each of its days counts in full.
	chronicle = 6   // dates written out, older than a week
	listing   = 0.1 // of them to a sentence
)

// vote counts for each day the stories that speak of it. It is the number of
// documents with a topic word, the strongest single sign there is, made
// gradual. A sentence that several stories have word for word, as updates of a
// report and agency copy do, is one testimony and counts once.
func (r *ranking) vote() {
	byStory := make([][]*member, len(r.stories))
	for _, m := range r.all {
		if in := m.ev.Mentions[0].Inherited; m.ev.Time.Precision.fine() && (in == "" || in == byOffset) {
			byStory[m.story] = append(byStory[m.story], m)
		}
	}
	seen := make(map[string]bool)
	for i, members := range byStory {
		if len(members) > 0 {
			r.voteOf(&r.stories[i], members, seen)
		}
	}
}

func (r *ranking) voteOf(s *told, members []*member, seen map[string]bool) {
	sum := 0.0
	tally := make(map[int]float64)
	far := r.listed(s, members)
	for _, m := range members {
		v := 0.3 + 0.7*math.Exp(-depth*float64(m.ev.position))
		if !s.Published.IsZero() && r.list[m.day].key > s.Published.Format(time.DateOnly) {
			v *= ahead
		}
		if seen[m.ev.ID] || r.stamped(s, m) {
			v = 0
		}
		seen[m.ev.ID] = true
		tally[m.day] += v
		sum += v
	}
	if sum == 0 {
		return
	}
	topic := r.about(members[0].ev.text)
	for d, v := range tally {
		switch {
		case v == 0:
		case far[d]:
			r.list[d].votes += topic
		default:
			r.list[d].votes += topic * v / (v + saturation) * math.Pow(v/sum, division)
		}
	}
}

// stamped reports whether a mention gives the day of publication in figures.
// That is nearly always furniture of the page: reports say "Monday" or "today".
func (r *ranking) stamped(s *told, m *member) bool {
	return !s.Published.IsZero() && r.list[m.day].key == s.Published.Format(time.DateOnly) &&
		strings.ContainsAny(m.ev.Mentions[0].Expression, "0123456789")
}

// about says how much a text is about the query, 0 to 1.
func (r *ranking) about(w *wording) float64 {
	if len(r.query) == 0 {
		return 1
	}
	n := 0 // of the commonest word: a sentence with two of them counts once
	for term := range r.query {
		n = max(n, w.count(term))
	}
	return min(1, float64(n)/onTopicAll)
}

// listed returns the days of a chronology; nil if the story is none.
func (r *ranking) listed(s *told, members []*member) map[int]bool {
	if s.Published.IsZero() {
		return nil
	}
	weekAgo := s.Published.AddDate(0, 0, -6)
	var far map[int]bool
	for _, m := range members {
		if m.ev.Time.Begin.Before(weekAgo) && strings.ContainsAny(m.ev.Mentions[0].Expression, "0123456789") {
			if far == nil {
				far = make(map[int]bool)
			}
			far[m.day] = true
		}
	}
	if len(far) < chronicle || float64(len(far)) < listing*float64(members[0].ev.text.sentences) {
		return nil
	}
	return far
}

// weigh turns votes into weights, of which the greatest is 1. Periods coarser
// than a day are background and stand behind days.
func (r *ranking) weigh(days []*dayRank) {
	const around = 7
	top := 0.0
	for _, d := range days {
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
		top = max(top, d.weight)
	}
	for _, d := range days {
		if d.prec == DayLong && top > 0 {
			d.weight /= top
		}
	}
}
