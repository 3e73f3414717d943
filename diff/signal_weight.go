package diff

// weigh returns how much a signal counts. The figures order revisions for a
// reader who looks for what matters: a correction before a toll, a toll before
// a date, anything that changes what is said before anything that changes how.
func (r *Result) weigh(s *Signal) float64 {
	w := weights[s.Kind]
	if s.Kind == Layout && s.Detail == detailMoved {
		w = r.moveWeight(s)
	}
	if s.Kind == Content && (s.Detail == detailAdded || s.Detail == detailRemoved) {
		w /= 2
	}
	if r.prominent(s) {
		w *= 1.5
	}
	return w
}

var weights = map[SignalKind]float64{
	Correction: 6, Casualty: 5, Negation: 5, Money: 3, Quote: 3, Attribution: 3, NameChange: 3, Number: 2, Date: 2, Hedge: 2,
	Headline: 2, Content: 1, Byline: .5, Link: .3, Style: .2, Layout: .2, Typo: .1,
}

// lead is how many sentences from the top count as prominent.
const lead = 3

// prominent reports whether a signal stands in the headline or in the lead.
func (r *Result) prominent(s *Signal) bool {
	if s.Old.Field == "headline" {
		return true
	}
	if s.Pair < 0 {
		return false
	}
	p := &r.Pairs[s.Pair]
	return len(p.New) > 0 && p.New[0] < lead || len(p.Old) > 0 && p.Old[0] < lead
}

// moveWeight weighs a move by how far it went, as a share of the text: from the
// second paragraph to the fourteenth matters.
func (r *Result) moveWeight(s *Signal) float64 {
	for i := range r.Moves {
		if m := &r.Moves[i]; m.Pairs[0] == s.Pair {
			return .2 + 1.5*float64(m.By)/float64(max(len(r.NewSentences), 1))
		}
	}
	return weights[Layout]
}

// Candour says whether a revision tells its readers what it does.
type Candour string

// The kinds of candour. A revision is silent if it changes facts, says nothing
// of it and claims to have been modified when the old one was.
const (
	Untouched Candour = "untouched" // nothing changed
	Stamped   Candour = "stamped"   // only the modified time is new
	Cosmetic  Candour = "cosmetic"  // no fact changed
	Corrected Candour = "corrected" // facts changed, and a notice says so
	Dated     Candour = "dated"     // facts changed, and the modified time is new
	Silent    Candour = "silent"    // facts changed: no notice, no new modified time
)

// Candour classes the revision from Old to New.
func (r *Result) Candour() Candour {
	if r.Old == nil || r.New == nil {
		return Untouched
	}
	dated := !r.Old.Modified.Equal(r.New.Modified) && !r.New.Modified.IsZero()
	facts, notice := false, false
	for i := range r.Signals {
		s := &r.Signals[i]
		facts = facts || s.Kind.Fact() && s.Detail != "published" || s.Kind == Headline && s.Detail == detailChanged
		notice = notice || s.Kind == Correction && s.Detail != detailRemoved
	}
	switch {
	case notice:
		return Corrected
	case facts && dated:
		return Dated
	case facts:
		return Silent
	case len(r.Signals) > 0 || len(r.Noise) > 0:
		return Cosmetic
	case dated:
		return Stamped
	case r.Changed():
		return Cosmetic
	}
	return Untouched
}
