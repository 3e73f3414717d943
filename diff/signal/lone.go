package signal

import (
	"slices"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
)

// lone finds the facts of a sentence without a counterpart that the other text
// states nowhere.
func (f *search) lone(k int) {
	p := &f.r.Pairs[k]
	added := p.Kind == align.Inserted
	var fs *facts
	var other *reader
	f.bare[0], f.bare[1] = facts{text: f.r.From.Body}, facts{text: f.r.To.Body}
	c := comparison{pair: k, old: &f.bare[0], new: &f.bare[1]}
	empty, detail := f.gaps[k], Removed
	if added {
		fs, other, detail = f.new.own(p.New[0]), f.old, Added
		c.new.extent = fs.extent
	} else {
		fs, other = f.old.own(p.Old[0]), f.new
		c.old.extent = fs.extent
	}
	before := len(f.Signals)
	put := func(kind Kind, s text.Span) {
		o, n := s, empty
		if added {
			o, n = empty, s
		}
		f.add(c.signal(kind, o, n, detail))
	}
	for _, q := range fs.quotes {
		if q.key != "" && !other.statesQuote(&q) {
			put(Quote, q.Span)
		}
	}
	for i := range fs.figures {
		if x := &fs.figures[i]; telling(x) && !other.statesFigure(x) {
			f.loneFigure(c, x, empty, added, detail)
		}
	}
	for _, t := range fs.times {
		if !vagueTime(t.value) && !other.statesTime(t.value) {
			put(Date, t.Span)
		}
	}
	for i, n := range fs.names {
		again := func(o nameFact) bool { return o.kind != claim.Nation && o.key == n.key }
		if n.kind != claim.Nation && !slices.ContainsFunc(fs.names[:i], again) && !other.knows(n.key) {
			put(NameChange, n.Span)
		}
	}
	for _, l := range fs.links {
		put(Link, l.Span)
	}
	if len(f.Signals) == before {
		put(Content, fs.extent)
	}
}

// loneFigure adds the signal of a figure that came or went with its sentence;
// empty is where that would stand in the other text.
func (f *search) loneFigure(c comparison, x *figureFact, empty text.Span, added bool, detail string) {
	if added {
		c.old.extent = empty
		f.addFigure(&c, nil, x, detail)
		f.Signals[len(f.Signals)-1].Old = evidence(f.r.From.Body, empty)
		return
	}
	c.new.extent = empty
	f.addFigure(&c, x, nil, detail)
	f.Signals[len(f.Signals)-1].New = evidence(f.r.To.Body, empty)
}
