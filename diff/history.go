package diff

import (
	"cmp"
	"slices"
	"strings"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
)

const (
	// minReturn is how alike a new sentence must be to one that had vanished to
	// count as its return in other words.
	minReturn = 0.5
	// returnReach is how many of the sentences that vanished last are looked at
	// for that. In the same words a sentence is found however long it was gone.
	returnReach = 100
)

// Blame says of every sentence of a story when it was seen. Revisions are
// named by their index in Revisions.
type Blame struct {
	Revisions []*news.Revision `json:"-"` // oldest first
	Present   []Origin         `json:"present"`
	Vanished  []Origin         `json:"vanished"` // by when last seen
}

// Origin is a sentence and when it was seen. It keeps its identity through
// edits, moves, splits and merges, and when it comes back after an absence.
type Origin struct {
	news.Sentence // as last seen, with its place in that revision's text

	First int    `json:"first"` // first seen, in whatever words
	Seen  []Seen `json:"seen"`  // the revisions that had it in these very words
	Words []Word `json:"words"` // its words and marks, in order
}

// Since returns the first revision that had the sentence in these words.
func (o *Origin) Since() int { return o.Seen[0].From }

// Last returns the last revision that had the sentence in these words.
func (o *Origin) Last() int { return o.Seen[len(o.Seen)-1].To }

// Seen is an unbroken run of revisions, both ends included.
type Seen struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Word is a word of a sentence and the revision that first had it there.
type Word struct {
	text.Span     // bytes of the sentence
	First     int `json:"first"`
}

// History follows every sentence through the revisions of a story, which come
// oldest first and with their articles; a revision without an article counts
// as an empty text.
func History(revs []*news.Revision) *Blame {
	h := history{absent: map[*thread]bool{}, byText: map[string][]*thread{}}
	var before *news.Article
	for k, rev := range revs {
		now := rev.Article
		if now == nil {
			now = &news.Article{}
		}
		h.step(k, Articles(before, now, Options{Structure: true}))
		before = now
	}
	return h.blame(revs)
}

// history is the state after some revisions.
type history struct {
	now    []*thread  // of each sentence of the latest text
	was    []*wording // the wordings of now, before a step changes them
	absent map[*thread]bool
	left   []*thread // the absent ones and others, in the order in which they left
	byText map[string][]*thread
}

// thread is the life of one sentence.
type thread struct {
	first    int
	at       *wording // as last seen
	wordings map[string]*wording
}

// wording is one way in which a sentence was written.
type wording struct {
	sentence news.Sentence
	seen     []Seen
	words    []Word
}

// step takes the sentences of revision k from those of the one before.
func (h *history) step(k int, r *Result) {
	h.was = wordings(h.now)
	next := make([]*thread, len(r.NewSentences))
	for n := range r.Pairs {
		p := &r.Pairs[n]
		for at, j := range p.New {
			if len(p.Old) > 0 {
				next[j] = h.follow(k, r, p, at)
			}
		}
	}
	for _, p := range r.Pairs {
		if p.Kind == align.Deleted {
			t := h.now[p.Old[0]]
			h.absent[t] = true
			h.left = append(h.left, t)
		}
	}
	h.returns(k, r, next)
	for j, t := range next {
		if t == nil {
			next[j] = h.begin(k, k, r.NewSentences[j], freshWords(r.NewSentences[j].Text, k))
		}
	}
	h.now = next
}

func wordings(ts []*thread) []*wording {
	out := make([]*wording, len(ts))
	for i, t := range ts {
		out[i] = t.at
	}
	return out
}

// begin starts a thread of a sentence that revision k has.
func (h *history) begin(k, first int, s news.Sentence, words []Word) *thread {
	t := &thread{first: first, wordings: map[string]*wording{}}
	h.write(t, k, s, words)
	return t
}

// write records that revision k has the sentence as s. A wording that was
// there before keeps the origin of its words.
func (h *history) write(t *thread, k int, s news.Sentence, words []Word) {
	w := t.wordings[s.Text]
	if w == nil {
		w = &wording{words: words}
		t.wordings[s.Text] = w
		h.byText[s.Text] = append(h.byText[s.Text], t)
	}
	w.sentence = s
	if n := len(w.seen); n > 0 && w.seen[n-1].To >= k-1 {
		w.seen[n-1].To = k
	} else {
		w.seen = append(w.seen, Seen{k, k})
	}
	t.at = w
}

// follow returns the thread of the at-th new sentence of pair p. The first part
// of a split goes on as the sentence itself; the others begin threads that are
// as old.
func (h *history) follow(k int, r *Result, p *align.Pair, at int) *thread {
	t := h.now[p.Old[0]]
	s := r.NewSentences[p.New[at]]
	if p.Kind == align.Same {
		h.write(t, k, s, nil)
		return t
	}
	words := h.carry(k, r, p, s)
	if at > 0 {
		return h.begin(k, t.first, s, words)
	}
	for _, i := range p.Old[1:] {
		t.first = min(t.first, h.now[i].first)
	}
	h.write(t, k, s, words)
	return t
}

func freshWords(s string, first int) []Word {
	var out []Word
	for _, w := range text.Words(s) {
		if w.Kind != text.Space {
			out = append(out, Word{w.Span, first})
		}
	}
	return out
}

// carry returns the words of new sentence s in pair p: those that the pair's
// edits leave, or only moved, are as old as they were.
func (h *history) carry(k int, r *Result, p *align.Pair, s news.Sentence) []Word {
	words := freshWords(s.Text, k)
	old := map[int][]origin{} // by move; 0 for those that stayed
	for _, i := range p.Old {
		from := r.OldSentences[i]
		for _, w := range h.was[i].words {
			span := text.Span{Start: from.Start + w.Start, End: from.Start + w.End}
			if m, ok := fate(p.Edits, span, func(e *align.Edit) text.Span { return e.Old }); ok {
				old[m] = append(old[m], origin{from.Text[w.Start:w.End], w.First})
			}
		}
	}
	// The new sentence may be one of several: what came before it in the
	// pair has used up its part of the words.
	for _, j := range p.New {
		if r.NewSentences[j].Start >= s.Start {
			break
		}
		h.take(r, p, r.NewSentences[j], freshWords(r.NewSentences[j].Text, k), old)
	}
	h.take(r, p, s, words, old)
	return words
}

// origin is a word of an old sentence and when it was first seen.
type origin struct {
	text  string
	first int
}

// take gives the words of new sentence s the age of the old words that they
// are, in order, and removes those from old.
func (h *history) take(r *Result, p *align.Pair, s news.Sentence, words []Word, old map[int][]origin) {
	for n := range words {
		w := &words[n]
		span := text.Span{Start: s.Start + w.Start, End: s.Start + w.End}
		m, ok := fate(p.Edits, span, func(e *align.Edit) text.Span { return e.New })
		if !ok {
			continue
		}
		for i, o := range old[m][:min(len(old[m]), 8)] {
			if strings.EqualFold(o.text, s.Text[w.Start:w.End]) {
				w.First = o.first
				old[m] = old[m][i+1:]
				break
			}
		}
	}
}

// fate tells what became of a word: it was changed (not ok), moved inside the
// pair (m > 0) or stayed.
func fate(edits []align.Edit, word text.Span, side func(*align.Edit) text.Span) (m int, ok bool) {
	i, _ := slices.BinarySearchFunc(edits, word.Start, func(e align.Edit, at int) int {
		return cmp.Compare(side(&e).End, at+1)
	})
	for ; i < len(edits) && side(&edits[i]).Start < word.End; i++ {
		if e := &edits[i]; side(e).Start < side(e).End && !e.Form {
			return e.Move, e.Move > 0
		}
	}
	return 0, true
}

// returns finds among the sentences that are new in revision k those that had
// vanished: the same wording first, then one much like it.
func (h *history) returns(k int, r *Result, next []*thread) {
	if len(h.absent) == 0 {
		return
	}
	h.left = slices.DeleteFunc(h.left, func(t *thread) bool { return !h.absent[t] })
	var fresh []int
	for j, s := range r.NewSentences {
		if next[j] != nil {
			continue
		}
		// Of equal ones, the one that came last comes back first.
		ts := h.byText[s.Text]
		for len(ts) > 0 && !h.absent[ts[len(ts)-1]] {
			ts = ts[:len(ts)-1]
		}
		if len(ts) == 0 {
			fresh = append(fresh, j)
			continue
		}
		next[j] = ts[len(ts)-1]
		h.revive(k, next[j], s, nil)
	}
	h.alike(k, r, next, fresh)
}

func (h *history) revive(k int, t *thread, s news.Sentence, words []Word) {
	delete(h.absent, t)
	h.write(t, k, s, words)
}

// alike lets a vanished sentence come back in other words.
func (h *history) alike(k int, r *Result, next []*thread, fresh []int) {
	var gone []*thread
	for _, t := range slices.Backward(h.left) {
		if len(gone) < returnReach && h.absent[t] && t.at.seen[len(t.at.seen)-1].To < k-1 {
			gone = append(gone, t)
		}
	}
	slices.Reverse(gone)
	if len(gone) == 0 || len(fresh) == 0 {
		return
	}
	from := &news.Article{Body: make(news.Body, len(gone))}
	for i, t := range gone {
		from.Body[i].Sentences = []string{t.at.sentence.Text}
	}
	to := &news.Article{Body: make(news.Body, len(fresh))}
	for i, j := range fresh {
		to.Body[i].Sentences = []string{r.NewSentences[j].Text}
	}
	then := history{now: gone, was: wordings(gone)}
	back := Articles(from, to, Options{Structure: true})
	for n := range back.Pairs {
		p := &back.Pairs[n]
		if p.Kind != align.Edited || back.kept(p) < minReturn {
			continue
		}
		j := fresh[p.New[0]]
		words := then.carry(k, back, p, back.NewSentences[p.New[0]])
		h.revive(k, gone[p.Old[0]], r.NewSentences[j], words)
		next[j] = gone[p.Old[0]]
	}
}

// kept returns the share of the bytes of p's sentences that its edits leave.
func (r *Result) kept(p *align.Pair) float64 {
	total, changed := 0, 0
	for _, i := range p.Old {
		total += len(r.OldSentences[i].Text)
	}
	for _, j := range p.New {
		total += len(r.NewSentences[j].Text)
	}
	for _, e := range p.Edits {
		if !e.Form && e.Move == 0 {
			changed += e.Old.End - e.Old.Start + e.New.End - e.New.Start
		}
	}
	return 1 - float64(changed)/float64(max(total, 1))
}

func (h *history) blame(revs []*news.Revision) *Blame {
	b := &Blame{Revisions: revs}
	for _, t := range h.now {
		b.Present = append(b.Present, t.origin())
	}
	for _, t := range h.left {
		if h.absent[t] {
			b.Vanished = append(b.Vanished, t.origin())
			delete(h.absent, t) // a thread that left twice is listed once
		}
	}
	slices.SortStableFunc(b.Vanished, func(x, y Origin) int { return cmp.Compare(x.Last(), y.Last()) })
	return b
}

func (t *thread) origin() Origin {
	return Origin{Sentence: t.at.sentence, First: t.first, Seen: t.at.seen, Words: t.at.words}
}
