package signal

import (
	"slices"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/text"
)

// search draws the signals from a change.
type search struct {
	Found
	r        *Change
	old, new *reader
	notice   map[int]bool // pairs that are a notice of correction
	gaps     []text.Span  // of each pair, the place in the text where it has no sentence
	bare     [2]facts     // scratch of lone
}

// gapsOf returns for each pair that has no sentence in one of the texts where it
// would stand there: behind what stands before it.
func (m *Finder) gapsOf(r *Change) []text.Span {
	out := slices.Grow(m.gaps[:0], len(r.Pairs))[:len(r.Pairs)]
	if m.Brief {
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
			o, n = r.From.Sentences[p.Old[len(p.Old)-1]].End, r.To.Sentences[p.New[len(p.New)-1]].End
		}
	}
	return out
}

// add appends a signal.
func (f *search) add(s Signal) {
	f.Signals = append(f.Signals, s)
}

// pair finds the signals of pair k.
func (f *search) pair(k int) {
	p := &f.r.Pairs[k]
	switch p.Kind {
	case align.Same:
		return
	case align.Inserted, align.Deleted:
		f.lone(k)
		return
	}
	c := f.comparison(k)
	n := len(f.Signals)
	c.run(f)
	f.wording(&c, f.Signals[n:])
	if p.Kind != align.Edited {
		detail := Cut
		if p.Kind == align.Merged {
			detail = Joined
		}
		f.add(c.signal(Layout, align.Extent(f.r.From.Sentences, p.Old), align.Extent(f.r.To.Sentences, p.New), detail))
	}
}
