package align

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
)

func FuzzWords(f *testing.F) {
	f.Add("At least 35 people died, police said.", "Police said at least 38 people died.")
	f.Add("a 35-year-old man", "the 36-year-old man")
	f.Fuzz(func(t *testing.T, from, to string) {
		from, to = news.Line(from), news.Line(to)
		edits := Words(from, to)
		if got := rebuilt(from, to, edits); got != to {
			t.Fatalf("got %q, want %q", got, to)
		}
		a, b := cuts(from), cuts(to)
		for _, e := range edits {
			if !a[e.Old.Start] || !a[e.Old.End] || !b[e.New.Start] || !b[e.New.End] {
				t.Fatalf("%v cuts a grapheme", e)
			}
		}
	})
}

// TestReadWeighsAll holds read, which cuts only what was changed, to a reading
// of everything: the weights of words depend on all sentences.
func TestReadWeighsAll(t *testing.T) {
	for seed := range uint64(300) {
		rnd := rand.New(rand.NewPCG(seed, 9))
		pick := func(n int) (out []string) {
			for range n {
				s := reports[rnd.IntN(len(reports))]
				if rnd.IntN(3) == 0 {
					s = strings.Replace(s, "the", fmt.Sprint(rnd.IntN(9)), 1)
				}
				out = append(out, s)
			}
			return append(out, "...", "— —")[:n]
		}
		from := pick(2 + rnd.IntN(8))
		to := slices.Concat(from[:rnd.IntN(len(from))], pick(1+rnd.IntN(4)))
		known := map[string]*Known{}
		c := New()
		a := c.align(linesOf(known, from), linesOf(known, to))
		for _, x := range slices.Concat(a.old, a.new) {
			if len(x.bag) == 0 {
				continue // it has an equal
			}
			got := map[string]float64{}
			for _, e := range x.bag {
				got[c.lex.spellings[e.word].text] = e.weight
			}
			if want := weightsOf(x.line.text, slices.Concat(from, to)); !maps.Equal(got, want) {
				t.Fatalf("%q of\n%q\n%q\nweighs %v, want %v", x.line.text, from, to, got, want)
			}
		}
	}
}

// linesOf returns lines with what is known of them.
func linesOf(known map[string]*Known, texts []string) Lines {
	l := Lines{Texts: texts}
	for _, s := range texts {
		if known[s] == nil {
			known[s] = new(Known)
		}
		l.Known = append(l.Known, known[s])
	}
	return l
}

// weightsOf returns the weights of the words of s, by looking at all sentences.
func weightsOf(s string, all []string) map[string]float64 {
	words := func(s string) map[string]text.Kind {
		out, marks := map[string]text.Kind{}, map[string]text.Kind{}
		for _, w := range text.Words(s) {
			switch w.Kind {
			case text.Letters, text.Number:
				out[strings.ToLower(w.Of(s))] = w.Kind
			case text.Punct, text.Symbol:
				marks[w.Of(s)] = w.Kind
			}
		}
		if len(out) == 0 {
			return marks
		}
		return out
	}
	out := map[string]float64{}
	for w, kind := range words(s) {
		holds := 0
		for _, other := range all {
			if _, ok := words(other)[w]; ok {
				holds++
			}
		}
		out[w] = math.Log(1 + float64(len(all))/float64(holds))
		if classOf(w, w, kind) == stopWord {
			out[w] *= stopShare
		}
	}
	return out
}

// reports are sentences that share words, some more and some less.
var reports = []string{
	"At least 35 people were killed in Port Elba, officials said.",
	"The blast killed thirty-five people and wounded dozens.",
	"Officials counted 1,200 bodies; two companies and their company's owners fled.",
	"The army's 3rd Division lost 14 tanks, 14 TANKS in all.",
	"“We ran,” said Ann O'Brien of the W.H.O.",
	"\"We ran,\" O’Brien told the WHO.",
	"He stayed three weeks, not 21 days.",
	"Über 35 Menschen starben, sagte Élodie Brânză.",
}

// rebuilt puts the new words of each edit in the place of the old ones.
func rebuilt(from, to string, edits []Edit) string {
	var sb strings.Builder
	at := 0
	for _, e := range edits {
		sb.WriteString(from[at:e.Old.Start])
		sb.WriteString(to[e.New.Start:e.New.End])
		at = e.Old.End
	}
	sb.WriteString(from[at:])
	return sb.String()
}

// cuts returns where s may be cut: the grapheme borders.
func cuts(s string) map[int]bool {
	at := map[int]bool{0: true}
	for g := graphemes.FromString(s); g.Next(); {
		at[g.End()] = true
	}
	return at
}
