package signal

// weigh returns how much a signal counts. The figures order revisions for a
// reader who looks for what matters: a correction before a toll, a toll before
// a date, anything that changes what is said before anything that changes how.
func (r *Change) weigh(s *Signal) float64 {
	w := weights[s.Kind]
	if s.Kind == Layout && s.Detail == Moved {
		w = r.moveWeight(s)
	}
	if s.Kind == Content && (s.Detail == Added || s.Detail == Removed) {
		w /= 2
	}
	if r.prominent(s) {
		w *= 1.5
	}
	return w
}

var weights = map[Kind]float64{
	Correction: 6, Casualty: 5, Negation: 5, Money: 3, Quote: 3, Attribution: 3, NameChange: 3, Number: 2, Date: 2, Hedge: 2,
	Headline: 2, Content: 1, Byline: .5, Link: .3, Style: .2, Layout: .2, Typo: .1,
}

// lead is how many sentences from the top count as prominent.
const lead = 3

// prominent reports whether a signal stands in the headline or in the lead.
func (r *Change) prominent(s *Signal) bool {
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
func (r *Change) moveWeight(s *Signal) float64 {
	for i := range r.Moves {
		if m := &r.Moves[i]; m.Pairs[0] == s.Pair {
			return .2 + 1.5*float64(m.By)/float64(max(len(r.To.Sentences), 1))
		}
	}
	return weights[Layout]
}
