package diff

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/newsarc/newsarc/news"
)

// The texts of the benchmarks are made up of a fixed vocabulary, so that word
// frequencies fall as they do in prose.
var vocabulary = func() []string {
	r := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields(`the of to and a in said that on for is was it with as at by from he his has
		are be police officials government minister people killed injured storm river city north south`)
	for len(words) < 8000 {
		n := 3 + r.IntN(8)
		var sb strings.Builder
		for range n {
			sb.WriteByte("etaoinshrdlucmfwypvbgk"[r.IntN(22)])
		}
		words = append(words, sb.String())
	}
	return words
}()

// prose returns an article of about n bytes.
func prose(r *rand.Rand, n int) *news.Article {
	z := rand.NewZipf(r, 1.15, 2, uint64(len(vocabulary)-1))
	a := &news.Article{Headline: "Storm kills dozens in the north"}
	for size := 0; size < n; {
		var p news.Paragraph
		for range 1 + r.IntN(4) {
			words := make([]string, 8+r.IntN(25))
			for i := range words {
				words[i] = vocabulary[z.Uint64()]
			}
			s := strings.ToUpper(words[0][:1]) + words[0][1:] + " " + strings.Join(words[1:], " ") + "."
			p.Sentences = append(p.Sentences, s)
			size += len(s) + 1
		}
		a.Body = append(a.Body, p)
	}
	return a
}

// edited returns a with the given share of its words replaced.
func edited(r *rand.Rand, a *news.Article, share float64) *news.Article {
	b := *a
	b.Body = nil
	for _, p := range a.Body {
		q := news.Paragraph{Kind: p.Kind}
		for _, s := range p.Sentences {
			words := strings.Fields(s)
			for i := range words {
				if r.Float64() < share {
					words[i] = vocabulary[r.IntN(len(vocabulary))]
				}
			}
			q.Sentences = append(q.Sentences, strings.Join(words, " "))
		}
		b.Body = append(b.Body, q)
	}
	return &b
}

// repeated returns an article of n equal sentences of nine words.
func repeated(n int) *news.Article {
	a := &news.Article{Headline: "Headline"}
	for range n / 4 {
		a.Body = append(a.Body, news.Paragraph{Sentences: []string{
			"The quick brown fox jumps over the lazy dog.", "The quick brown fox jumps over the lazy dog.",
			"The quick brown fox jumps over the lazy dog.", "The quick brown fox jumps over the lazy dog.",
		}})
	}
	return a
}

// oneSentence returns a with all of its text as one sentence.
func oneSentence(a *news.Article) *news.Article {
	return &news.Article{Headline: "Headline", Body: news.Body{{Sentences: []string{strings.ReplaceAll(a.Body.Text(), "\n\n", " ")}}}}
}

func shuffled(r *rand.Rand, a *news.Article) *news.Article {
	b := *a
	b.Body = append(news.Body(nil), a.Body...)
	r.Shuffle(len(b.Body), func(i, j int) { b.Body[i], b.Body[j] = b.Body[j], b.Body[i] })
	return &b
}

// large returns the pairs whose cost is bounded by tests and benchmarks.
func large() []largePair {
	r := rand.New(rand.NewPCG(3, 4))
	a, b := prose(r, 1_000_000), prose(r, 1_000_000)
	rep := repeated(20_000)
	some := edited(r, rep, 0.001)
	return []largePair{
		{"edited", a, edited(r, a, 0.05)},
		{"unrelated", a, b},
		{"rewritten", a, edited(r, a, 0.5)},
		{"shuffled", a, shuffled(r, a)},
		{"repeated", rep, repeated(19_000)},
		{"repeated-edited", rep, some},
		{"repeated-both", edited(r, rep, 0.01), edited(r, rep, 0.01)},
		{"sentence-edited", oneSentence(a), oneSentence(edited(r, a, 0.05))},
		{"sentence-unrelated", oneSentence(a), oneSentence(b)},
		{"sentence-repeated", oneSentence(rep), oneSentence(some)},
		{"sentence-one-word", oneSentence(letters("a ", 500_000)), oneSentence(letters("a ", 400_000))},
		{"sentence-two-words", oneSentence(coin(r, 250_000)), oneSentence(coin(r, 250_000))},
	}
}

type largePair struct {
	name     string
	old, new *news.Article
}

func letters(s string, n int) *news.Article {
	return &news.Article{Body: news.Body{{Sentences: []string{strings.Repeat(s, n/len(s)) + "."}}}}
}

func coin(r *rand.Rand, words int) *news.Article {
	var sb strings.Builder
	for range words {
		sb.WriteString([]string{"a ", "b "}[r.IntN(2)])
	}
	return &news.Article{Body: news.Body{{Sentences: []string{sb.String() + "."}}}}
}

func BenchmarkArticles(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{5_000, 50_000} {
		from := prose(r, n)
		to := edited(r, from, 0.05)
		b.Run(fmt.Sprintf("edited-%dKB", n/1000), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(from.Body.Text())))
			for b.Loop() {
				Articles(from, to, Options{Structure: true})
			}
		})
	}
	for _, p := range large() {
		b.Run(p.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(p.old.Body.Text())))
			var r *Result
			for b.Loop() {
				r = Articles(p.old, p.new, Options{Structure: true})
			}
			b.ReportMetric(float64(r.steps)/float64(len(r.oldText)+len(r.newText)), "steps/byte")
		})
	}
}

func BenchmarkHistory(b *testing.B) {
	// A live page: in each revision a paragraph comes, one goes, one is edited.
	r := rand.New(rand.NewPCG(9, 10))
	a := prose(r, 10_000)
	var revs []*news.Revision
	for range 300 {
		next := *a
		next.Body = append(append(news.Body(nil), prose(r, 200).Body...), a.Body[:len(a.Body)-1]...)
		k := r.IntN(len(next.Body))
		next.Body[k] = edited(r, &news.Article{Body: next.Body[k : k+1]}, 0.1).Body[0]
		a = &next
		revs = append(revs, &news.Revision{Article: a})
	}
	b.ReportAllocs()
	for b.Loop() {
		History(revs)
	}
}
