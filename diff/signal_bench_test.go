package diff

import (
	"math/rand/v2"
	"testing"

	"github.com/newsarc/newsarc/diff/signal"
	"github.com/newsarc/newsarc/news"
)

// BenchmarkSignals times the signals of a comparison alone. Per byte they must
// cost less than the comparison, whatever the texts are.
func BenchmarkSignals(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	small, large, other := copyOf(r, 5_000), copyOf(r, 1_000_000), copyOf(r, 1_000_000)
	for _, c := range []struct {
		name     string
		from, to *news.Article
	}{
		{"5KB", small, edited(r, small, 0.05)},
		{"1MB", large, edited(r, large, 0.05)},
		{"unrelated-1MB", large, other},
		{"sentence-1MB", oneSentence(large), oneSentence(edited(r, large, 0.05))},
		{"sentence-unrelated-1MB", oneSentence(large), oneSentence(other)},
	} {
		b.Run(c.name, func(b *testing.B) {
			res := Articles(c.from, c.to, Options{Structure: true})
			b.ReportAllocs()
			b.SetBytes(int64(len(res.oldText)))
			for b.Loop() {
				var m memo
				m.finder.Find(&signal.Change{Old: c.from, New: c.to, From: m.old(c.from), To: m.new(c.to), Fields: res.Fields, Pairs: res.Pairs, Moves: res.Moves})
			}
		})
	}
}

// copyOf returns about n bytes of wire copy: the sentences of the gold articles
// in any order.
func copyOf(r *rand.Rand, n int) *news.Article {
	sentences := plainSentences(nil)
	a := &news.Article{Headline: "Headline"}
	for n > 0 {
		var p news.Paragraph
		for range 3 {
			s := sentences[r.IntN(len(sentences))]
			p.Sentences = append(p.Sentences, s)
			n -= len(s)
		}
		a.Body = append(a.Body, p)
	}
	return a
}
