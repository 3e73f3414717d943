package diff

import (
	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/diff/noise"
	"github.com/newsarc/newsarc/text"
)

// onlyNoise reports whether everything that changed has been labelled as noise.
func (r *Result) onlyNoise() bool {
	if len(r.Noise) == 0 || len(r.Signals) > 0 {
		return false
	}
	pairs := make(map[int]bool, len(r.Noise))
	fields := 0
	for i := range r.Noise {
		if k := r.Noise[i].Pair; k >= 0 {
			pairs[k] = true
		} else {
			fields++
		}
	}
	for i := range r.Fields {
		if r.Fields[i].Name != "modified" { // the time of a change is no change
			fields--
		}
	}
	for k := range r.Pairs {
		if r.Pairs[k].Kind != align.Same && !pairs[k] {
			return false
		}
	}
	return fields >= 0
}

// noisePair labels pair k if its whole change is noise, and reports whether it
// is.
func (f *finder) noisePair(k int) bool {
	r := f.r
	p := &r.Pairs[k]
	if p.Kind == align.Same || p.Kind == align.Split || p.Kind == align.Merged {
		return false
	}
	var o, n text.Span
	if len(p.Old) > 0 {
		o = align.Extent(r.OldSentences, p.Old)
	} else {
		o = f.gaps[k]
	}
	if len(p.New) > 0 {
		n = align.Extent(r.NewSentences, p.New)
	} else {
		n = f.gaps[k]
	}
	rule := noise.Rule(o.Of(r.oldText), n.Of(r.newText))
	if rule == "" {
		return false
	}
	f.r.Noise = append(f.r.Noise, Noise{Rule: rule, Pair: k, Old: evidence(r.oldText, o), New: evidence(r.newText, n)})
	return true
}

// noisyMove reports whether a move only carries furniture of the page.
func (f *finder) noisyMove(m align.Move) bool {
	rule := ""
	for _, k := range m.Pairs {
		for _, i := range f.r.Pairs[k].New {
			if rule = noise.Furniture(noise.PlainMarks(noise.PlainSpace(f.r.NewSentences[i].Text))); rule == "" {
				return false
			}
		}
	}
	k := m.Pairs[0]
	o, n := align.Extent(f.r.OldSentences, f.r.Pairs[k].Old), align.Extent(f.r.NewSentences, f.r.Pairs[k].New)
	f.r.Noise = append(f.r.Noise, Noise{Rule: rule, Pair: k, Old: evidence(f.r.oldText, o), New: evidence(f.r.newText, n)})
	return true
}
