package signal

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"github.com/newsarc/newsarc/text"
	"github.com/newsarc/newsarc/text/claim"
)

// facts is what part of a text states. Spans are spans of text.
type facts struct {
	text    string
	extent  text.Span
	figures []figureFact
	times   []timeFact
	quotes  []quoteFact
	names   []nameFact
	sources []sourceFact
	cues    []cueFact // negations
	hedges  []cueFact
	links   []linkFact

	english bool
	plain   int8   // 1: one byte is one character; 2: not so; 0: not looked at
	borders []bool // where characters begin in the extent, if not plain
}

// whole widens s so that it cuts no character that is made of several code
// points, such as a letter with a mark on it.
func (fs *facts) whole(s text.Span) text.Span {
	if fs.extent.End <= fs.extent.Start || s.Start < fs.extent.Start || s.End > fs.extent.End {
		return s
	}
	in := fs.text[fs.extent.Start:fs.extent.End]
	if fs.plain == 0 {
		fs.plain = 1
		if !plainBytes(in) {
			fs.plain = 2
			fs.borders = make([]bool, len(in)+1)
			fs.borders[0] = true
			for g := graphemes.FromString(in); g.Next(); {
				fs.borders[g.End()] = true
			}
		}
	}
	if fs.plain == 1 {
		return s
	}
	empty := s.Start == s.End
	for !fs.borders[s.Start-fs.extent.Start] {
		s.Start--
	}
	if empty {
		return text.Span{Start: s.Start, End: s.Start}
	}
	for !fs.borders[s.End-fs.extent.Start] {
		s.End++
	}
	return s
}

// plainBytes reports whether each byte of s is a character.
func plainBytes(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] == '\r' {
			return false
		}
	}
	return true
}

type figureFact struct {
	text.Span
	q    claim.Quantity
	noun string // what is counted, in lower case
	unit string
	key  string

	duration string // the value of a time expression that it comes from
}

type timeFact struct {
	text.Span
	surface string
	value   string
}

type quoteFact struct {
	text.Span
	words []string
	key   string
	by    int // index into sources, -1 for none
}

type nameFact struct {
	text.Span
	key    string
	title  string
	titled text.Span // the title
	kind   claim.NameKind
	bare   bool // no preposition before it
}

type sourceFact struct {
	text.Span           // of the source
	all       text.Span // with its verb
	key       string
	who       string
	whoKey    string
	pronoun   bool
	colon     bool
	named     bool // has a word with a capital, other than its first
}

type cueFact struct {
	text.Span
	key   string
	level int
}

type linkFact struct {
	text.Span
	key string
}

// moved returns what a sentence states where it stands at byte start of a text.
func (fs *facts) moved(body string, start int) *facts {
	by := start - fs.extent.Start
	to := &facts{text: body, english: fs.english, extent: shift(fs.extent, by)}
	to.figures, to.times, to.quotes = slices.Clone(fs.figures), slices.Clone(fs.times), slices.Clone(fs.quotes)
	to.names, to.links = slices.Clone(fs.names), slices.Clone(fs.links)
	for i := range to.figures {
		to.figures[i].Span = shift(to.figures[i].Span, by)
	}
	for i := range to.times {
		to.times[i].Span = shift(to.times[i].Span, by)
	}
	for i := range to.quotes {
		to.quotes[i].Span = shift(to.quotes[i].Span, by)
	}
	for i := range to.names {
		to.names[i].Span, to.names[i].titled = shift(to.names[i].Span, by), shift(to.names[i].titled, by)
	}
	for i := range to.links {
		to.links[i].Span = shift(to.links[i].Span, by)
	}
	return to
}

func shift(s text.Span, by int) text.Span {
	return text.Span{Start: s.Start + by, End: s.End + by}
}

// named reports whether one of the names has the word w.
func (fs *facts) named(w string) bool {
	for i := range fs.names {
		for x := range strings.FieldsSeq(fs.names[i].key) {
			if x == w {
				return true
			}
		}
	}
	return false
}
