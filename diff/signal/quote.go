package signal

import (
	"strings"

	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/text"
)

// quotes compares the quotes, and returns which sources of the two sides speak
// only a quote that came or went.
func (c *comparison) quotes(f *search) (spoken map[text.Span]bool) {
	o, n := cancel(c.old.quotes, c.new.quotes, func(x *quoteFact) string { return x.key })
	if len(o) == 0 && len(n) == 0 {
		return spoken
	}
	if joinQuotes(o) == joinQuotes(n) {
		return spoken // the same words, parted otherwise
	}
	spoken = map[text.Span]bool{}
	couple(o, n, c.likeQuotes, func(o, n *quoteFact) {
		switch {
		case o == nil:
			detail := Added
			if c.bareIn(c.old, c.beforeNew(n.Start), n) {
				detail = MarksOn
			}
			f.add(c.signal(Quote, c.came(n.Span), n.Span, detail))
			if n.by >= 0 && detail == Added {
				spoken[c.new.sources[n.by].Span] = true
			}
		case n == nil:
			detail := Removed
			if c.bareIn(c.new, c.afterOld(o.Start), o) {
				detail = MarksOff
			}
			f.add(c.signal(Quote, o.Span, c.gone(o.Span), detail))
			if o.by >= 0 && detail == Removed {
				spoken[c.old.sources[o.by].Span] = true
			}
		case !sameWords(o.words, n.words):
			f.add(c.signal(Quote, o.Span, n.Span, Reworded))
		}
	})
	return spoken
}

// bareIn reports whether the words of a quote stand in the other text, about
// byte at, without their marks.
func (c *comparison) bareIn(fs *facts, at int, q *quoteFact) bool {
	const around = 200
	from, to := max(fs.extent.Start, at-around), min(fs.extent.End, at+2*(q.End-q.Start)+around)
	return strings.Contains(" "+strings.Join(english.Words(fs.text[from:to]), " ")+" ", " "+q.key+" ")
}

func joinQuotes(qs []quoteFact) string {
	var sb strings.Builder
	for _, q := range qs {
		sb.WriteString(q.key)
		sb.WriteByte(' ')
	}
	return sb.String()
}

// likeQuotes says how much two quotes look like one that was reworded.
func (c *comparison) likeQuotes(o, n *quoteFact) int {
	shared := 0
	seen := make(map[string]bool, len(o.words))
	for _, w := range o.words {
		seen[w] = true
	}
	for _, w := range n.words {
		if seen[w] {
			shared++
		}
	}
	if c.near(o.Span, n.Span) || 2*shared >= min(len(o.words), len(n.words)) {
		return 1 + shared
	}
	return 0
}

func sameWords(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
