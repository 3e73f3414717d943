package diff

import (
	"slices"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
	"github.com/newsarc/newsarc/text/timex"
)

// Lines says what changed from text to text of a story: what Articles and
// Summary say of the two, and for less work where the texts follow each other,
// since what was read of a sentence is known in the next text too. The zero value
// is ready.
//
// Lines is for one goroutine. The articles must not change while it knows them.
type Lines struct{ memo memo }

// Between returns the Summary of what changed.
func (l *Lines) Between(from, to *news.Article) string {
	l.memo.brief = true
	r := articles(from, to, Options{}, &l.memo)
	line := r.Summary()
	l.memo.reuse(r)
	return line
}

// Forget makes l ready for the texts of another story.
func (l *Lines) Forget() {
	m := &l.memo
	m.last, m.ref = nil, timex.Reference{}
	m.claims.Forget()
	clear(m.stated)
	clear(m.known)
	if m.aligner != nil {
		m.aligner.Forget()
	}
}

// memo is what is known of sentences from comparisons before.
type memo struct {
	brief  bool    // the edits of fields are left out, of which no line speaks
	last   *reader // of the text that was the new one
	claims claim.Memo

	// Memory for the next comparison, if that is a brief one.
	aligner *align.Aligner
	signals []Signal
	gaps    []text.Span
	finder  finder
	rooms   [2]room // of the last text and the next, in turns
	turn    int     // which is that of the next
	fresh   []known // for sentences to come

	// stated holds what sentences state, with the spans of some text that they
	// stand in, by what claims were drawn; it holds by the reference ref.
	stated map[*claim.Claims]*facts
	ref    timex.Reference

	known map[string]*known // by the sentence
}

// known is what is known of a sentence, wherever it stands.
type known struct {
	align.Known
	tagged bool   // times has its time expressions, by memo.ref
	notice int8   // whether it is a notice: 1 no, 2 yes, 0 not looked at
	read   bool   // what it states was asked for
	looked bool   // dotted and heads are set
	dotted bool   // there may be a point inside a word
	heads  heads  // with what letters its words begin
	low    string // in lower case with a line feed behind it; see reader.low
	times  []timex.Expression
}

// reuse takes the memory of a result that nobody has.
func (m *memo) reuse(r *Result) {
	if cap(r.Signals) <= maxMemo {
		clear(r.Signals)
		m.signals = r.Signals[:0]
	}
}

// maxMemo bounds the sentences that are known.
const maxMemo = 1 << 12

// begin makes ready for a comparison, in which no sentence is forgotten, and
// returns its aligner.
func (m *memo) begin() *align.Aligner {
	if len(m.known) > maxMemo {
		m.known, m.last = nil, nil
	}
	switch {
	case !m.brief:
		return align.New()
	case m.aligner == nil:
		m.aligner = align.NewBrief()
	default:
		m.aligner.Begin()
	}
	return m.aligner
}

// end ends the comparison: what a brief aligner returned holds for a while.
func (m *memo) end(a *align.Aligner) {
	if !m.brief {
		a.Free()
	}
}

// of returns what is known of a sentence.
func (m *memo) of(s string) *known {
	x := m.known[s]
	if x == nil {
		if m.known == nil {
			m.known = make(map[string]*known, 64)
		}
		if len(m.fresh) == 0 {
			m.fresh = make([]known, 32)
		}
		x, m.fresh = &m.fresh[0], m.fresh[1:]
		m.known[s] = x
	}
	return x
}

// lines returns some texts with what is known of them.
func (m *memo) lines(texts []string) align.Lines {
	l := align.Lines{Texts: texts, Known: make([]*align.Known, len(texts))}
	for i, s := range texts {
		l.Known[i] = &m.of(s).Known
	}
	return l
}

// allNear appends what is known of sentences of a text that is much like the last
// one: most of them follow each other there.
func (m *memo) allNear(dst []*known, sentences []string) []*known {
	var last source
	if m.last != nil {
		last = m.last.source
	}
	at := 0
	for _, s := range sentences {
		k := at
		for k < len(last.known) && k < at+3 && last.Lines.Texts[k] != s {
			k++
		}
		if k < len(last.known) && k < at+3 {
			dst, at = append(dst, last.known[k]), k+1
		} else {
			dst = append(dst, m.of(s))
		}
	}
	return dst
}

// room is memory for what is known of a text while it is compared with the one
// before and the one after.
type room struct {
	source source
	alone  []*facts
	order  []int
	claims *claim.Text
}

// source is one of the two texts of a comparison.
type source struct {
	align.Text
	known []*known // what is known of its sentences
}

// read makes s the body of an article, in the memory that s has.
func (s *source) read(a *news.Article, m *memo) {
	s.Body, s.Sentences = a.Body.Text(), a.Body.SentencesInto(s.Sentences)
	n := len(s.Sentences)
	s.Lines.Texts, s.Lines.Known = slices.Grow(s.Lines.Texts[:0], n), slices.Grow(s.Lines.Known[:0], n)
	for i := range s.Sentences {
		s.Lines.Texts = append(s.Lines.Texts, s.Sentences[i].Text)
	}
	s.known = m.allNear(slices.Grow(s.known[:0], n), s.Lines.Texts)
	for _, x := range s.known {
		s.Lines.Known = append(s.Lines.Known, &x.Known)
	}
}

// old returns the text that is the old one.
func (m *memo) old(a *news.Article) source {
	var s source
	switch {
	case a == nil:
	case m.last != nil && m.last.article == a:
		return m.last.source
	default:
		s.read(a, m)
	}
	return s
}

// new returns the text that is the new one.
func (m *memo) new(a *news.Article) source {
	var s source
	switch {
	case a == nil:
	case m.brief:
		r := &m.rooms[m.turn]
		r.source.read(a, m)
		return r.source
	default:
		s.read(a, m)
	}
	return s
}

// reader returns the reader of an article, nil if there is none.
func (m *memo) reader(a *news.Article, ref timex.Reference) *reader {
	if m.last != nil && m.last.article == a && m.last.ref == ref {
		return m.last
	}
	return nil
}

// keep remembers the texts of a comparison that is over.
func (m *memo) keep(f *finder) {
	m.last = f.new
	if m.brief {
		r := &m.rooms[m.turn]
		r.alone, r.order, r.claims = f.new.alone, f.new.order, f.new.claims
		m.turn = 1 - m.turn
	}
}

// furnish gives the reader of the new text its memory.
func (m *memo) furnish(rd *reader) {
	if !m.brief {
		return
	}
	r := &m.rooms[m.turn]
	rd.alone = slices.Grow(r.alone[:0], len(rd.Sentences))[:len(rd.Sentences)]
	clear(rd.alone)
	rd.order = r.order
	m.claims.Reuse(r.claims)
	r.claims = nil
}

// facts returns what a sentence with these claims states, nil if that is not
// known.
func (m *memo) facts(c *claim.Claims, ref timex.Reference) *facts {
	m.refer(ref)
	return m.stated[c]
}

// refer forgets what holds by another reference only.
func (m *memo) refer(ref timex.Reference) {
	if m.ref == ref {
		return
	}
	clear(m.stated)
	for _, x := range m.known {
		x.tagged, x.times = false, nil
	}
	m.ref = ref
}

// tagOf returns the time expressions of a sentence of which x is known.
func (m *memo) tagOf(x *known, s string, ref timex.Reference) []timex.Expression {
	m.refer(ref)
	if !x.tagged {
		x.tagged, x.times = true, timex.Tag(s, ref)
	}
	return x.times
}

// state remembers what a sentence states.
func (m *memo) state(c *claim.Claims, fs *facts) {
	if m.stated == nil || len(m.stated) > maxMemo {
		m.stated = make(map[*claim.Claims]*facts, 32)
	}
	m.stated[c] = fs
}
