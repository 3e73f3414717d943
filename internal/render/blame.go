package render

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/newsarc/newsarc/diff"
)

// Blame prints since which revision each sentence of a text has been there.
type Blame struct {
	Terminal
	Location *time.Location // of captured times; UTC when nil
	Words    bool           // say it of each word that is younger than its sentence
}

// Present prints the sentences of the latest revision, each after the revision
// since which it has had these words, the time when that was seen and, where it
// was there before in other words, the revision that first had it.
func (p Blame) Present(w io.Writer, b *diff.Blame) error {
	var sb strings.Builder
	paragraph := 0
	for i := range b.Present {
		o := &b.Present[i]
		if o.Paragraph != paragraph {
			sb.WriteByte('\n')
			paragraph = o.Paragraph
		}
		since := b.Revisions[o.Since()]
		from := ""
		if o.First != o.Since() {
			from = fmt.Sprintf("(@%d)", b.Revisions[o.First].Number)
		}
		head := fmt.Sprintf("%-4s %-5s %s", fmt.Sprintf("@%d", since.Number), from, p.when(since.Captured))
		p.sentence(&sb, head, p.text(b, o))
	}
	_, err := io.WriteString(w, sb.String())
	return err
}

// Vanished prints the sentences that the latest revision no longer has, each
// after the revisions that had it and the time when it was last seen.
func (p Blame) Vanished(w io.Writer, b *diff.Blame) error {
	var sb strings.Builder
	for i := range b.Vanished {
		o := &b.Vanished[i]
		last := b.Revisions[o.Last()]
		span := fmt.Sprintf("@%d", last.Number)
		if o.First != o.Last() {
			span = fmt.Sprintf("@%d..@%d", b.Revisions[o.First].Number, last.Number)
		}
		p.sentence(&sb, fmt.Sprintf("%-10s %s", span, p.when(last.Captured)), p.text(b, o))
	}
	_, err := io.WriteString(w, sb.String())
	return err
}

// sentence prints a sentence beside its head.
func (p Blame) sentence(sb *strings.Builder, head, text string) {
	p.beside(sb, []styled{{Yellow, head}, {Plain, "  "}}, []styled{{Plain, text}})
}

// text returns a sentence; with Words, runs of words that are younger than it
// stand in braces after the revision that first had them: "{@4 6.2}".
func (p Blame) text(b *diff.Blame, o *diff.Origin) string {
	if !p.Words {
		return Safe(o.Text)
	}
	var sb strings.Builder
	pos := 0
	for i := 0; i < len(o.Words); {
		first := o.Words[i].First
		n := i + 1
		for n < len(o.Words) && o.Words[n].First == first {
			n++
		}
		start, end := o.Words[i].Start, o.Words[n-1].End
		sb.WriteString(Safe(o.Text[pos:start]))
		if first == o.First {
			sb.WriteString(Safe(o.Text[start:end]))
		} else {
			fmt.Fprintf(&sb, "{@%d %s}", b.Revisions[first].Number, Safe(o.Text[start:end]))
		}
		pos, i = end, n
	}
	return sb.String() + Safe(o.Text[pos:])
}

func (p Blame) when(t time.Time) string {
	return Revisions{Location: p.Location}.when(t, "2006-01-02 15:04")
}
