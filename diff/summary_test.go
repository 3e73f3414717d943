package diff

import (
	"testing"

	"github.com/newsarc/newsarc/diff/signal"
	"github.com/newsarc/newsarc/news"
)

func float(v float64) *float64 { return &v }

// TestSummary gives the signals, so that a better finder changes nothing here.
func TestSummary(t *testing.T) {
	const quake, costa = "At least 35 people died.", "“We need tents,” Elena Costa said."
	words := func(old, new string) (o, n signal.Evidence) {
		return signal.Evidence{Text: old}, signal.Evidence{Text: new}
	}
	of := func(kind signal.Kind, detail, old, new string) signal.Signal {
		o, n := words(old, new)
		return signal.Signal{Kind: kind, Detail: detail, Pair: -1, Old: o, New: n}
	}
	toll := of(signal.Casualty, signal.Changed, "at least 35 people", "at least 38 people")
	toll.OldValue, toll.NewValue, toll.Unit = float(35), float(38), "killed"
	wounded := of(signal.Casualty, signal.Changed, "1,200", "12,000")
	wounded.OldValue, wounded.NewValue, wounded.Unit = float(1200), float(12000), "wounded"
	for _, c := range []struct {
		name     string
		old, new *news.Article
		signals  []signal.Signal
		want     string
	}{
		{"first", nil, body("A.\nB."), nil, "new text of 2 sentences"},
		{"gone", body("A."), nil, nil, "no longer present"},
		{"equal", body("A."), body("A."), nil, "no change"},
		{"paragraphs", body("A.\nB."), body("A.\n\nB."), nil, "layout changed"},
		{"toll, twice", body(quake), body("At least 38 people died."), []signal.Signal{toll, toll}, "toll 35 -> 38"},
		{"thousands", body(quake), body("At least 38 people died."), []signal.Signal{wounded}, "wounded 1,200 -> 12,000"},
		{"money", body("a b c."), body("a b d."), []signal.Signal{of(signal.Money, signal.Changed, "$1.5 million", "$15 million")}, "$1.5 million -> $15 million"},
		{"bare number", body("a b c."), body("a b d."), []signal.Signal{of(signal.Number, signal.Changed, "6.4", "6.7")}, "number 6.4 -> 6.7"},
		{"name came", body("a b c."), body("a b d."), []signal.Signal{of(signal.NameChange, signal.Added, "", "Maria Gomez")}, "name Maria Gomez added"},
		{"softer", body("a b c."), body("a b d."), []signal.Signal{of(signal.Hedge, signal.Softer, "", "reportedly")}, "softer: reportedly added"},
		{"softer by two words", body("a b c."), body("a b d."), []signal.Signal{of(signal.Hedge, signal.Softer, "", "might"), of(signal.Hedge, signal.Softer, "", "could"), of(signal.Hedge, signal.Softer, "", "might")}, "softer: could, might added"},
		{
			"too long to quote", body("a b c."), body("a b d."),
			[]signal.Signal{of(signal.Attribution, signal.Changed, "according to three officials with knowledge of the matter", "police")},
			"attribution changed",
		},
		{
			"too long to quote, and says itself", body("a b c."), body("a b d."),
			[]signal.Signal{of(signal.Number, signal.Added, "", "nearly four hundred thousand metric tonnes of grain")},
			"number added",
		},
		{
			"more facts than fit", body("a b c."), body("a b d."),
			[]signal.Signal{
				of(signal.Date, signal.Changed, "Monday", "Tuesday"), of(signal.Date, signal.Changed, "March 3", "March 13"), of(signal.Date, signal.Added, "", "1987"),
				of(signal.Headline, signal.Changed, "x", "y"),
			},
			"Monday -> Tuesday; March 3 -> March 13; 1 more change of fact; headline changed",
		},
		{"wording only", body("a b c."), body("a b d."), []signal.Signal{of(signal.Style, "", "c", "d"), of(signal.Style, "", "e", "f")}, "wording changed"},
		{"no signal", body("a b c."), body("a b d."), nil, "1 sentence edited"},
		{
			"structure", body("One storm.\nTwo rivers rose.\nThree towns were flooded.\nFour bridges fell."),
			body("Two rivers rose.\nThree towns were flooded.\nFour bridges fell.\nOne storm.\nNobody was hurt there."), nil,
			"1 sentence added; 1 sentence moved down",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Articles(c.old, c.new, Options{Structure: true})
			r.Signals = c.signals
			if got := r.Summary(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	r := Articles(body(quake+"\nIt was felt."), body(quake+"\n"+costa+"\nIt was felt."), Options{Structure: true})
	at := len(quake) + 1
	r.Signals = []signal.Signal{{Kind: signal.Quote, Detail: signal.Added, Pair: 1, New: signal.Evidence{Text: "“We need tents,”"}}}
	r.Signals[0].New.Start, r.Signals[0].New.End = at, at+len("“We need tents,”")
	if got, want := r.Summary(), "quote of Elena Costa added; 1 sentence added"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	// A pronoun names nobody.
	hers := `“We need tents,” she said.`
	r = Articles(body(quake+"\nIt was felt."), body(quake+"\n"+hers+"\nIt was felt."), Options{Structure: true})
	r.Signals = []signal.Signal{{Kind: signal.Quote, Detail: signal.Added, Pair: 1, New: signal.Evidence{Text: "“We need tents,”"}}}
	r.Signals[0].New.Start, r.Signals[0].New.End = at, at+len("“We need tents,”")
	if got, want := r.Summary(), "quote added; 1 sentence added"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestStat(t *testing.T) {
	old := body("One man died in Oslo.\nThe road was closed, police said.\nGone now.")
	new := body("Two men died in Oslo.\nPolice said the road was closed.\nA new line came here.")
	old.Byline, new.Byline = "By Ann Lee", "By Ann Lee and Raj Patel"
	got := Articles(old, new, Options{Structure: true}).Stat()
	// One -> Two, man -> men; moved words are not counted.
	want := Stat{Fields: 1, Edited: 2, Deleted: 1, Inserted: 1, WordsInserted: 2 + 5 + 3, WordsDeleted: 2 + 2}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
