package signal

import (
	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/diff/noise"
	"github.com/newsarc/newsarc/text"
)

// onlyNoise reports whether everything that changed has been labelled as noise.
func (f *search) onlyNoise() bool {
	if len(f.Noise) == 0 || len(f.Signals) > 0 {
		return false
	}
	pairs := make(map[int]bool, len(f.Noise))
	fields := 0
	for i := range f.Noise {
		if k := f.Noise[i].Pair; k >= 0 {
			pairs[k] = true
		} else {
			fields++
		}
	}
	for i := range f.r.Fields {
		if f.r.Fields[i].Name != "modified" { // the time of a change is no change
			fields--
		}
	}
	for k := range f.r.Pairs {
		if f.r.Pairs[k].Kind != align.Same && !pairs[k] {
			return false
		}
	}
	return fields >= 0
}

// noisePair labels pair k if its whole change is noise, and reports whether it
// is.
func (f *search) noisePair(k int) bool {
	r := f.r
	p := &r.Pairs[k]
	if p.Kind == align.Same || p.Kind == align.Split || p.Kind == align.Merged {
		return false
	}
	var o, n text.Span
	if len(p.Old) > 0 {
		o = align.Extent(r.From.Sentences, p.Old)
	} else {
		o = f.gaps[k]
	}
	if len(p.New) > 0 {
		n = align.Extent(r.To.Sentences, p.New)
	} else {
		n = f.gaps[k]
	}
	rule := noise.Rule(o.Of(r.From.Body), n.Of(r.To.Body))
	if rule == "" {
		return false
	}
	f.Noise = append(f.Noise, Noise{Rule: rule, Pair: k, Old: evidence(r.From.Body, o), New: evidence(r.To.Body, n)})
	return true
}

// noisyMove reports whether a move only carries furniture of the page.
func (f *search) noisyMove(m align.Move) bool {
	rule := ""
	for _, k := range m.Pairs {
		for _, i := range f.r.Pairs[k].New {
			if rule = noise.Furniture(noise.PlainMarks(noise.PlainSpace(f.r.To.Sentences[i].Text))); rule == "" {
				return false
			}
		}
	}
	k := m.Pairs[0]
	o, n := align.Extent(f.r.From.Sentences, f.r.Pairs[k].Old), align.Extent(f.r.To.Sentences, f.r.Pairs[k].New)
	f.Noise = append(f.Noise, Noise{Rule: rule, Pair: k, Old: evidence(f.r.From.Body, o), New: evidence(f.r.To.Body, n)})
	return true
}
