package render

import (
	"slices"

	"github.com/newsarc/newsarc/diff"
	"github.com/newsarc/newsarc/news"
	"github.com/newsarc/newsarc/text"
)

// DiffOptions say how a comparison is shown. The zero value shows all changes
// without context, colour or limit of width.
type DiffOptions struct {
	Terminal
	OldName, NewName string // what is compared, such as "apnews.com/2016/09/06/quake@1"
	Context          int    // sentences shown around each change; negative: all

	OldRevision, NewRevision *news.Revision // where known: shown by JSON and HTML
}

// rowKind says what a row of a comparison shows.
type rowKind uint8

const (
	rowSame    rowKind = iota // a sentence in its place, to the letter
	rowChanged                // sentences on both sides
	rowDeleted                // only in the old text
	rowInserted
	rowLeft    // moved: the place that it left
	rowArrived // moved: the place that it came to
)

// row is one pair of a comparison at one place of the reading order. A moved
// pair has two rows.
type row struct {
	kind     rowKind
	pair     *diff.Pair
	index    int   // of the pair
	old, new []int // sentences shown here
}

// rows returns what a reader passes who reads both texts at once: what stayed
// in the order of both, and around it what is only in one.
func rows(r *diff.Result) []row {
	var away []row // places that moved pairs left, in the old order
	for k := range r.Pairs {
		if p := &r.Pairs[k]; p.Move > 0 {
			away = append(away, row{rowLeft, p, k, p.Old, nil})
		}
	}
	slices.SortFunc(away, func(a, b row) int { return a.old[0] - b.old[0] })
	var out []row
	for k := range r.Pairs {
		p := &r.Pairs[k]
		if p.Move == 0 && len(p.Old) > 0 {
			for len(away) > 0 && away[0].old[0] < p.Old[0] {
				out, away = append(out, away[0]), away[1:]
			}
		}
		out = append(out, row{kindOf(r, p), p, k, p.Old, p.New})
		if p.Move > 0 {
			out[len(out)-1].old = nil
		}
	}
	return append(out, away...)
}

func kindOf(r *diff.Result, p *diff.Pair) rowKind {
	switch {
	case p.Move > 0:
		return rowArrived
	case p.Kind == diff.Deleted:
		return rowDeleted
	case p.Kind == diff.Inserted:
		return rowInserted
	case p.Kind == diff.Same && kindAt(r.Old, &r.OldSentences[p.Old[0]]) == kindAt(r.New, &r.NewSentences[p.New[0]]):
		return rowSame
	}
	return rowChanged
}

func kindAt(a *news.Article, s *news.Sentence) news.ParagraphKind { return a.Body[s.Paragraph].Kind }

// mark returns what stands before a sentence of a paragraph of that kind, as in
// the stored form.
func paragraphMark(kind news.ParagraphKind) string {
	switch kind {
	case news.Heading:
		return "## "
	case news.Quote:
		return "> "
	case news.Item:
		return "- "
	case news.Caption:
		return ": "
	}
	return ""
}

// segment is a piece of one side's text and the edit that it is part of, nil
// where nothing changed.
type segment struct {
	text string
	edit *diff.Edit
}

// cut cuts the bytes of span out of whole and at the edits' spans on one side.
func cut(whole string, span text.Span, edits []diff.Edit, side func(*diff.Edit) text.Span) []segment {
	var out []segment
	at := span.Start
	add := func(end int, e *diff.Edit) {
		if end > at {
			out = append(out, segment{whole[at:end], e})
			at = end
		}
	}
	for i := range edits {
		s := side(&edits[i])
		if s.End <= at || s.Start == s.End {
			continue
		}
		if s.Start >= span.End {
			break
		}
		add(min(max(s.Start, at), span.End), nil)
		add(min(s.End, span.End), &edits[i])
	}
	add(span.End, nil)
	return out
}

func oldSide(e *diff.Edit) text.Span { return e.Old }
func newSide(e *diff.Edit) text.Span { return e.New }

// sentenceSpan returns the bytes of a sentence in its body.
func sentenceSpan(s *news.Sentence) text.Span { return text.Span{Start: s.Start, End: s.End} }

func whole(s string) text.Span { return text.Span{End: len(s)} }

// inline is a piece of both texts read as one: equal, or only in one of them.
type inline struct {
	text string
	op   byte // ' ', '-', '+'
	edit *diff.Edit
}

// weave reads the k-th new sentence of a pair together with what the pair's
// edits took away there.
func weave(r *diff.Result, p *diff.Pair, k int) []inline {
	whole, s := r.NewText(), &r.NewSentences[p.New[k]]
	after := -1 // end of the sentence before
	if k > 0 {
		after = r.NewSentences[p.New[k-1]].End
	}
	var out []inline
	at := s.Start
	add := func(s string, op byte, e *diff.Edit) {
		if s != "" {
			out = append(out, inline{s, op, e})
		}
	}
	for i := range p.Edits {
		e := &p.Edits[i]
		if e.New.Start > s.End {
			break
		}
		if e.New.Start > at {
			add(whole[at:e.New.Start], ' ', nil)
			at = e.New.Start
		}
		if e.New.Start > after {
			add(r.OldText()[e.Old.Start:e.Old.End], '-', e)
		}
		if end := min(e.New.End, s.End); end > at {
			add(whole[at:end], '+', e)
			at = end
		}
	}
	add(whole[at:s.End], ' ', nil)
	return oldFirst(out)
}

// oldFirst puts, between two equal pieces, what was taken away before what came
// instead, and joins pieces that are shown alike.
func oldFirst(pieces []inline) []inline {
	rank := func(p inline) int {
		return map[byte]int{'-': 0, '+': 1}[p.op]
	}
	for i := 0; i < len(pieces); i++ {
		j := i
		for j < len(pieces) && pieces[j].op != ' ' {
			j++
		}
		slices.SortStableFunc(pieces[i:j], func(a, b inline) int { return rank(a) - rank(b) })
		i = j
	}
	var out []inline
	for _, p := range pieces {
		if n := len(out) - 1; n >= 0 && out[n].op == p.op && out[n].moved() == p.moved() {
			out[n].text += p.text
		} else {
			out = append(out, p)
		}
	}
	return out
}

// moved reports whether the words only changed their place in the sentence.
func (p inline) moved() bool { return p.edit != nil && p.edit.Move > 0 }
