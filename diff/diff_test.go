package diff

import (
	"math/rand/v2"
	"testing"

	"github.com/newsarc/newsarc/news"
)

// TestWork counts steps instead of time: for every kind of large pair they are
// few per byte, and twice the text takes little more than twice the steps.
func TestWork(t *testing.T) {
	const most = 250
	r := rand.New(rand.NewPCG(7, 8))
	sizes := func(n int) map[string][2]*news.Article {
		a, b := prose(r, n), prose(r, n)
		rep := repeated(n / 50)
		return map[string][2]*news.Article{
			"edited":             {a, edited(r, a, 0.05)},
			"rewritten":          {a, edited(r, a, 0.5)},
			"unrelated":          {a, b},
			"shuffled":           {a, shuffled(r, a)},
			"repeated":           {rep, repeated(n / 55)},
			"repeated, edited":   {edited(r, rep, 0.01), edited(r, rep, 0.01)},
			"sentence":           {oneSentence(a), oneSentence(edited(r, a, 0.05))},
			"sentence, turned":   {oneSentence(a), oneSentence(shuffled(r, a))},
			"sentence, other":    {oneSentence(a), oneSentence(b)},
			"sentence, repeated": {oneSentence(rep), oneSentence(edited(r, rep, 0.01))},
			"sentence, coin":     {oneSentence(coin(r, n/4)), oneSentence(coin(r, n/4))},
			"one letter":         {letters("a", n), letters("a", n/2)},
			"short sentences":    {short(r, n), short(r, n)},
		}
	}
	small, big := sizes(100_000), sizes(200_000)
	for name := range small {
		perByte := func(p [2]*news.Article) float64 {
			res := Articles(p[0], p[1], Options{Structure: true})
			if err := res.Rebuild(); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return float64(res.steps) / float64(len(res.oldText)+len(res.newText))
		}
		s, b := perByte(small[name]), perByte(big[name])
		t.Logf("%-20s %6.1f %6.1f steps per byte", name, s, b)
		if b > most || b > 1.6*s+5 {
			t.Errorf("%s: %.1f steps per byte at 100 KB, %.1f at 200 KB", name, s, b)
		}
	}
}

// short returns an article of sentences of two or three of five words.
func short(r *rand.Rand, n int) *news.Article {
	words := []string{"yes", "no", "well", "perhaps", "then"}
	a := &news.Article{}
	for size := 0; size < n; {
		s := words[r.IntN(5)] + " " + words[r.IntN(5)]
		if r.IntN(2) == 0 {
			s += " " + words[r.IntN(5)]
		}
		a.Body = append(a.Body, news.Paragraph{Sentences: []string{s + "."}})
		size += len(s) + 3
	}
	return a
}
