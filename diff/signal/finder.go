package signal

import (
	"cmp"
	"slices"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
	"github.com/newsarc/newsarc/text/timex"
)

// Finder finds signals, and remembers what it read for the next texts of a story.
// The zero value is ready. It is for one goroutine, and the articles must not
// change while it knows them.
type Finder struct {
	// Brief says that what Find returns holds only until the next Find, and
	// leaves out what no line speaks of: whether a headline says the same in
	// other words.
	Brief bool

	last   *reader // of the text that was the new one
	claims claim.Memo

	// stated holds what sentences state, with the spans of some text that they
	// stand in, by what claims were drawn; it holds by the reference ref.
	stated map[*claim.Claims]*facts
	ref    timex.Reference
	refs   int // how many references there were

	// Memory for the next comparison, if that is a brief one.
	search  search
	signals []Signal
	gaps    []text.Span
	rooms   [2]room // of the last text and the next, in turns
	turn    int     // which is that of the next
}

// room is memory for what a text states, while it is compared with the one before
// and the one after.
type room struct {
	reader reader
	alone  []*facts
	order  []int
	claims *claim.Text
}

// Find returns what c means. A text that was not there before says nothing new
// about itself: without two articles there are no signals.
func (m *Finder) Find(c *Change) Found {
	if c.Old == nil || c.New == nil {
		return Found{}
	}
	f := m.begin(c)
	defer m.keep(f)
	for i := range c.Fields {
		f.field(&c.Fields[i])
	}
	f.notices()
	for k := range c.Pairs {
		if !f.noisePair(k) && (!f.notice[k] || c.Pairs[k].Kind == align.Edited) {
			f.pair(k)
		}
	}
	f.layout()
	f.corrections()
	slices.SortStableFunc(f.Signals, func(a, b Signal) int {
		return cmp.Or(cmp.Compare(min(a.Pair, 0), min(b.Pair, 0)), cmp.Compare(a.place(), b.place()))
	})
	for i := range f.Signals {
		f.Weight += c.weigh(&f.Signals[i])
	}
	f.OnlyNoise = f.onlyNoise()
	return f.Found
}

// Forget makes m ready for the texts of another story. What is known of sentences
// from m is not to be used any more.
func (m *Finder) Forget() {
	m.last, m.ref = nil, timex.Reference{}
	m.refs++
	m.claims.Forget()
	clear(m.stated)
}

// maxKept bounds the elements of memory that are kept for the next comparison.
const maxKept = 1 << 12

// begin returns a search for the signals of c.
func (m *Finder) begin(c *Change) *search {
	ref := reference(c)
	old := m.last
	if old == nil || old.article != c.Old || old.ref != ref {
		old = &reader{Text: c.From, article: c.Old, ref: ref, finder: m}
	}
	new := m.furnish(reader{Text: c.To, article: c.New, ref: ref, finder: m})
	if c.New.Headline == c.Old.Headline {
		new.head = old.head
	}
	f := &m.search
	*f = search{r: c, gaps: m.gapsOf(c), old: old, new: new}
	if m.Brief && cap(m.signals) <= maxKept {
		clear(m.signals)
		f.Signals = m.signals[:0]
	}
	return f
}

// furnish returns the reader of the new text with its memory.
func (m *Finder) furnish(rd reader) *reader {
	if !m.Brief {
		lasting := rd
		return &lasting
	}
	r := &m.rooms[m.turn]
	rd.alone = slices.Grow(r.alone[:0], len(rd.Sentences))[:len(rd.Sentences)]
	clear(rd.alone)
	rd.order = r.order
	m.claims.Reuse(r.claims)
	r.claims = nil
	r.reader = rd
	return &r.reader
}

// keep remembers the texts of a search that is over.
func (m *Finder) keep(f *search) {
	m.last = f.new
	if m.Brief {
		m.signals = f.Signals
		r := &m.rooms[m.turn]
		r.alone, r.order, r.claims = f.new.alone, f.new.order, f.new.claims
		m.turn = 1 - m.turn
	}
}

// refer forgets what holds by another reference only.
func (m *Finder) refer(ref timex.Reference) {
	if m.ref != ref || m.refs == 0 {
		clear(m.stated)
		m.ref = ref
		m.refs++
	}
}

// facts returns what a sentence with these claims states, nil if that is not
// known.
func (m *Finder) facts(c *claim.Claims, ref timex.Reference) *facts {
	m.refer(ref)
	return m.stated[c]
}

// tagOf returns the time expressions of a sentence of which x is known.
func (m *Finder) tagOf(x *Known, s string, ref timex.Reference) []timex.Expression {
	m.refer(ref)
	if x.tagged != m.refs {
		x.tagged, x.times = m.refs, timex.Tag(s, ref)
	}
	return x.times
}

// state remembers what a sentence states.
func (m *Finder) state(c *claim.Claims, fs *facts) {
	if m.stated == nil || len(m.stated) > maxKept {
		m.stated = make(map[*claim.Claims]*facts, 32)
	}
	m.stated[c] = fs
}
