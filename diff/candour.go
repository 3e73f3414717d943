package diff

import "github.com/newsarc/newsarc/diff/signal"

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
		facts = facts || s.Kind.Fact() && s.Detail != "published" || s.Kind == signal.Headline && s.Detail == signal.Changed
		notice = notice || s.Kind == signal.Correction && s.Detail != signal.Removed
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
