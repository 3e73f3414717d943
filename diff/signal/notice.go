package signal

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newsarc/newsarc/diff/align"
	"github.com/newsarc/newsarc/diff/english"
	"github.com/newsarc/newsarc/diff/noise"
	"github.com/newsarc/newsarc/text"
)

// notices finds the sentences that are a notice of correction, and says so of
// their pairs. All sentences of a paragraph that begins as a notice belong to
// it.
func (f *search) notices() {
	for k := range f.r.Pairs {
		p := &f.r.Pairs[k]
		if p.Kind == align.Same {
			continue
		}
		o, n := slices.ContainsFunc(p.Old, f.old.notice), slices.ContainsFunc(p.New, f.new.notice)
		if !o && !n {
			continue
		}
		if f.notice == nil {
			f.notice = map[int]bool{}
		}
		f.notice[k] = true
		var s Signal
		switch p.Kind {
		case align.Inserted:
			s = Signal{Detail: Added, Old: evidence(f.r.From.Body, f.gaps[k]), New: evidence(f.r.To.Body, align.Extent(f.r.To.Sentences, p.New))}
		case align.Deleted:
			s = Signal{Detail: Removed, Old: evidence(f.r.From.Body, align.Extent(f.r.From.Sentences, p.Old)), New: evidence(f.r.To.Body, f.gaps[k])}
		default:
			s = Signal{
				Detail: Changed, Old: evidence(f.r.From.Body, align.Extent(f.r.From.Sentences, p.Old)),
				New: evidence(f.r.To.Body, align.Extent(f.r.To.Sentences, p.New)),
			}
			if noise.Rule(s.Old.Text, s.New.Text) != "" {
				delete(f.notice, k)
				continue
			}
		}
		s.Kind, s.Pair = Correction, k
		if last := len(f.Signals) - 1; last >= 0 && k > 0 && f.notice[k-1] && f.Signals[last].Kind == Correction && f.Signals[last].Detail == s.Detail {
			f.extend(&f.Signals[last], &s)
			continue
		}
		f.add(s)
	}
}

// extend makes one signal of a notice of several sentences.
func (f *search) extend(to, s *Signal) {
	if to.New.Start < to.New.End && s.New.Start < s.New.End {
		to.New = evidence(f.r.To.Body, text.Span{Start: to.New.Start, End: max(to.New.End, s.New.End)})
	}
	if to.Old.Start < to.Old.End && s.Old.Start < s.Old.End {
		to.Old = evidence(f.r.From.Body, text.Span{Start: to.Old.Start, End: max(to.Old.End, s.Old.End)})
	}
}

// notice reports whether sentence i belongs to a notice: it reads like one, or
// its paragraph begins as one.
func (rd *reader) notice(i int) bool {
	s := rd.Sentences[i]
	return rd.reads(i) || s.Index > 0 && rd.reads(i-s.Index)
}

// reads reports whether sentence i reads like a notice.
func (rd *reader) reads(i int) bool {
	x := rd.Known[i]
	if x.notice == 0 {
		if x.notice = 1; isNotice(rd.Sentences[i].Text) {
			x.notice = 2
		}
	}
	return x.notice == 2
}

// isNotice reports whether a sentence says that the text was wrong, and not
// what happened.
func isNotice(s string) bool {
	if !mayBeNotice(s) {
		return false
	}
	low := strings.ToLower(strings.TrimLeft(noise.PlainSpace(s), "*_([ "))
	for _, lead := range [...]string{"correction", "corrections", "clarification", "retraction", "editor's note", "editors' note", "editor’s note", "amendment"} {
		rest, ok := strings.CutPrefix(low, lead)
		if ok && (rest == "" || strings.ContainsAny(rest[:1], ":.-–—)") || strings.HasPrefix(rest, " (") || strings.HasPrefix(rest, " -") || strings.HasPrefix(rest, " —") || strings.HasPrefix(rest, " –")) {
			return true
		}
	}
	for _, verb := range [...]string{"corrects ", "clarifies ", "amends ", "corrected ", "refiles ", "removes ", "fixes "} { // "(Corrects year in paragraph 1)"
		if strings.HasPrefix(low, verb) && strings.HasPrefix(strings.TrimLeft(s, "*_[ "), "(") {
			return true
		}
	}
	if !strings.Contains(low, "version") && !strings.Contains(low, "this ") && !strings.Contains(low, "headline") && !strings.Contains(low, "story") && !strings.Contains(low, "corrects") {
		return false
	}
	piece := ""
	for _, p := range pieces {
		if strings.Contains(low, p) {
			piece = p
			break
		}
	}
	if piece == "" {
		return false
	}
	for _, w := range [...]string{
		"corrected", "to correct", "corrects", "misstated", "misspelled", "misspelt", "misidentified", "incorrect", "inaccurate", "wrongly", "erroneous",
		"in error", "clarified", "clarify", "amended", "retracted", "mistaken", "should have", "has been updated", "has been changed", "wrong", "misquoted",
		"misattributed", "omitted", "gave the", "said that", "has been revised", "stated that", "was removed", "to remove", "withdrawn",
	} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// mayBeNotice is the quick look that spares nearly all sentences the slow one:
// whether s begins as a notice does, or has a word that all pieces have one of.
func mayBeNotice(s string) bool {
	if s == "" || !isLower(s[0]|0x20) || len(s) < 4 || !plainBytes(s[:4]) {
		return true
	}
	switch s[0] | 0x20 {
	case 'c', 'r', 'e', 'a': // of the leads in isNotice
		for _, lead := range [...]string{"corr", "clar", "retr", "edit", "amen"} {
			if strings.EqualFold(s[:4], lead) {
				return true
			}
		}
	}
	for i := 0; i+4 <= len(s); i++ {
		c := s[i]
		if !noticeByte[c] {
			continue
		}
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if !unicode.IsPunct(r) && !unicode.IsLetter(r) {
				return true // a mark that noise.PlainSpace drops may part a word
			}
			i += n - 1
			continue
		}
		part := ""
		switch two := uint16(c|0x20)<<8 | uint16(s[i+1]|0x20); two {
		case 'v'<<8 | 'e':
			part = "vers"
		case 't'<<8 | 'h':
			part = "this"
		case 'h'<<8 | 'e':
			part = "head"
		case 's'<<8 | 't':
			part = "stor"
		case 'c'<<8 | 'o':
			part = "corr"
		default:
			continue
		}
		if strings.EqualFold(s[i:i+4], part) {
			return true
		}
	}
	return false
}

// noticeByte holds the bytes at which mayBeNotice looks closer.
var noticeByte = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= utf8.RuneSelf || strings.IndexByte("vthscVTHSC", byte(c)) >= 0
	}
	return t
}()

// pieces are the ways in which a notice speaks of its own text.
var pieces = []string{
	"earlier version of this", "previous version of this", "earlier version of the story", "earlier versions of this", "previous versions of this",
	"this story has been", "this article has been", "this report has been", "this post has been", "this piece has been", "this story was", "this article was",
	"this report was", "this story corrects", "this article corrects", "this version corrects", "corrects the", "an earlier headline", "a previous headline",
	"an earlier story", "this item has been", "this headline has been", "a previous story",
}

// corrections joins each notice with the sentence that it corrects: the edited
// pair whose changed words the notice shares most.
func (f *search) corrections() {
	for i := range f.Signals {
		s := &f.Signals[i]
		if s.Kind != Correction || s.Detail == Changed {
			continue
		}
		notice := s.New.Text
		if s.Detail == Removed {
			notice = s.Old.Text
		}
		k := f.corrected(notice)
		if k < 0 {
			continue
		}
		p := &f.r.Pairs[k]
		s.Pair = k
		if s.Detail == Removed {
			s.New = evidence(f.r.To.Body, align.Extent(f.r.To.Sentences, p.New))
		} else {
			s.Old = evidence(f.r.From.Body, align.Extent(f.r.From.Sentences, p.Old))
		}
	}
}

// corrected returns the pair that a notice speaks of, -1 if none is clear.
func (f *search) corrected(notice string) int {
	in := map[string]bool{}
	for _, w := range english.Words(notice) {
		if !english.Function(w) && !noticeWords()[w] {
			in[english.Stem(w)] = true
			in[english.Sense(w)] = true
		}
	}
	best, top := -1, 1
	for k := range f.r.Pairs {
		p := &f.r.Pairs[k]
		if p.Kind != align.Edited && p.Kind != align.Split && p.Kind != align.Merged || f.notice[k] {
			continue
		}
		score := 0
		for _, e := range p.Edits {
			score += 3*shares(in, e.Old.Of(f.r.From.Body)) + 3*shares(in, e.New.Of(f.r.To.Body))
		}
		score += shares(in, align.Extent(f.r.From.Sentences, p.Old).Of(f.r.From.Body))
		if score > top {
			best, top = k, score
		}
	}
	return best
}

var noticeWords = english.Set(`correction story article report version earlier previous corrected misstated misspelled incorrectly incorrect
	wrong wrongly show shows said updated error not this an has been clarification editor's note`)

// shares counts the words of s that are in the set.
func shares(in map[string]bool, s string) int {
	n := 0
	for _, w := range english.Words(s) {
		if in[english.Stem(w)] || in[english.Sense(w)] {
			n++
		}
	}
	return n
}
