package claim_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/newsarc/newsarc/text/claim"
)

// storyLines are sentences that need each other: names in full and in short,
// pronouns, quotes that run on.
var storyLines = []string{
	`Mayor Elena Brandt met John Harker in Port Elba on Monday.`,
	`Harker said the bridge would hold.`,
	`He said 14 people were hurt.`,
	`She told reporters that nobody knew.`,
	`Brandt, 52, denied it.`,
	`Velkor announced the deal with Ostrava Steel.`,
	`Velkor, a maker of trams, lost 3 percent.`,
	`"We ran," she said.`,
	`"It was dark. `,
	`We saw nothing," Tom Roe said.`,
	`“They came at night.`,
	`Nobody spoke.”`,
	`They said the rebels' camp was empty.`,
	`It said more than 200 were missing.`,
	`The ministry said so.`,
	`According to the ministry, it was late.`,
	`Mr. Roe's brother left; he did not say why.`,
	`Ann Lee: We will not go.`,
	`Lee's lawyer, Sofia Marin, warned: "Wait."`,
	`Marin and Lee wept.`,
	`‘No one,’ he added, ‘was there.’`,
	`Ostrava was quiet.`,
	`TWO MEN DIED IN VELKOR PLANT`,
	`Er sagte, Velkor sei «ruhig».`,
}

// sameAsDocument fails the test unless Text says what Document says, in
// whatever order it is asked and whatever memo, which may be nil, knows of its
// sentences from other texts.
func sameAsDocument(t *testing.T, paragraphs [][]string, rnd *rand.Rand, memo *claim.Memo) {
	t.Helper()
	var sentences []string
	var want []claim.Claims
	for i, p := range claim.Document(paragraphs) {
		sentences = append(sentences, paragraphs[i]...)
		want = append(want, p...)
	}
	got := memo.NewText(paragraphs)
	for _, i := range rnd.Perm(len(sentences)) {
		if rnd.IntN(3) == 0 {
			count := slices.Clone(want[i].Quantities)
			given := slices.Clone(got.Quantities(i))
			for k := range min(len(count), len(given)) {
				count[k].By, given[k].By = 0, 0
			}
			if !slices.Equal(count, given) {
				t.Fatalf("quantities of %q in %q: got %v, want %v", sentences[i], paragraphs, given, count)
			}
		}
		for _, q := range want[i].Quantities {
			if !got.MayCount(i, q.Low, q.High) {
				t.Fatalf("%q may count %v to %v", sentences[i], q.Low, q.High)
			}
		}
		if len(want[i].Quotes) > 0 && !got.MayQuote(i) {
			t.Fatalf("%q of %q may quote", sentences[i], paragraphs)
		}
		if rnd.IntN(3) == 0 {
			own, full := *got.Own(i), want[i]
			own.Attributions, own.Quotes, full.Attributions, full.Quotes = nil, nil, nil, nil
			if diff := cmp.Diff(full, own); diff != "" {
				t.Fatalf("%q of %q alone (-document +text):\n%s", sentences[i], paragraphs, diff)
			}
		}
		c, w := *got.Claims(i), want[i]
		c.Quotes, w.Quotes = unlent(c.Quotes), unlent(w.Quotes)
		if diff := cmp.Diff(w, c); diff != "" {
			t.Fatalf("%q of %q (-document +text):\n%s", sentences[i], paragraphs, diff)
		}
	}
	if memo != nil {
		memo.Reuse(got) // the next text has its memory
	}
}

// unlent takes from quotes the speakers that other sentences lent them.
func unlent(quotes []claim.Quote) []claim.Quote {
	quotes = slices.Clone(quotes)
	for i := range quotes {
		if quotes[i].By < 0 {
			quotes[i].Speaker = ""
		}
	}
	return quotes
}

func TestTextIsDocument(t *testing.T) {
	lines := slices.Concat(storyLines, copyText)
	var memo claim.Memo
	for seed := range uint64(4000) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		var paragraphs [][]string
		for range 1 + rnd.IntN(6) {
			var p []string
			for range 1 + rnd.IntN(4) {
				p = append(p, lines[rnd.IntN(len(lines))])
			}
			paragraphs = append(paragraphs, p)
		}
		if seed%2 == 0 {
			sameAsDocument(t, paragraphs, rnd, nil)
		} else {
			sameAsDocument(t, paragraphs, rnd, &memo)
		}
		if seed%1000 == 0 {
			memo.Forget()
		}
	}
}

func TestLongTextIsDocument(t *testing.T) {
	var paragraphs [][]string
	for range 40 {
		paragraphs = append(paragraphs, storyLines)
	}
	sameAsDocument(t, paragraphs, rand.New(rand.NewPCG(1, 1)), nil)
}

func FuzzText(f *testing.F) {
	for i := range len(storyLines) - 4 {
		f.Add(strings.Join(storyLines[i:i+4], "\n"), uint64(i))
	}
	f.Add("“A.\n\nB.”\n'C' d'e.\nHe said: “F", uint64(3))
	f.Fuzz(func(t *testing.T, s string, seed uint64) {
		var paragraphs [][]string
		for p := range strings.SplitSeq(s, "\n\n") {
			if l := strings.FieldsFunc(p, func(r rune) bool { return r == '\n' }); len(l) > 0 {
				paragraphs = append(paragraphs, l)
			}
		}
		sameAsDocument(t, paragraphs, rand.New(rand.NewPCG(seed, 1)), nil)
		var memo claim.Memo
		for i := range uint64(3) {
			rnd := rand.New(rand.NewPCG(seed, i))
			rnd.Shuffle(len(paragraphs), func(i, j int) { paragraphs[i], paragraphs[j] = paragraphs[j], paragraphs[i] })
			sameAsDocument(t, paragraphs, rnd, &memo)
		}
	})
}
