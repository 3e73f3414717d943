package diff

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/diff/signal"
	"github.com/newsarc/newsarc/news"
)

// find returns the first signal of a kind.
func find(t *testing.T, r *Result, k signal.Kind) signal.Signal {
	t.Helper()
	i := slices.IndexFunc(r.Signals, func(s signal.Signal) bool { return s.Kind == k })
	if i < 0 {
		t.Fatalf("no %s among %v", k, r.Kinds())
	}
	return r.Signals[i]
}

func pair(from, to string) *Result {
	return Articles(article(from), article(to), Options{})
}

func TestFigureSignal(t *testing.T) {
	for _, c := range []struct {
		from, to, unit string
		old, new       float64
		kind           signal.Kind
	}{
		{"The blast killed 35 people.", "The blast killed 38 people.", "killed", 35, 38, signal.Casualty},
		{"The fine was $1.5 million.", "The fine was $15 million.", "USD", 1.5e6, 15e6, signal.Money},
		{"Prices rose 0.3 percent.", "Prices rose 3 percent.", "percent", .3, 3, signal.Number},
		{"It fell to -5 degrees.", "It fell to 5 degrees.", "degree", -5, 5, signal.Number},
		{"The bridge is 3 kilometers long.", "The bridge is 4 kilometers long.", "kilometer", 3, 4, signal.Number},
	} {
		s := find(t, pair(c.from, c.to), c.kind)
		if s.OldValue == nil || s.NewValue == nil || *s.OldValue != c.old || *s.NewValue != c.new || s.Unit != c.unit {
			t.Errorf("%s: %+v", c.from, s)
		}
	}
}

func TestCorrectionNamesItsSentence(t *testing.T) {
	const rest = " ¶ The mayor spoke at noon. ¶ A band played."
	r := pair("The tower has 12 floors."+rest,
		"The tower has 21 floors."+rest+" ¶ Correction: An earlier version of this article misstated the number of floors of the tower.")
	s := find(t, r, signal.Correction)
	if got := s.Old.Text; got != "The tower has 12 floors." {
		t.Errorf("corrects %q", got)
	}
	if !strings.HasPrefix(s.New.Text, "Correction:") || s.Pair != 0 {
		t.Errorf("notice %q of pair %d", s.New.Text, s.Pair)
	}
}

func TestCandour(t *testing.T) {
	const (
		early = "@modified 2016-09-05T10:00:00Z ¶ "
		late  = "@modified 2016-09-05T12:00:00Z ¶ "
	)
	for _, c := range []struct {
		from, to string
		want     Candour
	}{
		{early + "The blast killed 35 people.", early + "The blast killed 35 people.", Untouched},
		{early + "The blast killed 35 people.", late + "The blast killed 35 people.", Stamped},
		{early + "The blast killed 35 people.", early + "The blast killed 38 people.", Silent},
		{early + "The blast killed 35 people.", late + "The blast killed 38 people.", Dated},
		{"The blast killed 35 people.", "The blast killed 38 people.", Silent},
		{"The blast killed 35 people.", "The blast killed 38 people. ¶ Correction: An earlier version of this story gave a wrong toll.", Corrected},
		{"The blast killed 35 people.", "The blast  killed 35 people.", Cosmetic},
		{"The goverment fell.", "The government fell.", Cosmetic},
		{"@headline Storm nears the coast ¶ It rains.", "@headline Storm hits the coast ¶ It rains.", Silent},
		{"@headline Storm is near the coast ¶ It rains.", "@headline Storm is close to the coast ¶ It rains.", Cosmetic},
	} {
		if got := pair(c.from, c.to).Candour(); got != c.want {
			t.Errorf("%s\n%s\n  got %s, want %s", c.from, c.to, got, c.want)
		}
	}
}

// What an earlier, graver change weighs more than a later, slighter one.
func TestWeight(t *testing.T) {
	var last float64
	for _, c := range [][2]string{
		{"The mayor spoke.", "The mayor spoke."},
		{"The goverment fell.", "The government fell."},
		{"The council started the debate.", "The council began the debate."},
		{"The crew repaired the boat.", "The crew abandoned the boat."},
		{"The talks resume on Thursday.", "The talks resume on Friday."},
		{"The blast killed 35 people.", "The blast killed 38 people."},
	} {
		w := pair(c[0], c[1]).Weight
		if w < last || w == last && w > 0 {
			t.Errorf("%s -> %s weighs %v, the one before %v", c[0], c[1], w, last)
		}
		last = w
	}
}

func TestOtherLanguages(t *testing.T) {
	for _, c := range []struct {
		lang, from, to string
		want           []signal.Kind
	}{
		{"de", "Bei dem Anschlag starben 35 Menschen.", "Bei dem Anschlag starben 38 Menschen.", []signal.Kind{signal.Number}},
		{"de", "Der Bau kostet 1.500 Euro.", "Der Bau kostet 15.000 Euro.", []signal.Kind{signal.Money, signal.Number}},
		{"fr", "Il a dit « jamais ».", "Il a dit jamais.", []signal.Kind{signal.Quote}},
		{"es", "El presidente habló con 12 ministros.", "El presidente habló con 21 ministros.", []signal.Kind{signal.Number}},
		{"zh", "警方说，爆炸造成3人死亡。", "警方说，爆炸造成5人死亡。", []signal.Kind{signal.Number}},
		{"ar", "قتل 35 شخصا", "قتل 38 شخصا", []signal.Kind{signal.Number}},
	} {
		a, b := article(c.from), article(c.to)
		a.Language, b.Language = c.lang, c.lang
		r := Articles(a, b, Options{})
		if diff := cmp.Diff(c.want, r.Kinds()); diff != "" {
			t.Errorf("%s: %s", c.from, diff)
		}
		if r.AllNoise {
			t.Errorf("%s: noise", c.from)
		}
	}
}

func TestNoSignalsForNewText(t *testing.T) {
	r := Articles(nil, article("The blast killed 35 people."), Options{})
	if len(r.Signals) > 0 || r.Weight != 0 || r.Candour() != Untouched {
		t.Errorf("%v, %v", r.Kinds(), r.Weight)
	}
}

func TestModifiedTimeAlone(t *testing.T) {
	a, b := article("The mayor spoke."), article("The mayor spoke.")
	a.Modified = news.Instant(time.Date(2016, 9, 5, 10, 0, 0, 0, time.UTC))
	b.Modified = news.Instant(time.Date(2016, 9, 5, 11, 0, 0, 0, time.UTC))
	r := Articles(a, b, Options{})
	if r.AllNoise || len(r.Signals) > 0 || r.Candour() != Stamped {
		t.Errorf("noise %v, signals %v, %s", r.AllNoise, r.Kinds(), r.Candour())
	}
}
