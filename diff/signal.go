package diff

import (
	"cmp"
	"slices"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
)

// The kinds of signals. A casualty and a sum of money are numbers too: see
// Signal.Kinds.
const (
	Number      SignalKind = "number"      // a figure, a rank, a duration
	Casualty    SignalKind = "casualty"    // people killed, wounded, missing ..., or what befell them
	Money       SignalKind = "money"       // a sum, a price
	Date        SignalKind = "date"        // a day, a year, a time of day
	Quote       SignalKind = "quote"       // words between quote marks, or the marks
	NameChange  SignalKind = "name"        // a proper name, a title
	Attribution SignalKind = "attribution" // who said it
	Negation    SignalKind = "negation"    // not, no, never
	Hedge       SignalKind = "hedge"       // may, reportedly, at least: firmer or softer
	Headline    SignalKind = "headline"    // also the subhead
	Byline      SignalKind = "byline"      // also the credits
	Correction  SignalKind = "correction"  // a notice that something was wrong
	Link        SignalKind = "link"        // an address that a reader would follow
	Content     SignalKind = "content"     // words that carry the sense, of none of the kinds above
	Style       SignalKind = "style"       // the same in other words
	Typo        SignalKind = "typo"        // a slip of the pen, mended or made
	Layout      SignalKind = "layout"      // the same sentences in another place or cut otherwise
)

// SignalKinds lists every kind, those that matter most first.
var SignalKinds = []SignalKind{
	Correction, Casualty, Negation, Money, Quote, Attribution, NameChange, Number, Date, Hedge,
	Headline, Content, Byline, Link, Style, Layout, Typo,
}

// Fact reports whether a change of this kind changes what the text states.
func (k SignalKind) Fact() bool {
	switch k {
	case Number, Casualty, Money, Date, Quote, NameChange, Attribution, Negation, Hedge, Content:
		return true
	}
	return false
}

// Kinds returns the kinds that s is of: its own, and Number where the figure of
// a casualty or a sum changed.
func (s *Signal) Kinds() []SignalKind {
	if (s.Kind == Casualty || s.Kind == Money) && s.Detail != detailRole {
		return []SignalKind{s.Kind, Number}
	}
	return []SignalKind{s.Kind}
}

// Kinds returns the kinds of all signals of r, each once, in the order of
// SignalKinds.
func (r *Result) Kinds() []SignalKind {
	seen := map[SignalKind]bool{}
	for i := range r.Signals {
		for _, k := range r.Signals[i].Kinds() {
			seen[k] = true
		}
	}
	var out []SignalKind
	for _, k := range SignalKinds {
		if seen[k] {
			out = append(out, k)
		}
	}
	return out
}

// The details of signals.
const (
	detailAdded    = "added"
	detailRemoved  = "removed"
	detailChanged  = "changed"
	detailRole     = "what befell them"
	detailBound    = "bound"
	detailReworded = "reworded"
	detailRestyled = "the same in other words"
	detailMarksOff = "marks dropped"
	detailMarksOn  = "marks added"
	detailFirmer   = "firmer"
	detailSofter   = "softer"
	detailTitle    = "title"
	detailOrder    = "places exchanged"
	detailSubhead  = "subhead"
	detailDateline = "dateline"
	detailCredit   = "credit"
	detailMoved    = "moved"
	detailJoined   = "joined"
	detailCut      = "cut"
)

// signals finds what changed in substance or form and fills r.Signals, r.Noise
// and r.Weight. A text that was not there before says nothing new
// about itself: without two articles there are no signals.
func signals(r *Result, m *memo, old, new source) {
	if r.Old == nil || r.New == nil {
		return
	}
	f := newFinder(r, m, old, new)
	r.Signals = m.signals
	defer m.keep(f)
	for i := range r.Fields {
		f.field(&r.Fields[i])
	}
	f.notices()
	for k := range r.Pairs {
		if !f.noisePair(k) && (!f.notice[k] || r.Pairs[k].Kind == align.Edited) {
			f.pair(k)
		}
	}
	f.layout()
	f.corrections()
	slices.SortStableFunc(r.Signals, func(a, b Signal) int {
		return cmp.Or(cmp.Compare(min(a.Pair, 0), min(b.Pair, 0)), cmp.Compare(a.place(), b.place()))
	})
	for i := range r.Signals {
		r.Weight += r.weigh(&r.Signals[i])
	}
}

// place orders signals by where they stand in the new text.
func (s *Signal) place() int {
	if s.New.Start == 0 && s.New.End == 0 {
		return s.Old.Start
	}
	return s.New.Start
}

// finder draws the signals from a comparison.
type finder struct {
	r        *Result
	old, new *reader
	notice   map[int]bool // pairs that are a notice of correction
	gaps     []text.Span  // of each pair, the place in the text where it has no sentence
	bare     [2]facts     // scratch of lone
}

func newFinder(r *Result, m *memo, from, to source) *finder {
	ref := reference(r)
	old := m.reader(r.Old, ref)
	if old == nil {
		old = &reader{source: from, article: r.Old, ref: ref, memo: m}
	}
	new := &reader{source: to, article: r.New, ref: ref, memo: m}
	m.furnish(new)
	f := &m.finder
	*f = finder{r: r, gaps: m.gapsOf(r), old: old, new: new}
	return f
}

// gapsOf returns for each pair that has no sentence in one of the texts where it
// would stand there: behind what stands before it.
func (m *memo) gapsOf(r *Result) []text.Span {
	out := slices.Grow(m.gaps[:0], len(r.Pairs))[:len(r.Pairs)]
	if m.brief {
		m.gaps = out
	}
	o, n := 0, 0
	for k := range r.Pairs {
		p := &r.Pairs[k]
		switch p.Kind {
		case align.Inserted:
			out[k] = text.Span{Start: o, End: o}
		case align.Deleted:
			out[k] = text.Span{Start: n, End: n}
		default:
			out[k] = text.Span{}
			o, n = r.OldSentences[p.Old[len(p.Old)-1]].End, r.NewSentences[p.New[len(p.New)-1]].End
		}
	}
	return out
}

// add appends a signal.
func (f *finder) add(s Signal) {
	f.r.Signals = append(f.r.Signals, s)
}

// pair finds the signals of pair k.
func (f *finder) pair(k int) {
	p := &f.r.Pairs[k]
	switch p.Kind {
	case align.Same:
		return
	case align.Inserted, align.Deleted:
		f.lone(k)
		return
	}
	c := f.comparison(k)
	n := len(f.r.Signals)
	c.run(f)
	f.wording(&c, f.r.Signals[n:])
	if p.Kind != align.Edited {
		detail := detailCut
		if p.Kind == align.Merged {
			detail = detailJoined
		}
		f.add(c.signal(Layout, align.Extent(f.r.OldSentences, p.Old), align.Extent(f.r.NewSentences, p.New), detail))
	}
}

// layout reports moves and paragraphs that are cut otherwise.
func (f *finder) layout() {
	r := f.r
	for _, m := range r.Moves {
		first, last := r.Pairs[m.Pairs[0]], r.Pairs[m.Pairs[len(m.Pairs)-1]]
		if f.noisyMove(m) {
			continue
		}
		o := text.Span{Start: r.OldSentences[first.Old[0]].Start, End: r.OldSentences[last.Old[len(last.Old)-1]].End}
		n := text.Span{Start: r.NewSentences[first.New[0]].Start, End: r.NewSentences[last.New[len(last.New)-1]].End}
		if o.End < o.Start || n.End < n.Start {
			o, n = align.Extent(r.OldSentences, first.Old), align.Extent(r.NewSentences, first.New)
		}
		f.add(Signal{Kind: Layout, Pair: m.Pairs[0], Detail: detailMoved, Old: evidence(r.oldText, o), New: evidence(r.newText, n)})
	}
	f.paragraphs()
}

// paragraphs reports where neighbouring sentences that stayed neighbours came
// into one paragraph or into two.
func (f *finder) paragraphs() {
	r := f.r
	for k := 1; k < len(r.Pairs); k++ {
		a, b := &r.Pairs[k-1], &r.Pairs[k]
		if len(a.Old) == 0 || len(a.New) == 0 || len(b.Old) == 0 || len(b.New) == 0 {
			continue
		}
		i, j := a.Old[len(a.Old)-1], a.New[len(a.New)-1]
		if b.Old[0] != i+1 || b.New[0] != j+1 {
			continue
		}
		was := r.OldSentences[i].Paragraph == r.OldSentences[i+1].Paragraph
		is := r.NewSentences[j].Paragraph == r.NewSentences[j+1].Paragraph
		if was == is {
			continue
		}
		detail := detailJoined
		if was {
			detail = detailCut
		}
		f.add(Signal{
			Kind: Layout, Pair: k, Detail: detail,
			Old: evidence(r.oldText, text.Span{Start: r.OldSentences[i+1].Start, End: r.OldSentences[i+1].End}),
			New: evidence(r.newText, text.Span{Start: r.NewSentences[j+1].Start, End: r.NewSentences[j+1].End}),
		})
	}
	f.kinds()
}

// kinds reports sentences that became a heading, a quote, an item, or no longer
// are one.
func (f *finder) kinds() {
	r := f.r
	for k := range r.Pairs {
		p := &r.Pairs[k]
		if len(p.Old) == 0 || len(p.New) == 0 {
			continue
		}
		o, n := r.OldSentences[p.Old[0]], r.NewSentences[p.New[0]]
		was, is := r.Old.Body[o.Paragraph].Kind, r.New.Body[n.Paragraph].Kind
		if was == is || o.Index > 0 {
			continue
		}
		f.add(Signal{
			Kind: Layout, Pair: k, Detail: string(kindName(was) + " -> " + kindName(is)),
			Old: evidence(r.oldText, text.Span{Start: o.Start, End: o.End}), New: evidence(r.newText, text.Span{Start: n.Start, End: n.End}),
		})
	}
}

func kindName(k news.ParagraphKind) news.ParagraphKind {
	if k == news.Text {
		return "text"
	}
	return k
}

// evidence returns the words of s that span names.
func evidence(s string, span text.Span) Evidence {
	return Evidence{Span: span, Text: span.Of(s)}
}
