package timeline

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// number gives the words of all members dense numbers and weighs them by how
// few stories have them.
func (r *ranking) number() {
	dense := make(map[uint32]int32, 1<<14)
	var df []float64
	var last []int // the story that counted a word last
	total := 0
	for _, m := range r.all {
		total += len(m.ev.terms)
	}
	ids, weights := make(slab[int32], total), make(slab[float64], total)
	for _, m := range r.all {
		m.ids, _ = ids.cut(len(m.ev.terms))
		for i, t := range m.ev.terms {
			id, ok := dense[t]
			if !ok {
				id = int32(len(df))
				dense[t] = id
				df, last = append(df, 0), append(last, -1)
			}
			m.ids[i] = id
			if last[id] != m.story {
				last[id] = m.story
				df[id]++
			}
		}
		slices.Sort(m.ids)
	}
	r.idf = make([]float64, len(df))
	for id, n := range df {
		r.idf[id] = math.Log1p(float64(len(r.stories)) / n) // never 0: one story has words too
	}
	r.centre = make([]float64, len(df))
	for _, m := range r.all {
		m.weight, _ = weights.cut(len(m.ids))
		m.weigh(r.idf)
	}
}

func (m *member) weigh(idf []float64) {
	norm := 0.0
	for i, id := range m.ids {
		m.weight[i] = idf[id]
		norm += idf[id] * idf[id]
	}
	if norm = math.Sqrt(norm); norm > 0 {
		for i := range m.weight {
			m.weight[i] /= norm
		}
	}
}

// What makes a sentence stand for its day, added to its likeness to the day's
// words as a whole. See docs/quality-timeline.md.
const (
	ownTime   = 0.2  // it names the day itself
	onTopic   = 0.1  // it has a word of the query
	common    = 0.1  // less for each e-fold by which its words are rare: it should speak of the topic, not of a detail
	goodWords = 12.0 // words with a meaning of their own; shorter says too little, longer too much
	wordsOff  = 0.1  // less for each e-fold away from that
	speech    = 0.1  // less with a quotation: it tells what was said, seldom what happened
	nameless  = 0.2  // less for a label that begins with "he" or "this": it stands alone and nobody knows who
	figures   = 0.1  // less for a label that opens with a figure or a mark: a count, a stamp, half a quotation
	asks      = 0.2  // less for a question: it tells of nothing that happened
	furniture = 0.3  // less for addresses and tags, which a page has around its text
	retold    = 0.25 // less where the latest revision no longer says so: the label is what stands
)

// score orders the members of a day by how well they stand for it.
func (r *ranking) score(d *dayRank) {
	norm := r.sum(d)
	defer r.clear()
	for _, m := range d.members {
		m.score = r.standing(m, norm)
	}
	slices.SortStableFunc(d.members, func(a, b *member) int {
		return cmp.Or(cmp.Compare(b.score, a.score), a.rev.Captured.Compare(b.rev.Captured),
			cmp.Compare(a.story, b.story), cmp.Compare(a.ev.position, b.ev.position), strings.Compare(a.ev.ID, b.ev.ID))
	})
}

func (r *ranking) standing(m *member, norm float64) float64 {
	s, rare := 0.0, 0.0
	for i, id := range m.ids {
		s += m.weight[i] * r.centre[id]
		rare += r.idf[id]
	}
	if norm > 0 {
		s /= norm
	}
	n := float64(max(1, len(m.ids)))
	s -= common*rare/n + wordsOff*math.Abs(math.Log(n/goodWords))
	if !m.isLede() {
		s += ownTime
	}
	if len(r.query) > 0 && r.topical(m.ev) {
		s += onTopic
	}
	if strings.ContainsAny(m.ev.Sentence, "\"“") {
		s -= speech
	}
	if opensNameless(m.ev.Label) {
		s -= nameless
	}
	if c, _ := utf8.DecodeRuneInString(m.ev.Label); !unicode.IsLetter(c) {
		s -= figures
	}
	if strings.HasSuffix(m.ev.Sentence, "?") {
		s -= asks
	}
	if strings.ContainsAny(m.ev.Label, "@#|") || strings.Contains(m.ev.Label, "://") {
		s -= furniture
	}
	if !m.present() {
		s -= retold
	}
	return s
}

// opensNameless reports whether a label begins with a word that stands for
// something named before.
func opensNameless(label string) bool {
	w, _, _ := strings.Cut(label, " ")
	if len(w) > 5 {
		return false
	}
	switch strings.ToLower(w) {
	case "he", "she", "it", "they", "i", "we", "you", "this", "that", "these", "those", "his", "her", "their":
		return true
	}
	return false
}

// sum adds up the words of a day in r.centre: those of its dated sentences, and
// of the openings of the reports that came out the day after. It returns the
// length of the sum.
func (r *ranking) sum(d *dayRank) float64 {
	for _, m := range d.members {
		if !m.isLede() {
			r.add(m)
		}
	}
	if next := r.near(d, 1); next != nil && d.prec == DayLong {
		for _, m := range next.members {
			if m.isLede() {
				r.add(m)
			}
		}
	}
	norm := 0.0
	for _, id := range r.touched {
		norm += r.centre[id] * r.centre[id]
	}
	return math.Sqrt(norm)
}

func (r *ranking) add(m *member) {
	for i, id := range m.ids {
		if r.centre[id] == 0 {
			r.touched = append(r.touched, id)
		}
		r.centre[id] += m.weight[i]
	}
}

func (r *ranking) clear() {
	for _, id := range r.touched {
		r.centre[id] = 0
	}
	r.touched = r.touched[:0]
}

// order arranges the events of a day so that each next one is good and says
// something new: by score less the likeness to the most like one before. Only
// the first n places are settled; the rest stay in order of score.
func order(groups []*group, n int) {
	like := make([]float64, len(groups))
	for k := range groups[:min(n, len(groups))] {
		best := k
		for i := k + 1; i < len(groups); i++ {
			if groups[i].leader.score-like[i] > groups[best].leader.score-like[best] {
				best = i
			}
		}
		// Move the best to place k and keep the order of the others.
		g, l := groups[best], like[best]
		copy(groups[k+1:best+1], groups[k:best])
		copy(like[k+1:best+1], like[k:best])
		groups[k], like[k] = g, l
		for i := k + 1; i < len(groups); i++ {
			like[i] = max(like[i], groups[i].leader.cosine(g.leader))
		}
	}
}
